"""What a run tells while it goes on: a progress bar shows it, a log keeps it."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Literal, TextIO

from extract.running.summary import RunSummary

EventKind = Literal["start", "seen", "failure", "commit", "warning", "end"]
_PROGRESS_SECONDS = 10.0


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened in a run.

    Attributes:
        kind: ``start``, ``seen`` (one more file), ``failure``, ``commit``, ``warning`` or ``end``.
        summary: what the run did so far.
        details: what else there is to say, by name.
    """

    kind: EventKind
    summary: RunSummary
    details: dict[str, Any] = field(default_factory=dict)


Listener = Callable[[Event], None]
"""Is told each event, in order, in the thread of the run."""


class JsonLog:
    """Writes events as lines of JSON, those of single files as one of progress every ten seconds.

    Args:
        stream: where to; each line is flushed.
        total: counts the files to come, so that the rest of the time can be told.
    """

    def __init__(self, stream: TextIO, total: Callable[[], int]) -> None:
        self._stream = stream
        self._count_total = total
        self._total = 0
        self._started = time.monotonic()
        self._told = self._started

    def __call__(self, event: Event) -> None:
        """Take an event."""
        now = time.monotonic()
        if event.kind == "seen":
            if now - self._told >= _PROGRESS_SECONDS:
                self._told = now
                self._write("progress", event, self._progress(event, now - self._started))
            return
        if event.kind == "start":
            self._started = self._told = now
            self._total = self._count_total()
        self._write(event.kind, event, event.details)

    def _progress(self, event: Event, seconds: float) -> dict[str, Any]:
        summary, seen = event.summary, event.details["count"]
        # A file may hold many articles: then nobody knows how many there are.
        total = self._total if self._total >= seen else None
        return {
            "seen": seen,
            "total": total,
            **summary.counts(),
            "articles_per_second": round(summary.processed / seconds, 2),
            "words_per_second": round(summary.words / seconds),
            "eta_seconds": round((total - seen) * seconds / seen) if total else None,
        }

    def _write(self, kind: str, event: Event, details: dict[str, Any]) -> None:
        line = {
            "time": datetime.now(UTC).isoformat(timespec="milliseconds"),
            "event": kind,
            "run_id": event.summary.run_id,
            **details,
        }
        self._stream.write(json.dumps(line, ensure_ascii=False, default=_spell) + "\n")
        self._stream.flush()


def _spell(value: object) -> str:
    return value.isoformat() if isinstance(value, datetime) else str(value)


def write_metrics(path: Path, summary: RunSummary) -> None:
    """Write the figures of a run as one JSON object, whole or not at all.

    Args:
        path: the file; one of an earlier run is replaced.
        summary: the run.
    """
    temporary = path.with_name(f".{path.name}.tmp")
    temporary.write_text(json.dumps(summary.metrics(), indent=2) + "\n", encoding="utf-8")
    temporary.replace(path)
