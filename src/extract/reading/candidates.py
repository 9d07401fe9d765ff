"""What reading hands on: articles that are read but not yet decoded, and containers seen on the way."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from extract.reading.decoding import NotTextError, decode
from extract.reading.sidecars import Sidecar
from extract.records import Failure, RawArticle

STAGE = "read"
"""The stage that failures of reading name."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A file that was read but not decoded: enough to see whether it changed.

    Attributes:
        collection, source, content_sha256: as in ``RawArticle``.
        input_digest: digest of the content and of all that came with it (sidecar, date in
            the path, ``--published``): equal digests give equal articles.
        data: its bytes.
        sidecar: what stands beside it.
        notes: what was wrong with the sidecar; the article is read without it.
    """

    collection: str
    source: str
    content_sha256: str
    input_digest: str
    data: bytes
    sidecar: Sidecar
    notes: tuple[Failure, ...] = ()

    def read(self) -> RawArticle | Failure:
        """Decode it; a failure says what the bytes are instead of text."""
        try:
            decoded = decode(self.data)
        except NotTextError as error:
            return Failure(self.source, self.collection, STAGE, str(error))
        beside = self.sidecar
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
        )


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
