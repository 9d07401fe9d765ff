"""Words by class, and patterns over classes: a tagger and matcher without a model.

Every word belongs to a set of classes (``rules/en/words.toml``). Each distinct set gets one
private character, so that a sentence becomes a short string and a pattern such as
``(?P<topic>{noun}+) {aux}* {reach} #`` an ordinary regular expression over it. That keeps the
patterns readable and costs microseconds.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import get_args

from extract.assembling.code_classes import ClassCodes
from extract.records import Kind
from extract.rules.expressions import compiled
from extract.rules.loading import Entry, RuleSet

WORDS_FILE = "en/words.toml"
AMOUNT = "#"
"""Stands in codes and patterns for the quantity that is looked at."""

_COLUMNS = ("base", "third", "past", "participle", "ing")
_CACHE_LIMIT = 200_000
# The classes of tokens that no list holds: an unlisted word, a capitalised one, a number, a year, a mark,
# a word of a known place name; and of quantities.
_OWN_CLASSES = [
    frozenset({"noun"}),
    frozenset({"name"}),
    frozenset({"number"}),
    frozenset({"number", "year", "time"}),
    frozenset({"punctuation", "mark"}),
    frozenset({"name", "place"}),
    *(frozenset({"quantity", kind}) for kind in get_args(Kind)),
]
_PLAIN = 6


class Lexicon:
    """Codes for words, and regular expressions over the codes.

    Args:
        ruleset: where ``words.toml`` is read from.
        uses: class expressions, and how often the patterns to come name them.

    Raises:
        RulesError: a table of verb forms with a line that has not five forms.
    """

    def __init__(self, ruleset: RuleSet, uses: Mapping[str, int] | None = None) -> None:
        self._classes: dict[str, set[str]] = {}
        self._participles: dict[str, str] = {}
        self._ings: dict[str, str] = {}
        for entry in ruleset.entries(WORDS_FILE, "word"):
            self._add(_text(entry, "words").split(), entry.id, *entry.fields.get("also", "").split())
        for entry in ruleset.entries(WORDS_FILE, "verb"):
            self._add_verbs(entry)
        for entry in ruleset.entries(WORDS_FILE, "nominal"):
            for noun, participle in (line.split() for line in _text(entry, "forms").strip().splitlines()):
                self._add([noun], "noun", entry.id)
                self._participles[noun] = participle
        rows = ruleset.entries(WORDS_FILE, "ending")
        endings = {entry.id: tuple(entry.fields["endings"]) for entry in rows}
        listed = [*self._classes.values(), *({name} for name in endings), *_OWN_CLASSES]
        self._book = ClassCodes(map(frozenset, listed), uses or {})
        codes = self._book.codes
        self._endings = [(surfaces, codes[frozenset({name})]) for name, surfaces in endings.items()]
        self._noun, self._name, self._number, self._year, self._mark, place = (
            codes[classes] for classes in _OWN_CLASSES[:_PLAIN]
        )
        self.place = place
        """The code of a token inside a known place name."""
        self.kinds: Mapping[Kind, str] = {
            kind: codes[frozenset({"quantity", kind})] for kind in get_args(Kind)
        }
        """The codes of quantities, by kind."""
        self._words = {word: codes[frozenset(classes)] for word, classes in self._classes.items()}
        self._cache: dict[str, str] = {}

    def code(self, word: str) -> str:
        """The code of a token as it stands in the text; upper and lower case tell names from nouns."""
        known = self._cache.get(word)
        if known is None:
            known = self._find_code(word)
            if len(self._cache) < _CACHE_LIMIT:
                self._cache[word] = known
        return known

    def has(self, word: str, name: str) -> bool:
        """Whether the word is listed in the class."""
        return name in self._classes.get(word.lower(), ())

    def members(self, name: str) -> frozenset[str]:
        """The codes of the words of a class."""
        return self._book.members(name)

    def participle(self, word: str) -> str | None:
        """The past participle of a listed verb form: "building" gives "built"."""
        return self._participles.get(word.lower())

    def ing(self, word: str) -> str | None:
        """The -ing form of a listed verb in the present: "grow" gives "growing", "grew" nothing.

        What is a state is one in the past, too: "lived" gives "living".
        """
        classes = self._classes.get(word, ())
        done = "stative" not in classes and ("past" in classes or "participle" in classes)
        return None if done else self._ings.get(word)

    def compile(self, pattern: str, phrases: Mapping[str, str] | None = None) -> re.Pattern[str]:
        """A regular expression over codes.

        Args:
            pattern: an expression as ``re`` reads it, white space meaning nothing, with classes in
                braces (``{noun}``, ``{noun|name}``, ``{past&!noun}``) and the quantity that is
                looked at as ``#``.
            phrases: sub-patterns that may be named in braces like a class.

        Raises:
            KeyError: a class that no word belongs to.
            re.error: a broken expression.
        """
        return compiled(self._book.translate(pattern, phrases or {}))

    def _find_code(self, word: str) -> str:
        known = self._words.get(word.lower())
        if known is not None:
            return known
        if word[0].isdigit():
            return self._year if len(word) == 4 and word[:2] in {"18", "19", "20"} else self._number
        if not word[0].isalnum():
            return self._mark
        if word[0].isupper():
            return self._name
        return next((code for endings, code in self._endings if word.endswith(endings)), self._noun)

    def _add(self, words: Iterable[str], *classes: str) -> None:
        for word in words:
            self._classes.setdefault(word, set()).update(classes)

    def _add_verbs(self, entry: Entry) -> None:
        for line in _text(entry, "forms").strip().splitlines():
            forms = line.split()
            if len(forms) != len(_COLUMNS):
                raise entry.error(
                    f"{line!r} has {len(forms)} forms", "give five: base, -s, past, participle, -ing"
                )
            for form, column in zip(forms, _COLUMNS, strict=True):
                self._add([form], "verb", entry.id, column)
                self._participles[form] = forms[3]
            self._ings |= dict.fromkeys(forms[:4], forms[4])
            if "noun" in self._classes[forms[0]]:
                self._add([forms[1]], "noun")  # a rent, the rents


def _text(entry: Entry, key: str) -> str:
    value = entry.fields.get(key)
    if not isinstance(value, str):
        raise entry.error(f"{key} is {value!r}", f'write {key} = "..."')
    return value
