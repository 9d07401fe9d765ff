"""Read an output: a handle on one commit that no later commit disturbs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, BinaryIO, Self

import pyarrow as pa

from extract.errors import UsageError
from extract.storing.columns import TABLES
from extract.storing.files import encode_dictionaries, read_file
from extract.storing.history import find_snapshot, open_layout
from extract.storing.holding import hold
from extract.storing.manifest import Manifest, read_manifest
from extract.storing.schema import schemas

if TYPE_CHECKING:
    import pandas as pd


class Output:
    """The tables of an output as of one commit.

    It holds its snapshot until it is closed or collected, so that every table comes from
    the same commit even while a run goes on writing.

    Args:
        folder: what a run wrote to (``--out``).
        run: an earlier run in place of the last commit: its id, the start of it, or its number.

    Raises:
        UsageError: no output, nothing committed yet, or no snapshot of that run.

    Example:
        >>> with extract.open("output") as output:
        ...     facts = output.facts()
        ...     names = output.places(["place_id", "name_en"])
    """

    def __init__(self, folder: str | Path, run: str | int | None = None) -> None:
        self._layout = open_layout(Path(folder))
        self._held, self.snapshot = self._hold() if run is None else self._hold_run(str(run))
        self.manifest: Manifest = read_manifest(self.snapshot)

    @property
    def folder(self) -> Path:
        """What a run wrote to."""
        return self._layout.folder

    def _hold(self) -> tuple[BinaryIO, Path]:
        while True:
            snapshot = self._layout.current_snapshot()
            if snapshot is None:
                raise UsageError(f"{str(self._layout.folder)!r} holds no finished commit; run it again")
            try:
                held = hold(snapshot)
            except FileNotFoundError:
                if self._layout.current_snapshot() != snapshot:
                    continue  # A commit came between.
                remedy = "write to a new output folder"
                raise UsageError(f"{snapshot}: damaged, its manifest is missing; {remedy}") from None
            if held:
                return held, snapshot

    def _hold_run(self, run: str) -> tuple[BinaryIO, Path]:
        while True:
            snapshot = find_snapshot(self._layout, run).folder
            with suppress(FileNotFoundError):
                held = hold(snapshot)
                if held:
                    return held, snapshot

    def table(self, name: str, columns: Sequence[str] | None = None) -> pa.Table:
        """A table as Arrow.

        Args:
            name: facts, articles, mentions, ... (``extract.storing.schema.TABLES``).
            columns: only these.

        Raises:
            UsageError: no such table or column.
        """
        if name not in TABLES:
            raise UsageError(f"no table {name!r}; there are {', '.join(TABLES)}")
        stored = schemas(name).stored
        wanted = list(columns or stored.names)
        unknown = [column for column in wanted if column not in stored.names]
        if unknown:
            raise UsageError(f"table {name!r} has no column {unknown[0]!r}; it has {', '.join(stored.names)}")
        files = [self.snapshot / name / entry.name for entry in self.manifest.tables.get(name, ())]
        empty = pa.schema([schemas(name).plain.field(column) for column in wanted]).empty_table()
        rows = pa.concat_tables([empty, *(read_file(file, name, wanted) for file in files)])
        schema = pa.schema([stored.field(column) for column in wanted], stored.metadata)
        return encode_dictionaries(rows, schema)

    def iter_tables(self, name: str, columns: Sequence[str]) -> Iterator[pa.Table]:
        """A table file by file, in the order of its rows, closed vocabularies as strings.

        Args:
            name: facts, claims, ...
            columns: only these.
        """
        for entry in self.manifest.tables.get(name, ()):
            yield read_file(self.snapshot / name / entry.name, name, list(columns))

    def frame(self, name: str, columns: Sequence[str] | None = None) -> pd.DataFrame:
        """A table as a pandas data frame; arguments as for ``table``."""
        return self.table(name, columns).to_pandas()

    def facts(self, columns: Sequence[str] | None = None) -> pd.DataFrame:
        """The facts as a pandas data frame."""
        return self.frame("facts", columns)

    def articles(self, columns: Sequence[str] | None = None) -> pd.DataFrame:
        """The articles as a pandas data frame."""
        return self.frame("articles", columns)

    def mentions(self, columns: Sequence[str] | None = None) -> pd.DataFrame:
        """The mentions as a pandas data frame."""
        return self.frame("mentions", columns)

    def rejections(self, columns: Sequence[str] | None = None) -> pd.DataFrame:
        """The rejections as a pandas data frame."""
        return self.frame("rejections", columns)

    def failures(self, columns: Sequence[str] | None = None) -> pd.DataFrame:
        """The failures as a pandas data frame."""
        return self.frame("failures", columns)

    def runs(self, columns: Sequence[str] | None = None) -> pd.DataFrame:
        """The runs as a pandas data frame."""
        return self.frame("runs", columns)

    def containers(self, columns: Sequence[str] | None = None) -> pd.DataFrame:
        """The containers as a pandas data frame."""
        return self.frame("containers", columns)

    def places(self, columns: Sequence[str] | None = None) -> pd.DataFrame:
        """The places as a pandas data frame."""
        return self.frame("places", columns)

    def programmes(self, columns: Sequence[str] | None = None) -> pd.DataFrame:
        """The programmes as a pandas data frame."""
        return self.frame("programmes", columns)

    def indicators(self, columns: Sequence[str] | None = None) -> pd.DataFrame:
        """The indicators as a pandas data frame."""
        return self.frame("indicators", columns)

    def claims(self, columns: Sequence[str] | None = None) -> pd.DataFrame:
        """The claims as a pandas data frame."""
        return self.frame("claims", columns)

    def conflicts(self, columns: Sequence[str] | None = None) -> pd.DataFrame:
        """The conflicts as a pandas data frame."""
        return self.frame("conflicts", columns)

    def units(self, columns: Sequence[str] | None = None) -> pd.DataFrame:
        """The units as a pandas data frame."""
        return self.frame("units", columns)

    def close(self) -> None:
        """Let later commits remove the snapshot."""
        self._held.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def open_output(folder: str | Path, run: str | int | None = None) -> Output:
    """Open an output to read it; published as ``extract.open``.

    Args:
        folder: what a run wrote to (``--out``).
        run: an earlier run whose snapshot is still there (``extract runs``), by id or number.

    Raises:
        UsageError: no output, nothing committed yet, or no snapshot of that run.
    """
    return Output(folder, run)
