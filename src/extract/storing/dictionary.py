"""The data dictionary: ``docs/data-dictionary.md``, made from the declarations of the tables."""

from __future__ import annotations

from collections.abc import Iterator

from extract.storing.column_types import Column, Table
from extract.storing.columns import SCHEMA_VERSION, TABLES

_TYPES = {
    "string": "string",
    "vocabulary": "string (dictionary)",
    "date": "date",
    "timestamp": "timestamp (UTC)",
    "strings": "list of strings",
    "offsets": "list of int32",
    "bytes": "binary",
    "evidence": "list of (field: string, start: int32, end: int32)",
}


def write_dictionary() -> str:
    """The data dictionary as Markdown."""
    return "\n".join(_lines()) + "\n"


def _lines() -> Iterator[str]:
    yield "# Data dictionary"
    yield ""
    yield "<!-- Made by `python -m extract.storing.dictionary` of src/extract/storing/columns.py. -->"
    yield ""
    yield f"Schema version {SCHEMA_VERSION}. Each table is a folder of plain Parquet files in the output."
    yield "Offsets are Unicode code points in `articles.text`, half-open: `text[start:end] == quote`."
    for table in TABLES.values():
        yield from _table(table)


def _table(table: Table) -> Iterator[str]:
    key = ", ".join(f"`{column}`" for column in table.key)
    yield ""
    yield f"## {table.name}"
    yield ""
    yield f"{table.description} Rows are told apart, and sorted, by {key}."
    yield ""
    yield "| column | type | empty | description |"
    yield "| --- | --- | --- | --- |"
    for column in table.columns:
        yield _row(column)


def _row(column: Column) -> str:
    values = f" One of {', '.join(f'`{value}`' for value in column.values)}." if column.values else ""
    kind = _TYPES.get(column.type, column.type)
    empty = "may be" if column.nullable else "never"
    return f"| `{column.name}` | {kind} | {empty} | {column.description}{values} |"


if __name__ == "__main__":
    print(write_dictionary(), end="")  # noqa: T201 - this is what it is for
