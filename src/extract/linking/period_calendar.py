"""Arithmetic of periods: years, months, quarters, weeks, and years of other calendars."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import MINYEAR, date, timedelta

from extract.finding.period_patterns import FILE
from extract.records import Period
from extract.rules.loading import RuleSet

_MONTHS = 12
_SEASON = 3
_YEAR = 366
_MAX_YEAR = 2200
# The first of China's five-year plans began in 1953; between the second and the third lay three years.
_FIRST_PLAN = 1953
_GAP_AFTER = 2
_GAP_YEARS = 3
_PLAN_YEARS = 5
# The pattern of "between 2005/06 and 2019/21".
SLASHED = "season-years"
# The pattern of "from 2020-21 to 2022-23".
SPLIT_RANGE = "split-year-range"
MONTHS_OF = {
    "year": 12,
    "month": 1,
    "quarter": 3,
    "half": 6,
    "decade": 120,
    "century": 1200,
    "millennium": 12000,
}
DAYS_OF = {"day": 1, "week": 7, "fortnight": 14}


def is_year(year: int) -> bool:
    """Whether the calendar can hold the year."""
    return MINYEAR <= year <= _MAX_YEAR


def months(year: int, first: int, last: int) -> Period:
    """From the first day of a month to the last day of another of the same year."""
    return Period(date(year, first, 1), date(year, last, monthrange(year, last)[1]))


def season(year: int, last_month: int) -> Period:
    """The three months that end with a month: spring 2019 is March to May, winter ends with February."""
    end = months(year, last_month, last_month).end
    return Period(shift_months(date(year, last_month, 1), 1 - _SEASON), end)


def years(first: int, last: int) -> Period:
    """Whole years."""
    return Period(date(first, 1, 1), date(last, 12, 31))


def shift_months(day: date, count: int) -> date:
    """The same day so many months later, or the last of a shorter month."""
    index = day.year * _MONTHS + day.month - 1 + count
    year, month = divmod(index, _MONTHS)
    year = min(max(year, MINYEAR), _MAX_YEAR)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def shift_units(day: date, unit: str, count: int) -> date | None:
    """The day so many units later; None for units that are no stretch of the calendar."""
    if unit in MONTHS_OF:
        return shift_months(day, MONTHS_OF[unit] * count)
    if unit in DAYS_OF:
        return day + timedelta(days=DAYS_OF[unit] * count)
    return None


def shift_period(period: Period, unit: str, count: int) -> Period | None:
    """The period moved: January to October 2020 by a year back is January to October 2019."""
    if period.start is None or period.end is None:
        return None
    start, end = shift_units(period.start, unit, count), shift_units(period.end, unit, count)
    if start is None or end is None:
        return None
    # Months end where they end: 31 October moved to September is the 30th, 30 June moved to July the 31st.
    if unit in MONTHS_OF and (period.end + timedelta(days=1)).day == 1:
        end = end.replace(day=monthrange(end.year, end.month)[1])
    return Period(start, end)


def is_longer_than(unit: str, period: Period | None) -> bool:
    """Whether a period is longer than a calendar unit: the quarter told of in "in the month before"."""
    if period is None or period.start is None or period.end is None:
        return False
    next_one = shift_units(period.start, unit, 1)
    return next_one is not None and next_one <= period.end


def unit_around(day: date, unit: str) -> Period | None:
    """The calendar unit that a day lies in: its month, its quarter, its week from Monday."""
    if unit == "day":
        return Period(day, day)
    if unit == "week":
        monday = day - timedelta(days=day.weekday())
        return Period(monday, monday + timedelta(days=6))
    if unit in ("month", "quarter", "half"):
        size = MONTHS_OF[unit]
        first = (day.month - 1) // size * size + 1
        return months(day.year, first, first + size - 1)
    span = {"year": 1, "decade": 10, "century": 100}.get(unit)
    if span is None:
        return None
    first_year = day.year - day.year % span + (1 if unit == "century" else 0)
    return years(first_year, first_year + span - 1)


def plan_years(number: int) -> Period:
    """The years of China's n-th five-year plan: the 13th is 2016 to 2020."""
    first = _FIRST_PLAN + _PLAN_YEARS * (number - 1) + (_GAP_YEARS if number > _GAP_AFTER else 0)
    return years(first, first + _PLAN_YEARS - 1)


