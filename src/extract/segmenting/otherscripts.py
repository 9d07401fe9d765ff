"""Lines in another script than the article's: spam in Chinese above and below an English page."""

from __future__ import annotations

import re

from extract.segmenting.pieces import Piece

_HAN = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7a3\u0e00-\u0e7f\u0400-\u04ff]")
_LATIN = re.compile(r"[A-Za-z\u00c0-\u024f]")
_FEWEST = 6


def mark_other_scripts(view: str, pieces: list[Piece]) -> None:
    """Mark the undecided lines of a page in Latin letters that are not written in them.

    Args:
        view: the plain view of the page.
        pieces: its pieces.
    """
    if view.isascii() or not (others := len(_HAN.findall(view))):
        return
    if others > len(_LATIN.findall(view)):
        return
    for piece in pieces:
        if piece.kind is None and is_other_script(view[piece.start : piece.end]):
            piece.mark("furniture", "other-script")


def is_other_script(text: str) -> bool:
    """Whether most letters of a line are not Latin."""
    if text.isascii():
        return False
    others = len(_HAN.findall(text))
    return others >= _FEWEST and others > len(_LATIN.findall(text))
