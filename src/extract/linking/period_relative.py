"""Times reckoned from the article's date or from the time told of: "last year", "a year earlier"."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from datetime import date, timedelta

from extract.finding.periods import TimeExpression
from extract.frozen import record
from extract.linking.period_calendar import (
    MONTHS_OF,
    is_longer_than,
    is_year_long,
    months,
    season,
    shift_period,
    shift_units,
    span_years,
    unit_around,
    years,
)
from extract.records import Period

_DAY = timedelta(days=1)
_SATURDAY = 5
# A winter ends in the year after that which it begins in.
_SEASON, _HALF = 3, 6
_YEAR = 12
_HOLIDAY = timedelta(days=45)
# What a time is reckoned from that is not today: the time told of, that or today for what is to come.
TOLD = ("discourse", "due")


# A quarter, a half or a month of a year that is not said with it: its kind, its number, its months.
Part = tuple[str, int | None, int | None, int | None]
_PARTS = ("quarter", "half", "month")


def part_of(expression: TimeExpression) -> Part | None:
    """Which part of a year an expression names; None where it names another time.

    Args:
        expression: as the finder gives it.
    """
    fields = expression.fields
    if expression.kind not in _PARTS or fields.position is not None:
        return None
    return expression.kind, fields.index, fields.first.month, fields.last.month if fields.last else None


@record(frozen=True, slots=True)
class Setting:
    """What an expression is reckoned from.

    Attributes:
        published: the article's date, None where it has none.
        told: the period that is told of where the expression stands ("In 2011, … In October …").
        country: ISO 3166-1 code of the country the text is about, for its fiscal year.
        planned: whether the clause looks ahead, so that "in December" is the coming one.
        year: the year that months and quarters without one have here, None where nothing says it.
        last: the last period that was named, even in another paragraph: that of "that year", "by then".
        begun: the last period named that is not still to come: that of "since then".
        years: the last span of two years and more that was named.
        document: the period that the title names, which "the end of the year" may mean.
        compared: whether a value is told to be compared with, so that "a year ago" is the same month then.
        stretch: from the first to the last time before it in its sentence: that of "those ten years".
        moved: from the old to the new value of the sentence before: that of "during the period".
        ends: the times that it moved from and to, of the last movement told of.
        ranges: ranges of whole years that the title names, which "the last five years" may mean.
        parts: the year of quarters and months that the text names with one elsewhere.
        pictured: the year in which the picture of an undated article was taken.
        reported: the year that the lead of an undated article reports on, which "last year" then means.
        festivals: the days of festivals that the text tells itself, by the name of the festival.
        event: the days of the fair or festival that the text tells of.
        schooling: whether the sentence tells of pupils, so that "2019-20" is an academic year.
    """

    published: date | None = None
    told: Period | None = None
    country: str | None = None
    planned: bool = False
    year: int | None = None
    last: Period | None = None
    begun: Period | None = None
    years: Period | None = None
    document: Period | None = None
    compared: bool = False
    stretch: Period | None = None
    moved: Period | None = None
    ends: tuple[Period | None, Period | None] | None = None
    ranges: tuple[Period, ...] = ()
    reported: int | None = None
    schooling: bool = False
    pictured: int | None = None
    parts: Mapping[Part, int] = field(default_factory=dict)
    festivals: Mapping[str, Period] = field(default_factory=dict)
    event: Period | None = None

    def year_away(self, offset: int) -> int | None:
        """The year so many years from today's; without a date only "last year" can be told.

        Args:
            offset: -1 for last year.
        """
        if self.published is not None:
            return self.published.year + offset
        return self.reported if offset == -1 else None

    @property
    def meant(self) -> Period | None:
        """The period that "that year" and "by then" point back at."""
        return self.told or self.last


def anchor_day(expression: TimeExpression, setting: Setting) -> date | None:
    """The day that a relative expression is reckoned from.

    Args:
        expression: the expression.
        setting: the article's date and the time told of.
    """
    told = setting.told or setting.document or (setting.last if setting.published is None else None)
    # "It has fed 3,000 since January 2021. … at the beginning of the year": of no year that was told
    is_open = told is not None and told.end is None and expression.fields.unit_offset == 0
    if (
        expression.fields.anchor in TOLD
        and told is not None
        and not (is_open or _is_due(expression, setting))
    ):
        return told.start or told.end
    if setting.published is None and setting.reported is not None and _is_last_year(expression):
        return date(setting.reported + 1, 1, 1)
    return setting.published


def _is_due(expression: TimeExpression, setting: Setting) -> bool:
    """Whether it is today's: "It was 3 percent in 2008 and will reach 9 by the end of the year", in 2009."""
    told, today = setting.told or setting.document, setting.published
    if expression.fields.anchor != "due" or not setting.planned or today is None:
        return False
    return told is not None and told.end is not None and told.end.year < today.year


