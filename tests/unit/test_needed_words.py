"""Expressions that are tried only where their words stand."""

from __future__ import annotations

import pytest

from extract.assembling.needed_words import NeededWords, find_needed


@pytest.mark.parametrize(
    ("expression", "needed"),
    [
        (r"\bminim(?:um|al) (?:living|basic)\b", [{"minim"}, {"living", "basic"}]),
        (r"lifted|(?:raised|of) it", []),
        (r"(?:out of)?poverty (?:lines?)*", [{"poverty"}]),
        (r"rebuil[dt]s?ing\x27s \(new\)", [{"rebuil"}, {"ing"}, {"s (new)"}]),
        (r"(?=.*\bpoor\b)# (?!rich)village+s{0,2}", [{"poor"}, {"village"}]),
        (r"growth of #~*+ in @~*+", [{"growth of"}]),
        (r"(?i:Poor) people", []),
    ],
)
def test_what_a_text_must_hold_is_told_from_the_expression(expression: str, needed: list[set[str]]):
    assert find_needed(expression) == needed


def test_only_expressions_whose_words_all_stand_in_the_text_are_possible():
    words = NeededWords()
    words.any_of([r"\bcows?\b"])
    some = words.any_of([r"left poverty", r"\bpoor \w+", r"\d+"])
    text = "12 poor herders left"
    assert words.find(text) & some.bits == some.bits & ~(some.bits & -some.bits)
    match = some.search(text, words.find(text))
    assert match is not None
    assert match.group() == "12"


def test_the_leftmost_match_is_found_and_of_two_that_of_the_first_expression():
    words = NeededWords()
    some = words.any_of([r"poor people", r"the \w+", r"the poor"])
    match = some.search("of the poor people", NeededWords.ALL)
    assert match is not None
    assert match.group() == "the poor"
    behind = some.match("of the poor people", NeededWords.ALL, 7)
    assert behind is not None
    assert behind.group() == "poor people"
    assert some.match("of the poor people", NeededWords.ALL, 0) is None
