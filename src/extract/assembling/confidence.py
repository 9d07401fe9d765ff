"""How likely a fact is right: a logistic model over how it was found.

The features are those of the extraction: the rules that fired, where the words stand that place and
period come from, how long the sentence is. Each has a weight in confidence.toml, which
``tools/fit_confidence.py`` fits on annotated articles; a feature without one weighs nothing.
"""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence

from extract.frozen import record
from extract.records import Confidence, Evidence, Quantity, Span
from extract.rules.loading import RuleSet

RULES_FILE = "en/confidence.toml"
WHOLES = ("core", "full")
"""What the model tells the probability of, in this order."""

# Code points between a quantity and the words that a link comes from.
_DISTANCES = (20, 60, 150, 400, 1500)
_LENGTHS = (60, 120, 200, 350)
_LINKS = ("place", "period", "programme", "baseline")


@record(frozen=True, slots=True)
class Found:
    """What the features are read from.

    Attributes:
        quantity: the quantity.
        sentence: its sentence.
        evidence: where its links come from.
        rules: ids of the rules that fired, those of the quantity left out.
        dated: whether the article has a date.
    """

    quantity: Quantity
    sentence: Span
    evidence: Sequence[Evidence]
    rules: Sequence[str]
    dated: bool


def find_features(found: Found) -> Iterator[str]:
    """The features of a fact; one may come twice.

    Args:
        found: the fact, as far as it is known.
    """
    quantity, sentence = found.quantity, found.sentence
    yield from quantity.rules
    yield from found.rules
    yield "dated" if found.dated else "undated"
    yield f"kind={quantity.kind}"
    yield f"modifier={quantity.modifier}"
    yield f"length={bisect_right(_LENGTHS, sentence.end - sentence.start)}"
    told = {one.field: one for one in found.evidence}
    for field in _LINKS:
        one = told.get(field)
        yield f"{field}={'none' if one is None else _whereabouts(quantity, sentence, one)}"


def _whereabouts(quantity: Quantity, sentence: Span, one: Evidence) -> str:
    """Where the words of a link stand: "before1", "behind0" in the sentence, "earlier4", "later2" outside."""
    if one.start < quantity.start:
        side = "before" if one.start >= sentence.start else "earlier"
        return f"{side}{bisect_right(_DISTANCES, quantity.start - one.end)}"
    side = "behind" if one.end <= sentence.end else "later"
    return f"{side}{bisect_right(_DISTANCES, one.start - quantity.end)}"


class ConfidenceModel:
    """The fitted model.

    Args:
        ruleset: where confidence.toml is read from.

    Raises:
        RulesError: an entry without its weights.
    """

    def __init__(self, ruleset: RuleSet) -> None:
        base = {entry.id: entry for entry in ruleset.entries(RULES_FILE, "base")}["base"]
        self._base = tuple(float(base.fields[name]) for name in WHOLES)
        self._weights = {
            entry.id: tuple(float(entry.fields[name]) for name in WHOLES)
            for entry in ruleset.entries(RULES_FILE, "weight")
        }

    def judge(self, features: Iterable[str]) -> Confidence:
        """The probabilities that core and full are right.

        Args:
            features: as ``find_features`` gives them.
        """
        core, full = self._base
        for feature in dict.fromkeys(features):  # in one order: sums of floats depend on it
            weights = self._weights.get(feature)
            if weights is not None:
                core += weights[0]
                full += weights[1]
        # Full is right only where core is.
        probability = _sigmoid(core)
        return Confidence(probability, min(probability, _sigmoid(full)))


def _sigmoid(logit: float) -> float:
    return 1.0 / (1.0 + math.exp(-logit))
