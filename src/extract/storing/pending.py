"""Rows that wait for the next commit: in memory, then in files beside the snapshots."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pyarrow as pa

from extract.storing.columns import TABLES
from extract.storing.files import FAST, write_file
from extract.storing.manifest import part_prefix
from extract.storing.parts import Part

_MAX_BYTES = 16_000_000


class Pending:
    """Collects the rows of whole articles; holds at most some thousand in memory.

    Args:
        folder: for what does not fit.
        first_part: number of the first part that it writes.

    Attributes:
        article_ids: the articles that wait.
        parts: the files that wait, once all is spilled.
    """

    def __init__(self, folder: Path, first_part: int = 1) -> None:
        self._folder = folder
        self._batches: list[Mapping[str, pa.Table]] = []
        self._next_part = first_part
        self._bytes = 0
        self.article_ids: set[str] = set()
        self.parts: list[Part] = []

    def add(self, tables: Mapping[str, pa.Table]) -> None:
        """Take the rows of some articles in all article tables (plain schemas)."""
        if not tables["articles"].num_rows:
            return
        self._batches.append(tables)
        self.article_ids.update(tables["articles"].column("article_id").to_pylist())
        # A page on one line has sentences as long as itself, and one fact repeats each.
        self._bytes += sum(table.nbytes for table in tables.values())
        if self._bytes >= _MAX_BYTES:
            self.spill()

    def spill(self) -> None:
        """Write what is in memory to files, such as a commit can show."""
        batches, self._batches = self._batches, []
        self._bytes = 0
        if not batches:
            return
        files = {}
        for name in batches[0]:
            folder = self._folder / name
            folder.mkdir(exist_ok=True)
            rows = pa.concat_tables([batch[name] for batch in batches])
            ordered = rows.sort_by([(column, "ascending") for column in TABLES[name].key])
            files[name] = write_file(folder, part_prefix(self._next_part), name, ordered, FAST)
        self._next_part += 1
        self.parts.append(Part(self._folder, files))

    def drop(self, article_id: str) -> None:
        """Forget the rows of an article, if it has any here."""
        if article_id in self.article_ids:
            self.spill()
            self.article_ids.discard(article_id)
            for part in self.parts:
                part.dropped.add(article_id)

    def clear(self) -> None:
        """Forget everything: it is committed."""
        for part in self.parts:
            for name in part.files:
                part.path(name).unlink()
        self.parts = []
        self.article_ids = set()
