"""Parts: rows of some whole articles in one file for each table, on their way into buckets."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from extract.storing.columns import ARTICLE_TABLES
from extract.storing.files import read_file
from extract.storing.manifest import FileEntry


@dataclass(slots=True)
class Part:
    """Rows of some whole articles.

    Attributes:
        folder: holds a folder for each table.
        files: the file of each table.
        dropped: articles whose rows in it do not count.
    """

    folder: Path
    files: Mapping[str, FileEntry]
    dropped: set[str] = field(default_factory=set)

    @property
    def number(self) -> int:
        """Its number in the output."""
        return self.files["articles"].part or 0

    def path(self, name: str) -> Path:
        """The file of a table."""
        return self.folder / name / self.files[name].name

    def read(self, name: str) -> pa.Table:
        """The rows of a table, sorted by its key, without the articles that were dropped."""
        return without_articles(read_file(self.path(name), name), self.dropped)

    def columns(self, columns: list[str]) -> pa.Table:
        """These columns of its articles, without those that were dropped."""
        return without_articles(read_file(self.path("articles"), "articles", columns), self.dropped)

    def article_ids(self) -> set[str]:
        """Its articles, without those that were dropped."""
        rows = read_file(self.path("articles"), "articles", ["article_id"])
        return {*rows.column(0).to_pylist()} - self.dropped


def parts_of(folder: Path, tables: Mapping[str, Iterable[FileEntry]]) -> list[Part]:
    """The parts that a snapshot holds beside its buckets.

    Args:
        folder: the snapshot.
        tables: its files.
    """
    found: dict[int, dict[str, FileEntry]] = {}
    for table in ARTICLE_TABLES:
        for entry in tables.get(table.name, ()):
            if entry.part is not None:
                found.setdefault(entry.part, {})[table.name] = entry
    return [Part(folder, found[number]) for number in sorted(found)]


def without_articles(table: pa.Table, article_ids: set[str]) -> pa.Table:
    """The rows of a table that belong to none of these articles."""
    if not article_ids:
        return table
    gone = pa.array(sorted(article_ids), pa.string())
    return table.filter(pc.invert(pc.is_in(table.column("article_id"), value_set=gone)))
