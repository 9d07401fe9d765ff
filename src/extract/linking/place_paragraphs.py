"""Whether a text has paragraphs of sentences, where places set the scene anew, or lines and cells."""

from __future__ import annotations

from extract.records import Document, Sentence, Span

_SENTENCES_OF_PARAGRAPH = 1.5
_FULL_STOPS = (".", "!", "?", ":", ";")


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
