"""Unknown names that stand in a row, or as the other end of a way, with known places.

"Mopti, Timbuktu and Gao": one between two that the gazetteer knows is a place too; so is the
other end of "from Boten to Vientiane".
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from extract.finding.place_context import CUES, alternatives, last_words, word_before, words
from extract.finding.place_names import WORD
from extract.finding.place_records import PlaceCandidate
from extract.rules.endings import Ending
from extract.rules.loading import RuleSet

_BLANK = r"[ \n]"
_ENDS = r"(?=[,.;:)?!]|'s?(?!\w)|[ \n](?:[a-z(]|\Z)|\n|\Z)"
_CLOSED = r"(?=[.;:)]|, [a-z]|[ \n]--?[ \n]|\n\n|\Z)"
_LOOK_BACK = 60
_LONGEST_GAP = 60
_LONGEST_ROW = 6


class Row(NamedTuple):
    """Names in a row with known places.

    Attributes:
        names: where each begins, and the name.
        is_held: whether known places stand at both of its ends, or it is the other end of a way.
    """

    names: tuple[tuple[int, str], ...]
    is_held: bool


class RowFinder:
    """Finds the names; whether one is free to be a place is for the caller to say.

    Args:
        ruleset: where the words between places are read from.
    """

    def __init__(self, ruleset: RuleSet) -> None:
        entries = ruleset.entries(CUES, "unlisted")
        name, the = rf"({WORD}(?: {WORD})?)", rf"(?:{alternatives(words(entries, 'article'))}{_BLANK})?"
        both = alternatives(words(entries, "both"))
        last = rf"(?:,{_BLANK}|,?{_BLANK}{both}{_BLANK})"
        ways = list(zip(words(entries, "way_from"), words(entries, "way_to"), strict=True))
        self._name = re.compile(name)
        self._between = re.compile(rf"(?:{last}{the}{name}){{1,{_LONGEST_ROW}}}{last}{the}")
        self._row = re.compile(rf"{last}{the}")
        more = rf"(?:,{_BLANK}{the}{name})"
        self._at_end = re.compile(rf"{more}{{0,{_LONGEST_ROW}}},?{_BLANK}{both}{_BLANK}{the}{name}{_CLOSED}")
        self._on = re.compile(rf"{more}{{1,{_LONGEST_ROW}}}{_CLOSED}")
        self._way_before = Ending(
            "|".join(rf"(?<![\w-]){one}{_BLANK}{name}{_BLANK}{two}{_BLANK}{the}" for one, two in ways)
        )
        articles = last_words(words(entries, "article"))
        self._to_words = articles | last_words(two for _, two in ways)
        self._from_words = articles | last_words(one for one, _ in ways)
        self._located_words = articles | last_words(words(entries))
        self._from = {one: re.compile(rf"{_BLANK}{two}{_BLANK}{the}{name}{_ENDS}") for one, two in ways}
        self._way_from = Ending(rf"(?<![\w-])({alternatives(self._from)}){_BLANK}{the}", re.IGNORECASE)
        located = alternatives(words(entries))
        self._located = Ending(rf"(?<![\w-])(?:{located}){_BLANK}{the}", re.IGNORECASE)

    def find(self, view: str, known: Sequence[PlaceCandidate]) -> Iterator[Row]:
        """The rows of such names, for the known places in text order."""
        behind = 0
        for place in known:
            word = word_before(view, place.start)
            yield from (Row((way,), is_held=True) for way in self._ways(view, place, word))
            in_row = False
            if behind and 0 < place.start - behind <= _LONGEST_GAP:
                match = self._between.fullmatch(view, behind, place.start)
                in_row = match is not None or self._row.fullmatch(view, behind, place.start) is not None
                if match is not None:
                    yield Row(self._names(view, behind, place.start), is_held=True)
            behind = place.end
            if in_row or (word in self._located_words and self._is_located(view, place)):
                match = self._at_end.match(view, place.end)
                if match is None and in_row:
                    match = self._on.match(view, place.end)
                if match is not None:
                    yield Row(self._names(view, place.end, match.end()), is_held=False)

    def _is_located(self, view: str, place: PlaceCandidate) -> bool:
        return self._located.search(view, max(0, place.start - _LOOK_BACK), place.start) is not None

    def _names(self, view: str, start: int, end: int) -> tuple[tuple[int, str], ...]:
        return tuple((match.start(), match[1]) for match in self._name.finditer(view, start, end))

    def _ways(self, view: str, place: PlaceCandidate, word: str) -> Iterator[tuple[int, str]]:
        """'from Boten to' before the place (``word`` is the last), 'to Boten' behind "from" and the place."""
        start = max(0, place.start - _LOOK_BACK)
        before = self._way_before.search(view, start, place.start) if word in self._to_words else None
        if before is not None:
            group = before.lastindex or 1
            yield before.start(group), before[group]
        opened = self._way_from.search(view, start, place.start) if word in self._from_words else None
        if opened is not None:
            behind = self._from[opened[1].lower()].match(view, place.end)
            if behind is not None:
                yield behind.start(1), behind[1]
