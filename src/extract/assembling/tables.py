"""Tables that a page's text holds line by line: the heading of the column that a quantity stands in.

Population lifted out of poverty (persons)      the headings of the columns, a line each
Share of total
Haidong City                                    a row: its name, then a quantity a line
28,640 persons
22.4%
Yushu Prefecture
...
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from itertools import groupby

from extract.assembling.topics import Topic
from extract.records import Document, Quantity, Sentence, Span

_LONGEST_CELL = 80
_FEWEST_COLUMNS = 2
_FEWEST_ROWS = 2
_UNIT = re.compile(r"\s*[(\[][^()\[\]]*[)\]]\s*$")
_WORD = re.compile(r"\w")
_PLAIN, _CELL, _OTHER = "p", "c", "o"


def find_columns(document: Document, quantities: Sequence[Quantity]) -> Mapping[int, Topic]:
    """What the headings of tables say of the quantities below them, by the start of the quantity.

    Args:
        document: the article.
        quantities: its quantities in text order.
    """
    cells = _cells(document, quantities)
    if len(cells) < _FEWEST_COLUMNS * _FEWEST_ROWS:
        return {}
    line = "".join(_class_of(document, sentence, cells) for sentence in document.sentences)
    found: dict[int, Topic] = {}
    for first, width, last in _tables(line):
        headings = document.sentences[first - width : first]
        for number in range(first, last):
            column = (number - first) % (width + 1) - 1
            if column >= 0:
                start = cells[document.sentences[number].start]
                found[start] = _topic(document, headings[column])
    return found


def _cells(document: Document, quantities: Sequence[Quantity]) -> dict[int, int]:
    """The sentences that are a quantity and nothing else: their start, and that of the quantity."""
    starts = {sentence.start: sentence for sentence in document.sentences}
    cells = {}
    for quantity in quantities:
        sentence = starts.get(quantity.start)
        if sentence and not _WORD.search(document.view, quantity.end, sentence.end):
            cells[sentence.start] = quantity.start
    return cells


def _class_of(document: Document, sentence: Sentence, cells: Mapping[int, int]) -> str:
    if sentence.start in cells:
        return _CELL
    text = document.view[sentence.start : sentence.end]
    is_name = len(text) <= _LONGEST_CELL and not any(character.isdigit() for character in text)
    return _PLAIN if is_name else _OTHER


def _tables(line: str) -> list[tuple[int, int, int]]:
    """The first row, the number of columns and the end of each table: "pppp" + "pccc" + "pccc"."""
    runs = [(kind, len(list(same))) for kind, same in groupby(line)]
    found = []
    position = 0
    for number, (kind, length) in enumerate(runs):
        before, lines = runs[number - 1] if number else (_OTHER, 0)
        # The last plain line before the first row names it; those before it head the columns.
        if kind == _CELL and before == _PLAIN and lines > length >= _FEWEST_COLUMNS:
            last = _end_of_rows(line, position - 1, length)
            if last - position + 1 >= _FEWEST_ROWS * (length + 1):
                found.append((position - 1, length, last))
        position += length
    return found


def _end_of_rows(line: str, first: int, width: int) -> int:
    row = _PLAIN + _CELL * width
    last = first
    while line.startswith(row, last) and not line.startswith(_CELL, last + len(row)):
        last += len(row)
    return last


def _topic(document: Document, heading: Sentence) -> Topic:
    text = _UNIT.sub("", document.view[heading.start : heading.end]).strip()
    return Topic(text, (Span(heading.start, heading.end),), "table_column")
