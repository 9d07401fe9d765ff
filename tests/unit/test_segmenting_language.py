"""The language of a page: English is read, all else is recorded with its language."""

from __future__ import annotations

from pathlib import Path

import pytest

from extract.rules.loading import RuleSet
from extract.segmenting.language import detect_language
from extract.segmenting.rules import load_segment_rules

RULES = load_segment_rules(RuleSet()).languages
TEXTS = Path(__file__).parent / "data" / "languages.tsv"
CASES = [line.split("\t") for line in TEXTS.read_text(encoding="utf-8").splitlines()]


def detect(text: str) -> str:
    return detect_language(text, 0, len(text), RULES)


def test_there_are_cases_of_many_languages():
    assert len({language for language, _ in CASES}) > 25


@pytest.mark.parametrize(("language", "text"), CASES, ids=[language for language, _ in CASES])
def test_language_of_a_page(language: str, text: str):
    assert detect(text) == language
    # Lists of names and figures are in no language: that is known of long ones only.
    assert detect(text * 9) in (language, *(["und"] if language == "en" else []))


@pytest.mark.parametrize(
    "text", ["5 km of road", "", "2019", "Zhang Wei, Li Na", "12.5 million yuan in 2019"]
)
def test_what_is_too_short_to_tell_is_taken_for_english(text: str):
    assert detect(text) == "en"


def test_a_foreign_quotation_does_not_make_a_page_foreign():
    english = "The county spent 12.5 million yuan on roads, and the official said it was a help to them. "
    assert detect(english + "“脱贫攻坚战取得了全面胜利” " + english) == "en"
