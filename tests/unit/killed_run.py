"""A process to be killed: runs the small pipeline, prints a line after each file.

python killed_run.py DUMP OUTPUT COMMIT_EVERY [FILE_LIMIT]

With a limit no file that it writes can become larger than so many bytes: the system refuses, as it
does when a disk is full.
"""

from __future__ import annotations

import resource
import signal
import sys
from dataclasses import replace
from pathlib import Path

from fake_pipeline import fake_pipeline

from extract.errors import ExtractError
from extract.reading.inputs import resolve_inputs
from extract.reviewing.derived import load_derive
from extract.rules.loading import RuleSet
from extract.running.options import RunOptions
from extract.running.runs import join_listeners, run_pipeline
from extract.running.summary import RunSummary


def _tell(_: RunSummary, count: int) -> None:
    print(count, flush=True)  # noqa: T201 - the parent waits for it


if __name__ == "__main__":
    dump, out, every, *limit = sys.argv[1:]
    if limit:
        resource.setrlimit(resource.RLIMIT_FSIZE, (int(limit[0]), int(limit[0])))
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    pipeline = replace(fake_pipeline(), derive=load_derive(RuleSet()))
    try:
        inputs, tell = resolve_inputs([Path(dump)]), join_listeners(None, _tell)
        run_pipeline(pipeline, inputs, Path(out), RunOptions(commit_every=int(every)), tell)
    except (ExtractError, OSError) as error:
        sys.exit(f"extract: {error}")
