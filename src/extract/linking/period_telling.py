"""How a sentence tells what it tells: its tense, whether it is a title, an item, a line of figures."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from extract.finding.periods import TimeExpression
from extract.linking.period_calendar import is_year_long, only_year
from extract.linking.period_reach import is_last_part
from extract.linking.period_roles import PeriodRoles, Tense
from extract.linking.period_times import Candidate, SentenceTimes
from extract.records import Period, Quantity, Segment

_HEADLINE = 120
# A relative clause that says a quantity again.
_CLAUSE = 160
# "the average rate is only about "
_SUBJECT = 60
# What was so much longer ago is told of in the past tense.
_LATELY = timedelta(days=1100)
_DAYS = {"date", "relative", "duration", "time_of_day", "festival"}
# What companies report for, beside years.
_REPORTED = {"fiscal_year", "quarter", "half"}
_OF_EVENTS = {"year", "date", "relative"}
_CONVERTED = ("money", "measure")
_CLOSING = (")", "]")
_BETWEEN = ";"
_CLOSED = (*_CLOSING, _BETWEEN)
# A holiday has more days than one and fewer than these.
_FEW = 9


class SentenceTelling:
    """Tells how sentences tell.

    Args:
        roles: holds the cues and the tenses.
    """

    def __init__(self, roles: PeriodRoles) -> None:
        self._roles = roles
        self._gaps = roles.gaps

    def continues(self, sentence: str) -> bool:
        """Whether a paragraph that begins with this sentence goes on with the one before ("It carried …")."""
        return self._gaps["continues"].match(sentence.lower()) is not None

    def is_schooling(self, sentence: str) -> bool:
        """Whether a sentence, in lower case, tells of pupils and not of money spent on them."""
        return self._gaps["schooling"].match(sentence) is not None

    def tense(self, times: SentenceTimes, quantity: Quantity) -> Tense | None:
        """The tense in which the quantity is told."""
        start = quantity.start - times.offset
        if quantity.kind == "multiple":  # "20,000 shops doubled their sales" is a verb itself
            own = next(
                (tense for position, tense in self._roles.verbs(times.text) if position == start), None
            )
            if own is not None:
                return own
        return self._roles.tense(times.text, start, quantity.end - times.offset)

    def is_of_today(self, times: SentenceTimes, quantity: Quantity, candidate: Candidate) -> bool:
        """Whether a "now" is of what is told on: "grew and now make up a third", "it has 3, and 2 now shut".

        Args:
            times: the sentence.
            quantity: one of its quantities.
            candidate: one of its times.
        """
        if candidate.start < quantity.end or candidate.expression.fields.name != "present":
            return False
        first, last = quantity.end - times.offset, candidate.start - times.offset
        is_apart = self._gaps["new-clause"].search(times.text, first, last) is not None
        return is_apart or self.tense(times, quantity) == "past"

    def is_afterthought(self, times: SentenceTimes, quantity: Quantity, candidate: Candidate) -> bool:
        """Whether a time is of what was before: "had a surplus of 8 billion, reversing a deficit in May".

        Args:
            times: the sentence.
            quantity: one of its quantities.
            candidate: one of its times.
        """
        first, last = quantity.end - times.offset, candidate.start - times.offset
        return first < last and self._gaps["afterthought"].search(times.text, first, last) is not None

    def is_part(self, times: SentenceTimes, quantity: Quantity) -> bool:
        """Whether it is a part of what stands before it: "2,700 villages, of which 1,900 are poor"."""
        if ", of wh" not in times.text:
            return False
        return self._gaps["of-which"].search(times.text, 0, quantity.start - times.offset) is not None

    def is_past(self, lowered: str, offset: int, expression: TimeExpression) -> bool:
        """Whether what a time belongs to is told in the past tense: "fell in 2019", not "is due in 2030".

        Args:
            lowered: the sentence in lower case.
            offset: where it begins.
            expression: one of its times.
        """
        return self._roles.tense(lowered, expression.core - offset, expression.end - offset) == "past"

    def said_before(self, times: SentenceTimes, quantities: Sequence[Quantity], member: int) -> int | None:
        """The index of the quantity that this one says again or is a part of, so that it shares its time.

        Args:
            times: the sentence.
            quantities: all quantities of the article.
            member: index of the one that may do so.
        """
        if self._converts(times, quantities, member):
            return member - 1
        return self._equated(times, quantities, member)

    def _converts(self, times: SentenceTimes, quantities: Sequence[Quantity], member: int) -> bool:
        """Whether a quantity is the one before it in another unit: "4,856 yuan ($692)"."""
        if member == 0:
            return False
        said, again = quantities[member - 1], quantities[member]
        if said.kind != again.kind or said.kind not in _CONVERTED:
            return False
        gap = times.text[max(0, said.end - times.offset) : again.start - times.offset]
        closing = times.text[again.end - times.offset :].lstrip()[:1]
        if closing not in _CLOSED:
            return False
        if gap.strip() == _BETWEEN:  # "1.4bn euros (£960m; $1.85bn)"
            return self._converts(times, quantities, member - 1)
        return self._gaps["conversion"].match(gap) is not None

    def _equated(self, times: SentenceTimes, quantities: Sequence[Quantity], member: int) -> int | None:
        """That of "took 30 million, which is 4 percent of …", "built 900; 600 of these are let"."""
        start, end = quantities[member].start - times.offset, quantities[member].end - times.offset
        clause = self._gaps["equates"].search(times.text, max(0, start - _CLAUSE), start)
        if clause is None and not self._gaps["part-of"].match(times.text, end):
            return None
        first = start if clause is None else clause.start()
        stop = self._gaps["clause-stop"].search(times.text, end)
        last = stop.start() if stop else len(times.text)
        if any(first <= c.start - times.offset < last for c in times.candidates):
            return None  # "…, which was 30 percent in 2010"
        before = [n for n in range(member) if 0 <= quantities[n].end - times.offset <= first]
        return before[-1] if before and quantities[before[-1]].start >= times.offset else None

    def is_share(self, times: SentenceTimes, quantity: Quantity, told: Period | None) -> bool:
        """Whether a share of others is told on in the present tense: "Among girls it is 58 percent"."""
        if told is None or (times.published and told.end and told.end < times.published - _LATELY):
            return False
        before = times.text[max(0, quantity.start - times.offset - _SUBJECT) : quantity.start - times.offset]
        return quantity.kind == "percent" and self._gaps["same-share"].search(before) is not None

    def has_own_stretch(self, times: SentenceTimes) -> bool:
        """Whether a sentence says how long what it plans takes: "by a ten-year plan", "in six years"."""
        return self._gaps["own-stretch"].search(times.text) is not None

    def is_verbless(self, times: SentenceTimes) -> bool:
        """Whether a sentence has no verb and no full stop, as titles and the rows of tables have none."""
        return not times.text.rstrip().endswith((".", "!", "?")) and not self._roles.verbs(times.text)

    def heads(self, times: SentenceTimes) -> bool:
        """Whether a line heads what follows: "1989", "Results of the scheme, April 2019 to December 2021"."""
        if len(times.candidates) != 1 or len(times.text) > _HEADLINE:
            return False
        is_stretch = times.candidates[0].expression.kind not in _DAYS  # days stand in captions
        return self.is_only_time(times) or (is_stretch and self.is_verbless(times))

    def is_only_time(self, times: SentenceTimes) -> bool:
        """Whether a line says a time and nothing else: "1989", "March 2016" above what happened then."""
        if len(times.candidates) != 1 or times.candidates[0].period is None:
            return False
        only = times.candidates[0]
        rest = times.text[: only.start - times.offset] + times.text[only.end - times.offset :]
        return not any(character.isalnum() for character in rest)

    def tense_of_times(self, times: SentenceTimes) -> Tense | None:
        """The tense in which the clause of the first time is told."""
        if not times.candidates:
            return None
        first = times.candidates[0]
        return self._roles.tense(times.text, first.core - times.offset, first.end - times.offset)

    def tense_of_deadline(self, times: SentenceTimes) -> Tense | None:
        """The tense of a sentence that opens with "By …"; None for all others, which need not be read."""
        opens = bool(times.candidates) and times.candidates[0].leading == "sentence"
        if not opens or times.candidates[0].expression.cue != "by":
            return None
        return self.tense_of_times(times)

    def only_looks_back(self, times: SentenceTimes) -> bool:
        """Whether all times of a sentence are of what had been before: "In May, it had grown"."""
        if not times.candidates:
            return False
        had = [match.start() for match in self._gaps["pluperfect"].finditer(times.text)]
        if not had:
            return False
        verbs = [position for position, _ in self._roles.verbs(times.text)]
        return all(_verb_of(verbs, c.start - times.offset) in had for c in times.candidates)

    def looks_back_once(self, times: SentenceTimes) -> bool:
        """Whether a sentence only compares what was told: "Its share was 4.7 percent in 2014"."""
        is_once = len(times.candidates) == 1 and not times.candidates[0].leading
        return is_once and self.continues(times.text) and self.tense_of_times(times) == "past"

    def tells_on(self, times: SentenceTimes, quantity: Quantity) -> bool:
        """Whether a quantity is told as a state of things: "It had 40 schools", not "It paid 40 million"."""
        verbs = [position for position, _ in self._roles.verbs(times.text)]
        verb = _verb_of(verbs, quantity.start - times.offset)
        is_state = verb is None or self._gaps["state-verb"].match(times.text, verb) is not None
        return is_state or self.is_demonstrative(times)

    def is_state(self, times: SentenceTimes) -> bool:
        """Whether a sentence opens with the day that it tells a state of: "As of May 26, it had 259"."""
        first = next(iter(times.candidates), None)
        is_opening = first is not None and first.leading == "sentence" and first.expression.cue == "by"
        return is_opening and first is not None and self._roles.is_state(first.expression)

    def reports(self, times: SentenceTimes, members: Sequence[Quantity]) -> str | None:
        """Whether it tells what is foreseen ("forecast"), what was measured ("statistic") or was ("past")."""
        measured = next((q for q in members if q.kind == "percent"), next(iter(members), None))
        is_future = measured is not None and self.tense(times, measured) == "future"
        if measured is not None and (self.foresees(times) or (is_future and measured.kind == "percent")):
            return "forecast"
        if measured is not None and self.tense(times, measured) == "past":
            is_statistic = measured.kind == "percent" or self.is_statistic(times)
            return "statistic" if is_statistic else "past"
        return "past" if any(self.tense(times, m) == "past" for m in members) else None

    def names_subject(self, times: SentenceTimes, segment: Segment, number: int) -> bool:
        """Whether a segment is the title, or stands in its place: the first, without a verb."""
        in_its_place = number == 0 and segment.kind == "paragraph"
        return segment.kind == "title" or (in_its_place and self.is_verbless(times))

    def foresees(self, times: SentenceTimes) -> bool:
        """Whether a sentence tells what is foreseen: "is projected to grow", not "would grow"."""
        return self.is_told(times) and self._gaps["foreseen"].search(times.text) is not None

    def says_hour(self, times: SentenceTimes) -> bool:
        """Whether a sentence opens with the hour of a day told of: "At 8:50 a.m. a train left"."""
        return not times.candidates and self._gaps["hour"].match(times.text) is not None

    def was_foreseen(self, times: SentenceTimes, quantity: Quantity) -> bool:
        """Whether a quantity is foreseen: "had at first forecast 22 million", "9 million is expected"."""
        if self._gaps["foreseen-behind"].match(times.text, quantity.end - times.offset):
            return True
        return self._gaps["foreseen-then"].search(times.text, 0, quantity.start - times.offset) is not None

    def is_event(self, title: str) -> bool:
        """Whether a title names a contest or a vote, which was held on one day."""
        return self._gaps["event-title"].search(title.lower()) is not None

    def days_held(self, times: SentenceTimes) -> Period | None:
        """The days on which a sentence says that a fair or the like is held."""
        days = (c for c in times.candidates if c.expression.kind == "date_range" and c.leading == "sentence")
        return next((c.period for c in days), None)

    def plans_event(self, times: SentenceTimes) -> bool:
        """Whether a sentence says on which days to come a fair or the like will be held."""
        days = self.days_held(times)
        if days is None or days.start is None or times.published is None:
            return False
        return days.start > times.published

    def days_of_event(self, times: SentenceTimes) -> Candidate | None:
        """The few days that a sentence names: "in the New Year holiday", "from Friday to Sunday"."""
        for candidate in times.candidates:
            span = candidate.period
            if candidate.role != "free" or span is None or span.start is None or span.end is None:
                continue
            is_days = candidate.expression.kind in _DAYS - {"relative"}  # "last week" is no event
            if is_days and 1 <= (span.end - span.start).days <= _FEW:
                return candidate
        return None

    def says_what_is_covered(self, line: str) -> bool:
        """Whether a line above the text says what the text covers: "Period covered", "As of"."""
        return self._gaps["covered"].search(line.lower()) is not None

    def says_when_held(self, times: SentenceTimes) -> bool:
        """Whether a sentence says when a contest or a vote was held: "Both polls were held on May 9"."""
        is_held = self._gaps["event-held"].search(times.text) is not None
        return is_held and self._gaps["event-title"].search(times.text) is not None

    def covered(self, times: SentenceTimes) -> Candidate | None:
        """The time that a line before the text says to be covered: "Period covered: 1-31 October 2022"."""
        said = self._gaps["covered"].search(times.text)
        if said is None:
            return None
        behind = (c for c in times.candidates if c.core - times.offset >= said.end())
        first = next(behind, None)
        return first if first is not None and first.period is not None else None

    def accounts_told(self, times: SentenceTimes) -> Candidate | None:
        """The time that accounts are of: "published its results for the year to 30 June 2018"."""
        for candidate in times.candidates:
            before = times.text[: candidate.core - times.offset]
            if candidate.period is not None and self._gaps["accounts"].search(before):
                return candidate
        return None

    def is_item(self, sentence: str) -> bool:
        """Whether a paragraph that begins with this sentence is an item of a list."""
        return self._gaps["item"].match(sentence) is not None

    def is_statistic(self, times: SentenceTimes) -> bool:
        """Whether a sentence tells figures, and nobody speaks: "Arrivals stood at 11 million barrels"."""
        return self.is_told(times) and self._gaps["statistic"].search(times.text) is not None

    def says_who_reports(self, sentence: str) -> bool:
        """Whether a sentence says who or what reports: "…, the Census Bureau said"."""
        return '"' not in sentence and self._gaps["reported"].search(sentence.lower()) is not None

    def year_told(self, times: SentenceTimes) -> Candidate | None:
        """The year told of in the past tense: "It fell in 2018", not "from 9 in 2010 to 4 in 2018"."""
        if not self.is_told(times) or self.tense_of_times(times) != "past":
            return None
        # not the forecast of "reached $529 billion in 2018, and will come to $550 billion in 2019"
        spans = [
            (c, c.period)
            for c in times.candidates
            if c.role == "free"
            and c.period is not None
            and c.expression.fields.name is None  # "That year, …" is of a year that the text has left again
            and not self._is_forecast(times, c)
        ]
        if not spans:
            return None
        first, span = spans[0]
        is_year = first.expression.kind in _REPORTED or is_year_long(span)
        is_last = span.end is not None and all(p.end is None or p.end <= span.end for _, p in spans)
        return first if is_year and is_last else None

    def year_of_last(self, times: SentenceTimes) -> int | None:
        """The year 2008 of "fell by a third last year, one of the best results in 2008", without a date."""
        lasts = (c for c in times.candidates if c.period is None and is_last_part(c, {"year"}))
        last = next(lasts, None)
        if last is None or (last.expression.fields.unit_offset or 0) != -1:
            return None
        for candidate in times.candidates:
            gap = times.text[last.end - times.offset : max(0, candidate.core - times.offset)]
            is_same = self._gaps["same-year"].fullmatch(gap) is not None
            if is_same and candidate.expression.kind == "year" and candidate.expression.cue == "in":
                return only_year(candidate.period)
        return self._year_behind(times, last)

    def _year_behind(self, times: SentenceTimes, last: Candidate) -> int | None:
        """The year after 2001 of "made 77,000 last year, down 2.4 percent from 2001"."""
        years = [c for c in times.compared if c.expression.kind == "year" and c.start > last.end]
        before = only_year(years[0].plain) if len(years) == 1 and not years[0].is_aside else None
        gap = times.text[last.end - times.offset : years[0].core - times.offset] if years else ""
        return None if before is None or self._gaps["since-last"].search(gap) is None else before + 1

    def _is_forecast(self, times: SentenceTimes, candidate: Candidate) -> bool:
        start, end = candidate.core - times.offset, candidate.end - times.offset
        return self._roles.tense(times.text, start, end) == "future"

    def event_told(self, times: SentenceTimes) -> Candidate | None:
        """When what the lead tells of was held: "has won the 2016 presidential election"."""
        if not self.is_told(times) or self.tense_of_times(times) not in ("past", "perfect"):
            return None
        held, entered = self._gaps["event-of-time"], self._gaps["event-entered"]
        for event in times.candidates:
            is_named = event.expression.kind in _OF_EVENTS and held.match(
                times.text, event.end - times.offset
            )
            if is_named and not event.is_aside and entered.search(times.text[: event.core - times.offset]):
                return event
        return None

    def is_told(self, times: SentenceTimes) -> bool:
        """Whether the writer tells it, and nobody is quoted."""
        return '"' not in times.text

    def tells_of_same(self, times: SentenceTimes) -> bool:
        """Whether it goes on with what the sentence before told of: "More than half of it went …"."""
        return self._gaps["same-thing"].match(times.text) is not None

    def is_former(self, times: SentenceTimes, quantity: Quantity) -> bool:
        """Whether a quantity is of a time long over, or of none: "once had 40", "would have cost 300"."""
        return self._gaps["former"].search(times.text, 0, quantity.start - times.offset) is not None

    def is_demonstrative(self, times: SentenceTimes) -> bool:
        """Whether the sentence goes on with what was told: "This is twice …", "Of this total, …"."""
        return self._gaps["demonstrative"].search(times.text) is not None


def _verb_of(verbs: Sequence[int], start: int) -> int | None:
    """The last verb before a time, or the first behind it."""
    before = [position for position in verbs if position < start]
    after = [position for position in verbs if position >= start]
    return before[-1] if before else next(iter(after), None)
