"""Denominators that are stated once and hold for several quantities."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from extract.finding.denominator_lexicon import DenominatorLexicon
from extract.finding.lexicon import NumberLexicon
from extract.finding.references import ReferenceLexicon
from extract.records import Quantity

# Between an amount and its conversion: "1,499 yuan ($226)", "2,500 yuan ($352; £288)".
_CONVERSION = re.compile(r"[^.,;()\d]{0,30}[(;][^()\d]{0,20}")
# Between an amount and that of an earlier year: "earnings per share 8.20p (1998: 7.60p)".
_OF_A_YEAR = re.compile(r"\s*\(\d{4}:\s*")
_LIST_GAP = re.compile(r"[^.;:()\d]*")
_FARTHEST_LISTED = 48
_MODIFYING = 2
_FEW_TIMES = 20
_FARTHEST = 4
_BEFORE = 24


def hand_on_denominators(
    quantities: Sequence[Quantity],
    view: str,
    numbers: NumberLexicon,
    cues: ReferenceLexicon,
    denominators: DenominatorLexicon,
) -> list[Quantity]:
    """Give the quantities of a sentence the denominators that are stated with others of it.

    Args:
        quantities: the quantities in text order.
        view: the clean view.
        numbers: what joins the members of a list.
        cues: what joins the two ends of a movement.
        denominators: what joins an amount to its conversion, and to another of the same denominator.
    """
    carried = _parallel(_carry(list(quantities), view, cues), view, denominators)
    return _share(carried, view, numbers, denominators.restated)


def _parallel(quantities: list[Quantity], view: str, lexicon: DenominatorLexicon) -> list[Quantity]:
    """Hand denominators on to what others pay: "30 euros a week for adults and 12 euros for children"."""
    for index in range(1, len(quantities)):
        one, other = quantities[index - 1 : index + 1]
        if one.per is None or other.per is not None or one.kind != "money" or one.unit != other.unit:
            continue
        joint = lexicon.parallel.fullmatch(view, max(one.end, _end_of_per(one)), other.start)
        behind = lexicon.beside.match(view, other.end) if joint and _near(one, other) else None
        if joint and behind and joint["beside"] in {None, behind["beside"]}:
            quantities[index] = replace(other, per=one.per)
    return quantities


def _share(
    quantities: list[Quantity], view: str, numbers: NumberLexicon, restated: re.Pattern[str]
) -> list[Quantity]:
    """Hand denominators on, to conversions in brackets and in lists ("$3.20 and $5.50 per day")."""
    shared = list(quantities)
    for index in range(len(shared) - 2, -1, -1):
        one, other = shared[index], shared[index + 1]
        gap = view[one.end : other.start]
        listed = gap.strip() != "," or "shared_unit" in one.rules
        if one.per is None and one.unit == other.unit and listed and numbers.share_joint.fullmatch(gap):
            shared[index] = replace(one, per=other.per)
    for index in range(1, len(shared)):
        one, other = shared[index - 1], shared[index]
        if one.per is not None and _goes_on(view, one, other, numbers.list_joint):
            evidence = tuple(found for found in one.evidence if found.field == "per")
            shared[index] = replace(other, per=one.per, evidence=(*other.evidence, *evidence))
            continue
        if one.per is None or one.kind != other.kind or other.per is not None:
            continue
        if one.unit != other.unit:
            same = _converts(view, one, other, restated)
        else:
            same = _OF_A_YEAR.fullmatch(view, one.end, other.start) is not None
        if same:
            shared[index] = replace(other, per=one.per)
    return shared


def _near(one: Quantity, other: Quantity) -> bool:
    """Whether two amounts may be one price at two times; "56 cents a share, from $506 million" are not."""
    return one.value_low < other.value_low * _FEW_TIMES and other.value_low < one.value_low * _FEW_TIMES


def _end_of_per(one: Quantity) -> int:
    return next((found.end for found in one.evidence if found.field == "per"), one.end)


def _goes_on(view: str, one: Quantity, other: Quantity, joint: re.Pattern[str]) -> bool:
    """Whether a denominator that stands before an amount holds for the next on its list as well.

    "Every year it brings an output of 10 billion yuan, profits of 800 million and ..."; an adjective belongs
    to its own noun: "an annual yield of 15 tons of oranges and 10 tons of pomelos".
    """
    stated = next((found for found in one.evidence if found.field == "per"), None)
    gap = view[one.end : other.start]
    if stated is None or stated.start >= one.start or other.per is not None or one.kind != other.kind:
        return False
    if _LIST_GAP.fullmatch(gap) is None or len(gap) > _FARTHEST_LISTED:
        return False
    found = joint.search(gap)
    if " " in view[stated.start : stated.end]:
        return found is not None or "," in gap
    return one.unit == other.unit and found is not None and len(gap[found.end() :].split()) < _MODIFYING


def _converts(view: str, one: Quantity, other: Quantity, restated: re.Pattern[str]) -> bool:
    """Whether an amount is another in a second currency: "1,499 yuan ($226)", "45 yuan, or $6"."""
    between = view[max(one.end, _end_of_per(one)) : other.number.start]
    conversion = _CONVERSION.fullmatch(view[one.end : other.number.start])
    return conversion is not None or restated.fullmatch(between) is not None


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
            # "1.2 yuan per share from 0.9 yuan": behind the denominator too.
            behind = view[max(one.end, _end_of_per(one)) : other.start]
            carries = cues.carry.fullmatch(gap) is not None or cues.moved.fullmatch(gap) is not None
            carries = carries or (_near(one, other) and cues.moved.fullmatch(behind) is not None)
            if alike and ((is_from and cues.from_to.fullmatch(gap)) or carries):
                # The next end may stand behind this one: "by 4,509 a month, to 15,988 from 11,479".
                carried[later] = replace(other, per=one.per)
                break
    return carried
