"""Whether what a clause tells goes on with the time told of before it."""

from __future__ import annotations

from datetime import date

from extract.linking.period_calendar import closes, is_to_come, reaches
from extract.linking.period_discourse import Discourse
from extract.linking.period_links import LinkedPeriod
from extract.linking.period_roles import Tense
from extract.linking.period_times import Candidate, SentenceTimes
from extract.records import Period, Quantity

_YEAR = 365


def continues(tense: Tense | None, told: LinkedPeriod, discourse: Discourse, published: date | None) -> bool:
    """Whether a clause in a tense goes on with the time told of.

    Args:
        tense: its tense.
        told: the time told of.
        discourse: what was told before.
        published: the article's date.
    """
    if tense in ("past", "perfect") and is_to_come(told.period, published):
        return False  # "They passed the budget for 2025. It had 37 votes"
    if not discourse.framed and tense == "past" and discourse.is_plan:
        return False  # "It expects sales of 4 million in the next quarter. Shares rose 4 percent."
    if discourse.age > 0 and (tense == "perfect" or reaches(told.period, published)):
        return False  # "Since 2016 it has paved 300 km. A ticket costs 2 yuan. The trip has been cut …"
    if not discourse.framed and tense != "perfect" and reaches(told.period, published):
        return False  # "It has treated 300 patients since 2016. A fire destroyed 40 beds."
    is_dated = discourse.framed and (
        discourse.is_dated_section or (tense == "present" and discourse.is_state)
    )
    return is_dated or _goes_on(tense, told, published, framed=discourse.framed)


def _goes_on(tense: Tense | None, told: LinkedPeriod, published: date | None, *, framed: bool) -> bool:
    """Whether a clause in this tense goes on with the time told of; "output has halved" tells of today."""
    if tense == "perfect":
        open_ends = (None, published) if framed else (None,)
        return told.period is None or told.period.start is None or told.period.end in open_ends
    return tense in ("past", "future") or (tense is None and framed)


def told_on_day(
    told: LinkedPeriod,
    discourse: Discourse,
    tense: Tense | None,
    is_state: bool,
) -> LinkedPeriod | None:
    """Of a day told of the year that it closes, none where what happened is told.

    "By the end of 2019 it had 78 houses. The province paid 60,000 yuan for each."

    Args:
        told: the day.
        discourse: what was told before.
        tense: the tense of the clause.
        is_state: whether it tells how things stood.
    """
    about = discourse.about
    is_kept = is_state and discourse.document is None
    if tense != "present" and not is_kept and about is not None and closes(told.period, about.period):
        return about
    return None if tense == "past" and not is_state else told


def is_apart(times: SentenceTimes, quantity: Quantity, candidate: Candidate) -> bool:
    """Whether a time stands in a later part of the sentence: "planted 240 mu; inns had guests in …".

    Or one that a time opens: "He planted 3 hectares, and by the end of 2016 it had grown to 35".

    Args:
        times: the sentence.
        quantity: one of its quantities.
        candidate: one of its times.
    """
    gap = times.text[quantity.end - times.offset : max(0, candidate.start - times.offset)]
    is_later = candidate.leading == "clause" and candidate.start >= quantity.end
    is_vague = candidate.expression.fields.name == "vague"  # "…, and this gain will flow for decades"
    return ";" in gap or is_later or (is_vague and ", " in gap)


def is_longer(quantity: Quantity, told: Period | None) -> bool:
    """Whether a duration of years is longer than the time told of, so that it is not of that time.

    Args:
        quantity: any quantity.
        told: the time told of.
    """
    if quantity.kind != "measure" or quantity.unit != "year" or told is None:
        return False
    if told.start is None or told.end is None:
        return False
    return (told.end - told.start).days < (quantity.value_low - 1) * _YEAR
