"""The place of a fact: by its clause, else its sentence, else the discourse, else the article.

Each place that stands in a fact's sentence, and each word that stands for one ("the city"),
gets points for where it stands to the quantity; the best one wins. A sentence without any
takes the place that the text speaks of; an article that speaks of none, that of its title.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from extract.finding.place_context import CUES, alternatives, words
from extract.finding.place_gazetteer import CHINA, Gazetteer
from extract.linking.place_anchors import (
    Anchor,
    AnchorRules,
    Reference,
    before,
    common_holder,
    depth,
    group_mentions,
    holds,
    is_chinese,
)
from extract.linking.place_records import LinkedPlace
from extract.linking.places import PlaceLinks
from extract.records import Document, Sentence, Span
from extract.rules.loading import RuleSet

_BESIDE_IN_BRACKETS = 100.0
_RIGHT_AFTER = 80.0
_SAME_CLAUSE = 60.0
_EARLIER_CLAUSE = 45.0
_LATER = 20.0
_ENUMERATION = 95.0
_ADJECTIVE = -12.0
_WORLD = -5.0
_OTHER_SIDE = -40.0
_APPOSITION = -30.0
_OF_A_WHOLE = 35.0
_PER_CHARACTER = 0.05
_MOST_FOR_DISTANCE = 14.0
_INSIDE_ANOTHER = 8.0
_ENOUGH = 10.0
_REACH_AFTER = 45
_SENTENCES_BACK = 3
_DOMINANT = 0.4
_OPENING = 30
_ANOTHER = re.compile(r"\d")
_ATTRIBUTE = re.compile(r"[ \n][a-z]")
_ELLIPSIS = re.compile(r"'s(?:[,.;)]|$)")


@dataclass(frozen=True, slots=True)
class FactPlace:
    """The place of a fact.

    Attributes:
        code: GB/T 2260 or ISO code, None where it has none.
        name: its name; None for the whole world and where nothing is known.
        evidence: the stretch of text that says so, None where the article as a whole does.
        rule: id of the rule that decided.
    """

    code: str | None
    name: str | None
    evidence: Span | None
    rule: str


class FactPlacer:
    """Gives facts their place.

    Args:
        ruleset: where the cues are read from.
        gazetteer: the finder's.
    """

    def __init__(self, ruleset: RuleSet, gazetteer: Gazetteer) -> None:
        self.rules = AnchorRules(ruleset, gazetteer)

        def table(name: str, key: str = "surfaces") -> str:
            return alternatives(words(ruleset.entries(CUES, name), key))

        self.where = re.compile(rf"(?:^|[ \n])(?:{table('where')})[ \n](?:[a-z]+[ \n]){{0,3}}\Z", re.IGNORECASE)
        self.whence = {
            "measure": re.compile(rf"[ \n](?:{table('whence')})[ \n]"),
            "money": re.compile(rf"[ \n](?:{table('whence', 'of_money')})[ \n]"),
        }
        addressed = set(words(ruleset.entries(CUES, "other_side"))) - set(words(ruleset.entries(CUES, "where")))
        self.addressed = re.compile(rf"(?:^|[ \n])(?:{alternatives(addressed)})[ \n](?:the[ \n])?\Z", re.IGNORECASE)
        self.relative = re.compile(rf",[ \n](?:{table('relative')})[ \n]")
        self.only_after = re.compile(rf"(?:^|[ \n])(?:{table('other_side', 'only_after')})[ \n]")
        self.world_behind = re.compile(rf"[ \n](?:{table('world', 'behind')})(?!\w)")
        self.world_unit = re.compile(rf"\b(?:{table('world_unit')})\Z")
        self.other_side = re.compile(rf"(?<![\w'-])(?:{table('other_side')})[ \n](?:the[ \n])?\Z", re.IGNORECASE)
        self.clause_break = re.compile(table("clause_break"))
        self.enumerated = re.compile(rf"\b(?:{table('enumerated')})\b")
        self.others = re.compile(rf"\b(?:{table('others')})\b")
        self.joint = re.compile(rf"\b(?:{table('joint')})\b")

    def prepare(self, document: Document, links: PlaceLinks) -> DocumentPlaces:
        """What is needed to place all facts of a document.

        Args:
            document: the article.
            links: its places, from ``link_places``.
        """
        return DocumentPlaces(document, links, self)


class DocumentPlaces:
    """The places of one document, ready to be asked for each fact."""

    def __init__(self, document: Document, places: PlaceLinks, placer: FactPlacer) -> None:
        self._view = document.view
        self._sentences = document.sentences
        self._document = document
        self._placer = placer
        self._gazetteer = placer.rules.gazetteer
        links = sorted((*places.mentions, *places.hints), key=lambda link: link.start)
        telling = [link for link in links if "cue:dateline" not in link.signals]
        self._links = [self._country_for_capital(link, telling) for link in telling or links]
        self._anchors = group_mentions(self._view, self._links, self._gazetteer)
        self._in_sentence: dict[int, list[Anchor]] = {}
        self._dominant = False
        self._default = self._of_article()

    def of(
        self, quantity: Span, sentence: Span, section: Span | None = None, *, kind: str = ""
    ) -> FactPlace:
        """The place of the fact whose quantity stands at ``quantity``.

        Args:
            quantity: the quantity as cited.
            sentence: its sentence.
            section: the heading it stands under, if any.
            kind: of the quantity: "400 km from the city" and "a loan from China" say nothing of
                their place, "1,000 workers from Lhasa" does.
        """
        view = self._view
        behind = self._placer.world_behind.match(view, quantity.end)
        if behind is not None:
            return FactPlace(None, None, Span(behind.start() + 1, behind.end()), "world")
        inside = [a for a in self._of_sentence(sentence) if quantity.start <= a.start < quantity.end]
        if any(anchor.kind == "world" for anchor in inside):
            return FactPlace(None, None, None, "world")
        outside = [a for a in self._of_sentence(sentence) if a not in inside]
        best = self._best(quantity, sentence, outside, kind)
        if best is None and self._placer.world_unit.search(view, quantity.start, quantity.end):
            return FactPlace(None, None, None, "world_unit")
        if best is None:
            best = self._of_discourse(sentence, section)
        if best is None:
            return self._as_fact(self._default, "article")
        return self._several(quantity, best) or self._as_fact(self._of_pair(best), f"{best.kind}:{best.rule}")

    def _best(self, quantity: Span, sentence: Span, anchors: list[Anchor], kind: str) -> Anchor | None:
        scored = [(self._score(anchor, quantity, sentence, anchors, kind), anchor) for anchor in anchors]
        scored = [(score, anchor) for score, anchor in scored if score >= _ENOUGH]
        if not scored:
            return None
        score, best = max(scored, key=lambda item: (item[0], -item[1].start))
        if best.kind == "adjective":  # "Chinese authorities", in an article on a smaller place
            return self._unless_inside(best, self._of_discourse(sentence, None) or self._default)
        if score <= _LATER + _INSIDE_ANOTHER:  # "ranking third in the province", after a city was told of
            return self._unless_inside(best, self._of_discourse(sentence, None))
        return best

    def _unless_inside(self, best: Anchor, around: Anchor | None) -> Anchor:
        """The anchor, or the one that the discourse gives if that lies inside it."""
        if around is None or around.place is None or best.place is None:
            return best
        return around if holds(self._gazetteer, best.place, around.place) else best

    def _score(self, anchor: Anchor, quantity: Span, sentence: Span, anchors: list[Anchor], kind: str) -> float:
        """Points for where the anchor stands to the quantity; below ``_ENOUGH`` it does not count."""
        view = self._view
        if anchor.start >= quantity.end:
            score = self._after(anchor, quantity, kind)
            if kind in {"percent", "multiple"} and score > _LATER and self._has_subject(anchor, quantity, anchors):
                score = _OF_A_WHOLE
        elif view[anchor.end : quantity.start].strip() in {"(", "'s"} and anchor.kind == "mention":
            score = _BESIDE_IN_BRACKETS
        else:
            gap = view[anchor.end : quantity.start]
            score = _EARLIER_CLAUSE if self._placer.clause_break.search(gap) else _SAME_CLAUSE
            score -= min(_MOST_FOR_DISTANCE, len(gap) * _PER_CHARACTER)
            if anchor.kind != "world" and self._on_the_other_side(anchor, sentence.start):
                score += _OTHER_SIDE
            if any(self._in_apposition(anchor, other, quantity) for other in anchors):
                score += _APPOSITION
        score += {"adjective": _ADJECTIVE, "world": _WORLD}.get(anchor.kind, 0.0)
        if any(_inside(self._gazetteer, anchor, other) for other in anchors):
            score += _INSIDE_ANOTHER
        return score

    def _has_subject(self, anchor: Anchor, quantity: Span, anchors: list[Anchor]) -> bool:
        """'The delta makes 24 percent of China's GDP': told of the delta, not of the whole."""
        own = [a for a in anchors if a.end <= quantity.start and a.kind in {"mention", "reference"}]
        return any(
            not _inside(self._gazetteer, anchor, other)
            and other.place != anchor.place
            and not self._placer.clause_break.search(self._view, other.end, quantity.start)
            for other in own
        )

    def _in_apposition(self, anchor: Anchor, other: Anchor, quantity: Span) -> bool:
        """Whether it stands between commas behind the other: 'X, which borders Y, has 5 million'."""
        view = self._view
        if other.kind != "mention" or other.end >= anchor.start:
            return False
        relative = self._placer.relative.match(view, other.end) is not None
        if not relative and _inside(self._gazetteer, anchor, other):
            return False
        return view.startswith(",", other.end) and "," in view[anchor.end : quantity.start]

    def _on_the_other_side(self, anchor: Anchor, start: int) -> bool:
        """'exports to the US', 'a fraction of China's,': compared with or addressed, not told of."""
        view = self._view
        if self._placer.other_side.search(view, max(start, anchor.start - 24), anchor.start):
            return True
        return _ELLIPSIS.match(view, anchor.end) is not None

    def _after(self, anchor: Anchor, quantity: Span, kind: str) -> float:
        gap = self._view[quantity.end : anchor.start]
        units = self._placer.enumerated.search(self._view, quantity.start, quantity.end)
        if len(anchor.listed) > 1 and units and len(gap) <= _REACH_AFTER / 2:
            return _ENUMERATION
        whence = self._placer.whence.get(kind)
        if whence is not None and whence.match(gap):
            return 0.0
        close = len(gap) <= _REACH_AFTER and not _ANOTHER.search(gap) and not self._placer.clause_break.search(gap)
        attribute = anchor.kind == "adjective" and _ATTRIBUTE.match(self._view, anchor.end) is not None
        if anchor.kind != "world" and close and not attribute and self._placer.where.search(gap) and not self._compares(gap):
            return _RIGHT_AFTER - len(gap) * _PER_CHARACTER
        return _LATER - min(_MOST_FOR_DISTANCE / 2, len(gap) * _PER_CHARACTER)

    def _compares(self, gap: str) -> bool:
        """'half that of China', '70 million tonnes of soy to China'."""
        return self._placer.only_after.search(gap) is not None or self._placer.addressed.search(gap) is not None

    def _of_pair(self, anchor: Anchor) -> Anchor:
        """Of 'the Shandong-Chongqing cooperation' the partner that the article is about."""
        if len(anchor.listed) < 2 or self._default is None or self._default.place is None:
            return anchor
        first, second, *_ = anchor.listed
        if self._view[first.end : second.start] != "-":
            return anchor
        ours = next((p for p in anchor.listed if p.place_id == self._default.place.place_id), first)
        return replace(anchor, place=ours)

    def _several(self, quantity: Span, anchor: Anchor) -> FactPlace | None:
        """What holds all the places, where the fact is true of them together."""
        text = self._view[quantity.start : quantity.end]
        units = self._placer.enumerated.search(text) is not None
        joint = len(anchor.listed) > 1 and (
            units or self._placer.joint.search(self._view, max(0, anchor.end), anchor.end + 40) is not None
        )
        others = units and anchor.kind == "mention" and self._placer.others.search(text) is not None
        if not (joint or others):
            return None
        code = common_holder(anchor.listed, self._gazetteer)
        holder = self._gazetteer.by_code(code) if code else None
        span = Span(anchor.start, anchor.end)
        rule = "joint" if joint else "others"
        return FactPlace(code, holder.name if holder else None, span, rule) if holder else None

    def _of_sentence(self, sentence: Span) -> list[Anchor]:
        """All anchors of the sentence in text order."""
        known = self._in_sentence.get(sentence.start)
        if known is None:
            first, last = before(self._anchors, sentence.start), before(self._anchors, sentence.end)
            known = sorted(
                [*self._anchors[first:last], *self._words(sentence)], key=lambda anchor: (anchor.start, anchor.end)
            )
            self._in_sentence[sentence.start] = known
        return known

    def _words(self, sentence: Span) -> list[Anchor]:
        """Anchors for words that stand for places."""
        found = []
        for match, reference, code in self._placer.rules.words(self._view, sentence.start, sentence.end):
            start, end = match.span()
            if reference is not None:
                place = self._resolve(reference, start)
                if place is not None:
                    found.append(Anchor(start, end, place, "reference", (place,), reference.id))
            elif code:
                row = self._gazetteer.by_code(code)
                if row is not None:
                    link = LinkedPlace(start, end, code, row.name, code, row.level, row.parent, "demonym")
                    found.append(Anchor(start, end, link, "adjective", (link,), "demonym"))
            else:
                found.append(Anchor(start, end, None, "world", (), "world"))
        return found

    def _resolve(self, reference: Reference, offset: int) -> LinkedPlace | None:
        """The place of that kind named last before the offset, else the first one after."""
        earlier = [anchor for anchor in self._anchors if anchor.start < offset]
        for anchor in (*reversed(earlier), *self._anchors[len(earlier) :]):
            for link in anchor.listed:
                if reference.fits(link) and not self._on_the_other_side(anchor, 0):
                    return link
            held = self._held(anchor, reference)
            if held is not None:
                return held
        if "country" in reference.levels and self._links:
            return self._country_of(self._links)
        return None

    def _held(self, anchor: Anchor, reference: Reference) -> LinkedPlace | None:
        """The mention swallowed by a chain: 'the province' after 'Suining, Sichuan Province'."""
        if anchor.rule != "chain":
            return None
        inside = (link for link in self._links if anchor.start <= link.start < anchor.end)
        return next((link for link in inside if reference.fits(link)), None)

    def _country_of(self, links: Sequence[LinkedPlace]) -> LinkedPlace | None:
        counts = Counter(CHINA if is_chinese(link) else link.parent for link in links if is_chinese(link) or link.parent)
        code = counts.most_common(1)[0][0] if counts else ""
        row = self._gazetteer.by_code(code) if code else None
        return self._as_link(links[0], row.code, row.name, row.level) if row and row.level == "country" else None

    def _country_for_capital(self, link: LinkedPlace, links: Sequence[LinkedPlace]) -> LinkedPlace:
        """The country for its capital where that stands for the government."""
        written = self._view[link.start : link.end]
        code = self._placer.rules.metonyms.get((written, link.place_id))
        if code is None or "cue:strong" in link.signals:
            return link
        if sum(other.code == code for other in links) < sum(other.place_id == link.place_id for other in links):
            return link
        row = self._gazetteer.by_code(code)
        return self._as_link(link, row.code, row.name, row.level) if row else link

    @staticmethod
    def _as_link(at: LinkedPlace, code: str | None, name: str, level: str) -> LinkedPlace:
        return LinkedPlace(at.start, at.end, code, name, code or f"/{name}", level, "", at.rule, at.signals)

    def _of_discourse(self, sentence: Span, section: Span | None) -> Anchor | None:
        """The place that the sentences before speak of, else the one in the heading."""
        for candidate in self._sentences_before(sentence, section):
            main = self._main(candidate)
            if main is not None:
                return self._or_default_inside(main, candidate)
        if section is not None:
            heading = [a for a in self._of_sentence(section) if a.kind == "mention"]
            return heading[0] if heading else None
        return None

    def _or_default_inside(self, main: Anchor, sentence: Sentence) -> Anchor:
        """The article's own place where a sentence only ends on a place that holds it."""
        default = self._default
        if not self._dominant or default is None or default.place is None or main.place is None:
            return main
        late = main.start - sentence.start > _OPENING
        return default if late and holds(self._gazetteer, main.place, default.place) else main

    def _sentences_before(self, sentence: Span, section: Span | None) -> list[Sentence]:
        """The sentences that set the scene, the nearest first.

        Captions tell of their picture. Where the article is about one place, a new paragraph
        starts from that place again, not from what the paragraph before ended on.
        """
        number = bisect_left(self._sentences, sentence.start, key=lambda s: s.start)
        segments = self._document.segments
        here = self._sentences[number].segment if number < len(self._sentences) else -1
        found = []
        for earlier in reversed(self._sentences[max(0, number - _SENTENCES_BACK) : number]):
            if section is not None and earlier.start < section.end:
                break
            if earlier.segment != here and self._dominant:
                break
            if segments[earlier.segment].kind not in {"caption", "title"} or earlier.segment == here:
                found.append(earlier)
        return found

    def _main(self, sentence: Sentence) -> Anchor | None:
        """The place that a sentence speaks of: its first, unless that is the other side."""
        for anchor in self._of_sentence(Span(sentence.start, sentence.end)):
            if anchor.kind in {"mention", "reference"}:
                if not self._on_the_other_side(anchor, sentence.start):
                    return anchor
        return None

    def _of_article(self) -> Anchor | None:
        """The place of the title, else the place named most."""
        titles = [segment for segment in self._document.segments if segment.kind == "title"]
        for title in titles:
            inside = [a for a in self._anchors if title.start <= a.start < title.end]
            if inside:
                self._dominant = True
                return max(inside, key=lambda a: depth(a.place) if a.place else 0)
        counts = Counter(anchor.place.place_id for anchor in self._anchors if anchor.place)
        if not counts:
            return None
        most = max(counts.values())
        self._dominant = most >= _DOMINANT * sum(counts.values())
        return next(a for a in self._anchors if a.place and counts[a.place.place_id] == most)

    @staticmethod
    def _as_fact(anchor: Anchor | None, rule: str) -> FactPlace:
        if anchor is None or anchor.place is None:
            return FactPlace(None, None, Span(anchor.start, anchor.end) if anchor else None, rule)
        place = anchor.place
        return FactPlace(place.code, place.name, Span(place.start, place.end), rule)


def _inside(gazetteer: Gazetteer, anchor: Anchor, other: Anchor) -> bool:
    """Whether the anchor's place lies in that of another anchor of the sentence."""
    if anchor.place is None or other.place is None or other is anchor:
        return False
    return holds(gazetteer, other.place, anchor.place)
