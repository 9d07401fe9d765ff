"""Signs that several countries share: lists of names that rules have in common."""

from __future__ import annotations

from pathlib import Path

import pytest

from extract.errors import RulesError
from extract.finding.currency_context import SecondReadings
from extract.rules.loading import RuleSet

SIGN = '[[ambiguous_sign]]\nid = "own"\nsigns = ["$"]\ncurrency = "FJD"\nunless = ["{{america}}"]\n{keys}\n'


def load(folder: Path, keys: str) -> SecondReadings:
    (folder / "en").mkdir()
    (folder / "en/currencies.toml").write_text(SIGN.format(keys=keys), encoding="utf-8")
    return SecondReadings(RuleSet(folder))


def test_a_list_of_names_stands_for_all_of_them(tmp_path: Path):
    readings = load(tmp_path, 'cues = ["Suva"]')
    assert [sign.unit for sign in readings.find("Suva paid $5")] == ["FJD"]
    assert readings.find("Suva and Ohio paid $5") == ()


@pytest.mark.parametrize(
    ("keys", "found"),
    [
        ('cues = ["{atlantis}"]', "no list of names"),
        ('cues = ["Suva"]\nread_as = "furlong"', "no reading of 'furlong'"),
    ],
)
def test_what_is_not_there_is_named(tmp_path: Path, keys: str, found: str):
    with pytest.raises(RulesError, match=found):
        load(tmp_path, keys)
