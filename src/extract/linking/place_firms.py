"""Firms and the nations where they are at home: "German telecoms firm X", "France's Pernod Ricard"."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from extract.linking.place_anchors import Anchor, is_code
from extract.linking.place_capitals import as_link
from extract.linking.place_cues import FactCues
from extract.records import Document, Sentence, Span

_BLANK = r"[ \n]"
# So many characters of a text, and so many sentences, are its beginning.
_EARLY = 40
_OPENING = 4
_BACK = 80
_COUNTRY = "country"
_FIRM = "firm"


def firm_told(
    document: Document, opening: Sentence, anchors: Sequence[Anchor], cues: FactCues
) -> Anchor | None:
    """The nation whose firm a text begins with, whatever other countries it names then.

    "German telecoms firm X saw strong profits on the back of US earnings"; "Steelmaker X is to cut jobs.
    The Netherlands-based company ...".

    Args:
        document: the article.
        opening: the first sentence of the body.
        anchors: its grouped mentions, in text order.
        cues: the compiled cues.
    """
    view, sentences = document.view, document.sentences
    first = sentences.index(opening)
    last = sentences[min(first + _OPENING, len(sentences)) - 1].end
    for anchor in _nations(view, Span(opening.start, last), anchors, cues):
        early = anchor.start - opening.start <= _EARLY
        if early and cues.firms.is_firm.match(view, anchor.end, opening.end):
            return anchor
        if cues.firms.is_based(view, anchor.start, anchor.end):
            return anchor
    return None


class Firms:
    """The firms of a document whose nation it tells, and where they are named.

    Args:
        document: the article.
        anchors: its grouped mentions, in text order.
        cues: the compiled cues.
    """

    def __init__(self, document: Document, anchors: Sequence[Anchor], cues: FactCues) -> None:
        self._view = document.view
        whole = Span(0, len(document.view))
        self._homes: dict[str, Anchor] = {}
        for nation in _nations(document.view, whole, anchors, cues):
            for name in _names(document.view, nation, cues):
                self._homes.setdefault(name, nation)
                self._homes.setdefault(name.split()[0], nation)
        names = "|".join(map(re.escape, sorted(self._homes, key=len, reverse=True)))
        self._named = re.compile(rf"(?<![\w-])(?:{names})(?![\w-])") if names else None

    def between(self, span: Span) -> Iterator[Anchor]:
        """Where the firms are named in a span, as anchors of their nations."""
        if self._named is None:
            return
        for match in self._named.finditer(self._view, span.start, span.end):
            home = self._homes[match[0]]
            yield replace(home, start=match.start(), end=match.end(), kind=_FIRM, rule=_FIRM)


def _names(view: str, nation: Anchor, cues: FactCues) -> Iterator[str]:
    """The names of firms that stand beside their nation."""
    firms = cues.firms
    found = firms.named.match(view, nation.end) or firms.owned.match(view, nation.end)
    if found is not None:
        yield found["name"]
    elif firms.is_firm.match(view, nation.end):
        back = firms.before.search(view[max(0, nation.start - _BACK) : nation.start])
        if back is not None:
            yield back["name"]


def _nations(view: str, span: Span, anchors: Sequence[Anchor], cues: FactCues) -> list[Anchor]:
    """The countries that mentions and adjectives in a span name, in text order."""
    named = [a for a in anchors if span.start <= a.start < span.end and a.place and a.place.level == _COUNTRY]
    for word, reference, code in cues.anchors.words(view, span.start, span.end):
        link = as_link(cues.gazetteer, word.start, word.end, code) if reference is None and code else None
        if link is not None and is_code(code):
            named.append(Anchor(word.start, word.end, link, "mention", (link,), "nation"))
    return sorted(named, key=lambda one: one.start)
