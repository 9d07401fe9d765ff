"""One of the two outputs of a comparison: its facts without their sentences, which are read when needed."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from extract.storing.files import read_file
from extract.storing.manifest import FileEntry
from extract.storing.reading_back import Output
from extract.storing.schema import schemas

Row = Mapping[str, Any]
Integers = npt.NDArray[np.int64]
Read = Callable[[str, Sequence[str]], Iterator[pa.Table]]
"""Gives columns of a table, file by file, closed vocabularies as strings."""

ARTICLE_COLUMNS = ("article_id", "source", "content_sha256")
CITATION = (
    *("fact_id", "article_id", "start", "end", "sentence", "sentence_start"),
    *("source", "title", "publisher", "published", "rules"),
)
"""The columns of a fact beside those compared."""

_JOINED = "corrected"


@dataclass(frozen=True, slots=True)
class Part:
    """One file of facts.

    Attributes:
        n_rows: its rows.
        read: gives columns of it, closed vocabularies as strings.
    """

    n_rows: int
    read: Callable[[Sequence[str]], pa.Table]


@dataclass(frozen=True, slots=True)
class Side:
    """One output.

    Attributes:
        articles: id, source and digest of its articles.
        numbers: for each fact the number of its article in ``articles``.
        starts, ends: the offsets of each fact.
        n_shared: facts in files that both outputs share, which are left out.
        parts: its files of facts.
        read: reads its other tables.
        label: what it is called: its folder and run.
    """

    articles: pa.Table
    numbers: Integers
    starts: Integers
    ends: Integers
    n_shared: int
    parts: tuple[Part, ...]
    read: Read
    label: str = ""

    def __len__(self) -> int:
        return len(self.numbers)

    @property
    def n_facts(self) -> int:
        """All its facts."""
        return int(self.n_shared + len(self))

    def column(self, name: str) -> pa.ChunkedArray:
        """One column of all facts: only the one that is looked at is in memory.

        Args:
            name: a column of the table ``facts``; lists of columns come as text.
        """
        empty = _empty("facts", [name])
        tables = [join_lists(table) for table in (empty, *(part.read([name]) for part in self.parts))]
        return pa.concat_tables(tables).column(name)

    def details(self, rows: Integers, columns: Sequence[str]) -> pa.Table:
        """More columns of some facts.

        Args:
            rows: their numbers in ``facts``, ascending.
            columns: columns of the table ``facts``.
        """
        parts, first = [_empty("facts", columns)], 0
        for part in self.parts:
            inside = rows[(rows >= first) & (rows < first + part.n_rows)] - first
            if len(inside):
                parts.append(part.read(columns).take(pa.array(inside)))
            first += part.n_rows
        return pa.concat_tables(parts)


def _field(table: str, column: str) -> pa.Field:
    # Rows that are in no output may lack what an output always has.
    return schemas(table).plain.field(column).with_nullable(nullable=True).remove_metadata()


def open_sides(old: Output, new: Output) -> tuple[Side, Side]:
    """The two outputs of a comparison; files of facts that both hold are left out.

    Args:
        old: the output as it was.
        new: the output as it is.
    """
    digests = [{entry.sha256: entry.rows for entry in one.manifest.tables["facts"]} for one in (old, new)]
    shared = {digest: rows for digest, rows in digests[0].items() if digest in digests[1]}
    first, second = (_open_side(one, shared) for one in (old, new))
    return first, second


def _open_side(output: Output, shared: dict[str, int]) -> Side:
    def read(name: str, columns: Sequence[str]) -> Iterator[pa.Table]:
        yield _empty(name, columns)
        for table in output.iter_tables(name, columns):
            yield _plain(table)

    def part(entry: FileEntry) -> Part:
        path = output.snapshot / "facts" / entry.name
        return Part(entry.rows, lambda columns: _plain(read_file(path, "facts", list(columns))))

    entries = [entry for entry in output.manifest.tables["facts"] if entry.sha256 not in shared]
    label = f"{output.snapshot.parent.parent}, run {output.manifest.run_id}"
    return _build_side(read, tuple(map(part, entries)), sum(shared.values()), label)


def _empty(name: str, columns: Sequence[str]) -> pa.Table:
    return pa.schema([_field(name, column) for column in columns]).empty_table()


def _plain(table: pa.Table) -> pa.Table:
    """Without descriptions, so that tables of both kinds go together."""
    fields = [field.with_nullable(nullable=True).remove_metadata() for field in table.schema]
    return table.cast(pa.schema(fields))


def _build_side(read: Read, parts: tuple[Part, ...], n_shared: int, label: str) -> Side:
    articles = pa.concat_tables(read("articles", ARTICLE_COLUMNS))
    ids = articles.column("article_id").combine_chunks()
    found: list[list[Integers]] = [[np.zeros(0, np.int64)] for _ in range(3)]
    for part in parts:
        table = part.read(["article_id", "start", "end"])
        columns = (pc.index_in(table.column(0), value_set=ids), table.column(1), table.column(2))
        for one, column in zip(found, columns, strict=True):
            one.append(column.to_numpy().astype(np.int64))
    numbers, starts, ends = (np.concatenate(one) for one in found)
    return Side(articles, numbers, starts, ends, n_shared, parts, read, label)


def make_side(facts: Sequence[Row], articles: Sequence[Row], label: str = "") -> Side:
    """A side of rows that are in no output, such as those of a golden file.

    Args:
        facts: rows with columns of the table ``facts``; those that they lack are empty.
        articles: rows with ``ARTICLE_COLUMNS``.
        label: what it is called.
    """
    rows = {"facts": facts, "articles": articles}

    def read(name: str, columns: Sequence[str]) -> Iterator[pa.Table]:
        schema = pa.schema([_field(name, column) for column in columns])
        yield pa.Table.from_pylist([dict(row) for row in rows.get(name, ())], schema=schema)

    part = Part(len(facts), lambda columns: next(read("facts", columns)))
    return _build_side(read, (part,), 0, label)


def join_lists(table: pa.Table) -> pa.Table:
    """The same with lists of columns as text, which compares by the million."""
    if _JOINED not in table.column_names:
        return table
    number = table.column_names.index(_JOINED)
    joined = pc.binary_join(table.column(number), ", ")
    empty = pc.equal(pc.fill_null(joined, ""), "")
    return table.set_column(number, _JOINED, pc.if_else(empty, pa.scalar(None, pa.string()), joined))
