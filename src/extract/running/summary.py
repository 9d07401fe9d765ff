"""What a run did, in numbers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from extract.errors import TooManyFailuresError


@dataclass(slots=True)
class RunSummary:
    """What a run did.

    Attributes:
        run_id: its id in the table of runs.
        out: the output.
        new, replaced, unchanged: articles by what became of them.
        duplicates: how many of the new and replaced ones repeat another one.
        pruned: articles taken out, since they are gone from the input.
        failures: failures met, sidecars included.
        facts_by_kind, rejections_by_reason: of the new and replaced articles.
        left_alone: files that are no articles, by kind.
        columns: where the fields of articles were found in tables, and in how many of them.
        words: of the new and replaced articles.
        seconds: from the start of the run to its last commit.
        corrections: corrections by people by what became of them (``corrections_state.MEANINGS``).
        total_articles, total_facts: rows of the output after the run.
        engine: where articles were processed: ``local`` or the name of a cluster's engine.
        workers: worker processes; 0 where all was done in one process.
        busy_seconds: processor time that articles took, over all workers.
        cpu_seconds: processor time of the process of the run itself.
        commit_seconds: time that commits took.
        peak_memory: most memory of the process of the run, in MB.
        worker_memory: most memory of one worker, in MB.
        warnings: what was unlike the last runs, one line each.
    """

    run_id: str
    out: Path
    new: int = 0
    replaced: int = 0
    unchanged: int = 0
    duplicates: int = 0
    pruned: int = 0
    failures: int = 0
    facts_by_kind: Counter[str] = field(default_factory=Counter)
    rejections_by_reason: Counter[str] = field(default_factory=Counter)
    left_alone: Counter[str] = field(default_factory=Counter)
    columns: Counter[str] = field(default_factory=Counter)
    words: int = 0
    seconds: float = 0.0
    corrections: dict[str, int] = field(default_factory=dict)
    total_articles: int = 0
    total_facts: int = 0
    engine: str = "local"
    workers: int = 0
    busy_seconds: float = 0.0
    cpu_seconds: float = 0.0
    commit_seconds: float = 0.0
    peak_memory: float | None = None
    worker_memory: float | None = None
    warnings: list[str] = field(default_factory=list)

    @property
    def processed(self) -> int:
        """Articles that went through the pipeline."""
        return self.new + self.replaced

    @property
    def words_per_second(self) -> float:
        """Words of the processed articles by the seconds of the whole run."""
        return self.words / self.seconds if self.seconds else 0.0

    def counts(self) -> dict[str, int]:
        """The counts of the table of runs."""
        return {
            "n_new": self.new,
            "n_replaced": self.replaced,
            "n_unchanged": self.unchanged,
            "n_duplicates": self.duplicates,
            "n_pruned": self.pruned,
            "n_failures": self.failures,
            "n_facts": self.facts_by_kind.total(),
            "n_rejections": self.rejections_by_reason.total(),
            "n_words": self.words,
        }

    def metrics(self) -> dict[str, Any]:
        """All figures of the run, for a file or the last line of a log."""
        return {
            "run_id": self.run_id,
            "output": str(self.out),
            **self.counts(),
            "facts_by_kind": dict(sorted(self.facts_by_kind.items())),
            "rejections_by_reason": dict(sorted(self.rejections_by_reason.items())),
            "left_alone": dict(sorted(self.left_alone.items())),
            "total_articles": self.total_articles,
            "total_facts": self.total_facts,
            "engine": self.engine,
            "workers": self.workers,
            "seconds": round(self.seconds, 3),
            "words_per_second": round(self.words_per_second),
            "busy_seconds": round(self.busy_seconds, 3),
            "cpu_seconds": round(self.cpu_seconds, 3),
            "commit_seconds": round(self.commit_seconds, 3),
            "peak_memory_mb": self.peak_memory and round(self.peak_memory),
            "worker_memory_mb": self.worker_memory and round(self.worker_memory),
            "warnings": self.warnings,
        }


class FailedRunError(TooManyFailuresError):
    """A run with more failures than allowed; what could be processed is committed.

    Attributes:
        summary: what the run did.
    """

    def __init__(self, message: str, summary: RunSummary) -> None:
        super().__init__(message)
        self.summary = summary


def check_failures(summary: RunSummary, limit: float | None) -> None:
    """Hold a finished run against ``--max-failures``.

    Args:
        summary: the run.
        limit: a number of failures, or a share of the articles if below 1; None: any.

    Raises:
        FailedRunError: too many.
    """
    if limit is None:
        return
    seen = summary.processed + summary.unchanged + summary.failures
    allowed = limit * seen if 0 < limit < 1 else limit
    if summary.failures > allowed:
        raise FailedRunError(
            f"{summary.failures} failures of {seen} articles are more than --max-failures allows; "
            f"see the table {str(summary.out / 'failures')!r}, mend the input and run again",
            summary,
        )


def run_row(base: Mapping[str, Any], summary: RunSummary, *, finished: bool) -> dict[str, Any]:
    """The row of a run as it stands, for the table of runs."""
    return {
        **base,
        **summary.counts(),
        "finished_at": utc_now() if finished else None,
        "engine": summary.engine,
        "workers": summary.workers,
        "seconds": summary.seconds,
        "peak_memory_mb": summary.peak_memory,
        "worker_memory_mb": summary.worker_memory,
        "warnings": summary.warnings,
    }


def utc_now() -> datetime:
    """The time, for the table of runs; no other table knows the clock."""
    return datetime.now(UTC)
