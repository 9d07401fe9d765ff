"""From inputs to raw articles, streamed: nothing is held but the article at hand."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from pathlib import Path

from extract.errors import UsageError
from extract.reading.candidates import Candidate, Container
from extract.reading.inputs import FoundFile, Tally, resolve_inputs, walk_inputs
from extract.reading.options import STAGE, ReadOptions
from extract.reading.reader import FileReader
from extract.reading.refusing import describe
from extract.reading.shapes import CONTAINERS, shape_of, sniff_kind
from extract.reading.sidecars import Sidecar
from extract.records import Failure, RawArticle

KnownDigest = Callable[[str, str], str | None]
"""The digest with which a container need not be opened, by collection and source."""


def iter_articles(
    inputs: Sequence[str | Path], options: ReadOptions | None = None, tally: Tally | None = None
) -> Iterator[RawArticle | Failure]:
    """Read all articles of the inputs, in the order of (collection, source), of containers in their own.

    Args:
        inputs: folders, files, globs, URLs, ``-``.
        options: collection, date of undated articles, columns, limits.
        tally: is told what is left alone.

    Yields:
        An article, or a failure for what cannot be read; both for a broken sidecar.

    Raises:
        UsageError: an input that does not exist.
    """
    options, tally = options or ReadOptions(), tally or Tally()
    walk = walk_inputs(resolve_inputs(inputs, options.collection), tally)
    for item in iter_candidates(walk, options, tally):
        if isinstance(item, Failure):
            yield item
        elif isinstance(item, Candidate):
            yield from item.notes
            yield item.read()


def read_one(name: str, data: bytes | None = None, published: date | None = None) -> RawArticle:
    """Read one article, from a file or from bytes that came another way.

    Args:
        name: path of the file, or a name for the bytes.
        data: the bytes, where there is no file.
        published: its date, where nothing else tells one.

    Raises:
        UsageError: it cannot be read, or holds several articles.
    """
    options = ReadOptions(published=published)
    kind = shape_of(name).kind or (sniff_kind(data) if data is not None else "text")
    if kind in CONTAINERS:
        raise UsageError(f"{name}: may hold many articles; use 'extract run'")
    if data is None:
        items = iter_candidates(walk_inputs(resolve_inputs([name]), Tally()), options)
        item = next(one for one in items if not isinstance(one, Container))
    else:
        content = hashlib.sha256(data).hexdigest()
        form = kind if kind in ("html", "pdf") else "text"
        item = Candidate(name, name, content, "", data, Sidecar(published=published), format=form)
    if not isinstance(item, Failure) and "#" in item.source.removeprefix(name):
        raise UsageError(f"{name}: holds many articles; use 'extract run'")
    raw = item if isinstance(item, Failure) else item.read()
    if isinstance(raw, Failure):
        raise UsageError(f"{name}: {raw.error}; name a file of plain text")
    return raw


def iter_candidates(
    walk: Iterator[FoundFile | Failure],
    options: ReadOptions,
    tally: Tally | None = None,
    known: KnownDigest | None = None,
) -> Iterator[Candidate | Container | Failure]:
    """Read and hash the articles of the files of a walk, without decoding them.

    Args:
        walk: the files.
        options: how to read.
        tally: is told what is left alone inside containers, and where columns were found.
        known: the digests of containers that need not be opened if they still have them.
    """
    tally = tally or Tally()
    for found in walk:
        if isinstance(found, Failure):
            yield found
            continue
        try:
            yield from FileReader(found, options, tally, known).read()
        except Exception as error:  # noqa: BLE001 - one bad file must not stop a run
            yield Failure(found.source, found.collection, STAGE, describe(error))
