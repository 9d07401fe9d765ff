"""Which article of one output is which of the other, and whether its text is still the same."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from extract.reviewing.diffing_sides import Integers

Flags = npt.NDArray[np.bool_]
Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class ArticlePairs:
    """The articles of two outputs under common numbers.

    Attributes:
        old, new: the common number of each article of the two.
        both: by common number, whether both have it.
        same_text: by common number, whether both have it with the same content.
    """

    old: Integers
    new: Integers
    both: Flags
    same_text: Flags

    def counts(self) -> dict[str, int]:
        """How many articles are the same, have another text, were added, were removed."""
        n_both, n_same = int(self.both.sum()), int(self.same_text.sum())
        return {
            "same": n_same,
            "edited": n_both - n_same,
            "added": len(self.new) - n_both,
            "removed": len(self.old) - n_both,
        }


def pair_articles(old: pa.Table, new: pa.Table) -> ArticlePairs:
    """Pair articles by id, else by source, else by content: a dump may be read under another name.

    Args:
        old: id, source and digest of the articles of the older output.
        new: the same of the newer output.
    """
    before, after = old.to_pylist(), new.to_pylist()
    partners: dict[int, int] = {}
    for key in (_by("article_id"), _by("source"), _by("content_sha256")):
        _pair_rest(before, after, key, partners)
    numbers = np.full(len(after), -1, np.int64)
    for here, there in partners.items():
        numbers[there] = here
    alone = np.flatnonzero(numbers < 0)
    numbers[alone] = len(before) + np.arange(len(alone))
    both = np.zeros(len(before) + len(alone), bool)
    same = np.zeros(len(before) + len(alone), bool)
    for here, there in partners.items():
        both[here] = True
        same[here] = before[here]["content_sha256"] == after[there]["content_sha256"]
    return ArticlePairs(np.arange(len(before)), numbers, both, same)


def _by(column: str) -> Callable[[Row], str]:
    return lambda row: str(row[column])


def _pair_rest(old: list[Row], new: list[Row], key: Callable[[Row], str], partners: dict[int, int]) -> None:
    taken = set(partners.values())
    here = _unique((key(row), n) for n, row in enumerate(old) if n not in partners)
    there = _unique((key(row), n) for n, row in enumerate(new) if n not in taken)
    partners.update({number: there[name] for name, number in here.items() if name in there})


def _unique(pairs: Iterable[tuple[str, int]]) -> dict[str, int]:
    """Only what names one article: two that share a name could be either."""
    every = list(pairs)
    counts = Counter(name for name, _ in every)
    return {name: number for name, number in every if counts[name] == 1}
