"""Mark what a page carries again and again: running heads of printed pages, numbered notes."""

from __future__ import annotations

import re
from collections import defaultdict
from itertools import pairwise

from extract.segmenting.pieces import Piece, ends_with_stop, is_prose

_PAGE_NUMBER = re.compile(r"\A\d{1,3}(?=\W*\s)|(?<=\s)\d{1,3}\Z")
_LETTER = re.compile(r"[^\W\d_]")
_NOTE = re.compile(r"""[\[(]?\d{1,3}[\]).:]?\s|[*†‡§^]|[a-z][.)]?\s|(?:https?:|www\.)|[A-Z][\w'-]+,\s""")
_FEWEST_REPEATS = 3
_FEWEST_LETTERS = 8
_LONGEST_RUNNING_HEAD = 110
_WIDEST_STEP = 3  # pages between two running heads


def mark_running_heads(view: str, pieces: list[Piece]) -> None:
    """Lines that stand three times on a page, alike or with a page number that counts up.

    The first stays where it may be the headline; ``17 villages`` / ``66 villages`` is a table.
    """
    lines: dict[str, list[tuple[int | None, Piece]]] = defaultdict(list)
    for piece in pieces:
        if piece.kind is None and not piece.inline and piece.end - piece.start <= _LONGEST_RUNNING_HEAD:
            text = view[piece.start : piece.end]
            number = _PAGE_NUMBER.search(text)
            key = _PAGE_NUMBER.sub("", text, count=1).strip(" |-")
            if len(_LETTER.findall(key)) >= _FEWEST_LETTERS and not ends_with_stop(view, piece):
                lines[key].append((int(number[0]) if number else None, piece))
    for found in lines.values():
        if len(found) >= _FEWEST_REPEATS and _counts_up([number for number, _ in found]):
            for page, line in found:
                if page is not None or line is not found[0][1]:
                    line.mark("furniture", "running-head")


def _counts_up(numbers: list[int | None]) -> bool:
    known = [number for number in numbers if number is not None]
    steps = [later - before for before, later in pairwise(known)]
    return all(0 < step <= _WIDEST_STEP for step in steps) and len(known) in {0, len(numbers)}


def mark_notes(view: str, pieces: list[Piece]) -> None:
    """Below a line like ``Notes``: numbered notes to the end are furniture; else the line is a heading."""
    prose = next((i for i, p in enumerate(pieces) if is_prose(view, p, 60)), len(pieces))
    below: list[Piece] = []
    noted = 0
    for index in range(len(pieces) - 1, -1, -1):
        piece = pieces[index]
        if piece.kind is None:
            below.append(piece)
            noted += bool(_NOTE.match(view, piece.start, piece.end))
        elif piece.scope == "notes" and prose < index and noted * 4 >= len(below) * 3:
            for note in below:
                note.mark("furniture", "below-notes")
            below, noted = [], 0
        elif piece.scope == "notes":
            piece.mark("heading", "short-line")
