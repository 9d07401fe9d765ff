"""One commit: from the last snapshot and the pending rows to the next snapshot."""

from __future__ import annotations

import os
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa

from extract.storing.buckets import bucket_bits, bucket_name, bucket_of, rows_of_bucket
from extract.storing.columns import ARTICLE_TABLES, TABLES
from extract.storing.derived import Derive, write_derived
from extract.storing.files import read_file, write_file
from extract.storing.layout import Layout, link_or_copy, publish
from extract.storing.manifest import MANIFEST, FileEntry, Manifest, write_manifest
from extract.storing.pending import Pending, without_articles
from extract.storing.schema import schemas
from extract.storing.vocabularies import complete_vocabularies


@dataclass(frozen=True, slots=True, kw_only=True)
class Commit:
    """What the next snapshot is to be.

    Attributes:
        run_id: the run that makes it.
        complete: whether the run ends with it.
        collections: as in ``Manifest``.
        superseded: articles whose rows in the last snapshot do not go on.
        n_facts, n_articles: rows that the next snapshot will hold.
        whole: the rows of the small tables (plain schemas).
        derive: what makes the derived tables of the facts.
    """

    run_id: str
    complete: bool
    collections: Mapping[str, str]
    superseded: set[str]
    n_facts: int
    n_articles: int
    whole: Mapping[str, pa.Table]
    derive: Derive | None = None


def write_commit(layout: Layout, commit: Commit, pending: Pending) -> Manifest:
    """Build the next snapshot and make it the current one.

    Buckets that no article left or entered are linked, all others are written anew. Until
    the very last step nothing that a reader sees is touched.

    Args:
        layout: the output.
        commit: what it is to hold.
        pending: the rows of new and replaced articles.
    """
    pending.spill()
    last, last_folder = layout.current_manifest(), layout.current_snapshot()
    number = last.snapshot + 1 if last else 1
    folder = layout.temporary_folder(number)
    shutil.rmtree(folder, ignore_errors=True)
    for name in TABLES:
        (folder / name).mkdir(parents=True)
    builder = _Builder(commit, pending, last, last_folder, folder)
    tables = builder.article_tables()
    whole = complete_vocabularies(commit.whole, folder, tables)
    for name, table in whole.items():
        key = [(column, "ascending") for column in TABLES[name].key]
        tables[name] = (write_file(folder / name, "0", name, table.sort_by(key)),)
    tables.update(write_derived(commit.derive, folder, tables["facts"]))
    manifest = Manifest(
        number, commit.run_id, commit.complete, builder.bits, commit.collections, tables=tables
    )
    write_manifest(folder, manifest)
    _sync(folder / MANIFEST)
    publish(layout, folder, number)
    pending.clear()
    return manifest


def _sync(path: Path) -> None:
    with path.open("rb") as file:
        os.fsync(file.fileno())


class _Builder:
    """Builds the bucketed tables of a snapshot."""

    def __init__(
        self, commit: Commit, pending: Pending, last: Manifest | None, last_folder: Path | None, folder: Path
    ) -> None:
        self.bits = bucket_bits(commit.n_facts, commit.n_articles)
        self._pending = pending
        self._last = last
        self._last_folder = last_folder
        self._folder = folder
        self._gone = commit.superseded | pending.article_ids
        self._touched = {bucket_of(article_id, self.bits) for article_id in self._gone}

    def article_tables(self) -> dict[str, tuple[FileEntry, ...]]:
        """Write or link all buckets of all tables; the files of each table."""
        tables: dict[str, list[FileEntry]] = {table.name: [] for table in ARTICLE_TABLES}
        for bucket in range(1 << self.bits):
            for name, entries in tables.items():
                entries.extend(self._link(name, bucket) if self._kept(bucket) else self._write(name, bucket))
        return {name: tuple(entries) for name, entries in tables.items()}

    def _kept(self, bucket: int) -> bool:
        return self._last is not None and self._last.bucket_bits == self.bits and bucket not in self._touched

    def _link(self, name: str, bucket: int) -> list[FileEntry]:
        entries = [entry for entry in self._last_entries(name) if entry.bucket == bucket]
        for entry in entries:
            link_or_copy(self._last_path(name, entry), self._folder / name / entry.name)
        return entries

    def _write(self, name: str, bucket: int) -> list[FileEntry]:
        rows = pa.concat_tables([self._kept_rows(name, bucket), self._pending.rows(name, bucket, self.bits)])
        if not rows.num_rows and bucket:
            return []  # The first bucket is written even if empty: a table always has a file.
        rows = rows.sort_by([(column, "ascending") for column in TABLES[name].key])
        return [write_file(self._folder / name, bucket_name(bucket, self.bits), name, rows)]

    def _kept_rows(self, name: str, bucket: int) -> pa.Table:
        gone = {article_id for article_id in self._gone if bucket_of(article_id, self.bits) == bucket}
        kept = [schemas(name).plain.empty_table()]
        for entry in self._last_entries(name):
            if self._overlaps(entry, bucket):
                rows = rows_of_bucket(read_file(self._last_path(name, entry), name), bucket, self.bits)
                kept.append(without_articles(rows, gone))
        return pa.concat_tables(kept)

    def _overlaps(self, entry: FileEntry, bucket: int) -> bool:
        last_bits = self._last.bucket_bits if self._last else 0
        shorter = min(last_bits, self.bits)
        return entry.bucket >> (last_bits - shorter) == bucket >> (self.bits - shorter)

    def _last_entries(self, name: str) -> tuple[FileEntry, ...]:
        return self._last.tables[name] if self._last else ()

    def _last_path(self, name: str, entry: FileEntry) -> Path:
        if self._last_folder is None:
            raise FileNotFoundError(entry.name)
        return self._last_folder / name / entry.name
