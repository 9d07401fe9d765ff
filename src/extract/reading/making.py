"""From the bytes of an article and what stands beside it to a candidate, or to a failure."""

from __future__ import annotations

import hashlib
import io
from datetime import date

from extract.reading.candidates import Candidate, digest_input
from extract.reading.entries import Entry
from extract.reading.files import printable
from extract.reading.inputs import FoundFile
from extract.reading.options import STAGE, Kind, ReadOptions
from extract.reading.records import Format, Record
from extract.reading.refusing import UnreadableError, describe
from extract.reading.shapes import shape_of
from extract.reading.sidecars import (
    SIDECAR_SUFFIX,
    Sidecar,
    SidecarError,
    complete,
    find_path_date,
    read_sidecar,
)
from extract.reading.streams import read_at_most
from extract.records import Failure

_FORMATS: dict[Kind, Format] = {"text": "text", "markdown": "markdown", "html": "html", "pdf": "pdf"}


class ArticleMaker:
    """Makes candidates of what one file holds.

    Args:
        found: the file.
        options: how to read.
    """

    def __init__(self, found: FoundFile, options: ReadOptions) -> None:
        self._found = found
        self._options = options
        self._limits = options.limits

    def fail(self, source: str, error: str) -> Failure:
        """Say that a stream or a record cannot be read."""
        return Failure(source, self._found.collection, STAGE, error)

    def limit_of(self, kind: Kind | None) -> int:
        """How many bytes a document may have."""
        return self._limits.max_html_bytes if kind == "html" else self._limits.max_bytes

    def path_date(self, entry: Entry) -> date | None:
        """The date in the path of a stream, that of the input folder included."""
        return find_path_date(f"{self._found.folder_name}/{entry.source}")

    def make(
        self, source: str, record: Record, path_date: date | None, notes: tuple[Failure, ...]
    ) -> Candidate:
        """The candidate of a record.

        Args:
            source: as in ``RawArticle``.
            record: its bytes, and what its container says of it.
            path_date: the date in the path of its container.
            notes: what was wrong with what is said of it.
        """
        beside = complete(record.beside, path_date=path_date, fallback=self._options.published)
        content = hashlib.sha256(record.data).hexdigest()
        return Candidate(
            self._found.collection,
            source,
            content,
            digest_input(content, beside, record.format),
            record.data,
            beside,
            notes,
            record.format,
            record.charset,
            self._limits.max_bytes,
        )

    def read_document(self, entry: Entry, stream: io.BufferedReader, kind: Kind) -> Candidate | Failure:
        """The candidate of a stream that is one article, with its sidecar."""
        limit = self.limit_of(kind)
        data = read_at_most(stream, limit)
        if data is None:
            return self.fail(entry.source, too_large("more bytes", kind, limit))
        beside, notes = self._read_beside(entry)
        record = Record("", _FORMATS[kind], data, beside)
        return self.make(entry.source, record, self.path_date(entry), notes)

    def _read_beside(self, entry: Entry) -> tuple[Sidecar, tuple[Failure, ...]]:
        shape = shape_of(entry.name)
        stem = shape.stem if shape.kind else entry.name.rpartition(".")[0] or entry.name
        name = stem + SIDECAR_SUFFIX
        try:
            data = entry.beside(name)
            return (read_sidecar(data) if data is not None else Sidecar()), ()
        except (OSError, SidecarError, UnreadableError) as error:
            problem = describe(error) if not isinstance(error, SidecarError) else str(error)
        folder, mark, _ = entry.source.rpartition("#" if "#" in entry.source and entry.depth else "/")
        inner_folder, slash, _ = entry.source[len(folder) + len(mark) :].rpartition("/")
        source = f"{folder}{mark}{inner_folder}{slash}{printable(name)}"
        return Sidecar(), (self.fail(source, f"{problem}; the article is read without it"),)


def too_large(size: str, kind: Kind | None, limit: int) -> str:
    """Say that a document is above its limit."""
    option = "--max-html-bytes" if kind == "html" else "--max-bytes"
    return f"{size}, more than the limit of {limit:,}; raise {option} or split it"
