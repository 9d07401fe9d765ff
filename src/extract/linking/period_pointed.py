"""The times named last, which "that year", "by then" and "since then" point back at."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from extract.linking.period_links import LinkedPeriod, as_day, as_link
from extract.linking.period_reach import is_back, is_day, is_deadline
from extract.linking.period_relative import is_span_of_years
from extract.linking.period_times import Candidate, SentenceTimes
from extract.records import Period


class NamedTimes:
    """What was named last, wherever the text has gone since.

    Attributes:
        last: the last time: that of "that year".
        years: the last span of two years and more: that of "those years".
        day: the last time, where it is one day: that of "At 8 a.m. a train left".
        ends: of the last movement the time that it moved from and the time that it moved to, as long as no
            other time was named: those of "In the same period it fell from 10 to 2 percent".
        begun: the last that is not still to come: "started in 1978 and is to go on until 2050. Since then".
    """

    def __init__(self) -> None:
        self.last: Period | None = None
        self.years: Period | None = None
        self.day: LinkedPeriod | None = None
        self.begun: Period | None = None
        self.ends: tuple[Period | None, Period | None] | None = None

    def learn(
        self, times: SentenceTimes, moved: LinkedPeriod | None, ends: Mapping[str, LinkedPeriod]
    ) -> None:
        """Take the times of a sentence.

        Args:
            times: the times of the sentence.
            moved: all that a movement of the sentence took, None without one.
            ends: the times of the movement told last, from and to.
        """
        said = [c for c in times.candidates if not is_back(c)] or times.candidates or times.compared
        named = [c for c in said if c.period is not None]
        if times.candidates:
            self.ends = (ends["from"].period, ends["to"].period) if ends else None
        if moved is not None:
            self.last = moved.period
        elif named:
            self.last = as_day(named[-1])
            self.day = as_link(named[-1]) if is_day(named[-1]) else None
        self.years = self.last if is_span_of_years(self.last) else self.years
        begun = [as_day(c) for c in named if _has_begun(c, times.published)]
        self.begun = begun[-1] if begun else self.begun


def _has_begun(candidate: Candidate, published: date | None) -> bool:
    span = candidate.period
    if published is None or span is None or span.start is None:
        return not is_deadline(candidate)
    return span.start <= published
