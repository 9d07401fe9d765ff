"""A level moves as the next sentence tells."""

from __future__ import annotations

import pytest

from extract.records import RawArticle
from extract.running.pipeline import Extractor


def directions(extractor: Extractor, text: str) -> list[str]:
    result = extractor.extract([RawArticle("a", "a", text, "0" * 64)])[0]
    return [fact.direction for fact in result.facts]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("In 2014 the poverty rate was 26 percent. By 2019 it had fallen to 2 percent.", ["down", "down"]),
        ("It had 500 members in 2010. In 2020 the number had risen to 900 members.", ["up", "up"]),
        ("Revenue came to 5 million yuan last year. That was 28 percent more than in 2018.", ["up", "up"]),
        ("They earned 900 yuan ($140) in May. It was up 15 percent on the year before.", ["up"] * 3),
        ("By the three indices, a flat cost £900. That is a £40 increase on 2012.", ["none", "up", "up"]),
        ("It stored 40 tons. Adjusted for losses, that was 3 percent more than in 2012.", ["up", "up"]),
        ("It was 11 percent in 2013. That is lower than the level of 13 percent in 2012.", ["down"] * 2),
        ("Hunger was at 11 percent in Peru. That is lower than the 13 percent of Chile.", ["none"] * 2),
        # the other way round than the values: not the same rate
        ("In 2014 the tax rate was 2 percent. By 2019 it had fallen to 26 percent.", ["none", "down"]),
        # two levels that it may be
        ("It made 5 million yuan and paid 2 million yuan. That was 28 percent more.", ["none", "none", "up"]),
        # a paragraph of its own
        ("In 2014 the rate was 26 percent.\n\nBy 2019 it had fallen to 2 percent.", ["none", "down"]),
    ],
)
def test_the_next_sentence_moves_a_level(extractor: Extractor, text: str, expected: list[str]):
    assert directions(extractor, f"{text}\n") == expected
