"""The words of an article that stand for places, read once: adjectives, "the county", "the world"."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Sequence

from extract.linking.place_anchors import AnchorRules, Reference, is_code
from extract.records import Document, Span

PlaceWord = tuple[Span, Reference | None, str]
"""Where it stands, what it refers to, the code of a demonym; neither of both for the world."""


class PlaceWords:
    """Those words, in text order.

    Args:
        document: the article.
        rules: which words stand for places.
    """

    _kept_nations: list[tuple[int, str]] | None = None

    def __init__(self, document: Document, rules: AnchorRules) -> None:
        self._sentences = document.sentences
        first, last = (self._sentences[0].start, self._sentences[-1].end) if self._sentences else (0, 0)
        self._words = list(rules.words(document.view, first, last))

    def between(self, span: Span) -> Sequence[PlaceWord]:
        """Those that begin in a sentence or heading."""
        first, last = (
            bisect_left(self._words, offset, key=lambda word: word[0].start)
            for offset in (span.start, span.end)
        )
        return self._words[first:last]

    @property
    def nations(self) -> list[tuple[int, str]]:
        """Where the adjectives of countries stand, with the code of each: 'Chinese exports'."""
        if self._kept_nations is None:
            self._kept_nations = [
                (span.start, code) for span, reference, code in self._words if reference is None and code
            ]
        return self._kept_nations

    def nation_before(self, start: int, offset: int) -> tuple[Span, str] | None:
        """The adjective of a country that stands last in [start, offset), with its code."""
        told = self.between(Span(start, offset)) if start < offset else ()
        codes = [(span, code) for span, reference, code in told if reference is None and code]
        return next(((span, code) for span, code in reversed(codes) if is_code(code)), None)

    @property
    def nation(self) -> str:
        """Code of the country whose adjective the text uses more than once or begins with; else ''."""
        codes = Counter(code for _, code in self.nations if is_code(code))
        if not codes:
            return ""
        code, number = codes.most_common(1)[0]
        return code if number > 1 or self.nations[0][0] < self._sentences[0].end else ""
