"""What a process takes of the machine."""

from __future__ import annotations

import sys
import time

_MEGABYTE = 1_000_000


def peak_memory() -> float | None:
    """The most memory that this process ever held, in MB; None where the system does not tell."""
    try:
        import resource  # noqa: PLC0415 - not on Windows
    except ImportError:
        return None
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak * (1 if sys.platform == "darwin" else 1024) / _MEGABYTE


def cpu_seconds() -> float:
    """Processor time of this process so far, all its threads together."""
    return time.process_time()
