"""What stands around a name: generics, organisations that swallow it, persons, prepositions.

All words come from ``rules/en/place_cues.toml``; this module composes them to anchored
patterns, each tried only at a name of the gazetteer.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from extract.finding.place_records import Place
from extract.rules.endings import Ending
from extract.rules.loading import Entry, RuleSet, read_toml
from extract.rules.trees import prefix_tree, spell, suffix_tree

CUES = "en/place_cues.toml"
NAMING = "places/naming.toml"
_SPACE = r"[ \n\r\t]{1,3}"
_LOOK_BACK = 90
_TOKEN_BEFORE = Ending(r"(?<![^\s(\"/])([A-Za-zÀ-ÿ][\w'&.-]*|&)[ \n]\Z")
_HOLDER_BEHIND = re.compile(r",[ \n][A-Z][\w.]*(?: [A-Z][\w.]*){0,2}[ \n](?:--?|_)[ \n]")
_TOWN_BEFORE = Ending(r"[A-Z][\w'.-]*,[ \n]\Z")
_TOKEN_AFTER = re.compile(r"[ \n]([A-Z][\w'-]*)")
_LONGEST_RUN = 9
_ABBREVIATION = 5
_BRANCH = "branch"
_LONGEST_TITLE = 160
_WORD_BEFORE = Ending(r"(?<!\w)(\w+)[ \n\r\t]{1,3}")
_FINAL_WORD = re.compile(r"\w+(?=\W*\Z)")
_LONGEST_WORD = 30


@dataclass(frozen=True, slots=True)
class Generic:
    """A word after a name that says what kind of unit it is.

    Attributes:
        id: of its rule.
        levels: of units that it properly names.
        lenient: of units that writers also call so.
    """

    id: str
    levels: frozenset[str]
    lenient: frozenset[str]

    def select(self, rows: tuple[Place, ...]) -> tuple[Place, ...]:
        """The rows that it can name; () if none."""
        levels = self.levels | self.lenient
        return tuple(
            row for row in rows if row.level in levels or (row.municipality and "municipality" in levels)
        )


def words(entries: Iterable[Entry], key: str = "surfaces") -> list[str]:
    """All words of the entries' lists ``key``."""
    return [word for entry in entries for word in entry.fields.get(key, ())]


def alternatives(surfaces: Iterable[str]) -> str:
    """A pattern for any of them, the longest first, blanks taken as any white space."""
    return prefix_tree(spell(surface, _SPACE) for surface in surfaces)


def endings(surfaces: Iterable[str]) -> str:
    """The same for an ``Ending`` that asks only whether one of them is there."""
    return suffix_tree(spell(surface, _SPACE) for surface in surfaces)


def last_words(surfaces: Iterable[str]) -> frozenset[str]:
    """The last word of each surface, in lower case: what ``word_before`` gives behind one of them."""
    return frozenset(word.lower() for surface in surfaces for word in _FINAL_WORD.findall(surface))


class _WordsBefore:
    """The words before the names of one text: four finders ask for the same ones."""

    def __init__(self) -> None:
        # In one piece, so that a thread never sees the words of another one's text.
        self._last: tuple[str, dict[int, str]] = "", {}

    def of(self, view: str, at: int) -> str:
        """See ``word_before``."""
        last, known = self._last
        if last is not view:
            known = {}
            self._last = view, known
        word = known.get(at)
        if word is None:
            match = _WORD_BEFORE.search(view, max(0, at - _LONGEST_WORD), at)
            word = known[at] = match[1].lower() if match else ""
        return word


_WORDS_BEFORE = _WordsBefore()


def word_before(view: str, at: int) -> str:
    """The word, in lower case, with nothing but a blank between it and ``at``; empty where none.

    Few names have a word before them that is looked for: to ask which it is spares the longer looks.
    """
    return _WORDS_BEFORE.of(view, at)


