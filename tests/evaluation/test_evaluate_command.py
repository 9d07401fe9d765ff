"""`extract evaluate`: what it prints, as JSON and by parts, and its floors."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from extract.cli.main import cli

CORPUS = Path(__file__).resolve().parents[2] / "corpus"
ANNOTATED = len(list(CORPUS.glob("*.gold.json")))


@pytest.fixture
def out(corpus_output: Path) -> str:
    """The output of the corpus."""
    return str(corpus_output)


def evaluate(out: str, *options: str) -> Result:
    return CliRunner().invoke(cli, ["evaluate", str(CORPUS), out, *options], standalone_mode=False)


def test_it_prints_precision_and_recall_and_errors(out: str):
    lines = evaluate(out, "--errors", "3").output.splitlines()
    assert lines[0].startswith(f"{ANNOTATED} articles, ")
    assert lines[1].split() == ["F1", "precision", "recall"]
    assert lines[2].startswith("detect ")
    assert len(lines[2].split()) == 4
    assert sum(".txt@" in line for line in lines) == 3


@pytest.mark.parametrize(
    ("by", "rows"),
    [("kind", {"money", "percent"}), ("source", {"001_wuxi_orchards.txt"}), ("field", {"place"})],
)
def test_parts_are_tables(by: str, rows: set[str], out: str):
    lines = evaluate(out, "--by", by).output.splitlines()
    assert lines[0].split()[0] == by
    assert rows <= {line.split()[0] for line in lines[1:]}


def test_json_has_everything(out: str):
    found = json.loads(evaluate(out, "--json").output)
    assert found["scores"]["detect"] == found["shares"]["detect"]["f1"]
    assert set(found["by_kind"]) == {"money", "percent", "people", "count", "measure", "multiple"}
    assert len(found["by_source"]) == found["articles"] == ANNOTATED
    assert "places" in found["by_source"]["001_wuxi_orchards.txt"]
    assert "places" not in found["by_kind"]["money"]
    assert found["errors"]


@pytest.mark.parametrize(
    ("floors", "message"),
    [
        ('{"detect": 0.5}', None),
        ('{"detect": 1.1, "core": 1.2}', "below the floors of"),
        ('{"detekt": 0.5}', "no score 'detekt'; there are detect, core"),
        ("{", "not valid JSON"),
        ("[1]", "not an object of numbers"),
        ('{"detect": "high"}', "not an object of numbers"),
    ],
)
def test_floors_hold_or_say_what_is_wrong(floors: str, message: str | None, out: str, tmp_path: Path):
    file = tmp_path / "floors.json"
    file.write_text(floors)
    done = evaluate(out, "--floors", str(file))
    assert (done.exception is None) == (message is None)
    assert message is None or message in str(done.exception)
