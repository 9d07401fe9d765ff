"""Where batches are processed: in this process, or wherever a pool or a cluster puts them."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import Future
from typing import Protocol

from extract.running.batches import BatchResult, Work, process_batch
from extract.running.pipelines import Pipeline


class Executor(Protocol):
    """Takes batches and gives their results.

    Attributes:
        engine: its name in the table of runs.
        window: how many batches may be under way before the oldest one must be waited for.
    """

    engine: str
    window: int

    def submit(self, batch: Sequence[Work]) -> Future[BatchResult]:
        """Start on a batch.

        Args:
            batch: the articles.

        Returns:
            The result to come. An article that fails is in it; only what is wrong with the whole
            run (rules that changed meanwhile, a model that is gone) is raised.
        """
        ...


class InlineExecutor:
    """Processes each batch at once, in this process.

    Args:
        pipeline: the loaded stages.
    """

    engine = "local"
    window = 0

    def __init__(self, pipeline: Pipeline) -> None:
        self._pipeline = pipeline

    def submit(self, batch: Sequence[Work]) -> Future[BatchResult]:
        """Process a batch."""
        done: Future[BatchResult] = Future()
        done.set_result(process_batch(self._pipeline, batch))
        return done
