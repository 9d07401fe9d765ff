"""Kept snapshots: listed, opened, gone back to; and outputs where links do not exist."""

from __future__ import annotations

import json
import os
from datetime import UTC, datetime
from pathlib import Path

import duckdb
import pandas as pd
import polars as pl
import pytest
from fake_pipeline import VOCABULARY
from test_storing_snapshots import RUN, digests, rows_for

import extract
from extract.cli.main import run_cli
from extract.errors import UsageError
from extract.storing import holding
from extract.storing.columns import TABLES
from extract.storing.history import list_runs, roll_back
from extract.storing.manifest import MANIFEST
from extract.storing.store import open_store

NOW = datetime(2020, 2, 1, tzinfo=UTC)


def run_once(out: Path, *numbers: int, keep: int | None = None, drop: str = "") -> None:
    """A run that adds articles and ends."""
    with open_store(out, keep=keep) as store:
        for number in numbers:
            store.add(rows_for(number))
        if drop:
            store.drop(drop)
        row = RUN | {"run_id": f"{len(store.runs) + 1:06d}-abcd", "finished_at": RUN["started_at"]}
        store.commit(row, VOCABULARY, complete=False)
        store.commit(row, VOCABULARY, complete=True)


def shown(out: Path) -> list[str]:
    return sorted(pd.read_parquet(out / "articles")["source"])


@pytest.fixture
def out(tmp_path: Path) -> Path:
    out = tmp_path / "out"
    for number in range(4):
        run_once(out, number, keep=2)
    return out


def test_the_last_runs_are_kept_and_listed(out: Path):
    runs = list_runs(out)
    assert [run["snapshot"] for run in runs] == ["", "kept", "kept", "current"]
    assert [run["articles"] for run in runs] == [None, 2, 3, 4]
    assert [run["facts"] for run in runs] == [None, 4, 6, 8]
    assert len(list((out / "snapshots").iterdir())) == 3


def test_how_many_are_kept_holds_until_it_is_said_anew(out: Path):
    run_once(out, 4)
    assert [run["snapshot"] for run in list_runs(out)] == ["", "", "kept", "kept", "current"]
    run_once(out, 5, keep=0)
    assert [run["snapshot"] for run in list_runs(out)][-2:] == ["", "current"]


@pytest.mark.parametrize("name", ["000002-abcd", "2", "000002", 2])
def test_a_kept_run_can_be_opened(out: Path, name: str | int):
    with extract.open(out, run=name) as output:
        assert sorted(output.articles()["source"]) == ["0.txt", "1.txt"]
        run_once(out, 4)
        run_once(out, 5)
        assert len(output.facts()) == 4
    run_once(out, 6)
    with pytest.raises(UsageError, match="has no snapshot of run"):
        extract.open(out, run=name)


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("1", "no snapshot of run '1'; kept are 000002-abcd, 000003-abcd, 000004-abcd"),
        ("0000", "several snapshots"),
        ("", "no snapshot"),
    ],
)
def test_a_run_that_has_gone_is_refused_with_those_that_are_there(out: Path, name: str, found: str):
    with pytest.raises(UsageError, match=found):
        extract.open(out, run=name)


def test_going_back_shows_what_was_shown_and_loses_nothing(out: Path):
    with extract.open(out, run=2) as output:
        before = {name: output.table(name) for name in TABLES if name != "runs"}
    manifest = roll_back(out, "2", NOW)
    with extract.open(out) as output:
        assert all(output.table(name).equals(table) for name, table in before.items())
        assert output.runs()["rolled_back_to"].dropna().tolist() == ["000002-abcd"]
    assert manifest.run_id == "000005-abcd"
    assert [run["snapshot"] for run in list_runs(out)] == ["", "", "kept", "kept", "current"]
    roll_back(out, "4", NOW)
    assert shown(out) == [f"{number}.txt" for number in range(4)]


def test_the_next_run_goes_on_from_what_is_shown(out: Path, tmp_path: Path):
    roll_back(out, "2", NOW)
    with open_store(out) as store:
        assert sorted(article.source for article in store.known.values()) == ["0.txt", "1.txt"]
    run_once(out, 7)
    run_once(tmp_path / "other", 0, 1, 7)
    assert digests(out)["facts"] == digests(tmp_path / "other")["facts"]


