"""What a run would process is what it then processes, and why."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from fake_pipeline import fake_pipeline
from test_running_runs import World

from extract.cli.main import run_cli
from extract.reading.inputs import resolve_inputs
from extract.running.foreseeing import Foresight, foresee_with
from extract.running.options import RunOptions
from extract.running.pipelines import Pipeline, frame_of


def look(world: World, pipeline: Pipeline | None = None, **options: Any) -> Foresight:  # noqa: ANN401
    frame = frame_of(pipeline or fake_pipeline())
    return foresee_with(frame, resolve_inputs([world.dump]), world.out, RunOptions(**options))


@pytest.fixture
def world(tmp_path: Path) -> World:
    world = World(tmp_path)
    world.write(a="5 km in 2019", b="6 villages", c="7 towns")
    return world


def test_all_is_new_before_the_first_run_and_nothing_is_written(world: World):
    assert look(world).reasons == {"new": 3}
    assert not world.out.exists()


def test_each_reason_is_told_and_the_run_then_does_that(world: World):
    world.write(bad="CRASH")
    world.run()
    world.write(a="8 km", d="9 km", empty="")
    (world.dump / "c.txt").unlink()
    found = look(world)
    assert found.reasons == {"content": 1, "new": 2, "failed before": 1}
    assert found.examples == {"content": "a.txt", "new": "d.txt", "failed before": "bad.txt"}
    assert (found.unchanged, found.gone) == (1, 1)
    before = world.digests()
    look(world)
    assert world.digests() == before
    summary = world.run()
    assert summary.new + summary.replaced + summary.failures == found.total
    assert summary.unchanged == found.unchanged


@pytest.mark.parametrize(
    ("change", "options", "reason"),
    [
        ({"rules_digest": "rules-2"}, {}, "rules"),
        ({"rules_digest": "rules-2", "model": "other"}, {}, "rules and model"),
        ({}, {"no_text": True}, "--no-text"),
    ],
)
def test_a_change_of_what_makes_facts_is_named(
    world: World, change: dict[str, Any], options: dict[str, Any], reason: str
):
    world.run()
    pipeline = replace(fake_pipeline(), **change)
    assert look(world, pipeline, **options).reasons == {reason: 3}
    assert world.run(pipeline, **options).replaced == 3
    assert look(world, pipeline, **options).reasons == {}


def test_changed_code_is_named(world: World, monkeypatch: pytest.MonkeyPatch):
    world.run()
    monkeypatch.setattr("extract.running.version.code_version", lambda: "0.2")
    assert look(world).reasons == {"code": 3}


def test_containers_that_are_unchanged_are_not_opened(world: World):
    lines = [f'{{"id": "{number}", "text": "{number} km of road in the county"}}' for number in range(4)]
    (world.dump / "more.jsonl").write_text("\n".join(lines))
    world.run()
    assert (look(world).unchanged, look(world).total, look(world).gone) == (7, 0, 0)
    (world.dump / "more.jsonl").write_text("\n".join([*lines[:3], lines[3].replace("county", "town")]))
    assert (look(world).unchanged, look(world).reasons) == (6, {"content": 1})


def test_the_command_says_it_in_lines(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "a.txt").write_text("5 km")
    assert run_cli(["run", "a.txt", "--out", "o", "--what-changes"]) == 0
    shown = capsys.readouterr().out.splitlines()
    assert shown == ["would process 1 articles", "1  new        such as a.txt", "0  unchanged  left alone"]
    assert not (tmp_path / "o").exists()
