"""The records of tables, JSON and web archives: one article each."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from extract.reading.sidecars import Sidecar

Format = Literal["text", "record", "markdown", "html", "pdf"]
"""How the text of record comes out of the bytes of an article."""


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a table or an object of a JSON file.

    Attributes:
        number: from 1: the line of JSON lines, the row of a table without its header.
        place: the same for messages: ``line 17``.
        fields: its values by column.
    """

    number: int
    place: str
    fields: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class BadRow:
    """A row that cannot be read.

    Attributes:
        number, place: as in ``Row``.
        error: what is wrong with it.
    """

    number: int
    place: str
    error: str


@dataclass(frozen=True, slots=True)
class Record:
    """An article inside a container.

    Attributes:
        id: what names it there.
        format: what its bytes are.
        data: its bytes; of a record of text its UTF-8.
        beside: what the container says of it.
        notes: what was wrong with what it says; the article is read without it.
        charset: the encoding that the container names for its bytes.
    """

    id: str
    format: Format
    data: bytes
    beside: Sidecar
    notes: tuple[str, ...] = ()
    charset: str | None = None


@dataclass(frozen=True, slots=True)
class Table:
    """A table whose columns are known and whose rows are still to be read.

    Attributes:
        names: its columns, as far as its beginning shows them.
        rows: gives its rows, of those columns that are asked for at least.
        problem: what ends it within its beginning; ``rows`` raises it, too.
    """

    names: tuple[str, ...]
    rows: Callable[[frozenset[str]], Iterator[Row | BadRow]]
    problem: Exception | None = None
