"""Split rows of many files by bucket, on disk: memory holds one file, then one bucket."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa

from extract.storing.buckets import first_id
from extract.storing.schema import schemas


class Shuffle:
    """The rows of one table by bucket.

    Args:
        folder: for its files; it must exist.
        name: the table.
        bits: as in ``bucket_of``.
    """

    def __init__(self, folder: Path, name: str, bits: int) -> None:
        self._folder = folder
        self._name = name
        self._bits = bits
        # For each file the number of the batch of each bucket that has rows in it.
        self._files: list[tuple[Path, dict[int, int]]] = []

    def add(self, rows: pa.Table) -> None:
        """Take rows that are sorted by ``article_id``."""
        if not rows.num_rows:
            return
        rows = rows.combine_chunks()
        batches: dict[int, int] = {}
        path = self._folder / f"{self._name}-{len(self._files):06d}.arrow"
        with pa.OSFile(str(path), "wb") as sink, pa.ipc.new_file(sink, rows.schema) as writer:
            for bucket, piece in self._split(rows):
                batches[bucket] = len(batches)
                writer.write_table(piece)
        self._files.append((path, batches))

    def _split(self, rows: pa.Table) -> Iterator[tuple[int, pa.Table]]:
        ids = rows.column("article_id").to_pylist()
        start = 0
        for bucket in range(1 << self._bits):
            last = bucket + 1 == 1 << self._bits
            end = len(ids) if last else bisect_left(ids, first_id(bucket + 1, self._bits), start)
            if end > start:
                yield bucket, rows.slice(start, end - start)
            start = end

    def rows(self, bucket: int) -> pa.Table:
        """The rows of a bucket, in no order."""
        found = [schemas(self._name).plain.empty_table()]
        for path, batches in self._files:
            if bucket in batches:
                with pa.OSFile(str(path), "rb") as source:
                    batch = pa.ipc.open_file(source).get_batch(batches[bucket])
                found.append(pa.Table.from_batches([batch]))
        return pa.concat_tables(found)

    def clear(self) -> None:
        """Remove its files."""
        for path, _ in self._files:
            path.unlink()
        self._files = []
