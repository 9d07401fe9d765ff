"""How to read: limits, columns, collection, dates."""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from datetime import date
from typing import Literal, get_args

from extract.errors import UsageError

Kind = Literal[
    "text", "markdown", "html", "pdf", "jsonl", "json", "csv", "tsv", "parquet", "warc", "zip", "tar"
]
"""What a stream holds, once its compression is off."""

STAGE = "read"
"""The stage that failures of reading name."""

KINDS: tuple[Kind, ...] = get_args(Kind)


@dataclass(frozen=True, slots=True, kw_only=True)
class InputLimits:
    """What input may cost; above it a row in ``failures`` says what was refused.

    Attributes:
        max_bytes: of one article, of one line of JSON, of one field of a table.
        max_html_bytes: of one web page, whose parsing takes many times its size.
        max_ratio: how many times its size a file may unpack to, all layers together.
        max_nesting: how deep archives may lie in archives, compression included.
        max_entries: of one archive.
    """

    max_bytes: int = 100_000_000
    max_html_bytes: int = 10_000_000
    max_ratio: int = 200
    max_nesting: int = 4
    max_entries: int = 1_000_000

    def check(self) -> None:
        """Refuse what makes no sense.

        Raises:
            UsageError: a limit below 1.
        """
        for one in fields(self):
            if getattr(self, one.name) < 1:
                raise UsageError(f"{one.name} is {getattr(self, one.name)}; give 1 or more")


DEFAULT_LIMITS = InputLimits()


@dataclass(frozen=True, slots=True, kw_only=True)
class ColumnNames:
    """The columns of tables and keys of JSON objects that hold an article; None: to be guessed.

    Attributes:
        text, title, publisher, author, published, url: fields of the article.
        id: what names a record in its container.
    """

    text: str | None = None
    title: str | None = None
    publisher: str | None = None
    author: str | None = None
    published: str | None = None
    url: str | None = None
    id: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadOptions:
    """How to read.

    Attributes:
        collection: name for the articles of all inputs; by default each input's own name.
        published: date of articles of which nothing else tells one.
        limits: what input may cost.
        columns: names of columns; those not named are guessed.
        kind: what the inputs that are named hold, whatever their suffix.
    """

    collection: str | None = None
    published: date | None = None
    limits: InputLimits = field(default_factory=InputLimits)
    columns: ColumnNames = field(default_factory=ColumnNames)
    kind: Kind | None = None


def parse_kind(name: str | None) -> Kind | None:
    """What a user says that inputs hold.

    Raises:
        UsageError: nothing that can be read.
    """
    found = next((kind for kind in KINDS if kind == name), None)
    if name is not None and found is None:
        raise UsageError(f"input format {name!r} is unknown; there are {', '.join(KINDS)}")
    return found
