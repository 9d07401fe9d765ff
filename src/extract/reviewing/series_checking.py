"""Whether the changes of a series follow from its levels."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from extract.reviewing.conflicts_keys import year_before
from extract.reviewing.conflicts_rules import Tolerances
from extract.reviewing.conflicts_values import Reach, agree, reach_of

Row = Mapping[str, Any]
Ends = Mapping[date, Row]

_YEAR_DAYS = (364, 366)
_SIGNS = {"up": 1.0, "down": -1.0}
_WHOLE = 100.0
_BOTH = 2


def index_levels(levels: Iterable[Row]) -> dict[tuple[Any, ...], dict[date, Row]]:
    """The levels of each unit by the last day of their period; the first of each counts."""
    found: dict[tuple[Any, ...], dict[date, Row]] = {}
    for fact in levels:
        if fact["period_end"] and fact["status"] == "actual":
            found.setdefault((fact["unit"], fact["per"]), {}).setdefault(fact["period_end"], fact)
    return found


def index_ends(facts: Iterable[Row]) -> dict[str, list[Row]]:
    """The levels of each movement that a sentence tells from end to end ("from 10 to 20"), by change id."""
    found: dict[str, list[Row]] = {}
    for fact in facts:
        if fact["change_id"] and fact["role"] == "level":
            found.setdefault(fact["change_id"], []).append(fact)
    return {change: ends for change, ends in found.items() if len(ends) == _BOTH}


def reckon_change(
    change: Row,
    levels: Mapping[tuple[Any, ...], Ends],
    ends: Mapping[str, Sequence[Row]],
    tolerances: Tolerances,
) -> tuple[float | None, str | None]:
    """What the levels make of a change: those of its own movement, else those of its periods.

    Args:
        change: a row of facts.
        levels: see `index_levels`.
        ends: see `index_ends`.
        tolerances: how far numbers that agree may differ.

    Returns:
        The change that follows from the levels, in the unit and the direction of the one stated,
        and whether it ``agrees`` or ``differs``; None twice where a level is missing.
    """
    for now, then in _pairs(change, levels, ends):
        reckoned = _reckon(change, now["unit"], reach_of(now, tolerances), reach_of(then, tolerances))
        if reckoned is not None:
            agrees = agree(reckoned, reach_of(change, tolerances))
            return (reckoned.low + reckoned.high) / 2, "agrees" if agrees else "differs"
    return None, None


def _pairs(
    change: Row, levels: Mapping[tuple[Any, ...], Ends], ends: Mapping[str, Sequence[Row]]
) -> Iterator[tuple[Row, Row]]:
    """Pairs of levels, now and then, that a change may have led from one to the other."""
    own = ends.get(change["change_id"] or "")
    if own:
        low, high = sorted(own, key=lambda level: float(level["value_low"]))
        yield (low, high) if change["direction"] == "down" else (high, low)
    for found in levels.values():
        now, then = found.get(change["period_end"]), _find_baseline(change, found)
        if now is not None and then is not None:
            yield now, then


def _find_baseline(change: Row, ends: Ends) -> Row | None:
    """The level that a change is compared with; unsaid that of the year before.

    A change over several years ("by 65.8 points from 1990 to 2016") starts from the level of the first.
    """
    start, end = change["period_start"], change["period_end"]
    if change["baseline_end"]:
        return ends.get(change["baseline_end"])
    if not start or not end:
        return None
    days = (end - start).days
    if days > _YEAR_DAYS[1]:
        first = [level for last, level in ends.items() if last < end and level["period_start"] == start]
        return first[0] if first else None
    before = year_before(end)
    return ends.get(before) if before and days >= _YEAR_DAYS[0] else None


def _reckon(change: Row, unit: str, now: Reach, then: Reach) -> Reach | None:
    """The change from one level to the other, as a range that leaves their rounding open."""
    sign = _SIGNS.get(change["direction"], 1.0)
    lows, highs = _bounds(now), _bounds(then)
    corners = [(one, other) for one in lows for other in highs]
    match change["unit"]:
        case "percent" if unit != "percent" and all(other for _, other in corners):
            values = [sign * _WHOLE * (one - other) / abs(other) for one, other in corners]
        case "times" if all(other for _, other in corners):
            values = [one / other for one, other in corners]
        case "percentage_point" if unit == "percent":
            values = [sign * (one - other) for one, other in corners]
        case same if same == unit:
            values = [sign * (one - other) for one, other in corners]
        case _:
            return None
    return Reach(min(values), max(values), 0.0, 0.0, 0.0)


def _bounds(reach: Reach) -> tuple[float, float]:
    half = reach.step / 2
    return reach.low - min(half, reach.below), reach.high + min(half, reach.above)
