"""From tables, JSON files and web archives to candidates, record by record."""

from __future__ import annotations

import io
from collections import Counter
from collections.abc import Iterator
from itertools import chain

from extract.reading.candidates import Candidate
from extract.reading.columns import Columns, find_columns, read_record
from extract.reading.entries import Entry, Names, place_errors
from extract.reading.making import ArticleMaker
from extract.reading.options import Kind, ReadOptions
from extract.reading.records import BadRow, Record, Row, Table
from extract.reading.refusing import Budget, UnreadableError
from extract.reading.rows_delimited import open_delimited
from extract.reading.rows_json import open_json, open_json_lines
from extract.reading.rows_warc import iter_warc
from extract.reading.streams import head_of
from extract.records import Failure


class NoTextError(Exception):
    """A table without a column that holds a text, which nobody named: it is something else."""


class RecordReader:
    """Reads the records of the tables in one file.

    Args:
        maker: makes candidates of them.
        options: how to read.
        budget: is told of texts that come out of Parquet, which packs them itself.
        columns: is told which columns were taken.
    """

    def __init__(
        self, maker: ArticleMaker, options: ReadOptions, budget: Budget, columns: Counter[str]
    ) -> None:
        self._maker = maker
        self._options = options
        self._limits = options.limits
        self._budget = budget
        self._columns = columns

    def read_warc(
        self, entry: Entry, stream: io.BufferedReader, left_alone: Counter[str]
    ) -> Iterator[Candidate | Failure]:
        """The pages of a web archive.

        Args:
            entry: its name.
            stream: its bytes.
            left_alone: is told of records that are no pages.
        """
        yield from self._read_records(
            entry, place_errors(iter_warc(stream, self._limits, left_alone), "page")
        )

    def read_table(
        self, entry: Entry, kind: Kind, stream: io.BufferedReader
    ) -> Iterator[Candidate | Failure]:
        """The records of a table or a JSON file.

        Raises:
            NoTextError: it holds no texts.
            UnreadableError: the same where the user named it; or it is damaged.
        """
        if not head_of(stream):
            raise UnreadableError("the file is empty")
        table = self._open_table(kind, stream)
        columns = find_columns(table.names, self._options.columns)
        if columns is None:
            if table.problem is not None:
                raise table.problem
            if not entry.named:
                raise NoTextError
            raise UnreadableError(_no_text_column(table, self._options.columns.text))
        self._columns[str(columns)] += 1
        wanted = frozenset(chain(columns.of.values(), (c.partition(".")[0] for c in columns.of.values())))
        rows = place_errors(table.rows(wanted), "row")
        records = (self._read_row(row, columns) for row in rows)
        yield from self._read_records(entry, self._count_texts(records) if kind == "parquet" else records)

    def _count_texts(self, records: Iterator[Record | BadRow]) -> Iterator[Record | BadRow]:
        for record in records:
            if isinstance(record, Record):
                self._budget.spend(len(record.data))
            yield record

    def _open_table(self, kind: Kind, stream: io.BufferedReader) -> Table:
        match kind:
            case "jsonl":
                return open_json_lines(stream, self._limits)
            case "json":
                return open_json(stream, self._limits, self._is_record)
            case "parquet":
                # Loads Arrow, which other inputs need not wait for.
                from extract.reading.rows_parquet import open_parquet  # noqa: PLC0415

                return open_parquet(stream)
            case _:
                return open_delimited(stream, self._limits, "\t" if kind == "tsv" else None)

    def _is_record(self, value: object) -> bool:
        return isinstance(value, dict) and find_columns(value, self._options.columns) is not None

    def _read_row(self, row: Row | BadRow, columns: Columns) -> Record | BadRow:
        if isinstance(row, BadRow):
            return row
        record = read_record(row, columns, self._limits)
        return BadRow(row.number, row.place, record) if isinstance(record, str) else record

    def _read_records(
        self, entry: Entry, records: Iterator[Record | BadRow]
    ) -> Iterator[Candidate | Failure]:
        names = Names()
        path_date = self._maker.path_date(entry)
        for record in records:
            if isinstance(record, BadRow):
                yield self._maker.fail(f"{entry.source}#{record.number}", f"{record.place}: {record.error}")
                continue
            source = f"{entry.source}#{names.make(record.id)}"
            notes = tuple(self._maker.fail(source, note) for note in record.notes)
            yield self._maker.make(source, record, path_date, notes)


def _no_text_column(table: Table, asked: str | None) -> str:
    names = ", ".join(map(repr, table.names[:20])) or "none"
    wanted = f"no column {asked!r}" if asked else "no column that is known to hold a text"
    return f"{wanted}; its columns: {names}; name one by --text-column"
