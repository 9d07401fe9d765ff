"""Tell the day an article was published from the day its page was saved, which mastheads print."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import islice

from extract.segmenting.bylines import read_byline
from extract.segmenting.metadata import Block
from extract.segmenting.pieces import Piece
from extract.segmenting.rules import SegmentRules

_ONLY_DATE = frozenset(
    {"date", "weekday", "time", "time-stamp", "place-of-date", "location", "known-publisher"}
)
_LINES = 6


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
