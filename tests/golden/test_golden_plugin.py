"""The pytest plugin, as a project of somebody else uses it on its own articles."""

from __future__ import annotations

import sys
import tomllib
from importlib.metadata import entry_points
from pathlib import Path

import pytest

from extract.rules.loading import RuleSet
from extract.running import texts
from extract.running.pipelines import Pipeline

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "unit"))
from fake_pipeline import fake_pipeline  # the small pipeline of the unit tests

pytest_plugins = ["pytester"]

PLUGIN = "extract.running.golden_plugin"
ROOT = Path(__file__).resolve().parents[2]
TEXT = "They laid 300 km of road for 12 towns.\n"
TEST = """
def test_articles(extract_golden):
    extract_golden("articles/one.txt", published="2020-10-23")
"""


@pytest.fixture
def loaded(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, ...]]:
    """The folders of rules with which the small pipeline of the unit tests was loaded."""
    folders: list[tuple[str, ...]] = []

    def load(rules: RuleSet, _: str | None) -> Pipeline:
        folders.append(tuple(folder.name for folder in rules.folders[1:]))
        return fake_pipeline()

    texts._load.cache_clear()
    monkeypatch.setattr(texts, "load_pipeline", load)
    return folders


@pytest.fixture
def project(
    pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch, loaded: list[tuple[str, ...]]
) -> pytest.Pytester:
    """A project with an article and a test of its own."""
    assert loaded == []
    monkeypatch.delenv("CI", raising=False)
    pytester.makepyfile(test_articles=TEST)
    (pytester.path / "articles").mkdir()
    (pytester.path / "articles" / "one.txt").write_text(TEXT)
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
    assert golden.read_text().startswith("10-13 | 300 | measure 300 kilometer | ")
    assert outcome(project)[0] == 0


def test_another_fact_fails_in_the_words_of_extract_diff(project: pytest.Pytester):
    outcome(project, "--extract-golden-accept")
    (project.path / "articles" / "one.txt").write_text(TEXT.replace("300 km", "300 mi"))
    code, shown = outcome(project)
    assert code == 1
    assert "1 of 2 facts differs: 1 changed" in shown
    assert "kind: measure → count" in shown
    assert "They laid [300] mi" in shown


def test_rules_of_the_project_are_a_setting(project: pytest.Pytester, loaded: list[tuple[str, ...]]):
    (project.path / "my-rules").mkdir()
    project.makeini("[pytest]\nextract_golden_rules = my-rules\n")
    assert outcome(project, "--extract-golden-accept")[0] == 0
    assert loaded == [("my-rules",)]


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
