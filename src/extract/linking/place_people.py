"""The persons that a text tells of: where it names them first, and where it names them again."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from extract.finding.place_context import CUES, alternatives, words
from extract.finding.place_names import REST, WORD, words_that_name_nothing
from extract.records import Document, Sentence, Span
from extract.rules.endings import Ending
from extract.rules.expressions import compiled
from extract.rules.loading import RuleSet

_BLANK = r"[ \n]"
# It begins with a set of characters: what begins with a look-behind is found many times slower.
_NAME = re.compile(rf"[A-Z](?<![\w.'-].){REST}(?: {WORD}){{1,3}}(?![\w-])")
_ALONE_BEFORE, _ALONE_BEHIND = re.compile(r"(?<![\w'-])"), re.compile(r"(?![\w-])")
_NAME_BEHIND = re.compile(r"[ \n][A-Z]")
_BACK = 40
_ON = 120
_OF_OFFICE = 70


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody whom the text names.

    Attributes:
        start, end: where it does so first.
        name: the name by which it speaks of him again: "Zhang" of "Zhang Guosheng".
        office: whether he is named for an office that he holds, and speaks for others.
        wide: whether that office is of more than a village, a school, a shop.
        speaks: whether he is only brought in as one who speaks: "said Hu Sen".
        of_kin: whether what is told there is told of a relative: "Gao Liying's husband works in Yiwu".
    """

    start: int
    end: int
    name: str
    office: bool
    wide: bool
    speaks: bool
    of_kin: bool


