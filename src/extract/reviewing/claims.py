"""The table of claims: facts that say the same, and how many independent articles support them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from extract.reviewing.grouping import Groups
from extract.storing.buckets import bucket_name
from extract.storing.columns_derived import CLAIMS
from extract.storing.derived import ReadRows
from extract.storing.schema import schemas
from extract.storing.shuffling import Shuffle, bucket_ends

Integers = npt.NDArray[np.int64]

_MAX_FACTS = 50_000
_OWN = ("scope", "n_facts", "n_articles", "n_sources", "first_published", "last_published", "fact_ids")
_SAID = tuple(column.name for column in CLAIMS.columns if column.name not in _OWN)
_COMMON = ("direction", "status")
_COLUMNS = [*_SAID, "published", "fact_id"]
_ARTICLE, _STORY, _SENTENCE = "_article", "_story", "_sentence"
_OWN_FIELDS = [pa.field(name, pa.int64()) for name in (_ARTICLE, _STORY, _SENTENCE)]
_NO_SENTENCE = 0
_NO_WORD = r"[\s\pP]+"


class ClaimBuilder:
    """Builds the table of claims, some hundred thousand facts at a time.

    Args:
        read: gives facts and articles, as often as it is called.
        work: a folder for facts on their way.
        n_facts: how many facts there are.
    """

    def __init__(self, read: ReadRows, work: Path, n_facts: int) -> None:
        self._read = read
        self._work = work
        self._bits = 0
        while n_facts > _MAX_FACTS << self._bits:
            self._bits += 1
        # Of the claims that more than one independent article supports.
        self._n_sources: dict[int, int] = {}

    def support(self, claim_id: str) -> int:
        """How many independent articles support a claim, once all claims are built."""
        return self._n_sources.get(_short(claim_id), 1)

    def build(self) -> Iterator[tuple[str, pa.Table]]:
        """The claims (plain schema), sorted, in parts: what a file's name starts with, and its rows."""
        plain = schemas("facts").plain
        schema = pa.schema([*(plain.field(name) for name in _COLUMNS), *_OWN_FIELDS])
        shuffle = Shuffle(self._work, "claims", schema)
        numbers = self._number_stories()
        for facts in self._read("facts", [*_COLUMNS, "article_id", "sentence"]):
            rows = _add_numbers(facts, numbers).sort_by("claim_id")
            shuffle.add(rows, bucket_ends(rows, self._bits, "claim_id"))
        for bucket in range(1 << self._bits):
            facts = shuffle.rows(bucket).sort_by("claim_id")
            if facts.num_rows or not bucket:
                yield bucket_name(bucket, self._bits), self._claims_of(facts)
            # What is free goes back to the system: the next bucket needs other sizes.
            del facts
            pa.default_memory_pool().release_unused()
        shuffle.clear()

    def _number_stories(self) -> dict[str, tuple[int, int]]:
        """For each article its number and that of its story."""
        numbers: dict[str, int] = {}
        found: dict[str, tuple[int, int]] = {}
        for table in self._read("articles", ["article_id", "story_id"]):
            ids, stories = (column.to_pylist() for column in table.columns)
            for article_id, story_id in zip(ids, stories, strict=True):
                number = numbers.setdefault(article_id, len(numbers))
                found[article_id] = (number, numbers.setdefault(story_id or article_id, len(numbers)))
        return found

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
        sentences = facts.column(_SENTENCE).to_numpy()
        stories = facts.column(_STORY).to_numpy()
        several = np.flatnonzero(n_articles > 1)
        claim_ids = facts.column("claim_id").take(pa.array(bounds[several])).to_pylist()
        for number, claim_id in zip(several.tolist(), claim_ids, strict=True):
            rows = slice(bounds[number], bounds[number + 1])
            counts[number] = _count_independent(stories[rows].tolist(), sentences[rows].tolist())
            if counts[number] > 1:
                self._n_sources[_short(claim_id)] = int(counts[number])
        return counts


def _short(claim_id: str) -> int:
    """Half of an id, in a third of its memory."""
    return int(claim_id[:16], 16)


def _count_independent(stories: Sequence[int], sentences: Sequence[int]) -> int:
    """How many stories are left if those that state it in the same sentence count once."""
    groups, seen = Groups(), dict[int, int]()
    for story, sentence in zip(stories, sentences, strict=True):
        if sentence != _NO_SENTENCE:
            groups.join(story, seen.setdefault(sentence, story))
    return len({groups.find(story) for story in stories})


def _add_numbers(facts: pa.Table, numbers: Mapping[str, tuple[int, int]]) -> pa.Table:
    """Facts with numbers of article and story and a hash of the sentence in place of those themselves."""
    articles = facts.column("article_id").combine_chunks().dictionary_encode()
    pairs = np.array([numbers[one] for one in articles.dictionary.to_pylist()], np.int64).reshape(-1, 2)
    of_facts = pairs[articles.indices.to_numpy()]
    arrays = [pa.array(of_facts[:, 0]), pa.array(of_facts[:, 1]), _hash_sentences(facts.column("sentence"))]
    rows = facts.select(_COLUMNS)
    for field, array in zip(_OWN_FIELDS, arrays, strict=True):
        rows = rows.append_column(field, array)
    return rows


def _hash_sentences(sentences: pa.ChunkedArray) -> pa.Array:
    """A hash of each sentence without case, white space and punctuation, in which copies differ."""
    encoded = sentences.combine_chunks().dictionary_encode()
    normal = pc.replace_substring_regex(pc.utf8_lower(encoded.dictionary), _NO_WORD, " ").to_pylist()
    # Where texts are not stored nothing is known of them.
    hashes = np.array([hash(one) if one else _NO_SENTENCE for one in normal], np.int64)
    return pa.array(hashes[encoded.indices.to_numpy()])


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
