"""What reading hands on: articles that are read but not yet decoded, and containers seen on the way."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, fields, replace
from typing import Literal

from extract.reading.decoding import Decoded, NotTextError, decode
from extract.reading.documents_markdown import split_front_matter
from extract.reading.documents_pdf import read_document, reader_version
from extract.reading.options import STAGE
from extract.reading.pages_html import extractor_version, read_page
from extract.reading.records import Format
from extract.reading.refusing import UnreadableError
from extract.reading.sidecars import Sidecar
from extract.records import Failure, RawArticle

_READERS: dict[Format, Callable[[], str]] = {"html": extractor_version, "pdf": reader_version}


@dataclass(frozen=True, slots=True)
class Candidate:
    """An article whose bytes were read but not decoded: enough to see whether it changed.

    Decoding a web page or a PDF takes a hundred times as long as reading its bytes, so that it is left to
    ``read``, which a worker process may call: candidates can be pickled.

    Attributes:
        collection, source, content_sha256: as in ``RawArticle``.
        input_digest: digest of the content and of all that came with it (sidecar, columns, date in
            the path, ``--published``): equal digests give equal articles.
        data: its bytes.
        sidecar: what stands beside it, or in the other columns of its record.
        notes: what was wrong with that; the article is read without it.
        format: what its bytes are.
        charset: the encoding that whoever delivered the bytes named.
        limit: bytes that its text may have.
    """

    collection: str
    source: str
    content_sha256: str
    input_digest: str
    data: bytes
    sidecar: Sidecar
    notes: tuple[Failure, ...] = ()
    format: Format = "text"
    charset: str | None = None
    limit: int = 1 << 31

    @property
    def size(self) -> int:
        """Bytes that it holds."""
        return len(self.data)

    def with_digest(self, input_digest: str) -> Candidate:
        """The same with another digest, where something else counts, too."""
        return replace(self, input_digest=input_digest)

    def read(self) -> RawArticle | Failure:
        """Decode it; a failure says what the bytes are instead of text."""
        try:
            decoded, said, pages = self._decode()
        except (NotTextError, UnreadableError) as error:
            return Failure(self.source, self.collection, STAGE, str(error))
        beside = merge_metadata(said, self.sidecar)
        return RawArticle(
            self.collection,
            self.source,
            decoded.text,
            self.content_sha256,
            title=beside.title,
            publisher=beside.publisher,
            author=beside.author,
            published=beside.published,
            encoding=decoded.encoding,
            # A page may name another address as its own; it was found at this one.
            url=self.sidecar.url or said.url,
            pages=pages,
        )

    def _decode(self) -> tuple[Decoded, Sidecar, tuple[int, ...]]:
        if not self.data:
            raise NotTextError("the file is empty")
        match self.format:
            case "record":
                return Decoded(self.data.decode("utf-8"), "utf-8"), Sidecar(), ()
            case "html":
                return *read_page(self.data, self.charset), ()
            case "pdf":
                text, pages, said = read_document(self.data, self.limit)
                return Decoded(text, "pdf"), said, pages
            case "markdown":
                decoded = decode(self.data)
                text, said = split_front_matter(decoded.text)
                return replace(decoded, text=text), said, ()
            case "text":
                return decode(self.data), Sidecar(), ()


def merge_metadata(first: Sidecar, second: Sidecar) -> Sidecar:
    """The fields of the first, completed by those of the second."""
    names = [field.name for field in fields(Sidecar)]
    return Sidecar(**{name: getattr(first, name) or getattr(second, name) for name in names})


def digest_input(content_sha256: str, sidecar: Sidecar, form: Format) -> str:
    """The digest of an article's content and of all that its text of record and metadata depend on.

    Args:
        content_sha256: digest of its bytes.
        sidecar: what came with it.
        form: what its bytes are; what they are read with counts, too.
    """
    reader = _READERS[form]() if form in _READERS else ""
    said = tuple(getattr(sidecar, field.name) for field in fields(Sidecar))
    return hashlib.blake2b(repr((content_sha256, form, reader, said)).encode(), digest_size=16).hexdigest()


@dataclass(frozen=True, slots=True)
class Container:
    """A file of many articles: JSON lines, a table, an archive.

    It comes once with ``same`` if it need not be read, else with ``begins`` before its first article and,
    if it could be read to its end, with ``ends`` after its last.

    Attributes:
        collection: as in ``RawArticle``.
        source: its path; its articles have ``source#...``.
        digest: of its bytes and of all options that its reading depends on; empty where
            there is none (standard input).
        state: what is said of it.
    """

    collection: str
    source: str
    digest: str
    state: Literal["same", "begins", "ends"]
