"""The store: what an output knows of articles, and how a run adds to it."""

from __future__ import annotations

import hashlib
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

import pyarrow as pa

from extract.records import Failure
from extract.storing.arrow import build_table, rows_to_columns
from extract.storing.buckets import bucket_of
from extract.storing.committing import Commit, write_commit
from extract.storing.derived import Derive
from extract.storing.files import read_file
from extract.storing.layout import Layout, locked_output, remove_old_snapshots
from extract.storing.manifest import DEFAULT_KEEP, Manifest
from extract.storing.pending import Pending
from extract.storing.publishing import refresh_folders
from extract.storing.reading_back import Output
from extract.storing.vocabularies import build_vocabularies

_KNOWN_COLUMNS = [
    *("article_id", "collection", "source", "content_sha256"),
    *("input_digest", "run_id", "duplicate_of", "n_facts"),
]


class KnownArticle(NamedTuple):
    """What the output knows of an article, as far as the next run must compare it."""

    collection: str
    source: str
    content_sha256: str
    input_digest: str
    run_id: str
    duplicate_of: str | None
    n_facts: int


class KnownContainer(NamedTuple):
    """A container that was read to its end.

    Attributes:
        digest: of its bytes and of all options that its reading depends on.
        run_id: the run that read it.
    """

    digest: str
    run_id: str


class Store:
    """An output that is open for one run; made by ``open_store``.

    Attributes:
        known: all articles of the output, by id, rows not yet committed included.
        runs: the rows of the table of runs, earlier ones first.
        collections: for each collection the path it was read from last.
        containers: those that were read to their end, by collection and source.
    """

    def __init__(self, layout: Layout, derive: Derive | None = None, keep: int | None = None) -> None:
        self._layout = layout
        self._derive = derive
        self._superseded: set[str] = set()
        self._committed: set[str] = set()
        self._failures: dict[str, list[dict[str, Any]]] = {}
        self._first_runs: dict[tuple[str, ...], str] = {}
        self.known: dict[str, KnownArticle] = {}
        self.runs: list[dict[str, Any]] = []
        self.collections: dict[str, str] = {}
        self.containers: dict[tuple[str, str], KnownContainer] = {}
        manifest = layout.current_manifest()
        before = manifest.keep if manifest else DEFAULT_KEEP
        self._keep = before if keep is None else keep
        if manifest:
            self._load(manifest)
        self._pending = Pending(layout.work, manifest.next_part if manifest else 1)

    def _load(self, manifest: Manifest) -> None:
        for row in self._rows(manifest, "articles", _KNOWN_COLUMNS):
            article_id = row.pop("article_id")
            # The same few strings come a hundred thousand times.
            row["collection"], row["run_id"] = sys.intern(row["collection"]), sys.intern(row["run_id"])
            self.known[article_id] = KnownArticle(**row)
        self._committed = set(self.known)
        self.runs = list(self._rows(manifest, "runs"))
        self.collections = dict(manifest.collections)
        for row in self._rows(manifest, "containers"):
            self.containers[row["collection"], row["source"]] = KnownContainer(row["digest"], row["run_id"])
        for row in self._rows(manifest, "failures"):
            self._failures.setdefault(row["article_id"], []).append(row)
            *what, run_id = row.values()
            self._first_runs[tuple(what)] = run_id

    def _rows(
        self, manifest: Manifest, name: str, columns: list[str] | None = None
    ) -> Iterator[dict[str, Any]]:
        for table in self._tables(manifest, name, columns):
            yield from table.to_pylist()

    def _tables(self, manifest: Manifest, name: str, columns: list[str] | None = None) -> Iterator[pa.Table]:
        folder = self._layout.snapshot_folder(manifest.snapshot)
        for entry in manifest.tables.get(name, ()):
            yield read_file(folder / name / entry.name, name, columns)

    @property
    def n_waiting(self) -> int:
        """Articles that a commit would add or take out."""
        return len(self._pending.article_ids) + len(self._superseded - self._pending.article_ids)

    def add(self, tables: Mapping[str, pa.Table]) -> None:
        """Take the rows of some articles in all article tables, in place of those they had.

        Args:
            tables: facts, articles, mentions and rejections in their plain schemas.
        """
        for row in tables["articles"].select(_KNOWN_COLUMNS).to_pylist():
            article_id = row.pop("article_id")
            self.drop(article_id)
            row["collection"], row["run_id"] = sys.intern(row["collection"]), sys.intern(row["run_id"])
            self.known[article_id] = KnownArticle(**row)
        self._pending.add(tables)

    def drop(self, article_id: str) -> None:
        """Take an article and its rows out."""
        self.known.pop(article_id, None)
        self._pending.drop(article_id)
        if article_id in self._committed:
            self._superseded.add(article_id)

    def set_failures(self, article_id: str, failures: Sequence[Failure], run_id: str) -> None:
        """Say what is wrong with an article now; what was wrong before already keeps its row."""
        self._failures.pop(article_id, None)
        for failure in failures:
            self.add_failure(article_id, failure, run_id)

    def add_failure(self, article_id: str, failure: Failure, run_id: str) -> None:
        """Say that something else is wrong with an article, too."""
        row = {
            "article_id": article_id,
            "collection": failure.collection,
            "source": failure.source,
            "stage": failure.stage,
            "error": failure.error,
        }
        first = self._first_runs.get(tuple(row.values()), run_id)
        self._failures.setdefault(article_id, []).append(row | {"run_id": first})

    def failed_ids(self) -> list[str]:
        """The articles with a row in ``failures``."""
        return list(self._failures)

    def failures_of(self, article_id: str) -> list[dict[str, Any]]:
        """The rows of ``failures`` of an article."""
        return self._failures.get(article_id, [])

    def read_article(self, article_id: str) -> dict[str, Any]:
        """The row of a known article, committed or not."""
        for table in self._article_tables(article_id):
            rows = table.filter(pa.compute.equal(table.column("article_id"), article_id))
            if rows.num_rows:
                row: dict[str, Any] = rows.to_pylist()[0]
                return row
        raise KeyError(article_id)

    def _article_tables(self, article_id: str) -> Iterator[pa.Table]:
        if article_id in self._pending.article_ids:
            self._pending.spill()
            yield from (part.read("articles") for part in self._pending.parts)
            return
        manifest = self._layout.current_manifest()
        if manifest:
            folder = self._layout.snapshot_folder(manifest.snapshot)
            bucket = bucket_of(article_id, manifest.bucket_bits)
            for entry in manifest.tables["articles"]:
                if entry.part is not None or entry.bucket == bucket:
                    yield read_file(folder / "articles" / entry.name, "articles")

    def commit(
        self,
        run: Mapping[str, Any],
        vocabulary: Mapping[str, Sequence[Mapping[str, Any]]],
        *,
        complete: bool,
        last: bool | None = None,
    ) -> Manifest:
        """Make all that was added and dropped since the last commit visible, at once.

        Args:
            run: the row of this run as it stands.
            vocabulary: what the pipeline knows of places, programmes, indicators, units.
            complete: whether all the work of the run is done.
            last: whether the run makes no other commit; by default if it is complete.
        """
        self._pending.spill()
        whole = build_vocabularies(vocabulary)
        whole["runs"] = _whole_table("runs", [*self.runs, run])
        whole["failures"] = _whole_table(
            "failures", [row for rows in self._failures.values() for row in rows]
        )
        whole["containers"] = _whole_table("containers", self._container_rows())
        manifest = write_commit(
            self._layout,
            Commit(
                run_id=run["run_id"],
                complete=complete,
                last=complete if last is None else last,
                version=_version(run),
                collections=self.collections,
                superseded=self._superseded,
                n_facts=sum(article.n_facts for article in self.known.values()),
                n_articles=len(self.known),
                whole=whole,
                derive=self._derive,
                keep=self._keep,
            ),
            self._pending,
        )
        self._superseded = set()
        self._committed = set(self.known)
        remove_old_snapshots(self._layout, self._keep)
        return manifest

    def _container_rows(self) -> Iterator[dict[str, str]]:
        for (collection, source), container in self.containers.items():
            yield {"collection": collection, "source": source, **container._asdict()}


