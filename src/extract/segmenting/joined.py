"""Paragraphs that a page lost the breaks between: "in need of food.Prices tell how uneven it is"."""

from __future__ import annotations

import re
from collections.abc import Iterator

_JOINT = re.compile(r"""[.!?](?<=[a-z0-9%)][a-z0-9%).!?].)["')]*(?=["']?[A-Z][\w'-]*[ ,])""")
_FEWEST = 3
_QUOTE = '"'


def paragraph_spans(view: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """The paragraphs of one that begins at ``start`` and ends at ``end``.

    One missing space is a slip of the writer, several are paragraphs that were joined: the sentences inside
    them have their spaces.

    Args:
        view: the plain view of the page.
        start: where it begins.
        end: where it ends.
    """
    joints = [_border(view, start, joint) for joint in _JOINT.finditer(view, start, end)]
    for border in joints if len(joints) >= _FEWEST else ():
        yield start, border
        start = border
    yield start, end


def _border(view: str, start: int, joint: re.Match[str]) -> int:
    """Where the next paragraph begins; a quotation mark that opens belongs to it: 'is left."We sold all'."""
    stop = joint.start() + 1
    if view.startswith(_QUOTE, stop) and view.count(_QUOTE, start, stop) % 2 == 0:
        return stop
    return joint.end()
