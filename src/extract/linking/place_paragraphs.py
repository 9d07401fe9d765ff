"""Whether a text has paragraphs of sentences, where places set the scene anew, or lines and cells."""

from __future__ import annotations

from extract.linking.place_anchors import Anchor
from extract.records import Document, Sentence, Span

_SENTENCES_OF_PARAGRAPH = 1.5
_FULL_STOPS = (".", "!", "?", ":", ";")

MOST_NAMED = "most_named"
_REACH_OF_OPENINGS = 6
_REACH_PAST_WIDE = 12
_WIDE = frozenset({"country", "province"})


def reach_of_scenes(default: Anchor | None, why: str) -> int:
    """How many sentences the scene of one reaches.

    A province or country that is only named most, often as what holds the others ("a village in
    Guizhou"), does not call the text back as soon as what it is about does.

    Args:
        default: the article's own place.
        why: id of the rule that made it that.
    """
    place = default.place if default is not None else None
    is_weak = why == MOST_NAMED and place is not None and place.level in _WIDE
    return _REACH_PAST_WIDE if is_weak else _REACH_OF_OPENINGS


def has_paragraphs(document: Document) -> bool:
    """Whether paragraphs hold several sentences; where each sentence is one, none starts anew."""
    kinds, view = document.segments, document.view
    told = [
        s.segment
        for s in document.sentences
        if kinds[s.segment].kind == "paragraph" and in_a_sentence(view, s)
    ]
    return len(told) >= _SENTENCES_OF_PARAGRAPH * len(set(told))


def in_a_sentence(view: str, sentence: Span | Sentence) -> bool:
    """Whether it ends like one; the cells of a table do not."""
    return view[sentence.start : sentence.end].rstrip("\"')").endswith(_FULL_STOPS)
