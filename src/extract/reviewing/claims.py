"""The table of claims: facts that say the same, and how many independent articles support them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import pairwise

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from extract.reviewing.claims_stories import Groups, Stories
from extract.storing.buckets import bucket_name, rows_of_bucket
from extract.storing.columns_derived import CLAIMS
from extract.storing.derived import ReadFacts
from extract.storing.schema import schemas

Integers = npt.NDArray[np.int64]

_MAX_FACTS = 250_000
_OWN = ("scope", "n_facts", "n_articles", "n_sources", "first_published", "last_published", "fact_ids")
_SAID = tuple(column.name for column in CLAIMS.columns if column.name not in _OWN)
_COMMON = ("direction", "status")
_ARTICLE, _SENTENCE = "_article", "_sentence"


class ClaimBuilder:
    """Builds the table of claims, some hundred thousand facts at a time.

    Args:
        read_facts: gives the facts, as often as it is called.

    Attributes:
        n_sources: of the claims that more than one independent article supports.
    """

    def __init__(self, read_facts: ReadFacts) -> None:
        self._read_facts = read_facts
        self._stories = Stories(read_facts)
        self.n_sources: dict[str, int] = {}

    def support(self, claim_id: str) -> int:
        """How many independent articles support a claim, once all claims are built."""
        return self.n_sources.get(claim_id, 1)

    def build(self) -> Iterator[tuple[str, pa.Table]]:
        """The claims (plain schema), sorted, in parts: what a file's name starts with, and its rows."""
        n_facts = sum(map(len, self._stories.articles))
        bits = 0
        while n_facts > _MAX_FACTS << bits:
            bits += 1
        for bucket in range(1 << bits):
            facts = self._facts_of(bucket, bits)
            if facts.num_rows or not bucket:
                yield bucket_name(bucket, bits), self._claims_of(facts)

    def _facts_of(self, bucket: int, bits: int) -> pa.Table:
        plain = schemas("facts").plain
        columns = [*_SAID, "published", "fact_id"]
        own = [pa.field(name, pa.int64()) for name in (_ARTICLE, _SENTENCE)]
        found = [pa.schema([*(plain.field(name) for name in columns), *own]).empty_table()]
        parts = zip(self._read_facts(columns), self._stories.articles, self._stories.sentences, strict=True)
        for table, articles, sentences in parts:
            numbered = table.append_column(own[0], pa.array(articles)).append_column(
                own[1], pa.array(sentences)
            )
            found.append(rows_of_bucket(numbered, bucket, bits, "claim_id"))
        return pa.concat_tables(found).sort_by("claim_id")

    def _claims_of(self, facts: pa.Table) -> pa.Table:
        ids = facts.column("claim_id").combine_chunks().dictionary_encode().indices.to_numpy()
        # Where each claim begins; the end of the last one at the end.
        bounds = np.r_[np.flatnonzero(np.diff(ids, prepend=-1)), len(ids)].astype(np.int64)
        first = bounds[:-1]
        n_articles = _count_runs(facts.column(_ARTICLE).to_numpy(), bounds)
        heads = facts.take(pa.array(first))
        columns = {name: heads.column(name) for name in _SAID}
        columns |= {name: _common_values(facts.column(name), bounds) for name in _COMMON}
        columns |= {
            "scope": _scopes(heads),
            "n_facts": np.diff(bounds),
            "n_articles": n_articles,
            "n_sources": self._count_sources(facts, bounds, n_articles),
            "first_published": _extreme_days(facts.column("published"), bounds, np.minimum),
            "last_published": _extreme_days(facts.column("published"), bounds, np.maximum),
            "fact_ids": pa.ListArray.from_arrays(
                pa.array(bounds, pa.int32()), facts.column("fact_id").combine_chunks()
            ),
        }
        plain = schemas("claims").plain
        arrays = [_as_array(columns[field.name], field.type) for field in plain]
        return pa.Table.from_arrays(arrays, schema=plain)

    def _count_sources(self, facts: pa.Table, bounds: Integers, n_articles: Integers) -> Integers:
        counts = n_articles.copy()
        articles = facts.column(_ARTICLE).to_numpy()
        sentences = facts.column(_SENTENCE).to_numpy()
        several = np.flatnonzero(n_articles > 1)
        claim_ids = facts.column("claim_id").take(pa.array(bounds[several])).to_pylist()
        for number, claim_id in zip(several.tolist(), claim_ids, strict=True):
            rows = slice(bounds[number], bounds[number + 1])
            counts[number] = self._independent(articles[rows], sentences[rows])
            if counts[number] > 1:
                self.n_sources[claim_id] = int(counts[number])
        return counts

    def _independent(self, articles: Integers, sentences: Integers) -> int:
        """How many articles are left if those that copy each other count once."""
        stories = [self._stories.story_of(article) for article in articles.tolist()]
        groups, seen = Groups(), dict[int, int]()
        for story, sentence in zip(stories, sentences.tolist(), strict=True):
            groups.join(story, seen.setdefault(sentence, story))
        return len({groups.find(story) for story in stories})


def _as_array(values: pa.ChunkedArray | pa.Array | Integers, arrow_type: pa.DataType) -> pa.Array:
    if isinstance(values, np.ndarray):
        return pa.array(values, arrow_type)
    return values.cast(arrow_type)


def _count_runs(values: Integers, bounds: Integers) -> Integers:
    """How many runs of equal values there are between the bounds."""
    if not len(values):
        return np.zeros(0, np.int64)
    starts = np.r_[True, values[1:] != values[:-1]]
    starts[bounds[:-1]] = True
    return np.add.reduceat(starts.astype(np.int64), bounds[:-1])


def _common_values(column: pa.ChunkedArray, bounds: Integers) -> pa.Array:
    """The value that all facts of a claim have; null where they differ."""
    encoded = column.combine_chunks().dictionary_encode()
    codes = encoded.indices.to_numpy()
    if not len(codes):
        return pa.array([], pa.string())
    first = bounds[:-1]
    equal = np.minimum.reduceat(codes, first) == np.maximum.reduceat(codes, first)
    return encoded.dictionary.take(pa.array(codes[first], mask=~equal))


def _extreme_days(column: pa.ChunkedArray, bounds: Integers, extreme: np.ufunc) -> pa.Array:
    """The first or last day of each claim; null where no article has a date."""
    none = np.iinfo(np.int32).max if extreme is np.minimum else np.iinfo(np.int32).min
    days = column.combine_chunks().cast(pa.int32()).fill_null(int(none)).to_numpy()
    if not len(days):
        return pa.array([], pa.date32())
    found = extreme.reduceat(days, bounds[:-1])
    return pa.array(found, pa.int32(), mask=found == none).cast(pa.date32())


def _scopes(heads: pa.Table) -> pa.Array:
    known: Mapping[str, npt.NDArray[np.bool_]] = {
        name: heads.column(name).is_valid().to_numpy()
        for name in ("indicator", "topic", "place_code", "place_name", "period_start", "period_end")
    }
    full = np.ones(heads.num_rows, bool)
    for one, other in pairwise(list(known)):
        if one in {"indicator", "place_code", "period_start"}:
            full &= known[one] | known[other]
    return pa.array(np.where(full, "full", "open").tolist(), pa.string())
