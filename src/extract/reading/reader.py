"""From one file to its articles: layer by layer, archive in archive, record by record."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import date
from itertools import chain
from typing import IO, TypeVar

from extract.reading.archives import Entries, Member, Passed, Refused, iter_tar, iter_zip
from extract.reading.candidates import Candidate, Container, digest_input
from extract.reading.columns import Columns, find_columns, read_record
from extract.reading.documents_pdf import reader_version
from extract.reading.files import StandardInput, printable
from extract.reading.inputs import FoundFile, Tally, is_article, suffix_of
from extract.reading.options import STAGE, Kind, ReadOptions
from extract.reading.pages_html import extractor_version
from extract.reading.records import BadRow, Format, Record, Row, Table
from extract.reading.refusing import BombError, Budget, UnreadableError, describe
from extract.reading.rows_delimited import open_delimited
from extract.reading.rows_json import open_json, open_json_lines
from extract.reading.rows_warc import iter_warc
from extract.reading.shapes import CONTAINERS, Codec, shape_of, sniff_codec, sniff_kind
from extract.reading.sidecars import (
    SIDECAR_SUFFIX,
    Sidecar,
    SidecarError,
    complete,
    find_path_date,
    read_sidecar,
)
from extract.reading.streams import head_of, read_at_most, tap, unpack
from extract.records import Failure

_FORMATS: dict[Kind, Format] = {"text": "text", "markdown": "markdown", "html": "html", "pdf": "pdf"}
_JUNK_FOLDERS = frozenset({"__MACOSX"})

Item = Candidate | Failure
_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class _Entry:
    """A stream of bytes under a name: the file itself, or an entry of an archive in it.

    Attributes:
        source: as in ``RawArticle``.
        name: its name without folders.
        open: gives its bytes.
        beside: the bytes of what has another name in the same folder.
        named: whether the user named it, so that it is read in any case.
        depth: how many archives and compressions lie around it.
    """

    source: str
    name: str
    open: Callable[[], IO[bytes]]
    beside: Callable[[str], bytes | None]
    named: bool = False
    depth: int = 0


class FileReader:
    """Reads one file.

    Args:
        found: the file.
        options: how to read.
        tally: is told what is left alone, and where columns were found.
        known: the digests of containers that need not be opened if they still have them.
    """

    def __init__(
        self,
        found: FoundFile,
        options: ReadOptions,
        tally: Tally,
        known: Callable[[str, str], str | None] | None = None,
    ) -> None:
        self._found = found
        self._options = options
        self._limits = options.limits
        self._tally = tally
        self._known = known
        self._budget = Budget(options.limits)
        self._passed = False

    def read(self) -> Iterator[Item | Container]:
        """Its articles; what is wrong with it or with one of them is a failure.

        Yields:
            Articles and failures, of a container between two ``Container``; or that it is the same.

        Raises:
            OSError, UnreadableError: it cannot be opened at all.
        """
        found = self._found
        size = found.file.size()
        self._budget = Budget(self._limits, size)
        entry = _Entry(found.source, found.file.name, self._open_file, found.file.beside, found.named)
        kind = shape_of(entry.name).kind
        if kind in CONTAINERS or (found.named and (kind is None or self._options.kind)):
            yield from self._read_container(entry)
            return
        self._check_size(size, entry)
        try:
            yield from self._read_entry(entry)
        except _StoppedError as stop:
            yield stop.failure

    def _open_file(self) -> IO[bytes]:
        stream = self._found.file.open()
        piped = isinstance(self._found.file, StandardInput)
        return tap(stream, self._budget.take_in, closes=False) if piped else stream

    def _check_size(self, size: int, entry: _Entry) -> None:
        shape = shape_of(entry.name)
        limit = self._limit_of(shape.kind)
        if not shape.codecs and size > limit:
            raise UnreadableError(_too_large(f"{size:,} bytes", shape.kind, limit))

    def _limit_of(self, kind: Kind | None) -> int:
        return self._limits.max_html_bytes if kind == "html" else self._limits.max_bytes

    def _read_container(self, entry: _Entry) -> Iterator[Item | Container]:
        """A file of many articles, or one whose kind only its bytes tell."""
        begins = Container(self._found.collection, entry.source, self._digest(), "begins")
        if begins.digest and self._known and self._known(begins.collection, begins.source) == begins.digest:
            yield replace(begins, state="same")
            return
        items = self._read_entry(entry)
        try:
            first = next(items, None)
            if isinstance(first, Candidate) and first.source == entry.source:
                yield first  # One document, as it turned out.
                return
            if first is None and self._passed:
                return  # A table of something else, or an archive without articles: left alone, and counted.
            yield begins
            yield first or self._fail(entry.source, "no article in it: it is empty")
            yield from items
        except _StoppedError as stop:
            yield from (begins, stop.failure)
        else:
            yield replace(begins, state="ends")

    def _digest(self) -> str:
        fingerprint = self._found.file.fingerprint()
        options = replace(self._options, collection=None)
        parts = (fingerprint, options, self._found.folder_name, self._found.named)
        readers = (extractor_version(), reader_version())
        digest = hashlib.blake2b(repr((parts, readers)).encode(), digest_size=16).hexdigest()
        return digest if fingerprint else ""

    def _fail(self, source: str, error: str) -> Failure:
        return Failure(source, self._found.collection, STAGE, error)

    def _read_entry(self, entry: _Entry) -> Iterator[Item]:
        """What is in a stream; what is wrong with it is a failure, and ends the file if it is the file."""
        try:
            with closing(entry.open()) as packed:
                stream, kind, layers = self._unpack(entry, packed)
                yield from self._read_kind(replace(entry, depth=entry.depth + layers), stream, kind)
        except _StoppedError:
            raise
        except Exception as error:  # noqa: BLE001 - libraries that read damaged files raise whatever they like
            failure = self._fail(entry.source, describe(error))
            if entry.depth == 0 or isinstance(error, BombError):
                raise _StoppedError(failure) from None
            yield failure

    def _unpack(self, entry: _Entry, packed: IO[bytes]) -> tuple[io.BufferedReader, Kind, int]:
        """The stream without its compression, what it holds, and how many layers came off."""
        shape = shape_of(entry.name)
        kind = (self._options.kind if entry.named else None) or shape.kind
        layers: list[Codec] = list(shape.codecs)
        self._check_depth(entry, len(layers))
        stream = unpack(packed, layers, self._budget)
        if not layers and (shape.kind is None):
            while codec := sniff_codec(head_of(stream)):
                layers.append(codec)
                self._check_depth(entry, len(layers))
                stream = unpack(stream, [codec], self._budget)
        return stream, kind or sniff_kind(head_of(stream)), len(layers)

    def _check_depth(self, entry: _Entry, layers: int) -> None:
        if entry.depth + layers > self._limits.max_nesting:
            raise UnreadableError(
                f"archives in archives, more than {self._limits.max_nesting} deep; "
                "unpack the outer ones, or raise --max-nesting"
            )

    def _read_kind(self, entry: _Entry, stream: io.BufferedReader, kind: Kind) -> Iterator[Item]:
        match kind:
            case "zip":
                yield from self._read_archive(entry, iter_zip(stream, self._budget))
            case "tar":
                yield from self._read_archive(entry, iter_tar(stream, self._budget))
            case "warc":
                records = self._place_errors(iter_warc(stream, self._limits, self._tally.left_alone), "page")
                yield from self._read_records(entry, records)
            case "jsonl" | "json" | "csv" | "tsv" | "parquet":
                yield from self._read_table(entry, kind, stream)
            case _:
                yield self._read_document(entry, stream, kind)

    def _read_archive(self, entry: _Entry, entries: Entries) -> Iterator[Item]:
        self._check_depth(entry, 1)
        names = _Names()
        for inner in self._place_errors(entries, "entry"):
            if isinstance(inner, Passed):
                self._pass_over(inner.what)
            elif isinstance(inner, Refused):
                yield self._fail(_inner_source(entry, names.make(inner.name)), inner.error)
            elif self._is_article(inner.name):
                yield from self._read_entry(self._inner_entry(entry, inner, names))

    def _is_article(self, path: str) -> bool:
        *folders, name = path.split("/")
        if any(folder.startswith(".") or folder in _JUNK_FOLDERS for folder in folders):
            self._pass_over("hidden")
            return False
        before = self._tally.left_alone.total()
        wanted = is_article(name, self._tally)
        self._passed |= self._tally.left_alone.total() > before
        return wanted

    def _pass_over(self, what: str) -> None:
        self._tally.left_alone[what] += 1
        self._passed = True

    def _inner_entry(self, entry: _Entry, inner: Member, names: _Names) -> _Entry:
        folder, slash, name = inner.name.rpartition("/")
        return _Entry(
            source=_inner_source(entry, names.make(inner.name)),
            name=name,
            open=inner.open,
            beside=lambda other: inner.beside(f"{folder}{slash}{other}"),
            depth=entry.depth + 1,
        )

    def _read_table(self, entry: _Entry, kind: Kind, stream: io.BufferedReader) -> Iterator[Item]:
        if not head_of(stream):
            raise UnreadableError("the file is empty")
        table = self._open_table(kind, stream)
        columns = find_columns(table.names, self._options.columns)
        if columns is None:
            if table.problem is not None:
                raise table.problem
            if not entry.named:
                self._pass_over(f"{suffix_of(entry.name)} without a text")
                return
            raise UnreadableError(_no_text_column(table, self._options.columns.text))
        self._tally.columns[str(columns)] += 1
        wanted = frozenset(chain(columns.of.values(), (c.partition(".")[0] for c in columns.of.values())))
        rows = self._place_errors(table.rows(wanted), "row")
        yield from self._read_records(entry, (self._read_row(row, columns) for row in rows))

    def _open_table(self, kind: Kind, stream: io.BufferedReader) -> Table:
        match kind:
            case "jsonl":
                return open_json_lines(stream, self._limits)
            case "json":
                return open_json(stream, self._limits, self._is_record)
            case "parquet":
                # Loads Arrow, which other inputs need not wait for.
                from extract.reading.rows_parquet import open_parquet  # noqa: PLC0415

                return open_parquet(stream)
            case _:
                return open_delimited(stream, self._limits, "\t" if kind == "tsv" else None)

    def _is_record(self, value: object) -> bool:
        return isinstance(value, dict) and find_columns(value, self._options.columns) is not None

    def _read_row(self, row: Row | BadRow, columns: Columns) -> Record | BadRow:
        if isinstance(row, BadRow):
            return row
        record = read_record(row, columns, self._limits)
        if isinstance(record, str):
            return BadRow(row.number, row.place, record)
        if "id" not in columns.of:
            self._budget.spend(len(record.data))
        return record

    def _read_records(self, entry: _Entry, records: Iterator[Record | BadRow]) -> Iterator[Item]:
        names = _Names()
        path_date = find_path_date(f"{self._found.folder_name}/{entry.source}")
        for record in records:
            if isinstance(record, BadRow):
                yield self._fail(f"{entry.source}#{record.number}", f"{record.place}: {record.error}")
                continue
            source = f"{entry.source}#{names.make(record.id)}"
            notes = tuple(self._fail(source, note) for note in record.notes)
            yield self._candidate(source, record, path_date, notes)

    def _candidate(
        self, source: str, record: Record, path_date: date | None, notes: tuple[Failure, ...]
    ) -> Candidate:
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

    def _read_document(self, entry: _Entry, stream: io.BufferedReader, kind: Kind) -> Item:
        limit = self._limit_of(kind)
        data = read_at_most(stream, limit)
        if data is None:
            return self._fail(entry.source, _too_large("more bytes", kind, limit))
        beside, notes = self._read_beside(entry)
        record = Record("", _FORMATS[kind], data, beside)
        path_date = find_path_date(f"{self._found.folder_name}/{entry.source}")
        return self._candidate(entry.source, record, path_date, notes)

    def _read_beside(self, entry: _Entry) -> tuple[Sidecar, tuple[Failure, ...]]:
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
        return Sidecar(), (self._fail(source, f"{problem}; the article is read without it"),)

    def _place_errors(self, items: Iterator[_T], what: str) -> Iterator[_T]:
        """The same items; an error says after how many of them it came."""
        count = 0
        try:
            for item in items:
                yield item
                count += 1
        except UnreadableError:
            raise
        except Exception as error:  # noqa: BLE001 - as above
            raise UnreadableError(f"after {what} {count:,}: {describe(error)}") from None


class _StoppedError(Exception):
    """Nothing more of the file is read.

    Attributes:
        failure: why.
    """

    def __init__(self, failure: Failure) -> None:
        super().__init__(failure.error)
        self.failure = failure


class _Names:
    """Names that are unique in their container: where one comes again it is ``name~2``."""

    def __init__(self) -> None:
        self._seen: set[str] = set()
        # How often a name came: a dump whose ids are all the same must not take the square of its length.
        self._repeated: dict[str, int] = {}

    def make(self, name: str) -> str:
        unique = name
        while unique in self._seen:
            number = self._repeated.get(name, 1) + 1
            self._repeated[name] = number
            unique = f"{name}~{number}"
        self._seen.add(unique)
        return unique


def _inner_source(entry: _Entry, name: str) -> str:
    return f"{entry.source}#{printable(name).replace('#', '%23')}"


def _too_large(size: str, kind: Kind | None, limit: int) -> str:
    option = "--max-html-bytes" if kind == "html" else "--max-bytes"
    return f"{size}, more than the limit of {limit:,}; raise {option} or split it"


def _no_text_column(table: Table, asked: str | None) -> str:
    names = ", ".join(map(repr, table.names[:20])) or "none"
    wanted = f"no column {asked!r}" if asked else "no column that is known to hold a text"
    return f"{wanted}; its columns: {names}; name one by --text-column"
