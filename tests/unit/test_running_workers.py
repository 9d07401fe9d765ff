"""Worker processes: equal rows for any number of them; those that die or hang, for real."""

from __future__ import annotations

import os
import random
import signal
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
import psutil
import pytest
from dangerous_pipeline import DangerousSource
from fake_pipeline import fake_pipeline

from extract.errors import ExtractError, RulesError, UsageError
from extract.reading.inputs import resolve_inputs
from extract.running.executors import LocalExecutor
from extract.running.interrupts import InterruptedRunError
from extract.running.options import RunOptions
from extract.running.pipelines import frame_of
from extract.running.runs import join_listeners, run_pipeline, run_with_workers
from extract.running.session import ProgressCallback
from extract.running.summary import RunSummary
from extract.storing.manifest import read_manifest


class World:
    """A dump and outputs."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.dump = folder / "dump"
        self.dump.mkdir()
        self.loads = folder / "loads"
        self.loads.mkdir()

    def write(self, **articles: str) -> None:
        for name, text in articles.items():
            (self.dump / f"{name}.txt").write_text(text)

    def run(
        self,
        out: str = "out",
        workers: int | None = 2,
        progress: ProgressCallback | None = None,
        digest: str = "rules-1",
        **options: Any,  # noqa: ANN401
    ) -> RunSummary:
        source = DangerousSource(self.loads, digest)
        made, tell = RunOptions(workers=workers, **options), join_listeners(None, progress)
        inputs = resolve_inputs([self.dump])
        return run_with_workers(source, frame_of(fake_pipeline()), inputs, self.folder / out, made, tell)

    def run_here(self, out: str = "here") -> RunSummary:
        return run_pipeline(fake_pipeline(), resolve_inputs([self.dump]), self.folder / out, RunOptions())

    def table(self, name: str, out: str = "out") -> pd.DataFrame:
        return pd.read_parquet(self.folder / out / name)

    def digests(self, out: str = "out") -> dict[str, list[str]]:
        tables = read_manifest(self.folder / out / "current").tables
        return {name: [entry.sha256 for entry in tables[name]] for name in tables if name != "runs"}


@pytest.fixture
def world(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> World:
    monkeypatch.setattr(LocalExecutor, "batch_articles", 4)
    world = World(tmp_path)
    world.write(**{f"x{i:03d}": f"{i} km in 2019 and {i * 2} towns" for i in range(40)})
    return world


def children() -> list[psutil.Process]:
    return [child for child in psutil.Process().children() if is_worker(child)]


def is_worker(process: psutil.Process) -> bool:
    try:
        return "extract.running.worker" in process.cmdline()
    except psutil.Error:
        return False  # It ended just now.


@pytest.mark.parametrize(
    "workers", [2, pytest.param(1, marks=pytest.mark.slow), pytest.param(3, marks=pytest.mark.slow)]
)
def test_rows_are_equal_for_any_number_of_workers(world: World, workers: int):
    world.write(bad="", crash="CRASH 5", dup="6 km in 2019 and 12 towns", dup2="CRASH 5")
    here = world.run_here()
    there = world.run(workers=workers, commit_every=7)
    assert world.digests() == world.digests("here")
    names = ("new", "replaced", "duplicates", "failures", "words", "facts_by_kind", "rejections_by_reason")
    assert [getattr(there, name) for name in names] == [getattr(here, name) for name in names]
    assert len(list(world.loads.iterdir())) <= workers
    assert not children()


@pytest.mark.slow
@pytest.mark.parametrize("change", ["changed", "crashed", "emptied"])
def test_duplicates_are_adopted_while_batches_are_under_way(world: World, change: str):
    world.write(a="7 towns", b="7 towns", c="7 towns")
    world.run_here()
    world.run()
    text = {"changed": "1 km", "crashed": "CRASH", "emptied": ""}[change]
    world.write(a=text, x003="7 towns", **{f"y{i}": f"{i} villages SLOW" for i in range(30)})
    world.run_here()
    world.run(commit_every=1)
    assert world.digests() == world.digests("here")


@pytest.mark.slow
def test_a_second_run_processes_nothing(world: World):
    world.run()
    assert world.run().unchanged == 40


def test_an_article_that_kills_its_worker_is_a_failure_of_its_own(world: World):
    world.write(killer="DIE 5 km")
    summary = world.run()
    assert (summary.new, summary.failures) == (40, 1)
    (failure,) = world.table("failures").to_dict("records")
    assert (failure["source"], failure["stage"]) == ("killer.txt", "extract")
    assert failure["error"].startswith("the worker died of it, twice (signal 9)")
    assert not children()


@pytest.mark.slow
def test_a_worker_that_dies_once_costs_nothing(world: World):
    world.write(unlucky="STUMBLE 5 km")
    summary = world.run(workers=1)
    assert (summary.new, summary.failures) == (41, 0)
    assert len(list(world.loads.glob("load-*"))) == 2


@pytest.mark.slow
def test_an_article_that_hangs_is_stopped_at_the_time_limit(world: World):
    world.write(hanging="HANG 5 km")
    started = time.monotonic()
    summary = world.run(workers=None, time_limit=3)
    assert (summary.new, summary.failures) == (40, 1)
    (failure,) = world.table("failures").to_dict("records")
    assert failure["error"] == (
        "took longer than --time-limit 3 and was stopped; raise it, or split the article"
    )
    assert time.monotonic() - started < 30


@pytest.mark.slow
@pytest.mark.skipif(os.uname().sysname != "Linux", reason="memory limits need Linux")
def test_an_article_that_needs_too_much_memory_is_a_failure(world: World):
    world.write(greedy="EAT 5 km")
    summary = world.run(workers=1, memory_limit=1_500_000_000)
    assert (summary.new, summary.failures) == (40, 1)
    (failure,) = world.table("failures").to_dict("records")
    assert (failure["source"], failure["error"]) == (
        "greedy.txt",
        "needs more memory than --memory-limit 1500M; raise it, or split the article",
    )


@pytest.mark.slow
def test_workers_that_are_killed_at_random_lose_nothing_and_double_nothing(world: World):
    """Two by two: an article whose worker dies three times is rightly given up, so none is hit so often."""
    world.write(**{f"z{i:03d}": f"{i} km SLOW and {i * 3} towns" for i in range(80)})
    chance = random.Random(5)  # noqa: S311 - no secret
    ended = threading.Event()
    killed: list[int] = []
    done = [0]  # How many articles, each time that one more is.
    then = [-36]  # How many they were when the last worker was killed.

    def may_kill() -> bool:
        are_loaded = len(list(world.loads.iterdir())) >= len(killed) + 2
        # Results come in order: what was under way then (8 batches of 4, and one in the making) is done.
        return are_loaded and (len(killed) % 2 == 1 or done[-1] >= then[-1] + 36)

    def kill_some() -> None:
        while not ended.wait(0.05) and len(killed) < 6:
            for child in chance.sample(found, 1) if may_kill() and (found := children()) else ():
                os.kill(child.pid, signal.SIGKILL)
                killed.append(child.pid)
                then.append(done[-1])

    thread = threading.Thread(target=kill_some)
    thread.start()
    summary = world.run(commit_every=20, progress=lambda _, count: done.append(count))
    ended.set()
    thread.join()
    world.run_here()
    assert killed
    assert summary.failures == 0
    assert world.digests() == world.digests("here")


@pytest.mark.slow
def test_ctrl_c_finishes_what_is_under_way_and_commits(world: World):
    world.write(**{f"z{i:03d}": f"{i} km SLOW" for i in range(100)})

    def interrupt(_: RunSummary, count: int) -> None:
        if count == 60:
            for process in (os.getpid(), *(child.pid for child in children())):
                os.kill(process, signal.SIGINT)

    with pytest.raises(InterruptedRunError, match=r"stopped after \d+ articles, which are committed"):
        world.run(progress=interrupt)
    done = len(world.table("articles"))
    assert 40 <= done <= 60
    assert world.run().new == 140 - done


@pytest.mark.slow
def test_workers_end_with_their_parent(world: World):
    script = (
        "import os, signal, sys; from pathlib import Path; from test_running_workers import World;"
        "world = World.__new__(World); world.folder = Path(sys.argv[1]); world.dump = world.folder / 'dump';"
        "world.loads = world.folder / 'loads'; world.run()"
    )
    world.write(hanging="HANG 5 km")
    process = psutil.Popen(
        [os.sys.executable, "-c", script, str(world.folder)],  # type: ignore[attr-defined]
        env={**os.environ, "PYTHONPATH": os.pathsep.join(os.sys.path)},  # type: ignore[attr-defined]
    )
    workers = wait_for(lambda: process.children() if len(list(world.loads.iterdir())) >= 2 else None)
    process.kill()
    process.wait()
    _, alive = psutil.wait_procs(workers, timeout=10)
    assert not alive


def wait_for(find: Callable[[], Any], seconds: float = 30) -> Any:  # noqa: ANN401
    end = time.monotonic() + seconds
    while not (found := find()):
        assert time.monotonic() < end
        time.sleep(0.05)
    return found


def test_rules_that_cannot_be_loaded_write_nothing(world: World):
    with pytest.raises(RulesError, match=r"units\.toml:3: broken"):
        world.run(digest="broken")
    assert not (world.folder / "out").exists()


@pytest.mark.slow
def test_workers_that_die_while_they_load_end_the_run_after_three(world: World):
    with pytest.raises(ExtractError, match=r"a worker cannot start \(signal 9, 3 times\)"):
        world.run(digest="deadly")
    assert not (world.folder / "out").exists()


@pytest.mark.slow
def test_rules_that_changed_meanwhile_are_refused(world: World):
    with pytest.raises(UsageError, match="changed while this ran"):
        world.run(digest="rules-2")
    assert not (world.folder / "out").exists()


@pytest.mark.parametrize(
    ("options", "found"),
    [
        ({"workers": 0}, "workers is 0"),
        ({"time_limit": 0.0}, "time limit is 0"),
        ({"memory_limit": 600}, "memory limit is 600 bytes"),
    ],
)
def test_limits_that_make_no_sense_are_refused(options: dict[str, Any], found: str):
    with pytest.raises(UsageError, match=found):
        RunOptions(**options).check()


def test_a_memory_limit_below_what_a_worker_takes_is_refused(world: World):
    with pytest.raises(ExtractError, match="--memory-limit 20M is less than"):
        world.run(memory_limit=20_000_000)
    assert not (world.folder / "out").exists()
