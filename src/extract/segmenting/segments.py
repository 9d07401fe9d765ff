"""Segment an article: what on its page is title, body, caption, note, metadata, furniture."""

from __future__ import annotations

import re

from extract.records import Document, Metadata, RawArticle, Segment, Span
from extract.segmenting.cues import find_cuts
from extract.segmenting.joined import paragraph_spans
from extract.segmenting.language import UNKNOWN, detect_language
from extract.segmenting.metadata import clean_author, is_ambiguous, parse_date
from extract.segmenting.page import Page, read_page
from extract.segmenting.rules import SegmentRules
from extract.segmenting.sentences import split_sentences
from extract.segmenting.stated_dates import in_order_of_text, stated_date
from extract.segmenting.view import plain_view

# A page that stands on one line is longer than a sentence.
_LONE = 160
_OFF_THE_ARTICLE = frozenset({"furniture", "metadata"})
_NOTE_MARK = re.compile(r"(?<=\w)\s?\[\d{1,2}\]\Z")  # "... Social Development [1]"


def segment_article(raw: RawArticle, rules: SegmentRules) -> Document:
    """Segment one article.

    Args:
        raw: the article as read.
        rules: the compiled rules of the stage.

    Returns:
        The article with its plain view, metadata, segments and sentences; the segments
        cover every character of the text that is not white space.
    """
    view = plain_view(raw.text)
    page = read_page(view, find_cuts(view, rules), rules)
    segments = _lone_line(view, page) or _segments(page)
    return Document(
        raw=raw,
        view=view,
        metadata=_metadata(raw, view, page, segments, rules),
        segments=segments,
        sentences=split_sentences(view, segments, rules),
    )


def _lone_line(view: str, page: Page) -> tuple[Segment, ...] | None:
    """A short text of one line is no page: what looks like a menu or a byline there is what it says.

    Where it tells no number, nothing is lost: "by Jordan".
    """
    text = view.strip()
    off = [piece.kind in _OFF_THE_ARTICLE for piece in page.pieces]
    if (
        "\n" in text
        or not any(off)
        or not any(map(str.isdigit, text))
        or not (all(off) or len(text) <= _LONE)
    ):
        return None
    start = view.index(text)
    return (Segment(start, start + len(text), "paragraph", None, None),)


def _segments(page: Page) -> tuple[Segment, ...]:
    section: Span | None = None
    segments: list[Segment] = []
    for piece in page.pieces:
        kind = piece.kind or "paragraph"
        if kind == "heading":
            section = Span(piece.start, piece.end)
        governed = kind in {"paragraph", "caption", "note"}
        spans = (
            paragraph_spans(page.view, piece.start, piece.end)
            if kind == "paragraph"
            else [(piece.start, piece.end)]
        )
        segments.extend(Segment(*span, kind, section if governed else None, piece.rule) for span in spans)
    return tuple(segments)


def _metadata(
    raw: RawArticle, view: str, page: Page, segments: tuple[Segment, ...], rules: SegmentRules
) -> Metadata:
    fields = page.fields
    title = " ".join(raw.text[slice(*page.title)].split()).strip("#*_ ") if page.title else ""
    title = _NOTE_MARK.sub("", title)
    when = fields.get("published") or fields.get("updated")
    author = ", ".join(filter(None, [fields.get("author"), fields.get("more_author")]))
    published = (when and parse_date(when, rules.page)) or raw.published
    if when and published and is_ambiguous(when, rules.page):
        published = in_order_of_text(view, published, rules)
    return Metadata(
        title=title or raw.title,
        publisher=fields.get("publisher") or raw.publisher,
        author=(author and clean_author(author, fields.get("publisher"), rules)) or raw.author,
        published=published or stated_date(view, segments, rules),
        language=_language(view, segments, rules),
    )


def _language(view: str, segments: tuple[Segment, ...], rules: SegmentRules) -> str:
    body = [s for s in segments if s.kind == "paragraph"] or list(segments)
    if not body:
        return UNKNOWN
    longest = max(body, key=lambda segment: segment.end - segment.start)
    return detect_language(view, longest.start, longest.end, rules.languages)
