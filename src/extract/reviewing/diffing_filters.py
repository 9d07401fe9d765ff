"""Which differences are wanted: by kind, field, place, source, rule and change."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import get_args

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from extract.errors import UsageError
from extract.records import Kind
from extract.reviewing.diffing_articles import Flags
from extract.reviewing.diffing_fields import BITS
from extract.reviewing.diffing_records import CHANGES, FIELDS
from extract.reviewing.diffing_sides import Integers, Side


@dataclass(frozen=True, slots=True, kw_only=True)
class DiffFilter:
    """What to leave of a comparison; an empty filter leaves all, several values of one mean any of them.

    Attributes:
        kinds: kinds of facts.
        fields: fields that differ; facts that were added or removed are left out, then.
        places: codes or names; a code of a province or prefecture also covers what lies inside it.
        sources: shell patterns of sources.
        rules: ids of rules, or what they begin with up to a dot.
        changes: added, removed, changed.
    """

    kinds: Sequence[str] = ()
    fields: Sequence[str] = ()
    places: Sequence[str] = ()
    sources: Sequence[str] = ()
    rules: Sequence[str] = ()
    changes: Sequence[str] = ()

    def __post_init__(self) -> None:
        for name, known in (("kinds", get_args(Kind)), ("fields", tuple(FIELDS)), ("changes", CHANGES)):
            unknown = [value for value in getattr(self, name) if value not in known]
            if unknown:
                raise UsageError(f"no {name[:-1]} {unknown[0]!r} in a diff; there are {', '.join(known)}")

    @property
    def is_set(self) -> bool:
        """Whether it leaves anything out."""
        return bool(self.kinds or self.fields or self.places or self.sources or self.rules or self.changes)

    @property
    def chosen(self) -> Sequence[str]:
        """The changes that are wanted; with fields only what changed."""
        return self.changes or (("changed",) if self.fields else CHANGES)

    @property
    def field_mask(self) -> int:
        """The bits of its fields; all of them where it names none."""
        return sum(int(BITS[name]) for name in self.fields or FIELDS)

    def has_rule(self, rules: Sequence[str]) -> bool:
        """Whether one of the rules is wanted."""
        return not self.rules or any(
            rule == wanted or rule.startswith(f"{wanted}.") for rule in rules for wanted in self.rules
        )

    def wanted(self, side: Side, rows: Integers) -> Flags:
        """Which facts of one output have the kind, place and source.

        Args:
            side: the output.
            rows: numbers of its facts.
        """
        flags = np.ones(len(rows), bool)
        numbers = pa.array(rows)
        if self.kinds:
            flags &= _isin(side.column("kind").take(numbers), self.kinds)
        if self.places:
            flags &= self._places(*(side.column(f"place_{part}").take(numbers) for part in ("code", "name")))
        if self.sources:
            sources = side.articles.column("source").to_pylist()
            matching = [any(fnmatchcase(source, one) for one in self.sources) for source in sources]
            flags &= np.array(matching, bool)[side.numbers[rows]]
        return flags

    def _places(self, codes: pa.ChunkedArray, names: pa.ChunkedArray) -> Flags:
        flags = _isin(pc.utf8_lower(names), [place.lower() for place in self.places]) | _isin(
            codes, self.places
        )
        for place in self.places:
            area = place.rstrip("0")
            if len(place) == 6 and place.isdecimal() and len(area) <= 4:
                width = 2 if len(area) <= 2 else 4
                pattern = f"^{place[:width]}[0-9]{{{6 - width}}}$"
                inside = pc.fill_null(pc.match_substring_regex(codes, pattern), False)  # noqa: FBT003 - the only way to pass it
                flags |= inside.to_numpy().astype(bool)
        return flags


def _isin(column: pa.ChunkedArray, values: Sequence[str]) -> Flags:
    found: Flags = pc.is_in(column, value_set=pa.array(values, pa.string())).to_numpy().astype(bool)
    return found
