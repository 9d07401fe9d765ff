"""Options that several commands share, and how their values are read."""

from __future__ import annotations

import math
from pathlib import Path

import click

from extract.reading.days import parse_day


def parse_limit(value: str) -> float:
    """Read a number such as ``10`` or a share such as ``1%`` or ``0.01``.

    Raises:
        BadParameter: it is neither.
    """
    try:
        number = float(value.removesuffix("%")) / (100 if value.endswith("%") else 1)
    except ValueError:
        number = -1.0
    if not number >= 0:
        raise click.BadParameter(f"{value!r} is neither a number such as 10 nor a share such as 1%")
    # A share of 1 would read as the number 1; no run has more failures than articles.
    return math.inf if value.endswith("%") and number >= 1 else number


def parse_size(value: str) -> int:
    """Read a number of bytes such as ``800M`` or ``2G``.

    Raises:
        BadParameter: it is none.
    """
    units = {"K": 1_000, "M": 1_000_000, "G": 1_000_000_000}
    number = value.upper().removesuffix("B")
    factor = units.get(number[-1:], 1)
    try:
        size = float(number[:-1] if factor > 1 else number) * factor
    except ValueError:
        size = math.nan
    if not 1 <= size < math.inf:
        raise click.BadParameter(f"{value!r} is no size such as 800M or 2G")
    return int(size)


RULES = click.option(
    "--rules",
    multiple=True,
    type=click.Path(path_type=Path),
    metavar="DIR",
    help="Your own rules, laid over the built-in ones; may be given several times.",
)
MODEL = click.option("--model", metavar="NAME", help="spaCy model in place of the default.")
PUBLISHED = click.option(
    "--published",
    type=parse_day,
    metavar="DATE",
    help="Date of articles of which nothing else tells one (2020-10-23).",
)
