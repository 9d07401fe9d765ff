"""Years of a company's accounts: ``results for the year ended 31 March 2004 … £90m (2003: £86m)``."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from extract.linking.period_calendar import is_year_long, shift_period, years
from extract.linking.period_candidates import Choice
from extract.linking.period_links import LinkedPeriod
from extract.linking.period_roles import Tense
from extract.linking.period_times import Candidate, SentenceTimes
from extract.records import Period, Span

_WEEKS = {52 * 7, 53 * 7}
_YEAR_OF_WEEKS = 52 * 7
_COMPARED = "period:compared"
_MOST_BACK = 5  # years of a company's record


def compares_years(times: SentenceTimes) -> bool:
    """Whether a sentence sets figures beside those of another year: "Turnover £90m (2003: £86m)".

    Args:
        times: the times of the sentence.
    """
    return any(_is_label(times, candidate) for candidate in times.compared)


def year_compared(times: SentenceTimes, tense: Tense | None) -> LinkedPeriod | None:
    """The article's own year for what is set beside last year: "rose to 66 billion, up 43 percent on it".

    Args:
        times: the times of the sentence, none of which dates its quantities.
        tense: the tense of the quantity; what "is 5 percent up on last year" is so today.
    """
    if times.published is None or tense != "past" or times.candidates or len(times.compared) != 1:
        return None
    other = times.compared[0]
    fields = other.expression.fields
    is_ago = (fields.unit, fields.count or 1, fields.away) == ("year", 1, "ago")
    if not is_ago and (fields.unit, fields.unit_offset, fields.anchor) != ("year", -1, None):
        return None
    year = times.published.year
    rules = (_COMPARED, other.expression.rule)
    return LinkedPeriod(years(year, year), Span(other.start, other.end), rules)


def as_of_accounts(times: SentenceTimes, choice: Choice, accounts: LinkedPeriod | None) -> Period | None:
    """The period of a choice; of a year that labels a bracket the company's own year of that name.

    Args:
        times: the times of the sentence.
        choice: the time chosen for a quantity.
        accounts: what the text reports on, None where it reports on nothing.
    """
    told = None if accounts is None else accounts.period
    year = choice.candidate.expression.fields.first.year
    is_year = choice.candidate.expression.kind == "year" and choice.period == choice.candidate.plain
    if told is None or told.start is None or told.end is None or year is None:
        return choice.period
    back = told.end.year - year
    if not (is_year and 0 <= back <= _MOST_BACK and _is_label(times, choice.candidate)):
        return choice.period
    if (told.end - told.start).days + 1 in _WEEKS:
        weeks = timedelta(back * _YEAR_OF_WEEKS)
        first = told.end - weeks - timedelta(_YEAR_OF_WEEKS - 1) if back else told.start
        return Period(first, told.end - weeks)
    return shift_period(told, "year", -back) if is_year_long(told) else choice.period


def as_old_value(baseline: LinkedPeriod | None, before: LinkedPeriod | None) -> LinkedPeriod | None:
    """The baseline of a change; behind "(2003: £86m)" it is the period of the value in the bracket.

    Args:
        baseline: what the change is compared with.
        before: the period of the quantity before it.
    """
    if (
        baseline is None
        or before is None
        or baseline.evidence != before.evidence
        or _COMPARED in before.rules
    ):
        return baseline
    return replace(baseline, period=before.period)


def _is_label(times: SentenceTimes, candidate: Candidate) -> bool:
    before = times.text[: candidate.start - times.offset].rstrip()
    return candidate.role == "compare" and before.endswith(("(", "["))
