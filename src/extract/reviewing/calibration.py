"""How well probabilities are calibrated: of facts with a probability of 0.7 seven in ten should be right."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

BINS = 10
"""Tenths of probability that facts are put together in."""


@dataclass(frozen=True, slots=True)
class Bin:
    """The facts of one tenth of probability.

    Attributes:
        low, high: from, to.
        count: how many facts, at least one.
        mean: their mean probability.
        right: the share of them that is right.
    """

    low: float
    high: float
    count: int
    mean: float
    right: float


def find_reliability(told: Sequence[float], right: Sequence[bool]) -> list[Bin]:
    """The tenths of probability that have facts, the lowest first.

    Args:
        told: the probability of each fact, 0 to 1.
        right: whether it is right.
    """
    inside: list[list[int]] = [[] for _ in range(BINS)]
    for number, probability in enumerate(told):
        inside[min(int(probability * BINS), BINS - 1)].append(number)
    return [
        Bin(
            low=tenth / BINS,
            high=(tenth + 1) / BINS,
            count=len(numbers),
            mean=sum(told[number] for number in numbers) / len(numbers),
            right=sum(right[number] for number in numbers) / len(numbers),
        )
        for tenth, numbers in enumerate(inside)
        if numbers
    ]


def calibration_error(told: Sequence[float], right: Sequence[bool]) -> float:
    """The expected calibration error: the mean distance of probability and share, weighted by facts.

    Args:
        told: the probability of each fact, 0 to 1; at least one.
        right: whether it is right.
    """
    bins = find_reliability(told, right)
    return sum(one.count * abs(one.mean - one.right) for one in bins) / len(told)


def discrimination(told: Sequence[float], right: Sequence[bool]) -> float:
    """How often a right fact has a higher probability than a wrong one: 0.5 is chance, 1 always.

    Args:
        told: the probability of each fact.
        right: whether it is right; NaN where all are, or none.
    """
    good = [probability for probability, holds in zip(told, right, strict=True) if holds]
    bad = [probability for probability, holds in zip(told, right, strict=True) if not holds]
    if not good or not bad:
        return float("nan")
    higher = sum((one > other) + 0.5 * (one == other) for one in good for other in bad)
    return higher / (len(good) * len(bad))
