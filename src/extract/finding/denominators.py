"""What a quantity goes with: "per household", "a year", "annual income of …"."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from extract.finding.nouns import NounLexicon, singular
from extract.finding.surfaces import alternation, bounded
from extract.records import Span
from extract.rules.loading import RuleSet

# Behind the quantity a conversion in brackets may stand first, or the rest of one: "2,300 yuan (£245) a year".
_BRACKET = r"(?:\s*\([^()]{0,40}\)|[^()]{0,20}\))?\s*"
_REACH_BEFORE = 150


@dataclass(frozen=True, slots=True)
class Denominator:
    """A denominator with the place where it stands.

    Attributes:
        per: unit id or singular noun.
        span: where it stands.
        rule: id of its rule.
    """

    per: str
    span: Span
    rule: str


@dataclass(frozen=True, slots=True)
class DenominatorLexicon:
    """The denominators, compiled; see rules/en/denominators.toml."""

    after: re.Pattern[str]
    by_after: Mapping[str, tuple[str, str]]
    marked: re.Pattern[str]
    subject: re.Pattern[str]
    not_nouns: frozenset[str]
    nouns: Mapping[str, tuple[str, str]]
    adjective: re.Pattern[str]
    by_adjective: Mapping[str, tuple[str, str]]
    kinds_before: frozenset[str]


def load_denominator_lexicon(ruleset: RuleSet) -> DenominatorLexicon:
    """Compile rules/en/denominators.toml.

    Raises:
        RulesError: an entry that cannot be read.
    """
    file = "en/denominators.toml"
    entries = ruleset.entries(file, "per")
    markers = ruleset.entries(file, "per_noun")
    amounts = ruleset.entries(file, "per_amount")

    def table(key: str) -> dict[str, tuple[str, str]]:
        return {s.lower(): (e.fields["per"], f"per.{e.id}") for e in entries for s in e.fields.get(key, [])}

    after, adjectives = table("after"), table("before")
    marks = [m for e in markers for m in e.fields["markers"]]
    subjects = [m for e in markers for m in e.fields["subjects"]]
    nouns = [n for e in amounts for n in e.fields["nouns"]]
    return DenominatorLexicon(
        after=re.compile(rf"{_BRACKET}(?P<per>{alternation(after)})(?![A-Za-z])", re.IGNORECASE),
        by_after=after,
        marked=re.compile(
            rf"{_BRACKET}(?P<per>{alternation(marks)}\s+(?:[a-z]+-?[a-z]*\s+)??(?P<noun>[a-z]+(?:-[a-z]+)?))(?![A-Za-z])"
        ),
        subject=re.compile(
            rf"(?P<per>{bounded(subjects)}\s+(?P<noun>[a-z]+))\s+(?:[a-z'-]+\s+){{0,8}}$", re.IGNORECASE
        ),
        not_nouns=frozenset(n for e in markers for n in e.fields["not_nouns"]),
        nouns=table("nouns"),
        adjective=re.compile(
            rf"(?<![A-Za-z])(?P<per>{alternation(adjectives)})\s+(?:[A-Za-z'-]+\s+){{0,6}}?{alternation(nouns)}(?![A-Za-z])[^;]*$",
            re.IGNORECASE,
        ),
        by_adjective=adjectives,
        kinds_before=frozenset(k for e in amounts for k in e.fields["kinds"]),
    )


def find_denominator(
    view: str, bounds: tuple[int, int], span: tuple[int, int], kind: str, lexicon: DenominatorLexicon, nouns: NounLexicon
) -> Denominator | None:
    """The denominator of a quantity, behind it first, then before its noun.

    Args:
        view: the clean view.
        bounds: the sentence.
        span: the quantity.
        kind: its kind.
        lexicon: the denominators.
        nouns: to tell people from things.
    """
    return (
        _listed_after(view, bounds, span, lexicon)
        or _marked_after(view, bounds, span, lexicon, nouns)
        or (_adjective_before(view, bounds, span, lexicon) if kind in lexicon.kinds_before else None)
        or (_subject_before(view, bounds, span, lexicon, nouns) if kind == "money" else None)
    )


def _listed_after(view: str, bounds: tuple[int, int], span: tuple[int, int], lexicon: DenominatorLexicon) -> Denominator | None:
    found = lexicon.after.match(view, span[1], bounds[1])
    if found is None:
        return None
    per, rule = lexicon.by_after[" ".join(found["per"].lower().split())]
    return Denominator(per, Span(found.start("per"), found.end("per")), rule)


def _marked_after(
    view: str, bounds: tuple[int, int], span: tuple[int, int], lexicon: DenominatorLexicon, nouns: NounLexicon
) -> Denominator | None:
    found = lexicon.marked.match(view, span[1], bounds[1])
    if found is None or found["noun"] in lexicon.not_nouns:
        return None
    per, rule = _noun(found["noun"], lexicon, nouns)
    return Denominator(per, Span(found.start("per"), found.end("per")), rule)


def _subject_before(
    view: str, bounds: tuple[int, int], span: tuple[int, int], lexicon: DenominatorLexicon, nouns: NounLexicon
) -> Denominator | None:
    behind = max(bounds[0], span[0] - 80)
    found = lexicon.subject.search(view[behind : span[0]])
    if found is None or found["noun"].lower() in lexicon.not_nouns:
        return None
    per, rule = _noun(found["noun"].lower(), lexicon, nouns)
    return Denominator(per, Span(behind + found.start("per"), behind + found.end("per")), rule)


def _noun(noun: str, lexicon: DenominatorLexicon, nouns: NounLexicon) -> tuple[str, str]:
    if noun in lexicon.nouns:
        return lexicon.nouns[noun]
    return ("person" if nouns.is_people(noun) else singular(noun, nouns)), "per_noun.per"


def _adjective_before(
    view: str, bounds: tuple[int, int], span: tuple[int, int], lexicon: DenominatorLexicon
) -> Denominator | None:
    behind = max(bounds[0], span[0] - _REACH_BEFORE)
    found = lexicon.adjective.search(view[behind : span[0]])
    if found is None:
        return None
    per, rule = lexicon.by_adjective[found["per"].lower()]
    return Denominator(per, Span(behind + found.start("per"), behind + found.end("per")), rule)
