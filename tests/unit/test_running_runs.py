"""Runs: what is processed, what is kept, what is committed."""

from __future__ import annotations

import os
import signal
from dataclasses import replace
from itertools import chain
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa
import pytest
from fake_pipeline import FakeExtractor, fake_pipeline
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from extract.errors import UsageError
from extract.reading.inputs import resolve_inputs
from extract.reading.options import InputLimits
from extract.records import ArticleResult, RawArticle
from extract.running.interrupts import InterruptedRunError
from extract.running.options import RunOptions
from extract.running.pipelines import Pipeline
from extract.running.runs import join_listeners, run, run_pipeline
from extract.running.summary import FailedRunError, RunSummary
from extract.storing import compacting, pending
from extract.storing.manifest import FileEntry, read_manifest


class World:
    """A dump and an output."""

    def __init__(self, folder: Path) -> None:
        self.dump = folder / "dump"
        self.dump.mkdir()
        self.out = folder / "out"

    def write(self, **articles: str) -> None:
        for name, text in articles.items():
            (self.dump / f"{name}.txt").write_text(text)

    def run(self, pipeline: Pipeline | None = None, *inputs: Path, **options: Any) -> RunSummary:  # noqa: ANN401
        resolved = resolve_inputs(inputs or [self.dump], options.get("collection"))
        return run_pipeline(pipeline or fake_pipeline(), resolved, self.out, RunOptions(**options))

    def table(self, name: str) -> pd.DataFrame:
        return pd.read_parquet(self.out / name)

    def facts(self) -> dict[str, list[str]]:
        facts = self.table("facts").sort_values(["source", "start"])
        return facts.groupby("source")["quote"].apply(list).to_dict()

    def digests(self) -> dict[str, list[str]]:
        tables = read_manifest(self.out / "current").tables
        return {name: [entry.sha256 for entry in tables[name]] for name in tables if name != "runs"}


@pytest.fixture
def world(tmp_path: Path) -> World:
    world = World(tmp_path)
    world.write(a="5 km in 2019", b="6 villages", c="7 towns")
    return world


def test_run_writes_facts_and_says_what_it_did(world: World):
    (world.dump / "a.gold.json").write_text("{}")
    world.write(bad="")
    summary = world.run()
    assert world.facts() == {"a.txt": ["5"], "b.txt": ["6"], "c.txt": ["7"]}
    assert (summary.new, summary.failures, summary.words) == (3, 1, 8)
    assert summary.facts_by_kind == {"measure": 1, "count": 2}
    assert summary.rejections_by_reason == {"year": 1}
    assert summary.left_alone == {".gold.json": 1}
    assert (summary.total_articles, summary.total_facts) == (3, 3)
    (row,) = world.table("runs").to_dict("records")
    assert (row["n_new"], row["n_facts"], row["collections"].tolist()) == (3, 3, ["dump"])
    assert row["finished_at"] >= row["started_at"]


def test_second_run_processes_nothing_and_changes_no_byte(world: World):
    world.write(bad="", crash="CRASH", dup="5 km in 2019")
    world.run()
    before = world.digests()
    pipeline = fake_pipeline()
    summary = world.run(pipeline)
    assert (summary.new, summary.replaced, summary.unchanged, summary.failures) == (0, 0, 4, 2)
    assert pipeline.extractor.calls <= 2  # the one that failed, in its batch and alone
    assert world.digests() == before
    assert len(world.table("runs")) == 2


def test_changed_articles_replace_their_rows(world: World):
    world.run()
    world.write(b="8 villages and 9 towns", d="1 city")
    summary = world.run()
    assert (summary.new, summary.replaced, summary.unchanged) == (1, 1, 2)
    assert world.facts() == {"a.txt": ["5"], "b.txt": ["8", "9"], "c.txt": ["7"], "d.txt": ["1"]}


