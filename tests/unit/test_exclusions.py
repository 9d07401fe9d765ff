"""The quick test for what stands around a number leaves no exclusion out."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extract.finding.exclusions import STAGES, find_exclusion, load_exclusions
from extract.rules.loading import RuleSet

EXCLUSIONS = load_exclusions(RuleSet())
BEFORE = [
    "",
    "No. ",
    "aged ",
    "tel: 021-",
    "www.x.org/",
    "(",
    "Li Na, ",
    "3:",
    "top ",
    "in the ",
    "Group of ",
    "5/",
    "$",
]
NUMBERS = ["7", "14", "2019", "0123456", "One", "one", "Three", "seven", "138001380001"]
AFTER = [
    "",
    ")",
    "th",
    "-year-old",
    " of the",
    ":30",
    " people",
    "%",
    "/5",
    "-2",
    " Gorges",
    "'s",
    ", said",
    "KB",
]


@pytest.mark.parametrize("stage", STAGES)
@settings(max_examples=300, deadline=None)
@given(st.sampled_from(BEFORE), st.sampled_from(NUMBERS), st.sampled_from(AFTER))
def test_the_first_exclusion_that_holds_is_found(stage: str, before: str, number: str, after: str):
    text = before + number + after
    every = EXCLUSIONS[stage].exclusions
    first = next((one for one in every if one.may_be(number) and one.holds_around(before, after)), None)
    found = find_exclusion(EXCLUSIONS, stage, text, (0, len(text)), (len(before), len(before + number)))
    assert found is first
