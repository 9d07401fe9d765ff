"""Every example of the programme rules holds, and every counter-example holds nothing."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass, replace
from typing import Any

import pytest
from programme_documents import document_of

from extract.finding.programmes import ProgrammeFinder
from extract.rules.loading import RuleSet, builtin_folder

MARK = re.compile(r"<p(?: id=(?P<id>[\w-]+))?>(?P<name>.*?)</p>", re.DOTALL)


@dataclass(frozen=True)
class Case:
    owner: str
    text: str
    expected: tuple[tuple[str, str | None], ...]


def read_case(owner: str, marked: str, default: str | None) -> Case:
    expected = tuple((match["name"], match["id"] or default) for match in MARK.finditer(marked))
    return Case(owner, MARK.sub(lambda match: match["name"], marked), expected)


def rule_entries(name: str) -> dict[str, list[dict[str, Any]]]:
    return tomllib.loads((builtin_folder() / "en" / name).read_text(encoding="utf-8"))


def vocabulary_cases(key: str) -> list[Case]:
    entries = rule_entries("programmes.toml")["programme"]
    return [read_case(e["id"], text, e["id"]) for e in entries for text in e.get(key, [])]


def pattern_cases(key: str) -> list[Case]:
    tables = rule_entries("programme_patterns.toml")
    names = ("head", "head_context", "abbreviation", "pattern", "quote_shape", "quote_cue", "exclusion")
    return [read_case(e["id"], text, None) for name in names for e in tables[name] for text in e.get(key, [])]


@pytest.fixture(scope="module")
def finder() -> ProgrammeFinder:
    return ProgrammeFinder(RuleSet())


def found(finder: ProgrammeFinder, text: str) -> list[tuple[str, str | None]]:
    document = document_of(text)
    return [(text[m.start : m.end], m.id) for m in finder.find(document)]


EXAMPLES = vocabulary_cases("examples")
COUNTER_EXAMPLES = vocabulary_cases("counter_examples")
PATTERN_EXAMPLES = pattern_cases("examples")
PATTERN_COUNTER_EXAMPLES = pattern_cases("counter_examples")


def test_the_vocabulary_is_large_and_every_entry_has_examples():
    entries = rule_entries("programmes.toml")["programme"]
    assert len(entries) >= 200
    assert all(e.get("examples") and e.get("counter_examples") for e in entries)
    assert len(EXAMPLES) >= len(entries)
    assert len(PATTERN_EXAMPLES) >= 25
    assert all(case.expected for case in EXAMPLES)


@pytest.mark.parametrize(
    ("headline", "text", "names"),
    [
        ("Coastal wells renewal plan", "A coastal wells\trenewal plan is out. The plan says so.", 2),
        ("Coastal wells renewal plan", "It tells of wells.", 0),
        ("Plan", "A plan is out.", 0),
        ("New action plan", "A new action plan is out.", 0),
        ("Wells renewal plan, mayor says", "Wells renewal plan, mayor says, is new.", 0),
    ],
)
def test_a_headline_that_is_a_name_is_one_where_the_article_repeats_it(
    finder: ProgrammeFinder, headline: str, text: str, names: int
):
    document = document_of(f"{headline}\n{text}")
    title, *rest = document.segments
    mentions = finder.find(replace(document, segments=(replace(title, kind="title"), *rest)))
    assert [mention.name for mention in mentions] == [headline] * names


@pytest.mark.parametrize("case", EXAMPLES, ids=lambda case: case.owner)
def test_an_example_names_its_programme(finder: ProgrammeFinder, case: Case):
    assert found(finder, case.text) == list(case.expected)


@pytest.mark.parametrize("case", COUNTER_EXAMPLES, ids=lambda case: case.owner)
def test_a_counter_example_does_not_name_it(finder: ProgrammeFinder, case: Case):
    assert case.owner not in {programme for _, programme in found(finder, case.text)}


@pytest.mark.parametrize("case", PATTERN_EXAMPLES, ids=lambda case: f"{case.owner}-{case.text[:30]}")
def test_a_pattern_finds_its_example(finder: ProgrammeFinder, case: Case):
    names = found(finder, case.text)
    assert [name for name, _ in names] == [name for name, _ in case.expected]
    assert all(mine == wanted for (_, mine), (_, wanted) in zip(names, case.expected, strict=True) if wanted)


@pytest.mark.parametrize("case", PATTERN_COUNTER_EXAMPLES, ids=lambda case: f"{case.owner}-{case.text[:30]}")
def test_a_pattern_leaves_its_counter_example(finder: ProgrammeFinder, case: Case):
    assert found(finder, case.text) == []
