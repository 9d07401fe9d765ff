"""Fixtures that many tests share: the pipeline takes seconds to load, so it is loaded once."""

from __future__ import annotations

import gc
from pathlib import Path

import pytest

from extract.rules.loading import RuleSet
from extract.running.pipeline import Extractor
from extract.running.pipelines import load_pipeline
from extract.running.runs import run
from extract.running.usage import freeze_loaded

CORPUS = Path(__file__).resolve().parents[1] / "corpus"


def pytest_collection_finish() -> None:
    """Ten thousand cases are a million objects, which each garbage collection would walk."""
    freeze_loaded()


def pytest_unconfigure() -> None:
    """What is frozen is never freed, and libraries complain of that at the end."""
    gc.unfreeze()


@pytest.fixture(scope="session")
def ruleset() -> RuleSet:
    """The built-in rules."""
    return RuleSet()


@pytest.fixture(scope="session")
def extractor(ruleset: RuleSet) -> Extractor:
    """The whole pipeline over the built-in rules."""
    loaded = load_pipeline(ruleset).extractor
    assert isinstance(loaded, Extractor)
    freeze_loaded()
    return loaded


@pytest.fixture(scope="session")
def corpus_output(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The output of a run over corpus/ with the built-in rules; nobody may write to it."""
    out = tmp_path_factory.mktemp("corpus") / "output"
    run([CORPUS], out)
    return out
