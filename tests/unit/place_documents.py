"""Inline markup for the tests of places: ``[Chengkou County|500229]`` is a mention.

After the bar stands the code, or the name in title case of a place without one.
``{300 villages|500229}`` is a quantity and the place of its fact, ``-`` for none.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from extract.records import Document, Metadata, RawArticle, Segment, Sentence

DATA = Path(__file__).parent / "data" / "places"
_MARK = re.compile(r"\[([^\[\]|]+)\|([^\[\]|]+)\]|\{([^{}|]+)\|([^{}|]+)\}")
_YEAR = re.compile(r"(\d{4}): ")
_END = re.compile(r"(?<=[.!?])[\"')]*\s+(?=[A-Z\"'(\[])")


@dataclass
class Marked:
    """A line of a data file, its marks taken out.

    Attributes:
        document: the text as an article of one paragraph.
        published: its date.
        mentions: start, end and code or name of each mention.
        facts: start, end and code or name of each quantity, '-' for none.
    """

    document: Document
    published: date
    mentions: list[tuple[int, int, str]] = field(default_factory=list)
    facts: list[tuple[int, int, str]] = field(default_factory=list)


def read_marked(name: str) -> list[str]:
    """The lines of a data file, comments and blank lines left out."""
    lines = (DATA / name).read_text(encoding="utf-8").splitlines()
    found = [line for line in lines if line.strip() and not line.startswith("#")]
    assert found
    return found


def parse(line: str) -> Marked:
    """The document of a line and what it expects."""
    year = _YEAR.match(line)
    body = line[year.end() :] if year else line
    text, at = "", 0
    mentions, facts = [], []
    for mark in _MARK.finditer(body):
        text += body[at : mark.start()]
        quote, what = (mark[1], mark[2]) if mark[1] else (mark[3], mark[4])
        (mentions if mark[1] else facts).append((len(text), len(text) + len(quote), what))
        text += quote
        at = mark.end()
    return Marked(_document(text + body[at:]), date(int(year[1]) if year else 2020, 6, 1), mentions, facts)


def _document(text: str) -> Document:
    sentences, at = [], 0
    for end in _END.finditer(text):
        sentences.append(Sentence(at, end.start(), 0))
        at = end.end()
    sentences.append(Sentence(at, len(text), 0))
    segments = (Segment(0, len(text), "paragraph"),)
    return Document(RawArticle("test", "test", text, "0"), text, Metadata(), segments, tuple(sentences))
