"""The border to warcio: the web pages of a web archive."""

from __future__ import annotations

import io
from collections import Counter
from collections.abc import Iterator
from typing import Any

from extract.reading.options import InputLimits
from extract.reading.records import BadRow, Format, Record
from extract.reading.refusing import MissingPackageError, UnreadableError
from extract.reading.sidecars import Sidecar, find_path_date
from extract.reading.streams import Eager, raise_again, read_at_most

_PAGES = frozenset({"response", "resource", "conversion"})
_FORMATS: dict[str, Format] = {
    "text/html": "html",
    "application/xhtml+xml": "html",
    "text/plain": "text",
    "application/pdf": "pdf",
}
_OK = "200"


def iter_warc(
    stream: io.BufferedReader, limits: InputLimits, left_alone: Counter[str]
) -> Iterator[Record | BadRow]:
    """The pages of a web archive (WARC or ARC, its records compressed or not), named by their URL.

    Args:
        stream: the bytes.
        limits: what a page may cost.
        left_alone: is told of records that are no pages.

    Raises:
        UnreadableError: no web archive, a damaged one, or warcio is not installed.
    """
    try:
        from warcio.archiveiterator import ArchiveIterator  # noqa: PLC0415 - for web archives only
        from warcio.exceptions import ArchiveLoadFailed  # noqa: PLC0415
    except ModuleNotFoundError:
        raise MissingPackageError("warcio", "a web archive") from None
    number = 0
    try:
        for number, record in enumerate(ArchiveIterator(Eager(stream), arc2warc=True), start=1):
            what = _left_alone_as(record)
            if what:
                left_alone[what] += 1
            else:
                yield _read_page(number, record, limits)
        raise_again(stream)
    except ArchiveLoadFailed as error:
        raise UnreadableError(f"no web archive, or damaged after record {number:,}: {error}") from None


def _left_alone_as(record: Any) -> str:  # noqa: ANN401 - an ArcWarcRecord
    if record.rec_type not in _PAGES:
        return f"WARC {record.rec_type}"
    if record.http_headers is not None and record.http_headers.get_statuscode() != _OK:
        return f"WARC status {record.http_headers.get_statuscode()}"
    kind = _content_type(record)[0]
    return "" if kind in _FORMATS else f"WARC {kind or 'no content type'}"


def _content_type(record: Any) -> tuple[str, str | None]:  # noqa: ANN401
    headers = record.http_headers if record.http_headers is not None else record.rec_headers
    kind, _, parameters = (headers.get_header("Content-Type") or "").partition(";")
    _, _, charset = parameters.lower().partition("charset=")
    return kind.strip().lower(), charset.split(";")[0].strip(" \"'") or None


def _read_page(number: int, record: Any, limits: InputLimits) -> Record | BadRow:  # noqa: ANN401
    url = record.rec_headers.get_header("WARC-Target-URI")
    kind, charset = _content_type(record)
    form = _FORMATS[kind]
    limit = limits.max_html_bytes if form == "html" else limits.max_bytes
    place = f"record {number} ({url})" if url else f"record {number}"
    data = read_at_most(record.content_stream(), limit)
    if data is None:
        return BadRow(number, place, f"more bytes than the limit of {limit:,}; raise it or leave it out")
    url = (url or "").strip("<>") or None
    beside = Sidecar(published=find_path_date(url) if url else None, url=url)
    return Record(url or str(number), form, data, beside, (), charset)
