"""Persons carry their place: what is told of "Zhang's wife" is told of where the text met Zhang."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable
from dataclasses import dataclass
from itertools import islice, takewhile

from extract.linking.place_about import About
from extract.linking.place_anchors import Anchor
from extract.linking.place_cues import FactCues
from extract.linking.place_people import Person
from extract.records import Document, Sentence, Span

_FORWARD = 2
# So many times that somebody is named again may tell where he is at home.
_AGAIN = 3
_UNITS = frozenset({"province", "state", "prefecture", "county", "city", "capital"})
_OWNS = "'s"
_SETTLEMENTS = frozenset({"village", "town"})
_SMALL = frozenset({"village", "town", "county", "prefecture", "city", "capital", "quarter"})


@dataclass(frozen=True, slots=True)
class Telling:
    """What the text speaks of.

    Attributes:
        anchors: gives the places and the words for places of a sentence.
        named: gives the place that a sentence speaks of by name.
        around: gives the place that the text before a sentence speaks of.
    """

    anchors: Callable[[Span], list[Anchor]]
    named: Callable[[Sentence], Anchor | None]
    around: Callable[[Span, Span | None], Anchor | None]


_SILENT = Telling(lambda _: [], lambda _: None, lambda _, __: None)


class PersonPlaces:
    """The places of the persons of a document.

    Args:
        document: the article.
        cues: the compiled cues.
        about: what the article is about.
        telling: what the text speaks of.
    """

    _kept_people: list[Person] | None = None
    _kept_again: list[tuple[int, Person]] | None = None

    def __init__(self, document: Document, cues: FactCues, about: About, telling: Telling) -> None:
        self._document = document
        self._cues = cues
        self._about = about
        self._telling = telling
        self._homes: dict[int, Anchor | None] = {}

    def release(self) -> None:
        """Forget who tells of the text; nothing is asked any more."""
        self._telling = _SILENT

    @property
    def _people(self) -> list[Person]:
        if self._kept_people is None:
            self._kept_people = self._cues.people.find(self._document, self._is_place)
        return self._kept_people

    @property
    def _again(self) -> list[tuple[int, Person]]:
        """Where persons are named, first and again, in text order."""
        if self._kept_again is None:
            again = self._cues.people.named_again(self._document, self._people)
            self._kept_again = sorted(
                [*again, *((one.start, one) for one in self._people)], key=lambda item: item[0]
            )
        return self._kept_again

    def place(self, sentence: Span | Sentence) -> Anchor | None:
        """The home of the person whom the sentence names, if the text has told of one."""
        number = bisect_left(self._again, sentence.start, key=lambda item: item[0])
        for offset, person in islice(self._again, number, None):
            if offset >= sentence.end:
                return None
            if self._leads_to(person, offset, sentence):
                continue
            home = self._home(person)
            if home is not None and offset == person.start and home.start < sentence.end:
                home = self._said_home(person)
            if home is not None:
                return Anchor(offset, offset + len(person.name), home.place, "person", home.listed, "person")
        return None

    def speaks_for_others(self, sentence: Span | Sentence) -> bool:
        """Whether a sentence names who holds an office: who speaks of more than those the text met before."""
        number = bisect_left(self._again, sentence.start, key=lambda item: item[0])
        told = islice(self._again, number, None)
        return any(person.wide for _, person in takewhile(lambda item: item[0] < sentence.end, told))

    def first_met(self, sentence: Span | Sentence) -> Anchor | None:
        """The home that a sentence tells of somebody whom it names first: 'Abdi comes from Sankuri'."""
        number = bisect_left(self._people, sentence.start, key=lambda one: one.start)
        for person in islice(self._people, number, None):
            if person.start >= sentence.end:
                return None
            home = self._said_home(person)
            if home is not None:
                return home
        return None

    def are_met_in(self, sentence: Span | Sentence, told: Anchor) -> bool:
        """Whether the text meets somebody there: 'said Wang Hong, who runs a shop in Yuanlong'."""
        if told.kind != "mention" or told.place is None:
            return False
        first = bisect_left(self._people, sentence.start, key=lambda one: one.start)
        met = takewhile(lambda one: one.start < sentence.end, islice(self._people, first, None))
        homes = (home.place for home in map(self._home, met) if home is not None and home.place is not None)
        return any(home.place_id == told.place.place_id for home in homes)

    def _home(self, person: Person) -> Anchor | None:
        if person.start not in self._homes:
            self._homes[person.start] = None  # for who is met with somebody who was met with him
            home = self._find_home(person)
            self._homes[person.start] = home if home is not None and self._may_be_home(home) else None
        return self._homes[person.start]

    def _find_home(self, person: Person) -> Anchor | None:
        """Where the text met a person; of who holds an office, the place of that, if it is named with it."""
        said = self._said_home(person)
        if said is not None or person.office:
            return said
        sentences = self._document.sentences
        number = self._number(person.start)
        here = sentences[number]
        told = None if person.of_kin else self._named_home(here)
        found = told or self._ahead(person, number, home=True)
        if found is None and not person.speaks:
            found = self._telling.around(Span(here.start, here.end), None)
        if found is None or not _is_small(found):  # what the text says outright goes before what stands near
            found = self._told_later(person) or self._ahead(person, number, home=False)
        return found

    def _told_later(self, person: Person) -> Anchor | None:
        """The home said where he is named next: 'Guo cannot read. … Guo, 50, lives in Xiaying Village'."""
        first = bisect_right(self._again, person.start, key=lambda item: item[0])
        again = (offset for offset, one in islice(self._again, first, None) if one is person)
        ends = (offset + len(person.name) for offset in islice(again, _AGAIN))
        homes = (self._home_behind(end - len(person.name), end, office=False) for end in ends)
        return next((home for home in homes if home is not None), None)

    def _may_be_home(self, anchor: Anchor) -> bool:
        """Whether it is small, and inside the unit that the article is about: else he has come from there."""
        own = self._about.place
        if own is None or own.code is None or own.level not in _UNITS:
            return _is_small(anchor)
        return _is_small(anchor) and self._about.has_inside(anchor)

    def _ahead(self, person: Person, number: int, *, home: bool) -> Anchor | None:
        """The place that the next sentences tell of with a pronoun or his name: 'His home village, Daotu'."""
        for sentence in self._document.sentences[number + 1 : number + 1 + _FORWARD]:
            told = self._cues.people.has_pronoun(self._document.view, sentence, home=home)
            told = told or (not home and self._names(sentence, person))
            found = self._named_home(sentence) if told else None
            if found is not None:
                return found
        return None

    def _leads_to(self, person: Person, offset: int, sentence: Span | Sentence) -> bool:
        """Whether a sentence names him only as the other side: 'people like Peng', not 'like Wei's'."""
        view = self._document.view
        owns = view.startswith(_OWNS, offset + len(person.name))
        return not owns and self._cues.leads_to(view, sentence.start, offset)

    def _names(self, sentence: Sentence, person: Person) -> bool:
        """Whether the sentence names the person."""
        number = bisect_left(self._again, sentence.start, key=lambda item: item[0])
        named = takewhile(lambda item: item[0] < sentence.end, islice(self._again, number, None))
        return any(one is person for _, one in named)

    def _named_home(self, sentence: Sentence) -> Anchor | None:
        """The place that a sentence speaks of, no customer's or employer's; before cities a village."""
        named = self._telling.named(sentence)
        if named is None or named.place is None or named.place.level in _SETTLEMENTS:
            return named
        view, cues = self._document.view, self._cues
        villages = (a for a in self._telling.anchors(Span(sentence.start, sentence.end)) if _is_settlement(a))
        village = next((a for a in villages if not cues.on_the_other_side(view, a, sentence.start)), None)
        if village is not None:
            return village
        left = cues.is_of_partners(view, named, sentence.start) or cues.people.is_left(view, named.start)
        return None if left else named

    def _said_home(self, person: Person) -> Anchor | None:
        """The place behind the name in its sentence that is said to be the home: 'comes from Sankuri'."""
        return self._home_behind(person.start, person.end, office=person.office)

    def _home_behind(self, start: int, end: int, *, office: bool) -> Anchor | None:
        """The place behind a name in [start, end) that its sentence says to be the home."""
        sentence = self._document.sentences[self._number(start)]
        for anchor in self._telling.anchors(Span(sentence.start, sentence.end)):
            if anchor.start > end and anchor.kind == "mention" and _is_small(anchor):
                gap = self._document.view[end : anchor.start]
                if self._cues.people.is_home(gap, office=office):
                    return anchor
        return None

    def _number(self, offset: int) -> int:
        return bisect_right(self._document.sentences, offset, key=lambda one: one.start) - 1

    def _is_place(self, start: int, end: int) -> bool:
        sentence = self._document.sentences[self._number(start)]
        anchors = self._telling.anchors(Span(sentence.start, sentence.end))
        return any(one.kind == "mention" and one.start < end and start < one.end for one in anchors)


def _is_small(anchor: Anchor) -> bool:
    """Whether it is a place that somebody may be of, not a province or a river."""
    return anchor.place is not None and anchor.place.level in _SMALL


def _is_settlement(anchor: Anchor) -> bool:
    """Whether it names a village or a town."""
    return anchor.kind == "mention" and anchor.place is not None and anchor.place.level in _SETTLEMENTS
