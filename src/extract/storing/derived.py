"""Tables that are made of the facts of a snapshot while it is built: claims and conflicts."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from extract.storing.columns_derived import DERIVED_TABLES
from extract.storing.files import read_file, write_empty, write_file
from extract.storing.manifest import FileEntry

ReadFacts = Callable[[Sequence[str]], Iterator[pa.Table]]
"""Gives these columns of all facts, file by file, in the order of their rows."""

CLAIM_COLUMNS = {"claims": ("claim_id",), "conflicts": ("one_claim_id", "other_claim_id")}
"""The derived tables, and the columns that name the claims on which a row rests."""

Derive = Callable[[ReadFacts], Iterable[tuple[str, str, pa.Table]]]
"""Gives the name of a table, what the name of the file starts with, and its rows (plain schema)."""


def write_derived(
    derive: Derive | None, folder: Path, facts: Sequence[FileEntry]
) -> dict[str, tuple[FileEntry, ...]]:
    """Write the derived tables of a snapshot; each has a file, even if it is empty.

    Args:
        derive: what makes them; None leaves them empty.
        folder: the snapshot that is being built.
        facts: its files of facts.
    """

    def read_facts(columns: Sequence[str]) -> Iterator[pa.Table]:
        for entry in facts:
            yield read_file(folder / "facts" / entry.name, "facts", list(columns))

    files: dict[str, list[FileEntry]] = {table.name: [] for table in DERIVED_TABLES}
    for name, prefix, rows in derive(read_facts) if derive else ():
        files[name].append(write_file(folder / name, prefix, name, rows))
    for name, entries in files.items():
        if not entries:
            entries.append(write_empty(folder, name))
    return {name: tuple(entries) for name, entries in files.items()}


def without_claims(name: str, rows: pa.Table, claims: set[str]) -> pa.Table:
    """The rows of a derived table that rest on none of these claims."""
    gone = pa.array(sorted(claims), pa.string())
    for column in CLAIM_COLUMNS[name]:
        rows = rows.filter(pc.invert(pc.is_in(rows.column(column), value_set=gone)))
    return rows
