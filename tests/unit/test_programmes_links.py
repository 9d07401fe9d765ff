"""Which quantities belong to which programme: the examples of the rules, and longer texts."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from pathlib import Path

import pytest
from programme_documents import document_of

from extract.errors import RulesError
from extract.finding.programmes import ProgrammeFinder
from extract.linking.programme_cues import load_cues
from extract.linking.programmes import ProgrammeLinker
from extract.records import Span
from extract.rules.loading import RuleSet, builtin_folder

TAG = re.compile(r"</?(?:p|q|n)>")
TABLES = ("blocker", "governor", "launch", "genitive", "relative", "goal", "aside", "subject")
TABLES += ("limit", "anaphor", "reference", "apposition")


@dataclass(frozen=True)
class Case:
    owner: str
    text: str
    linked: tuple[Span, ...]
    unlinked: tuple[Span, ...]


def read_case(owner: str, marked: str) -> Case:
    spans: dict[str, list[Span]] = {"p": [], "q": [], "n": []}
    text, opened = "", 0
    for piece in re.split(r"(</?[pqn]>)", marked):
        if not TAG.fullmatch(piece):
            text += piece
        elif piece.startswith("</"):
            spans[piece[2]].append(Span(opened, len(text)))
        else:
            opened = len(text)
    return Case(owner, text, tuple(spans["q"]), tuple(spans["n"]))


def rule_cases() -> list[Case]:
    tables = tomllib.loads((builtin_folder() / "en" / "programme_links.toml").read_text(encoding="utf-8"))
    return [read_case(e["id"], text) for name in TABLES for e in tables[name] for text in e["examples"]]


TEXTS = {
    "an enumeration over paragraphs belongs to what introduces it, captions aside": """\
They were lifted through the implementation of “<p>five groups</p>”. First, <q>800 firms</q> took part.
A harvest of oranges
Second, <q>20,000 people</q> moved.
Third, the city spent <q>3 billion yuan</q> on schools.
The official spoke for <n>two hours</n>.""",
    "a heading gives its programme to the section": """\
【<p>Entire village advancement</p>】 It issued <q>133 million yuan</q>. <q>450 villages</q> passed.
【Relocation】 It moved <n>3,000 people</n>.""",
    "a goal has no facts": """\
To build a <p>moderately prosperous society</p>, <n>30 million people</n> must leave poverty.""",
    "a goal has the facts that it asks for": """\
It reached the <p>Millennium Development Goal</p> of <q>halving</q> hunger; <n>9 states</n> did not.""",
    "a fact sheet is about the programme of its first line": """\
Programme: <p>Rain Plan</p>
Country: Peru
Budget: <q>9 million dollars</q>

In Peru <n>3 million people</n> are poor.""",
    "what people get is of the programme of a few sentences before": """\
<q>400 farmers</q> joined the <p>Rain Plan</p>. Rain was late. The subsidy costs <q>9 million yuan</q>.""",
    "another subject in the next sentence ends the programme": """\
The <p>Rain Plan</p> trained <q>400 people</q>. The county also built <n>30 roads</n>.""",
    "a contrasting clause is outside": """\
The <p>Rain Plan</p> trained <q>400 people</q>, while private firms trained <n>90 people</n>.""",
    "other funds before a programme that is expanded are outside": """\
With <n>150 million yuan</n> of other funds, it expanded the <p>Rain Plan</p> to <q>400 villages</q>.""",
    "a list of programmes is no subject": """\
Projects such as <p>grain for green</p>, <p>natural forest protection</p>, etc. employ <n>300 guards</n>.""",
    "a scheme abroad, gone on with": """\
It fell with <p>Oportunidades</p>. The programme paid <q>5 million homes</q>. GDP grew <n>3 percent</n>.""",
    "a relative clause tells of the programme": """\
