"""What stands around a quantity, as the expressions of indicators see it."""

from __future__ import annotations

import re
from functools import cached_property

from extract.assembling.context import SentenceContext
from extract.assembling.indicator_rules import NUMBER_MARK, PADDING, IndicatorRule

# How many characters from a quantity its indicator may be told, for tables flattened into one sentence.
_REACH = 250
_COUNTED = frozenset({"people", "count"})


def _stretch(context: SentenceContext, index: int) -> tuple[int, int]:
    """The clause of a quantity with the fragments that share its verb.

    "[It lifted 412 villages] [and 331,000 people out of poverty]" is one stretch; so is a bracket
    with the clause that it interrupts.
    """
    inner = context.clause_of(index)
    clauses = [clause for clause in context.clauses if clause.parent is None]
    outer = inner if inner.parent is None else context.clauses[inner.parent]
    first = last = clauses.index(outer)
    while first > 0 and not clauses[first].has_verb:
        first -= 1
    if not clauses[first].has_verb and last + 1 < len(clauses):
        # "Last year [412 villages] [and three counties left poverty]": the verb comes with a later part.
        last = next((n for n in range(last + 1, len(clauses)) if clauses[n].has_verb), last)
    while last + 1 < len(clauses) and not clauses[last + 1].has_verb:
        last += 1
    quantity = context.quantities[index]
    start, end = quantity.start - _REACH, quantity.end + _REACH
    return max(clauses[first].start, start), min(clauses[last].end, end)


class Around:
    """What stands around a quantity in lower case, its number replaced by marks of the same length.

    Args:
        context: the sentence.
        index: which of its quantities.
        lowered: the text of the sentence in lower case.
    """

    def __init__(self, context: SentenceContext, index: int, lowered: str) -> None:
        self._context, self._index = context, index
        quantity = context.quantities[index]
        number = quantity.number if quantity.kind in _COUNTED else quantity
        self.wide_start = max(context.start, quantity.start - _REACH)
        """Offset of the stretch that ``decides`` looks at."""
        marks = NUMBER_MARK + PADDING * (number.end - number.start - 1)
        offset = context.start
        before = lowered[self.wide_start - offset : number.start - offset]
        self.wide = before + marks + lowered[number.end - offset : quantity.end + _REACH - offset]
        """That stretch."""
        self._number = number.start

    @property
    def value(self) -> float:
        """The number itself."""
        return float(self._context.quantities[self._index].value_low)

    @cached_property
    def start(self) -> int:
        """Offset of the clause."""
        return self._bounds[0]

    @cached_property
    def clause(self) -> str:
        """The clause."""
        start, end = self._bounds
        return self.wide[start - self.wide_start : end - self.wide_start]

    def find(self, rule: IndicatorRule) -> re.Match[str] | None:
        """What in the clause tells of an indicator, first what begins with the number itself."""
        match = None
        if rule.clause_onwards is not None:
            match = rule.clause_onwards.match(self.clause, self._number - self.start)
        if match is None and rule.clause is not None:
            match = rule.clause.search(self.clause)
        return match

    @cached_property
    def _bounds(self) -> tuple[int, int]:
        return _stretch(self._context, self._index)
