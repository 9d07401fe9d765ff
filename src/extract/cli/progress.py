"""What ``extract run`` shows and logs while it goes on."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from extract.reading.inputs import count_files
from extract.running.events import JsonLog, Listener
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
        TextColumn("{task.fields[rate]}"),
        TimeRemainingColumn(),
        TextColumn("{task.fields[failures]}"),
    )
    with Progress(*columns, console=console, transient=True) as bar:
        task = bar.add_task("articles", total=count_files(inputs), rate="", failures="")

        def show(summary: RunSummary, count: int) -> None:
            failures = f"{summary.failures} failed" if summary.failures else ""
            seconds = bar.tasks[0].elapsed or 0.0
            rate = f"{summary.words / seconds:,.0f} words/s" if seconds else ""
            bar.update(task, completed=count, rate=rate, failures=failures)

        yield show


@contextmanager
def json_log(path: Path | None, inputs: Sequence[str]) -> Iterator[Listener | None]:
    """Log a run as lines of JSON.

    Args:
        path: the file that lines are added to; ``-`` is standard error; None: no log.
        inputs: what is read; its files are counted first.
    """
    if path is None:
        yield None
    elif str(path) == "-":
        yield JsonLog(sys.stderr, lambda: count_files(inputs))
    else:
        with path.open("a", encoding="utf-8") as stream:
            yield JsonLog(stream, lambda: count_files(inputs))
