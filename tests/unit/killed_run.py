"""A process to be killed: runs the small pipeline, prints a line after each file."""

from __future__ import annotations

import sys
from pathlib import Path

from fake_pipeline import fake_pipeline

from extract.errors import ExtractError
from extract.reading.inputs import resolve_inputs
from extract.running.options import RunOptions
from extract.running.runs import join_listeners, run_pipeline
from extract.running.summary import RunSummary


def _tell(_: RunSummary, count: int) -> None:
    print(count, flush=True)  # noqa: T201 - the parent waits for it


if __name__ == "__main__":
    dump, out, every = sys.argv[1:]
    try:
        inputs, tell = resolve_inputs([Path(dump)]), join_listeners(None, _tell)
        run_pipeline(fake_pipeline(), inputs, Path(out), RunOptions(commit_every=int(every)), tell)
    except ExtractError as error:
        sys.exit(f"extract: {error}")
