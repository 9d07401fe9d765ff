"""The runs of an output whose snapshots are still there, and going back to one of them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from extract.errors import UsageError
from extract.storing.arrow import build_table, rows_to_columns
from extract.storing.columns import TABLES
from extract.storing.files import read_file, write_file
from extract.storing.layout import Layout, link_or_copy, locked_output, remove_old_snapshots
from extract.storing.manifest import Manifest, read_manifest, write_manifest
from extract.storing.publishing import publish

_RUNS = "runs"
_COUNTS = [column.name for column in TABLES[_RUNS].columns if column.name.startswith("n_")]


@dataclass(frozen=True, slots=True)
class KeptSnapshot:
    """The last snapshot of a run.

    Attributes:
        folder: where it stands.
        manifest: what it holds.
        is_current: whether readers of the output see it.
    """

    folder: Path
    manifest: Manifest
    is_current: bool


def list_snapshots(layout: Layout) -> list[KeptSnapshot]:
    """The snapshots that are still there, one for each run, the earliest first.

    Args:
        layout: the output.
    """
    current = layout.current_snapshot()
    found: dict[str, KeptSnapshot] = {}
    for folder in sorted(layout.snapshots.glob("[0-9]*")):
        if current is None or folder.name > current.name:
            continue  # Built by a killed run, and never shown.
        try:
            manifest = read_manifest(folder)
        except UsageError:
            if folder == current:
                raise
            continue  # Half removed.
        found[manifest.run_id] = KeptSnapshot(folder, manifest, folder == current)
    return list(found.values())


def find_snapshot(layout: Layout, run: str) -> KeptSnapshot:
    """The last snapshot of a run.

    Args:
        layout: the output.
        run: its id, the start of it, or its number ("3" of "000003-1f2e3d4c").

    Raises:
        UsageError: there is none, or several.
    """
    kept = list_snapshots(layout)
    found = [one for one in kept if _is_named(one.manifest.run_id, run)]
    if len(found) == 1:
        return found[0]
    names = ", ".join(one.manifest.run_id for one in kept) or "none"
    problem = "several snapshots" if found else "no snapshot"
    raise UsageError(
        f"{str(layout.folder)!r} has {problem} of run {run!r}; kept are {names} (--keep keeps more)"
    )


def _is_named(run_id: str, name: str) -> bool:
    number = run_id.split("-", maxsplit=1)[0]
    return bool(name) and (run_id.startswith(name) or number.lstrip("0") == name.lstrip("0"))


def list_runs(folder: Path) -> list[dict[str, Any]]:
    """The rows of the table of runs, the earliest first, with what is still there of each.

    Args:
        folder: the output.

    Returns:
        For each run all columns of ``runs``, and ``snapshot`` ("current", "kept", or empty where it
        has gone), ``articles`` and ``facts`` (rows of it, None where it has gone).

    Raises:
        UsageError: no output.
    """
    layout = open_layout(folder)
    kept = {one.manifest.run_id: one for one in list_snapshots(layout)}
    return [_describe(row, kept.get(row["run_id"])) for row in _read_runs(layout)]


def _describe(row: dict[str, Any], kept: KeptSnapshot | None) -> dict[str, Any]:
    if kept is None:
        return {**row, "snapshot": "", "articles": None, "facts": None}
    rows = {name: kept.manifest.rows(name) for name in ("articles", "facts")}
    return {**row, "snapshot": "current" if kept.is_current else "kept", **rows}


def open_layout(folder: Path) -> Layout:
    """The paths of an output that exists.

    Raises:
        UsageError: no output.
    """
    layout = Layout(folder)
    if not layout.is_output():
        raise UsageError(f"{str(folder)!r} is no output of extract; name the --out folder of a run")
    return layout


def _read_runs(layout: Layout) -> Iterator[dict[str, Any]]:
    snapshot = layout.current_snapshot()
    if snapshot is None:
        return
    for entry in read_manifest(snapshot).tables[_RUNS]:
        yield from read_file(snapshot / _RUNS / entry.name, _RUNS).to_pylist()


def roll_back(folder: Path, run: str, now: datetime, *, wait: bool = False) -> Manifest:
    """Let an output show again what it showed at the end of a run.

    It is a commit like any other: a new snapshot of the same files. Its run has a row of its own
    in ``runs``, which keeps those of the runs that it takes back; they can be gone back to in turn.

    Args:
        folder: the output.
        run: as in ``find_snapshot``.
        now: the time.
        wait: wait for a run that writes to it.

    Raises:
        UsageError: no output, no snapshot of that run, it is the current one, or another run writes.
    """
    open_layout(folder)
    with locked_output(folder, wait=wait) as layout:
        wanted, last = find_snapshot(layout, run), layout.current_manifest()
        if wanted.is_current or last is None:
            raise UsageError(f"run {wanted.manifest.run_id} is the current one; nothing to go back to")
        return _show_again(layout, wanted, last, now)


def _show_again(layout: Layout, wanted: KeptSnapshot, last: Manifest, now: datetime) -> Manifest:
    number, rows = last.snapshot + 1, list(_read_runs(layout))
    folder = layout.temporary_folder(number)
    row = _rollback_row(rows, wanted.manifest.run_id, now)
    _link_tables(wanted, folder)
    runs = write_file(folder / _RUNS, "0", _RUNS, build_table(_RUNS, rows_to_columns(_RUNS, [*rows, row])))
    manifest = replace(
        wanted.manifest,
        snapshot=number,
        run_id=row["run_id"],
        keep=last.keep,
        complete=True,
        tables={**wanted.manifest.tables, _RUNS: (runs,)},
    )
    write_manifest(folder, manifest)
    publish(layout, folder, number)
    remove_old_snapshots(layout, manifest.keep)
    return manifest


def _rollback_row(rows: list[dict[str, Any]], run_id: str, now: datetime) -> dict[str, Any]:
    made = next(row for row in rows if row["run_id"] == run_id)
    return {
        **made,
        **dict.fromkeys(_COUNTS, 0),
        "run_id": f"{len(rows) + 1:06d}-{run_id.split('-')[1]}",
        "started_at": now,
        "finished_at": now,
        "inputs": [],
        "collections": [],
        "rolled_back_to": run_id,
    }


def _link_tables(wanted: KeptSnapshot, folder: Path) -> None:
    for name in TABLES:
        (folder / name).mkdir(parents=True)
        for entry in wanted.manifest.tables.get(name, ()) if name != _RUNS else ():
            link_or_copy(wanted.folder / name / entry.name, folder / name / entry.name)
