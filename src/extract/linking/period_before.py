"""The times before a quantity, in its own sentence: which of them dates it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from extract.linking.period_calendar import years as calendar_years
from extract.linking.period_roles import PeriodRoles
from extract.linking.period_times import Candidate, SentenceTimes
from extract.records import Quantity

_BESIDE = 24
_PAIR = "year-pair"
# Not that of "100,000 tonnes".
COMMA = re.compile(r",(?!\d)")
PARENTHESIS = re.compile(r"\([^()]*\)?")


class TimesBefore:
    """Chooses among the times before a quantity.

    Args:
        roles: holds the cues and the verbs.
    """

    def __init__(self, roles: PeriodRoles) -> None:
        self._roles = roles
        self._gaps = roles.gaps

    def parallel(
        self, times: SentenceTimes, quantity: Quantity, all_here: Sequence[Quantity]
    ) -> Candidate | None:
        """The time before its value: "In 2017 it was 3 percent, in 2018 2 percent and in 2019 1 percent"."""
        free = [c for c in times.candidates if c.role == "free"]
        if len(free) < 2 or free[0].leading != "sentence" or quantity.start < free[0].end:
            return None
        edges = [*(c.start for c in free[1:]), None]
        for candidate, limit in zip(free, edges, strict=True):
            if not any(candidate.end <= q.start and (limit is None or q.end <= limit) for q in all_here):
                return None
        if len({c.expression.cue for c in free if c.expression.cue is not None}) > 1:
            return None  # "Since 2015 it has fallen; it will be 29 percent, or 182 million, in 2018"
        before = [times.text[: c.start - times.offset] for c in free[1:]]
        if not all(self._gaps["parallel"].search(text[-24:]) for text in before):
            return None
        return [c for c in free if c.end <= quantity.start][-1]

    def respective(
        self, times: SentenceTimes, quantity: Quantity, all_here: Sequence[Quantity]
    ) -> Candidate | None:
        """The time of the same rank: "3, 5 and 8 percent in 2014, 2016 and 2019, respectively"."""
        if len(all_here) == 1 or not self._gaps["respectively"].search(times.text):
            return None
        told = [time for c in times.candidates if c.role == "free" for time in _singly(c)]
        first, last = all_here[0].start, all_here[-1].end
        on_one_side = all(c.start >= last for c in told) or all(c.end <= first for c in told)
        return told[all_here.index(quantity)] if on_one_side and len(told) == len(all_here) else None

    def adjacent(self, times: SentenceTimes, quantity: Quantity) -> Candidate | None:
        """The time right before a quantity: "in 2020 alone $20.6 billion"."""
        before = [c for c in times.candidates if c.end <= quantity.start and c.role == "free"]
        if not before:
            return None
        gap = times.text[before[-1].end - times.offset : quantity.start - times.offset]
        return before[-1] if self._gaps["adjacent"].match(gap) else None

    def owner(self, times: SentenceTimes, quantity: Quantity) -> Candidate | None:
        """The time of a value alone: "up from 2018's 3.8 percent", "than in 2010 (74.8 years)"."""
        start = quantity.start - times.offset
        for candidate in (*times.candidates, *times.compared):
            end = candidate.end - times.offset
            if end < start and self._gaps["possessed"].fullmatch(times.text, end, start):
                return replace(candidate, period=candidate.plain)
        return self._bracketed(times, quantity)

    def is_owner(self, times: SentenceTimes, candidate: Candidate) -> bool:
        """Whether a time is that of the value behind it alone: "twice last year's $15 million"."""
        owned = self._gaps["possessed"].match(times.text, candidate.end - times.offset)
        return candidate.role == "tight" and owned is not None

    def _bracketed(self, times: SentenceTimes, quantity: Quantity) -> Candidate | None:
        """The time that a bracket tells more of: "than in 2010 (74.8 years)"."""
        start = quantity.start - times.offset
        opening = times.text.rfind("(", 0, start)
        if opening < 0 or ")" in times.text[opening:start]:
            return None
        pool = (c for c in (*times.candidates, *times.compared) if c.end - times.offset <= opening)
        last = max(pool, key=lambda c: c.end, default=None)
        is_behind = last is not None and not times.text[last.end - times.offset : opening].strip()
        return last if is_behind else None

    def beside(
        self, times: SentenceTimes, quantity: Quantity, others: Sequence[Quantity]
    ) -> Candidate | None:
        """The time just before a quantity in a later clause: "so that on 30 June it had 1,412"."""
        before = [c for c in times.candidates if c.end <= quantity.start]
        if len(before) < 2 or before[-1].role != "free" or before[-1].leading:
            return None
        gap = times.text[before[-1].end - times.offset : quantity.start - times.offset]
        told = any(before[-2].end <= o.start < before[-1].start for o in others)
        near = len(gap) <= _BESIDE and not COMMA.search(gap)
        return before[-1] if told and near and self._roles.verbs(gap) else None

    def participle(self, times: SentenceTimes, quantity: Quantity) -> Candidate | None:
        """The time of a participle that tells more of it: "installed in 2019 at a cost of 280,000 yuan"."""
        before = [c for c in times.candidates if c.end <= quantity.start]
        if not before or before[-1].role != "tight":
            return None
        first, last = before[-1].end - times.offset, quantity.start - times.offset
        is_same = self._gaps["participle-of"].fullmatch(times.text, first, last) is not None
        return before[-1] if is_same and not self._roles.verbs(times.text[first:last]) else None

    def leading_before(self, times: SentenceTimes, quantity: Quantity) -> Candidate | None:
        """The last time before a quantity that opens the sentence or a clause of it."""
        leading = [c for c in times.candidates if c.leading and c.start < quantity.start and _governs(c)]
        return leading[-1] if leading else None

    def relative_clause(self, times: SentenceTimes, quantity: Quantity) -> Candidate | None:
        """The year itself in "since 1985, when it stood at 40 percent"."""
        pool = (c for c in (*times.candidates, *times.compared) if c.end <= quantity.start)
        last = max(pool, key=lambda c: c.end, default=None)
        if last is None:
            return None
        gap = times.text[last.end - times.offset : quantity.start - times.offset]
        return last if self._gaps["when"].match(PARENTHESIS.sub("", gap)) else None


def _singly(candidate: Candidate) -> list[Candidate]:
    """The two years of "in 2018 and 2019"; any other time as it is."""
    fields, plain = candidate.expression.fields, candidate.plain
    if candidate.expression.rule != _PAIR or plain is None or fields.last is None:
        return [candidate]
    stamps = (fields.first.year, fields.last.year)
    return [replace(candidate, period=calendar_years(y, y), plain=calendar_years(y, y)) for y in stamps if y]


def _governs(candidate: Candidate) -> bool:
    """Whether a time that leads dates what follows: "Within two years, it wants …", too."""
    is_within = candidate.expression.fields.away == "within" and candidate.period is not None
    return candidate.role == "free" or is_within
