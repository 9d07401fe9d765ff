"""The anchors of a document: mentions grouped, and words that stand for places.

"Suining, Sichuan Province" is one anchor for Suining; "Wanzhou, Qianjiang and Wulong" is
one list; "the city" stands for the city named last; "Chinese" for China where nothing else
does; "global" for no place at all.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Iterator, Sequence

from extract.finding.place_context import CUES, alternatives, words
from extract.finding.place_gazetteer import CHINA, Gazetteer
from extract.finding.starts import Starts, beginnings
from extract.frozen import record
from extract.linking.place_records import LinkedPlace
from extract.records import Span
from extract.rules.expressions import compiled
from extract.rules.loading import Entry, RuleSet
from extract.rules.trees import prefix_tree, spell

Head = tuple[str, ...]
"""The tokens of a word, and the expression of what follows it (``prefix_tree``)."""

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
    "district": 4,
    "zone": 5,
    "town": 5,
    "village": 6,
}
_OTHER_DEPTH = 1
_JOINED = 4  # more words than "the new and county"
_UNLISTED = "unlisted"
_LONGEST = 12
_NAME = re.compile(r"[ \n][A-Z]")


@record(frozen=True, slots=True)
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


@record(frozen=True, slots=True)
class Reference:
    """A generic that stands for the place of its kind named last ('the city').

    Attributes:
        id: of its rule.
        noun: the generic.
        levels: of the places that it stands for, besides those named so.
        bare: it does so only right after its determiner ('the area', not 'the pilot area').
        unlisted: it stands for places of unknown kind, too.
    """

    id: str
    noun: str
    levels: frozenset[str]
    bare: bool = False
    unlisted: bool = False

    def fits(self, place: LinkedPlace) -> bool:
        """Whether the place is of that kind."""
        if self.unlisted and place.rule.startswith(_UNLISTED):
            return True
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
        self._nouns = dict(_references(references, "nouns"))
        self._elsewhere = frozenset(words(ruleset.entries(CUES, "elsewhere")))
        self._adverbs = dict(_references(references, "adverbs"))
        demonyms = (_demonyms(entry) for entry in ruleset.entries(CUES, "demonym"))
        self._demonyms = {word: code for pairs in demonyms for word, code in pairs}
        self._determiners = frozenset(words(ruleset.entries(CUES, "determiner")))
        self._near = frozenset(words(ruleset.entries(CUES, "determiner"), "near"))
        again = alternatives(self._determiners)  # not "in the summer, the county"
        word = rf"(?!(?:{again})[ \n])[a-z\d][\w-]*(?:[,.]\d[\w-]*)*"
        self._joins = frozenset(words(ruleset.entries(CUES, "determiner"), "joins"))
        joined = rf"(?:{word}[ \n](?:{alternatives(self._joins)})[ \n])?"
        noun = rf"[ \n]{joined}(?:{word},?[ \n]){{0,2}}(?:{alternatives(self._nouns)})(?![\w-])"
        wide = rf"(?:[A-Z][a-z]+[ \n])?(?:{alternatives(words(references, 'regions'))})"
        nations = [
            word for entry in references if entry.fields.get("regions") for word in words([entry], "nouns")
        ]
        nation = rf"[ \n]{wide}[ \n](?:{alternatives(nations)})(?![\w-])"  # "the West African country"
        heads = [
            *(head for word in self._determiners for head in _either_case(word, noun)),
            *(head for word in self._determiners for head in _either_case(word, nation)),
            *_world(ruleset.entries(CUES, "world")),
            *(head for word in self._adverbs for head in _either_case(word, r"(?!\w)")),
            *((*spell(word, " "), r"(?![\w-])") for word in self._demonyms),
        ]
        pattern = compiled(rf"(?<![^\W_]){prefix_tree(heads)}")  # not in "breathe country"
        self._words = Starts(pattern, beginnings(heads))
        self.metonyms = {
            (str(e.fields["surface"]), str(e.fields["capital"])): str(e.fields["country"])
            for e in ruleset.entries(CUES, "metonym")
        }

    def has_nation(self, view: str, start: int, end: int) -> bool:
        """Whether an adjective of a country stands in [start, end)."""
        return any(reference is None and code for _, reference, code in self.words(view, start, end))

    def points_near(self, view: str, offset: int) -> bool:
        """Whether the words for a place that begin there point to the last one told of: 'that country'."""
        return view[offset : offset + _LONGEST].partition(" ")[0].lower() in self._near

    @property
    def nouns(self) -> Sequence[str]:
        """The generics that stand for places."""
        return tuple(self._nouns)

    def reference(self, noun: str) -> Reference:
        """What a generic stands for."""
        return self._nouns[noun]

    def words(self, view: str, start: int, end: int) -> Iterator[tuple[Span, Reference | None, str]]:
        """Words in [start, end) with their reference, the code of a demonym, or neither for the world."""
        for match in self._words.finditer(view, start, end):
            tokens = match[0].split()
            said = " ".join(tokens)
            span = Span(*match.span())
            if said in self._demonyms:
                if not is_code(self._demonyms[said]) and _NAME.match(view, match.end()):
                    continue  # "African Union"
                yield span, None, self._demonyms[said]
            elif said.lower() in self._adverbs:
                yield span, self._adverbs[said.lower()], ""
            elif tokens[0].lower() not in self._determiners:
                yield span, None, ""
            else:
                if len(tokens) > _JOINED and tokens[2] in self._joins:
                    del tokens[1:3]  # "this small but rich county"
                reference = self._nouns.get(" ".join(tokens[1:]))
                if reference is None:
                    reference = self._nouns.get(" ".join(tokens[2:])) or self._nouns.get(" ".join(tokens[3:]))
                    if reference is not None and (reference.bare or tokens[1] in self._elsewhere):
                        continue
                yield span, reference, ""  # no generic: "the world"


def is_code(code: str) -> bool:
    """Whether it is a code, not the name of a continent."""
    return code.isupper() or code.isdigit()


def _either_case(word: str, tail: str) -> tuple[Head, Head]:
    """A word within and at the start of a sentence, and what must follow."""
    tokens = spell(word, r"[ \n]")
    return (*tokens, tail), (tokens[0].upper(), *tokens[1:], tail)


def _world(entries: list[Entry]) -> Iterator[Head]:
    """'World Bank's', 'global poverty rate', 'international extreme poverty line'."""
    heads = alternatives(words(entries, "heads"))
    verbs = alternatives(words(entries, "verbs"))
    ranked = alternatives(words(entries, "ranked"))
    endings = alternatives(words(entries, "ranked_endings"))
    for name in words(entries, "names"):
        yield from _either_case(name, rf"(?=[ \n](?:{verbs})(?!\w))")
        ranking = rf"\d|{ranked}|[a-z]+(?:{endings})(?!\w)"
        yield from _either_case(name, rf"'s(?![ \n](?:{ranking}))(?=[ \n][a-z])")
    for surface in (*words(entries), *words(entries, "groups")):
        yield from _either_case(surface, r"(?!\w)")
    of_all = alternatives((*words(entries, "behind"), *words(entries, "whole")))
    for head in words(entries, "heads"):  # "food prices around the globe"
        yield (*spell(head, r"[ \n]"), rf"[ \n](?:{of_all})(?!\w)")
    for framing in words(entries, "behind"):  # "Around the world, 150 million people"
        tokens = spell(framing, r"[ \n]")
        yield tokens[0].upper(), *tokens[1:], r"(?=,)"
    for adjective in words(entries, "adjectives"):
        yield from _either_case(adjective, rf"[ \n](?:[a-z]+[ \n])?(?:{heads})(?!\w)")


