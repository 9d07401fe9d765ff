"""The times of one sentence, as records."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from datetime import date

from extract.finding.periods import TimeExpression
from extract.frozen import record
from extract.linking.period_roles import Role
from extract.records import Period, Quantity, Sentence


@record(frozen=True, slots=True)
class Candidate:
    """An expression that can date a quantity of its sentence.

    Attributes:
        start, core, end: its offsets; ``core`` leaves the preposition out.
        role: what it does in the sentence.
        leading: whether it opens the sentence ("sentence") or a clause ("clause").
        expression: the expression, the first of several that stand side by side.
        period: what it names, None where it cannot be told.
        plain: the same without its preposition and edge.
        ends: its first and its last part where both are written out: "from January 2021 to the end of 2022".
        is_aside: whether it stands in a relative clause: "the hills, which someone called bare in 1972".
    """

    start: int
    core: int
    end: int
    role: Role
    leading: str | None
    expression: TimeExpression
    period: Period | None
    plain: Period | None
    is_aside: bool = False
    ends: tuple[Period | None, Period | None] | None = None


@record(frozen=True, slots=True)
class SentenceTimes:
    """A sentence with its times.

    Attributes:
        text: the sentence in lower case.
        offset: where it begins.
        candidates: the times that can date a quantity.
        compared: the times that values are compared with.
        published: the article's date.
        blocked: whether it speaks of another time without dating its quantities by it ("since he took
            office"), so that they inherit nothing.
    """

    text: str
    offset: int
    candidates: tuple[Candidate, ...]
    compared: tuple[Candidate, ...]
    blocked: bool
    published: date | None = None


def group_by_sentence(sentences: Sequence[Sentence], quantities: Sequence[Quantity]) -> dict[int, list[int]]:
    """The indexes of the quantities of each sentence, by its index.

    Args:
        sentences: in text order.
        quantities: in text order.
    """
    starts = [sentence.start for sentence in sentences]
    grouped: dict[int, list[int]] = {}
    for index, quantity in enumerate(quantities):
        number = bisect_right(starts, quantity.start) - 1
        if number >= 0 and quantity.start < sentences[number].end:
            grouped.setdefault(number, []).append(index)
    return grouped
