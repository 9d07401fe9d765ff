"""Rows that wait for the next commit: in lists, then in files beside the snapshots."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from extract.storing.arrow import RowError, build_table
from extract.storing.buckets import rows_of_bucket
from extract.storing.columns import ARTICLE_TABLES
from extract.storing.rows import Columns
from extract.storing.schema import schemas

_MAX_ROWS = 20_000
_MAX_CHARACTERS = 16_000_000


@dataclass(slots=True)
class _Part:
    """Rows of some articles in files, one for each table."""

    paths: Mapping[str, Path]
    dropped: set[str] = field(default_factory=set)


class Pending:
    """Collects the rows of whole articles; holds at most some thousand in memory.

    Args:
        folder: for what does not fit.
        refuse: is told the id of an article whose rows do not fit their tables, and why;
            the article is left out.
    """

    def __init__(self, folder: Path, refuse: Callable[[str, str], None]) -> None:
        self._folder = folder
        self._refuse = refuse
        self._articles: list[Mapping[str, Columns]] = []
        self._parts: list[_Part] = []
        self._written = 0
        self._facts = 0
        self._characters = 0
        self.article_ids: set[str] = set()

    def add(self, rows: Mapping[str, Columns]) -> None:
        """Take the rows of one article in all tables."""
        self._articles.append(rows)
        self.article_ids.update(rows["articles"]["article_id"])
        self._facts += len(rows["facts"]["start"])
        # A page on one line has sentences as long as itself, and one fact repeats each.
        self._characters += sum(map(len, chain(rows["articles"]["text"], rows["facts"]["sentence"])))
        if self._facts >= _MAX_ROWS or self._characters >= _MAX_CHARACTERS:
            self.spill()

    def spill(self) -> None:
        """Write what is in memory to files."""
        articles, self._articles = self._articles, []
        self._facts = self._characters = 0
        tables = self._build(articles)
        if not tables["articles"].num_rows:
            return
        self._written += 1
        paths = {name: self._folder / f"{name}-{self._written:06d}.arrow" for name in tables}
        for name, table in tables.items():
            with pa.OSFile(str(paths[name]), "wb") as sink, pa.ipc.new_file(sink, table.schema) as writer:
                writer.write_table(table)
        self._parts.append(_Part(paths))

    def _build(self, articles: Sequence[Mapping[str, Columns]]) -> dict[str, pa.Table]:
        try:
            return _build_tables(articles)
        except RowError:
            return _build_tables([rows for rows in articles if self._fits(rows)])

    def _fits(self, rows: Mapping[str, Columns]) -> bool:
        try:
            _build_tables([rows])
        except RowError as error:
            article_id = rows["articles"]["article_id"][0]
            self.article_ids.discard(article_id)
            self._refuse(article_id, str(error))
            return False
        return True

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


def _build_tables(articles: Sequence[Mapping[str, Columns]]) -> dict[str, pa.Table]:
    return {
        table.name: build_table(
            table.name,
            {
                column.name: list(chain.from_iterable(rows[table.name][column.name] for rows in articles))
                for column in table.columns
            },
        )
        for table in ARTICLE_TABLES
    }
