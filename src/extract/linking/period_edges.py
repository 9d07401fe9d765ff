"""What edges and prepositions make of a period: "late 2012", "by 2019", "since 2016"."""

from __future__ import annotations

from calendar import monthrange
from datetime import date, timedelta

from extract.finding.periods import TimeExpression
from extract.linking.period_calendar import shift_months
from extract.records import Period

_MONTHS = 12
_DAY = timedelta(days=1)
_RANGE_CUES = ("from", "until", "after", "before")


def with_edge(expression: TimeExpression, period: Period) -> Period:
    """The period with its edge: "late 2012" is a day, "mid-2020" its middle, "early 2018" the year.

    Args:
        expression: the expression.
        period: what it names without its edge.
    """
    if expression.fields.last is not None or _is_long(expression):
        return period
    return edged(period, expression.edge)


def edged(period: Period, edge: str | None) -> Period:
    """The end or the middle of a period, or all of it.

    Args:
        period: a period.
        edge: end, mid, early or None.
    """
    if edge is None or period.end is None or period.start is None:
        return period
    if edge == "end":
        return Period(period.end, period.end)
    if edge == "mid":
        middle = _middle(period.start, period.end)
        return Period(middle, middle)
    return period


def with_cue(expression: TimeExpression, period: Period, published: date | None) -> Period:
    """The period with what the preposition makes of it: "by 2019", "since 2016", "until 2030".

    Args:
        expression: the expression.
        period: what it names without its preposition.
        published: the article's date, where "since" ends.
    """
    cue, start, end = expression.cue, period.start, period.end
    is_between = expression.fields.name == "those_years" or expression.fields.last is not None
    if start is None or end is None or (is_between and cue in _RANGE_CUES):  # "between those years"
        return period
    if cue == "by" or (cue == "before" and expression.edge == "end"):  # "before the end of 2020"
        return period if expression.edge == "early" else Period(end, end)
    if cue in ("since", "from"):
        is_open = expression.kind == "duration"
        return period if is_open else Period(start, published if published and published >= start else None)
    if cue == "after":
        return period if expression.kind == "date" else Period(end + _DAY, None)
    if cue == "from_now":
        return Period(published, end) if published is None or published <= end else Period(None, end)
    return {"until": Period(None, end), "before": Period(None, start - _DAY)}.get(cue or "", period)


def _is_long(expression: TimeExpression) -> bool:
    """Whether the edge is no day: "the late 1970s"."""
    return expression.kind in ("decade", "century") and expression.cue != "by"


def _middle(start: date, end: date) -> date:
    """30 June of a year, the 15th of a month."""
    length = (end.year - start.year) * _MONTHS + end.month - start.month + 1
    if length <= 1:
        return start.replace(day=15)
    last = shift_months(start, length // 2 - 1)
    return last.replace(day=monthrange(last.year, last.month)[1])
