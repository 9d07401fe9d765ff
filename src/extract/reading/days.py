"""Dates that a user gives."""

from __future__ import annotations

from datetime import date

from extract.errors import UsageError


def parse_day(value: date | str | None) -> date | None:
    """A date from what a user wrote.

    Raises:
        UsageError: a string that is no ISO date.
    """
    if not isinstance(value, str):
        return value
    try:
        return date.fromisoformat(value)
    except ValueError:
        raise UsageError(f"{value!r} is no date; write it as 2020-10-23") from None
