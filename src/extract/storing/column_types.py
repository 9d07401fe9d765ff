"""What a column and a table are."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

ColumnType = Literal[
    "string",
    "vocabulary",
    "int32",
    "int64",
    "float32",
    "float64",
    "date",
    "timestamp",
    "strings",
    "offsets",
    "bytes",
    "evidence",
]


@dataclass(frozen=True, slots=True)
class Column:
    """One column.

    Attributes:
        name: its name.
        type: ``vocabulary`` is a string of a small closed set, stored as a dictionary.
        description: what an analyst must know of it.
        nullable: whether it may be empty.
        values: the closed set, where the code itself knows it.
    """

    name: str
    type: ColumnType
    description: str
    nullable: bool = False
    values: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Table:
    """One table.

    Attributes:
        name: its name, and that of its folder.
        description: what one row is.
        key: the columns that tell its rows apart; rows are stored in their order.
        columns: all its columns.
    """

    name: str
    description: str
    key: tuple[str, ...]
    columns: tuple[Column, ...]


def null(name: str, column_type: ColumnType, description: str, values: tuple[str, ...] = ()) -> Column:
    """A column that may be empty."""
    return Column(name, column_type, description, nullable=True, values=values)
