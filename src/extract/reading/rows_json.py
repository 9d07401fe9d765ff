"""JSON: lines of objects, an array of objects, one object, or an object around an array; all streamed."""

from __future__ import annotations

import codecs
import io
import json
import re
from collections.abc import Callable, Iterator
from itertools import chain, islice
from typing import Any

from extract.reading.decoding import NotTextError, decode
from extract.reading.options import InputLimits
from extract.reading.records import BadRow, Row, Table
from extract.reading.refusing import UnreadableError
from extract.reading.streams import CHUNK, as_utf8, head_of, iter_lines

_SAMPLE_ROWS = 20
# Programs write line breaks and NUL into strings, which JSON forbids and everybody reads.
_DECODER = json.JSONDecoder(strict=False)
_NO_SPACE = re.compile(r"[^ \t\r\n]")
_TOO_DEEP = "nested too deeply to be an article; flatten it"

Rows = Iterator[Row | BadRow]


def open_json_lines(stream: io.BufferedReader, limits: InputLimits) -> Table:
    """JSON lines; blank lines are passed over."""
    return _sampled(_iter_json_lines(as_utf8(stream), limits))


def open_json(stream: io.BufferedReader, limits: InputLimits, is_record: Callable[[Any], bool]) -> Table:
    """A JSON file: an array of objects, objects one after the other, or an object around an array of them.

    Args:
        stream: the bytes.
        limits: what one object may cost.
        is_record: whether an object inside another is an article.
    """
    plain = as_utf8(stream)
    if _holds_lines(head_of(plain)):
        return _sampled(_iter_json_lines(plain, limits))
    return _sampled(_number(_iter_objects(_Window(plain, limits.max_bytes), is_record)))


def _sampled(rows: Rows) -> Table:
    """A table whose columns are those of its first rows."""
    sample: list[Row | BadRow] = []
    problem: Exception | None = None
    try:
        for row in islice(rows, _SAMPLE_ROWS):
            sample.append(row)  # noqa: PERF402 - those before an error are kept
    except Exception as error:  # noqa: BLE001 - whatever a damaged stream raises
        problem = error
    names = dict.fromkeys(name for row in sample if isinstance(row, Row) for name in row.fields)

    def resume(_: frozenset[str]) -> Rows:
        yield from sample
        if problem is not None:
            raise problem
        yield from rows

    return Table(tuple(names), resume, problem)


def _iter_json_lines(stream: io.BufferedReader, limits: InputLimits) -> Rows:
    for number, line, size in iter_lines(stream, limits.max_bytes):
        place = f"line {number}"
        if line is None:
            error = f"{size:,} bytes, more than the limit of {limits.max_bytes:,}; raise --max-bytes"
            yield BadRow(number, place, error)
        elif line.strip():
            yield _read_line(number, place, line)


def _read_line(number: int, place: str, line: bytes) -> Row | BadRow:
    try:
        value = _DECODER.decode(_text_of(line))
    except NotTextError as error:
        return BadRow(number, place, str(error).replace("the file", "the line"))
    except json.JSONDecodeError as error:
        return BadRow(number, place, f"broken JSON at column {error.colno}: {error.msg}")
    except RecursionError:
        return BadRow(number, place, _TOO_DEEP)
    except ValueError as error:
        return BadRow(number, place, f"unusable JSON: {error}")
    return _row(number, place, value)


def _text_of(line: bytes) -> str:
    try:
        return line.decode("utf-8")
    except UnicodeDecodeError:
        return decode(line).text


def _row(number: int, place: str, value: object) -> Row | BadRow:
    if isinstance(value, dict):
        return Row(number, place, value)
    return BadRow(number, place, f"a JSON {type(value).__name__}; write an object with a text")


def _holds_lines(head: bytes) -> bool:
    """Whether the first line is a whole object, and something follows it."""
    first, _, rest = head.lstrip().partition(b"\n")
    if not rest.strip():
        return False
    try:
        return isinstance(json.loads(first), dict)
    except (ValueError, RecursionError):
        return False