def test_a_changed_sidecar_or_date_is_a_change(world: World):
    world.run()
    (world.dump / "b.meta.json").write_text('{"title": "New"}')
    assert world.run().replaced == 1
    assert world.table("facts").set_index("source").loc["b.txt", "title"] == "New"


def test_changed_rules_replace_all(world: World):
    world.run()
    assert world.run(fake_pipeline("rules-2")).replaced == 3
    assert world.run(fake_pipeline("rules-2")).unchanged == 3
    assert set(world.table("articles")["run_id"]) == {world.table("runs")["run_id"].iloc[1]}


def test_gone_articles_stay_unless_pruned(world: World):
    world.write(bad="")
    world.run()
    (world.dump / "b.txt").unlink()
    (world.dump / "bad.txt").unlink()
    assert world.run().pruned == 0
    assert "b.txt" in world.facts()
    assert len(world.table("failures")) == 1
    assert world.run(prune=True).pruned == 1
    assert "b.txt" not in world.facts()
    assert len(world.table("failures")) == 0


def test_prune_leaves_other_collections_and_unreadable_folders(
    world: World, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
):
    other = tmp_path / "other"
    (world.dump / "in").mkdir()
    (world.dump / "in" / "x.txt").write_text("3 km")
    other.mkdir()
    (other / "y.txt").write_text("4 km")
    world.run(None, world.dump, other)
    scan = os.scandir

    def refuse(path: str) -> Any:  # noqa: ANN401
        if str(path).endswith("in"):
            raise PermissionError(13, "Permission denied")
        return scan(path)

    monkeypatch.setattr(os, "scandir", refuse)
    assert world.run(prune=True).pruned == 0
    assert {"in/x.txt", "y.txt"} < world.facts().keys()


def test_failed_articles_are_tried_again(world: World):
    world.write(x="CRASH 5 km", y="BAD SPAN 5 km", z="")
    assert world.run().failures == 3
    failures = world.table("failures").set_index("source")
    assert failures["stage"].to_dict() == {"x.txt": "extract", "y.txt": "store", "z.txt": "read"}
    assert failures.loc["x.txt", "error"] == "ValueError: cannot read this"
    world.write(x="1 km", y="2 km", z="3 km")
    assert world.run().new == 3
    assert len(world.table("failures")) == 0


def test_an_article_that_becomes_bad_loses_its_superseded_rows(world: World):
    world.run()
    world.write(a="", b="CRASH")
    assert world.run().failures == 2
    assert world.facts() == {"c.txt": ["7"]}


def test_an_article_that_cannot_be_opened_keeps_its_rows(world: World):
    world.run()
    (world.dump / "a.txt").unlink()
    (world.dump / "a.txt").symlink_to("nowhere")
    assert world.run().failures == 1
    assert "a.txt" in world.facts()


def test_exact_duplicates_are_cited_by_the_first(world: World):
    world.write(d="7 towns", e="7 towns", b2="7 towns")
    summary = world.run()
    assert summary.duplicates == 3
    articles = world.table("articles").set_index("source")
    carrier = articles.loc["b2.txt", "article_id"]
    assert articles["duplicate_of"].dropna().to_dict() == dict.fromkeys(["c.txt", "d.txt", "e.txt"], carrier)
    assert world.facts()["b2.txt"] == ["7"]
    assert "c.txt" not in world.facts()
    assert articles.loc["c.txt", "text"] == "7 towns"


def test_across_runs_the_duplicate_seen_first_carries(world: World):
    world.run()
    world.write(a0="7 towns")
    world.run()
    assert world.facts()["c.txt"] == ["7"]
    assert "a0.txt" not in world.facts()


