"""The entries of zip and tar archives, one at a time; nothing is written under the names that they give."""

from __future__ import annotations

import io
import struct
import tarfile
import zipfile
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import IO, Any, cast

from extract.reading.refusing import Budget, UnreadableError
from extract.reading.sidecars import SIDECAR_BYTES, SIDECAR_SUFFIX
from extract.reading.streams import Eager, read_at_most, spool, tap

_END_OF_ZIP = b"PK\x05\x06"
_END_OF_ZIP_BYTES = 22 + 0xFFFF
_ENTRY_BYTES = 256  # of the directory, at most: 46 and the name
_ELSEWHERE = 0xFFFF
_ENCRYPTED = 0x1
_UTF8_NAME = 0x800
_LONGEST_NAME = 1000


@dataclass(frozen=True, slots=True)
class Member:
    """An entry of an archive that can be read.

    Attributes:
        name: its path in the archive.
        open: gives its bytes; of a tar only until the next entry.
        beside: the bytes of the entry of another name in the same folder, as far as they
            can be had: of a tar only of those before it.
    """

    name: str
    open: Callable[[], IO[bytes]]
    beside: Callable[[str], bytes | None]


@dataclass(frozen=True, slots=True)
class Refused:
    """An entry that is not read, and why."""

    name: str
    error: str


@dataclass(frozen=True, slots=True)
class Passed:
    """An entry that holds no file: what it is instead."""

    what: str


Entries = Iterator[Member | Refused | Passed]


def iter_zip(stream: IO[bytes], budget: Budget) -> Entries:
    """The entries of a zip archive, in the order of its directory.

    Args:
        stream: the archive; spooled where one cannot go back in it.
        budget: is told of what the entries unpack to.

    Raises:
        zipfile.BadZipFile, OSError: no zip archive, or a damaged one.
        UnreadableError: too many entries.
    """
    with closing(spool(stream)) as whole:
        _check_directory(whole, budget.limits.max_entries)
        yield from _iter_zip(whole, budget)


def _iter_zip(whole: IO[bytes], budget: Budget) -> Entries:
    with zipfile.ZipFile(whole) as archive:
        names = {_name_of(info): info for info in archive.infolist()}

        def look(name: str) -> bytes | None:
            info = names.get(name)
            return read_at_most(archive.open(info), SIDECAR_BYTES) if info else None

        for info in archive.infolist():
            if not info.is_dir():
                yield _zip_entry(archive, info, budget, look)


def _zip_entry(
    archive: zipfile.ZipFile, info: zipfile.ZipInfo, budget: Budget, look: Callable[[str], bytes | None]
) -> Member | Refused | Passed:
    name = _name_of(info)
    if info.external_attr >> 28 == 0xA:
        return _refuse_link(name)
    if info.flag_bits & _ENCRYPTED:
        return Refused(_safe(name), "encrypted; unpack the archive with its password first")
    wrong = _what_is_wrong(name)
    if wrong:
        return Refused(_safe(name), wrong)
    return Member(name, lambda: tap(archive.open(info), budget.spend), look)


def _name_of(info: zipfile.ZipInfo) -> str:
    """The name in its own letters: programs that do not say how they write it write UTF-8 or GBK."""
    if not info.flag_bits & _UTF8_NAME and not info.filename.isascii():
        raw = info.filename.encode("cp437", "replace")
        for encoding in ("utf-8", "gb18030"):
            try:
                return raw.decode(encoding)
            except UnicodeDecodeError:
                continue
    return info.filename


def _check_directory(stream: IO[bytes], limit: int) -> None:
    """Refuse a zip of millions of entries before its directory is loaded: it is held in memory."""
    size = stream.seek(0, io.SEEK_END)
    stream.seek(max(0, size - _END_OF_ZIP_BYTES))
    tail = stream.read(_END_OF_ZIP_BYTES)
    end = tail.rfind(_END_OF_ZIP)
    if 0 <= end <= len(tail) - 22:
        entries, directory = struct.unpack_from("<HI", tail, end + 10)
        if entries == _ELSEWHERE:
            entries, directory = _read_zip64_end(stream, size - len(tail) + end) or (entries, directory)
        # The count may lie: entries of a few bytes each fill a directory of that size, too.
        if entries > limit or directory > limit * _ENTRY_BYTES:
            raise _too_many(limit)
    stream.seek(0)


def _read_zip64_end(stream: IO[bytes], end: int) -> tuple[int, int] | None:
    """Entries and size of the directory of an archive of so many that it says them elsewhere."""
    stream.seek(max(0, end - 20))
    locator = stream.read(20)
    if not locator.startswith(b"PK\x06\x07"):
        return None
    stream.seek(struct.unpack_from("<Q", locator, 8)[0])
    record = stream.read(56)
    if not record.startswith(b"PK\x06\x06") or len(record) < 56:
        return None
    entries, directory = struct.unpack_from("<QQ", record, 32)
    return entries, directory


def _too_many(limit: int) -> UnreadableError:
    return UnreadableError(
        f"more than {limit:,} entries: the rest is not read; raise --max-entries, or split it"
    )


def iter_tar(stream: io.BufferedReader, budget: Budget) -> Entries:
    """The entries of a tar archive, in their order; the stream is read once.

    Args:
        stream: the archive, its compression off.
        budget: has the limit of entries.

    Raises:
        tarfile.TarError, OSError: no tar archive, or a damaged one.
        UnreadableError: too many entries.
    """
    sidecars: dict[str, bytes] = {}
    with closing(tarfile.open(fileobj=Eager(stream), mode="r|")) as archive:
        for number, info in enumerate(archive, start=1):
            if number > budget.limits.max_entries:
                raise _too_many(budget.limits.max_entries)
            # tarfile remembers every entry, to find the targets of links.
            cast("Any", archive).members = []
            if info.isdir():
                continue
            entry = _tar_entry(archive, info, budget, sidecars)
            if isinstance(entry, Member) and entry.name.endswith(SIDECAR_SUFFIX):
                _remember(sidecars, entry)
                yield Passed(SIDECAR_SUFFIX)
            else:
                yield entry


def _tar_entry(
    archive: tarfile.TarFile, info: tarfile.TarInfo, budget: Budget, sidecars: dict[str, bytes]
) -> Member | Refused | Passed:
    name = info.name
    if info.issym() or info.islnk():
        return _refuse_link(name)
    if not info.isreg():
        return Passed("no regular file")
    wrong = _what_is_wrong(name)
    if wrong:
        return Refused(_safe(name), wrong)
    # Sparse files say in a few bytes that they are large.
    return Member(name, lambda: tap(cast("IO[bytes]", archive.extractfile(info)), budget.spend), sidecars.get)


def _remember(sidecars: dict[str, bytes], entry: Member) -> None:
    data = read_at_most(entry.open(), SIDECAR_BYTES)
    if data is not None:
        # One sidecar for one article: it follows at once or not at all.
        sidecars.clear()
        sidecars[entry.name] = data


def _refuse_link(name: str) -> Refused:
    return Refused(_safe(name), "a link, which is not followed in an archive; pack the file itself")


def _what_is_wrong(name: str) -> str:
    path = PurePosixPath(name.replace("\\", "/"))
    if path.is_absolute() or ".." in path.parts or ":" in path.parts[0]:
        return "its name leads out of the archive; pack it under a name inside it"
    return f"a name of {len(name):,} characters; shorten it" if len(name) > _LONGEST_NAME else ""


def _safe(name: str) -> str:
    return name[:_LONGEST_NAME]
