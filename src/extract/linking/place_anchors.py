"""The anchors of a document: mentions grouped, and words that stand for places.

"Suining, Sichuan Province" is one anchor for Suining; "Wanzhou, Qianjiang and Wulong" is
one list; "the city" stands for the city named last; "Chinese" for China where nothing else
does; "global" for no place at all.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from extract.finding.place_context import CUES, alternatives, words
from extract.finding.place_gazetteer import CHINA, Gazetteer
from extract.linking.place_records import LinkedPlace
from extract.rules.loading import Entry, RuleSet

_DEPTH = {
    "country": 0,
    "continent": 0,
    "region": 1,
    "province": 2,
    "state": 2,
    "prefecture": 3,
    "capital": 3,
    "city": 3,
    "county": 4,
    "zone": 5,
    "town": 5,
    "village": 6,
}
_OTHER_DEPTH = 1


@dataclass(frozen=True, slots=True)
class Anchor:
    """A stretch of text that gives a fact its place.

    Attributes:
        start, end: the stretch.
        place: the place meant; None for the whole world.
        kind: mention, reference, adjective or world.
        listed: all places of an enumeration, else only ``place``.
        rule: id of the rule.
    """

    start: int
    end: int
    place: LinkedPlace | None
    kind: str
    listed: tuple[LinkedPlace, ...]
    rule: str


@dataclass(frozen=True, slots=True)
class Reference:
    """A generic that stands for the place of its kind named last ('the city').

    Attributes:
        id: of its rule.
        noun: the generic.
        levels: of the places that it stands for, besides those named so.
        bare: it does so only right after its determiner ('the area', not 'the pilot area').
    """

    id: str
    noun: str
    levels: frozenset[str]
    bare: bool = False

    def fits(self, place: LinkedPlace) -> bool:
        """Whether the place is of that kind."""
        if place.municipality and "municipality" in self.levels:
            return True
        return place.level in self.levels or place.name.lower().endswith(f" {self.noun}")


class AnchorRules:
    """The compiled words that stand for places.

    Args:
        ruleset: where they are read from.

    Attributes:
        metonyms: code of the country by the name and the id of a capital that stands for it.
    """

    def __init__(self, ruleset: RuleSet) -> None:
        references = ruleset.entries(CUES, "reference")
        self._references = dict(_references(references))
        nouns = alternatives(words(references, "nouns"))
        adverbs = alternatives(words(references, "adverbs"))
        determiners = alternatives(words(ruleset.entries(CUES, "determiner")))
        demonyms = {
            word: code for entry in ruleset.entries(CUES, "demonym") for word, code in _demonyms(entry)
        }
        self._demonyms = demonyms
        world = _world(ruleset.entries(CUES, "world"))
        self._pattern = re.compile(
            rf"\b(?:(?:{determiners})[ \n](?:(?-i:[a-z]+)[ \n])?(?P<noun>{nouns})(?=\W)(?!-)"
            rf"|(?P<adverb>{adverbs})\b|(?P<world>{world})(?!\w)|(?P<demonym>{alternatives(demonyms)})\b)",
            re.IGNORECASE,
        )
        self.metonyms = {
            (str(e.fields["surface"]), str(e.fields["capital"])): str(e.fields["country"])
            for e in ruleset.entries(CUES, "metonym")
        }

    def words(self, view: str, start: int, end: int) -> Iterator[tuple[re.Match[str], Reference | None, str]]:
        """Matches in [start, end) with their reference, or the code of a demonym."""
        for match in self._pattern.finditer(view, start, end):
            noun = match["noun"] or match["adverb"]
            if noun:
                reference = self._references[" ".join(noun.lower().split())]
                if not reference.bare or len(match[0].split()) == 1 + len(noun.split()):
                    yield match, reference, ""
            elif match["world"]:
                yield match, None, ""
            else:
                code = self._demonyms.get(match["demonym"])
                if code:
                    yield match, None, code


def _world(entries: list[Entry]) -> str:
    """'World Bank's', 'global poverty rate', 'international extreme poverty line'."""
    adjectives, heads = (alternatives(words(entries, key)) for key in ("adjectives", "heads"))
    return rf"{alternatives(words(entries))}|(?:{adjectives})[ \n](?:[a-z]+[ \n])?(?:{heads})"


def _references(entries: list[Entry]) -> Iterator[tuple[str, Reference]]:
    for entry in entries:
        levels = frozenset(entry.fields["levels"])
        kinds: dict[str, str] = entry.fields.get("kinds", {})
        for noun in entry.fields["nouns"]:
            fitting = levels | {kinds[noun]} if noun in kinds else levels
            yield noun, Reference(entry.id, noun, fitting, bare=bool(entry.fields.get("bare")))
        for adverb in entry.fields.get("adverbs", ()):
            yield adverb, Reference(entry.id, entry.id, levels)


def _demonyms(entry: Entry) -> Iterator[tuple[str, str]]:
    for code, names in entry.fields.items():
        if isinstance(names, list) and code not in {"examples", "counter_examples"}:
            yield from ((name, code) for name in names)


def holds(gazetteer: Gazetteer, outer: LinkedPlace, inner: LinkedPlace) -> bool:
    """Whether the one place lies in the other, as far as the gazetteer knows."""
    if inner.code is None:
        return bool(outer.code and inner.parent) and gazetteer.contains(outer.code or "", inner.parent)
    if outer.code is None:
        return any(gazetteer.contains(member, inner.code) for member in gazetteer.members.get(outer.name, ()))
    return depth(outer) < depth(inner) and gazetteer.contains(outer.code, inner.code)


def depth(place: LinkedPlace) -> int:
    """How far down the place stands, from country to village."""
    return _DEPTH.get(place.level, _OTHER_DEPTH)


def common_holder(places: Sequence[LinkedPlace], gazetteer: Gazetteer) -> str | None:
    """The code of the smallest unit that holds all the places; None where there is none."""
    chains = [_chain(place, gazetteer) for place in places]
    for code in chains[0]:
        if all(code in chain for chain in chains[1:]):
            return code
    return None


def _chain(place: LinkedPlace, gazetteer: Gazetteer) -> list[str]:
    """Codes of the units above the place, its own left out; the county of a village is above it."""
    code = place.code
    own = [code] if code and place.level in {"village", "town"} else []
    row = gazetteer.by_code(code) if code else None
    if row is not None:
        return own + list(gazetteer.ancestors(row))
    parent = gazetteer.by_code(place.parent) if place.parent else None
    return own + ([place.parent, *gazetteer.ancestors(parent)] if parent else [])


def is_chinese(place: LinkedPlace) -> bool:
    """Whether it is China or lies in it."""
    return place.code == CHINA or bool(place.code and place.code[0].isdigit()) or place.parent == CHINA


def before(anchors: Sequence[Anchor], offset: int) -> int:
    """Number of anchors that start before the offset."""
    return bisect_left(anchors, offset, key=lambda anchor: anchor.start)
