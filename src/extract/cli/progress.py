"""The progress bar of ``extract run``."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from extract.reading.inputs import count_files
from extract.running.session import ProgressCallback
from extract.running.summary import RunSummary


@contextmanager
def progress_bar(inputs: Sequence[str], *, quiet: bool) -> Iterator[ProgressCallback | None]:
    """Show a progress bar on standard error, if that is a terminal.

    Args:
        inputs: what is read; its files are counted first.
        quiet: show none.
    """
    console = Console(stderr=True)
    if quiet or not console.is_terminal:
        yield None
        return
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
        TextColumn("{task.fields[failures]}"),
    )
    with Progress(*columns, console=console, transient=True) as bar:
        task = bar.add_task("articles", total=count_files(inputs), failures="")

        def show(summary: RunSummary, count: int) -> None:
            failures = f"{summary.failures} failed" if summary.failures else ""
            bar.update(task, completed=count, failures=failures)

        yield show
