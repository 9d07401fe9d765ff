"""The words of denominators, compiled from rules/en/denominators.toml."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ahocorasick_rs import AhoCorasick

from extract.finding.surfaces import alternation, bounded, plain_surface
from extract.rules.endings import Ending
from extract.rules.expressions import compiled
from extract.rules.loading import Entry, RuleSet

_FILE = "en/denominators.toml"
_HEAD = "person"
_REACH_EACH = 24

# Behind the quantity a conversion in brackets may stand first, or the rest of one:
# "2,300 yuan (£245) a year".
_BRACKET = r"(?:\s*\([^()]{0,40}\)|[^()]{0,20}\))?\s*"


@dataclass(frozen=True, slots=True)
class DenominatorLexicon:
    """The denominators, compiled; see rules/en/denominators.toml."""

    after: re.Pattern[str]
    by_after: Mapping[str, tuple[str, str]]
    marked: re.Pattern[str]
    for_unit: re.Pattern[str]
    money_marked: re.Pattern[str]
    subject: re.Pattern[str]
    in_subject: re.Pattern[str]
    alone: re.Pattern[str]
    not_nouns: frozenset[str]
    nouns: Mapping[str, tuple[str, str]]
    own: frozenset[str]
    moments: frozenset[str]
    head: str
    distributive: AhoCorasick
    every_time: re.Pattern[str]
    given_to: re.Pattern[str]
    floating: re.Pattern[str]
    average: re.Pattern[str]
    receiver: re.Pattern[str]
    with_amount: re.Pattern[str]
    rate_of: re.Pattern[str]
    part_of: re.Pattern[str]
    new_amount: Ending
    unless: Mapping[str, re.Pattern[str]]
    adjective: re.Pattern[str]
    by_adjective: Mapping[str, tuple[str, str]]
    kinds_before: frozenset[str]
    times: frozenset[str]
    inside: re.Pattern[str]
    counted: re.Pattern[str]
    counted_behind: re.Pattern[str]
    counted_before: re.Pattern[str]
    so_many: frozenset[str]
    people: str
    as_people: frozenset[str]
    apart: re.Pattern[str]
    in_annual: re.Pattern[str]
    each_of: re.Pattern[str]
    a_unit: re.Pattern[str]
    restated: re.Pattern[str]
    parallel: re.Pattern[str]
    beside: re.Pattern[str]
    nearest: frozenset[str]
    priced: Ending

    each_of_before: Ending
    only_fillers: re.Pattern[str]

    def each_of_many(self, view: str, start: int, end: int, position: int) -> bool:
        """Whether the amount at a position goes to each of what another counts: "each of 80 homes £9"."""
        near = self.only_fillers.fullmatch(view, end, position) is not None
        return near and self.each_of_before.search(view, max(0, start - _REACH_EACH), start) is not None


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
        distributive=AhoCorasick(
            word for entry in markers for key in ("subjects", "usual") for word in entry.fields[key]
        ),
        moments=frozenset(noun for entry in markers for noun in entry.fields["moments"]),
        head=next(str(entry.fields["per"]) for entry in entries if entry.id == _HEAD),
        nearest=frozenset(words for entry in markers for words in entry.fields["nearest"]),
        own=frozenset(noun for entry in markers for noun in entry.fields["own"]),
        kinds_before=frozenset(kind for entry in amounts for kind in entry.fields["kinds"]),
        people=next(str(entry.fields["people"]) for entry in markers),
        as_people=frozenset(noun for entry in markers for noun in entry.fields["as_people"]),
        so_many=frozenset(kind for entry in markers for kind in entry.fields["so_many_kinds"]),
        times=frozenset(entry.fields["per"] for entry in entries if entry.fields.get("time")),
        **_patterns_behind(ruleset, entries, markers),
        **_patterns_before(entries, markers, amounts, ruleset.entries(_FILE, "per_apart")),
        **_patterns_of_subjects(entries, markers),
        **_patterns_of_shares(ruleset, markers, amounts),
        unless={
            entry.fields["per"]: compiled(rf"\s+{alternation(entry.fields['unless'])}(?![A-Za-z])")
            for entry in entries
            if "unless" in entry.fields
        },
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
    within = "".join(rf"(?<!{re.escape(word)}\s)" for entry in markers for word in entry.fields["within"])
    distant = ruleset.entries(_FILE, "per_apart")
    counted = rf"(?P<marker>{_any_of(markers, 'so_many')})\s+(?P<number>[\d,]{{2,}})\s+(?P<words>[a-z-])"
    apart, adverbs = _any_of(distant, "after"), _any_of(distant, "adverbs")
    adverb_before = _any_of(distant, "adverb_before")
    return {
        "after": compiled(
            rf"{_BRACKET}-?(?:{_any_of(markers, 'alone')}\s+(?=[a-z]+\s))?"
            rf"(?P<of>{of}(?:\s+(?!{_any_of(markers, 'spans')}\s)[a-z]+){{1,3}}?\s+)?"
            rf"(?P<per>{_any_of(entries, 'after')})(?![A-Za-z\d²³]|-[A-Za-z]|['\u2019]s)"
            rf"(?P<not>\s+{unless}(?![A-Za-z]))?",
            re.IGNORECASE,
        ),
        "marked": compiled(
            rf"{_BRACKET}(?P<of>{of}(?:\s+[a-z]+){{1,3}}?\s+)?(?P<marker>{_any_of(markers, 'markers')})\s+"
            r"(?:(?P<number>[\d,]+)(?:-[a-z]+)?\s+)?(?P<words>[A-Za-z-]+(?:\s+[a-z-]+){0,2})(?![A-Za-z])"
        ),
        "counted": compiled(
            rf"(?:[a-z-]+\s+){{0,2}}?(?:{_any_of(markers, 'plurals')}|[a-z-]+[a-z]s)(?![a-z])"
        ),
        "counted_behind": compiled(rf"[^.,;:()\d]{{1,40}}?\s{counted}", re.IGNORECASE),
        "counted_before": compiled(
            rf"(?<![A-Za-z]){counted}[a-z-]*(?:,?\s+[a-z'-]+){{0,10}}\s+", re.IGNORECASE
        ),
        "for_unit": compiled(rf"{_BRACKET}(?P<marker>{_any_of(markers, 'for_unit')})\s+(?P<words>[a-z]+)"),
        "money_marked": compiled(
            rf"[\s-]+(?P<marker>{_any_of(markers, 'money_markers')})[\s-]+"
            rf"(?P<words>[a-z]+(?![A-Za-z])(?!\s+{unless}(?![A-Za-z]))(?:\s+[a-z]+(?![A-Za-z]))?)"
        ),
        "alone": compiled(
            rf"{_BRACKET}(?:{of}\s+[a-z]+\s+)?(?P<per>{_any_of(markers, 'alone')})"
            r"(?=\s*[,.;:)]|\s*$|\s+(?:[a-z]{2,5}\s))"
        ),
        "apart": compiled(
            rf"(?:\s*\([^()]{{0,40}}\))?[^.,;:()\d]{{1,80}}?(?<![A-Za-z]){within}"
            rf"(?P<per>{apart}(?![A-Za-z]|-[A-Za-z]|\s+{unless}(?![A-Za-z]))"
            rf"|{adverbs}(?=\s*[,.;:)]|\s*$|\s+{adverb_before}\s))",
            re.IGNORECASE,
        ),
        "in_annual": compiled(
            rf"{_BRACKET}{_any_of(ruleset.entries(_FILE, 'per_apart'), 'of_income')}\s+(?:[a-z-]+\s+){{0,2}}?"
            rf"(?P<per>{alternation(_table(entries, 'before'))})\s+(?:[a-z-]+\s+){{0,3}}?"
            rf"{_any_of(ruleset.entries(_FILE, 'per_amount'), 'nouns')}(?![A-Za-z])",
            re.IGNORECASE,
        ),
    }


def _patterns_before(
    entries: list[Entry], markers: list[Entry], amounts: list[Entry], distant: list[Entry]
) -> dict[str, Any]:
    """What stands before the quantity or inside its quote."""
    adjectives = alternation(_table(entries, "before"))
    subjects = bounded(subject for entry in markers for subject in entry.fields["subjects"])
    return {
        "subject": compiled(
            rf"(?:^|[,;:]\s*|\.\s+)(?:[a-z]+\s+)?(?P<per>{subjects}\s+(?P<noun>[a-z]+))\s+"
            r"(?:[a-z'-]+\s+){0,6}$",
            re.IGNORECASE,
        ),
        "in_subject": compiled(
            rf"(?:^|[A-Za-z]\s+)(?P<per>{_any_of(markers, 'subject_markers')}\s+(?P<noun>[a-z]+))\s+"
            r"(?:[a-z'-]+\s+){0,6}(?:[A-Z]\S*\s+)?$"
        ),
        "adjective": compiled(
            rf"(?<![A-Za-z])(?P<per>{adjectives})\s+(?:[A-Za-z'-]+\s+){{0,6}}?"
            rf"{_any_of(amounts, 'nouns')}(?![A-Za-z])",
            re.IGNORECASE,
        ),
        "rate_of": compiled(
            rf"(?<![A-Za-z])(?P<per>{adjectives})\s+{_any_of(distant, 'rates')}\s+"
            rf"{_any_of(distant, 'rate_of')}\s+(?:{_any_of(distant, 'rate_words')}\s+){{0,3}}$",
            re.IGNORECASE,
        ),
        "inside": compiled(rf"\s(?P<per>{adjectives})\s", re.IGNORECASE),
    }


def _patterns_of_subjects(entries: list[Entry], markers: list[Entry]) -> dict[str, Any]:
    """What one of something gets: "brought each village", "every year, some", "will each get"."""
    subjects = bounded(subject for entry in markers for subject in entry.fields["subjects"])
    fillers = rf"(?:{_any_of(markers, 'fillers')}\s+){{0,3}}"
    usual = _any_of(markers, "usual")
    noun = r"(?:[a-z-]+\s+){0,2}?(?P<noun>[a-z]+)"
    times = bounded(noun for entry in entries if entry.fields.get("time") for noun in entry.fields["nouns"])
    return {
        "every_time": compiled(
            rf"(?:^|[.;:,]\s+)(?:[a-z]+\s+)?(?P<per>(?:{subjects}|{usual})\s+(?P<noun>{times})),?\s+"
            r"(?:[A-Za-z'-]+\s+){0,10}$",
            re.IGNORECASE,
        ),
        "given_to": compiled(
            rf"[a-z]\s+(?P<per>{subjects}\s+{noun})\s+"
            rf"(?:{_any_of(markers, 'infinitive')}\s+[a-z]+\s+)?{fillers}$"
        ),
        "each_of_before": Ending(rf"(?<![A-Za-z]){_any_of(markers, 'each_of')}\s+{fillers}$", re.IGNORECASE),
        "priced": Ending(
            rf"(?<![A-Za-z])(?P<noun>[a-z]+)\s+{_any_of(markers, 'priced')}\s+{fillers}$", re.IGNORECASE
        ),
        "only_fillers": compiled(rf"\s+{fillers}", re.IGNORECASE),
        "floating": compiled(
            rf"(?P<before>.*?)(?<![A-Za-z])(?P<per>{_any_of(markers, 'floating')})\s+"
            rf"(?:[a-z'-]+\s+){{1,3}}{fillers}$",
            re.IGNORECASE | re.DOTALL,
        ),
    }


def _patterns_of_shares(ruleset: RuleSet, markers: list[Entry], amounts: list[Entry]) -> dict[str, Any]:
    """One of many: "the average tourist spent", "paid … to each of the freshmen", "an income a month of"."""
    distant = ruleset.entries(_FILE, "per_apart")
    nouns, times = _any_of(amounts, "nouns"), _any_of(distant, "with_amount")
    return {
        "average": compiled(
            rf"(?:^|[^A-Za-z])(?P<per>{_any_of(markers, 'averages')}\s+(?:[a-z]+\s+)??"
            r"(?P<noun>[a-z]+))\s+(?:[a-z'-]+\s+){1,6}$",
            re.IGNORECASE,
        ),
        "receiver": compiled(
            rf"{_BRACKET}(?:[^.,;:()\d]{{1,60}}?\s)??(?P<marker>{_any_of(markers, 'receivers')})\s+"
            rf"(?:{_any_of(markers, 'all_of')}\s+(?:[\d,.]+\s+)?)?"
            r"(?P<words>[A-Za-z-]+(?:\s+[a-z-]+){0,2})(?![A-Za-z])"
        ),
        "with_amount": compiled(
            rf"(?<![A-Za-z]){nouns}\s+(?:of\s+(?:[a-z]+\s+){{1,3}}?)?(?P<per>{times})\s+"
            r"(?:(?:[a-z'-]+|\d[\d.,]*%?)\s+){1,8}$",
            re.IGNORECASE,
        ),
        "new_amount": Ending(
            rf"(?<![A-Za-z])(?!{_any_of(distant, 'same_amount')}\s)(?P<noun>{nouns})"
            rf"\s+{_any_of(distant, 'new_amount')}"
            rf"\s+(?:{_any_of(markers, 'fillers')}\s+)?$",
            re.IGNORECASE,
        ),
        "each_of": compiled(
            rf"(?<![A-Za-z])(?P<per>{_any_of(markers, 'each_of')}\s+(?:[a-z]+\s+)(?:[\w',-]+\s+){{0,3}}?"
            r"(?P<noun>[a-z]+))\s+(?:[a-z'-]+,?\s+){1,9}$",
            re.IGNORECASE,
        ),
        "a_unit": compiled(
            rf"(?:^|[.;:\"\u201c,]\s*|\d\s+|{_any_of(markers, 'a_unit_behind')}\s+)"
            rf"(?P<per>{_any_of(markers, 'a_unit')}\s+(?P<noun>[a-z]+))\s+"
            # With an aside: "a kilo of kiboko, as the dried cherries are called, sold for".
            r"(?:(?:[a-z'-]+\s+){0,3}[a-z'-]+,\s+(?:[a-z'-]+\s+){0,6}[a-z'-]+,\s+)?(?:[a-z'-]+\s+){1,8}$",
            re.IGNORECASE,
        ),
        "restated": compiled(
            rf"[^.,;:()\d]{{0,25}},?\s+{_any_of(markers, 'restated')}\s+(?:[a-z]+\s+){{0,2}}", re.IGNORECASE
        ),
        "parallel": compiled(
            rf"(?:\s+(?P<beside>{_any_of(markers, 'beside')})\s+[^.,;:()\d]{{1,40}}?,?\s+"
            rf"{_any_of(markers, 'parallel')}|,?\s+{_any_of(markers, 'alternative')})\s+"
            rf"(?:{_any_of(markers, 'fillers')}\s+)?",
            re.IGNORECASE,
        ),
        "beside": compiled(rf"\s+(?P<beside>{_any_of(markers, 'beside')})\s", re.IGNORECASE),
        "part_of": compiled(rf"\s+{_any_of(distant, 'part_of')}(?![A-Za-z])", re.IGNORECASE),
    }
