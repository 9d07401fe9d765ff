"""Those who only speak, give or take, by the words around their place: "Critics in Patna say"."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from extract.finding.place_context import endings
from extract.linking.place_anchors import Anchor
from extract.linking.place_arrivals import ArrivalCues
from extract.records import Segment, Span
from extract.rules.endings import Ending
from extract.rules.expressions import compiled

_BLANK = r"[ \n]"
_WORD_BACK = 24
_SPEECH_BACK = 100
_CHAIN = "chain"


class SpeakerCues(ArrivalCues):
    """Patterns over the text around the place of a speaker, giver, taker or government.

    Attributes:
        locates: what ends with a preposition of place.
        where_clause: what begins a clause about the place.
    """

    locates: Ending
    where_clause: re.Pattern[str]

    def _compile_givers(self, table: Callable[..., str]) -> None:
        """Patterns for those who give or take, and for partners."""
        adverbs = rf"(?:(?:{table('giver', 'auxiliaries')}){_BLANK}){{0,3}}"
        giver = rf"(?:'s)?(?:,[^,.;:\d]{{1,60}},|,{_BLANK}(?:{table('relative')}))?{_BLANK}{adverbs}"
        self._gives = compiled(rf"{giver}(?:{table('giver')})(?!\w)")
        self._helps = compiled(rf"{giver}(?:{table('giver', 'helpers')})(?!\w)")
        self._help_of = compiled(rf"'s?{_BLANK}(?:[a-z]+{_BLANK})?(?:{table('giver', 'help')})(?!\w)")
        self._receives = Ending(
            rf"(?<!\w)(?:{table('giver', read=endings)}|{table('giver', 'helpers', endings)}){_BLANK}"
            rf"(?:[a-z]+{_BLANK}){{0,2}}"
        )
        self._governs = compiled(rf"(?:'s)?{_BLANK}{adverbs}(?:{table('giver')}|{table('government')})(?!\w)")
        self._governed = Ending(rf"(?<!\w)(?:{table('government', 'before')}){_BLANK}")
        to = rf"(?:{table('where', 'inside')}|{table('addressee')}){_BLANK}"
        self._sold = Ending(
            rf"(?<!\w)(?:{table('giver', 'sold', endings)}){_BLANK}{to}"
            rf"(?:[a-z]+{_BLANK})?(?:[^.;\d]{{1,30}}{_BLANK}(?:{table('respectively', 'last')}){_BLANK})?"
        )
        partners = rf"(?:{table('giver', 'partners')}){_BLANK}(?:{table('where', 'inside')})"
        self._partners = Ending(
            rf"(?<![\w-])(?<!(?:\d|{table('giver', 'counted')}){_BLANK}){partners}{_BLANK}"
            rf"(?:(?:[a-z]+|[A-Z]\w+'s){_BLANK}){{0,2}}",
            re.IGNORECASE,
        )

    def _compile_speakers(self, table: Callable[..., str]) -> None:
        """Patterns for those who only speak, and for who is spoken of again."""
        verbs = table("speaker")
        bodies = rf"(?:{table('national_body', 'articles')}){_BLANK}(?:{table('national_body')})"
        self._of_nation = compiled(
            rf"(?<!\w)(?:{verbs})(?:{_BLANK}[a-z]+){{0,3}}{_BLANK}{bodies}"
            rf"|(?<![^\W_]{_BLANK})(?i:{bodies})(?:{_BLANK}[A-Za-z]+){{0,8}}{_BLANK}(?:{verbs})(?!\w)"
        )
        self._expert = Ending(
            rf"(?<![\w-])(?:{table('person', 'experts', endings)})s?(?:{_BLANK}[^,.;:\"\d\s]+){{0,6}}{_BLANK}"
            rf"(?:{table('person', 'of')})(?:{_BLANK}(?:{table('person', 'articles')}))?{_BLANK}\Z",
            re.IGNORECASE,
        )
        self._says = compiled(rf"(?:'s?)?{_BLANK}(?:[a-z]+{_BLANK}){{0,3}}(?:{verbs})(?!\w)")
        self._body_says = compiled(
            rf"(?:'s)?(?={_BLANK}(?:[A-Z][\w'-]*{_BLANK}){{0,3}}(?:{table('organisation', 'after')})(?!\w))"
            rf"(?:{_BLANK}(?:[A-Z][\w'&-]*|{table('speaker', 'in_names')})){{1,9}}{_BLANK}"
            rf"(?:[a-z]+{_BLANK}){{0,2}}(?:{verbs}|{table('speaker', 'bodies')})(?!\w)"
        )
        self._heard = Ending(
            rf"(?<!\w)(?:{table('speaker', 'told', endings)}){_BLANK}(?:[a-z]+{_BLANK}){{0,2}}"
        )
        self._hearers = compiled(
            rf"(?:'s)?(?:{_BLANK}[a-z-]+){{0,2}}{_BLANK}(?:{table('speaker', 'hearers')})(?!\w)"
        )
        self._said = compiled(rf"(?<!\w)(?:{verbs}){_BLANK}(?:[A-Z][\w'-]+[ ,]+){{1,4}}[^.;:\"]{{0,60}}\Z")
        name = r"([A-Z][^\W\d_]+)"
        self._spoken = compiled(
            rf"(?:{verbs}){_BLANK}{name}(?=[.,;]|{_BLANK}[a-z]|\Z)"
            rf"|(?<![^\s\"(]){name}(?='s{_BLANK}[a-z\d]|,?{_BLANK}(?:{verbs})(?!\w))"
        )
        self._unit_name = compiled(rf"(?<!\w)(?:{table('generic')}|{table('organisation', 'after')})(?!\w)")
        self._persons = compiled(
            rf"'s{_BLANK}(?:[a-z0-9-]+{_BLANK}){{0,3}}[A-Z][a-z'-]+{_BLANK}[A-Z][A-Za-z'-]+(?=,|{_BLANK}[a-z])"
        )
        self._first = compiled(rf"(?<![\w'])(?:{table('goes_on', 'first')})(?![\w-])", re.IGNORECASE)
        self._says_behind = compiled(
            rf"[^\"]*[,.?!]\"{_BLANK}(?:{verbs}|[a-zA-Z]+{_BLANK}(?:{verbs}))(?!\w)[^\"]*\Z"
        )

    def is_aside(self, view: str, anchor: Anchor, start: int, *, gives: bool, helps: bool = False) -> bool:
        """Whether a place is only where a speaker is or who gives: 'Critics in Patna say', 'Norway sent'.

        Args:
            view: the document's view.
            anchor: the place.
            start: where its sentence starts.
            gives: whether givers and takers count.
            helps: whether those who build, train and invest there count, too.
        """
        back = max(start, anchor.start - _WORD_BACK)
        given = gives and self._receives.search(view, back, anchor.start) is None
        if (
            (given and self.is_giver(view, anchor, helps=helps))
            or self.is_of_person(view, anchor)
            or self._says.match(view, anchor.end)
            or (helps and self._help_of.match(view, anchor.end))
            or self._body_says.match(view, anchor.end)
            or self._hears(view, anchor, back)
        ):
            return True
        back = max(start, anchor.start - _SPEECH_BACK)
        where = self.where_clause.match(view, anchor.end)
        if gives and not where and self._sold.search(view, back, anchor.start):
            return True  # "is sold in Shanghai"
        return self._said.search(view, back, anchor.start) is not None

    def speaks(self, view: str, anchor: Anchor) -> bool:
        """Whether who is called after it says something: 'an EU official said'."""
        return self._says.match(view, anchor.end) is not None

    def _hears(self, view: str, anchor: Anchor, start: int) -> bool:
        """Whether it only says to whom somebody spoke: 'told US investors that jobs would go'."""
        behind = self._hearers.match(view, anchor.end)
        return behind is not None and self._heard.search(view, start, anchor.start) is not None

    def is_of_expert(self, view: str, anchor: Anchor, start: int, *, speaks: bool = False) -> bool:
        """Whether it only says where one works who speaks of others: 'Analysts at a Frankfurt bank'.

        Args:
            view: the document's view.
            anchor: the place.
            start: where its sentence starts.
            speaks: whether he must speak right behind it.
        """
        if speaks and self._says.match(view, anchor.end) is None:
            return False
        back = max(start, anchor.start - _SPEECH_BACK)
        return self._expert.search(view, back, anchor.start) is not None

    def is_giver(self, view: str, anchor: Anchor, *, helps: bool = True) -> bool:
        """Whether the place gives or takes something: 'Fuzhou, a city in Fujian Province, has put'.

        Args:
            view: the document's view.
            anchor: the place.
            helps: whether those who build, train and invest count, too.
        """
        end = anchor.end
        if anchor.rule == _CHAIN and view.startswith(",", end):
            end += 1
        return bool(self._gives.match(view, end) or (helps and self._helps.match(view, end)))

    def is_of_partners(self, view: str, anchor: Anchor, start: int) -> bool:
        """Whether only customers or jobs are there: 'clients in Zhengzhou', 'left for jobs in Guangdong'."""
        if self.where_clause.match(view, anchor.end):
            return False
        return self._partners.search(view, max(start, anchor.start - _SPEECH_BACK), anchor.start) is not None

    def is_told_by_nation(self, view: str, sentence: Span) -> bool:
        """Whether a body of the whole nation says so: 'according to the Ministry of Transport'."""
        return self._of_nation.search(view, sentence.start, sentence.end) is not None

    def is_of_person(self, view: str, anchor: Anchor) -> bool:
        """Whether it only says where somebody is from: 'Kenya's Lawrence Cherono pulled away'."""
        person = self._persons.match(view, anchor.end)
        return person is not None and self._unit_name.search(person[0]) is None

    def persons_in(self, view: str, segment: Segment) -> Iterator[str]:
        """The names by which a paragraph speaks of persons it takes as known: 'said Jin', 'Jin's orchard'."""
        for match in self._spoken.finditer(view, segment.start, segment.end):
            yield match[1] or match[2]

    def is_government(self, view: str, start: int, end: int) -> bool:
        """Whether a capital does, or is given, what governments do: 'lent Kigali $220 million'."""
        return self.is_governed_from(view, start) or self._governs.match(view, end) is not None

    def is_governed_from(self, view: str, start: int) -> bool:
        """Whether a capital that begins there is named for its government: 'the government in Abuja'."""
        return self._governed.search(view, max(0, start - _WORD_BACK), start) is not None

    def is_of_speaker(self, view: str, start: int, quantity: int, gap: str) -> bool:
        """Whether the place is that of one who tells of himself: '"We sold 500," said a man in '."""
        if self._first.search(view, start, quantity) is None:
            return False
        return self._says_behind.match(gap) is not None and self.locates.search(gap, 0, len(gap)) is not None
