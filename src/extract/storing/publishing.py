"""Make a finished snapshot the current one: all tables at once, by one ``os.replace``.

Where the file system or the system itself has no symbolic links (Windows without developer
mode), ``current`` is a file that names the snapshot, and ``facts`` and the other tables are
folders of hard links (or copies), exchanged one after the other once the pointer is.
"""

from __future__ import annotations

import os
import shutil
from contextlib import suppress
from pathlib import Path

from extract.storing.columns import TABLES
from extract.storing.layout import CURRENT, SNAPSHOTS, Layout, link_or_copy

_FRESH, _STALE = ".fresh-", ".stale-"


def publish(layout: Layout, temporary: Path, number: int) -> Path:
    """Give a finished snapshot its name and make it the current one.

    Args:
        layout: the output.
        temporary: the finished folder, manifest included.
        number: its number.
    """
    target = layout.snapshot_folder(number)
    temporary.rename(target)
    _sync_folder(layout.snapshots)
    swap = layout.folder / f".{CURRENT}"
    swap.unlink(missing_ok=True)
    if _can_link(layout):
        for name in TABLES:
            link = layout.folder / name
            if not link.is_symlink():
                link.symlink_to(Path(CURRENT) / name)
        swap.symlink_to(Path(SNAPSHOTS) / target.name)
    else:
        swap.write_text(f"{SNAPSHOTS}/{target.name}\n", encoding="utf-8")
    swap.replace(layout.current)
    _sync_folder(layout.folder)
    refresh_folders(layout)
    return target


def _can_link(layout: Layout) -> bool:
    """Whether symbolic links work here; an output stays what it is."""
    if layout.current.exists() or layout.current.is_symlink():
        return layout.current.is_symlink()
    trial = layout.work / "link"
    try:
        trial.symlink_to(SNAPSHOTS)
    except (OSError, NotImplementedError):
        return False
    trial.unlink()
    return True


def refresh_folders(layout: Layout) -> None:
    """Where there are no links, let the folders of the tables show the current snapshot.

    A folder that a reader has open stays as it is (on Windows it cannot be moved); the next
    commit, or the start of the next run, tries again.

    Args:
        layout: the output.
    """
    current = layout.current_snapshot()
    if current is None or layout.current.is_symlink():
        return
    for name in TABLES:
        # The names of files say what is in them.
        if _names(layout.folder / name) != _names(current / name):
            with suppress(PermissionError):
                _exchange(layout, current, name)


def _names(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()} if folder.is_dir() else set()


def _exchange(layout: Layout, current: Path, name: str) -> None:
    fresh, stale = layout.folder / f"{_FRESH}{name}", layout.folder / f"{_STALE}{name}"
    for rest in (fresh, stale):
        shutil.rmtree(rest, ignore_errors=True)
    fresh.mkdir()
    for path in (current / name).iterdir():
        link_or_copy(path, fresh / path.name)
    shown = layout.folder / name
    if shown.exists():
        shown.rename(stale)
    fresh.rename(shown)
    shutil.rmtree(stale, ignore_errors=True)


def _sync_folder(folder: Path) -> None:
    if os.name == "nt":  # A folder cannot be opened there.
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
