"""What period an expression of time names: ISO dates with inclusive ends, as facts.md defines them.

Nothing is invented: a month without a year in an undated article, "recently", "for seven
years" give None.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from extract.finding.period_fields import Stamp
from extract.finding.periods import TimeExpression
from extract.linking.period_calendar import (
    MONTHS_OF,
    Calendars,
    is_year,
    months,
    plan_years,
    shift_months,
    shift_period,
    shift_units,
    span_years,
    unit_around,
    years,
)
from extract.records import Period
from extract.rules.loading import RuleSet

_MONTHS = 12
_DAY = timedelta(days=1)
_WHOLE = Period(None, None)


@dataclass(frozen=True, slots=True)
class Setting:
    """What an expression is reckoned from.

    Attributes:
        published: the article's date, None where it has none.
        told: the period that is told of where the expression stands ("In 2011, … In October …").
        country: ISO 3166-1 code of the country the text is about, for its fiscal year.
        planned: whether the clause looks ahead, so that "in December" is the coming one.
        year: the year that months and quarters without one have here, None where nothing says it.
        ranges: ranges of whole years that the article names, which "the last five years" may mean.
    """

    published: date | None = None
    told: Period | None = None
    country: str | None = None
    planned: bool = False
    year: int | None = None
    ranges: tuple[Period, ...] = ()


class PeriodResolver:
    """Resolves time expressions.

    Args:
        ruleset: the rules, for fiscal years and festivals.
    """

    def __init__(self, ruleset: RuleSet) -> None:
        self._calendars = Calendars(ruleset)

    def resolve(self, expression: TimeExpression, setting: Setting = Setting()) -> Period | None:  # noqa: B008
        """The period of an expression, None where the text does not tell it.

        Args:
            expression: as the finder gives it.
            setting: the article's date and the time told of.
        """
        plain = self.resolve_plain(expression, setting)
        if plain is None:
            return None
        return _with_cue(expression, _with_edge(expression, plain), setting)

    def resolve_plain(self, expression: TimeExpression, setting: Setting) -> Period | None:
        """The same without its preposition and edge: 2012 of "since late 2012"."""
        handler = _HANDLERS.get(expression.kind)
        try:
            return None if handler is None else handler(self, expression, setting)
        except (ValueError, OverflowError):  # 31 April, the year 0: written, but no day of the calendar
            return None

    def resolve_together(self, group: Sequence[TimeExpression], setting: Setting) -> Period | None:
        """Of expressions side by side: "this year by Nov. 15" is from 1 January to 15 November.

        Args:
            group: the expressions in text order.
            setting: the article's date and the time told of.
        """
        first, last = self.resolve(group[0], setting), self.resolve(group[-1], setting)
        if first is None or last is None or first.start is None or last.end is None:
            return first or last
        if group[-1].cue in ("by", "until") and first.start <= last.end:
            return Period(first.start, last.end)
        inside = last.start is not None and first.start <= last.start
        return last if inside else first

    def resolve_end(self, expression: TimeExpression, period: Period, *, is_last: bool) -> Period:
        """One end of a range: of "from 1990 to 2018" the year 1990 or the year 2018."""
        stamp = expression.fields.last if is_last else expression.fields.first
        edge = period.end if is_last else period.start
        if stamp is None or edge is None:
            return period
        return _stamp_span(Stamp(edge.year, stamp.month, stamp.day))

    def _calendar_span(self, expression: TimeExpression, setting: Setting) -> Period | None:
        """Years, months, dates and ranges of them."""
        fields = expression.fields
        first, last = fields.first, fields.last
        if expression.rule == "year-era" or (first.year is None and first.month is None and fields.year_offset is None and fields.unit_offset is None and fields.count is None):
            return None
        if fields.position == "ending":
            return _months_ending(expression, setting)
        if fields.position is not None:
            return _part_of_year(expression, setting)
        year = _year_of(expression, setting)
        if year is None or not is_year(year):
            return None
        begin = _stamp_span(Stamp(year, first.month, first.day))
        if last is None:
            return begin
        end_year = last.year if last.year is not None else year
        if fields.first.year is None and last.year is None and (last.month or 0) < (first.month or 0):
            end_year += 1
        end = _edged(_stamp_span(Stamp(end_year, last.month, last.day)), fields.last_edge)
        return Period(_edged(begin, expression.edge).start, end.end)

    def _part(self, expression: TimeExpression, setting: Setting) -> Period | None:
        """Quarters and halves."""
        size = 3 if expression.kind == "quarter" else 6
        index = expression.fields.index
        count = _MONTHS // size
        number = count if index == -1 else index
        if number is None or not 1 <= number <= count:
            return None
        first = (number - 1) * size + 1
        year = _year_of(expression, setting, first)
        return None if year is None else months(year, first, first + size - 1)

    def _fiscal(self, expression: TimeExpression, setting: Setting) -> Period | None:
        fields = expression.fields
        if fields.first.year is not None:
            last = fields.last.year if fields.last else None
            return self._calendars.fiscal_year(fields.first.year, last, setting.country)
        if setting.published is None or fields.unit_offset is None:
            return None
        current = self._calendars.fiscal_year(setting.published.year, None, setting.country)
        if current.end is not None and current.end < setting.published:
            current = shift_period(current, "year", 1) or current
        return shift_period(current, "year", fields.unit_offset)

    def _academic(self, expression: TimeExpression, setting: Setting) -> Period | None:
        fields = expression.fields
        if fields.first.year is not None:
            return self._calendars.academic_year(fields.first.year)
        if setting.published is None or fields.unit_offset is None:
            return None
        begun = self._calendars.academic_year(setting.published.year)
        late = begun.start is not None and begun.start <= setting.published
        return self._calendars.academic_year(setting.published.year - (0 if late else 1) + fields.unit_offset)

    def _decade(self, expression: TimeExpression, _: Setting) -> Period | None:
        year = expression.fields.first.year
        return None if year is None else years(year, year + 9)

    def _century(self, expression: TimeExpression, _: Setting) -> Period | None:
        number = expression.fields.index
        if number is None or not 1 <= number <= 21 or "bc" in expression.lead:
            return None
        return years(number * 100 - 99, number * 100)

    def _plan(self, expression: TimeExpression, setting: Setting) -> Period | None:
        fields = expression.fields
        if fields.first.year is not None and fields.last is not None and fields.last.year is not None:
            return years(fields.first.year, fields.last.year)
        if fields.index is None or fields.index < 1 or setting.country not in (None, "CN"):
            return None
        return plan_years(fields.index)

    def _festival(self, expression: TimeExpression, setting: Setting) -> Period | None:
        fields = expression.fields
        name = fields.name or ""
        if fields.first.year is not None:
            return self._calendars.holiday(name, fields.first.year)
        if setting.published is None:
            return None
        if fields.year_offset is not None:
            return self._calendars.holiday(name, setting.published.year + fields.year_offset)
        this = self._calendars.holiday(name, setting.published.year)
        begun = this is not None and this.start is not None and (this.start <= setting.published or setting.planned)
        return this if begun else self._calendars.holiday(name, setting.published.year - 1)

    def _relative(self, expression: TimeExpression, setting: Setting) -> Period | None:
        fields = expression.fields
        if fields.name is not None:
            return _named(expression, setting)
        if fields.weekday is not None:
            return _weekday(fields.weekday, expression, setting)
        if fields.away is not None and fields.unit is not None:
            return _away(fields.unit, 1, fields.away, setting)
        if fields.unit is None or fields.unit_offset is None:
            return None
        base = _anchor(expression, setting)
        if base is None:
            return None
        if fields.unit == "month" and setting.told is not None and fields.anchor and fields.unit_offset == 0:
            return setting.told
        moved = shift_units(base, fields.unit, fields.unit_offset)
        return None if moved is None else unit_around(moved, fields.unit)

    def _duration(self, expression: TimeExpression, setting: Setting) -> Period | None:
        fields = expression.fields
        if fields.count is None or fields.unit is None or fields.away is None:
            return None
        if fields.away in ("ago", "earlier", "later"):
            return _away(fields.unit, fields.count, fields.away, setting)
        if fields.away == "within" and setting.told is not None:
            return _within(setting.told, fields.unit, fields.count)
        if setting.published is None or fields.away not in ("past", "next"):
            return None
        named = _named_range(setting, fields.unit, fields.count)
        if named is not None:
            return named
        sign = -1 if fields.away == "past" else 1
        other = shift_units(setting.published, fields.unit, sign * fields.count)
        if other is None:
            return None
        return Period(min(other, setting.published), max(other, setting.published))


_HANDLERS = {
    "year": PeriodResolver._calendar_span,
    "year_range": PeriodResolver._calendar_span,
    "date": PeriodResolver._calendar_span,
    "date_range": PeriodResolver._calendar_span,
    "month": PeriodResolver._calendar_span,
    "quarter": PeriodResolver._part,
    "half": PeriodResolver._part,
    "fiscal_year": PeriodResolver._fiscal,
    "academic_year": PeriodResolver._academic,
    "decade": PeriodResolver._decade,
    "century": PeriodResolver._century,
    "plan_period": PeriodResolver._plan,
    "festival": PeriodResolver._festival,
    "relative": PeriodResolver._relative,
    "duration": PeriodResolver._duration,
}


def _stamp_span(stamp: Stamp) -> Period:
    year = stamp.year or 0
    if stamp.month is None:
        return years(year, year)
    if stamp.day is None:
        return months(year, stamp.month, stamp.month)
    day = date(year, stamp.month, stamp.day)
    return Period(day, day)


def _year_of(expression: TimeExpression, setting: Setting, month: int | None = None) -> int | None:
    """The year that is said, or that which the article's date or the time told of implies."""
    fields = expression.fields
    if fields.first.year is not None:
        return fields.first.year
    published = setting.published
    begin = month if month is not None else fields.first.month
    if fields.year_offset is not None:
        return None if published is None else published.year + fields.year_offset
    if fields.unit_offset is not None and begin is not None:
        return None if published is None else _year_of_relative_month(begin, fields.unit_offset, published)
    if setting.year is not None:
        return setting.year
    if published is None or begin is None:
        return None
    day = fields.first.day or 1
    is_ahead = (begin, day) > (published.month, published.day)
    return published.year - (1 if is_ahead and not setting.planned else 0)


