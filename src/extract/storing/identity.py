"""Ids that depend on nothing but what they name, so that runs can be compared row by row."""

from __future__ import annotations

from functools import lru_cache
from hashlib import blake2b

from extract.records import Fact, Period

_BYTES = 16
_SEPARATOR = "\x1f"


def _digest(*parts: str) -> str:
    data = _SEPARATOR.join(parts).encode("utf-8", "surrogatepass")
    return blake2b(data, digest_size=_BYTES).hexdigest()


def make_article_id(collection: str, source: str) -> str:
    """Identity of an article: its place in its dump."""
    return _digest(collection, source)


def make_fact_id(article_id: str, start: int, end: int) -> str:
    """Identity of a mention: the same in every run and version while the text is the same."""
    return blake2b(
        f"{article_id}{_SEPARATOR}{start}{_SEPARATOR}{end}".encode(), digest_size=_BYTES
    ).hexdigest()


def make_conflict_id(reason: str, *fact_ids: str) -> str:
    """Identity of a contradiction: the same while its facts are."""
    return _digest(reason, *fact_ids)


def make_claim_id(fact: Fact) -> str:
    """Identity of what is claimed: two articles that say the same share it.

    "1.09 billion yuan" and "about 1,090 million yuan" of the same thing are one claim: values
    are compared as numbers, and the modifier does not count.
    """
    quantity = fact.quantity
    subject = fact.indicator or " ".join((fact.topic or "").casefold().split())
    low = f"{quantity.value_low.normalize():f}"
    return _digest(
        "indicator" if fact.indicator else "topic",
        subject,
        quantity.kind,
        low,
        low if quantity.value_high == quantity.value_low else f"{quantity.value_high.normalize():f}",
        quantity.unit,
        quantity.per or "",
        fact.role,
        fact.place_code or "",
        fact.place_name or "",
        _spell(fact.period) if fact.period else "",
        fact.programme or "",
    )


@lru_cache(maxsize=4_096)
def _spell(period: Period) -> str:
    return f"{period.start}/{period.end}"
