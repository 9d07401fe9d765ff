"""Names of programmes that no list has: numbered plans and capitalised names with a head noun."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from extract.finding.programme_grammar import PATTERNS, WordLists, regex_of, text_of
from extract.finding.programme_vocabulary import Folded
from extract.records import Mention, Sentence
from extract.rules.loading import Entry, RuleSet

_SPACE = re.compile(r"\s+")
_DIGITS = re.compile(r"\d+")
_TOKEN = re.compile(r"\S+")
_NEXT_WORD = re.compile(r"(?:\s+|-)([A-Z][\w'-]*)")
_CAPITALISED = re.compile(r"[A-Z0-9][\w'.+&/-]*")
_POSSESSIVE = "'s", "s'"
_LONGEST_NAME = 90
_WORD = re.compile(r"[A-Za-z][\w'-]*")
_SMALL_WORD = 3
_HEADLINE_SHARE = 0.6

STRENGTHS = ("strong", "pair", "domain")


@dataclass(frozen=True, slots=True)
class NamePattern:
    """A regular expression for names with a number in them.

    Attributes:
        regex: with the groups ``n`` (the ordinal) or ``rest``, as ``name`` needs them.
        name: canonical name, ``{n}`` the ordinal (``13th``), ``{rest}`` as written.
        programme: id of the programme, ``{n}`` the number; None where it has none.
        triggers: folded words without which the pattern is not tried.
        rule: id of the rule.
    """

    regex: re.Pattern[str]
    name: str
    programme: str | None
    triggers: tuple[str, ...]
    rule: str


@dataclass(frozen=True, slots=True)
class Head:
    """A noun that ends the names of programmes.

    Attributes:
        id: its id in the rules.
        strength: what must stand before it, see the header of the rule file.
        extends: whether its object may follow it.
    """

    id: str
    strength: str
    extends: bool


class NamePatterns:
    """Finds names with a number: five-year plans, dated visions, paired cooperations.

    Args:
        ruleset: the rules.
        words: its word lists.

    Raises:
        RulesError: a pattern that cannot be compiled.
    """

    def __init__(self, ruleset: RuleSet, words: WordLists) -> None:
        self._ordinals = words.ordinals
        self._patterns = [_pattern_of(entry, words) for entry in ruleset.entries(PATTERNS, "pattern")]

    def find(self, view: str, folded: Folded) -> Iterator[Mention]:
        """The names in the view; one may come twice, where two triggers stand near it."""
        for pattern in self._patterns:
            for trigger in pattern.triggers:
                for position in folded.occurrences(trigger):
                    start, end = max(0, position - _LONGEST_NAME), position + _LONGEST_NAME
                    for match in pattern.regex.finditer(view, start, end):
                        yield self._mention(pattern, match)

    def _mention(self, pattern: NamePattern, match: re.Match[str]) -> Mention:
        groups = {key: _SPACE.sub(" ", value) for key, value in match.groupdict().items()}
        programme = pattern.programme
        if "n" in groups:
            number = self._number(groups["n"])
            groups["n"] = ordinal(number)
            programme = programme and programme.format(n=number)
        name = pattern.name.format(**groups)
        return Mention(match.start(), match.end(), "programme", programme, name, f"programme:{pattern.rule}")

    def _number(self, written: str) -> int:
        digits = _DIGITS.match(written)
        return int(digits[0]) if digits else self._ordinals[written.lower()]


class HeadedNames:
    """Finds capitalised names that end in Plan, Programme, Initiative and their like.

    Args:
        ruleset: the rules.
        words: its word lists.

    Raises:
        RulesError: a head of unknown strength.
    """

    def __init__(self, ruleset: RuleSet, words: WordLists) -> None:
        self._words = words
        self._heads: dict[str, Head] = {}
        for entry in ruleset.entries(PATTERNS, "head"):
            head = _head_of(entry)
            self._heads.update(dict.fromkeys((text_of(entry, "singular"), text_of(entry, "plural")), head))
        extensions = ruleset.entries(PATTERNS, "extension")
        self._extension = regex_of(extensions[0], words)
        self._regex = re.compile(rf"(?:{'|'.join(sorted(self._heads, key=len, reverse=True))})\b")
        self._accepts: dict[str, Callable[[list[str]], bool]] = {
            "strong": self._is_strong,
            "pair": self._is_pair,
            "domain": self._is_domain,
        }

    def find(self, view: str, sentences: Sequence[Sentence]) -> Iterator[Mention]:
        """The names in running text; a headline in capitals says nothing of its words.

        Args:
            view: the view of the document.
            sentences: its sentences, in text order.
        """
        starts = [sentence.start for sentence in sentences]
        for match in self._regex.finditer(view):
            position = bisect_right(starts, match.start()) - 1
            inside_word = match.start() > 0 and view[match.start() - 1].isalnum()
            if inside_word or position < 0 or match.end() > sentences[position].end:
                continue
            start, end = sentences[position].start, sentences[position].end
            span = self._name_around(view, match, start, end)
            if span is not None and not _is_headline(view[start : span[0]] + view[span[1] : end]):
                head = self._heads[match[0]]
                name = _SPACE.sub(" ", view[span[0] : span[1]])
                yield Mention(*span, "programme", None, name, f"programme:head-{head.id}")

    def _name_around(self, view: str, match: re.Match[str], start: int, end: int) -> tuple[int, int] | None:
        head = self._heads[match[0]]
        first, before = self._words_before(view, match.start(), start)
        last, after = self._words_after(view, match.end(), end) if head.extends else (match.end(), [])
        if not after and self._is_followed(view, match.end(), end):
            return None
        if not (self._accepts[head.strength](before) or self._is_pair(after)):
            return None
        return first, last

    def _words_before(self, view: str, head: int, start: int) -> tuple[int, list[str]]:
        """The capitalised words that lead up to the head, and where they begin."""
        left = max(start, head - _LONGEST_NAME)
        first = head
        words: list[str] = []
        pending: list[str] = []
        for token in reversed(list(_TOKEN.finditer(view, left, head))):
            bare = token[0].lstrip("\"'([")
            if token[0].endswith(_POSSESSIVE) and words and not pending:
                break
            if _CAPITALISED.fullmatch(bare):
                words[:0] = [bare, *pending]
                pending, first = [], token.end() - len(bare)
            elif bare in self._words["connector"] and words and len(pending) < 2:
                pending = [bare, *pending]
            else:
                break
            if bare != token[0]:
                break
        return self._trim_left(view, first, words)

    def _trim_left(self, view: str, first: int, words: list[str]) -> tuple[int, list[str]]:
        skip = ("leading", "connector")
        while words and any(words[0].lower() in self._words[name] for name in skip):
            first += len(words[0])
            first += len(view[first:]) - len(view[first:].lstrip())
            words = words[1:]
        return first, words

    def _words_after(self, view: str, end: int, limit: int) -> tuple[int, list[str]]:
        match = self._extension.match(view, end, limit)
        if not match:
            return end, []
        return match.end(), match["object"].split()

    def _is_followed(self, view: str, end: int, limit: int) -> bool:
        """Whether a capitalised word goes on with the name: Rain Plan Office, Plan B."""
        follower = _NEXT_WORD.match(view, end, limit)
        return follower is not None and follower[1] not in self._heads

    def _is_strong(self, before: list[str]) -> bool:
        telling = self._telling(before)
        lonely = self._words["lonely"]
        return bool(telling) and not (all(word.lower() in lonely for word in telling))

    def _is_pair(self, words: list[str]) -> bool:
        small = self._words["connector"]
        return sum(word.lower() not in small for word in words) >= 2 and self._is_strong(words)

    def _is_domain(self, before: list[str]) -> bool:
        return len(before) >= 2 and any(word.lower() in self._words["domain"] for word in before)

    def _telling(self, words: list[str]) -> list[str]:
        skip = self._words["generic"] | self._words["connector"]
        return [word for word in words if word.lower() not in skip]


def _is_headline(rest: str) -> bool:
    """Whether the rest of the sentence is capitalised throughout: City Council Backs Transport Plan."""
    long_words = [word for word in _WORD.findall(rest) if len(word) > _SMALL_WORD]
    capitalised = sum(word[0].isupper() for word in long_words)
    return capitalised > _HEADLINE_SHARE * len(long_words)


def ordinal(number: int) -> str:
    """``13th`` for 13."""
    if 10 <= number % 100 <= 20:
        return f"{number}th"
    return f"{number}{ {1: 'st', 2: 'nd', 3: 'rd'}.get(number % 10, 'th') }"


def _pattern_of(entry: Entry, words: WordLists) -> NamePattern:
    triggers = entry.fields.get("triggers")
    if not isinstance(triggers, list) or not triggers:
        raise entry.error("no triggers", 'write triggers = ["..."], words that each of its names holds')
    regex, name = regex_of(entry, words), text_of(entry, "name")
    return NamePattern(regex, name, entry.fields.get("programme"), tuple(triggers), entry.id)


def _head_of(entry: Entry) -> Head:
    strength = text_of(entry, "strength")
    if strength not in STRENGTHS:
        raise entry.error(f"unknown strength {strength!r}", f"write one of {', '.join(STRENGTHS)}")
    return Head(entry.id, strength, bool(entry.fields.get("extends")))
