"""What a snapshot holds: its files with their sizes and digests, and what made it."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

from extract.errors import UsageError
from extract.storing.columns import SCHEMA_VERSION

MANIFEST = "_manifest.json"
DEFAULT_KEEP = 1
"""Snapshots of how many earlier runs stay, so that the last two can be compared."""

_PART = "new"


@dataclass(frozen=True, slots=True)
class FileEntry:
    """A Parquet file of a snapshot.

    Attributes:
        name: ``<bucket>-<first 16 digits of its sha256>.parquet``; ``new<number>-...`` of a part.
        rows, bytes, sha256: what it holds.
    """

    name: str
    rows: int
    bytes: int
    sha256: str

    @property
    def part(self) -> int | None:
        """Number of the part that it belongs to; None of a bucket."""
        prefix = self.name.split("-")[0]
        return int(prefix.removeprefix(_PART)) if prefix.startswith(_PART) else None

    @property
    def bucket(self) -> int:
        """Number of the bucket that it holds; not of a part."""
        return int(self.name.split("-")[0], 16)


@dataclass(frozen=True, slots=True)
class Manifest:
    """The content of ``_manifest.json``.

    Attributes:
        snapshot: number of the commit.
        run_id: the run that made it.
        complete: whether that run ended with it.
        bucket_bits: the bucket of an article is the first so many bits of its id.
        collections: for each collection the absolute path it was read from last.
        tables: the files of each table, in the order of their rows.
        schema_version: of all tables.
        settled_by: digest of rules and code that made the vocabularies, claims and conflicts of
            all facts of this snapshot; empty where they are those of an earlier one.
        keep: of how many earlier runs the last snapshot stays.
    """

    snapshot: int
    run_id: str
    complete: bool
    bucket_bits: int
    collections: Mapping[str, str]
    tables: Mapping[str, tuple[FileEntry, ...]]
    schema_version: int = SCHEMA_VERSION
    settled_by: str = ""
    keep: int = DEFAULT_KEEP

    @property
    def next_part(self) -> int:
        """The least number above those of its parts."""
        return max((entry.part or 0 for entry in self.tables["articles"]), default=0) + 1

    def rows(self, table: str) -> int:
        """How many rows a table has."""
        return sum(entry.rows for entry in self.tables[table])


def part_prefix(number: int) -> str:
    """What the names of the files of a part start with."""
    return f"{_PART}{number:06d}"


def read_manifest(snapshot: Path) -> Manifest:
    """The manifest of a snapshot.

    Raises:
        UsageError: damaged, or written by a newer version.
    """
    path = snapshot / MANIFEST
    try:
        fields = json.loads(path.read_text(encoding="utf-8"))
        version = fields["schema_version"]
    except (OSError, ValueError, KeyError, TypeError):
        raise UsageError(f"{path}: missing or damaged; write to a new output folder") from None
    if version > SCHEMA_VERSION:
        raise UsageError(
            f"{path}: schema version {version} is newer than {SCHEMA_VERSION}; update the extract package"
        )
    tables = {
        name: tuple(FileEntry(**entry) for entry in table["files"])
        for name, table in fields["tables"].items()
    }
    names = ("snapshot", "run_id", "complete", "bucket_bits", "collections", "schema_version")
    later = {name: fields[name] for name in ("settled_by", "keep") if name in fields}
    return Manifest(tables=tables, **later, **{name: fields[name] for name in names})


def write_manifest(folder: Path, manifest: Manifest) -> None:
    """Write it as the last file of its snapshot."""
    tables = {
        name: {"rows": manifest.rows(name), "files": [asdict(entry) for entry in entries]}
        for name, entries in manifest.tables.items()
    }
    fields = {
        "format": "extract-snapshot",
        "schema_version": manifest.schema_version,
        "snapshot": manifest.snapshot,
        "run_id": manifest.run_id,
        "complete": manifest.complete,
        "bucket_bits": manifest.bucket_bits,
        "settled_by": manifest.settled_by,
        "keep": manifest.keep,
        "collections": dict(sorted(manifest.collections.items())),
        "tables": tables,
    }
    text = json.dumps(fields, ensure_ascii=False, indent=1) + "\n"
    with (folder / MANIFEST).open("w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
