"""From column lists to Arrow tables, checked: Arrow itself drops and forgives too much."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import accumulate, chain
from typing import Any

import pyarrow as pa

from extract.storing.column_types import Column
from extract.storing.columns import ARTICLE_TABLES, TABLES
from extract.storing.rows import Columns
from extract.storing.schema import schemas


class RowError(ValueError):
    """Rows that do not fit their table: a defect of the code that built them."""


def build_table(name: str, columns: Mapping[str, Sequence[Any]]) -> pa.Table:
    """An Arrow table (plain schema) of column lists.

    Args:
        name: the table.
        columns: a list of values for each of its columns.

    Raises:
        RowError: a column missing, unknown, of another length, of another type, empty where
            it may not be, or with a value outside its closed vocabulary.
    """
    table, schema = TABLES[name], schemas(name).plain
    if columns.keys() != set(schema.names):
        raise RowError(f"{name}: columns that differ: {sorted(columns.keys() ^ set(schema.names))}")
    if len({len(values) for values in columns.values()}) > 1:
        raise RowError(f"{name}: columns of several lengths")
    arrays = [_build_array(name, column, columns[column.name], schema) for column in table.columns]
    return pa.Table.from_arrays(arrays, schema=schema)


def build_article_tables(articles: Sequence[Mapping[str, Columns]]) -> dict[str, pa.Table]:
    """The rows of some articles in all article tables, by table.

    Args:
        articles: for each article its rows, as ``build_rows`` gives them.

    Raises:
        RowError: as ``build_table``.
    """
    return {
        table.name: build_table(
            table.name,
            {
                column.name: list(chain.from_iterable(rows[table.name][column.name] for rows in articles))
                for column in table.columns
            },
        )
        for table in ARTICLE_TABLES
    }


def rows_to_columns(name: str, rows: Sequence[Mapping[str, Any]]) -> dict[str, list[Any]]:
    """Column lists of dict rows, for the small tables; keys that a row lacks are empty.

    Raises:
        RowError: a row with a key that the table does not have.
    """
    names = schemas(name).plain.names
    unknown = set().union(*(row.keys() for row in rows)) - set(names)
    if unknown:
        raise RowError(f"{name}: unknown columns {sorted(unknown)}")
    return {column: [row.get(column) for row in rows] for column in names}


def _build_array(name: str, column: Column, values: Sequence[Any], schema: pa.Schema) -> pa.Array:
    try:
        array = (
            _evidence_array(values, schema.field(column.name).type)
            if column.type == "evidence"
            else pa.array(values, type=schema.field(column.name).type)
        )
    except (pa.ArrowInvalid, pa.ArrowTypeError, UnicodeEncodeError, OverflowError) as error:
        raise RowError(f"{name}.{column.name}: {error}") from None
    if array.null_count and not column.nullable:
        raise RowError(f"{name}.{column.name}: {array.null_count} values are missing")
    if column.values and not set(values) <= {*column.values, None}:
        raise RowError(
            f"{name}.{column.name}: {sorted(set(values) - {*column.values})} not in {column.values}"
        )
    return array


def _evidence_array(values: Sequence[Sequence[tuple[str, int, int]]], arrow_type: pa.ListType) -> pa.Array:
    # Flat columns and offsets: five times as fast as lists of structs one by one.
    offsets = pa.array([0, *accumulate(map(len, values))], pa.int32())
    flat = list(chain.from_iterable(values))
    struct = arrow_type.value_type
    parts = [pa.array([item[i] for item in flat], struct.field(i).type) for i in range(struct.num_fields)]
    items = pa.StructArray.from_arrays(parts, fields=list(struct))
    return pa.ListArray.from_arrays(offsets, items, type=arrow_type)
