"""Real processes, real signals: a killed run leaves its last commit, the next one goes on."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pandas as pd
import pytest

import extract
from extract.errors import UsageError
from extract.storing.manifest import read_manifest

SCRIPT = Path(__file__).with_name("killed_run.py")
TABLES = ("facts", "articles", "mentions", "rejections")


def start(dump: Path, out: Path, every: int = 8) -> subprocess.Popen[str]:
    command = [sys.executable, str(SCRIPT), str(dump), str(out), str(every)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def finish(process: subprocess.Popen[str]) -> None:
    _, errors = process.communicate(timeout=60)
    assert process.returncode == 0, errors


def kill_after(process: subprocess.Popen[str], lines: int, seconds: float) -> None:
    assert process.stdout is not None
    for _ in range(lines):
        process.stdout.readline()
    time.sleep(seconds)
    process.send_signal(signal.SIGKILL)
    process.communicate()


def digests(out: Path) -> dict[str, list[str]]:
    tables = read_manifest(out / "current").tables
    return {name: [entry.sha256 for entry in tables[name]] for name in ("facts", "mentions", "rejections")}


def check_whole_articles(out: Path) -> int:
    """What is shown is whole: each article with all its rows, none twice. The number of articles."""
    try:
        output = extract.open(out)
    except UsageError as error:
        assert "no finished commit" in str(error) or "no output" in str(error)  # noqa: PT017
        return 0
    with output:
        articles, facts = output.articles(), output.facts()
        assert facts["fact_id"].is_unique
        assert articles["article_id"].is_unique
        assert facts.groupby("article_id").size().to_dict() == dict(
            zip(articles["article_id"], articles["n_facts"], strict=True)
        )
        assert len(output.rejections()) == articles["n_rejected"].sum()
    return len(articles)


@pytest.fixture
def dump(tmp_path: Path) -> Path:
    folder = tmp_path / "dump"
    folder.mkdir()
    for number in range(300):
        text = f"In 2019 Chengkou had {number} villages, {number * 3} km of road and 5 towns."
        (folder / f"{number:04d}.txt").write_text(text)
    return folder


def test_killed_runs_lose_nothing_and_double_nothing(dump: Path, tmp_path: Path):
    whole, killed = tmp_path / "whole", tmp_path / "killed"
    finish(start(dump, whole, 1_000))
    chance = random.Random(11)  # noqa: S311 - no secret
    reached = [0]
    for _ in range(6):
        kill_after(start(dump, killed), chance.randrange(60), chance.random() / 20)
        reached.append(check_whole_articles(killed))
        if reached[-1]:
            assert pd.read_parquet(killed / "articles")["article_id"].nunique() == reached[-1]
    assert reached == sorted(reached)
    finish(start(dump, killed))
    assert check_whole_articles(killed) == 300
    assert digests(killed) == digests(whole)
    left = [path.name for path in (*killed.iterdir(), *(killed / "snapshots").iterdir())]
    assert not [name for name in left if name.startswith((".work", ".tmp"))]


def test_a_reader_sees_whole_commits_while_a_run_writes(dump: Path, tmp_path: Path):
    out = tmp_path / "out"
    process = start(dump, out, 20)
    seen = []
    while process.poll() is None:
        seen.append(check_whole_articles(out))
    finish(process)
    assert check_whole_articles(out) == 300
    assert seen == sorted(seen)
    assert len(set(seen)) > 2


def test_second_run_is_refused_until_the_first_is_killed(dump: Path, tmp_path: Path):
    out = tmp_path / "out"
    first = start(dump, out)
    assert first.stdout is not None
    first.stdout.readline()
    first.send_signal(signal.SIGSTOP)
    second = start(dump, out)
    _, errors = second.communicate(timeout=60)
    assert second.returncode == 1
    assert (
        errors.strip()
        == f"extract: another run (process {first.pid}) writes to '{out}'; wait until it ends, or pass --wait"
    )
    os.kill(first.pid, signal.SIGKILL)
    first.communicate()
    finish(start(dump, out))
    assert check_whole_articles(out) == 300
