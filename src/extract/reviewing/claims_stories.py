"""Which articles are copies of one story, as far as their facts show."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import combinations, pairwise

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from extract.storing.derived import ReadFacts

Integers = npt.NDArray[np.int64]

_COMMON_SENTENCES = 2
_COMMON_SHARE = 0.5
# Above so many articles with one sentence only neighbours are compared: they are copies of each
# other if they are of any.
_COMPARED = 20
_NO_WORD = r"[\s\pP]+"


class Groups:
    """Things that belong together (union-find)."""

    def __init__(self) -> None:
        self._parents: dict[int, int] = {}

    def find(self, item: int) -> int:
        """The least of those that an item belongs to."""
        root = item
        while (parent := self._parents.get(root, root)) != root:
            root = parent
        while item != root:
            self._parents[item], item = root, self._parents.get(item, item)
        return root

    def join(self, one: int, other: int) -> None:
        """Say that two belong together."""
        low, high = sorted((self.find(one), self.find(other)))
        self._parents[high] = low


def normalise_sentences(sentences: pa.ChunkedArray) -> pa.ChunkedArray:
    """Sentences without case, white space and punctuation, in which copies differ."""
    return pc.replace_substring_regex(pc.utf8_lower(sentences), _NO_WORD, " ")


class Stories:
    """Articles, the sentences of their facts, and which articles are copies of each other.

    Two articles are copies where they share two of the sentences that hold facts, and half of
    those of the shorter one.

    Args:
        read_facts: gives the facts.

    Attributes:
        articles: for each file the number of the article of each fact.
        sentences: for each file a hash of the sentence of each fact.
    """

    def __init__(self, read_facts: ReadFacts) -> None:
        self._numbers: dict[str, int] = {}
        self._groups = Groups()
        self.articles: list[Integers] = []
        self.sentences: list[Integers] = []
        for table in read_facts(["article_id", "sentence"]):
            self.articles.append(self._number_articles(table.column("article_id")))
            self.sentences.append(_hash_sentences(table.column("sentence")))
        for one, other in _find_copies(self.articles, self.sentences):
            self._groups.join(one, other)

    def story_of(self, article: int) -> int:
        """The first of the articles that tell the same story."""
        return self._groups.find(article)

    def _number_articles(self, article_ids: pa.ChunkedArray) -> Integers:
        encoded = article_ids.combine_chunks().dictionary_encode()
        numbers = [
            self._numbers.setdefault(one, len(self._numbers)) for one in encoded.dictionary.to_pylist()
        ]
        return _take(np.array(numbers, np.int64), encoded)


def _hash_sentences(sentences: pa.ChunkedArray) -> Integers:
    encoded = sentences.combine_chunks().dictionary_encode()
    normal = normalise_sentences(encoded.dictionary).to_pylist()
    return _take(np.fromiter(map(hash, normal), np.int64, len(normal)), encoded)


def _take(values: Integers, encoded: pa.DictionaryArray) -> Integers:
    taken: Integers = values[encoded.indices.to_numpy()]
    return taken


def _find_copies(articles: Sequence[Integers], sentences: Sequence[Integers]) -> Iterator[tuple[int, int]]:
    # An article stands in one file, so each sentence of it is there once after this.
    files = [np.unique(np.stack(pair, axis=1), axis=0) for pair in zip(sentences, articles, strict=True)]
    pairs = np.concatenate([np.zeros((0, 2), np.int64), *files])
    sizes = np.bincount(pairs[:, 1])
    common: Counter[tuple[int, int]] = Counter()
    for members in _iter_shared(pairs[np.lexsort((pairs[:, 1], pairs[:, 0]))]):
        common.update(combinations(members, 2) if len(members) <= _COMPARED else pairwise(members))
    for (one, other), count in common.items():
        if count >= max(_COMMON_SENTENCES, _COMMON_SHARE * min(sizes[one], sizes[other])):
            yield one, other


def _iter_shared(pairs: Integers) -> Iterator[list[int]]:
    """The articles of each sentence that several have, of sorted pairs of sentence and article."""
    bounds = np.r_[0, np.flatnonzero(pairs[1:, 0] != pairs[:-1, 0]) + 1, len(pairs)]
    for number in np.flatnonzero(np.diff(bounds) > 1).tolist():
        yield pairs[bounds[number] : bounds[number + 1], 1].tolist()
