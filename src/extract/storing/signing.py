"""Signatures of articles: near-duplicates have nearly equal ones (MinHash)."""

from __future__ import annotations

from collections.abc import Iterable

from rensa import RMinHash

from extract.records import Document

TEXT_BYTES, NUMBER_BYTES = 128, 32
"""How many bytes of a signature are of the words, and how many after them of the numbers."""

SIGNATURE_VERSION: int = RMinHash.ALGORITHM_VERSION
"""Signatures of different versions cannot be compared."""

_WORDS = 4
_MIN_SHINGLES = 12
_SEED = 1
_BYTE = 0xFF
_NOT_BODY = frozenset({"metadata", "furniture"})


def sign(document: Document) -> bytes | None:
    """The signature of an article.

    It is that of the runs of four words of its body, menus and bylines left out, and after it that of
    its numbers: monthly releases that differ in nothing but their numbers are no copies. Of each MinHash
    value the last byte is kept; the share of equal bytes estimates the Jaccard index.

    Args:
        document: the article.

    Returns:
        None of a body of less than fifteen words.
    """
    words = _body(document).casefold().split()
    runs = zip(words, words[1:], words[2:], words[3:], strict=False)
    shingles = {" ".join(run) for run in runs}
    if len(shingles) < _MIN_SHINGLES:
        return None
    numbers = {word.strip("().,;:%") for word in words if not word.isalpha() and any(map(str.isdigit, word))}
    return _digest(shingles, TEXT_BYTES) + _digest(numbers, NUMBER_BYTES)


def _body(document: Document) -> str:
    parts = [part for part in document.segments if part.kind not in _NOT_BODY]
    return " ".join(document.view[part.start : part.end] for part in parts) if parts else document.view


def _digest(tokens: Iterable[str], size: int) -> bytes:
    sketch = RMinHash(num_perm=size, seed=_SEED)
    sketch.update(tokens)
    return bytes(value & _BYTE for value in sketch.digest())
