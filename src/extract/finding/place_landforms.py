"""Names that say what they name: "the Calder Valley", "Surma river", "Kaziranga National Park".

The name before the noun stands in no table. With a noun in lower case more is asked of it,
for "the Flooded river" begins many a sentence: that it stands inside one, or comes again.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from ahocorasick_rs import AhoCorasick

from extract.finding.place_context import CUES, PlaceContext, alternatives, words
from extract.finding.place_gazetteer import Gazetteer
from extract.finding.place_names import WORD, is_free, occurrences, words_that_name_nothing
from extract.finding.place_records import Place, PlaceCandidate
from extract.records import Document
from extract.rules.endings import Ending
from extract.rules.loading import RuleSet

Hit = tuple[str, int]
"""A noun and where it stands."""

_LOOK_BACK = 60
_LANDSCAPE = "landscape"
_STATE = "state"
_DISTRICT = "district"
_TITLE = "title"
# Shorter names are too often something else, as "Mono" of "Mono Lake".
_LEAST = 5
_COUNTY = frozenset({"county"})
_INSIDE = re.compile(r"[\w,)'\"][ \n]\Z")  # what stands before a word inside a sentence


class LandformFinder:
    """Finds landscapes, parks and divisions by the noun at the end, or at the start, of their name.

    Args:
        ruleset: where the nouns are read from.
        gazetteer: what it knows has a finder of its own.
        context: to leave names of organisations alone.
    """

    def __init__(self, ruleset: RuleSet, gazetteer: Gazetteer, context: PlaceContext) -> None:
        entries = ruleset.entries(CUES, "landform")
        divisions = ruleset.entries(CUES, "division")
        self._gazetteer = gazetteer
        self._context = context
        self._tails = {w: str(e.fields.get("level", _LANDSCAPE)) for e in entries for w in words([e])}
        self._heads = frozenset(words(entries, "before"))
        self._rivers = frozenset(words(entries, "called_like_counties"))
        self._known_by = dict.fromkeys(words(entries, "lower"), _LANDSCAPE)
        self._known_by |= dict.fromkeys(words(divisions, "unlisted"), _STATE)
        self._small = frozenset(words(divisions, "small"))
        self._known_by |= {word: _DISTRICT for word in self._known_by if word in self._small}
        self._plurals = {w: g for entry in divisions for w, g in entry.fields.get("plurals", {}).items()}
        self._determiners = frozenset(words(ruleset.entries(CUES, "not_a_settlement")))
        self._no_names = words_that_name_nothing(ruleset)
        self._words = list(dict.fromkeys((*self._heads, *self._tails, *self._known_by, *self._plurals)))
        self._automaton = AhoCorasick(self._words)
        self._levels = frozenset(words(ruleset.entries(CUES, "beside_landscape"), "levels"))
        before = (*words(ruleset.entries(CUES, "strong_locative")), *words(entries, "bare_after"))
        self._located = Ending(rf"(?<![\w-])(?:{alternatives(before)})[ \n]", re.IGNORECASE)
        self._name_behind = re.compile(rf" {WORD}(?![\w-])")
        both = alternatives(words(ruleset.entries(CUES, "unlisted"), "both"))
        self._row_before = Ending(rf"(?<![\w.-])((?:{WORD}, ){{0,4}}{WORD},? {both} {WORD}) ")
        self._part = re.compile(WORD)
        dotted = [w for w in words(ruleset.entries(CUES, "name_prefix")) if w.endswith(".")]
        word = rf"(?:{WORD}|{alternatives(dotted)})"  # "the St. Lawrence River"
        self._names_before = re.compile(rf"(?<![\w.-])(?:{word} (?:& )?){{1,4}}\Z")

    def find(self, view: str) -> list[PlaceCandidate]:
        """All of them, in no order; some may overlap places of the gazetteer."""
        hits = self._automaton.find_matches_as_indexes(view, overlapping=True)
        found = [(self._words[number], start) for number, start, end in hits if is_free(view, start, end)]
        single = (*self._headed(view, found), *self._tailed(view, found), *self._described(view, found))
        return [*single, *self._enumerated(view, found)]

    def again(self, document: Document, known: Sequence[PlaceCandidate]) -> Iterator[PlaceCandidate]:
        """The bare names of landscapes that are named in full: 'the Kubuqi' after 'the Kubuqi Desert'."""
        taken = {found.start for found in known}
        titles = [one for one in document.segments if one.kind == _TITLE]
        for name, whole in self._bare_names(document.view, known).items():
            for start in occurrences(document.view, name):
                end = start + len(name)
                if start in taken or self._goes_on(document.view, start, end):
                    continue
                titled = any(one.start <= start < one.end for one in titles)
                if titled or self._located.search(document.view, max(0, start - _LOOK_BACK), start):
                    yield replace(whole, start=start, end=end, rule="landform:again")

    def _bare_names(self, view: str, known: Sequence[PlaceCandidate]) -> dict[str, PlaceCandidate]:
        """The landscapes of a text by the one word that stands before their noun, if that is a name."""
        bare: dict[str, PlaceCandidate] = {}
        for found in known:
            if len(found.rows) != 1 or found.rows[0].level not in self._levels or " " not in found.name:
                continue
            name, noun = found.name.rsplit(" ", 1)
            plain = name in self._no_names or name in self._gazetteer.by_surface
            common = " " in name or len(name) < _LEAST or any(True for _ in occurrences(view, name.lower()))
            is_noun = noun in self._tails or self._known_by.get(noun) == _LANDSCAPE
            if is_noun and name[0].isupper() and not plain and not common:
                bare.setdefault(name, found)
        return bare

    def _headed(self, view: str, found: Sequence[Hit]) -> Iterator[PlaceCandidate]:
        """'Lake Turkana'."""
        for word, start in found:
            behind = self._name_behind.match(view, start + len(word)) if word in self._heads else None
            if behind is not None and not self._context.token_before(view, start)[:1].isupper():
                yield from self._landform(view, start, behind.end())

    def _tailed(self, view: str, found: Sequence[Hit]) -> Iterator[PlaceCandidate]:
        """'the Calder Valley', 'Mila Pass', 'Kaziranga National Park'."""
        for word, start in found:
            names = self._named_before(view, start) if word in self._tails else None
            if names is not None:
                yield from self._landform(view, names.start(), start + len(word), self._tails[word])

    def _named_before(self, view: str, start: int) -> re.Match[str] | None:
        return self._names_before.search(view, max(0, start - _LOOK_BACK), start)

    def _landform(self, view: str, start: int, end: int, level: str = _LANDSCAPE) -> Iterator[PlaceCandidate]:
        """The name between the offsets, without the words at its start that are none."""
        tokens = view[start:end].split()
        while len(tokens) > 1 and tokens[0] in self._determiners and tokens[0] not in self._heads:
            tokens = tokens[1:]
        if len(tokens) > 1 and not self._context.token_after(view, end):
            name = " ".join(tokens)
            yield self._candidate(end - len(name), end, name, level)

    def _described(self, view: str, found: Sequence[Hit]) -> Iterator[PlaceCandidate]:
        """'Surma river', 'Kurigram district', 'Cook County': the noun is that of any such place."""
        for word, start in found:
            names = self._named_before(view, start) if word in self._known_by else None
            if names is None:
                continue
            name = self._free(names[0].split(), word)
            at, end = start - len(name) - 1, start + len(word)
            sure = word[0].isupper()  # "Lane County gets"; with "county" a sentence may begin otherwise
            if name and self._is_name(view, at, name, sure=sure) and not self._goes_on(view, at, end):
                yield self._candidate(at, end, view[at:end].replace("\n", " "), self._known_by[word])

    def _enumerated(self, view: str, found: Sequence[Hit]) -> Iterator[PlaceCandidate]:
        """'Marion and Polk counties': each is a county."""
        for word, start in found:
            if word not in self._plurals:
                continue
            row = self._row_before.search(view, max(0, start - _LOOK_BACK), start)
            names = list(self._part.finditer(row[1])) if row is not None else []
            if row is None or not all(self._free([name[0]], word) for name in names):
                continue
            for name in names:
                at, end = row.start(1) + name.start(), row.start(1) + name.end()
                last = name is names[-1]
                level = _DISTRICT if word in self._small else _STATE
                whole = f"{name[0]} {self._plurals[word]}"
                yield self._candidate(at, start + len(word) if last else end, whole, level)

    def _free(self, tokens: list[str], word: str) -> str:
        """The last words before the noun that may be a name of their own, else ''.

        A river may be called like a county ("the Wujiang river"), but is not that of a province.
        """
        for number in range(len(tokens) - 1, -1, -1):
            if tokens[number] in self._no_names or tokens[number].rstrip("s") in self._no_names:
                if number == len(tokens) - 1:
                    return ""
                tokens = tokens[number + 1 :]
                break
        name = " ".join(tokens)
        shared = _COUNTY if word in self._rivers else frozenset()
        known = (row for part in {name, tokens[-1]} for row in self._gazetteer.by_surface.get(part, ()))
        return "" if any(row.level not in shared for row in known) else name

    def _is_name(self, view: str, start: int, name: str, *, sure: bool) -> bool:
        """Whether the words are no common nouns that begin a sentence ("Flooded river banks")."""
        if any(True for _ in occurrences(view, name.lower())):
            return False
        if sure:
            return True
        inside = _INSIDE.search(view, max(0, start - 2), start) is not None
        return inside or sum(1 for _ in occurrences(view, name)) > 1

    def _goes_on(self, view: str, start: int, end: int) -> bool:
        """Whether the name is that of an organisation, or of something else ("Cook County Jail")."""
        return bool(self._context.token_after(view, end) or self._context.organisation(view, start, end))

    def _candidate(self, start: int, end: int, name: str, level: str = _LANDSCAPE) -> PlaceCandidate:
        row = Place(None, self._gazetteer.title_case(name), level)
        return PlaceCandidate(start, end, name, (row,), "unlisted:landform")
