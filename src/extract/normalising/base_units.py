"""The border to pint: values in SI base units, side by side with what was stated.

The factor of each unit is derived from pint once; a value is then one multiplication.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import partial
from importlib.metadata import version
from typing import TYPE_CHECKING

from extract.rules.keeping import remembered
from extract.rules.loading import Entry, RuleSet

if TYPE_CHECKING:
    import pint

_DEFINITIONS = "units.pint"
_TEMPERATURE = "[temperature]"
_PER = "_per_"
# pint spells an area "meter ** 2", a unit id `square_meter`.
_POWERS = {2: "square", 3: "cubic"}
# Base units that have a name of their own in the SI.
_NAMED: Mapping[frozenset[tuple[str, float]], str] = {
    frozenset({("kilogram", 1), ("meter", 2), ("second", -2)}): "joule",
    frozenset({("kilogram", 1), ("meter", 2), ("second", -3)}): "watt",
    frozenset({("kilogram", 1), ("meter", -1), ("second", -2)}): "pascal",
    frozenset({("kilogram", 1), ("meter", 1), ("second", -2)}): "newton",
    frozenset({("ampere", -1), ("kilogram", 1), ("meter", 2), ("second", -3)}): "volt",
    frozenset({("second", -1)}): "hertz",
}


# How many of which base units, each with its power.
Size = tuple[float, Mapping[str, float]]
# Id, factor and offset of a base unit.
_Base = tuple[str, float, float]


@dataclass(frozen=True, slots=True)
class BaseUnit:
    """How a unit turns into its base unit: ``base = value * factor + offset``.

    Attributes:
        id: the base unit, spelled as a unit id ("square_meter").
        factor, offset: floats, since pint's own constants are.
    """

    id: str
    factor: float
    offset: float = 0.0


class UnitNormaliser:
    """Values in base units.

    Args:
        ruleset: the rules; ``en/units.toml`` and ``units.pint`` are read.

    Raises:
        RulesError: a unit whose pint expression pint does not read.
    """

    def __init__(self, ruleset: RuleSet) -> None:
        definitions = "\n".join(file.read_text(encoding="utf-8") for file in ruleset.files(_DEFINITIONS))
        entries = ruleset.entries("en/units.toml", "unit")
        powers = ruleset.entries("en/units.toml", "power")
        # 0.3 s for pint and its registry: paid once for these units.
        key = version("pint"), definitions, tuple((entry.id, str(entry.fields["pint"])) for entry in entries)
        read = remembered("base units", key, partial(_read_units, definitions, entries))
        self.units: Mapping[str, BaseUnit] = {unit: BaseUnit(*base) for unit, (base, _) in read.items()}
        self._sizes = {unit: size for unit, (_, size) in read.items()}
        self._exponents = {f"{entry.id}_": int(entry.fields["exponent"]) for entry in powers}
        self._composed: dict[str, BaseUnit | None] = {}

    def base_value(
        self, unit: str, low: Decimal, high: Decimal, *, change: bool = False
    ) -> tuple[float, float, str]:
        """A value in base units; as stated where the unit has none.

        Args:
            unit: unit of the fact.
            low: its lower value.
            high: its upper value.
            change: whether it is a change: one of temperature has no zero point.

        Returns:
            Low, high and base unit.
        """
        if unit == "basis_point":
            return float(low / 100), float(high / 100), "percentage_point"
        base = self.units.get(unit) or self._compose(unit)
        if base is None:
            return float(low), float(high), unit
        shifted = change and base.id == "kelvin"
        offset = 0.0 if shifted else base.offset
        name = "delta_degree_Celsius" if shifted else base.id
        return float(low) * base.factor + offset, float(high) * base.factor + offset, name

    def _compose(self, unit: str) -> BaseUnit | None:
        """The base unit of a quotient that has no entry of its own ("watt_per_square_meter")."""
        if _PER not in unit:
            return None
        if unit not in self._composed:
            above, *below = unit.split(_PER)
            parts = [(self._size_of(above), 1), *((self._size_of(one), -1) for one in below)]
            self._composed[unit] = _product(parts)
        return self._composed[unit]

    def _size_of(self, unit: str) -> Size | None:
        """The size of one part of a quotient, which may be raised ("square_second")."""
        if unit in self._sizes:
            return self._sizes[unit]
        for prefix, exponent in self._exponents.items():
            size = self._sizes.get(unit.removeprefix(prefix)) if unit.startswith(prefix) else None
            if size is not None:
                return size[0] ** exponent, {base: power * exponent for base, power in size[1].items()}
        return None


def _product(parts: Sequence[tuple[Size | None, int]]) -> BaseUnit | None:
    """What sizes come to, each multiplied (1) or divided by (-1)."""
    factor, units = 1.0, dict[str, float]()
    for size, sign in parts:
        if size is None:
            return None
        factor *= size[0] ** sign
        for base, power in size[1].items():
            units[base] = units.get(base, 0.0) + sign * power
    units = {base: power for base, power in units.items() if power}
    return BaseUnit(_name(units), factor)


def _name(units: Mapping[str, float]) -> str:
    return _NAMED.get(frozenset(units.items())) or _spelled(units) or "dimensionless"


def _read_units(definitions: str, entries: Sequence[Entry]) -> dict[str, tuple[_Base, Size]]:
    """By unit, its base unit as pint converts it, and its size within a quotient.

    Raises:
        RulesError: a unit whose expression pint does not read.
    """
    import pint  # noqa: PLC0415

    registry: pint.UnitRegistry[float] = pint.UnitRegistry(autoconvert_offset_to_baseunit=True)
    for line in definitions.splitlines():
        if line.strip() and not line.startswith("#"):
            registry.define(line)
    return {entry.id: _base_unit(entry, registry) for entry in entries}


def _base_unit(entry: Entry, registry: pint.UnitRegistry[float]) -> tuple[_Base, Size]:
    """The id, factor and zero point of the base unit of one unit, and its size."""
    from pint.errors import PintError  # noqa: PLC0415

    try:
        expression = registry.parse_expression(entry.fields["pint"])
        if expression.dimensionality == {_TEMPERATURE: 1.0}:
            base_unit = _temperature(str(expression.units), registry)
            return base_unit, (base_unit[1], {"kelvin": 1.0})
        base = expression.to_base_units()
    except (PintError, AttributeError, ValueError, TypeError) as error:
        raise entry.error(
            f"pint cannot read {entry.fields['pint']!r} ({error})", "mend its pint expression"
        ) from None
    units = {unit: float(power) for unit, power in base.unit_items()}  # type: ignore[arg-type]
    return (_name(units), float(base.magnitude), 0.0), (float(base.magnitude), units)


def _temperature(unit: str, registry: pint.UnitRegistry[float]) -> _Base:
    """A scale with a zero point of its own: levels in kelvin."""
    zero = registry.Quantity(0.0, unit).to("kelvin").magnitude
    step = 1.0 if unit == "kelvin" else registry.Quantity(1.0, f"delta_{unit}").to("kelvin").magnitude
    return "kelvin", float(step), float(zero)


def _spelled(units: Mapping[str, float]) -> str:
    """Spell a unit as an id: ``{"meter": 1, "second": -2}`` is ``meter_per_square_second``."""
    above = [_power(unit, power) for unit, power in sorted(units.items()) if power > 0]
    below = [_power(unit, -power) for unit, power in sorted(units.items()) if power < 0]
    return "_".join(above) + "".join(f"_per_{unit}" for unit in below)


def _power(unit: str, power: float) -> str:
    if power == 1:
        return unit
    return f"{_POWERS[int(power)]}_{unit}" if power in _POWERS else f"{unit}_{power:g}"
