"""Sentences of many countries and kinds: what is a programme, and what only looks like one."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from programme_documents import document_of

from extract.errors import RulesError
from extract.finding.programme_vocabulary import Folded, openings_of
from extract.finding.programmes import ProgrammeFinder
from extract.records import Document, Metadata, RawArticle, Segment, Sentence
from extract.rules.loading import RuleSet
from extract.segmenting import plain_view

SENTENCES = [
    line
    for line in (Path(__file__).parent / "data/programmes/sentences.txt")
    .read_text(encoding="utf-8")
    .splitlines()
    if line and not line.startswith("#")
]


@pytest.fixture(scope="module")
def finder() -> ProgrammeFinder:
    return ProgrammeFinder(RuleSet())


def test_there_are_enough_sentences_of_both_kinds():
    named = [line for line in SENTENCES if "{" in line]
    assert len(named) >= 50
    assert len(SENTENCES) - len(named) >= 100


@pytest.mark.parametrize("marked", SENTENCES)
def test_a_sentence_names_these_programmes_and_no_others(finder: ProgrammeFinder, marked: str):
    text = re.sub(r"[{}]", "", marked)
    mentions = finder.find(document_of(text))
    assert [text[one.start : one.end] for one in mentions] == re.findall(r"\{(.*?)\}", marked)


@pytest.mark.parametrize(
    ("text", "name", "programme"),
    [
        ("under the Thirteenth Five Year Plan", "13th Five-Year Plan", "five-year-plan-13"),
        ("the 2nd five-year plan", "2nd Five-Year Plan", "five-year-plan-2"),
        (
            "a “moderately prosperous” society",
            "moderately prosperous society in all respects",
            "moderately-prosperous-society",
        ),
        (
            "Two Assurances and Three Guarantees",
            "two no worries and three guarantees",
            "two-no-worries-three-guarantees",
        ),
        ("returning  farmland\nto forest", "grain for green", "grain-for-green"),
        ("the labour “Rain\u00a0Plan”", "Rain Plan", "rain-plan"),
        ("İzmir joined the Belt–and–Road Initiative", "Belt and Road Initiative", "belt-and-road"),
    ],
)
def test_variants_share_one_canonical_name(finder: ProgrammeFinder, text: str, name: str, programme: str):
    (mention,) = finder.find(document_of(text))
    assert (mention.name, mention.id) == (name, programme)


def test_furniture_names_no_programme(finder: ProgrammeFinder):
    text = "Read more: Belt and Road Initiative"
    raw = RawArticle("tests", "tests/page.txt", text, "0" * 64)
    whole = Segment(0, len(text), "furniture")
    document = Document(raw, plain_view(text), Metadata(), (whole,), ())
    assert finder.find(document) == []
    shown = Document(
        raw, plain_view(text), Metadata(), (Segment(0, len(text), "paragraph"),), (Sentence(0, len(text), 0),)
    )
    assert [one.id for one in finder.find(shown)] == ["belt-and-road"]


def test_names_that_are_no_programmes_are_told_apart(finder: ProgrammeFinder):
    text = "One country, two systems was reaffirmed at the Belt and Road Forum."
    _, spans = finder.read(document_of(text))
    assert [text[one.start : one.end] for one in spans] == ["One country, two systems", "Belt and Road Forum"]


def test_folding_keeps_the_way_back():
    view = 'A "moderately  prosperous"\nsociety'
    folded = Folded(view)
    start = folded.text.index("moderately prosperous society")
    assert view[folded.offset(start) :].startswith("moderately")
    assert view[folded.offset(start + len("moderately ")) :].startswith("prosperous")


@pytest.mark.parametrize(
    ("template", "openings"),
    [
        ("(great |)western development( plan|)", {"great western", "western development"}),
        ("dibao( program|)", {"dibao", "dibao program"}),
        ("two (no-worries|assurances)", {"two no", "two assurances"}),
    ],
)
def test_a_template_begins_with_its_openings(template: str, openings: set[str]):
    assert openings_of(template) == openings


@pytest.mark.parametrize(
    ("rule", "message"),
    [
        ('id = "x"\nkind = "plan"\nabout = "x"\naliases = ["a b"]', "name is missing"),
        ('id = "x"\nname = "X"\nkind = "plan"\nabout = "x"', "no surface"),
        ('id = "x"\nname = "X"\nkind = "plan"\nabout = "x"\naliases = ["a (b|c"]', "cannot be read"),
        ('id = "x"\nname = "X"\nkind = "plan"\nabout = "x"\nstart = "1999"\naliases = ["a b"]', "not a year"),
    ],
)
def test_a_broken_entry_is_named_with_file_and_line(tmp_path: Path, rule: str, message: str):
    (tmp_path / "en").mkdir()
    (tmp_path / "en/programmes.toml").write_text(f"[[programme]]\n{rule}\n", encoding="utf-8")
    with pytest.raises(RulesError, match=message) as caught:
        ProgrammeFinder(RuleSet(tmp_path))
    assert "programmes.toml:2: programme 'x'" in str(caught.value)
