"""Account for every run of digits: a fact, part of a mention, or a rejection with its reason."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence

from extract.records import Document, Mention, Quantity, Rejection, Segment

# A run of digits with the separators inside it: "2020-10-23" is three runs, "1,499.5" one.
Taken = tuple[list[int], list[tuple[int, int]]]

_DIGITS = re.compile(r"\d+(?:[.,]\d+)*")


def account_for_digits(
    document: Document,
    quantities: Sequence[Quantity],
    mentions: Sequence[Mention],
    rejections: Sequence[Rejection],
    *,
    skipped: str | None = None,
) -> list[Rejection]:
    """Rejections for all runs of digits that nothing else covers.

    Args:
        document: the article.
        quantities: its facts.
        mentions: its places, programmes and periods.
        rejections: what the finders rejected.
        skipped: the reason for digits of an article that was not read at all ("language").

    Returns:
        One rejection per run that is left, in text order.
    """
    covered = _merged([*quantities, *mentions, *rejections])
    starts = [start for start, _ in covered]
    left: list[Rejection] = []
    for match in _DIGITS.finditer(document.view):
        index = bisect_right(starts, match.start()) - 1
        if index >= 0 and covered[index][1] > match.start() and covered[index][1] >= match.end():
            continue
        left.extend(_pieces(match, (starts, covered), document, skipped))
    return left


def _merged(records: Iterable[Quantity | Mention | Rejection]) -> list[tuple[int, int]]:
    merged: list[tuple[int, int]] = []
    for start, end in sorted((record.start, record.end) for record in records):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(merged[-1][1], end))
        else:
            merged.append((start, end))
    return merged


def _pieces(
    match: re.Match[str], taken: Taken, document: Document, skipped: str | None
) -> Iterator[Rejection]:
    """The run, or those of its digits that nothing covers ("5.1" of which "5" is a fact's)."""
    starts, covered = taken
    for digits in re.finditer(r"\d+", document.view[match.start() : match.end()]):
        start, end = match.start() + digits.start(), match.start() + digits.end()
        index = bisect_right(starts, start) - 1
        if index >= 0 and end <= covered[index][1]:
            continue
        yield _reject(start, end, document, skipped)


def _reject(start: int, end: int, document: Document, skipped: str | None) -> Rejection:
    segment = _segment_at(document.segments, start)
    if segment is not None and segment.kind in ("furniture", "metadata"):
        return Rejection(start, end, segment.kind, segment.rule or f"segment.{segment.kind}")
    if skipped is not None:
        return Rejection(start, end, skipped, f"document.{skipped}")
    return Rejection(start, end, "part_of_word", "digits.part_of_word")


def _segment_at(segments: Sequence[Segment], position: int) -> Segment | None:
    index = bisect_right(segments, position, key=lambda segment: segment.start) - 1
    return segments[index] if index >= 0 and position < segments[index].end else None
