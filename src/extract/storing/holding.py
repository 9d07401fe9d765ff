"""Readers hold their snapshot; what nobody holds can be removed."""

from __future__ import annotations

import shutil
from contextlib import suppress
from pathlib import Path
from types import ModuleType
from typing import BinaryIO

from extract.storing.manifest import MANIFEST

fcntl: ModuleType | None
try:
    import fcntl
except ImportError:  # Windows, where no file goes that somebody has open
    fcntl = None


def hold(snapshot: Path) -> BinaryIO | None:
    """Hold a snapshot until the file that is returned is closed.

    Args:
        snapshot: its folder.

    Returns:
        None where it has gone meanwhile.

    Raises:
        FileNotFoundError: it has no manifest.
    """
    held = (snapshot / MANIFEST).open("rb")
    if fcntl is not None:
        fcntl.flock(held, fcntl.LOCK_SH)
        if not (snapshot / MANIFEST).exists():
            held.close()
            return None
    return held


def remove_unless_held(snapshot: Path) -> None:
    """Remove a snapshot, unless a reader holds it.

    The manifest goes first: what a killed run leaves of it is no snapshot any more, and the
    next commit removes the rest.

    Args:
        snapshot: its folder.
    """
    manifest = snapshot / MANIFEST
    if not manifest.exists():
        shutil.rmtree(snapshot)
        return
    # The lock is kept to the end: a reader that opens the snapshot meanwhile waits, sees that
    # it is gone, and takes the current one.
    with suppress(BlockingIOError, PermissionError), manifest.open("rb") as file:
        if fcntl is not None:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        else:
            file.close()
        manifest.unlink()
        shutil.rmtree(snapshot)
