"""The tables that facts point to, completed by what the facts themselves name."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import pyarrow as pa

from extract.storing.arrow import build_table, rows_to_columns
from extract.storing.columns import TABLES
from extract.storing.derived import ReadRows

VOCABULARIES = ("places", "programmes", "indicators", "units")
"""Names of the tables that the pipeline's vocabulary fills."""

_USED = {
    "facts": ["place_code", "place_name", "programme", "indicator", "unit", "kind", "base_unit"],
    "mentions": ["type", "id", "name"],
}


def build_vocabularies(vocabulary: Mapping[str, Sequence[Mapping[str, Any]]]) -> dict[str, pa.Table]:
    """Arrow tables of what the pipeline knows.

    Args:
        vocabulary: rows for each of the four tables.

    Raises:
        RowError: a row that does not fit.
    """
    return {name: build_table(name, rows_to_columns(name, vocabulary[name])) for name in VOCABULARIES}


def complete_vocabularies(whole: Mapping[str, pa.Table], read: ReadRows) -> dict[str, pa.Table]:
    """The small tables with rows for all that facts and mentions name and no rule lists.

    Such are villages ("500229/Muliang Town"), regions without a code, nouns that are counted.

    Args:
        whole: the small tables as the pipeline gave them.
        read: gives facts and mentions.
    """
    facts, mentions = _distinct(read, "facts"), _distinct(read, "mentions")
    named = [(code, name) for code, name, *_ in facts]
    named += [(code, name) for kind, code, name in mentions if kind == "place"]
    programmes = [row[2] for row in facts] + [name for kind, _, name in mentions if kind == "programme"]
    return {
        "places": _add(whole["places"], "places", "place_id", _place_rows(whole["places"], named)),
        "programmes": _add(
            whole["programmes"],
            "programmes",
            "programme",
            [{"programme": name} for name in programmes if name],
        ),
        "indicators": _add(
            whole["indicators"], "indicators", "indicator", [{"indicator": row[3]} for row in facts if row[3]]
        ),
        "units": _add_units(whole["units"], [row[4:] for row in facts]),
    }


def keep_rows(name: str, rows: pa.Table, earlier: pa.Table) -> pa.Table:
    """A small table with the rows of an earlier one whose key it does not have.

    Args:
        name: the table.
        rows: as the pipeline gave them.
        earlier: as in the last snapshot.
    """
    key = list(TABLES[name].key)
    known = set(_tuples(rows.select(key)))
    fresh = [values not in known for values in _tuples(earlier.select(key))]
    return pa.concat_tables([rows, earlier.filter(pa.array(fresh, pa.bool_()))])


def _distinct(read: ReadRows, name: str) -> list[tuple[str | None, ...]]:
    columns = _USED[name]
    found: set[tuple[str | None, ...]] = set()
    for rows in read(name, columns):
        found.update(_tuples(rows.group_by(columns, use_threads=False).aggregate([]).select(columns)))
    return sorted(found, key=lambda row: tuple(value or "" for value in row))


def _tuples(table: pa.Table) -> Iterable[tuple[str | None, ...]]:
    return zip(*(column.to_pylist() for column in table.columns), strict=True)


def _place_rows(known: pa.Table, named: Sequence[tuple[str | None, str | None]]) -> list[dict[str, Any]]:
    codes = set(known.column("place_code").to_pylist())
    names = set(_tuples(known.select(["place_code", "name_en"])))
    rows = []
    for code, name in named:
        if (code, name) in names or not (code or name):
            continue
        # A known code under another name is a town or village in that county.
        place_id = f"{code or ''}/{name}" if name and (code in codes or not code) else code
        rows.append({"place_id": place_id, "place_code": code, "name_en": name or code, "parent_code": None})
    return rows


def _add(table: pa.Table, name: str, key: str, rows: Sequence[Mapping[str, Any]]) -> pa.Table:
    known = set(table.column(key).to_pylist())
    fresh = {row[key]: row for row in rows if row[key] not in known}
    if not fresh:
        return table
    return pa.concat_tables([table, build_table(name, rows_to_columns(name, list(fresh.values())))])


def _add_units(table: pa.Table, used: Sequence[tuple[str | None, ...]]) -> pa.Table:
    known = set(_tuples(table.select(["unit", "kind"])))
    fresh = {(unit, kind): base for unit, kind, base in used if (unit, kind) not in known}
    if not fresh:
        return table
    rows = [
        {"unit": unit, "kind": kind, "base_unit": base, "base_factor": 1.0 if base == unit else None}
        for (unit, kind), base in fresh.items()
    ]
    return pa.concat_tables([table, build_table("units", rows_to_columns("units", rows))])
