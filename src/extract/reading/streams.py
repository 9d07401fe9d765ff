"""Streams of bytes: unpacked layer by layer, cut into lines, counted, and never held whole."""

from __future__ import annotations

import bz2
import codecs
import gzip
import hashlib
import io
import lzma
import tempfile
from collections.abc import Callable, Iterator, Sequence
from typing import IO, Any, BinaryIO, cast

from extract.reading.decoding import find_wide_encoding
from extract.reading.refusing import Budget
from extract.reading.shapes import HEAD_BYTES, Codec

CHUNK = 1 << 16
_IN_MEMORY = 16_000_000


class _Tap(io.RawIOBase):
    """A stream of which every byte is counted as it is read.

    Attributes:
        error: what reading it met.
    """

    def __init__(self, inner: IO[bytes], count: Callable[[int], None], *, closes: bool = True) -> None:
        self._inner = inner
        self._count = count
        self._closes = closes
        # What was unpacked before the damage comes first: `read` would lose it.
        self._read = getattr(inner, "read1", inner.read)
        self.error: Exception | None = None

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:  # noqa: ANN401 - a writable buffer, which has no name before 3.12
        try:
            data = self._read(len(buffer))
        except Exception as error:
            self.error = error
            raise
        buffer[: len(data)] = data
        self._count(len(data))
        return len(data)

    def close(self) -> None:
        if self._closes and not self.closed:
            self._inner.close()
        super().close()


def tap(stream: IO[bytes], count: Callable[[int], None], *, closes: bool = True) -> io.BufferedReader:
    """The same stream with a buffer that can be looked into; ``count`` is told of all bytes read.

    Args:
        stream: the bytes.
        count: is told of their number.
        closes: whether closing the one closes the other.
    """
    return io.BufferedReader(_Tap(stream, count, closes=closes), CHUNK)


def buffered(stream: IO[bytes]) -> io.BufferedReader:
    """The same stream with a buffer that can be looked into."""
    return stream if isinstance(stream, io.BufferedReader) else tap(stream, lambda _: None)


def unpack(stream: IO[bytes], layers: Sequence[Codec], budget: Budget) -> io.BufferedReader:
    """What a compressed stream holds.

    Args:
        stream: the bytes.
        layers: how they are compressed, outermost first.
        budget: is told of what comes out.

    Raises:
        OSError, EOFError, zlib.error, lzma.LZMAError: while reading, where it is damaged or cut off.
        UnreadableError: while reading, where it is a bomb.
    """
    for codec in layers:
        stream = tap(_open_codec(stream, codec), budget.spend)
    return buffered(stream)


def _open_codec(stream: IO[bytes], codec: Codec) -> IO[bytes]:
    match codec:
        case "gz":
            return cast("IO[bytes]", gzip.GzipFile(fileobj=stream))
        case "bz2":
            return cast("IO[bytes]", bz2.BZ2File(stream))
        case "xz":
            return cast("IO[bytes]", lzma.LZMAFile(stream))
        case "zst":
            # Loads Arrow, which other inputs need not wait for.
            import pyarrow as pa  # noqa: PLC0415

            packed = pa.PythonFile(stream, mode="r")
            return cast("IO[bytes]", pa.CompressedInputStream(packed, "zstd"))


def raise_again(stream: io.BufferedReader) -> None:
    """Raise the error that reading a stream met, if a library has passed over it."""
    if isinstance(stream.raw, _Tap) and stream.raw.error is not None:
        raise stream.raw.error


class Eager(io.RawIOBase):
    """A stream that gives what it has, for libraries that read in large blocks.

    A block that is not full because the stream is damaged behind it would be lost with the error.

    Args:
        stream: the bytes.
    """

    def __init__(self, stream: io.BufferedReader) -> None:
        self._stream = stream

    def readable(self) -> bool:
        """It can be read."""
        return True

    def read(self, size: int = -1) -> bytes:
        """Some of the next bytes; none at the end."""
        return self._stream.read1(size) if size >= 0 else self._stream.read()


def head_of(stream: io.BufferedReader) -> bytes:
    """The first bytes of a stream, which stay in it."""
    return stream.peek(HEAD_BYTES)[:HEAD_BYTES]


def iter_lines(stream: io.BufferedReader, limit: int) -> Iterator[tuple[int, bytes | None, int]]:
    """The lines of a stream: number from 1, bytes with their line end, length without it.

    Args:
        stream: the bytes.
        limit: of a line longer than this only the length is given, its bytes are None.
    """
    number = 0
    while line := stream.readline(limit + 2):
        number += 1
        size = len(line.rstrip(b"\r\n"))
        if size <= limit:
            yield number, line, size
        else:
            yield number, None, size + _skip_line(stream, line)


def _skip_line(stream: io.BufferedReader, line: bytes) -> int:
    skipped = 0
    while line and not line.endswith(b"\n"):
        line = stream.readline(CHUNK)
        skipped += len(line.rstrip(b"\r\n"))
    return skipped


def as_utf8(stream: io.BufferedReader) -> io.BufferedReader:
    """The same text in UTF-8 without byte order mark, if it is in UTF-16 or 32 or has one.

    Streams without a mark stay as they are: what their bytes mean is told line by line.
    """
    mark, encoding = find_wide_encoding(head_of(stream))
    stream.read(len(mark))
    return stream if encoding in (None, "utf-8") else io.BufferedReader(_Recoded(stream, encoding), CHUNK)


class _Recoded(io.RawIOBase):
    """UTF-16 or UTF-32 as UTF-8."""

    def __init__(self, inner: BinaryIO, encoding: str) -> None:
        self._inner = inner
        self._decoder = codecs.getincrementaldecoder(encoding)(errors="replace")
        self._ready = b""

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:  # noqa: ANN401 - as above
        while not self._ready:
            data = self._inner.read(CHUNK)
            self._ready = self._decoder.decode(data, final=not data).encode("utf-8", "replace")
            if not data:
                break
        count = min(len(buffer), len(self._ready))
        buffer[:count], self._ready = self._ready[:count], self._ready[count:]
        return count


def read_at_most(stream: IO[bytes], limit: int) -> bytes | None:
    """All bytes of a stream; None where it has more than ``limit``."""
    data = bytearray()
    while len(data) <= limit and (more := stream.read(min(CHUNK * 16, limit + 1 - len(data)))):
        data += more
    return bytes(data) if len(data) <= limit else None


def spool(stream: IO[bytes]) -> IO[bytes]:
    """The same bytes where one can go back and forth in them: in memory, then in a temporary file."""
    if stream.seekable():
        return stream
    copy = tempfile.SpooledTemporaryFile(_IN_MEMORY)  # noqa: SIM115 - whoever reads it closes it
    while data := stream.read(CHUNK):
        copy.write(data)
    copy.seek(0)
    return cast("IO[bytes]", copy)


def digest_stream(stream: IO[bytes]) -> str:
    """The SHA-256 of all bytes of a stream."""
    digest = hashlib.sha256()
    while data := stream.read(CHUNK * 16):
        digest.update(data)
    return digest.hexdigest()
