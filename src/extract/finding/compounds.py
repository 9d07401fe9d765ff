"""What is told in two units: the minutes of "in 4 hours 28 minutes", the inches of "5-foot-10"."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from extract.finding.amounts import Amount
from extract.rules.endings import Ending
from extract.rules.loading import RuleSet

_FILE = "en/units.toml"
_TAIL_GAP = re.compile(r"[- ]?")


class Compounds:
    """Compiled ``[[compound]]`` and ``[[tail]]`` entries of rules/en/units.toml.

    Args:
        ruleset: where they are read from.

    Raises:
        RulesError: an entry names a unit that there is none of.
    """

    def __init__(self, ruleset: RuleSet) -> None:
        units = {entry.id: entry for entry in ruleset.entries(_FILE, "unit")}
        links = [surface for e in ruleset.entries(_FILE, "compound_link") for surface in e.fields["surfaces"]]
        gap = rf"\s+(?:(?:{'|'.join(map(re.escape, links))})\s+)?"
        larger: dict[str, list[str]] = defaultdict(list)
        for entry in ruleset.entries(_FILE, "compound"):
            large, small = (str(entry.fields[key]) for key in ("large", "small"))
            if large not in units or small not in units:
                raise entry.error(f"large {large!r}, small {small!r}", "name two units of this file")
            larger[small] += map(re.escape, units[large].fields["words"])
        self._larger = {small: Ending(rf"(?i)(?:{'|'.join(words)}){gap}$") for small, words in larger.items()}

        self._tails = {
            str(entry.fields["large"]): (str(entry.fields["small"]), Decimal(entry.fields["below"]), entry.id)
            for entry in ruleset.entries(_FILE, "tail")
        }

    def with_tails(self, amounts: Sequence[Amount], view: str) -> list[Amount]:
        """Give the bare end of a measure its unit: the 10 of "5-foot-10" are inches."""
        done: list[Amount] = []
        for amount in amounts:
            tail = self._tails.get(done[-1].unit or "") if done and amount.kind is None else None
            if tail and amount.high < tail[1] and _TAIL_GAP.fullmatch(view, done[-1].end, amount.start):
                rules = (*amount.rules, f"tail.{tail[2]}")
                amount = replace(amount, kind="measure", unit=tail[0], rules=rules)  # noqa: PLW2901
            done.append(amount)
        return done

    def goes_on(self, amount: Amount, before: str) -> bool:
        """Whether an amount is the smaller part of what a text before it ends in.

        Args:
            amount: the amount.
            before: the text before it, white space included.
        """
        larger = self._larger.get(amount.unit or "")
        return larger is not None and larger.search(before) is not None
