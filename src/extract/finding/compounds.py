"""A duration in two units, of which the first only says when: the minutes of "in 4 hours 28 minutes"."""

from __future__ import annotations

import re
from collections import defaultdict

from extract.finding.amounts import Amount
from extract.rules.endings import Ending
from extract.rules.loading import RuleSet

_FILE = "en/units.toml"


class Compounds:
    """Compiled ``[[compound]]`` entries of rules/en/units.toml.

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

    def goes_on(self, amount: Amount, before: str) -> bool:
        """Whether an amount is the smaller part of what a text before it ends in.

        Args:
            amount: the amount.
            before: the text before it, white space included.
        """
        larger = self._larger.get(amount.unit or "")
        return larger is not None and larger.search(before) is not None
