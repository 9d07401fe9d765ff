"""The date of an article that no byline tells: a short line at its head that ends in one.

"Warsaw, 24 August 2023", "Period covered: 1-31 October 2022. Issued 4 November 2022",
"National Bureau of Statistics 2023-07-17 10:00".
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

from extract.records import Segment
from extract.segmenting.metadata import parse_date
from extract.segmenting.rules import SegmentRules

_LINES = 8
_LONGEST_LINE = 100
# What may follow the date: a time of day, a number of comments.
_LONGEST_REST = 16
_KINDS = frozenset({"paragraph", "metadata", "note"})


def stated_date(view: str, segments: Sequence[Segment], rules: SegmentRules) -> date | None:
    """The date that the first lines of a page state, None where none does.

    Args:
        view: the plain view of the page.
        segments: its segments.
        rules: how dates are written, which labels stand before other dates.
    """
    for segment in segments[:_LINES]:
        line = view[segment.start : segment.end]
        if segment.kind not in _KINDS or len(line) > _LONGEST_LINE or line.endswith("."):
            continue
        if ";" in line:  # "Source: provincial office; compiled on 2019-02-11"
            continue
        ends = [found for regex in rules.page.dates for found in regex.finditer(line)]
        last = max(ends, key=lambda found: found.end(), default=None)
        if last is not None and _is_other(line, last, rules):
            continue
        if last is not None and len(line) - last.end() <= _LONGEST_REST:
            return parse_date(last[0], rules.page)
    return None


def _is_other(line: str, found: re.Match[str], rules: SegmentRules) -> bool:
    """Whether a date ends a span or stands behind the label of something else (``Deadline: 3 May 2019``)."""
    label, colon, _ = line[: found.start()].rsplit(". ", 1)[-1].partition(":")
    span = rules.page.span_of_dates.search(line)
    return span is not None or bool(colon and rules.other_dates.intersection(label.lower().split()))