def test_going_back_to_the_current_run_is_refused(out: Path):
    with pytest.raises(UsageError, match="is the current one"):
        roll_back(out, "4", NOW)


def test_going_back_waits_for_no_run_that_writes(out: Path):
    with open_store(out), pytest.raises(UsageError, match="another run"):
        roll_back(out, "2", NOW)


def test_commands_list_and_go_back(
    out: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("COLUMNS", "160")
    assert run_cli(["runs", str(out), "--format", "json"]) == 0
    rows = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [row["run_id"] for row in rows] == [f"{number:06d}-abcd" for number in range(1, 5)]
    assert run_cli(["rollback", str(out), "3"]) == 0
    assert "3 articles, 6 facts, as after run 3 (000005-abcd)" in capsys.readouterr().out
    assert run_cli(["runs", str(out)]) == 0
    assert "current as 000003 " in " ".join(capsys.readouterr().out.split())
    assert run_cli(["rollback", str(out), "9"]) == 2
    assert "no snapshot of run '9'" in capsys.readouterr().err
    assert run_cli(["runs", str(out.parent)]) == 2


@pytest.fixture
def no_links(monkeypatch: pytest.MonkeyPatch) -> None:
    """As on Windows without developer mode."""

    def refuse(*_: object, **__: object) -> None:
        raise OSError(1314, "A required privilege is not held by the client")

    monkeypatch.setattr(os, "symlink", refuse)


@pytest.mark.usefixtures("no_links")
def test_without_links_a_file_points_and_folders_show(tmp_path: Path):
    out = tmp_path / "out"
    for number in range(3):
        run_once(out, number)
        assert (out / "current").read_text() == f"snapshots/{2 * number + 2:06d}\n"
        assert len(pd.read_parquet(out / "facts")) == 2 * (number + 1)
        assert duckdb.read_parquet(f"{out}/facts/*.parquet").count("*").fetchall() == [(2 * (number + 1),)]
        assert pl.read_parquet(out / "articles").height == number + 1
        with extract.open(out) as output:
            assert len(output.articles()) == number + 1
    roll_back(out, "2", NOW)
    assert shown(out) == ["0.txt", "1.txt"]
    assert not [path for path in out.iterdir() if path.name.startswith((".fresh", ".stale"))]
    assert not any(path.is_symlink() for path in out.rglob("*"))


@pytest.mark.usefixtures("no_links")
def test_folders_that_a_killed_run_left_behind_the_pointer_follow_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    out = tmp_path / "out"
    run_once(out, 0)
    rename = Path.rename

    def refuse(path: Path, target: Path) -> Path:
        if target.name == ".stale-facts":
            raise PermissionError(13, "The process cannot access the file", str(path))
        return rename(path, target)

    with monkeypatch.context() as patch:  # a reader on Windows has a file of it open
        patch.setattr(Path, "rename", refuse)
        run_once(out, 1)
    assert (len(pd.read_parquet(out / "facts")), len(pd.read_parquet(out / "articles"))) == (2, 2)
    assert len(extract.open(out).facts()) == 4
    with open_store(out):
        assert len(pd.read_parquet(out / "facts")) == 4


def test_without_flock_an_open_manifest_is_what_holds(out: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(holding, "fcntl", None)
    unlink, held = Path.unlink, []

    def refuse(path: Path, missing_ok: bool = False) -> None:
        if path in held:
            raise PermissionError(13, "The process cannot access the file", str(path))
        unlink(path, missing_ok=missing_ok)

    monkeypatch.setattr(Path, "unlink", refuse)
    with extract.open(out, run=2) as output:
        held.append(output.snapshot / MANIFEST)
        run_once(out, 4, keep=0)
        assert len(output.facts()) == 4
    held.clear()
    run_once(out, 5)
    assert not output.snapshot.exists()


@pytest.mark.parametrize("command", ["runs", "rollback"])
def test_commands_teach_by_example(command: str, capsys: pytest.CaptureFixture[str]):
    assert run_cli([command, "--help"]) == 0
    assert f"extract {command} output" in capsys.readouterr().out
