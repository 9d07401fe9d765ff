"""What stands behind digits in papers: "3 × 10^5", "2.48×10−5", "10⁶", "6.02e23", "5 ± 0.2"."""

from __future__ import annotations

import re
from decimal import Decimal

_RAISED = "⁰¹²³⁴⁵⁶⁷⁸⁹"
_PLAIN = str.maketrans(_RAISED, "0123456789")
# In the view all minus signs are hyphens, the raised one too.
_EXPONENT = rf"(?:(?:\^|\*\*)\s?[({{]?(?P<caret>[-+]?\d{{1,2}})[)}}]?|(?P<raised>-?[{_RAISED}]{{1,2}}))"
_TIMES = re.compile(rf"\s?[x×X·⋅*]\s?(?P<base>10|2)(?:{_EXPONENT}|(?P<bare>-\d{{1,2}}))(?![\w.]*\d)")
_BARE = re.compile(rf"{_EXPONENT}(?![\w.]*\d)")
# "4e14" and "1.5E6", but "12E5" may be a house number.
_LETTER = re.compile(r"(?:e|(?<=\.\d)E|(?<=\.\d\d)E|E(?=[-+]))(?P<letter>[-+]?\d{1,2})(?!\w)")
_TOLERANCE = re.compile(r"\s?(?:±|\+/?-|\+/ -)\s?(?:\d+(?:\.\d+)?(?:e-?\d{1,2})?)(?![\w,])")
_BASES = frozenset({Decimal(2), Decimal(10)})


def read_power(value: Decimal, view: str, position: int, end: int) -> tuple[Decimal, int] | None:
    """What digits are worth with the power behind them, and where that ends; None where none follows.

    Args:
        value: what the digits are worth.
        view: the clean view.
        position: end of the digits.
        end: end of the sentence.
    """
    if found := _TIMES.match(view, position, end):
        return value * Decimal(found["base"]) ** _exponent(found, "bare"), found.end()
    if found := _LETTER.match(view, position, end):
        return value * Decimal(10) ** int(found["letter"]), found.end()
    if value in _BASES and (found := _BARE.match(view, position, end)):
        return value ** _exponent(found, "caret"), found.end()
    return None


def end_of_tolerance(view: str, position: int, end: int) -> int:
    """Where a number ends that says how far it may be off: "5 ± 0.2 mm"."""
    found = _TOLERANCE.match(view, position, end)
    return found.end() if found else position


def _exponent(found: re.Match[str], other: str) -> int:
    written = found["caret"] or found["raised"] or found[other]
    return int(written.translate(_PLAIN))
