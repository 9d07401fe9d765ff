"""Ctrl-C and SIGTERM: the batch at hand is finished and committed first."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from types import FrameType

from extract.errors import ExtractError

_SIGNALS = (signal.SIGINT, signal.SIGTERM)


class InterruptedRunError(ExtractError):
    """The user stopped the run; what was done is committed."""

    exit_code = 130


@dataclass(slots=True)
class StopRequest:
    """Whether the user asked the run to stop.

    Attributes:
        requested: it becomes true with the first signal; the second one stops at once.
    """

    requested: bool = False

    def ask(self, number: int, frame: FrameType | None) -> None:
        """Take a signal."""
        if self.requested:
            signal.default_int_handler(number, frame)
        self.requested = True


@contextmanager
def deferred_interrupts() -> Iterator[StopRequest]:
    """Turn signals into a request to stop; in a thread other than the first, do nothing."""
    request = StopRequest()
    if threading.current_thread() is not threading.main_thread():
        yield request
        return
    before = {number: signal.signal(number, request.ask) for number in _SIGNALS}
    try:
        yield request
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
