"""Fill an output as a run would, with numbers for facts, hundreds of times as fast.

The rows are as many and as long as those of the real pipeline, under the digest of the real rules: the
next real run takes the articles for its own. So storing is measured, alone or at a size for
which the real pipeline would take hours.

python benchmarks/standin.py FOLDER OUTPUT
"""

from __future__ import annotations

import json
import re
import resource
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from itertools import islice
from pathlib import Path
from typing import Any

from extract.reading.inputs import resolve_inputs
from extract.records import (
    ArticleResult,
    Document,
    Evidence,
    Fact,
    Mention,
    Metadata,
    Period,
    Quantity,
    RawArticle,
    Rejection,
    Span,
)
from extract.rules.loading import RuleSet
from extract.running.pipelines import Pipeline, PipelineLoader, load_frame
from extract.running.runs import RunOptions, run_pipeline

_NUMBER = re.compile(r"\d[\d,]*")
_NAME = re.compile(r"\b[A-Z][a-z]{3,}\b")
_TOPIC = re.compile(r"[a-z]{4,} [a-z]{4,}")
_PLACES = (("520000", "Guizhou Province"), ("500229", "Chengkou County"), ("530000", "Yunnan Province"))
_SENTENCE_CHARACTERS = 90


class StandIn:
    """Takes every number for a fact."""

    def __init__(self, vocabulary: Mapping[str, Sequence[Mapping[str, Any]]]) -> None:
        self.vocabulary = vocabulary

    def extract(self, raws: Sequence[RawArticle]) -> list[ArticleResult]:
        """As the real extractor."""
        return [self._extract(raw) for raw in raws]

    def _extract(self, raw: RawArticle) -> ArticleResult:
        numbers = list(_NUMBER.finditer(raw.text))
        years = [match for match in numbers if len(match[0]) == 4]
        facts = tuple(_fact(raw.text, match) for match in numbers if len(match[0]) != 4)
        rejections = tuple(Rejection(*match.span(), "year", "year.bare") for match in years)
        return ArticleResult(_document(raw), facts, tuple(_mentions(raw.text)), rejections)


def _document(raw: RawArticle) -> Document:
    return Document(
        raw, raw.text, Metadata(raw.text[:60], "Bench News", None, date(2020, 1, 2), "en"), (), ()
    )


def _mentions(text: str) -> Iterator[Mention]:
    for match in islice(_NAME.finditer(text), 0, None, 3):
        yield Mention(*match.span(), "place", "520000", match[0], "place.name")


def _fact(text: str, match: re.Match[str]) -> Fact:
    start, end = match.span()
    value = Decimal(match[0].replace(",", ""))
    code, name = _PLACES[start % len(_PLACES)]
    topic = _TOPIC.search(text, end)
    year = 2010 + start % 10
    quantity = Quantity(
        start, end, "count", value, value, "exact", "thing", None, Span(start, end), (), ("number.digits",)
    )
    evidence = (Evidence("place", start, end), Evidence("period", start, end), Evidence("topic", start, end))
    first, last = max(0, start - _SENTENCE_CHARACTERS), min(len(text), end + _SENTENCE_CHARACTERS)
    return Fact(
        quantity,
        Span(first, last),
        None,
        topic=topic[0] if topic else None,
        place_code=code,
        place_name=name,
        period=Period(date(year, 1, 1), date(year, 12, 31)),
        evidence=evidence,
        rules=("place.mention", "period.year"),
    )


def _as_stated(unit: str, low: Decimal, high: Decimal, *, change: bool = False) -> tuple[float, float, str]:
    assert not change
    return float(low), float(high), unit


def main() -> None:
    """Fill, and print seconds, articles, facts and peak memory."""
    folder, output = sys.argv[1:]
    frame = load_frame(PipelineLoader())
    pipeline = Pipeline(
        StandIn(frame.vocabulary()), _document, _as_stated, RuleSet().digest(), None, frame.derive
    )
    started = time.perf_counter()
    summary = run_pipeline(pipeline, resolve_inputs([folder]), Path(output), RunOptions())
    result = {"seconds": time.perf_counter() - started, "facts": summary.total_facts, "new": summary.new}
    result["peak_mb"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps(result))


if __name__ == "__main__":
    main()
