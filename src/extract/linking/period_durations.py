"""Durations that say when: "over the last five years", "10 years ago", "within seven years"."""

from __future__ import annotations

from datetime import date, timedelta

from extract.finding.periods import TimeExpression
from extract.linking.period_calendar import shift_units, span_years, years
from extract.linking.period_relative import Setting, period_away
from extract.records import Period

_DAY = timedelta(days=1)
# Nobody plans by the calendar what takes hours or days.
_LONG_UNITS = ("year", "month", "decade")


def duration_period(expression: TimeExpression, setting: Setting) -> Period | None:
    """The period of a duration: "over the last five years", "10 years ago", "within seven years".

    Args:
        expression: an expression of kind duration.
        setting: the article's date and the time told of.
    """
    fields = expression.fields
    unit, count, away = fields.unit, fields.count, fields.away
    if fields.name == "same_span":
        return _same_span(setting, unit or "", count)
    if count is None or unit is None or away is None:
        return None
    if away in ("ago", "earlier", "later"):
        return period_away(unit, count, away, setting)
    if away == "within":
        return _within(setting, unit, count)
    if away in ("past", "next") and setting.published is not None:
        return _named_range(setting, unit, count, away) or _around_today(setting.published, unit, count, away)
    return None


def _same_span(setting: Setting, unit: str, count: int | None) -> Period | None:
    """The stretch told of, where "those five years", "the six months" are as long as it is."""
    for told in (setting.stretch, setting.meant, setting.last):
        if count is None or told is None or told.start is None or told.end is None:
            continue
        if shift_units(told.start, unit, count) == told.end + _DAY:
            return told
    return None


def since_ago(expression: TimeExpression, setting: Setting) -> Period | None:
    """From so long ago to today: of "since it opened half a year ago"; None of any other time.

    Args:
        expression: the time of what began then.
        setting: the article's date.
    """
    fields = expression.fields
    if setting.published is None or fields.away != "ago" or fields.count is None or fields.unit is None:
        return None
    return _around_today(setting.published, fields.unit, fields.count, "past")


def _around_today(today: date, unit: str, count: int, away: str) -> Period | None:
    other = shift_units(today, unit, -count if away == "past" else count)
    return None if other is None else Period(min(other, today), max(other, today))


def _within(setting: Setting, unit: str, count: int) -> Period | None:
    """Of "In 1994 … within seven years" those from 1994 on; of "will … within two years" those from today."""
    told = setting.told
    if told is not None:
        return years(told.start.year, told.start.year + count - 1) if unit == "year" and told.start else None
    if not setting.planned or setting.published is None or unit not in _LONG_UNITS:
        return None
    return _around_today(setting.published, unit, count, "next")


def _named_range(setting: Setting, unit: str, count: int, away: str) -> Period | None:
    """The years that the title names: of the plan for 2016 to 2020 "the last five years" are these.

    Of a plan for 2007 and 2008, told in 2006, "the next two years".
    """
    if unit != "year" or setting.published is None:
        return None
    today = setting.published
    latest = date(today.year + 1, 1, 1) if away == "next" else today
    fitting = [
        r
        for r in setting.ranges
        if span_years(r) == count and r.start and r.end and r.start <= latest and today <= r.end
    ]
    return fitting[0] if len(fitting) == 1 else None
