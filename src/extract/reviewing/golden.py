"""Facts as text, one line each: what a golden file holds."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

Row = Mapping[str, Any]

GAP = " | "
"""Between the parts of a line."""


def format_facts(facts: Sequence[Row]) -> str:
    """The facts of an article, one line each, in text order.

    ``1741-1752 | 10,404 yuan | money 10404 CNY | rural per capita disposable income | …``: only what is
    stated appears, so that a line reads as a sentence about its number.

    Args:
        facts: rows with the columns of ``facts``.
    """
    ordered = sorted(facts, key=lambda fact: (fact["start"], fact["end"]))
    return "".join(f"{_line(fact)}\n" for fact in ordered)


def _line(fact: Row) -> str:
    return GAP.join((f"{fact['start']}-{fact['end']}", " ".join(fact["quote"].split()), spell_fact(fact)))


def spell_fact(fact: Row) -> str:
    """What a fact says, without its words and place in the text: ``money 10404 CNY | income | …``.

    Args:
        fact: a row with the columns of ``facts``.
    """
    parts = [
        _value(fact),
        fact["topic"] or "-",
        _labelled("indicator", fact["indicator"]),
        f"{fact['role']} {fact['direction']} {fact['status']}",
        _place(fact),
        _span("in", fact["period_start"], fact["period_end"]),
        _span("against", fact["baseline_start"], fact["baseline_end"]),
        _labelled("under", fact["programme"]),
    ]
    return GAP.join(part for part in parts if part)


def _value(fact: Row) -> str:
    low, high = fact["value_low"], fact["value_high"]
    number = f"{low:.12g}" if low == high else f"{low:.12g}..{high:.12g}"
    modifier = "" if fact["modifier"] == "exact" else f" {fact['modifier']}"
    per = f" per {fact['per']}" if fact["per"] else ""
    return f"{fact['kind']}{modifier} {number} {fact['unit']}{per}"


def _labelled(label: str, value: str | None) -> str:
    return f"{label} {value}" if value else ""


def _place(fact: Row) -> str:
    return (
        " ".join(part for part in ("at", fact["place_code"], fact["place_name"]) if part)
        if fact["place_name"]
        else ""
    )


def _span(label: str, start: object, end: object) -> str:
    if start is None and end is None:
        return ""
    return f"{label} {start or '..'}/{end or '..'}" if start != end else f"{label} {start}"
