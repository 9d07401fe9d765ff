"""Regular expressions that are compiled once and kept between runs.

The rules come to 3,400 expressions. ``re`` takes 3 s to compile them, half of all loading, though what
comes out is the same in every run: lists of numbers, of which patterns are made in a fortieth of that time.
So these are kept in a file in the user's cache folder, as Python keeps modules in ``__pycache__``.

An entry is found by the expression and its flags, and the file by the version of ``re``: neither can be out
of date. Where there is no file, or a broken one, or none can be written, expressions are compiled as ever.
The variable ``EXTRACT_CACHE`` names another folder; set to nothing, nothing is kept.
"""

from __future__ import annotations

import marshal
import os
import re
import sys
import tempfile
import zlib
from array import array
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from importlib import import_module
from pathlib import Path
from typing import Any

import platformdirs

VARIABLE = "EXTRACT_CACHE"
"""The variable of the environment that names the folder."""

_MOST = 12_000
"""More entries than that (other rules, rules as they were) are not taken along: some four rule sets."""
# The parts of `re` itself, of which mypy knows nothing; they are the same in Python 3.11 to 3.13.
_sre: Any = import_module("_sre")
_parser: Any = import_module("re._parser")
_compiler: Any = import_module("re._compiler")


class _Book:
    """What ``re`` made of expressions, by expression and flags: the arguments for its maker of patterns.

    Args:
        file: where it is kept.
    """

    def __init__(self, file: Path) -> None:
        self._file = file
        self._kept = _read(file)
        self._used: dict[tuple[str, int], Any] = {}
        self._is_new = False

    def compile(self, expression: str, flags: int) -> re.Pattern[str]:
        """A pattern, of what is kept or anew.

        Raises:
            re.error: it is no expression.
        """
        key = expression, flags
        made = self._kept.get(key)
        if made is not None:
            # Numbers that are no pattern are found out: `re` checks them.
            with suppress(TypeError, ValueError, RuntimeError, OverflowError):
                pattern = _make(expression, made)
                self._used[key] = made
                return pattern
        self._used[key] = made = _compile(expression, flags)
        self._is_new = True
        return _make(expression, made)

    def keep(self) -> None:
        """Write down what is new; where that is not possible, nothing is lost but time."""
        if not self._is_new:
            return
        all_of_them = {**self._kept, **self._used}
        with suppress(OSError):
            _write(self._file, all_of_them if len(all_of_them) <= _MOST else self._used)


_open: list[_Book] = []


@contextmanager
def kept_expressions() -> Iterator[None]:
    """While rules are loaded, patterns come from the file, and at the end new ones go there."""
    file = _find_file()
    if file is None or _open:
        yield
        return
    book = _Book(file)
    _open.append(book)
    try:
        yield
    finally:
        _open.clear()
    book.keep()


def compiled(expression: str, flags: int = 0) -> re.Pattern[str]:
    """What ``re.compile`` gives, sooner where it is kept.

    Raises:
        re.error: it is no expression.
    """
    if not _open:
        return re.compile(expression, flags)
    return _open[0].compile(expression, int(flags))


def _find_file() -> Path | None:
    """The file of this version of ``re``; none where the user wants none, or Python is not CPython."""
    if sys.implementation.name != "cpython":
        return None
    folder = os.environ.get(VARIABLE)
    if folder is None:
        folder = platformdirs.user_cache_dir("extract", appauthor=False)
    name = f"expressions-{sys.implementation.cache_tag}-{_sre.MAGIC}-{_sre.CODESIZE}"
    return Path(folder) / name if folder else None


def _compile(expression: str, flags: int) -> tuple[Any, ...]:
    """As ``re._compiler.compile`` does it, up to the numbers: all flags, numbers, groups and their names."""
    parsed = _parser.parse(expression, flags)
    state = parsed.state
    numbers = array("I", _compiler._code(parsed, flags))  # noqa: SLF001 - its own name for it
    names: list[str | None] = [None] * state.groups
    for name, group in state.groupdict.items():
        names[group] = name
    return flags | state.flags, numbers.tobytes(), state.groups - 1, dict(state.groupdict), tuple(names)


def _make(expression: str, made: tuple[Any, ...]) -> re.Pattern[str]:
    """A pattern of what ``_compile`` gave.

    Raises:
        TypeError, ValueError, RuntimeError, OverflowError: something else stood in the file.
    """
    flags, data, groups, by_name, names = made
    numbers = array("I")
    numbers.frombytes(data)
    pattern: re.Pattern[str] = _sre.compile(expression, flags, numbers.tolist(), groups, by_name, names)
    return pattern


def _read(file: Path) -> dict[tuple[str, int], Any]:
    """What a file holds; nothing where there is none, or where it is cut off."""
    try:
        found = marshal.loads(zlib.decompress(file.read_bytes()))  # noqa: S302 - ours, as is __pycache__
    except (OSError, zlib.error, ValueError, EOFError, TypeError):
        return {}
    return found if isinstance(found, dict) else {}


def _write(file: Path, entries: dict[tuple[str, int], Any]) -> None:
    """Whole or not at all: others may read or write it at the same moment.

    Raises:
        OSError: the folder cannot be written to.
    """
    file.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=file.parent, prefix=file.name, delete=False) as part:
        part.write(zlib.compress(marshal.dumps(entries)))
    Path(part.name).replace(file)
