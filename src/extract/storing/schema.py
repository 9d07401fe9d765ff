"""The tables of an output, each column declared once: type, nullability, description.

The Arrow schemas, the checks on rows and ``docs/data-dictionary.md`` all come from here.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType

import pyarrow as pa

from extract.storing.column_types import Column
from extract.storing.columns import SCHEMA_VERSION, TABLES

_EVIDENCE = pa.list_(
    pa.struct(
        [
            pa.field("field", pa.string(), nullable=False),
            pa.field("start", pa.int32(), nullable=False),
            pa.field("end", pa.int32(), nullable=False),
        ]
    )
)
_ARROW_TYPES: Mapping[str, pa.DataType] = MappingProxyType(
    {
        "string": pa.string(),
        "vocabulary": pa.dictionary(pa.int32(), pa.string()),
        "int32": pa.int32(),
        "int64": pa.int64(),
        "float32": pa.float32(),
        "float64": pa.float64(),
        "date": pa.date32(),
        "timestamp": pa.timestamp("us", tz="UTC"),
        "strings": pa.list_(pa.string()),
        "offsets": pa.list_(pa.int32()),
        "bytes": pa.binary(),
        "evidence": _EVIDENCE,
    }
)


@dataclass(frozen=True, slots=True)
class Schemas:
    """The two Arrow schemas of a table.

    Attributes:
        stored: as in the Parquet files, closed vocabularies as dictionaries.
        plain: the same with strings in their place: what rows are built and merged in,
            since dictionaries of several batches do not agree.
    """

    stored: pa.Schema
    plain: pa.Schema


@cache
def schemas(name: str) -> Schemas:
    """The Arrow schemas of a table, with descriptions and the schema version as metadata."""
    table = TABLES[name]
    metadata = {
        "extract:table": table.name,
        "extract:schema_version": str(SCHEMA_VERSION),
        "description": table.description,
    }
    stored = [_field(column, _ARROW_TYPES[column.type]) for column in table.columns]
    plain = [_field(column, _plain_type(column)) for column in table.columns]
    return Schemas(pa.schema(stored, metadata), pa.schema(plain, metadata))


def _field(column: Column, arrow_type: pa.DataType) -> pa.Field:
    return pa.field(column.name, arrow_type, column.nullable, {"description": column.description})


def _plain_type(column: Column) -> pa.DataType:
    return pa.string() if column.type == "vocabulary" else _ARROW_TYPES[column.type]
