"""Persons carry their place: "said Jin", paragraphs after "Jin Tao, a farmer of Paliang Village"."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable

from extract.finding.place_names import occurrences
from extract.linking.place_anchors import Anchor
from extract.linking.place_cues import FactCues
from extract.records import Document, Segment, Sentence, Span


class PersonPlaces:
    """The places of the persons of a document.

    Args:
        document: the article.
        cues: the compiled cues.
        main: gives what a sentence speaks of, if it lies in the article's own place.
    """

    def __init__(self, document: Document, cues: FactCues, main: Callable[[Sentence], Anchor | None]) -> None:
        self._document = document
        self._cues = cues
        self._main = main
        self._known: dict[int, Anchor | None] = {}

    def place(self, sentence: Span) -> Anchor | None:
        """The place of the person of whom the sentence's paragraph goes on to tell, if it names one."""
        segment = self._document.segment_at(sentence.start)
        if segment.start not in self._known:
            self._known[segment.start] = self._of(segment)
        anchor = self._known[segment.start]
        return anchor if anchor is not None and anchor.end <= sentence.start else None

    def _of(self, segment: Segment) -> Anchor | None:
        told = (self._introduced(name) for name in self._cues.persons_in(self._document.view, segment))
        return next((anchor for anchor in told if anchor is not None), None)

    def _introduced(self, name: str) -> Anchor | None:
        """What the sentence speaks of that names somebody first."""
        sentences = self._document.sentences
        at = next(occurrences(self._document.view, name), -1)
        number = bisect_right(sentences, at, key=lambda one: one.start) - 1
        return self._main(sentences[number]) if at >= 0 and number >= 0 else None
