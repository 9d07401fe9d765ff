"""Tables of text: comma, semicolon or tab between the fields, quoted fields over several lines."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

from extract.reading.decoding import NotTextError, decode
from extract.reading.options import InputLimits
from extract.reading.records import BadRow, Row, Table
from extract.reading.refusing import UnreadableError
from extract.reading.streams import as_utf8, iter_lines

_DELIMITERS = (",", ";", "\t", "|")
_SAMPLE = 1 << 16


def open_delimited(stream: io.BufferedReader, limits: InputLimits, delimiter: str | None = None) -> Table:
    """A table with a header.

    Args:
        stream: the bytes, in any encoding.
        limits: what one line and one field may cost.
        delimiter: what stands between fields; by default what stands in the header most often.

    Raises:
        UnreadableError: no header, or no text.
    """
    plain = as_utf8(stream)
    lines = _Lines(plain, _encoding_of(plain), limits.max_bytes)
    header_line = next(lines, "")
    if not header_line.strip():
        raise UnreadableError("the file is empty")
    between = delimiter or max(_DELIMITERS, key=header_line.count)
    lines.unread(header_line)
    # One setting for all readers of the process: it only ever grows, and lines are bounded anyway.
    csv.field_size_limit(max(csv.field_size_limit(), limits.max_bytes))
    reader = csv.reader(lines, delimiter=between)
    names = tuple(name.strip() for name in next(reader))
    return Table(names, lambda _: _iter_rows(reader, lines, names))


def _encoding_of(stream: io.BufferedReader) -> str:
    sample = stream.peek(_SAMPLE)
    if not sample:
        raise UnreadableError("the file is empty")
    whole_lines = sample[: sample.rfind(b"\n") + 1] or sample
    try:
        return decode(whole_lines).encoding.partition("+")[0]
    except NotTextError as error:
        raise UnreadableError(str(error)) from None


class _Lines(Iterator[str]):
    """The decoded lines of a stream, none and no quoted field longer than the limit.

    Attributes:
        number: of the last line given.
        held: characters given since the last row was complete.
    """

    def __init__(self, stream: io.BufferedReader, encoding: str, limit: int) -> None:
        self._lines = iter_lines(stream, limit)
        self._encoding = encoding
        self._limit = limit
        self._unread: list[str] = []
        self.number = 0
        self.held = 0

    def unread(self, line: str) -> None:
        self._unread.append(line)

    def __next__(self) -> str:
        if self._unread:
            return self._unread.pop()
        self.number, line, size = next(self._lines)
        self.held += size + 1
        if line is None or self.held > self._limit:
            raise UnreadableError(
                f"line {self.number}: a field of more than the limit of {self._limit:,} bytes, or a quote "
                f"that never ends; raise --max-bytes or mend it; what follows is not read"
            )
        return self._decode(line)

    def _decode(self, line: bytes) -> str:
        try:
            return line.decode(self._encoding)
        except UnicodeDecodeError:
            pass
        # The beginning may be all ASCII and the rest in another encoding.
        try:
            return decode(line).text if self._encoding == "utf-8" else line.decode(self._encoding, "replace")
        except NotTextError:
            return line.decode("utf-8", "replace")


def _iter_rows(reader: Iterator[list[str]], lines: _Lines, names: tuple[str, ...]) -> Iterator[Row | BadRow]:
    number = 0
    while True:
        lines.held = 0
        first_line = lines.number + 1
        try:
            values = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            number += 1
            yield BadRow(number, f"row {number} (line {first_line})", f"broken table: {error}")
            continue
        if not values:
            continue
        number += 1
        place = f"row {number} (line {first_line})"
        if len(values) > len(names):
            many = f"{len(values)} fields for {len(names)} columns; quote fields that hold the delimiter"
            yield BadRow(number, place, many)
        else:
            yield Row(number, place, dict(zip(names, values, strict=False)))
