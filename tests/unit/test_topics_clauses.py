"""Clause splitting by the examples of its rules, and what a sentence context tells."""

import re
from decimal import Decimal

import pytest
from topic_support import finders, parse

from extract.assembling.clauses import RULES_FILE
from extract.assembling.context import SentenceContext
from extract.assembling.needed_codes import CodeFilter, Needs, Stretch, find_needs
from extract.records import Quantity, Span
from extract.rules.loading import RuleSet

_NUMBER = re.compile(r"\d[\d,.]*(?: (?:million|billion))?(?: (?:percentage points|percent|yuan))?")
OPENERS = RuleSet().entries(RULES_FILE, "opener")


def _context(text: str) -> SentenceContext:
    contexts, _, _ = finders()
    quantities = [
        Quantity(m.start(), m.end(), "money", Decimal(1), Decimal(1), "exact", "CNY", None, Span(*m.span()))
        for m in _NUMBER.finditer(text)
    ]
    return contexts.build(text, Span(0, len(text)), quantities)


def _pieces(text: str) -> list[tuple[int, str]]:
    return [(clause.start, clause.opener) for clause in _context(text).clauses]


@pytest.mark.parametrize("example", [text for entry in OPENERS for text in entry.fields["examples"]])
def test_a_clause_opens_where_the_example_says(example: str):
    left, _, right = example.partition("|")
    starts = [start for start, opener in _pieces(left + right) if opener]
    assert len(starts) == 1
    assert starts[0] in range(len(left), len(left) + 4)


@pytest.mark.parametrize("example", [text for entry in OPENERS for text in entry.fields["counter_examples"]])
def test_counter_examples_stay_in_one_piece(example: str):
    assert len(_pieces(example)) == 1


def test_a_bracket_is_a_clause_inside_another():
    text, quantities, _ = parse("Income rose from {1,499 yuan|money} ({$226|money}) to {9,328 yuan|money}.")
    context = finders()[0].build(text, Span(0, len(text)), quantities)
    outer, inner = context.clause_of(0), context.clause_of(1)
    assert context.clause_of(2) == outer
    assert inner.parent == context.clauses.index(outer)
    assert context.before(2) == "Income rose from 1,499 yuan ($226) to "
    assert context.after(1) == ""


def test_an_adverbial_opens_the_clause_behind_it():
    context = _context("In 2011, the city invested 5 million yuan, 3 percent more.")
    assert [context.slice(c.start, c.end) for c in context.clauses] == [
        "In 2011, the city invested 5 million yuan",
        "3 percent more",
    ]
    assert [c.has_verb for c in context.clauses] == [True, False]


def test_an_empty_sentence_has_no_clauses():
    assert finders()[0].build(" ", Span(0, 1), []).clauses == ()


def _sets(*codes: str) -> tuple[frozenset[str], ...]:
    return tuple(frozenset(code) for code in codes)


@pytest.mark.parametrize(
    ("expression", "needs"),
    [
        ("[ab][c]", Needs(anywhere=_sets("ab", "c"))),
        ("[a]?[b-d]#", Needs(left=_sets("bcd"))),
        ("(?:[a])*(?P<x>[bc][d])#[e]", Needs(left=_sets("bc", "d"), right=_sets("e"))),
        ("#(?:[a]|[b][x])[cd]", Needs(right=_sets("ab", "cd"))),
        ("(?=[a])[bc]#", Needs(left=_sets("bc"))),
        ("[a]{0,3}[bc]{1,3}[^#]*#", Needs(left=_sets("bc"))),
        ("[a](?:#[b]|#[c])", Needs(anywhere=_sets("a", "bc"))),
        ("(?:[a])?#", Needs()),
        ("[a]#|[b]#", Needs(anywhere=_sets("ab"))),
        ("(?:[a]|[b]?)#", Needs()),
    ],
)
def test_needs_are_the_codes_that_must_occur_on_each_side(expression: str, needs: Needs):
    assert find_needs(expression) == needs


def test_a_filter_lets_through_what_can_match_within_its_scope():
    needs = [find_needs(expression) for expression in ("[a]#", "#[b]", "[a]#[b]", "#", "[a]#")]
    wide = [False, False, False, False, True]
    rules = CodeFilter(needs, left=wide, right=[False] * 5)
    assert list(rules.find("axx#b", Stretch(3, (0, 5), (0, 5)))) == [0, 1, 2, 3, 4]
    assert list(rules.find("axx#b", Stretch(3, (1, 4), (0, 5)))) == [3, 4]
    assert list(rules.find("xxx#x", Stretch(3, (0, 5), (0, 5)))) == [3]
