"""Quantities of all forms: what is found, with which value, unit, modifier and denominator.

Each line of tests/data/quantities/*.txt is an article of its own, in the markup of the rule files'
examples. What a mark does not say is the plain case: exact, no denominator, both ends equal.
``\\n`` and ``\\u00a0`` stand for the characters that an editor would not show.
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import pytest

from extract.rules.loading import Entry
from extract.running.checking import run_cases
from extract.running.checking_cases import Case, Checker
from extract.running.checking_facts import judge_quantities, read_quantities
from extract.running.checking_markup import Marked
from extract.running.pipeline import Extractor

FOLDER = Path(__file__).resolve().parents[1] / "data" / "quantities"
ESCAPE = re.compile(r"\\u([0-9a-f]{4})|\\n")
DEFAULTS = {"modifier": "exact", "per": "-"}
TABLE = "line"


def unescaped(line: str) -> str:
    return ESCAPE.sub(lambda found: chr(int(found[1], 16)) if found[1] else "\n", line)


def read_line(source: str) -> Marked:
    marked = read_quantities(source)
    for mark in marked.marks:
        if mark.tag == "q":
            assert {"value", "kind", "unit"} <= mark.attributes.keys(), source
            mark.attributes.update({key: DEFAULTS[key] for key in DEFAULTS if key not in mark.attributes})
    return marked


@cache
def cases() -> list[Case]:
    found = []
    for file in sorted(FOLDER.glob("*.txt")):
        for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), start=1):
            if line and not line.startswith("#"):
                source = unescaped(line)
                entry = Entry(TABLE, str(number), {}, file, number)
                found.append(Case(file.stem, entry, holds=True, source=source, marked=read_line(source)))
    return found


@pytest.fixture(scope="module")
def problems(extractor: Extractor) -> dict[str, list[str]]:
    checkers = {(case.file, TABLE): Checker(read_line, judge_quantities) for case in cases()}
    outcomes = run_cases(cases(), extractor, checkers)
    return {name(case): found for case, found in zip(cases(), outcomes, strict=True)}


def name(case: Case) -> str:
    return f"{case.file}:{case.entry.line}"


def test_there_are_cases_of_every_form():
    forms = {case.file for case in cases()}
    assert len(forms) >= 18
    assert len(cases()) >= 500
    assert all(sum(case.file == form for case in cases()) >= 8 for form in forms)


@pytest.mark.parametrize("case", cases(), ids=name)
def test_quantities_of_the_line_are_found(case: Case, problems: dict[str, list[str]]):
    assert problems[name(case)] == []
