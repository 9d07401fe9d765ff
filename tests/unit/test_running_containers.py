"""Runs over containers: what is the same is not opened, what changed is found record by record."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any, Self

import pandas as pd
import pytest
from fake_pipeline import FakeExtractor, fake_pipeline
from reading_support import gz, json_lines, make_pdf, make_zip, write

from extract.reading import candidates, reader
from extract.reading.inputs import resolve_inputs
from extract.reading.options import ColumnNames, InputLimits
from extract.running.options import RunOptions
from extract.running.runs import run_pipeline
from extract.running.summary import RunSummary
from extract.storing import columns


class World:
    """A folder of containers and an output.

    Attributes:
        dump, out: the folders.
        extractor: knows how many articles it was given.
    """

    def __init__(self, folder: Path) -> None:
        self.dump, self.out = folder / "dump", folder / "out"
        self.extractor = FakeExtractor()
        self.write(*range(4))

    def write(self, *numbers: int, name: str = "a.jsonl.gz", tail: bytes = b"") -> None:
        rows = [{"id": number, "text": f"{number + 5} km of road"} for number in numbers]
        write(self.dump, name, gz(json_lines(rows) + tail))

    def run(self, **options: Any) -> RunSummary:  # noqa: ANN401
        self.extractor = FakeExtractor()
        pipeline = replace(fake_pipeline(), extractor=self.extractor)
        return run_pipeline(pipeline, resolve_inputs([self.dump]), self.out, RunOptions(**options))

    def table(self, name: str) -> pd.DataFrame:
        return pd.read_parquet(self.out / name)

    def sources(self) -> list[str]:
        return sorted(self.table("articles")["source"])


@pytest.fixture
def world(tmp_path: Path) -> World:
    return World(tmp_path)


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The names of entries that are opened."""
    names: list[str] = []
    real = reader.FileReader._unpack

    def watch(self: reader.FileReader, entry: Any, packed: Any) -> Any:  # noqa: ANN401
        names.append(entry.name)
        return real(self, entry, packed)

    monkeypatch.setattr(reader.FileReader, "_unpack", watch)
    return names


def test_what_is_the_same_is_not_opened_again(world: World, opened: list[str]):
    assert world.run().new == 4
    assert opened == ["a.jsonl.gz"]
    again = world.run()
    assert opened == ["a.jsonl.gz"]
    assert (again.new, again.unchanged, again.pruned, world.extractor.calls) == (0, 4, 0, 0)
    assert world.table("containers")["source"].tolist() == ["a.jsonl.gz"]


def test_what_is_the_same_is_not_pruned(world: World):
    world.run()
    summary = world.run(prune=True)
    assert (summary.pruned, summary.unchanged) == (0, 4)
    assert len(world.sources()) == 4


def test_a_container_that_goes_and_comes_back_is_read(world: World):
    write(world.dump, "b.txt", "7 bridges")
    world.run()
    data = (world.dump / "a.jsonl.gz").read_bytes()
    (world.dump / "a.jsonl.gz").unlink()
    assert world.run(prune=True).pruned == 4
    write(world.dump, "a.jsonl.gz", data)
    assert world.run().new == 4


def test_of_a_changed_container_only_changed_records_are_processed(world: World):
    world.run()
    world.write(0, 1, 3, 7)
    summary = world.run(prune=True)
    assert (summary.new, summary.unchanged, summary.pruned, world.extractor.calls) == (1, 3, 1, 1)
    assert world.sources() == [f"a.jsonl.gz#{number}" for number in (0, 1, 3, 7)]


def test_other_columns_dates_or_limits_open_it_again(world: World, opened: list[str]):
    world.run()
    for options in (
        {"columns": ColumnNames(title="id")},
        {"input_limits": InputLimits(max_bytes=1000)},
        {"collection": None},
    ):
        world.run(**options)
    assert len(opened) == 4


def test_other_code_opens_it_again(world: World, opened: list[str], monkeypatch: pytest.MonkeyPatch):
    world.run()
    monkeypatch.setattr("extract.running.version.code_version", lambda: "2")
    assert world.run().replaced == 4
    assert len(opened) == 2


