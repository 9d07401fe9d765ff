"""Where numbers may begin, found once for a whole text."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable

from ahocorasick_rs import AhoCorasick, MatchKind

from extract.finding.surfaces import lower_in_place

# What may stand behind a word and before the next one of a number.
_GAPS = ("-", *filter(str.isspace, map(chr, range(0x3001))))


class NumberStarts:
    """Finds where a number may begin: a digit, the first word of one; quick, and seldom wrong.

    Args:
        words: first words, in lower case; more letters may follow, as in "ninefold".
        apart: first words that nothing is glued to: "a" does not begin "and".
        glyphs: characters that are numbers.
    """

    def __init__(self, words: Iterable[str], apart: Iterable[str], glyphs: Iterable[str]) -> None:
        gapped = (word + gap for word in apart for gap in _GAPS)
        # Words without blanks: what begins inside a word hides none that begins with the next.
        self._words = AhoCorasick([*words, *gapped], matchkind=MatchKind.LeftmostLongest)
        self._characters = re.compile(rf"[.\d{''.join(map(re.escape, glyphs))}]")
        self._kept: tuple[str, list[int]] = "", []  # the last text and its places

    def between(self, view: str, start: int, end: int) -> list[int]:
        """The places of a stretch of a text, in order."""
        kept, starts = self._kept
        if view is not kept:
            starts = self._find(view)
            self._kept = view, starts
        return starts[bisect_left(starts, start) : bisect_left(starts, end)]

    def _find(self, view: str) -> list[int]:
        starts = [match.start() for match in self._characters.finditer(view)]
        for _, start, _ in self._words.find_matches_as_indexes(lower_in_place(view)):
            if not start or not _is_letter(view[start - 1]):
                starts.append(start)
        starts.sort()
        return starts


def _is_letter(character: str) -> bool:
    return character.isalpha() and character.isascii()
