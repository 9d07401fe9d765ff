"""Places, periods and programmes of whole articles of many kinds, read by the whole pipeline."""

from __future__ import annotations

import gc
import re
from calendar import monthrange
from pathlib import Path

import pytest

from extract.records import Period, RawArticle
from extract.running.pipeline import Extractor

DATA = Path(__file__).parent / "data" / "linking" / "articles.txt"
_MARK = re.compile(r"\{([^{}|]+)\|([^{}]*)\}")
_MONTH = len("2020-01")
_NONE = "-"


def articles() -> list[tuple[str, str]]:
    """Id and marked text of each article of the data file."""
    parts = re.split(r"^=== ", DATA.read_text(encoding="utf-8"), flags=re.MULTILINE)[1:]
    return [(part.split("\n", 1)[0], part.split("\n", 1)[1]) for part in parts]


def unmarked(text: str) -> tuple[str, list[tuple[int, str, list[str]]]]:
    """The text without its marks; where each quantity starts, its words, what is expected of it."""
    plain, last, marks = "", 0, []
    for mark in _MARK.finditer(text):
        plain += text[last : mark.start()]
        marks.append((len(plain), mark[1], mark[2].split("|")))
        plain += mark[1]
        last = mark.end()
    return plain + text[last:], marks


def day(written: str, *, last: bool) -> str:
    """The first or the last day of a year, a month or a day."""
    if len(written) == _MONTH:
        end = monthrange(int(written[:4]), int(written[5:]))[1]
        return f"{written}-{end if last else 1:02}"
    if len(written) == len("2020"):
        return f"{written}-12-31" if last else f"{written}-01-01"
    return written


def spelled(period: Period | None) -> str:
    """A period as the data file writes it, in days."""
    if period is None or (period.start is None and period.end is None):
        return _NONE
    return f"{period.start or ''}/{period.end or ''}"


def wanted_period(written: str) -> str:
    if written == _NONE:
        return _NONE
    start, _, end = written.partition("/") if "/" in written else (written, "", written)
    return f"{day(start, last=False)}/{day(end, last=True)}"


@pytest.mark.parametrize(("name", "text"), articles(), ids=[name for name, _ in articles()])
def test_an_article_is_read_as_a_reader_does(extractor: Extractor, name: str, text: str):
    plain, marks = unmarked(text)
    (result,) = extractor.extract([RawArticle("tests", name, plain, name)])
    facts = {fact.quantity.start: fact for fact in result.facts}
    assert marks
    for start, words, (place, *rest) in marks:
        near = [fact for at, fact in facts.items() if at < start + len(words) and start < fact.quantity.end]
        assert near, words
        fact = near[0]
        if place:
            assert place != _NONE or fact.place_name is None, (words, fact.place_name)
            assert place == _NONE or place in {fact.place_code, fact.place_name}, (words, fact.place_name)
        if rest and rest[0]:
            assert spelled(fact.period) == wanted_period(rest[0]), words
        if len(rest) > 1:
            assert (fact.programme or _NONE) == rest[1], words


def test_articles_leave_nothing_to_the_garbage_collector(extractor: Extractor):
    """What they are made into goes by its reference counts; in circles it costs 1 percent of the time."""
    raws = [RawArticle("tests", name, unmarked(text)[0], name) for name, text in articles()]
    extractor.extract(raws)
    gc.collect()
    gc.disable()
    try:
        assert len(extractor.extract(raws)) == len(raws)
        assert gc.collect() == 0
    finally:
        gc.enable()
