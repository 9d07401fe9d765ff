"""Contradictions between facts that should be equal, and jumps between those of a series."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import Any

from extract.reviewing.conflicts_rules import ConflictRules
from extract.reviewing.conflicts_subjects import Subject
from extract.reviewing.conflicts_values import agree, factor, reach_of

Row = Mapping[str, Any]
Support = Callable[[str], int]
"""How many independent articles state a claim."""

_DAYS_OF_YEAR = 365.25
_WORDS_OF_A_NAME = 2


@dataclass(frozen=True, slots=True)
class Statement:
    """Facts that say the same: one claim, one direction, one modifier.

    Attributes:
        facts: the earliest first.
        n_sources: how many independent articles state the claim.
    """

    facts: Sequence[Row]
    n_sources: int

    @property
    def first(self) -> Row:
        """The earliest fact."""
        return self.facts[0]

    def places(self, name: str) -> set[tuple[str, int]] | set[str]:
        """Sentences or articles that it stands in."""
        if name == "article":
            return {fact["article_id"] for fact in self.facts}
        return {(fact["article_id"], fact["sentence_start"]) for fact in self.facts}


def _earliness(fact: Row) -> tuple[date, str, str, int]:
    return fact["published"] or date.max, fact["source"], fact["article_id"], fact["start"]


def state(facts: Sequence[Row], support: Support) -> list[Statement]:
    """The statements of facts, the best supported first, of equal ones the earliest."""
    grouped: dict[tuple[str, str, str], list[Row]] = {}
    for fact in sorted(facts, key=_earliness):
        grouped.setdefault((fact["claim_id"], fact["direction"], fact["modifier"]), []).append(fact)
    statements = [Statement(rows, support(claim_id)) for (claim_id, *_), rows in grouped.items()]
    return sorted(statements, key=lambda one: (-one.n_sources, _earliness(one.first)))


def find_pairs(
    subject: Subject, facts: Sequence[Row], rules: ConflictRules, support: Support
) -> Iterator[tuple[str, Row, Row]]:
    """Contradictions among facts that should have equal values.

    Each is held against the one that most articles state, so that one odd number gives one
    contradiction and not one for each article that has it right.

    Args:
        subject: what they speak of.
        facts: rows with one key.
        rules: the rules of contradictions.
        support: how many independent articles state a claim.

    Yields:
        The reason and the two facts.
    """
    if subject.weight == "bare":
        facts = [fact for fact in facts if _holds(fact, rules)]
    statements = state(facts, support)
    told: set[str] = set()
    for other in statements[1:]:
        best = statements[0]
        reason = _contradict(best.first, other.first, rules)
        if reason and other.first["claim_id"] not in told and _comparable(subject, best, other, rules):
            told.add(other.first["claim_id"])
            yield reason, best.first, other.first


def _holds(fact: Row, rules: ConflictRules) -> bool:
    before = fact["sentence"][: fact["start"] - fact["sentence_start"]]
    return rules.sentences.holding.search(before) is not None


def _contradict(one: Row, other: Row, rules: ConflictRules) -> str | None:
    directions = {one["direction"], other["direction"]}
    if one["role"] == "change" and directions == {"up", "down"}:
        return "direction"
    reaches = (reach_of(fact, rules.tolerances) for fact in (one, other))
    return None if agree(*reaches) else "value"


def _comparable(subject: Subject, one: Statement, other: Statement, rules: ConflictRules) -> bool:
    """Whether the two can mean the same thing at all."""
    if one.places("sentence") & other.places("sentence"):
        return False  # The writer of the sentence tells them apart.
    limits = rules.tolerances
    times = factor(one.first, other.first)
    if one.places("article") & other.places("article"):
        named = subject.weight == "topic" and subject.n_words >= _WORDS_OF_A_NAME
        return (named or subject.weight == "indicator") and times <= limits.same_article
    match subject.weight:
        case "indicator":
            return True
        case "sums":
            return times <= limits.sums
        case _:
            return times <= limits.topics


def find_jumps(
    facts: Sequence[Row], rules: ConflictRules, support: Support, *, vanishing: bool
) -> Iterator[tuple[Row, Row]]:
    """Levels of a series that jump by orders of magnitude from one period to the next.

    Args:
        facts: rows of one series.
        rules: the rules of contradictions.
        support: how many independent articles state a claim.
        vanishing: whether the series may well fall to a hundredth.
    """
    periods: dict[date, list[Row]] = {}
    for fact in facts:
        if fact["period_end"] and fact["modifier"] in {"exact", "approx"} and fact["value_low"]:
            periods.setdefault(fact["period_end"], []).append(fact)
    best = [state(rows, support)[0].first for _, rows in sorted(periods.items())]
    limits = rules.tolerances
    for one, other in pairwise(best):
        years = (other["period_end"] - one["period_end"]).days / _DAYS_OF_YEAR
        falls = abs(other["base_low"]) < abs(one["base_low"])
        if years <= limits.jump_years and factor(one, other) >= limits.jump and not (falls and vanishing):
            yield one, other
