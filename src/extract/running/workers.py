"""Worker processes: batches go out, Arrow tables come back; one that dies or hangs is replaced.

Each thread of a pool talks to one process at a time. The threads do nothing but wait, so that
the interpreter belongs to the run, which reads, hashes and writes.
"""

from __future__ import annotations

import contextlib
import json
import os
import pickle
import queue
import subprocess
import sys
import threading
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import BinaryIO, cast

from extract import errors
from extract.errors import ExtractError, UsageError
from extract.running import frames
from extract.running.batches import BatchResult, Work, give_up, join_results
from extract.running.executors import LocalExecutor
from extract.running.pipelines import PipelineSource
from extract.running.version import code_version
from extract.running.worker import MEGABYTE, Load

BATCHES_PER_WORKER = 4
"""Batches under way for each worker: enough to keep it busy while the run commits."""

_STAGE = "extract"
# A news page takes a tenth of that; a batch of them must not fail for being one.
_USUAL_SECONDS = 0.5
_STARTS = 3
# One article at a time, one thread at a time: several processes are faster than threads within one.
_ONE_THREAD = dict.fromkeys(
    (
        *("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "BLIS_NUM_THREADS"),
        *("NUMEXPR_NUM_THREADS", "VECLIB_MAXIMUM_THREADS", "TOKENIZERS_PARALLELISM"),
    ),
    "1",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What one article may take.

    Attributes:
        seconds: so long; None: as long as it likes.
        memory: so many bytes, what the worker takes by itself included; None: all there is.
    """

    seconds: float | None = None
    memory: int | None = None

    def check(self) -> None:
        """Refuse what makes no sense here.

        Raises:
            UsageError: a limit of nothing, or of memory on a system that has none.
        """
        if self.seconds is not None and self.seconds <= 0:
            raise UsageError(f"the time limit is {self.seconds:g} seconds; give more than 0")
        if self.memory is None:
            return
        if self.memory < MEGABYTE:
            raise UsageError(f"the memory limit is {self.memory} bytes; give at least 1G")
        if sys.platform != "linux":
            raise UsageError(f"no memory limit can be set on {sys.platform}; leave --memory-limit away")


class WorkerLostError(Exception):
    """A worker that died, or was stopped since an article took too long.

    Attributes:
        timed_out: whether it was stopped.
    """

    def __init__(self, message: str, *, timed_out: bool) -> None:
        super().__init__(message)
        self.timed_out = timed_out


class WorkerProcess:
    """One process; it starts at once and loads while nobody waits for it.

    Args:
        load: what it is to load.
    """

    def __init__(self, load: Load) -> None:
        self._load = load
        self._is_ready = False
        # Its interpreter must find what this one finds: the package, and where a test keeps its own.
        path = os.pathsep.join(folder or str(os.getcwd()) for folder in sys.path)  # noqa: PTH109 - a string
        self._process = subprocess.Popen(
            [sys.executable, "-P", "-m", "extract.running.worker"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env={**os.environ, **_ONE_THREAD, "PYTHONPATH": path},
        )
        self._requests = cast("BinaryIO", self._process.stdin)
        self._replies = cast("BinaryIO", self._process.stdout)
        self._send(frames.LOAD, pickle.dumps(load))

    @property
    def pid(self) -> int:
        """Its process id."""
        return self._process.pid

    def wait_until_ready(self, rules_digest: str) -> None:
        """Wait until it is loaded.

        Args:
            rules_digest: of the rules that the run started with.

        Raises:
            ExtractError: it cannot be loaded, or not with the same rules and code.
            WorkerLostError: it died.
        """
        if self._is_ready:
            return
        kind, payload = self._receive()
        answer = json.loads(payload)
        if kind == frames.REFUSED:
            raise getattr(errors, answer["type"], ExtractError)(answer["message"])
        if answer != {"rules_digest": rules_digest, "code_version": code_version()}:
            raise UsageError(
                "the rules or the code changed while this ran; what is committed stays, run again"
            )
        self._is_ready = True

    def process(self, batch: Sequence[Work], seconds: float | None) -> tuple[BatchResult, bool]:
        """Have a batch processed.

        Args:
            batch: the articles.
            seconds: how long it may take.

        Returns:
            What it gave, and whether the worker goes on.

        Raises:
            WorkerLostError: it died, or it took too long and was killed.
        """
        timed_out = threading.Event()

        def stop() -> None:
            timed_out.set()
            self.kill()

        timer = threading.Timer(seconds, stop) if seconds is not None else None
        if timer:
            timer.daemon = True
            timer.start()
        try:
            self._send(frames.BATCH, pickle.dumps(list(batch), pickle.HIGHEST_PROTOCOL))
            kind, payload = self._receive()
        except WorkerLostError as lost:
            raise WorkerLostError(str(lost), timed_out=timed_out.is_set()) from None
        finally:
            if timer:
                timer.cancel()
        return BatchResult.from_bytes(payload), kind == frames.RESULT

    def _send(self, kind: bytes, payload: bytes) -> None:
        # A process that is gone says so when its answer is read.
        with contextlib.suppress(BrokenPipeError):
            frames.write_frame(self._requests, kind, payload)

    def _receive(self) -> tuple[bytes, bytes]:
        try:
            return frames.read_frame(self._replies)
        except (EOFError, OSError, ValueError):
            self.kill()
            code = self._process.wait()
            how = f"signal {-code}" if code < 0 else f"exit code {code}"
            raise WorkerLostError(how, timed_out=False) from None

    def kill(self) -> None:
        """End it, whatever it does."""
        self._process.kill()

    def close(self) -> None:
        """End it and free its pipes."""
        self.kill()
        self._process.wait()
        for pipe in (self._requests, self._replies):
            with contextlib.suppress(OSError):
                pipe.close()


class WorkerPool(LocalExecutor):
    """Processes batches in several processes; made by ``open_workers``.

    Args:
        source: what each worker loads.
        rules_digest: of the rules that the run started with.
        count: how many workers.
        limits: what one article may take.
    """

    def __init__(self, source: PipelineSource, rules_digest: str, count: int, limits: Limits) -> None:
        self.window = BATCHES_PER_WORKER * count
        self._load = Load(source, limits.memory)
        self._limits = limits
        self._rules_digest = rules_digest
        self._closing = False
        self._lock = threading.Lock()
        self._all: set[WorkerProcess] = set()
        self._idle: queue.SimpleQueue[WorkerProcess] = queue.SimpleQueue()
        self._threads = ThreadPoolExecutor(count, thread_name_prefix="extract-worker")
        for _ in range(count):
            self._idle.put(self._start())

    def wait_until_ready(self) -> None:
        """Wait for the first worker: what is wrong with the rules is known before anything is written.

        Raises:
            ExtractError: it cannot be loaded.
        """
        self._idle.put(self._take_ready())

    def submit(self, batch: Sequence[Work]) -> Future[BatchResult]:
        """Start on a batch, as soon as a worker is free."""
        return self._threads.submit(self._process, batch)

    def close(self) -> None:
        """End all workers, at once."""
        self._closing = True
        self._threads.shutdown(wait=False, cancel_futures=True)
        with self._lock:
            for worker in self._all:
                worker.kill()
        self._threads.shutdown()
        for worker in self._all:
            worker.close()

    def _process(self, batch: Sequence[Work]) -> BatchResult:
        try:
            return self._ask(batch)
        except WorkerLostError as lost:
            if len(batch) == 1:
                return self._try_again(batch[0], lost)
        return join_results([self._process([work]) for work in batch])

    def _try_again(self, work: Work, lost: WorkerLostError) -> BatchResult:
        """A worker that died may have been killed for no fault of the article; one that was stopped not."""
        if lost.timed_out:
            return give_up(work, _STAGE, self._say_too_slow())
        try:
            return self._ask([work])
        except WorkerLostError as again:
            problem = self._say_too_slow() if again.timed_out else self._say_died(again)
            return give_up(work, _STAGE, problem)

    def _ask(self, batch: Sequence[Work]) -> BatchResult:
        worker, goes_on = self._take_ready(), False
        try:
            result, goes_on = worker.process(batch, self._seconds_for(batch))
        finally:
            self._idle.put(worker if goes_on or self._closing else self._replace(worker))
        return self._explain(result)

    def _take_ready(self) -> WorkerProcess:
        """A worker that is loaded; one that dies while it loads dies for no fault of an article."""
        how = ""
        for _ in range(_STARTS):
            worker = self._idle.get()
            try:
                worker.wait_until_ready(self._rules_digest)
            except WorkerLostError as lost:
                how = str(lost)
                self._idle.put(worker if self._closing else self._replace(worker))
            except ExtractError:
                self._idle.put(worker)
                raise
            else:
                return worker
        raise ExtractError(f"a worker cannot start ({how}, {_STARTS} times); is there memory enough?")

    def _seconds_for(self, batch: Sequence[Work]) -> float | None:
        """The time limit of one article, and what the others of its batch take at most as a rule."""
        limit = self._limits.seconds
        return limit and limit + _USUAL_SECONDS * (len(batch) - 1)

    def _replace(self, worker: WorkerProcess) -> WorkerProcess:
        with self._lock:
            self._all.discard(worker)
        worker.close()
        return self._start()

    def _start(self) -> WorkerProcess:
        worker = WorkerProcess(self._load)
        with self._lock:
            self._all.add(worker)
            if self._closing:
                worker.kill()
        return worker

    def _explain(self, result: BatchResult) -> BatchResult:
        """Running out of memory is a limit that was set, not a defect."""
        for article_id, failure in result.failures.items():
            if failure.error.startswith("MemoryError"):
                problem = f"needs more memory than {self._memory()}; raise it, or split the article"
                result.failures[article_id] = replace(failure, error=problem)
        return result

    def _say_too_slow(self) -> str:
        limit = f"--time-limit {self._limits.seconds:g}"
        return f"took longer than {limit} and was stopped; raise it, or split the article"

    def _say_died(self, lost: WorkerLostError) -> str:
        return f"the worker died of it, twice ({lost}); perhaps it needs more memory than {self._memory()}"

    def _memory(self) -> str:
        limit = self._limits.memory
        return f"--memory-limit {limit // MEGABYTE}M" if limit is not None else "there is"


@contextmanager
def open_workers(
    source: PipelineSource, rules_digest: str, count: int, limits: Limits
) -> Iterator[WorkerPool]:
    """Start worker processes; they end with the block.

    Args:
        source: what each loads.
        rules_digest: of the rules that the run started with; a worker with others is refused.
        count: how many.
        limits: what one article may take.

    Raises:
        ExtractError: a worker cannot be loaded.
    """
    pool = WorkerPool(source, rules_digest, count, limits)
    try:
        pool.wait_until_ready()
        yield pool
    finally:
        pool.close()
