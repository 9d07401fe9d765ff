"""From one file to its articles: layer by layer, archive in archive, record by record."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from typing import IO

from extract.reading.archives import Entries, Member, Passed, Refused, iter_tar, iter_zip
from extract.reading.candidates import Candidate, Container
from extract.reading.documents_pdf import reader_version
from extract.reading.entries import Entry, Names, inner_source, place_errors
from extract.reading.files import StandardInput
from extract.reading.inputs import FoundFile, Tally, is_article, suffix_of
from extract.reading.making import ArticleMaker, too_large
from extract.reading.options import Kind, ReadOptions
from extract.reading.pages_html import extractor_version
from extract.reading.record_reading import NoTextError, RecordReader
from extract.reading.refusing import BombError, Budget, UnreadableError, describe
from extract.reading.shapes import CONTAINERS, Codec, shape_of, sniff_codec, sniff_kind
from extract.reading.streams import head_of, tap, unpack
from extract.records import Failure

_JUNK_FOLDERS = frozenset({"__MACOSX"})

Item = Candidate | Failure


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
        self._maker = ArticleMaker(found, options)
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
        entry = Entry(found.source, found.file.name, self._open_file, found.file.beside, found.named)
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

    def _check_size(self, size: int, entry: Entry) -> None:
        shape = shape_of(entry.name)
        limit = self._maker.limit_of(shape.kind)
        if not shape.codecs and size > limit:
            raise UnreadableError(too_large(f"{size:,} bytes", shape.kind, limit))

    def _read_container(self, entry: Entry) -> Iterator[Item | Container]:
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
            yield first or self._maker.fail(entry.source, "no article in it: it is empty")
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

    def _read_entry(self, entry: Entry) -> Iterator[Item]:
        """What is in a stream; what is wrong with it is a failure, and ends the file if it is the file."""
        try:
            with closing(entry.open()) as packed:
                stream, kind, layers = self._unpack(entry, packed)
                yield from self._read_kind(replace(entry, depth=entry.depth + layers), stream, kind)
        except _StoppedError:
            raise
        except Exception as error:  # noqa: BLE001 - libraries that read damaged files raise whatever they like
            failure = self._maker.fail(entry.source, describe(error))
            if entry.depth == 0 or isinstance(error, BombError):
                raise _StoppedError(failure) from None
            yield failure

    def _unpack(self, entry: Entry, packed: IO[bytes]) -> tuple[io.BufferedReader, Kind, int]:
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

    def _check_depth(self, entry: Entry, layers: int) -> None:
        if entry.depth + layers > self._limits.max_nesting:
            raise UnreadableError(
                f"archives in archives, more than {self._limits.max_nesting} deep; "
                "unpack the outer ones, or raise --max-nesting"
            )

    def _read_kind(self, entry: Entry, stream: io.BufferedReader, kind: Kind) -> Iterator[Item]:
        match kind:
            case "zip":
                yield from self._read_archive(entry, iter_zip(stream, self._budget))
            case "tar":
                yield from self._read_archive(entry, iter_tar(stream, self._budget))
            case "warc":
                yield from self._records().read_warc(entry, stream, self._tally.left_alone)
            case "jsonl" | "json" | "csv" | "tsv" | "parquet":
                try:
                    yield from self._records().read_table(entry, kind, stream)
                except NoTextError:
                    self._pass_over(f"{suffix_of(entry.name)} without a text")
            case _:
                yield self._maker.read_document(entry, stream, kind)

    def _records(self) -> RecordReader:
        return RecordReader(self._maker, self._options, self._budget, self._tally.columns)

    def _read_archive(self, entry: Entry, entries: Entries) -> Iterator[Item]:
        self._check_depth(entry, 1)
        names = Names()
        for inner in place_errors(entries, "entry"):
            if isinstance(inner, Passed):
                self._pass_over(inner.what)
            elif isinstance(inner, Refused):
                yield self._maker.fail(inner_source(entry, names.make(inner.name)), inner.error)
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

    def _inner_entry(self, entry: Entry, inner: Member, names: Names) -> Entry:
        folder, slash, name = inner.name.rpartition("/")
        return Entry(
            source=inner_source(entry, names.make(inner.name)),
            name=name,
            open=inner.open,
            beside=lambda other: inner.beside(f"{folder}{slash}{other}"),
            depth=entry.depth + 1,
        )


class _StoppedError(Exception):
    """Nothing more of the file is read.

    Attributes:
        failure: why.
    """

    def __init__(self, failure: Failure) -> None:
        super().__init__(failure.error)
        self.failure = failure
