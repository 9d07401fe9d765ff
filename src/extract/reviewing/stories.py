"""Which articles tell one story: the same wire story on ten sites, found by their signatures."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from extract.reviewing.grouping import Groups
from extract.storing.signing import NUMBER_BYTES, TEXT_BYTES

Bytes = npt.NDArray[np.uint8]
Integers = npt.NDArray[np.int64]

_BAND_BYTES = 4
"""Articles are compared if so many bytes in a row are equal: of two with a Jaccard index of
0.6 in 99 of 100 cases, of two that have a tenth in common in one of 300."""

_MIN_TEXT, _MIN_NUMBERS = 0.55, 0.4
_COMPARED = 50
# Two bytes are equal by chance once in 256 times.
_CHANCE = 1 / 256
_PAIRS_AT_ONCE = 100_000


def group_stories(articles: Iterable[pa.Table]) -> dict[str, str]:
    """Which articles tell a story that another one tells, too.

    Two articles are copies if more than half of the runs of four words that one of them has are in both
    (a Jaccard index of 0.55, as far as 128 MinHash values tell), and 0.4 of the numbers. Exact
    duplicates are, too. The story of a copy of a copy is the same.

    Args:
        articles: ``article_id``, ``signature`` and ``duplicate_of`` of all articles.

    Returns:
        For each article whose story has an earlier id than its own the least id of its story: it depends
        on nothing but the articles.
    """
    signed: list[str] = []
    signatures: list[bytes] = []
    duplicates: dict[str, str] = {}
    for table in articles:
        columns = (table.column(name).to_pylist() for name in ("article_id", "signature", "duplicate_of"))
        for article_id, signature, duplicate_of in zip(*columns, strict=True):
            if duplicate_of:
                duplicates[article_id] = duplicate_of
            elif signature:
                signed.append(article_id)
                signatures.append(signature)
    return _name(_join(signed, signatures), duplicates)


def _join(signed: list[str], signatures: list[bytes]) -> list[list[str]]:
    """Groups of articles that are copies of each other."""
    matrix = np.frombuffer(b"".join(signatures), np.uint8).reshape(len(signed), TEXT_BYTES + NUMBER_BYTES)
    groups = Groups()
    members: set[int] = set()
    for one, other in _iter_copies(matrix):
        groups.join(one, other)
        members.update((one, other))
    found: dict[int, list[str]] = {}
    for member in members:
        found.setdefault(groups.find(member), []).append(signed[member])
    return list(found.values())


def _name(groups: list[list[str]], duplicates: dict[str, str]) -> dict[str, str]:
    belong: dict[str, list[str]] = {}
    for group in groups:
        belong |= dict.fromkeys(group, group)
    for article_id, carrier in duplicates.items():
        belong.setdefault(carrier, [carrier]).append(article_id)
    stories: dict[str, str] = {}
    for group in {id(group): group for group in belong.values()}.values():
        least = min(group)
        stories |= {member: least for member in group if member != least}
    return stories


def _iter_copies(matrix: Bytes) -> Iterator[tuple[int, int]]:
    pairs = _find_candidates(matrix)
    for start in range(0, len(pairs), _PAIRS_AT_ONCE):
        some = pairs[start : start + _PAIRS_AT_ONCE]
        equal = matrix[some[:, 0]] == matrix[some[:, 1]]
        alike = _jaccard(equal[:, :TEXT_BYTES]) >= _MIN_TEXT
        alike &= _jaccard(equal[:, TEXT_BYTES:]) >= _MIN_NUMBERS
        yield from map(tuple, some[alike].tolist())


def _jaccard(equal: npt.NDArray[np.bool_]) -> npt.NDArray[np.float64]:
    index: npt.NDArray[np.float64] = (equal.mean(axis=1) - _CHANCE) / (1 - _CHANCE)
    return index


def _find_candidates(matrix: Bytes) -> Integers:
    """Pairs of rows that have a band in common, each once."""
    found = [np.zeros(0, np.int64)]
    size = len(matrix)
    text = np.ascontiguousarray(matrix[:, :TEXT_BYTES])
    for band in range(0, TEXT_BYTES, _BAND_BYTES):
        keys = np.ascontiguousarray(text[:, band : band + _BAND_BYTES]).view(np.uint32).ravel()
        order = np.argsort(keys, kind="stable")
        ordered = keys[order]
        # Each is compared with those that come next to it: with all where they are few.
        for step in range(1, min(_COMPARED, size)):
            same = np.flatnonzero(ordered[step:] == ordered[:-step])
            if not len(same):
                break
            found.append(order[same] * size + order[same + step])
    pairs = np.unique(np.concatenate(found))
    return np.stack([pairs // max(size, 1), pairs % max(size, 1)], axis=1)
