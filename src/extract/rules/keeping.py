"""What loading finds out about the rules, kept between runs.

The same rules give the same in every run: what ``re`` makes of their 3,400 expressions takes 3 s, which words
these need half a second, their TOML a quarter. So it is kept in a file in the user's cache folder, as Python
keeps modules in ``__pycache__``, and read again in a twentieth of a second.

An entry is found by all that it is made of, and those of other code than this are dropped, but for what
``re`` or ``regex`` alone decides. So none can be out of date. Where there is no file, or a broken one, or
none can be written, all is reckoned as ever. The variable ``EXTRACT_CACHE`` names another folder; set to
nothing, nothing is kept.
"""

from __future__ import annotations

import marshal
import os
import sys
import tempfile
import zlib
from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from importlib import import_module
from pathlib import Path
from typing import Any, TypeVar

import platformdirs

VARIABLE = "EXTRACT_CACHE"
"""The variable of the environment that names the folder."""

_MOST = 30_000
"""More entries than that (other rules, rules as they were) are not taken along: some five rule sets."""
EXPRESSION, ENDING = "expression", "ending"
"""The kinds of values that no code of ours makes: what ``re`` gives, and what ``regex`` does."""

_Value = TypeVar("_Value")
_Entries = dict[tuple[str, Any], Any]
_sre: Any = import_module("_sre")


class _Book:
    """Values by kind and key.

    Args:
        file: where they are kept.
        code: the version of the code.
    """

    def __init__(self, file: Path, code: str) -> None:
        self._file = file
        self._code = code
        self._kept = _read(file, code)
        self._used: _Entries = {}
        self._is_new = False

    def value(self, kind: str, key: Hashable, make: Callable[[], _Value]) -> _Value:
        """The value that is kept, or a new one."""
        entry = kind, key
        if entry in self._kept:
            kept: _Value = self._kept[entry]
            self._used[entry] = kept
            return kept
        found = make()
        made: Any = found
        with suppress(ValueError):  # what marshal does not know, such as a date in a rule file
            marshal.dumps(made)
            self._used[entry] = found
            self._is_new = True
        return found

    def keep(self) -> None:
        """Write down what is new; where that is not possible, nothing is lost but time."""
        if not self._is_new:
            return
        together = {**self._kept, **self._used}
        with suppress(OSError):
            _write(self._file, (self._code, together if len(together) <= _MOST else self._used))


# Of the thread that loads: another one that loads at the same time has its own.
_book: ContextVar[_Book | None] = ContextVar("book", default=None)


@contextmanager
def kept_between_runs(code: str) -> Iterator[None]:
    """While rules are loaded, values come from the file; at the end, new ones go there.

    Args:
        code: the version of the code: values that another one made are not taken.
    """
    file = _find_file()
    if file is None or is_keeping():
        yield
        return
    book = _Book(file, code)
    opened = _book.set(book)
    try:
        yield
    finally:
        _book.reset(opened)
    book.keep()


def is_keeping() -> bool:
    """Whether rules are being loaded, and what is found out about them is kept."""
    return _book.get() is not None


def remembered(kind: str, key: Hashable, make: Callable[[], _Value]) -> _Value:
    """A value that its key and the code decide.

    Args:
        kind: what it is.
        key: all that it is made of: a string, a number, a tuple of such.
        make: makes it, of strings, numbers, tuples, lists, dicts and frozen sets; who gets it
            does not change it.
    """
    book = _book.get()
    return make() if book is None else book.value(kind, key, make)


def _find_file() -> Path | None:
    """The file of this version of ``re``; none where the user wants none, or Python is not CPython."""
    if sys.implementation.name != "cpython":
        return None
    folder = os.environ.get(VARIABLE)
    if folder is None:
        folder = platformdirs.user_cache_dir("extract", appauthor=False)
    name = f"loaded-{sys.implementation.cache_tag}-{_sre.MAGIC}-{_sre.CODESIZE}"
    return Path(folder) / name if folder else None


def _read(file: Path, code: str) -> _Entries:
    """What a file holds of use; nothing where there is none, or where it is cut off."""
    try:
        version, entries = marshal.loads(zlib.decompress(file.read_bytes()))  # noqa: S302 - ours, as __pycache__
        if version == code:
            return dict(entries)
        return {entry: value for entry, value in entries.items() if entry[0] in (EXPRESSION, ENDING)}
    except (OSError, zlib.error, ValueError, EOFError, TypeError, AttributeError):
        return {}


def _write(file: Path, content: tuple[str, _Entries]) -> None:
    """Whole or not at all: others may read or write it at the same moment.

    Raises:
        OSError: the folder cannot be written to.
    """
    packed = zlib.compress(marshal.dumps(content))
    file.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=file.parent, prefix=file.name, delete=False) as part:
        written = Path(part.name)
        try:
            part.write(packed)
            part.close()
            written.replace(file)
        except OSError:  # a full disk, say
            written.unlink(missing_ok=True)
            raise