def _year_of_relative_month(month: int, offset: int, published: date) -> int:
    """Of "last October" the latest that is over, of "next March" the first to come, of "this May" this year's."""
    if offset < 0:
        return published.year - (0 if month < published.month else 1)
    return published.year + (1 if offset > 0 and month <= published.month else 0)


def _part_of_year(expression: TimeExpression, setting: Setting) -> Period | None:
    """ "the first 10 months of this year", "the last two months of 2019", "the first three quarters"."""
    fields = expression.fields
    size = 3 if fields.unit == "quarter" else 1
    if fields.count is None or not 1 <= fields.count * size <= _MONTHS:
        return None
    length = fields.count * size
    first = 1 if fields.position == "first" else _MONTHS - length + 1
    year = _year_of(expression, setting, first if fields.position == "last" else length)
    return None if year is None else months(year, first, first + length - 1)


def _months_ending(expression: TimeExpression, setting: Setting) -> Period | None:
    """ "the six months to June", "the year ended March 31, 2020", "the September quarter"."""
    fields = expression.fields
    year, month = _year_of(expression, setting), fields.first.month
    count = fields.count if fields.unit in ("month", "months") else MONTHS_OF.get(fields.unit or "")
    if year is None or month is None or count is None or not 1 <= count <= 60:
        return None
    end = months(year, month, month)
    return None if end.start is None else Period(shift_months(end.start, 1 - count), end.end)


