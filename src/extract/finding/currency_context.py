"""Currency signs that two countries share: the article says which is meant."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from extract.finding.amounts import Amount
from extract.finding.surfaces import bounded
from extract.rules.loading import RuleSet


@dataclass(frozen=True, slots=True)
class AmbiguousSign:
    """A sign with a second reading.

    Attributes:
        signs: as they are written ("¥").
        currency: the second reading.
        cues: what an article that means it speaks of.
        unless: what speaks for the first reading all the same.
        rule: id of its rule.
        by_order: whether what an article speaks of first decides, if it speaks of both.
    """

    signs: tuple[str, ...]
    currency: str
    cues: re.Pattern[str]
    unless: re.Pattern[str]
    rule: str
    by_order: bool


def load_ambiguous_signs(ruleset: RuleSet) -> tuple[AmbiguousSign, ...]:
    """Compile the ambiguous signs of rules/en/currencies.toml.

    Raises:
        RulesError: an entry that cannot be read.
    """
    return tuple(
        AmbiguousSign(
            tuple(entry.fields["signs"]),
            entry.fields["currency"],
            re.compile(bounded(entry.fields["cues"])),
            re.compile(bounded(entry.fields["unless"])),
            f"ambiguous_sign.{entry.id}",
            bool(entry.fields.get("by_order")),
        )
        for entry in ruleset.entries("en/currencies.toml", "ambiguous_sign")
    )


def find_second_readings(view: str, signs: Sequence[AmbiguousSign]) -> tuple[AmbiguousSign, ...]:
    """The signs that have their second reading in an article, the country told of first before others."""
    found: list[tuple[int, AmbiguousSign]] = []
    for sign in signs:
        if not any(one in view for one in sign.signs) or (cue := sign.cues.search(view)) is None:
            continue
        other = sign.unless.search(view)
        if other is None or (sign.by_order and cue.start() < other.start()):
            found.append((cue.start(), sign))
    return tuple(sign for _, sign in sorted(found, key=lambda one: one[0]))


def read_sign(amount: Amount, view: str, readings: Sequence[AmbiguousSign]) -> Amount:
    """Give an amount of money the second reading of its sign, where the article has it."""
    for sign in readings:
        quote = view[amount.start : amount.end]
        if amount.kind == "money" and quote.startswith(sign.signs) | quote.endswith(sign.signs):
            return replace(amount, unit=sign.currency, rules=(*amount.rules, sign.rule))
    return amount
