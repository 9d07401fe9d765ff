"""The facts of corpus/ are those of tests/golden/facts, line by line; `make golden` accepts changes."""

from __future__ import annotations

from pathlib import Path

import pytest

from extract.reviewing.golden import diff_facts, format_facts
from extract.running.runs import run
from extract.storing.reading_back import Output

ROOT = Path(__file__).resolve().parents[2]
GOLDEN = Path(__file__).parent / "facts"
NAMES = sorted(path.name for path in GOLDEN.glob("*.txt"))


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """The facts of each article as text."""
    out = tmp_path_factory.mktemp("golden") / "output"
    run([str(ROOT / "corpus")], out)
    with Output(out) as output:
        articles = output.table("articles", ["article_id", "source"]).to_pylist()
        facts = output.table("facts").to_pylist()
    return {
        Path(article["source"]).name: format_facts(
            [f for f in facts if f["article_id"] == article["article_id"]]
        )
        for article in articles
    }


def test_every_article_of_the_corpus_has_a_golden(found: dict[str, str]):
    assert len(NAMES) >= 24
    assert sorted(found) == NAMES


@pytest.mark.parametrize("name", NAMES)
def test_facts_are_as_expected(name: str, found: dict[str, str]):
    difference = diff_facts(name, (GOLDEN / name).read_text(encoding="utf-8"), found[name])
    assert not difference, f"facts changed; look, then `make golden`:\n{difference}"


def test_a_changed_value_shows_as_two_lines():
    fact = dict.fromkeys(
        ("topic", "indicator", "per", "place_code", "place_name", "period_start", "period_end"), None
    ) | {
        "baseline_start": None,
        "baseline_end": None,
        "programme": None,
        "start": 3,
        "end": 8,
        "quote": "5 \nkm",
        "kind": "measure",
        "value_low": 5.0,
        "value_high": 5.0,
        "unit": "kilometer",
        "modifier": "approx",
        "role": "level",
        "direction": "none",
        "status": "actual",
    }
    before, after = format_facts([fact]), format_facts([fact | {"value_low": 6.0, "value_high": 6.0}])
    assert before == "3-8 | 5 km | measure approx 5 kilometer | - | level none actual\n"
    changed = [line for line in diff_facts("x", before, after).splitlines() if line[0] in "+-"][2:]
    assert [line[0] for line in changed] == ["-", "+"]