It introduced the <p>8-7 Plan</p>, which was to lift <q>80 million people</q>.""",
}
LINES = [
    line.replace("\\n", "\n")
    for line in (Path(__file__).parent / "data/programmes/links.txt").read_text(encoding="utf-8").splitlines()
    if line and not line.startswith("#")
]
CASES = [
    *rule_cases(),
    *(read_case(name, text) for name, text in TEXTS.items()),
    *(read_case(text[:40], text) for text in LINES),
]


@pytest.fixture(scope="module")
def finder() -> ProgrammeFinder:
    return ProgrammeFinder(RuleSet())


@pytest.fixture(scope="module")
def linker(finder: ProgrammeFinder) -> ProgrammeLinker:
    return ProgrammeLinker(RuleSet(), finder.vocabulary)


def test_every_table_has_cases():
    assert len(rule_cases()) >= 30
    assert len(LINES) >= 40
    assert any(case.unlinked for case in rule_cases())


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.owner)
def test_quantities_belong_to_the_programme(finder: ProgrammeFinder, linker: ProgrammeLinker, case: Case):
    document = document_of(case.text)
    mentions = finder.find(document)
    assert mentions
    linked = linker.link(document, case.linked, mentions)
    assert all(linked), [
        case.text[q.start : q.end] for q, link in zip(case.linked, linked, strict=True) if not link
    ]
    assert linker.link(document, case.unlinked, mentions) == [None] * len(case.unlinked)
    known = {(mention.start, mention.end, mention.name) for mention in mentions}
    assert all((link.evidence.start, link.evidence.end, link.programme) in known for link in linked if link)


@pytest.mark.parametrize(
    ("text", "linked"),
    [
        ("It built 27 Rain Plan projects, moved 300 people and paid 9 firms.", ["27 Rain Plan projects"]),
        ("Of those asked, half knew of 40 Rain Plan projects.", ["40 Rain Plan projects"]),
        ("It sold trains to 24 Belt and Road countries.", []),
    ],
)
def test_what_bears_the_name_of_a_programme_is_counted_as_its_own(
    finder: ProgrammeFinder, linker: ProgrammeLinker, text: str, linked: list[str]
):
    document = document_of(text)
    spans = [Span(*one.span()) for one in re.finditer(r"\d+ (?:[A-Z]\w+ (?:and )?)*[a-z]+", text)]
    links = linker.link(document, spans, finder.find(document))
    assert [text[s.start : s.end] for s, link in zip(spans, links, strict=True) if link] == linked


def test_the_clause_wins_over_the_heading(finder: ProgrammeFinder, linker: ProgrammeLinker):
    text = "【Entire village advancement】 Under the Rain Plan, 400 people were trained. 30 villages passed."
    document = document_of(text)
    spans = [
        Span(text.index(quote), text.index(quote) + len(quote)) for quote in ("400 people", "30 villages")
    ]
    links = linker.link(document, spans, finder.find(document))
    assert [link and link.programme for link in links] == ["Rain Plan", "entire village advancement"]


def test_a_reference_without_its_noun_is_told(tmp_path: Path):
    rules = tmp_path / "en" / "programme_links.toml"
    rules.parent.mkdir()
    rules.write_text('[[reference]]\nid = "mine"\nregex = "the deal"\n', encoding="utf-8")
    with pytest.raises(RulesError, match="no group noun"):
        load_cues(RuleSet(tmp_path))


CHAIN = "The <p>Rain Plan</p> began in May. " + "It trained <q>400 people</q>. " * 3_000


def test_a_chain_as_long_as_an_article_goes_back_to_its_programme(
    finder: ProgrammeFinder, linker: ProgrammeLinker
):
    case = read_case("chain", CHAIN.strip())
    document = document_of(case.text)
    last = case.linked[-1:]
    (link,) = linker.link(document, last, finder.read(document)[0])
    assert link is not None
    assert link.programme == "Rain Plan"


@pytest.mark.parametrize(
    "case", [read_case(name, text) for name, text in TEXTS.items()], ids=lambda c: c.owner
)
def test_quantities_belong_to_the_same_programme_in_any_order(
    finder: ProgrammeFinder, linker: ProgrammeLinker, case: Case
):
    document = document_of(case.text)
    mentions, _ = finder.read(document)
    quantities = sorted((*case.linked, *case.unlinked), key=lambda span: span.start)
    together = linker.link(document, quantities, mentions)
    assert linker.link(document, quantities[::-1], mentions) == together[::-1]
    assert [linker.link(document, [quantity], mentions)[0] for quantity in quantities] == together
