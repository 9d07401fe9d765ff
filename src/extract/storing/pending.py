"""Rows that wait for the next commit: in memory, then in files beside the snapshots."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from extract.storing.buckets import rows_of_bucket
from extract.storing.schema import schemas

_MAX_BYTES = 32_000_000


@dataclass(slots=True)
class _Part:
    """Rows of some articles in files, one for each table."""

    paths: Mapping[str, Path]
    dropped: set[str] = field(default_factory=set)


class Pending:
    """Collects the rows of whole articles; holds at most some thousand in memory.

    Args:
        folder: for what does not fit.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._batches: list[Mapping[str, pa.Table]] = []
        self._parts: list[_Part] = []
        self._written = 0
        self._bytes = 0
        self.article_ids: set[str] = set()

    def add(self, tables: Mapping[str, pa.Table]) -> None:
        """Take the rows of some articles in all article tables (plain schemas)."""
        self._batches.append(tables)
        self.article_ids.update(tables["articles"].column("article_id").to_pylist())
        # A page on one line has sentences as long as itself, and one fact repeats each.
        self._bytes += sum(table.nbytes for table in tables.values())
        if self._bytes >= _MAX_BYTES:
            self.spill()

    def spill(self) -> None:
        """Write what is in memory to files."""
        batches, self._batches = self._batches, []
        self._bytes = 0
        if not batches:
            return
        self._written += 1
        paths: dict[str, Path] = {}
        for name in batches[0]:
            table = pa.concat_tables([batch[name] for batch in batches])
            paths[name] = self._folder / f"{name}-{self._written:06d}.arrow"
            with pa.OSFile(str(paths[name]), "wb") as sink, pa.ipc.new_file(sink, table.schema) as writer:
                writer.write_table(table)
        self._parts.append(_Part(paths))

    def drop(self, article_id: str) -> None:
        """Forget the rows of an article, if it has any here."""
        if article_id in self.article_ids:
            self.spill()
            self.article_ids.discard(article_id)
            for part in self._parts:
                part.dropped.add(article_id)

    def rows(self, name: str, bucket: int = 0, bits: int = 0) -> pa.Table:
        """The rows of a table in a bucket; ``spill`` first."""
        found = [schemas(name).plain.empty_table()]
        for part in self._parts:
            with pa.OSFile(str(part.paths[name]), "rb") as source:
                table = rows_of_bucket(pa.ipc.open_file(source).read_all(), bucket, bits)
            found.append(without_articles(table, part.dropped))
        return pa.concat_tables(found)

    def clear(self) -> None:
        """Forget everything: it is committed."""
        for part in self._parts:
            for path in part.paths.values():
                path.unlink()
        self._parts = []
        self.article_ids = set()


def without_articles(table: pa.Table, article_ids: set[str]) -> pa.Table:
    """The rows of a table that belong to none of these articles."""
    if not article_ids:
        return table
    gone = pa.array(sorted(article_ids), pa.string())
    return table.filter(pc.invert(pc.is_in(table.column("article_id"), value_set=gone)))
