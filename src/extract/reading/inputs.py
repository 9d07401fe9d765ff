"""What the command line names: folders and files, their collections, and the files in them."""

from __future__ import annotations

import heapq
import os
import stat
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path, PurePath

from extract.errors import UsageError
from extract.records import Failure

TEXT_SUFFIXES = frozenset({".txt"})
"""Suffixes that a folder is searched for; a file that is named itself is read whatever its suffix."""


@dataclass(frozen=True, slots=True)
class Input:
    """One INPUT of a run.

    Attributes:
        path: the folder or file.
        collection: the dump that its articles belong to.
        named: whether the user named the collection.
    """

    path: Path
    collection: str
    named: bool

    @property
    def root(self) -> str:
        """The absolute path, by which the same collection from another place is noticed."""
        return printable(str(self.path.resolve()))


@dataclass(frozen=True, slots=True)
class FoundFile:
    """A file that may hold an article.

    Attributes:
        path: where it is.
        collection: as in ``RawArticle``.
        source: path relative to the input, with ``/``.
        folder_name: name of the input folder, which may carry a date.
    """

    path: Path
    collection: str
    source: str
    folder_name: str


@dataclass(slots=True)
class Tally:
    """What a walk left alone, by kind, for the summary."""

    left_alone: Counter[str] = field(default_factory=Counter)


@dataclass(frozen=True, slots=True)
class _Step:
    order: str
    entry: os.DirEntry[str]
    is_folder: bool


def resolve_inputs(paths: Sequence[str | Path], collection: str | None = None) -> list[Input]:
    """Check the inputs and give each its collection.

    Args:
        paths: folders and files.
        collection: one name for all of them; by default the name of each.

    Raises:
        UsageError: none given, one that does not exist, two of the same name.
    """
    if not paths:
        raise UsageError("no input given; name a folder of .txt files or a text file")
    found: dict[str, Input] = {}
    for path in map(Path, paths):
        if not os.path.lexists(path):
            raise UsageError(f"no such input {str(path)!r}; name a folder of .txt files or a text file")
        item = Input(path, collection or printable(path.resolve().name or "root"), collection is not None)
        other = found.setdefault(str(path.resolve()), item)
        if other is not item:
            raise UsageError(f"input {str(path)!r} is given twice; name it once")
    _refuse_same_names(list(found.values()))
    return list(found.values())


def _refuse_same_names(inputs: list[Input]) -> None:
    names = Counter(item.collection for item in inputs if not item.named)
    for name, count in names.items():
        if count > 1:
            raise UsageError(
                f"{count} inputs are called {name!r}, so that their articles would mix; "
                f"run them one by one with --collection, or pass --collection {name} to mix them"
            )


def walk_inputs(inputs: Sequence[Input], tally: Tally) -> Iterator[FoundFile | Failure]:
    """All files of all inputs, in the order of (collection, source) whatever the order given.

    Two inputs that give one collection the same source give a failure for the second.
    """
    last: tuple[str, str] | None = None
    walks = [_walk(item, tally) for item in sorted(inputs, key=lambda item: (item.collection, item.root))]
    for item in heapq.merge(*walks, key=lambda found: (found.collection, found.source)):
        key = (item.collection, item.source)
        if key == last:
            remedy = "run the inputs one by one with a --collection each"
            yield Failure(item.source, item.collection, "read", f"two inputs give this source; {remedy}")
        else:
            yield item
        last = key


def count_files(paths: Sequence[str | Path]) -> int:
    """How many files the inputs hold, for a progress bar; 0 where that cannot be told."""
    try:
        return sum(1 for _ in walk_inputs(resolve_inputs(paths, "any"), Tally()))
    except (OSError, UsageError):
        return 0


def _walk(item: Input, tally: Tally) -> Iterator[FoundFile | Failure]:
    if not item.path.is_dir():
        yield FoundFile(item.path, item.collection, printable(item.path.name), "")
        return
    folder_name = item.path.resolve().name
    seen = {_identity(item.path.stat())}
    stack = [_list_folder(str(item.path), "", item.collection)]
    while stack:
        step = next(stack[-1], None)
        if step is None:
            stack.pop()
        elif isinstance(step, Failure):
            yield step
        elif step.is_folder:
            if _enter(step, seen, tally):
                stack.append(_list_folder(step.entry.path, step.order, item.collection))
        elif _is_article(step.entry.name, tally):
            yield FoundFile(Path(step.entry.path), item.collection, printable(step.order), folder_name)


def _list_folder(folder: str, prefix: str, collection: str) -> Iterator[_Step | Failure]:
    try:
        with os.scandir(folder) as entries:
            steps = [_step(entry, prefix) for entry in entries]
    except OSError as error:
        yield Failure(printable(prefix or "."), collection, "read", f"folder: {error.strerror or error}")
        return
    yield from sorted(steps, key=lambda step: printable(step.order))


def _step(entry: os.DirEntry[str], prefix: str) -> _Step:
    # "a-b/x" sorts before "a/x": a folder sorts by its name with the slash that follows it.
    is_folder = _is_folder(entry)
    return _Step(f"{prefix}{entry.name}{'/' if is_folder else ''}", entry, is_folder)


def _is_folder(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_dir()
    except OSError:
        return False  # A link to itself: reading it will say so.


def _enter(step: _Step, seen: set[tuple[int, int]], tally: Tally) -> bool:
    if step.entry.name.startswith("."):
        tally.left_alone["hidden"] += 1
        return False
    # Each real folder once: a link back to a parent would never end.
    try:
        identity = _identity(step.entry.stat())
    except OSError:
        return True  # Listing it will say what is wrong.
    if identity in seen:
        tally.left_alone["link to a folder already read"] += 1
        return False
    seen.add(identity)
    return True


def _is_article(name: str, tally: Tally) -> bool:
    suffix = PurePath(name).suffix.lower()
    if name.startswith("."):
        tally.left_alone["hidden"] += 1
    elif suffix not in TEXT_SUFFIXES:
        tally.left_alone[_left_alone_as(name, suffix)] += 1
    else:
        return True
    return False


def _left_alone_as(name: str, suffix: str) -> str:
    for sidecar in (".meta.json", ".gold.json"):
        if name.endswith(sidecar):
            return sidecar
    return suffix or "no suffix"


def _identity(status: os.stat_result) -> tuple[int, int]:
    return status.st_dev, status.st_ino


def read_bytes(path: Path, limit: int) -> bytes:
    """The bytes of a regular file.

    Args:
        path: the file.
        limit: how many bytes at most.

    Raises:
        OSError: it cannot be opened.
        ValueError: a broken link, no regular file (opening a named pipe would wait for
            ever), or too large.
    """
    if path.is_symlink() and not path.exists():
        raise ValueError(f"a link to {printable(str(path.readlink()))!r}, which does not exist")
    status = path.stat()
    if not stat.S_ISREG(status.st_mode):
        raise ValueError("no regular file; only files and folders are read")
    if status.st_size > limit:
        raise ValueError(
            f"{status.st_size:,} bytes, more than the limit of {limit:,}; raise --max-bytes or split it"
        )
    return path.read_bytes()


def printable(name: str) -> str:
    """A file name that can be stored: a byte that is no UTF-8 is spelled in hexadecimal."""
    return name.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")
