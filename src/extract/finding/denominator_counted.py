"""Denominators that are so many of something: "per 1,000 people", "for every 100,000 live births"."""

from __future__ import annotations

import re

from extract.finding.denominator_lexicon import DenominatorLexicon
from extract.finding.units import UnitLexicon
from extract.frozen import record
from extract.records import Span

_ONE = "1"
# How far before a quantity its denominator may stand.
_REACH = 90


@record(frozen=True, slots=True)
class Denominator:
    """A denominator with the place where it stands.

    Attributes:
        per: unit id or singular noun.
        span: where it stands.
        rule: id of its rule.
    """

    per: str
    span: Span
    rule: str


def counted_after(
    view: str, bounds: tuple[int, int], span: tuple[int, int], lexicon: DenominatorLexicon, units: UnitLexicon
) -> Denominator | None:
    """Read "per 1,000 people", "per 50 kg" behind a quantity: so many of them are its denominator.

    Args:
        view: the document's text.
        bounds: of the sentence.
        span: the quantity.
        lexicon: the denominators.
        units: "per 50 kg" goes by the unit's id.
    """
    found = lexicon.marked.match(view, span[1], bounds[1])
    if found is None or found["number"] in (None, _ONE):
        return None
    return _read(view, bounds, found, lexicon, units)


def counted_around(
    view: str, bounds: tuple[int, int], span: tuple[int, int], lexicon: DenominatorLexicon, units: UnitLexicon
) -> Denominator | None:
    """Read it elsewhere in the clause: "for every 1,000 residents there are", "mothers died per 900 births".

    Args:
        view: the document's text.
        bounds: of the sentence.
        span: the quantity.
        lexicon: the denominators.
        units: "for every 50 kg" goes by the unit's id.
    """
    found = lexicon.counted_behind.match(view, span[1], bounds[1])
    if found is None:
        first = max(bounds[0], span[0] - _REACH)
        found = next(
            (one for one in lexicon.counted_before.finditer(view, first, span[0]) if one.end() == span[0]),
            None,
        )
    return None if found is None else _read(view, bounds, found, lexicon, units)


def _read(
    view: str,
    bounds: tuple[int, int],
    found: re.Match[str],
    lexicon: DenominatorLexicon,
    units: UnitLexicon,
) -> Denominator | None:
    start, number = found.start("words"), found["number"]
    unit = units.named_at(view, start, bounds[1])
    if unit is not None and unit[0].kind == "measure":
        return Denominator(f"{number} {unit[0].id}", Span(found.start("marker"), unit[1]), "per_noun.per")
    counted = lexicon.counted.match(view, start, bounds[1])
    if counted is None:
        return None
    noun = lexicon.people if counted[0] in lexicon.as_people else counted[0]
    return Denominator(f"{number} {noun}", Span(found.start("marker"), counted.end()), "per_noun.per")
