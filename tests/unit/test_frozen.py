"""Records cannot be changed: enforced where the tests ask for it, and equal with and without."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

_CHANGE = "from extract.records import Span; span = Span(1, 2); span.end = 9"
_HASH = (
    "from extract.records import Span as S; print(hash(S(1, 2)), S(1, 2) == S(1, 2), len({S(1, 2), S(1, 2)}))"
)


def _run(code: str, enforced: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "EXTRACT_FROZEN": enforced}
    return subprocess.run(
        [sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=False
    )


def test_a_change_of_a_record_is_an_error_where_it_is_enforced() -> None:
    assert "FrozenInstanceError" in _run(_CHANGE, "1").stderr


@pytest.mark.parametrize("enforced", ["", "1"])
def test_records_are_equal_and_hash_by_their_fields(enforced: str) -> None:
    assert _run(_HASH, enforced).stdout.split()[1:] == ["True", "1"]


def test_the_hash_is_the_same_with_and_without() -> None:
    assert _run(_HASH, "").stdout == _run(_HASH, "1").stdout != ""
