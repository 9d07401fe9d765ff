"""From the result of an article to the rows of all article tables, column by column."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise
from operator import lt
from typing import Any, Protocol

from extract.records import ArticleResult, Fact, Mention, Rejection, Span
from extract.storing.identity import make_article_id, make_claim_id, make_fact_id
from extract.storing.signing import sign

Columns = dict[str, list[Any]]
"""Rows of one table: a list for each column, all of one length."""


class BaseValue(Protocol):
    """The conversion to base units (``UnitNormaliser.base_value``)."""

    def __call__(
        self, unit: str, low: Decimal, high: Decimal, *, change: bool = False
    ) -> tuple[float, float, str]:
        """Low, high and unit in base units; as stated where the unit has none."""
        ...


_CONVERTED_KINDS = frozenset({"measure", "percent"})


class SpanError(ValueError):
    """A record whose offsets do not lie in the text of record."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RowContext:
    """What the rows of an article need beside its result.

    Attributes:
        run_id: the run that writes them.
        input_digest: as ``Candidate.input_digest``.
        duplicate_of: the article that carries the facts, where this one repeats it.
        base_value: the conversion to base units.
    """

    run_id: str
    input_digest: str
    duplicate_of: str | None = None
    base_value: BaseValue


def build_rows(result: ArticleResult, context: RowContext) -> dict[str, Columns]:
    """The rows of an article in facts, articles, mentions and rejections.

    Args:
        result: what the pipeline made of the article.
        context: run, digest, conversion.

    Raises:
        SpanError: offsets outside the text, or two facts with the same ones.
    """
    text = result.document.raw.text
    article_id = make_article_id(result.document.raw.collection, result.document.raw.source)
    facts = sorted(result.facts, key=_fact_order)
    mentions = sorted(set(result.mentions), key=_mention_order)
    rejections = sorted(set(result.rejections), key=_rejection_order)
    _check_spans(text, "facts", [fact.quantity for fact in facts])
    _check_spans(text, "mentions", mentions)
    _check_spans(text, "rejections", rejections)
    _check_links(text, facts)
    return {
        "facts": _fact_columns(result, facts, article_id, context.base_value),
        "articles": _article_columns(result, article_id, context),
        "mentions": _mention_columns(text, mentions, article_id),
        "rejections": _rejection_columns(text, rejections, article_id),
    }


def _fact_order(fact: Fact) -> tuple[int, int]:
    return fact.quantity.start, fact.quantity.end


def _mention_order(mention: Mention) -> tuple[int, int, str, str, str]:
    return mention.start, mention.end, mention.type, mention.rule, mention.name or ""


def _rejection_order(rejection: Rejection) -> tuple[int, int, str, str]:
    return rejection.start, rejection.end, rejection.reason, rejection.rule


def _check_spans(text: str, what: str, records: Sequence[Any]) -> None:
    starts = [record.start for record in records]
    ends = [record.end for record in records]
    if starts and not (min(starts) >= 0 and max(ends) <= len(text) and all(map(lt, starts, ends))):
        bad = next(r for r in records if not 0 <= r.start < r.end <= len(text))
        raise SpanError(
            f"{what}: [{bad.start}, {bad.end}) lies outside the {len(text)} characters of the text"
        )


def _check_links(text: str, facts: Sequence[Fact]) -> None:
    for one, other in pairwise(facts):
        if _fact_order(one) == _fact_order(other):
            raise SpanError(f"facts: two facts at [{one.quantity.start}, {one.quantity.end})")
    _check_spans(text, "sentences", [fact.sentence for fact in facts])
    _check_spans(text, "sections", [fact.section for fact in facts if fact.section])
    _check_spans(text, "evidence", [e for fact in facts for e in (*fact.quantity.evidence, *fact.evidence)])


def _fact_columns(
    result: ArticleResult, facts: Sequence[Fact], article_id: str, base_value: BaseValue
) -> Columns:
    count = len(facts)
    raw, metadata = result.document.raw, result.document.metadata
    return {
        **_quantity_columns(raw.text, facts, article_id, base_value),
        **_linked_columns(raw.text, facts),
        "page": _pages(raw.pages, facts),
        "reviewed_by": [fact.reviewed_by for fact in facts],
        "corrected": [list(fact.corrected) for fact in facts],
        "source": [raw.source] * count,
        "title": [metadata.title] * count,
        "publisher": [metadata.publisher] * count,
        "published": [metadata.published] * count,
    }


def _pages(pages: Sequence[int], facts: Sequence[Fact]) -> list[int | None]:
    """The page that each fact begins on, from 1."""
    return [bisect_right(pages, fact.quantity.start) if pages else None for fact in facts]


