"""What takes seconds to load is loaded once for the same rules."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

import pytest

from extract.rules.loading import RuleSet
from extract.running import pipelines
from extract.running.pipeline import Extractor
from extract.running.pipelines import load_pipeline

UNIT = '[[unit]]\nid = "stere"\npint = "meter**3"\nwords = ["stere"]\nexamples = []\n'


class CountedExtractor:
    """Counts how often it is loaded."""

    loads = 0
    segment = None

    def __init__(self, rules: RuleSet, model: str | None = None) -> None:
        type(self).loads += 1
        self.units = self
        self.base_value = (rules, model)


@pytest.fixture
def counted(monkeypatch: pytest.MonkeyPatch) -> type[CountedExtractor]:
    afresh = lru_cache(maxsize=2)(pipelines._load_extractor.__wrapped__)
    monkeypatch.setattr(pipelines, "_load_extractor", afresh)
    monkeypatch.setattr("extract.running.pipeline.Extractor", CountedExtractor)
    monkeypatch.setattr(CountedExtractor, "loads", 0)
    return CountedExtractor


def overlay(folder: Path, content: str) -> RuleSet:
    (folder / "en").mkdir(parents=True, exist_ok=True)
    (folder / "en/units.toml").write_text(content, encoding="utf-8")
    return RuleSet(folder)


def test_equal_rules_are_loaded_once_wherever_they_lie(counted: type[CountedExtractor], tmp_path: Path):
    first = load_pipeline(overlay(tmp_path / "a", UNIT))
    second = load_pipeline(overlay(tmp_path / "b", UNIT))
    assert first.extractor is second.extractor
    assert counted.loads == 1


def test_a_rule_that_changed_or_another_model_is_loaded(counted: type[CountedExtractor], tmp_path: Path):
    load_pipeline(overlay(tmp_path, UNIT))
    load_pipeline(overlay(tmp_path, UNIT.replace("stere", "cord")))
    load_pipeline(overlay(tmp_path, UNIT.replace("stere", "cord")), "other_model")
    assert counted.loads == 3


def test_a_second_run_of_a_process_shares_the_first_ones(extractor: Extractor, ruleset: RuleSet):
    assert load_pipeline(ruleset).extractor is extractor
    assert load_pipeline(RuleSet()).extractor is extractor
