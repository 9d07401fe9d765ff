"""Runs on a cluster: rows equal to those of one machine, whatever dies."""

from __future__ import annotations

import json
import os
import shutil
import signal
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pandas as pd
import psutil
import pytest
from dangerous_pipeline import DangerousSource
from fake_pipeline import fake_pipeline

from extract.errors import ExtractError, UsageError
from extract.reading.inputs import resolve_inputs
from extract.running import cluster_tasks
from extract.running.cluster import ClusterExecutor, Engine
from extract.running.cluster_tasks import ShardTask, run_task
from extract.running.options import EngineName, RunOptions
from extract.running.pipelines import frame_of
from extract.running.runs import run, run_on_cluster, run_pipeline, run_with
from extract.running.summary import RunSummary
from extract.running.workers import Limits, WorkerPool
from extract.storing.manifest import read_manifest


class TwiceEngine:
    """Does every task twice, in this process: a machine that was thought dead goes on."""

    name = "twice"

    def __init__(self, between: Callable[[], None] = lambda: None) -> None:
        self.rounds: list[int] = []
        self._between = between

    def map(self, tasks: Sequence[bytes]) -> Iterator[bytes]:
        self.rounds.append(len(tasks))
        self._between()
        for task in tasks:
            run_task(task)
            yield run_task(task)

    def close(self) -> None:
        """Nothing to let go."""


