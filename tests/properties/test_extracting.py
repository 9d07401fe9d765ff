"""What holds for the result of any text whatever: offsets, digits, order, independence of articles."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from dataclasses import fields, is_dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from extract.records import ArticleResult, Fact, RawArticle, Span
from extract.running.pipeline import Extractor
from extract.storing.rows import RowContext, build_rows

# Fixtures of pytest are made once, not once per example: the pipeline has no state between texts.
ANY_TEXT = settings(
    max_examples=250,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
FEWER = settings(ANY_TEXT, max_examples=100)

# What articles are made of, and what breaks them.
SCRAPS = [
    "5", "12", "1,204", "3.5", "½", "２０", "٣", "007", "2020", "1990s", "18-20", "3–4", "10%", "%",
    "-\n20%", " million", "bn", " yuan", "RMB ", "$", "€", "¥", " percentage points", " mu", " km", "GW",
    "°C", " kg", "Two", "half", " dozens of", "one in five", "twice", "a third", " of the",
    " households", " people", " villages", "about ", "more than ", "up to ", "between ", " and ", " to ",
    "from ", "over ", " per household", " a year", "in 2019", "By the end of 2020", "last year",
    "on Sept 30", "Chongqing", "China", "Chengkou County", "the 13th Five-Year Plan", "“five groups”",
    " rose", " fell by ", " increased to ", "(", ")", "【Overview】", "\n", "\n\n", "\r\n", " ", ", ",
    ". ", "; ", ":", "\u00a0", "\u3000", "\ufeff", "\u200b", "\x00", "İ", "ß", "ﬁ", "🙂", "é", "中文",
    "By Li Lei", "Updated: 2020-11-05", "Copyright © 2020", "<a href='x'>", "</p>", "{", "|", "\\",
    "No. 5",
]  # fmt: skip
SENTENCES = [
    "The county spent 12.5 million yuan on 30 roads in 2019.",
    "Some 3,500 farmers left the mountains, and 462 of them opened shops.",
    "Incomes rose from 2,100 yuan ($330) in 2014 to 6,050 yuan last year.",
    "The rate fell by 5.2 percentage points to 0.42 percent, officials said.",
    "Under the Rain Plan, Chengkou County trained 16,000 people over five years.",
    "Between 15 and 20 percent of the 14 counties and districts lie above 1,000 meters.",
    "The plant, a 500-megawatt station, cost RMB 1.09 billion.",
    "Nine out of ten villages have a clinic, twice as many as in 2010.",
    "He is a 63-year-old farmer from Muliang Town of Nanchuan District.",
    "Temperatures of -5 to 10 degrees Celsius are forecast for the 3rd of May.",
]

texts = st.lists(st.sampled_from(SCRAPS) | st.text(max_size=5), max_size=40).map("".join)
noise = st.text(max_size=120)
articles = st.lists(st.sampled_from(SENTENCES), min_size=1, max_size=5).map(" ".join)


def make_article(text: str, name: str = "a") -> RawArticle:
    digest = hashlib.sha256(text.encode()).hexdigest()
    return RawArticle("properties", name, text, digest, published=date(2020, 9, 30))


def extract_one(extractor: Extractor, text: str) -> ArticleResult:
    (result,) = extractor.extract([make_article(text)])
    return result


def as_stated(unit: str, low: Decimal, high: Decimal, *, change: bool) -> tuple[float, float, str]:
    """In place of the conversion to base units."""
    del change
    return float(low), float(high), unit


def spans_of(record: object) -> Iterator[tuple[int, int]]:
    """Every pair of offsets in a result, however deep it lies; not those of the document."""
    if isinstance(record, tuple):
        for one in record:
            yield from spans_of(one)
    elif is_dataclass(record):
        if hasattr(record, "start") and isinstance(record.start, int):
            yield record.start, record.end
        for one in fields(record):
            yield from spans_of(getattr(record, one.name))


def all_spans(result: ArticleResult) -> list[tuple[int, int]]:
    return list(spans_of((result.facts, result.mentions, result.rejections)))


def moved(record: object, by: int) -> object:
    """The record with all its offsets moved."""
    if isinstance(record, tuple):
        return tuple(moved(one, by) for one in record)
    if not is_dataclass(record) or isinstance(record, type):
        return record
    changed = {one.name: moved(getattr(record, one.name), by) for one in fields(record)}
    if isinstance(changed.get("start"), int):
        changed |= {"start": changed["start"] + by, "end": changed["end"] + by}
    return replace(record, **changed)


def findings(result: ArticleResult) -> tuple[Any, ...]:
    return result.facts, result.mentions, result.rejections


@ANY_TEXT
@given(text=texts | noise)
def test_every_offset_lies_inside_the_text(extractor: Extractor, text: str):
    result = extract_one(extractor, text)
    assert result.document.raw.text == text
    assert len(result.document.view) == len(text)
    assert all(0 <= start < end <= len(text) for start, end in all_spans(result))


@ANY_TEXT
@given(text=texts)
def test_every_row_quotes_the_text_at_its_offsets(extractor: Extractor, text: str):
    result = extract_one(extractor, text)
    rows = build_rows(result, RowContext(run_id="", input_digest="", base_value=as_stated))
    for table in ("facts", "mentions", "rejections"):
        columns = rows[table]
        for start, end, quote in zip(columns["start"], columns["end"], columns["quote"], strict=True):
            assert text[start:end] == quote


@ANY_TEXT
@given(text=texts | noise)
def test_every_run_of_digits_is_accounted_for(extractor: Extractor, text: str):
    result = extract_one(extractor, text)
    parts = [*(fact.quantity for fact in result.facts), *result.mentions, *result.rejections]
    covered = {position for part in parts for position in range(part.start, part.end)}
    missing = [
        found.group()
        for found in re.finditer(r"\d+", result.document.view)
        if not covered.issuperset(range(*found.span()))
    ]
    assert missing == []


@ANY_TEXT
@given(text=texts)
def test_quantities_stand_in_order_and_inside_their_sentences(extractor: Extractor, text: str):
    result = extract_one(extractor, text)
    starts = [fact.quantity.start for fact in result.facts]
    assert starts == sorted(set(starts))
    assert all(_inside(fact) for fact in result.facts)


def _inside(fact: Fact) -> bool:
    one = fact.quantity
    whole, number = Span(one.start, one.end), one.number
    return fact.sentence.contains(whole) and whole.contains(number) and one.value_low <= one.value_high


@FEWER
@given(text=articles, blank=st.text(alphabet="\n\r\t \u00a0\u3000", min_size=1, max_size=30))
def test_blanks_before_an_article_move_every_offset_by_their_number(
    extractor: Extractor, text: str, blank: str
):
    plain, shifted = extract_one(extractor, text), extract_one(extractor, blank + text)
    assert any(findings(plain))
    assert findings(shifted) == moved(findings(plain), len(blank))


@pytest.mark.slow
@FEWER
@given(texts=st.lists(articles | texts, min_size=2, max_size=5))
def test_articles_of_a_batch_do_not_touch_each_other(extractor: Extractor, texts: list[str]):
    raws = [make_article(text, str(number)) for number, text in enumerate(texts)]
    together = extractor.extract(raws)
    assert together == list(reversed(extractor.extract(list(reversed(raws)))))
    assert together == [result for raw in raws for result in extractor.extract([raw])]


@FEWER
@given(text=texts)
def test_the_same_text_gives_the_same_result_again(extractor: Extractor, text: str):
    assert extract_one(extractor, text) == extract_one(extractor, text)


@pytest.mark.parametrize(
    "text", ["", " ", "\n" * 1_000, "0", "٣", "\x00" * 50, "9" * 5_000, "1," * 2_000, "(" * 3_000]
)
def test_odd_texts_do_not_break_anything(extractor: Extractor, text: str):
    result = extract_one(extractor, text)
    assert all(0 <= start < end <= len(text) for start, end in all_spans(result))
