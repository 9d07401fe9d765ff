"""What the text itself names and its looser expressions mean: "the last five years", "the third quarter"."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from extract.finding.periods import TimeExpression
from extract.linking.period_calendar import span_years
from extract.linking.period_relative import Part, Setting, part_of
from extract.linking.period_resolving import PeriodResolver
from extract.records import Document, Period

_RANGES = {"year_range", "plan_period"}


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
