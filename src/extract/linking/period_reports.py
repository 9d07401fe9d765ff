"""The year that the lead of an article reports on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta

from extract.finding.periods import TimeExpression
from extract.linking.period_calendar import only_year
from extract.linking.period_links import LinkedPeriod, last_year, reported, year_reported
from extract.linking.period_telling import SentenceTelling
from extract.linking.period_times import Candidate
from extract.records import Document

# So long after a year its report is news.
_STILL_NEWS = timedelta(days=400)
_PARTS = {"quarter", "half"}
# Parts of a year, for which statistics are reported: what follows in the past tense is of the same.
# "moved 9 million during the 13th Five-Year Plan period": what was done under it is told on.
_OF_A_PLAN = {"plan_period"}
_REPORTING = {"half", "quarter", "month", "festival", "plan_period"}
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
        self.is_dated = False
        self.report: LinkedPeriod | None = None  # what the first dated sentence reports on
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

    def go_by(self) -> None:
        """Count a sentence that tells no time: what stands far below the headline is no lead."""
        self._read += 1

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

    def learn_figures(
        self,
        free: Sequence[Candidate],
        dated: Sequence[LinkedPeriod],
        reports: str | None,
        published: date | None,
    ) -> None:
        """Remember what year or part of one the first dated sentence reports on.

        Args:
            free: the times of a sentence that may date others.
            dated: the times of its figures.
            reports: how it tells these, as ``Discourse.leave`` takes it.
            published: the date of the article.
        """
        if self.is_dated or all(link.period is None for link in dated):
            return
        self.is_dated = True
        if reports == "forecast":
            self.forecast = last_year(free, dated)
            return
        self.report = reported(free, dated, _REPORTING if reports == "statistic" else _OF_A_PLAN)
        if self.report is None and reports is not None:
            self.report = year_reported(free, dated, published)

    def name_last(self, year: int | None) -> bool:
        """Take the year that the lead calls "last year"; whether it is new.

        Args:
            year: the year, None where a sentence names none.
        """
        is_new = year is not None and self._last is None
        self._last = self._last or year
        return is_new

    def reported(self, latest: int | None) -> int | None:
        """The year that "last year" means in a text without a date.

        Args:
            latest: the last year that the text tells what happened in; no earlier one is meant.
        """
        year = only_year(self.year.period) if self.year is not None else None
        return self._last or (year if year is not None and year >= (latest or 0) else None)

    @property
    def year(self) -> Candidate | None:
        """The year that is reported on, None where the lead reports on none."""
        return self._year if self._says_who and self.part is None else None

    @property
    def part(self) -> Candidate | None:
        """The quarter or half that the lead tells of; days and weeks are told of beside it."""
        return self._year if self._year is not None and self._year.expression.kind in _PARTS else None


def latest_told(
    document: Document, found: Mapping[int, Sequence[TimeExpression]], telling: SentenceTelling
) -> int | None:
    """The last year that an undated text tells what happened in; None for a text with a date.

    Args:
        document: the segmented article.
        found: its expressions, by index of sentence.
        telling: tells how sentences tell.
    """
    latest: int | None = None
    for number, expressions in found.items() if document.metadata.published is None else ():
        years = [e for e in expressions if (e.fields.first.year or 0) > (latest or 0)]
        if not years:
            continue
        sentence = document.sentences[number]
        text = document.view[sentence.start : sentence.end].lower()
        for expression in years:
            if telling.is_past(text, sentence.start, expression):
                latest = max(latest or 0, expression.fields.first.year or 0)
    return latest
