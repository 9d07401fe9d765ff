"""Know the lines that are bylines: all tokens, or tokens beside a name, a site, a place."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from extract.segmenting.metadata import Block, scan_block
from extract.segmenting.pieces import Piece
from extract.segmenting.rules import SegmentRules
from extract.segmenting.sites import office_name, site_line
from extract.segmenting.titles import bare_name, is_menu

_SITE_CUT = re.compile(r"\s[-|·•/]+\s")
_WEAK_BYLINES = frozenset({"role", "known-publisher", "editor", "label"})
_CHUNK = re.compile(r"(?:(?![ ]{2}|[ ]?[|·•]|\t).)+")
_FEWEST_CHUNKS = 2
_LONGEST_PLACE = 3  # words
_LONGEST_OPENER = 14  # "Written by"
_LONGEST_REMNANT = 30
_LONGEST_SITE = 60


def mark_split_bylines(view: str, pieces: list[Piece], rules: SegmentRules) -> Iterator[dict[str, str]]:
    """Mark bylines that stand on two lines (``By`` / ``Jane Doe``).

    Args:
        view: the plain view of the page.
        pieces: the undecided pieces of its head.
        rules: the byline tokens.

    Yields:
        What each of them tells.
    """
    for first, second in pairwise(pieces):
        if first.end - first.start > _LONGEST_OPENER or second.end - second.start > _LONGEST_SITE:
            continue
        block = scan_block(view, first.start, second.end, rules.page)
        if block.tokens == ["byline"] and block.seen == second.end:
            first.mark("metadata", "byline")
            second.mark("metadata", "byline")
            yield block.fields


def read_byline(view: str, piece: Piece, rules: SegmentRules) -> Block | None:
    """The byline block that a whole line is, also one that opens with a bare name."""
    block = scan_block(view, piece.start, piece.end, rules.page)
    if block.seen == piece.end and block.tokens:
        return block if block.strong or set(block.tokens) & _WEAK_BYLINES else None
    if block.strong and block.dated and _is_remnant(view[block.seen : piece.end]):
        return block
    return (
        _byline_behind_name(view, piece, rules)
        or _byline_behind_site(view, piece, rules)
        or _byline_of_chunks(view, piece, rules)
    )


def _byline_behind_name(view: str, piece: Piece, rules: SegmentRules) -> Block | None:
    """A byline that opens with a bare name: ``Jane Doe | Posted: 3 June 2019``."""
    names = rules.page.names.match(view, piece.start, piece.end)
    text = names[0].strip() if names else ""
    if names is None or " " not in text or is_menu(text, rules) or site_line(text, rules):
        return None
    block = scan_block(view, names.end(), piece.end, rules.page)
    if block.seen < piece.end or "byline" in block.tokens or not (block.strong or "role" in block.tokens):
        return None
    block.fields.setdefault("author", names[0])
    block.tokens.insert(0, "bare-byline")
    return block


def _byline_behind_site(view: str, piece: Piece, rules: SegmentRules) -> Block | None:
    """A byline behind the name of the site: ``Coast Business - by Jane Doe - 11 May 2023``."""
    for cut in _SITE_CUT.finditer(view, piece.start, min(piece.end, piece.start + _LONGEST_SITE)):
        prefix = view[piece.start : cut.start()]
        block = scan_block(view, cut.end(), piece.end, rules.page)
        telling = block.strong and ("byline" in block.tokens or block.dated)
        if not telling or block.seen < piece.end or not _is_name_of_site(prefix, rules):
            continue
        block.fields.setdefault("publisher", prefix)
        block.start = piece.start
        return block
    return None


def _is_name_of_site(text: str, rules: SegmentRules) -> bool:
    """Whether a short text is a name, all its words but the small ones capitalised."""
    return bool(office_name(text, rules) or site_line(text, rules) or rules.page.site.fullmatch(text))


def _is_remnant(rest: str) -> bool:
    """Whether what a byline block left of its line is no text: ``2021-05-13 ... Visits``."""
    return len(rest) <= _LONGEST_REMNANT and len(rest.split()) <= 3 and not rest.rstrip().endswith(".")


def _byline_of_chunks(view: str, piece: Piece, rules: SegmentRules) -> Block | None:
    """A line of chunks, one with the date: ``2020-06-11 10:21   Hill Daily   Liu Fang   Editor: Chen Xi``."""
    whole = Block(piece.start, piece.end, piece.end)
    chunks = [c for c in _CHUNK.finditer(view, piece.start, piece.end) if c[0].strip(" |·•\t")]
    if len(chunks) < _FEWEST_CHUNKS:
        return None
    for chunk in chunks:
        start = chunk.start() + len(chunk[0]) - len(chunk[0].lstrip(" |·•\t"))
        if not _take_chunk(view, Piece(start, chunk.end()), whole, rules):
            return None
    return whole if whole.strong and whole.dated else None


def _take_chunk(view: str, chunk: Piece, whole: Block, rules: SegmentRules) -> bool:
    """Add what a chunk tells to its line, False where the chunk may be text."""
    block = scan_block(view, chunk.start, chunk.end, rules.page)
    text = view[chunk.start : chunk.end].strip()
    if block.tokens and block.seen == chunk.end:
        whole.strong = whole.strong or block.strong
        whole.tokens += block.tokens
        found = block.fields
    elif site_line(text, rules) or office_name(text, rules):
        found = {"publisher": text}
    elif bare_name(view, chunk, rules):
        found = {"author": text}
    else:
        short = len(text.split()) <= _LONGEST_PLACE and text.istitle()
        return short or rules.lines.match(view, chunk.start, chunk.start + len(text)) is not None
    whole.fields = {**found, **whole.fields}
    return True
