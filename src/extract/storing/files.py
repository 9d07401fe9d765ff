"""Parquet files: equal rows give equal bytes, and the bytes give the name."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from extract.storing.manifest import FileEntry
from extract.storing.schema import schemas

ROW_GROUP_ROWS = 100_000
SMALL, FAST = 3, 1
"""Levels of zstd: for files that stay, and for those of parts, which are soon written anew."""


def write_file(folder: Path, prefix: str, name: str, table: pa.Table, level: int = SMALL) -> FileEntry:
    """Write the rows of one file of a table.

    Args:
        folder: where to.
        prefix: what the file name starts with: its bucket.
        name: the table.
        table: its rows (plain schema), sorted.
        level: of zstd.
    """
    stored = schemas(name).stored
    temporary = folder / f".{prefix}.parquet"
    pq.write_table(
        encode_dictionaries(table, stored),
        temporary,
        row_group_size=ROW_GROUP_ROWS,
        compression="zstd",
        compression_level=level,
    )
    with temporary.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
        os.fsync(file.fileno())
    target = temporary.rename(folder / f"{prefix}-{digest[:16]}.parquet")
    return FileEntry(target.name, table.num_rows, target.stat().st_size, digest)


def write_empty(folder: Path, name: str) -> FileEntry:
    """Write a file without rows, for a table always has a file.

    Args:
        folder: the snapshot.
        name: the table.
    """
    return write_file(folder / name, "0", name, schemas(name).plain.empty_table())


def encode_dictionaries(table: pa.Table, stored: pa.Schema) -> pa.Table:
    """Strings of closed vocabularies as dictionaries, in the order of first use.

    The order must not depend on how rows came together: Parquet keeps it.
    """
    arrays = [
        column.combine_chunks().dictionary_encode().cast(field.type)
        if pa.types.is_dictionary(field.type)
        else column
        for column, field in zip(table.columns, stored, strict=True)
    ]
    return pa.Table.from_arrays(arrays, schema=stored)


def read_file(path: Path, name: str, columns: list[str] | None = None) -> pa.Table:
    """The rows of a file in the plain schema.

    A column that an earlier version did not write is empty.

    Args:
        path: the file.
        name: the table.
        columns: only these.
    """
    plain = schemas(name).plain
    wanted = pa.schema([plain.field(column) for column in columns or plain.names], plain.metadata)
    file = pq.ParquetFile(path)
    written = [column for column in wanted.names if column in file.schema_arrow.names]
    table = file.read(columns=written, use_threads=False)
    arrays = [
        table.column(field.name) if field.name in written else _empty_column(field, file.metadata.num_rows)
        for field in wanted
    ]
    return pa.Table.from_arrays(arrays, names=wanted.names).cast(wanted)


def _empty_column(field: pa.Field, rows: int) -> pa.Array:
    nothing: list[str] | None = [] if pa.types.is_list(field.type) else None
    return pa.array([nothing] * rows, field.type)
