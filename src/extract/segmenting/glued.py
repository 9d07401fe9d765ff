"""Headlines with something glued to them: a byline behind or before them, on the same line."""

from __future__ import annotations

import re
from collections.abc import Iterator

from extract.segmenting.bylines import read_byline
from extract.segmenting.metadata import Block, scan_block
from extract.segmenting.pieces import Piece
from extract.segmenting.rules import SegmentRules
from extract.segmenting.titles import bare_name

_LONGEST = 280
_LONGEST_REST = 30
_FEWEST_WORDS = 4
_TELLING = frozenset(
    {"byline", "staff-byline", "source", "published", "updated", "time", "time-stamp", "publisher-date"}
)
_STOP = re.compile(r"""[.!?]\s+["'(]?[A-Z0-9]""")
_CUT = re.compile(r"\s\|\s|\s-{1,2}\s|[ ]{2,}|\t")
_ENDS = " |,:(-"

_JOINT = re.compile(r"""(?<=[a-z0-9%?!)])(?=["']?[A-Z][\w'-]*\s)""")
_WORD = re.compile(r"[A-Za-z][\w'-]*")
_LONGEST_GLUED = 200
_FEWEST_GLUED = 5  # words of the headline
_WORDS_BEHIND = 7
_SMALL_BEHIND = 3  # of these, so many in small letters: prose
_SHORTEST_TITLED = 4  # letters: "of", "and" stay small in a headline

Parts = tuple[Piece, Piece, Block]


def split_headline(view: str, piece: Piece, rules: SegmentRules) -> Parts | None:
    """Headline and byline of a line that holds both: ``Tea pays off by Jane Doe, June 24, 2020 Print``.

    Args:
        view: the plain view of the page.
        piece: the line.
        rules: the byline tokens.

    Returns:
        The headline, the byline, both decided, and what the byline tells; None where the
        line is none such.
    """
    if piece.end - piece.start > _LONGEST or not rules.page.byline_cue.search(view, piece.start, piece.end):
        return None
    for at, block, end in _bylines_in(view, piece, rules):
        first = Piece(piece.start, piece.start + len(view[piece.start : at].rstrip(_ENDS)), piece.gap)
        if at > piece.start and end == piece.end and _is_headline(view, first, rules):
            return _decided(first, Piece(at, end, inline=True), block)
        rest = end + len(view[end : piece.end]) - len(view[end : piece.end].lstrip(_ENDS + ")"))
        last = Piece(rest, piece.end, gap=True)
        if at == piece.start and _is_headline(view, last, rules):
            return _decided(last, Piece(at, end, piece.gap, inline=True), block)
    return None


def _bylines_in(view: str, piece: Piece, rules: SegmentRules) -> Iterator[tuple[int, Block, int]]:
    """Where bylines begin in a line, what they tell, and where they end."""
    for cut in _CUT.finditer(view, piece.start, piece.end):
        block = read_byline(view, Piece(cut.end(), piece.end), rules)
        if block is not None and block.dated:
            yield cut.end(), block, piece.end
    for found in rules.page.opening.finditer(view, piece.start, piece.end):
        block = scan_block(view, found.start(), piece.end, rules.page)
        rest = view[block.seen : piece.end].strip(" |:")
        if block.dated and _TELLING.intersection(block.tokens):
            ends = len(rest) <= _LONGEST_REST and not rest.endswith(".")
            yield found.start(), block, piece.end if ends else block.end
        elif block.tokens == ["byline"] and not rest and view[found.start()].isupper():
            name = bare_name(view, Piece(piece.end - len(block.fields["author"]), piece.end), rules)
            if name and is_sentence_case(view[piece.start : found.start()], rules):
                yield found.start(), block, piece.end


def is_sentence_case(text: str, rules: SegmentRules) -> bool:
    """Whether a headline is written like a sentence; in "Life Saved By Jane Doe" a capital says nothing."""
    words = [word for word in text.split() if word[0].isalpha()]
    small = [w for w in words if w[0].islower() and w not in rules.languages.stopwords["en"]]
    return 2 * len(small) >= len(words) > 0


def _is_headline(view: str, piece: Piece, rules: SegmentRules) -> bool:
    text = view[piece.start : piece.end]
    words = text.split()
    if len(words) < _FEWEST_WORDS or _STOP.search(text) or text.endswith((".", ",", ";")):
        return False
    return words[-1].lower() not in rules.languages.stopwords["en"] and not words[0][0].islower()


def _decided(title: Piece, byline: Piece, block: Block) -> Parts:
    title.mark("title", "headline-beside-byline")
    byline.mark("metadata", block.tokens[0] if block.tokens else "byline")
    return title, byline, block


def split_glued_text(view: str, start: int, end: int, rules: SegmentRules) -> int | None:
    """Where the text begins on a line whose headline runs into it: ``Pears Sell WellThe county built ...``.

    Args:
        view: the plain view of the page.
        start: where the line starts.
        end: where it ends.
        rules: small words.

    Returns:
        The offset, None where no headline is glued to the line.
    """
    stop = _STOP.search(view, start, min(end, start + _LONGEST_GLUED))
    limit = stop.start() + 1 if stop else min(end, start + _LONGEST_GLUED)
    for joint in _JOINT.finditer(view, start, limit):
        at = joint.start()
        if view[at - 1].isspace() or view[at].isspace():
            continue
        title, behind = view[start:at], _WORD.findall(view, at, at + _LONGEST_GLUED)[:_WORDS_BEHIND]
        prose = sum(word[0].islower() for word in behind) >= _SMALL_BEHIND
        opens = behind and (behind[0].lower() in rules.languages.stopwords["en"] or is_titled(title))
        if prose and opens and len(_WORD.findall(title)) >= _FEWEST_GLUED:
            return at
    return None


def is_titled(text: str) -> bool:
    """Whether all longer words of a headline are written with a capital."""
    return all(word[0].isupper() for word in _WORD.findall(text) if len(word) >= _SHORTEST_TITLED)


def has_capitals(text: str, rules: SegmentRules) -> bool:
    """Whether a headline is written with capitals: "Tea Sells Well in Lima"."""
    small = rules.languages.stopwords["en"]
    content = [word for word in text.split() if word[0].isalpha() and word.lower() not in small]
    return 2 * sum(word[0].islower() for word in content) < len(content) or not content
