"""What expressions over text cannot match without: words far cheaper to look for than the expressions."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from functools import partial
from typing import Final

from ahocorasick_rs import AhoCorasick

from extract.rules.expressions import compiled
from extract.rules.keeping import remembered

# The atoms of an expression: what opens a group or ends it, the next alternative, a set of characters, what
# stands for no single character (nor does the mark of a number or of a place), a character; and what may
# follow an atom.
_ATOM = re.compile(
    r"(?P<open>\((?:\?(?:P<\w+>|<?[=!]|[:>]|m:)|(?!\?)))"
    r"|(?P<unknown>\()"
    r"|(?P<close>\))"
    r"|(?P<next>\|)"
    r"|(?P<set>\[\^?\]?(?:\\.|[^\]\\])*\])"
    r"|(?P<class>\\(?:x\w\w|u\w{4}|\w)|[.^$#@~])"
    r"|\\?(?P<letter>.)",
    re.DOTALL,
)
_REPEAT = re.compile(r"(?:[?*+]|\{(?P<least>\d*)(?:,\d*)?\})[?+]?")
_REFUSING = ("(?!", "(?<!")
# Shorter ones stand in nearly every sentence.
_SHORTEST = 3
# How many sets of words are looked for, for each expression.
_TESTS = 3


class AnyOf:
    """Expressions of which one must match: ``a|b|c``, of which only those are tried that can match.

    Args:
        patterns: the expressions.
        first: the number of the first of them among those of the ``NeededWords``.
    """

    def __init__(self, patterns: Sequence[re.Pattern[str]], first: int) -> None:
        self._patterns = patterns
        self._first = first
        self._all = (1 << len(patterns)) - 1
        self.bits = self._all << first
        """Their bits in what ``NeededWords.find`` gives."""

    def search(self, text: str, possible: int, start: int = 0) -> re.Match[str] | None:
        """The leftmost match, of two at one place that of the first expression.

        Args:
            text: the text.
            possible: the bits of the expressions that can match.
            start: where to begin.
        """
        found: re.Match[str] | None = None
        left = (possible >> self._first) & self._all
        while left:
            lowest = left & -left
            left ^= lowest
            match = self._patterns[lowest.bit_length() - 1].search(text, start)
            if match is not None and (found is None or match.start() < found.start()):
                found = match
        return found

    def match(self, text: str, possible: int, start: int) -> re.Match[str] | None:
        """The match of the first expression that matches right at the start."""
        left = (possible >> self._first) & self._all
        while left:
            lowest = left & -left
            left ^= lowest
            match = self._patterns[lowest.bit_length() - 1].match(text, start)
            if match is not None:
                return match
        return None


class NeededWords:
    """Tells at once which of many expressions can match in a text: a bit for each of them."""

    ALL: Final = -1
    """All of them, where nothing is known of the text."""

    def __init__(self) -> None:
        self._needs: list[list[frozenset[str]]] = []
        self._automaton: AhoCorasick | None = None
        self._bits: list[int] = []
        self._free = 0

    def any_of(self, expressions: Sequence[str]) -> AnyOf:
        """Expressions as one; all of them are to be told of before the first text is looked at.

        Raises:
            re.error: one is broken.
        """
        first = len(self._needs)
        patterns = [compiled(expression) for expression in expressions]
        for expression in expressions:
            needed = remembered("needed words", expression, partial(find_needed, expression))
            self._needs.append(sorted(needed, key=_worth)[-_TESTS:])
        return AnyOf(patterns, first)

    def find(self, text: str) -> int:
        """The expressions that can match in a text, or in any part of it."""
        if self._automaton is None:
            self._automaton = self._build()
        passed = self._free
        bits = self._bits
        for word in {word for word, _, _ in self._automaton.find_matches_as_indexes(text, overlapping=True)}:
            passed |= bits[word]
        size = len(self._needs)
        possible = (1 << size) - 1
        for _ in range(_TESTS):
            possible &= passed
            passed >>= size
        return possible

    def _build(self) -> AhoCorasick:
        """Each word with the tests that it passes, and the tests that are none."""
        bits: defaultdict[str, int] = defaultdict(int)
        size = len(self._needs)
        for index, needs in enumerate(self._needs):
            for test in range(_TESTS):
                bit = 1 << (test * size + index)
                if test >= len(needs):
                    self._free |= bit
                    continue
                for word in needs[test]:
                    bits[word] |= bit
        words = sorted(bits)
        self._bits = [bits[word] for word in words]
        return AhoCorasick(words)


def find_needed(expression: str) -> list[frozenset[str]]:
    """Sets of words, of each of which one must stand in a text where an expression matches.

    Args:
        expression: a regular expression over text; one with groups that are not understood needs nothing.
    """
    if any(atom.lastgroup == "unknown" for atom in _ATOM.finditer(expression)):
        return []
    return _read_group(expression, 0)[0]


def _read_group(expression: str, position: int) -> tuple[list[frozenset[str]], int]:
    """The sets that a group needs whose inside begins at ``position``, and where it ends."""
    branches: list[list[frozenset[str]]] = [[]]
    run = ""
    while atom := _ATOM.match(expression, position):
        kind, position = atom.lastgroup, atom.end()
        inside: list[frozenset[str]] = []
        if kind == "open":
            inside, position = _read_group(expression, position)
            inside = [] if atom["open"] in _REFUSING else inside
        repeat = _REPEAT.match(expression, position)
        position = position if repeat is None else repeat.end()
        surely = repeat is None or (repeat.group()[0] not in "?*" and repeat["least"] not in {"", "0"})
        run += (atom["letter"] or "") if surely else ""
        if kind == "letter" and repeat is None:
            continue
        branches[-1] += _word(run) + (inside if surely else [])
        run = ""
        if kind == "close":
            return _joined(branches), atom.end()
        if kind == "next":
            branches.append([])
    branches[-1] += _word(run)
    return _joined(branches), position


def _word(run: str) -> list[frozenset[str]]:
    """Letters that follow one another as what is needed; blanks at their ends tell nothing."""
    word = run.strip()
    return [frozenset({word})] if len(word) >= _SHORTEST else []


def _joined(branches: list[list[frozenset[str]]]) -> list[frozenset[str]]:
    """What any of the alternatives needs: nothing where one of them needs nothing."""
    if len(branches) == 1:
        return branches[0]
    return [frozenset().union(*(max(sets, key=_worth) for sets in branches))] if all(branches) else []


def _worth(words: frozenset[str]) -> tuple[int, int]:
    """How seldom a text is to hold one of them: few long words seldom."""
    return min(map(len, words)), -len(words)
