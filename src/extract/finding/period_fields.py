"""What a time expression says, read from the groups of its pattern."""

from __future__ import annotations

import re

from extract.finding.period_patterns import Grammar, Pattern, Value
from extract.frozen import record

_CENTURY = 100
# "1999-03" is read across the turn of the century, "2020-10" is no range.
_NEXT_CENTURY = 20
_NUMBER = re.compile(r"\d[\d,]*(?:\.\d+)?")


@record(frozen=True, slots=True)
class Stamp:
    """A point of the calendar, as far as it is said."""

    year: int | None = None
    month: int | None = None
    day: int | None = None


@record(frozen=True, slots=True)
class Fields:
    """What an expression says.

    Attributes:
        first: year, month and day; of a range its beginning.
        last: the end of a range, else None.
        year_offset: years from the article's date ("last year": -1), else None.
        unit_offset: units from the article's date or from the time told of ("next month": 1), else None.
        unit: year, month, week, quarter, half, ...
        index: which one ("the third quarter": 3; -1 is the last), else None.
        count: how many units, else None (also where the text says "several").
        position: first or last: where in the year ``count`` units lie ("first 10 months"); ending where they
            end with the month that is said ("the six months to June").
        away: past, next, ago, earlier, later, or the preposition of a duration.
        weekday: Monday is 0.
        edge: end, early or mid where the pattern itself says it; of a range at its beginning.
        last_edge: the same at the end of a range.
        anchor: discourse where it is reckoned from the time told of, not from the article's date.
        name: id of a festival, or of what the pattern stands for: year_on_year, present, anaphor, ...
    """

    first: Stamp = Stamp()
    last: Stamp | None = None
    year_offset: int | None = None
    unit_offset: int | None = None
    unit: str | None = None
    index: int | None = None
    count: int | None = None
    position: str | None = None
    away: str | None = None
    weekday: int | None = None
    edge: str | None = None
    last_edge: str | None = None
    anchor: str | None = None
    name: str | None = None


def read_fields(grammar: Grammar, pattern: Pattern, match: re.Match[str]) -> Fields | None:
    """The fields of a match; None where they contradict each other ("2016-14").

    Args:
        grammar: holds the values of the atoms.
        pattern: the pattern that matched.
        match: a match of ``pattern.regex``.
    """
    said: dict[str, Value] = {}
    for group, text in match.groupdict().items():
        if text:
            said.setdefault(group.rstrip("_"), grammar.value(pattern, group, text))
    said = pattern.entry.fields.get("pattern_fields", {}) | said
    first, last = _stamps(said)
    if last is not None and not _in_order(first, last):
        return None
    if "consecutive" in said and not _follows(first, last):
        return None
    return Fields(
        first,
        last,
        _whole(said.get("ry")),
        _whole(said.get("rel")),
        _text(said.get("u")),
        _whole(said.get("i", said.get("k"))),
        _count(grammar, said.get("n")),
        _text(said.get("pos", said.get("position"))),
        _text(said.get("away")),
        _whole(said.get("weekday")),
        _text(said.get("edge")),
        _text(said.get("edge2")),
        _text(said.get("anchor")),
        _text(said.get("name")),
    )


def _follows(first: Stamp, last: Stamp | None) -> bool:
    """Whether the second of two years or months is the next: "2013 and 2014", "July and August"."""
    if last is None or first.month is None or last.month is None:
        return last is not None and last.year == (first.year or 0) + 1
    return last.month == first.month + 1


def _stamps(said: dict[str, Value]) -> tuple[Stamp, Stamp | None]:
    year = _year(said)
    month, day = _whole(said.get("m")), _whole(said.get("d"))
    if "a" in said:
        month, day = _month_and_day(_whole(said["a"]), _whole(said["b"]))
        year = year if month is not None else None
    if not any(key in said for key in ("y2", "m2", "d2")):
        return Stamp(year, month, day), None
    last_year = _full_year(_whole(said.get("y2")), year)
    last_month = _whole(said.get("m2", said.get("m")))
    # "25-27 May 2019", "Aug. 25 to Oct. 20, 2019": what only the end says holds for the beginning too.
    begin_month = month if month is not None else last_month
    begin_year = year
    if year is None and last_year is not None:
        wraps = begin_month is not None and last_month is not None and begin_month > last_month
        begin_year = last_year - 1 if wraps else last_year
    return Stamp(begin_year, begin_month, day), Stamp(last_year or year, last_month, _whole(said.get("d2")))


def _year(said: dict[str, Value]) -> int | None:
    if "y" in said:
        return _whole(said["y"])
    short = _whole(said.get("yy"))
    if short is None or short > _CENTURY:
        return short
    return (2000 if short < 50 else 1900) + short


def _full_year(year: int | None, first: int | None) -> int | None:
    """The end of a range, which may be given by its last two digits: "2016-20", "1999-03"."""
    if year is None or year >= _CENTURY:
        return year
    if first is None:
        return None
    full = first - first % _CENTURY + year
    return full + _CENTURY if full + _CENTURY - first < _NEXT_CENTURY else full


def _in_order(first: Stamp, last: Stamp) -> bool:
    if first.year is None or last.year is None:
        return True
    one = (first.year, first.month or 0, first.day or 0)
    other = (last.year, last.month or 0, last.day or 0)
    return one < other and last.year - first.year <= _CENTURY


def _month_and_day(first: int | None, second: int | None) -> tuple[int | None, int | None]:
    """Of "23/10/2020" and "10/23/2020"; of "3/4/2020" nothing: no day is invented."""
    if first is None or second is None or (first <= 12 and second <= 12 and first != second):
        return None, None
    return (second, first) if first > 12 else (first, second)


def _whole(value: Value | None) -> int | None:
    if value is None or isinstance(value, int):
        return value
    digits = _NUMBER.search(value)
    return int(float(digits.group().replace(",", ""))) if digits else None


def _text(value: Value | None) -> str | None:
    return None if value is None else str(value)


def _count(grammar: Grammar, value: Value | None) -> int | None:
    """The number of "10", "three", "twenty-five", "a hundred"; None for "several", "two or three"."""
    if value is None or isinstance(value, int):
        return value
    if _NUMBER.fullmatch(value):
        return _whole(value) if "." not in value else None
    words = grammar.atoms["one"].values
    parts = [words.get(part) for part in value.replace("-", " ").split()]
    total = 0
    for part in parts:
        if not isinstance(part, int) or part == 0:
            return None
        total = total * part if part >= _CENTURY else total + part
    return total