def test_another_version_of_a_reader_reads_its_pages_again(world: World, monkeypatch: pytest.MonkeyPatch):
    write(world.dump, "b.pdf", make_pdf([["12 km of road"]]))
    write(world.dump, "c.zip", make_zip({"c.pdf": make_pdf([["13 km of road"]])}))
    assert world.run().new == 6
    monkeypatch.setattr(reader, "reader_version", lambda: "pypdfium2 99")
    monkeypatch.setitem(candidates._READERS, "pdf", lambda: "pypdfium2 99")
    assert world.run().replaced == 2


def test_a_container_that_is_cut_off_keeps_what_it_had(world: World):
    world.run()
    whole = (world.dump / "a.jsonl.gz").read_bytes()
    write(world.dump, "a.jsonl.gz", whole[: len(whole) // 2])
    summary = world.run(prune=True)
    assert (summary.pruned, summary.failures) == (0, 1)
    assert len(world.sources()) == 4
    assert "cut off" in world.table("failures")["error"][0]
    write(world.dump, "a.jsonl.gz", whole)
    assert world.run().failures == 0
    assert world.table("failures").empty


def test_failures_of_records_stay_while_it_is_the_same_and_go_when_mended(world: World):
    world.write(0, 1, tail=b"{broken\n")
    assert world.run().failures == 1
    assert world.run(prune=True).failures == 1
    assert world.table("failures")["source"].tolist() == ["a.jsonl.gz#3"]
    world.write(0, 1, 2)
    assert world.run().failures == 0
    assert world.table("failures").empty


def test_an_article_that_failed_after_reading_is_tried_again(world: World):
    world.write(tail=json_lines([{"text": "CRASH 5 km"}]))
    assert world.run().failures == 1
    assert world.run().failures == 1
    assert world.extractor.calls > 0


def test_a_run_that_stops_inside_a_container_goes_on_there(world: World, monkeypatch: pytest.MonkeyPatch):
    world.write(*range(100))
    with monkeypatch.context() as patch:
        patch.setattr("extract.running.runs.deferred_interrupts", StopAfter(70))
        with pytest.raises(Exception, match="stopped after"):
            world.run()
    assert world.table("containers").empty
    done = len(world.sources())
    assert 0 < done < 100
    summary = world.run()
    assert (summary.new, summary.unchanged) == (100 - done, done)


class StopAfter:
    """In place of ``deferred_interrupts``: a signal that comes after some questions whether it came."""

    def __init__(self, count: int) -> None:
        self._count = count

    def __call__(self) -> Self:
        return self

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        return None

    @property
    def requested(self) -> bool:
        self._count -= 1
        return self._count < 0


def test_pages_and_urls_are_stored(world: World):
    write(world.dump, "r.pdf", make_pdf([["12 km of road"], ["no number"], ["13 km", "14 km"]]))
    write(world.dump, "r.meta.json", '{"url": "https://example.cn/r.pdf"}')
    world.run()
    article = world.table("articles").set_index("source").loc["r.pdf"]
    assert (article["url"], article["pages"].tolist()) == ("https://example.cn/r.pdf", [0, 15, 26])
    facts = world.table("facts").query("source == 'r.pdf'").sort_values("start")
    assert facts["page"].tolist() == [1, 3, 3]
    assert world.table("facts").query("source != 'r.pdf'")["page"].isna().all()


def test_duplicates_in_and_out_of_containers_are_processed_once(world: World):
    write(world.dump, "b.txt", "5 km of road")
    summary = world.run()
    assert (summary.new, summary.duplicates, world.extractor.calls) == (5, 1, 4)
    world.write(1, 2, 3)
    world.run(prune=True)
    carrier = world.table("articles").set_index("source").loc["b.txt"]
    assert (pd.isna(carrier["duplicate_of"]), carrier["n_facts"]) == (True, 1)


def test_the_summary_says_which_columns_were_taken(world: World):
    assert dict(world.run().columns) == {"text=text, id=id": 1}
    assert columns.TABLES["containers"].key == ("collection", "source")
