"""Snapshots: what any reader sees, equal bytes for equal rows, nothing half done."""

from __future__ import annotations

import hashlib
import shutil
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd
import polars as pl
import pyarrow.parquet as pq
import pytest
from fake_pipeline import VOCABULARY, FakeExtractor, base_value

import extract
from extract.errors import UsageError
from extract.records import Failure, RawArticle
from extract.storing import buckets, committing, layout, pending
from extract.storing.arrow import build_article_tables
from extract.storing.columns import SCHEMA_VERSION, TABLES
from extract.storing.identity import make_article_id
from extract.storing.manifest import MANIFEST, read_manifest
from extract.storing.rows import RowContext, build_rows
from extract.storing.schema import schemas
from extract.storing.store import Store, open_store

RUN: dict[str, Any] = {
    "run_id": "000001-x",
    "started_at": pd.Timestamp("2020-01-01", tz="UTC").to_pydatetime(),
    "code_version": "1",
    "schema_version": 1,
    "rules_digest": "r",
    "inputs": ["dump"],
    "collections": ["dump"],
    **{f"n_{name}": 0 for name in ("new", "replaced", "unchanged", "duplicates", "pruned", "failures")},
    **{f"n_{name}": 0 for name in ("facts", "rejections", "words")},
}


def rows_for(number: int, text: str | None = None) -> dict[str, Any]:
    text = text or f"In 2019 Chengkou had {number} villages and {number * 3} km of road."
    raw = RawArticle("dump", f"{number}.txt", text, hashlib.sha256(text.encode()).hexdigest())
    (result,) = FakeExtractor().extract([raw])
    context = RowContext(run_id="000001-x", input_digest="d", base_value=base_value)
    return build_article_tables([build_rows(result, context)])


def commit(store: Store, *, complete: bool = True) -> None:
    store.commit(RUN, VOCABULARY, complete=complete)


def fill(out: Path, numbers: range, *, every: int = 1_000) -> None:
    with open_store(out) as store:
        for count, number in enumerate(numbers, start=1):
            store.add(rows_for(number))
            if count % every == 0:
                commit(store, complete=False)
        commit(store)


def digests(out: Path) -> dict[str, list[str]]:
    manifest = read_manifest(out / "current")
    return {name: [entry.sha256 for entry in entries] for name, entries in manifest.tables.items()}


@pytest.fixture
def out(tmp_path: Path) -> Path:
    return tmp_path / "out"


