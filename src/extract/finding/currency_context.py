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
    """

    signs: tuple[str, ...]
    currency: str
    cues: re.Pattern[str]
    unless: re.Pattern[str]
    rule: str


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
        )
        for entry in ruleset.entries("en/currencies.toml", "ambiguous_sign")
    )


def find_second_readings(view: str, signs: Sequence[AmbiguousSign]) -> tuple[AmbiguousSign, ...]:
    """The signs that have their second reading in an article."""
    present = [sign for sign in signs if any(one in view for one in sign.signs)]
    return tuple(sign for sign in present if sign.cues.search(view) and not sign.unless.search(view))


def read_sign(amount: Amount, view: str, readings: Sequence[AmbiguousSign]) -> Amount:
    """Give an amount of money the second reading of its sign, where the article has it."""
    for sign in readings:
        quote = view[amount.start : amount.end]
        if amount.kind == "money" and quote.startswith(sign.signs) | quote.endswith(sign.signs):
            return replace(amount, unit=sign.currency, rules=(*amount.rules, sign.rule))
    return amount
