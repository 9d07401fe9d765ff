"""The institution that a text is about, and its seat: "Leeds Infirmary ... The hospital has 900 beds"."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from extract.finding.place_context import CUES, alternatives, words
from extract.finding.place_gazetteer import CHINA, Gazetteer
from extract.finding.place_records import Place
from extract.linking.place_anchors import Anchor, before, is_chinese
from extract.linking.place_records import LinkedPlace
from extract.records import Document, Sentence
from extract.rules.expressions import compiled
from extract.rules.loading import Entry, RuleSet

_BLANK = r"[ \n]"
# A name as written: "St. Catharines", "Wagga Wagga", "Stoke-on-Trent".
_WORD = r"[A-Z](?:[a-z]?\.|[\w-]*)"
_RUN = rf"{_WORD}(?:{_BLANK}{_WORD})*?"
# So many sentences of the body tell where the institution sits.
_OPENING = 3
# So often the text returns to it.
_OFTEN = 2
_SEATS = frozenset({"city", "capital", "town", "country", "county", "prefecture"})


@dataclass(frozen=True, slots=True)
class _Kind:
    """One kind of institution.

    Attributes:
        word: its noun, or what ends its names: without one there is no need to look for a name.
        named: its name with the place in it; groups ``run``, ``of`` or ``owner``.
        again: how the text returns to it.
    """

    word: re.Pattern[str]
    named: re.Pattern[str]
    again: re.Pattern[str]


class Institutions:
    """The words for institutions, whose facts are told of where they sit.

    Args:
        ruleset: where they are read from.
        gazetteer: the finder's.
    """

    def __init__(self, ruleset: RuleSet, gazetteer: Gazetteer) -> None:
        self._gazetteer = gazetteer
        entries = ruleset.entries(CUES, "institution")
        table = {key: alternatives(words(entries, key)) for key in ("article", "one", "of", "inside")}
        the = table["article"]
        self._kinds = tuple(_kind(entry, table) for entry in entries)
        nouns = alternatives(words(entries))
        self.opens = compiled(rf"\W*(?:{the}){_BLANK}(?:{nouns})(?![\w-])", re.IGNORECASE)

    def seat(self, document: Document, first: Sentence | None, anchors: Sequence[Anchor]) -> Anchor | None:
        """Where the institution sits that a text begins with and that it returns to.

        Args:
            document: the article.
            first: the first sentence of its body.
            anchors: its grouped mentions, in text order.
        """
        if first is None:
            return None
        view, sentences = document.view, document.sentences
        number = sentences.index(first)
        end = sentences[min(number + _OPENING, len(sentences)) - 1].end
        for kind in self._kinds:
            if kind.word.search(view, first.start, end) is None:
                continue
            for named in kind.named.finditer(view, first.start, end):
                seat = self._seat(view, named, anchors)
                if seat is not None and sum(1 for _ in kind.again.finditer(view, named.end())) >= _OFTEN:
                    return seat
        return None

    def _seat(self, view: str, named: re.Match[str], anchors: Sequence[Anchor]) -> Anchor | None:
        """The place in the name of an institution: a mention, else a name of the tables."""
        group = named.lastgroup or ""
        start, end = named.span(group)
        at = before(anchors, start)
        anchor = anchors[at] if at < len(anchors) else None
        if anchor is not None and anchor.start < end:
            exact = anchor.start == start and anchor.place is not None and anchor.place.level in _SEATS
            return anchor if exact else None
        if group == "town":
            return None  # "a factory in May"
        for stop in _prefixes(view, start, end, whole=group not in {"run", "of"}):
            row = self._row(" ".join(view[start:stop].split()), anchors)
            if row is not None:
                return _anchor(start, stop, row)
        return None

    def _row(self, name: str, anchors: Sequence[Anchor]) -> Place | None:
        """The town or country of the name: that of a country which the text names, else the biggest."""
        rows = [row for row in self._gazetteer.by_surface.get(name, ()) if row.level in _SEATS]
        rows = [row for row in rows if row.short != name and (row.code is None or row.level == "country")]
        told = Counter(CHINA if is_chinese(a.place) else a.place.parent for a in anchors if a.place)
        return max(rows, key=lambda row: (told[row.parent] > 0, row.population), default=None)


def _kind(entry: Entry, table: dict[str, str]) -> _Kind:
    nouns, names = alternatives(entry.fields["surfaces"]), alternatives(entry.fields["called"])
    the, one, of, inside = (rf"(?i:{table[key]})" for key in ("article", "one", "of", "inside"))
    forms = (
        rf"(?!(?:{the}|{one}){_BLANK})(?P<run>{_RUN}){_BLANK}(?:{names})",  # "Sunderland AFC"
        rf"(?:{names}){_BLANK}{of}{_BLANK}(?P<of>{_WORD}(?:{_BLANK}{_WORD})*)",
        rf"{the}{_BLANK}(?P<noun>{_RUN}){_BLANK}(?:[a-z]+{_BLANK})?(?:{nouns})",  # "the Duluth company"
        rf"(?P<owner>{_RUN})'s{_BLANK}(?:{_WORD}{_BLANK}){{0,3}}(?:{names}|{nouns})",
        rf"{one}{_BLANK}(?:[a-z-]+{_BLANK}){{0,3}}?(?:{nouns}){_BLANK}{inside}{_BLANK}(?P<town>{_RUN})",
    )
    return _Kind(
        compiled(rf"{nouns}|{names}"),
        compiled(rf"(?<![\w.'-])(?:{'|'.join(forms)})(?![\w-])"),
        compiled(rf"(?<!\w){the}{_BLANK}(?:{nouns})(?![\w-])"),
    )


def _prefixes(view: str, start: int, end: int, *, whole: bool) -> Iterator[int]:
    """Where a name may end that a run of capitalised words begins with, the longest first."""
    yield end
    if not whole:
        yield from (start + blank.start() for blank in reversed([*re.finditer(_BLANK, view[start:end])]))


def _anchor(start: int, end: int, row: Place) -> Anchor:
    place = LinkedPlace(
        start, end, row.code, row.name, row.code or f"/{row.name}", row.level, row.parent, "stands_for"
    )
    return Anchor(start, end, place, "mention", (place,), "institution")
