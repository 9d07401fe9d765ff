"""The tables of articles in the next snapshot: buckets linked, rewritten or completed by parts."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from itertools import chain
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from extract.storing.buckets import bucket_name, group_by_bucket
from extract.storing.columns import ARTICLE_TABLES, SCHEMA_VERSION, TABLES
from extract.storing.files import FAST, read_file, write_empty, write_file
from extract.storing.layout import link_or_copy
from extract.storing.manifest import FileEntry, Manifest, part_prefix
from extract.storing.parts import Part, parts_of, without_articles
from extract.storing.schema import schemas
from extract.storing.shuffling import Shuffle, bucket_ends

_ARTICLES = "articles"

Files = dict[str, tuple[FileEntry, ...]]


@dataclass(frozen=True, slots=True)
class Last:
    """The snapshot that the next one follows.

    Attributes:
        folder: where it stands; None before the first.
        manifest: what it holds; None before the first.
    """

    folder: Path | None = None
    manifest: Manifest | None = None

    @property
    def bits(self) -> int:
        """How many bits of an id name its bucket."""
        return self.manifest.bucket_bits if self.manifest else 0

    @property
    def is_current(self) -> bool:
        """Whether its files are of the schema of today; those of an earlier one are written anew."""
        return self.manifest is None or self.manifest.schema_version == SCHEMA_VERSION

    def entries(self, name: str) -> tuple[FileEntry, ...]:
        """The files of a table."""
        return self.manifest.tables.get(name, ()) if self.manifest else ()

    def read(self, name: str) -> pa.Table:
        """The rows of a small table."""
        tables = [read_file(self.path(name, entry), name) for entry in self.entries(name)]
        return pa.concat_tables([schemas(name).plain.empty_table(), *tables])

    def buckets(self, name: str) -> Iterator[FileEntry]:
        """The files of a table that are buckets."""
        return (entry for entry in self.entries(name) if entry.part is None)

    def parts(self) -> list[Part]:
        """Its parts."""
        return parts_of(self.folder, self.manifest.tables) if self.folder and self.manifest else []

    def path(self, name: str, entry: FileEntry) -> Path:
        """Where a file of it stands."""
        if self.folder is None:
            raise FileNotFoundError(entry.name)
        return self.folder / name / entry.name


class Losses:
    """Takes rows of articles out, and keeps in mind which claims lose a fact by it.

    Attributes:
        claims: ids of those claims.
    """

    def __init__(self) -> None:
        self.claims: set[str] = set()

    def take_out(self, name: str, rows: pa.Table, article_ids: set[str]) -> pa.Table:
        """The rows of a table without those of some articles."""
        if name == "facts" and article_ids:
            gone = pa.array(sorted(article_ids), pa.string())
            lost = pc.is_in(rows.column("article_id"), value_set=gone)
            self.claims.update(rows.column("claim_id").filter(lost).to_pylist())
        return without_articles(rows, article_ids)


class Appender:
    """Adds parts beside what is there; only files that lose rows are written anew.

    So a commit in the middle of a run costs what was added, not what is there.

    Args:
        last: the last snapshot.
        folder: the next one.
        superseded: articles whose rows in the last snapshot do not go on.
        losses: is told what goes.
    """

    def __init__(self, last: Last, folder: Path, superseded: set[str], losses: Losses) -> None:
        self._last = last
        self._folder = folder
        self._superseded = superseded
        self._gone = group_by_bucket(superseded, last.bits)
        self._losses = losses

    def write(self, added: list[Part]) -> Files:
        """Link or write all files; those of each table.

        Args:
            added: the new parts.
        """
        tables: dict[str, list[FileEntry]] = {table.name: [] for table in ARTICLE_TABLES}
        for name, files in tables.items():
            files.extend(self._carry_bucket(name, entry) for entry in self._last.buckets(name))
        parts = self._last.parts()
        for part in parts if self._superseded else ():
            part.dropped |= self._superseded & part.article_ids()
        for part in [*parts, *added]:
            for name, entry in part.files.items():
                tables[name].append(self._carry_part(name, entry, part))
        return {name: tuple(files or [write_empty(self._folder, name)]) for name, files in tables.items()}

    def _carry_bucket(self, name: str, entry: FileEntry) -> FileEntry:
        path, gone = self._last.path(name, entry), self._gone.get(entry.bucket)
        if not gone:
            link_or_copy(path, self._folder / name / entry.name)
            return entry
        rows = self._losses.take_out(name, read_file(path, name), gone)
        return write_file(self._folder / name, bucket_name(entry.bucket, self._last.bits), name, rows)

    def _carry_part(self, name: str, entry: FileEntry, part: Part) -> FileEntry:
        path = part.path(name)
        if not part.dropped:
            link_or_copy(path, self._folder / name / entry.name)
            return entry
        rows = self._losses.take_out(name, read_file(path, name), part.dropped)
        return write_file(self._folder / name, part_prefix(part.number), name, rows, FAST)


class Compacter:
    """Brings all rows into buckets: equal rows give equal files, whatever commits led to them.

    Args:
        last: the last snapshot.
        folder: the next one.
        work: for rows on their way.
        superseded: articles whose rows in the last snapshot do not go on.
        bits: how many bits of an id name its bucket in the next snapshot.
        losses: is told what goes.
    """

    def __init__(
        self, *, last: Last, folder: Path, work: Path, superseded: set[str], bits: int, losses: Losses
    ) -> None:
        self._last = last
        self._folder = folder
        self._work = work
        self._superseded = superseded
        self._gone = group_by_bucket(superseded, last.bits)
        self._bits = bits
        self._losses = losses

    def write(self, added: list[Part], stories: Mapping[str, str] | None = None) -> Files:
        """Link or write all buckets; those of each table.

        Args:
            added: the new parts.
            stories: the story of each article whose story has another id than itself; None leaves
                them as they are.
        """
        parts = self._last.parts()
        for part in parts:
            part.dropped |= self._superseded & part.article_ids()
        parts += added
        ids = chain(self._superseded, *(part.article_ids() for part in parts))
        same = self._last.bits == self._bits and self._last.is_current
        touched = group_by_bucket(ids, self._bits) if same else range(1 << self._bits)
        files = {
            name: self._write_table(name, parts, touched, lambda rows: rows)
            for name in (table.name for table in ARTICLE_TABLES)
            if name != _ARTICLES
        }
        if stories is None:
            return files | {_ARTICLES: self._write_table(_ARTICLES, parts, touched, lambda rows: rows)}
        retold = {*touched, *self._retold(stories)}
        tell = partial(tell_stories, stories=stories)
        return files | {_ARTICLES: self._write_table(_ARTICLES, parts, retold, tell)}

    def _retold(self, stories: Mapping[str, str]) -> Iterator[int]:
        """Buckets of the last snapshot with an article whose story has another id now."""
        for entry in self._last.buckets(_ARTICLES):
            path = self._last.path(_ARTICLES, entry)
            rows = read_file(path, _ARTICLES, ["article_id", "story_id"])
            if tell_stories(rows, stories) != rows:
                yield entry.bucket

    def _write_table(
        self, name: str, parts: list[Part], touched: Collection[int], mend: Callable[[pa.Table], pa.Table]
    ) -> tuple[FileEntry, ...]:
        shuffle = Shuffle(self._work, name, schemas(name).plain)
        kept: dict[int, FileEntry] = {}
        for entry in self._last.buckets(name):
            if self._last.bits == self._bits:
                kept[entry.bucket] = entry
            else:
                self._shuffle(shuffle, self._rows_left(name, entry))
        for part in parts:
            rows = self._losses.take_out(name, read_file(part.path(name), name), part.dropped)
            self._shuffle(shuffle, rows)
        files = []
        for bucket in range(1 << self._bits):
            if bucket not in touched:
                files += self._link(name, kept.get(bucket))
            else:
                files += self._write_bucket(name, bucket, kept.get(bucket), shuffle, mend)
        shuffle.clear()
        return tuple(files or [write_empty(self._folder, name)])

    def _shuffle(self, shuffle: Shuffle, rows: pa.Table) -> None:
        shuffle.add(rows, bucket_ends(rows, self._bits))

    def _rows_left(self, name: str, entry: FileEntry) -> pa.Table:
        gone = self._gone.get(entry.bucket, set())
        return self._losses.take_out(name, read_file(self._last.path(name, entry), name), gone)

    def _link(self, name: str, entry: FileEntry | None) -> list[FileEntry]:
        if entry is None or not entry.rows:
            return []
        link_or_copy(self._last.path(name, entry), self._folder / name / entry.name)
        return [entry]

    def _write_bucket(
        self,
        name: str,
        bucket: int,
        kept: FileEntry | None,
        shuffle: Shuffle,
        mend: Callable[[pa.Table], pa.Table],
    ) -> list[FileEntry]:
        found = [self._rows_left(name, kept)] if kept else [schemas(name).plain.empty_table()]
        rows = pa.concat_tables([*found, shuffle.rows(bucket)])
        if not rows.num_rows:
            return []
        rows = mend(rows.sort_by([(column, "ascending") for column in TABLES[name].key]))
        return [write_file(self._folder / name, bucket_name(bucket, self._bits), name, rows)]


def tell_stories(rows: pa.Table, stories: Mapping[str, str]) -> pa.Table:
    """Articles with the ids of their stories.

    Args:
        rows: articles.
        stories: the story of each article whose story has another id than itself.
    """
    ids = rows.column("article_id").to_pylist()
    column = pa.array([stories.get(article_id, article_id) for article_id in ids], pa.string())
    number = rows.schema.get_field_index("story_id")
    return rows.set_column(number, rows.schema.field(number), column)
