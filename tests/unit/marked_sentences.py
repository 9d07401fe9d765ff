"""Sentences with marked quantities, as the tests of movement and status write them.

``Exports rose [5 percent|C+] to [$3 billion|L+P].`` marks a change that goes up and a planned level that
goes up. The kinds are read off the quotes, so that these tests do not hang on the finder of quantities.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from extract.records import Kind, Quantity, Span

DATA = Path(__file__).parent / "data"

_MARK = re.compile(r"\[([^\]|]+)\|([LC])([+-]?)(P?)\]")
_MONEY = re.compile(
    r"[$€£¥]|\b(?:yuan|RMB|USD|dollars|euros|pounds|rupees|shillings|yen|won|cents|lire|francs|crore)\b",
    re.IGNORECASE,
)
_CURRENCIES = (
    ("yuan", "CNY"),
    ("rmb", "CNY"),
    ("€", "EUR"),
    ("£", "GBP"),
    ("rupees", "INR"),
    ("shillings", "KES"),
)
_PERCENT = re.compile(
    r"%|\b(?:percent|per cent|pct|third|thirds|half|quarter|tenth|fifths?|halved?|halving)\b"
)
_POINT = re.compile(r"\bpoints?\b|\bpp\b|\bpercentage\b")
_MULTIPLE = re.compile(
    r"\btimes\b|fold\b|\b(?:twice|double[ds]?|doubling|triple[ds]?|trebled|quadrupled|thrice)\b"
)
_MEASURE = re.compile(
    r"\b(?:kilomet|millimet|met(?:er|re)s?|km|mile|mu|hectare|acre|ton(?:ne)?s?|kilogram|kg|gigawatt|megawatt|kilowatt|barrel|inch|foot|feet"
    r"|decades?|years?|months?|weeks?|days?|hours?|minutes?|seconds?|degrees?|litres?|liters?|cubic)"
)
_PEOPLE = re.compile(
    r"\b(?:people|residents|farmers|workers|villagers|students|children|women|men|patients|refugees|visitors|tourists|members"
    r"|teachers|nurses|fans|spectators|officials|labou?rers|poor|pupils|inspectors|users|cases|homicides|employees|soldiers"
    r"|migrants|voters|passengers|customers|doctors)\b"
)


@dataclass(frozen=True)
class Expected:
    """What a quantity is marked as."""

    role: str
    direction: str
    status: str


@dataclass(frozen=True)
class MarkedSentence:
    """A sentence without its marks, its quantities, and what they are marked as."""

    text: str
    quantities: tuple[Quantity, ...]
    expected: tuple[Expected, ...]


def read_marked(line: str) -> MarkedSentence:
    """Take the marks out of a sentence."""
    text, end = "", 0
    quantities: list[Quantity] = []
    expected: list[Expected] = []
    for mark in _MARK.finditer(line):
        text += line[end : mark.start()]
        quantities.append(_quantity(mark.group(1), len(text)))
        text += mark.group(1)
        expected.append(
            Expected(
                {"L": "level", "C": "change"}[mark.group(2)],
                {"+": "up", "-": "down", "": "none"}[mark.group(3)],
                "planned" if mark.group(4) else "actual",
            )
        )
        end = mark.end()
    return MarkedSentence(text + line[end:], tuple(quantities), tuple(expected))


def read_file(name: str) -> list[tuple[str, str]]:
    """The (group, line) pairs of a file of marked sentences."""
    group, found = "", []
    for line in (DATA / name).read_text(encoding="utf-8").splitlines():
        if line.startswith("## "):
            group = line[3:]
        elif line.strip() and not line.startswith("#"):
            found.append((group, line))
    return found


def _quantity(quote: str, start: int) -> Quantity:
    kind, unit = _kind(quote)
    digits = re.search(r"\d[\d,]*(?:\.\d+)?", quote)
    value = Decimal(digits.group().replace(",", "")) if digits else Decimal(1)
    if quote.startswith(("-", "minus")):
        value = -value
    return Quantity(
        start,
        start + len(quote),
        kind,
        value,
        value,
        "exact",
        unit,
        None,
        Span(start, start + len(quote)),
    )


def _kind(quote: str) -> tuple[Kind, str]:
    lower = quote.lower()
    if _MONEY.search(quote):
        return "money", next((code for sign, code in _CURRENCIES if sign in lower), "USD")
    if _POINT.search(lower):
        return "percent", "percentage_point" if "basis" not in lower else "basis_point"
    unit = lower.split()[-1].rstrip("s")
    kinds: tuple[tuple[re.Pattern[str], Kind, str], ...] = (
        (_MULTIPLE, "multiple", "times"),
        (_PERCENT, "percent", "percent"),
        (_MEASURE, "measure", unit),
        (_PEOPLE, "people", "person"),
    )
    return next(((kind, name) for pattern, kind, name in kinds if pattern.search(lower)), ("count", unit))
