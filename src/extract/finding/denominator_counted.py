"""Denominators that are so many of something: "per 1,000 people", "for every 100,000 live births"."""

from __future__ import annotations

from extract.finding.denominator_lexicon import DenominatorLexicon
from extract.finding.units import UnitLexicon
from extract.frozen import record
from extract.records import Span

_ONE = "1"


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
    number = found["number"] if found is not None else None
    if found is None or number is None or number == _ONE:
        return None
    start = found.start("words")
    unit = units.named_at(view, start, bounds[1])
    if unit is not None and unit[0].kind == "measure":
        return Denominator(f"{number} {unit[0].id}", Span(found.start("marker"), unit[1]), "per_noun.per")
    counted = lexicon.counted.match(view, start, bounds[1])
    if counted is None:
        return None
    return Denominator(f"{number} {counted[0]}", Span(found.start("marker"), counted.end()), "per_noun.per")
