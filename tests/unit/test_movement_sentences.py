"""Role, direction and status on sentences of many kinds, and the rules on their own examples."""

from __future__ import annotations

from pathlib import Path

import pytest
from marked_sentences import MarkedSentence, read_file, read_marked

from extract.assembling.context import ContextBuilder, SentenceContext
from extract.assembling.movement import MovementFinder
from extract.assembling.movement_records import Movement
from extract.assembling.movement_rules import mask_codes
from extract.errors import RulesError
from extract.records import Span
from extract.rules.loading import Entry, RuleSet

SENTENCES = read_file("movement_sentences.txt")
RULES = RuleSet().entries("en/movement.toml", "movement")
MASKS = RuleSet().entries("en/movement.toml", "mask")


@pytest.fixture(scope="module")
def builder() -> ContextBuilder:
    return ContextBuilder(RuleSet())


@pytest.fixture(scope="module")
def finder(builder: ContextBuilder) -> MovementFinder:
    return MovementFinder(RuleSet(), builder.lexicon)


def context_of(builder: ContextBuilder, marked: MarkedSentence) -> SentenceContext:
    return builder.build(marked.text, Span(0, len(marked.text)), marked.quantities)


def find(builder: ContextBuilder, finder: MovementFinder, line: str) -> tuple[Movement, ...]:
    return finder.find(context_of(builder, read_marked(line)))


def test_there_are_sentences_of_many_kinds():
    assert len(SENTENCES) >= 200
    assert len({group for group, _ in SENTENCES}) >= 10


@pytest.mark.parametrize(("group", "line"), SENTENCES)
def test_role_and_direction(builder: ContextBuilder, finder: MovementFinder, group: str, line: str):
    marked = read_marked(line)
    found = finder.find(context_of(builder, marked))
    assert [(one.role, one.direction) for one in found] == [
        (one.role, one.direction) for one in marked.expected
    ], group


@pytest.mark.parametrize("entry", RULES, ids=lambda entry: entry.id)
def test_each_rule_reads_its_examples(builder: ContextBuilder, finder: MovementFinder, entry: Entry):
    assert entry.fields["examples"]
    for example in entry.fields["examples"]:
        marked = read_marked(example)
        found = finder.find(context_of(builder, marked))
        assert [(one.role, one.direction) for one in found] == [
            (one.role, one.direction) for one in marked.expected
        ], example
        codes = mask_codes(finder._book.encode(context_of(builder, marked)), finder._masks)
        assert finder._book.compile(entry.fields["pattern"]).search(codes) is not None, example


@pytest.mark.parametrize("entry", RULES, ids=lambda entry: entry.id)
def test_each_rule_leaves_its_counter_examples_alone(
    builder: ContextBuilder, finder: MovementFinder, entry: Entry
):
    assert entry.fields["counter_examples"]
    for example in entry.fields["counter_examples"]:
        assert entry.id not in {one.rule for one in find(builder, finder, example)}, example


@pytest.mark.parametrize("entry", MASKS, ids=lambda entry: entry.id)
def test_each_mask_matches_its_examples(builder: ContextBuilder, finder: MovementFinder, entry: Entry):
    mask = finder._masks.all[[other.id for other in MASKS].index(entry.id)]
    for example in entry.fields["examples"]:
        text = f"{example}."
        codes = finder._book.encode(builder.build(text, Span(0, len(text)), ()))
        assert mask.pattern.search(codes) is not None, example


@pytest.mark.parametrize(
    ("line", "pairs"),
    [
        ("It fell from [15 percent|L-] in 2014 to [4 percent|L-] in 2019.", [1, 0]),
        ("It fell to [4 percent|L-] from [15 percent|L-].", [1, 0]),
        ("It fell [5 percent|C-] to [40 tons|L-].", [1, None]),
        ("Sales were [40 million yuan|L+], up [5 percent|C+].", [None, 0]),
        ("It has [40 tons|L] of rice.", [None]),
    ],
)
def test_ends_of_a_movement_are_joined(
    builder: ContextBuilder, finder: MovementFinder, line: str, pairs: list[int | None]
):
    assert [one.pair for one in find(builder, finder, line)] == pairs


def test_evidence_cites_the_word_that_moves(builder: ContextBuilder, finder: MovementFinder):
    line = "Exports rose [5 percent|C+]."
    (movement,) = find(builder, finder, line)
    (span,) = movement.evidence
    assert read_marked(line).text[span.start : span.end] == "rose"


def test_sentence_without_quantities_gives_nothing(builder: ContextBuilder, finder: MovementFinder):
    assert find(builder, finder, "Exports rose.") == ()


def test_long_list_of_movements_stays_fast(builder: ContextBuilder, finder: MovementFinder):
    line = "Prices rose [5 percent|C+] in the first month of the year, " * 60
    found = find(builder, finder, line)
    assert {(one.role, one.direction) for one in found} == {("change", "up")}


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ('pattern = "(?P<cue>{nobody})(?P<change>{q})"', "no class 'nobody'"),
        ('pattern = "(?P<change>{q})"', "no group cue"),
        ('pattern = "(?P<cue>{move})"', "marks no quantity"),
        ('pattern = "(?P<cue>{move}"', "broken pattern"),
        ('pattern = "(?P<cue>{move})(?P<change>{q})"\ndirection = "left"', "direction 'left'"),
    ],
)
def test_broken_rule_is_told_in_one_line(tmp_path: Path, builder: ContextBuilder, fields: str, message: str):
    (tmp_path / "en").mkdir()
    (tmp_path / "en" / "movement.toml").write_text(f'[[movement]]\nid = "mine"\n{fields}\n')
    with pytest.raises(RulesError, match=message) as caught:
        MovementFinder(RuleSet(tmp_path), builder.lexicon)
    assert "movement.toml:2" in str(caught.value)


def test_line_of_verb_forms_that_is_short_is_told(tmp_path: Path, builder: ContextBuilder):
    (tmp_path / "en").mkdir()
    (tmp_path / "en" / "movement.toml").write_text('[[verb]]\nid = "up_verb"\nforms = "rise rises"\n')
    with pytest.raises(RulesError, match="2 forms"):
        MovementFinder(RuleSet(tmp_path), builder.lexicon)
