"""The examples and counter-examples of the period rules hold; broken rules are told in one line."""

from __future__ import annotations

from pathlib import Path
from time import process_time

import pytest
from periods_markup import read_marked
from test_periods_finding import unmark

from extract.errors import RulesError
from extract.finding.period_patterns import Grammar
from extract.finding.periods import PeriodFinder
from extract.linking.period_roles import PeriodRoles
from extract.linking.periods import PeriodLinker
from extract.rules.loading import Entry, RuleSet

FILE = "en/periods.toml"
PATTERNS = RuleSet().entries(FILE, "pattern")
ROLES = RuleSet().entries(FILE, "role")


def test_each_expression_has_a_word_that_its_pattern_needs() -> None:
    grammar = Grammar(RuleSet())
    needs = [(pattern, grammar.needed_words(pattern)) for pattern in grammar.patterns]
    assert sum(bool(words) for _, words in needs) > 30
    for pattern, words in needs:
        for example in pattern.entry.fields["examples"] if words else ():
            found = pattern.regex.search(unmark(example)[0].lower())
            assert found is None or any(word in found.group() for word in words), (pattern.entry.id, example)


@pytest.fixture(scope="module")
def finder() -> PeriodFinder:
    return PeriodFinder(RuleSet())


def test_every_pattern_and_role_is_exampled() -> None:
    assert len(PATTERNS) > 60
    assert len(ROLES) > 10
    assert all(entry.fields["examples"] and entry.fields["counter_examples"] for entry in PATTERNS)
    assert all(entry.fields["examples"] for entry in ROLES)


@pytest.mark.parametrize("entry", PATTERNS, ids=lambda entry: entry.id)
def test_examples_of_a_pattern_are_found_by_it(finder: PeriodFinder, entry: Entry) -> None:
    for example in entry.fields["examples"]:
        text, spans = unmark(example)
        assert spans, example
        found = [(e.start, e.end) for e in finder.find(text, 0, len(text)) if e.rule == entry.id]
        assert found == spans, example


@pytest.mark.parametrize("entry", PATTERNS, ids=lambda entry: entry.id)
def test_counter_examples_of_a_pattern_are_not_found_by_it(finder: PeriodFinder, entry: Entry) -> None:
    for text in entry.fields["counter_examples"]:
        assert entry.id not in [e.rule for e in finder.find(text, 0, len(text))], text


@pytest.mark.parametrize("entry", ROLES, ids=lambda entry: entry.id)
def test_examples_of_a_role_have_it(finder: PeriodFinder, entry: Entry) -> None:
    roles = PeriodRoles(RuleSet())
    for example in entry.fields["examples"]:
        text, spans = unmark(example)
        found = [e for e in finder.find(text, 0, len(text)) if any(e.end == end for _, end in spans)]
        assert found, example
        assert [roles.role(text.lower(), 0, e) for e in found] == [entry.fields["role"]], example


@pytest.mark.parametrize(
    ("rule", "told"),
    [
        ('[[pattern]]\nid = "year"\nkind = "year"\npattern = "("\n', "not a regular expression"),
        ('[[pattern]]\nid = "year"\nkind = "year"\npattern = "{nothing}"\n', "unknown atom {nothing}"),
        ('[[pattern]]\nid = "year"\npattern = "x"\n', "no kind"),
        ('[[atom]]\nid = "month"\n', "no values, surfaces or regex"),
        ('[[atom]]\nid = "year"\nregex = "{year}"\n', "the atom stands inside itself"),
        (
            '[[pattern]]\nid = "year"\nkind = "year"\npattern = "x"\nstarts = ["{nothing}"]\n',
            "starts names no atom",
        ),
        (
            '[[pattern]]\nid = "year"\nkind = "year"\npattern = "x"\nnot_after = "nothing"\n',
            "not_after names no atom",
        ),
        (
            '[[pattern]]\nid = "year"\nkind = "year"\npattern = "x"\nneeds = ["{nothing}"]\n',
            "needs names no atom",
        ),
    ],
)
def test_a_broken_rule_is_told_with_file_and_line(tmp_path: Path, rule: str, told: str) -> None:
    (tmp_path / "en").mkdir()
    (tmp_path / "en" / "periods.toml").write_text(rule, encoding="utf-8")
    with pytest.raises(RulesError) as error:
        PeriodFinder(RuleSet(tmp_path))
    message = str(error.value)
    assert told in message
    assert "periods.toml:2" in message
    assert "\n" not in message


def test_a_user_adds_a_festival_and_an_expression(tmp_path: Path) -> None:
    (tmp_path / "en").mkdir()
    rule = '[[pattern]]\nid = "reign"\nkind = "relative"\npattern = "in the reign of \\\\w+"\n'
    (tmp_path / "en" / "periods.toml").write_text(rule, encoding="utf-8")
    text = "Rice was taxed in the reign of Qianlong."
    found = PeriodFinder(RuleSet(tmp_path)).find(text, 0, len(text))
    assert [(e.rule, text[e.start : e.end]) for e in found] == [("reign", "in the reign of Qianlong")]


HOSTILE = [
    "for " + "just over " * 200 + "x",
    "for " + "one hundred " * 200,
    "1" * 5000,
    "2019, " * 1000,
    "in" + " " * 5000 + "x",
    "May " * 1000,
    "from 2010 to " * 300,
    "rose from 5 to 10 in " * 200,
    "said " + "word " * 1000 + "in 2019",
]


@pytest.mark.parametrize("text", HOSTILE, ids=lambda text: text[:12])
def test_no_text_takes_long(finder: PeriodFinder, text: str) -> None:
    linker = PeriodLinker(RuleSet(), finder)
    marked = read_marked("{5 boats|-} sank. " + text, "2020-11-19")
    finder.find("in 2019", 0, 7)
    begin = process_time()
    finder.find(text, 0, len(text))
    linker.link(marked.document, marked.quantities)
    assert process_time() - begin < 2


@pytest.mark.parametrize(
    ("text", "digits", "is_year"),
    [
        ("grew in 2019.", "2019", True),
        ("helped 2019 people", "2019", False),
        ("the 2030 Agenda", "2030", True),
    ],
)
def test_year_context(finder: PeriodFinder, text: str, digits: str, *, is_year: bool) -> None:
    start = text.index(digits)
    assert finder.is_year_context(text, start, start + len(digits)) is is_year
