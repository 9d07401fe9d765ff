"""Clause splitting by the examples of its rules, and what a sentence context tells."""

import re
from decimal import Decimal

import pytest
from topic_support import finders, parse

from extract.assembling.clauses import RULES_FILE
from extract.assembling.context import SentenceContext
from extract.assembling.needed_codes import needed_codes
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


@pytest.mark.parametrize(
    ("expression", "needed"),
    [
        ("[ab][c]", {"c"}),
        ("[a]?[b-d]", {"b", "c", "d"}),
        ("(?:[a])*(?P<x>[bc][d])", {"d"}),
        ("(?:[a]|[b])[cd]", {"c", "d"}),
        ("(?=[a])[bc]", {"b", "c"}),
        ("[a]{0,3}[bc]{1,3}", {"b", "c"}),
        ("(?:[a])?", None),
        ("[a]|[b]", None),
    ],
)
def test_needed_codes_are_the_smallest_set_that_must_occur(expression: str, needed: set[str] | None):
    found = needed_codes(expression)
    assert found == (None if needed is None else frozenset(needed))
