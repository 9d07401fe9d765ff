"""What period an expression of time names: ISO dates with inclusive ends, as facts.md defines them.

Nothing is invented: a month without a year in an undated article, "recently", "for seven
years" give None.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date, timedelta

from extract.finding.period_fields import Stamp
from extract.finding.periods import TimeExpression
from extract.linking.period_calendar import (
    MONTHS_OF,
    SLASHED,
    SPLIT_RANGE,
    Calendars,
    is_year,
    months,
    plan_years,
    season,
    shift_months,
    shift_period,
    shift_units,
    unit_around,
    years,
)
from extract.linking.period_durations import duration_period
from extract.linking.period_edges import edged, with_cue, with_edge
from extract.linking.period_parts import months_ending, months_starting, part_of_year, year_of
from extract.linking.period_relative import (
    Setting,
    anchor_day,
    named_period,
    period_away,
    weekday_period,
)
from extract.linking.period_schooling import SHORT_PAIR, is_season, is_short_pair, is_term
from extract.records import Period, Quantity
from extract.rules.loading import RuleSet

__all__ = ["PeriodResolver", "Setting"]

_MONTHS = 12
_QUARTERS = 4
_HALF_DECADE = 5
_UNDATED = Setting()
_SPANS = ("that_period", "stretch")
# "double that before Spring Festival" tells no period.
_AROUND = ("before", "after")


class PeriodResolver:
    """Resolves time expressions.

    Args:
        ruleset: the rules, for fiscal years and festivals.
    """

    def __init__(self, ruleset: RuleSet) -> None:
        self.calendars = Calendars(ruleset)
        self._handlers: dict[str, Callable[[TimeExpression, Setting], Period | None]] = {
            **dict.fromkeys(("year", "year_range", "date", "date_range", "month"), self._calendar_span),
            **dict.fromkeys(("quarter", "half"), self._part),
            "fiscal_year": self._fiscal,
            "academic_year": self._academic,
            "decade": self._decade,
            "century": self._century,
            "plan_period": self._plan,
            "festival": self._festival,
            "relative": self._relative,
            "duration": duration_period,
        }

    def of_nation(self, sentence: str, setting: Setting) -> Setting:
        """The setting with the country that a sentence names, for its fiscal years.

        Args:
            sentence: in lower case.
            setting: that of the article.
        """
        said = self.calendars.country_said(sentence)
        return setting if said is None else replace(setting, country=said)

    def country_of_money(self, quantities: Sequence[Quantity]) -> str | None:
        """The country of the first money of a text that names no place: "£5" is charged in Britain."""
        return self.calendars.country_of_currency(
            next((q.unit for q in quantities if q.kind == "money"), None)
        )

    def resolve(self, expression: TimeExpression, setting: Setting = _UNDATED) -> Period | None:
        """The period of an expression, None where the text does not tell it.

        Args:
            expression: as the finder gives it.
            setting: the article's date and the time told of.
        """
        plain = self.resolve_plain(expression, setting)
        if plain is None or (expression.kind == "festival" and expression.cue in _AROUND):
            return None
        return with_cue(expression, with_edge(expression, plain), setting.published)

    def resolve_plain(self, expression: TimeExpression, setting: Setting) -> Period | None:
        """The same without its preposition and edge: 2012 of "since late 2012".

        Args:
            expression: as the finder gives it.
            setting: the article's date and the time told of.
        """
        handler = self._handlers.get(expression.kind)
        try:
            return None if handler is None else handler(expression, setting)
        except (ValueError, OverflowError):  # 31 April, the year 0: written, but no day of the calendar
            return None

    def resolve_fiscal(self, expression: TimeExpression, setting: Setting) -> Period | None:
        """The year of a budget: "the budget for 2024-25" is of a fiscal year, whatever country it is of.

        Args:
            expression: a year, a fiscal year or a pair of years.
            setting: the article's date and country.
        """
        first, last = expression.fields.first.year, expression.fields.last
        if expression.kind == "year_range" and first is not None and last is not None:
            is_next = last.year == first + 1
            return self.calendars.fiscal_year(first, last.year, setting.country) if is_next else None
        return self.resolve_plain(expression, setting)

    def resolve_together(self, group: Sequence[TimeExpression], setting: Setting) -> Period | None:
        """Of expressions that name one time: "this year by Nov. 15" is from 1 January to 15 November.

        Args:
            group: the expressions in text order.
            setting: the article's date and the time told of.
        """
        if group[-2].cue == "from":  # "in the New Year holiday from Friday to Sunday", too
            return self._from_to(group[-2], group[-1], setting)
        if group[0].cue == "from":
            return self._from_to(group[0], group[-1], setting)
        first, last = self.resolve(group[0], setting), self.resolve(group[-1], setting)
        if first is None or last is None or first.start is None or last.end is None:
            return first or last
        days = group[0].fields.weekday is not None and group[-1].fields.weekday is not None
        if (days or group[-1].cue in ("by", "until")) and first.start <= last.end:
            return Period(first.start, last.end)
        inside = last.start is not None and first.start <= last.start
        return last if inside else first

    def _from_to(self, first: TimeExpression, last: TimeExpression, setting: Setting) -> Period | None:
        """As in "from September 2016 to the end of 2019", "from 2016 to date"."""
        begin, end = self.resolve_plain(first, setting), self.resolve_plain(last, setting)
        if begin is None:
            return None
        start = with_edge(first, begin).start
        stop = setting.published if end is None else with_edge(last, end).end
        is_told = start is not None and (stop is None or start <= stop)
        return Period(start, stop) if is_told else None

    def resolve_ends(
        self, group: Sequence[TimeExpression], setting: Setting
    ) -> tuple[Period | None, Period | None] | None:
        """January 2021 and 31 December 2022 of "from January 2021 to the end of 2022"; None of other times.

        Args:
            group: the expressions in text order.
            setting: the article's date and the time told of.
        """
        if len(group) == 1 and group[0].fields.name in _SPANS:
            return setting.ends  # "In the same period it fell from 10 to 2 percent"
        if len(group) == 1 or group[0].cue != "from":
            return None
        first, last = (self.resolve_plain(expression, setting) for expression in (group[0], group[-1]))
        if first is None or last is None:
            return None
        return with_edge(group[0], first), with_edge(group[-1], last)

    def resolve_end(self, expression: TimeExpression, period: Period, *, is_last: bool) -> Period:
        """One end of a range: of "from 1990 to 2018" the year 1990 or the year 2018.

        Args:
            expression: an expression of a range.
            period: what it names.
            is_last: whether its end is wanted.
        """
        stamp = expression.fields.last if is_last else expression.fields.first
        edge = period.end if is_last else period.start
        if stamp is None or edge is None:
            return period
        said = expression.fields.last_edge if is_last else expression.edge or expression.fields.edge
        return edged(_stamp_span(Stamp(edge.year, stamp.month, stamp.day)), said)

    def is_split_year(self, expression: TimeExpression, period: Period | None) -> bool:
        """Whether a pair of years is one fiscal year: "2016-17" of India."""
        if period is None or period.start is None or not is_short_pair(expression):
            return False
        return period.start.month > 1

    def since(self, period: Period | None, published: date | None) -> Period | None:
        """From the start of a period to the article's date, for "opened in 2013 and has since taught"."""
        if period is None or period.start is None:
            return period
        return Period(period.start, published if published and published >= period.start else None)

    def _calendar_span(self, expression: TimeExpression, setting: Setting) -> Period | None:
        """Years, months, dates and ranges of them."""
        position = expression.fields.position
        if position is not None:
            reckon = {"ending": months_ending, "starting": months_starting}.get(position, part_of_year)
            return reckon(expression, setting)
        year = year_of(expression, setting) if _says_when(expression) else None
        if year is not None and expression.kind == "year_range" and is_short_pair(expression):
            if setting.schooling:
                return self.calendars.academic_year(year)
            return self.calendars.split_year(year, setting.country) or _span_in(year, expression)
        if year is not None and expression.rule in (SLASHED, SPLIT_RANGE):
            return self._slashed(year, expression, setting)
        end = expression.fields.index
        if year is not None and end and is_year(year) and is_season(expression) and not setting.schooling:
            return season(year, end)
        return _span_in(year, expression) if year is not None and is_year(year) else None

    def _slashed(self, year: int, expression: TimeExpression, setting: Setting) -> Period | None:
        """Of "2005/2006" both calendar years, of "2005/06" a fiscal year where the country has one."""
        last = expression.fields.last
        if setting.schooling and last is not None and last.year == year + 1:
            return self.calendars.academic_year(year)
        in_full = expression.rule == SLASHED and expression.end - expression.core > SHORT_PAIR
        split = None if in_full else self._split_years(year, last.year if last else None, setting)
        return split or _span_in(year, expression)

    def _split_years(self, first: int, last: int | None, setting: Setting) -> Period | None:
        """Of "2019/21" of India, whose years begin in April, April 2019 to March 2021."""
        begin = self.calendars.split_year(first, setting.country)
        end = None if last is None else self.calendars.split_year(last - 1, setting.country)
        return Period(begin.start, end.end) if begin is not None and end is not None else None

    def _part(self, expression: TimeExpression, setting: Setting) -> Period | None:
        """Quarters and halves."""
        size = 3 if expression.kind == "quarter" else 6
        index = expression.fields.index
        count = _MONTHS // size
        number = count if index == -1 else index
        is_of_school = is_term(expression) and setting.schooling
        if number is None or is_of_school or not 1 <= number <= count:
            return None
        first = (number - 1) * size + 1
        last = first + size - 1
        # "7 trillion yuan in the first quarter", said in January, is that of the year before
        year = year_of(expression, setting, first if setting.planned else last)
        return None if year is None else months(year, first, last)

    def _fiscal(self, expression: TimeExpression, setting: Setting) -> Period | None:
        fields = expression.fields
        if fields.first.year is not None:
            last = fields.last.year if fields.last else None
            whole = self.calendars.fiscal_year(fields.first.year, last, setting.country)
            return whole if fields.index is None else _quarter_of(whole, fields.index)
        if setting.published is None or fields.unit_offset is None:
            return None
        current = self.calendars.fiscal_year(setting.published.year, None, setting.country)
        if current.end is not None and current.end < setting.published:
            current = shift_period(current, "year", 1) or current
        return shift_period(current, "year", fields.unit_offset)

    def _academic(self, expression: TimeExpression, setting: Setting) -> Period | None:
        fields = expression.fields
        if fields.first.year is not None:
            return self.calendars.academic_year(fields.first.year)
        if setting.published is None or fields.unit_offset is None:
            return None
        begun = self.calendars.academic_year(setting.published.year)
        late = begun.start is not None and begun.start <= setting.published
        return self.calendars.academic_year(setting.published.year - (0 if late else 1) + fields.unit_offset)

    def _decade(self, expression: TimeExpression, _: Setting) -> Period | None:
        year = expression.fields.first.year
        if year is not None and expression.fields.index in (1, 2):
            first = year + (expression.fields.index - 1) * _HALF_DECADE
            return years(first, first + _HALF_DECADE - 1)
        return None if year is None else years(year, year + 9)

    def _century(self, expression: TimeExpression, _: Setting) -> Period | None:
        number = expression.fields.index
        if number is None or not 1 <= number <= 21 or expression.fields.name is not None:
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
        usual = self._usual_days(expression, setting)
        told = setting.festivals.get(expression.fields.name or "")
        is_same = told and told.start and usual and usual.start and told.start.year == usual.start.year
        return told if is_same else usual

    def _usual_days(self, expression: TimeExpression, setting: Setting) -> Period | None:
        """The days of a festival by the calendar."""
        fields = expression.fields
        name = fields.name or ""
        if fields.first.year is not None:
            return self.calendars.holiday(name, fields.first.year)
        if setting.published is None:
            return None
        if fields.year_offset is not None:
            return self.calendars.holiday(name, setting.published.year + fields.year_offset)
        this = self.calendars.holiday(name, setting.published.year)
        begun = (
            this is not None
            and this.start is not None
            and (this.start <= setting.published or setting.planned)
        )
        return this if begun else self.calendars.holiday(name, setting.published.year - 1)

    def _relative(self, expression: TimeExpression, setting: Setting) -> Period | None:
        fields = expression.fields
        if fields.name is not None:
            return named_period(expression, setting)
        if fields.weekday is not None:
            return weekday_period(fields.weekday, expression, setting)
        if fields.away is not None and fields.unit is not None:
            return period_away(fields.unit, 1, fields.away, setting)
        base = anchor_day(expression, setting)
        if base is None or fields.unit is None or fields.unit_offset is None:
            return None
        told = setting.told
        if fields.unit == "year" and fields.anchor is not None and told is not None and _is_other_year(told):
            return shift_period(told, "year", fields.unit_offset)
        moved = shift_units(base, fields.unit, fields.unit_offset)
        return None if moved is None else unit_around(moved, fields.unit)


