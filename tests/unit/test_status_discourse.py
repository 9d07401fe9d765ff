"""A plan that is told over several sentences: what follows the first of them is planned as well."""

from __future__ import annotations

import pytest

from extract.records import RawArticle
from extract.running.pipeline import Extractor

PLAN = "The county will build a reservoir for 90 million yuan."


def statuses(extractor: Extractor, text: str) -> list[str]:
    result = extractor.extract([RawArticle("a", "a", text, "0" * 64)])[0]
    return [fact.status for fact in result.facts]


@pytest.mark.parametrize(
    ("behind", "expected"),
    [
        ("The project covers 14 towns.", "planned"),
        ("The project has moved 300 households.", "actual"),
        ("The project employed 300 workers.", "actual"),
        ("The park now covers 14 towns.", "actual"),
        ("Half of the money comes from the bank.", "planned"),
        ("The bank contributes 30 million yuan.", "planned"),
        ("The town has 800 residents.", "actual"),
    ],
)
def test_what_goes_on_with_a_plan_is_planned(extractor: Extractor, behind: str, expected: str):
    assert statuses(extractor, f"{PLAN} {behind}\n") == ["planned", expected]


def test_a_plan_is_gone_on_with_over_several_sentences(extractor: Extractor):
    text = f"{PLAN} It has two parts. The first, costing 50 million yuan, serves 6,000 households.\n"
    assert statuses(extractor, text) == ["planned"] * 4


def test_what_is_done_is_gone_on_with_as_done(extractor: Extractor):
    text = "The county built a reservoir for 90 million yuan. The project covers 14 towns.\n"
    assert statuses(extractor, text) == ["actual", "actual"]


def test_an_aside_inside_a_plan_is_so(extractor: Extractor):
    text = f"{PLAN} The project covers 14 towns, where 600 households live.\n"
    assert statuses(extractor, text) == ["planned", "planned", "actual"]


def test_a_plan_is_forgotten_far_behind(extractor: Extractor):
    between = "The market opens early and everybody comes. " * 15
    assert statuses(extractor, f"{PLAN} {between}The project covers 14 towns.\n") == ["planned", "actual"]
