"""The facts of corpus/ are those of tests/golden/facts, line by line; `make golden` accepts changes."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from extract.reviewing.golden import format_facts
from extract.reviewing.golden_comparing import FoundFacts, compare_goldens, read_facts

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "tools"))
from golden import ROOT, read_found, read_goldens  # the tool behind `make golden`

GOLDENS = read_goldens()


@pytest.fixture(scope="session")
def found(corpus_output: Path) -> dict[str, FoundFacts]:
    """What was found in each article."""
    return {one.name: one for one in read_found(corpus_output)}


def test_every_article_of_the_corpus_has_a_golden(found: dict[str, FoundFacts]):
    assert len(GOLDENS) >= 24
    assert sorted(found) == sorted(GOLDENS)


@pytest.mark.parametrize("name", GOLDENS)
def test_facts_are_as_expected(name: str, found: dict[str, FoundFacts]):
    difference = compare_goldens(GOLDENS, [found[name]])
    if difference:
        pytest.fail(f"facts changed; look, then `make golden`:\n{difference}", pytrace=False)


@pytest.mark.parametrize("name", GOLDENS)
def test_a_golden_line_tells_all_that_it_was_made_of(name: str):
    rows = read_facts(GOLDENS[name])
    assert rows
    assert format_facts(rows) == GOLDENS[name]


TEXT = "It was poor once.\nThe county lifted 450 villages\nand 12 towns out of poverty in 2019.\n"
EXPECTED = (
    "36-48 | 450 villages | count 450 village | villages | level none actual | in 2019-01-01/2019-12-31\n"
    "53-61 | 12 towns | count approx 12..14 press conference per year | - | indicator poverty_incidence | "
    "change up planned | at 500229 Chengkou County | "
    "in 2019-12-31 | against ../2018-12-31 | under Rain Plan\n"
)


def facts_of(golden: str) -> list[dict[str, Any]]:
    start = TEXT.index("The")
    sentence = TEXT[start:].strip()
    common = {"sentence": sentence, "sentence_start": start, "rules": ["number.digits", "place.list"]}
    return [row | common for row in read_facts(golden)]


def test_a_changed_value_is_told_in_the_words_of_extract_diff():
    changed = EXPECTED.replace("count 450 village", "count 454 village").replace("500229 Ch", "500101 Ch")
    shown = compare_goldens({"a.txt": EXPECTED}, [FoundFacts("a.txt", TEXT, facts_of(changed))])
    assert shown.splitlines()[0] == "2 of 2 facts differ: 2 changed"
    assert "  The county lifted [450 villages] and 12 towns out of poverty in 2019." in shown.splitlines()
    assert "    value: 450 → 454" in shown.splitlines()
    assert "    place: 500229 Chengkou County → 500101 Chengkou County" in shown.splitlines()
    assert "    rules: place.list" in shown.splitlines()


def test_facts_that_came_and_went_are_told():
    lines = EXPECTED.splitlines(keepends=True)
    shown = compare_goldens({"a.txt": lines[0]}, [FoundFacts("a.txt", TEXT, facts_of(lines[1]))])
    assert shown.splitlines()[0] == "2 of 2 facts differ: 1 added, 1 removed"
    assert "    - count 450 village | villages | level none actual | in 2019-01-01/2019-12-31" in shown
    assert "    + count approx 12..14 press conference per year" in shown


def test_a_text_that_has_shifted_changes_no_fact_but_its_offsets():
    moved = "It was poor before.\n" + TEXT.partition("\n")[2]
    rows = [row | {"start": row["start"] + 2, "end": row["end"] + 2} for row in facts_of(EXPECTED)]
    shown = compare_goldens({"a.txt": EXPECTED}, [FoundFacts("a.txt", moved, rows)])
    # Offsets are part of a golden file: it is to be refreshed, and nothing is to be read but that.
    assert shown.startswith("--- a.txt (golden)")
    rows[0] |= {"value_low": 1.0, "value_high": 1.0}
    shown = compare_goldens({"a.txt": EXPECTED}, [FoundFacts("a.txt", moved, rows)])
    assert shown.splitlines()[0] == "1 of 2 facts differs: 1 changed"


def test_lines_that_are_no_goldens_show_as_lines():
    shown = compare_goldens({"a.txt": "nonsense\n"}, [FoundFacts("a.txt", TEXT, facts_of(EXPECTED))])
    assert "-nonsense" in shown.splitlines()


def test_what_agrees_is_silent():
    assert compare_goldens({"a.txt": EXPECTED}, [FoundFacts("a.txt", TEXT, facts_of(EXPECTED))]) == ""


def test_nothing_is_accepted_in_ci():
    environment = os.environ | {"CI": "true"}
    command = [sys.executable, str(ROOT / "tools" / "golden.py")]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False, input="y\n")
    assert done.returncode == 1
    assert "never refreshed in CI" in done.stderr
