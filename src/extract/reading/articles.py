"""From inputs to raw articles, streamed: nothing is held but the article at hand."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from extract.errors import UsageError
from extract.reading.candidates import STAGE, Candidate
from extract.reading.inputs import FoundFile, Tally, read_bytes, resolve_inputs, walk_inputs
from extract.reading.sidecars import (
    SIDECAR_SUFFIX,
    Sidecar,
    SidecarError,
    complete,
    find_path_date,
    read_sidecar,
)
from extract.records import Failure, RawArticle

DEFAULT_MAX_BYTES = 100_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadOptions:
    """How to read.

    Attributes:
        collection: name for the articles of all inputs; by default each input's own name.
        published: date of articles of which nothing else tells one.
        max_bytes: larger files are refused with a failure.
    """

    collection: str | None = None
    published: date | None = None
    max_bytes: int = DEFAULT_MAX_BYTES


def iter_articles(
    inputs: Sequence[str | Path], options: ReadOptions | None = None
) -> Iterator[RawArticle | Failure]:
    """Read all articles of the inputs, in the order of (collection, source).

    Args:
        inputs: folders (searched for .txt files) and text files.
        options: collection, date of undated articles, size limit.

    Yields:
        An article, or a failure for a file that cannot be read; both for a broken sidecar.

    Raises:
        UsageError: an input that does not exist.
    """
    options = options or ReadOptions()
    walk = walk_inputs(resolve_inputs(inputs, options.collection), Tally())
    for item in iter_candidates(walk, options):
        if isinstance(item, Failure):
            yield item
        else:
            yield from item.notes
            yield item.read()


def read_one(name: str, data: bytes | None = None, published: date | None = None) -> RawArticle:
    """Read one text, from a file or from bytes that came another way.

    Args:
        name: path of the file, or a name for the bytes.
        data: the bytes, where there is no file.
        published: its date, where nothing else tells one.

    Raises:
        UsageError: it cannot be read.
    """
    options = ReadOptions(published=published)
    if data is None:
        item = next(iter_candidates(walk_inputs(resolve_inputs([name]), Tally()), options))
    else:
        content = hashlib.sha256(data).hexdigest()
        item = Candidate(name, name, content, "", data, Sidecar(published=published))
    raw = item if isinstance(item, Failure) else item.read()
    if isinstance(raw, Failure):
        raise UsageError(f"{name}: {raw.error}; name a file of plain text")
    return raw


def iter_candidates(
    walk: Iterator[FoundFile | Failure], options: ReadOptions
) -> Iterator[Candidate | Failure]:
    """Read and hash the files of a walk, without decoding them."""
    for found in walk:
        yield found if isinstance(found, Failure) else _read_candidate(found, options)


def _read_candidate(found: FoundFile, options: ReadOptions) -> Candidate | Failure:
    try:
        data = read_bytes(found.path, options.max_bytes)
    except OSError as error:
        return Failure(found.source, found.collection, STAGE, error.strerror or str(error))
    except ValueError as error:
        return Failure(found.source, found.collection, STAGE, str(error))
    own, notes = _read_beside(found)
    path_date = find_path_date(f"{found.folder_name}/{found.source}")
    beside = complete(own, path_date=path_date, fallback=options.published)
    content = hashlib.sha256(data).hexdigest()
    return Candidate(found.collection, found.source, content, _digest(content, beside), data, beside, notes)


def _read_beside(found: FoundFile) -> tuple[Sidecar, tuple[Failure, ...]]:
    path = found.path.with_name(found.path.stem + SIDECAR_SUFFIX)
    if not (path.exists() or path.is_symlink()):
        return Sidecar(), ()
    try:
        return read_sidecar(read_bytes(path, DEFAULT_MAX_BYTES)), ()
    except OSError as error:
        problem = error.strerror or str(error)
    except (SidecarError, ValueError) as error:
        problem = str(error)
    source = f"{found.source.rpartition('/')[0]}/{path.name}".lstrip("/")
    error_text = f"{problem}; the article is read without it"
    return Sidecar(), (Failure(source, found.collection, STAGE, error_text),)


def _digest(content: str, beside: Sidecar) -> str:
    parts = (content, beside.title, beside.publisher, beside.author, beside.published)
    return hashlib.blake2b(repr(parts).encode(), digest_size=16).hexdigest()
