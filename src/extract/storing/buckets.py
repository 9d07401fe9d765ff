"""Which bucket an article belongs to, and how many buckets there are."""

from __future__ import annotations

from collections.abc import Iterable

_ID_BITS = 32
_MAX_FACTS = 50_000
_MAX_ARTICLES = 10_000


def bucket_bits(n_facts: int, n_articles: int) -> int:
    """How many leading bits of ``article_id`` name the bucket.

    As few as keep a bucket within one row group and a few dozen megabytes: 24 articles
    make one file per table, 30,000 make 16. It depends on the content alone, so that equal
    outputs have equal files whatever commits led to them.
    """
    bits = 0
    while n_facts > _MAX_FACTS << bits or n_articles > _MAX_ARTICLES << bits:
        bits += 1
    return bits


def bucket_of(article_id: str, bits: int) -> int:
    """The bucket of an article."""
    return int(article_id[: _ID_BITS // 4], 16) >> (_ID_BITS - bits)


def group_by_bucket(article_ids: Iterable[str], bits: int) -> dict[int, set[str]]:
    """The articles of each bucket that has any."""
    groups: dict[int, set[str]] = {}
    for article_id in article_ids:
        groups.setdefault(bucket_of(article_id, bits), set()).add(article_id)
    return groups


def first_id(bucket: int, bits: int) -> str:
    """The least that the id of an article in a bucket can be, shortened."""
    return f"{bucket << (_ID_BITS - bits):08x}"


def bucket_name(bucket: int, bits: int) -> str:
    """What the names of its files start with; they sort in the order of their rows."""
    return f"{bucket:0{max(1, -(-bits // 4))}x}"
