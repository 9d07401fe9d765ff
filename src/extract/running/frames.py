"""Messages through the pipes between a run and its workers: a letter, a length, the bytes."""

from __future__ import annotations

import struct
from typing import BinaryIO

_HEAD = struct.Struct(">cQ")

LOAD = b"l"
"""To a worker: what it is to load and its limits, pickled."""
READY = b"r"
"""From a worker: it is loaded; JSON of what it loaded."""
REFUSED = b"x"
"""From a worker: it cannot be loaded; JSON of the error."""
BATCH = b"b"
"""To a worker: a batch of ``Work``, pickled."""
RESULT = b"t"
"""From a worker: ``BatchResult.to_bytes``."""
LAST_RESULT = b"e"
"""From a worker: the same, and it ends with this."""


def write_frame(pipe: BinaryIO, kind: bytes, payload: bytes) -> None:
    """Write one message.

    Raises:
        OSError: nobody reads it.
    """
    pipe.write(_HEAD.pack(kind, len(payload)))
    pipe.write(payload)
    pipe.flush()


def read_frame(pipe: BinaryIO) -> tuple[bytes, bytes]:
    """Read one message: its kind and its bytes.

    Raises:
        EOFError: the other side is gone, perhaps within a message.
    """
    kind, size = _HEAD.unpack(_read_exactly(pipe, _HEAD.size))
    return kind, _read_exactly(pipe, size)


def _read_exactly(pipe: BinaryIO, size: int) -> bytes:
    data = pipe.read(size)
    if len(data) < size:
        raise EOFError("the pipe ended within a message")
    return data