def span_years(period: Period) -> int | None:
    """How many whole calendar years a period covers, None if it does not begin and end with one."""
    if period.start is None or period.end is None:
        return None
    if (period.start.month, period.start.day, period.end.month, period.end.day) != (1, 1, 12, 31):
        return None
    return period.end.year - period.start.year + 1


def holds_two_years(period: Period | None) -> bool:
    """Whether both ends of a movement can lie in a period: of "since 1999 …, from 33 to 52 percent"."""
    if period is None or period.start is None:
        return False
    return period.end is None or period.end.year > period.start.year


def closes(day: Period | None, told: Period | None) -> bool:
    """Whether a period is the last day of another: "By the end of the year", told of that year."""
    if day is None or told is None or told.start == told.end:
        return False
    return day.start == day.end == told.end


def is_year_long(period: Period) -> bool:
    """Whether it is a year of some calendar: 2018, April 2022 to March 2023."""
    if period.start is None or period.end is None:
        return False
    return shift_months(period.start, 12) == period.end + timedelta(days=1)


def is_short(period: Period) -> bool:
    """Whether it is a year or less."""
    return period.start is not None and period.end is not None and (period.end - period.start).days <= _YEAR


def only_year(period: Period | None) -> int | None:
    """The year that a period lies in; "In March" after "since October 2021" may be of any year."""
    if period is None or period.start is None or period.end is None:
        return None
    return period.start.year if period.start.year == period.end.year else None


def is_over(period: Period | None, published: date | None) -> bool:
    """Whether a time was past when the article appeared, so that nothing is planned for it."""
    return period is not None and period.end is not None and published is not None and period.end < published


def is_to_come(period: Period | None, published: date | None) -> bool:
    """Whether a time had not begun when the article appeared, so that nothing was done in it."""
    if period is None or period.start is None or published is None:
        return False
    is_next = period.start == published and period.end not in (None, published)  # "the next 25 years"
    return is_next or period.start > published


def reaches(period: Period | None, published: date | None) -> bool:
    """Whether a period goes on until today: "since 2016"."""
    return period is not None and period.start is not None and period.end in (None, published)


def end_of(period: Period | None, move: str | None) -> Period | None:
    """Of a range of years the first for what moves from, the last for what moves to.

    Args:
        period: a period.
        move: from, to or None.
    """
    if period is None or move is None or period.start is None or period.end is None:
        return period
    if (period.end - period.start).days < _YEAR:
        return period
    year = period.start if move == "from" else period.end
    return Period(year.replace(month=1, day=1), year.replace(month=12, day=31))


def end_of_time(period: Period | None) -> Period | None:
    """The last day of a period."""
    return period if period is None or period.end is None else Period(period.end, period.end)


def spanned(one: Period | None, other: Period | None) -> Period | None:
    """From the first to the last day of two periods in any order."""
    days = [day for period in (one, other) if period for day in (period.start, period.end) if day]
    return Period(min(days), max(days)) if one and other and days else None


@dataclass(frozen=True, slots=True)
class _Calendar:
    month: int
    named_by_end: bool