@pytest.mark.parametrize("change", ["changed", "crashed", "emptied", "pruned"])
def test_duplicates_carry_the_facts_when_their_first_goes(world: World, change: str):
    world.write(d="7 towns", e="7 towns")
    world.run()
    if change == "pruned":
        (world.dump / "c.txt").unlink()
    world.write(**{"changed": {"c": "1 km"}, "crashed": {"c": "CRASH"}, "emptied": {"c": ""}}.get(change, {}))
    world.run(prune=True)
    assert world.facts()["d.txt"] == ["7"]
    assert "e.txt" not in world.facts()
    articles = world.table("articles").set_index("source")
    assert articles.loc["e.txt", "duplicate_of"] == articles.loc["d.txt", "article_id"]
    assert pd.isna(articles.loc["d.txt", "duplicate_of"])
    assert world.run().unchanged == len(articles)


def test_contents_that_change_places(world: World):
    world.write(d="7 towns")
    world.run()
    world.write(a="7 towns", c="5 km in 2019")
    world.run()
    articles = world.table("articles").set_index("source")
    carriers = articles[articles["duplicate_of"].isna()]
    assert carriers["content_sha256"].is_unique
    assert set(articles["duplicate_of"].dropna()) <= set(carriers["article_id"])
    assert sorted(chain.from_iterable(world.facts().values())) == ["5", "6", "7"]


def test_the_order_and_number_of_commits_change_no_byte(world: World, tmp_path: Path):
    world.write(**{f"x{i}": f"{i} km and {i * 2} towns" for i in range(80)}, bad="", dup="6 villages")
    world.run()
    other = World(tmp_path / "dump")
    for path in sorted(world.dump.iterdir(), reverse=True):
        if path.is_file():
            (other.dump / path.name).write_bytes(path.read_bytes())
    other.run(commit_every=3)
    assert other.digests() == world.digests()


def test_the_same_collection_from_another_root_is_refused_unless_named(world: World, tmp_path: Path):
    world.run()
    moved = tmp_path / "elsewhere" / "dump"
    moved.parent.mkdir()
    world.dump.rename(moved)
    with pytest.raises(UsageError, match="pass --collection dump if it is the same dump"):
        world.run(None, moved)
    assert world.run(None, moved, collection="dump").unchanged == 3
    assert world.run(None, moved).unchanged == 3


def test_a_stop_finishes_the_batch_and_the_next_run_goes_on(world: World):
    world.write(**{f"x{i:03d}": f"{i} km" for i in range(200)})
    # Python's own, or that of an engine that an earlier test started.
    before = signal.getsignal(signal.SIGINT)

    class Stopping(FakeExtractor):
        def extract(self, raws: Any) -> list[ArticleResult]:  # noqa: ANN401
            os.kill(os.getpid(), signal.SIGINT)
            return super().extract(raws)

    pipeline = fake_pipeline()
    with pytest.raises(InterruptedRunError, match=r"stopped after 32 articles, which are committed"):
        world.run(replace(pipeline, extractor=Stopping()))
    assert len(world.table("articles")) == 32
    assert world.table("runs")["finished_at"].isna().all()
    summary = world.run()
    assert (summary.unchanged, summary.new) == (32, 171)
    assert signal.getsignal(signal.SIGINT) is before


@pytest.mark.parametrize(
    ("limit", "fails"), [(None, False), (2, False), (1, True), (0, True), (0.5, False), (0.3, True)]
)
def test_max_failures_is_a_number_or_a_share(world: World, limit: float | None, fails: bool):
    world.write(x="", y="CRASH")
    if not fails:
        assert world.run(max_failures=limit).failures == 2
        return
    with pytest.raises(FailedRunError, match="2 failures of 5 articles") as error:
        world.run(max_failures=limit)
    assert error.value.exit_code == 3
    assert error.value.summary.new == 3
    assert len(world.table("articles")) == 3


def test_one_bad_article_does_not_spoil_its_batch(world: World):
    world.write(**{f"x{i}": "CRASH" if i == 7 else f"{i} km" for i in range(20)})
    summary = world.run()
    assert (summary.new, summary.failures) == (22, 1)


