"""Shards: what goes in comes out, in letters that no page can take for markup."""

from __future__ import annotations

import base64
import datetime as dt
import re
from collections.abc import Mapping
from typing import Any

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from extract.reviewing.report.encoding import (
    NO_DAY,
    encode_days,
    encode_integers,
    encode_numbers,
    encode_words,
    pack,
    unpack,
)

HOSTILE = [
    "</script><script>alert(1)</script>",
    "<!--",
    "\u202e",
    "\u2028",
    "\x00",
    "\U0001f600",
    "']]>",
    "\\u003c",
]
WIDTHS = {1: np.uint8, 2: np.uint16, 4: np.uint32}
texts = st.one_of(st.text(), st.sampled_from(HOSTILE))
values = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | texts,
    lambda inner: st.lists(inner) | st.dictionaries(texts, inner),
)


def codes_of(encoded: Mapping[str, Any]) -> list[int]:
    return np.frombuffer(base64.b64decode(encoded["codes"]), WIDTHS[encoded["width"]]).tolist()


def words_of(encoded: Mapping[str, Any]) -> list[str | None]:
    return [[*encoded["values"], None][code] for code in codes_of(encoded)]


@given(values)
def test_a_shard_gives_back_what_went_in(value: object):
    shard = pack(value)
    assert re.fullmatch(r"[A-Za-z0-9+/=]+", shard)
    assert unpack(shard) == value
    assert pack(value) == shard


def test_numbers_that_json_cannot_hold_are_refused():
    with pytest.raises(ValueError, match="JSON"):
        pack([float("nan")])


@given(st.lists(st.none() | texts))
def test_words_come_back_and_their_codes_sort_as_they_do(words: list[str | None]):
    encoded = encode_words(pa.chunked_array([words], pa.string()))
    assert words_of(encoded) == words
    assert len(set(encoded["values"])) == len(encoded["values"])
    by_code = [
        word for _, word in sorted(zip(codes_of(encoded), words, strict=True), key=lambda pair: pair[0])
    ]
    assert by_code == sorted(words, key=lambda word: (word is None, (word or "").casefold(), word or ""))


@pytest.mark.parametrize(
    ("largest", "width"), [(0, 1), (255, 1), (256, 2), (65_535, 2), (65_536, 4), (10**9, 4)]
)
def test_integers_take_as_few_bytes_as_they_need(largest: int, width: int):
    encoded = encode_integers([0, largest], largest)
    assert encoded["width"] == width
    assert codes_of(encoded) == [0, largest]


def test_empty_numbers_and_days_have_a_sign_of_their_own():
    numbers = encode_numbers(pa.chunked_array([[1.5, None]], pa.float64()))
    one, none = np.frombuffer(base64.b64decode(numbers["data"]), np.float64)
    assert one == 1.5
    assert np.isnan(none)
    days = encode_days(pa.chunked_array([[dt.date(1970, 1, 3), dt.date(1969, 12, 31), None]], pa.date32()))
    assert np.frombuffer(base64.b64decode(days["data"]), np.int32).tolist() == [2, -1, NO_DAY]
