"""Pairs of facts in a text that was edited: the same statement in a sentence that is not quite the same."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import pyarrow as pa

_WORD = re.compile(r"\w+")
_DIGITS = re.compile(r"\d+")

LEAST_WITH_QUOTE = 0.5
"""The share of common words from which two sentences with the same quantity are one that was edited."""
LEAST_WITH_KIND = 0.75
"""The same where the quantity itself was edited, and only its kind is the same."""
_NEAR = 8


@dataclass(frozen=True, slots=True)
class _Fact:
    row: int
    rank: int
    quote: str
    kind: str
    words: Mapping[str, int]


def pair_alike(old: pa.Table, new: pa.Table) -> list[tuple[int, int]]:
    """One-to-one pairs, the most alike first.

    "Some 450 villages were lifted out of poverty" and "Some 460 villages were lifted out of poverty" are
    one fact with another value; sentences without words in common are two.

    Args:
        old: article, start, kind, quote and sentence of the facts that have no partner yet.
        new: the same of the newer output.
    """
    after = _by_article(new)
    pairs: list[tuple[int, int]] = []
    for article, facts in _by_article(old).items():
        pairs += _pair_article(facts, after.get(article, []))
    return sorted(pairs)


def _by_article(table: pa.Table) -> dict[int, list[_Fact]]:
    found: dict[int, list[_Fact]] = defaultdict(list)
    names = ("article", "quote", "kind", "sentence", "start")
    columns = (table.column(name).to_pylist() for name in names)
    rows = sorted(enumerate(zip(*columns, strict=True)), key=lambda item: (item[1][0], item[1][4]))
    words: dict[str, Counter[str]] = {}
    for row, (article, quote, kind, sentence, _) in rows:
        if sentence not in words:
            # Figures are what is edited most: all are alike.
            words[sentence] = Counter(_WORD.findall(_DIGITS.sub("0", sentence.lower())))
        same = found[article]
        same.append(_Fact(row, len(same), " ".join(quote.split()), kind, words[sentence]))
    return found


def _pair_article(old: Sequence[_Fact], new: Sequence[_Fact]) -> Iterator[tuple[int, int]]:
    options = [
        (-likeness, abs(one.rank - other.rank), one.rank, other.rank)
        for one in old
        # Edits keep the order: a partner stands near the same rank.
        for other in new[max(0, one.rank - _NEAR) : one.rank + _NEAR + 1]
        if (likeness := _likeness(one, other)) > 0
    ]
    taken: tuple[set[int], set[int]] = (set(), set())
    for _, _, one, other in sorted(options):
        if one not in taken[0] and other not in taken[1]:
            taken[0].add(one)
            taken[1].add(other)
            yield old[one].row, new[other].row


def _likeness(one: _Fact, other: _Fact) -> float:
    """The share of common words, one more for the same quantity; 0 where it is too small."""
    total = sum(one.words.values()) + sum(other.words.values())
    common = sum(min(count, other.words.get(word, 0)) for word, count in one.words.items())
    share = 2 * common / total if total else 1.0
    if one.quote == other.quote:
        return share + 1 if share >= LEAST_WITH_QUOTE else 0.0
    return share if one.kind == other.kind and share >= LEAST_WITH_KIND else 0.0
