"""A sentence as the assembling stage sees it: tokens as class codes, quantities, clauses.

Built once for a sentence and shared by everything that reads meaning around a quantity
(topic, indicator, role, direction, status). All offsets are those of the text of record.

A clause here is a stretch that one predicate governs, or a fragment that leans on the clause
before it::

    [Loans of 95 million yuan were given out], [12 million yuan more] [and 14% up over 2016]
    [income rose from 2,100 yuan ([$330]) in 2014 to 6,050 yuan]    a bracket: a clause with a parent
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence

from extract.assembling.clauses import Clause, ClauseSplitter, Tokens
from extract.assembling.lexicon import AMOUNT, Lexicon
from extract.assembling.topic_rules import class_uses
from extract.frozen import record
from extract.records import Quantity, Span
from extract.rules.loading import RuleSet

_TOKEN = re.compile(r"\d[\d,.]*(?<=\d)\w*|'s\b|[^\W_]+(?:[-.&][^\W_]+)*|\S")


def tokenise(view: str, start: int, end: int) -> list[tuple[int, int]]:
    """The tokens of a stretch of the view: words with their hyphens, numbers, "'s", single marks."""
    return [match.span() for match in _TOKEN.finditer(view, start, end)]


@record(frozen=True, slots=True)
class SentenceContext:
    """A sentence with its tokens, quantities and clauses.

    Attributes:
        text: the sentence in the view.
        start: its offset in the text of record.
        quantities: its quantities in text order.
        starts, ends: offsets of the tokens; a quantity is one token.
        codes: one character a token, as ``Lexicon.code`` gives them.
        amounts: index of the token of each quantity, parallel to ``quantities``.
        clauses: its clauses in text order; a bracket follows the clause it interrupts.
        places: where its place mentions stand.
    """

    text: str
    start: int
    quantities: tuple[Quantity, ...]
    starts: tuple[int, ...]
    ends: tuple[int, ...]
    codes: str
    amounts: tuple[int, ...]
    clauses: tuple[Clause, ...]
    places: tuple[Span, ...] = ()

    @property
    def end(self) -> int:
        """Offset of the sentence's end."""
        return self.start + len(self.text)

    def slice(self, start: int, end: int) -> str:
        """The view between two offsets of the text of record."""
        return self.text[start - self.start : end - self.start]

    def words(self, first: int, last: int) -> str:
        """The view from the first token up to, without, the last."""
        return self.slice(self.starts[first], self.ends[last - 1]) if first < last else ""

    def codes_around(self, index: int) -> str:
        """The codes of the sentence with the quantity of that index marked as the one looked at."""
        token = self.amounts[index]
        return f"{self.codes[:token]}{AMOUNT}{self.codes[token + 1 :]}"

    def clause_of(self, index: int) -> Clause:
        """The innermost clause that holds the quantity of that index."""
        token = self.amounts[index]
        # A bracket comes behind the clause that it interrupts, so the last that holds it is the innermost.
        return next(clause for clause in reversed(self.clauses) if clause.first <= token < clause.last)

    def before(self, index: int) -> str:
        """The text of its clause to the left of the quantity of that index."""
        return self.slice(self.clause_of(index).start, self.quantities[index].start)

    def after(self, index: int) -> str:
        """The text of its clause to the right of the quantity of that index."""
        return self.slice(self.quantities[index].end, self.clause_of(index).end)


class ContextBuilder:
    """Builds the context of a sentence.

    Args:
        ruleset: where the word classes and the rules of clause splitting are read from.
    """

    def __init__(self, ruleset: RuleSet) -> None:
        self.lexicon = Lexicon(ruleset, class_uses(ruleset))
        self._splitter = ClauseSplitter(self.lexicon, ruleset)

    def build(
        self, view: str, sentence: Span, quantities: Sequence[Quantity], places: Sequence[Span] = ()
    ) -> SentenceContext:
        """The context of one sentence.

        Args:
            view: the view of the whole document.
            sentence: where the sentence stands in it.
            quantities: the quantities inside the sentence, in text order.
            places: place mentions; without them names count as possible places.
        """
        starts: list[int] = []
        ends: list[int] = []
        codes: list[str] = []
        amounts: list[int] = []
        position = sentence.start
        for quantity in quantities:
            self._tokenise(view, position, quantity.start, (starts, ends, codes))
            amounts.append(len(starts))
            starts.append(quantity.start)
            ends.append(quantity.end)
            codes.append(self.lexicon.kinds[quantity.kind])
            position = quantity.end
        self._tokenise(view, position, sentence.end, (starts, ends, codes))
        self._mark_places(places, starts, codes, amounts)
        return SentenceContext(
            text=view[sentence.start : sentence.end],
            start=sentence.start,
            quantities=tuple(quantities),
            starts=tuple(starts),
            ends=tuple(ends),
            codes="".join(codes),
            amounts=tuple(amounts),
            clauses=self._splitter.split(view, Tokens(starts, ends, "".join(codes))),
            places=tuple(places),
        )

    def _tokenise(
        self, view: str, start: int, end: int, into: tuple[list[int], list[int], list[str]]
    ) -> None:
        starts, ends, codes = into
        code = self.lexicon.code
        spans = tokenise(view, start, end)
        starts += [first for first, _ in spans]
        ends += [last for _, last in spans]
        codes += [code(view[first:last]) for first, last in spans]

    def _mark_places(
        self, places: Sequence[Span], starts: list[int], codes: list[str], amounts: list[int]
    ) -> None:
        counted = set(amounts)
        for place in places:
            for token in range(bisect_left(starts, place.start), bisect_left(starts, place.end)):
                if token not in counted:
                    codes[token] = self.lexicon.place
