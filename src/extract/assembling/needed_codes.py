"""What a pattern over class codes cannot match without: a test far cheaper than the pattern."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from functools import lru_cache

from extract.assembling.lexicon import AMOUNT
from extract.frozen import record
from extract.rules.keeping import remembered

# The atoms of a translated pattern: a set of codes, the opening of a group, its end, anything else; and
# what may follow an atom.
_ATOM = re.compile(r"\[(?P<set>[^\]]*)\]|(?P<open>\((?:\?(?:P<\w+>|<?[=!:]|:))?)|(?P<close>\))|(?P<other>.)")
_REPEAT = re.compile(r"[?*+]|\{(?P<least>\d+)[^}]*\}")
_LOOKING = ("(?=", "(?!", "(?<=", "(?<!")
# How many sets of codes are tested on each side of the quantity; and in a whole sentence.
_TESTS = 2
_SENTENCE_TESTS = 4


@record(frozen=True, slots=True)
class Needs:
    """Sets of codes, of each of which one must occur wherever a pattern matches.

    Attributes:
        left, right: on that side of the quantity that is looked at.
        anywhere: on either side.
    """

    left: tuple[frozenset[str], ...] = ()
    right: tuple[frozenset[str], ...] = ()
    anywhere: tuple[frozenset[str], ...] = ()


@record(frozen=True, slots=True)
class Stretch:
    """What patterns may look at around a quantity: half-open ranges of tokens.

    Attributes:
        token: the quantity itself.
        near: its clause.
        far: as far as patterns of a wider scope may look.
    """

    token: int
    near: tuple[int, int]
    far: tuple[int, int]


class CodeFilter:
    """Tells at once which of many patterns can match around a quantity.

    Each pattern is a bit, and each code the bits of the patterns that need it.

    Args:
        needs: what each of the patterns needs.
        left, right: for each pattern, whether it may look beyond the clause on that side.
    """

    def __init__(self, needs: Sequence[Needs], left: Sequence[bool], right: Sequence[bool]) -> None:
        self._size = len(needs)
        self._full = (1 << self._size) - 1
        either = [need.anywhere for need in needs]
        self._left, self._left_free = self._bits([need.left for need in needs], either)
        self._right, self._right_free = self._bits([need.right for need in needs], either)
        self._either = self._full << (_TESTS * self._size)
        self._wide_left = self._repeated(left) | self._either
        self._wide_right = self._repeated(right) | self._either

    def find(self, codes: str, stretch: Stretch) -> Iterator[int]:
        """The indexes of the patterns that can match, in their order."""
        token, (first, last), (start, end) = stretch.token, stretch.near, stretch.far
        left = _gather(self._left, codes[first:token])
        if start < first:
            left |= _gather(self._left, codes[start:first]) & self._wide_left
        right = _gather(self._right, codes[token + 1 : last])
        if last < end:
            right |= _gather(self._right, codes[last:end]) & self._wide_right
        either = (left | right) & self._either
        found = self._all_of(left | either | self._left_free)
        found &= self._all_of(right | either | self._right_free)
        return _numbers(found)

    def _bits(
        self, wanted: Sequence[Sequence[frozenset[str]]], either: Sequence[Sequence[frozenset[str]]]
    ) -> tuple[defaultdict[str, int], int]:
        """For each code the tests that it passes, those of either side last; and the tests that are none."""
        bits: defaultdict[str, int] = defaultdict(int)
        free = 0
        for index, (own, both) in enumerate(zip(wanted, either, strict=True)):
            tests = sorted(own, key=len)[:_TESTS]
            tests += [frozenset()] * (_TESTS - len(tests)) + sorted(both, key=len)[:1]
            for number in range(_TESTS + 1):
                bit = 1 << (number * self._size + index)
                if number >= len(tests) or not tests[number]:
                    free |= bit
                    continue
                for code in tests[number]:
                    bits[code] |= bit
        return bits, free

    def _repeated(self, flags: Sequence[bool]) -> int:
        mask = sum(1 << index for index, flag in enumerate(flags) if flag)
        return sum(mask << (test * self._size) for test in range(_TESTS))

    def _all_of(self, passed: int) -> int:
        found = self._full
        for _ in range(_TESTS + 1):
            found &= passed
            passed >>= self._size
        return found


class SentenceFilter:
    """Tells at once which of many patterns can match in a sentence, wherever in it.

    Args:
        expressions: the patterns, as for ``find_needs``.
    """

    def __init__(self, expressions: Sequence[str]) -> None:
        self._size = len(expressions)
        self._bits: defaultdict[str, int] = defaultdict(int)
        self._free = 0
        for index, expression in enumerate(expressions):
            needs = find_needs(expression)
            tests = sorted((*needs.left, *needs.right, *needs.anywhere), key=len)
            for number in range(_SENTENCE_TESTS):
                bit = 1 << (number * self._size + index)
                self._free |= 0 if number < len(tests) else bit
                for code in tests[number] if number < len(tests) else ():
                    self._bits[code] |= bit

    def find(self, codes: str) -> Iterator[int]:
        """The indexes of the patterns that can match, in their order."""
        passed = self._free | _gather(self._bits, codes)
        found = (1 << self._size) - 1
        for _ in range(_SENTENCE_TESTS):
            found &= passed
            passed >>= self._size
        return _numbers(found)


def find_needs(expression: str) -> Needs:
    """What a pattern over codes needs around the quantity that is looked at.

    Args:
        expression: a regular expression over codes, its classes written out as ``[...]``.
    """
    amount = _lone_amount(expression)
    if amount is None:
        return Needs(anywhere=_mandatory(expression))
    return Needs(_mandatory(expression[:amount]), _mandatory(expression[amount + 1 :]))


def _lone_amount(expression: str) -> int | None:
    """Where the only mark of the quantity stands, if it is in no group and no alternative."""
    found, marks, depth = None, 0, 0
    for atom in _ATOM.finditer(expression):
        depth += (atom.lastgroup == "open") - (atom.lastgroup == "close")
        if atom["other"] == "|" and not depth:
            return None
        if atom["other"] == AMOUNT:
            found, marks = (None if depth else atom.start()), marks + 1
    return found if marks == 1 else None


def _gather(bits: defaultdict[str, int], codes: str) -> int:
    found = 0
    for code in set(codes):
        found |= bits[code]
    return found


def _numbers(found: int) -> Iterator[int]:
    while found:
        lowest = found & -found
        yield lowest.bit_length() - 1
        found ^= lowest


def _mandatory(expression: str) -> tuple[frozenset[str], ...]:
    """The sets of which one code each must occur; of alternatives, one set for all of them together."""
    return remembered("needed codes", expression, lambda: tuple(_read_group(expression, 0)[0]))


def _read_group(expression: str, position: int) -> tuple[list[frozenset[str]], int]:
    """The sets that a group needs which begins at ``position``, and where it ends."""
    branches: list[list[frozenset[str]]] = [[]]
    while atom := _ATOM.match(expression, position):
        position = atom.end()
        if atom.lastgroup == "close":
            break
        if atom["other"] == "|":
            branches.append([])
            continue
        needed: list[frozenset[str]] = []
        if atom.lastgroup == "open":
            inside, position = _read_group(expression, position)
            needed = [] if atom["open"].startswith(_LOOKING) else inside
        elif atom.lastgroup == "set" and not atom["set"].startswith("^"):
            needed = [_spelled_out(atom["set"])]
        repeat = _REPEAT.match(expression, position)
        position = position if repeat is None else repeat.end()
        if repeat is None or (repeat.group() not in {"?", "*"} and repeat["least"] != "0"):
            branches[-1] += needed
    return _joined(branches), position


def _joined(branches: list[list[frozenset[str]]]) -> list[frozenset[str]]:
    """What any of the alternatives needs: nothing where one of them needs nothing."""
    if len(branches) == 1:
        return branches[0]
    return [frozenset().union(*(min(sets, key=len) for sets in branches))] if all(branches) else []


@lru_cache(maxsize=4096)
def _spelled_out(codes: str) -> frozenset[str]:
    found: set[str] = set()
    position = 0
    while position < len(codes):
        if codes[position + 1 : position + 2] == "-":
            found.update(map(chr, range(ord(codes[position]), ord(codes[position + 2]) + 1)))
            position += 3
        else:
            found.add(codes[position])
            position += 1
    return frozenset(found)
