"""Split rows of many files by bucket, on disk: memory holds one file, then one bucket."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from pathlib import Path

import pyarrow as pa

from extract.storing.buckets import first_id


class Shuffle:
    """The rows of one table by bucket.

    Args:
        folder: for its files; it must exist.
        name: what their names start with.
        schema: of the rows.
    """

    def __init__(self, folder: Path, name: str, schema: pa.Schema) -> None:
        self._folder = folder
        self._name = name
        self._schema = schema
        # For each file the number of the batch of each bucket that has rows in it.
        self._files: list[tuple[Path, dict[int, int]]] = []

    def add(self, rows: pa.Table, ends: Sequence[int]) -> None:
        """Take rows.

        Args:
            rows: those of the first bucket first.
            ends: for each bucket where its rows end.
        """
        if not rows.num_rows:
            return
        rows = rows.combine_chunks()
        batches: dict[int, int] = {}
        path = self._folder / f"{self._name}-{len(self._files):06d}.arrow"
        start = 0
        with pa.OSFile(str(path), "wb") as sink, pa.ipc.new_file(sink, self._schema) as writer:
            for bucket, end in enumerate(ends):
                if end > start:
                    batches[bucket] = len(batches)
                    writer.write_table(rows.slice(start, end - start))
                start = end
        self._files.append((path, batches))

    def rows(self, bucket: int) -> pa.Table:
        """The rows of a bucket, in the order in which they came."""
        found = [self._schema.empty_table()]
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


def bucket_ends(rows: pa.Table, bits: int, column: str = "article_id") -> list[int]:
    """For each bucket where its rows end.

    Args:
        rows: sorted by the column.
        bits: as in ``bucket_of``.
        column: ids.
    """
    ids = rows.column(column).to_pylist()
    ends: list[int] = []
    for bucket in range(1, 1 << bits):
        ends.append(bisect_left(ids, first_id(bucket, bits), ends[-1] if ends else 0))
    return [*ends, len(ids)]
