"""Regexes out of surfaces: how the words of the rules become patterns on the view."""

from __future__ import annotations

import re
from collections.abc import Iterable


def surface_pattern(surface: str) -> str:
    r"""A regex for one surface: white space in it stands for any white space.

    ``"U.S. dollars"`` matches ``"U.S.\ndollars"`` too.
    """
    return r"[\s-]+".join(re.escape(word) for word in surface.split())


def alternation(surfaces: Iterable[str]) -> str:
    """A regex that matches any of the surfaces, the longest first.

    Raises:
        ValueError: no surface given: an empty alternation would match everywhere.
    """
    ordered = sorted(set(surfaces), key=lambda surface: (-len(surface), surface))
    if not ordered:
        raise ValueError("no surfaces to match")
    return "(?:" + "|".join(surface_pattern(surface) for surface in ordered) + ")"


def bounded(surfaces: Iterable[str]) -> str:
    """Like `alternation`, but a surface that begins or ends in a letter ends its word there."""
    return r"(?<![A-Za-z])" + alternation(surfaces) + r"(?![A-Za-z])"
