from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extract.rules.endings import Ending
from extract.rules.trees import prefix_tree, spell, suffix_tree

WORDS = st.sets(st.text("abM.$' ", min_size=1, max_size=5).filter(str.strip), min_size=1, max_size=8)


def tree_of(words: set[str]) -> str:
    return prefix_tree(spell(word, r"\s+") for word in words)


@given(WORDS, st.text("abM.$' ", max_size=6))
def test_a_tree_matches_its_words_and_nothing_else(words: set[str], other: str):
    spaced = {re.sub(r"\s+", " ", word) for word in words}
    regex = re.compile(tree_of(words))
    assert all(regex.fullmatch(word) for word in spaced)
    assert (regex.fullmatch(other) is not None) == (re.sub(r"\s+", " ", other) in spaced)


@given(WORDS, st.text("abM.$'", max_size=8))
def test_a_tree_takes_the_longest_word_that_fits(words: set[str], text: str):
    plain = {word.replace(" ", "") for word in words} - {""}
    match = re.match(tree_of(plain), text)
    fitting = [word for word in plain if text.startswith(word)]
    assert (match.group() if match else "") == max(fitting, key=len, default="")


@pytest.mark.parametrize(
    ("words", "tree"),
    [
        ({"may"}, "may"),
        ({"may", "month", "months"}, "m(?:onth(?:s)?|ay)"),
        ({"more than", "more"}, r"more(?:\s+than)?"),
    ],
)
def test_words_share_their_beginnings(words: set[str], tree: str):
    assert tree_of(words) == tree


@given(WORDS, st.text("abM.$' ", max_size=6))
def test_a_tree_of_ends_matches_the_same_words(words: set[str], other: str):
    ends = re.compile(suffix_tree(spell(word, r"\s+") for word in words))
    beginnings = re.compile(tree_of(words))
    assert all(ends.fullmatch(re.sub(r"\s+", " ", word)) for word in words)
    assert (ends.fullmatch(other) is None) == (beginnings.fullmatch(other) is None)


@pytest.mark.parametrize(
    ("words", "tree"),
    [({"to"}, "to"), ({"to", "into"}, "(?:in)?to"), ({"by", "buy", "of"}, "(?:(?:bu|b)y|of)")],
)
def test_words_share_their_ends(words: set[str], tree: str):
    assert suffix_tree(spell(word, r"\s+") for word in words) == tree


@pytest.mark.parametrize("words", [set(), {""}, {"a", ""}])
def test_a_tree_of_no_words_is_refused(words: set[str]):
    with pytest.raises(ValueError, match="no words"):
        tree_of(words)
    with pytest.raises(ValueError, match="no words"):
        suffix_tree(spell(word, r"\s+") for word in words)


# `re`'s own flags: given as they are, `regex` reads the first of these backwards and finds nothing.
@pytest.mark.parametrize("flags", [re.IGNORECASE, re.NOFLAG])
@pytest.mark.parametrize(
    ("pattern", "text", "found"),
    [
        (r"more[\s-]+than\s*$", "grew by more than ", "more than "),
        (r"\bover $", "moreover ", None),
        (r"\bover $", "just over ", "over "),
        (r"\bover $", "over it ", None),
        (r"(?:US\$|\$)$", "paid US$", "US$"),
    ],
)
def test_what_ends_there_is_found(pattern: str, text: str, found: str | None, flags: re.RegexFlag):
    match = Ending(pattern, flags).search(text)
    assert (match.group() if match else None) == found


def test_an_ending_sees_only_what_stands_before_its_end():
    ending = Ending(r"than\s$")
    text = "more than five"
    assert ending.search(text, 0, 10) is not None
    assert ending.search(text, 0, 9) is None
    assert ending.search(text, 7, 10) is None


def test_a_broken_ending_is_told_as_re_does():
    with pytest.raises(re.error, match="unterminated"):
        Ending("(more $")


@given(st.text("ab ", max_size=8), st.sampled_from([r"a+\s?$", r"(?<!b)a$", r"(?:ab|b)\s*$", r"\bab? $"]))
def test_an_ending_holds_where_re_finds_one(text: str, pattern: str):
    assert (Ending(pattern).search(text) is not None) == (re.search(pattern, text) is not None)
