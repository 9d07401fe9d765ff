"""From bytes to the text of record: find the encoding, leave every character where it is."""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass

SAMPLE = 1 << 16
"""Bytes that are looked at to tell what a file holds, so that a 50 MB file costs no more than a small one."""

_BOMS: tuple[tuple[bytes, str], ...] = (
    # UTF-32 before UTF-16: the little-endian marks begin alike.
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)

_SIGNATURES: tuple[tuple[bytes, str], ...] = (
    (b"\x89PNG\r\n\x1a\n", "a PNG image"),
    (b"\xff\xd8\xff", "a JPEG image"),
    (b"GIF8", "a GIF image"),
    (b"PK\x03\x04", "a zip archive or an office document"),
    (b"PK\x05\x06", "an empty zip archive"),
    (b"\x1f\x8b", "gzip data"),
    (b"BZh", "bzip2 data"),
    (b"\xfd7zXZ\x00", "xz data"),
    (b"\x28\xb5\x2f\xfd", "zstd data"),
    (b"7z\xbc\xaf\x27\x1c", "a 7z archive"),
    (b"Rar!\x1a\x07", "a RAR archive"),
    (b"\x7fELF", "an ELF executable"),
    (b"%PDF-", "a PDF document"),
    (b"{\\rtf", "an RTF document"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an old office document"),
    (b"SQLite format 3\x00", "an SQLite database"),
    (b"PAR1", "a Parquet file"),
    (b"RIFF", "a RIFF media file"),
    (b"ID3", "an MP3 file"),
)

_CANDIDATES = [
    *("gb18030", "big5", "big5hkscs", "cp932", "euc_jp", "cp949"),
    *("cp1252", "cp1250", "cp1251", "cp1253", "cp1254", "cp1255", "cp1256", "koi8_r"),
]
_HIGH_RUN = re.compile(rb"[\x80-\xff]+")
_GB_PUNCTUATION = re.compile(rb"(?:[\xa1\xa3][\xa1-\xfe])+")
_CONTROL = bytes({*range(1, 9), *range(14, 27), *range(28, 32), 127})
_REPLACEMENT = "\N{REPLACEMENT CHARACTER}"
_MAX_CONTROL_SHARE = 0.03
_MAX_REPLACED_SHARE = 0.1


class NotTextError(ValueError):
    """Bytes that hold no text; the message says what they hold instead."""


@dataclass(frozen=True, slots=True)
class Decoded:
    """A text of record.

    Attributes:
        text: every character of the file, line ends as they are, without byte order mark.
        encoding: what it was decoded with; ``utf-8+replaced`` where single bytes were
            broken and stand in the text as U+FFFD.
    """

    text: str
    encoding: str


def decode(data: bytes) -> Decoded:
    """Decode a file of unknown encoding.

    A byte order mark wins; else valid UTF-8; else Windows-1252 where the bytes beyond
    ASCII stand alone (the pound sign of an English page); else what charset-normalizer
    finds in a sample. Single broken bytes become U+FFFD and shift nothing.

    Args:
        data: the bytes of the file.

    Raises:
        NotTextError: empty, blank or binary.
    """
    if not data:
        raise NotTextError("the file is empty")
    decoded = _decode_marked(data) or _decode_unmarked(data)
    if not decoded.text.strip("\0 \t\r\n\f\v\u00a0\u3000\u200b\ufeff"):
        raise NotTextError("the file holds only white space")
    if decoded.encoding.endswith("replaced") and _replaced_share(decoded.text) > _MAX_REPLACED_SHARE:
        raise NotTextError("the file holds bytes of no known text encoding; convert it to UTF-8")
    return decoded


def find_wide_encoding(head: bytes) -> tuple[bytes, str | None]:
    """The byte order mark of a stream and the encoding that it or the bytes show.

    Args:
        head: the first bytes.

    Returns:
        The mark, empty where there is none, and ``utf-8``, ``utf-16-le`` ...; None where the
        bytes are not told apart from text of one byte a letter.
    """
    for mark, encoding in _BOMS:
        if head.startswith(mark):
            return mark, encoding
    return b"", _sixteen_bit(head)


def _decode_marked(data: bytes) -> Decoded | None:
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            return _decode_as(data[len(mark) :], encoding)
    return None


def _decode_unmarked(data: bytes) -> Decoded:
    for signature, what in _SIGNATURES:
        if data.startswith(signature):
            raise NotTextError(f"the file is {what}, not plain text")
    sixteen = _sixteen_bit(data[:SAMPLE])
    if sixteen:
        return _decode_as(data, sixteen)
    _refuse_binary(data)
    try:
        return Decoded(data.decode("utf-8"), "utf-8")
    except UnicodeDecodeError:
        return _decode_damaged_utf8(data) or _decode_as(data, _guess(data))


def _decode_as(data: bytes, encoding: str) -> Decoded:
    try:
        return Decoded(data.decode(encoding), encoding)
    except UnicodeDecodeError:
        return Decoded(data.decode(encoding, errors="replace"), f"{encoding}+replaced")


def _sixteen_bit(sample: bytes) -> str | None:
    """UTF-16 without a mark shows in ASCII text by a NUL in every other byte."""
    pairs = len(sample) // 2
    if pairs < 2:
        return None
    even, odd = sample[::2].count(0) / pairs, sample[1::2].count(0) / pairs
    if odd > 0.4 and even < 0.05:
        return "utf-16-le"
    if even > 0.4 and odd < 0.05:
        return "utf-16-be"
    return None


def _refuse_binary(data: bytes) -> None:
    # NUL is no sign: pages cut off by a crash are padded with it.
    for sample in (data[:SAMPLE], data[len(data) // 2 :][:SAMPLE]):
        controls = len(sample) - len(sample.translate(None, _CONTROL))
        if controls > _MAX_CONTROL_SHARE * len(sample):
            share = 100 * controls / len(sample)
            raise NotTextError(f"the file is binary: {share:.0f} % of its bytes are control characters")


def _decode_damaged_utf8(data: bytes) -> Decoded | None:
    """UTF-8 with a few broken bytes (a page cut inside a character) is still UTF-8."""
    text = data.decode("utf-8", errors="replace")
    broken = text.count(_REPLACEMENT)
    beyond_ascii = len(text.encode("utf-8")) - len(text)
    # A character beyond ASCII has one to three bytes more than one; U+FFFD has two.
    sound = (beyond_ascii - 2 * broken) / 2
    return Decoded(text, "utf-8+replaced") if sound >= 2 * broken else None


def _guess(data: bytes) -> str:
    runs = [run for start in _sample_starts(data) for run in _HIGH_RUN.findall(data, start, start + SAMPLE)]
    if sum(len(run) == 1 for run in runs) >= 0.8 * len(runs):
        return "cp1252"
    if all(_GB_PUNCTUATION.fullmatch(run) for run in runs):
        return "gb18030"
    return _normalizer_guess(b"".join(_lines_around(data, start) for start in _sample_starts(data)))


def _sample_starts(data: bytes) -> list[int]:
    first = re.search(rb"[\x80-\xff]", data)
    assert first is not None, "ASCII is valid UTF-8"  # noqa: S101 - tells the type checker
    starts = {max(0, first.start() - SAMPLE // 8), len(data) // 2}
    return sorted(starts)


def _lines_around(data: bytes, start: int) -> bytes:
    """The lines of a sample that hold bytes beyond ASCII: what tells encodings apart."""
    lines = data[start : start + SAMPLE].splitlines(keepends=True)
    # The first and last line may be cut inside a character of two bytes.
    whole = lines[1 if start else 0 : None if start + SAMPLE >= len(data) else -1] or lines
    return b"".join(line for line in whole if _HIGH_RUN.search(line))


def _normalizer_guess(sample: bytes) -> str:
    # A tenth of a second to import: paid only for bytes that nothing simpler tells.
    from charset_normalizer import from_bytes  # noqa: PLC0415

    best = from_bytes(sample, cp_isolation=_CANDIDATES).best()
    return best.encoding if best is not None else "cp1252"


def _replaced_share(text: str) -> float:
    return text.count(_REPLACEMENT) / len(text)
