"""Columns and shards as the page reads them: small, quick to decode, free of any markup.

A shard is JSON, compressed, in base64: of whatever an article holds, no character of it can end a
script element or be taken for markup. The same bytes come of the same rows.
"""

from __future__ import annotations

import base64
import gzip
import json
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

Encoded = Mapping[str, Any]

NO_DAY = -(2**31)
"""What stands for a day that is not known."""

_LEVEL = 6
_WIDTHS: tuple[tuple[int, type[np.unsignedinteger[Any]]], ...] = (
    (1, np.uint8),
    (2, np.uint16),
    (4, np.uint32),
)


def pack(value: object) -> str:
    """A value as the content of a shard.

    Args:
        value: what JSON can hold; no number that is not finite.

    Returns:
        Letters, digits, ``+``, ``/`` and ``=`` only.
    """
    plain = json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    # Without the time of day: equal rows are equal bytes.
    return base64.b64encode(gzip.compress(plain.encode(), _LEVEL, mtime=0)).decode("ascii")


def unpack(shard: str) -> Any:  # noqa: ANN401 - any JSON
    """The value of a shard; the inverse of `pack`."""
    return json.loads(gzip.decompress(base64.b64decode(shard)))


def encode_words(column: pa.ChunkedArray | pa.Array) -> Encoded:
    """A column of strings as its different values and a code for each row.

    The values are sorted without regard to case, so that codes sort as the words do. The code of an
    empty cell is the number of values: it comes last.
    """
    words = column.cast(pa.string())
    values = sorted(pc.unique(words.drop_null()).to_pylist(), key=lambda value: (value.casefold(), value))
    return {"kind": "words", "values": values, **encode_codes(words, values)}


def encode_codes(words: pa.ChunkedArray | pa.Array, values: Sequence[str]) -> Encoded:
    """The place of each word in a list of all words; one past the last for an empty cell."""
    found = pc.index_in(words, value_set=pa.array(values, pa.string()))
    return encode_integers(pc.fill_null(found, len(values)).to_numpy(), len(values))


def encode_integers(numbers: npt.NDArray[Any] | Sequence[int], largest: int) -> Encoded:
    """Integers from 0 on, in as few bytes each as the largest needs."""
    width, dtype = next((width, dtype) for width, dtype in _WIDTHS if largest < 256**width)
    return {"width": width, "codes": _base64(np.asarray(numbers), np.dtype(dtype))}


def encode_numbers(column: pa.ChunkedArray | pa.Array) -> Encoded:
    """A column of numbers; not-a-number for an empty cell."""
    return {"kind": "numbers", "data": _base64(column.to_numpy(), np.dtype(np.float64))}


def encode_days(column: pa.ChunkedArray | pa.Array) -> Encoded:
    """A column of dates as days since 1970; `NO_DAY` for an empty cell."""
    days = pc.fill_null(column.cast(pa.int32()), NO_DAY)
    return {"kind": "days", "data": _base64(days.to_numpy(), np.dtype(np.int32))}


def _base64(numbers: npt.NDArray[Any], dtype: np.dtype[Any]) -> str:
    return base64.b64encode(numbers.astype(dtype.newbyteorder("<"), copy=False).tobytes()).decode("ascii")
