"""The tables of an output as Delta Lake tables, for readers and stores that want these.

A table is a mirror of the current snapshot: what its files say that it holds already is left alone,
a bucket that changed is replaced, in one version of the table each. Versions of several tables
do not change together; those of one run bear its id.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from pathlib import Path

import pyarrow as pa

from extract.errors import UsageError
from extract.storing.buckets import first_id
from extract.storing.columns import ARTICLE_TABLES, TABLES
from extract.storing.files import read_file
from extract.storing.manifest import FileEntry
from extract.storing.reading_back import Output
from extract.storing.schema import schemas

Holding = tuple[int, list[str]]
"""How many bits name a bucket, and the files whose rows a table holds."""

DELTA = "delta"
_FILES, _RUN = "extract.files", "extract.run_id"
_BUCKETED = frozenset(table.name for table in ARTICLE_TABLES)


def check_delta() -> None:
    """Refuse early where the package is missing.

    Raises:
        UsageError: deltalake is not installed.
    """
    try:
        import deltalake  # noqa: F401, PLC0415 - an extra
    except ImportError:
        raise UsageError("--format delta needs deltalake; pip install 'extract[delta]'") from None


def write_delta(folder: Path, target: str | None = None) -> None:
    """Bring the Delta tables of an output up to its current snapshot.

    Args:
        folder: the output.
        target: where the tables stand, a path or a URL such as ``s3://bucket/facts``; by default
            the folder ``delta`` of the output.

    Raises:
        UsageError: no output, or deltalake is not installed.
    """
    check_delta()
    base = (target or str(folder / DELTA)).rstrip("/")
    with Output(folder) as output:
        for name in TABLES:
            _Mirror(output, name, f"{base}/{name}").update()


class _Mirror:
    """One table."""

    def __init__(self, output: Output, name: str, uri: str) -> None:
        self._output = output
        self._name = name
        self._uri = uri
        self._entries = output.manifest.tables.get(name, ())

    def update(self) -> None:
        """Replace what has changed."""
        names = [entry.name for entry in self._entries]
        bits = self._output.manifest.bucket_bits
        known = self._known()
        if known == (bits, names):
            return
        changed = self._changed(known[1], names) if known and known[0] == bits else []
        if not changed or 2 * len(changed) > 1 << bits:
            self._write(list(self._entries), None, (bits, names))
            return
        for number, prefix in enumerate(changed, start=1):
            entries = [entry for entry in self._entries if _prefix(entry.name) == prefix]
            # Only the last version says which files the table holds: after a crash all is written anew.
            holds = (bits, names) if number == len(changed) else None
            self._write(entries, _where(int(prefix, 16), bits), holds)

    def _known(self) -> Holding | None:
        """What the table holds, as far as its last version says."""
        from deltalake import DeltaTable  # noqa: PLC0415 - an extra

        if not DeltaTable.is_deltatable(self._uri):
            return None
        said = DeltaTable(self._uri).history(1)[0].get(_FILES)
        if said is None:
            return None
        bits, names = json.loads(said)
        return bits, names

    def _changed(self, old: Sequence[str], new: Sequence[str]) -> list[str]:
        """The buckets that changed; none of a table without buckets."""
        return sorted({_prefix(name) for name in {*old} ^ {*new}}) if self._name in _BUCKETED else []

    def _write(self, entries: Sequence[FileEntry], where: str | None, holds: Holding | None) -> None:
        from deltalake import CommitProperties, write_deltalake  # noqa: PLC0415 - an extra

        said = {_RUN: self._output.manifest.run_id}
        if holds is not None:
            said[_FILES] = json.dumps(holds)
        write_deltalake(
            self._uri,
            self._read(entries),
            mode="overwrite",
            predicate=where,
            schema_mode=None if where else "overwrite",
            commit_properties=CommitProperties(custom_metadata=said),
        )

    def _read(self, entries: Sequence[FileEntry]) -> pa.RecordBatchReader:
        def batches() -> Iterator[pa.RecordBatch]:
            for entry in entries:
                yield from read_file(self._output.snapshot / self._name / entry.name, self._name).to_batches()

        return pa.RecordBatchReader.from_batches(schemas(self._name).plain, batches())


def _prefix(name: str) -> str:
    return name.split("-", maxsplit=1)[0]


def _where(bucket: int, bits: int) -> str:
    """The articles of a bucket, as SQL."""
    least = f"article_id >= '{first_id(bucket, bits)}'"
    last = bucket + 1 == 1 << bits
    return least if last else f"{least} AND article_id < '{first_id(bucket + 1, bits)}'"
