"""One quantity in two units: "4 hours 28 minutes", "6 feet 2 inches", "3 yuan 50 fen"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from extract.finding.amounts import Amount
from extract.rules.endings import Ending
from extract.rules.loading import RuleSet

FILE = "en/units.toml"
_SUBUNIT = "subunit."


@dataclass(frozen=True, slots=True)
class Compound:
    """A unit and the smaller one that may follow it.

    Attributes:
        rule: id of its rule.
        ratio: how many of the smaller make one of the larger.
        larger: what a text ends in that ends in the larger unit.
        single: what a text ends in before the smaller part of "an hour and ten minutes".
    """

    rule: str
    ratio: Decimal
    larger: Ending
    single: Ending


class Compounds:
    """Compiled ``[[compound]]`` entries of rules/en/units.toml.

    Args:
        ruleset: where they are read from.

    Raises:
        RulesError: an entry names a unit that there is none of.
    """

    def __init__(self, ruleset: RuleSet) -> None:
        units = {entry.id: entry for entry in ruleset.entries(FILE, "unit")}
        links, ones = (_surfaces(ruleset, name) for name in ("and", "one"))
        gap = rf"\s+(?:(?:{links})\s+)?"
        self._gap, self._gap_at_end = re.compile(gap), Ending(rf"{gap}$")
        self._pairs: dict[tuple[str, str], Compound] = {}
        for entry in ruleset.entries(FILE, "compound"):
            large, small = (str(entry.fields[key]) for key in ("large", "small"))
            if large not in units or small not in units:
                raise entry.error(f"large {large!r}, small {small!r}", "name two units of this file")
            words = "|".join(map(re.escape, units[large].fields["words"]))
            self._pairs[large, small] = Compound(
                f"compound.{entry.id}",
                Decimal(entry.fields["ratio"]),
                Ending(rf"(?i)(?:{words})$"),
                Ending(rf"(?i)(?<![\w.-])(?:{ones})\s+(?:{words}){gap}$"),
            )

    def join(self, amounts: Sequence[Amount], view: str) -> list[Amount]:
        """Make one of each two that belong together, in the smaller unit; of money in the currency.

        Args:
            amounts: of a sentence, in text order.
            view: the clean view of the article.
        """
        joined: list[Amount] = []
        for amount in amounts:
            whole = self._whole(joined[-1], amount, view) if joined else None
            if whole is not None:
                joined[-1] = whole
            else:
                joined.append(amount)
        return joined

    def with_one(self, amount: Amount, view: str, low: int) -> Amount:
        """The amount with a single larger unit before it: "an hour and 17 minutes"; an hour alone is no fact.

        Args:
            amount: the amount.
            view: the clean view of the article.
            low: where its sentence begins.
        """
        for (_, small), one in self._pairs.items():
            fits = small == amount.unit and not amount.ranged and 0 <= amount.low < one.ratio
            found = one.single.search(view, low, amount.start) if fits else None
            if found:
                value, start = one.ratio + amount.low, found.start()
                rules = (*amount.rules, one.rule)
                return replace(
                    amount, start=start, number_start=start, low=value, high=value, raw=value, rules=rules
                )
        return amount

    def goes_on(self, amount: Amount, before: str) -> bool:
        """Whether an amount is the smaller part of what a text before it ends in: "in 4 hours" 28 minutes.

        Args:
            amount: the amount.
            before: the text before it, white space included.
        """
        gap = self._gap_at_end.search(before)
        if not gap:
            return False
        larger = (one.larger for (_, small), one in self._pairs.items() if small == amount.unit)
        return any(one.search(before[: gap.start()]) for one in larger)

    def _whole(self, first: Amount, second: Amount, view: str) -> Amount | None:
        if first.ranged or second.ranged or first.low < 0 or first.unit is None or second.unit is None:
            return None
        if self._gap.fullmatch(view, first.end, second.start) is None:
            return None
        compound = self._pairs.get((first.unit, second.unit))
        if compound is not None and second.low < compound.ratio:
            return _sum(first, second, compound.ratio, compound.rule)
        parts = first.kind == second.kind == "money" and first.unit == second.unit and second.low < 1
        if parts and _is_part(second) and not _is_part(first):
            return _sum(first, second, Decimal(1), "compound.money")
        return None


def _surfaces(ruleset: RuleSet, name: str) -> str:
    entries = ruleset.entries(FILE, "compound_link")
    return "|".join(re.escape(s) for entry in entries if entry.id == name for s in entry.fields["surfaces"])


def _is_part(amount: Amount) -> bool:
    return any(rule.startswith(_SUBUNIT) for rule in amount.rules)


def _sum(first: Amount, second: Amount, ratio: Decimal, rule: str) -> Amount:
    value = first.low * ratio + second.low
    rules = tuple(dict.fromkeys((*first.rules, *second.rules, rule)))
    return replace(
        second,
        start=first.start,
        number_start=first.number_start,
        low=value,
        high=value,
        raw=value,
        rules=rules,
    )
