"""Which rules of indicators a text may fit, by parts of words, for speed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import get_args

from ahocorasick_rs import AhoCorasick

from extract.assembling.indicator_rules import IndicatorRule
from extract.records import Kind, Quantity


class CuedRules:
    """The rules that a text may fit, by the parts of words that each of them needs: a bit for each rule.

    Args:
        rules: all rules, in their order.
    """

    def __init__(self, rules: Sequence[IndicatorRule]) -> None:
        self._rules = rules
        cues = sorted({cue for rule in rules for cue in rule.cues})
        self._automaton = AhoCorasick(cues)
        self._of_cue = [_mask(cue in rule.cues for rule in rules) for cue in cues]
        self._always = _mask(not rule.cues for rule in rules)
        self._telling = [rule.telling() for rule in rules]
        self._of_kind = {kind: _mask(kind in rule.kinds for rule in rules) for kind in get_args(Kind)}

    def find(self, text: str) -> int:
        """The rules whose cues stand in the text, and those without cues."""
        found = self._always
        for cue, _, _ in self._automaton.find_matches_as_indexes(text, overlapping=True):
            found |= self._of_cue[cue]
        return found

    def fitting(self, mask: int, quantity: Quantity, possible: int) -> list[IndicatorRule]:
        """Those rules that fit the kind and may fit the unit of a quantity, in their order.

        Args:
            mask: the rules whose cues stand around it.
            quantity: the quantity.
            possible: the bits of the expressions that can match around it.
        """
        mask &= self._of_kind[quantity.kind]
        fitting: list[IndicatorRule] = []
        while mask:
            lowest = mask & -mask
            mask ^= lowest
            number = lowest.bit_length() - 1
            rule = self._rules[number]
            if not possible & self._telling[number] or rule.bars_denominator(quantity):
                continue
            if rule.any_unit is not None or rule.has_unit(quantity):
                fitting.append(rule)
        return fitting


def _mask(flags: Iterable[bool]) -> int:
    return sum(1 << number for number, flag in enumerate(flags) if flag)
