"""Villages and towns: "Jiazi Village", "Wangwan village", and "Wangwan" further on.

No gazetteer has China's half a million villages; a capitalised name before "village" is
enough. The place that holds one is found in linking.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from extract.finding.place_context import CUES, alternatives, peoples_of_china, words
from extract.finding.place_gazetteer import Gazetteer
from extract.finding.place_records import PlaceCandidate, Readable
from extract.finding.starts import Starts, beginnings
from extract.records import Document
from extract.rules.endings import Ending
from extract.rules.loading import RuleSet
from extract.rules.trees import spell

_LAST_WORD = Ending(r"(?<![\w.@/'-])(?:([A-Z][a-z'-]+)[ \n])?([A-Z][a-z'-]+)")
_NAME_BEFORE = Ending(r"(?<![\w.@/-])((?:[A-Z][\w'-]*[a-z][\w'-]*[ \n]){1,3})")
_BEGINS_ALONE, _ENDS_ALONE = re.compile(r"(?<![\w'-])"), re.compile(r"(?![\w-])")
_HIGHER = frozenset({"country", "province", "prefecture", "capital", "continent", "state", "region"})
_VAST = _HIGHER - {"prefecture"}
_SMALL = frozenset({"county", "city"})
_LOOK_BACK = 60
_ATTRIBUTE = re.compile(r"'s?$|-[a-z]")  # "Jiangjin District's Shisun Village", "Jiangsu-based Huaxi Village"


def stands_of(view: str, names: Iterable[str]) -> Iterator[tuple[int, int]]:
    """Where one of the names stands as a word of its own, the longest of them, no two over each other.

    To compile an expression for the names of one article takes longer (0.15 ms) than to look for each.
    """
    behind = 0
    for start, end in sorted((start, -end) for name in names for start, end in _stands(view, name)):
        if start >= behind:
            behind = -end
            yield start, behind


def _stands(view: str, name: str) -> Iterator[tuple[int, int]]:
    if " " in name:  # seldom; it may be broken by the end of a line
        again = re.finditer(rf"(?<![\w'-])(?=({alternatives([name])})(?![\w-]))", view)
        yield from (match.span(1) for match in again)
        return
    at = view.find(name)
    while at >= 0:
        end = at + len(name)
        if _BEGINS_ALONE.match(view, at) and _ENDS_ALONE.match(view, end):
            yield at, end
        at = view.find(name, at + 1)


class SettlementFinder:
    """Finds villages, towns and townships by their generic.

    Args:
        ruleset: where the generics and the words that are no names come from.
        gazetteer: to tell "a Sichuan village" from "Jiazi village".
    """

    def __init__(self, ruleset: RuleSet, gazetteer: Gazetteer) -> None:
        entries = ruleset.entries(CUES, "settlement")
        self._generics = {
            s: (e.id, str(e.fields["generic"]), str(e.fields["level"]))
            for e in entries
            for s in e.fields["surfaces"]
        }
        self._peoples = frozenset(peoples_of_china(ruleset))
        peoples = alternatives(self._peoples)  # "Changying Hui Township"
        both = alternatives(words(ruleset.entries(CUES, "unlisted"), "both"))
        pattern = re.compile(
            rf"[ \n]((?:(?:{peoples})[ \n](?:{both}[ \n])?)*({alternatives(self._generics)}))(?![\w-])"
        )
        firsts = set(beginnings(spell(one, r"\s+") for one in (*self._peoples, *self._generics)))
        self._pattern = Starts(pattern, (f"{blank}{first}" for blank in " \n" for first in firsts))
        self._decoys = frozenset(words(ruleset.entries(CUES, "decoy")))
        self._no_names = frozenset(words(ruleset.entries(CUES, "not_a_settlement")))
        needing = ruleset.entries(CUES, "needs_generic")
        self._sides = frozenset(
            words(needing, "names")
        )  # "Chengbei Thanksgiving Community": north of the town
        self._unit_words = frozenset(words(ruleset.entries(CUES, "generic")))
        self._gazetteer = gazetteer
        told = ruleset.entries(CUES, "told_as_village")
        own, article, kinds = (alternatives(words(told, key)) for key in ("own", "articles", "surfaces"))
        where, one_of = (alternatives(words(told, key)) for key in ("where", "one_of"))
        self._plurals = {plural: one for entry in told for one, plural in entry.fields["plurals"].items()}
        self._told = re.compile(
            rf",[ \n](?:(?:{article}|({own}))[ \n](?:[a-z-]+[ \n]){{0,3}}?({kinds})"
            rf"(?=[ \n](?:{where})[ \n][A-Z\d]|(?(1)[,.;]|(?!)))"
            rf"|(?:{one_of})[ \n](?:[\w-]+[ \n]){{0,3}}?({alternatives(self._plurals)})"
            rf"[^,.;\n]{{0,{_LOOK_BACK}}},)"
        )

    def find(self, document: Document) -> list[PlaceCandidate]:
        """The settlements named with their generic, then their bare names, in text order."""
        named = [*self._named(document), *self._told_as_village(document)]
        if not named:
            return []
        taken = {(found.start, found.end) for found in named}
        bare = [
            f for f in self._bare(document, named) if not any(s < f.end and f.start < e for s, e in taken)
        ]
        return sorted([*named, *bare], key=lambda found: found.start)

    def _named(self, document: Document) -> Iterator[PlaceCandidate]:
        view = document.view
        readable = Readable(document)
        for match in self._pattern.finditer(view, 0, len(view)):
            lower, at = match[2][0].islower(), match.start(1)
            name = self._name(view, at, lower=lower)
            if not name and at < match.start(2):  # called like its people: "Jino Ethnic Township"
                at = match.start(2)
                name = self._name(view, at, lower=lower)
            start = at - len(name) - 1
            if name and readable.holds(start) and not self._is_other(view, start, match.end(), name):
                rule, generic, level = self._generics[" ".join(match[2].split())]
                yield PlaceCandidate(
                    start,
                    match.end(),
                    name,
                    (),
                    f"settlement:{rule}",
                    generic=match[1],
                    settlement=generic,
                    level=level,
                )

    def _told_as_village(self, document: Document) -> Iterator[PlaceCandidate]:
        """A village that bears the name of a county elsewhere: 'in Sanming, her home village in X county'."""
        view, readable = document.view, Readable(document)
        for match in self._told.finditer(view):
            before = _LAST_WORD.search(view, max(0, match.start() - _LOOK_BACK), match.start())
            if before is None or (before[1] and before[1] not in self._no_names):
                continue
            is_county = any(row.code for row in self._gazetteer.by_surface.get(before[2], ()))
            if is_county and self._is_small(before[2]) and readable.holds(before.start(2)):
                rule, generic, level = self._generics[match[2] or self._plurals[match[3]]]
                yield PlaceCandidate(
                    before.start(2),
                    before.end(2),
                    before[2],
                    (),
                    f"settlement:{rule}",
                    settlement=generic,
                    level=level,
                )

    def _is_other(self, view: str, start: int, end: int, name: str) -> bool:
        """Whether it is a club ("Ipswich Town") or a common noun of the text ("Apple Village")."""
        return view[start:end] in self._decoys or (" " not in name and f" {name.lower()}" in view)

    def _name(self, view: str, at: int, *, lower: bool) -> str:
        """The name that ends before ``at``: its last capitalised words that are no others."""
        match = _NAME_BEFORE.search(view[max(0, at - _LOOK_BACK) : at])
        if match is None:
            return ""
        tokens = match[1].split()
        for number in range(len(tokens) - 1, -1, -1):
            other = tokens[number] in self._no_names or tokens[number] in self._unit_words
            if other or _ATTRIBUTE.search(tokens[number]):
                tokens = tokens[number + 1 :]
                break
        while len(tokens) > 1 and tokens[0] in self._gazetteer.by_surface and tokens[0] not in self._sides:
            tokens = tokens[1:]
        name = " ".join(tokens)
        rows = self._gazetteer.by_surface.get(name, ())
        if f"{name} Town" in self._gazetteer.by_surface:
            return ""
        one_of = match[1].split() == tokens and self._is_article(view, at - len(match[1]))
        levels = _HIGHER if one_of else _VAST
        return "" if lower and any(row.level in levels for row in rows) else name

    def _is_article(self, view: str, at: int) -> bool:
        """Whether an article stands before the name: 'a Dongguan village' is any one of Dongguan."""
        before = view[max(0, at - _LOOK_BACK) : at].split()
        return bool(before) and before[-1].capitalize() in self._no_names

    def _is_small(self, name: str) -> bool:
        """Whether nothing better known than a county has the name."""
        return all(row.level in _SMALL for row in self._gazetteer.by_surface.get(name, ()))

    def _bare(self, document: Document, named: list[PlaceCandidate]) -> Iterator[PlaceCandidate]:
        """Later mentions without the generic: 'Wangwan', unless that is a bigger place or a people."""
        named = [one for one in named if one.name not in self._peoples]
        first = {found.name: found for found in reversed(named) if self._is_small(found.name)}
        if not first:
            return
        readable = Readable(document)
        for start, end in stands_of(document.view, first):
            found = first.get(document.view[start:end])
            if found is not None and readable.holds(start):
                yield PlaceCandidate(
                    start,
                    end,
                    found.name,
                    (),
                    "settlement:again",
                    settlement=found.settlement,
                    level=found.level,
                )
