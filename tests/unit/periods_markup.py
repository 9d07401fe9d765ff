"""Inline markup for the tests of periods: ``{5 percent|2019}`` is a quantity that holds for 2019.

``2019``, ``2019-03``, ``2019-03-05``, ``A..B`` (either end may be empty) and ``-`` for none; a change
carries its baseline after a second bar (``{3 percent|2019|2018}``, ``-`` for none). A line is a
paragraph, a line that begins with ``# `` a heading, with ``= `` the title; sentences end at ``. ``
before a capital.
"""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from extract.records import (
    Document,
    Kind,
    Metadata,
    Period,
    Quantity,
    RawArticle,
    Segment,
    SegmentKind,
    Sentence,
    Span,
)

_QUANTITY = re.compile(r"\{([^{}|]+)\|([^{}|]+)(?:\|([^{}|]+))?\}")
_KINDS: dict[Kind, re.Pattern[str]] = {
    "percent": re.compile(r"percent|%"),
    "money": re.compile(r"[$€£¥]|\b(?:yuan|pesos|dollars)\b"),
    "measure": re.compile(r"\b(?:km|met(?:er|re)s?|kilomet(?:er|re)s?)\b"),
}
_SEGMENT_KINDS: dict[str, SegmentKind] = {"# ": "heading", "= ": "title"}
_SENTENCE_END = re.compile(
    r"(?<!\b[A-Z])(?<!Jan)(?<!Feb)(?<!Aug)(?<!Sept)(?<!Oct)(?<!Nov)(?<!Dec)[.!?]\s+(?=[A-Z\"])"
)


@dataclass(frozen=True)
class Marked:
    """A document with the quantities that its markup names and what is expected of them."""

    document: Document
    quantities: list[Quantity]
    periods: list[Period | None]
    changes: list[bool]
    baselines: list[Period | None]


def read_marked(markup: str, published: str | None) -> Marked:
    """The document of a text in markup; it holds at least one quantity."""
    text, marks, position = "", [], 0
    for match in _QUANTITY.finditer(markup):
        text += markup[position : match.start()]
        marks.append((len(text), len(text) + len(match[1]), match[2], match[3]))
        text += match[1]
        position = match.end()
    text += markup[position:]
    assert marks, f"no quantity in {markup!r}"
    assert "{" not in text, f"markup never closed in {markup!r}"
    day = date.fromisoformat(published) if published else None
    quantities = [_quantity(start, end, text[start:end]) for start, end, _, _ in marks]
    return Marked(
        _document(text, day),
        quantities,
        [read_period(period) for _, _, period, _ in marks],
        [baseline is not None for _, _, _, baseline in marks],
        [read_period(baseline or "-") for _, _, _, baseline in marks],
    )


def read_period(text: str) -> Period | None:
    """The period of ``2019``, ``2019-03``, ``2019-03-05``, ``A..B`` or ``-``."""
    if text == "-":
        return None
    if ".." in text:
        first, last = text.split("..")
        return Period(_edge(first, is_last=False), _edge(last, is_last=True))
    return Period(_edge(text, is_last=False), _edge(text, is_last=True))


def _edge(text: str, *, is_last: bool) -> date | None:
    if not text:
        return None
    parts = [int(part) for part in text.split("-")]
    year, month = parts[0], parts[1] if len(parts) > 1 else (12 if is_last else 1)
    day = parts[2] if len(parts) > 2 else (monthrange(year, month)[1] if is_last else 1)
    return date(year, month, day)


def _quantity(start: int, end: int, text: str) -> Quantity:
    one = Decimal(1)
    kind: Kind = next((kind for kind, regex in _KINDS.items() if regex.search(text)), "count")
    return Quantity(start, end, kind, one, one, "exact", "thing", None, Span(start, end))


def _document(text: str, published: date | None) -> Document:
    segments: list[Segment] = []
    sentences: list[Sentence] = []
    section: Span | None = None
    for line in re.finditer(r"[^\n]+", text):
        kind = _SEGMENT_KINDS.get(line.group()[:2], "paragraph")
        start = line.start() + (0 if kind == "paragraph" else 2)
        segments.append(Segment(start, line.end(), kind, section))
        if kind == "heading":
            section = Span(start, line.end())
        cuts = [m.end() for m in _SENTENCE_END.finditer(text, start, line.end())]
        for begin, end in zip([start, *cuts], [*cuts, line.end()], strict=True):
            sentences.append(Sentence(begin, begin + len(text[begin:end].rstrip()), len(segments) - 1))
    raw = RawArticle("tests", "test", text, "", published=published)
    return Document(raw, text, Metadata(published=published), tuple(segments), tuple(sentences))
