"""Whether what is told is so or planned: on sentences of many kinds, and the rules on their examples."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from marked_sentences import read_file, read_marked
from programme_documents import document_of

from extract.assembling.context import ContextBuilder
from extract.assembling.introductions import find_introduction
from extract.assembling.status import Status, StatusFinder
from extract.errors import RulesError
from extract.records import Span
from extract.rules.loading import Entry, RuleSet

SENTENCES = read_file("movement_sentences.txt") + read_file("status_sentences.txt")
ENTRIES = [
    entry for table in ("scope", "planned", "actual") for entry in RuleSet().entries("en/status.toml", table)
]


@pytest.fixture(scope="module")
def builder() -> ContextBuilder:
    return ContextBuilder(RuleSet())


@pytest.fixture(scope="module")
def finder(builder: ContextBuilder) -> StatusFinder:
    return StatusFinder(RuleSet(), builder.lexicon)


def find(
    builder: ContextBuilder,
    finder: StatusFinder,
    line: str,
    heading: str | None = None,
    published: date | None = None,
) -> tuple[Status, ...]:
    marked = read_marked(line)
    context = builder.build(marked.text, Span(0, len(marked.text)), marked.quantities)
    return finder.find(context, heading, published)


def expected(line: str) -> list[str]:
    return [one.status for one in read_marked(line).expected]


def test_there_are_plans_among_the_sentences():
    assert sum(line.count("P]") for _, line in SENTENCES) >= 60


@pytest.mark.parametrize(("group", "line"), SENTENCES)
def test_status(builder: ContextBuilder, finder: StatusFinder, group: str, line: str):
    assert [one.value for one in find(builder, finder, line)] == expected(line), group


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: entry.id)
def test_each_rule_reads_its_examples(builder: ContextBuilder, finder: StatusFinder, entry: Entry):
    assert entry.fields["examples"]
    for example in entry.fields["examples"]:
        found = find(builder, finder, example)
        assert [one.value for one in found] == expected(example), example
        marked = read_marked(example)
        codes = finder._book.encode(builder.build(marked.text, Span(0, len(marked.text)), marked.quantities))
        assert finder._book.compile(entry.fields["pattern"]).search(codes) is not None, example


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: entry.id)
def test_each_rule_leaves_its_counter_examples_alone(
    builder: ContextBuilder, finder: StatusFinder, entry: Entry
):
    assert entry.fields["counter_examples"]
    for example in entry.fields["counter_examples"]:
        found = find(builder, finder, example)
        assert entry.id not in {one.rule for one in found}, example
        assert [one.value for one in found] == expected(example), example


@pytest.mark.parametrize(
    ("heading", "line", "value"),
    [
        ("Main goals", "[500 km|L] of new roads.", "planned"),
        ("Main goals", "It built [500 km|L] of roads.", "actual"),
        ("Results", "[500 km|L] of new roads.", "actual"),
    ],
)
def test_heading_of_goals_plans_what_is_not_past(
    builder: ContextBuilder, finder: StatusFinder, heading: str, line: str, value: str
):
    assert [one.value for one in find(builder, finder, line, heading)] == [value]


@pytest.mark.parametrize(
    ("line", "value"),
    [
        ("Road network by 2030: [500 km|L].", "planned"),
        ("Road network by the end of 2030: [500 km|L].", "planned"),
        ("Road network by 2019: [500 km|L].", "actual"),
        ("It built [500 km|L] by 2030.", "actual"),
    ],
)
def test_year_after_publication_plans_what_is_not_past(
    builder: ContextBuilder, finder: StatusFinder, line: str, value: str
):
    assert [one.value for one in find(builder, finder, line, None, date(2020, 5, 1))] == [value]


def test_evidence_cites_the_words_of_the_plan(builder: ContextBuilder, finder: StatusFinder):
    line = "It plans to build [500 homes|LP]."
    (status,) = find(builder, finder, line)
    (span,) = status.evidence
    assert read_marked(line).text[span.start : span.end] == "plans to"


def test_sentence_without_quantities_gives_nothing(builder: ContextBuilder, finder: StatusFinder):
    assert find(builder, finder, "It will rain.") == ()


def test_broken_rule_is_told_in_one_line(tmp_path: Path, builder: ContextBuilder):
    (tmp_path / "en").mkdir()
    (tmp_path / "en" / "status.toml").write_text('[[scope]]\nid = "mine"\npattern = "{will}"\n')
    with pytest.raises(RulesError, match="no group cue") as caught:
        StatusFinder(RuleSet(tmp_path), builder.lexicon)
    assert "status.toml:2" in str(caught.value)


@pytest.mark.parametrize(
    ("introduction", "line", "value"),
    [
        ("The town's targets for the year are:", "- growth of [5 percent|L];", "planned"),
        ("This is what the town should build:", "- [500 homes|L];", "planned"),
        ("What the town has built:", "- [500 homes|L];", "actual"),
        ("The town's targets and what became of them:", "- [500 homes|L] were built;", "actual"),
    ],
)
def test_line_of_goals_plans_what_is_listed_below_it(
    builder: ContextBuilder, finder: StatusFinder, introduction: str, line: str, value: str
):
    marked = read_marked(line)
    context = builder.build(marked.text, Span(0, len(marked.text)), marked.quantities)
    assert [one.value for one in finder.find(context, introduction=introduction)] == [value]


@pytest.mark.parametrize(
    ("text", "item", "introduction"),
    [
        ("The targets are:\n- 500 homes.\n- 20 schools.", "- 20", "The targets are:"),
        ("The targets are:\n500 homes;\n20 schools.", "20 sch", "The targets are:"),
        ("The targets are:\nThe town lies far away.\nIt has 20 schools.", "It has", None),
        ("He has one thing to tell:\nThe town has 20 schools.", "The town", None),
    ],
)
def test_items_stand_below_the_line_that_introduces_them(text: str, item: str, introduction: str | None):
    document = document_of(f"Plans of the Town\n\n{text}\n")
    sentence = next(one for one in document.sentences if document.view.startswith(item, one.start))
    assert find_introduction(document, sentence) == introduction
