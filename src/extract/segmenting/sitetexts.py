"""Know what a site prints of itself above an article: who it is, its services, how to reach it."""

from __future__ import annotations

import re

from extract.segmenting.metadata import scan_block
from extract.segmenting.pieces import Piece, is_prose
from extract.segmenting.rules import SegmentRules
from extract.segmenting.titles import is_headline

_FEWEST_LINES = 6
_MOST_LINES = 60
_WORDS_OF_A_HEADLINE = 4
_STOP = re.compile(r"""[.!?]["')]*\s+["'(]?[A-Z]""")
_REACH = 900
# "+44 20 7946 0123", "212-555-0142"
_PHONE = re.compile(r"\+\d{1,3}[ -]\d{1,4}(?:[ -]\d{2,4}){1,4}(?!\d)|(?<!\d)\d{3}-\d{3}-\d{4}(?!\d)")
# "Residents call 212-555-0142": text
_CALLED = re.compile(rf"(?:\A|\s)[a-z]+ (?:{_PHONE.pattern})")
_BULLET = re.compile(r"\s[•·|]\s")


def mark_site_text(view: str, pieces: list[Piece], rules: SegmentRules) -> None:
    """Decide a paragraph above menus, below which headline, date and text of the article stand.

    "Hill News brings ... to all." / "Products" / "Asia" / "Follow us" / "Tea sells well" / "May 3, 2013"

    Args:
        view: the plain view of the page.
        pieces: its pieces; lines that a rule knows are decided.
        rules: dates, numbers.
    """
    least = rules.settings["prose-characters"][0] * 2 // 3
    texts = (i for i, p in enumerate(pieces[:_MOST_LINES]) if is_prose(view, p, least))
    first = next(texts, None)
    after = next(texts, None)
    if first is None or after is None or after - first <= _FEWEST_LINES:
        return
    headline, dated = pieces[after - 2], pieces[after - 1]
    block = scan_block(view, dated.start, dated.end, rules.page)
    if not block.dated or block.seen != dated.end or not is_headline(view, headline, rules):
        return
    if any(is_headline(view, p, rules) and _is_long(view, p) for p in pieces[:first]):
        return
    for piece in pieces[: after - 2]:
        if piece.kind is None:
            piece.mark("furniture", "site-text")


def _is_long(view: str, piece: Piece) -> bool:
    return len(view[piece.start : piece.end].split()) >= _WORDS_OF_A_HEADLINE


def behind_contacts(view: str, start: int, end: int) -> int:
    """Where a line goes on behind the telephone numbers and bullets that open it; its start without them."""
    stop = _STOP.search(view, start, min(end, start + _REACH))
    limit = stop.start() if stop else min(end, start + _REACH)
    phones = [found.end() for found in _PHONE.finditer(view, start, limit)]
    if not phones or _CALLED.search(view, start, limit):
        return start
    bullets = [found.end() for found in _BULLET.finditer(view, start, limit)]
    return max(phones + bullets)
