"""The columns that a person may set, and how their values are written."""

from __future__ import annotations

import math
from collections.abc import Mapping
from datetime import date
from decimal import Decimal, InvalidOperation

from extract.errors import RulesError
from extract.storing.column_types import Column
from extract.storing.columns import TABLES

CORRECTABLE = (
    *("kind", "value_low", "value_high", "modifier", "unit", "per", "topic", "indicator"),
    *("role", "direction", "status", "place_code", "place_name", "period_start", "period_end"),
    *("baseline_start", "baseline_end", "programme", "attributed_to"),
)
"""Columns of the table ``facts`` that a person may set; the others follow from them."""

NOTHING = "-"
"""A value that is to be empty."""

Value = str | Decimal | date | None

_COLUMNS: Mapping[str, Column] = {column.name: column for column in TABLES["facts"].columns}


def read_value(name: str, text: str, where: str) -> Value:
    """A value of a column as it is written.

    Args:
        name: one of ``CORRECTABLE``.
        text: the value; ``-`` or nothing for none.
        where: what to name in an error.

    Raises:
        RulesError: not a value of that column.
    """
    column = _COLUMNS[name]
    if text in (NOTHING, ""):
        if not column.nullable:
            raise RulesError(f"{where}: {name} cannot be empty; write a value")
        return None
    if column.values and text not in column.values:
        raise RulesError(f"{where}: {name} {text!r}; write one of {', '.join(column.values)}")
    try:
        match column.type:
            case "float64":
                return _read_number(text)
            case "date":
                return date.fromisoformat(text)
            case _:
                return text
    except (ValueError, InvalidOperation):
        wanted = "a day such as 2019-12-31" if column.type == "date" else "a number such as 12500000"
        raise RulesError(f"{where}: {name} {text!r}; write {wanted}") from None


def _read_number(text: str) -> Decimal:
    number = Decimal(text.replace(",", ""))
    if not math.isfinite(number):
        raise ValueError(text)
    return number


def write_value(value: object) -> str:
    """A value as ``read_value`` reads it."""
    if value is None:
        return NOTHING
    return f"{value:.15g}" if isinstance(value, float) else str(value)
