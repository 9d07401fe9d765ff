"""Regexes out of surfaces: how the words of the rules become patterns on the view."""

from __future__ import annotations

import re
from collections.abc import Iterable

from extract.rules.trees import prefix_tree, spell

_BLANK = r"[\s-]+"
_BLANKS = re.compile(_BLANK)


def alternation(surfaces: Iterable[str]) -> str:
    r"""A regex that matches any of the surfaces, the longest first.

    White space in them stands for any white space: ``"U.S. dollars"`` matches ``"U.S.\ndollars"`` too.

    Raises:
        ValueError: no surface given: an empty alternation would match everywhere.
    """
    return f"(?:{prefix_tree(spell(surface, _BLANK) for surface in surfaces)})"


def longest_first(surfaces: Iterable[str]) -> str:
    """Like `alternation`, for an `Ending`: one surface may be the end of another ("$" of "US$")."""
    ordered = sorted(set(surfaces), key=lambda surface: (-len(surface), surface))
    return "(?:" + "|".join(alternation([surface]) for surface in ordered) + ")"


def bounded(surfaces: Iterable[str]) -> str:
    """Like `alternation`, but a surface that begins or ends in a letter ends its word there."""
    return r"(?<![A-Za-z])" + alternation(surfaces) + r"(?![A-Za-z])"


def plain_surface(written: str) -> str:
    """The form under which a surface is looked up: "More-than" is "more than".

    What `alternation` matches may have a hyphen or a line break where the surface has a blank.
    """
    return _BLANKS.sub(" ", written.lower())


def lower_in_place(text: str) -> str:
    """Lower case of equal length: letters whose lower case is longer (İ) stay as they are."""
    lowered = text.lower()
    if len(lowered) == len(text):
        return lowered
    return "".join(char.lower() if len(char.lower()) == 1 else char for char in text)
