"""The places that a fact may be about, each with what the discourse tells of it.

Where no place stands beside a number, the place is a matter of the whole article: what it names how
often, where last, what it is about. What can be counted of that is counted here, for each place that
comes into question; ``place_ranking`` weighs it.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterable, Sequence

from extract.finding.place_gazetteer import CHINA, Gazetteer
from extract.frozen import record
from extract.linking.place_anchors import chain_of
from extract.linking.place_records import FactPlace, LinkedPlace
from extract.records import Document, Span

NOWHERE = ""
"""Key of the option that a fact is of no place."""

FEATURES = (
    "kind",  # _KINDS: none, country, China, province, prefecture, county, without a code
    "count",  # mentions
    "below",  # mentions of places that it holds
    "share",  # of the mentions of all places
    "rank",  # 0 for the place with the most mentions
    "first",  # code points before its first mention
    "in_title",  # mentions there
    "in_lead",  # first named in the lead
    "is_top",  # the country that most mentions lie in
    "top_share",  # of the mentions that lie in a country, those of this one
    "here",  # mentions in the sentence
    "below_here",  # mentions in the sentence of what it holds
    "above_here",  # mentions in the sentence of what holds it
    "back",  # code points since its last mention before the sentence
    "sentences_back",  # the same in sentences
    "recency",  # 0 for the place named last before the sentence
    "opens",  # the first place of the paragraph
    "is_ruled",  # what the rules say
    "holds_ruled",  # holds what the rules say
    "in_ruled",  # lies in it
    "ruled_kind",  # kind of what the rules say
    "with_ruled",  # in the same country
    "ruled_share",  # of the article's facts, those that the rules give it
    "holders_recent",  # how many of the places named last hold it
    "position",  # of the sentence in the article, 0 to 1
    "offset",  # of the number in its sentence
    "mentions_here",  # of any place in the sentence
    "places_here",  # how many places they are
    "places",  # in the article
    "countries",  # in the article
)
"""What is counted of an option, in this order."""

_NEVER = 9999
_UNRANKED = 20
_NOT_RECENT = 15
_LEAD = 250
_MOST_COUNTED = 3
_LAST_NAMED = 4
_KINDS = {"none": 0, "country": 1, "china": 2, "province": 3, "prefecture": 4, "county": 5, "other": 6}


@record(frozen=True, slots=True)
class Decision:
    """What the rules say of the place of a fact.

    Attributes:
        quantity: the quantity as cited.
        sentence: its sentence.
        place: the place by the rules.
    """

    quantity: Span
    sentence: Span
    place: FactPlace


@record(frozen=True, slots=True)
class Option:
    """A place that a fact may be about.

    Attributes:
        key: its code, its name where it has none, ``NOWHERE`` for no place.
        kind: one of _KINDS.
        country: code of the country that it lies in or is; "" where unknown.
        holders: keys of the units above it.
        spans: where it stands, in text order; adjectives of a country ("Kenyan") among them.
        names: its name at each of them; "" for an adjective.
    """

    key: str
    kind: int
    country: str
    holders: frozenset[str]
    spans: tuple[Span, ...] = ()
    names: tuple[str, ...] = ()

    @property
    def mentions(self) -> int:
        """How often it is named, adjectives left out."""
        return sum(1 for name in self.names if name)


def key_of(place: FactPlace) -> str:
    """The key of the place of a fact."""
    return place.code or place.name or NOWHERE


class Options:
    """The options of one article.

    Args:
        document: the article.
        mentions: its linked places.
        nations: where adjectives of countries begin, with the code of each.
        decisions: what the rules say, in text order.
        gazetteer: what knows what holds what.
    """

    def __init__(
        self,
        document: Document,
        mentions: Sequence[LinkedPlace],
        nations: Sequence[tuple[int, str]],
        decisions: Sequence[Decision],
        gazetteer: Gazetteer,
    ) -> None:
        self._document = document
        self._gazetteer = gazetteer
        self._decisions = decisions
        self._named = _in_order(mentions, nations)
        self._starts = [span.start for span, _, _ in self._named]
        self._known = self._collect(mentions)
        self._titles = [s for s in document.segments if s.kind == "title"]
        self._body = max((title.end for title in self._titles), default=0)
        self._ruled = Counter(key_of(one.place) for one in decisions)
        self._add_ruled()
        self._count()
        self._counted: dict[str, list[float]] = {}
        self._of_sentence: dict[int, tuple[dict[str, tuple[int, ...]], list[str], tuple[int, int]]] = {}

    def _collect(self, mentions: Sequence[LinkedPlace]) -> dict[str, Option]:
        """The places that the article names, those that hold them, and no place."""
        above: dict[str, list[str]] = {}
        for place in mentions:
            key = place.code or place.name
            if key not in above:
                above[key] = [code for code in chain_of(place, self._gazetteer) if code != key]
        spans: dict[str, list[Span]] = {}
        names: dict[str, list[str]] = {}
        for span, key, name in self._named:
            spans.setdefault(key, []).append(span)
            names.setdefault(key, []).append(name)
        keys = {*spans, *(code for codes in above.values() for code in codes)}
        return {
            key: _option(key, above.get(key) or self._above(key), spans.get(key, ()), names.get(key, ()))
            for key in keys
        }

    def _above(self, key: str) -> Sequence[str]:
        """Codes of the units above a code."""
        row = self._gazetteer.by_code(key) if key else None
        return self._gazetteer.ancestors(row) if row is not None else ()

    def _add_ruled(self) -> None:
        """What only the rules speak of: the country of a sum of money, a whole of several places."""
        for key in self._ruled:
            if key not in self._known:
                self._known[key] = _option(key, self._above(key), (), ())

    def _count(self) -> None:
        """What is counted once for the article."""
        known = self._known
        self._mentions = {key: one.mentions for key, one in known.items()}
        named = Counter(key for _, key, _ in self._named)
        self._below: Counter[str] = Counter()
        self._lands: Counter[str] = Counter()
        for key, number in named.items():
            for holder in known[key].holders:
                self._below[holder] += number
            if known[key].country:
                self._lands[known[key].country] += number
        most = sorted((k for k in named if self._mentions[k]), key=lambda k: (-self._mentions[k], k))
        self._rank = {key: number for number, key in enumerate(most)}
        self._most = most[:_MOST_COUNTED]
        self._titled = Counter(
            key
            for span, key, _ in self._named
            if any(title.start <= span.start < title.end for title in self._titles)
        )
        self._top = max(self._lands, key=lambda code: (self._lands[code], code), default="")
        self._all = max(1, sum(self._mentions.values()))
        self._located = max(1, sum(self._lands.values()))

    def decision(self, number: int) -> Decision:
        """What the rules say of a fact."""
        return self._decisions[number]

    def of(self, number: int) -> list[Option]:
        """What comes into question for a fact: what the rules say first, then other places.

        Args:
            number: of its decision.
        """
        decision = self._decisions[number]
        ruled = self._known[key_of(decision.place)]
        here, recent, _ = self._around(decision.sentence)
        keys = [ruled.key, self._top, *sorted(ruled.holders), *here, *recent[:_LAST_NAMED]]
        keys += self._most
        keys += [*self._ruled, *self._titled]
        # A place is never weighed against none: where all is of the world, words say so.
        return [self._known[key] for key in dict.fromkeys(keys) if key in self._known and key]

    def _around(self, sentence: Span) -> tuple[dict[str, tuple[int, ...]], list[str], tuple[int, int]]:
        """Mentions in the sentence by place, places named before it (the last first), first of paragraph."""
        known = self._of_sentence.get(sentence.start)
        if known is None:
            first, last = (bisect_left(self._starts, one) for one in (sentence.start, sentence.end))
            here: dict[str, tuple[int, ...]] = {}
            for span, key, _ in self._named[first:last]:
                here[key] = (*here.get(key, ()), span.start)
            recent = list(dict.fromkeys(key for _, key, _ in reversed(self._named[:first])))
            number = bisect_right(self._document.sentences, sentence.start, key=lambda one: one.start) - 1
            start = self._document.segments[self._document.sentences[number].segment].start
            known = here, recent[:_NOT_RECENT], (bisect_left(self._starts, start), first)
            self._of_sentence[sentence.start] = known
        return known

    def features(self, number: int, few: Sequence[Option]) -> list[list[float]]:
        """What is counted of each option for a fact, as ``FEATURES`` names it.

        Args:
            number: of its decision.
            few: ``of(number)``.
        """
        of_fact = self._of_fact(number)
        return [[*self._of_article(one), *self._of_place(number, one), *of_fact] for one in few]

    def _of_article(self, option: Option) -> list[float]:
        """What holds for the whole article; remembered."""
        key = option.key
        known = self._counted.get(key)
        if known is None:
            first = option.spans[0].start if option.spans else _NEVER
            known = self._counted[key] = [
                option.kind,
                self._mentions[key],
                self._below[key],
                self._mentions[key] / self._all,
                self._rank.get(key, _UNRANKED),
                first,
                self._titled[key],
                self._body <= first < self._body + _LEAD,
                key == self._top and key != NOWHERE,
                self._lands[key] / self._located,
            ]
        return known

    def _of_place(self, number: int, option: Option) -> list[float]:
        """How the option stands to the sentence and to what the rules say."""
        decision = self._decisions[number]
        ruled = self._known[key_of(decision.place)]
        here, recent, (first, last) = self._around(decision.sentence)
        key, holders = option.key, option.holders
        earlier = [span for span in option.spans if span.start < decision.sentence.start]
        return [
            len(here.get(key, ())),
            sum(len(starts) for inner, starts in here.items() if key in self._known[inner].holders),
            sum(len(starts) for outer, starts in here.items() if outer in holders),
            decision.sentence.start - earlier[-1].end if earlier else _NEVER,
            self._sentences_between(earlier[-1].start, decision.sentence.start) if earlier else _NEVER,
            recent.index(key) if key in recent else _NOT_RECENT,
            first < last and self._named[first][1] == key,
            key == ruled.key,
            key in ruled.holders,
            ruled.key in holders,
            ruled.kind,
            option.country == ruled.country,
            self._ruled[key] / len(self._decisions),
            sum(1 for other in recent if other in holders),
        ]

    def _sentences_between(self, start: int, end: int) -> int:
        """How many sentences begin in (start, end]."""
        first, last = (
            bisect_right(self._document.sentences, one, key=lambda s: s.start) for one in (start, end)
        )
        return last - first

    def _of_fact(self, number: int) -> list[float]:
        """What is the same for all options of a fact."""
        decision = self._decisions[number]
        here, _, _ = self._around(decision.sentence)
        return [
            decision.sentence.start / max(1, len(self._document.view)),
            decision.quantity.start - decision.sentence.start,
            sum(map(len, here.values())),
            len(here),
            len(self._rank),
            len(self._lands),
        ]


def _in_order(
    mentions: Sequence[LinkedPlace], nations: Iterable[tuple[int, str]]
) -> list[tuple[Span, str, str]]:
    """Each mention and adjective of a country with the key and the name of its place, in text order."""
    named = [(Span(one.start, one.end), one.code or one.name, one.name) for one in mentions]
    taken = {start for span, _, _ in named for start in range(span.start, span.end)}
    named += [(Span(start, start + 1), code, "") for start, code in nations if start not in taken]
    return sorted(named, key=lambda one: (one[0].start, one[0].end))


def _option(key: str, above: Iterable[str], spans: Iterable[Span], names: Iterable[str]) -> Option:
    holders = frozenset(above)
    country = _country(key) or next((code for code in sorted(holders) if _country(code) == code), "")
    return Option(key, _kind(key), country, holders, tuple(spans), tuple(names))


def _country(key: str) -> str:
    """The country that a code tells: '530000' lies in China."""
    if key[:1].isdigit() and key.isdigit():
        return CHINA
    return key if len(key) == len(CHINA) and key.isupper() else ""


def _kind(key: str) -> int:
    """What kind of place a key is of."""
    if key == NOWHERE:
        return _KINDS["none"]
    if key == CHINA:
        return _KINDS["china"]
    if not key.isdigit():
        return _KINDS["country" if _country(key) else "other"]
    return _KINDS["province" if key.endswith("0000") else "prefecture" if key.endswith("00") else "county"]
