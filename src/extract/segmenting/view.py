"""The plain view of a text: look-alike characters made plain, code point by code point."""

from __future__ import annotations

import re
import sys
import unicodedata
from functools import cache

# Which characters stand for which is Unicode's knowledge, not a language's: spaces, dashes and controls come
# from the general categories; quotes and primes have no category of their own and are listed.
_SINGLE_QUOTES = "‘’‚‛′‵ʹʻʼʽˈ`´＇‹›"
_DOUBLE_QUOTES = "“”„‟″‶〝〞〟＂«»"
_EXTRA_DASHES = "−⁻₋➖˗─━"  # minus signs and box lines that pages use as dashes
_LINE_ENDS = "\v\f\x1c\x1d\x1e\x85\u2028\u2029"
_FULL_WIDTH = range(0xFF01, 0xFF5F)
_FULL_WIDTH_OFFSET = 0xFEE0
_LAST_BMP = 0x10000
# Blanks that hold a number together, and the Swiss apostrophe: "1\u00a0250\u00a0000", "8'500'000".
_IN_NUMBERS = "\u00a0\u2007\u2009\u202f'’"
_MAY_GROUP = re.compile(rf"[{_IN_NUMBERS}]\d{{3}}")
_GROUPED = re.compile(rf"(?<![\w.,{_IN_NUMBERS}])\d{{1,3}}(?:[{_IN_NUMBERS}]\d{{3}})+(?![\w{_IN_NUMBERS}])")


@cache
def _table() -> dict[int, str]:
    table: dict[int, str] = {}
    for code in range(_LAST_BMP):
        category = unicodedata.category(chr(code))
        if category in {"Zs", "Cc", "Cf"} and chr(code) not in "\n\r ":
            table[code] = " "
        elif category == "Pd":
            table[code] = "-"
    table.update((code, chr(code - _FULL_WIDTH_OFFSET)) for code in _FULL_WIDTH)
    table.update((0xE0000 + code, " ") for code in range(0x80))  # invisible tags beyond the BMP
    table.update(dict.fromkeys(map(ord, _SINGLE_QUOTES), "'"))
    table.update(dict.fromkeys(map(ord, _DOUBLE_QUOTES), '"'))
    table.update(dict.fromkeys(map(ord, _EXTRA_DASHES), "-"))
    table.update(dict.fromkeys(map(ord, _LINE_ENDS), "\n"))
    return {code: sys.intern(plain) for code, plain in table.items() if chr(code) != plain}


def plain_view(text: str) -> str:
    """The text with spaces, quotes, dashes and full-width characters made plain ASCII.

    Args:
        text: the text of record.

    Returns:
        A text of the same length, so that every offset holds in both.
    """
    view = _with_commas(text)
    # A page has a handful of such characters; `translate` looks up each that it has. In their order, as a
    # full-width mark becomes one that is itself made plain elsewhere.
    table = _table()
    for odd in sorted(set(view)):
        plain = table.get(ord(odd))
        if plain is not None:
            view = view.replace(odd, plain)
    if len(view) != len(text):
        raise AssertionError(f"view of {len(view)} characters for a text of {len(text)}")
    return view


def _with_commas(text: str) -> str:
    """The text with commas between thousands, where blanks that never break or apostrophes stand."""
    if _MAY_GROUP.search(text) is None:
        return text
    return _GROUPED.sub(lambda number: re.sub(r"\D", ",", number.group()), text)


def folded(view: str) -> str:
    """The view in lower case, of the same length (``İ`` would grow: such texts fold ASCII only)."""
    lowered = view.lower()
    return lowered if len(lowered) == len(view) else view.translate(_ascii_lower())


@cache
def _ascii_lower() -> dict[int, str]:
    return {code: chr(code + 32) for code in range(ord("A"), ord("Z") + 1)}
