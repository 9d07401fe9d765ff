"""Cut a page into pieces: its lines, cut again where something inside a line begins or ends."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from extract.records import SegmentKind
from extract.segmenting.rules import SegmentRules

_LINE = re.compile(r"[^\r\n]+")
_TERMINAL = re.compile(r"""[.!?…。！？;:]["')\]】」』]*\Z""")
_STOP_END = re.compile(r"""[.!?…。！？]["')\]】」』]*\Z""")
LIST_MARK = re.compile(r"""[•·■◆▪●○*]|-\s|[(\[]?(?:\d{1,2}|[a-z]|[ivx]{1,4})[.)\]]\s?\D""")
_OPEN_END = re.compile(r"""[,(&$£€¥-]\Z""")
_WIDEST_WRAP = 130
_MANY_LINES = 6


@dataclass(slots=True)
class Piece:
    """A stretch of one line, or of several lines that make one paragraph.

    Attributes:
        start, end: its offsets, without surrounding white space.
        gap: whether a blank line (or the start of the page) stands before it.
        inline: whether it was cut out of a longer line.
        kind: what it is, None while undecided.
        rule: id of the rule that decided.
        scope: scope of that rule.
        opens_page: whether it is the first line of the page, alone.
    """

    start: int
    end: int
    gap: bool = False
    inline: bool = False
    kind: SegmentKind | None = None
    rule: str | None = None
    scope: str | None = None
    opens_page: bool = False

    def mark(self, kind: SegmentKind, rule: str, scope: str | None = None) -> None:
        """Decide what the piece is."""
        self.kind, self.rule, self.scope = kind, rule, scope


def line_spans(view: str) -> Iterator[tuple[int, int, bool]]:
    """Offsets of each line that is not blank, without outer white space; and whether a gap is before it."""
    after = 0
    for found in _LINE.finditer(view):
        line = found[0]
        text = line.strip()
        if not text:
            continue
        start = found.start() + len(line) - len(line.lstrip())
        yield start, start + len(text), after == 0 or _has_blank_line(view[after:start])
        after = start + len(text)


def _has_blank_line(between: str) -> bool:
    return between.count("\n") > 1 or (between.count("\r") > 1 and "\n" not in between)


def cut_pieces(view: str, cuts: list[Piece]) -> list[Piece]:
    """The lines of a page, cut at the given pieces.

    Args:
        view: the plain view of the page.
        cuts: pieces inside lines, decided already, in order and without overlap.
    """
    pieces: list[Piece] = []
    pending = iter([*cuts, Piece(len(view) + 1, len(view) + 2)])
    cut = next(pending)
    for line_start, end, gap in line_spans(view):
        position, blank, inline = line_start, gap, False
        while cut.start < end:
            if cut.start > position:
                pieces.extend(_stripped(view, position, cut.start, gap=blank, inline=inline))
                blank = False
            if cut.end > position:
                cut.gap, cut.inline = blank, True
                pieces.extend(_clipped(view, cut, max(cut.start, position), min(cut.end, end)))
            position, blank, inline = max(position, min(cut.end, end)), False, True
            if cut.end > end:
                break
            cut = next(pending)
        if position < end:
            pieces.extend(_stripped(view, position, end, gap=blank, inline=inline))
    return pieces


def _clipped(view: str, cut: Piece, start: int, end: int) -> Iterator[Piece]:
    for piece in _stripped(view, start, end, gap=cut.gap, inline=True):
        piece.kind, piece.rule, piece.scope = cut.kind, cut.rule, cut.scope
        yield piece


def _stripped(view: str, start: int, end: int, *, gap: bool, inline: bool) -> Iterator[Piece]:
    part = view[start:end]
    text = part.strip()
    if text:
        first = start + len(part) - len(part.lstrip())
        yield Piece(first, first + len(text), gap, inline)


def merge_soft_wraps(view: str, pieces: list[Piece], rules: SegmentRules) -> list[Piece]:
    """Join lines that a page broke in the middle of a paragraph (``1.09`` / ``billion yuan``)."""
    width = _wrap_width(view, pieces)
    merged: list[Piece] = []
    if pieces:  # the first line of a page is its headline, whatever word it ends in: "A dam too many"
        pieces[0].opens_page = True
    last_start = 0  # of the last line of the piece that grows
    for piece in pieces:
        before = merged[-1] if merged else None
        if before is not None and _continues(view, before, last_start, piece, width, rules):
            before.end = piece.end
            before.opens_page = False
        else:
            merged.append(piece)
        last_start = piece.start
    return merged


def _wrap_width(view: str, pieces: list[Piece]) -> int:
    """The width at which a page was wrapped, 0 where it was not."""
    lines = [p for p in pieces if p.kind is None and not p.inline]
    if len(lines) < _MANY_LINES or any(p.end - p.start > _WIDEST_WRAP for p in lines):
        return 0
    follows = [p for p in lines[1:] if not p.gap]
    lower = sum(view[p.start].islower() for p in follows)
    return max(p.end - p.start for p in lines) if follows and lower * 4 >= len(follows) else 0


def _continues(
    view: str, before: Piece, last_start: int, piece: Piece, width: int, rules: SegmentRules
) -> bool:
    if piece.gap or piece.inline or before.kind is not None or piece.kind is not None:
        return False
    if LIST_MARK.match(view, piece.start, piece.end):
        return False
    last = view[last_start : before.end]
    if width and len(last) * 3 >= width * 2:
        return True
    first = view[piece.start]
    if _TERMINAL.search(last[-4:]) or first.islower() or first in "%,;)":
        return not _TERMINAL.search(last[-4:])
    return not before.opens_page and _is_open(last, rules)


def _is_open(line: str, rules: SegmentRules) -> bool:
    last_word = line.rsplit(None, 1)[-1]  # a capital there is a menu's: "What We Do", "Sign In"
    return bool(_OPEN_END.search(line)) or last_word in rules.languages.stopwords["en"]


def ends_with_stop(view: str, piece: Piece) -> bool:
    """Whether a piece ends as sentences do."""
    return bool(_STOP_END.search(view, max(piece.start, piece.end - 5), piece.end))


def is_prose(view: str, piece: Piece, least: int) -> bool:
    """Whether a piece is undecided and reads like a paragraph: long, or ended by a stop."""
    length = piece.end - piece.start
    return piece.kind is None and (length > 3 * least or (length >= least and ends_with_stop(view, piece)))
