"""What a fact speaks of, reduced to what can be compared.

"rural per capita disposable income" and "the per capita disposable income of farmers" are one
subject; "urban per capita disposable income" is another, though all three are one indicator.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from extract.reviewing.conflicts_rules import ConflictRules, IndicatorRule

_WORD = re.compile(r"[^\W_]+")
_NO_RULE = IndicatorRule()

Weight = Literal["indicator", "sums", "topic", "bare"]
"""How much an equal subject tells.

``indicator``: two numbers exclude each other. ``sums``: they may be parts. ``topic``: the words
alone. ``bare``: no more than the unit ("towns"), which tells something only of what there is.
"""


@dataclass(frozen=True, slots=True)
class Subject:
    """What a fact speaks of.

    Attributes:
        key: equal for equal subjects.
        weight: how much that tells.
        n_words: how many words of the topic are left.
    """

    key: str
    weight: Weight
    n_words: int


class Subjects:
    """Makes subjects of topics.

    Args:
        rules: the rules of contradictions.
    """

    def __init__(self, rules: ConflictRules) -> None:
        self._rules = rules
        self._topics = rules.topics
        self.of = lru_cache(maxsize=8_192)(self._of)

    def vanishes(self, indicator: str | None) -> bool:
        """Whether the values of an indicator may well fall to a hundredth; of topics they may."""
        return indicator is None or self._rules.indicators.get(indicator, _NO_RULE).vanishing

    def _of(self, indicator: str | None, topic: str | None, place: str | None, unit: str) -> Subject | None:
        """The subject of a fact.

        Args:
            indicator: as in facts.
            topic: as in facts.
            place: name of its place, whose words say nothing more in the topic.
            unit: as in facts.

        Returns:
            None where nothing is said that could be compared.
        """
        words = self.words(topic) - self.words(place) - self._topics.neutral
        if indicator:
            rule = self._rules.indicators.get(indicator, _NO_RULE)
            left = words - rule.words
            return Subject(_key(indicator, left), "sums" if rule.sums else "indicator", len(left))
        if not words:
            return None
        counted = self.words(unit.replace("_", " "))
        if words <= counted:
            return Subject(_key("", words), "bare", len(words))
        return (
            Subject(_key("", words), "topic", len(words)) if words - self._topics.unsaid - counted else None
        )

    def words(self, text: str | None) -> frozenset[str]:
        """The words of a text without endings, synonyms as one."""
        return frozenset(self._topics.reduce(_WORD.findall((text or "").lower())))


def _key(indicator: str, words: frozenset[str]) -> str:
    return f"{indicator}:{' '.join(sorted(words))}"
