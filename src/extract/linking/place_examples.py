"""Places that are only an example, or whose other units are only compared with."""

from __future__ import annotations

from collections.abc import Callable

from extract.finding.place_context import endings
from extract.linking.place_anchors import Anchor
from extract.linking.place_speakers import SpeakerCues
from extract.rules.endings import Ending

_BLANK = r"[ \n]"
_COMPARISON_BACK = 80


class ExampleCues(SpeakerCues):
    """Patterns over the text before a place that stands beside what is told of."""

    def _compile_examples(self, table: Callable[..., str]) -> None:
        """Patterns for examples, and for what is held against the others of its kind."""
        the = table("determiner")
        beside = rf"(?:,|{_BLANK}--?){_BLANK}(?:{table('example')})"
        self._example = Ending(
            rf"(?:{beside}|[a-z]{_BLANK}(?:{table('example', 'bare')}))"
            rf"{_BLANK}(?:(?:[a-z-]+|{the}){_BLANK}){{0,3}}\Z"
        )
        where = rf"(?:{_BLANK}(?:{table('where', read=endings)})(?:{_BLANK}(?:{the}))?)?"
        self._other_units = Ending(
            rf"(?<!\w)(?:{table('comparison', read=endings)})(?:{_BLANK}[a-z-]+){{0,3}}{where}{_BLANK}\Z"
        )

    def is_example(self, gap: str) -> bool:
        """Whether the text between quantity and place makes it an example: ', one of which is '."""
        return self._example.search(gap) is not None

    def compares(self, view: str, anchor: Anchor, start: int) -> bool:
        """Whether its other units are only compared with: 'more than any other province of China'."""
        back = max(start, anchor.start - _COMPARISON_BACK)
        return self._other_units.search(view, back, anchor.start) is not None
