"""What an article told of lately: the indicators that the next sentence may go on with."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence

from extract.assembling.indicator_matching import Indicator
from extract.assembling.indicators import Told
from extract.records import Document, Quantity, Sentence, Span

# How many code points behind a quantity its indicator is remembered.
_REACH = 600


class IndicatorMemory:
    """The last quantities of the section with their indicators, and how many of each so far."""

    def __init__(self) -> None:
        self._counts: Counter[str | None] = Counter()
        self._told: list[tuple[Quantity, Indicator | None]] = []
        self._section: Span | None = None

    def recall(self, document: Document, sentence: Sentence) -> Told:
        """What a sentence may go on with, in text order.

        Args:
            document: the article.
            sentence: the sentence, which stands behind all that was told.
        """
        section = document.segments[sentence.segment].section
        if section != self._section:
            self._section, self._told = section, []
            self._counts.clear()
        self._told = [one for one in self._told if sentence.start - one[0].end <= _REACH]
        return self._told

    def tell(self, quantities: Sequence[Quantity], indicators: Sequence[Indicator | None]) -> None:
        """Remember a sentence.

        Args:
            quantities: its quantities.
            indicators: the indicator of each.
        """
        self._told += zip(quantities, indicators, strict=True)
        self._counts.update(None if one is None else one.id for one in indicators)

    def share(self, indicators: Collection[str]) -> float:
        """Of all quantities that the section told up to now, the share that are of some indicators.

        Args:
            indicators: their ids.
        """
        told = sum(self._counts[one] for one in indicators)
        return told / self._counts.total() if told else 0.0
