"""Sentences as strings of cue codes: what movement and status patterns are matched against.

A cue file (``movement.toml``, ``status.toml``) lists the words that matter to it by class. Each
distinct set of classes gets one character, so that a sentence becomes a short string and a rule
an ordinary regular expression over it. A quantity is one character too, by its kind. What is no
cue gets its grammatical class (verb, aux, relative …) from the lexicon that the sentence was built
with.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from itertools import pairwise
from typing import get_args

from extract.assembling.code_classes import ClassCodes, count_classes
from extract.assembling.context import SentenceContext
from extract.assembling.lexicon import Lexicon
from extract.records import Kind, Quantity
from extract.rules.expressions import compiled
from extract.rules.loading import Entry, RuleSet

POINTS = frozenset({"percentage_point", "basis_point"})
"""Units of percent that measure how far a rate has moved."""

_SELF = "self_"
_COLUMNS = 5
# The tables of patterns of any cue file.
_PATTERNS = ("movement", "mask", "lean", "back", "scope", "planned", "actual", "going_on")
_CACHE_LIMIT = 100_000
_LETTERS = re.compile(r"[^\W\d_]+")


class CueBook:
    """Codes for the words of a cue file, and regular expressions over the codes.

    Args:
        ruleset: where the cue file is read from.
        file: its name in the rules folder.
        lexicon: the word classes that the sentences were built with; the first class of
            ``[[borrow]]`` that a word has there is its class here, if it is no cue.

    Raises:
        RulesError: a line of verb forms that has not five forms.
    """

    def __init__(self, ruleset: RuleSet, file: str, lexicon: Lexicon) -> None:
        self._lexicon = lexicon
        self._own: dict[str, set[str]] = {}
        for entry in ruleset.entries(file, "word"):
            self._add(str(entry.fields["words"]).split(), entry.id, *entry.fields.get("classes", ()))
        for entry in ruleset.entries(file, "verb"):
            self._add_verbs(entry)
        borrow = ruleset.entries(file, "borrow")
        self._borrowed = [str(name) for entry in borrow for name in entry.fields["classes"]]
        self._endings = [(tuple(e.fields["endings"]), e.id) for e in ruleset.entries(file, "ending")]
        self._phrases = {e.id: str(e.fields["pattern"]) for e in ruleset.entries(file, "phrase")}
        self._sets = list(dict.fromkeys(self._known_sets()))
        self._book = ClassCodes(self._sets, self._uses(ruleset, file))
        self._cache: dict[str, str] = {}
        self._moved = {word: name for word, names in self._own.items() if (name := _self_class(names))}
        self._last: tuple[SentenceContext | None, str] = (None, "")

    def code(self, word: str) -> str:
        """The code of a word as it stands in the text."""
        known = self._cache.get(word)
        if known is None:
            known = self._book.codes[self._classes_of(word)]
            if len(self._cache) < _CACHE_LIMIT:
                self._cache[word] = known
        return known

    def classes(self, code: str) -> frozenset[str]:
        """The classes that a code stands for."""
        return self._book.classes(code)

    def encode(self, context: SentenceContext) -> str:
        """The codes of a sentence, one character a token."""
        last, codes = self._last
        if context is not last:
            codes = self._encode(context)
            self._last = context, codes
        return codes

    def _encode(self, context: SentenceContext) -> str:
        code, known = self.code, self._cache.get
        codes = [known(token) or code(token) for token in context.tokens]
        for token, quantity in zip(context.amounts, context.quantities, strict=True):
            codes[token] = self._quantity_code(quantity, context.slice(quantity.start, quantity.end))
        return "".join(codes)

    def compile(self, pattern: str) -> re.Pattern[str]:
        """A regular expression over codes.

        Args:
            pattern: as ``re`` reads it, white space meaning nothing, with classes and phrases in
                braces: ``{move}``, ``{up|down}``, ``{verb&!move}``.

        Raises:
            KeyError: a class that nothing belongs to.
            re.error: a broken expression.
        """
        return compiled(self._book.translate(pattern, self._phrases))

    def charset(self, expression: str) -> frozenset[str]:
        """The codes that a class expression stands for."""
        return self._book.members(expression)

    def first(self, expression: str) -> str:
        """Of these codes that of the set of classes which the file tells of first.

        Raises:
            KeyError: there are none.
        """
        codes = self.charset(expression)
        found = next((code for code in map(self._book.codes.get, self._sets) if code in codes), None)
        if found is None:
            raise KeyError(expression)
        return found

    def _classes_of(self, word: str) -> frozenset[str]:
        lower = word.lower()
        own = self._own.get(lower)
        if own is not None:
            grammar = {name for name in self._borrowed if self._lexicon.has(lower, name)}
            return frozenset(own | (grammar or ({"noun"} if lower[0].isalpha() else set())))
        if word[0].isdigit():
            year = len(word) == 4 and word[:2] in {"18", "19", "20"}
            return frozenset({"number", "year"} if year else {"number"})
        if not word[0].isalnum():
            return frozenset({"mark"})
        for name in self._borrowed:
            if self._lexicon.has(lower, name):
                return frozenset({name})
        if word[0].isupper():
            return frozenset({"name"})
        ending = next((name for endings, name in self._endings if lower.endswith(endings)), "noun")
        return frozenset({ending})

    def _quantity_code(self, quantity: Quantity, quote: str) -> str:
        classes = {"q", quantity.kind}
        if quantity.unit in POINTS:
            classes.add("point")
        if quantity.kind == "percent" and (quantity.value_low < 0 or quote.startswith("+")):
            classes.add("minus" if quantity.value_low < 0 else "plus")
            return self._book.codes[frozenset(classes)]
        letters = _LETTERS.findall(quote.lower())
        # two words of it may be a cue together: "500 job cuts", but not "500 power cuts"
        pairs = [f"{one}-{other}" for one, other in pairwise(letters)]
        first = next((word for word in [*pairs, *letters] if word in self._moved), None)
        if first is not None:
            classes.add(self._moved[first])
        return self._book.codes[frozenset(classes)]

    def _known_sets(self) -> Iterator[frozenset[str]]:
        """All sets of classes that a token can have: those of listed words first."""
        yield from map(self._classes_of, self._own)
        plain = [{"number"}, {"number", "year"}, {"mark"}, {"name"}, {"noun"}]
        plain += [{name} for name in self._borrowed] + [{name} for _, name in self._endings]
        own = {name for names in self._own.values() for name in names if name.startswith(_SELF)}
        for kind in get_args(Kind):
            for extra in [set(), *({name} for name in own)]:
                plain += [{"q", kind, *extra}, {"q", kind, "point", *extra}]
        for sign in ("minus", "plus"):
            plain += [{"q", "percent", sign}, {"q", "percent", "point", sign}]
        yield from map(frozenset, plain)

    def _uses(self, ruleset: RuleSet, file: str) -> Mapping[str, int]:
        """How often the patterns of the file name each class expression."""
        entries = (entry for table in _PATTERNS for entry in ruleset.entries(file, table))
        return count_classes([str(entry.fields.get("pattern", "")) for entry in entries], self._phrases)

    def _add(self, words: Iterable[str], *classes: str) -> None:
        for word in words:
            self._own.setdefault(word.lower(), set()).update(classes)

    def _add_verbs(self, entry: Entry) -> None:
        for line in str(entry.fields["forms"]).strip().splitlines():
            forms = line.split()
            if len(forms) != _COLUMNS:
                raise entry.error(f"{line!r} has {len(forms)} forms", "give base, -s, past, participle, -ing")
            self._add(forms, entry.id, *entry.fields.get("classes", ()))


def _self_class(names: Iterable[str]) -> str | None:
    """Of classes that which tells of a quantity that it moves by its own words: "job cuts"."""
    return next((name for name in sorted(names) if name.startswith(_SELF)), None)
