"""One commit: from the last snapshot and the pending rows to the next snapshot."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

import pyarrow as pa

from extract.storing.buckets import bucket_bits
from extract.storing.columns import ARTICLE_TABLES, TABLES
from extract.storing.compacting import Appender, Compacter, Files, Last, Losses
from extract.storing.derived import CLAIM_COLUMNS, STORY_COLUMNS, Derive, without_claims, write_derived
from extract.storing.files import read_file, write_empty, write_file
from extract.storing.layout import Layout, link_or_copy
from extract.storing.manifest import DEFAULT_KEEP, FileEntry, Manifest, write_manifest
from extract.storing.parts import Part, without_articles
from extract.storing.pending import Pending
from extract.storing.publishing import publish
from extract.storing.vocabularies import VOCABULARIES, complete_vocabularies, keep_rows

_MAX_PARTS = 256
_SETTLED = (*CLAIM_COLUMNS, *VOCABULARIES)


@dataclass(frozen=True, slots=True, kw_only=True)
class Commit:
    """What the next snapshot is to be.

    Attributes:
        run_id: the run that makes it.
        complete: whether all of the run's work is done with it.
        last: whether the run makes no other after it, complete or stopped.
        version: digest of the rules and the code of the run.
        collections: as in ``Manifest``.
        superseded: articles whose rows in the last snapshot do not go on.
        n_facts, n_articles: rows that the next snapshot will hold.
        whole: the rows of the small tables (plain schemas).
        derive: what makes the derived tables of the facts.
        keep: of how many earlier runs the last snapshot stays.
    """

    run_id: str
    complete: bool
    last: bool
    version: str
    collections: Mapping[str, str]
    superseded: set[str]
    n_facts: int
    n_articles: int
    whole: Mapping[str, pa.Table]
    derive: Derive | None = None
    keep: int = DEFAULT_KEEP


def write_commit(layout: Layout, commit: Commit, pending: Pending) -> Manifest:
    """Build the next snapshot and make it the current one.

    In the middle of a run parts are added to what is there; the last commit of a run brings
    them into their buckets and makes claims and conflicts. Until the very last step nothing
    that a reader sees is touched.

    Args:
        layout: the output.
        commit: what it is to hold.
        pending: the rows of new and replaced articles.
    """
    pending.spill()
    # What the batches left goes back to the system: buckets need other sizes.
    pa.default_memory_pool().release_unused()
    last = Last(layout.current_snapshot(), layout.current_manifest())
    number = last.manifest.snapshot + 1 if last.manifest else 1
    folder = layout.temporary_folder(number)
    shutil.rmtree(folder, ignore_errors=True)
    for name in TABLES:
        (folder / name).mkdir(parents=True)
    builder = _Builder(commit, last, folder, layout.work)
    manifest = Manifest(
        number,
        commit.run_id,
        commit.complete,
        tables=builder.build(pending),
        bucket_bits=builder.bits,
        collections=commit.collections,
        settled_by=commit.version if commit.last else "",
        keep=commit.keep,
    )
    write_manifest(folder, manifest)
    publish(layout, folder, number)
    pending.clear()
    return manifest


class _Builder:
    """Builds all tables of a snapshot."""

    def __init__(self, commit: Commit, last: Last, folder: Path, work: Path) -> None:
        self.bits = last.bits
        self._commit = commit
        self._last = last
        self._folder = folder
        self._work = work

    def build(self, pending: Pending) -> Files:
        """Link or write the files of all tables.

        Args:
            pending: the rows of new and replaced articles, spilled.
        """
        commit, losses = self._commit, Losses()
        tables = self._place_rows(pending.parts, losses)
        own = commit.whole.keys() - {*VOCABULARIES}
        tables |= {name: self._write_whole(name, commit.whole[name]) for name in sorted(own)}
        if commit.last:
            return tables | self._settle(tables)
        return tables | self._carry(pending.parts, losses)

    def _place_rows(self, parts: list[Part], losses: Losses) -> Files:
        commit = self._commit
        if self._last.is_current and not commit.last and len(self._last.parts()) < _MAX_PARTS:
            return Appender(self._last, self._folder, commit.superseded, losses).write(parts)
        self.bits = bucket_bits(commit.n_facts, commit.n_articles)
        compacter = Compacter(
            last=self._last,
            folder=self._folder,
            work=self._work,
            superseded=commit.superseded,
            bits=self.bits,
            losses=losses,
        )
        derive = commit.derive if commit.last else None
        rows = chain(self._rows_left(commit.superseded), (part.columns(STORY_COLUMNS) for part in parts))
        return compacter.write(parts, derive.group_stories(rows) if derive else None)

    def _rows_left(self, superseded: set[str]) -> Iterator[pa.Table]:
        for entry in self._last.entries("articles"):
            rows = read_file(self._last.path("articles", entry), "articles", STORY_COLUMNS)
            yield without_articles(rows, superseded)

    def _write_whole(self, name: str, rows: pa.Table) -> tuple[FileEntry, ...]:
        key = [(column, "ascending") for column in TABLES[name].key]
        return (write_file(self._folder / name, "0", name, rows.sort_by(key)),)

    def _settle(self, tables: Files) -> Files:
        """Vocabularies, claims and conflicts of all facts; linked where nothing can have changed."""
        commit, manifest = self._commit, self._last.manifest
        same = all(tables[table.name] == self._last.entries(table.name) for table in ARTICLE_TABLES)
        if manifest and same and manifest.settled_by == commit.version:
            return {name: self._link(name) for name in _SETTLED}

        def read(name: str, columns: Sequence[str]) -> Iterator[pa.Table]:
            for entry in tables[name]:
                yield read_file(self._folder / name / entry.name, name, list(columns))

        whole = complete_vocabularies(commit.whole, read)
        settled = {name: self._write_whole(name, whole[name]) for name in VOCABULARIES}
        n_facts = sum(entry.rows for entry in tables["facts"])
        return settled | write_derived(commit.derive, self._folder, read, self._work, n_facts)

    def _link(self, name: str) -> tuple[FileEntry, ...]:
        for entry in self._last.entries(name):
            link_or_copy(self._last.path(name, entry), self._folder / name / entry.name)
        return self._last.entries(name)

    def _carry(self, parts: list[Part], losses: Losses) -> Files:
        """Those of the last end of a run: with what new facts name, without what lost a fact."""

        def read(name: str, columns: Sequence[str]) -> Iterator[pa.Table]:
            for part in parts:
                yield read_file(part.path(name), name, list(columns))

        whole = {
            name: keep_rows(name, self._commit.whole[name], self._last.read(name)) for name in VOCABULARIES
        }
        whole = complete_vocabularies(whole, read)
        carried = {name: self._write_whole(name, whole[name]) for name in VOCABULARIES}
        carried |= {name: tuple(self._carry_derived(name, losses.claims)) for name in CLAIM_COLUMNS}
        return carried

    def _carry_derived(self, name: str, lost: set[str]) -> Iterator[FileEntry]:
        entries = self._last.entries(name)
        if not entries:
            yield write_empty(self._folder, name)
        for entry in entries:
            path = self._last.path(name, entry)
            if lost or not self._last.is_current:
                rows = without_claims(name, read_file(path, name), lost)
                yield write_file(self._folder / name, entry.name.split("-")[0], name, rows)
            else:
                link_or_copy(path, self._folder / name / entry.name)
                yield entry
