"""Sets of word classes as characters, and class expressions as ranges of them."""

from __future__ import annotations

import re
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st
from topic_support import finders

from extract.assembling.code_classes import ClassCodes, count_classes, spell_codes
from extract.assembling.movement_codes import CueBook
from extract.rules.loading import RuleSet

NAMES = ("noun", "verb", "past", "det")
SETS = st.sets(st.frozensets(st.sampled_from(NAMES)), min_size=1)
TERMS = st.lists(st.sampled_from([*NAMES, *(f"!{name}" for name in NAMES)]), min_size=1, max_size=3)
EXPRESSIONS = st.lists(TERMS.map("&".join), min_size=1, max_size=3).map("|".join)
USES = st.dictionaries(EXPRESSIONS, st.integers(1, 9), max_size=4)


def _is_named(classes: frozenset[str], expression: str) -> bool:
    """Whether the set is one that the expression names, told the slow way."""
    return any(
        all((term.removeprefix("!") in classes) != term.startswith("!") for term in part.split("&"))
        for part in expression.split("|")
    )


@given(SETS, USES, EXPRESSIONS)
def test_an_expression_names_the_sets_with_its_classes(
    sets: set[frozenset[str]], uses: dict[str, int], expression: str
):
    book = ClassCodes(sets, uses)
    named = {classes for classes in sets if _is_named(classes, expression)}
    assert {book.classes(code) for code in book.members(expression)} == named
    if named:
        charset = re.compile(book.charset(expression))
        assert {classes for classes, code in book.codes.items() if charset.fullmatch(code)} == named


@given(SETS, EXPRESSIONS)
def test_the_commonest_expression_is_one_range(sets: set[frozenset[str]], expression: str):
    codes = sorted(ClassCodes(sets, {expression: 2, "noun": 1}).members(expression))
    assert not codes or ord(codes[-1]) - ord(codes[0]) == len(codes) - 1


@given(st.permutations([frozenset({"noun"}), frozenset({"verb", "past"}), frozenset({"det"}), frozenset()]))
def test_codes_do_not_depend_on_the_order_of_the_sets(sets: list[frozenset[str]]):
    uses = {"verb|det": 2}
    assert ClassCodes(sets, uses).codes == ClassCodes(sorted(sets, key=sorted), uses).codes


def test_a_class_that_no_set_has_is_refused():
    with pytest.raises(KeyError, match="past"):
        ClassCodes([frozenset({"noun"})], {}).charset("past")


def test_a_pattern_has_its_classes_and_phrases_put_in():
    book = ClassCodes([frozenset({"noun"}), frozenset({"verb"})], {"noun": 1})
    noun, verb = (book.charset(name) for name in ("noun", "verb"))
    assert book.translate("{np} {verb}{2} #", {"np": "{noun}+"}) == f"(?:{noun}+){verb}{{2}}#"


def test_classes_are_counted_through_phrases():
    phrases = {"np": "{det}? {noun}", "two": "{np} and {np}"}
    counted = count_classes(["{two} {noun}", "{np}{2}"], phrases)
    assert counted == Counter({"det": 3, "noun": 4})


@given(st.sets(st.integers(0x100, 0x110).map(chr), min_size=1))
def test_codes_are_spelled_as_ranges(codes: set[str]):
    charset = re.compile(spell_codes(codes))
    assert {code for code in map(chr, range(0x100, 0x112)) if charset.fullmatch(code)} == codes


def test_masked_words_are_read_as_what_the_file_tells_of_first():
    contexts, _, _ = finders()
    book = CueBook(RuleSet(), "en/movement.toml", contexts.lexicon)
    assert book.classes(book.first("aux")) >= {"aux"}
    with pytest.raises(KeyError):
        book.first("no_such_class")
