"""What stops the reading of a stream, and how it is told."""

from __future__ import annotations

import csv
import gzip
import lzma
import tarfile
import zipfile
import zlib
from collections.abc import Mapping

from extract.reading.options import InputLimits

_FLOOR = 100_000_000
_BROKEN = (EOFError, zlib.error, lzma.LZMAError, gzip.BadGzipFile, zipfile.BadZipFile, tarfile.TarError)


class UnreadableError(ValueError):
    """A stream that cannot be read on; the message says what, where, and the remedy."""


class BombError(UnreadableError):
    """A file that unpacks to far more than its size: nothing more of it is read."""


class MissingPackageError(UnreadableError):
    """An optional package is not there; the message says how to get it."""

    def __init__(self, package: str, what: str, extra: str = "formats") -> None:
        super().__init__(
            f"{what} needs the package {package}, which is not installed: pip install 'extract[{extra}]'"
        )


class Budget:
    """What one file may unpack to, all its layers together: no bomb goes off.

    Args:
        limits: the limits.
        size: bytes of the file; 0 where unknown, as of standard input, and then ``take_in`` says.
    """

    def __init__(self, limits: InputLimits, size: int = 0) -> None:
        self.limits = limits
        self._size = size
        self._spent = 0

    def take_in(self, count: int) -> None:
        """So many bytes more of the file were read."""
        self._size += count

    def spend(self, count: int) -> None:
        """So many bytes more came out of it.

        Raises:
            BombError: too many for a file of this size.
        """
        self._spent += count
        if self._spent > max(_FLOOR, self.limits.max_ratio * self._size):
            raise BombError(
                f"unpacks to more than {self.limits.max_ratio} times its {self._size:,} bytes, as a bomb "
                f"does: the rest is not read; raise --max-ratio if it is genuine"
            )


_SYSTEM: Mapping[str, str] = {"Is a directory": "a folder, not a file"}


def describe(error: Exception) -> str:
    """One line for whatever went wrong with a stream."""
    message = " ".join(str(error).split())
    match error:
        case UnreadableError():
            return message
        case csv.Error():
            return f"broken table: {message}"
        case _ if isinstance(error, _BROKEN):
            return f"damaged or cut off: {message or type(error).__name__}; get the file again"
        case OSError() if error.strerror:
            return _SYSTEM.get(error.strerror, error.strerror)
        case OSError():
            return f"damaged or cut off: {message or type(error).__name__}; get the file again"
        case _:
            return f"{type(error).__name__}: {message}"
