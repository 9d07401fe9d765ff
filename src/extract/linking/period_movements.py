"""Movements in a sentence: "from 10 percent in 2014 to 20 percent"; which value is the old one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from extract.linking.period_links import LinkedPeriod, as_link
from extract.linking.period_roles import PeriodRoles
from extract.linking.period_times import SentenceTimes
from extract.records import Quantity
from extract.rules.endings import Ending

_ENDS = ("from", "to")
_RATES = ("percent", "multiple")
_BACK = 40


class Movements:
    """Tells the ends of movements.

    Args:
        roles: holds the cues.
    """

    def __init__(self, roles: PeriodRoles) -> None:
        self._gaps = roles.gaps
        self._prepositions = {end: Ending(roles.gaps[end].pattern) for end in _ENDS}
        self._compared = Ending(roles.gaps["compared-value"].pattern)
        self._after = Ending(roles.gaps["after-value"].pattern)
        self._revised = Ending(roles.gaps["revised"].pattern)
        # Each rule asks again: the ends of the last sentence, by where its quantities begin.
        self._told: tuple[str, dict[int, str | None]] = ("", {})

    def moves(
        self, times: SentenceTimes, quantities: Sequence[Quantity], members: Sequence[int], member: int
    ) -> str | None:
        """Whether the quantity is the "from" or the "to" of a movement ("from 10 to 20 percent").

        A "to" alone is none: in "rose 5 percent to 3 million" both hold for the same time.

        Args:
            times: the sentence.
            quantities: all quantities of the article.
            members: indexes of those of the sentence.
            member: index of the one to judge.
        """
        move = self.preposition(times, quantities[member])
        place = list(members).index(member)
        if move == "from":
            rest = members[place + 1 :]
            return move if any(self.preposition(times, quantities[m]) == "to" for m in rest) else None
        if move == "to":
            rest = members[:place]
            return move if any(self.preposition(times, quantities[m]) == "from" for m in rest) else None
        return "from" if self._begins_second_pair(times, quantities, members, place) else None

    def _begins_second_pair(
        self, times: SentenceTimes, quantities: Sequence[Quantity], members: Sequence[int], place: int
    ) -> bool:
        """Whether a "from" is left out: "from 36 to 26 percent and 38 to 24 percent"."""
        if place < 2 or place + 1 >= len(members):
            return False
        before, own, behind = (quantities[members[n]] for n in (place - 1, place, place + 1))
        gap = times.text[own.end - times.offset : behind.start - times.offset]
        is_pair = self._gaps["pair"].fullmatch(gap) is not None and self.preposition(times, before) == "to"
        return is_pair and (own.kind, own.unit) == (before.kind, before.unit)

    def preposition(self, times: SentenceTimes, quantity: Quantity) -> str | None:
        """The word for an end of a movement that stands before a quantity: from, to or None."""
        if self._told[0] is not times.text:
            self._told = (times.text, {})
        known, start = self._told[1], quantity.start - times.offset
        if start not in known:
            before = _before(times, quantity)
            known[start] = next(
                (end for end, pattern in self._prepositions.items() if pattern.search(before)), None
            )
        return known[start]

    def is_compared(self, times: SentenceTimes, quantity: Quantity) -> bool:
        """Whether a quantity is what another is held against: "more than double the 5 in 2019"."""
        return self._compared.search(_before(times, quantity)) is not None

    def is_old_value(self, times: SentenceTimes, old: Quantity, new: Quantity) -> bool:
        """Whether a quantity is what another is compared with: "narrowed to 58 from 62 billion in July".

        Or what a rate of change starts from: "up 8 percent from $231 million in 2014".
        """
        is_rate = new.kind in _RATES and old.kind not in _RATES
        if not is_rate and (old.kind, old.unit) != (new.kind, new.unit):
            return False
        return self._is_moved_from(times, old) or self.is_compared(times, old)

    def is_old(self, times: SentenceTimes, quantity: Quantity, others: Sequence[Quantity]) -> bool:
        """Whether a quantity is what one before moved from: "rose to 924 from 882", "grew 3 percent after 5".

        Args:
            times: the sentence.
            quantity: one of its quantities.
            others: the others.
        """
        before = [other for other in others if other.end <= quantity.start]
        if not before or self._revised.search(times.text, 0, quantity.start - times.offset):
            return False
        return self._is_moved_from(times, quantity) and any(
            self.is_old_value(times, quantity, other) for other in before
        )

    def _is_moved_from(self, times: SentenceTimes, quantity: Quantity) -> bool:
        if self.preposition(times, quantity) == "from" or self._after.search(_before(times, quantity)):
            return True
        # "8,000 yuan last year, against 3,000 before the road was built"
        own = self._gaps["before-event"].match(times.text, quantity.end - times.offset)
        return own is not None and self.is_compared(times, quantity)

    def _came_first(self, times: SentenceTimes, quantity: Quantity, here: Sequence[Quantity]) -> bool:
        """Whether a quantity is what another moved from, whichever is told first."""
        if self.preposition(times, quantity) == "from":
            return True
        return any(self.is_old_value(times, quantity, other) for other in here if other.end <= quantity.start)

    def time_of_old(
        self, times: SentenceTimes, here: Sequence[Quantity], linked: Sequence[LinkedPeriod | None]
    ) -> LinkedPeriod | None:
        """The time of the last value that another moved from: "rose to 668 from 637 the year before".

        Args:
            times: the sentence.
            here: its quantities.
            linked: their periods.
        """
        old = [
            link
            for quantity, link in zip(here, linked, strict=True)
            if link is not None and self._came_first(times, quantity, here)
        ]
        return old[-1] if old and any(link and link.period != old[-1].period for link in linked) else None

    def ends(
        self,
        times: SentenceTimes,
        linked: Sequence[LinkedPeriod | None],
        told: Mapping[str, LinkedPeriod],
    ) -> Mapping[str, LinkedPeriod]:
        """Both times of a movement, for the next one: "fell from 9 percent in 2005 to 4 in 2019. For boys …".

        Args:
            times: the sentence.
            linked: the periods of its quantities.
            told: those of the movement before, which a sentence without a time leaves as they are.
        """
        ends = {
            end: link
            for link in linked
            if link is not None
            for end in _ENDS
            if link.rules[-1] == f"period:{end}"
        }
        if len(ends) == len(_ENDS):
            return ends
        if not linked and len(times.candidates) == len(_ENDS):
            return self._ends_unsaid(times)
        return {} if times.candidates else told

    def _ends_unsaid(self, times: SentenceTimes) -> Mapping[str, LinkedPeriod]:
        """The same of what is no quantity: "The average age crept up from 38.2 in 2016 to 39.9 in 2021"."""
        first, last = times.candidates
        before = times.text[: first.start - times.offset]
        gap = times.text[first.end - times.offset : last.start - times.offset]
        if not (self._gaps["from-number"].search(before) and self._gaps["to-number"].match(gap)):
            return {}
        return dict(zip(_ENDS, map(as_link, times.candidates), strict=True))

    def without_old(
        self, times: SentenceTimes, here: Sequence[Quantity], linked: Sequence[LinkedPeriod | None]
    ) -> list[LinkedPeriod | None]:
        """The times that a sentence leaves behind: of "fell to 6 percent from 11 percent in 2017" not 2017.

        Args:
            times: the sentence.
            here: its quantities.
            linked: their periods.
        """
        kept = [
            link
            for quantity, link in zip(here, linked, strict=True)
            if link is None or "period:from" in link.rules or not self._came_first(times, quantity, here)
        ]
        return kept or list(linked)

    def times_left(
        self, times: SentenceTimes, here: Sequence[Quantity], linked: Sequence[LinkedPeriod | None]
    ) -> SentenceTimes:
        """The same for times: no time of an old value alone, "earned 6, after a loss of 4 in 2003".

        Args:
            times: the times of the sentence.
            here: its quantities.
            linked: their periods.
        """
        dated = [q for q, link in zip(here, linked, strict=True) if link is not None]
        if not dated or len(dated) == len(here):
            return times
        if not all(self._came_first(times, quantity, here) for quantity in dated):
            return times
        old = {link.evidence.start for link in linked if link is not None}
        return replace(times, candidates=tuple(c for c in times.candidates if c.start not in old))


def _before(times: SentenceTimes, quantity: Quantity) -> str:
    """The few words before a quantity."""
    return times.text[: quantity.start - times.offset][-_BACK:]
