"""A number as it is read from the text, before it is known what it is a number of."""

from __future__ import annotations

from decimal import Decimal
from typing import Literal

from extract.frozen import record

Form = Literal["digits", "words", "vague", "fraction", "multiple"]


@record(frozen=True, slots=True)
class Number:
    """A number as it stands in the text.

    Attributes:
        start, end: its span with scale words, a minus sign included.
        value: what it is worth, scaled; a fraction is in percent.
        form: how it is written. ``fraction`` is a percentage, ``multiple`` a number of times or a
            verb that carries one.
        scaled: whether a scale word stands with it.
        raw: the number without its scale words ("10" of "10 billion").
        kind: ``percent`` or ``multiple`` where the number itself says it.
        pending_scale: a glued letter that is a scale only next to money or people ("400m").
        rules: ids of the rules that made it.
    """

    start: int
    end: int
    value: Decimal
    form: Form
    scaled: bool = False
    raw: Decimal = Decimal(0)
    kind: str | None = None
    pending_scale: tuple[Decimal, int, str] | None = None
    rules: tuple[str, ...] = ()
