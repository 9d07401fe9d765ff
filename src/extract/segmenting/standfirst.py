"""Who wrote an article, where no byline but the text beside it says so.

"Jane Doe reports from Lima." below the headline, "Jane Doe is a freelance writer." at the end.
"""

from __future__ import annotations

from collections.abc import Sequence

from extract.segmenting.pieces import Piece
from extract.segmenting.rules import SegmentRules
from extract.segmenting.titles import is_name

_LONGEST = {"above": 1200, "below": 2000}  # a last paragraph may end in "(Reporter Jane Doe)"
_ABOVE = 2  # the standfirst, and a line between
_BELOW = 3
_LAST_WORDS = 300
_BODY = frozenset({None, "heading", "caption", "note"})


def author_of_text(view: str, pieces: Sequence[Piece], title_end: int, rules: SegmentRules) -> str | None:
    """The author that the standfirst or the last lines of an article name, None where they name none.

    Args:
        view: the plain view of the page.
        pieces: its pieces, decided.
        title_end: where the headline ends.
        rules: how authors are named in a text.
    """
    body = [p for p in pieces if p.start >= title_end and p.kind in _BODY]
    for place, parts in (("above", body[:_ABOVE]), ("below", body[_ABOVE:][-_BELOW:])):
        for piece in parts:
            if (place == "above" or piece.end - piece.start <= _LONGEST[place]) and (
                name := _named(view, piece, place, rules)
            ):
                return name
    # a page of one line: its last words
    return _named(view, body[-1], "below", rules, last=True) if body else None


def _named(view: str, piece: Piece, place: str, rules: SegmentRules, *, last: bool = False) -> str | None:
    text = view[piece.start : min(piece.end, piece.start + _LONGEST[place])]
    if last:
        text = view[max(piece.start, piece.end - _LAST_WORDS) : piece.end]
    for rule in rules.page.standfirsts:
        if rule.place != place or not any(word in text for word in rule.holds):
            continue
        # what opens a paragraph is not looked for in its last words
        found = rule.regex.search(view, piece.end - len(text), piece.end) if last else rule.regex.search(text)
        if found and all(is_name(name, rules) for name in rules.page.name_joint.split(found["value"])):
            return found["value"]
    return None
