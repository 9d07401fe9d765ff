"""How long `extract diff` takes over two outputs of a million facts, and how much memory.

    python benchmarks/diff.py [FACTS]

The outputs are copies of the output of corpus/ under new article ids, written as a run writes them.
In the newer one a hundredth of the facts has another value, another hundredth is gone, a twentieth
of the articles starts with a longer word, so that all offsets have moved, and every file differs.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from hashlib import blake2b
from pathlib import Path

import numpy as np
import pyarrow as pa

from extract.running.runs import run
from extract.storing.columns import TABLES
from extract.storing.files import write_file
from extract.storing.layout import locked_output
from extract.storing.manifest import FileEntry, Manifest, write_manifest
from extract.storing.publishing import publish
from extract.storing.reading_back import Output
from extract.storing.schema import schemas

ROOT = Path(__file__).resolve().parents[1]
COPIES_IN_A_FILE = 128
SHIFT = 7
EVERY = 100
"""One fact in so many has another value, one is gone."""
EDITED = 20
"""One article in so many has shifted."""


def copy_rows(tables: dict[str, pa.Table], copies: range, *, newer: bool) -> dict[str, pa.Table]:
    """The rows of some copies of the corpus."""
    parts: dict[str, list[pa.Table]] = {name: [] for name in tables}
    for copy in copies:
        shifted = newer and copy % EDITED == 0
        for name, table in tables.items():
            parts[name].append(_copy(name, table, copy, shifted=shifted, newer=newer))
    return {
        name: pa.concat_tables(found).sort_by([(column, "ascending") for column in TABLES[name].key])
        for name, found in parts.items()
    }


def _copy(name: str, table: pa.Table, copy: int, *, shifted: bool, newer: bool) -> pa.Table:
    for column in ("article_id", "fact_id"):
        if column in table.column_names:
            found = [
                _digest(f"{value}{copy}{shifted}" if column == "fact_id" else f"{value}{copy}")
                for value in table.column(column).to_pylist()
            ]
            table = _set(table, column, pa.array(found))
    if "source" in table.column_names:
        sources = [f"{copy:06d}/{value}" for value in table.column("source").to_pylist()]
        table = _set(table, "source", pa.array(sources))
    if name == "articles" and shifted:
        digests = [_digest(value) for value in table.column("content_sha256").to_pylist()]
        return _set(table, "content_sha256", pa.array(digests))
    if name == "facts":
        sentences = [f"{value} {copy}" for value in table.column("sentence").to_pylist()]
        table = _set(table, "sentence", pa.array(sentences))
        table = _edit(table, copy, shifted=shifted) if newer else table
    return table


def _edit(table: pa.Table, copy: int, *, shifted: bool) -> pa.Table:
    numbers = np.arange(table.num_rows) + copy
    if shifted:
        for column in ("start", "end", "sentence_start", "sentence_end"):
            table = _set(table, column, pa.array(table.column(column).to_numpy() + SHIFT, pa.int32()))
    values = table.column("value_low").to_numpy() * np.where(numbers % EVERY == 1, 10.0, 1.0)
    return _set(table, "value_low", pa.array(values)).filter(pa.array(numbers % EVERY != 0))


def _set(table: pa.Table, column: str, values: pa.Array) -> pa.Table:
    number = table.column_names.index(column)
    return table.set_column(number, table.schema.field(column), values)


def _digest(value: str) -> str:
    return blake2b(value.encode(), digest_size=16).hexdigest()


def write_output(folder: Path, tables: dict[str, pa.Table], copies: int, *, newer: bool) -> int:
    """Write an output of so many copies; how many facts it has."""
    with locked_output(folder) as layout:
        snapshot = layout.temporary_folder(1)
        entries: dict[str, list[FileEntry]] = {name: [] for name in TABLES}
        for name in TABLES:
            (snapshot / name).mkdir(parents=True)
        for number, first in enumerate(range(0, copies, COPIES_IN_A_FILE)):
            rows = copy_rows(tables, range(first, min(copies, first + COPIES_IN_A_FILE)), newer=newer)
            for name, table in rows.items():
                entries[name].append(write_file(snapshot / name, f"{number:x}", name, table))
        for name in TABLES.keys() - tables.keys():
            entries[name].append(write_file(snapshot / name, "0", name, schemas(name).plain.empty_table()))
        manifest = Manifest(
            snapshot=1,
            run_id="bench",
            complete=True,
            bucket_bits=0,
            collections={},
            tables={name: tuple(found) for name, found in entries.items()},
        )
        write_manifest(snapshot, manifest)
        publish(layout, snapshot, 1)
    return manifest.rows("facts")


def measure(old: Path, new: Path, shape: str) -> tuple[float, float]:
    """Seconds and peak megabytes of one `extract diff` in a process of its own."""
    code = (
        "import resource, sys; from extract.cli.main import run_cli\n"
        "code = run_cli(sys.argv[1:])\n"
        "print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, code, file=sys.stderr)\n"
    )
    started = time.perf_counter()
    command = [sys.executable, "-c", code, "diff", str(old), str(new), "--format", shape]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    seconds = time.perf_counter() - started
    peak, exit_code = done.stderr.split()[-2:]
    assert exit_code == "1", done.stderr
    print(f"{shape:<9}{seconds:6.1f} s {int(peak) / 1024:7.0f} MB  {done.stdout.splitlines()[0][:90]}")
    return seconds, int(peak) / 1024


def main() -> None:
    """Write the outputs, compare them in each format."""
    wanted = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        run([ROOT / "corpus"], folder / "corpus")
        with Output(folder / "corpus") as output:
            tables = {
                table: pa.concat_tables(output.iter_tables(table, schemas(table).plain.names))
                for table in ("facts", "articles", "rejections")
            }
        copies = -(-wanted // tables["facts"].num_rows)
        counts = [write_output(folder / side, tables, copies, newer=side == "new") for side in ("old", "new")]
        print(f"{counts[0]:,} facts against {counts[1]:,}")
        for shape in ("text", "markdown", "json", "html"):
            measure(folder / "old", folder / "new", shape)


if __name__ == "__main__":
    main()