def _number(objects: Iterator[Any]) -> Rows:
    for number, value in enumerate(objects, start=1):
        yield _row(number, f"object {number}", value)


class _Window:
    """A piece of a JSON text, moved along it.

    Args:
        stream: the bytes in UTF-8.
        limit: characters that one value may have.
    """

    def __init__(self, stream: io.BufferedReader, limit: int) -> None:
        self._stream = stream
        self._limit = limit
        self._decode = codecs.getincrementaldecoder("utf-8")(errors="replace").decode
        self._text = ""
        self._position = 0
        self._before = 0
        self._ended = False

    @property
    def place(self) -> int:
        """How many characters lie before the position."""
        return self._before + self._position

    def _grow(self, count: int) -> None:
        self._text = self._text[self._position :]
        self._before += self._position
        self._position = 0
        data = self._stream.read1(count)
        self._ended = not data
        self._text += self._decode(data, final=self._ended)

    def peek(self) -> str:
        """The next character that is no white space; empty at the end."""
        while True:
            found = _NO_SPACE.search(self._text, self._position)
            self._position = found.start() if found else len(self._text)
            if found or self._ended:
                return found[0] if found else ""
            self._grow(CHUNK)

    def skip(self, *expected: str) -> str:
        """Pass over one of these characters, and say which.

        Raises:
            UnreadableError: another one stands there.
        """
        found = self.peek()
        if found not in expected or not found:
            wanted = " or ".join(map(repr, expected))
            what = repr(found) if found else "the end of the file"
            raise UnreadableError(f"broken JSON at character {self.place + 1:,}: {what}, expected {wanted}")
        self._position += 1
        return found

    def value(self) -> Any:  # noqa: ANN401 - any JSON value
        """Read the next value.

        Raises:
            UnreadableError: broken, too long or nested too deeply.
        """
        self.peek()
        while True:
            try:
                value, end = _DECODER.raw_decode(self._text, self._position)
            except json.JSONDecodeError as error:
                problem = f"broken JSON at character {self._before + error.pos + 1:,}: {error.msg}"
            except RecursionError:
                raise UnreadableError(_TOO_DEEP) from None
            except ValueError as error:
                raise UnreadableError(f"unusable JSON at character {self.place + 1:,}: {error}") from None
            else:
                # A number at the very end of the window may go on behind it.
                if end < len(self._text) or self._ended:
                    self._position = end
                    return value
            if self._ended:
                raise UnreadableError(problem)
            held = len(self._text) - self._position
            if held > self._limit:
                raise UnreadableError(
                    f"the value at character {self.place + 1:,} has more than the limit of {self._limit:,} "
                    f"characters or is broken; raise --max-bytes, or write JSON lines"
                )
            # Twice as much each time: a value is tried again as often as its length doubles.
            self._grow(max(CHUNK, held))


def _iter_objects(window: _Window, is_record: Callable[[Any], bool]) -> Iterator[Any]:
    while first := window.peek():
        if first == "[":
            yield from _iter_array(window)
        elif first == "{":
            yield from _iter_object(window, is_record)
        else:
            yield window.value()


def _iter_array(window: _Window) -> Iterator[Any]:
    window.skip("[")
    if window.peek() == "]":
        window.skip("]")
        return
    while True:
        yield window.value()
        if window.skip(",", "]") == "]":
            return


def _iter_object(window: _Window, is_record: Callable[[Any], bool]) -> Iterator[Any]:
    """The object itself, or the articles of an array in it (``{"status": "ok", "articles": [...]}``)."""
    own: dict[str, Any] = {}
    gave_articles = False
    window.skip("{")
    while window.peek() != "}":
        name = window.value()
        window.skip(":")
        if window.peek() == "[":
            items = _iter_array(window)
            first = list(islice(items, 1))
            if first and is_record(first[0]):
                gave_articles = True
                yield from chain(first, items)
            else:
                own[str(name)] = first + list(items)
        else:
            own[str(name)] = window.value()
        if window.skip(",", "}") == "}":
            break
    else:
        window.skip("}")
    if not gave_articles:
        yield own
