"""Which period and which baseline each quantity of a text is linked to."""

from __future__ import annotations

from pathlib import Path

import pytest
from periods_markup import Marked, read_marked

from extract.linking.period_links import LinkedPeriod
from extract.linking.periods import PeriodLinker
from extract.records import Period
from extract.rules.loading import RuleSet

CASES = Path(__file__).parent / "data" / "periods_linking.tsv"


def read_cases() -> list[tuple[str | None, str]]:
    """The published date and the text of each case."""
    lines = CASES.read_text(encoding="utf-8").splitlines()
    rows = [line.split("\t") for line in lines if line and not line.startswith("# ")]
    assert len(rows) > 100
    return [(None if day == "-" else day, text.replace("\\n", "\n")) for day, text in rows]


@pytest.fixture(scope="module")
def linker() -> PeriodLinker:
    return PeriodLinker(RuleSet())


def with_quotes(marked: Marked, periods: list[Period | None]) -> list[tuple[str, Period | None]]:
    text = marked.document.raw.text
    return [(text[q.start : q.end], p) for q, p in zip(marked.quantities, periods, strict=True)]


def periods_of(linked: list[LinkedPeriod | None]) -> list[Period | None]:
    return [link.period if link else None for link in linked]


@pytest.mark.parametrize(("published", "markup"), read_cases())
def test_each_quantity_has_its_period_and_baseline(
    linker: PeriodLinker, published: str | None, markup: str
) -> None:
    marked = read_marked(markup, published)
    linked = linker.link(marked.document, marked.quantities)
    assert with_quotes(marked, periods_of(linked)) == with_quotes(marked, marked.periods)
    baselines = linker.link_baselines(marked.document, marked.quantities, linked, marked.changes)
    assert with_quotes(marked, periods_of(baselines)) == with_quotes(marked, marked.baselines)


@pytest.mark.parametrize(("published", "markup"), read_cases())
def test_evidence_lies_in_the_text(linker: PeriodLinker, published: str | None, markup: str) -> None:
    marked = read_marked(markup, published)
    linked = linker.link(marked.document, marked.quantities)
    size = len(marked.document.raw.text)
    assert all(0 <= link.evidence.start < link.evidence.end <= size for link in linked if link)
    assert all(link.rules[0].startswith("period:") for link in linked if link)


def test_no_quantities_no_links(linker: PeriodLinker) -> None:
    marked = read_marked("In 2019, {5 percent|2019} left.", None)
    assert linker.link(marked.document, []) == []


def test_fiscal_years_follow_the_country(linker: PeriodLinker) -> None:
    marked = read_marked("In fiscal 2020, {5 percent|2020} left.", None)
    ends = {}
    for country in ("CN", "US", "JP", "IN"):
        linked = linker.link(marked.document, marked.quantities, country=country)
        assert linked[0] is not None
        assert linked[0].period is not None
        ends[country] = (str(linked[0].period.start), str(linked[0].period.end))
    assert ends == {
        "CN": ("2020-01-01", "2020-12-31"),
        "US": ("2019-10-01", "2020-09-30"),
        "JP": ("2020-04-01", "2021-03-31"),
        "IN": ("2019-04-01", "2020-03-31"),
    }