class Calendars:
    """Fiscal and academic years and festivals, as the rules give them.

    Args:
        ruleset: the rules.

    Raises:
        RulesError: an entry that cannot be used.
    """

    def __init__(self, ruleset: RuleSet) -> None:
        entries = ruleset.entries(FILE, "calendar")
        self._academic = next(_calendar(e.fields) for e in entries if e.id == "academic")
        self._of_two_years = next(_calendar(e.fields) for e in entries if e.id == "fiscal-range")
        self._fiscal = {e.fields["country"]: _calendar(e.fields) for e in entries if "country" in e.fields}
        self._currencies = {
            e.fields["currency"]: e.fields["country"] for e in entries if "currency" in e.fields
        }
        said = {e.id.replace("-", "_"): e for e in entries if "nation" in e.fields}
        self._country_of = {name: str(e.fields["country"]) for name, e in said.items()}
        names = (rf"(?P<{name}>{e.fields['nation']})" for name, e in said.items())
        self._nations = re.compile(rf"(?<!\w)(?:{'|'.join(names)})(?!\w)")
        self._holidays: dict[str, tuple[str | None, dict[int, date], int]] = {}
        self._longer: dict[tuple[str, int], int] = {}
        for entry in ruleset.entries(FILE, "holiday"):
            try:
                days = [date.fromisoformat(day) for day in entry.fields.get("starts", [])]
            except ValueError as error:
                raise entry.error(f"not a date: {error}", "write dates as 2020-01-25") from None
            fixed = entry.fields.get("fixed")
            self._holidays[entry.id] = (fixed, {day.year: day for day in days}, entry.fields["days"])
            longer = entry.fields.get("longer", {})
            self._longer |= {(entry.id, int(year)): count for year, count in longer.items()}

    def academic_year(self, first: int) -> Period:
        """The academic year that begins in a year."""
        return _year_from(first, self._academic.month)

    def fiscal_year(self, year: int, last: int | None, country: str | None) -> Period:
        """The fiscal year of a country by its name: "2019-20" (last is 2020) or "2020" alone."""
        calendar = self._fiscal.get(country or "", self._fiscal["CN"])
        if calendar.month == 1 and last is None:
            return years(year, year)
        if calendar.month == 1:
            calendar = self._of_two_years
        return _year_from(year - 1 if last is None and calendar.named_by_end else year, calendar.month)

    def country_said(self, sentence: str) -> str | None:
        """The country whose fiscal year a sentence tells of: "U.S. agents stopped 309,000 in fiscal 2021".

        Args:
            sentence: in lower case.
        """
        nation = self._nations.search(sentence)
        return self._country_of.get(nation.lastgroup or "") if nation is not None else None

    def country_of_currency(self, currency: str | None) -> str | None:
        """The country that pays in a currency, of those whose fiscal year the rules tell."""
        return self._currencies.get(currency)

    def split_year(self, first: int, country: str | None) -> Period | None:
        """The fiscal year "2012-13" of a country whose fiscal year is not the calendar's; else None.

        Args:
            first: the year that it begins in.
            country: ISO code of the country, if it is known.
        """
        calendar = self._fiscal.get(country or "")
        return None if calendar is None or calendar.month == 1 else _year_from(first, calendar.month)

    def holiday(self, name: str, year: int) -> Period | None:
        """The days of a festival; None in a year that the rules do not know."""
        fixed, by_year, count = self._holidays[name]
        day = date.fromisoformat(f"{year}-{fixed}") if fixed else by_year.get(year)
        count = self._longer.get((name, year), count)
        return None if day is None else Period(day, day + timedelta(days=count - 1))

    def year_before(self, told: Period, moved: Period) -> Period:
        """What lies a year before: of the days of a movable festival that festival's, else ``moved``."""
        if told.start is None or shift_period(told, "year", -1) != moved:
            return moved
        for name, (fixed, by_year, _) in self._holidays.items():
            if not fixed and by_year.get(told.start.year) == told.start:
                before = self.holiday(name, told.start.year - 1)
                if before is not None and self.holiday(name, told.start.year) == told:
                    return before
        return moved


def _calendar(fields: Mapping[str, object]) -> _Calendar:
    return _Calendar(int(str(fields["month"])), fields.get("named_by") == "end")


def _year_from(year: int, month: int) -> Period:
    start = date(year, month, 1)
    return Period(start, shift_months(start, _MONTHS) - timedelta(days=1))