def _is_other_year(period: Period) -> bool:
    """Whether a period is a year of another calendar than January to December: "2018-19"."""
    if period.start is None or period.end is None or period.start.month == 1:
        return False
    return shift_months(period.start, _MONTHS) == period.end + timedelta(days=1)


def _quarter_of(year: Period, index: int) -> Period | None:
    """The third quarter of a fiscal year from April: October to December."""
    number = _QUARTERS if index == -1 else index
    if year.start is None or not 1 <= number <= _QUARTERS:
        return None
    first = shift_months(year.start, (number - 1) * MONTHS_OF["quarter"])
    return Period(first, shift_months(first, MONTHS_OF["quarter"]) - timedelta(days=1))


def _says_when(expression: TimeExpression) -> bool:
    fields = expression.fields
    said = (fields.first.year, fields.first.month, fields.year_offset, fields.unit_offset)
    return any(part is not None for part in said)


def _span_in(year: int, expression: TimeExpression) -> Period:
    """The days of a date, a month, a year or a range that begins in a year."""
    first, last = expression.fields.first, expression.fields.last
    begin = _stamp_span(Stamp(year, first.month, first.day))
    if last is None:
        return begin
    end_year = last.year if last.year is not None else year
    if first.year is None and last.year is None and (last.month or 0) < (first.month or 0):
        end_year += 1
    end = edged(_stamp_span(Stamp(end_year, last.month, last.day)), expression.fields.last_edge)
    return Period(edged(begin, expression.edge).start, end.end)


def _stamp_span(stamp: Stamp) -> Period:
    year = stamp.year or 0
    if stamp.month is None:
        return years(year, year)
    if stamp.day is None:
        return months(year, stamp.month, stamp.month)
    day = date(year, stamp.month, stamp.day)
    return Period(day, day)
