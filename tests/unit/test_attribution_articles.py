"""Who says so: on articles written for it, each quantity with the source that it is to have."""

from __future__ import annotations

import re
from decimal import Decimal
from pathlib import Path

import pytest

from extract.assembling.attribution import Attribution, AttributionFinder
from extract.errors import RulesError
from extract.records import Document, Metadata, Quantity, RawArticle, Segment, Sentence, Span
from extract.rules.loading import Entry, RuleSet

ARTICLES = Path(__file__).parent / "data" / "attribution_articles.txt"
MARK = re.compile(r"\[([^\]|]+)\|([^\]]+)\]")
LEAST_RIGHT = 0.9


@pytest.fixture(scope="module")
def finder() -> AttributionFinder:
    return AttributionFinder(RuleSet())


def read_article(block: str) -> tuple[Document, list[Quantity], list[str | None]]:
    """An article of one paragraph with a sentence a line, its quantities, and their sources."""
    text = ""
    quantities: list[Quantity] = []
    sources: list[str | None] = []
    sentences: list[Sentence] = []
    for line in block.splitlines():
        first, end = len(text), 0
        for mark in MARK.finditer(line):
            text += line[end : mark.start()]
            span = Span(len(text), len(text) + len(mark[1]))
            quantities.append(
                Quantity(span.start, span.end, "count", Decimal(1), Decimal(1), "exact", "thing", None, span)
            )
            sources.append(None if mark[2] == "-" else mark[2])
            text += mark[1]
            end = mark.end()
        text += line[end:]
        sentences.append(Sentence(first, len(text), 0))
        text += " "
    raw = RawArticle("test", "test", text, "")
    segments = (Segment(0, len(text), "paragraph"),)
    return Document(raw, text, Metadata(), segments, tuple(sentences)), quantities, sources


def all_articles() -> list[str]:
    text = "\n".join(
        line for line in ARTICLES.read_text(encoding="utf-8").splitlines() if not line.startswith("#")
    )
    return [block for block in text.split("\n\n") if block.strip()]


def find_one(finder: AttributionFinder, block: str) -> list[Attribution | None]:
    document, quantities, _ = read_article(block.strip())
    return list(finder.find(document, quantities))


def test_most_quantities_of_the_articles_get_their_source(finder: AttributionFinder):
    right = total = 0
    wrong = []
    for block in all_articles():
        document, quantities, sources = read_article(block.strip())
        for quantity, found, source in zip(
            quantities, finder.find(document, quantities), sources, strict=True
        ):
            total += 1
            text = None if found is None else found.text
            right += text == source
            if text != source:
                wrong.append((document.view[quantity.start : quantity.end], text, source))
    assert total >= 100
    assert right / total >= LEAST_RIGHT, wrong


@pytest.mark.parametrize("block", all_articles())
def test_source_is_cited_to_the_character(finder: AttributionFinder, block: str):
    document, quantities, _ = read_article(block.strip())
    found = [one for one in finder.find(document, quantities) if one is not None]
    assert found
    for one in found:
        assert document.view[one.span.start : one.span.end] == one.text


def test_quotation_runs_on_over_sentences(finder: AttributionFinder):
    found = find_one(finder, '"It rose," said Kan.\n"We built [300 homes|Kan]. \nSome [200|Kan] are sold."')
    assert [(one.text, one.rule) for one in found if one] == [("Kan", "running"), ("Kan", "running")]


def test_two_sources_share_a_sentence(finder: AttributionFinder):
    found = find_one(finder, "Officials said [300|x] came, but the organisers said [900|x].\n")
    assert [one.text for one in found if one] == ["Officials", "organisers"]


@pytest.mark.parametrize(
    "sentence",
    [
        "According to the requirements of the plan, it built [300 homes|-].",
        "They are paid [300 yuan|-] according to their needs.",
        "The town has [300 homes|-].",
        "A poll of [1,200 voters|-] showed a change of mood.",
    ],
)
def test_no_source_is_made_up(finder: AttributionFinder, sentence: str):
    assert find_one(finder, sentence) == [None]


@pytest.mark.parametrize(
    "entry", RuleSet().entries("en/attribution.toml", "source"), ids=lambda entry: entry.id
)
def test_each_source_rule_matches_its_examples(finder: AttributionFinder, entry: Entry):
    rule = next(rule for rule in finder._sources if rule.id == entry.id)
    assert entry.fields["examples"]
    assert entry.fields["counter_examples"]
    for example in entry.fields["examples"]:
        plain = example.replace("[", "").replace("]", "")
        match = rule.pattern.search(plain)
        assert match is not None, example
        if rule.names:
            wanted = re.search(r"\[(.+?)\]", example)[1]
            start = match.start("source")
            modifiers = finder._modifiers.search(plain, 0, start) if rule.extend else None
            start = modifiers.start() if modifiers else start
            assert plain[start : match.end("source")] == wanted
    for example in entry.fields["counter_examples"]:
        match = rule.pattern.search(example)
        assert match is None or finder._refused.fullmatch(match.group("source")), example


@pytest.mark.parametrize(
    ("pattern", "message"),
    [
        ("{nobody}(?P<source>x)", "no atom 'nobody'"),
        ("no group", "no group source or pronoun"),
        ("(?P<source>", "broken pattern"),
    ],
)
def test_broken_rule_is_told_in_one_line(tmp_path: Path, pattern: str, message: str):
    (tmp_path / "en").mkdir()
    (tmp_path / "en" / "attribution.toml").write_text(f"[[source]]\nid = \"mine\"\npattern = '{pattern}'\n")
    with pytest.raises(RulesError, match=message) as caught:
        AttributionFinder(RuleSet(tmp_path))
    assert "attribution.toml:2" in str(caught.value)
