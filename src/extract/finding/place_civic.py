"""Places in the names of local bodies: "Fernhurst Borough Council", "Otter Creek City School District".

No table need list them, and no other words about them: what such a body does is done in its place.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import dropwhile

from extract.finding.place_context import CUES, alternatives, words
from extract.finding.place_gazetteer import Gazetteer
from extract.finding.place_names import WORD, occurrences, words_that_name_nothing
from extract.finding.place_records import Place, PlaceCandidate, Readable
from extract.finding.place_towns import Towns
from extract.records import Document, Span
from extract.rules.endings import Ending
from extract.rules.loading import RuleSet

_BLANK = r"[ \n]"
_BACK = 60
_RULE = "organisation:civic"
_CITY = "city"


class CivicFinder:
    """Finds the places of local bodies.

    Args:
        ruleset: where the words are read from.
        gazetteer: the finder's.
        towns: the small towns of the world.
    """

    def __init__(self, ruleset: RuleSet, gazetteer: Gazetteer, towns: Towns) -> None:
        entries = ruleset.entries(CUES, "local_body")
        self._gazetteer, self._towns = gazetteer, towns
        self._heads = words(entries)
        self._none = words_that_name_nothing(ruleset) | frozenset(words(entries, "kinds"))
        self._whole = frozenset(words(entries, "whole"))
        self._without = frozenset(words(entries, "without"))
        kind = rf"(?:{alternatives(words(entries, 'kinds'))})"
        self._before = Ending(
            rf"(?<![\w-])(?P<name>{WORD}(?:-[a-z]+-{WORD})?(?:{_BLANK}{WORD}){{0,2}}){_BLANK}"
            rf"(?P<kind>{kind}(?:{_BLANK}{kind}){{0,2}}){_BLANK}"
        )

    def find(self, document: Document) -> Iterator[PlaceCandidate]:
        """The places of the bodies that a document names, no mentions, in no order."""
        view = document.view
        readable = Readable(document)
        for head in self._heads:
            for at in occurrences(view, head):
                found = self._before.search(view, max(0, at - _BACK), at)
                if found is not None and readable.holds(at):
                    body = Span(found.start(), at + len(head))
                    yield from self._candidate(view, body, found["name"], found["kind"])

    def _candidate(self, view: str, body: Span, named: str, kind: str) -> Iterator[PlaceCandidate]:
        tokens = list(dropwhile(self._none.__contains__, named.split()))  # "The Leeds City Council"
        if tokens:
            names = [" ".join(tokens[number:]) for number in range(len(tokens))]
            name = next(filter(self._is_known, names), names[0])  # "Yesterday Leeds City Council"
            tokens = name.split()
            start = view.index(tokens[0], body.start)
            yield PlaceCandidate(start, body.end, name, self._rows(name, kind), _RULE, swallowed=True)

    def _is_known(self, name: str) -> bool:
        return name in self._gazetteer.by_surface or bool(self._towns.country(name))

    def _rows(self, name: str, kind: str) -> tuple[Place, ...]:
        """What the name may be: a town of the tables, else a place of its own."""
        rows = tuple(row for row in self._gazetteer.by_surface.get(name, ()) if row.short != name)
        whole = next((word for word in kind.split() if word in self._whole), "")
        if whole and not any(row.parent in self._without for row in rows):
            country = next((row.parent for row in rows), "")
            return (Place(None, f"{name} {whole}", "state", country),)
        return rows or (Place(None, name, _CITY, self._towns.country(name)),)
