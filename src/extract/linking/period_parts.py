"""Months and quarters by the year that is said, told of or implied: "in October", "the first 10 months"."""

from __future__ import annotations

from datetime import date, timedelta

from extract.finding.periods import TimeExpression
from extract.linking.period_calendar import DAYS_OF, MONTHS_OF, months, shift_months
from extract.linking.period_relative import Setting, part_of
from extract.records import Period

_MONTHS = 12
# "will pay in January" is of the next year where it is said in December.
_SOON = 3
# What is still to come is due at the next April, however far off.
_DUE = ("by", "until", "before", "from_now")
# "the 20 years to 2018" are reckoned, "the 300 years to 1900" are history.
_LONGEST = 600
_MOST_DAYS = 750


def year_of(expression: TimeExpression, setting: Setting, month: int | None = None) -> int | None:
    """The year that is said, or that which the article's date or the time told of implies."""
    fields = expression.fields
    published = setting.published
    begin = month if month is not None else fields.first.month
    if fields.first.year is not None or (fields.year_offset is not None and fields.anchor is None):
        return fields.first.year or setting.year_away(fields.year_offset or 0)
    if fields.unit_offset is not None and begin is not None:
        return None if published is None else _year_of_relative_month(begin, fields.unit_offset, published)
    told_year = _year_told(setting) if fields.anchor == "discourse" else setting.year
    if fields.anchor is None and setting.published is None and (setting.planned or expression.cue == "since"):
        told_year = None  # "In 1938 …. Construction is to start in October"
    if told_year is not None:
        return told_year + (fields.year_offset or 0)
    if published is None or begin is None:
        return _year_elsewhere(expression, setting, begin)
    end = fields.last.month if fields.last is not None and month is None else None
    if end is not None and published.month + _SOON < end:
        begin = end  # "From January to November", said in March
    if not setting.planned:
        return _past_year(published, begin, fields.first.day or 1)
    return _coming_year(published, begin, is_due=expression.cue in _DUE)


def _year_elsewhere(expression: TimeExpression, setting: Setting, month: int | None) -> int | None:
    """The year that an undated text says elsewhere: with the same part of a year, below its picture."""
    if setting.planned:
        return None
    if setting.published is None and setting.pictured is not None and month is not None:
        return setting.pictured  # "A picture taken on August 9, 2015 … have died since August 3"
    part = part_of(expression)
    return None if part is None else setting.parts.get(part)


def _coming_year(published: date, month: int, *, is_due: bool) -> int:
    """The year of a month to come: "will be ready by April", said in October."""
    is_next = month < published.month
    is_soon = month + _MONTHS - published.month <= _SOON
    return published.year + (1 if is_next and (is_due or is_soon) else 0)


def _past_year(published: date, month: int, day: int) -> int:
    """The year of a month that is over: "opened in December", said in March, is of the last year."""
    return published.year - (1 if (month, day) > (published.month, published.day) else 0)


def _year_told(setting: Setting) -> int | None:
    """The year of "in July that year"."""
    meant = setting.meant
    return None if meant is None or meant.start is None else meant.start.year


def _year_of_relative_month(month: int, offset: int, published: date) -> int:
    """Of "last October" the latest that is over, of "next March" the first to come."""
    if offset < 0:
        return published.year - (0 if month < published.month else 1)
    return published.year + (1 if offset > 0 and month <= published.month else 0)


def part_of_year(expression: TimeExpression, setting: Setting) -> Period | None:
    """Of "the first 10 months of this year", "the last two months of 2019", "the first three quarters"."""
    fields = expression.fields
    size = 3 if fields.unit == "quarter" else 1
    if fields.count is None or not 1 <= fields.count * size <= _MONTHS:
        return None
    length = fields.count * size
    first = 1 if fields.position == "first" else _MONTHS - length + 1
    year = year_of(expression, setting, first if fields.position == "last" else length)
    return None if year is None else months(year, first, first + length - 1)


def months_ending(expression: TimeExpression, setting: Setting) -> Period | None:
    """Of "the six months to June", "the year ended March 31, 2020", "the September quarter"."""
    fields = expression.fields
    year, month = year_of(expression, setting), fields.first.month or _MONTHS
    if year is None or month is None:
        return None
    whole = months(year, month, month)
    last = date(year, month, fields.first.day) if fields.first.day else None
    unit = (fields.unit or "").removesuffix("s")
    if unit in DAYS_OF:
        return _days_ending(last or whole.end, DAYS_OF[unit] * (fields.count or 1))
    size = MONTHS_OF.get(unit)
    count = None if size is None else (fields.count or 1) * size
    if count is None or not 1 <= count <= _LONGEST:
        return None
    if last is not None and last != whole.end:
        return Period(shift_months(last, -count) + timedelta(days=1), last)
    return None if whole.start is None else Period(shift_months(whole.start, 1 - count), whole.end)


def _days_ending(last: date | None, count: int) -> Period | None:
    """Of "the 26 weeks to 28 September 2019", "the 40 days through February 18"."""
    if last is None or not 1 <= count <= _MOST_DAYS:
        return None
    return Period(last - timedelta(days=count - 1), last)


def months_starting(expression: TimeExpression, setting: Setting) -> Period | None:
    """Of "the three years from 2016", "the year starting April 1".

    Args:
        expression: the expression.
        setting: the article's date and the time told of.
    """
    fields = expression.fields
    year, size = year_of(expression, setting), MONTHS_OF.get((fields.unit or "").removesuffix("s"))
    count = None if size is None else (fields.count or 1) * size
    if year is None or count is None or not 1 <= count <= _LONGEST:
        return None
    start = date(year, fields.first.month or 1, fields.first.day or 1)
    return Period(start, shift_months(start, count) - timedelta(days=1))
