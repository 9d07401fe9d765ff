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
_MONTHS = 12
_COMPARED = "compare"
_OF_A_YEAR = {"month", "quarter", "half"}
_RECKONED = ("ending", "starting")  # "the nine months to June 2018"
# A sale or a holiday that is told with its days begins no longer before or after its day of the calendar.
_NEAR = timedelta(days=31)


def setting_of(
    document: Document,
    found: Mapping[int, Sequence[TimeExpression]],
    resolver: PeriodResolver,
    gaps: Mapping[str, re.Pattern[str]],
    country: str | None,
) -> Setting:
    """What the times of a document are reckoned from: its date and country, and what it names itself.

    Args:
        document: the segmented article.
        found: its expressions, by index of sentence.
        resolver: resolves them.
        gaps: the patterns of the rules.
        country: ISO code of the country that the article is about.
    """
    return Setting(
        document.metadata.published,
        country=country,
        ranges=named_ranges(document, found, resolver),
        parts=named_parts(document, found, resolver),
        festivals=told_festivals(document, found, resolver, gaps["lasts"]),
        pictured=year_pictured(document, found, gaps["pictured"]),
    )


def year_pictured(
    document: Document, found: Mapping[int, Sequence[TimeExpression]], pictured: re.Pattern[str]
) -> int | None:
    """The year in which the picture of an undated text was taken, which is that of the days it tells of.

    Args:
        document: the segmented article.
        found: its expressions, by index of sentence.
        pictured: the words between a picture and its day.
    """
    if document.metadata.published is not None:
        return None
    for number, expressions in found.items():
        begin = document.sentences[number].start
        for said in (e for e in expressions if e.kind == "date" and e.fields.first.year is not None):
            if pictured.search(document.view[begin : said.start].lower()):
                return said.fields.first.year
    return None


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


def named_parts(
    document: Document, found: Mapping[int, Sequence[TimeExpression]], resolver: PeriodResolver
) -> Mapping[Part, int]:
    """The year of each quarter and month that an undated text names with one year, or with two running.

    "grew in Q3 2017 … rose by 1.4 percent in the third quarter": both are of 2017. "… in the first
    four months of 2004. In March …, from March 2003": of the later one.

    Args:
        document: the segmented article.
        found: its expressions, by index of sentence.
        resolver: resolves them.
    """
    if document.metadata.published is not None:
        return {}
    years: dict[Part, set[int]] = {}
    dated = [
        (expression, year)
        for expressions in found.values()
        for expression in expressions
        # "than in H1 2018" tells nothing of the H1 told of
        if expression.cue != _COMPARED
        and expression.kind in _OF_A_YEAR
        and (year := expression.fields.first.year) is not None
    ]
    latest = max((year for _, year in dated), default=None)
    for expression, year in dated:
        # "in the first half of 2021" tells nothing of "January" in a text of June 2022
        is_reckoned = expression.fields.position in _RECKONED or year != latest
        within = [] if is_reckoned else _parts_within(expression, resolver)
        for part in (part_of(expression), *within):
            if part is not None:
                years.setdefault(part, set()).add(year)
    return {part: max(said) for part, said in years.items() if max(said) - min(said) <= 1}


def _parts_within(expression: TimeExpression, resolver: PeriodResolver) -> list[Part]:
    """The months and quarters of "the first half of 2021"; none of a day or of a year."""
    period = resolver.resolve_plain(expression, Setting())
    if period is None or period.start is None or period.end is None:
        return []
    first, last = period.start.month, period.end.month
    if period.start.year != period.end.year or not first < last < first + _MONTHS - 1:
        return []
    quarters = (n for n in range(1, 5) if first <= 3 * n - 2 and 3 * n <= last)
    months: list[Part] = [("month", None, month, None) for month in range(first, last + 1)]
    return [*months, ("month", None, first, last), *(("quarter", n, None, None) for n in quarters)]


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
