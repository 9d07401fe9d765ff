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
        words: of the new and replaced articles.
        seconds: from the start of the run to its last commit.
        total_articles, total_facts: rows of the output after the run.
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
    words: int = 0
    seconds: float = 0.0
    total_articles: int = 0
    total_facts: int = 0

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
    return {**base, **summary.counts(), "finished_at": utc_now() if finished else None}


def utc_now() -> datetime:
    """The time, for the table of runs; no other table knows the clock."""
    return datetime.now(UTC)
