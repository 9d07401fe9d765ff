"""Logistic regression held towards zero, on annotated facts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Vector = NDArray[np.float64]
Data = tuple[Vector, Vector, Vector, Vector]
"""Features (facts x features), what is right, what each fact counts, whether its article was tuned on."""

_LIMIT = 15.0
_STEPS = 60
_LONGEST_STEP = 2.0
_CLOSE = 1e-6
_BASE_PENALTY = 0.01
_OFFSET_PENALTY = 1.0
_TUNED_PENALTY = 1.0


@dataclass(frozen=True, slots=True)
class Fit:
    """A fitted model.

    Attributes:
        base: log odds of a fact without features, in an article that nothing was tuned on.
        weights: of each feature.
    """

    base: float
    weights: Vector


def sigmoid(logit: Vector) -> Vector:
    """Probabilities of log odds."""
    return 1.0 / (1.0 + np.exp(-np.clip(logit, -_LIMIT, _LIMIT)))


def fit_logistic(features: Vector, right: Vector, share: Vector, tuned: Vector, penalty: float) -> Fit:
    """Newton's method on the likelihood with a penalty on the squares of the weights."""
    matrix = np.hstack([np.ones((len(right), 1)), tuned[:, None], features])
    held = np.full(matrix.shape[1], penalty)
    held[0], held[1] = _BASE_PENALTY, _TUNED_PENALTY
    weights = np.zeros(matrix.shape[1])
    for _ in range(_STEPS):
        told = sigmoid(matrix @ weights)
        slope = matrix.T @ (share * (right - told)) - held * weights
        curve = (matrix * (share * told * (1 - told))[:, None]).T @ matrix + np.diag(held)
        step = np.linalg.solve(curve, slope)
        longest = float(np.abs(step).max())
        weights += step * min(1.0, _LONGEST_STEP / longest)
        if longest < _CLOSE:
            break
    return Fit(float(weights[0]), weights[2:])


def fit_offset(logits: Vector, right: Vector) -> float:
    """What must be added to log odds so that as many facts are right as they tell; towards 0 if few."""
    offset = 0.0
    for _ in range(_STEPS):
        told = sigmoid(logits + offset)
        slope = float((right - told).sum()) - _OFFSET_PENALTY * offset
        step = slope / (float((told * (1 - told)).sum()) + _OFFSET_PENALTY)
        offset += max(-_LONGEST_STEP, min(_LONGEST_STEP, step))
        if abs(step) < _CLOSE:
            break
    return offset


def offset_others(logits: Vector, right: Vector, articles: Sequence[str], folds: int) -> Vector:
    """The probability of each fact by an offset that is fitted on the facts of other articles."""
    fold = _folds(articles, folds)
    told = np.zeros(len(right))
    for number in range(folds):
        own = fold == number
        told[own] = sigmoid(logits[own] + fit_offset(logits[~own], right[~own]))
    return told


def _folds(articles: Sequence[str], folds: int) -> NDArray[np.int64]:
    """The fold of each fact: all facts of an article are in one."""
    order = np.random.default_rng(0).permutation(sorted(set(articles)))
    fold_of = {article: number % folds for number, article in enumerate(order)}
    return np.array([fold_of[article] for article in articles])


def cross_validate(data: Data, articles: Sequence[str], penalty: float, folds: int) -> Vector:
    """The probability of each fact by a model that has seen no fact of its article."""
    features, right, share, tuned = data
    fold = _folds(articles, folds)
    told = np.zeros(len(right))
    for number in range(folds):
        rest, own = fold != number, fold == number
        fit = fit_logistic(features[rest], right[rest], share[rest], tuned[rest], penalty)
        told[own] = sigmoid(fit.base + features[own] @ fit.weights)
    return told
