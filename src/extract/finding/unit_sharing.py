"""Lists whose members share the unit at their end: "50, 75 and 100 sq m"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from extract.finding.amounts import Amount, take_unit
from extract.finding.lexicon import NumberLexicon

_LIST_COMMA = re.compile(r"\s*,\s*")
_WHOLE = Decimal(100)
_RATE = "rate_ratio"


def share_units(amounts: Sequence[Amount], view: str, numbers: NumberLexicon) -> list[Amount]:
    """Spread the unit at the end of a list over its members: "50, 75 and 100 sq m"."""
    shared = _with_the_same_letter(amounts, view)
    in_list = False
    for index in range(len(shared) - 2, -1, -1):
        amount, following = shared[index], shared[index + 1]
        gap = view[amount.end : following.start]
        if amount.kind is None and (same := _same_as_before(amount, following, gap, numbers)):
            shared[index] = take_unit(amount, same)
            continue
        closes = numbers.list_joint.fullmatch(gap) is not None or (
            # "to 4.1 from 4.3 percent", but "9,000 from 12 villages"
            following.kind == "percent" and numbers.moved_joint.fullmatch(gap) is not None
        )
        apposed = following.kind == "percent" and numbers.apposed_joint.fullmatch(gap) is not None
        listed = closes or (in_list and _LIST_COMMA.fullmatch(gap) is not None)
        in_list = listed and following.kind is not None
        in_list = in_list and following.form != "fraction" and not apposed
        if in_list and _takes_unit(amount, following):
            shared[index] = take_unit(amount, following)
    return shared


def _with_the_same_letter(amounts: Sequence[Amount], view: str) -> list[Amount]:
    """Read the letter as before: the second of "2.1m were rescued, compared with 1.8m" is no length."""
    read: list[Amount] = []
    for amount in amounts:
        letter = view[amount.number_end : amount.end]
        models = (one for one in read if one.kind is None and one.scaled and one.raw)
        model = next((one for one in models if letter and view[one.end - 1 : one.end] == letter), None)
        if amount.kind != "measure" or len(letter) != 1 or model is None:
            read.append(amount)
            continue
        value = amount.raw * model.low / model.raw
        bare = replace(amount, kind=None, unit=None, low=value, high=value, scaled=True, factor=model.factor)
        read.append(replace(bare, number_end=amount.end, rules=model.rules))
    return read


def _same_as_before(amount: Amount, following: Amount, gap: str, numbers: NumberLexicon) -> Amount | None:
    """What a bare number shares with the other end of a movement, though that has a sign or a whole."""
    if amount.form != "digits" or not following.raw:
        return None
    if _RATE in following.rules and numbers.range_joint.fullmatch(gap):
        # "from 452 to 310 per 100,000": both are shares of the same whole.
        return replace(following, factor=following.low / following.raw, scaled=False)
    alike = following.low <= amount.low * _WHOLE and amount.low <= following.low * _WHOLE
    if following.kind == "money" and alike and numbers.moved_joint.fullmatch(gap):
        return following  # "cut to 6 from Rs 9"
    return None


def _takes_unit(amount: Amount, following: Amount) -> bool:
    """Whether a bare number takes the unit of the next of its list; a sign serves its own only."""
    if following.kind == "percent" and (amount.scaled or (amount.high > _WHOLE >= following.high)):
        return False  # "49.8 million and 5.3 percent"
    own_sign = following.kind == "money" and following.start < following.number_start
    return amount.kind is None and amount.form in ("digits", "words") and not own_sign
