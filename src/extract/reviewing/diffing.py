"""``diff``: what changed between two outputs, fact by fact."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from extract.reviewing.diffing_fields import compare_fields, names_of
from extract.reviewing.diffing_filters import DiffFilter
from extract.reviewing.diffing_found import BLOCK, Differences, Filing, build_changes, find_differences
from extract.reviewing.diffing_pairs import pair_facts
from extract.reviewing.diffing_records import CHANGES, FactChange
from extract.reviewing.diffing_runs import open_pair
from extract.reviewing.diffing_sides import Integers, Side, open_sides
from extract.storing.reading_back import Output

if TYPE_CHECKING:
    import pandas as pd


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
    return compare_sides(*open_sides(*open_pair(old, new, old_run, new_run)), wanted)


def compare_sides(old: Side, new: Side, wanted: DiffFilter) -> Diff:
    """What changed between two sides.

    Args:
        old: the facts as they were.
        new: the facts as they are.
        wanted: what to leave of it.
    """
    pairs = pair_facts(old, new)
    masks = compare_fields(old, new, pairs)
    totals = Totals(
        old=old.n_facts,
        new=new.n_facts,
        same=old.n_shared + int((masks == 0).sum()),
        articles=pairs.articles.counts(),
    )
    found, filings = find_differences(old, new, pairs, masks, wanted)
    return Diff((old, new), totals, wanted, found, filings)


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

    Rows are read from the outputs when they are asked for: it holds them as long as it lives.

    Attributes:
        totals: what was compared, before any filter.
        wanted: the filter.
    """

    def __init__(
        self,
        sides: tuple[Side, Side],
        totals: Totals,
        wanted: DiffFilter,
        found: Differences,
        filings: Sequence[Filing],
    ) -> None:
        self.totals = totals
        self.wanted = wanted
        self._sides = sides
        self._found = found
        self._filings = filings

    @property
    def labels(self) -> tuple[str, str]:
        """What the two outputs are called."""
        return self._sides[0].label, self._sides[1].label

    def __len__(self) -> int:
        return len(self._found)

    def __getitem__(self, index: Any) -> Any:  # noqa: ANN401 - an int or a slice, as in any sequence
        numbers = np.arange(len(self))[index]
        built = self._build(np.atleast_1d(numbers))
        return built if isinstance(index, slice) else built[0]

    def __iter__(self) -> Iterator[FactChange]:
        for numbers in self._blocks():
            yield from build_changes(self._sides, self._found.take(numbers), self._filings)

    def _blocks(self) -> Iterator[Integers]:
        """All differences, as many at a time as fit into memory.

        Where they are many they come as they are stored, by article: else each block would read all files.
        """
        order = np.arange(len(self))
        if len(order) > BLOCK:
            order = np.lexsort((self._found.new, self._found.old))
        for first in range(0, len(order), BLOCK):
            yield order[first : first + BLOCK]

    def _build(self, numbers: Integers) -> list[FactChange]:
        return list(build_changes(self._sides, self._found.take(numbers), self._filings))

    @cached_property
    def counts(self) -> dict[str, int]:
        """How many facts were added, removed and changed."""
        counts = np.bincount(self._found.change, minlength=len(CHANGES)).tolist()
        return dict(zip(CHANGES, counts, strict=True))

    @cached_property
    def by_field(self) -> dict[str, int]:
        """In how many facts each field changed, the most frequent first."""
        masks, numbers = np.unique(self._found.mask, return_counts=True)
        counts = Counter[str]()
        for mask, count in zip(masks.tolist(), numbers.tolist(), strict=True):
            counts.update(dict.fromkeys(names_of(mask), count))
        return dict(sorted(counts.items(), key=lambda item: (-item[1], item[0])))

    @cached_property
    def by_rule(self) -> dict[str, dict[str, int]]:
        """How many facts were added, removed and changed under each rule, the most frequent first."""
        counts: dict[str, Counter[str]] = {}
        keys, numbers = np.unique(self._found.filed * len(CHANGES) + self._found.change, return_counts=True)
        for key, count in zip(keys.tolist(), numbers.tolist(), strict=True):
            filed, change = divmod(key, len(CHANGES))
            gone, fresh = self._filings[filed]
            for rule in dict.fromkeys((*gone, *fresh)):
                counts.setdefault(rule, Counter())[CHANGES[change]] += count
        ordered = sorted(counts.items(), key=lambda item: (-item[1].total(), item[0]))
        return {rule: {change: found[change] for change in CHANGES} for rule, found in ordered}

    def groups(self, by: str = "field", limit: int | None = None) -> Iterator[Group]:
        """The differences under headings, the largest group first.

        Args:
            by: ``field``: what was added, removed, or changed in the same fields; ``rule``: what came or
                went with the same rule, each fact under the most frequent of its rules.
            limit: facts of each group that are built; all by default.
        """
        found = self._found
        headings, keys = self._rule_keys() if by == "rule" else self._field_keys()
        ranks = np.empty(len(self._filings), np.int64)
        ranks[sorted(range(len(self._filings)), key=self._filings.__getitem__)] = np.arange(len(ranks))
        groups = [(heading, np.flatnonzero(keys == key)) for key, heading in enumerate(headings)]
        groups.sort(key=lambda group: -len(group[1]))
        # Alike stand together; what comes first of each group is read at once.
        shown = [
            numbers[np.argsort(ranks[found.filed[numbers]], kind="stable")][:limit] for _, numbers in groups
        ]
        built = build_changes(
            self._sides, found.take(np.concatenate([np.zeros(0, np.int64), *shown])), self._filings
        )
        for (heading, numbers), first in zip(groups, shown, strict=True):
            yield Group(heading, len(numbers), [next(built) for _ in first])

    def _field_keys(self) -> tuple[list[str], Integers]:
        """The headings by field, and for each difference the number of its own."""
        keys = self._found.change.astype(np.int64) << 32 | self._found.mask.astype(np.int64)
        values, back = np.unique(keys, return_inverse=True)
        headings = [
            f"{CHANGES[value >> 32]} {', '.join(names_of(value & 0xFFFFFFFF))}".strip()
            for value in values.tolist()
        ]
        return headings, back.reshape(-1)

    def _rule_keys(self) -> tuple[list[str], Integers]:
        """The headings by rule, and for each difference the number of its own."""
        totals = {rule: sum(counts.values()) for rule, counts in self.by_rule.items()}
        heads: list[str] = []
        for gone, fresh in self._filings:
            # A rule that is new tells more than the one that it replaces.
            ranked = sorted((-totals.get(rule, 0), rule not in fresh, rule) for rule in {*gone, *fresh})
            heads.append(ranked[0][2] if ranked else "no rule")
        used = {heads[filed] for filed in np.unique(self._found.filed).tolist()}
        headings = sorted(used)
        numbers = np.array([headings.index(head) if head in used else -1 for head in heads], np.int64)
        return headings, numbers[self._found.filed] if len(numbers) else self._found.filed

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
