"""Small documents for the tests of programmes: a paragraph a line, 【...】 opens a section."""

from __future__ import annotations

import re
from itertools import pairwise

from extract.records import Document, Metadata, RawArticle, Segment, Sentence, Span
from extract.segmenting import plain_view

_PARAGRAPH = re.compile(r"\S(?:[^\n]*\S)?(?:\n(?=[a-z])[^\n]*\S)?")
_HEADING = re.compile(r"【[^】]*】")
_END = re.compile(r"[.!?][\"']?\s+(?=[\"']?[A-Z0-9])")


def document_of(text: str) -> Document:
    """The document of a text whose paragraphs are its lines."""
    view = plain_view(text)
    segments: list[Segment] = []
    section: Span | None = None
    for line in _PARAGRAPH.finditer(view):
        start = line.start()
        heading = _HEADING.match(view, start)
        if heading:
            section = Span(start, heading.end())
            segments.append(Segment(start, heading.end(), "heading"))
            start = heading.end() + len(view[heading.end() :]) - len(view[heading.end() :].lstrip())
        segments.append(Segment(start, line.end(), "paragraph", section))
    sentences = [one for index, part in enumerate(segments) for one in _sentences(view, part, index)]
    raw = RawArticle("tests", "tests/article.txt", text, "0" * 64)
    return Document(raw, view, Metadata(), tuple(segments), tuple(sentences))


def _sentences(view: str, segment: Segment, index: int) -> list[Sentence]:
    cuts = [match.end() for match in _END.finditer(view, segment.start, segment.end)]
    bounds = [segment.start, *cuts, segment.end]
    spans = [(start, start + len(view[start:end].rstrip())) for start, end in pairwise(bounds)]
    return [Sentence(start, end, index) for start, end in spans if end > start]
