"""Units that two things share: the sentence says which is meant ("12 cents to 18.20 rand")."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from extract.finding.amounts import Amount
from extract.finding.surfaces import bounded
from extract.rules.loading import RuleSet


@dataclass(frozen=True, slots=True)
class SharedUnit:
    """A unit with a second reading.

    Attributes:
        readings: the units that it may be, the usual one first.
        cues: what a sentence that means one of them speaks of.
        named: how the text names each of the readings ("Fahrenheit").
        rule: id of its rule.
    """

    readings: tuple[str, ...]
    cues: re.Pattern[str]
    named: tuple[str, ...]
    rule: str


@dataclass(frozen=True, slots=True)
class SharedUnits:
    """Compiled: units by id, and the currencies that each subunit may belong to, by its rule."""

    units: Mapping[str, SharedUnit]
    currencies: Mapping[str, frozenset[str]]


def load_shared_units(ruleset: RuleSet) -> SharedUnits:
    """Compile ``[[shared_unit]]`` of rules/en/units.toml and the shared subunits of currencies.

    Raises:
        RulesError: an entry that cannot be read.
    """
    units = {
        str(entry.fields["unit"]): SharedUnit(
            tuple(entry.fields["readings"]),
            re.compile(bounded(entry.fields["cues"]), re.IGNORECASE),
            tuple(entry.fields["named"]),
            f"shared_unit.{entry.id}",
        )
        for entry in ruleset.entries("en/units.toml", "shared_unit")
    }
    currencies = {
        f"subunit.{entry.id}": frozenset(entry.fields.get("shared", []))
        for entry in ruleset.entries("en/currencies.toml", "subunit")
    }
    return SharedUnits(units, currencies)


def read_shared_units(
    amounts: Sequence[Amount], view: str, bounds: tuple[int, int], shared: SharedUnits
) -> list[Amount]:
    """Say of each amount with a shared unit which is meant: "20 degrees below normal" are of Celsius.

    Args:
        amounts: those of the sentence.
        view: the clean view of the article.
        bounds: the sentence.
        shared: the compiled units.
    """
    if not any(amount.unit in shared.units for amount in amounts):
        return list(amounts)
    units = {amount.unit for amount in amounts}
    return [_read(amount, units, view, bounds, shared) for amount in amounts]


def _read(
    amount: Amount, units: set[str | None], view: str, bounds: tuple[int, int], shared: SharedUnits
) -> Amount:
    entry = shared.units.get(amount.unit or "")
    if entry is None:
        return amount
    reading = next((unit for unit in entry.readings if unit in units), None)
    if reading is None and (amount.low < 0 or entry.cues.search(view, bounds[0], bounds[1])):
        named = (unit for unit, name in zip(entry.readings, entry.named, strict=True) if name in view)
        reading = next(named, entry.readings[0])
    return replace(amount, unit=reading, rules=(*amount.rules, entry.rule)) if reading else amount


def read_subunit(
    amount: Amount, siblings: Sequence[Amount], told: Amount | None, shared: SharedUnits
) -> Amount:
    """Give cents the currency of the money next to them, or told before: "12 cents to 18.20 rand".

    Args:
        amount: an amount; any but one of money in a subunit stays as it is.
        siblings: the amounts of its sentence.
        told: the money that the article told of before the sentence.
        shared: the compiled units.
    """
    if amount.kind != "money" or amount.factor == 1:
        return amount
    currencies = next((shared.currencies[rule] for rule in amount.rules if rule in shared.currencies), None)
    money = [one for one in siblings if one.kind == "money" and one.factor == 1 and one.unit]
    money.sort(key=lambda one: abs(one.start - amount.start))
    model = money[0] if money else told
    if not currencies or model is None or model.unit not in currencies:
        return amount
    return replace(amount, unit=model.unit)
