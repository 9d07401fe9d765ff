"""What the text itself names and its looser expressions mean: "the last five years", "the third quarter"."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import timedelta
from itertools import pairwise

from extract.finding.periods import TimeExpression
from extract.linking.period_calendar import span_years
from extract.linking.period_relative import Part, Setting, part_of
from extract.linking.period_resolving import PeriodResolver
from extract.records import Document, Period

_RANGES = {"year_range", "plan_period"}
# A sale or a holiday that is told with its days begins no longer before or after its day of the calendar.
_NEAR = timedelta(days=31)


def named_ranges(
    document: Document, found: Mapping[int, Sequence[TimeExpression]], resolver: PeriodResolver
) -> tuple[Period, ...]:
    """The ranges of years that the title names: "over the last five years" means them.

    Args:
        document: the segmented article.
        found: its expressions, by index of sentence.
        resolver: resolves them.
    """
    titled = (n for n, s in enumerate(document.sentences) if document.segments[s.segment].kind == "title")
    ranges = (
        resolver.resolve_plain(expression, Setting())
        for number in titled
        for expression in found.get(number, ())
        if expression.kind in _RANGES
    )
    return tuple(dict.fromkeys(r for r in ranges if r is not None and span_years(r)))


def named_parts(document: Document, found: Mapping[int, Sequence[TimeExpression]]) -> Mapping[Part, int]:
    """The year of each quarter and month that an undated text names with one year only.

    "grew in Q3 2017 … rose by 1.4 percent in the third quarter": both are of 2017.

    Args:
        document: the segmented article.
        found: its expressions, by index of sentence.
    """
    if document.metadata.published is not None:
        return {}
    years: dict[Part, set[int]] = {}
    for expression in (e for expressions in found.values() for e in expressions):
        part, year = part_of(expression), expression.fields.first.year
        if part is not None and year is not None:
            years.setdefault(part, set()).add(year)
    return {part: min(said) for part, said in years.items() if len(said) == 1}


def told_festivals(
    document: Document,
    found: Mapping[int, Sequence[TimeExpression]],
    resolver: PeriodResolver,
    lasts: re.Pattern[str],
) -> Mapping[str, Period]:
    """The days of festivals as the text itself tells them: "Singles' Day, which lasted from Nov. 1 to 11".

    Args:
        document: the segmented article.
        found: its expressions, by index of sentence.
        resolver: resolves them.
        lasts: what stands between a festival and its days.
    """
    setting = Setting(document.metadata.published)
    told: dict[str, Period] = {}
    for first, second in (pair for expressions in found.values() for pair in pairwise(expressions)):
        if first.kind != "festival" or second.kind != "date_range" or first.fields.name is None:
            continue
        if lasts.match(document.view[first.end : second.start].lower()):
            usual, days = resolver.resolve_plain(first, setting), resolver.resolve_plain(second, setting)
            if days is not None and _is_near(usual, days):
                told.setdefault(first.fields.name, days)
    return told


def _is_near(usual: Period | None, days: Period) -> bool:
    if usual is None or usual.start is None or days.start is None or days.end is None:
        return False
    return days.start - _NEAR <= usual.start <= days.end + _NEAR