def _anchor(expression: TimeExpression, setting: Setting) -> date | None:
    if expression.fields.anchor == "discourse" and setting.told is not None:
        return setting.told.start or setting.told.end
    return setting.published


def _named(expression: TimeExpression, setting: Setting) -> Period | None:
    """Relative expressions with a meaning of their own."""
    fields, published = expression.fields, setting.published
    if fields.name == "anaphor":
        return setting.told
    if fields.name == "same_period":
        return _same_period(expression, setting)
    if fields.name == "present" and published is None and setting.year is not None:
        return setting.told  # "At present" in the section "In 2011, …" of an undated yearbook
    if published is None:
        return None
    if fields.name == "so_far":
        around = unit_around(published, fields.unit or "year")
        return None if around is None else Period(around.start, published)
    offset = {"yesterday": -1, "today": 0, "tomorrow": 1}.get(fields.name or "")
    if offset is None:
        return None
    return Period(published + offset * _DAY, published + offset * _DAY)


def _same_period(expression: TimeExpression, setting: Setting) -> Period | None:
    """ "the same period last year": the time told of, moved back."""
    fields, told = expression.fields, setting.told
    if told is None or told.start is None:
        return None
    if fields.first.year is not None:
        return shift_period(told, "year", fields.first.year - told.start.year)
    back = fields.count if fields.count is not None else -(fields.year_offset or 0)
    return shift_period(told, "year", -back)


