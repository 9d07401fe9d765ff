"""The words for the world and for groups of countries, compiled."""

from __future__ import annotations

import re
from collections.abc import Callable

from extract.linking.place_anchors import Anchor
from extract.records import Span
from extract.rules.endings import Ending

_BLANK = r"[ \n]"
_REACH = 80


class WorldCues:
    """Patterns for the world.

    Args:
        table: gives the alternatives of a table of cues.

    Attributes:
        behind: what says behind a quantity that it holds for the world: "worldwide".
        lead: what a text on the world begins with.
        countries: so many countries, or the poor ones.
        unit: units counted the world over.
        causes: what leads from the world to the place of a cause or an example.
    """

    def __init__(self, table: Callable[..., str]) -> None:
        fold = re.IGNORECASE
        self.behind = re.compile(rf"{_BLANK}(?:{table('world', 'behind')})(?!\w)")
        self.lead = re.compile(rf"(?<![\w-])(?:{table('world', 'lead')})(?![\w'-])", fold)
        counted = rf"\d[\d,]*{_BLANK}(?:[a-z-]+{_BLANK}){{0,3}}(?:{table('world_unit')})"
        self.countries = re.compile(rf"(?<![\w.,])(?:{counted}|{table('world', 'many')})(?!\w)", fold)
        self.unit = re.compile(rf"\b(?:{table('world_unit')})\Z")
        self.causes = re.compile(rf"(?<![\w-])(?:{table('world', 'causes')}){_BLANK}")
        self._group = re.compile(table("world", "groups"), fold)
        name = rf"(?:(?:{table('determiner')}|[A-Z][\w-]*),?{_BLANK}){{0,4}}"
        self._source = Ending(rf"(?<!\w)(?i:{table('world', 'sources')}){_BLANK}{name}")

    def is_group(self, view: str, anchor: Anchor) -> bool:
        """Whether it is a group of countries, which may be the other side: 'exports to the EU'."""
        if anchor.kind != "world":
            return False
        return self.are_group(view, Span(anchor.start, anchor.end))

    def are_group(self, view: str, span: Span) -> bool:
        """The same of words for the world."""
        return self._group.fullmatch(view, span.start, span.end) is not None

    def is_source(self, view: str, anchor: Anchor, start: int) -> bool:
        """Whether it only says whose office speaks: 'According to Eurostat, the EU statistics office'."""
        return self._source.search(view, max(start, anchor.start - _REACH), anchor.start) is not None
