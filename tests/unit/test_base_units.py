"""Values in base units, of units with an entry and of quotients that have none."""

from __future__ import annotations

from decimal import Decimal

import pytest

from extract.normalising.base_units import UnitNormaliser
from extract.rules.loading import RuleSet


@pytest.fixture(scope="module")
def normaliser() -> UnitNormaliser:
    return UnitNormaliser(RuleSet())


@pytest.mark.parametrize(
    ("unit", "value", "base"),
    [
        ("kilometer", 3000.0, "meter"),
        ("newton_per_square_meter", 3.0, "pascal"),
        ("kilometer_per_square_second", 3000.0, "meter_per_square_second"),
        ("degree_Celsius_per_minute", 0.05, "kelvin_per_second"),
        ("watt_per_meter_per_kelvin", 3.0, "kilogram_meter_per_kelvin_per_cubic_second"),
        ("cell_per_liter", 3.0, "cell_per_liter"),
        ("cell", 3.0, "cell"),
    ],
)
def test_quotients_have_base_units_too(normaliser: UnitNormaliser, unit: str, value: float, base: str):
    low, high, identifier = normaliser.base_value(unit, Decimal(3), Decimal(3))
    assert low == high == pytest.approx(value)
    assert identifier == base
