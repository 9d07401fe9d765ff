"""Periods as they are linked, and how one lies to another."""

from __future__ import annotations

from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from datetime import date, timedelta

from extract.frozen import record
from extract.linking.period_calendar import span_years
from extract.linking.period_reach import is_last_part
from extract.linking.period_times import Candidate
from extract.records import Period, Span

_MOVES = {"period:from", "period:to", "period:relative"}
# So long after a year its figures are news.
_SOON = timedelta(days=130)


@record(frozen=True, slots=True)
class LinkedPeriod:
    """The period of a quantity.

    Attributes:
        period: ISO dates, None where a time is said that cannot be told ("last year" without a date).
        evidence: the expression that it comes from.
        rules: how it was linked and by which pattern: ``("period:postfix", "year")``.
    """

    period: Period | None
    evidence: Span
    rules: tuple[str, ...]


def reported(
    free: Sequence[Candidate], dated: Sequence[LinkedPeriod], kinds: AbstractSet[str]
) -> LinkedPeriod | None:
    """What the first dated sentence reports on: "exports rose 9.5 percent in August"."""
    starts = {c.start for c in free if c.expression.kind in kinds or is_last_part(c, kinds)}
    kept = [link for link in dated if link.evidence.start in starts and not is_open(link)]
    return kept[0] if kept else None


def last_year(free: Sequence[Candidate], dated: Sequence[LinkedPeriod]) -> LinkedPeriod | None:
    """The year that a forecast is made for: "will slow to 3 percent in 2025 from 3.6 percent in 2024"."""
    starts = {c.start for c in free if c.expression.kind in ("year", "relative", "fiscal_year")}
    years = [link for link in dated if link.evidence.start in starts and link.period is not None]
    ends = [(link.period.end, link) for link in years if link.period and span_years(link.period) == 1]
    return max(ends, key=lambda pair: pair[0] or date.min)[1] if ends else None


def year_reported(
    free: Sequence[Candidate], dated: Sequence[LinkedPeriod], published: date | None
) -> LinkedPeriod | None:
    """The same of the year just over: "opened 602 km in 2020", said in January 2021."""
    link = reported(free, dated, {"year"})
    span = None if link is None else link.period
    if span is None or span.end is None or span_years(span) != 1 or published is None:
        return None
    return link if timedelta(0) < published - span.end <= _SOON else None


def as_day(candidate: Candidate) -> Period | None:
    """What "that day" and "that year" point back at: the day itself of "until December 1"."""
    is_open = candidate.period is not None and candidate.period.start is None
    return candidate.plain if is_open else candidate.period


def as_link(candidate: Candidate) -> LinkedPeriod:
    """A time of a sentence as what is told of."""
    evidence = Span(candidate.start, candidate.end)
    return LinkedPeriod(candidate.period, evidence, ("period:told", candidate.expression.rule))


def as_compared(candidate: Candidate) -> LinkedPeriod:
    """A time that is compared with, as that of the value that another moved from."""
    evidence = Span(candidate.start, candidate.end)
    return LinkedPeriod(
        candidate.period, evidence, ("period:compared", candidate.expression.rule, "period:from")
    )


def is_within(link: LinkedPeriod, document: LinkedPeriod | None) -> bool:
    """Whether a period is only a part of what the document reports on."""
    part, whole = link.period, document.period if document is not None else None
    if part is None or whole is None or part == whole:
        return False
    if part.start is None or part.end is None or whole.start is None or whole.end is None:
        return False
    return whole.start <= part.start and part.end <= whole.end


def is_moment_of(link: LinkedPeriod, frame: LinkedPeriod) -> bool:
    """Whether a period is one day in the years of a frame: "By the end of 2023 it had grown to …"."""
    inner, years = link.period, frame.period
    if (
        inner is None
        or inner.start is None
        or inner.start != inner.end
        or years is None
        or years.start is None
    ):
        return False
    is_long = years.end is None or years.end.year > years.start.year
    return is_long and years.start <= inner.start


def is_after(period: Period, other: Period) -> bool:
    """Whether a period begins behind another's end."""
    return period.start is not None and other.end is not None and period.start > other.end


def is_open(link: LinkedPeriod) -> bool:
    """Whether a time said in passing has no end: "has put 94 million yuan into clinics since 2016"."""
    return link.period is not None and link.period.end is None


def whole_movement(dated: Sequence[LinkedPeriod]) -> LinkedPeriod | None:
    """Of "dropped from … in 1990 to … in 2018" the whole time, which the next sentence may go on with."""
    spans = [link.period for link in dated if link.period is not None]
    starts = [span.start for span in spans if span.start is not None]
    ends = [span.end for span in spans if span.end is not None]
    moved = any(rule in _MOVES for link in dated for rule in link.rules)
    if not (moved and starts and ends):
        return None
    return LinkedPeriod(Period(min(starts), max(ends)), dated[-1].evidence, dated[-1].rules)