@pytest.fixture
def small_buckets(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(buckets, "_MAX_FACTS", 30)


@pytest.mark.usefixtures("small_buckets")
def test_every_reader_reads_every_table(out: Path):
    fill(out, range(100))
    assert len(list((out / "facts").glob("*.parquet"))) == 8
    for name in TABLES:
        expected = read_manifest(out / "current").rows(name)
        assert len(pd.read_parquet(out / name)) == expected
        assert duckdb.read_parquet(f"{out / name}/*.parquet").count("*").fetchall() == [(expected,)]
        assert pl.read_parquet(out / name).height == expected
        assert pl.scan_parquet(f"{out / name}/*.parquet").collect().height == expected
        assert pq.read_table(out / name).schema.names == schemas(name).stored.names


@pytest.mark.usefixtures("small_buckets")
def test_rows_come_sorted_and_readers_agree(out: Path):
    fill(out, range(60))
    facts = pd.read_parquet(out / "facts")
    keys = list(zip(facts["article_id"], facts["start"], strict=True))
    assert keys == sorted(keys)
    assert len(keys) == 120
    with extract.open(out) as output:
        assert output.facts()["fact_id"].tolist() == facts["fact_id"].tolist()
        assert output.facts(["quote", "kind"]).columns.tolist() == ["quote", "kind"]
    assert pl.read_parquet(out / "facts")["fact_id"].to_list() == facts["fact_id"].tolist()


def test_tables_without_rows_can_be_read(out: Path):
    with open_store(out) as store:
        commit(store)
    assert [len(pd.read_parquet(out / name)) for name in ("facts", "articles", "failures")] == [0, 0, 0]
    assert list(pd.read_parquet(out / "facts").columns) == schemas("facts").stored.names


@pytest.mark.usefixtures("small_buckets")
def test_equal_rows_are_equal_bytes_whatever_led_to_them(out: Path, tmp_path: Path):
    fill(out, range(70))
    other = tmp_path / "other"
    with open_store(other) as store:
        store.add(rows_for(3, "Something else: 5 km."))
        commit(store)
    fill(other, range(40, 70), every=7)
    fill(other, range(40), every=11)
    assert digests(out) == {**digests(other), "runs": digests(out)["runs"]}


@pytest.mark.usefixtures("small_buckets")
def test_unchanged_buckets_are_linked_not_written(out: Path):
    fill(out, range(100))
    before = {path.name: path.stat().st_ino for path in (out / "facts").iterdir()}
    with open_store(out) as store:
        store.add(rows_for(5, "Only 7 km."))
        commit(store)
    after = {path.name: path.stat().st_ino for path in (out / "facts").iterdir()}
    assert len(before.items() & after.items()) == 7
    assert len(after) == 8


def test_files_are_named_by_their_content(out: Path):
    fill(out, range(3))
    (path,) = (out / "facts").glob("*.parquet")
    assert path.stem.split("-")[1] == hashlib.sha256(path.read_bytes()).hexdigest()[:16]


def test_replaced_and_dropped_articles_leave_no_rows(out: Path):
    fill(out, range(10))
    with open_store(out) as store:
        store.add(rows_for(5, "Only 7 km."))
        store.drop(make_article_id("dump", "6.txt"))
        commit(store)
        assert len(store.known) == 9
    facts = pd.read_parquet(out / "facts")
    assert facts.loc[facts["source"] == "5.txt", "quote"].tolist() == ["7"]
    assert "6.txt" not in set(facts["source"])
    assert len(pd.read_parquet(out / "articles")) == 9


def test_an_article_that_is_added_twice_before_a_commit_has_its_last_rows(out: Path):
    with open_store(out) as store:
        store.add(rows_for(1))
        store.add(rows_for(1, "Only 7 km."))
        assert store.read_article(make_article_id("dump", "1.txt"))["text"] == "Only 7 km."
        commit(store)
        assert store.read_article(make_article_id("dump", "1.txt"))["text"] == "Only 7 km."
    assert pd.read_parquet(out / "facts")["quote"].tolist() == ["7"]


def test_spilled_rows_are_all_committed(out: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    fill(tmp_path / "other", range(50))
    monkeypatch.setattr(pending, "_MAX_BYTES", 2_000)
    fill(out, range(50))
    assert digests(out)["facts"] == digests(tmp_path / "other")["facts"]


@pytest.mark.usefixtures("small_buckets")
def test_commits_within_a_run_add_to_what_is_there(out: Path):
    with open_store(out) as store:
        before: dict[str, int] = {}
        for number in range(40):
            store.add(rows_for(number))
            if number % 8 == 7:
                commit(store, complete=False)
                now = {path.name: path.stat().st_ino for path in (out / "facts").iterdir()}
                assert before.items() < now.items() or not before
                assert len(pd.read_parquet(out / "facts")) == 2 * (number + 1)
                before = now
        commit(store)
    assert not [path for path in (out / "facts").iterdir() if path.name.startswith("new")]


def test_many_commits_within_a_run_are_compacted(out: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(committing, "_MAX_PARTS", 5)
    with open_store(out) as store:
        for number in range(20):
            store.add(rows_for(number))
            store.drop(make_article_id("dump", f"{number - 3}.txt"))
            commit(store, complete=False)
            assert len(list((out / "facts").iterdir())) <= 6
            assert len(pd.read_parquet(out / "facts")) == 2 * min(number + 1, 3)


def test_a_run_goes_on_with_the_parts_of_a_killed_one(out: Path, tmp_path: Path):
    with open_store(out) as store:
        for number in range(10):
            store.add(rows_for(number))
            commit(store, complete=False)
    with open_store(out) as store:
        store.add(rows_for(3, "Only 7 km."))
        store.drop(make_article_id("dump", "4.txt"))
        assert store.read_article(make_article_id("dump", "5.txt"))["source"] == "5.txt"
        commit(store, complete=False)
        assert len(pd.read_parquet(out / "facts")) == 2 * 8 + 1
        store.add(rows_for(10))
        commit(store)
    other = tmp_path / "other"
    with open_store(other) as store:
        for number in (10, 0, 1, 2, 5, 6, 7, 8, 9):
            store.add(rows_for(number))
        store.add(rows_for(3, "Only 7 km."))
        commit(store)
    assert digests(out)["facts"] == digests(other)["facts"]


def test_growth_splits_buckets(out: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(buckets, "_MAX_FACTS", 10)
    seen = []
    with open_store(out) as store:
        for number in range(40):
            store.add(rows_for(number))
            if number % 4 == 3:
                commit(store)
                seen.append(len(list((out / "facts").iterdir())))
                assert len(pd.read_parquet(out / "facts")) == 2 * (number + 1)
    assert seen[0] == 1
    assert seen[-1] == 8


@pytest.mark.parametrize(
    ("facts", "articles", "bits"),
    [(0, 0, 0), (50_000, 9, 0), (50_001, 9, 1), (800_000, 30_000, 4), (0, 20_001, 2)],
)
def test_bucket_bits_keep_a_bucket_in_one_row_group(facts: int, articles: int, bits: int):
    assert buckets.bucket_bits(facts, articles) == bits


def test_bucket_names_sort_like_ids():
    assert buckets.bucket_of("ff" + "0" * 30, 4) == 15
    assert buckets.bucket_of("ff" + "0" * 30, 0) == 0
    assert [buckets.bucket_name(3, bits) for bits in (0, 4, 5)] == ["3", "3", "03"]


def test_vocabularies_are_completed_by_what_facts_name(out: Path):
    fill(out, range(3))
    places = pd.read_parquet(out / "places")
    assert places["place_id"].tolist() == ["500229", "500229/Muliang Town"]
    units = pd.read_parquet(out / "units")
    assert set(zip(units["unit"], units["kind"], strict=True)) == {
        ("kilometer", "measure"),
        ("person", "people"),
        ("thing", "count"),
    }


def test_failures_keep_the_run_that_met_them_first(out: Path):
    failure = Failure("1.txt", "dump", "read", "the file is empty")
    for run_id in ("000001-x", "000002-x"):
        with open_store(out) as store:
            store.set_failures("1", [failure], run_id)
            commit(store)
    assert pd.read_parquet(out / "failures")["run_id"].tolist() == ["000001-x"]
    with open_store(out) as store:
        store.set_failures("1", [], "000003-x")
        commit(store)
    assert len(pd.read_parquet(out / "failures")) == 0


def test_a_second_run_is_refused_while_one_writes(out: Path):
    with (
        open_store(out),
        pytest.raises(UsageError, match=r"another run \(process \d+\) writes to"),
        open_store(out),
    ):
        pass
    with open_store(out):
        pass


@pytest.mark.parametrize("content", ["file", "folder"])
def test_an_output_that_is_something_else_is_refused(out: Path, content: str):
    if content == "file":
        out.write_text("x")
    else:
        out.mkdir()
        (out / "thesis.doc").write_text("x")
    with pytest.raises(UsageError, match=r"is a file|holds 'thesis.doc'"), open_store(out):
        pass


def test_an_empty_folder_with_hidden_files_becomes_an_output(out: Path):
    out.mkdir()
    (out / ".gitkeep").touch()
    fill(out, range(2))
    assert len(pd.read_parquet(out / "articles")) == 2


def test_what_a_killed_run_left_is_cleared_and_the_last_commit_stays(out: Path):
    fill(out, range(5))
    before = digests(out)
    (out / ".work-999999").mkdir()
    shutil.copytree(out / "current", out / "snapshots" / ".tmp-000002")
    shutil.copytree(out / "current", out / "snapshots" / "000002")
    with open_store(out) as store:
        assert len(store.known) == 5
    assert sorted(path.name for path in out.glob("[.s]*/*")) == ["000001"]
    assert digests(out) == before


def test_a_snapshot_built_before_the_first_commit_is_no_output(out: Path):
    with open_store(out):
        pass
    (out / "snapshots" / "000001").mkdir()
    with pytest.raises(UsageError, match="holds no finished commit"):
        extract.open(out)
    fill(out, range(2))
    assert len(extract.open(out).facts()) == 4


def test_a_pinned_output_is_not_disturbed_by_later_commits(out: Path):
    fill(out, range(3))
    with extract.open(out) as pinned:
        for start in range(3, 15, 3):
            fill(out, range(start, start + 3))
        assert len(pinned.articles()) == len(pinned.table("articles")) == 3
        assert pinned.snapshot.exists()
    fill(out, range(15, 17))
    assert not pinned.snapshot.exists()
    assert len(extract.open(out).articles()) == 17


def test_the_snapshot_of_the_run_before_stays(out: Path):
    fill(out, range(3), every=1)
    fill(out, range(3, 6), every=1)
    kept = sorted((out / "snapshots").iterdir())
    assert [len(pd.read_parquet(folder / "articles")) for folder in kept] == [3, 6]


def test_an_old_snapshot_that_was_half_removed_goes(out: Path):
    fill(out, range(3))
    fill(out, range(3, 6))
    (out / "snapshots" / "000001" / MANIFEST).unlink()
    fill(out, range(6, 9))
    assert sorted(path.name for path in (out / "snapshots").iterdir()) == ["000002", "000003"]


def test_links_fall_back_to_copies(out: Path, monkeypatch: pytest.MonkeyPatch):
    fill(out, range(3))

    def refuse(_: Path, target: Path) -> None:
        raise PermissionError(1, "Operation not permitted", str(target))

    monkeypatch.setattr(Path, "hardlink_to", refuse)
    before = digests(out)
    with open_store(out) as store:
        commit(store)
    assert digests(out)["facts"] == before["facts"]
    assert len(pd.read_parquet(out / "facts")) == 6


@pytest.mark.parametrize(
    ("change", "found"),
    [
        (f'"schema_version": {SCHEMA_VERSION}', "missing or damaged"),
        (f'"schema_version": {SCHEMA_VERSION}', "schema version 99 is newer"),
    ],
)
def test_a_manifest_that_cannot_be_used_is_one_line(out: Path, change: str, found: str):
    fill(out, range(2))
    path = out / "current" / MANIFEST
    path.write_text(path.read_text().replace(change, "" if "damaged" in found else '"schema_version": 99'))
    with pytest.raises(UsageError, match=found):
        extract.open(out)


def test_a_missing_manifest_is_one_line(out: Path):
    fill(out, range(2))
    (out / "current" / MANIFEST).unlink()
    with pytest.raises(UsageError, match="its manifest is missing"):
        extract.open(out)
    with pytest.raises(UsageError, match="missing or damaged"), open_store(out):
        pass


def test_open_names_what_is_there(out: Path):
    fill(out, range(2))
    with pytest.raises(UsageError, match="is no output of extract"):
        extract.open(out.parent)
    with extract.open(out) as output:
        with pytest.raises(UsageError, match="no table 'fact'; there are facts, articles"):
            output.table("fact")
        with pytest.raises(UsageError, match="has no column 'value'"):
            output.facts(["value"])


@pytest.mark.parametrize("name", list(TABLES))
def test_output_gives_each_table_as_a_frame(out: Path, name: str):
    fill(out, range(2))
    with extract.open(out) as output:
        assert list(getattr(output, name)().columns) == schemas(name).stored.names


def test_an_output_can_be_moved(out: Path, tmp_path: Path):
    fill(out, range(4))
    out.rename(tmp_path / "moved")
    assert len(pd.read_parquet(tmp_path / "moved" / "facts")) == 8
    fill(tmp_path / "moved", range(4, 6))
    assert len(extract.open(tmp_path / "moved").facts()) == 12


def test_only_the_current_snapshot_is_shown(out: Path):
    fill(out, range(2))
    assert layout.Layout(out).current_snapshot() == out / "snapshots" / "000001"
    assert (out / "facts").resolve() == (out / "snapshots" / "000001" / "facts").resolve()
