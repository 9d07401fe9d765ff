"""What a time chosen for a quantity makes of its period: all of it, one end of a movement, from it on."""

from __future__ import annotations

from extract.linking.period_calendar import end_of, end_of_time
from extract.linking.period_candidates import has_begun_since, is_label
from extract.linking.period_resolving import PeriodResolver
from extract.linking.period_roles import PeriodRoles
from extract.linking.period_telling import SentenceTelling
from extract.linking.period_times import Candidate, SentenceTimes
from extract.records import Period, Quantity

_PERFECT = 110  # ", to about"
# "at the end of 2012, when …" is that day, "since 1990, when …" that year.
_AT = (None, "in", "by")


class Dating:
    """Tells periods by times.

    Args:
        resolver: resolves expressions.
        roles: holds the cues.
        telling: tells tenses.
    """

    def __init__(self, resolver: PeriodResolver, roles: PeriodRoles, telling: SentenceTelling) -> None:
        self._resolver = resolver
        self._roles = roles
        self._gaps = roles.gaps
        self._telling = telling

    def period(
        self, times: SentenceTimes, quantity: Quantity, candidate: Candidate, move: str | None
    ) -> Period | None:
        """The period of a quantity by its time: what it is, or one end of a range or of a movement.

        Args:
            times: the sentence.
            quantity: one of its quantities.
            candidate: the time chosen for it.
            move: from or to, where it is an end of a movement.
        """
        is_next = candidate.expression.fields.away == "next"
        if move == "from" and (is_next or candidate.expression.cue == "by"):
            return None  # "to grow from 512 to 600 by 2027", "over the next 25 years": 512 is today
        before = times.text[max(0, quantity.start - times.offset - _PERFECT) : quantity.start - times.offset]
        if move is None and candidate.end <= quantity.start and self._gaps["and-to"].search(before):
            if candidate.expression.cue == "since":
                return None  # "has dropped by a fifth since 2005, to 21,000": that is today
            if candidate.expression.kind == "year_range":
                move = "to"  # "dropped by 4.7 points between 2011 and 2016, to 25.6 percent"
        is_at = candidate.expression.cue in _AT and candidate.period is not None
        if move is None and is_at and candidate.start >= quantity.end:
            gap = times.text[quantity.end - times.offset : candidate.core - times.offset]
            if self._gaps["since-clause"].search(gap) and self._telling.tense(times, quantity) == "perfect":
                return self._resolver.since(candidate.plain, times.published)
        if candidate.expression.cue == "before" and candidate.expression.edge is None:
            # "wants to have it done before 2020": like "by 2019"; "had 30 shops before 2020" says no time
            return end_of_time(candidate.period) if self._is_due(times, candidate) else None
        if move is not None and is_label(candidate, times):
            return candidate.period
        return self._end_of_range(candidate, move)

    def _is_due(self, times: SentenceTimes, candidate: Candidate) -> bool:
        """Whether what a time belongs to is still to come."""
        verbs = self._roles.verbs(times.text[: candidate.start - times.offset])
        return any(tense == "future" for _, tense in verbs)

    def _end_of_range(self, candidate: Candidate, move: str | None) -> Period | None:
        """Each level at its end of the range: "from 48 percent to 5 percent from 1995 to 2015"."""
        last = candidate.expression.fields.last
        if move is not None and has_begun_since(candidate):
            # "climbed from 1.40 to 3.10 since the firm bought it in 1997": the one then, the other today
            return candidate.plain if move == "from" else None
        if move is not None and candidate.expression.fields.away == "next":
            return candidate.period  # "will rise from 12 to 25 percent over the next 25 years"
        if candidate.ends is not None and move is not None:
            return candidate.ends[move == "to"]
        if last is None or self._resolver.is_split_year(candidate.expression, candidate.period):
            return end_of(candidate.period, move if last is None else None)
        if move is None or candidate.period is None:
            return candidate.period
        return self._resolver.resolve_end(candidate.expression, candidate.period, is_last=move == "to")
