"""The built tables: counts, hard names, validity, what the loader makes of them."""

from __future__ import annotations

import csv
import sys
import time
from collections import Counter
from pathlib import Path

import pytest

from extract.finding.place_gazetteer import Gazetteer
from extract.rules.loading import RuleSet, builtin_folder, read_toml

PLACES = builtin_folder() / "places"
sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "tools"))

from gazetteer_names import join_groups, plain, spellings  # noqa: E402 - the script is no package


def rows(name: str) -> list[dict[str, str]]:
    with (PLACES / name).open(encoding="utf-8", newline="") as file:
        found = list(csv.DictReader(file))
    assert found
    return found


def hard_names() -> list[tuple[str, str, str]]:
    path = Path(__file__).parent / "data" / "places" / "hard_names.csv"
    with path.open(encoding="utf-8", newline="") as file:
        found = [(row["code"], row["name_zh"], row["name_en"]) for row in csv.DictReader(file)]
    assert len(found) >= 200
    return found


@pytest.fixture(scope="module")
def gazetteer() -> Gazetteer:
    return Gazetteer(RuleSet())


def test_counts_of_units_are_those_of_the_official_lists():
    found = Counter((row["level"], not row["valid_to"]) for row in rows("places.csv"))
    assert found == {
        ("province", True): 34,
        ("prefecture", True): 333,
        ("prefecture", False): 258,
        ("county", True): 2847,
        ("county", False): 4193,
    }


def test_counts_of_the_world():
    found = Counter(row["level"] for row in rows("world.csv"))
    assert found["country"] == 240
    assert found["capital"] >= 190
    assert found["city"] > 5000


def test_hard_names_are_spelled_as_officially():
    built = {(row["code"], row["name_zh"]): row["name_en"] for row in rows("places.csv")}
    wrong = [
        (code, zh, built.get((code, zh)), en) for code, zh, en in hard_names() if built.get((code, zh)) != en
    ]
    assert not wrong


def test_every_unit_has_a_name_years_and_a_parent_that_exists():
    table = rows("places.csv")
    codes = {row["code"] for row in table}
    for row in table:
        assert row["name_en"].isprintable()
        assert row["name_en"].strip() == row["name_en"]
        assert 1980 <= int(row["valid_from"]) <= int(row["valid_to"] or 9999)
        assert (row["parent"] in codes) == (row["level"] != "province")
        assert not row["successor"] or row["successor"] in codes


def test_towns_lie_in_counties_of_today(gazetteer: Gazetteer):
    current = {row["code"] for row in rows("places.csv") if not row["valid_to"]}
    assert sum(len(codes) for codes in gazetteer.towns.values()) > 38_000
    assert {code for codes in gazetteer.towns.values() for code in codes} <= current
    assert gazetteer.towns["Gaoguan Town"].count("500229") == 1


def test_regions_have_known_members():
    regions = read_toml(PLACES / "regions.toml")["region"]
    assert len(regions) >= 40
    codes = {row["code"] for file in ("places.csv", "countries.csv") for row in rows(file)}
    for region in regions:
        assert set(region.get("members", ())) <= codes, region["id"]


@pytest.mark.parametrize(
    ("outer", "inner", "expected"),
    [
        ("500000", "500229", True),
        ("CN", "500229", True),
        ("CN", "CN", True),
        ("510000", "513431", True),
        ("510000", "500229", False),
        ("500229", "500000", False),
        ("US", "500229", False),
    ],
)
def test_containment(gazetteer: Gazetteer, outer: str, inner: str, expected: bool):
    assert gazetteer.contains(outer, inner) is expected


def test_a_code_is_in_force_in_its_years(gazetteer: Gazetteer):
    kai, kaizhou = gazetteer.by_code("500234"), gazetteer.by_code("500154")
    assert kai is not None
    assert kaizhou is not None
    assert kai.in_force(2015)
    assert not kai.in_force(2016)
    assert kaizhou.in_force(2016)
    assert kai.successor == "500154"


def test_loading_is_fast():
    start = time.perf_counter()
    Gazetteer(RuleSet())
    assert time.perf_counter() - start < 1


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Xi'an", ["Xian"]),
        ("Lüliang", ["Luliang", "Lyuliang", "Lvliang"]),
        ("Garzê", ["Garze"]),
        ("Chengkou", []),
    ],
)
def test_spellings(name: str, expected: list[str]):
    assert spellings(name) == expected


@pytest.mark.parametrize(("syllable", "expected"), [("cháng", "chang"), ("lǚ", "lü"), ("ér", "er")])
def test_tones_are_taken_off(syllable: str, expected: str):
    assert plain(syllable) == expected


def test_groups_are_joined_as_official_names_do():
    assert join_groups(["Bonan", "Dongxiang", "Salar"]) == "Bonan, Dongxiang and Salar"
    assert join_groups(["Miao", "Tujia"]) == "Miao and Tujia"
    assert join_groups([]) == ""
