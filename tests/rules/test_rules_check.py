"""``extract rules check``: what a user's own rules get told, and that what holds is found to hold."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from extract.errors import RulesError
from extract.rules.loading import RuleSet, builtin_folder
from extract.running.checking import build_checkers, check
from extract.running.checking_cases import read_cases
from extract.running.checking_facts import read_quantities
from extract.running.checking_markup import MarkupError, read_bars, read_brackets, read_sources
from extract.running.checking_shapes import find_misshapen

UNIT = """
[[unit]]
id = "koku"
pint = "180 * liter"
words = ["koku"]
"""

README = builtin_folder() / "README.md"
BLOCK = re.compile(r"^```toml\n# (?P<file>\S+)\n(?P<text>.*?)^```", re.MULTILINE | re.DOTALL)


def overlay(folder: Path, **files: str) -> RuleSet:
    """Rules with files of the user: ``units_toml="..."`` is en/units.toml."""
    (folder / "en").mkdir()
    for name, text in files.items():
        (folder / "en" / name.replace("_toml", ".toml")).write_text(text, encoding="utf-8")
    return RuleSet(folder)


def own_problems(ruleset: RuleSet) -> list[str]:
    """Problems of the overlaid files, without the folder's name; the built-in rules run along."""
    folder = str(ruleset.folders[-1])
    problems, _ = check(ruleset)
    return [one.replace(f"{folder}/en/", "") for one in problems if one.startswith(folder)]


@pytest.mark.slow
def test_rules_that_the_readme_shows_work_and_are_checked(tmp_path: Path):
    shown = {block["file"]: block["text"] for block in BLOCK.finditer(README.read_text(encoding="utf-8"))}
    assert len(shown) >= 8
    for name, text in shown.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
    ruleset = RuleSet(tmp_path)
    assert own_problems(ruleset) == []
    cases, _ = read_cases(ruleset, build_checkers(ruleset))
    assert {case.file for case in cases if case.entry.file.is_relative_to(tmp_path)} == shown.keys()


@pytest.mark.slow
def test_a_unit_of_the_user_goes_before_a_built_in_one_of_the_same_name(tmp_path: Path):
    own = '[[unit]]\nid = "thumb"\npint = "inch"\nwords = ["inch", "inches"]\n'
    examples = ["a crack of <q value=3 unit=thumb>3 inches</q>"]
    assert own_problems(overlay(tmp_path, units_toml=f"{own}examples = {examples}\n")) == []


def test_examples_that_do_not_hold_are_named_with_what_was_found(tmp_path: Path):
    examples = [
        "<q value=30 unit=koku>300 koku</q> stored",
        "grew <q value=3 unit=koku>3 bales</q>",
        "5 koku",
        "<q>6",
    ]
    found = own_problems(overlay(tmp_path, units_toml=f"{UNIT}examples = {examples}\n"))
    assert [line.split('": ', 1)[1] for line in found] == [
        "<q> is never closed; mend its markup",
        "'300 koku': found value 300, expected 30",
        "'300 koku': found high 300, expected 30",
        "'3 bales': found unit bale, expected koku",
        "found '5 koku' (measure, 5 koku, exact), expected no quantity there",
    ]
    start = "units.toml:3: unit 'koku': example \"<q value=30 unit=koku>300 koku</q> stored\": "
    assert found[1].startswith(start)


SHAPES = [
    ("unit.toml", UNIT, "nothing reads a rule file of this name; known in en/: "),
    (
        "units.toml",
        UNIT.replace("[[unit]]", "[[units]]"),
        "unknown table 'units'; known here: compound, compound_link, percent, power, shared_unit, size,",
    ),
    (
        "units.toml",
        UNIT + 'word = "k"',
        "unknown key 'word'; known here: conditional_symbols, counter_examples,",
    ),
    ("units.toml", UNIT.replace('["koku"]', '"koku"'), "words is a string; write a list of strings"),
    ("units.toml", UNIT, "no example of it; add one: examples = "),
    ("units.toml", UNIT + "examples = [5]", "examples is a list; write a list of strings"),
]


@pytest.mark.parametrize(("name", "text", "told"), SHAPES, ids=[told[:25] for _, _, told in SHAPES])
def test_what_is_wrong_with_a_file_is_one_line_with_its_remedy(
    tmp_path: Path, name: str, text: str, told: str
):
    problems = find_misshapen(overlay(tmp_path, **{name.replace(".", "_"): text}))
    assert any(told in problem for problem in problems)
    assert not any("\n" in problem for problem in problems)


@pytest.mark.slow
def test_a_key_that_the_rules_cannot_do_without_is_named(tmp_path: Path):
    text = '[[unit]]\nid = "koku"\nwords = ["koku"]\nexamples = ["a koku"]\n'
    (problem,) = own_problems(overlay(tmp_path, units_toml=text))
    assert (
        problem == "units.toml:2: unit 'koku': no key 'pint'; write it as in 'kilometer': pint = 'kilometer'"
    )


def test_examples_that_nothing_checks_are_named(tmp_path: Path):
    ruleset = overlay(tmp_path, words_toml='[[word]]\nid = "w"\nwords = "w"\nexamples = ["a w"]\n')
    _, problems = read_cases(ruleset, {})
    assert any("nothing checks examples of this table" in problem for problem in problems)


def test_broken_toml_is_one_line(tmp_path: Path):
    with pytest.raises(RulesError, match=r"units\.toml: not valid TOML"):
        check(overlay(tmp_path, units_toml="[[unit]\n"))


@pytest.mark.parametrize(
    "source",
    [
        "a <q value=5>5 cows", "a 5 cows</q>", "<q><q>5</q></q>", "<q></q>5", "<q value=five>5</q>",
        "<q value>5</q>", "<q value=5 value>5</q>", "<r>5</r>", "<q value=5>5</no>", "<q value=5", "a </q",
        "<q  value = 5>5</q>",
    ],
)  # fmt: skip
def test_broken_tags_are_never_passed_over(source: str):
    with pytest.raises(MarkupError):
        read_quantities(source)


@pytest.mark.parametrize("source", ["rose [5|C+", "rose 5|C+]", "rose [5|X]", "rose [5]", "rose [5|C*]"])
def test_broken_brackets_are_never_passed_over(source: str):
    with pytest.raises(MarkupError):
        read_brackets(source)


def test_bars_and_sources_are_read_or_refused():
    assert [mark.start for mark in read_bars("it grew| and fell").marks] == [7]
    assert [read_sources("says [he] so").quote(mark) for mark in read_sources("says [he] so").marks] == ["he"]
    for broken, reader in (
        ("it grew|", read_bars),
        ("says [he so", read_sources),
        ("says [[he]]", read_sources),
    ):
        with pytest.raises(MarkupError):
            reader(broken)


def test_less_than_signs_are_text():
    assert read_quantities("if a < b and <q value=5>5 cows</q> > 4").text == "if a < b and 5 cows > 4"
