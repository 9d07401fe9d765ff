"""The table of conflicts: facts that contradict each other or themselves.

A first pass over all facts keeps a few numbers of each and finds the groups in which values
differ; a second one reads the facts of those groups whole. So the memory that a million facts
need is some tens of megabytes.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby, islice
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from extract.reviewing.conflicts_explaining import explain
from extract.reviewing.conflicts_keys import KEY_COLUMNS, Key, key_fact
from extract.reviewing.conflicts_pairs import Support, find_jumps, find_pairs
from extract.reviewing.conflicts_rules import ConflictRules
from extract.reviewing.conflicts_sentences import find_parts, is_share_over_100
from extract.reviewing.conflicts_subjects import Subject, Subjects
from extract.storing.arrow import build_table, rows_to_columns
from extract.storing.buckets import bucket_name
from extract.storing.derived import ReadFacts
from extract.storing.identity import make_conflict_id
from extract.storing.schema import schemas
from extract.storing.shuffling import Shuffle, bucket_ends

Row = Mapping[str, Any]
Integers = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Conflict = tuple[str, Row, Row | None]

_CITED = (
    *("fact_id", "claim_id", "article_id", "source", "published", "quote", "sentence", "sentence_start"),
    *("start", "end", "value_low", "value_high", "base_low", "modifier", "direction"),
)
_COLUMNS = tuple(dict.fromkeys((*KEY_COLUMNS, *_CITED)))
_SHARED = ("indicator", "topic", "kind", "unit", "per", "role", "place_code", "place_name", "programme")
_SIDE = (
    *("fact_id", "claim_id", "article_id", "source", "published", "quote", "sentence"),
    *("period_start", "period_end"),
)
_VALUES = ("base_low", "base_high", "direction")
_PLACE = ("place_code", "place_name")
_PERIOD = ("period_start", "period_end")
_HUNDRED = 100.0
_ROWS_AT_ONCE = 5_000
_SUSPECTS_AT_ONCE = 4_000
_MAX_ROWS = 20_000
_BITS = 6
_ROUNDING = 1e-9


@dataclass(frozen=True, slots=True)
class _Numbers:
    """What the first pass keeps of the facts of one file.

    Attributes:
        rows: those that can be compared.
        groups: hashes of what they share with all that they are compared with.
        same, series: hashes of their keys; equal ones may stand for equal keys.
        variants: hashes of what they state.
        sizes: decimal logarithms of their values.
    """

    rows: Integers
    groups: Integers
    same: Integers
    series: Integers
    variants: Integers
    sizes: Floats


class ConflictFinder:
    """Finds contradictions among facts.

    Args:
        rules: the rules of contradictions.
    """

    def __init__(self, rules: ConflictRules) -> None:
        self._rules = rules
        self._subjects = Subjects(rules)
        self._cues = "|".join(rule.cue.pattern for rule in rules.sentences.parts)
        self._jump = math.log10(rules.tolerances.jump) - _ROUNDING

    def find(self, read_facts: ReadFacts, support: Support, work: Path | None = None) -> pa.Table:
        """The table of conflicts (plain schema), sorted.

        Args:
            read_facts: gives the facts, as often as it is called.
            support: how many independent articles state a claim.
            work: a folder for facts on their way; by default one that is removed at the end.
        """
        if work is None:
            with TemporaryDirectory() as folder:
                return self.find(read_facts, support, Path(folder))
        return pa.concat_tables([rows for _, rows in self.find_parts(read_facts, support, work)])

    def find_parts(
        self, read_facts: ReadFacts, support: Support, work: Path
    ) -> Iterator[tuple[str, pa.Table]]:
        """The table of conflicts in parts: what a file's name starts with, and its rows.

        Args:
            read_facts: as for ``find``.
            support: as for ``find``.
            work: as for ``find``.
        """
        rows = (_row(*found, support) for found in self._find_all(read_facts, support, work))
        shuffle, count = Shuffle(work, "conflicts", schemas("conflicts").plain), 0
        while some := list(islice(rows, _ROWS_AT_ONCE)):
            table = build_table("conflicts", rows_to_columns("conflicts", some)).sort_by("conflict_id")
            shuffle.add(table, bucket_ends(table, _BITS, "conflict_id"))
            count += table.num_rows
        bits = 0
        while count > _MAX_ROWS << bits and bits < _BITS:
            bits += 1
        share = 1 << (_BITS - bits)
        for bucket in range(1 << bits):
            parts = [shuffle.rows(number) for number in range(bucket * share, (bucket + 1) * share)]
            yield bucket_name(bucket, bits), _unique(pa.concat_tables(parts).sort_by("conflict_id"))
            del parts
            pa.default_memory_pool().release_unused()
        shuffle.clear()

    def _find_all(self, read_facts: ReadFacts, support: Support, work: Path) -> Iterator[Conflict]:
        numbers = [self._keep_numbers(table) for table in read_facts([*KEY_COLUMNS, *_VALUES])]
        plain = schemas("facts").plain
        shuffle = Shuffle(work, "suspects", pa.schema([plain.field(name) for name in _COLUMNS]))
        suspects = list(self._suspect(numbers))
        n_parts = 1 + sum(map(len, suspects)) // _SUSPECTS_AT_ONCE
        for table, rows, part in zip(read_facts(_COLUMNS), suspects, numbers, strict=True):
            yield from self._find_in_sentences(table)
            which = part.groups[np.searchsorted(part.rows, rows)] % n_parts
            order = np.argsort(which, kind="stable")
            ends = np.searchsorted(which[order], np.arange(n_parts), side="right")
            shuffle.add(table.take(pa.array(rows[order])), ends.tolist())
        del numbers, suspects
        pa.default_memory_pool().release_unused()
        for number in range(n_parts):
            yield from self._compare(shuffle.rows(number), support)
        shuffle.clear()

    def _compare(self, suspects: pa.Table, support: Support) -> Iterator[Conflict]:
        groups = _Groups(self._subjects)
        for fact in suspects.to_pylist():
            groups.add(fact)
        for key, facts in groups.same.items():
            yield from find_pairs(groups.subjects[key], facts, self._rules, support)
        for facts in groups.series.values():
            vanishing = self._subjects.vanishes(facts[0]["indicator"])
            for one, other in find_jumps(facts, self._rules, support, vanishing=vanishing):
                yield "jump", one, other

    def _keep_numbers(self, table: pa.Table) -> _Numbers:
        rows, kin, same, series, variants, sizes = [], [], [], [], [], []
        comparable = _comparable(table)
        numbers = np.flatnonzero(comparable.to_numpy(zero_copy_only=False)).tolist()
        for number, fact in zip(numbers, _iter_rows(table.filter(comparable)), strict=True):
            keyed = key_fact(fact, self._subjects.of)
            if keyed is None:
                continue
            rows.append(number)
            kin.append(hash(keyed.group))
            same.append(hash(keyed.same))
            series.append(hash(keyed.series) if keyed.series else 0)
            moved = fact["direction"] if fact["role"] == "change" else None
            variants.append(hash((fact["base_low"], fact["base_high"], moved)))
            sizes.append(math.log10(abs(fact["base_low"]) or 1.0))
        return _Numbers(
            np.array(rows, np.int64),
            np.array(kin, np.int64),
            np.array(same, np.int64),
            np.array(series, np.int64),
            np.array(variants, np.int64),
            np.array(sizes, np.float64),
        )

    def _suspect(self, numbers: Sequence[_Numbers]) -> Iterator[Integers]:
        """For each file which of its rows stand in a group whose values differ."""
        differing = _spread(numbers, "same", "variants")
        same = differing[0][differing[1] > 0]
        jumping = _spread(numbers, "series", "sizes")
        series = jumping[0][(jumping[1] >= self._jump) & (jumping[0] != 0)]
        for part in numbers:
            yield part.rows[np.isin(part.same, same) | np.isin(part.series, series)]

    def _find_in_sentences(self, table: pa.Table) -> Iterator[Conflict]:
        cued = pc.match_substring_regex(table.column("sentence"), self._cues, ignore_case=True)
        facts = _iter_rows(table.filter(cued))
        for _, group in groupby(facts, lambda fact: (fact["article_id"], fact["sentence_start"])):
            for whole, part in find_parts(list(group), self._rules):
                yield "part_exceeds_whole", whole, part
        great = pc.and_(
            pc.equal(table.column("unit"), "percent"), pc.greater(table.column("value_low"), _HUNDRED)
        )
        for fact in _iter_rows(table.filter(great)):
            if is_share_over_100(fact, self._rules.sentences):
                yield "share_over_100", fact, None


class _Groups:
    """Facts that wait to be compared, by their keys."""

    def __init__(self, subjects: Subjects) -> None:
        self._of = subjects.of
        self.subjects: dict[Key, Subject] = {}
        self.same: dict[Key, list[Row]] = {}
        self.series: dict[Key, list[Row]] = {}

    def add(self, fact: Row) -> None:
        keyed = key_fact(fact, self._of)
        if keyed is None:
            return
        self.subjects[keyed.same] = keyed.subject
        self.same.setdefault(keyed.same, []).append(fact)
        if keyed.series is not None:
            self.series.setdefault(keyed.series, []).append(fact)


def _comparable(table: pa.Table) -> pa.ChunkedArray:
    """Which facts have a place and a period: half of them, for a hundredth of the time of a key."""
    known = {name: pc.is_valid(table.column(name)) for name in (*_PLACE, *_PERIOD)}
    place, period = (pc.or_(*(known[name] for name in names)) for names in (_PLACE, _PERIOD))
    return pc.and_(place, period)


def _iter_rows(table: pa.Table) -> Iterator[Row]:
    """The rows one after the other, few of them as Python objects at a time."""
    names = table.column_names
    for start in range(0, table.num_rows, _ROWS_AT_ONCE):
        columns = table.slice(start, _ROWS_AT_ONCE).columns
        for values in zip(*(column.to_pylist() for column in columns), strict=True):
            yield dict(zip(names, values, strict=True))


def _spread(numbers: Sequence[_Numbers], key: str, value: str) -> tuple[Integers, npt.NDArray[Any]]:
    """All keys, and how far their least and their greatest value lie apart."""
    keys = np.concatenate([np.zeros(0, np.int64), *(getattr(part, key) for part in numbers)])
    values = np.concatenate([np.zeros(0, np.int64), *(getattr(part, value) for part in numbers)])
    order = np.lexsort((values, keys))
    keys, values = keys[order], values[order]
    first = np.flatnonzero(np.r_[True, keys[1:] != keys[:-1]]) if len(keys) else np.array([], np.int64)
    last = np.r_[first[1:], len(keys)] - 1 if len(keys) else first
    lowest, highest = values[first], values[last]
    # Differences of hashes overflow: whether they differ is all that counts.
    apart = highest != lowest if value == "variants" else highest - lowest
    return keys[first], apart


def _unique(rows: pa.Table) -> pa.Table:
    """Sorted rows without those that come twice."""
    ids = rows.column("conflict_id").combine_chunks().dictionary_encode().indices.to_numpy()
    return rows.filter(pa.array(np.diff(ids, prepend=-1) != 0))


def _row(reason: str, one: Row, other: Row | None, support: Support) -> dict[str, Any]:
    facts = [fact for fact in (one, other) if fact is not None]
    row = {
        "conflict_id": make_conflict_id(reason, *(fact["fact_id"] for fact in facts)),
        "reason": reason,
        "explanation": explain(reason, one, other),
        **{name: one[name] for name in _SHARED},
    }
    for side, fact in zip(("one", "other"), facts, strict=False):
        row |= {f"{side}_{name}": fact[name] for name in _SIDE}
        row[f"{side}_n_sources"] = support(fact["claim_id"])
    return row
