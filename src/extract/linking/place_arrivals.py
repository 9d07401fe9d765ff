"""Where people get to, by the words before a place: "left the county for Yuanlong Village"."""

from __future__ import annotations

from collections.abc import Callable

from extract.linking.place_anchors import Anchor
from extract.rules.endings import Ending

_BLANK = r"[ \n]"
_WORD_BACK = 24
_BACK = 100


class ArrivalCues:
    """Patterns over the text before the place that somebody moves, comes or is sent to.

    Attributes:
        _other_side: what ends with a preposition of the other side.
        _to, _for: what ends with words that lead to who is given something.
    """

    _other_side: Ending
    _to: Ending
    _for: Ending

    def _compile_arrivals(self, table: Callable[..., str], the: str) -> None:
        """Patterns for who gets there to stay, and for who is sent there or works there."""
        to = table("arrival", "to")
        word = rf"{_BLANK}(?!(?:{to}){_BLANK})[\w'-]+"
        article, inside = table("arrival", "articles"), table("arrival", "inside")
        kind, of = table("kind_of_place"), table("kind_of_place", "behind")
        small = rf"(?:{article}){_BLANK}(?:[\w-]+,?{_BLANK}){{0,3}}(?:{kind}){_BLANK}(?:{inside})"
        unit = rf"(?:[A-Z][a-z]+{_BLANK}){{1,3}}(?:{of})"
        at = rf"(?:{_BLANK}{small})?(?:{_BLANK}{unit})?"  # "home to a tiny village in Miao County of"
        self._arrives, self._sent = (
            Ending(rf"(?<![\w-])(?:{verbs})(?:{word}){{0,6}}{_BLANK}(?:{to}){at}{the}")
            for verbs in (table("arrival"), f"{table('arrival')}|{table('arrival', 'sent')}")
        )

    def is_arrived_at(self, view: str, anchor: Anchor, start: int, *, sent: bool = False) -> bool:
        """Whether somebody gets there to stay: 'left the county for Yuanlong Village'.

        Args:
            view: the document's view.
            anchor: the place.
            start: where its sentence starts.
            sent: whether those count who are sent there or work there.
        """
        ending = self._sent if sent else self._arrives
        return ending.search(view, max(start, anchor.start - _BACK), anchor.start) is not None

    def leads_to(self, view: str, start: int, end: int) -> bool:
        """Whether what stands before ``end`` makes what follows the other side: 'people like '."""
        return self._other_side.search(view, max(start, end - _WORD_BACK), end) is not None

    def is_favoured(self, before: str) -> bool:
        """Whether the text before a place in a title gives it something: 'A loan for '."""
        return self._for.search(before) is not None

    def is_addressee(self, gap: str) -> bool:
        """Whether the text between a quantity and a place leads to the place: ' have come to '."""
        return self._to.search(gap) is not None
