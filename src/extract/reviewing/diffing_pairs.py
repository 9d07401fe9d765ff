"""Which fact of one output is which of the other.

In an article whose text is the same, facts with the same span are one, then facts whose spans
overlap. In one whose text has shifted, facts with the same words in the same sentence are one, then
those of the sentences that are most alike. All but the last is done by joins over columns: a million
facts that are the same cost a second or two.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from extract.reviewing.diffing_articles import ArticlePairs, Flags, pair_articles
from extract.reviewing.diffing_likeness import pair_alike
from extract.reviewing.diffing_records import PAIRED_BY
from extract.reviewing.diffing_sides import Integers, Side

_SPAN, _OVERLAP, _SENTENCE, _LIKENESS = range(len(PAIRED_BY))
Found = tuple[Integers, Integers]


@dataclass(frozen=True, slots=True)
class Pairs:
    """The facts of two outputs side by side, by their numbers.

    Attributes:
        old, new: the facts that are one.
        how: by what they were paired, an index into ``PAIRED_BY``.
        removed, added: the facts that only the old, only the new output has.
        articles: their articles.
    """

    old: Integers
    new: Integers
    how: npt.NDArray[np.uint8]
    removed: Integers
    added: Integers
    articles: ArticlePairs


def pair_facts(old: Side, new: Side) -> Pairs:
    """Pair the facts of two outputs, one to one.

    Args:
        old: the older output.
        new: the newer output.
    """
    articles = pair_articles(old.articles, new.articles)
    matcher = _Matcher(old, new, articles)
    matcher.pair_spans()
    matcher.pair_sentences()
    matcher.pair_overlaps()
    matcher.pair_likenesses()
    return matcher.result()


class _Matcher:
    """Pairs step by step what the steps before have left."""

    def __init__(self, old: Side, new: Side, articles: ArticlePairs) -> None:
        self._sides = (old, new)
        self._articles = articles
        self._numbers = (articles.old[old.numbers], articles.new[new.numbers])
        self._spans = tuple((side.starts, side.ends) for side in self._sides)
        self._left = [np.ones(len(side), bool) for side in self._sides]
        self._same = articles.same_text.copy()
        self._found: list[tuple[Integers, Integers, int]] = []

    def result(self) -> Pairs:
        old = np.concatenate([np.zeros(0, np.int64), *(one for one, _, _ in self._found)])
        new = np.concatenate([np.zeros(0, np.int64), *(other for _, other, _ in self._found)])
        how = np.concatenate(
            [np.zeros(0, np.uint8), *(np.full(len(one), step, np.uint8) for one, _, step in self._found)]
        )
        removed, added = (np.flatnonzero(left) for left in self._left)
        return Pairs(old, new, how, removed, added, self._articles)

    def _take(self, found: Found, step: int) -> None:
        for left, rows in zip(self._left, found, strict=True):
            left[rows] = False
        self._found.append((*found, step))

    def _rows(self, articles: Flags) -> Found:
        """What is left of these articles."""
        one, other = (
            np.flatnonzero(left & articles[numbers])
            for left, numbers in zip(self._left, self._numbers, strict=True)
        )
        return one, other

    def pair_spans(self) -> None:
        rows = self._rows(self._same)
        keys = [
            [numbers[part], start[part], end[part]]
            for numbers, (start, end), part in zip(self._numbers, self._spans, rows, strict=True)
        ]
        old, new = _join(keys[0], keys[1], rows)
        quotes = [
            side.column("quote").take(pa.array(part))
            for side, part in zip(self._sides, (old, new), strict=True)
        ]
        other_text = pc.not_equal(*quotes).to_numpy().astype(bool)
        # The same span with other words: the text of record is another, whatever was read.
        self._same[self._numbers[0][old[other_text]]] = False
        kept = self._same[self._numbers[0][old]]
        self._take((old[kept], new[kept]), _SPAN)

    def pair_sentences(self) -> None:
        rows = self._rows(self._articles.both & ~self._same)
        if all(map(len, rows)):
            self._take(_join(*self._sentence_keys(rows), rows), _SENTENCE)

    def _sentence_keys(self, rows: Found) -> tuple[list[Integers], list[Integers]]:
        tables = [
            side.details(part, ["sentence", "quote"]) for side, part in zip(self._sides, rows, strict=True)
        ]
        words = [_number_strings([table.column(name) for table in tables]) for name in ("sentence", "quote")]
        keys = []
        for side in (0, 1):
            parts = [self._numbers[side][rows[side]], *(numbers[side] for numbers in words)]
            keys.append([*parts, _occurrences(parts)])
        return keys[0], keys[1]

    def pair_overlaps(self) -> None:
        rows = self._rows(self._same)
        keys = []
        for numbers, (start, end), part in zip(self._numbers, self._spans, rows, strict=True):
            base = numbers[part] << 32
            order = np.argsort(base + start[part], kind="stable")
            keys.append((part[order], (base + start[part])[order], (base + end[part])[order]))
        self._take(_overlapping(keys[0], keys[1]), _OVERLAP)

    def pair_likenesses(self) -> None:
        rows = self._rows(self._articles.both & ~self._same)
        if not all(map(len, rows)):
            return
        tables = []
        for side, numbers, part in zip(self._sides, self._numbers, rows, strict=True):
            table = side.details(part, ["sentence", "quote", "kind", "start"])
            tables.append(table.append_column("article", pa.array(numbers[part])))
        pairs = np.array(pair_alike(*tables), np.int64).reshape(-1, 2)
        self._take((rows[0][pairs[:, 0]], rows[1][pairs[:, 1]]), _LIKENESS)


def _join(old: Sequence[Integers], new: Sequence[Integers], rows: Found) -> Found:
    """The rows whose keys are equal; no key may come twice on one side."""
    names = [f"key{number}" for number in range(len(old))]
    tables = [
        pa.table(dict(zip([*names, row_name], [*keys, part], strict=True)))
        for keys, part, row_name in zip((old, new), rows, ("old", "new"), strict=True)
    ]
    joined = tables[0].join(tables[1], names, join_type="inner").sort_by("old")
    return joined.column("old").to_numpy(), joined.column("new").to_numpy()


def _number_strings(columns: Sequence[pa.ChunkedArray]) -> tuple[Integers, Integers]:
    """Equal strings of two columns under equal numbers; runs of white space are one blank."""
    plain = [pc.utf8_trim_whitespace(pc.replace_substring_regex(column, r"\s+", " ")) for column in columns]
    together = pa.chunked_array([chunk for column in plain for chunk in column.chunks], pa.string())
    codes = together.combine_chunks().dictionary_encode().indices.to_numpy().astype(np.int64)
    return codes[: len(plain[0])], codes[len(plain[0]) :]


def _occurrences(keys: Sequence[Integers]) -> Integers:
    """Of rows with equal keys which is the first, the second, ... in their order."""
    count = len(keys[0])
    order = np.lexsort((np.arange(count), *keys))
    fresh = np.zeros(count, bool)
    for key in keys:
        ordered = key[order]
        fresh[1:] |= ordered[1:] != ordered[:-1]
    fresh[:1] = True
    starts = np.flatnonzero(fresh)
    sizes = np.diff(np.append(starts, count))
    ranks = np.empty(count, np.int64)
    ranks[order] = np.arange(count) - np.repeat(starts, sizes)
    return ranks


def _overlapping(old: tuple[Integers, Integers, Integers], new: tuple[Integers, Integers, Integers]) -> Found:
    """One-to-one pairs of overlapping spans, the longest overlap first.

    Args:
        old: rows, starts and ends, by ascending start; spans of one side do not overlap.
        new: the same of the newer output.
    """
    first = np.searchsorted(new[2], old[1], "right")
    last = np.searchsorted(new[1], old[2], "left")
    counts = np.maximum(last - first, 0)
    here = np.repeat(np.arange(len(old[0])), counts)
    offsets = np.arange(len(here)) - np.repeat(np.cumsum(counts) - counts, counts)
    there = np.repeat(first, counts) + offsets
    overlap = np.minimum(old[2][here], new[2][there]) - np.maximum(old[1][here], new[1][there])
    pairs: list[tuple[int, int]] = []
    taken: tuple[set[int], set[int]] = (set(), set())
    for number in np.argsort(-overlap, kind="stable").tolist():
        one, other = int(here[number]), int(there[number])
        if overlap[number] > 0 and one not in taken[0] and other not in taken[1]:
            taken[0].add(one)
            taken[1].add(other)
            pairs.append((one, other))
    found = np.array(sorted(pairs), np.int64).reshape(-1, 2)
    return old[0][found[:, 0]], new[0][found[:, 1]]
