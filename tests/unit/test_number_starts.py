"""Where numbers may begin, found once for a text."""

from __future__ import annotations

import pytest

from extract.finding.number_starts import NumberStarts

STARTS = NumberStarts(["nine", "forty"], ["a"], ["½"])


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("ninefold, Forty", ["n", "F"]),
        ("canine", []),
        ("a dozen and all, a\nhundred", ["a", "a"]),
        ("a-dozen at", ["a"]),
        (".5 or ½", [".", "5", "½"]),
        ("", []),
    ],
)
def test_numbers_may_begin_at_digits_and_first_words(text: str, expected: list[str]):
    assert [text[start] for start in STARTS.between(text, 0, len(text))] == expected


def test_a_stretch_has_its_own_starts_only_and_texts_are_not_mixed_up():
    one, two = "nine, forty and 7", "no number, then nine"
    assert STARTS.between(one, 6, 15) == [6]
    assert STARTS.between(two, 0, len(two)) == [16]
    assert STARTS.between(one, 0, len(one)) == [0, 6, 16]
