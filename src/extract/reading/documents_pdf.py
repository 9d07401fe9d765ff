"""The border to PDFium: the text of a PDF, page by page."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from itertools import accumulate
from typing import Any

from extract.reading.refusing import MissingPackageError, UnreadableError
from extract.reading.sidecars import Sidecar

_BETWEEN_PAGES = "\n\n"
# PDFium marks a hyphen that only breaks a word at the end of a line; the line end follows, or has gone.
_BROKEN_WORD = re.compile("(?:\ufffe|\x02)(?:\r?\n)?")
_LINE_ENDS = re.compile(r"\r\n?")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0e-\x1f\ufffe\uffff]")
_SURROGATES = re.compile("[\ud800-\udfff]")


def read_document(data: bytes, limit: int) -> tuple[str, tuple[int, ...], Sidecar]:
    """The text of a PDF, where each of its pages begins in it, and its metadata.

    Pages stand apart by a blank line; a word that is broken at the end of a line is whole again.

    Args:
        data: the PDF.
        limit: bytes of text at most.

    Raises:
        UnreadableError: encrypted, damaged, without text, too long, or PDFium is not installed.
    """
    try:
        import pypdfium2 as pdfium  # noqa: PLC0415 - a library of some megabytes, for PDFs only
    except ModuleNotFoundError:
        raise MissingPackageError("pypdfium2", "a PDF") from None
    try:
        document = pdfium.PdfDocument(data)
    except pdfium.PdfiumError as error:
        raise UnreadableError(_why_closed(str(error))) from None
    try:
        pages = list(_iter_pages(document, limit))
        title = document.get_metadata_dict(skip_empty=True).get("Title")
        author = document.get_metadata_dict(skip_empty=True).get("Author")
    except pdfium.PdfiumError as error:
        raise UnreadableError(f"damaged PDF: {error}") from None
    finally:
        document.close()
    if not any(page.strip() for page in pages):
        raise UnreadableError(f"no text on any of its {len(pages)} pages: a scan; run OCR over it first")
    starts = accumulate((len(page) + len(_BETWEEN_PAGES) for page in pages[:-1]), initial=0)
    return _BETWEEN_PAGES.join(pages), tuple(starts), Sidecar(title=_line(title), author=_line(author))


def _iter_pages(document: Any, limit: int) -> Iterator[str]:  # noqa: ANN401 - a PdfDocument
    size = 0
    for number in range(len(document)):
        page = document[number]
        textpage = page.get_textpage()
        text = _clean(textpage.get_text_range())
        textpage.close()
        page.close()
        size += len(text)
        if size > limit:
            raise UnreadableError(
                f"page {number + 1}: more text than the limit of {limit:,}; raise --max-bytes or split it"
            )
        yield text


def _clean(text: str) -> str:
    text = _LINE_ENDS.sub("\n", _BROKEN_WORD.sub("", text))
    return _SURROGATES.sub("\N{REPLACEMENT CHARACTER}", _CONTROL.sub(" ", text)).strip("\n ")


def _line(value: str | None) -> str | None:
    return " ".join(_SURROGATES.sub("", value or "").split()) or None


def _why_closed(error: str) -> str:
    if "password" in error.casefold() or "security" in error.casefold():
        return "an encrypted PDF that needs a password; decrypt it first"
    return f"a damaged PDF ({error}); get the file again"


@cache
def reader_version() -> str:
    """What PDFs are read with: another version may give another text of record."""
    try:
        return f"pypdfium2 {version('pypdfium2')}"
    except PackageNotFoundError:
        return "no pypdfium2"
