"""The time that a quantity takes from what was told before, where its own sentence dates it by nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from extract.linking.period_accounts import compares_years
from extract.linking.period_budgets import budgeted
from extract.linking.period_calendar import end_of, holds_two_years, is_over, is_short, reaches
from extract.linking.period_discourse import Discourse
from extract.linking.period_events import Disasters, Sessions
from extract.linking.period_inheriting import continues, is_apart, is_longer, told_on_day
from extract.linking.period_links import LinkedPeriod, as_compared
from extract.linking.period_resolving import PeriodResolver
from extract.linking.period_roles import PeriodRoles, Tense
from extract.linking.period_sentences import SentenceReader
from extract.linking.period_times import SentenceTimes
from extract.records import Quantity

# A row of a table, which has no verb.
_ROW = 60


class ToldTimes:
    """Tells which of the times told of a quantity goes on with.

    Args:
        resolver: resolves expressions.
        reader: reads the times of sentences.
        disasters: tells what disasters did.
        sessions: tells what sessions decided.
        roles: holds the cues.
    """

    def __init__(
        self,
        resolver: PeriodResolver,
        reader: SentenceReader,
        disasters: Disasters,
        sessions: Sessions,
        roles: PeriodRoles,
    ) -> None:
        self._sessions = sessions
        self._resolver = resolver
        self._reader = reader
        self._telling = reader.telling
        self._disasters = disasters
        self._gaps = roles.gaps

    def time_of(
        self,
        times: SentenceTimes,
        quantity: Quantity,
        others: Sequence[Quantity],
        move: str | None,
        discourse: Discourse,
    ) -> LinkedPeriod | None:
        """The time of a quantity that its sentence does not date; None where nothing told is its own.

        Args:
            times: the sentence.
            quantity: one of its quantities.
            others: the others.
            move: from or to, where it is an end of a movement.
            discourse: what was told before.
        """
        since = self._since_told(times, quantity, discourse)
        return since or self._inherited(times, quantity, others, move, discourse)

    def _inherited(
        self,
        times: SentenceTimes,
        quantity: Quantity,
        others: Sequence[Quantity],
        move: str | None,
        discourse: Discourse,
    ) -> LinkedPeriod | None:
        """The time told of before, of which a movement takes its ends."""
        told = self._told_of(times, quantity, others, discourse)
        if told is None or is_longer(quantity, told.period):
            return None
        is_blocked = times.blocked and not self._telling.was_foreseen(times, quantity)
        if is_blocked or self._telling.is_former(times, quantity):
            return None
        last = discourse.last_of_movement(told)
        if last is not told and not self._telling.is_demonstrative(times):
            told = last  # but all of it for "two thirds of this rise"
        before = [c for c in times.compared if move and c.period and c.end <= quantity.start]
        if before and not times.candidates:
            # "Compared with the plan for 2004-06, the share will rise from 10 to 25 percent"
            return as_compared(before[-1]) if move == "from" else told
        if move == "from" and not holds_two_years(told.period):
            return None  # "saw its income grow from 10,000 yuan": before the year told of
        if move is None and quantity.kind == "percent" and others:
            # "In those years the rate fell by 9 points to 15 percent": that was at their end
            move = self._reader.movements.preposition(times, quantity)
        return replace(told, period=end_of(told.period, move), rules=("period:told", *told.rules[1:]))

    def _has_time(self, times: SentenceTimes, quantity: Quantity, others: Sequence[Quantity]) -> bool:
        """Whether the sentence tells a time that may be that of a quantity, so that it inherits none."""
        return any(
            c.role == "free"
            and not is_apart(times, quantity, c)
            and not self._telling.is_of_today(times, quantity, c)
            and not self._telling.is_afterthought(times, quantity, c)
            and not (c.is_aside and c.start >= quantity.end)
            and not (c.period is not None and self._reader.limits.in_aside(times, quantity, c))
            and not self._reader.dates_old_value(times, quantity, others, c)
            for c in times.candidates
        )

    def _told_of(
        self, times: SentenceTimes, quantity: Quantity, others: Sequence[Quantity], discourse: Discourse
    ) -> LinkedPeriod | None:
        """The time told of, where the clause of the quantity goes on with it."""
        tense, is_reported = self._telling.tense(times, quantity), discourse.foretold is not None
        of_disaster = self._disasters.of_harm(times, tense, discourse.disaster, is_reported=is_reported)
        # "dug on Sunday in the ruins of a quake that has killed 2,000"
        of_event = of_disaster if is_reported and tense == "perfect" else None
        is_then = discourse.age == 0 and tense in ("past", "perfect") and self._telling.says_hour(times)
        of_event = of_event or (discourse.named.day if is_then else None)
        of_event = of_event or self._sessions.of_decision(times, tense, discourse.session)
        if of_event is not None or self._has_time(times, quantity, others):
            return of_event
        is_same = tense == "past" and self._telling.tells_of_same(times)
        same = (discourse.before if is_same else None) or of_disaster
        same = same or (discourse.document if compares_years(times) else None)
        if same is not None:
            return same
        forecast = discourse.lead.forecast
        foreseen = forecast if forecast is not None and self._telling.foresees(times) else None
        if tense == "future":
            return self._due(times, quantity, foreseen, discourse)
        is_then = foreseen is not None and self._telling.was_foreseen(times, quantity)
        if is_then and foreseen is not None and not is_over(foreseen.period, times.published):
            return foreseen  # "The ministry had at first forecast 22 million tonnes"
        return self._told_on(times, quantity, tense, discourse)

    def _due(
        self,
        times: SentenceTimes,
        quantity: Quantity,
        foreseen: LinkedPeriod | None,
        discourse: Discourse,
    ) -> LinkedPeriod | None:
        """The time of what is to come: of the plan told of, of a forecast."""
        is_next = discourse.goes_on_planning and not self._telling.has_own_stretch(times)
        told = discourse.told if is_next and discourse.period else None
        # "It is to send 40 billion kWh every year once …"
        goal = None if quantity.per == "year" else discourse.goal
        due = told or goal or foreseen or discourse.budget
        return None if due is None or is_over(due.period, times.published) else due

    def _told_on(
        self, times: SentenceTimes, quantity: Quantity, tense: Tense | None, discourse: Discourse
    ) -> LinkedPeriod | None:
        """The time told of for what is or was, where the clause goes on with it."""
        # "Over the past decade, …\n\nIt has trained 300 people", but not "It trained 300"
        told = None if discourse.lasts and tense != "perfect" else discourse.told
        budget = budgeted(discourse.budget, told, times.text, quantity, tense, self._gaps)
        if told is None:
            return budget or self._subject_of(times, tense, discourse)
        describes = not discourse.framed and self._reader.limits.tells_of_subject(times, quantity)
        is_done = discourse.tells_done and self._telling.continues(times.text)
        is_share = discourse.tells_share and self._telling.is_share(times, quantity, told.period)
        is_same = tense == "present" and (is_done or is_share)
        goes_on = is_same or continues(tense, told, discourse, times.published)
        is_day = told.period is not None and told.period.start == told.period.end
        # "… by March 2024. Nearly all of these have been begun, and 26 million are ready" tells of today
        is_now = is_day and tense in ("present", "perfect")
        if describes or not (goes_on or (not is_now and self._telling.is_demonstrative(times))):
            # "It has built 300 km since 2017. Output reached …", in a report of 2017
            is_left = reaches(told.period, times.published) and tense == "past" and not describes
            about = discourse.document if is_left else None
            return budget or (None if about is None or about.period == told.period else about)
        return (
            told_on_day(told, discourse, tense, self._telling.tells_on(times, quantity)) if is_day else told
        )

    def _since_told(
        self, times: SentenceTimes, quantity: Quantity, discourse: Discourse
    ) -> LinkedPeriod | None:
        """From the time told of on: "lost a contract in 2018. Sales have since shrunk by half"."""
        told = discourse.told
        if told is None or times.candidates or not self._reader.is_since_then(times, quantity):
            return None
        if told.period is None or not is_short(told.period):
            return None
        period = self._resolver.since(told.period, times.published)
        return LinkedPeriod(period, told.evidence, ("period:since", *told.rules[1:]))

    def _subject_of(
        self, times: SentenceTimes, tense: Tense | None, discourse: Discourse
    ) -> LinkedPeriod | None:
        """What the article is about, where nothing else was told: its title's time, that of its report."""
        is_row = self._telling.is_verbless(times) and all(
            len(line) <= _ROW for line in times.text.splitlines()
        )
        if discourse.document is not None:
            return discourse.document if tense == "past" or is_row or discourse.covered else None
        if tense == "past" and discourse.annual is not None and self._telling.is_told(times):
            return discourse.annual
        is_figure = tense == "past" and self._telling.is_statistic(times)
        return discourse.lead.report if is_figure or is_row else None
