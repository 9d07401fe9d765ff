"""Regions called by a point of the compass alone: "18 percent in the Northeast, 12 percent in the South".

A capital alone does not make one ("the West" may be half the world): an article that sets several of them
side by side speaks of the parts of its country.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from extract.finding.place_context import CUES, alternatives, words
from extract.finding.place_records import Place, PlaceCandidate
from extract.finding.starts import Starts, beginnings
from extract.rules.endings import Ending
from extract.rules.loading import RuleSet
from extract.rules.trees import spell

_LOOK_BACK = 20
_FEWEST = 3


class CompassFinder:
    """Finds such regions.

    Args:
        ruleset: where the points and what must not follow them are read from.
    """

    def __init__(self, ruleset: RuleSet) -> None:
        entries = ruleset.entries(CUES, "compass")
        names = alternatives(words(entries))
        articles = alternatives(words(entries, "article"))
        outside = alternatives(words(entries, "not_before"))
        self._article = Ending(rf"(?<![\w-])(?:{articles})[ \n]")
        region = re.compile(rf"(?:{names})(?![\w'-]|[ \n][A-Z]|[ \n](?:{outside})(?!\w))")
        self._regions = Starts(region, beginnings(spell(name, r"\s+") for name in words(entries)))

    def find(self, view: str) -> Iterator[PlaceCandidate]:
        """All of them, in text order, if the text has as many different ones as makes them a division."""
        hits = [(match.start(), match[0]) for match in self._regions.finditer(view, 0, len(view))]
        found = [hit for hit in hits if self._article.search(view, max(0, hit[0] - _LOOK_BACK), hit[0])]
        if len({name for _, name in found}) < _FEWEST:
            return
        for start, name in found:
            yield PlaceCandidate(
                start, start + len(name), name, (Place(None, name, "region", ""),), "compass"
            )
