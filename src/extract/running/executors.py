"""Where batches are processed: in this process, or wherever a pool or a cluster puts them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from concurrent.futures import Future
from typing import Protocol

from extract.reading.articles import KnownDigest, iter_candidates
from extract.reading.candidates import Candidate, Container
from extract.reading.inputs import FoundFile, Tally
from extract.reading.options import ReadOptions
from extract.records import Failure
from extract.running.batches import BatchResult, Readable, Work, process_batch
from extract.running.pipelines import Pipeline


class Seen(Readable, Protocol):
    """An article as reading finds it (``Candidate``)."""

    @property
    def notes(self) -> tuple[Failure, ...]:
        """What was wrong with what came with it; the article is read without that."""
        ...

    def with_digest(self, input_digest: str) -> Seen:
        """The same with another digest."""
        ...


class Outcome(Protocol):
    """A result to come; a ``Future`` is one."""

    def done(self) -> bool:
        """Whether it is there."""
        ...

    def result(self) -> BatchResult:
        """It; waits for it. An article that failed is in it; what is raised is wrong with the whole run."""
        ...


class Executor(Protocol):
    """Lists articles, takes batches of them and gives their results.

    Attributes:
        engine: its name in the table of runs.
        window: how many batches may be under way before the oldest one must be waited for.
        batch_articles: articles of a batch.
    """

    engine: str
    window: int
    batch_articles: int

    def candidates(
        self,
        walk: Iterator[FoundFile | Failure],
        reading: ReadOptions,
        tally: Tally,
        known: KnownDigest,
    ) -> Iterator[Seen | Container | Failure]:
        """Read and hash the articles of the files of a walk, in its order (``iter_candidates``)."""
        ...

    def submit(self, batch: Sequence[Work]) -> Outcome:
        """Start on a batch."""
        ...

    def flush(self) -> None:
        """Nothing more comes for now: start on what was kept for company."""
        ...


class LocalExecutor:
    """What executors on this machine have in common: it reads itself, and keeps nothing waiting."""

    engine = "local"
    batch_articles = 32

    def candidates(
        self,
        walk: Iterator[FoundFile | Failure],
        reading: ReadOptions,
        tally: Tally,
        known: KnownDigest,
    ) -> Iterator[Candidate | Container | Failure]:
        """Read and hash the articles of the files of a walk."""
        return iter_candidates(walk, reading, tally, known)

    def flush(self) -> None:
        """Nothing waits."""


class InlineExecutor(LocalExecutor):
    """Processes each batch at once, in this process.

    Args:
        pipeline: the loaded stages.
    """

    window = 0

    def __init__(self, pipeline: Pipeline) -> None:
        self._pipeline = pipeline

    def submit(self, batch: Sequence[Work]) -> Future[BatchResult]:
        """Process a batch."""
        done: Future[BatchResult] = Future()
        done.set_result(process_batch(self._pipeline, batch))
        return done
