"""Tables that are made of the facts of a snapshot while it is built: claims and conflicts."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from extract.storing.columns_derived import DERIVED_TABLES
from extract.storing.files import write_empty, write_file
from extract.storing.manifest import FileEntry

ReadFacts = Callable[[Sequence[str]], Iterator[pa.Table]]
"""Gives these columns of all facts, file by file, in the order of their rows."""

ReadRows = Callable[[str, Sequence[str]], Iterator[pa.Table]]
"""Gives these columns of a table, file by file, in the order of its rows."""

CLAIM_COLUMNS = {"claims": ("claim_id",), "conflicts": ("one_claim_id", "other_claim_id")}
"""The derived tables, and the columns that name the claims on which a row rests."""

STORY_COLUMNS = ["article_id", "signature", "duplicate_of"]
"""Columns of articles by which stories are told."""


@dataclass(frozen=True, slots=True)
class Derive:
    """What is made of all articles and facts together.

    Attributes:
        group_stories: from tables of ``STORY_COLUMNS`` to the story of each article whose story
            has another id than itself.
        make_tables: from a reader of the snapshot that is built, a folder to work in and the number
            of facts to the derived tables: name, what the name of the file starts with, rows
            (plain schema).
    """

    group_stories: Callable[[Iterator[pa.Table]], Mapping[str, str]]
    make_tables: Callable[[ReadRows, Path, int], Iterable[tuple[str, str, pa.Table]]]


def write_derived(
    derive: Derive | None, folder: Path, read: ReadRows, work: Path, n_facts: int
) -> dict[str, tuple[FileEntry, ...]]:
    """Write the derived tables of a snapshot; each has a file, even if it is empty.

    Args:
        derive: what makes them; None leaves them empty.
        folder: the snapshot that is being built.
        read: gives its rows.
        work: a folder for rows on their way.
        n_facts: how many facts it has.
    """
    files: dict[str, list[FileEntry]] = {table.name: [] for table in DERIVED_TABLES}
    for name, prefix, rows in derive.make_tables(read, work, n_facts) if derive else ():
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
