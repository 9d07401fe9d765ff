"""Currency signs that two countries share: the article says which is meant."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from extract.finding.amounts import Amount
from extract.finding.surfaces import alternation, bounded
from extract.records import Kind
from extract.rules.endings import Ending
from extract.rules.loading import Entry, RuleSet

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
        cues: what an article that means it speaks of.
        unless: what speaks for the first reading all the same.
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
    cues: re.Pattern[str]
    unless: re.Pattern[str]
    never: re.Pattern[str] | None
    rule: str
    by_order: bool
    read_as: str | None
    not_before: re.Pattern[str] | None
    not_behind: Ending | None


def load_ambiguous_signs(ruleset: RuleSet) -> tuple[AmbiguousSign, ...]:
    """Compile the ambiguous signs of rules/en/currencies.toml.

    Raises:
        RulesError: an entry that cannot be read.
    """
    return tuple(_sign(entry) for entry in ruleset.entries("en/currencies.toml", "ambiguous_sign"))


def _sign(entry: Entry) -> AmbiguousSign:
    fields = entry.fields
    before, behind = fields.get("not_before"), fields.get("not_behind")
    return AmbiguousSign(
        tuple(fields["signs"]),
        fields.get("kind", "money"),
        fields["currency"],
        _names(fields["cues"]),
        _names(fields["unless"]),
        re.compile(alternation(fields["never"])) if "never" in fields else None,
        f"ambiguous_sign.{entry.id}",
        bool(fields.get("by_order")),
        fields.get("read_as"),
        re.compile(rf"\s+{alternation(before)}(?![A-Za-z])") if before else None,
        Ending(rf"{bounded(behind)}\s+(?:[a-z]+\s+)?$", re.IGNORECASE) if behind else None,
    )


def _names(names: Sequence[str]) -> re.Pattern[str]:
    """Names as they are written, and as datelines write them ("TORONTO")."""
    return re.compile(bounded([*names, *(name.upper() for name in names if len(name) > _SHORT)]))


def find_second_readings(view: str, signs: Sequence[AmbiguousSign]) -> tuple[AmbiguousSign, ...]:
    """The signs that have their second reading in an article, the country told of first before others."""
    found: list[tuple[int, AmbiguousSign]] = []
    for sign in signs:
        if not any(one in view for one in sign.signs) or (cue := sign.cues.search(view)) is None:
            continue
        if sign.never is not None and sign.never.search(view):
            continue
        other = sign.unless.search(view)
        if other is None or (sign.by_order and cue.start() < other.start()):
            found.append((cue.start(), sign))
    return tuple(sign for _, sign in sorted(found, key=lambda one: one[0]))


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
