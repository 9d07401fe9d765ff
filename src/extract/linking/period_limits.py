"""What keeps a time of the sentence from dating a quantity of it.

A poverty line of 2,300 yuan, a plateau 400 kilometers north of a city, "a scheme that pays 600
yuan" hold at no time that the sentence names for something else.
"""

from __future__ import annotations

from extract.linking.period_before import COMMA
from extract.linking.period_roles import PeriodRoles, Tense
from extract.linking.period_times import Candidate, SentenceTimes
from extract.records import Quantity

# "surviving on no more than about"
_BEFORE = 90
_NOW = ("present", "perfect")
# What is over when something is told of it in the past tense; "since 2017" is not.
_OVER = {"year", "month", "date", "relative", "quarter"}
_OPEN = {"since", "from", "by", "until"}
_DIRECT = {
    "participle",
    "respectively",
    "postfix",
    "parallel",
    "adjacent",
    "bracket",
    "movement",
    "relative",
    "caption",
    "spread",
}


class PeriodLimits:
    """Tells which quantities a time does not reach.

    Args:
        roles: holds the cues and the tenses.
    """

    def __init__(self, roles: PeriodRoles) -> None:
        self._roles = roles
        self._gaps = roles.gaps

    def is_timeless(self, times: SentenceTimes, quantity: Quantity) -> bool:
        """Whether a quantity is a threshold or a distance: "living on less than $1.90 a day".

        Args:
            times: the sentence.
            quantity: one of its quantities.
        """
        start, end = quantity.start - times.offset, quantity.end - times.offset
        if quantity.kind == "money":
            before = times.text[max(0, start - _BEFORE) : start]
            is_line = self._gaps["threshold"].search(before) is not None
            return is_line and self._gaps["each-of"].search(before) is None
        if quantity.kind == "percent":
            is_share = self._gaps["line-share"].match(times.text, end) is not None
            return is_share and self._gaps["line-below"].search(times.text[:start]) is not None
        if quantity.kind != "measure":
            return False
        if self._gaps["distance"].match(times.text, end) and self._gaps["apposed"].search(times.text[:start]):
            return True
        return self._gaps["direction"].match(times.text, end) is not None

    def is_shut_in(self, text: str, position: int) -> bool:
        """Whether commas shut a place in: "In Ireland, where it has had 9 shops since …, sales rose"."""
        return "," in text[position:] and self._gaps["shut-in"].search(text[:position]) is not None

    def is_in_who_clause(self, text: str, start: int, end: int) -> bool:
        """Whether a part of a sentence ends an aside: "Gao, who was sent to Jilin in 2018, sold …"."""
        return text.startswith(",", end) and self._gaps["in-who-clause"].search(text[:start]) is not None

    def is_between_commas(self, text: str, start: int, end: int) -> bool:
        """Whether commas stand on both sides of a part of a sentence."""
        before = text[:start].rstrip()
        return before.endswith(",") and text.startswith(",", end)

    def tells_of_subject(self, times: SentenceTimes, quantity: Quantity) -> bool:
        """Whether a quantity only describes: "a province of 47 million people, counted …", "4.8 km long"."""
        start, end = quantity.start - times.offset, quantity.end - times.offset
        if quantity.kind == "measure" and self._gaps["dimension"].match(times.text, end):
            return True
        is_aside = self._gaps["aside-end"].match(times.text, end) and self._gaps["aside"].match(
            times.text[:start]
        )
        return bool(is_aside) and not any(position < start for position, _ in self._roles.verbs(times.text))

    def admits(self, times: SentenceTimes, quantity: Quantity, candidate: Candidate, how: str) -> bool:
        """Whether a time of the sentence can date a quantity that it does not stand right behind.

        Args:
            times: the sentence.
            quantity: one of its quantities.
            candidate: the time.
            how: how it was chosen.
        """
        if how in _DIRECT:
            return not self._is_habit(times, quantity, candidate)
        if candidate.leading and how != "clause":
            is_of_today = self._in_clause_of_today(times, quantity, candidate)
            return not (is_of_today or self._in_present_clause(times, quantity, candidate))
        if (
            self.tells_of_subject(times, quantity)
            or self._in_present_aside(times, quantity, candidate)
            or self._in_clause_of_today(times, quantity, candidate)
            or self._is_habit(times, quantity, candidate)
        ):
            return False
        if how == "sentence" and self._is_past_for_future(times, quantity, candidate):
            return False
        if how == "sentence":
            in_aside = self.in_aside(times, quantity, candidate)
            return not (in_aside or self._in_other_present(times, quantity, candidate))
        return self._same_time(times, quantity, candidate)

    def _is_past_for_future(self, times: SentenceTimes, quantity: Quantity, candidate: Candidate) -> bool:
        """Whether what is to come stands behind what is over: "Of those that left in May, 12 will return"."""
        start, end = candidate.core - times.offset, candidate.end - times.offset
        is_subject = candidate.expression.cue is None and candidate.expression.kind != "relative"
        return (
            not is_subject  # "had forecast that March imports would rise 3 percent"
            and self._tense(times, quantity) == "future"
            and candidate.expression.kind in _OVER
            and candidate.expression.cue not in _OPEN
            and self._roles.tense(times.text, start, end) == "past"
        )

    def _is_habit(self, times: SentenceTimes, quantity: Quantity, candidate: Candidate) -> bool:
        """Whether a month is that of every year: "It falls to three degrees at night, even in August"."""
        fields = candidate.expression.fields
        is_month = candidate.expression.kind == "month" and fields.last is None and fields.first.year is None
        is_bare = is_month and fields.unit_offset is None and candidate.expression.cue == "in"
        is_rate = quantity.kind == "measure" or quantity.per is not None
        return is_bare and is_rate and self._tense(times, quantity) == "present"

    def _in_clause_of_today(self, times: SentenceTimes, quantity: Quantity, candidate: Candidate) -> bool:
        """As in "It had 200 guests in 2018, and 40 families have opened inns", after what was then."""
        first, last = candidate.end - times.offset, quantity.start - times.offset
        if self._gaps["new-clause"].search(times.text, first, max(first, last)) is None:
            return False
        own = self._tense(times, quantity)
        other = self._roles.tense(times.text, candidate.core - times.offset, first)
        since = candidate.expression.cue == "since"
        return (other == "past" and own in _NOW) or (since and other == "perfect" and own == "present")

    def _in_present_clause(self, times: SentenceTimes, quantity: Quantity, candidate: Candidate) -> bool:
        """As in "Since 2017 workshops have exported to Japan, where a coffin fetches $400"."""
        gap = times.text[candidate.end - times.offset : quantity.start - times.offset]
        if self._gaps["that-is"].search(gap):
            return False
        # "For the quarter, says the firm, which reports in dollars, that is a profit of …": closed before it
        apart = ";" in gap or self._gaps["relative-clause"].search(COMMA.split(gap)[-1]) is not None
        return apart and self._tense(times, quantity) == "present"

    def _in_present_aside(self, times: SentenceTimes, quantity: Quantity, candidate: Candidate) -> bool:
        """Whether a quantity is in an aside before the time: "A, where a fifth live, built 2 in 2012"."""
        start, end = quantity.start - times.offset, quantity.end - times.offset
        if candidate.start < quantity.end or not self._gaps["shut-in"].search(times.text, 0, start):
            return False
        closed = self._gaps["comma"].search(times.text, end, candidate.start - times.offset)
        return closed is not None and self._tense(times, quantity) == "present"

    def in_aside(self, times: SentenceTimes, quantity: Quantity, candidate: Candidate) -> bool:
        """Whether commas shut the time in: "Ana Ruiz, who took office in 2019, has 40 guards".

        Args:
            times: the sentence.
            quantity: one of its quantities.
            candidate: one of its times.
        """
        if candidate.end > quantity.start:
            return False
        before = times.text[: candidate.start - times.offset]
        gap = times.text[candidate.end - times.offset : quantity.start - times.offset]
        dashes = [len(self._gaps["dash"].findall(part)) for part in (before, gap)]
        if dashes[0] % 2 == 1 and dashes[1] > 0:
            return True  # "has put in billions — 20 billion in 2020 alone — and has sent out 775,000"
        after = times.text[quantity.end - times.offset :]
        if candidate.expression.cue == "by" and self._gaps["already"].search(gap):
            return self._gaps["today"].match(after) is not None
        if self._gaps["sums-up"].match(gap) or not self._gaps["comma"].search(gap):
            return False
        return self._gaps["shut-in"].search(before) is not None

    def _in_other_present(self, times: SentenceTimes, quantity: Quantity, candidate: Candidate) -> bool:
        """Whether the time is of a verb before: "opened in 2021 and cuts the trip", no census."""
        first, last = candidate.start - times.offset, quantity.start - times.offset
        # "promised to halve it by 2015; 1,000 bags were handed out"
        is_due = candidate.expression.cue == "by" and self._tense(times, quantity) != "future"
        if ";" in times.text[first:last] and (is_due or self._tense(times, quantity) == "present"):
            return True
        verbs = self._roles.verbs(times.text)
        before = [tense for position, tense in verbs if position < first]
        between = [tense for position, tense in verbs if first <= position < last]
        if not before or not between:
            return False
        # "has lent 30 million since 2003 and covers …": what it covers is of today
        return between[-1] == "present" != before[-1] or (between[-1] == "perfect" and before[-1] not in _NOW)

    def _same_time(self, times: SentenceTimes, quantity: Quantity, candidate: Candidate) -> bool:
        """Whether clauses told in different tenses share a time: "have a third, … topped … in 2020"."""
        own = self._tense(times, quantity)
        other = self._roles.tense(times.text, candidate.core - times.offset, candidate.end - times.offset)
        if own == other or own is None or other is None:
            return True
        return {own, other} == {"past", "perfect"}

    def _tense(self, times: SentenceTimes, quantity: Quantity) -> Tense | None:
        return self._roles.tense(times.text, quantity.start - times.offset, quantity.end - times.offset)
