"""Which facts are told of the same thing: the keys under which they are compared."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from extract.reviewing.conflicts_subjects import Subject

Row = Mapping[str, Any]
Key = tuple[Any, ...]

KEY_COLUMNS = (
    *("indicator", "topic", "kind", "base_unit", "unit", "per", "role", "status", "place_code", "place_name"),
    *("period_start", "period_end", "baseline_start", "baseline_end", "programme"),
)
"""The columns that the keys are made of."""

_UNITLESS = ("percent", "multiple")
_WORDS_OF_A_NAME = 2
_LEAP_DAY = (2, 29)


@dataclass(frozen=True, slots=True)
class Keyed:
    """A fact that can be compared.

    Attributes:
        subject: what it speaks of.
        group: equal wherever one of the two others is.
        same: equal for facts that should have equal values.
        series: equal for facts of one series, whatever their periods; None where a jump means nothing.
    """

    subject: Subject
    group: Key
    same: Key
    series: Key | None


def key_fact(
    fact: Row, subject_of: Callable[[str | None, str | None, str | None, str], Subject | None]
) -> Keyed | None:
    """The keys of a fact; None where subject, place or period are not known.

    Args:
        fact: a row of facts with ``KEY_COLUMNS``.
        subject_of: see `Subjects.of`.
    """
    place, period = (fact["place_code"], fact["place_name"]), (fact["period_start"], fact["period_end"])
    if place == (None, None) or period == (None, None):
        return None
    if fact["status"] == "planned" and fact["role"] == "change":
        return None  # Forecasts of growth differ from one forecaster to the next.
    subject = subject_of(fact["indicator"], fact["topic"], fact["place_name"], fact["unit"])
    if subject is None:
        return None
    what = (subject.key, fact["kind"], fact["base_unit"], fact["per"], *place, fact["programme"])
    same = (*what, fact["role"], fact["status"], *period, _baseline(fact))
    return Keyed(subject, what, same, what if _in_series(fact, subject) else None)


def _in_series(fact: Row, subject: Subject) -> bool:
    if fact["role"] != "level" or fact["status"] != "actual" or fact["kind"] in _UNITLESS:
        return False
    if subject.weight == "indicator":
        return True
    named = subject.weight == "topic" and subject.n_words >= _WORDS_OF_A_NAME
    return named and fact["kind"] in {"money", "measure"}


def _baseline(fact: Row) -> tuple[date | None, date | None] | None:
    """What a change is compared with; None for the year before, which many leave unsaid."""
    if fact["role"] != "change":
        return None
    start, end = fact["baseline_start"], fact["baseline_end"]
    before = (year_before(fact["period_start"]), year_before(fact["period_end"]))
    return None if (start, end) in {(None, None), before} else (start, end)


def year_before(day: date | None) -> date | None:
    """The same day one year before; 28 February for the 29th."""
    if day is None or day.year == date.min.year:
        return None
    leap = (day.month, day.day) == _LEAP_DAY
    return day.replace(year=day.year - 1, day=day.day - leap)
