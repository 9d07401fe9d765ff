"""The vocabularies that facts point to, as rows of their tables."""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from extract.normalising.base_units import UnitNormaliser
from extract.rules.loading import RuleSet

Rows = list[dict[str, Any]]


def build_vocabulary(rules: RuleSet, normaliser: UnitNormaliser) -> Mapping[str, Sequence[Mapping[str, Any]]]:
    """Rows for the tables places, programmes, indicators and units.

    Args:
        rules: the rules that list them.
        normaliser: knows the base units.

    Raises:
        RulesError: an entry that cannot be read.
    """
    return {
        "places": _places(rules),
        "programmes": _programmes(rules),
        "indicators": _indicators(rules),
        "units": _units(rules, normaliser),
    }


def _places(rules: RuleSet) -> Rows:
    """The units of China, the codes of all years, and the countries.

    A code that passed from one name to another has a row for each ("500101/1997").
    """
    rows: dict[str, dict[str, Any]] = {}
    for row in (*_csv(rules, "places/places.csv"), *_csv(rules, "places/world.csv")):
        if not row["code"]:
            continue
        place_id = row["code"] if row["code"] not in rows else f"{row['code']}/{row['name_en']}"
        rows[place_id] = {
            "place_id": place_id,
            "place_code": row["code"],
            "name_en": row["name_en"],
            "name_zh": row.get("name_zh") or None,
            "level": row["level"],
            "parent_code": row["parent"] or None,
            "valid_from": _day(row.get("valid_from"), 1, 1),
            "valid_to": _day(row.get("valid_to"), 12, 31),
            "lat": float(row["lat"]) if row.get("lat") else None,
            "lon": float(row["lon"]) if row.get("lon") else None,
        }
    return list(rows.values())


def name_places(rules: RuleSet) -> dict[str, str]:
    """The English name of each code, of the time in which it was last in force.

    Args:
        rules: the rules, for their gazetteers.
    """
    return {row["place_code"]: row["name_en"] for row in reversed(_places(rules)) if row["place_code"]}


def _csv(rules: RuleSet, name: str) -> list[dict[str, str]]:
    rows: list[dict[str, str]] = []
    for file in rules.files(name):
        with file.open(encoding="utf-8", newline="") as lines:
            rows += csv.DictReader(lines)
    # The latest row of a code has the code for its id.
    return sorted(rows, key=lambda row: row.get("valid_from") or "", reverse=True)


def _day(year: str | None, month: int, day: int) -> date | None:
    return date(int(year), month, day) if year and int(year) < date.max.year else None


def _programmes(rules: RuleSet) -> Rows:
    return [
        {
            "programme": entry.fields["name"],
            "programme_id": entry.id,
            "name_zh": entry.fields.get("name_zh") or None,
            "start_year": entry.fields.get("start"),
            "end_year": entry.fields.get("end"),
            "description": entry.fields.get("about"),
        }
        for entry in rules.entries("en/programmes.toml", "programme")
    ]


def _indicators(rules: RuleSet) -> Rows:
    return [
        {
            "indicator": entry.id,
            "description": entry.fields.get("description"),
            "kinds": entry.fields.get("kinds"),
            "default_unit": entry.fields.get("unit"),
        }
        for entry in rules.entries("en/indicators.toml", "indicator")
    ]


def _units(rules: RuleSet, normaliser: UnitNormaliser) -> Rows:
    base = normaliser.units
    currencies = [
        _unit(entry.id, "money", None, entry.id, 1.0, entry.fields["name"])
        for entry in rules.entries("en/currencies.toml", "currency")
    ]
    measures = [
        _unit(entry.id, "measure", entry.fields["pint"], unit.id, None if unit.offset else unit.factor, None)
        for entry in rules.entries("en/units.toml", "unit")
        for unit in (base[entry.id],)
    ]
    fixed = [
        _unit("percent", "percent", None, "percent", 1.0, "a hundredth"),
        _unit(
            "percentage_point", "percent", None, "percentage_point", 1.0, "a difference of two percentages"
        ),
        _unit("basis_point", "percent", None, "percentage_point", 0.01, "a hundredth of a percentage point"),
        _unit("person", "people", None, "person", 1.0, "a human being"),
        _unit("times", "multiple", None, "times", 1.0, "how many times as much"),
    ]
    return [*fixed, *currencies, *measures]


def _unit(
    unit: str, kind: str, pint: str | None, base: str, factor: float | None, about: str | None
) -> dict[str, Any]:
    return {
        "unit": unit,
        "kind": kind,
        "pint": pint,
        "base_unit": base,
        "base_factor": factor,
        "description": about,
    }