class PeopleFinder:
    """Finds the persons of a document.

    Args:
        ruleset: where the words are read from.
    """

    def __init__(self, ruleset: RuleSet) -> None:
        def table(key: str) -> str:
            return alternatives(words(ruleset.entries(CUES, "person"), key))

        self._nothing = words_that_name_nothing(ruleset)
        self._surnames = frozenset(words(ruleset.entries(CUES, "chinese_surname")))
        self._nothing -= self._surnames
        syllables = alternatives(words(ruleset.entries(CUES, "chinese_name")))
        self._given = compiled(rf"(?:(?:{syllables})'?){{1,2}}", re.IGNORECASE)
        told = rf"(?:{table('pronouns')}|\d+-(?:{table('aged')}))"
        self._pronoun = compiled(rf"(?<![\w-])(?:{told})(?![\w'-])", re.IGNORECASE)
        self._his_home = compiled(
            rf"(?<![\w-])(?:{table('pronouns')}){_BLANK}(?:[a-z]+{_BLANK}){{0,2}}(?:{table('home')})(?!\w)",
            re.IGNORECASE,
        )
        kin = rf"'s?{_BLANK}(?:[a-z]+{_BLANK})?(?:{table('kin')})(?!\w)"
        apart = rf"'s?{_BLANK}(?:[a-z]+{_BLANK})?(?:{table('apart')})(?!\w)"
        self._again_behind = compiled(rf"(?![\w-])(?!{_BLANK}[A-Z]|{apart})")
        self._of_kin = compiled(kin)
        kinds = alternatives(words(ruleset.entries(CUES, "people_of"), "nouns"))
        somebody = rf"(?:{table('articles')}){_BLANK}(?:[A-Za-z0-9-]+{_BLANK}){{0,3}}(?:{kinds})(?!\w)"
        self._told = compiled(
            rf",{_BLANK}(?:\d\d,|(?:{table('who')}){_BLANK}|{somebody})|{kin}"
            rf"|{_BLANK}(?:{table('does')})(?!\w)"
        )
        offices = rf"(?<![\w-])(?:{table('offices')}|{table('experts')})(?![\w-])"
        self._office_before = Ending(rf"{offices},?{_BLANK}(?:[A-Z][a-z]+\.?{_BLANK})?")
        self._office_behind = compiled(rf",{_BLANK}[^.;\"]{{0,{_OF_OFFICE}}}?{offices}")
        says = alternatives(words(ruleset.entries(CUES, "speaker")))
        self._said = Ending(rf"(?<!\w)(?:{says}){_BLANK}")
        self._local = compiled(rf"(?<![\w-])(?:{table('local')})(?!\w)", re.IGNORECASE)
        self._expert = compiled(rf"(?<![\w-])(?:{table('experts')})(?![\w-])")
        the = rf"{_BLANK}(?:(?:[a-z]+'?s?){_BLANK}){{0,2}}\Z"
        self._office_of = compiled(rf",{_BLANK}[^.;\"]{{1,80}}{_BLANK}(?:{table('of')}){the}")
        self._left = Ending(rf"(?<!\w)(?:{table('left')}){the}")
        self._home = compiled(
            rf"[^.;\"]{{0,60}}{_BLANK}(?:{table('homes')}){the}|,{_BLANK}[^.;\"\d]{{0,40}}(?<!\w)(?:{table('of')}){the}"
        )

    def find(self, document: Document, taken: Callable[[int, int], bool]) -> list[Person]:
        """The persons in the order in which the text names them first.

        Args:
            document: the article.
            taken: whether a place has its name in [start, end).
        """
        if not document.sentences:
            return []
        view, found = document.view, list[Person]()
        seen: set[str] = set()
        first, last = document.sentences[0].start, document.sentences[-1].end
        for match in _NAME.finditer(view, first, last):
            named = self._named(match)
            if named is None or " ".join(named[1]) in seen or taken(named[0].start, named[0].end):
                continue
            seen.add(" ".join(named[1]))
            person = self._person(view, *named)
            if person is not None:
                found.append(person)
        return found

    def _named(self, match: re.Match[str]) -> tuple[Span, list[str]] | None:
        """The name without what only begins its sentence, and its words: 'When Gao Liying went'."""
        start, tokens = match.start(), match[0].split()
        while len(tokens) > 2 and (tokens[0] in self._nothing or self._is_chinese(tokens[1:])):
            start += len(tokens[0]) + 1
            tokens = tokens[1:]
        if not self._is_chinese(tokens) and any(token in self._nothing for token in tokens):
            return None
        return Span(start, match.end()), tokens

    def _is_chinese(self, tokens: Sequence[str]) -> bool:
        """Whether it is a surname of one syllable and a name of one or two: 'Gao Liying'."""
        return (
            len(tokens) == 2 and tokens[0] in self._surnames and self._given.fullmatch(tokens[1]) is not None
        )

    def _person(self, view: str, span: Span, tokens: Sequence[str]) -> Person | None:
        """Somebody, if the words around the name tell of one."""
        chinese = self._is_chinese(tokens)
        if not chinese and not self._is_told_of(view, span):
            return None
        back = max(0, span.start - _BACK)
        before = self._office_before.search(view, back, span.start)
        office = before or self._office_behind.match(view, span.end)
        local = self._local.search(view, back if before else span.end, span.end + _OF_OFFICE)
        name = tokens[0] if chinese else self._again(view, span, tokens)
        return Person(
            span.start,
            span.end,
            name,
            office=office is not None,
            wide=office is not None and local is None,
            speaks=self._said.search(view, back, span.start) is not None,
            of_kin=self._of_kin.match(view, span.end) is not None,
        )

    def _again(self, view: str, span: Span, tokens: Sequence[str]) -> str:
        """The name that is told again alone: the last where it is, the first where that is."""
        first, last = tokens[0], tokens[-1]
        told = [at for at, end in _stands(view, last, span.end, len(view)) if _ALONE_BEHIND.match(view, end)]
        if any(not view.endswith(f"{first} ", 0, at) for at in told):
            return last
        ends = (end for _, end in _stands(view, first, span.end, len(view)))
        alone = any(_ALONE_BEHIND.match(view, end) and not _NAME_BEHIND.match(view, end) for end in ends)
        return first if alone or not told else last

    def _is_told_of(self, view: str, span: Span) -> bool:
        """Whether an age, a relative or a pronoun follows: 'Rosa Mejia dried her coffee'."""
        if self._told.match(view, span.end):
            return True
        pronoun = self._pronoun.search(view, span.end, span.end + _ON)
        if pronoun is None:
            return False
        return _NAME.search(view, span.end, pronoun.start()) is None

    def is_home(self, gap: str, *, office: bool) -> bool:
        """Whether the text between a person and a place makes it his home: ' comes from ', ', a trader at '.

        Args:
            gap: the text between.
            office: whether he is told of as one who holds an office.
        """
        if self._expert.search(gap) or self._left.search(gap):
            return False
        return (self._office_of if office else self._home).fullmatch(gap) is not None

    def is_left(self, view: str, start: int) -> bool:
        """Whether a place is where somebody came from: 'was born in ', 'came back from '."""
        return self._left.search(view, max(0, start - _BACK), start) is not None

    def has_pronoun(self, view: str, sentence: Sentence, *, home: bool) -> bool:
        """Whether a sentence tells of somebody by a pronoun only: 'She keeps goats', 'his home village'.

        Args:
            view: the document's view.
            sentence: the sentence.
            home: whether it must tell of where he is at home.
        """
        pattern = self._his_home if home else self._pronoun
        return pattern.search(view, sentence.start, sentence.end) is not None

    def named_again(self, document: Document, people: Sequence[Person]) -> Iterator[tuple[int, Person]]:
        """Where persons are named again by one name alone: 'Zhang leads a team', in text order."""
        by_name: dict[str, list[Person]] = {}
        for person in people:
            by_name.setdefault(person.name, []).append(person)
        if not by_name:
            return
        view, last = document.view, document.sentences[-1].end
        found = [
            (at, -len(name), name)  # the longest first: 'Li Ming' before 'Li'
            for name in by_name
            for at, end in _stands(view, name, people[0].end, last)
            if self._again_behind.match(view, end, last)
        ]
        position = 0
        for start, _, name in sorted(found):
            if start < position:
                continue
            position = start + len(name)
            known = [one for one in by_name[name] if one.end <= start]
            if known:
                yield start, known[-1]


def _stands(view: str, name: str, start: int, last: int) -> Iterator[tuple[int, int]]:
    """Where a name begins a word of [start, last): found faster than by an expression for each name."""
    at = view.find(name, start, last)
    while at >= 0:
        if _ALONE_BEFORE.match(view, at):
            yield at, at + len(name)
        at = view.find(name, at + 1, last)
