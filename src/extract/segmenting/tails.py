"""Mark the tail of a page: footers, slogans, lists of unrelated headlines."""

from __future__ import annotations

import re

from extract.segmenting.pieces import Piece, ends_with_stop, is_prose
from extract.segmenting.rules import SegmentRules
from extract.segmenting.titles import is_menu

_DIGIT = re.compile(r"\d")
_WORD = re.compile(r"[^\W\d_]{2,}")
_LIST_LINE = re.compile(r"[•·■*-]|\(?\d{1,2}[.)]")
_COUNTED = re.compile(r"\d[\d,.]*\s[a-z]")
_DATUM = re.compile(r"[:|]\s*\S{0,3}\d")  # "Population: 3.2 million"
_SIGNATURE = re.compile(r"""(?<=[.!?"')])\s+(\S+(?: \S+){0,3})\s*\Z""")
_CAMEL = re.compile(r"[A-Za-z]+[a-z][A-Z][A-Za-z]+")
_GLUED_SLOGAN = re.compile(r"""(?<=[a-z"')][.!?"'])(?=[A-Z][a-z]+ )([^.!?\d\n]{15,120}[.!]?)\s*\Z""")
_SECTION_HEADLINE = re.compile(r"([A-Z]\w+):\s(?:\S+\s){3,}\S+\Z")
_SMALL_WORD = 4
_FEWEST_SLOGAN_WORDS = 4


def mark_tail(view: str, pieces: list[Piece], fields: dict[str, str], rules: SegmentRules) -> list[Piece]:
    """Decide the pieces below the article.

    Args:
        view: the plain view of the page.
        pieces: all pieces; those of the head are decided.
        fields: what is known of the page; a site's name below the article is added.
        rules: publishers, words of menus, numbers.

    Returns:
        The pieces, one more where a site's name or slogan was cut off the last paragraph.
    """
    least = rules.settings["prose-characters"][0]
    footer = _first_footer(view, pieces)
    _mark_comments(view, pieces)
    _mark_lists(view, pieces, least)
    _mark_trailing_headlines(view, pieces[:footer], least, rules)
    _mark_section_headline(view, pieces[:footer], rules)
    if footer is not None:
        _mark_below(pieces, footer)
        _mark_slogans(view, pieces, footer)
    return _cut_signature(view, pieces, fields, rules)


def _first_footer(view: str, pieces: list[Piece]) -> int | None:
    """The first footer line below which next to no prose stands."""
    lengths = [p.end - p.start if is_prose(view, p, 40) else 0 for p in pieces]
    before, total = 0, sum(lengths)
    for index, piece in enumerate(pieces):
        before += lengths[index]
        if piece.scope in {"footer", "tail"} and before and (total - before) * 5 < before:
            return index
    return None


def _mark_below(pieces: list[Piece], footer: int) -> None:
    for piece in pieces[footer:]:
        if piece.kind not in {"metadata", "furniture"}:
            piece.mark("furniture", "below-footer")


