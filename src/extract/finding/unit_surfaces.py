"""A unit, and the surfaces that stand for units, looked up by their first word."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from extract.finding.surfaces import alternation

UnitKind = Literal["money", "percent", "measure"]

_HEAD = re.compile(r"[A-Za-z]+|[^\sA-Za-z]")
# Output told in "mt" stays below a thousand of its millions.
_SMALL = Decimal(1000)


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit that a surface stands for.

    Attributes:
        kind: money, percent or measure.
        id: currency code, percent unit or unit id.
        rule: id of its rule.
        factor: what the number is multiplied with (0.01 for cents), else 1.
        duration: whether it measures time.
        money_if_scaled: the currency that it is with a scale word ("2 million pounds"), else None.
        factor_if_small: what a number below a thousand is multiplied with instead ("85.6 mt": million
            tonnes; "1,200 mt": tonnes), else None.
        word_is_verb: the word means something else behind an amount that has its sign ("$5 won").
        scaled_only: the word is a unit with a scale word only ("20 million marks", but "80 marks").
    """

    kind: UnitKind
    id: str
    rule: str
    factor: Decimal = Decimal(1)
    duration: bool = False
    money_if_scaled: str | None = None
    factor_if_small: Decimal | None = None
    word_is_verb: bool = False
    scaled_only: bool = False

    def factor_of(self, value: Decimal) -> Decimal:
        """What a number is multiplied with."""
        small = self.factor_if_small is not None and abs(value) < _SMALL
        return self.factor_if_small if self.factor_if_small is not None and small else self.factor


class _Surface:
    """A surface of a unit; compiled when a text first has its first word: of 1,700 few are ever met."""

    _kept_pattern: re.Pattern[str] | None = None

    def __init__(self, text: str, unit: Unit, *, exact_case: bool, follower: str) -> None:
        self.text = text
        self.unit = unit
        self.exact_case = exact_case
        self.follower = follower

    @property
    def pattern(self) -> re.Pattern[str]:
        if self._kept_pattern is None:
            closing = r"(?![A-Za-z])" if self.text[-1].isalpha() else ""
            if self.text[-1].isdigit() or (len(self.text) == 1 and closing and not self.unit.duration):
                closing += r"(?!\d\d)"  # "3 N/m2", but the plate "24703m212" and the part "24L20"
            flags = re.NOFLAG if self.exact_case else re.IGNORECASE
            self._kept_pattern = re.compile(alternation([self.text]) + closing + self.follower, flags)
        return self._kept_pattern


class SurfaceIndex:
    """Surfaces that are looked up at an offset, by their first word or sign.

    A thousand surfaces in one alternation are tried one by one; here only those that share the
    first word are.
    """

    def __init__(
        self, surfaces: Iterable[tuple[str, Unit, bool]], followers: Mapping[str, str] | None = None
    ) -> None:
        """Index the surfaces.

        Args:
            surfaces: surface, its unit, and whether its case matters.
            followers: what must stand behind a surface, as a regex, for those that need it.
        """
        by_head: dict[str, list[_Surface]] = {}
        for surface, unit, exact_case in surfaces:
            head = _HEAD.match(surface)
            if head is None:
                raise ValueError(f"surface {surface!r} begins with white space")
            entry = _Surface(
                surface, unit, exact_case=exact_case, follower=(followers or {}).get(surface, "")
            )
            by_head.setdefault(head.group().lower(), []).append(entry)
        self._by_head: Mapping[str, tuple[_Surface, ...]] = {
            head: tuple(sorted(entries, key=lambda entry: -len(entry.text)))
            for head, entries in by_head.items()
        }

    def match(self, view: str, position: int, end: int) -> tuple[Unit, int] | None:
        """The longest surface that begins at ``position``, with its end."""
        head = _HEAD.match(view, position, end)
        if head is None:
            return None
        for entry in self._by_head.get(head.group().lower(), ()):
            if found := entry.pattern.match(view, position, end):
                return entry.unit, found.end()
        return None
