"""Parquet, a few rows at a time."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from typing import IO

import pyarrow as pa
import pyarrow.parquet as pq

from extract.reading.records import Row, Table
from extract.reading.refusing import UnreadableError
from extract.reading.streams import spool

_BATCH_ROWS = 64


def open_parquet(stream: IO[bytes]) -> Table:
    """A Parquet file.

    Args:
        stream: the bytes; spooled where one cannot go back in them.

    Raises:
        UnreadableError: no Parquet file, or a damaged one.
    """
    whole = spool(stream)
    try:
        file = pq.ParquetFile(pa.PythonFile(whole, mode="r"), pre_buffer=False)
    except (pa.ArrowException, OSError) as error:
        whole.close()
        raise UnreadableError(f"no Parquet file, or a damaged one: {_first_line(error)}") from None
    names = tuple(file.schema_arrow.names)

    def rows(wanted: frozenset[str]) -> Iterator[Row]:
        with closing(whole):
            yield from _iter_rows(file, wanted)

    return Table(names, rows)


def _iter_rows(file: pq.ParquetFile, wanted: frozenset[str]) -> Iterator[Row]:
    columns = [name for name in file.schema_arrow.names if name in wanted]
    number = 0
    try:
        for batch in file.iter_batches(_BATCH_ROWS, columns=columns, use_threads=False):
            for fields in batch.to_pylist():
                number += 1
                yield Row(number, f"row {number}", fields)
    except (pa.ArrowException, OSError) as error:
        raise UnreadableError(f"damaged after row {number:,}: {_first_line(error)}") from None


def _first_line(error: Exception) -> str:
    return str(error).splitlines()[0][:200] if str(error) else type(error).__name__