def _mark_lists(view: str, pieces: list[Piece], least: int) -> None:
    """What follows a line like ``Related`` is links, up to the next paragraph of prose."""
    prose, listing = False, False
    for piece in pieces:
        prose = prose or is_prose(view, piece, least * 2 // 3)
        if is_prose(view, piece, least):
            listing = False
        elif piece.scope == "list":
            listing = prose
        elif listing and piece.kind is None:
            piece.mark("furniture", "below-list")


def _mark_comments(view: str, pieces: list[Piece]) -> None:
    """From ``12 comments`` on all is the readers', if one of the lines below lets them reply."""
    prose = False
    for index, piece in enumerate(pieces):
        prose = prose or is_prose(view, piece, 60)
        if piece.scope == "comments" and prose and any(p.scope == "reply" for p in pieces[index:]):
            for comment in pieces[index:]:
                if comment.kind not in {"metadata", "furniture"}:
                    comment.mark("furniture", "comments-of-readers")
            return


def _mark_slogans(view: str, pieces: list[Piece], footer: int) -> None:
    """Short lines between the last sentence and the footer, without numbers, are the site's."""
    for piece in reversed(pieces[:footer]):
        if piece.kind in {"furniture", "metadata"}:
            continue
        text = view[piece.start : piece.end]
        if (
            piece.kind
            or piece.inline
            or ends_with_stop(view, piece)
            or _DIGIT.search(text)
            or len(text) > 110
        ):
            return
        piece.mark("furniture", "slogan")


def _mark_trailing_headlines(view: str, pieces: list[Piece], least: int, rules: SegmentRules) -> None:
    trailing: list[Piece] = []
    for piece in reversed(pieces):
        if piece.kind in {"furniture", "metadata"}:
            continue
        if piece.kind or piece.inline or not _is_link(view, piece):
            break
        trailing.append(piece)
    body = sum(is_prose(view, p, least) for p in pieces)
    counted = sum(_COUNTED.match(view, p.start, p.end) is not None for p in trailing)
    if counted * 2 > len(trailing):
        return  # "300 new schools" / "12 clinics opened"
    if len(trailing) >= rules.settings["trailing-headlines"][0] and body >= 2:
        for piece in trailing:
            piece.mark("furniture", "trailing-headlines")


def _mark_section_headline(view: str, pieces: list[Piece], rules: SegmentRules) -> None:
    """A last line like ``Sport: Rovers win 2-1 in cup`` leads to another story."""
    below = [p for p in pieces if p.kind not in {"furniture", "metadata"}][-2:]
    if len(below) < 2 or below[1].kind is not None or not is_prose(view, below[0], 60):
        return
    last = below[1]
    found = _SECTION_HEADLINE.match(view, last.start, last.end)
    if found and found[1].lower() in rules.menu and _is_link(view, last):
        last.mark("furniture", "section-headline")


def _is_link(view: str, piece: Piece) -> bool:
    text = view[piece.start : piece.end]
    if _LIST_LINE.match(text) or _DATUM.search(text) or text.endswith((":", ";", ",")) or text[0].islower():
        return False
    return len(text) <= 140 and not ends_with_stop(view, piece) and len(_WORD.findall(text)) >= 2


def _cut_signature(
    view: str, pieces: list[Piece], fields: dict[str, str], rules: SegmentRules
) -> list[Piece]:
    """Cut a site's name or a glued slogan off the end of the last paragraph."""
    index = next((i for i in range(len(pieces) - 1, -1, -1) if pieces[i].kind is None), None)
    if index is None:
        return pieces
    last = pieces[index]
    found = _signature(view, last, fields, rules) or _glued_slogan(view, last)
    if found is None or found <= last.start:
        return pieces
    rest = Piece(found, last.end, inline=True, kind="furniture", rule="signature")
    last.end = found - len(view[last.start : found]) + len(view[last.start : found].rstrip())
    return [*pieces[: index + 1], rest, *pieces[index + 1 :]]


def _signature(view: str, last: Piece, fields: dict[str, str], rules: SegmentRules) -> int | None:
    low = max(last.start, last.end - 60)
    found = _SIGNATURE.search(view, low, last.end)
    if found is None:
        return None
    name = found[1].strip("-()| ")
    if rules.page.publisher.fullmatch(name) or _CAMEL.fullmatch(name):
        fields.setdefault("publisher", name)
        return found.start(1)
    return found.start(1) if is_menu(name, rules) and len(name.split()) > 2 else None


def _glued_slogan(view: str, last: Piece) -> int | None:
    """``... he said.Read Our Weekly Guide To Savings``: glued on, capitalised, no number."""
    found = _GLUED_SLOGAN.search(view, max(last.start, last.end - 140), last.end)
    if found is None:
        return None
    words = [w for w in _WORD.findall(found[1]) if len(w) >= _SMALL_WORD]
    titled = len(words) >= _FEWEST_SLOGAN_WORDS and all(w[0].isupper() for w in words)
    return found.start(1) if titled else None
