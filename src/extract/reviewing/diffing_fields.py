"""Which fields of paired facts differ, column by column over all pairs at once."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from extract.reviewing.diffing_pairs import Pairs
from extract.reviewing.diffing_records import FIELDS
from extract.reviewing.diffing_sides import Side

Masks = npt.NDArray[np.uint32]
"""One bit for each field of a pair that differs, in the order of ``FIELDS``."""

BITS = {name: np.uint32(1 << number) for number, name in enumerate(FIELDS)}
_RULING_BASE = BITS["kind"] | BITS["value"] | BITS["unit"] | BITS["role"]


def compare_fields(old: Side, new: Side, pairs: Pairs) -> Masks:
    """The fields that differ in each pair.

    Args:
        old: the older output.
        new: the newer output.
        pairs: their facts side by side.
    """
    masks = np.zeros(len(pairs.old), np.uint32)
    rows = pa.array(pairs.old), pa.array(pairs.new)
    for name, columns in FIELDS.items():
        for column in columns:
            one = old.column(column).take(rows[0])
            other = new.column(column).take(rows[1])
            masks |= np.where(_differ(one, other), BITS[name], np.uint32(0))
    # "5 km" that became "6 km" has another size in meters too, and nobody needs to read that.
    masks &= np.where(masks & _RULING_BASE, ~BITS["base"], np.uint32(0xFFFFFFFF))
    return masks


def names_of(mask: int) -> tuple[str, ...]:
    """The fields of a mask."""
    return tuple(name for name, bit in BITS.items() if mask & int(bit))


def _differ(one: pa.ChunkedArray, other: pa.ChunkedArray) -> npt.NDArray[np.bool_]:
    values = pc.fill_null(pc.not_equal(one, other), False)  # noqa: FBT003 - the only way to pass it
    presence = pc.xor(one.is_null(), other.is_null())
    found: npt.NDArray[np.bool_] = pc.or_(values, presence).to_numpy().astype(bool)
    return found
