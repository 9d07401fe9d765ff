"""The year that the lead of an article reports on."""

from __future__ import annotations

from datetime import date, timedelta

from extract.linking.period_calendar import only_year
from extract.linking.period_links import LinkedPeriod
from extract.linking.period_times import Candidate

# So long after a year its report is news.
_STILL_NEWS = timedelta(days=400)
_PARTS = {"quarter", "half"}
# Sentences of the lead.
_LEAD = 3


class LeadReport:
    """What the first sentences tell of the time of all that follows in the past tense.

    "Exports fell in 2018. Sales to Asia were lowest, the statistics office reported.": one names the
    year, the same or another of them who reports.
    """

    def __init__(self) -> None:
        self._read = 0
        self._says_who = False
        self._year: Candidate | None = None
        self._last: int | None = None
        self.forecast: LinkedPeriod | None = None  # the year that the first figures are foreseen for

    @property
    def is_open(self) -> bool:
        """Whether the article has only begun to tell."""
        return self._read < _LEAD

    def hear(self, *, says_who: bool) -> None:
        """Take from a sentence of the lead whether it says who reports.

        Args:
            says_who: whether it does.
        """
        self._says_who = self._says_who or says_who

    def learn(self, year: Candidate | None, published: date | None) -> None:
        """Take the year, the quarter or the half that a sentence of the lead tells of.

        Args:
            year: that time, None where it tells of none.
            published: the date of the article; its report is of no year long over.
        """
        self._read += 1
        end = None if year is None or year.period is None else year.period.end
        is_new = published is None or (end is not None and timedelta(0) < published - end <= _STILL_NEWS)
        if year is not None and end is not None and self._year is None and is_new:
            self._year = year

    def name_last(self, year: int | None) -> bool:
        """Take the year that the lead calls "last year"; whether it is new.

        Args:
            year: the year, None where a sentence names none.
        """
        is_new = year is not None and self._last is None
        self._last = self._last or year
        return is_new

    @property
    def reported(self) -> int | None:
        """The year that "last year" means in a text without a date."""
        return self._last or (only_year(self.year.period) if self.year is not None else None)

    @property
    def year(self) -> Candidate | None:
        """The year that is reported on, None where the lead reports on none."""
        return self._year if self._says_who and self.part is None else None

    @property
    def part(self) -> Candidate | None:
        """The quarter or half that the lead tells of; days and weeks are told of beside it."""
        return self._year if self._year is not None and self._year.expression.kind in _PARTS else None
