"""Where bytes come from: a file, standard input, an object of a remote store."""

from __future__ import annotations

import stat
import sys
from pathlib import Path
from typing import IO, Any, Protocol

from extract.reading.refusing import UnreadableError
from extract.reading.sidecars import SIDECAR_BYTES
from extract.reading.streams import digest_stream, read_at_most


class File(Protocol):
    """Bytes under a name."""

    @property
    def name(self) -> str:
        """Its name without its folder."""
        ...

    def size(self) -> int:
        """How many bytes it has; 0 where nobody knows.

        Raises:
            OSError, UnreadableError: it cannot be opened.
        """
        ...

    def open(self) -> IO[bytes]:
        """Its bytes.

        Raises:
            OSError: it cannot be opened.
        """
        ...

    def fingerprint(self) -> str:
        """What changes when its bytes do; empty where nothing tells."""
        ...

    def beside(self, name: str) -> bytes | None:
        """The bytes of the file of this name in the same folder; None where there is none.

        Raises:
            OSError, UnreadableError: it is there and cannot be read.
        """
        ...


class LocalFile:
    """A file on this machine.

    Args:
        path: where it is.
    """

    def __init__(self, path: Path) -> None:
        self._path = path

    @property
    def name(self) -> str:
        """Its name."""
        return self._path.name

    def size(self) -> int:
        """How many bytes it has, if it is a regular file: opening a named pipe would wait for ever."""
        if self._path.is_symlink() and not self._path.exists():
            target = printable(str(self._path.readlink()))
            raise UnreadableError(f"a link to {target!r}, which does not exist")
        status = self._path.stat()
        if not stat.S_ISREG(status.st_mode):
            raise UnreadableError("no regular file; only files and folders are read")
        return status.st_size

    def open(self) -> IO[bytes]:
        """Its bytes."""
        return self._path.open("rb")

    def fingerprint(self) -> str:
        """The SHA-256 of its bytes: a time stamp would tell sooner, and not always the truth."""
        with self._path.open("rb") as stream:
            return digest_stream(stream)

    def beside(self, name: str) -> bytes | None:
        """The bytes of a file next to it."""
        path = self._path.with_name(name)
        if not (path.exists() or path.is_symlink()):
            return None
        other = LocalFile(path)
        other.size()
        with other.open() as stream:
            return _read_sidecar(stream)


class StandardInput:
    """What is piped in."""

    name = "stdin"

    def size(self) -> int:
        """Nobody knows."""
        return 0

    def open(self) -> IO[bytes]:
        """Its bytes, once."""
        return sys.stdin.buffer

    def fingerprint(self) -> str:
        """Nothing tells before it is read."""
        return ""

    def beside(self, name: str) -> bytes | None:  # noqa: ARG002 - nothing is beside it
        """Nothing."""
        return None


class RemoteFile:
    """An object of a remote store.

    Args:
        store: a file system of fsspec.
        path: where it is in there.
    """

    def __init__(self, store: Any, path: str) -> None:  # noqa: ANN401 - fsspec's AbstractFileSystem
        self._store = store
        self._path = path
        self._about: dict[str, Any] = {}

    @property
    def name(self) -> str:
        """The last part of its path."""
        return self._path.rstrip("/").rpartition("/")[2]

    def size(self) -> int:
        """How many bytes it has, as the store says."""
        self._about = self._store.info(self._path)
        return self._about.get("size") or 0

    def open(self) -> IO[bytes]:
        """Its bytes, fetched block by block."""
        stream: IO[bytes] = self._store.open(self._path, "rb")
        return stream

    def fingerprint(self) -> str:
        """What the store says of its content, so that it need not be fetched; else the SHA-256 of it."""
        about = self._about or self._store.info(self._path)
        for key in ("ETag", "etag", "md5Hash", "content_md5", "sha256"):
            if about.get(key):
                return f"{about[key]} {about.get('size')}"
        with self.open() as stream:
            return digest_stream(stream)

    def beside(self, name: str) -> bytes | None:
        """The bytes of an object next to it."""
        path = f"{self._path.rpartition('/')[0]}/{name}"
        if not self._store.exists(path):
            return None
        with self._store.open(path, "rb") as stream:
            return _read_sidecar(stream)


def _read_sidecar(stream: IO[bytes]) -> bytes:
    data = read_at_most(stream, SIDECAR_BYTES)
    if data is None:
        raise UnreadableError(f"more than {SIDECAR_BYTES:,} bytes are no metadata")
    return data


def printable(name: str) -> str:
    """A file name that can be stored: a byte that is no UTF-8 is spelled in hexadecimal."""
    return name.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")
