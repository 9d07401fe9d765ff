"""The two outputs of a comparison, or two runs of one."""

from __future__ import annotations

from pathlib import Path

from extract.errors import UsageError
from extract.storing.history import list_snapshots
from extract.storing.layout import Layout
from extract.storing.reading_back import Output

Source = Output | str | Path


def open_pair(
    old: Source, new: Source | None, old_run: str | int | None, new_run: str | int | None
) -> tuple[Output, Output]:
    """Open what is to be compared; the comparison holds it, and reads its rows when they are asked for.

    Args:
        old: an output folder, or an open output.
        new: another one; None for another run of the same folder.
        old_run: an earlier run of ``old``; where ``new`` is None by default the last one before the current.
        new_run: an earlier run of ``new``.

    Raises:
        UsageError: no output, no such run, or nothing to compare it with.
    """
    if new is None:
        if isinstance(old, Output):
            raise UsageError("compare an open output with what? name the other one")
        new, old_run = old, _run_before(Path(old)) if old_run is None else old_run
    return _open(old, old_run), _open(new, new_run)


def _open(source: Source, run: str | int | None) -> Output:
    return source if isinstance(source, Output) else Output(source, run)


def _run_before(folder: Path) -> str:
    """The last run before the current one whose snapshot is kept."""
    with Output(folder) as output:
        current = output.manifest.run_id
    before = [one for one in list_snapshots(Layout(folder)) if one.manifest.run_id != current]
    if not before:
        raise UsageError(
            f"{str(folder)!r} keeps no earlier run to compare with; name another output, or run it again"
        )
    return before[-1].manifest.run_id
