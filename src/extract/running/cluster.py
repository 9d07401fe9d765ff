"""A run whose articles are listed, read and processed by the machines of a cluster.

The driver holds what the store knows and decides what to process, as in any run; it never sees a
text. Shards come back through a folder that all machines share, and the driver alone commits them.
"""

from __future__ import annotations

import pickle
import sys
from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import Protocol

from extract.errors import ExtractError, UsageError
from extract.reading.articles import KnownDigest
from extract.reading.candidates import Container
from extract.reading.files import StandardInput
from extract.reading.inputs import FoundFile, Tally
from extract.reading.options import ReadOptions
from extract.records import Failure
from extract.running.batches import BatchResult, Work
from extract.running.cluster_tasks import Listed, Listing, ListingTask, ShardTask, pickle_tasks
from extract.running.pipelines import PipelineSource
from extract.running.workers import Limits

_FILES_PER_TASK = 200
_TASKS_PER_ROUND = 500
_SHARD_ARTICLES = 1_000


class Engine(Protocol):
    """Something that does tasks on many machines.

    Attributes:
        name: its name in the table of runs.
    """

    name: str

    def map(self, tasks: Sequence[bytes]) -> Iterator[bytes]:
        """Do all tasks with ``run_task``; their outcomes, in order.

        A task whose machine dies is done again elsewhere.

        Raises:
            ExtractError: a task that failed every time.
        """
        ...

    def close(self) -> None:
        """Let the cluster go."""
        ...


class Shard:
    """A batch that the cluster has, or will have."""

    def __init__(self, executor: ClusterExecutor) -> None:
        self._executor = executor
        self.path: Path | None = None

    def done(self) -> bool:
        """Whether it is written."""
        return self.path is not None

    def result(self) -> BatchResult:
        """What it holds; it can be asked once.

        Raises:
            ExtractError: it was written where the driver cannot see it.
        """
        if self.path is None:
            self._executor.flush()
        assert self.path is not None  # noqa: S101 - flush sets it
        try:
            data = self.path.read_bytes()
        except FileNotFoundError:
            raise ExtractError(
                f"{self.path}: the cluster wrote it, and it is not here; "
                "--out must lie on storage that all machines share under one path"
            ) from None
        self.path.unlink()
        return BatchResult.from_bytes(data)


class ClusterExecutor:
    """Collects shards and has an engine do them all at once.

    Args:
        engine: does the tasks.
        source: loads the pipeline.
        rules_digest: of the rules that the run started with.
        limits: what one article may take.
        staging: the folder for shards; all machines see it under this path.
        window: shards from one round to the next; None: all in one round.
    """

    batch_articles = _SHARD_ARTICLES

    def __init__(
        self,
        engine: Engine,
        source: PipelineSource,
        rules_digest: str,
        limits: Limits,
        staging: Path,
        window: int | None = None,
    ) -> None:
        self.engine = engine.name
        self.window = sys.maxsize if window is None else window
        self._engine = engine
        self._source = source
        self._rules_digest = rules_digest
        self._limits = limits
        self._staging = staging
        self._reading = ReadOptions()
        self._waiting: list[tuple[Shard, tuple[Work, ...]]] = []
        self._number = 0

    def candidates(
        self,
        walk: Iterator[FoundFile | Failure],
        reading: ReadOptions,
        tally: Tally,
        known: KnownDigest,
    ) -> Iterator[Listed | Container | Failure]:
        """The articles of the files of a walk, listed and hashed by the cluster, in order.

        Raises:
            UsageError: standard input, which is on one machine only.
        """
        self._reading = reading
        groups = iter(lambda: tuple(islice(walk, _FILES_PER_TASK)), ())
        tasks = (ListingTask(files, reading, _known_of(files, known)) for files in groups)
        for some in iter(lambda: list(islice(tasks, _TASKS_PER_ROUND)), []):
            for outcome in self._engine.map(pickle_tasks(some)):
                listing: Listing = pickle.loads(outcome)  # noqa: S301 - from our own task
                tally.left_alone.update(listing.tally.left_alone)
                tally.columns.update(listing.tally.columns)
                yield from listing.items

    def submit(self, batch: Sequence[Work]) -> Shard:
        """Keep a shard for the next round."""
        shard = Shard(self)
        self._waiting.append((shard, tuple(batch)))
        return shard

    def flush(self) -> None:
        """Have all shards done that wait.

        Raises:
            ExtractError: a task that failed every time.
        """
        waiting, self._waiting = self._waiting, []
        if not waiting:
            return
        self._staging.mkdir(exist_ok=True)
        tasks = []
        for _, works in waiting:
            about = (self._reading, self._source, self._rules_digest, self._limits, self._staging)
            tasks.append(ShardTask(self._number, works, *about))
            self._number += 1
        for (shard, _), name in zip(waiting, self._engine.map(pickle_tasks(tasks)), strict=True):
            shard.path = self._staging / pickle.loads(name)  # noqa: S301 - from our own task


def _known_of(files: Sequence[FoundFile | Failure], known: KnownDigest) -> dict[tuple[str, str], str]:
    found: dict[tuple[str, str], str] = {}
    for file in files:
        if isinstance(file, Failure):
            continue
        if isinstance(file.file, StandardInput):
            raise UsageError("standard input is on one machine only; name a file that the cluster can read")
        digest = known(file.collection, file.source)
        if digest is not None:
            found[file.collection, file.source] = digest
    return found
