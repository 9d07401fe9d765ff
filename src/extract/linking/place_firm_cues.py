"""The words by which a text tells of a firm and its nation: "German brewer X", "the Swiss-based group"."""

from __future__ import annotations

import re
from collections.abc import Callable

from extract.linking.place_anchors import Anchor
from extract.records import Span
from extract.rules.endings import Ending
from extract.rules.expressions import compiled

_BLANK = r"[ \n]"
_WORD = r"[A-Z][\w&.-]*"
_NAME = rf"{_WORD}(?:{_BLANK}(?:&{_BLANK})?{_WORD}){{0,3}}"


def markets(table: Callable[..., str]) -> re.Pattern[str]:
    """What leads to a list of those who buy and for how much: 'Its main markets were' China ($558 million).

    Args:
        table: the words of the cues, as alternatives.
    """
    figure = rf"(?:,?{_BLANK}(?:{table('trade_partner', 'at')}))?,?{_BLANK}\(?\W?\d"
    buyers, are = table("trade_partner"), table("trade_partner", "are")
    return compiled(
        rf"(?<![\w-])(?i:{buyers})(?:{_BLANK}[\w'-]+){{0,4}}?{_BLANK}(?:{are}){_BLANK}(?:[a-z]+{_BLANK})?"
        rf"(?={_NAME}{figure})"
    )


class FirmCues:
    """Patterns over the text around the name of a nation.

    Args:
        table: the words of the cues, as alternatives.

    Attributes:
        tells: what begins with the firm that the text is about.
        tells_what: the same with a clause on what it does.
        is_firm: behind a nation, what makes it that of a firm.
        named: the same with the name of the firm behind it; group ``name``.
        before: before a nation, the name of a firm that a clause tells what it is: "UFJ, Japan's third bank".
        owned: behind a nation, a name that is its ("'s Pernod Ricard"); group ``name``.
    """

    def __init__(self, table: Callable[..., str]) -> None:
        fold = re.IGNORECASE
        kinds = table("of_the_firm", "kinds")
        firm = rf"{table('of_the_firm')}|the{_BLANK}[\w-]+-[a-z]+{_BLANK}(?:{kinds})"
        said = rf"(?:[\w.'-]+{_BLANK}){{1,4}}(?:{table('of_the_firm', 'said')}){_BLANK}(?:that{_BLANK})?"
        self.tells = compiled(rf"\W*(?:{said})?(?:{firm})(?![\w'-])", fold)
        self.tells_what = compiled(rf"\W*(?:{firm}),{_BLANK}(?:{table('relative')}){_BLANK}[^,.;:]*,", fold)
        # Not "Britain has sent a company".
        none = rf"(?!(?:{table('of_the_firm', 'articles')}|{table('determiner')}){_BLANK})"
        words = rf"(?:{_BLANK}{none}(?:[a-z&-]+|[A-Z]{{2,4}})){{0,5}}?"
        self.is_firm = compiled(rf"(?:'s)?{words}{_BLANK}(?:{kinds})(?!\w)")
        self.named = compiled(rf"(?:'s)?{words}{_BLANK}(?:{kinds}),?{_BLANK}(?P<name>{_NAME})")
        self.owned = compiled(rf"'s(?:{_BLANK}[a-z-]+)?{_BLANK}(?P<name>{_NAME})")
        self.before = compiled(
            rf"(?P<name>{_NAME}),{_BLANK}(?:(?:{table('of_the_firm', 'articles')}){_BLANK})?\Z"
        )
        self._of = compiled(rf"{_BLANK}(?:{table('connector', 'outward')}){_BLANK}")
        self._which = compiled(rf",{_BLANK}(?:{table('relative')}){_BLANK}")
        breaks = rf"(?:{table('clause_break')})|,{_BLANK}"
        the = rf"(?:(?:{table('of_the_firm', 'the')}){_BLANK})?"
        self._subject = compiled(rf"(?:{breaks}|\A\W*){the}\Z", fold)
        self._the = Ending(rf"(?<!\w)(?:{table('of_the_firm', 'the')}){_BLANK}", fold)
        self._based = compiled(
            rf"(?:-|{_BLANK})(?:{table('of_the_firm', 'based')})"
            rf"(?:{_BLANK}[a-z-]+){{0,2}}{_BLANK}(?:{kinds})(?!\w)"
        )

    def has(self, view: str, anchor: Anchor, quantity: Span, start: int) -> bool:
        """Whether a firm named at the anchor is told to have the quantity.

        Where it is the subject, "Pernod has a debt of 2bn euros", "smaller than Allied, which has 3bn
        pounds", and in "two thirds of Seagram"; not in "paid 2bn euros for Seagram".
        """
        if anchor.start >= quantity.end:
            return self._of.fullmatch(view, quantity.end, anchor.start) is not None
        if self._which.match(view, anchor.end):
            return True
        return self._subject.search(view[start : anchor.start]) is not None

    def is_based(self, view: str, start: int, end: int) -> bool:
        """Whether the text calls its firm by the nation in [start, end): 'The Netherlands-based company'."""
        return (
            self._the.search(view, max(0, start - 5), start) is not None
            and self._based.match(view, end) is not None
        )
