"""Whether two numbers can be the same: rounding, "about", "more than", ranges."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from extract.reviewing.conflicts_rules import Tolerances

_DIGITS = re.compile(r"\d[\d,]*(?:\.\d+)?")


@dataclass(frozen=True, slots=True)
class Reach:
    """The numbers that a statement leaves open.

    Attributes:
        low, high: its bounds, as stated.
        step: what the last digit written stands for; 0 of what is no plain number.
        below, above: how far the number may be rounded up or down.
    """

    low: float
    high: float
    step: float
    below: float
    above: float


def reach_of(fact: Mapping[str, Any], tolerances: Tolerances) -> Reach:
    """What the value of a fact leaves open.

    Args:
        fact: a row of facts: values, ``base_low``, ``modifier``, ``quote``.
        tolerances: how far numbers that agree may differ.
    """
    low, high = fact["value_low"], fact["value_high"]
    reach = _stated(low, high, fact["modifier"], fact["quote"], tolerances)
    base = fact["base_low"]
    if base is None or low in (base, 0.0):
        return reach
    factor = base / low  # "6.2 miles" beside "10 km": both in metres.
    return Reach(*(part * factor for part in (reach.low, reach.high, reach.step, reach.below, reach.above)))


def _stated(low: float, high: float, modifier: str, quote: str, tolerances: Tolerances) -> Reach:
    size = abs(low)
    hedged = {
        "approx": (low - tolerances.approx * size, high + tolerances.approx * size),
        "more_than": (low, max(high, low * tolerances.bounded)),
        "at_least": (low, math.inf),
        "less_than": (min(low / tolerances.bounded, high), high),
        "at_most": (-math.inf if high < 0 else 0.0, high),
    }
    if modifier in hedged:
        return _between(*hedged[modifier])
    if low != high:
        return _between(low, high)
    step, explicit = _last_digit(low, quote)
    most = (tolerances.explicit_digit if explicit else tolerances.round_number) * size
    half = min(step / 2, most)
    return Reach(low, low, step, half, max(half, min(step, tolerances.cut_off * size)))


def _between(low: float, high: float) -> Reach:
    return Reach(low, high, 0.0, 0.0, 0.0)


def _last_digit(value: float, quote: str) -> tuple[float, bool]:
    """What the last digit written stands for, and whether it is sure that it was meant."""
    digits = _DIGITS.findall(quote)
    if len(digits) != 1 or not value:
        # In words: "two thirds" and "ten thousand" are as round as they sound.
        return (1.0, False) if value != int(value) else (_zeros(value), False)
    number = digits[0].replace(",", "")
    scale = abs(value) / float(number) if float(number) else 1.0
    whole, _, decimals = number.partition(".")
    if decimals:
        return scale * 10.0 ** -len(decimals), True
    zeros = len(whole) - len(whole.rstrip("0"))
    return scale * 10.0**zeros, zeros == 0


def _zeros(value: float) -> float:
    text = f"{abs(value):.0f}"
    return 10.0 ** (len(text) - len(text.rstrip("0")))


def agree(one: Reach, other: Reach) -> bool:
    """Whether both can be true of one and the same thing."""
    if not one.step or not other.step:
        # A number that a hedge or a range excludes may still be rounded into it.
        return _overlap(one, other)
    coarse, fine = (one, other) if one.step >= other.step else (other, one)
    difference = fine.low - coarse.low
    slack = 1e-9 * max(abs(fine.low), abs(coarse.low))
    if math.isclose(coarse.step, fine.step):
        return abs(difference) <= slack
    # Rounded to the nearest, or cut off: "1.33 billion" of 1.336.
    return -coarse.below - slack <= difference < coarse.above - slack or abs(difference) <= slack


def _overlap(one: Reach, other: Reach) -> bool:
    return one.low - one.below <= other.high + other.below and other.low - other.below <= one.high + one.below


def exceeds(one: Reach, other: Reach) -> bool:
    """Whether one is greater than the other whatever is left open."""
    return one.low - one.below > other.high + other.above


def factor(one: Mapping[str, Any], other: Mapping[str, Any]) -> float:
    """How many times the smaller value goes into the greater one."""
    small, great = sorted((abs(_base(one)), abs(_base(other))))
    return great / small if small else math.inf


def _base(fact: Mapping[str, Any]) -> float:
    return float(fact["value_low"] if fact["base_low"] is None else fact["base_low"])
