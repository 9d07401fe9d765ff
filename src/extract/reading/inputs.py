"""What the command line names: folders, files, globs, URLs, standard input; and the files in them."""

from __future__ import annotations

import heapq
import os
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from extract.errors import UsageError
from extract.reading.files import File, LocalFile, RemoteFile, StandardInput, printable
from extract.reading.options import STAGE
from extract.reading.remote import about, is_url, open_store
from extract.reading.shapes import CONTAINERS, TABLES, shape_of
from extract.records import Failure

STANDARD_INPUT = "-"
_MAGIC = frozenset("*?[")
_REMOTE_MAGIC = frozenset("*[")  # a question mark begins the query of a URL
_NAME_INPUT = "name a folder, a file, a glob in quotes, a URL, or - for standard input"
InputKind = Literal["folder", "file", "glob", "stdin", "remote"]


@dataclass(frozen=True, slots=True)
class Input:
    """One INPUT of a run.

    Attributes:
        given: as the user wrote it.
        kind: what it is.
        path: the folder or file; of a glob the folder that its fixed part names.
        collection: the dump that its articles belong to.
        named: whether the user named the collection.
    """

    given: str
    kind: InputKind
    path: Path
    collection: str
    named: bool

    @property
    def root(self) -> str:
        """The absolute path, by which the same collection from another place is noticed."""
        if self.kind in ("remote", "stdin"):
            return self.given.rstrip("/")
        return printable(str(self.path.resolve()))


@dataclass(frozen=True, slots=True)
class FoundFile:
    """A file that may hold articles.

    Attributes:
        file: where its bytes come from.
        collection: as in ``RawArticle``.
        source: path relative to the input, with ``/``; a ``#`` in a name is written ``%23``, since
            what follows a ``#`` is inside a container.
        folder_name: name of the input folder, which may carry a date.
        named: whether the user named this very file: then it is read whatever its suffix.
    """

    file: File
    collection: str
    source: str
    folder_name: str
    named: bool


@dataclass(slots=True)
class Tally:
    """What reading met beside articles.

    Attributes:
        left_alone: files that are no articles, by kind.
        columns: where the fields of articles were found in tables, by how often.
    """

    left_alone: Counter[str] = field(default_factory=Counter)
    columns: Counter[str] = field(default_factory=Counter)


@dataclass(frozen=True, slots=True)
class _Step:
    order: str
    entry: os.DirEntry[str]
    is_folder: bool


def resolve_inputs(paths: Sequence[str | Path], collection: str | None = None) -> list[Input]:
    """Check the inputs and give each its collection.

    Args:
        paths: folders, files, globs, URLs, or ``-``.
        collection: one name for all of them; by default the name of each.

    Raises:
        UsageError: none given, one that does not exist, two of the same name.
    """
    if not paths:
        raise UsageError(f"no input given; {_NAME_INPUT}")
    found: dict[str, Input] = {}
    for given in map(str, paths):
        item = _resolve(given, collection)
        key = given if item.kind == "glob" else item.root
        if found.setdefault(key, item) is not item:
            raise UsageError(f"input {given!r} is given twice; name it once")
    _refuse_same_names(list(found.values()))
    return list(found.values())


def make_absolute(given: str | Path) -> str:
    """An input as another machine, with another working folder, must be given it."""
    name = str(given)
    if name == STANDARD_INPUT or "://" in name:
        return name
    return str(Path(name).absolute())


def _resolve(given: str, collection: str | None) -> Input:
    named = collection is not None
    if given == STANDARD_INPUT:
        return Input(given, "stdin", Path(), collection or StandardInput.name, named)
    if is_url(given):
        name = collection or _remote_name(given)
        return Input(given, "remote", Path(), name, named)
    path, kind = Path(given), _local_kind(given)
    if kind == "glob":
        path = _fixed_part(path)
    return Input(given, kind, path, collection or printable(path.resolve().name or "root"), named)


def _local_kind(given: str) -> InputKind:
    if os.path.lexists(given):
        return "folder" if Path(given).is_dir() else "file"
    if not _MAGIC.isdisjoint(given):
        fixed = _fixed_part(Path(given))
        if next(fixed.glob(_pattern_in(fixed, given)), None) is None:
            raise UsageError(f"nothing matches {given!r}; {_NAME_INPUT}")
        return "glob"
    raise UsageError(f"no such input {given!r}; {_NAME_INPUT}")


def _fixed_part(path: Path) -> Path:
    """``dumps`` of ``dumps/2020-*/*.txt``."""
    fixed = next(i for i, part in enumerate(path.parts) if not _MAGIC.isdisjoint(part))
    return Path(*path.parts[:fixed])


def _pattern_in(fixed: Path, given: str) -> str:
    return Path(given).relative_to(fixed).as_posix()


def _remote_name(url: str) -> str:
    """The last part of a URL that is no pattern."""
    if _REMOTE_MAGIC.isdisjoint(url):
        about(url)
    parts = [part for part in url.partition("://")[2].partition("?")[0].split("/") if part]
    fixed = [part for part in parts if _REMOTE_MAGIC.isdisjoint(part)]
    return fixed[-1] if fixed else "root"


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
            yield Failure(item.source, item.collection, STAGE, f"two inputs give this source; {remedy}")
        else:
            yield item
        last = key


def count_files(paths: Sequence[str | Path]) -> int:
    """How many articles the inputs hold, for a progress bar; 0 where that cannot be told.

    It cannot of what comes by pipe or from far away, and of files that hold many articles.
    """
    try:
        inputs = resolve_inputs(paths, "any")
        if any(item.kind in ("stdin", "remote") for item in inputs):
            return 0
        count = 0
        for found in walk_inputs(inputs, Tally()):
            if isinstance(found, FoundFile) and shape_of(found.file.name).kind in CONTAINERS:
                return 0
            count += 1
    except (OSError, UsageError):
        return 0
    return count


