"""What a process takes of the machine."""

from __future__ import annotations

import gc
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

_MEGABYTE = 1_000_000

# Young objects before a collection (Python's own: 700). A batch of articles makes some hundred thousand,
# nearly all gone with it by their reference counts; at 700 the living ones are walked again and again
# (3 percent of the time).
_YOUNG_OBJECTS = 50_000


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


def freeze_loaded() -> None:
    """Keep what is loaded out of garbage collections, a million objects of rules, and collect more rarely."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(_YOUNG_OBJECTS, *gc.get_threshold()[1:])


@contextmanager
def loaded_frozen() -> Iterator[None]:
    """``freeze_loaded`` for the time of the block; for a process that is not ours alone."""
    if gc.get_freeze_count():  # somebody else's: unfreezing would undo that as well
        yield
        return
    thresholds = gc.get_threshold()
    freeze_loaded()
    try:
        yield
    finally:
        gc.unfreeze()
        gc.set_threshold(*thresholds)
