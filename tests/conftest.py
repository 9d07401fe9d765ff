"""Fixtures that many tests share: the pipeline takes seconds to load, so it is loaded once."""

from __future__ import annotations

import pytest

from extract.rules.loading import RuleSet
from extract.running.pipeline import Extractor


@pytest.fixture(scope="session")
def ruleset() -> RuleSet:
    """The built-in rules."""
    return RuleSet()


@pytest.fixture(scope="session")
def extractor(ruleset: RuleSet) -> Extractor:
    """The whole pipeline over the built-in rules."""
    return Extractor(ruleset)
