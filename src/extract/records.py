"""The records that travel between the stages.

Every stage takes and gives these frozen dataclasses; none of them knows spaCy, pint or
Arrow. Offsets are half-open ``[start, end)`` in Unicode code points of the article's text
of record, always: a record that carries a quote satisfies ``text[start:end] == quote``.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import field
from datetime import date
from decimal import Decimal
from operator import attrgetter
from typing import Literal

from extract.frozen import record

Kind = Literal["money", "percent", "people", "count", "measure", "multiple"]
Modifier = Literal["exact", "approx", "more_than", "at_least", "less_than", "at_most", "range"]
Role = Literal["level", "change"]
Direction = Literal["up", "down", "none"]
Status = Literal["actual", "planned"]
SegmentKind = Literal["title", "heading", "paragraph", "caption", "note", "metadata", "furniture"]
MentionType = Literal["place", "programme", "period"]

_START = attrgetter("start")


@record(frozen=True, slots=True)
class Span:
    """A stretch of the text of record.

    Attributes:
        start: first code point.
        end: one past the last code point.
    """

    start: int
    end: int

    def __post_init__(self) -> None:
        if not 0 <= self.start < self.end:
            raise ValueError(f"empty or negative span [{self.start}, {self.end})")

    def overlaps(self, other: Span) -> bool:
        """Whether the two spans share a code point."""
        return self.start < other.end and other.start < self.end

    def contains(self, other: Span) -> bool:
        """Whether ``other`` lies wholly inside this span."""
        return self.start <= other.start and other.end <= self.end


@record(frozen=True, slots=True)
class RawArticle:
    """An article as read, before anything is known of its parts.

    Attributes:
        collection: the dump it belongs to (``--collection``, else the input's name).
        source: path relative to the input root with ``/`` separators, or URI.
        text: the text of record; decoded once, never edited.
        content_sha256: hex digest of the bytes read.
        title, publisher, author, published: what a sidecar or a date in the path says;
            the page itself wins over them. None where nothing was said.
        encoding: the encoding that the bytes were decoded with.
        url: where it was published, where something tells.
        pages: offset at which each page of a paged document begins; none for other texts.
    """

    collection: str
    source: str
    text: str
    content_sha256: str
    title: str | None = None
    publisher: str | None = None
    author: str | None = None
    published: date | None = None
    encoding: str = "utf-8"
    url: str | None = None
    pages: tuple[int, ...] = ()


@record(frozen=True, slots=True)
class Failure:
    """An article that could not be read or processed.

    Attributes:
        source: as in ``RawArticle``.
        collection: as in ``RawArticle``.
        stage: name of the stage that gave up (``read``, ``segment``, ...).
        error: one line: what was wrong, where, what was expected.
    """

    source: str
    collection: str
    stage: str
    error: str


@record(frozen=True, slots=True)
class Metadata:
    """What the page says of itself; None where it says nothing."""

    title: str | None = None
    publisher: str | None = None
    author: str | None = None
    published: date | None = None
    language: str | None = None


@record(frozen=True, slots=True)
class Segment:
    """A part of the page with one function: a paragraph, a heading, a stretch of furniture.

    Segments are in text order, do not overlap, and cover every character that is not
    white space.

    Attributes:
        start, end: its offsets.
        kind: what it is. ``metadata`` is a byline, dateline block or date line;
            ``furniture`` is the page's own matter (menus, cookie notices, related links).
        section: the heading that it stands under, else None.
        rule: id of the rule that decided its kind, where one did.
    """

    start: int
    end: int
    kind: SegmentKind
    section: Span | None = None
    rule: str | None = None


@record(frozen=True, slots=True)
class Sentence:
    """A sentence of a segment that may hold facts.

    Attributes:
        start, end: its offsets, without surrounding white space.
        segment: index of its segment in ``Document.segments``.
    """

    start: int
    end: int
    segment: int


@record(frozen=True, slots=True)
class Document:
    """A segmented article.

    Attributes:
        raw: the article as read.
        view: the text of record with look-alike characters made plain (NBSP, curly
            quotes, full-width digits, dashes), code point by code point: the same length,
            so that every offset into it is one into ``raw.text``.
        metadata: what the page says of itself, completed by what ``raw`` brings along.
        segments: all parts of the page, furniture included.
        sentences: the sentences of title, headings, paragraphs, captions and notes.
    """

    raw: RawArticle
    view: str
    metadata: Metadata
    segments: tuple[Segment, ...]
    sentences: tuple[Sentence, ...]

    def segment_at(self, offset: int) -> Segment:
        """The segment that the offset lies in, or the last one before it."""
        return self.segments[bisect_right(self.segments, offset, key=_START) - 1]


@record(frozen=True, slots=True)
class Evidence:
    """Where in the article a field of a fact comes from."""

    field: str
    start: int
    end: int


@record(frozen=True, slots=True)
class Quantity:
    """A quantity mention, as found.

    Attributes:
        start, end: the quantity as facts.md cites it: number with sign, unit or noun.
        kind: money, percent, people, count, measure or multiple.
        value_low, value_high: the number as stated, scaled; equal unless a range.
        modifier: exact, approx, more_than, ... as facts.md lists them.
        unit: ISO 4217 code, ``percent``, ``person``, lemma of the head noun or unit id.
        per: the denominator where one is stated, else None.
        number: the span of the number itself, without unit and noun.
        evidence: spans of the modifier, the denominator, the noun.
        rules: ids of the rules that fired.
    """

    start: int
    end: int
    kind: Kind
    value_low: Decimal
    value_high: Decimal
    modifier: Modifier
    unit: str
    per: str | None
    number: Span
    evidence: tuple[Evidence, ...] = ()
    rules: tuple[str, ...] = ()


@record(frozen=True, slots=True)
class Mention:
    """A place, programme or period that the text names.

    Attributes:
        start, end: its offsets.
        type: place, programme or period.
        id: place code or programme id; None for periods and for places without a code.
        name: official English name or canonical name; for a period its ISO form
            (``2016-01-01/2020-12-31``, an open end as ``..``), None where it cannot be
            resolved without the article's date.
        rule: id of the rule that found it.
    """

    start: int
    end: int
    type: MentionType
    id: str | None
    name: str | None
    rule: str


@record(frozen=True, slots=True)
class Period:
    """A stretch of time with inclusive ends; None where open or unknown."""

    start: date | None
    end: date | None


@record(frozen=True, slots=True)
class Rejection:
    """A number that is not a fact, and why.

    Attributes:
        start, end: its offsets.
        reason: a closed vocabulary: year, date, time, ordinal, name, furniture,
            list_marker, identifier, age, score, ...
        rule: id of the rule that decided.
    """

    start: int
    end: int
    reason: str
    rule: str


@record(frozen=True, slots=True)
class Confidence:
    """How likely a fact is right.

    Attributes:
        core: probability, 0 to 1, that kind, values, unit and modifier are right.
        full: that role, direction, status, place, period and programme are right as well.
    """

    core: float
    full: float


@record(frozen=True, slots=True)
class Fact:
    """A quantity with all that the text says of it: one row of the fact table.

    Attributes:
        reviewed_by: who accepted or corrected it, where somebody has.
        corrected: the columns that this person set in place of what the rules gave.
        change: the first quantity of the movement that it belongs to: all ends of "rose by 5 percent
            from 10 to 10.5" have the same; None for a quantity that stands alone.
        confidence: how likely it is right; None where nobody asked.
    """

    quantity: Quantity
    sentence: Span
    section: Span | None
    topic: str | None = None
    indicator: str | None = None
    role: Role = "level"
    direction: Direction = "none"
    status: Status = "actual"
    place_code: str | None = None
    place_name: str | None = None
    period: Period | None = None
    baseline: Period | None = None
    programme: str | None = None
    attributed_to: str | None = None
    evidence: tuple[Evidence, ...] = ()
    rules: tuple[str, ...] = ()
    reviewed_by: str | None = None
    corrected: tuple[str, ...] = ()
    change: Span | None = None
    confidence: Confidence | None = None


@record(frozen=True, slots=True)
class ArticleResult:
    """All that one article yields; what the store writes."""

    document: Document
    facts: tuple[Fact, ...] = field(default=())
    mentions: tuple[Mention, ...] = field(default=())
    rejections: tuple[Rejection, ...] = field(default=())
