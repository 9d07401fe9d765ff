"""The differences of two outputs as columns: a million are a few arrays, rows are read when asked for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from extract.reviewing.diffing_articles import Flags
from extract.reviewing.diffing_fields import Masks, names_of
from extract.reviewing.diffing_filters import DiffFilter
from extract.reviewing.diffing_pairs import Pairs
from extract.reviewing.diffing_records import CHANGES, COLUMNS, FIELDS, PAIRED_BY, FactChange, FieldChange
from extract.reviewing.diffing_rules import find_rejecting, split_rules
from extract.reviewing.diffing_sides import CITATION, Integers, Side, join_lists

Row = Mapping[str, Any]
Filing = tuple[tuple[str, ...], tuple[str, ...]]
"""The rules that are gone and those that are new."""

BLOCK = 50_000
"""Rows that are in memory at a time, where all are wanted."""

_ADDED, _REMOVED, _CHANGED = range(len(CHANGES))
_ALL_COLUMNS = tuple(dict.fromkeys((*CITATION, *COLUMNS)))
_BETWEEN = "\x1f"


@dataclass(frozen=True, slots=True)
class Differences:
    """The differences, one element of each array for each.

    Attributes:
        change: an index into ``CHANGES``.
        how: an index into ``PAIRED_BY``, of a changed fact.
        mask: the fields that differ.
        old, new: numbers of the fact in the two outputs; -1 where it is not.
        filed: an index into the list of filings.
    """

    change: npt.NDArray[np.uint8]
    how: npt.NDArray[np.uint8]
    mask: Masks
    old: Integers
    new: Integers
    filed: Integers

    def __len__(self) -> int:
        return len(self.change)

    def take(self, numbers: Integers | Flags) -> Differences:
        """Some of them, in this order."""
        return Differences(*(getattr(self, field.name)[numbers] for field in fields(self)))


def find_differences(
    old: Side, new: Side, pairs: Pairs, masks: Masks, wanted: DiffFilter
) -> tuple[Differences, list[Filing]]:
    """The differences that are wanted, by source and place in the text, and the rules they are filed under.

    Args:
        old: the older output.
        new: the newer output.
        pairs: their facts side by side.
        masks: the fields that differ in each pair.
        wanted: the filter.
    """
    filer = _Filer()
    parts = [
        _find_changed(old, new, pairs, masks, wanted, filer),
        _find_lone((old, new), pairs, wanted, filer, _REMOVED),
        _find_lone((old, new), pairs, wanted, filer, _ADDED),
    ]
    names = [one.name for one in fields(Differences)]
    found = Differences(*(np.concatenate([getattr(part, name) for part in parts]) for name in names))
    if wanted.rules:
        kept = np.array([wanted.has_rule((*gone, *fresh)) for gone, fresh in filer.filings], bool)
        found = found.take(kept[found.filed])
    return found.take(_order(old, new, found)), filer.filings


class _Filer:
    """Numbers the filings."""

    def __init__(self) -> None:
        self.filings: list[Filing] = []
        self._known: dict[Filing, int] = {}

    def number(self, filing: Filing) -> int:
        if filing not in self._known:
            self._known[filing] = len(self.filings)
            self.filings.append(filing)
        return self._known[filing]


def _find_changed(
    old: Side, new: Side, pairs: Pairs, masks: Masks, wanted: DiffFilter, filer: _Filer
) -> Differences:
    kept = (masks & np.uint32(wanted.field_mask)) != 0
    places = np.flatnonzero(kept & ("changed" in wanted.chosen))
    fits = wanted.wanted(old, pairs.old[places]) | wanted.wanted(new, pairs.new[places])
    places = places[fits]
    before, after, mask = pairs.old[places], pairs.new[places], masks[places]
    (one, spelled), (other, respelled) = _signatures(old, before), _signatures(new, after)
    triples, back = np.unique(np.stack([one, other, mask.astype(np.int64)]), axis=1, return_inverse=True)
    numbers = [
        filer.number(split_rules({"rules": spelled[i]}, {"rules": respelled[j]}, names_of(bits), ""))
        for i, j, bits in triples.T.tolist()
    ]
    filed = np.array(numbers, np.int64)[back.reshape(-1)]
    change = np.full(len(places), _CHANGED, np.uint8)
    return Differences(change, pairs.how[places], mask, before, after, filed)


def _find_lone(
    sides: tuple[Side, Side], pairs: Pairs, wanted: DiffFilter, filer: _Filer, change: int
) -> Differences:
    forward = change == _REMOVED
    here, there = sides if forward else sides[::-1]
    rows = pairs.removed if forward else pairs.added
    if CHANGES[change] not in wanted.chosen or wanted.fields:
        rows = rows[:0]
    rows = rows[wanted.wanted(here, rows)]
    codes, spelled = _signatures(here, rows)
    rejecting = find_rejecting(here, there, rows, pairs, forward=forward)
    known: dict[tuple[int, str], int] = {}
    filed = np.zeros(len(rows), np.int64)
    for number, key in enumerate(zip(codes.tolist(), rejecting, strict=True)):
        if key not in known:
            row = {"rules": spelled[key[0]]}
            pair = (row, None) if forward else (None, row)
            known[key] = filer.number(split_rules(pair[0], pair[1], (), key[1]))
        filed[number] = known[key]
    nowhere, nothing = np.full(len(rows), -1, np.int64), np.zeros(len(rows), np.uint8)
    before, after = (rows, nowhere) if forward else (nowhere, rows)
    changes = np.full(len(rows), change, np.uint8)
    return Differences(changes, nothing, nothing.astype(np.uint32), before, after, filed)


def _signatures(side: Side, rows: Integers) -> tuple[Integers, list[tuple[str, ...]]]:
    """The rules of facts as numbers, and what each number stands for: few of them are different."""
    order = np.argsort(rows, kind="stable")
    known: dict[str, int] = {}
    codes, first = [np.zeros(0, np.int64)], 0
    for part in side.parts:
        inside = rows[order]
        inside = inside[(inside >= first) & (inside < first + part.n_rows)] - first
        first += part.n_rows
        if len(inside):
            lists = part.read(["rules"]).column("rules").take(pa.array(inside))
            encoded = pc.binary_join(lists, _BETWEEN).combine_chunks().dictionary_encode()
            numbers = [known.setdefault(text, len(known)) for text in encoded.dictionary.to_pylist()]
            codes.append(np.array(numbers, np.int64)[encoded.indices.to_numpy()])
    found = np.empty(len(rows), np.int64)
    found[order] = np.concatenate(codes)
    return found, [tuple(filter(None, text.split(_BETWEEN))) for text in known]


def _order(old: Side, new: Side, found: Differences) -> Integers:
    """By source and place in the text."""
    there = found.new >= 0
    sources = [side.articles.column("source").to_pylist() for side in (old, new)]
    ranks = {source: rank for rank, source in enumerate(sorted({*sources[0], *sources[1]}))}
    by_article = [np.array([ranks[source] for source in names], np.int64) for names in sources]
    source = np.empty(len(found), np.int64)
    start = np.empty(len(found), np.int64)
    for side, rows, own, flags in (
        (old, found.old, by_article[0], ~there),
        (new, found.new, by_article[1], there),
    ):
        source[flags] = own[side.numbers[rows[flags]]]
        start[flags] = side.starts[rows[flags]]
    order: Integers = np.lexsort((start, source))
    return order


def build_changes(
    sides: tuple[Side, Side], found: Differences, filings: Sequence[Filing]
) -> Iterator[FactChange]:
    """The differences with their rows, all of which are read first.

    Args:
        sides: the two outputs.
        found: the differences.
        filings: the rules they are filed under.
    """
    rows = [_read_rows(side, numbers) for side, numbers in zip(sides, (found.old, found.new), strict=True)]
    columns = (found.change, found.how, found.mask, found.filed)
    for change, how, mask, filed in zip(*(column.tolist() for column in columns), strict=True):
        name = CHANGES[change]
        old = next(rows[0]) if name != "added" else None
        new = next(rows[1]) if name != "removed" else None
        differing = tuple(FieldChange(one, _columns(old, one), _columns(new, one)) for one in names_of(mask))
        paired_by = PAIRED_BY[how] if name == "changed" else None
        yield FactChange(name, paired_by, old, new, differing, *filings[filed])


def _columns(row: Row | None, field: str) -> dict[str, Any]:
    return {column: row[column] for column in FIELDS[field]} if row else {}


def _read_rows(side: Side, numbers: Integers) -> Iterator[Row]:
    """The facts of these numbers, in this order, -1 left out."""
    rows = numbers[numbers >= 0]
    order = np.argsort(rows, kind="stable")
    table = join_lists(side.details(rows[order], _ALL_COLUMNS))
    back = np.empty(len(rows), np.int64)
    back[order] = np.arange(len(rows))
    ordered = table.take(pa.array(back))
    for batch in ordered.to_batches(max_chunksize=1_000):
        yield from batch.to_pylist()
