"""What stands around a quantity, as the expressions of indicators see it."""

from __future__ import annotations

import re
from collections.abc import Sequence

from extract.assembling.context import SentenceContext
from extract.assembling.indicator_rules import NUMBER_MARK, PADDING, PLACE_MARK, IndicatorRule
from extract.assembling.needed_words import NeededWords
from extract.records import Span

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


def of_the_whole(
    context: SentenceContext,
    index: int,
    lowered: str,
    parts: Sequence[re.Pattern[str]],
    some: Sequence[re.Pattern[str]],
) -> str:
    """The sentence without what it says of parts of a quantity: "employs # weavers, 11 of whom were poor".

    Args:
        context: the sentence.
        index: which of its quantities.
        lowered: its text in lower case.
        parts: what begins behind the number of a part, up to where the sentence goes on with the whole.
        some: all that is told of a part without a number: ", many of them herders".

    Returns:
        The text, blanks of the same length where it told of parts.
    """
    for one in some:
        for found in one.finditer(lowered, context.quantities[index].end - context.start):
            lowered = _blank(lowered, *found.span())
    for later in context.quantities[index + 1 :]:
        for part in parts:
            if match := part.match(lowered, later.number.end - context.start):
                lowered = _blank(lowered, later.start - context.start, match.end())
    return lowered


def of_no_part(
    context: SentenceContext,
    index: int,
    lowered: str,
    wholes: Sequence[re.Pattern[str]],
    told: Sequence[re.Pattern[str]],
) -> str:
    """The sentence without what it tells of the part before a whole: "31 of its # villages left poverty".

    Args:
        context: the sentence.
        index: which of its quantities.
        lowered: its text in lower case.
        wholes: what stands between the number of a part and that of its whole.
        told: what begins behind the whole, and is told of the part.

    Returns:
        The text, blanks of the same length where it told of the part.
    """
    if not index:
        return lowered
    part, whole = context.quantities[index - 1 : index + 1]
    first, last = part.number.end - context.start, whole.number.start - context.start
    if not any(one.fullmatch(lowered, first, last) for one in wholes):
        return lowered
    for one in told:
        if match := one.match(lowered, whole.end - context.start):
            lowered = _blank(lowered, match.start("told"), match.end())
    return lowered


def _blank(text: str, start: int, end: int) -> str:
    return f"{text[:start]}{' ' * (end - start)}{text[end:]}"


class Around:
    """What stands around a quantity in lower case, its number replaced by marks of the same length.

    Args:
        context: the sentence.
        index: which of its quantities.
        lowered: the text of the sentence in lower case.
        possible: the bits of the expressions that can match in it, or in its topic.
    """

    _kept_start: int | None = None
    _kept_clause: str | None = None
    _kept_placed: str | None = None
    _kept_bounds: tuple[int, int] | None = None

    def __init__(self, context: SentenceContext, index: int, lowered: str, possible: int) -> None:
        self._context, self._index, self.possible = context, index, possible
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

    @property
    def start(self) -> int:
        """Offset of the clause."""
        if self._kept_start is None:
            self._kept_start = self._bounds[0]
        return self._kept_start

    @property
    def clause(self) -> str:
        """The clause."""
        if self._kept_clause is None:
            start, end = self._bounds
            self._kept_clause = self.wide[start - self.wide_start : end - self.wide_start]
        return self._kept_clause

    @property
    def placed(self) -> str:
        """The clause with its place mentions as marks of the same length."""
        if self._kept_placed is None:
            start, end = self._bounds
            text = self.clause
            for place in self._context.places:
                if start <= place.start and place.end <= end:
                    marks = PLACE_MARK + PADDING * (place.end - place.start - 1)
                    text = text[: place.start - start] + marks + text[place.end - start :]
            self._kept_placed = text
        return self._kept_placed

    @property
    def number_in_clause(self) -> int:
        """Where in the clause the number stands."""
        return self._number - self.start

    @property
    def number_span(self) -> Span:
        """The quantity itself."""
        quantity = self._context.quantities[self._index]
        return Span(quantity.start, quantity.end)

    def span(self, match: re.Match[str], *, wide: bool) -> Span:
        """Where in the article a match stands, one in the wide stretch or one in the clause."""
        start = self.wide_start if wide else self.start
        return Span(start + match.start(), start + match.end())

    def find(self, rule: IndicatorRule) -> re.Match[str] | None:
        """What in the clause tells of an indicator, first what begins with the number itself."""
        match = None
        if rule.clause_onwards is not None:
            match = rule.clause_onwards.match(self.clause, self.possible, self.number_in_clause)
        if match is None and rule.clause is not None:
            match = rule.clause.search(self.clause, self.possible)
        if match is None and rule.placed is not None:
            match = rule.placed.search(self.placed, self.possible)
        return match

    def without(self, asides: Sequence[re.Pattern[str]]) -> Plain | None:
        """What stands around it once asides are left out; None where there are none.

        "some # people, or one third of the population, live in poverty": "some # people live in poverty".
        """
        plain = Plain(self, asides)
        return plain if plain.wide != self.wide else None

    @property
    def _bounds(self) -> tuple[int, int]:
        if self._kept_bounds is None:
            self._kept_bounds = _stretch(self._context, self._index)
        return self._kept_bounds


class Plain(Around):
    """What stands around a quantity without the asides.

    Args:
        around: all that stands around it.
        asides: expressions of what is left out.
    """

    _kept_clause: str | None = None

    def __init__(self, around: Around, asides: Sequence[re.Pattern[str]]) -> None:
        self._around, self._asides = around, asides
        # What is left out may join two words to one.
        self.possible = NeededWords.ALL
        self.wide = self._strip(around.wide)

    @property
    def value(self) -> float:
        """The number itself."""
        return self._around.value

    @property
    def clause(self) -> str:
        """The clause."""
        if self._kept_clause is None:
            self._kept_clause = self._strip(self._around.clause)
        return self._kept_clause

    @property
    def placed(self) -> str:
        """The clause, its place mentions as marks; asides that hold some are left in."""
        return self._strip(self._around.placed)

    @property
    def number_in_clause(self) -> int:
        """Where in the clause the number stands."""
        return self.clause.find(NUMBER_MARK)

    def span(self, match: re.Match[str], *, wide: bool) -> Span:  # noqa: ARG002 - as `Around.span` is asked
        """The sentence's words around the number: what was left out gives the rest no offsets of its own."""
        return self._around.number_span

    def _strip(self, text: str) -> str:
        for aside in self._asides:
            text = aside.sub("", text)
        return text
