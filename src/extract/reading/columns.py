"""Which column of a table, or key of a JSON object, holds which field of an article."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from datetime import UTC, date, datetime
from typing import Any

from extract.reading.dates import parse_loose_date
from extract.reading.options import ColumnNames, InputLimits
from extract.reading.records import Record, Row
from extract.reading.shapes import looks_like_html
from extract.reading.sidecars import Sidecar, find_path_date

# What exports of crawlers, news archives and data sets call their columns, most telling first. They are
# compared without case, `_`, `-` and spaces.
_GUESSES: Mapping[str, tuple[str, ...]] = {
    "text": (
        *("text", "articletext", "fulltext", "maintext", "bodytext", "textcontent", "plaintext"),
        *("articlebody", "body", "content", "rawtext", "rawcontent", "article", "story"),
        *("html", "rawhtml", "htmlcontent", "contenthtml"),
    ),
    "title": ("title", "headline", "articletitle"),
    "publisher": (
        "publisher",
        "sitename",
        "sourcename",
        "outlet",
        "newspaper",
        "publication",
        "media",
        "source",
    ),
    "author": ("author", "authors", "byline", "creator"),
    "published": (
        *("published", "publishedat", "publisheddate", "publicationdate", "publishdate", "datepublished"),
        *("datepublish", "pubdate", "date", "datetime", "timestamp"),
    ),
    "url": ("url", "link", "uri", "permalink", "canonicalurl", "sourceurl", "articleurl", "weburl"),
    "id": ("id", "articleid", "docid", "documentid", "recordid", "uuid", "guid", "uid"),
}
_SEPARATORS = re.compile(r"[\s_-]+")
_SURROGATES = re.compile("[\ud800-\udfff]")
_PARAGRAPHS = "\n\n"
_LONGEST_ID = 500
_LONGEST_DATE = 60
_MILLISECONDS = 100_000_000_000  # of seconds since 1970 the year 5138; of milliseconds March 1973


@dataclass(frozen=True, slots=True)
class Columns:
    """The columns of one table.

    Attributes:
        of: the column of each field that has one.
        named: the fields whose column the user named.
    """

    of: Mapping[str, str]
    named: frozenset[str]

    def __str__(self) -> str:
        return ", ".join(f"{field}={column}" for field, column in self.of.items())


def find_columns(names: Iterable[str], asked: ColumnNames) -> Columns | None:
    """The columns of a table; None where none of them holds a text.

    Args:
        names: all its columns.
        asked: those that the user names; ``a.b`` is key ``b`` of the object in key ``a``.
    """
    known = list(names)
    plain = {_plain(name): name for name in reversed(known)}
    of: dict[str, str] = {}
    named = {one.name: getattr(asked, one.name) for one in fields(asked)}
    for field, candidates in _GUESSES.items():
        column = named[field] or next((plain[name] for name in candidates if name in plain), None)
        if column is not None and (column in known or column.partition(".")[0] in known):
            of[field] = column
    if "id" not in of and "url" in of:
        of["id"] = of["url"]
    return (
        Columns(of, frozenset(field for field, column in named.items() if column)) if "text" in of else None
    )


def _plain(name: str) -> str:
    return _SEPARATORS.sub("", name).casefold()


def read_record(row: Row, columns: Columns, limits: InputLimits) -> Record | str:
    """The article of a row; a line that says what is wrong where it holds none.

    Args:
        row: the row.
        columns: those of its table.
        limits: what an article may cost.
    """
    given = {field: _value(row.fields, column) for field, column in columns.of.items()}
    text = _text(given["text"])
    if text is None:
        return f"no text in column {columns.of['text']!r}"
    if not text.strip("\0 \t\r\n\f\v\u00a0\u3000\u200b\ufeff"):
        return f"the text in column {columns.of['text']!r} is empty"
    data = text.encode("utf-8")
    if len(data) > limits.max_bytes:
        return (
            f"a text of {len(data):,} bytes, more than the limit of {limits.max_bytes:,}; raise --max-bytes"
        )
    published, problem = _published(given.get("published"))
    url = _line(given.get("url"))
    beside = Sidecar(
        title=_line(given.get("title")),
        publisher=_line(given.get("publisher")),
        author=_line(given.get("author")),
        published=published or (find_path_date(url) if url else None),
        url=url,
    )
    notes = (
        (f"{problem}; the article is read without it",) if problem and "published" in columns.named else ()
    )
    is_html = looks_like_html(data[:4096])
    return Record(_id(given.get("id"), row), "html" if is_html else "record", data, beside, notes, "utf-8")


def _value(row: Mapping[str, Any], column: str) -> Any:  # noqa: ANN401 - whatever the file holds
    if column in row:
        return row[column]
    first, _, rest = column.partition(".")
    inner = row.get(first)
    return _value(inner, rest) if rest and isinstance(inner, Mapping) else None


def _text(value: object) -> str | None:
    if isinstance(value, list):
        parts = [part for part in map(_text, value) if part]
        return _PARAGRAPHS.join(parts) if parts else None
    if isinstance(value, bytes):
        value = value.decode("utf-8", "replace")
    # JSON can spell half of a surrogate pair, which no text of record can hold.
    return _SURROGATES.sub("\N{REPLACEMENT CHARACTER}", value) if isinstance(value, str) else None


def _line(value: object) -> str | None:
    """A value as one line: names of several authors with commas."""
    if isinstance(value, list):
        return ", ".join(part for part in map(_line, value) if part) or None
    if isinstance(value, Mapping):
        # An author in the way of schema.org has a type and a name.
        return _line(value.get("name"))
    return " ".join((_text(value) or "").split()) or None


def _id(value: object, row: Row) -> str:
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    if isinstance(value, float) and value.is_integer():
        return str(int(value))  # A column of ids with an empty one among them is read as floats.
    return (_line(value) or str(row.number))[:_LONGEST_ID]


def _published(value: object) -> tuple[date | None, str | None]:
    """A date, and what is wrong where there should be one and is none."""
    found: date | None = None
    match value:
        case None | "":
            return None, None
        case datetime():
            found = value.date()
        case date():
            found = value
        case int() | float() if not isinstance(value, bool):
            found = _from_number(value)
        case str():
            found = parse_loose_date(value[:_LONGEST_DATE])
    shown = repr(value)[: _LONGEST_DATE + 2]
    return found, None if found else f"{shown} is no date; write it as 2020-10-23"


def _from_number(value: float) -> date | None:
    """Seconds or milliseconds since 1970, or 20201023; a smaller number is a year or a day, nobody knows."""
    if not 0 < value < _MILLISECONDS * 100:
        return None
    digits = str(int(value))
    if len(digits) == len("20201023"):
        return parse_loose_date(digits)
    seconds = value / 1000 if value > _MILLISECONDS else value
    return datetime.fromtimestamp(seconds, UTC).date() if len(digits) > len("20201023") else None
