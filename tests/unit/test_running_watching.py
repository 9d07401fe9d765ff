"""What is told of a run: events, figures, what is unlike the last runs; and what is left out of it."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from fake_pipeline import fake_pipeline
from hypothesis import given
from hypothesis import strategies as st

from extract.reading.inputs import resolve_inputs
from extract.running import events
from extract.running.drift import find_drift
from extract.running.events import Event, JsonLog, write_metrics
from extract.running.options import RunOptions
from extract.running.runs import join_listeners, run_pipeline
from extract.running.summary import RunSummary

NOTHING = dict.fromkeys(("n_new", "n_replaced", "n_duplicates", "n_facts", "n_rejections"), 0)


def run(dump: Path, listener: events.Listener | None = None, **options: Any) -> RunSummary:  # noqa: ANN401
    made = RunOptions(**options)
    return run_pipeline(fake_pipeline(), resolve_inputs([dump]), dump.parent / "out", made, listener)


def table(dump: Path, name: str) -> pd.DataFrame:
    return pd.read_parquet(dump.parent / "out" / name)


@pytest.fixture
def dump(tmp_path: Path) -> Path:
    folder = tmp_path / "dump"
    folder.mkdir()
    for number in range(3):
        (folder / f"{number}.txt").write_text(f"In 2019 Chengkou had {number} villages and 5 km of road.")
    return folder


def test_the_log_has_a_line_for_each_event(dump: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(events, "_PROGRESS_SECONDS", 0)
    (dump / "9.txt").write_text("CRASH")
    stream = io.StringIO()
    run(dump, JsonLog(stream, lambda: 4))
    lines = [json.loads(line) for line in stream.getvalue().splitlines()]
    assert [line["event"] for line in lines] == [
        *("start", "progress", "progress", "progress", "progress", "failure", "commit", "end")
    ]
    start, *progress, failure, commit, end = lines
    assert start["inputs"] == [str(dump)]
    assert [line["seen"] for line in progress] == [1, 2, 3, 4]
    assert progress[-1]["total"] == 4
    assert progress[-1]["eta_seconds"] == 0
    assert (failure["source"], failure["stage"]) == ("9.txt", "extract")
    assert (commit["articles"], commit["facts"]) == (3, 6)
    assert (end["n_new"], end["n_failures"], end["stopped"]) == (3, 1, False)
    assert all(line["time"].endswith("+00:00") and line["run_id"] == end["run_id"] for line in lines)


def test_progress_is_logged_every_ten_seconds(monkeypatch: pytest.MonkeyPatch):
    now = 100.0
    monkeypatch.setattr(events.time, "monotonic", lambda: now)
    stream = io.StringIO()
    log, summary = JsonLog(stream, lambda: 1_000), RunSummary("1", Path("out"))
    log(Event("start", summary))
    for count in range(1, 101):
        now += 0.5
        summary.new, summary.words = count, count * 500
        log(Event("seen", summary, {"count": count}))
    lines = [json.loads(line) for line in stream.getvalue().splitlines()][1:]
    assert [line["seen"] for line in lines] == [20, 40, 60, 80, 100]
    assert {(line["articles_per_second"], line["words_per_second"]) for line in lines} == {(2.0, 1_000)}
    assert lines[-1]["eta_seconds"] == 450


def test_listener_and_progress_are_told_both():
    told: list[object] = []
    tell = join_listeners(lambda event: told.append(event.kind), lambda _, count: told.append(count))
    summary = RunSummary("1", Path("out"))
    tell(Event("start", summary))
    tell(Event("seen", summary, {"count": 7}))
    assert told == ["start", "seen", 7]


def test_figures_are_in_the_summary_the_file_and_the_table(dump: Path, tmp_path: Path):
    summary = run(dump)
    write_metrics(tmp_path / "metrics.json", summary)
    metrics = json.loads((tmp_path / "metrics.json").read_text())
    (row,) = table(dump, "runs").to_dict("records")
    for figures in (metrics, row):
        assert (figures["n_new"], figures["n_facts"], figures["n_words"]) == (3, 6, 33)
        assert (figures["engine"], figures["workers"], len(figures["warnings"])) == ("local", 0, 0)
        assert figures["seconds"] > 0
        assert figures["peak_memory_mb"] > 20
    assert metrics["facts_by_kind"] == {"count": 3, "measure": 3}
    assert metrics["words_per_second"] > 0
    assert metrics["cpu_seconds"] > 0
    assert not list(tmp_path.glob(".metrics*"))


def row(articles: int, facts: float, rejected: float = 1.0, **others: Any) -> dict[str, Any]:  # noqa: ANN401
    return {
        **NOTHING,
        "n_new": articles,
        "n_facts": round(articles * facts),
        "n_rejections": round(articles * rejected),
        "collections": ["dump"],
        "finished_at": "some day",
        **others,
    }


@pytest.mark.parametrize(
    ("before", "now", "found"),
    [
        pytest.param([row(1000, 20)] * 5, row(1000, 9), "facts per article: 9, in the last 5", id="halved"),
        pytest.param([row(1000, 20)] * 5, row(1000, 31), "facts per article: 31", id="more"),
        pytest.param([row(1000, 20)] * 5, row(1000, 24), "", id="a fifth more"),
        pytest.param([row(1000, n) for n in (5, 20, 9, 30, 14)], row(1000, 31), "", id="always unlike"),
        pytest.param([row(1000, 20)] * 5, row(35, 12, 0.6), "", id="so few vary by chance"),
        pytest.param([row(1000, 20)] * 5, row(20, 1), "", id="too few to tell"),
        pytest.param([row(1000, 20)] * 2, row(1000, 1), "", id="too few runs"),
        pytest.param(
            [row(1000, 20)] * 5, row(1000, 20, 25), "rejections among all numbers: 0.556", id="rejected"
        ),
        pytest.param([row(1000, 20, collections=["x"])] * 5, row(1000, 1), "", id="another dump"),
        pytest.param([row(1000, 20, finished_at=None)] * 5, row(1000, 1), "", id="killed runs"),
        pytest.param([row(9, 20)] * 5, row(1000, 1), "", id="runs of a handful"),
        pytest.param([row(1000, 0)] * 5, row(1000, 2), "facts per article: 2, in the last 5 runs 0", id="0"),
        pytest.param([row(1000, 50)] * 4 + [row(1000, 20)] * 10, row(1000, 20), "", id="only the last ten"),
        pytest.param([row(1000, 20)] * 9 + [row(1000, 900)], row(1000, 20), "", id="one bad night before"),
    ],
)
def test_runs_unlike_the_last_ones_are_told(before: list[dict[str, Any]], now: dict[str, Any], found: str):
    warnings = find_drift(now, before)
    assert bool(warnings) == bool(found)
    assert found in (warnings or [""])[0]


@given(st.integers(30, 5_000), st.floats(0, 200), st.floats(0, 50), st.integers(0, 12))
def test_a_run_like_all_before_it_is_never_told(articles: int, facts: float, rejected: float, runs: int):
    same = row(articles, facts, rejected)
    assert find_drift(same, [same] * runs) == []


def test_a_warning_reaches_log_summary_and_table(dump: Path):
    for number in range(40):
        (dump / f"x{number}.txt").write_text(f"{number} km, 1 km, 2 km, 3 km")
    for digest in "abcd":
        (dump / "0.txt").write_text(digest)
        pipeline = fake_pipeline(digest)
        run_pipeline(pipeline, resolve_inputs([dump]), dump.parent / "out", RunOptions())
    for number in range(40):
        (dump / f"x{number}.txt").write_text(f"no number {'x' * number}")
    told: list[Event] = []
    summary = run(dump, told.append)
    warnings = [event.details["warning"] for event in told if event.kind == "warning"]
    assert warnings[0].startswith("facts per article: ")
    assert summary.warnings == warnings
    assert table(dump, "runs")["warnings"].iloc[-1].tolist() == summary.warnings


def test_without_text_only_offsets_quotes_and_hashes_are_stored(dump: Path):
    run(dump)
    kept = {name: table(dump, name) for name in ("facts", "articles", "mentions", "rejections")}
    assert run(dump, no_text=True).replaced == 3
    for name, before in kept.items():
        changed = {"text", "sentence", "section", "run_id"}
        after = table(dump, name)
        same = [column for column in before if column not in changed]
        pd.testing.assert_frame_equal(before[same], after[same])
    assert set(table(dump, "articles")["text"]) == {""}
    assert set(table(dump, "facts")["sentence"]) == {""}
    assert table(dump, "facts")["section"].isna().all()
    assert table(dump, "runs")["text"].tolist() == ["kept", "left_out"]
    for file in (dump.parent / "out" / "current").resolve().rglob("*.parquet"):
        assert b"of road" not in file.read_bytes()
    assert run(dump, no_text=True).unchanged == 3
    assert run(dump).replaced == 3
    assert table(dump, "articles")["text"].str.contains("of road").all()


def test_without_text_a_duplicate_whose_first_goes_is_read_again_by_the_next_run(dump: Path):
    (dump / "dup.txt").write_text((dump / "0.txt").read_text())
    run(dump, no_text=True)
    (dump / "0.txt").write_text("9 km")
    assert run(dump, no_text=True).failures == 1
    assert "the next run reads it again" in table(dump, "failures")["error"].iloc[0]
    assert run(dump, no_text=True).new == 1
    facts = table(dump, "facts")
    assert facts[facts["source"] == "dup.txt"]["quote"].tolist() == ["0", "5"]
    assert len(table(dump, "failures")) == 0
