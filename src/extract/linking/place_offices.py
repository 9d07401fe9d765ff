"""Offices that only one nation has: "Housing starts fell 9 percent, the Commerce Department said"."""

from __future__ import annotations

import re
from collections import Counter

from extract.finding.place_context import CUES, words
from extract.finding.starts import Starts, beginnings
from extract.rules.loading import RuleSet
from extract.rules.trees import prefix_tree, spell

_SPACE = r"[ \n\r\t]{1,3}"


class Offices:
    """The offices, schemes and leaders that tell a text's nation where it names no place.

    Args:
        ruleset: where they are read from.
    """

    def __init__(self, ruleset: RuleSet) -> None:
        entries = ruleset.entries(CUES, "office_of_nation")
        self._codes = {name: str(entry.fields["code"]) for entry in entries for name in words([entry])}
        # It begins with characters: what begins with a look-behind is found at half the speed.
        names = (spell(name, _SPACE) for name in self._codes)
        tree = prefix_tree((rf"{first}(?<![\w-].)", *rest) for first, *rest in names)
        begins = beginnings(spell(name, _SPACE) for name in self._codes)
        self._named = Starts(re.compile(rf"{tree}(?![\w-])"), begins)

    def nation(self, view: str) -> str:
        """Code of the one nation whose offices the text names, else that of most; '' where none leads.

        Args:
            view: the document's text.
        """
        named = Counter(
            self._codes[" ".join(one.group().split())] for one in self._named.finditer(view, 0, len(view))
        )
        (code, count), (_, other) = [*named.most_common(2), ("", 0), ("", 0)][:2]
        return code if count > other else ""
