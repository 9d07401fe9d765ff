"""Topics of one word are completed by the indicator of their quantity."""

from __future__ import annotations

import pytest

import extract

CASES = [
    (
        "Today two million people, as many as live in the city, are no longer poor.",
        "people lifted out of poverty",
    ),
    ("At that time 230,000 people there were still in poverty.", "people in poverty"),
    ("In poverty then were 230,000 people.", "poor people"),
    ("Whoever has an income of less than 1,100 yuan counts as poor.", "poverty line"),
]


@pytest.mark.parametrize(("text", "topic"), CASES)
def test_a_topic_of_one_word_is_completed_by_its_indicator(text: str, topic: str):
    (fact,) = extract.extract_text(text)
    assert fact["topic"] == topic


def test_a_topic_that_tells_its_figure_already_stays_as_it_is():
    (fact,) = extract.extract_text("In that year spending came to 4 million yuan.")
    assert (fact["topic"], fact["indicator"]) == ("spending", "funds")


def test_without_an_indicator_a_short_topic_stays_as_it_is():
    (fact,) = extract.extract_text("Outside the gate stood 14 people.")
    assert "people" in fact["topic"]
    assert fact["indicator"] is None
