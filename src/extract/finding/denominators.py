"""What a quantity goes with: "per household", "a year", "annual income of …"."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from extract.finding.nouns import NounLexicon, singular
from extract.finding.surfaces import alternation, bounded, plain_surface
from extract.finding.units import UnitLexicon
from extract.records import Span
from extract.rules.loading import Entry, RuleSet

Vocabulary = tuple[NounLexicon, UnitLexicon]

_FILE = "en/denominators.toml"

# Behind the quantity a conversion in brackets may stand first, or the rest of one:
# "2,300 yuan (£245) a year".
_BRACKET = r"(?:\s*\([^()]{0,40}\)|[^()]{0,20}\))?\s*"
_REACH_BEFORE = 150
_REACH_ONE = 70
_SHORT = 3


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
    money_marked: re.Pattern[str]
    subject: re.Pattern[str]
    in_subject: re.Pattern[str]
    alone: re.Pattern[str]
    not_nouns: frozenset[str]
    nouns: Mapping[str, tuple[str, str]]
    own: frozenset[str]
    distributive: tuple[str, ...]
    every_time: re.Pattern[str]
    given_to: re.Pattern[str]
    floating: re.Pattern[str]
    adjective: re.Pattern[str]
    by_adjective: Mapping[str, tuple[str, str]]
    kinds_before: frozenset[str]
    times: frozenset[str]
    inside: re.Pattern[str]
    apart: re.Pattern[str]
    in_annual: re.Pattern[str]


def load_denominator_lexicon(ruleset: RuleSet) -> DenominatorLexicon:
    """Compile rules/en/denominators.toml.

    Raises:
        RulesError: an entry that cannot be read.
    """
    entries = ruleset.entries(_FILE, "per")
    markers = ruleset.entries(_FILE, "per_noun")
    amounts = ruleset.entries(_FILE, "per_amount")
    return DenominatorLexicon(
        by_after=_table(entries, "after"),
        by_adjective=_table(entries, "before"),
        nouns=_table(entries, "nouns"),
        not_nouns=frozenset(noun for entry in markers for noun in entry.fields["not_nouns"]),
        distributive=tuple(word for entry in markers for word in entry.fields["subjects"]),
        own=frozenset(noun for entry in markers for noun in entry.fields["own"]),
        kinds_before=frozenset(kind for entry in amounts for kind in entry.fields["kinds"]),
        times=frozenset(entry.fields["per"] for entry in entries if entry.fields.get("time")),
        **_patterns_behind(ruleset, entries, markers),
        **_patterns_before(entries, markers, amounts),
        **_patterns_of_subjects(entries, markers),
    )


def _table(entries: list[Entry], key: str) -> dict[str, tuple[str, str]]:
    return {
        plain_surface(surface): (entry.fields["per"], f"per.{entry.id}")
        for entry in entries
        for surface in entry.fields.get(key, [])
    }


def _any_of(entries: list[Entry], key: str) -> str:
    return alternation(surface for entry in entries for surface in entry.fields[key])


def _patterns_behind(ruleset: RuleSet, entries: list[Entry], markers: list[Entry]) -> dict[str, Any]:
    """What stands behind the quantity, at once or further on in its clause."""
    unless, of = _any_of(markers, "unless_after"), _any_of(markers, "of")
    apart = _any_of(ruleset.entries(_FILE, "per_apart"), "after")
    return {
        "after": re.compile(
            rf"{_BRACKET}(?P<of>{of}(?:\s+[a-z]+){{1,3}}?\s+)?"
            rf"(?P<per>{_any_of(entries, 'after')})(?![A-Za-z])"
            rf"(?P<not>\s+{unless}(?![A-Za-z]))?",
            re.IGNORECASE,
        ),
        "marked": re.compile(
            rf"{_BRACKET}(?:{of}(?:\s+[a-z]+){{1,3}}?\s+)?(?P<marker>{_any_of(markers, 'markers')})\s+"
            r"(?:[\d,]+(?:-[a-z]+)?\s+)?(?P<words>[A-Za-z-]+(?:\s+[a-z-]+){0,2})(?![A-Za-z])"
        ),
        "money_marked": re.compile(
            rf"\s+(?P<marker>{_any_of(markers, 'money_markers')})\s+(?P<words>[a-z]+)(?![A-Za-z])"
        ),
        "alone": re.compile(
            rf"{_BRACKET}(?P<per>{_any_of(markers, 'alone')})(?=\s*[,.;:)]|\s*$|\s+(?:[a-z]{{2,5}}\s))"
        ),
        "apart": re.compile(
            rf"(?:\s*\([^()]{{0,40}}\))?[^.,;:()\d]{{1,80}}?(?<![A-Za-z])"
            rf"(?P<per>{apart})(?![A-Za-z]|\s+{unless}(?![A-Za-z]))",
            re.IGNORECASE,
        ),
        "in_annual": re.compile(
            rf"{_BRACKET}{_any_of(ruleset.entries(_FILE, 'per_apart'), 'of_income')}\s+(?:[a-z-]+\s+){{0,2}}?"
            rf"(?P<per>{alternation(_table(entries, 'before'))})\s+(?:[a-z-]+\s+){{0,3}}?"
            rf"{_any_of(ruleset.entries(_FILE, 'per_amount'), 'nouns')}(?![A-Za-z])",
            re.IGNORECASE,
        ),
    }


def _patterns_before(entries: list[Entry], markers: list[Entry], amounts: list[Entry]) -> dict[str, Any]:
    """What stands before the quantity or inside its quote."""
    adjectives = alternation(_table(entries, "before"))
    subjects = bounded(subject for entry in markers for subject in entry.fields["subjects"])
    return {
        "subject": re.compile(
            rf"(?:^|[,;:]\s*|\.\s+)(?:[a-z]+\s+)?(?P<per>{subjects}\s+(?P<noun>[a-z]+))\s+"
            r"(?:[a-z'-]+\s+){0,6}$",
            re.IGNORECASE,
        ),
        "in_subject": re.compile(
            rf"(?:^|[A-Za-z]\s+)(?P<per>{_any_of(markers, 'subject_markers')}\s+(?P<noun>[a-z]+))\s+"
            r"(?:[a-z'-]+\s+){1,6}(?:[A-Z]\S*\s+)?$"
        ),
        "adjective": re.compile(
            rf"(?<![A-Za-z])(?P<per>{adjectives})\s+(?:[A-Za-z'-]+\s+){{0,6}}?"
            rf"{_any_of(amounts, 'nouns')}(?![A-Za-z])",
            re.IGNORECASE,
        ),
        "inside": re.compile(rf"\s(?P<per>{adjectives})\s", re.IGNORECASE),
    }


def _patterns_of_subjects(entries: list[Entry], markers: list[Entry]) -> dict[str, Any]:
    """What one of something gets: "brought each village", "every year, some", "will each get"."""
    subjects = bounded(subject for entry in markers for subject in entry.fields["subjects"])
    fillers = rf"(?:{_any_of(markers, 'fillers')}\s+){{0,3}}"
    noun = r"(?:[a-z-]+\s+){0,2}?(?P<noun>[a-z]+)"
    times = bounded(noun for entry in entries if entry.fields.get("time") for noun in entry.fields["nouns"])
    return {
        "every_time": re.compile(
            rf"(?:^|[.;:,]\s+)(?:[a-z]+\s+)?(?P<per>{subjects}\s+(?P<noun>{times})),?\s+(?:[A-Za-z'-]+\s+){{0,6}}$",
            re.IGNORECASE,
        ),
        "given_to": re.compile(rf"[a-z]\s+(?P<per>{subjects}\s+{noun})\s+{fillers}$"),
        "floating": re.compile(
            rf"(?P<before>.*?)(?<![A-Za-z])(?P<per>{_any_of(markers, 'floating')})\s+"
            rf"(?:[a-z'-]+\s+){{1,2}}{fillers}$",
            re.IGNORECASE | re.DOTALL,
        ),
    }


def find_denominator(
    view: str,
    bounds: tuple[int, int],
    span: tuple[int, int],
    kind: str,
    lexicon: DenominatorLexicon,
    vocabulary: Vocabulary,
) -> Denominator | None:
    """The denominator of a quantity, behind it first, then before its noun.

    Args:
        view: the clean view.
        bounds: the sentence.
        span: the quantity.
        kind: its kind.
        lexicon: the denominators.
        vocabulary: nouns, to tell people from things, and units ("per cubic meter").
    """
    flows = kind in ("money", "measure")
    return (
        (_one_before(lexicon.given_to, view, bounds, span, lexicon, vocabulary[0]) if flows else None)
        or _listed_after(view, bounds, span, kind, lexicon)
        or _marked_after(view, bounds, span, kind, lexicon, vocabulary)
        or (_apart(view, bounds, span, lexicon) if kind in lexicon.kinds_before else None)
        or (_adjective_before(view, bounds, span, kind, lexicon) if kind in lexicon.kinds_before else None)
        or (_subject_before(view, bounds, span, lexicon, vocabulary[0]) if flows else None)
        or _one_before(lexicon.every_time, view, bounds, span, lexicon, vocabulary[0])
        or _inside(view, span, lexicon)
    )


def _listed_after(
    view: str, bounds: tuple[int, int], span: tuple[int, int], kind: str, lexicon: DenominatorLexicon
) -> Denominator | None:
    found = lexicon.after.match(view, span[1], bounds[1])
    if found is None:
        return None
    per, rule = lexicon.by_after[plain_surface(found["per"])]
    if (found["not"] and per in lexicon.times) or (found["of"] and kind == "percent"):
        # No denominators: "$340m a year before", "300 of the days in a year".
        return None
    return Denominator(per, Span(found.start("per"), found.end("per")), rule)


def _marked_after(
    view: str,
    bounds: tuple[int, int],
    span: tuple[int, int],
    kind: str,
    lexicon: DenominatorLexicon,
    vocabulary: Vocabulary,
) -> Denominator | None:
    """Read "per household", "to each poor household", "two yuan a ride"."""
    found = lexicon.marked.match(view, span[1], bounds[1])
    if found is None and kind == "money":
        found = lexicon.money_marked.match(view, span[1], bounds[1])
    if found is None:
        return None
    if found.re is lexicon.money_marked and found["words"] in lexicon.times:
        # "30 yuan a year ago": what "a year" alone means, the list above knows.
        return None
    if unit := vocabulary[1].words.match(view, found.start("words"), bounds[1]):
        return Denominator(unit[0].id, Span(found.start("marker"), unit[1]), "per_noun.per")
    words = found["words"].lower().split()
    if words[0] in lexicon.not_nouns:
        return None
    nouns = vocabulary[0]
    known = [w for w in words if w in lexicon.nouns or (nouns.is_people(w) and w not in nouns.adjectives)]
    known = known or [w for w in words if w not in nouns.adjectives]
    noun = known[0] if known else words[0]
    per, rule = _noun(noun, lexicon, nouns)
    return Denominator(
        per,
        Span(found.start("marker"), found.start("words") + found["words"].lower().index(noun) + len(noun)),
        rule,
    )


def _inside(view: str, span: tuple[int, int], lexicon: DenominatorLexicon) -> Denominator | None:
    """Read "97.2 million daily users"."""
    found = lexicon.inside.search(view, span[0], span[1])
    if found is None:
        return None
    per, rule = lexicon.by_adjective[plain_surface(found["per"])]
    return Denominator(per, Span(found.start("per"), found.end("per")), rule)


def _subject_before(
    view: str, bounds: tuple[int, int], span: tuple[int, int], lexicon: DenominatorLexicon, nouns: NounLexicon
) -> Denominator | None:
    behind = max(bounds[0], span[0] - 80)
    before = view[behind : span[0]]
    found = lexicon.subject.search(before)
    if found is None and not any(character.isdigit() for character in before):
        found = lexicon.in_subject.search(before)
    if found is None or found["noun"].lower() in lexicon.not_nouns:
        return None
    per, rule = _noun(found["noun"].lower(), lexicon, nouns)
    return Denominator(per, Span(behind + found.start("per"), behind + found.end("per")), rule)


def _one_before(
    pattern: re.Pattern[str],
    view: str,
    bounds: tuple[int, int],
    span: tuple[int, int],
    lexicon: DenominatorLexicon,
    nouns: NounLexicon,
) -> Denominator | None:
    """Read "brought each village 200,000 yuan" and "every year, some 2 million"."""
    behind = max(bounds[0], span[0] - _REACH_ONE)
    if not _distributes(view[behind : span[0]], lexicon):
        return None
    found = pattern.search(view[behind : span[0]])
    if found is None or found["noun"].lower() in lexicon.not_nouns:
        return None
    per, rule = _noun(found["noun"].lower(), lexicon, nouns)
    return Denominator(per, Span(behind + found.start("per"), behind + found.end("per")), rule)


def _distributes(before: str, lexicon: DenominatorLexicon) -> bool:
    """Whether a word like "each" stands there at all: quicker than the patterns that need one."""
    lowered = before.lower()
    return any(word in lowered for word in lexicon.distributive)


def find_floating(
    view: str, start: int, position: int, lexicon: DenominatorLexicon, nouns: NounLexicon
) -> str | None:
    """The subject of "families with children will each get": its singular, "" where only "each" stands.

    Returns:
        None where no such word governs the amount at ``position``.
    """
    before = view[max(start, position - _REACH_BEFORE) : position]
    found = lexicon.floating.search(before) if _distributes(before, lexicon) else None
    if found is None:
        return None
    clause = re.split(r"[.;:]\s", found["before"])[-1].lower()
    plurals = (word for word in re.findall(r"[a-z]+", clause) if nouns.is_plural(word) and len(word) > _SHORT)
    noun = next((word for word in plurals if word not in nouns.function_words), None)
    return _noun(noun, lexicon, nouns)[0] if noun else ""


def _noun(noun: str, lexicon: DenominatorLexicon, nouns: NounLexicon) -> tuple[str, str]:
    if noun in lexicon.nouns:
        return lexicon.nouns[noun]
    one = singular(noun, nouns)
    return ("person" if nouns.is_people(noun) and one not in lexicon.own else one), "per_noun.per"


def _apart(
    view: str, bounds: tuple[int, int], span: tuple[int, int], lexicon: DenominatorLexicon
) -> Denominator | None:
    """Read a denominator that stands apart: "were resettled on average each year"."""
    if found := lexicon.in_annual.match(view, span[1], bounds[1]):
        per, rule = lexicon.by_adjective[plain_surface(found["per"])]
    elif found := lexicon.apart.match(view, span[1], bounds[1]):
        per, rule = lexicon.by_after[plain_surface(found["per"])]
    else:
        return None
    return Denominator(per, Span(found.start("per"), found.end("per")), rule)


def _adjective_before(
    view: str, bounds: tuple[int, int], span: tuple[int, int], kind: str, lexicon: DenominatorLexicon
) -> Denominator | None:
    """Read "annual net income … from 1,499 yuan": the last such adjective of the clause.

    Money may stand between ("from A in 2015 to B in 2019"); a number of people ends the reach.
    """
    behind = max(bounds[0], span[0] - _REACH_BEFORE)
    adjectives = list(lexicon.adjective.finditer(view, behind, span[0]))
    if not adjectives:
        return None
    found = adjectives[-1]
    between = view[found.end() : span[0]]
    if ";" in between:
        return None
    if kind != "money" and any(character.isdigit() for character in between):
        return None
    per, rule = lexicon.by_adjective[plain_surface(found["per"])]
    return Denominator(per, Span(found.start("per"), found.end("per")), rule)
