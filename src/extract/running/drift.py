"""Whether a run is unlike the runs before it: nobody watches at night.

Two figures are held against the last runs over the same collections: facts per article and the
share of rejections among all numbers looked at. A run is unlike them if its figure lies further
from their median than

* four times their own spread (median absolute deviation, scaled to a standard deviation),
* a third of the median, which weekly rhythm and a new desk explain, and
* three standard errors of so small a run: facts per article vary about as much as they are, and
* five points, of the share.

All of these must be exceeded. Three earlier runs and thirty articles are the least.
"""

from __future__ import annotations

import math
import statistics
from collections.abc import Callable, Mapping, Sequence
from typing import Any

Row = Mapping[str, Any]

_RUNS = 10
_LEAST_RUNS = 3
_LEAST_ARTICLES = 30
_SPREADS = 4 * 1.4826
_SHARE = 1 / 3
_STANDARD_ERRORS = 3
_POINTS = 0.05


def find_drift(run: Row, before: Sequence[Row]) -> list[str]:
    """What of a run is far from the runs before it, one line each.

    Args:
        run: its row in the table of runs, as it ends.
        before: the rows of earlier runs, oldest first.
    """
    if _articles(run) < _LEAST_ARTICLES:
        return []
    alike = [
        row
        for row in before
        if row["finished_at"]
        and row["collections"] == run["collections"]
        and _articles(row) >= _LEAST_ARTICLES
    ][-_RUNS:]
    if len(alike) < _LEAST_RUNS:
        return []
    lines = (
        _compare("facts per article", _facts_per_article, 0, run, alike),
        _compare("rejections among all numbers", _rejected_share, _POINTS, run, alike),
    )
    return [line for line in lines if line]


def _articles(row: Row) -> int:
    """Articles whose numbers were looked at: a duplicate has none of its own."""
    return int(row["n_new"] + row["n_replaced"] - row["n_duplicates"])


def _facts_per_article(row: Row) -> float:
    return float(row["n_facts"]) / _articles(row)


def _rejected_share(row: Row) -> float:
    numbers = int(row["n_rejections"] + row["n_facts"])
    return int(row["n_rejections"]) / max(1, numbers)


def _compare(
    name: str, figure: Callable[[Row], float], least: float, run: Row, alike: Sequence[Row]
) -> str | None:
    now, earlier = figure(run), [figure(row) for row in alike]
    usual = statistics.median(earlier)
    spread = statistics.median(abs(value - usual) for value in earlier)
    allowed = max(
        least,
        _SPREADS * spread,
        _SHARE * usual,
        _STANDARD_ERRORS * usual / math.sqrt(_articles(run)),
    )
    if abs(now - usual) <= allowed:
        return None
    return (
        f"{name}: {now:.3g}, in the last {len(alike)} runs {usual:.3g} "
        f"(usual are {max(usual - allowed, 0):.3g} to {usual + allowed:.3g}); "
        f"look at the input and at the table of rejections"
    )
