"""The times of one sentence, and which of them dates a quantity."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from extract.finding.periods import TimeExpression
from extract.linking.period_before import COMMA, PARENTHESIS, TimesBefore
from extract.linking.period_calendar import spanned
from extract.linking.period_candidates import (
    Choice,
    between,
    context_year,
    final_date,
    is_lost,
    is_page_date,
    needs_today,
    takes_elsewhere,
    told_in_sentence,
    until_then,
)
from extract.linking.period_dating import Dating
from extract.linking.period_limits import PeriodLimits
from extract.linking.period_movements import Movements
from extract.linking.period_reach import is_now
from extract.linking.period_reading import CandidateReader
from extract.linking.period_resolving import PeriodResolver, Setting
from extract.linking.period_roles import PeriodRoles, Role
from extract.linking.period_schooling import is_by_school
from extract.linking.period_telling import SentenceTelling
from extract.linking.period_times import Candidate, SentenceTimes
from extract.records import Period, Quantity

# How far behind a quantity its own time may follow: "30 million people living below the line in 2017".
_TIGHT = 80
_PERFECT = 110  # "has since taught 26,000 people and opened", ", to about"
# "at the end of 2012, when …" is that day, "since 1990, when …" that year.
_AT = (None, "in", "by")
_OF_OLD = ("in", "for")


class SentenceReader:
    """Reads the times of sentences and chooses among them.

    Args:
        resolver: resolves expressions.
        roles: tells their roles.
    """

    def __init__(self, resolver: PeriodResolver, roles: PeriodRoles) -> None:
        self._resolver = resolver
        self._roles = roles
        self._gaps = roles.gaps
        self.movements = Movements(roles)
        self._before = TimesBefore(roles)
        self.limits = PeriodLimits(roles)
        self._candidates = CandidateReader(resolver, roles, self.limits)
        self.telling = SentenceTelling(roles)
        self._dating = Dating(resolver, roles, self.telling)

    def read(
        self, view: str, start: int, end: int, found: Sequence[TimeExpression], setting: Setting
    ) -> SentenceTimes:
        """The times of the sentence ``[start, end)``, resolved.

        Args:
            view: the document's view.
            start: where the sentence begins.
            end: where it ends.
            found: its expressions.
            setting: the article's date and what was told before.
        """
        sentence = view[start:end]
        lowered = sentence.lower()
        lowered = lowered if len(lowered) == len(sentence) else sentence
        if not found:
            return SentenceTimes(
                lowered, start, (), (), self._is_blocked(lowered, start, ()), setting.published
            )
        roles = self._roles.roles(lowered, start, found)
        if any(map(is_by_school, found)):
            setting = replace(setting, schooling=self.telling.is_schooling(lowered))
        if any(e.kind == "fiscal_year" for e in found):
            setting = self._resolver.of_nation(lowered, setting)
        context = context_year(found, roles, setting)
        kept: dict[int, Role] = {
            id(e): r for e, r in zip(found, roles, strict=True) if r not in ("none", "report")
        }
        candidates: list[Candidate] = []
        compared: list[Candidate] = []
        for group in self._roles.merge_adjacent(lowered, start, found, kept):
            here = told_in_sentence(group[0], kept[id(group[0])], candidates, setting)
            if context is not None and self._candidates.is_context(
                lowered, start, context, group[0], setting, found
            ):
                here = replace(here, year=context.fields.first.year)
            if needs_today(group[0]):
                here = replace(here, planned=self._candidates.looks_ahead(lowered, start, group[0]))
            candidate = self._candidates.read(sentence, lowered, start, group, kept[id(group[0])], here)
            if not is_page_date(candidate, setting) and not is_lost(candidate):
                (compared if candidate.role == "compare" else candidates).append(candidate)
        candidates = until_then(candidates)
        reported = any(r == "report" and takes_elsewhere(e) for e, r in zip(found, roles, strict=True))
        blocked = reported or self._is_blocked(lowered, start, found)
        return SentenceTimes(lowered, start, tuple(candidates), tuple(compared), blocked, setting.published)

    def _is_blocked(self, lowered: str, start: int, found: Sequence[TimeExpression]) -> bool:
        """Whether it speaks of an event since which something holds, and does not say when that was."""
        said = [(e.start - start, e.end - start) for e in found if e.fields.name != "transparent"]
        return any(
            not any(a <= m.start() < b for a, b in said) and not self.limits.is_shut_in(lowered, m.start())
            for m in self._gaps["unsaid"].finditer(lowered)
        )

    def choose(
        self,
        times: SentenceTimes,
        quantities: Sequence[Quantity],
        members: Sequence[int],
        member: int,
        move: str | None,
    ) -> Choice | None:
        """The time of a quantity in its own sentence.

        Args:
            times: the sentence.
            quantities: all quantities of the article.
            members: indexes of those of the sentence.
            member: index of the one to date.
            move: from or to, as ``moves`` tells it.
        """
        if not times.candidates and not times.compared:
            return None
        quantity = quantities[member]
        others = [quantities[m] for m in members if m != member]
        spread = self._since_then(times, quantity) or self._spread(times, quantities, members, member)
        if spread is not None:
            return spread
        related = self._before.relative_clause(times, quantity)
        if related is not None and not self._has_own(times, quantity, others):
            at_edge = related.expression.edge is not None and related.expression.cue in _AT
            return Choice(related, related.period if at_edge else self._last_year(related), "relative")
        for how, candidate in self._likely(times, quantities, members, member, move):
            if candidate is not None and self.limits.admits(times, quantity, candidate, how):
                return Choice(candidate, self._dating.period(times, quantity, candidate, move), how)
        return None

    def _likely(
        self,
        times: SentenceTimes,
        quantities: Sequence[Quantity],
        members: Sequence[int],
        member: int,
        move: str | None,
    ) -> Iterator[tuple[str, Candidate | None]]:
        """The times that may date a quantity and how they would, the likeliest first, as far as asked for."""
        quantity, here = quantities[member], [quantities[m] for m in members]
        others = [quantities[m] for m in members if m != member]
        yield "respectively", self._before.respective(times, quantity, here)
        yield "parallel", self._before.parallel(times, quantity, here)
        yield "adjacent", self._before.adjacent(times, quantity)
        yield "bracket", self._before.owner(times, quantity)
        yield "postfix", self._postfix(times, quantity, others)
        yield "participle", self._before.participle(times, quantity)
        yield "movement", self._other_movement(times, quantities, members, member, move)
        yield "beside", self._before.beside(times, quantity, others)
        yield "leading", self._before.leading_before(times, quantity)
        yield "clause", self._loose(times, quantity, others)
        yield "sentence", self._nearest_before(times, quantity, others)
        yield "caption", final_date(times, quantity)

    def _has_own(self, times: SentenceTimes, quantity: Quantity, others: Sequence[Quantity]) -> bool:
        """Whether a value has its own time: "in 2018, when it fell to 1 percent from 16 in 2014"."""
        is_old = self.movements.preposition(times, quantity) == "from"
        return is_old and self._postfix(times, quantity, others) is not None

    def _last_year(self, candidate: Candidate) -> Period | None:
        """The year 2019 of "from 2000 to 2019, when it stood at 40 percent"."""
        if candidate.plain is None or candidate.expression.kind != "year_range":
            return candidate.plain
        return self._resolver.resolve_end(candidate.expression, candidate.plain, is_last=True)

    def _other_movement(
        self,
        times: SentenceTimes,
        quantities: Sequence[Quantity],
        members: Sequence[int],
        member: int,
        move: str | None,
    ) -> Candidate | None:
        """The years of a movement before: "from 23 in 2012 to 1 in 2019, while pay rose from 40 to 94"."""
        if move is None or (move == "to" and self.telling.tense(times, quantities[member]) == "perfect"):
            return None  # "fell from 23 in 2012 to 1 in 2019, and pay has risen to 94": that is today
        for earlier in reversed(members[: list(members).index(member)]):
            if self.movements.moves(times, quantities, members, earlier) == move:
                rest = [quantities[m] for m in members if m != earlier]
                return self._postfix(times, quantities[earlier], rest)
        return None

    def is_since_then(self, times: SentenceTimes, quantity: Quantity) -> bool:
        """Whether what is told has happened "since": "has since taught 26,000", "fallen by a fifth since"."""
        start, end = quantity.start - times.offset, quantity.end - times.offset
        is_before = self._gaps["since-then"].search(times.text[max(0, start - _PERFECT) : start])
        return is_before is not None or self._gaps["since-behind"].match(times.text, end) is not None

    def _since_then(self, times: SentenceTimes, quantity: Quantity) -> Choice | None:
        """From 2013 on, in "A school opened in 2013 has since taught 26,000 people"."""
        before = [c for c in times.candidates if c.end <= quantity.start and c.expression.cue in _AT]
        if self.movements.preposition(times, quantity) == "to":
            return None  # "has since fallen to 1.3 percent": that is now
        if not before or not self.is_since_then(times, quantity):
            return None
        return Choice(before[-1], self._resolver.since(before[-1].period, times.published), "since")

    def _nearest_before(
        self, times: SentenceTimes, quantity: Quantity, others: Sequence[Quantity]
    ) -> Candidate | None:
        before = [
            c
            for c in times.candidates
            if c.end <= quantity.start
            and self._reaches(times, c, quantity)
            and not self.dates_old_value(times, quantity, others, c)
        ]
        return before[-1] if before else None

    def _reaches(self, times: SentenceTimes, candidate: Candidate, quantity: Quantity) -> bool:
        """Whether a time that does not lead dates what follows it."""
        gap = times.text[candidate.end - times.offset : quantity.start - times.offset]
        if candidate.role == "free":
            return True
        return (
            self._gaps["coordinated"].match(gap) is not None
            and self.telling.tense(times, quantity) != "present"
        )

    def _postfix(
        self, times: SentenceTimes, quantity: Quantity, others: Sequence[Quantity]
    ) -> Candidate | None:
        """The time right behind a quantity: "15.6% in 2014", "17 percent (237 million people) … in 2018"."""
        following = self._following(times, quantity)
        if following is None:
            return None
        gap = times.text[quantity.end - times.offset : following.start - times.offset]
        aside = self._gaps["or-aside"].match(gap)
        inside = quantity.end + aside.end() if aside is not None else quantity.end
        gap = self._gaps["said-aside"].sub("", PARENTHESIS.sub("", gap[inside - quantity.end :]))
        gap = self._gaps["source"].sub("", gap)
        if len(gap) > _TIGHT or self._gaps["comma"].search(gap) or self._gaps["break"].search(gap):
            return None
        between = [o for o in others if inside <= o.start < following.start]
        if between and self.movements.is_old_value(times, between[-1], quantity):
            return None  # "reached 5,350 people (up from 1,080 in 2021)"
        closed = [o for o in between if not self._in_parentheses(times, quantity.end, o)]
        return None if closed else following

    def _following(self, times: SentenceTimes, quantity: Quantity) -> Candidate | None:
        """The next time; one of comparison too, if the quantity is the value that is compared with."""
        pool = list(times.candidates)
        if self.movements.is_compared(times, quantity):
            pool += [c for c in times.compared if c.expression.cue in _OF_OLD]
        if any(map(is_now, pool)):
            # "grew by 18 percent and now make up a third"; "to move 300 people who live in huts now"
            is_past = self.telling.tense(times, quantity) == "past"
            pool = [c for c in pool if not (is_now(c) and (is_past or c.is_aside))]
        following = (c for c in pool if c.start >= quantity.end and not self._before.is_owner(times, c))
        return min(following, key=lambda c: c.start, default=None)

    def _in_parentheses(self, times: SentenceTimes, start: int, other: Quantity) -> bool:
        gap = times.text[start - times.offset : other.start - times.offset]
        return gap.count("(") > gap.count(")")

    def _loose(
        self, times: SentenceTimes, quantity: Quantity, others: Sequence[Quantity]
    ) -> Candidate | None:
        """The time at the end of an enumeration: "trained A people and moved B people in 2019"."""
        following = next((c for c in times.candidates if c.start >= quantity.end and c.role == "free"), None)
        before = next((c for c in reversed(times.candidates) if c.end <= quantity.start), None)
        if following is None or (before is not None and is_now(before)):
            return None
        if is_now(following) and self.telling.tense(times, quantity) == "past":
            return None
        start, end = quantity.end - times.offset, following.start - times.offset
        gap = PARENTHESIS.sub(lambda m: " " * len(m.group()), times.text[start:end])
        gap = self._gaps["said-aside"].sub(lambda m: " " * len(m.group()), gap)
        between = [o for o in others if quantity.end <= o.start < following.start]
        if self._is_of_other(times, gap, following, is_apart=bool(between)):
            return None
        if self._gaps["break"].search(gap) or (
            between and self.movements.is_old_value(times, between[-1], quantity)
        ):
            return None
        position = start
        chunks = COMMA.split(gap)
        is_first = not any(c.end <= quantity.start for c in times.candidates)
        is_list, last = is_first and not self._roles.verbs(gap), len(chunks) - 1
        aside = times.text[:start].endswith(", ", 0, quantity.start - times.offset)
        for number, chunk in enumerate(chunks):
            stop = position + len(chunk)
            counted = any(character.isdigit() for character in chunk) or any(
                position <= o.start - times.offset < stop for o in others
            )
            is_row = counted or is_list or (number == last and self._gaps["time-phrase"].match(chunk))
            may_go_on = number > 1 or aside
            if number and not is_row and not (may_go_on and self._goes_on(chunk)):
                return None
            position = stop + 1
        return following

    def _is_of_other(self, times: SentenceTimes, gap: str, following: Candidate, *, is_apart: bool) -> bool:
        """Whether a time behind a quantity belongs to a clause of its own behind it."""
        if self._gaps["own-clause"].search(gap):
            return bool(self._roles.verbs(times.text[following.end - times.offset :]))
        return is_apart and self._gaps["in-relative-of"].search(gap) is not None

    def dates_old_value(
        self, times: SentenceTimes, quantity: Quantity, others: Sequence[Quantity], candidate: Candidate
    ) -> bool:
        """Whether a time is that of the value that a quantity is compared with: "from 62 billion in July"."""
        if candidate.start >= quantity.end:
            between = [o for o in others if quantity.end <= o.start < candidate.start]
            return bool(between) and self.movements.is_old_value(times, between[-1], quantity)
        before = [o for o in others if o.end <= candidate.start]
        if not before or any(candidate.end <= o.start < quantity.start for o in others):
            return False
        ends = [self.movements.preposition(times, q) for q in (before[-1], quantity)]
        return ends == ["from", "to"] and self._postfix(times, before[-1], others) is candidate

    def _goes_on(self, chunk: str) -> bool:
        """Whether a sentence goes on with its verb behind an apposition: " left the list in 2018"."""
        verbs = self._roles.verbs(chunk)
        return bool(verbs) and not chunk[: verbs[0][0]].strip()

    def _sums_up(
        self, times: SentenceTimes, quantities: Sequence[Quantity], members: Sequence[int], place: int
    ) -> Choice | None:
        """Both years of "rose to 98 in 2019 from 29 in 2013, an average annual increase of 28 percent"."""
        own, pair = quantities[members[place]], [quantities[m] for m in members[max(0, place - 2) : place]]
        if len(pair) < 2:
            return None
        ends = [self._postfix(times, q, [o for o in pair if o is not q]) for q in pair]
        if ends[0] is None or ends[1] is None or ends[0] == ends[1]:
            return None
        gap = times.text[ends[1].end - times.offset : own.start - times.offset]
        moves = {self.movements.preposition(times, q) for q in pair}
        if moves != {"from", "to"} or not self._gaps["sums-up"].match(gap):
            return None
        spread = spanned(ends[0].plain, ends[1].plain)
        behind = COMMA.split(times.text[own.end - times.offset :], 1)[0]
        if spread is None or self._gaps["on-average"].search(f"{gap} {behind}"):
            return Choice(ends[1], spread, "summed-up")
        last = next(end for end in ends if end is not None and end.plain and end.plain.end == spread.end)
        return Choice(last, last.period, "summed-up")

    def _spread(
        self, times: SentenceTimes, quantities: Sequence[Quantity], members: Sequence[int], member: int
    ) -> Choice | None:
        """The change took from 2000 to 2019 in "grew ten-fold from $940 in 2000 to $10,410 in 2019"."""
        place = list(members).index(member)
        rest = [quantities[m] for m in members[place + 1 :]]
        summed_up = self._sums_up(times, quantities, members, place)
        if summed_up is not None:
            return summed_up
        if (
            self.movements.preposition(times, quantities[member]) is not None
            or not rest
            or self.movements.preposition(times, rest[0]) != "from"
        ):
            return None
        gap = times.text[quantities[member].end - times.offset : rest[0].start - times.offset]
        target = next((q for q in rest[1:] if self.movements.preposition(times, q) == "to"), None)
        gap = gap.lstrip(" ,")  # "fell by a third, from 90 in 2007 to 60 in 2008"
        if target is None or self._gaps["comma"].search(gap) or self._gaps["break"].search(gap):
            return None
        ends = [self._postfix(times, q, rest) for q in (rest[0], target)]
        return None if ends[0] is None or ends[1] is None else between(ends[0], ends[1])
