"""``diff``: what changed between two outputs, fact by fact."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa

from extract.reviewing.diffing_fields import Masks, compare_fields, names_of
from extract.reviewing.diffing_filters import DiffFilter
from extract.reviewing.diffing_pairs import Pairs, pair_facts
from extract.reviewing.diffing_records import (
    CHANGES,
    COLUMNS,
    FIELDS,
    PAIRED_BY,
    Change,
    FactChange,
    FieldChange,
)
from extract.reviewing.diffing_rules import find_rejecting, split_rules
from extract.reviewing.diffing_runs import open_pair
from extract.reviewing.diffing_sides import CITATION, Integers, Side, join_lists, open_sides
from extract.storing.reading_back import Output

if TYPE_CHECKING:
    import pandas as pd

Row = Mapping[str, Any]

_BLOCK = 64
_ALL_COLUMNS = tuple(dict.fromkeys((*CITATION, *COLUMNS)))


def diff(  # noqa: PLR0913 - the Python twin of a command: one keyword for each option
    old: Output | str | Path,
    new: Output | str | Path | None = None,
    *,
    old_run: str | int | None = None,
    new_run: str | int | None = None,
    kinds: Sequence[str] = (),
    fields: Sequence[str] = (),
    places: Sequence[str] = (),
    sources: Sequence[str] = (),
    rules: Sequence[str] = (),
    changes: Sequence[str] = (),
) -> Diff:
    """What changed from one output to another, or from one run of an output to a later one.

    Args:
        old: an output folder, or an open output (``extract.open(folder, run=...)``).
        new: another one; None to compare two runs of one folder.
        old_run: an earlier run of ``old``; without ``new`` by default the last one before the current.
        new_run: an earlier run of ``new``.
        kinds: facts of these kinds only.
        fields: facts in which one of these fields changed (``diffing_records.FIELDS``).
        places: facts of these places: codes or names; the code of a province covers all of it.
        sources: facts of sources that match one of these shell patterns.
        rules: facts in which one of these rules came or went.
        changes: ``added``, ``removed``, ``changed``.

    Raises:
        UsageError: no output or run there, or an unknown kind, field or change.

    Example:
        >>> found = extract.diff("output-before", "output", fields=["indicator"])
        >>> found.counts["changed"], found.frame()
    """
    wanted = DiffFilter(
        kinds=kinds, fields=fields, places=places, sources=sources, rules=rules, changes=changes
    )
    with ExitStack() as stack:
        opened = open_pair(stack, old, new, old_run, new_run)
        return compare_sides(*open_sides(*opened), wanted)


def compare_sides(old: Side, new: Side, wanted: DiffFilter) -> Diff:
    """What changed between two sides.

    Args:
        old: the facts as they were.
        new: the facts as they are.
        wanted: what to leave of it.
    """
    pairs = pair_facts(old, new)
    masks = compare_fields(old, new, pairs)
    total = Totals(
        old=old.n_facts,
        new=new.n_facts,
        same=old.n_shared + int((masks == 0).sum()),
        articles=pairs.articles.counts(),
    )
    return _Collector(old, new, pairs, wanted).collect(masks, total)


@dataclass(frozen=True, slots=True)
class Totals:
    """What was compared.

    Attributes:
        old, new: facts of the two outputs.
        same: facts without any difference.
        articles: how many are ``same``, ``edited``, ``added`` and ``removed``.
    """

    old: int
    new: int
    same: int
    articles: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Group:
    """Differences that belong together.

    Attributes:
        heading: what they have in common.
        count: how many they are.
        changes: the first of them.
    """

    heading: str
    count: int
    changes: Sequence[FactChange]


class Diff(Sequence[FactChange]):
    """The differences of two outputs: a sequence of ``FactChange``, by source and place in the text.

    Attributes:
        labels: what the two outputs are called.
        totals: what was compared, before any filter.
        wanted: the filter.
    """

    def __init__(
        self, labels: tuple[str, str], totals: Totals, wanted: DiffFilter, changes: Sequence[_Raw]
    ) -> None:
        self.labels = labels
        self.totals = totals
        self.wanted = wanted
        self._changes = changes

    def __len__(self) -> int:
        return len(self._changes)

    def __getitem__(self, index: Any) -> Any:  # noqa: ANN401 - an int or a slice, as in any sequence
        if isinstance(index, slice):
            return [raw.build() for raw in self._changes[index]]
        return self._changes[index].build()

    def __iter__(self) -> Iterator[FactChange]:
        return (raw.build() for raw in self._changes)

    @cached_property
    def counts(self) -> dict[str, int]:
        """How many facts were added, removed and changed."""
        counts = Counter(raw.change for raw in self._changes)
        return {change: counts[change] for change in CHANGES}

    @cached_property
    def by_field(self) -> dict[str, int]:
        """In how many facts each field changed, the most frequent first."""
        masks = Counter(raw.mask for raw in self._changes if raw.mask)
        counts = Counter[str]()
        for mask, count in masks.items():
            counts.update(dict.fromkeys(names_of(mask), count))
        return dict(sorted(counts.items(), key=lambda item: (-item[1], item[0])))

    @cached_property
    def by_rule(self) -> dict[str, dict[str, int]]:
        """How many facts were added, removed and changed under each rule, the most frequent first."""
        counts: dict[str, Counter[str]] = {}
        for raw in self._changes:
            for rule in dict.fromkeys((*raw.rules[0], *raw.rules[1])):
                counts.setdefault(rule, Counter())[raw.change] += 1
        ordered = sorted(counts.items(), key=lambda item: (-item[1].total(), item[0]))
        return {rule: {change: found[change] for change in CHANGES} for rule, found in ordered}

    def groups(self, by: str = "field", limit: int | None = None) -> Iterator[Group]:
        """The differences under headings, the largest group first.

        Args:
            by: ``field``: what was added, removed, or changed in the same fields; ``rule``: what came or
                went with the same rule, each fact under the most frequent of its rules.
            limit: facts of each group that are built; all by default.
        """
        found: dict[tuple[int, str], list[_Raw]] = {}
        for raw in self._changes:
            found.setdefault(self._key(raw, by), []).append(raw)
        for (_, heading), raws in sorted(found.items(), key=lambda item: (-len(item[1]), item[0])):
            raws.sort(key=lambda raw: raw.rules)
            yield Group(heading, len(raws), [raw.build() for raw in raws[:limit]])

    def _key(self, raw: _Raw, by: str) -> tuple[int, str]:
        if by == "rule":
            # A rule that is new tells more than the one that it replaces.
            gone, fresh = raw.rules
            return 0, min(
                (*fresh, *gone), key=lambda rule: (self._ranks[rule], rule not in fresh), default="no rule"
            )
        order = CHANGES.index(raw.change)
        return order, f"{raw.change} {', '.join(names_of(raw.mask))}".strip()

    @cached_property
    def _ranks(self) -> dict[str, int]:
        return {rule: -sum(counts.values()) for rule, counts in self.by_rule.items()}

    def frame(self) -> pd.DataFrame:
        """One row per difference as a pandas data frame: of a changed fact one for each field."""
        import pandas as pd  # noqa: PLC0415 - half a second that only this needs

        columns = ("change", "field", "old", "new", "source", "start", "quote", "sentence", "fact_id")
        return pd.DataFrame([row for change in self for row in _flat(change)], columns=columns)


def _flat(change: FactChange) -> Iterator[tuple[Any, ...]]:
    row = change.shown
    cited = tuple(row[name] for name in ("source", "start", "quote", "sentence", "fact_id"))
    if not change.fields:
        yield (change.change, None, None, None, *cited)
    for one in change.fields:
        yield (change.change, one.field, dict(one.old), dict(one.new), *cited)


@dataclass(frozen=True, slots=True)
class _Raw:
    """A difference before its rows are built."""

    change: Change
    how: int
    mask: int
    sides: tuple[_Place | None, _Place | None]
    rules: tuple[tuple[str, ...], tuple[str, ...]]

    def build(self) -> FactChange:
        old, new = (side.row() if side else None for side in self.sides)
        fields = tuple(
            FieldChange(name, _columns(old, name), _columns(new, name)) for name in names_of(self.mask)
        )
        paired_by = PAIRED_BY[self.how] if self.change == "changed" else None
        return FactChange(self.change, paired_by, old, new, fields, *self.rules)


def _columns(row: Row | None, name: str) -> dict[str, Any]:
    return {column: row[column] for column in FIELDS[name]} if row else {}


class _Rows:
    """Rows as dictionaries, built by the block when they are asked for."""

    def __init__(self, table: pa.Table) -> None:
        self.table = table
        self._first = -1
        self._block: list[Row] = []

    def __getitem__(self, number: int) -> Row:
        first = number - number % _BLOCK
        if first != self._first:
            self._first, self._block = first, self.table.slice(first, _BLOCK).to_pylist()
        return self._block[number - first]


@dataclass(frozen=True, slots=True)
class _Place:
    """Where the row of a fact stands."""

    rows: _Rows
    number: int

    def row(self) -> Row:
        return self.rows[self.number]


class _Collector:
    """Collects the differences that are wanted, with what is needed to show them."""

    def __init__(self, old: Side, new: Side, pairs: Pairs, wanted: DiffFilter) -> None:
        self._old = old
        self._new = new
        self._pairs = pairs
        self._wanted = wanted

    def collect(self, masks: Masks, totals: Totals) -> Diff:
        wanted, pairs = self._wanted, self._pairs
        chosen = wanted.changes or (CHANGES[2:] if wanted.fields else CHANGES)
        kept = (masks & np.uint32(wanted.field_mask)) != 0
        kept &= "changed" in chosen
        places = np.flatnonzero(kept)
        fits = wanted.wanted(self._old, pairs.old[places]) | wanted.wanted(self._new, pairs.new[places])
        places = places[fits]
        removed, added = (
            rows[wanted.wanted(side, rows)] if name in chosen and not wanted.fields else rows[:0]
            for name, side, rows in (
                ("removed", self._old, pairs.removed),
                ("added", self._new, pairs.added),
            )
        )
        raws = [*self._changed(places, masks), *self._lone(removed, "removed"), *self._lone(added, "added")]
        raws = [raw for raw in raws if wanted.has_rule((*raw[1].rules[0], *raw[1].rules[1]))]
        raws.sort(key=lambda item: item[0])
        return Diff((self._old.label, self._new.label), totals, wanted, [raw for _, raw in raws])

    def _changed(self, places: Integers, masks: Masks) -> Iterator[tuple[tuple[Any, ...], _Raw]]:
        old, new = self._pairs.old[places], self._pairs.new[places]
        order = _order(self._new, new)
        places, old, new = places[order], old[order], new[order]
        before, after = _Rows(_details(self._old, old)), _Rows(_details(self._new, new))
        rules = [rows.table.column("rules").to_pylist() for rows in (before, after)]
        keys = _sort_keys(after.table)
        known: dict[tuple[Any, ...], tuple[tuple[str, ...], tuple[str, ...]]] = {}
        for number, place in enumerate(places.tolist()):
            mask = int(masks[place])
            signature = tuple(rules[0][number]), tuple(rules[1][number]), mask
            if signature not in known:
                one, other = ({"rules": names} for names in signature[:2])
                known[signature] = split_rules(one, other, names_of(mask), "")
            how = int(self._pairs.how[place])
            raw = _Raw(
                "changed", how, mask, (_Place(before, number), _Place(after, number)), known[signature]
            )
            yield keys[number], raw

    def _lone(self, rows: Integers, change: Change) -> Iterator[tuple[tuple[Any, ...], _Raw]]:
        forward = change == "removed"
        here, there = (self._old, self._new) if forward else (self._new, self._old)
        rows = rows[_order(here, rows)]
        rejecting = find_rejecting(here, there, rows, self._pairs, forward=forward)
        found = _Rows(_details(here, rows))
        keys, rules = _sort_keys(found.table), found.table.column("rules").to_pylist()
        for number, verdict in enumerate(rejecting):
            row, place = {"rules": rules[number]}, _Place(found, number)
            if forward:
                yield keys[number], _Raw(change, 0, 0, (place, None), split_rules(row, None, (), verdict))
            else:
                yield keys[number], _Raw(change, 0, 0, (None, place), split_rules(None, row, (), verdict))


def _order(side: Side, rows: Integers) -> Integers:
    """The order of facts by source and start."""
    sources = side.articles.column("source").to_pylist()
    ranks = np.empty(len(sources), np.int64)
    ranks[sorted(range(len(sources)), key=sources.__getitem__)] = np.arange(len(sources))
    order: Integers = np.lexsort((side.starts[rows], ranks[side.numbers[rows]]))
    return order


def _details(side: Side, rows: Integers) -> pa.Table:
    """Citation, rules and compared columns of facts, in the order given."""
    order = np.argsort(rows, kind="stable")
    table = join_lists(side.details(rows[order], _ALL_COLUMNS))
    back = np.empty(len(rows), np.int64)
    back[order] = np.arange(len(rows))
    return table.take(pa.array(back)).combine_chunks()


def _sort_keys(table: pa.Table) -> list[tuple[Any, ...]]:
    return list(zip(*(table.column(name).to_pylist() for name in ("source", "start")), strict=True))
