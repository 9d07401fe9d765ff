"""Times of a sentence before one of them is chosen: what they are reckoned from, which are none."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from extract.finding.periods import TimeExpression
from extract.linking.period_calendar import SLASHED, shift_period, spanned
from extract.linking.period_relative import TOLD
from extract.linking.period_resolving import Setting
from extract.linking.period_roles import Role
from extract.linking.period_times import Candidate, SentenceTimes
from extract.records import Period, Quantity

_POINTING = {"event", "same_span", "that_unit", "told_year"}
# Under a verb of saying these take the discourse elsewhere ("said last year"), unlike "said on Monday".
_TOLD_KINDS = {"year", "month", "relative", "quarter", "half", "decade", "year_range"}
_AT = (None, "in", "by")
# Of an undated text: "in the second quarter of 2020 …; 1.4 million were regained by December".
_WITH_YEARS = ("year", "month", "quarter", "half", "date")
_FROM_THERE = {"within", "later", "after", "earlier", "before"}
_STRETCHES = {"same_span", "those_years", "stretch"}
# "came back in 2015 and opened a shop that year"
_SAID_BEFORE = {
    *("same_period", "that_unit", "that_time", "that_period", "anaphor"),
    *("stretch", "same_date", "told_quarter"),
}


@dataclass(frozen=True, slots=True)
class Choice:
    """A time chosen for a quantity."""

    candidate: Candidate
    period: Period | None
    how: str


def final_date(times: SentenceTimes, quantity: Quantity) -> Candidate | None:
    """A caption's date: "… with a 50-yuan note, July 2."."""
    if not times.candidates:
        return None
    last = times.candidates[-1]
    rest = times.text[last.end - times.offset :].strip(" .)")
    is_dated = last.expression.kind == "date" and last.expression.cue is None
    is_final = is_dated and not rest and last.start >= quantity.end
    return last if is_final and last.role == "free" else None


def told_in_sentence(
    expression: TimeExpression, role: Role, before: Sequence[Candidate], setting: Setting
) -> Setting:
    """What "within seven years", "a year later" are reckoned from: the time named before them.

    Args:
        expression: the time to resolve.
        role: what it does in its sentence.
        before: the times of the sentence before it.
        setting: what is known of the article.
    """
    fields = expression.fields
    if role in ("tight", "compare"):
        setting = replace(setting, compared=True)
    # "in the third quarter, from $23 million a year ago": the same quarter then
    is_beside = fields.away == "ago" and (fields.count or 1) == 1 and bool(before)
    if is_beside and not setting.compared:
        setting = replace(setting, compared=True)
    is_compared = setting.compared and fields.away == "ago"
    is_from_there = (
        is_compared or fields.away in _FROM_THERE or fields.anchor in TOLD or fields.name in _SAID_BEFORE
    )
    if fields.name in _STRETCHES and len(before) > 1:
        # "from 12 million in 2001 to 35 million in 2010, … and added up to 200 million in these ten years"
        return replace(setting, stretch=spanned(before[0].plain, before[-1].plain))
    if not before or not is_from_there:
        return setting
    if before[-1].period is None and fields.away == "earlier":
        return replace(setting, told=None, last=None)  # "sold at 2 in November, from 22 a year earlier"
    if before[-1].period is None:
        return setting
    # "3.2 percent in October, up from 2.9 percent in September and 1.8 percent a year earlier"
    main = next((c for c in reversed(before) if c.role == "free"), before[-1])
    return replace(setting, told=main.period, last=main.period, moved=None, ends=None)


def context_year(
    found: Sequence[TimeExpression], roles: Sequence[Role], setting: Setting
) -> TimeExpression | None:
    """The only year of a sentence, which is that of the months behind it: "In 2019 … from July to …".

    Args:
        found: the times of the sentence.
        roles: what they do there.
        setting: the article's date.
    """
    kinds = ("year",) if setting.published else _WITH_YEARS
    said = [e for e, r in zip(found, roles, strict=True) if r == "free" and e.kind in kinds]
    if setting.published is None:
        said = [e for e in said if e.fields.first.year is not None]
    return said[0] if len(said) == 1 and said[0].fields.first.year is not None else None