def _is_last_year(expression: TimeExpression) -> bool:
    return (expression.fields.unit, expression.fields.unit_offset) == ("year", -1)


def _unit_of_told(unit: str, told: Period | None) -> Period | None:
    """The year of "at the end of that year", the day of "shares fell that day"; no day of a whole month."""
    day = None if told is None else told.start or told.end
    if told is None or day is None or (unit != "year" and told.start != told.end):
        return None
    return unit_around(day, unit)


def _that_unit(unit: str, setting: Setting) -> Period | None:
    """The year or the day named last, of "that year" and "that day", wherever the text was before."""
    last = setting.last
    if unit == "year" and last is not None and last.end not in (None, setting.published):
        last = Period(last.end, last.end)  # "rose from 500 in 2017 to 900 in 2020. That year"
    return _unit_of_told(unit, last) or _unit_of_told(unit, setting.told)


def _told_year(setting: Setting) -> Period | None:
    """The year of "during the year": that told of, of whatever calendar."""
    for told in (setting.told, setting.document, setting.last):
        if told is not None and is_year_long(told):
            return told
    return _unit_of_told("year", setting.meant or setting.document)


def _whole_year_ahead(unit: str | None, setting: Setting) -> Period | None:
    """The article's own year in "expects 3 million for the whole year", told after the years before it."""
    today, told = setting.published, setting.meant
    if unit != "year" or today is None or not setting.planned:
        return None
    is_past = told is None or told.end is None or told.end.year < today.year
    return years(today.year, today.year) if is_past else None


def _few_days(period: Period | None) -> Period | None:
    """The period, if it can be a holiday."""
    if period is None or period.start is None or period.end is None:
        return None
    return period if timedelta(0) < period.end - period.start <= _HOLIDAY else None


def _is_quarter(period: Period | None) -> bool:
    """Whether it is as long as a quarter of a year."""
    return (
        period is not None
        and period.start is not None
        and shift_units(period.start, "month", 3) == (period.end + _DAY if period.end else None)
    )


def is_span_of_years(period: Period | None) -> bool:
    """Whether it covers two whole years or more."""
    return period is not None and (span_years(period) or 0) > 1


def named_period(expression: TimeExpression, setting: Setting) -> Period | None:
    """The period of a relative expression with a meaning of its own: "during the period", "so far this year".

    Args:
        expression: one whose ``name`` says what it is.
        setting: the article's date and the time told of.
    """
    fields = expression.fields
    pointing = {
        "stretch": setting.stretch or setting.moved or setting.told or setting.document,
        "anaphor": setting.told or setting.document,
        "that_time": (setting.begun if expression.cue == "since" else setting.moved or setting.last)
        or setting.told,
        "that_period": setting.moved or setting.last or setting.told,
        "event": setting.event,
        "holiday": _few_days(setting.meant) or _few_days(setting.document),
        "that_unit": _whole_year_ahead(fields.unit, setting) or _that_unit(fields.unit or "", setting),
        "same_date": _unit_of_told("day", setting.last) or _unit_of_told("day", setting.told),
        "those_years": setting.stretch
        or (setting.last if is_span_of_years(setting.last) else setting.years or setting.told),
        "told_quarter": next(filter(_is_quarter, (setting.told, setting.document)), None),
        "told_year": _told_year(setting),
    }
    if fields.name in pointing:
        return pointing[fields.name]
    if fields.name == "same_period":
        return _same_period(expression, setting)
    return _present_period(expression, setting)


