"""Cut the site's name off a headline: behind it (``Headline - Daily``) or before it (``Daily: Headline``)."""

from __future__ import annotations

import re

from extract.segmenting.head_trimming import capitals_end
from extract.segmenting.pieces import Piece
from extract.segmenting.rules import SegmentRules
from extract.segmenting.sites import barred_headline, site_line, site_name_at

TITLE_CUT = re.compile(r"\s?[-|_\u2013\u2014]+\s?")
_COLON = re.compile(r":\s+(?=\w)")
_FEWEST_WORDS = 4


def cut_site(view: str, piece: Piece, rules: SegmentRules) -> tuple[list[Piece], str, bool]:
    """Cut a headline where the site's name stands.

    Args:
        view: the plain view of the page.
        piece: the headline; it shrinks.
        rules: names of publications.

    Returns:
        Headline and name in order, none where nothing is cut; the name; whether it is the
        publisher whatever else the page says.
    """
    if between := barred_headline(view[piece.start : piece.end]):
        return _between_bars(view, piece, between, rules)
    parts, name = _behind(view, piece, rules)
    if parts:
        return parts, name, True
    parts, name = _before(view, piece, rules)
    return parts or _beside(view, piece, rules), name, False


def _between_bars(
    view: str, piece: Piece, between: tuple[int, int], rules: SegmentRules
) -> tuple[list[Piece], str, bool]:
    """``Hill Daily | Tea sells well in Lima | News``."""
    start, end = piece.start + between[0], piece.start + between[1]
    around = [(piece.start, start), (end, piece.end)]
    names = [site_line(part.strip(), rules) for low, high in around for part in view[low:high].split("|")]
    beside = [
        Piece(low, high, inline=True, kind="furniture", rule="site-beside-headline")
        for low, high in ((low, low + len(view[low:high].rstrip())) for low, high in around)
        if low < high
    ]
    piece.start, piece.end = start, end
    return sorted([piece, *beside], key=lambda part: part.start), next(filter(None, names), ""), False


def _beside(view: str, piece: Piece, rules: SegmentRules) -> list[Piece]:
    """``Latest News Tea sells well``: a section before a headline; ``TEA SELLS WELL Growers hope``."""
    opener = rules.page.heads["opener"].match(view, piece.start, piece.end)
    if opener and ":" not in opener[0] and len(view[opener.end() : piece.end].split()) >= _FEWEST_WORDS:
        section = Piece(piece.start, opener.end(), piece.gap, inline=True, kind="furniture", rule="section")
        piece.start = opener.end()
        return [section, piece]
    if (at := capitals_end(view, piece.start, piece.end, rules)) is None:
        return []
    deck = Piece(at, piece.end, inline=True, kind="heading", rule="deck")
    piece.end = piece.start + len(view[piece.start : at].rstrip())
    return [piece, deck]


def _behind(view: str, piece: Piece, rules: SegmentRules) -> tuple[list[Piece], str]:
    for cut in reversed(list(TITLE_CUT.finditer(view, piece.start, piece.end))):
        name = site_name_at(view, cut.end(), piece.end, rules)
        if name is None or cut.end() + len(name) != piece.end:  # "CNN", but "CNN.com"
            name = _site_mark(view, cut, piece.end, rules)
        if name and cut.end() + len(name) == piece.end and cut.start() > piece.start:
            rest = Piece(cut.start(), piece.end, inline=True, kind="furniture", rule="site-behind-headline")
            rest.start += len(view[rest.start : rest.end]) - len(view[rest.start : rest.end].lstrip())
            piece.end = cut.start()
            return [piece, rest], name
    return [], ""


def _site_mark(view: str, cut: re.Match[str], end: int, rules: SegmentRules) -> str | None:
    """What stands behind the last bar of a headline, or a dash if it is written as only sites are."""
    text = view[cut.end() : end]
    fits = rules.page.behind_bar if cut[0] == " | " else rules.page.behind_dash
    return text if fits.fullmatch(text) else None


def _before(view: str, piece: Piece, rules: SegmentRules) -> tuple[list[Piece], str]:
    """``Coast Trade Monitor: Exports of ten ports``: a name that ends in a word of publications."""
    opener = rules.page.site_opener.match(view, piece.start, piece.end)
    colon = opener or _COLON.search(view, piece.start, piece.end)
    if colon is None or len(view[colon.end() : piece.end].split()) < _FEWEST_WORDS:
        return [], ""
    name = (opener["site"] or opener["bracketed"] or "") if opener else view[piece.start : colon.start()]
    if not opener and (site_line(name, rules) != name or rules.page.publisher.fullmatch(name)):
        return [], ""  # "World Bank: Growth slows": one who speaks
    first = Piece(piece.start, colon.end() - 1, piece.gap, kind="furniture", rule="site-before-headline")
    piece.start, piece.gap, piece.inline = colon.end(), False, True
    return [first, piece], name