def _references(entries: list[Entry], key: str) -> Iterator[tuple[str, Reference]]:
    for entry in entries:
        levels = frozenset(entry.fields["levels"])
        kinds: dict[str, str] = entry.fields.get("kinds", {})
        for word in entry.fields[key]:
            fitting = levels | {kinds[word]} if word in kinds else levels
            noun = word if key == "nouns" else entry.id
            bare, unlisted = (bool(entry.fields.get(name)) for name in ("bare", "unlisted"))
            yield word, Reference(entry.id, noun, fitting, bare=bare, unlisted=unlisted)


def _demonyms(entry: Entry) -> Iterator[tuple[str, str]]:
    for code, names in entry.fields.items():
        if isinstance(names, list) and code not in {"examples", "counter_examples"}:
            yield from ((name, code) for name in names)


class Remembered:
    """What is told of the anchors of one document: one sentence after the other asks the same of them.

    Args:
        tell: tells it of an anchor in a view, from the start of its sentence on.
    """

    def __init__(self, tell: Callable[[str, Anchor, int], bool]) -> None:
        self._tell = tell
        self._view = ""
        # The anchor is kept: one that is made later must not bear its identity.
        self._told: dict[tuple[int, int], tuple[Anchor, bool]] = {}

    def of(self, view: str, anchor: Anchor, start: int) -> bool:
        """The same, remembered until another document is asked about."""
        if self._view is not view:
            self._view, self._told = view, {}
        key = (id(anchor), start)
        known = self._told.get(key)
        if known is None:
            known = self._told[key] = (anchor, self._tell(view, anchor, start))
        return known[1]


def holds(gazetteer: Gazetteer, outer: LinkedPlace, inner: LinkedPlace) -> bool:
    """Whether the one place lies in the other, as far as the gazetteer knows."""
    within = inner.code or inner.parent
    if not within:
        return False
    if outer.code is None:
        return any(gazetteer.contains(member, within) for member in gazetteer.members.get(outer.name, ()))
    if inner.code is None:
        return gazetteer.contains(outer.code, within)
    return depth(outer) < depth(inner) and gazetteer.contains(outer.code, inner.code)


def anchor_holds(gazetteer: Gazetteer, outer: Anchor, inner: Anchor) -> bool:
    """Whether the place of the one anchor lies in that of the other."""
    return outer.place is not None and inner.place is not None and holds(gazetteer, outer.place, inner.place)


def is_same(one: Anchor, two: Anchor) -> bool:
    """Whether two anchors stand for the same place."""
    return one.place is not None and two.place is not None and one.place.place_id == two.place.place_id


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
