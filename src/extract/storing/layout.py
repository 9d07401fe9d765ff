"""The folder of an output: its marker, its lock, its snapshots and the links into them.

::

    OUTPUT/
      .extract-output.json      says that the folder is ours
      .lock                     held while a run writes
      facts -> current/facts    one link for each table
      current -> snapshots/000007
      snapshots/000007/_manifest.json
      snapshots/000007/facts/0-<sha256>.parquet

A snapshot is never changed once it has its name. A commit builds the next one under a
temporary name, renames it, and swaps ``current`` by one ``os.replace``: all tables change at
once, or none.
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from filelock import FileLock, Timeout

from extract.errors import UsageError
from extract.storing.holding import remove_unless_held
from extract.storing.manifest import Manifest, read_manifest

MARKER = ".extract-output.json"
_FORMAT = "extract-output/1"
CURRENT, SNAPSHOTS = "current", "snapshots"
WORK = ".work-"
"""What the names of working folders begin with; the next run removes those that a killed one left."""

_TEMPORARY = ".tmp-"


class Layout:
    """The paths of an output folder.

    Args:
        folder: the output.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.snapshots = folder / SNAPSHOTS
        self.current = folder / CURRENT
        self.work = folder / f"{WORK}{os.getpid()}"

    def is_output(self) -> bool:
        """Whether a run has made this folder."""
        return (self.folder / MARKER).is_file()

    def current_snapshot(self) -> Path | None:
        """The folder of the last commit; None before the first."""
        if self.current.is_symlink():
            return self.snapshots / self.current.readlink().name
        if self.current.is_file():
            return self.snapshots / Path(self.current.read_text(encoding="utf-8").strip()).name
        return None

    def current_manifest(self) -> Manifest | None:
        """The manifest of the last commit; None before the first."""
        snapshot = self.current_snapshot()
        return read_manifest(snapshot) if snapshot else None

    def snapshot_folder(self, number: int) -> Path:
        """Where the snapshot of that number stands."""
        return self.snapshots / f"{number:06d}"

    def temporary_folder(self, number: int) -> Path:
        """Where the snapshot of that number is built."""
        return self.snapshots / f"{_TEMPORARY}{number:06d}"


def check_output(folder: Path) -> None:
    """Refuse a folder that holds something else.

    Raises:
        UsageError: a file, or a folder with content that is no output.
    """
    if not folder.exists():
        return
    if not folder.is_dir():
        raise UsageError(f"--out {str(folder)!r} is a file; name a new or empty folder")
    foreign = [path.name for path in folder.iterdir() if not path.name.startswith(".")]
    if foreign and not Layout(folder).is_output():
        example = min(foreign)
        raise UsageError(
            f"--out {str(folder)!r} holds {example!r} and is no output of extract; name a new or empty folder"
        )


@contextmanager
def locked_output(folder: Path, *, wait: bool = False) -> Iterator[Layout]:
    """Make the folder an output, take its lock, clear away what a killed run left.

    The lock is one of the operating system: it ends with the process that holds it, so
    that a killed run never blocks the next.

    Args:
        folder: the output, new or existing.
        wait: wait for a run that writes to it.

    Raises:
        UsageError: another run holds the lock, or the folder is no output.
    """
    check_output(folder)
    folder.mkdir(parents=True, exist_ok=True)
    lock = FileLock(folder / ".lock", timeout=-1 if wait else 0)
    try:
        lock.acquire()
    except Timeout:
        raise UsageError(
            f"another run{_holder(folder)} writes to {str(folder)!r}; wait until it ends, or pass --wait"
        ) from None
    layout = Layout(folder)
    try:
        _clear_leftovers(layout)
        _write_marker(layout)
        layout.work.mkdir()
        yield layout
    finally:
        shutil.rmtree(layout.work, ignore_errors=True)
        lock.release()


def _holder(folder: Path) -> str:
    numbers = [path.name.removeprefix(WORK) for path in folder.glob(f"{WORK}*")]
    return f" (process {numbers[0]})" if len(numbers) == 1 else ""


def _write_marker(layout: Layout) -> None:
    marker = layout.folder / MARKER
    if not marker.is_file():
        marker.write_text(json.dumps({"format": _FORMAT}) + "\n", encoding="utf-8")
    layout.snapshots.mkdir(exist_ok=True)


def _clear_leftovers(layout: Layout) -> None:
    """Remove working folders, half-built snapshots, and finished ones that were never shown."""
    for path in layout.folder.glob(f"{WORK}*"):
        shutil.rmtree(path, ignore_errors=True)
    current = layout.current_snapshot()
    for path in layout.snapshots.glob("*") if layout.snapshots.is_dir() else ():
        if current is None or path.name.startswith(_TEMPORARY) or path.name > current.name:
            shutil.rmtree(path)


def link_or_copy(source: Path, target: Path) -> None:
    """Let an unchanged file stand in the next snapshot too; a copy where links fail."""
    with suppress(OSError):
        target.hardlink_to(source)
        return
    shutil.copyfile(source, target)


def remove_old_snapshots(layout: Layout, keep: int) -> None:
    """Remove all snapshots but the current one and the last ones at which a run ended.

    A snapshot that a reader holds (``extract.open``) stays until a later commit.

    Args:
        layout: the output.
        keep: how many ends of earlier runs to keep.
    """
    current = layout.current_snapshot()
    for folder in sorted(layout.snapshots.glob("[0-9]*"), reverse=True):
        if folder == current:
            continue
        if keep > 0 and _is_complete(folder):
            keep -= 1
        else:
            remove_unless_held(folder)


def _is_complete(snapshot: Path) -> bool:
    try:
        return read_manifest(snapshot).complete
    except UsageError:
        return False  # Damaged: nobody can read it.
