"""A worker process: loads the pipeline once, then turns batches of articles into Arrow tables.

Started by ``workers.py`` as ``python -P -m extract.running.worker`` with pipes for standard input
and output: a fresh interpreter, so that it works from a notebook, in a thread and on any system.
"""

from __future__ import annotations

import json
import os
import pickle
import signal
import sys
import threading
import time
from dataclasses import dataclass
from typing import BinaryIO

import pyarrow as pa

from extract.errors import ExtractError, RulesError, UsageError
from extract.running import frames
from extract.running.batches import BatchResult, process_batch
from extract.running.pipelines import Pipeline, PipelineSource
from extract.running.usage import freeze_loaded
from extract.running.version import code_version

MEGABYTE = 1_000_000
_PARENT_CHECK_SECONDS = 1.0


@dataclass(frozen=True, slots=True)
class Load:
    """What a worker is told first.

    Attributes:
        source: loads the pipeline.
        memory_limit: bytes that its process may take for data, the pipeline included.
    """

    source: PipelineSource
    memory_limit: int | None = None


def main() -> None:
    """Serve batches until the parent closes the pipe or is gone."""
    # Ctrl-C reaches all processes of a terminal; the parent alone decides what ends.
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.SIG_IGN)
    # What a library prints must not get between the messages.
    replies = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    threading.Thread(target=_end_with, args=(os.getppid(),), daemon=True).start()
    pa.set_cpu_count(1)
    try:
        _serve(sys.stdin.buffer, replies)
    except (EOFError, BrokenPipeError):
        os._exit(0)  # The parent is done, or gone: there is nobody to tell anything.


def _end_with(parent: int) -> None:
    """End this process when its parent is gone, even while it hangs in an article."""
    while os.getppid() == parent:
        time.sleep(_PARENT_CHECK_SECONDS)
    os._exit(1)


def _serve(requests: BinaryIO, replies: BinaryIO) -> None:
    _, payload = frames.read_frame(requests)
    try:
        load: Load = pickle.loads(payload)  # noqa: S301 - from our own parent, through a pipe of its own
        pipeline = load.source()
        freeze_loaded()
        _limit_memory(load.memory_limit)
    except Exception as error:  # noqa: BLE001 - the parent raises it
        frames.write_frame(replies, frames.REFUSED, json.dumps(_describe(error)).encode())
        return
    loaded = {"rules_digest": pipeline.rules_digest, "code_version": code_version()}
    frames.write_frame(replies, frames.READY, json.dumps(loaded).encode())
    is_last = False
    while not is_last:
        _, payload = frames.read_frame(requests)
        result = _process(pipeline, payload)
        # After it ran out of memory nobody knows how much of it is in pieces.
        is_last = any(failure.error.startswith("MemoryError") for failure in result.failures.values())
        kind = frames.LAST_RESULT if is_last else frames.RESULT
        frames.write_frame(replies, kind, result.to_bytes())


def _process(pipeline: Pipeline, payload: bytes) -> BatchResult:
    return process_batch(pipeline, pickle.loads(payload))  # noqa: S301 - as above


def _describe(error: Exception) -> dict[str, str]:
    for known in (UsageError, RulesError, ExtractError):
        if isinstance(error, known):
            return {"type": known.__name__, "message": str(error)}
    return {"type": "ExtractError", "message": f"a worker cannot start: {type(error).__name__}: {error}"}


def _limit_memory(limit: int | None) -> None:
    if limit is None:
        return
    import resource  # noqa: PLC0415 - not on Windows, where the option is refused

    resource.setrlimit(resource.RLIMIT_DATA, (limit, limit))
    try:
        bytearray(8 * MEGABYTE)
    except MemoryError:
        raise ExtractError(
            f"--memory-limit {limit // MEGABYTE}M is less than the rules and the model take by themselves; "
            "give at least 1G"
        ) from None


if __name__ == "__main__":
    main()
