"""Every example and counter-example of every rule holds, through the real pipeline."""

from __future__ import annotations

from collections import defaultdict
from functools import cache

import pytest

from extract.rules.loading import RuleSet, builtin_folder
from extract.running.checking import build_checkers, run_cases
from extract.running.checking_cases import (
    Case,
    Checkers,
    find_checker,
    read_cases,
    rule_files,
)
from extract.running.pipeline import Extractor

RULESET = RuleSet()

# Tables that other rules are made of (words, pieces of patterns), each with no example of its own.
VOCABULARY = {
    "en/confidence.toml",
    "en/words.toml",
    "en/segments/languages.toml",
    "en/segments/publishers.toml",
    "places/naming.toml",
}


@cache
def checkers() -> Checkers:
    return build_checkers(RULESET)


@cache
def cases() -> dict[str, list[Case]]:
    found, problems = read_cases(RULESET, checkers())
    assert problems == []
    by_file: dict[str, list[Case]] = defaultdict(list)
    for case in found:
        by_file[case.file].append(case)
    return dict(by_file)


# Only the names: reading the cases takes seconds, and pytest collects the module in each of its processes.
FILES = [path.relative_to(builtin_folder()).as_posix() for path in sorted(builtin_folder().rglob("*.toml"))]


@pytest.mark.parametrize("file", [file for file in FILES if file not in VOCABULARY])
def test_examples_of_the_file_hold(file: str, extractor: Extractor):
    assert cases()[file]
    problems = [line for lines in run_cases(cases()[file], extractor, checkers()) for line in lines]
    assert problems == []


def test_there_are_thousands_of_cases_of_both_sorts():
    every = [case for of_file in cases().values() for case in of_file]
    assert len(every) > 2_000
    assert sum(not case.holds for case in every) > 800


def test_every_file_of_rules_is_checked_or_is_vocabulary():
    files = rule_files(RULESET)
    assert len(files) > 20
    unchecked = {
        file for file, tables in files.items() if not any(find_checker(checkers(), file, t) for t in tables)
    }
    assert unchecked == VOCABULARY


# Tables whose every entry says with an example what it does.
COMPLETE = {
    "en/numbers.toml": {"word", "scale", "vague", "fraction", "multiple", "glyph", "range", "ratio"},
    "en/currencies.toml": {"currency", "subunit"},
    "en/units.toml": {"unit", "percent"},
    "en/people.toml": {"people", "people_plural", "people_suffix"},
    "en/modifiers.toml": {"modifier"},
    "en/denominators.toml": {"per", "per_noun", "per_apart", "per_amount"},
    "en/exclusions.toml": {"exclusion"},
    "en/indicators.toml": {"indicator"},
    "en/programmes.toml": {"programme"},
    "en/movement.toml": {"movement"},
    "en/periods.toml": {"pattern"},
}


@pytest.mark.parametrize(
    ("file", "table"), [(file, t) for file, tables in COMPLETE.items() for t in sorted(tables)]
)
def test_every_entry_has_an_example(file: str, table: str):
    entries = RULESET.entries(file, table)
    assert entries
    keys = ("examples", "counter_examples")
    assert [entry.id for entry in entries if not any(entry.fields.get(key) for key in keys)] == []