def _weekday(weekday: int, expression: TimeExpression, setting: Setting) -> Period | None:
    if setting.published is None:
        return None
    behind = (setting.published.weekday() - weekday) % 7
    day = setting.published - behind * _DAY
    if (expression.fields.unit_offset or 0) > 0:
        day += 7 * _DAY
    return Period(day, day)


def _away(unit: str, count: int, away: str, setting: Setting) -> Period | None:
    """ "10 years ago" from the article's date; "a year earlier", "three years later" from the time told of."""
    sign = -1 if away in ("ago", "earlier", "before", "previously", "prior") else 1
    if away != "ago" and setting.told is not None:
        return shift_period(setting.told, unit, sign * count)
    if setting.published is None or away in ("later", "after"):
        return None
    moved = shift_units(setting.published, unit, sign * count)
    return None if moved is None else unit_around(moved, "year" if unit in ("decade", "century") else unit)


def _named_range(setting: Setting, unit: str, count: int) -> Period | None:
    """ "Over the last five years" in an article on the plan of 2016 to 2020 are these years."""
    if unit != "year" or setting.published is None:
        return None
    today = setting.published
    fitting = [r for r in setting.ranges if span_years(r) == count and r.start and r.end and r.start <= today <= r.end]
    return fitting[0] if len(fitting) == 1 else None


def _within(told: Period, unit: str, count: int) -> Period | None:
    """ "In 1994 … within seven years": the years from the one told of on."""
    if unit != "year" or told.start is None:
        return None
    return years(told.start.year, told.start.year + count - 1)


def _with_edge(expression: TimeExpression, period: Period) -> Period:
    """ "late 2012", "the end of 2019": the last day; "mid-2020": the middle; "early 2018": the year."""
    if expression.fields.last is not None or _is_long(expression):
        return period
    return _edged(period, expression.edge)


def _edged(period: Period, edge: str | None) -> Period:
    if edge is None or period.end is None or period.start is None:
        return period
    if edge == "end":
        return Period(period.end, period.end)
    if edge == "mid":
        middle = _middle(period.start, period.end)
        return Period(middle, middle)
    return period


def _is_long(expression: TimeExpression) -> bool:
    """ "the late 1970s" are no day."""
    return expression.kind in ("decade", "century") and expression.cue != "by"


def _middle(start: date, end: date) -> date:
    """30 June of a year, the 15th of a month."""
    length = (end.year - start.year) * _MONTHS + end.month - start.month + 1
    if length <= 1:
        return start.replace(day=15)
    last = shift_months(start, length // 2 - 1)
    return last.replace(day=monthrange(last.year, last.month)[1])


def _with_cue(expression: TimeExpression, period: Period, setting: Setting) -> Period:
    cue = expression.cue
    if expression.fields.last is not None and cue in ("from", "until", "after", "before"):
        return period
    if cue == "by" and expression.edge != "early" and period.end is not None:
        return Period(period.end, period.end)
    if cue in ("since", "from") and period.start is not None and expression.kind != "duration":
        open_end = setting.published
        return Period(period.start, open_end if open_end and open_end >= period.start else None)
    if cue == "until" and period.end is not None:
        return Period(None, period.end)
    if cue == "before" and period.start is not None:
        return Period(None, period.start - _DAY)
    if cue == "after" and period.end is not None and expression.kind != "date":
        return Period(period.end + _DAY, None)
    return period
