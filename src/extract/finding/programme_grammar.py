"""The word lists and regular expressions that programmes are found with, read and checked."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from extract.finding.programme_vocabulary import Grammar
from extract.rules.expressions import compiled
from extract.rules.loading import Entry, RuleSet
from extract.rules.trees import prefix_tree, spell

_BLANK = r"\s+"
# Shorter words are rather the letters of an organisation, or a common word.
_COINED = 4
_COINED_FORM = re.compile(r"[A-Z][^\W\d_]*[^\W\d_A-Z](?:/[A-Z][^\W\d_]+)*")
PATTERNS = "en/programme_patterns.toml"


@dataclass(frozen=True, slots=True)
class WordLists:
    """The ``[[words]]`` of the rules by id, in lower case, and the grammar of surfaces.

    Attributes:
        lists: the lists.
        ordinals: ordinals in words and their numbers.
        written: how canonical names write an ordinal (``13th``), from the first on.
        grammar: what surfaces are read with.
    """

    lists: Mapping[str, frozenset[str]]
    ordinals: Mapping[str, int]
    written: tuple[str, ...]
    grammar: Grammar

    def __getitem__(self, name: str) -> frozenset[str]:
        return self.lists[name]

    def titled(self, name: str) -> str:
        """A list as an alternation of capitalised words, multi-word ones included."""
        return _alternation([word.title() for word in self[name]])

    @property
    def coordinators(self) -> frozenset[str]:
        """The words that end a list: Water, Sanitation and Hygiene."""
        return self["coordinator"]

    def is_coined(self, view: str, words: Sequence[str]) -> bool:
        """Whether a word alone is made up for a programme: the Girinka programme.

        Not so a common word, a people, or what the text uses as the name of a place.
        """
        if len(words) != 1 or len(words[0]) < _COINED or not _COINED_FORM.fullmatch(words[0]):
            return False
        word = words[0].lower()
        common = ("generic", "leading", "lonely", "domain", "commercial", "follower", "connector")
        if any(word in self[name] for name in common) or word.endswith(tuple(self["people"])):
            return False
        place = re.compile(rf"\b{self.placing} {re.escape(words[0])}\b")
        return place.search(view) is None

    @property
    def placing(self) -> str:
        """The alternation of the words that stand before a place."""
        return _alternation(self["placing"])

    @property
    def joining(self) -> str:
        """The alternation of the words that join an organisation to its subject."""
        return _alternation(self["joining"])

    def alternatives(self) -> dict[str, str]:
        """Word lists that regular expressions name in braces: ``{ordinal}``, ``{number}``."""
        ordinals = _alternation(self.ordinals)
        titled = _alternation([word.capitalize() for word in self.ordinals])
        lists = {"{number}": _alternation(self["number"]), "{Leading}": self.titled("leading")}
        return {"{ordinal}": ordinals, "{Ordinal}": titled, **lists}


def load_word_lists(ruleset: RuleSet) -> WordLists:
    """The word lists of the rules.

    Raises:
        RulesError: a list that is none.
    """
    lists = {entry.id: frozenset(_words(entry)) for entry in ruleset.entries(PATTERNS, "words")}
    spellings = [
        (text_of(entry, "one"), text_of(entry, "other")) for entry in ruleset.entries(PATTERNS, "spelling")
    ]
    heads = {
        text_of(entry, "singular").lower(): text_of(entry, "plural")
        for entry in ruleset.entries(PATTERNS, "head")
    }
    ordinal = ruleset.entries(PATTERNS, "ordinal")[0]
    ordinals, written = _words(ordinal), tuple(_words(ordinal, "written"))
    numbers = {word: number for number, word in enumerate(ordinals, start=1)}
    return WordLists(
        lists, numbers, written, Grammar(heads, lists["small"] | lists["tail"], tuple(spellings))
    )


def text_of(entry: Entry, key: str) -> str:
    """A string of an entry.

    Raises:
        RulesError: it is missing or not a string.
    """
    value: Any = entry.fields.get(key)
    if not isinstance(value, str) or not value:
        raise entry.error(f"{key} is missing or not a string", f'add a line: {key} = "..."')
    return value


def regex_of(entry: Entry, words: WordLists, parts: Mapping[str, str] | None = None) -> re.Pattern[str]:
    """The compiled ``regex`` of an entry, its ``{lists}`` filled in.

    Args:
        entry: the entry.
        words: the word lists that it may name.
        parts: other regular expressions that it may name, filled in first.

    Raises:
        RulesError: not a regular expression.
    """
    source = text_of(entry, "regex")
    for name, alternatives in {**(parts or {}), **words.alternatives()}.items():
        source = source.replace(name, alternatives)
    try:
        return compiled(source, re.IGNORECASE if entry.fields.get("ignore_case") else 0)
    except re.error as error:
        raise entry.error(f"regex: {error}", "mend the regular expression") from None


def _words(entry: Entry, key: str = "words") -> list[str]:
    words = entry.fields.get(key)
    if not isinstance(words, list) or not words or not all(isinstance(word, str) for word in words):
        raise entry.error(f"{key} is not a list of strings", f'write {key} = ["...", "..."]')
    return [word.lower() for word in words]


def _alternation(words: Iterable[str]) -> str:
    return f"(?:{prefix_tree(spell(word, _BLANK) for word in words)})"
