"""The border to trafilatura: the article of a web page, and what the page says of it."""

from __future__ import annotations

import codecs
import re
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from typing import Any

from extract.reading.dates import parse_loose_date
from extract.reading.decoding import Decoded, decode
from extract.reading.refusing import MissingPackageError, UnreadableError
from extract.reading.sidecars import Sidecar

_CHARSET = re.compile(rb"""<meta[^>]+charset\s*=\s*["']?\s*([A-Za-z0-9_:.-]+)""", re.IGNORECASE)
_MARKUP = re.compile(rb"<[^>]*>")
_HEAD = 4096
# What pages call themselves, and what their bytes are: browsers read them so.
_WIDER = {
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "iso8859-1": "cp1252",
    "ascii": "cp1252",
    "big5": "big5hkscs",
}
_MAX_BROKEN = 0.001
_SENTENCE = 40
_BLOCKS = re.compile(r"\n+")


def read_page(data: bytes, charset: str | None = None) -> tuple[Decoded, Sidecar]:
    """The text of record of a web page, paragraphs apart by blank lines, and its metadata.

    Args:
        data: the page.
        charset: the encoding that whoever delivered it named.

    Raises:
        NotTextError: it is no text.
        UnreadableError: there is no article in it, or trafilatura is not installed.
    """
    page = _decode_page(data, charset)
    found = _extract(page.text)
    if found is None:
        raise UnreadableError("a web page without the text of an article")
    text = _BLOCKS.sub("\n\n", found.text.strip())
    said = Sidecar(
        title=found.title or None,
        publisher=found.sitename or None,
        author=found.author or None,
        published=parse_loose_date(found.date) if found.date else None,
        url=found.url or None,
    )
    return Decoded(text, page.encoding), said


def _extract(page: str) -> Any:  # noqa: ANN401 - a Document of trafilatura
    try:
        # A quarter of a second to import: paid only where there are web pages.
        from trafilatura import bare_extraction  # noqa: PLC0415
    except ModuleNotFoundError:
        raise MissingPackageError("trafilatura", "a web page") from None
    dates = {"original_date": True, "extensive_search": False}
    for recall in (False, True):
        found: Any = bare_extraction(
            page,
            with_metadata=True,
            include_comments=False,
            favor_recall=recall,
            date_extraction_params=dates,
        )
        lines = found.text.splitlines() if found is not None and found.text else []
        # What is left of a page of menus when all is taken are its short labels.
        if max(map(len, lines), default=0) >= (_SENTENCE if recall else _SENTENCE // 2):
            return found
    return None


def _decode_page(data: bytes, charset: str | None) -> Decoded:
    named = _CHARSET.search(data, 0, _HEAD)
    for name in (charset, named[1].decode("ascii") if named else None):
        decoded = _decode_as_named(data, name) if name else None
        if decoded is not None:
            return decoded
    # Markup is English and would outweigh a short Chinese article.
    encoding = decode(_MARKUP.sub(b" ", data)).encoding.removesuffix("+replaced")
    text = data.decode(encoding, "replace")
    return Decoded(text.removeprefix("\ufeff"), encoding)


def _decode_as_named(data: bytes, name: str) -> Decoded | None:
    """The page in the encoding that it names, unless that is plainly wrong."""
    try:
        encoding = codecs.lookup(name).name
    except (LookupError, ValueError):
        return None
    encoding = _WIDER.get(encoding, encoding)
    try:
        text = data.decode(encoding, "replace")
    except (LookupError, ValueError):
        return None  # a codec that gives no text, such as "hex"
    broken = text.count("\N{REPLACEMENT CHARACTER}")
    if broken > _MAX_BROKEN * len(text) or "\0" in text[:_HEAD]:
        return None
    return Decoded(text, f"{encoding}+replaced" if broken else encoding)


@cache
def extractor_version() -> str:
    """What pages are read with: another version may give another text of record."""
    try:
        return f"trafilatura {version('trafilatura')}"
    except PackageNotFoundError:
        return "no trafilatura"
