"""Fixtures that many tests share: the pipeline takes seconds to load, so it is loaded once."""

from __future__ import annotations

from pathlib import Path

import pytest

from extract.rules.loading import RuleSet
from extract.running.pipeline import Extractor
from extract.running.runs import run

CORPUS = Path(__file__).resolve().parents[1] / "corpus"


@pytest.fixture(scope="session")
def ruleset() -> RuleSet:
    """The built-in rules."""
    return RuleSet()


@pytest.fixture(scope="session")
def extractor(ruleset: RuleSet) -> Extractor:
    """The whole pipeline over the built-in rules."""
    return Extractor(ruleset)


@pytest.fixture(scope="session")
def corpus_output(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The output of a run over corpus/ with the built-in rules; nobody may write to it."""
    out = tmp_path_factory.mktemp("corpus") / "output"
    run([CORPUS], out)
    return out
