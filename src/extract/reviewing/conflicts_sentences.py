"""Contradictions inside one sentence: parts greater than their whole, shares of more than all."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from extract.reviewing.conflicts_rules import ConflictRules, SentenceRules
from extract.reviewing.conflicts_values import exceeds, reach_of

Row = Mapping[str, Any]
"""A row of facts."""

_ALIKE = ("kind", "base_unit", "per", "role", "status")
_RELATIVE = ("percent", "multiple")
_HUNDRED = 100.0
_BELOW = ("less_than", "at_most")


def find_parts(facts: Sequence[Row], rules: ConflictRules) -> Iterator[tuple[Row, Row]]:
    """Wholes and parts that are greater than them.

    Percentages are left out: "40 percent of the villages, of which 80 percent" is a share of a share.

    Args:
        facts: the facts of one sentence, in text order.
        rules: the rules of contradictions.
    """
    sentence, offset = facts[0]["sentence"], facts[0]["sentence_start"]
    sums = [fact for fact in facts if fact["kind"] not in _RELATIVE]
    cues = list(rules.sentences.parts.finditer(sentence))
    for cue, following in zip(cues, [*cues[1:], None], strict=True):
        barrier = rules.sentences.barrier.search(sentence, cue.end())
        end = min(
            barrier.start() if barrier else len(sentence), following.start() if following else len(sentence)
        )
        parts = [fact for fact in sums if cue.end() <= fact["start"] - offset < end]
        for part in parts:
            whole = _whole_of(part, [fact for fact in sums if fact["end"] - offset <= cue.start()])
            if whole and exceeds(reach_of(part, rules.tolerances), reach_of(whole, rules.tolerances)):
                yield whole, part


def _whole_of(part: Row, before: Sequence[Row]) -> Row | None:
    """The nearest quantity before the cue that a part can be of."""
    alike = [fact for fact in before if all(fact[name] == part[name] for name in _ALIKE)]
    if not alike:
        return None
    whole = alike[-1]
    periods = {(fact["period_start"], fact["period_end"]) for fact in (whole, part)} - {(None, None)}
    return whole if len(periods) < len((whole, part)) else None


def is_share_over_100(fact: Row, rules: SentenceRules) -> bool:
    """Whether a fact says that a share is more than all.

    Args:
        fact: a row of facts.
        rules: what tells shares.
    """
    if fact["unit"] != "percent" or fact["role"] != "level" or fact["value_low"] <= _HUNDRED:
        return False
    if fact["modifier"] in _BELOW:
        return False
    start, end = (fact[name] - fact["sentence_start"] for name in ("start", "end"))
    sides = {
        "before": fact["sentence"][:start],
        "after": fact["sentence"][end:],
        "topic": fact["topic"] or "",
    }
    return _tells(rules.shares, sides) and not _tells(rules.no_shares, sides)


def _tells(regexes: Mapping[str, Any], sides: Mapping[str, str]) -> bool:
    return bool(
        regexes["before"].search(sides["before"])
        or regexes["after"].match(sides["after"])
        or regexes["topic"].search(sides["topic"])
    )