def peoples_of_china(ruleset: RuleSet) -> list[str]:
    """The peoples that autonomous units and townships are named after, in all spellings."""
    groups = read_toml(ruleset.files(NAMING)[-1])["ethnic_groups"]
    return [name for spellings in groups.values() for name in spellings]


def row_pattern(ruleset: RuleSet) -> re.Pattern[str]:
    """What stands between the places of an enumeration: a comma, "and", a slash, "provinces and the"."""
    between = ruleset.entries(CUES, "enumeration")
    units = alternatives(words(ruleset.entries(CUES, "enumerated")))
    articles = alternatives(words(between, "articles"))
    return re.compile(
        rf"(?:[ \n](?:{units}))?(?:,|,? (?:{alternatives(words(between))})|/|-)[ \n]?(?:(?:{articles})[ \n])?"
    )


class PlaceContext:
    """The compiled cues.

    Args:
        ruleset: where the cues are read from.

    Attributes:
        peoples: names of peoples, which some counties bear too ("Shui", "Yao").
    """

    def __init__(self, ruleset: RuleSet) -> None:
        def table(name: str, key: str = "surfaces") -> list[str]:
            return words(ruleset.entries(CUES, name), key)

        self._generics = _generics_by_surface(ruleset.entries(CUES, "generic"))
        self.peoples = frozenset(peoples_of_china(ruleset))
        ethnic = alternatives(self.peoples)
        self._generic = re.compile(
            rf"(?:{_SPACE}(?:{ethnic})(?:(?:,?{_SPACE}and{_SPACE}|,{_SPACE}|{_SPACE})(?:{ethnic}))*)?"
            rf"(?:{_SPACE}(?:{alternatives(table('connector', 'ethnic'))}))?"
            rf"{_SPACE}({alternatives(self._generics)})(?![\w])"
        )
        connectors = ruleset.entries(CUES, "connector")
        self._connectors = frozenset(words(connectors))
        self._outward = tuple(f" {word} " for word in words(connectors, "outward"))
        self._run = re.compile(
            rf"(?:(?: |\n(?!\n))(?:[A-Z0-9][\w'&-]*|{alternatives(self._connectors)})(?:\.,)?)"
            rf"{{1,{_LONGEST_RUN}}}"
        )
        heads, distant = (
            alternatives(table("compound_head")),
            alternatives(table("compound_head", "after_more_words")),
        )
        more = rf"(?:{_SPACE}(?:[A-Z][\w'-]*|{alternatives(words(connectors, 'of_zones'))}))"
        self._compound = re.compile(
            rf"(?:{more}{{0,5}}?{_SPACE}(?:{heads})|{more}{{1,5}}?{_SPACE}(?:{distant}))(?![\w])"
        )
        organisations = ruleset.entries(CUES, "organisation")
        self._after = {word: entry.id for entry in organisations for word in entry.fields["after"]}
        shouted = [entry for entry in organisations if entry.fields.get("shouted")]
        self._shouted = {word.upper(): entry.id for entry in shouted for word in entry.fields["after"]}
        self._before = {word: entry.id for entry in organisations for word in entry.fields["before"]}
        self._telling = frozenset(
            (_BRANCH, *(entry.id for entry in organisations if entry.fields.get("tells_place")))
        )
        self._branch = Ending(rf"(?<![\w'-])(?:{alternatives(table('branch'))})[ ]")
        self._branch_words = last_words(table("branch"))
        self._title = Ending(
            rf"(?<!\w)(?:{alternatives(table('titled'))}),?{_SPACE}"
            rf"(?:(?:{alternatives(table('titled', 'linked'))}),?{_SPACE})?\"[^\"\n]{{0,120}}"
        )
        self._column = Ending(rf"(?<!\w)(?:{alternatives(table('column'))}){_SPACE}")
        self._determiners = frozenset(table("not_a_settlement"))
        self._titles = frozenset(table("title_of_person"))
        self._surnames = frozenset(table("chinese_surname"))
        self._compile_surroundings(table)

    def _compile_surroundings(self, table: Callable[..., list[str]]) -> None:
        """What stands before or behind a name that is, or is not, a place."""
        modifiers = rf"(?:(?:{alternatives(table('modifier_of_place'))}){_SPACE}){{0,3}}\Z"
        self._locative_words = last_words(
            [*table("locative"), *table("strong_locative"), *table("modifier_of_place")]
        )
        self._locative = Ending(
            rf"(?<![\w])(?:{alternatives(table('locative'))}){_SPACE}{modifiers}", re.IGNORECASE
        )
        self._holder = Ending(
            rf"(?<![\w])(?:{alternatives(table('strong_locative'))}){_SPACE}[A-Z][\w'-]*(?: [A-Z][\w'-]*)?, ?"
        )
        self._strong = Ending(
            rf"(?<![\w])(?:{alternatives(table('strong_locative'))}){_SPACE}{modifiers}", re.IGNORECASE
        )
        offices, of = (alternatives(table("division", key)) for key in ("offices", "offices_of"))
        self._division = re.compile(
            rf"{_SPACE}(?!(?:{offices}){_SPACE}(?:{of})(?!\w))"
            rf"(?:{alternatives(table('division'))})(?![\w-])(?!{_SPACE}[A-Z])"
        )
        self._event = re.compile(
            rf"{_SPACE}(?:(?:[A-Z][a-z]+{_SPACE})?(?:{alternatives(table('event'))})"
            rf"|(?:{alternatives(table('civic'))}))(?!\w)"
        )
        months = alternatives(table("dateline"))
        dated = rf"(?:,[^\n.;]{{0,40}})?,{_SPACE}(?:\d{{1,2}}{_SPACE})?(?:{months})\b"
        self._dated = re.compile(rf",[^\n;]{{0,40}}?(?<!\w)(?:{months})\b")
        self._dateline = re.compile(rf"{dated}|{_SPACE}\(|{_SPACE}(?:--?|_){_SPACE}|:{_SPACE}")

    def generic(self, view: str, at: int) -> tuple[Generic, int] | None:
        """The generic that follows a name that ends at ``at``, and where it ends."""
        match = self._generic.match(view, at)
        if match is None:
            return None
        return self._generics[" ".join(match[1].split())], match.end()

    def compound(self, view: str, at: int) -> int | None:
        """The end of a zone, port or airport whose name begins with the name ending at ``at``."""
        match = self._compound.match(view, at)
        return match.end() if match else None

    def organisation(self, view: str, start: int, end: int) -> str:
        """The kind of organisation or publication whose name swallows the name, else ''."""
        return (
            self._swallowed_after(view, end)
            or self._swallowed_before(view, start)
            or self._named_branch(view, start)
        )

    def _named_branch(self, view: str, start: int) -> str:
        """What stands for a branch whose organisation is named before its place: "UNICEF Kenya"."""
        if word_before(view, start) not in self._branch_words:
            return ""
        return _BRANCH if self._branch.search(view, max(0, start - _LOOK_BACK), start) else ""

    def in_title(self, view: str, start: int) -> bool:
        """Whether the name stands in the quoted title of a book, a film or a paper."""
        return self._title.search(view, max(0, start - _LONGEST_TITLE), start) is not None

    def in_column(self, view: str, start: int, end: int) -> bool:
        """Whether the name stands in that of a column above a title: 'Across China: Online shops …'."""
        behind = view.startswith(":", end)
        return behind and self._column.search(view, max(0, start - _LOOK_BACK), start) is not None

    def tells_place(self, organisation: str) -> bool:
        """Whether what such an organisation does is done in its place (a county's bureau)."""
        return organisation in self._telling

    def _swallowed_after(self, view: str, end: int) -> str:
        run = self._run.match(view, end)
        if run is None:
            return ""
        tokens = run[0].replace(".,", "").split()
        if not tokens[0][0].isupper():
            return ""
        kind = next((self._after[token] for token in reversed(tokens) if token in self._after), "")
        if kind or not view[end - 1].isupper():
            return kind
        return next((self._shouted[token] for token in tokens if token in self._shouted), "")

    def _swallowed_before(self, view: str, start: int) -> str:
        before = view[max(0, start - _LOOK_BACK) : start].replace("\n", " ")
        if not before.endswith(self._outward):
            return ""
        for token in reversed(before.split()):
            if token[0].isupper():
                if token.strip("(,") in self._before:
                    return self._before[token.strip("(,")]
                if token.endswith((".", ",")):
                    return ""
            elif token not in self._connectors:
                return ""
        return ""

    def token_before(self, view: str, start: int) -> str:
        """The word before a name with nothing but a blank between; empty where none.

        A word that ends a sentence ("the Prime Minister. Douala") is none; an abbreviation ("Mr. Jordan") is.
        """
        match = _TOKEN_BEFORE.search(view, max(0, start - 40), start)
        if match is None or (match[1].endswith(".") and len(match[1]) > _ABBREVIATION):
            return ""
        return match[1]

    def behind_town(self, view: str, start: int) -> bool:
        """Whether a name and a comma stand before: 'Durant, ' before "Miss."."""
        return _TOWN_BEFORE.search(view, max(0, start - _LOOK_BACK), start) is not None

    def token_after(self, view: str, end: int) -> str:
        """The capitalised word after a name with nothing but a blank between; empty where none."""
        match = _TOKEN_AFTER.match(view, end)
        return match[1] if match else ""

    def is_chinese_name(self, token: str) -> bool:
        """Whether the word is a surname of one syllable."""
        return token in self._surnames

    def may_be_given_name(self, token: str) -> bool:
        """Whether the word before a name is capitalised and no article or adjective."""
        return token[:1].isupper() and token not in self._determiners

    def is_title(self, token: str) -> bool:
        """Whether the word is a person's title ('President', 'Mr.')."""
        return token.rstrip(".") in self._titles

    def locative(self, view: str, start: int) -> str:
        """'strong' after a preposition that wants a place, 'weak' after another, else ''."""
        if word_before(view, start) not in self._locative_words:
            return ""
        before = view[max(0, start - 40) : start]
        if self._strong.search(before):
            return "strong"
        return "weak" if self._locative.search(before) else ""

    def after_located(self, view: str, start: int) -> bool:
        """Whether a name with a comma, itself after a preposition of place, stands before: 'in Lu'An, '."""
        return self._holder.search(view, max(0, start - _LOOK_BACK), start) is not None

    def division(self, view: str, end: int) -> int | None:
        """The end of a division abroad that is called after a town: 'Osh region'."""
        match = self._division.match(view, end)
        return match.end() if match else None

    def event(self, view: str, end: int) -> bool:
        """Whether the name of an event, or a town's own, goes on: 'Valencia Marathon', 'Abilene schools'."""
        return self._event.match(view, end) is not None

    def dated(self, view: str, end: int) -> bool:
        """Whether a date follows after a comma: 'Warsaw, 24 August'."""
        return self._dated.match(view, end) is not None

    def dateline(self, view: str, end: int) -> bool:
        """Whether a date follows, or what else begins a report: 'HANGZHOU, Nov. 18 (Xinhua)', 'GENEVA -'."""
        return self._dateline.match(view, end) is not None

    def before_holder(self, view: str, end: int) -> bool:
        """Whether what holds it and a dash follow: 'SALEM, Ore. -'."""
        return _HOLDER_BEHIND.match(view, end) is not None


def _generics_by_surface(entries: list[Entry]) -> dict[str, Generic]:
    found: dict[str, Generic] = {}
    for entry in entries:
        levels, lenient = (frozenset(entry.fields.get(key, ())) for key in ("levels", "lenient"))
        if not levels:
            raise entry.error("no levels", 'add a line such as levels = ["county"]')
        found.update(dict.fromkeys(words([entry]), Generic(entry.id, levels, lenient)))
    return found
