"""Units made of units: powers ("4 km squared", "3 m^3") and quotients ("5 mg/kg", "3 W m-2")."""

from __future__ import annotations

import re
from dataclasses import replace

from extract.finding.surfaces import alternation
from extract.finding.unit_surfaces import SurfaceIndex, Unit
from extract.rules.loading import RuleSet

_FILE = "en/units.toml"
_SLASH = re.compile(r"\s?/\s?\(?")
_JOINT = re.compile(r"\s?[·⋅*.]\s?|\s")
_POWER = re.compile(r"(?:\^|\*\*)?(?P<power>[23²³])(?![\w/.,]*\d)(?!\w)")
_NEGATIVE = re.compile(r"\^?\{?-(?P<power>[1-4¹²³⁴])\}?(?!\w)")
_DIGITS = str.maketrans("¹²³⁴", "1234")
# Feet and inches: the 2 of 6'2" is no power.
_MARKS = "'\"′″"
# "mg/kg/h" has two denominators; no unit has more than three.
_MOST = 3


class UnitComposer:
    """Compiled ``divisors`` of the units and ``[[power]]`` of rules/en/units.toml.

    Args:
        ruleset: where they are read from.

    Raises:
        RulesError: an entry that cannot be read.
    """

    def __init__(self, ruleset: RuleSet) -> None:
        units = ruleset.entries(_FILE, "unit")
        powers = ruleset.entries(_FILE, "power")
        self._ids = frozenset(entry.id for entry in units)
        self._divisors = SurfaceIndex(
            (surface, Unit("measure", entry.id, f"unit.{entry.id}"), True)
            for entry in units
            for surface in entry.fields.get("divisors", [])
        )
        self._names = {str(entry.fields["exponent"]): entry.id for entry in powers}
        words = {surface: entry.id for entry in powers for surface in entry.fields["surfaces"]}
        self._words = words
        self._behind = re.compile(rf"\s(?P<word>{alternation(words)})(?![A-Za-z])") if words else None

    def compose(self, unit: Unit, position: int, view: str, end: int) -> tuple[Unit, int]:
        """The unit that a unit is the beginning of, with its end; the unit itself where nothing goes on.

        Args:
            unit: the unit of a measure.
            position: where it ends.
            view: the clean view.
            end: end of the sentence.
        """
        if view[position - 1] in _MARKS:
            return unit, position
        identifier, position = self._raised(unit.id, position, view, end)
        for _ in range(_MOST):
            below = self._below(view, position, end)
            if below is None:
                break
            identifier, position = f"{identifier}_per_{below[0]}", below[1]
        return (unit if identifier == unit.id else replace(unit, id=identifier, duration=False)), position

    def _raised(self, identifier: str, position: int, view: str, end: int) -> tuple[str, int]:
        """Read the power of "4 km^2", "4 km squared" and "5 m/s2", where there is such a unit."""
        if found := _POWER.match(view, position, end):
            name = self._names.get(found["power"].translate(_DIGITS))
        elif self._behind and (found := self._behind.match(view, position, end)):
            name = self._words[found["word"].lower()]
        else:
            return identifier, position
        above, per, below = identifier.rpartition("_per_")
        raised = f"{above}{per}{name}_{below}"
        return (raised, found.end()) if per or raised in self._ids else (identifier, position)

    def _below(self, view: str, position: int, end: int) -> tuple[str, int] | None:
        """The next denominator: "/kg", "/(m·K)", " m-2", "·s⁻¹"."""
        if slash := _SLASH.match(view, position, end):
            enclosed = slash.group().endswith("(")
            return self._divided(view, slash.end(), end, more=enclosed)
        joint = _JOINT.match(view, position, end)
        found = self._divisors.match(view, joint.end(), end) if joint else None
        power = _NEGATIVE.match(view, found[1], end) if found else None
        return (self._powered(found[0].id, power), power.end()) if found and power else None

    def _divided(self, view: str, position: int, end: int, *, more: bool) -> tuple[str, int] | None:
        """What stands below a stroke; in brackets there may be more of it."""
        found = self._divisors.match(view, position, end)
        if found is None:
            return None
        power = _POWER.match(view, found[1], end)
        identifier, stop = self._powered(found[0].id, power), power.end() if power else found[1]
        if not more:
            return identifier, stop
        if view[stop : stop + 1] == ")":
            return identifier, stop + 1
        joint = _JOINT.match(view, stop, end)
        rest = self._divided(view, joint.end(), end, more=True) if joint else None
        return (f"{identifier}_per_{rest[0]}", rest[1]) if rest else None

    def _powered(self, identifier: str, power: re.Match[str] | None) -> str:
        if power is None:
            return identifier
        exponent = power["power"].translate(_DIGITS)
        if exponent == "1":
            return identifier
        return f"{self._names.get(exponent, f'power_{exponent}')}_{identifier}"