def _quantity_columns(text: str, facts: Sequence[Fact], article_id: str, base_value: BaseValue) -> Columns:
    found = [fact.quantity for fact in facts]
    lows = [float(q.value_low) for q in found]
    highs = [float(q.value_high) for q in found]
    based = [
        _base(fact, base_value) if fact.quantity.kind in _CONVERTED_KINDS else (low, high, fact.quantity.unit)
        for fact, low, high in zip(facts, lows, highs, strict=True)
    ]
    return {
        "fact_id": [make_fact_id(article_id, q.start, q.end) for q in found],
        "claim_id": [make_claim_id(fact) for fact in facts],
        "article_id": [article_id] * len(facts),
        "start": [q.start for q in found],
        "end": [q.end for q in found],
        "quote": [text[q.start : q.end] for q in found],
        "kind": [q.kind for q in found],
        "value_low": lows,
        "value_high": highs,
        "modifier": [q.modifier for q in found],
        "unit": [q.unit for q in found],
        "per": [q.per for q in found],
        "base_low": [low for low, _, _ in based],
        "base_high": [high for _, high, _ in based],
        "base_unit": [unit for _, _, unit in based],
        "change_id": [
            fact.change and make_fact_id(article_id, fact.change.start, fact.change.end) for fact in facts
        ],
        "evidence": [_evidence(fact) for fact in facts],
        "rules": [list(dict.fromkeys((*fact.quantity.rules, *fact.rules))) for fact in facts],
    }


def _base(fact: Fact, base_value: BaseValue) -> tuple[float, float, str]:
    quantity = fact.quantity
    change = fact.role == "change"
    return base_value(quantity.unit, quantity.value_low, quantity.value_high, change=change)


def _evidence(fact: Fact) -> list[tuple[str, int, int]]:
    every = (*fact.quantity.evidence, *fact.evidence)
    return sorted({(e.field, e.start, e.end) for e in every}) if every else []


def _linked_columns(text: str, facts: Sequence[Fact]) -> Columns:
    periods = [fact.period for fact in facts]
    baselines = [fact.baseline for fact in facts]
    return {
        "topic": [fact.topic for fact in facts],
        "indicator": [fact.indicator for fact in facts],
        "role": [fact.role for fact in facts],
        "direction": [fact.direction for fact in facts],
        "status": [fact.status for fact in facts],
        "place_code": [fact.place_code for fact in facts],
        "place_name": [fact.place_name for fact in facts],
        "period_start": [period and period.start for period in periods],
        "period_end": [period and period.end for period in periods],
        "baseline_start": [period and period.start for period in baselines],
        "baseline_end": [period and period.end for period in baselines],
        "programme": [fact.programme for fact in facts],
        "attributed_to": [fact.attributed_to for fact in facts],
        "confidence_core": [fact.confidence and fact.confidence.core for fact in facts],
        "confidence_full": [fact.confidence and fact.confidence.full for fact in facts],
        "sentence": _quotes(text, [fact.sentence for fact in facts]),
        "sentence_start": [fact.sentence.start for fact in facts],
        "sentence_end": [fact.sentence.end for fact in facts],
        "section": [fact.section and text[fact.section.start : fact.section.end] for fact in facts],
    }


def _quotes(text: str, spans: Iterable[Span | Mention | Rejection]) -> list[str]:
    return [text[span.start : span.end] for span in spans]


def _article_columns(result: ArticleResult, article_id: str, context: RowContext) -> Columns:
    raw, metadata = result.document.raw, result.document.metadata
    row = {
        "article_id": article_id,
        "collection": raw.collection,
        "source": raw.source,
        "content_sha256": raw.content_sha256,
        "input_digest": context.input_digest,
        "encoding": raw.encoding,
        "text": raw.text,
        "title": metadata.title,
        "url": raw.url,
        "pages": list(raw.pages),
        "publisher": metadata.publisher,
        "author": metadata.author,
        "published": metadata.published,
        "language": metadata.language,
        "duplicate_of": context.duplicate_of,
        "story_id": context.duplicate_of or article_id,
        # A duplicate tells what its carrier tells.
        "signature": None if context.duplicate_of else sign(result.document),
        "n_facts": len(result.facts),
        "n_rejected": len(set(result.rejections)),
        "run_id": context.run_id,
    }
    return {name: [value] for name, value in row.items()}


def _mention_columns(text: str, mentions: Sequence[Mention], article_id: str) -> Columns:
    return {
        "article_id": [article_id] * len(mentions),
        "type": [mention.type for mention in mentions],
        "start": [mention.start for mention in mentions],
        "end": [mention.end for mention in mentions],
        "quote": _quotes(text, mentions),
        "id": [mention.id for mention in mentions],
        "name": [mention.name for mention in mentions],
        "rule": [mention.rule for mention in mentions],
    }


def _rejection_columns(text: str, rejections: Sequence[Rejection], article_id: str) -> Columns:
    return {
        "article_id": [article_id] * len(rejections),
        "start": [rejection.start for rejection in rejections],
        "end": [rejection.end for rejection in rejections],
        "quote": _quotes(text, rejections),
        "reason": [rejection.reason for rejection in rejections],
        "rule": [rejection.rule for rejection in rejections],
    }
