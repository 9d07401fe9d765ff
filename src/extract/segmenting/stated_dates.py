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
_REACH = 3000
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
    if colon and rules.other_dates.intersection(label.lower().split()):
        return True
    return any(span.start() <= found.start() < span.end() for span in rules.page.span_of_dates.finditer(line))


def in_order_of_text(view: str, day: date, rules: SegmentRules) -> date:
    """``05/03/2018`` in the order that the text bears out: by ``LIMA, March 5 (AFP)`` the fifth of March.

    Args:
        view: the plain view of the page.
        day: the date with its month first; its day is no greater than 12.
        rules: names of months.
    """
    swapped = day.replace(month=day.day, day=day.month)
    told = {
        (rules.page.months[(found["first"] or found["last"]).lower()], int(found["day"] or found["before"]))
        for found in rules.page.month_and_day.finditer(view[:_REACH])
    }
    borne_out = (swapped.month, swapped.day) in told and (day.month, day.day) not in told
    return swapped if borne_out else day
