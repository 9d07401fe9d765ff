"""The gazetteer: every name that may be a place, and the rows that bear it.

Tables of ``rules/places``: ``places.csv`` (China, with the years of each code), ``world.csv``
(countries and cities), ``regions.toml`` (regions, waters, mountains, states by hand),
``towns.csv.xz``, which is read only when a text names a town, and ``villages.csv``, well-known
villages by hand.
"""

from __future__ import annotations

import csv
import io
import lzma
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from itertools import chain
from pathlib import Path

from extract.finding.place_records import OPEN_YEAR, Place
from extract.rules.loading import RuleSet, read_toml

CHINA = "CN"
_SHORT = 3
_ONE_SYLLABLE = 2  # characters of 忠县: one of the name, one of the generic


class Gazetteer:
    """All rows by surface and by code.

    Args:
        ruleset: where the tables are read from; a user's ``places/places.csv`` adds rows.

    Attributes:
        by_surface: rows by every way to write their name, generics left out.
        members: codes of the units that make up a region, by its name.
    """

    _kept_parts: Counter[tuple[str, str]] | None = None
    _kept_villages: dict[str, str] | None = None
    _kept_villages_by_name: dict[str, str] | None = None
    _kept_towns: dict[str, tuple[str, ...]] | None = None
    _kept_towns_by_name: dict[str, tuple[str, ...]] | None = None

    def __init__(self, ruleset: RuleSet) -> None:
        self._ruleset = ruleset
        self._small = frozenset(
            word
            for entry in ruleset.entries("en/place_cues.toml", "small_word")
            for word in entry.fields["surfaces"]
        )
        self.by_surface: dict[str, list[Place]] = defaultdict(list)
        self.members: dict[str, tuple[str, ...]] = {}
        self._by_code: dict[str, list[Place]] = defaultdict(list)
        for place, surfaces in chain(self._china(), self._regions(), self._world()):
            if place.members:
                self.members[place.name] = place.members
            if place.code:
                self._by_code[place.code].append(place)
            for surface in surfaces:
                rows = self.by_surface[surface]
                if place not in rows:
                    rows.append(place)
        for rows in self._by_code.values():
            rows.sort(key=lambda row: row.valid_to)
        self._chains: dict[tuple[str | None, str], tuple[str, ...]] = {}
        self._holders: dict[str, frozenset[str]] = {}

    def by_code(self, code: str, year: int | None = None) -> Place | None:
        """The row of a code: the one in force in ``year``, else the latest."""
        rows = self._by_code.get(code)
        if not rows:
            return None
        return next((row for row in reversed(rows) if year is not None and row.in_force(year)), rows[-1])

    def ancestors(self, place: Place) -> tuple[str, ...]:
        """Codes of the units that hold the place, the nearest first, the country last; remembered."""
        key = (place.code, place.parent)
        known = self._chains.get(key)
        if known is None:
            known = self._chains[key] = tuple(self._climb(place))
        return known

    def _climb(self, place: Place) -> Iterator[str]:
        parent = place.parent
        seen: set[str] = set()
        while parent and parent not in seen:
            seen.add(parent)
            yield parent
            row = self.by_code(parent)
            parent = row.parent if row else ""
        if place.code and place.code[0].isdigit() and CHINA not in seen:
            yield CHINA

    def contains(self, outer: str, inner: str) -> bool:
        """Whether the unit ``outer`` holds the unit ``inner`` (a unit holds itself); remembered."""
        if outer == inner:
            return True
        holders = self._holders.get(inner)
        if holders is None:
            row = self.by_code(inner)
            holders = self._holders[inner] = frozenset(self.ancestors(row) if row is not None else ())
        return outer in holders

    def title_case(self, name: str) -> str:
        """'southwest China' is 'Southwest China'; small words inside stay as they are."""
        first, *others = name.split(" ")
        return " ".join(
            [self._capital(first), *(w if w in self._small else self._capital(w) for w in others)]
        )

    def _capital(self, word: str) -> str:
        """'North-East' of "north-east", but "Stockton-on-Tees"."""
        first, *others = word.split("-")
        parts = (part if part in self._small else part[:1].upper() + part[1:] for part in others)
        return "-".join([first[:1].upper() + first[1:], *parts])

    @property
    def parts(self) -> Counter[tuple[str, str]]:
        """How many units of a level a unit holds, by its code and the level."""
        if self._kept_parts is None:
            latest = [rows[-1] for rows in self._by_code.values()]
            self._kept_parts = Counter((code, row.level) for row in latest for code in self.ancestors(row))
        return self._kept_parts

    @property
    def towns(self) -> dict[str, tuple[str, ...]]:
        """County codes by the name of a town ('Gaoguan Town'); read at first use."""
        if self._kept_towns is None:
            holders: dict[str, list[str]] = defaultdict(list)
            for file in self._files("places/towns.csv.xz"):
                text = lzma.decompress(file.read_bytes()).decode("utf-8")
                rows = csv.reader(io.StringIO(text))
                next(rows)
                for county, _, name in rows:
                    holders[name].append(county)
            self._kept_towns = {name: tuple(dict.fromkeys(codes)) for name, codes in holders.items()}
        return self._kept_towns

    @property
    def villages(self) -> dict[str, str]:
        """County code by the name of a village that the nation knows ('Dazhai Village')."""
        if self._kept_villages is None:
            self._kept_villages = {r["name_en"]: r["county"] for r in self._rows("places/villages.csv")}
        return self._kept_villages

    @property
    def villages_by_name(self) -> dict[str, str]:
        """The same villages' full names by the name without its generic ('Dazhai')."""
        if self._kept_villages_by_name is None:
            self._kept_villages_by_name = {name.rpartition(" ")[0]: name for name in self.villages}
        return self._kept_villages_by_name

    @property
    def towns_by_name(self) -> dict[str, tuple[str, ...]]:
        """County codes by the name of a town without its generic ('Gaoguan')."""
        if self._kept_towns_by_name is None:
            holders: dict[str, list[str]] = defaultdict(list)
            for name, codes in self.towns.items():
                holders[name.rpartition(" ")[0]].extend(codes)
            self._kept_towns_by_name = {name: tuple(dict.fromkeys(codes)) for name, codes in holders.items()}
        return self._kept_towns_by_name

    def _files(self, name: str) -> list[Path]:
        return self._ruleset.files(name)

    def _rows(self, name: str) -> Iterator[dict[str, str]]:
        for file in self._files(name):
            with file.open(encoding="utf-8", newline="") as lines:
                yield from csv.DictReader(lines)

    def _china(self) -> Iterator[tuple[Place, Iterable[str]]]:
        naming = read_toml(self._files("places/naming.toml")[-1])
        municipalities = set(naming["municipalities"]["names"])
        special = set(naming["special_districts"].values())
        for row in self._rows("places/places.csv"):
            aliases = row["aliases"].split("|") if row["aliases"] else []
            place = Place(
                row["code"],
                row["name_en"],
                row["level"],
                row["parent"],
                int(row["valid_from"]),
                int(row["valid_to"] or OPEN_YEAR),
                row["successor"],
                short=_short_name(row, aliases),
                municipality=row["name_zh"] in municipalities and row["level"] == "province",
            )
            # "Kai County" is found as "Kai" and its generic; "Pudong New Area" is a name of its own.
            yield (
                place,
                (row["name_en"], *aliases) if row["name_en"] in special or place.municipality else aliases,
            )

    def _world(self) -> Iterator[tuple[Place, Iterable[str]]]:
        by_hand = frozenset(
            name for name, rows in self.by_surface.items() if any(not row.code for row in rows)
        )
        for row in self._rows("places/world.csv"):
            names = (row["name_en"], *(row["aliases"].split("|") if row["aliases"] else ()))
            population = int(row["population"] or 0)
            if row["code"]:
                yield Place(row["code"], row["name_en"], row["level"]), names
                continue
            for name in names:  # a city is called as it is written: Rangoon, not Yangon
                if name not in by_hand:
                    yield Place(None, name, row["level"], row["parent"], population=population), (name,)

    def _regions(self) -> Iterator[tuple[Place, Iterable[str]]]:
        for file in self._files("places/regions.toml"):
            tables = read_toml(file)
            for row in tables.get("region", []):
                members = tuple(row.get("members", ()))
                kind = row.get("kind", "region")
                place = Place(None, row["name"], kind, row.get("parent", ""), members=members)
                yield place, (row["name"], *row.get("aliases", ()))
            for row in tables.get("names", []):
                for name in row["names"]:
                    yield Place(None, self.title_case(name), row["kind"], row.get("parent", "")), (name,)


def _short_name(row: dict[str, str], aliases: list[str]) -> str:
    """'Li' of 'Li County', 'Gar' of 'Gar County': too short to stand alone; else ''."""
    if row["level"] == "province" or not aliases:
        return ""
    brief = row["level"] == "county" and len(aliases[0]) <= _SHORT
    return aliases[0] if brief or len(row["name_zh"]) == _ONE_SYLLABLE else ""
