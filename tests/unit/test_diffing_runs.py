"""Two runs of one output compared."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner
from fake_pipeline import fake_pipeline

import extract
from extract.cli.main import cli
from extract.errors import UsageError


@pytest.fixture
def out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An output of three runs: 12 villages; 13 villages; 13 villages and 5 mills."""
    monkeypatch.setattr("extract.running.pipelines.load_pipeline", lambda *_: fake_pipeline())
    (tmp_path / "articles").mkdir()
    for text in (
        "It has 12 villages now.",
        "It has 13 villages now.",
        "It has 13 villages now. Also 5 mills.",
    ):
        (tmp_path / "articles" / "a.txt").write_text(text)
        extract.run(tmp_path / "articles", tmp_path / "output", keep=5)
    return tmp_path / "output"


def test_without_another_output_the_run_before_is_compared(out: Path):
    found = extract.diff(out)
    assert [(one.change, one.shown["quote"]) for one in found] == [("added", "5")]
    assert [label.split(", run ")[1][:6] for label in found.labels] == ["000002", "000003"]


def test_runs_are_named_by_number(out: Path):
    assert {one.shown["quote"] for one in extract.diff(out, old_run=1)} == {"13", "5"}
    assert len(extract.diff(out, old_run=2, new_run=2)) == 0
    shown = CliRunner().invoke(
        cli, ["diff", str(out), "--old-run", "1", "--new-run", "2"], standalone_mode=False
    )
    assert shown.return_value == 1
    assert "run 000001" in shown.output
    assert "[5]" not in shown.output


def test_an_output_without_an_earlier_run_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("extract.running.pipelines.load_pipeline", lambda *_: fake_pipeline())
    (tmp_path / "a.txt").write_text("It has 12 villages.")
    extract.run(tmp_path / "a.txt", tmp_path / "output")
    with pytest.raises(UsageError, match="keeps no earlier run to compare with"):
        extract.diff(tmp_path / "output")
    with pytest.raises(UsageError, match="no snapshot of run '7'"):
        extract.diff(tmp_path / "output", old_run=7)
    with (
        extract.open(tmp_path / "output") as output,
        pytest.raises(UsageError, match="compare an open output"),
    ):
        extract.diff(output)
