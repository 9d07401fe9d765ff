"""The line with a colon that an item of a list stands below.

"The targets for the year are:" governs the lines below it, each an item by its bullet or by the semicolon
that it or the line before it ends with.
"""

from __future__ import annotations

import re
from bisect import bisect_left

from extract.records import Document, Sentence

_FARTHEST = 15
_BULLET = re.compile(r"[^\w\s\"'(\[$£€¥]|\(?\d{1,2}[.)]\s|\(?[a-z]\)")
_COLON, _MORE = ":", ";"


def find_introduction(document: Document, sentence: Sentence) -> str | None:
    """The line that a sentence is listed below.

    Args:
        document: the article.
        sentence: one of its sentences.

    Returns:
        None where the sentence stands in no list, or nothing introduces it.
    """
    number = bisect_left(document.sentences, sentence.start, key=lambda one: one.start)
    below = _text(document, sentence)
    for before in reversed(document.sentences[max(0, number - _FARTHEST) : number]):
        text = _text(document, before)
        bulleted = _BULLET.match(below) is not None
        if text.endswith(_COLON):
            return text if bulleted or below.endswith(_MORE) else None
        if not (bulleted or text.endswith(_MORE)):
            return None
        below = text
    return None


def _text(document: Document, sentence: Sentence) -> str:
    return document.view[sentence.start : sentence.end]
