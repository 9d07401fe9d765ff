"""Delta tables are what the output is, version by version; plain readers of their folder are wrong."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from deltalake import DeltaTable, write_deltalake
from test_running_runs import World

import extract
from extract.cli.main import run_cli
from extract.errors import UsageError
from extract.storing import buckets
from extract.storing.columns import TABLES
from extract.storing.delta import write_delta


@pytest.fixture
def world(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> World:
    monkeypatch.setattr(buckets, "_MAX_FACTS", 8)
    world = World(tmp_path)
    world.write(**{f"a{number}": f"{number} km and {number} towns in 2019" for number in range(40)})
    return world


def rows(frame: pd.DataFrame, name: str) -> list[dict[str, Any]]:
    return frame.sort_values(list(TABLES[name].key)).astype(str).to_dict("records")


def check_same(world: World, base: Path | None = None) -> None:
    with extract.open(world.out) as output:
        for name in TABLES:
            mirrored = DeltaTable((base or world.out / "delta") / name).to_pandas()
            assert len(mirrored) == output.manifest.rows(name)
            if name in ("articles", "facts", "rejections"):
                columns = [column for column in mirrored if column not in ("evidence", "rules", "pages")]
                expected = output.frame(name).astype({})
                assert rows(mirrored[columns], name) == rows(expected[columns], name)


def version(world: World, name: str) -> int:
    return DeltaTable(world.out / "delta" / name).version()


def test_tables_follow_the_output_run_by_run(world: World):
    world.run(format="delta")
    check_same(world)
    before = DeltaTable(world.out / "delta" / "facts").to_pandas()
    world.write(a1="Only 77 km", b="3 villages", a2="")
    world.run(format="delta")
    check_same(world)
    table = DeltaTable(world.out / "delta" / "facts")
    assert 0 < table.version() <= 3
    assert table.history(1)[0]["extract.run_id"] == world.table("runs")["run_id"].iloc[1]
    assert len(DeltaTable(world.out / "delta" / "facts", version=0).to_pandas()) == len(before)


def test_what_did_not_change_gets_no_version(world: World):
    world.run(format="delta")
    world.run(format="delta")
    assert [version(world, name) for name in ("facts", "articles", "places")] == [0, 0, 0]
    assert version(world, "runs") == 1


def test_plain_readers_of_the_folder_are_wrong(world: World):
    """The warning of docs/delta.md: if this fails, mend the page."""
    world.run(format="delta")
    world.write(a1="Only 77 km")
    world.run(format="delta")
    folder = world.out / "delta" / "facts"
    assert len(pd.read_parquet(folder)) > len(DeltaTable(folder).to_pandas())


@pytest.mark.slow
def test_growth_and_foreign_versions_lead_to_the_whole_table(world: World):
    world.run(format="delta")
    world.write(**{f"c{number}": f"{number} km and {number} towns" for number in range(60)})
    world.run(format="delta")
    check_same(world)
    folder = world.out / "delta" / "facts"
    write_deltalake(folder, DeltaTable(folder).to_pyarrow_table().slice(0, 3), mode="overwrite")
    write_delta(world.out)
    check_same(world)


def test_tables_can_stand_elsewhere(world: World, tmp_path: Path):
    world.run(format="delta", delta_to=str(tmp_path / "lake"))
    check_same(world, tmp_path / "lake")
    assert not (world.out / "delta").exists()


def test_options_that_make_no_sense_are_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "a.txt").write_text("5 km")
    assert run_cli(["run", "a.txt", "--out", "o", "--delta-to", "x"]) == 2
    assert "pass --format delta" in capsys.readouterr().err
    monkeypatch.setitem(sys.modules, "deltalake", None)
    assert run_cli(["run", "a.txt", "--out", "o", "--format", "delta"]) == 2
    assert "pip install 'extract[delta]'" in capsys.readouterr().err
    assert not (tmp_path / "o").exists()
    with pytest.raises(UsageError, match="format 'orc' is unknown"):
        extract.run("a.txt", "o", format="orc")
