"""What a run takes of its process, and gives back."""

from __future__ import annotations

import gc
from collections.abc import Iterator

import pytest

from extract.running.usage import loaded_frozen


@pytest.fixture(autouse=True)
def _thawed() -> Iterator[None]:
    gc.unfreeze()
    yield
    gc.freeze()  # as the other tests have it: conftest.py


def test_what_is_loaded_is_frozen_for_the_time_of_the_block_only():
    with loaded_frozen():
        assert gc.get_freeze_count() > 1_000
    assert gc.get_freeze_count() == 0


def test_it_is_given_back_when_the_block_fails():
    with pytest.raises(ValueError, match="broken"), loaded_frozen():
        raise ValueError("broken")
    assert gc.get_freeze_count() == 0


def test_what_the_caller_froze_stays_frozen():
    gc.freeze()
    with loaded_frozen():
        pass
    assert gc.get_freeze_count() > 0


def test_collections_are_rarer_in_the_block_and_as_before_behind_it():
    before = gc.get_threshold()
    gc.set_threshold(700, 10, 10)
    with loaded_frozen():
        assert gc.get_threshold()[0] > 10_000
    assert gc.get_threshold() == (700, 10, 10)
    gc.set_threshold(*before)
