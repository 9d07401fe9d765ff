"""The times of a sentence, each with what it names and where it stands."""

from __future__ import annotations

from collections.abc import Sequence

from extract.finding.periods import TimeExpression
from extract.linking.period_candidates import is_other_year
from extract.linking.period_durations import since_ago
from extract.linking.period_edges import with_edge
from extract.linking.period_limits import PeriodLimits
from extract.linking.period_resolving import PeriodResolver, Setting
from extract.linking.period_roles import PeriodRoles, Role
from extract.linking.period_times import Candidate
from extract.records import Period

# "Since the launch in 2015" says when, "since the reform of the late 1970s" speaks of an age.
_EXACT = {"year", "month", "date"}
_DAYS = "date_range"  # "The fair, which ran from May 3 to 7, had 700 stands"
_AT = (None, "in", "by")
_TIGHT = 80


class CandidateReader:
    """Reads the times that can date the quantities of a sentence.

    Args:
        resolver: resolves expressions.
        roles: holds the cues.
        limits: tells asides.
    """

    def __init__(self, resolver: PeriodResolver, roles: PeriodRoles, limits: PeriodLimits) -> None:
        self._resolver = resolver
        self._roles = roles
        self._gaps = roles.gaps
        self._limits = limits

    def read(
        self,
        sentence: str,
        lowered: str,
        offset: int,
        group: tuple[TimeExpression, ...],
        role: Role,
        setting: Setting,
    ) -> Candidate:
        """A time of a sentence, or several that name one.

        Args:
            sentence: the sentence.
            lowered: the same in lower case.
            offset: where it begins.
            group: the expressions.
            role: what they do there.
            setting: what they are reckoned from.
        """
        first, last = group[0], group[-1]
        period = self._resolver.resolve(first, setting)
        plain = self._resolver.resolve_plain(first, setting)
        if len(group) > 1:
            period = plain = self._resolver.resolve_together(group, setting)
        leading = self._leading(sentence, lowered, first.start - offset)
        holds = first.kind == _DAYS and self._gaps["event-days"].match(lowered[: first.start - offset])
        if holds or self._gaps["list-head"].match(lowered[last.end - offset :]):
            leading = "sentence"
        before = lowered[: first.core - offset]
        is_event = leading and self._gaps["event"].match(lowered[: first.start - offset])
        is_begun = _is_exact(first) and self._gaps["since-event"].match(before)
        if is_event and not is_begun:
            period = plain = None
        elif first.cue in _AT and (self._gaps["since-opened"].search(before) or is_begun):
            ago = since_ago(first, setting)
            plain = plain if ago is None or plain is None else Period(ago.start, plain.end)
            period = self._resolver.since(
                None if plain is None else with_edge(first, plain), setting.published
            )
        begin = first.start - offset
        aside = self._gaps["in-relative"].search(lowered, max(0, begin - _TIGHT), begin) is not None
        is_alone = first.cue == "from" and len(group) == 1
        if is_alone and self._limits.is_between_commas(lowered, begin, last.end - offset):
            period = plain  # "The older bill, from 2011, is of 5,084 yuan"
        ends = self._resolver.resolve_ends(group, setting)
        return Candidate(first.start, first.core, last.end, role, leading, first, period, plain, aside, ends)

    def looks_ahead(self, lowered: str, offset: int, expression: TimeExpression) -> bool:
        """Whether "in December" is the coming one: "will open in December".

        Args:
            lowered: the sentence in lower case.
            offset: where it begins.
            expression: one of its times.
        """
        if self._gaps["scheduled"].search(lowered[: expression.start - offset]):
            return self._roles.tense(lowered, expression.core - offset, expression.end - offset) != "past"
        tense = self._roles.tense(lowered, expression.core - offset, expression.end - offset)
        is_ahead = expression.cue == "until" and tense in ("present", "perfect")  # "needs $3 until January"
        return tense == "future" or is_ahead or expression.cue == "from_now"

    def is_context(
        self,
        lowered: str,
        offset: int,
        context: TimeExpression,
        other: TimeExpression,
        setting: Setting,
        found: Sequence[TimeExpression],
    ) -> bool:
        """Whether the year of a sentence is that of a month behind it: not in "A, sent in 2018, …".

        Args:
            lowered: the sentence in lower case.
            offset: where it begins.
            context: the only year of the sentence.
            other: another time of it.
            setting: the article's date.
            found: all times of the sentence.
        """
        if context.core >= other.start:
            return False
        if setting.published is not None and (
            context.cue == "since" or any(is_other_year(e, context, other) for e in found)
        ):
            return False  # "rose from 5 in 2015 to 7 last year, and opened a branch in November"
        first, last = context.core - offset, context.end - offset
        return setting.published is None or not self._limits.is_in_who_clause(lowered, first, last)

    def _leading(self, sentence: str, lowered: str, start: int) -> str | None:
        dateline = self._gaps["dateline-lead"].match(lowered[:start])
        first = dateline.end() if dateline is not None else 0
        if self._gaps["opening"].match(sentence[first:start]) or self._gaps["leading-phrase"].match(
            lowered[first:start]
        ):
            return "sentence"
        return "clause" if self._gaps["clause-leading"].search(lowered[:start]) else None


def _is_exact(expression: TimeExpression) -> bool:
    """Whether an event can be dated by it: by "the 1980s", while "the late 1970s" are an age."""
    return expression.kind in _EXACT or (expression.kind == "decade" and expression.edge is None)
