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


def cross_validate(data: Data, articles: Sequence[str], penalty: float, folds: int) -> Vector:
    """The probability of each fact by a model that has seen no fact of its article."""
    features, right, share, tuned = data
    order = np.random.default_rng(0).permutation(sorted(set(articles)))
    fold_of = {article: number % folds for number, article in enumerate(order)}
    fold = np.array([fold_of[article] for article in articles])
    told = np.zeros(len(right))
    for number in range(folds):
        rest, own = fold != number, fold == number
        fit = fit_logistic(features[rest], right[rest], share[rest], tuned[rest], penalty)
        told[own] = sigmoid(fit.base + features[own] @ fit.weights)
    return told
