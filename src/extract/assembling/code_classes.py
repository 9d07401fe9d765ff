"""Sets of word classes as private characters, and class expressions as ranges of these characters.

``re`` compiles a class of one or two ranges many times as fast as one of many. So the sets are numbered
in such an order that the class expressions that patterns name most become few ranges.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import repeat
from operator import itemgetter

ELEMENT = re.compile(r"\{([A-Za-z_|&!]+)\}")
"""A class expression in a pattern, or the name of a phrase."""

_FIRST_CODE = 0x100
_RUN = re.compile("1+")


class ClassCodes:
    """One private character for each set of classes.

    A class expression names sets: ``noun|name`` those with either class, ``past&!noun`` those with the one
    and without the other.

    Args:
        sets: the sets, some of them perhaps more than once.
        uses: class expressions, and how often patterns name them.
    """

    def __init__(self, sets: Iterable[frozenset[str]], uses: Mapping[str, int]) -> None:
        self._sets = _ordered(list(dict.fromkeys(sets)), uses)
        self._columns = _Columns(self._sets)
        self._charsets: dict[str, str] = {}
        self.codes: Mapping[frozenset[str], str] = {
            classes: chr(_FIRST_CODE + number) for number, classes in enumerate(self._sets)
        }
        """The character of each set."""

    def classes(self, code: str) -> frozenset[str]:
        """The set that a character stands for."""
        return self._sets[ord(code) - _FIRST_CODE]

    def members(self, expression: str) -> frozenset[str]:
        """The characters that a class expression stands for."""
        return frozenset(
            chr(code)
            for first, last in _runs(self._columns.named(expression))
            for code in range(first, last + 1)
        )

    def charset(self, expression: str) -> str:
        """A class expression as ``re`` reads it: ``[a-cx]``.

        Raises:
            KeyError: no set has these classes.
        """
        if expression not in self._charsets:
            named = self._columns.named(expression)
            if not named:
                raise KeyError(expression)
            self._charsets[expression] = _spelled(named)
        return self._charsets[expression]

    def translate(self, pattern: str, phrases: Mapping[str, str]) -> str:
        """A pattern with its classes and phrases put in, without its white space.

        Args:
            pattern: an expression as ``re`` reads it, with classes and phrases in braces.
            phrases: patterns by the names that they have in braces.

        Raises:
            KeyError: a class that no set has.
        """

        def element(match: re.Match[str]) -> str:
            phrase = phrases.get(match.group(1))
            if phrase is not None:
                return f"(?:{self.translate(phrase, phrases)})"
            return self.charset(match.group(1))

        return ELEMENT.sub(element, "".join(pattern.split()))


class _Columns:
    """For each class the sets that have it, as the bits of a number: the first set is the lowest bit."""

    def __init__(self, sets: Sequence[frozenset[str]]) -> None:
        self._all = (1 << len(sets)) - 1
        self._having: dict[str, int] = {}
        for number, classes in enumerate(sets):
            for name in classes:
                self._having[name] = self._having.get(name, 0) | 1 << number

    def named(self, expression: str) -> int:
        """The sets that a class expression names."""
        found = 0
        for part in expression.split("|"):
            both = self._all
            for name in part.split("&"):
                having = self._having.get(name.removeprefix("!"), 0)
                both &= ~having if name.startswith("!") else having
            found |= both
        return found

    def lacking(self, expression: str) -> int:
        """The sets that it does not name."""
        return self._all & ~self.named(expression)


def count_classes(patterns: Iterable[str], phrases: Mapping[str, str]) -> Counter[str]:
    """How often each class expression stands in patterns and in the phrases that they name."""
    found: Counter[str] = Counter()
    for name, times in Counter(name for pattern in patterns for name in _elements(pattern)).items():
        inside = count_classes([phrases[name]], phrases) if name in phrases else {name: 1}
        found.update({expression: times * count for expression, count in inside.items()})
    return found


def spell_codes(codes: Iterable[str]) -> str:
    """Characters as a class of ``re``: ``[a-cx]``."""
    return _spelled(sum(1 << ord(code) - _FIRST_CODE for code in set(codes)))


def _elements(pattern: str) -> list[str]:
    return ELEMENT.findall("".join(pattern.split()))


def _ordered(sets: list[frozenset[str]], uses: Mapping[str, int]) -> list[frozenset[str]]:
    """The sets in their order: first those that the commonest expression names, and so on within them."""
    columns = _Columns(sets)
    common = sorted(uses, key=lambda expression: (-uses[expression], expression))
    # Of each expression a digit for each set, the last one first: "0" where the expression names it.
    lacking = [f"{columns.lacking(expression):0{len(sets)}b}"[::-1] for expression in common]
    ranks = zip(*lacking, strict=True) if lacking else repeat(())
    ranked = [(rank, sorted(classes), classes) for rank, classes in zip(ranks, sets, strict=False)]
    return [classes for _, _, classes in sorted(ranked, key=itemgetter(0, 1))]


def _runs(named: int) -> Iterator[tuple[int, int]]:
    """The first and last code of each run of bits."""
    for run in _RUN.finditer(f"{named:b}"[::-1]):
        yield _FIRST_CODE + run.start(), _FIRST_CODE + run.end() - 1


def _spelled(named: int) -> str:
    ranges = (chr(first) if first == last else f"{chr(first)}-{chr(last)}" for first, last in _runs(named))
    return f"[{''.join(ranges)}]"
