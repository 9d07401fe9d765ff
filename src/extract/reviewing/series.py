"""A series: what an output knows of one indicator in one place, period by period."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import nullcontext
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.compute as pc

from extract.errors import UsageError
from extract.reviewing.conflicts_pairs import Statement, state
from extract.reviewing.conflicts_rules import ConflictRules, load_conflict_rules
from extract.reviewing.conflicts_subjects import Subjects
from extract.reviewing.conflicts_values import agree, reach_of
from extract.reviewing.series_checking import index_ends, index_levels, reckon_change
from extract.reviewing.series_places import Area, find_area
from extract.rules.loading import RuleSet
from extract.storing.reading_back import Output

if TYPE_CHECKING:
    import pandas as pd

Row = Mapping[str, Any]

COLUMNS = (
    *("place_code", "place_name", "indicator", "subject", "period_start", "period_end", "role", "status"),
    *("value_low", "value_high", "modifier", "unit", "per", "direction", "baseline_start", "baseline_end"),
    *("reckoned", "check", "programme", "n_facts", "n_sources", "topic", "quote", "sentence"),
    *("source", "published", "fact_id", "change_id"),
)
"""The columns of a series."""

_READ = (
    *("fact_id", "claim_id", "article_id", "start", "sentence", "sentence_start", "source", "published"),
    *(
        "quote",
        "kind",
        "value_low",
        "value_high",
        "modifier",
        "unit",
        "per",
        "base_low",
        "topic",
        "indicator",
    ),
    *("role", "direction", "status", "place_code", "place_name", "period_start", "period_end"),
    *("baseline_start", "baseline_end", "programme", "change_id"),
)
_RELATIVE = ("percent", "percentage_point", "times")
_FAR = date.max


@dataclass(frozen=True, slots=True, kw_only=True)
class SeriesQuery:
    """What a series is of.

    Attributes:
        indicator: its id; None for a topic.
        topic: words that the topic must have.
        unit: of its levels; changes in percent stay.
        programme: canonical name of the programme.
        area: its place.
    """

    indicator: str | None
    topic: str | None
    unit: str | None
    programme: str | None
    area: Area


def series(
    output: Output | str | Path,
    *,
    place: str,
    indicator: str | None = None,
    topic: str | None = None,
    unit: str | None = None,
    programme: str | None = None,
    within: bool = False,
) -> pd.DataFrame:
    """What an output knows of one indicator in one place, period by period, each row cited.

    Facts that say the same are one row. ``subject`` tells apart what shares an indicator
    ("rural", "urban"). Of a change, ``reckoned`` is what the levels of the series give for it, and
    ``check`` whether that ``agrees`` or ``differs``; of a level, ``check`` says so of the best
    supported level of the same period.

    Args:
        output: an output folder, or an open one.
        place: a place by code or name.
        indicator: id of an indicator.
        topic: words that the topic of each fact must have; with or without an indicator.
        unit: unit of the levels.
        programme: canonical name of a programme.
        within: all places inside the place, too.

    Raises:
        UsageError: neither indicator nor topic, or one that the output does not have.

    Example:
        >>> extract.series("output", indicator="poverty_incidence", place="Chengkou")
    """
    if not indicator and not topic:
        raise UsageError("a series of what? give an indicator or a topic")
    with nullcontext(output) if isinstance(output, Output) else Output(output) as opened:
        _check_indicator(opened, indicator)
        area = find_area(opened, place, within=within)
        query = SeriesQuery(indicator=indicator, topic=topic, unit=unit, programme=programme, area=area)
        rules = load_conflict_rules(RuleSet())
        facts = list(_read_facts(opened, query, Subjects(rules)))
        support = _read_support(opened, {fact["claim_id"] for fact in facts})
    return _build_frame(facts, rules, Subjects(rules), support)


def iter_series(output: Output) -> Iterator[dict[str, Any]]:
    """The rows of every series that an output has: of each indicator in each place.

    Args:
        output: an open output.

    Yields:
        Rows with the columns of a series, together those of one indicator and place, in order of both.
    """
    rules = load_conflict_rules(RuleSet())
    subjects = Subjects(rules)
    facts: dict[tuple[str, str, str], list[Row]] = {}
    for table in output.iter_tables("facts", _READ):
        for fact in table.filter(pc.is_valid(table.column("indicator"))).to_pylist():
            place = (fact["place_name"] or "", fact["place_code"] or "")
            if any(place):
                facts.setdefault((fact["indicator"], *place), []).append(fact)
    support = _read_support(output, {fact["claim_id"] for group in facts.values() for fact in group})
    for _, group in sorted(facts.items()):
        yield from _series_rows(group, rules, subjects, support)


def _check_indicator(output: Output, indicator: str | None) -> None:
    known = output.table("indicators", ["indicator"]).column("indicator").to_pylist()
    if indicator and indicator not in known:
        raise UsageError(f"no indicator {indicator!r} in this output; it has {', '.join(known)}")


def _read_facts(output: Output, query: SeriesQuery, subjects: Subjects) -> Iterator[Row]:
    words = subjects.words(query.topic)
    for table in output.iter_tables("facts", _READ):
        for fact in table.filter(_mask(table, query)).to_pylist():
            if query.area.holds(fact["place_code"], fact["place_name"]) and words <= subjects.words(
                fact["topic"]
            ):
                yield fact


def _mask(table: pa.Table, query: SeriesQuery) -> pa.ChunkedArray:
    """What columns alone can tell; the rest is looked at fact by fact."""
    mask = pc.is_in(table.column("place_code"), value_set=pa.array(list(query.area.codes), pa.string()))
    if query.indicator:
        mask = pc.and_(mask, pc.equal(table.column("indicator"), query.indicator))
    if query.programme:
        mask = pc.and_(mask, pc.equal(table.column("programme"), query.programme))
    if query.unit:
        moved = pc.and_(
            pc.equal(table.column("role"), "change"),
            pc.is_in(table.column("unit"), value_set=pa.array(_RELATIVE, pa.string())),
        )
        mask = pc.and_(mask, pc.or_(pc.equal(table.column("unit"), query.unit), moved))
    return pc.fill_null(mask, fill_value=False)


def _read_support(output: Output, claim_ids: set[str]) -> dict[str, int]:
    found: dict[str, int] = {}
    wanted = pa.array(sorted(claim_ids), pa.string())
    for table in output.iter_tables("claims", ["claim_id", "n_sources"]):
        rows = table.filter(pc.is_in(table.column("claim_id"), value_set=wanted))
        found.update(zip(*(column.to_pylist() for column in rows.columns), strict=True))
    return found


def _build_frame(
    facts: Sequence[Row], rules: ConflictRules, subjects: Subjects, support: Mapping[str, int]
) -> pd.DataFrame:
    import pandas as pd  # noqa: PLC0415 - half a second that errors need not wait for

    return pd.DataFrame(list(_series_rows(facts, rules, subjects, support)), columns=list(COLUMNS))


def _series_rows(
    facts: Sequence[Row], rules: ConflictRules, subjects: Subjects, support: Mapping[str, int]
) -> Iterator[dict[str, Any]]:
    groups: dict[tuple[Any, ...], list[Row]] = {}
    for fact in facts:
        subject = subjects.of(fact["indicator"], fact["topic"], fact["place_name"], fact["unit"])
        said = subject.key.partition(":")[2] if subject else ""
        key = (fact["place_name"] or "", fact["place_code"] or "", said, fact["programme"] or "")
        groups.setdefault(key, []).append(fact)
    for (_, _, said, _), group in sorted(groups.items()):
        yield from _reconcile(said, group, rules, support)


def _reconcile(
    said: str, facts: Sequence[Row], rules: ConflictRules, support: Mapping[str, int]
) -> Iterator[dict[str, Any]]:
    """The rows of what has one subject and place, in order of time, levels before changes."""
    periods: dict[tuple[Any, ...], list[Row]] = {}
    for fact in facts:
        periods.setdefault(_period_key(fact), []).append(fact)
    ordered = [
        state(group, lambda claim_id: support.get(claim_id, 1)) for _, group in sorted(periods.items())
    ]
    levels = index_levels(group[0].first for group in ordered if group[0].first["role"] == "level")
    ends = index_ends(facts)
    for group in ordered:
        for number, statement in enumerate(group):
            if statement.first["role"] == "change":
                reckoned, check = reckon_change(statement.first, levels, ends, rules.tolerances)
            else:
                reckoned, check = None, _check_level(group, number, rules)
            yield _make_row(said, statement, reckoned, check)


def _period_key(fact: Row) -> tuple[Any, ...]:
    start, end = fact["period_start"], fact["period_end"]
    what = (fact["role"] != "level", fact["status"], fact["unit"], fact["per"] or "")
    # Changes over different baselines are different changes.
    baseline = (fact["baseline_end"] or _FAR,) if fact["role"] == "change" else ()
    return (end or start or _FAR, start or _FAR, *what, *baseline)


def _check_level(group: Sequence[Statement], number: int, rules: ConflictRules) -> str | None:
    if not number:
        return None
    reaches = (reach_of(group[one].first, rules.tolerances) for one in (0, number))
    return "agrees" if agree(*reaches) else "differs"


def _make_row(said: str, statement: Statement, reckoned: float | None, check: str | None) -> dict[str, Any]:
    own = {
        "subject": said or None,
        "reckoned": reckoned,
        "check": check,
        "n_facts": len(statement.facts),
        "n_sources": statement.n_sources,
    }
    return {name: own[name] if name in own else statement.first[name] for name in COLUMNS}
