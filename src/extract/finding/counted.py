"""A bare number completed with the noun that it counts, or with the unit that the noun turns out to be."""

from __future__ import annotations

import re
from dataclasses import replace

from extract.finding.amounts import Amount
from extract.finding.heads import Head
from extract.finding.unit_surfaces import Unit
from extract.finding.units import UnitLexicon
from extract.records import Kind

_WORD_START = re.compile(r"(?<![\w-])[A-Za-z]")


def complete_with_head(amount: Amount, head: Head, view: str, units: UnitLexicon) -> Amount:
    """Give a bare amount the kind and unit of its noun.

    Args:
        amount: a number without a unit.
        head: the noun behind it.
        view: the clean view.
        units: to tell a unit that adjectives part from its number ("five additional kilometers").
    """
    # "144k rows" and "1.5M users", not "a 10k race".
    glued = not view[amount.number_end].isspace()  # "2 T shirts" are not two trillion
    if amount.pending_scale is not None and glued and (head.people or head.noun != head.unit):
        factor, _, rule = amount.pending_scale
        amount = replace(
            amount, low=amount.low * factor, high=amount.high * factor, rules=(*amount.rules, rule)
        )
    noun = (head.start, head.end)
    unit = None if head.people else _unit_of(amount, head, view, units)
    if unit is not None:
        low, high = amount.low * unit.factor, amount.high * unit.factor
        end, rules = max(amount.end, head.end), (*amount.rules, unit.rule)
        return replace(
            amount, end=end, low=low, high=high, kind=unit.kind, unit=unit.id, rules=rules, noun=noun
        )
    kind: Kind = "people" if head.people else "count"
    end = max(amount.end, head.quote_end)
    return replace(amount, end=end, kind=kind, unit=head.unit, rules=(*amount.rules, head.rule), noun=noun)


def _unit_of(amount: Amount, head: Head, view: str, units: UnitLexicon) -> Unit | None:
    """The unit that ends where the head ends; durations keep to what their own rules say."""
    for start in _WORD_START.finditer(view, amount.number_end, head.end):
        found = units.words.match(view, start.start(), head.end)
        if found is None or found[1] != head.end or found[0].duration:
            continue
        if amount.scaled or not found[0].scaled_only:
            return found[0]
    return None
