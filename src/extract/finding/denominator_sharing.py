"""Denominators that are stated once and hold for several quantities."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from extract.finding.lexicon import NumberLexicon
from extract.finding.references import ReferenceLexicon
from extract.records import Quantity

# Between an amount and its conversion: "1,499 yuan ($226)", "2,500 yuan ($352; £288)".
_CONVERSION = re.compile(r"[^.,;()\d]{0,30}[(;][^()\d]{0,20}")
_FARTHEST = 4
_BEFORE = 24


def hand_on_denominators(
    quantities: Sequence[Quantity], view: str, numbers: NumberLexicon, cues: ReferenceLexicon
) -> list[Quantity]:
    """Give the quantities of a sentence the denominators that are stated with others of it.

    Args:
        quantities: the quantities in text order.
        view: the clean view.
        numbers: what joins the members of a list.
        cues: what joins the two ends of a movement.
    """
    return _share(_carry(list(quantities), view, cues), view, numbers.share_joint)


def _share(quantities: list[Quantity], view: str, joint: re.Pattern[str]) -> list[Quantity]:
    """Hand denominators on, to conversions in brackets and in lists ("$3.20 and $5.50 per day")."""
    shared = list(quantities)
    for index in range(len(shared) - 2, -1, -1):
        one, other = shared[index], shared[index + 1]
        gap = view[one.end : other.start]
        listed = gap.strip() != "," or "shared_unit" in one.rules
        if one.per is None and one.unit == other.unit and listed and joint.fullmatch(gap):
            shared[index] = replace(one, per=other.per)
    for index in range(1, len(shared)):
        one, other = shared[index - 1], shared[index]
        if (
            one.per is not None
            and one.kind == other.kind
            and one.unit != other.unit
            and _CONVERSION.fullmatch(view[one.end : other.number.start])
        ):
            shared[index] = replace(other, per=one.per)
    return shared


def _carry(quantities: list[Quantity], view: str, cues: ReferenceLexicon) -> list[Quantity]:
    """From one end to the other: "from 4,100 yuan per square meter in 2009 to 14,600 yuan"."""
    carried = list(quantities)
    for index in range(len(carried)):
        one = carried[index]
        if one.per is None:
            continue
        is_from = cues.from_before.search(view[max(0, one.start - _BEFORE) : one.start]) is not None
        for later in range(index + 1, min(index + _FARTHEST, len(carried))):
            other = carried[later]
            alike = other.per is None and (other.kind, other.unit) == (one.kind, one.unit)
            gap = view[one.end : other.start]
            carries = cues.carry.fullmatch(gap) or cues.moved.fullmatch(gap)
            if alike and ((is_from and cues.from_to.fullmatch(gap)) or carries):
                # The next end may stand behind this one: "by 4,509 a month, to 15,988 from 11,479".
                carried[later] = replace(other, per=one.per)
                break
    return carried
