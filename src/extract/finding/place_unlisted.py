"""Places that no table lists: known by the words around them, then by their name alone.

"the hamlet of Xiaotun", "in Mytholmroyd, and", "HOUMA, Louisiana -", "the Calder Valley". A
name found once this way is a mention wherever the article repeats it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain

from extract.finding.place_context import CUES, PlaceContext, alternatives, words
from extract.finding.place_gazetteer import CHINA, Gazetteer
from extract.finding.place_names import REST, WORD, capital_after, occurrences, words_that_name_nothing
from extract.finding.place_records import Place, PlaceCandidate, Readable
from extract.finding.place_rows import RowFinder
from extract.finding.place_towns import Towns
from extract.records import Document
from extract.rules.endings import Ending
from extract.rules.loading import RuleSet

_TITLE_CASE = frozenset({"title", "heading"})
_HOLDERS = frozenset({"country", "state", "province"})
_LOOK_BACK = 60
_TWICE = 2
_UNSURE = frozenset({"unlisted:located", "unlisted:row", "unlisted:owner"})
_SHOUTED = r"(?=[A-ZÀ-Þ' -]{3})[A-ZÀ-Þ][A-ZÀ-Þ'-]+(?: [A-ZÀ-Þ][A-ZÀ-Þ'-]+){0,2}"
_BLANK = r"[ \n]"
_DATELINE = re.compile(rf"({_SHOUTED})(?:{_BLANK}?--?{_BLANK}|(:){_BLANK})(?=[\"'A-Z\d])")
# The town of a heading such as "MARSABIT: WATER AND LIVESTOCK".
_TOPIC = re.compile(r"([A-Z][A-Za-z'-]{3,}(?: [A-Z][A-Za-z'-]+)?)(?::|\W*\Z)")


class UnlistedFinder:
    """Finds places by what stands around them.

    Args:
        ruleset: where the words are read from.
        gazetteer: to leave its names to their own finder.
        context: to leave names of organisations and persons alone.
        towns: of the world, that the gazetteer leaves out.
    """

    def __init__(self, ruleset: RuleSet, gazetteer: Gazetteer, context: PlaceContext, towns: Towns) -> None:
        def table(name: str, key: str = "surfaces") -> str:
            return alternatives(words(ruleset.entries(CUES, name), key))

        self._towns = towns
        self._gazetteer = gazetteer
        self._context = context
        self._no_names = words_that_name_nothing(ruleset)
        kinds = ruleset.entries(CUES, "kind_of_place")
        self._levels, self._plural_levels = (
            {word: str(entry.fields["level"]) for entry in kinds for word in entry.fields.get(key, ())}
            for key in ("surfaces", "plurals")
        )
        self._ambiguous = frozenset(words(ruleset.entries(CUES, "needs_generic"), "names"))
        self._sides = frozenset(words(ruleset.entries(CUES, "name_prefix"), "sides"))
        self._prefixes = frozenset(words(ruleset.entries(CUES, "name_prefix")))
        self._strong = frozenset(word.lower() for word in words(ruleset.entries(CUES, "unlisted")))
        one = rf"{WORD}(?: {WORD})?"
        kind_of = _BLANK.join(
            f"(?:{table(*key)})" for key in (("determiner",), ("kind_of_place",), ("kind_of_place", "behind"))
        )
        comma = rf",{_BLANK}(?:(?:{table('chain')}){_BLANK}(?:{kind_of}{_BLANK})?)?"
        self._comma = Ending(comma)
        self._to_holder = re.compile(
            rf"(?:(?:\A|\n{_BLANK}*)({_SHOUTED}|{one})|(?i:{table('strong_locative')}){_BLANK}({one}))"
            rf"{comma}\Z"
        )
        self._landforms = frozenset(words(ruleset.entries(CUES, "landform")))
        self._no_datelines = frozenset(words(ruleset.entries(CUES, "dateline"), "no_places"))
        self._not_in = re.compile(rf"(?<![\w-])(?:{table('unlisted', 'not_after')}){_BLANK}\Z", re.IGNORECASE)
        self._rows = RowFinder(ruleset)
        self._english = frozenset(words(ruleset.entries(CUES, "unlisted"), "english"))
        self._any = re.compile(rf"[A-Z](?<![\w.'-].){REST}(?![\w-]|[ ][A-Z])")
        self._compile_located(ruleset)

    def _compile_located(self, ruleset: RuleSet) -> None:
        """The patterns for a name after a preposition and after a kind of place."""
        kinds, one = alternatives(self._levels), rf"{WORD}(?: {WORD})?"
        of = words(ruleset.entries(CUES, "unlisted"), "after_kind")
        located = [
            *words(ruleset.entries(CUES, "unlisted")),
            *words(ruleset.entries(CUES, "unlisted"), "of_towns"),
        ]
        articles = alternatives(words(ruleset.entries(CUES, "apposition")))
        ends = rf"(?=[,.;:?!)\"]|'s|{_BLANK}(?:[a-z(-]|\Z)|\n|\Z)"
        apposed = self._apposition(ruleset, articles, kinds)
        self._located, self._of = (
            re.compile(rf"({capital_after(before)}{REST}(?: {WORD})?){ends}(?:{apposed}\b)?")
            for before in (located, of)
        )
        chinese = ruleset.entries(CUES, "chinese_name")
        self._no_chinese = frozenset(words(chinese, "no_places"))
        self._chinese = re.compile(rf"(?:(?:{alternatives(words(chinese))})'?){{3,}}", re.IGNORECASE)
        told_on = words(ruleset.entries(CUES, "kind_of_place"), "told_on")
        where = alternatives([*words(ruleset.entries(CUES, "where")), *told_on])
        self._apposed = re.compile(rf"{apposed}(?=[,.;:)]|{_BLANK}(?:{where}){_BLANK}|{_BLANK}\d)")
        self._before_comma = Ending(rf"(?<![\w.'-])({one})")
        civic = alternatives(words(ruleset.entries(CUES, "civic")))
        owned = alternatives(words(ruleset.entries(CUES, "civic"), "owned"))
        self._civic = re.compile(
            rf"([A-Z](?<![\w.-].)(?>{REST})(?: [A-Z](?>{REST}))?)(?:(?:'s)?{_BLANK}(?:{civic})"
            rf"|('s){_BLANK}(?:[a-z-]+{_BLANK}){{0,2}}?(?:{owned}))(?!\w)"
        )
        either = alternatives({**self._levels, **self._plural_levels})
        self._kind = re.compile(rf"(?<![\w-])({either}){_BLANK}(?:{alternatives(of)}){_BLANK}\Z")
        self._preposition = re.compile(rf"(?<![\w-])({alternatives(located)}){_BLANK}\Z", re.IGNORECASE)

    @staticmethod
    def _apposition(ruleset: RuleSet, articles: str, kinds: str) -> str:
        """', a fishing village', ', one of the six towns', but not ', the head of the village'."""
        entries = ruleset.entries(CUES, "kind_of_place")
        one_of, no_part, plurals = (
            alternatives(words(entries, key)) for key in ("one_of", "no_part", "plurals")
        )
        adjectives = rf"(?:(?!(?:{no_part})\b)[\w-]+{_BLANK}){{0,3}}?"
        one, other = (
            rf"(?:{articles}){_BLANK}{adjectives}({kinds})",
            rf"(?:{one_of}){_BLANK}{adjectives}({plurals})",
        )
        return rf",{_BLANK}(?:{one}|{other})(?!['’])"

    def find(
        self, document: Document, taken: Sequence[PlaceCandidate], landforms: Sequence[PlaceCandidate]
    ) -> list[PlaceCandidate]:
        """The unlisted places that overlap none already found, in text order.

        Args:
            document: the article.
            taken: what the gazetteer's finder and the settlements' found, in text order.
            landforms: from ``LandformFinder``.
        """
        view = document.view
        sure = (one for one in taken if not (one.weak and self._context.token_after(view, one.end)))
        spans = {position for found in sure for position in (found.start, found.end - 1)}
        countries = _countries(taken)
        worded = chain(
            self._datelined(document), self._in_headings(document), self._by_words(view, countries)
        )
        beside = self._beside_holders(view, taken)
        shaped = map(self._as_town, landforms)
        others = chain(shaped, beside, worded, self._of_named_countries(view, taken))
        named = self._with_later(document, others, spans)
        return [*named, *self._with_later(document, self._in_rows(view, taken, named), spans)]

    def _with_later(
        self, document: Document, places: Iterable[PlaceCandidate], spans: set[int]
    ) -> list[PlaceCandidate]:
        """Those of the places that overlap none of the spans, and their bare names further on."""
        readable = Readable(document)
        first: dict[str, PlaceCandidate] = {}
        named: list[PlaceCandidate] = []
        for found in places:
            inside = not spans.isdisjoint(range(found.start, found.end))
            if inside or not readable.holds(found.start) or self._is_other(document, found):
                continue
            spans.update(range(found.start, found.end))
            named.append(found)
            first.setdefault(found.name, found)
        again = self._again(document.view, first, spans)
        return [*named, *(found for found in again if readable.holds(found.start))]

    def _as_town(self, landform: PlaceCandidate) -> PlaceCandidate:
        """A town that is called like a landscape: Cedar Falls, Twin Lakes."""
        parent = self._towns.bigger.get(landform.name)
        if parent is None:
            return landform
        return self._candidate(landform.start, landform.name, "town", "city", parent)

    def _beside_holders(self, view: str, taken: Sequence[PlaceCandidate]) -> Iterator[PlaceCandidate]:
        """'HOUMA, Louisiana -', 'in Abilene, Texas': before the name of a state or country."""
        for holder in taken:
            if not any(row.level in _HOLDERS for row in holder.rows):
                continue
            start = max(0, holder.start - _LOOK_BACK)
            behind_comma = self._comma.search(view, start, holder.start) is not None
            match = self._to_holder.search(view, start, holder.start) if behind_comma else None
            if match is None:
                continue
            group = 1 if match[1] else 2
            name = match[group].title() if match[group].isupper() else match[group]
            parent = next((row.code or row.parent for row in holder.rows if row.level in _HOLDERS), "")
            plain = name in self._ambiguous and parent[:1].isalpha() and parent != CHINA  # "SALEM, Ore. -"
            if plain or self._is_free(name, any_prefix=True):
                yield self._candidate(match.start(group), name, "holder", "town", parent, match.end(group))

    def _in_rows(
        self, view: str, taken: Sequence[PlaceCandidate], named: Sequence[PlaceCandidate]
    ) -> Iterator[PlaceCandidate]:
        """'Rafah, Khan Younis and the West Bank', 'from Boten to Vientiane', 'in Mallow, Fermoy and Cobh'."""
        known = sorted([*taken, *named], key=lambda found: found.start)
        for row in self._rows.find(view, known):
            countries = [self._towns.country(name) for _, name in row.names]
            if not any(countries) and len(row.names) > 1 and not row.is_held:
                continue  # "In Nairobi, Kamau, Otieno and Wanjiku, who run a shop"
            for (start, name), country in zip(row.names, countries, strict=True):
                if country:
                    yield self._candidate(start, name, "town", "city", country)
                elif self._is_free(name, any_prefix=True):
                    yield self._candidate(start, name, "row", "town", "")

    def _of_named_countries(self, view: str, taken: Sequence[PlaceCandidate]) -> Iterator[PlaceCandidate]:
        """A small town of a country that the text names; where people bear such names, a cue is needed."""
        named = {row.code for found in taken for row in found.rows if row.level == "country" and row.code}
        countries = named - self._english - {CHINA}
        if not countries:
            return
        bigger = self._towns.bigger
        names: list[str] = self._any.findall(view)  # quicker than matches, and few texts hold such a town
        if not any(bigger[name] in countries for name in bigger.keys() & names):
            return
        for match in self._any.finditer(view):
            name = match[0]
            if bigger.get(name) in countries and self._is_free(name):
                yield self._candidate(match.start(), name, "located", "city", bigger[name])

    def _by_words(self, view: str, countries: frozenset[str]) -> Iterator[PlaceCandidate]:
        """'the hamlet of Xiaotun', 'came to Saihanba, a plateau'."""
        for match in (one for one in self._of.finditer(view) if self._is_free(one[1])):
            kind = self._kind.search(view, max(0, match.start() - _LOOK_BACK), match.start())
            told = (kind[1], kind[1]) if kind is not None else (match[2], match[3])
            level = self._told_level(*told)
            if level or self._is_chinese(match[1]):
                rule, level = ("kind", level) if level else ("located", "town")
                yield self._candidate(match.start(), match[1], rule, level, "")
        for match in self._apposed.finditer(view):
            named = self._before_comma.search(view, max(0, match.start() - _LOOK_BACK), match.start())
            if named is not None and self._is_free(
                named[1], any_prefix=self._is_of_two_names(view, named[1])
            ):
                yield self._candidate(
                    named.start(1), named[1], "kind", self._told_level(match[1], match[2]), ""
                )
        for match in self._civic.finditer(view):
            if match[1] in self._towns.bigger and self._is_free(match[1], any_prefix=True):
                rule = "owner" if match[2] else "civic"
                yield self._candidate(match.start(), match[1], rule, "city", self._towns.bigger[match[1]])
        yield from self._by_prepositions(view, countries)

    def _by_prepositions(self, view: str, countries: frozenset[str]) -> Iterator[PlaceCandidate]:
        """'in Mytholmroyd', 'at Cerro Verde, a mine'."""
        located = self._located.finditer(view)  # most are places that the gazetteer knows
        for match in (one for one in located if self._is_free(one[1], any_prefix=True)):
            said = self._preposition.search(view, max(0, match.start() - _LOOK_BACK), match.start())
            name, told = match[1], bool(match[2] or match[3])
            told = told or (said is not None and " " in name and self._is_name_again(view, name))
            if said is not None and self._is_free(name, any_prefix=told):
                yield from self._one_located(view, match, said, countries)

    def _told_level(self, kind: str | None, plural: str | None) -> str:
        """The level of "a village" or "one of the villages" behind a name, '' where neither stands."""
        return self._levels.get(kind or "") or self._plural_levels.get(plural or "", "")

    def _is_of_two_names(self, view: str, name: str) -> bool:
        """Whether its first word is no other word of the text: "Sera Chodan", not "In Khuzi"."""
        first = name.partition(" ")[0]
        return first not in self._no_names and not any(True for _ in occurrences(view, first.lower()))

    def _is_name_again(self, view: str, name: str) -> bool:
        """Whether a name of two words comes again, as a whole: 'in Wheatley Hill', 'Wheatley Hill has'.

        Nobody is called by the second of them ("Potter" after "Harry Potter"), and nothing is bought of it
        ("shares in Goldman Sachs").
        """
        times, last = view.count(name), name.rpartition(" ")[2]
        if times < _TWICE or view.count(last) != times or not self._is_of_two_names(view, name):
            return False
        for at in occurrences(view, name):
            said = self._preposition.search(view, max(0, at - _LOOK_BACK), at)
            if said is not None and self._not_in.search(
                view, max(0, said.start() - _LOOK_BACK), said.start()
            ):
                return False
        return True

    def _is_chinese(self, name: str) -> bool:
        """Whether it is a word of three or more syllables of Mandarin: names of persons have one or two."""
        return name not in self._no_chinese and self._chinese.fullmatch(name) is not None

    def _in_headings(self, document: Document) -> Iterator[PlaceCandidate]:
        """The town of 'MARSABIT: WATER AND LIVESTOCK', if a table has it."""
        for segment in document.segments:
            if segment.kind != "heading":
                continue
            match = _TOPIC.match(document.view, segment.start, segment.end)
            name = match[1].title() if match is not None else ""
            if name and name in self._towns.bigger and self._is_free(name, any_prefix=True):
                end = segment.start + len(name)
                yield self._candidate(segment.start, name, "heading", "city", self._towns.bigger[name], end)

    def _datelined(self, document: Document) -> Iterator[PlaceCandidate]:
        """The town in capitals that the text begins with: 'JAY - Hardly anyone slept', 'SURKHET: The'."""
        first = next((one for one in document.segments if one.kind == "paragraph"), None)
        match = _DATELINE.match(document.view, first.start, first.end) if first is not None else None
        if match is None or match[1] in self._no_datelines:
            return
        name = match[1].title()
        again = match[2] is None or re.search(rf"[a-z,] {re.escape(name)}(?![\w-])", document.view)
        called_like = name.rpartition(" ")[2] in self._landforms  # "BLACK MOUNTAIN - By nine the line"
        if name in self._towns.bigger or (again and (called_like or self._is_free(name, any_prefix=True))):
            yield self._candidate(
                match.start(), name, "dateline", "town", self._towns.bigger.get(name, ""), match.end(1)
            )

    def _one_located(
        self, view: str, match: re.Match[str], said: re.Match[str], countries: frozenset[str]
    ) -> Iterator[PlaceCandidate]:
        """The name after a preposition, if it is said or known to be a place, or nothing else."""
        name, start = match[1], match.start()
        if match[2] or match[3]:
            yield self._candidate(start, name, "kind", self._told_level(match[2], match[3]), "")
        elif name in self._towns.bigger:
            yield self._candidate(start, name, "town", "city", self._towns.bigger[name])
        elif self._towns.smaller.get(name) in countries:
            yield self._candidate(start, name, "located", "city", self._towns.smaller[name])
        elif (said[1].lower() in self._strong or self._is_chinese(name)) and self._not_in.search(
            view, max(0, said.start() - _LOOK_BACK), said.start()
        ) is None:
            yield self._candidate(start, name, "located", "town", "")

    def _again(
        self, view: str, first: dict[str, PlaceCandidate], spans: set[int]
    ) -> Iterator[PlaceCandidate]:
        """The bare names further on: 'Hartlepool' after 'in Hartlepool'."""
        for name, found in first.items():
            for start in occurrences(view, name):
                end = start + len(name)
                if start in spans or self._context.token_after(view, end):
                    continue
                before = self._context.token_before(view, start)
                if before in self._sides:  # "across the river in West Salem"
                    at = start - len(before) - 1
                    yield self._candidate(at, view[at:end], "part", "town", _holder_of(found))
                elif not before[:1].isupper() or self._is_preposition(before):
                    yield PlaceCandidate(start, end, name, found.rows, "unlisted:again", level=found.level)
                else:
                    continue
                spans.update(range(start, end))

    def _candidate(
        self, start: int, name: str, rule: str, level: str, parent: str, end: int | None = None
    ) -> PlaceCandidate:
        """A candidate that knows its country, or one for the linker to nest."""
        end = start + len(name) if end is None else end
        rows = (Place(None, name, "city", parent),) if parent and parent[0].isalpha() else ()
        return PlaceCandidate(start, end, name, rows, f"unlisted:{rule}", level="" if rows else level)

    def _is_free(self, name: str, *, any_prefix: bool = False) -> bool:
        """Whether neither the gazetteer knows the name nor a list of words that are no places."""
        tokens = name.split()
        if name in self._gazetteer.by_surface:
            return False
        if len(tokens) > 1 and self._towns.country(name):  # "Three Rivers"
            return True
        if len(tokens) > 1 and tokens[0] not in self._prefixes and not any_prefix:
            return False
        others = tokens[1:] if len(tokens) > 1 else [*tokens, tokens[0].partition("-")[0]]  # "March-May"
        return not any(token in self._no_names or token.rstrip("s") in self._no_names for token in others)

    def _is_other(self, document: Document, found: PlaceCandidate) -> bool:
        """Whether an organisation, a person or a common noun bears the name.

        Of a name with nothing but a preposition before it much is asked: that it stands in
        running text ("Living in Poverty" is a headline), that the text has no such common noun
        ("poverty"), and that no given name stands before it ("Ada Lovelace") anywhere.
        """
        view = document.view
        if self._context.organisation(view, found.start, found.end):
            return True
        if found.rule not in _UNSURE:
            return False
        segment = document.segment_at(found.start)
        common = any(True for _ in occurrences(view, found.name.lower()))
        if common or segment.kind in _TITLE_CASE:
            return True
        tokens = (self._context.token_before(view, start) for start in occurrences(view, found.name))
        return any(token[:1].isupper() and not self._is_preposition(token) for token in tokens)

    def _is_preposition(self, token: str) -> bool:
        """Whether it is 'In' or 'Near', capitalised at the start of a sentence."""
        return self._preposition.match(f"{token} ") is not None


def _countries(taken: Sequence[PlaceCandidate]) -> frozenset[str]:
    """Codes of the countries, other than China, that the known places lie in beyond doubt."""
    certain = (one.rows[0] for one in taken if len(one.rows) == 1)
    codes = {row.code if row.level == "country" else row.parent for row in certain}
    return frozenset(code for code in codes if code and code.isalpha() and code != CHINA)


def _holder_of(found: PlaceCandidate) -> str:
    """The code of what holds the place, where its rows say so."""
    return found.rows[0].parent if found.rows else ""