def _walk(item: Input, tally: Tally) -> Iterator[FoundFile | Failure]:
    match item.kind:
        case "stdin":
            yield FoundFile(StandardInput(), item.collection, StandardInput.name, "", named=True)
        case "file":
            source = _source(printable(item.path.name))
            yield FoundFile(LocalFile(item.path), item.collection, source, "", named=True)
        case "folder":
            yield from _walk_folder(item, item.path, "", tally)
        case "glob":
            yield from _walk_glob(item, tally)
        case "remote":
            yield from _walk_remote(item, tally)


def _walk_folder(item: Input, folder: Path, prefix: str, tally: Tally) -> Iterator[FoundFile | Failure]:
    folder_name = item.path.resolve().name
    seen = {_identity(folder.stat())}
    stack = [_list_folder(str(folder), prefix, item.collection)]
    while stack:
        step = next(stack[-1], None)
        if step is None:
            stack.pop()
        elif isinstance(step, Failure):
            yield step
        elif step.is_folder:
            if _enter(step, seen, tally):
                stack.append(_list_folder(step.entry.path, step.order, item.collection))
        elif is_article(step.entry.name, tally):
            file = LocalFile(Path(step.entry.path))
            yield FoundFile(file, item.collection, _source(printable(step.order)), folder_name, named=False)


def _walk_glob(item: Input, tally: Tally) -> Iterator[FoundFile | Failure]:
    """The files that a pattern matches, and those in the folders that it matches."""
    last = Path(item.given).name
    # "*.dat" says what is to be read; "2020-*" and "*" leave it to the suffixes.
    named = "." in last and _MAGIC.isdisjoint(last.rpartition(".")[2])
    found: dict[str, FoundFile | Failure] = {}
    for match in item.path.glob(_pattern_in(item.path, item.given)):
        inside = match.relative_to(item.path).as_posix()
        if match.is_dir():
            prefix = "" if inside == "." else f"{inside}/"
            found |= {one.source: one for one in _walk_folder(item, match, prefix, tally)}
        elif is_article(match.name, tally, named=named):
            source = _source(printable(inside))
            found[source] = FoundFile(
                LocalFile(match), item.collection, source, item.path.resolve().name, named=named
            )
    yield from (found[source] for source in sorted(found))


def _walk_remote(item: Input, tally: Tally) -> Iterator[FoundFile | Failure]:
    store, path = open_store(item.given)
    try:
        if not _REMOTE_MAGIC.isdisjoint(item.given):
            paths = [one for one in store.glob(path) if store.isfile(one)]
        elif store.isfile(path):
            yield FoundFile(
                RemoteFile(store, path),
                item.collection,
                _source(RemoteFile(store, path).name),
                "",
                named=True,
            )
            return
        else:
            paths = store.find(path)
    except Exception as error:  # noqa: BLE001 - each protocol has errors of its own
        reason = " ".join(str(error).split()) or type(error).__name__
        yield Failure(".", item.collection, STAGE, f"{item.given} cannot be listed: {reason}")
        return
    root = _remote_root(path)
    for one in sorted(paths):
        inside = one.removeprefix(root).lstrip("/")
        hidden = any(part.startswith(".") for part in inside.split("/")[:-1])
        if hidden:
            tally.left_alone["hidden"] += 1
        elif is_article(inside.rpartition("/")[2], tally):
            file = RemoteFile(store, one)
            yield FoundFile(file, item.collection, _source(inside), root.rpartition("/")[2], named=False)


def _remote_root(path: str) -> str:
    parts = path.rstrip("/").split("/")
    fixed = next((i for i, part in enumerate(parts) if not _REMOTE_MAGIC.isdisjoint(part)), len(parts))
    return "/".join(parts[:fixed])


def _source(path: str) -> str:
    return path.replace("#", "%23")


def _list_folder(folder: str, prefix: str, collection: str) -> Iterator[_Step | Failure]:
    try:
        with os.scandir(folder) as entries:
            steps = [_step(entry, prefix) for entry in entries]
    except OSError as error:
        yield Failure(
            _source(printable(prefix or ".")), collection, STAGE, f"folder: {error.strerror or error}"
        )
        return
    yield from sorted(steps, key=lambda step: _source(printable(step.order)))


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


def is_article(name: str, tally: Tally, *, named: bool = False) -> bool:
    """Whether a file of a folder or an archive may hold articles, by its name; if not, it is counted.

    Args:
        name: its name without folders.
        tally: counts it.
        named: whether a suffix that tells nothing is no reason to leave it alone.
    """
    shape = shape_of(name)
    sidecar = next((mark for mark in (".meta", ".gold") if shape.stem.endswith(mark)), None)
    if name.startswith("."):
        tally.left_alone["hidden"] += 1
    elif sidecar and shape.kind in TABLES:
        tally.left_alone[name[len(shape.stem) - len(sidecar) :]] += 1
    elif shape.kind is None and not named:
        tally.left_alone[suffix_of(name)] += 1
    else:
        return True
    return False


def suffix_of(name: str) -> str:
    """What tells the kind of a file that is left alone: ``.jpg``."""
    bare, dot, suffix = name.rpartition(".")
    return f".{suffix.lower()}" if dot and bare else "no suffix"


def _identity(status: os.stat_result) -> tuple[int, int]:
    return status.st_dev, status.st_ino
