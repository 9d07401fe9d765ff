"""What a document speaks of: the anchors of each sentence, the scene, the article's own place."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace

from extract.linking.place_about import About
from extract.linking.place_anchors import Anchor, before, holds, is_chinese
from extract.linking.place_asides import Asides
from extract.linking.place_capitals import Capitals, as_link
from extract.linking.place_cues import FactCues
from extract.linking.place_datelines import is_dateline, is_signed
from extract.linking.place_firms import Firms
from extract.linking.place_own import OwnPlace, own_place
from extract.linking.place_paragraphs import MOST_NAMED, has_paragraphs, in_a_sentence, reach_of_scenes
from extract.linking.place_persons import PersonPlaces, Telling
from extract.linking.place_references import References
from extract.linking.place_several import are_siblings, together
from extract.linking.place_words import PlaceWords
from extract.linking.places import PlaceLinks
from extract.records import Document, Sentence, Span

_OPENING = 30
_AT_ONCE = 15
_BACK_FOR_THERE = 120
_NEAR_THERE = 3
_BACK_FOR_ANY = 3
_BACK_FOR_WORLD = 10
_FOR_OPENING = 2.5
_NEXT_IS_NAME = re.compile(r"[ \n][A-Z]")
_NATION = "nation"
_INSTITUTION = "institution"
_WAY = "titled_way"
_PROVINCE = "province"
_STATE = "state"
_SMALLER = frozenset({"village", "town", "city", "quarter", "district", _STATE})
_NO_SCENE = frozenset({"caption", "title"})


class Scene:
    """The places of one document in their order.

    Args:
        document: the article.
        places: its linked places.
        cues: the compiled cues.

    Attributes:
        default: the place of the title, else the one named most; None without any.
        why: id of the rule that made it the default.
        words: the words that stand for places.
        asides: the places of those who only speak, give or take.
    """

    def __init__(self, document: Document, places: PlaceLinks, cues: FactCues) -> None:
        self._document = document
        self._view = document.view
        self._cues = cues
        self.words = PlaceWords(document, cues.anchors)
        self._capitals = Capitals(document.view, self.words, cues)
        links = sorted((*places.mentions, *places.hints), key=lambda link: link.start)
        telling = [link for link in links if not cues.venues.is_apart(document, link)]
        telling = cues.venues.with_seats(document, telling)
        self._only_dateline = not telling
        telling = telling or links
        named = Counter(link.place_id for link in telling)
        self._links = [self._capitals.country(link, named) for link in telling]
        self._anchors = cues.grouper.group(self._view, self._links)
        self._in_sentence: dict[tuple[int, int], list[Anchor]] = {}
        self._mains: dict[int, Anchor | None] = {}
        self._around: dict[tuple[int, int], Anchor | None] = {}
        own = own_place(document, self._anchors, cues)
        self._anchors = [a for a in self._anchors if not is_signed(document, a)] or self._anchors
        titled = own.rule.startswith("title")
        own = replace(own, anchor=self._capitals.nation_of(own.anchor, named, titled=titled))
        self.default, self.why = own.anchor, own.rule
        self._since, self._until = self._start_of_default(own), own.until
        if self._only_dateline and own.rule != _INSTITUTION:
            self.default = self._capitals.governed_from(own.anchor)
        self._about = About(cues.gazetteer, self.default, own.dominant)
        self.asides = Asides(document, cues, self._about, self._anchors)
        telling_of = Telling(self.anchors, self._named, self._spoken_of)
        self._persons = PersonPlaces(document, cues, self._about, telling_of)
        self._references = References(document, cues, self._anchors, self._links, self._about, self.words)
        self._firms = Firms(document, self._anchors, cues) if self.why == _NATION else None
        self._restarts = own.dominant and has_paragraphs(document)
        self._reach = reach_of_scenes(self.default, self.why)

    def release(self) -> None:
        """Forget who refers back to it: the 430 objects of an article need no garbage collection (1 %)."""
        self._persons.release()

    def anchors(self, sentence: Span) -> list[Anchor]:
        """All anchors of the sentence in text order."""
        key = (sentence.start, sentence.end)
        known = self._in_sentence.get(key)
        if known is None:
            first, last = (before(self._anchors, offset) for offset in (sentence.start, sentence.end))
            mentions = [] if self._only_dateline else self._anchors[first:last]
            firms = self._firms.between(sentence) if self._firms is not None else ()
            known = sorted(
                [*mentions, *self._words(sentence), *firms], key=lambda anchor: (anchor.start, anchor.end)
            )
            self._in_sentence[key] = known
        return known

    def named_before(self, offset: int) -> Anchor | None:
        """The place named last before the offset, not far off, or that of which its sentence tells."""
        near = reversed(self._anchors[: before(self._anchors, offset)][-_NEAR_THERE:])
        units = (a for a in near if a.place is not None and a.place.level not in self._cues.landscapes)
        last = next(units, None)
        if last is None or offset - last.end > _BACK_FOR_THERE:
            return None
        number = bisect_left(self._document.sentences, last.end, key=lambda one: one.end)
        main = self._main(self._document.sentences[number])
        if main is None or main.end > last.start:
            return last
        # "The county lies in Yan'an. … there", "The county, which lies in Yan'an, … there"
        told = main.kind == "reference" or self._cues.relative.search(self._view, main.end, last.start)
        return main if told else last

    def around(self, sentence: Span, section: Span | None) -> Anchor | None:
        """The place that the text before the sentence speaks of; its facts ask for it again and again."""
        key = (sentence.start, section.start if section is not None else -1)
        if key not in self._around:
            self._around[key] = self._spoken_of(sentence, section)
        return self._around[key]

    def _spoken_of(self, sentence: Span, section: Span | None) -> Anchor | None:
        """The same: the nearest that a sentence names or, from further, opens with; else a heading's."""
        if self._is_of_own(sentence):
            return self.own
        if section is None and (nation := self._of_nation(sentence)) is not None:
            return nation
        nation = self._about.nation() if section is None else None
        if nation is not None and self._cues.is_told_by_nation(self._view, sentence):
            return nation
        told = self._persons.place(sentence) or self._told_before(sentence, section)
        if told is None and section is None:
            told = self._world_before(sentence)
        return told or (self._of_heading(section) if section is not None else None)

    def _told_before(self, sentence: Span, section: Span | None) -> Anchor | None:
        """The place of the nearest sentence before that sets the scene."""
        found: list[tuple[float, Anchor]] = []
        nearest: Anchor | None = None
        for back, candidate in enumerate(self._sentences_before(sentence, section, self._reach)):
            main = self._main(candidate)
            if (
                main is None
                or self._cues.is_landscape(main)
                or self._is_beyond(main, candidate, sentence, back)
            ):
                continue  # "The province has 58 counties. This is one of them. 458,000 people live here"
            if self._opens(main, candidate) or self._is_met(main, candidate, sentence):
                found.append((_FOR_OPENING - back, main))
            elif not self._about.goes_with(main):
                continue
            elif back < _BACK_FOR_ANY:
                found.append((-back, main))
            nearest = nearest or main
        if not found or nearest is None:
            return None
        return self._narrowed(max(found, key=lambda item: item[0])[1], nearest)

    def _narrowed(self, best: Anchor, nearest: Anchor) -> Anchor:
        """The nearest of the places if it lies in the best: 'Anhui … . In Hefei, 400 work. The machine'."""
        if best.place is None or nearest.place is None or not nearest.place.code:
            return best
        inside = nearest.kind == "mention" and holds(self._cues.gazetteer, best.place, nearest.place)
        return nearest if inside else best

    def _is_beyond(self, main: Anchor, candidate: Sentence, sentence: Span, back: int) -> bool:
        """Whether the place of a sentence before does not reach: a wider one, that of somebody left."""
        if main.kind == "person":
            return not self._goes_on_from(candidate, sentence)
        beyond = back or candidate.start < self._document.segment_at(sentence.start).start
        return bool(
            beyond and self._about.lies_in(main) and not self._goes_on_with_country(main, candidate, sentence)
        )

    def _is_met(self, main: Anchor, candidate: Sentence, sentence: Span) -> bool:
        """Whether the place is the home of somebody whom the text goes on to tell of."""
        met = main is self._persons.first_met(candidate) or self._persons.are_met_in(candidate, main)
        return met and self._goes_on_from(candidate, sentence)

    def _goes_on_from(self, candidate: Sentence, sentence: Span) -> bool:
        """Whether a sentence stands in the paragraph of one before it, or goes on in the next: 'She sold'."""
        here = self._document.segment_at(sentence.start)
        if here.start <= candidate.start:
            return True
        return self._cues.goes_on.match(self._view, here.start, here.end) is not None

    def _goes_on_with_country(self, main: Anchor, candidate: Sentence, sentence: Span) -> bool:
        """Whether a sentence of the same paragraph begins with the country: 'China has … . It …'."""
        if main.place is None or main.place.level != "country":
            return False
        near = candidate.start >= self._document.segment_at(sentence.start).start
        return near and self._opens(main, candidate)

    def _world_before(self, sentence: Span) -> Anchor | None:
        """The world, where a sentence before begins with it and none since is on the article's own place."""
        if not self._restarts:
            return None
        sentences = self._document.sentences
        number = bisect_left(sentences, sentence.start, key=lambda one: one.start)
        for earlier in reversed(sentences[max(0, number - _BACK_FOR_WORLD) : number]):
            main = self._main(earlier)
            if main is not None and main.kind == "world":
                return main
            if main is not None and self._about.has_inside(main):
                return None
        return None

    def _is_of_own(self, sentence: Span | Sentence) -> bool:
        """Whether the sentence begins with what the country or province of the article has one of."""
        own = self.own.place if self.own is not None else None
        if self.why == _INSTITUTION and self._cues.institutions.opens.match(
            self._view, sentence.start, sentence.end
        ):
            return True
        if self.why == _WAY and self._cues.way_again.search(self._view, sentence.start, sentence.end):
            return True
        if own is None or own.level != "country":
            return self._is_of_province(sentence)
        told = self._cues.of_country.match(self._view, sentence.start, sentence.end) is not None
        return told or self._is_of_firm(sentence)

    def _is_of_province(self, sentence: Span | Sentence) -> bool:
        """The same of the province that it is about: 'The regional government put up 30 million yuan'."""
        own = self.own.place if self.own is not None else None
        if own is None or own.level != _PROVINCE:
            return False
        return self._cues.of_province.match(self._view, sentence.start, sentence.end) is not None

    def _of_nation(self, sentence: Span | Sentence) -> Anchor | None:
        """The country of a town abroad, where the sentence begins with what only the country has."""
        place = self.default.place if self.default is not None else None
        if place is None or place.level not in _SMALLER or is_chinese(place):
            return None
        if place.level == _STATE and place.parent in self._cues.federal:
            return None  # "Odisha is poor. The government ..." may be that of the state
        if self._cues.of_country.match(self._view, sentence.start, sentence.end) is None:
            return None
        nation = self._about.nation()
        return replace(nation, start=sentence.start, end=sentence.start) if nation is not None else None

    def _is_of_firm(self, sentence: Span | Sentence) -> bool:
        """Whether the sentence begins with the firm of a nation that the article is about."""
        firm = self._cues.firms.tells
        return self.why == _NATION and firm.match(self._view, sentence.start, sentence.end) is not None

    def _of_heading(self, section: Span) -> Anchor | None:
        """The place of a heading, unless its section opens with one elsewhere."""
        heading = next((anchor for anchor in self.anchors(section) if anchor.kind == "mention"), None)
        if heading is None or heading.place is None:
            return None
        sentences = self._document.sentences
        number = bisect_left(sentences, section.end, key=lambda one: one.start)
        opening = self._main(sentences[number]) if number < len(sentences) else None
        if opening is None or opening.place is None or not self._opens(opening, sentences[number]):
            return heading
        inside = opening.place.place_id == heading.place.place_id
        return heading if inside or holds(self._cues.gazetteer, heading.place, opening.place) else None

    def default_at(self, offset: int) -> Anchor | None:
        """The default for what stands there: of an article that comes to its place late, what holds all."""
        return self.default if offset >= self._since else self._until

    def _start_of_default(self, own: OwnPlace) -> int:
        """Where the place named most comes in, if the text tells of its country before."""
        place = own.anchor.place if own.anchor is not None else None
        if own.rule != MOST_NAMED or own.anchor is None or place is None or not self.words.nations:
            return own.since
        offset, code = self.words.nations[0]
        if offset >= own.anchor.start or code == place.code:
            return own.since
        return max(own.since, self._document.segment_at(own.anchor.start).start)

    @property
    def own(self) -> Anchor | None:
        """The article's own place where it is about one; else None."""
        return self._about.own

    def _is_led_to(self, main: Anchor, sentence: Sentence) -> bool:
        """Whether a sentence leads to a place that the next one tells of."""
        if self._cues.is_shown(self._view, main, sentence.start):
            return True
        office = main.kind == "reference" and self._about.has_inside(main)
        return office and self._cues.is_office(self._view, main)

    def _opens(self, main: Anchor, sentence: Sentence) -> bool:
        """Whether a sentence opens with the place: 'Officials in Yunnan', 'In 2019, Suining'."""
        if main.kind == "person":
            return True
        offset = 0 if self._is_led_to(main, sentence) else main.start - sentence.start
        if self.own is not None and not self._about.has_inside(main):
            return offset <= _AT_ONCE  # not "Its people found work in Fujian"
        return offset <= _OPENING

    def _sentences_before(self, sentence: Span, section: Span | None, reach: int) -> Iterator[Sentence]:
        """The sentences that set the scene, the nearest first.

        Captions tell of their picture. Where the article is about one place, a new paragraph
        starts from that place again, not from what the paragraph before ended on.
        """
        sentences, segments = self._document.sentences, self._document.segments
        number = bisect_left(sentences, sentence.start, key=lambda s: s.start)
        here = sentences[number].segment if number < len(sentences) else -1
        begins: Span | Sentence = sentence
        for earlier in reversed(sentences[max(0, number - reach) : number]):
            elsewhere = earlier.segment != here
            if section is not None and earlier.start < section.end:
                return
            if elsewhere and self._names_place_alone(earlier):
                yield earlier
                return
            if elsewhere and self._restarts and in_a_sentence(self._view, sentence):
                if not self._cues.goes_on.match(self._view, begins.start, begins.end):
                    return
                here = earlier.segment
            begins = earlier
            if not elsewhere or segments[earlier.segment].kind not in _NO_SCENE:
                yield earlier

    def _names_place_alone(self, sentence: Sentence) -> bool:
        """Whether the line is the name of a place and nothing else, as in tables and lists."""
        number = before(self._anchors, sentence.start)
        if number == len(self._anchors):
            return False
        anchor = self._anchors[number]
        return anchor.start == sentence.start and sentence.end <= anchor.end + 1

    def _main(self, sentence: Sentence) -> Anchor | None:
        """The place that a sentence speaks of, remembered; without one the home of whom it names."""
        if sentence.start not in self._mains:
            main = self._named(sentence)
            if (
                main is None or main.kind == "reference"
            ):  # "comes from Sankuri, 15 kilometres outside the town"
                main = self._persons.first_met(sentence) or main
            self._mains[sentence.start] = main or self._persons.place(sentence)
        return self._mains[sentence.start]

    def _named(self, sentence: Sentence) -> Anchor | None:
        """The place that a sentence speaks of.

        Its first that is not the other side, nor part of the name of an event; before rivers
        and mountains any unit; before others those inside the article's own place.
        """
        told = [a for a in self.anchors(Span(sentence.start, sentence.end)) if self._is_told(a, sentence)]
        if len(told) > 1 and is_dateline(self._document, told[0]):
            told = told[1:]
        units = [a for a in told if a.place is not None and a.place.level not in self._cues.landscapes]
        inside = [a for a in units if self._about.has_inside(a)]
        if self.own is not None and are_siblings(self._view, inside, self._cues):
            return self.own  # "In Pará it shrank, while Mato Grosso had a rise. The number of fines doubled"
        held = [a for a in units if self._cues.is_shown(self._view, a, sentence.start)]
        main = next(iter(held or inside or units or told), None)
        if main is None and (self._is_of_firm(sentence) or self._is_of_province(sentence)):
            return self.own
        if main is None or len(main.listed) < 2:
            return main or self._of_nation(sentence)
        return together(self._view, main, self.own, self._cues.gazetteer)

    def _is_told(self, anchor: Anchor, sentence: Sentence) -> bool:
        if anchor.kind == "reference" and anchor.place is not None:
            if anchor.place.level in self._cues.landscapes:  # "this mountain could feed only goats"
                return False
        elif anchor.kind == "world":
            return anchor.start - sentence.start <= _AT_ONCE and self._view.startswith(",", anchor.end)
        elif anchor.kind != "mention" or _NEXT_IS_NAME.match(self._view, anchor.end):
            return False
        view, cues = self._view, self._cues
        if cues.is_way(view, anchor) or cues.is_of_expert(view, anchor, sentence.start):
            return False
        if self.asides.is_aside(anchor, sentence.start):
            return False
        before = view[max(sentence.start, anchor.start - _OPENING) : anchor.start]
        return not (cues.is_example(before) or cues.on_the_other_side(view, anchor, sentence.start))

    def _words(self, sentence: Span) -> Iterator[Anchor]:
        """Anchors for words that stand for places."""
        for span, reference, code in self.words.between(sentence):
            start, end = span.start, span.end
            if reference is not None:
                place = self._references.resolve(reference, start)
                if place is not None:
                    yield Anchor(start, end, place, "reference", (place,), reference.id)
            elif code:
                link = as_link(self._cues.gazetteer, start, end, code)
                if link is not None:
                    yield Anchor(start, end, link, "adjective", (link,), "demonym")
            else:
                yield Anchor(start, end, None, "world", (), "world")
