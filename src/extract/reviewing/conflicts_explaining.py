"""What contradicts what, as a sentence."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

Row = Mapping[str, Any]


def explain(reason: str, one: Row, other: Row | None) -> str:
    """Say what contradicts what.

    Args:
        reason: as in the table of conflicts.
        one: a row of facts.
        other: the other one; None where one fact contradicts itself.
    """
    if other is None:
        return f"{_what(one)}: {_cite(one)} is a share of more than all."
    match reason:
        case "part_exceeds_whole":
            return f"{_what(one)}: the part {_quote(other)} is greater than its whole {_cite(one)}."
        case "jump":
            first, second = (
                f"{_quote(fact)} ({spell_period(fact)}, {fact['source']})" for fact in (one, other)
            )
            return f"{_subject(one)}, {_place(one)}: from {first} to {second}, most likely a slip of units."
        case "direction":
            return (
                f"{_what(one)}: {one['direction']} by {_cite(one)}, {other['direction']} by {_cite(other)}."
            )
        case _:
            return f"{_what(one)}: {_cite(one)}, yet {_cite(other)}."


def _what(fact: Row) -> str:
    return ", ".join((_subject(fact), _place(fact), spell_period(fact)))


def _subject(fact: Row) -> str:
    return str(fact["topic"] or fact["indicator"] or fact["unit"])


def _place(fact: Row) -> str:
    return str(fact["place_name"] or fact["place_code"] or "no place")


def spell_period(fact: Row) -> str:
    """The period of a fact as short as it can be told: "2019", "2016 to 2020", a day, two days."""
    start, end = fact["period_start"], fact["period_end"]
    if start == end:
        return str(start or "no period")
    if start and end and (start.month, start.day, end.month, end.day) == (1, 1, 12, 31):
        return str(start.year) if start.year == end.year else f"{start.year} to {end.year}"
    return f"{start or '...'} to {end or '...'}"


def _cite(fact: Row) -> str:
    return f"{_quote(fact)} ({fact['source']})"


def _quote(fact: Row) -> str:
    return f'"{" ".join(fact["quote"].split())}"'