def _version(run: Mapping[str, Any]) -> str:
    """What the run's claims, conflicts and vocabularies depend on beside the facts."""
    names = ("code_version", "schema_version", "rules_digest", "model")
    return hashlib.blake2b(repr([run.get(name) for name in names]).encode(), digest_size=8).hexdigest()


def _whole_table(name: str, rows: Iterable[Mapping[str, Any]]) -> pa.Table:
    return build_table(name, rows_to_columns(name, list(rows)))


@contextmanager
def open_store(
    folder: Path, derive: Derive | None = None, *, keep: int | None = None, wait: bool = False
) -> Iterator[Store]:
    """Open an output for one run: lock it, clear what a killed run left, load what it knows.

    Args:
        folder: the output, new or existing.
        derive: what makes claims and conflicts of the facts; without it they stay empty.
        keep: of how many earlier runs the last snapshot stays; by default as many as before.
        wait: wait for a run that writes to it.

    Raises:
        UsageError: another run writes to it, it is no output, or of a newer version.
    """
    with locked_output(folder, wait=wait) as layout:
        refresh_folders(layout)
        yield Store(layout, derive, keep)


@contextmanager
def view_store(folder: Path) -> Iterator[Store]:
    """What an output knows, to look at: nothing is locked or written, and no other run disturbs it.

    Args:
        folder: the output; one that does not exist or holds no commit yet knows nothing.

    Raises:
        UsageError: damaged, or of a newer version.
    """
    layout = Layout(folder)
    if layout.current_snapshot() is None:
        yield Store(layout)
        return
    with Output(folder):
        yield Store(layout)
