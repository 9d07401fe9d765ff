"""Tell the day an article was published from the day its page was saved, which mastheads print."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import islice

from extract.segmenting.bylines import read_byline
from extract.segmenting.metadata import Block
from extract.segmenting.pieces import Piece, is_prose
from extract.segmenting.rules import SegmentRules

_ONLY_DATE = frozenset(
    {"date", "weekday", "time", "time-stamp", "place-of-date", "location", "known-publisher"}
)
_LINES = 6
_TELLING = re.compile(r"\b(?:19|20)\d\d|:")
_OTHERS = frozenset({"list", "comments", "reply"})


def bare_date(block: Block) -> str | None:
    """The date of a byline that says nothing else, None of any other: ``Monday, April 29, 2024``."""
    return block.fields.get("published") if _ONLY_DATE.issuperset(block.tokens) else None


def date_below(view: str, pieces: Sequence[Piece], title_end: int, rules: SegmentRules) -> str | None:
    """The date of the first byline below a headline, None where none stands there.

    Args:
        view: the plain view of the page.
        pieces: its pieces, decided.
        title_end: where the headline ends.
        rules: the byline tokens.
    """
    below = (piece for piece in pieces if piece.start > title_end and piece.kind != "furniture")
    for piece in islice(below, _LINES):
        block = read_byline(view, piece, rules) if piece.kind == "metadata" else None
        if block is not None and "published" in block.fields:
            return block.fields["published"]
    return None


def below_body(view: str, pieces: Sequence[Piece], least: int) -> dict[int, str]:
    """Which lines below the article may not date it, by where they start.

    Args:
        view: the plain view of the page.
        pieces: its pieces; lines that a rule knows are decided.
        least: length of a paragraph.

    Returns:
        ``others`` for lines below a list of links or the comments of readers, ``loose`` for those
        that do not follow the article's last paragraph or its bylines directly.
    """
    places: dict[int, str] = {}
    begun = others = near = False
    for piece in pieces:
        if is_prose(view, piece, least * 2 // 3) and view[piece.end - 1] not in "?!":
            begun = near = True
        elif begun:
            others = others or piece.scope in _OTHERS
            if others or not near:
                places[piece.start] = "others" if others else "loose"
            near = near and (piece.kind in {"metadata", "caption"} or _tells(view, piece))
    return places


def _tells(view: str, piece: Piece) -> bool:
    return _TELLING.search(view, piece.start, piece.end) is not None
