"""One of the two outputs of a comparison: its facts without their sentences, which are read when needed."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from extract.reviewing.diffing_records import COLUMNS
from extract.storing.files import read_file
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
class Side:
    """One output.

    Attributes:
        facts: article, span and compared columns of its facts, but for files that both outputs share.
        articles: id, source and digest of its articles.
        n_shared: facts in files that both outputs share.
        read: reads more columns of the same rows.
        label: what it is called: its folder and run.
    """

    facts: pa.Table
    articles: pa.Table
    n_shared: int
    read: Read
    label: str = ""
    numbers: Integers = field(init=False)

    def __post_init__(self) -> None:
        ids = self.articles.column("article_id")
        found = pc.index_in(self.facts.column("article_id"), value_set=ids.combine_chunks())
        object.__setattr__(self, "numbers", found.to_numpy().astype(np.int64))

    @property
    def n_facts(self) -> int:
        """All its facts."""
        return int(self.n_shared + self.facts.num_rows)

    def integers(self, column: str) -> Integers:
        """A column of offsets."""
        values: Integers = self.facts.column(column).to_numpy().astype(np.int64)
        return values

    def details(self, rows: Integers, columns: Sequence[str]) -> pa.Table:
        """More columns of some facts.

        Args:
            rows: their numbers in ``facts``, ascending.
            columns: columns of the table ``facts``.
        """
        if not len(rows):
            return pa.concat_tables(table.slice(0, 0) for table in self.read("facts", columns))
        parts, first = [], 0
        for table in self.read("facts", columns):
            inside = rows[(rows >= first) & (rows < first + table.num_rows)] - first
            parts.append(table.take(pa.array(inside)))
            first += table.num_rows
        return pa.concat_tables(parts)


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
        skipped = shared if name == "facts" else {}
        entries = [entry for entry in output.manifest.tables.get(name, ()) if entry.sha256 not in skipped]
        for entry in entries:
            yield read_file(output.snapshot / name / entry.name, name, list(columns))
        if not entries:
            yield pa.schema([schemas(name).plain.field(column) for column in columns]).empty_table()

    facts = pa.concat_tables(
        join_lists(table) for table in read("facts", ["article_id", "start", "end", *COLUMNS])
    )
    articles = pa.concat_tables(read("articles", ARTICLE_COLUMNS))
    label = f"{output.snapshot.parent.parent}, run {output.manifest.run_id}"
    return Side(facts, articles, sum(shared.values()), read, label)


def make_side(facts: Sequence[Row], articles: Sequence[Row], label: str = "") -> Side:
    """A side of rows that are in no output, such as those of a golden file.

    Args:
        facts: rows with columns of the table ``facts``; those that they lack are empty.
        articles: rows with ``ARTICLE_COLUMNS``.
        label: what it is called.
    """
    rows = {"facts": facts, "articles": articles}

    def read(name: str, columns: Sequence[str]) -> Iterator[pa.Table]:
        schema = pa.schema(
            [schemas(name).plain.field(column).with_nullable(nullable=True) for column in columns]
        )
        yield pa.Table.from_pylist([dict(row) for row in rows.get(name, ())], schema=schema)

    (light,) = read("facts", ["article_id", "start", "end", *COLUMNS])
    (known,) = read("articles", ARTICLE_COLUMNS)
    return Side(join_lists(light), known, 0, read, label)


def join_lists(table: pa.Table) -> pa.Table:
    """The same with lists of columns as text, which compares by the million."""
    number = table.column_names.index(_JOINED)
    column = table.column(_JOINED)
    joined = pc.binary_join(column.cast(pa.list_(pa.string())), ", ")
    empty = pc.equal(pc.fill_null(joined, ""), "")
    return table.set_column(number, _JOINED, pc.if_else(empty, pa.scalar(None, pa.string()), joined))