def is_other_year(expression: TimeExpression, context: TimeExpression, other: TimeExpression) -> bool:
    """Whether a year reckoned from today ("last year") stands between a year and a month."""
    fields = expression.fields
    is_from_today = fields.unit == "year" and fields.unit_offset is not None and fields.anchor is None
    return is_from_today and context.end <= expression.start and expression.end <= other.start


def is_lost(candidate: Candidate) -> bool:
    """Whether it points back at a time that nothing told of: "in the six months" at the start of a text."""
    return candidate.period is None and candidate.expression.fields.name in _POINTING


def is_page_date(candidate: Candidate, setting: Setting) -> bool:
    """The article's own date, standing there without a preposition, dates the page and no fact."""
    is_bare = candidate.expression.kind == "date" and candidate.expression.cue is None
    same = Period(setting.published, setting.published)
    return is_bare and setting.published is not None and candidate.period == same


def needs_today(expression: TimeExpression) -> bool:
    """Whether it is reckoned from today: "in December" of a year unsaid, "within a year"."""
    fields = expression.fields
    if fields.away == "within" or fields.name == "that_unit" or fields.anchor == "due":
        return True
    is_part = fields.first.month is not None or expression.kind in ("quarter", "half")
    return is_part and fields.first.year is None


def takes_elsewhere(expression: TimeExpression) -> bool:
    """Whether a time of saying takes the discourse elsewhere: "said last year", not "on Monday"."""
    fields = expression.fields
    is_day = fields.weekday is not None or fields.unit == "day"
    return expression.kind in _TOLD_KINDS and not is_day


def is_label(candidate: Candidate, times: SentenceTimes) -> bool:
    """Whether a pair of years is the label of one survey: "from 55 percent in 2005/06 to 28 in 2015/16".

    Args:
        candidate: a time of the sentence.
        times: all of them.
    """
    expression = candidate.expression
    if expression.kind != "year_range" or candidate.end != expression.end:
        return False
    others = (c.expression.kind for c in times.candidates if c is not candidate)
    return expression.rule == SLASHED or "year_range" in others


def until_then(candidates: list[Candidate]) -> list[Candidate]:
    """The times of a sentence, its year only up to the day that opens it: "By May 3 it had 50,000 this year".

    Args:
        candidates: its times in text order.
    """
    if len(candidates) < 2 or not _opens_by(candidates[0]):
        return candidates
    day = candidates[0].period
    return [candidates[0], *(_cut_off(c, day) for c in candidates[1:])]


def _opens_by(candidate: Candidate) -> bool:
    return candidate.leading == "sentence" and candidate.expression.cue == "by"


def _cut_off(candidate: Candidate, day: Period | None) -> Candidate:
    """A year as far as a day of it goes, which then holds for what follows as the day did."""
    year, fields = candidate.period, candidate.expression.fields
    if day is None or year is None or day.end is None or year.start is None or year.end is None:
        return candidate
    is_year = candidate.expression.kind == "relative" and fields.unit == "year" and fields.edge is None
    is_within = year.start <= day.end < year.end
    if candidate.expression.cue not in (None, "in") or not (is_year and is_within):
        return candidate
    cut = Period(year.start, day.end)
    return replace(candidate, period=cut, plain=cut, leading=candidate.leading or "sentence")


def has_begun_since(candidate: Candidate) -> bool:
    """Whether it dates an event that something has gone on since: "since it opened in 2016".

    Args:
        candidate: a time of the sentence.
    """
    begun, said = candidate.period, candidate.plain
    if candidate.expression.cue not in _AT or begun is None or said is None or begun.start != said.start:
        return False
    return begun.end is None or (said.end is not None and begun.end > said.end)


def between(first: Candidate, last: Candidate) -> Choice | None:
    """The time of a change from one time to another: of one on the year before, the later year.

    Args:
        first: the time of the old value.
        last: that of the new one.
    """
    if first == last or first.period is None or last.period is None:
        return None
    if shift_period(first.period, "year", 1) == last.period:
        return Choice(last, last.period, "summed-up")
    return Choice(first, Period(first.period.start, last.period.end), "spread")
