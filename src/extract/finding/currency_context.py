"""Currency signs that two countries share: the article says which is meant."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from ahocorasick_rs import AhoCorasick

from extract.finding.amounts import Amount
from extract.finding.surfaces import alternation, bounded
from extract.records import Kind
from extract.rules.endings import Ending
from extract.rules.loading import Entry, RuleSet

_FILE = "en/currencies.toml"
# A name or an adjective of nation before the word leaves no doubt: "5 million Mexican pesos".
_NAMED = re.compile(r"[A-Z][A-Za-z.]*\s+$")
_REACH = 30
_SHORT = 3


@dataclass(frozen=True, slots=True)
class AmbiguousSign:
    """A sign or a word with a second reading.

    Attributes:
        signs: as they are written ("¥").
        kind, unit: the second reading: money, or the pounds of mass on a page that writes of dollars.
        cues: names of which an article that means it has one.
        unless: names that speak for the first reading all the same.
        never: what speaks for it wherever it stands ("C$" beside "$").
        rule: id of its rule.
        by_order: whether what an article speaks of first decides, if it speaks of both.
        read_as: the measure that an amount of money may be taken for ("earns 300 pounds"), else None.
        not_before: what the measure is told of, not money ("300 pounds of coffee").
        not_behind: ends where such a measure begins ("weighs").
    """

    signs: tuple[str, ...]
    kind: Kind
    unit: str
    cues: tuple[str, ...]
    unless: tuple[str, ...]
    never: re.Pattern[str] | None
    rule: str
    by_order: bool
    read_as: str | None
    not_before: re.Pattern[str] | None
    not_behind: Ending | None


class SecondReadings:
    """The ambiguous signs of rules/en/currencies.toml, and the names that tell their readings apart.

    Args:
        ruleset: the rules.

    Raises:
        RulesError: an entry that cannot be read.
    """

    def __init__(self, ruleset: RuleSet) -> None:
        named = {f"{{{one.id}}}": one.fields["names"] for one in ruleset.entries(_FILE, "names")}
        measures = {one.id: one.fields for one in ruleset.entries(_FILE, "measure_reading")}
        self._signs = [_sign(entry, named, measures) for entry in ruleset.entries(_FILE, "ambiguous_sign")]
        self._written = AhoCorasick({one for sign in self._signs for one in sign.signs})
        self._names = sorted({name for sign in self._signs for name in (*sign.cues, *sign.unless)})
        self._automaton = AhoCorasick(self._names)

    def find(self, view: str) -> tuple[AmbiguousSign, ...]:
        """The signs that have their second reading in an article, the country told of first before others."""
        present = set(self._written.find_matches_as_strings(view, overlapping=True))
        if not present:
            return ()
        written = [sign for sign in self._signs if not present.isdisjoint(sign.signs)]
        first = self._first_of_each(view)
        found = []
        for sign in written:
            cue, other = (
                min((first[name] for name in names if name in first), default=None)
                for names in (sign.cues, sign.unless)
            )
            if cue is None or (sign.never is not None and sign.never.search(view)):
                continue
            if other is None or (sign.by_order and cue < other):
                found.append((cue, sign))
        return tuple(sign for _, sign in sorted(found, key=lambda one: one[0]))

    def _first_of_each(self, view: str) -> dict[str, int]:
        """Where each name stands first, as a word of its own."""
        first: dict[str, int] = {}
        for index, start, end in self._automaton.find_matches_as_indexes(view, overlapping=True):
            if not (view[start - 1 : start].isalnum() or view[end : end + 1].isalnum()):
                first.setdefault(self._names[index], start)
        return first


def _sign(
    entry: Entry, named: Mapping[str, Sequence[str]], measures: Mapping[str, Mapping[str, Any]]
) -> AmbiguousSign:
    fields = entry.fields
    wanted = {name for name in (*fields["cues"], *fields["unless"]) if name.startswith("{")}
    if unknown := wanted - named.keys():
        raise entry.error(f"no list of names {sorted(unknown)}", f"name one of {', '.join(sorted(named))}")
    if "read_as" in fields and fields["read_as"] not in measures:
        raise entry.error(f"no reading of {fields['read_as']!r}", "add it as a [[measure_reading]]")
    measure = measures[fields["read_as"]] if "read_as" in fields else None
    return AmbiguousSign(
        tuple(fields["signs"]),
        fields.get("kind", "money"),
        fields["currency"],
        _names(fields["cues"], named),
        _names(fields["unless"], named),
        re.compile(alternation(fields["never"])) if "never" in fields else None,
        f"ambiguous_sign.{entry.id}",
        bool(fields.get("by_order")),
        fields.get("read_as"),
        re.compile(rf"\s+{alternation(measure['not_before'])}(?![A-Za-z])") if measure else None,
        Ending(rf"{bounded(measure['not_behind'])}\s+(?:[a-z]+\s+)?$", re.IGNORECASE) if measure else None,
    )


def _names(names: Sequence[str], named: Mapping[str, Sequence[str]]) -> tuple[str, ...]:
    """Names as they are written, and as datelines write them ("TORONTO"); "{america}" is a list of them."""
    each = [one for name in names for one in named.get(name, (name,))]
    return (*each, *(name.upper() for name in each if len(name) > _SHORT))


def read_sign(amount: Amount, view: str, readings: Sequence[AmbiguousSign]) -> Amount:
    """Give an amount of money the second reading of its sign, where the article has it."""
    for sign in readings:
        if _bears(amount, view, sign):
            return replace(amount, kind=sign.kind, unit=sign.unit, rules=(*amount.rules, sign.rule))
    return amount


def _bears(amount: Amount, view: str, sign: AmbiguousSign) -> bool:
    """Whether an amount is written with the sign, and means what the sign may mean."""
    quote = view[amount.start : amount.end]
    if amount.kind != "money" and (amount.kind != "measure" or amount.unit != sign.read_as):
        return False
    if quote.startswith(sign.signs):
        return True
    word = next((one for one in sign.signs if quote.endswith(one)), None)
    if word is None or _NAMED.search(quote[: -len(word)]):
        return False
    if amount.kind == "money":
        return True
    mass = sign.not_before is not None and sign.not_before.match(view, amount.end) is not None
    before = view[max(0, amount.start - _REACH) : amount.start]
    return not mass and (sign.not_behind is None or sign.not_behind.search(before) is None)
