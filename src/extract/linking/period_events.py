"""Disasters and sessions that a text reports on: when what they did is told of.

"Rescuers dug for survivors of a quake that has killed 2,000. … The quake struck on Saturday".
"The Board approved 20 million in loans. … Its 91st session was held from 3 to 5 September".
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import timedelta

from extract.finding.periods import TimeExpression
from extract.linking.period_calendar import reaches
from extract.linking.period_links import LinkedPeriod, as_link
from extract.linking.period_relative import Setting
from extract.linking.period_roles import PeriodRoles, Tense
from extract.linking.period_sentences import SentenceReader
from extract.linking.period_times import Candidate, SentenceTimes
from extract.records import Document

# So long after a disaster its toll is news, after a session what it decided.
_NEWS = timedelta(days=7)
# A year or more is no moment: "Floods were worse in 2019. …"
_MOMENTS = {"date", "month", "relative", "date_range"}
_WEEKEND = "weekend"


class News:
    """Finds the day, or the few days, of the last week on which what a text reports on took place.

    Args:
        reader: reads the times of sentences.
        names: what a sentence that may say so has in it.
        before: what stands before the day.
    """

    def __init__(self, reader: SentenceReader, names: re.Pattern[str], before: re.Pattern[str]) -> None:
        self._reader = reader
        self._names = names
        self._before = before

    def find(
        self, document: Document, found: Mapping[int, Sequence[TimeExpression]], setting: Setting
    ) -> Candidate | None:
        """The time of what the text reports on; None of a text without a date.

        Args:
            document: the segmented article.
            found: its expressions, by index of sentence.
            setting: what they are reckoned from.
        """
        if setting.published is None:
            return None
        for number, expressions in found.items():
            if not any(_is_day(expression) for expression in expressions):
                continue
            sentence = document.sentences[number]
            if self._names.search(document.view[sentence.start : sentence.end].lower()) is None:
                continue
            times = self._reader.read(document.view, sentence.start, sentence.end, expressions, setting)
            for candidate in times.candidates:
                if self._is_news(times, candidate):
                    return candidate
        return None

    def _is_news(self, times: SentenceTimes, candidate: Candidate) -> bool:
        """Whether it took place then: "The quake of Saturday", "its session, held from 3 to 5 May"."""
        span, today = candidate.period, times.published
        if span is None or span.start is None or span.end is None or today is None:
            return False
        is_short = span.end - span.start <= _NEWS and candidate.role == "free"
        if not (is_short and timedelta(0) <= today - span.end <= _NEWS):
            return False
        return self._before.search(times.text[: candidate.core - times.offset]) is not None


class Sessions:
    """Tells when a session was held, and what it decided.

    Args:
        reader: reads the times of sentences.
        roles: holds the cues.

    Attributes:
        reported: the days on which a text says that a session was held, as ``News.find`` gives them.
    """

    def __init__(self, reader: SentenceReader, roles: PeriodRoles) -> None:
        self._gaps = roles.gaps
        self.reported = News(reader, self._gaps["session"], self._gaps["session-on"])

    def of_decision(
        self, times: SentenceTimes, tense: Tense | None, days: Candidate | None
    ) -> LinkedPeriod | None:
        """The days of a session for what it decided: "The Board approved 20 million", wherever that is told.

        Args:
            times: the sentence, which tells no other time.
            tense: the tense of what is told.
            days: when the session was held.
        """
        if days is None or tense not in ("past", "perfect"):
            return None
        if any(c.start != days.start for c in times.candidates):
            return None
        return as_link(days) if self._gaps["decided"].search(times.text) is not None else None


class Disasters:
    """Tells when disasters came, and what they did.

    Args:
        reader: reads the times of sentences.
        roles: holds the cues.

    Attributes:
        reported: the day on which a text says that a disaster came, as ``News.find`` gives it.
    """

    def __init__(self, reader: SentenceReader, roles: PeriodRoles) -> None:
        self._telling = reader.telling
        self._gaps = roles.gaps
        self.reported = News(reader, self._gaps["struck"], self._gaps["struck-on"])

    def told(self, times: SentenceTimes, before: Candidate | None) -> Candidate | None:
        """When the last disaster told of came: "The floods of July were a test"; None once the text goes on.

        Args:
            times: the times of the sentence.
            before: the time of the disaster told of before it.
        """
        told = [c for c in times.candidates if c.role == "free" and c.period is not None]
        if not told:
            return before
        is_moment = len(told) == 1 and told[0].expression.cue not in ("since", "by", "until", "before")
        if not is_moment or told[0].expression.kind not in _MOMENTS:
            return None
        is_disaster = self._gaps["disaster"].search(times.text) is not None
        return told[0] if is_disaster and self._telling.tense_of_times(times) == "past" else None

    def of_harm(
        self, times: SentenceTimes, tense: Tense | None, day: Candidate | None, *, is_reported: bool
    ) -> LinkedPeriod | None:
        """The time of a disaster for what it did: "It killed 64 people".

        What has been done is of one that goes on ("since the rains set in … 7,000 houses have fallen") and
        of the one that the text reports on ("dug in the ruins of a quake that has killed 2,000").

        Args:
            times: the sentence.
            tense: the tense of what is told.
            day: when the disaster came.
            is_reported: whether the text reports on it.
        """
        if day is None or tense not in ("past", "perfect"):
            return None
        if tense == "perfect" and not (is_reported or reaches(day.period, times.published)):
            return None
        return as_link(day) if self._gaps["harm"].search(times.text) is not None else None


def _is_day(expression: TimeExpression) -> bool:
    """Whether an expression names a day, or the days of a weekend."""
    fields = expression.fields
    return fields.weekday is not None or fields.first.day is not None or fields.name == _WEEKEND
