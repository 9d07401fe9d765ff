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
READER = Path(__file__).with_name("reading_loop.py")
TABLES = ("facts", "articles", "mentions", "rejections")


def start(dump: Path, out: Path, every: int = 8, *more: object) -> subprocess.Popen[str]:
    command = [sys.executable, str(SCRIPT), *map(str, (dump, out, every, *more))]
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
    names = ("facts", "mentions", "rejections", "claims", "conflicts", "places")
    return {name: [entry.sha256 for entry in tables[name]] for name in names}


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
        counts = facts.groupby("article_id").size()
        assert counts.to_dict() == articles.set_index("article_id")["n_facts"].loc[lambda n: n > 0].to_dict()
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


@pytest.mark.slow
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


def test_a_second_run_that_waits_goes_on_when_the_first_is_killed(dump: Path, tmp_path: Path):
    out = tmp_path / "out"
    first = start(dump, out)
    assert first.stdout is not None
    first.stdout.readline()
    first.send_signal(signal.SIGSTOP)
    waiting = subprocess.Popen(
        [sys.executable, "-m", "extract", "rollback", str(out), "9", "--wait"],
        stderr=subprocess.PIPE,
        text=True,
    )
    with pytest.raises(subprocess.TimeoutExpired):
        waiting.wait(timeout=1.5)
    os.kill(first.pid, signal.SIGKILL)
    first.communicate()
    _, errors = waiting.communicate(timeout=60)
    assert "no snapshot of run '9'" in errors


@pytest.mark.parametrize(
    "limit", [2_000, *(pytest.param(n, marks=pytest.mark.slow) for n in (100, 9_000, 20_000))]
)
def test_a_full_disk_is_one_line_and_the_next_run_goes_on(dump: Path, tmp_path: Path, limit: int):
    """The system itself refuses to write: at the first small file, at a manifest, at a large table."""
    out = tmp_path / "out"
    failed = start(dump, out, 40, limit)
    _, errors = failed.communicate(timeout=60)
    assert failed.returncode == 1
    assert len(errors.strip().splitlines()) == 1
    assert "File too large" in errors
    reached = check_whole_articles(out) if (out / ".extract-output.json").exists() else 0
    assert reached < 300
    finish(start(dump, out))
    assert check_whole_articles(out) == 300
    left = [path.name for path in (*out.iterdir(), *(out / "snapshots").iterdir())]
    assert not [name for name in left if name.startswith((".work", ".tmp"))]


def change_some(dump: Path, source: random.Random, edition: int) -> None:
    """A new dump: some articles are other ones, one has gone, one repeats another."""
    for number in source.sample(range(300), 40):
        text = f"In 2019 Chengkou had {number} villages and {edition} schools, {number * 7} km of road."
        (dump / f"{number:04d}.txt").write_text(text)
    one, other = source.sample(range(300), 2)
    (dump / f"{one:04d}.txt").write_text((dump / f"{other:04d}.txt").read_text())


@pytest.mark.slow
def test_fifty_kills_at_any_moment_while_a_reader_reads(dump: Path, tmp_path: Path):
    out, stop = tmp_path / "out", tmp_path / "stop"
    reader = subprocess.Popen(
        [sys.executable, str(READER), str(out), str(stop)], stdout=subprocess.PIPE, text=True
    )
    source = random.Random(20)  # noqa: S311 - no secret
    started = time.monotonic()
    finish(start(dump, out, 25))
    whole = time.monotonic() - started
    kills = 0
    while kills < 50:
        change_some(dump, source, kills)
        process = start(dump, out, 10)
        try:
            process.wait(timeout=source.uniform(0.25, 1.0) * whole)
        except subprocess.TimeoutExpired:
            process.send_signal(signal.SIGKILL)
            kills += 1
        process.communicate()
    finish(start(dump, out, 10))
    stop.touch()
    told, _ = reader.communicate(timeout=60)
    *problems, last = told.splitlines()
    assert not problems
    reads, commits = map(int, last.split())
    assert reads > 50
    assert commits > 20
    assert check_whole_articles(out) == 300
    fresh = tmp_path / "fresh"
    finish(start(dump, fresh, 1_000))
    facts, expected = (pd.read_parquet(folder / "facts") for folder in (out, fresh))
    # Which of two equal articles carries the facts may differ: the one seen first does.
    said = ["quote", "sentence", "value_low", "unit", "start", "end"]
    assert (
        facts[said].sort_values(said).to_numpy().tolist()
        == expected[said].sort_values(said).to_numpy().tolist()
    )


@pytest.mark.slow
def test_the_real_command_survives_kills(tmp_path: Path):
    out, corpus = tmp_path / "out", Path(__file__).resolve().parents[2] / "corpus"
    command = [sys.executable, "-m", "extract", "run", str(corpus), "--out", str(out), "--commit-every", "1"]
    source = random.Random(7)  # noqa: S311 - no secret
    for _ in range(4):
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        time.sleep(source.uniform(2, 8))
        process.send_signal(signal.SIGKILL)
        process.wait()
        check_whole_articles(out)
    subprocess.run(command, check=True, capture_output=True)
    fresh = tmp_path / "fresh"
    subprocess.run([*command[:5], "--out", str(fresh)], check=True, capture_output=True)
    assert digests(out) == digests(fresh)
