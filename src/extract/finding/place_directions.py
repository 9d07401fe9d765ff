"""Parts of a place by the point of the compass: "northern Kenya", "the south of France".

They are regions without a code that the country holds. Of the parts of China's provinces only
those are regions that the gazetteer has ("southern Xinjiang"): what is told of "central
Sichuan" is told of the province.
"""

from __future__ import annotations

import re
from dataclasses import replace

from extract.finding.place_context import CUES, alternatives, last_words, word_before, words
from extract.finding.place_gazetteer import CHINA, Gazetteer
from extract.finding.place_records import Place, PlaceCandidate
from extract.rules.endings import Ending
from extract.rules.loading import RuleSet

_LOOK_BACK = 45
_WHOLES = ("country", "continent", "region", "state", "capital", "city")
_BLANK = r"[ \n]"
_OWNER = re.compile(r"['’]s?[ \n][A-Z]")


class DirectionFinder:
    """Reads the points of the compass before a name.

    Args:
        ruleset: where their words are read from.
        gazetteer: which parts of China are regions.
    """

    def __init__(self, ruleset: RuleSet, gazetteer: Gazetteer) -> None:
        entries = ruleset.entries(CUES, "direction")

        def table(key: str) -> str:
            return alternatives(words(entries, key))

        self._gazetteer = gazetteer
        self._last_words = last_words(
            word for key in ("surfaces", "joined_by", "of") for word in words(entries, key)
        )
        point = f"(?:{table('surfaces')})"
        # Two points are one part, not the last of three: "in the east, north and northwest of it"
        self._before = Ending(
            rf"(?<![\w-])((?:(?<!,[ \n]){point},?{_BLANK}(?:{table('joined_by')}){_BLANK})?{point}{_BLANK})",
            re.IGNORECASE,
        )
        self._point = re.compile(rf"{point}{_BLANK}", re.IGNORECASE)
        self._joined = Ending(
            rf"(?<![\w-])(?<!,[ \n])({point},?{_BLANK}(?:{table('joined_by')}){_BLANK})", re.IGNORECASE
        )
        self._of = Ending(
            rf"(?:({table('outside')}){_BLANK})?(?:{table('article')}){_BLANK}"
            rf"((?:{table('nouns')}){_BLANK}(?:{table('of')}){_BLANK})",
            re.IGNORECASE,
        )

    def part(self, view: str, whole: PlaceCandidate) -> PlaceCandidate | None:
        """The part of the place that the words before its bare name make of it; None without such words."""
        start = self._start(view, whole)
        if start is None:
            return None
        name = self._gazetteer.title_case(" ".join(view[start : whole.end].split()))
        known = [row for row in self._gazetteer.by_surface.get(name, ()) if row.code is None]
        holder = _whole(whole.rows)
        if known:
            rows = tuple(replace(row, name=name) for row in known)
        elif holder is None:
            return None
        else:
            rows = (Place(None, name, "region", holder.code or holder.parent),)
        return PlaceCandidate(start, whole.end, name, rows, "direction")

    def _start(self, view: str, whole: PlaceCandidate) -> int | None:
        """Where the words of direction before the name begin."""
        if word_before(view, whole.start) not in self._last_words:
            return None
        first = max(0, whole.start - _LOOK_BACK)
        named = self._point.match(view, whole.start) is not None  # "Western and Central Africa"
        match = (self._joined if named else self._before).search(view, first, whole.start)
        if match is not None:
            return match.start(1)
        if _OWNER.match(view, whole.end):  # "in the south of Pakistan's Sindh province"
            return None
        match = self._of.search(view, first, whole.start)
        return match.start(2) if match is not None and match[1] is None and not named else None


def _whole(rows: tuple[Place, ...]) -> Place | None:
    """The place of which any part is a region: a country, or what has no code; not a unit of China."""
    if any(row.code and (row.code == CHINA or row.code[0].isdigit()) for row in rows):
        china = next((row for row in rows if row.code == CHINA), None)
        return china if len(rows) == 1 else None
    return next((row for level in _WHOLES for row in rows if row.level == level), None)
