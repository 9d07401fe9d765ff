"""What a time of a sentence does to what is told after it: governs it, dates an event, looks back."""

from __future__ import annotations

from collections.abc import Set as AbstractSet

from extract.linking.period_times import Candidate

# What happened in a month is told of that month alone: "She came third in June. The fund paid …"
_MOMENTS = {"month", "duration"}
_SHORT = {"month", "week", "day"}
_TRANSPARENT = {"present", "so_far"}
_EVENT_KINDS = {"date", "time_of_day"}
# "A year earlier it had been 41 million": the text goes on with the time before.
LOOKS_BACK = {"earlier", "ago"}


def governs(candidate: Candidate) -> bool:
    """Whether a time that leads a sentence governs what follows: "2020 marks the final stage" does not."""
    return not is_event(candidate) and not is_aside(candidate) and not is_deadline(candidate)


def stretches_on(candidate: Candidate) -> bool:
    """Whether the next sentence goes on with a stretch that one without figures says.

    "Trade was slower in the same period. 1.2 million tonnes were …", "They asked people from 1997 to 1999."
    """
    fields = candidate.expression.fields
    is_moment = candidate.expression.kind in _MOMENTS or fields.unit in _SHORT
    is_stretch = not is_moment or fields.name is not None
    return is_stretch and candidate.period is not None and governs(candidate) and not candidate.is_aside


def is_event(candidate: Candidate) -> bool:
    """Whether it dates an event to the day, not what is told after it: "opened on Friday".

    A day that something has gone on since is none: "have died since the rains set in on May 3".
    """
    fields = candidate.expression.fields
    period = candidate.period
    if period is not None and period.start != period.end:
        return False
    is_day = fields.weekday is not None or (fields.unit == "day" and fields.unit_offset is not None)
    # "on July 3 of the same year"
    is_day = is_day or (fields.first.day is not None and fields.last is None and fields.position is None)
    is_day = is_day or fields.name == "same_date"
    return candidate.expression.kind in _EVENT_KINDS or is_day


def is_back(candidate: Candidate) -> bool:
    """Whether it only dates an old value: "down from 6 cents a year earlier", "after 5 the previous year"."""
    fields = candidate.expression.fields
    is_before = fields.anchor == "discourse" and (fields.unit_offset or 0) < 0
    return (is_before or fields.away in LOOKS_BACK) and candidate.leading != "sentence"


def is_aside(candidate: Candidate) -> bool:
    """Whether it speaks of the year or of today, not of what follows: "2020 marks …", "currently"."""
    expression = candidate.expression
    is_subject = expression.kind == "year" and expression.cue is None and candidate.leading == "sentence"
    return is_subject or expression.fields.name in _TRANSPARENT


def is_deadline(candidate: Candidate) -> bool:
    """Whether it says when something is due, not when what follows happened: "by the end of 2020"."""
    return candidate.expression.cue in ("by", "until", "before")


def is_day(candidate: Candidate) -> bool:
    """Whether it is one day: "at the end of 2018"."""
    return candidate.period is not None and candidate.period.start == candidate.period.end


def is_last_part(candidate: Candidate, kinds: AbstractSet[str]) -> bool:
    """Whether it is "last month", "last quarter"."""
    return candidate.expression.kind == "relative" and candidate.expression.fields.unit in kinds


def is_now(candidate: Candidate) -> bool:
    """Whether a time is "now", "at present"."""
    return candidate.expression.fields.name == "present"