class World:
    """A dump of files and containers, and outputs."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.dump = folder / "dump"
        self.dump.mkdir()
        self.loads = folder / "loads"
        self.loads.mkdir()
        for number in range(30):
            self.write(f"x{number:03d}.txt", f"{number} km in 2019 and {number * 2} towns")
        rows = [{"id": str(n), "text": f"{n} villages at Chengkou"} for n in range(40)]
        self.write("some.jsonl", "\n".join(map(json.dumps, rows)))
        self.write("dup.txt", "6 km in 2019 and 12 towns")
        self.write("bad.txt", "")
        self.write("crash.txt", "CRASH 5")

    def write(self, name: str, text: str) -> None:
        (self.dump / name).write_text(text)

    @property
    def source(self) -> DangerousSource:
        return DangerousSource(self.loads)

    def run_here(self, out: str = "here") -> RunSummary:
        return run_pipeline(fake_pipeline(), resolve_inputs([self.dump]), self.folder / out, RunOptions())

    def run_on(self, engine: Engine, *, window: int | None = None, **options: Any) -> RunSummary:  # noqa: ANN401
        out = self.folder / "out"
        staging = out / f".work-{os.getpid()}" / "shards"
        executor = ClusterExecutor(engine, self.source, "rules-1", Limits(), staging, window)
        inputs = resolve_inputs([self.dump])
        return run_with(executor, frame_of(fake_pipeline()), inputs, out, RunOptions(**options))

    def run_on_cluster(self, engine: EngineName, master: str | None) -> RunSummary:
        made = RunOptions(engine=engine, master=master)
        inputs = resolve_inputs([self.dump])
        return run_on_cluster(self.source, frame_of(fake_pipeline()), inputs, self.folder / "out", made)

    def table(self, name: str) -> pd.DataFrame:
        return pd.read_parquet(self.folder / "out" / name)

    def digests(self, out: str = "out") -> dict[str, list[str]]:
        tables = read_manifest(self.folder / out / "current").tables
        return {name: [entry.sha256 for entry in tables[name]] for name in tables if name != "runs"}

    def check_equal(self, there: RunSummary) -> None:
        here = self.run_here()
        assert self.digests() == self.digests("here")
        names = ("new", "replaced", "unchanged", "duplicates", "failures", "words", "facts_by_kind")
        assert [getattr(there, name) for name in names] == [getattr(here, name) for name in names]
        assert there.left_alone == here.left_alone
        assert not list((self.folder / "out").glob(".work*"))


@pytest.fixture
def world(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> World:
    monkeypatch.setattr(ClusterExecutor, "batch_articles", 8)
    return World(tmp_path)


@pytest.fixture
def pool(world: World, monkeypatch: pytest.MonkeyPatch) -> Iterator[WorkerPool]:
    opened = WorkerPool(world.source, "rules-1", 1, Limits())
    monkeypatch.setattr(cluster_tasks, "_open_pool", lambda *_: opened)
    yield opened
    opened.close()


@pytest.mark.usefixtures("pool")
def test_rows_are_equal_to_those_of_one_machine_in_every_run(world: World):
    engine = TwiceEngine()
    world.check_equal(world.run_on(engine))
    assert engine.rounds == [1, 10]
    world.write("x003.txt", "7 towns")
    world.write("crash.txt", "5 km")
    world.write("new.txt", "7 towns")
    world.write("some.jsonl", (world.dump / "some.jsonl").read_text().replace("7 villages", "8 cities"))
    world.check_equal(world.run_on(engine))
    world.check_equal(world.run_on(engine))
    assert world.table("runs")["engine"].tolist() == ["twice"] * 3


@pytest.mark.usefixtures("pool")
def test_rounds_have_as_many_shards_as_wanted(world: World):
    engine = TwiceEngine()
    world.check_equal(world.run_on(engine, window=2))
    assert engine.rounds == [1, 3, 3, 3, 1]


@pytest.mark.usefixtures("pool")
def test_a_duplicate_whose_first_goes_is_processed_in_a_round_of_its_own(world: World):
    world.run_here()
    world.run_on(TwiceEngine())
    world.write("dup.txt", "1 km")
    world.check_equal(world.run_on(TwiceEngine()))


@pytest.mark.usefixtures("pool")
def test_what_changes_between_listing_and_reading_is_a_failure_that_is_tried_again(world: World):
    rounds: list[int] = []

    def change() -> None:
        rounds.append(1)
        if len(rounds) == 2:
            world.write("x003.txt", "9 km")
            (world.dump / "x004.txt").unlink()

    assert world.run_on(TwiceEngine(change)).failures == 4
    failures = world.table("failures").set_index("source")["error"]
    assert failures["x003.txt"] == "changed or went since it was listed; the next run reads it again"
    assert failures["x004.txt"] == failures["x003.txt"]
    world.run_on(TwiceEngine())
    facts = world.table("facts")
    assert facts[facts["source"] == "x003.txt"]["quote"].tolist() == ["9"]


@pytest.mark.usefixtures("pool")
def test_storage_that_the_driver_cannot_see_is_told(world: World):
    class Elsewhere(TwiceEngine):
        def map(self, tasks: Sequence[bytes]) -> Iterator[bytes]:
            yield from super().map(tasks)
            for folder in (world.folder / "out").glob(".work*/shards"):
                shutil.rmtree(folder)

    with pytest.raises(ExtractError, match="--out must lie on storage that all machines share"):
        world.run_on(Elsewhere())


def test_the_name_of_a_shard_is_that_of_its_content(world: World):
    tasks: list[ShardTask] = []

    class Watching(TwiceEngine):
        def map(self, tasks_: Sequence[bytes]) -> Iterator[bytes]:
            for task in tasks_:
                made = cluster_tasks.pickle.loads(task)
                tasks.extend([made] if isinstance(made, ShardTask) else [])
                yield run_task(task) if not isinstance(made, ShardTask) else cluster_tasks.pickle.dumps("x")

    for _ in range(2):
        with pytest.raises(ExtractError):
            world.run_on(Watching())
    names = [task.name for task in tasks]
    assert names[:10] == names[10:]
    assert len(set(names)) == 10
    assert replace(tasks[0], rules_digest="rules-2").name != tasks[0].name
    assert replace(tasks[0], works=tasks[0].works[1:]).name != tasks[0].name


def test_standard_input_is_refused(world: World):
    with pytest.raises(UsageError, match="standard input is on one machine only"):
        run_with(
            ClusterExecutor(TwiceEngine(), world.source, "rules-1", Limits(), world.folder / "s"),
            frame_of(fake_pipeline()),
            resolve_inputs(["-"]),
            world.folder / "out",
            RunOptions(),
        )


@pytest.mark.parametrize(
    ("options", "found"),
    [
        ({"engine": "hadoop"}, "there are local, spark, ray"),
        ({"master": "local[2]"}, "name its engine, such as --engine spark"),
        ({"engine": "spark", "workers": 2}, "how many a cluster has, --master says"),
    ],
)
def test_options_that_make_no_sense_are_refused(options: dict[str, Any], found: str):
    with pytest.raises(UsageError, match=found):
        RunOptions(**options).check()


@pytest.mark.parametrize(("engine", "module"), [("spark", "pyspark.sql"), ("ray", "ray")])
def test_an_engine_that_is_not_installed_is_one_line(
    world: World, monkeypatch: pytest.MonkeyPatch, engine: EngineName, module: str
):
    monkeypatch.setitem(sys.modules, module, None)
    with pytest.raises(UsageError, match=rf"pip install 'extract\[{engine}\]'"):
        world.run_on_cluster(engine, None)
    assert not (world.folder / "out").exists()


needs_spark = pytest.mark.skipif(
    not (os.environ.get("JAVA_HOME") or shutil.which("java")),
    reason="needs Java: apt-get install openjdk-17-jre-headless",
)


@pytest.fixture
def spark(monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("pyspark", reason="needs pyspark: pip install 'extract[spark]'")
    for name in ("PYTHONPATH", "PYSPARK_PYTHON", "SPARK_LOCAL_IP"):
        monkeypatch.setenv(name, os.environ.get(name, ""))
        monkeypatch.delenv(name)


@pytest.mark.slow
@needs_spark
@pytest.mark.usefixtures("spark")
def test_spark_gives_the_rows_of_one_machine_and_a_deadly_article_costs_only_itself(world: World):
    world.write("deadly.txt", "DIE 5 km")
    summary = world.run_on_cluster("spark", "local[2,4]")
    assert (summary.new, summary.failures) == (71, 3)
    errors = world.table("failures").set_index("source")["error"]
    assert errors["deadly.txt"].startswith("the worker died of it, twice (signal 9)")
    (world.dump / "deadly.txt").unlink()
    world.run_here()
    there, here = world.digests(), world.digests("here")
    assert {**there, "failures": here["failures"]} == here


@pytest.mark.slow
@needs_spark
@pytest.mark.usefixtures("spark")
def test_a_python_worker_of_spark_that_is_killed_is_replaced(world: World):
    for number in range(400):
        world.write(f"z{number:03d}.txt", f"{number} km SLOW")
    ended = threading.Event()
    killed: list[int] = []

    def kill_one_worker() -> None:
        while not killed and not ended.wait(0.1):
            for process in psutil.Process().children(recursive=True):
                if is_working(process):
                    os.kill(process.pid, signal.SIGKILL)
                    killed.append(process.pid)
                    break

    def is_working(process: psutil.Process) -> bool:
        """Whether it is a process of Spark that has loaded the pipeline, in a child of its own."""
        try:
            return (
                "pyspark.daemon" in process.cmdline()
                and any("extract.running.worker" in child.cmdline() for child in process.children())
                and len(list(world.loads.iterdir())) >= 2
            )
        except psutil.Error:
            return False

    thread = threading.Thread(target=kill_one_worker)
    thread.start()
    summary = world.run_on_cluster("spark", "local[2,4]")
    ended.set()
    thread.join()
    assert killed
    world.check_equal(summary)


@pytest.mark.slow
@needs_spark
@pytest.mark.usefixtures("spark")
def test_the_command_runs_on_spark_with_the_real_rules(tmp_path: Path):
    corpus = Path(__file__).parents[2] / "corpus"
    dump = tmp_path / "dump"
    dump.mkdir()
    for path in sorted(corpus.glob("*.txt"))[:6]:
        shutil.copy(path, dump)
    there = run(dump, tmp_path / "there", engine="spark", master="local[2,4]")
    here = run(dump, tmp_path / "here")
    assert there.facts_by_kind == here.facts_by_kind
    tables = [read_manifest(tmp_path / name / "current").tables for name in ("there", "here")]
    for name in set(tables[0]) - {"runs"}:
        assert [entry.sha256 for entry in tables[0][name]] == [entry.sha256 for entry in tables[1][name]]


@pytest.mark.slow
def test_ray_gives_the_rows_of_one_machine_and_a_deadly_article_costs_only_itself(
    world: World, monkeypatch: pytest.MonkeyPatch
):
    pytest.importorskip("ray", reason="needs Ray: pip install 'extract[ray]'")
    monkeypatch.setenv("PYTHONPATH", os.environ.get("PYTHONPATH", ""))
    world.write("deadly.txt", "DIE 5 km")
    summary = world.run_on_cluster("ray", None)
    assert (summary.new, summary.failures) == (71, 3)
    (world.dump / "deadly.txt").unlink()
    world.run_here()
    there, here = world.digests(), world.digests("here")
    assert {**there, "failures": here["failures"]} == here