def _present_period(expression: TimeExpression, setting: Setting) -> Period | None:
    """Of "at present", "last weekend", "so far this year"."""
    fields, published = expression.fields, setting.published
    if fields.name == "season":
        return _season(fields.first.month or 0, fields.unit_offset or 0, published)
    if fields.name == "two_years" and published is not None:
        first = published.year + (fields.unit_offset or 0)
        return years(first, first + 1)
    if published is None:
        # "At present" in the section "In 2011, …" of an undated yearbook
        return setting.told if fields.name == "present" and setting.year is not None else None
    if fields.name == "weekend":
        saturday = published - timedelta(days=(published.weekday() - _SATURDAY) % 7 or 7)
        return Period(saturday, saturday + _DAY)
    if fields.name == "so_far" and fields.first.year not in (None, published.year):
        return years(fields.first.year, fields.first.year)
    around = unit_around(published, fields.unit or "year") if fields.name == "so_far" else None
    return None if around is None else Period(around.start, published)


def _season(last_month: int, offset: int, published: date | None) -> Period | None:
    """The months of "last summer", the latest that is over, of "this winter", of "next spring"."""
    if published is None or not last_month:
        return None
    is_over = last_month < published.month
    year = published.year + (0 if (offset < 0) == is_over else offset)
    # "this winter", said in November, ends in the year to come
    begins = offset == 0 and last_month < _SEASON <= published.month - _HALF
    return season(year + begins, last_month)


def weekday_period(weekday: int, expression: TimeExpression, setting: Setting) -> Period | None:
    """The last such day up to the article's date, for "next Monday" the one after it.

    Args:
        weekday: Monday is 0.
        expression: the expression.
        setting: the article's date.
    """
    if setting.published is None:
        return None
    behind = (setting.published.weekday() - weekday) % 7
    day = setting.published - behind * _DAY
    if (expression.fields.unit_offset or 0) > 0:
        day += 7 * _DAY
    return Period(day, day)


def period_away(unit: str, count: int, away: str, setting: Setting) -> Period | None:
    """The period so many units off: "10 years ago" from today, "a year earlier" from the time told of.

    Args:
        unit: year, month, week, ...
        count: how many.
        away: ago, earlier or later.
        setting: the article's date and the time told of.
    """
    sign = -1 if away in ("ago", "earlier") else 1
    is_compared = setting.compared and (count == 1 or setting.published is None)
    is_told = away != "ago" or is_compared
    told = setting.told or (setting.document if setting.compared else None if away == "ago" else setting.last)
    if is_told and told is not None and count == 1 and is_longer_than(unit, told):
        return None  # "rose 5 percent in the first quarter. In the month before"
    if is_told and told is not None:
        return shift_period(told, unit, sign * count)
    if setting.published is None or away == "later":
        return None
    moved = shift_units(setting.published, unit, sign * count)
    return None if moved is None else unit_around(moved, "year" if unit in ("decade", "century") else unit)


def _same_period(expression: TimeExpression, setting: Setting) -> Period | None:
    """Of "the same period last year" the time told of, moved back."""
    fields, told = expression.fields, setting.told or setting.document
    if fields.index is not None:
        return _part_of_last_year(fields.unit or "", fields.index, told, setting.published)
    if told is None or told.start is None:
        return None
    if fields.first.year is not None:
        return shift_period(told, "year", fields.first.year - told.start.year)
    back = fields.count if fields.count is not None else -(fields.year_offset or 0)
    return shift_period(told, "year", -back)


def _part_of_last_year(unit: str, index: int, told: Period | None, published: date | None) -> Period | None:
    """Of "the third quarter of the prior year" that of the year before the one told of."""
    today = told.start if told is not None and told.start is not None else published
    size = MONTHS_OF[unit]
    number = _YEAR // size if index == -1 else index
    if today is None or not 1 <= number <= _YEAR // size:
        return None
    return months(today.year - 1, (number - 1) * size + 1, number * size)