def test_articles_with_more_facts_than_memory_is_meant_for_are_kept_whole(
    world: World, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(pending, "_MAX_BYTES", 20_000)
    world.write(**{f"x{i}": "12 km " * 300 + str(i) for i in range(9)})
    assert world.run().facts_by_kind.total() == 9 * 300 + 3 + 9
    assert len(world.table("facts")) == 9 * 300 + 12


@pytest.mark.parametrize(
    ("arguments", "found"),
    [
        ({"inputs": "nowhere"}, "no such input"),
        ({"commit_every": 0}, "commit_every is 0"),
        ({"max_bytes": 0}, "max_bytes is 0"),
        ({"published": "soon"}, "'soon' is no date"),
        ({"max_failures": -1}, "max_failures is -1"),
        ({"collection": " "}, "empty name"),
        ({"rules": ["no-rules"]}, "no such rules folder"),
    ],
)
def test_wrong_arguments_write_nothing(world: World, arguments: dict[str, Any], found: str):
    with pytest.raises(Exception, match=found) as error:
        run(**({"inputs": world.dump, "out": world.out} | arguments))
    assert error.value.exit_code == 2  # type: ignore[attr-defined]
    assert not world.out.exists()


def test_files_above_the_limit_are_refused(world: World):
    world.write(large="5 km " * 10)
    assert world.run(input_limits=InputLimits(max_bytes=20)).failures == 1
    assert "raise --max-bytes" in world.table("failures").iloc[0]["error"]


def test_progress_is_told_of_each_file(world: World):
    seen: list[int] = []
    listener = join_listeners(None, lambda _, count: seen.append(count))
    run_pipeline(fake_pipeline(), resolve_inputs([world.dump]), world.out, RunOptions(), listener)
    assert seen == [1, 2, 3]


def test_raw_articles_of_a_fake_are_what_the_real_pipeline_gets(world: World):
    seen: list[RawArticle] = []

    class Watching(FakeExtractor):
        def extract(self, raws: Any) -> list[ArticleResult]:  # noqa: ANN401
            seen.extend(raws)
            return super().extract(raws)

    pipeline = fake_pipeline()
    world.run(replace(pipeline, extractor=Watching()))
    assert [(raw.collection, raw.source, raw.encoding) for raw in seen] == [
        ("dump", f"{name}.txt", "utf-8") for name in "abc"
    ]


def test_a_full_disk_leaves_the_last_commit_and_the_next_run_goes_on(
    world: World, monkeypatch: pytest.MonkeyPatch
):
    world.run()
    before = world.digests()
    world.write(b="8 villages", d="9 towns")
    real = compacting.write_file

    def fill_up(folder: Path, prefix: str, name: str, table: pa.Table) -> FileEntry:
        if name == "articles":
            raise OSError(28, "No space left on device", str(folder))
        return real(folder, prefix, name, table)

    with monkeypatch.context() as patch:
        patch.setattr(compacting, "write_file", fill_up)
        with pytest.raises(OSError, match="No space left"):
            world.run()
    assert world.digests() == before
    assert world.run().processed == 2
    assert world.facts()["b.txt"] == ["8"]


@settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.one_of(st.binary(max_size=60), st.text(max_size=60).map(str.encode)), max_size=8))
def test_whatever_bytes_files_hold_every_row_is_cited(
    tmp_path_factory: pytest.TempPathFactory, files: list[bytes]
):
    world = World(tmp_path_factory.mktemp("world"))
    for number, data in enumerate(files):
        (world.dump / f"{number}.txt").write_bytes(data)
    summary = world.run()
    articles = world.table("articles").set_index("article_id")
    assert len(articles) + len(world.table("failures")) == len(files) == summary.new + summary.failures
    for name in ("facts", "mentions", "rejections"):
        for row in world.table(name).to_dict("records"):
            assert articles.loc[row["article_id"], "text"][row["start"] : row["end"]] == row["quote"]
