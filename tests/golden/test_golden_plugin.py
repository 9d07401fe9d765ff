"""The pytest plugin, as a project of somebody else uses it on its own articles."""

from __future__ import annotations

import tomllib
from importlib.metadata import entry_points
from pathlib import Path

import pytest

from extract.running.texts import load_cached

pytest_plugins = ["pytester"]

PLUGIN = "extract.running.golden_plugin"
ROOT = Path(__file__).resolve().parents[2]
TEST = """
def test_articles(extract_golden):
    extract_golden("articles/one.txt", published="2020-10-23")
"""
RULE = """
[[unit]]
id = "stere"
pint = "meter**3"
words = ["stere", "steres"]
examples = ["sold <q value=40 unit=stere>40 steres</q> of firewood"]
"""


@pytest.fixture
def project(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> pytest.Pytester:
    """A project with an article and a test of its own."""
    # The runs inside forget what they import: the pipeline is loaded here, once.
    load_cached()
    monkeypatch.delenv("CI", raising=False)
    pytester.makepyfile(test_articles=TEST)
    (pytester.path / "articles").mkdir()
    (pytester.path / "articles" / "one.txt").write_text("They sold 40 steres of wood for 900 yuan.\n")
    return pytester


def outcome(project: pytest.Pytester, *arguments: str) -> tuple[int, str]:
    """Exit code and output of pytest in the project."""
    # An installed package registers the plugin by its entry point; a bare checkout is told of it.
    known = any(point.value == PLUGIN for point in entry_points(group="pytest11"))
    done = project.runpytest_inprocess(*arguments, *([] if known else ["-p", PLUGIN]))
    return int(done.ret), done.stdout.str() + done.stderr.str()


def test_a_golden_is_missed_accepted_and_held(project: pytest.Pytester):
    code, shown = outcome(project)
    assert code == 1
    assert "no golden file yet; run pytest --extract-golden-accept" in shown
    assert outcome(project, "--extract-golden-accept")[0] == 0
    golden = project.path / "golden" / "one.facts.txt"
    assert golden.read_text().startswith("10-19 | 40 steres | count 40 stere | ")
    assert outcome(project)[0] == 0


def test_another_fact_fails_in_the_words_of_extract_diff(project: pytest.Pytester):
    outcome(project, "--extract-golden-accept")
    (project.path / "rules" / "en").mkdir(parents=True)
    (project.path / "rules" / "en" / "units.toml").write_text(RULE)
    project.makeini("[pytest]\nextract_golden_rules = rules\n")
    code, shown = outcome(project)
    assert code == 1
    assert "2 of 2 facts differ: 2 changed" in shown
    assert "kind: count → measure" in shown
    assert "They sold [40 steres] of wood" in shown


def test_the_folder_is_a_setting(project: pytest.Pytester):
    project.makeini("[pytest]\nextract_golden_folder = expected/facts\n")
    assert outcome(project, "--extract-golden-accept")[0] == 0
    assert (project.path / "expected" / "facts" / "one.facts.txt").is_file()


def test_nothing_is_accepted_in_ci(project: pytest.Pytester, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("CI", "true")
    assert outcome(project, "--extract-golden-accept")[0] == 4
    assert not (project.path / "golden").exists()


def test_the_package_registers_the_plugin():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert project["entry-points"]["pytest11"] == {"extract_golden": PLUGIN}
