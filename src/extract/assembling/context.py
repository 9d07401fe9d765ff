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


def _tokenise_into(
    starts: list[int], ends: list[int], tokens: list[str], view: str, start: int, end: int
) -> None:
    for match in _TOKEN.finditer(view, start, end):
        first, last = match.span()
        starts.append(first)
        ends.append(last)
        tokens.append(match.group())


@record(frozen=True, slots=True)
class SentenceContext:
    """A sentence with its tokens, quantities and clauses.

    Attributes:
        text: the sentence in the view.
        start: its offset in the text of record.
        quantities: its quantities in text order.
        starts, ends: offsets of the tokens; a quantity is one token.
        tokens: the tokens as they stand in the text, ``AMOUNT`` for a quantity.
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
    tokens: tuple[str, ...]
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
        tokens: list[str] = []
        amounts: list[int] = []
        position = sentence.start
        for quantity in quantities:
            _tokenise_into(starts, ends, tokens, view, position, quantity.start)
            amounts.append(len(starts))
            starts.append(quantity.start)
            ends.append(quantity.end)
            tokens.append(AMOUNT)
            position = quantity.end
        _tokenise_into(starts, ends, tokens, view, position, sentence.end)
        codes = self._encode(tokens, quantities, amounts)
        self._mark_places(places, starts, codes, amounts)
        joined = "".join(codes)
        return SentenceContext(
            text=view[sentence.start : sentence.end],
            start=sentence.start,
            quantities=tuple(quantities),
            starts=tuple(starts),
            ends=tuple(ends),
            tokens=tuple(tokens),
            codes=joined,
            amounts=tuple(amounts),
            clauses=self._splitter.split(view, Tokens(starts, ends, joined)),
            places=tuple(places),
        )

    def _encode(
        self, tokens: Sequence[str], quantities: Sequence[Quantity], amounts: Sequence[int]
    ) -> list[str]:
        code = self.lexicon.code
        codes = [code(token) for token in tokens]
        for token, quantity in zip(amounts, quantities, strict=True):
            codes[token] = self.lexicon.kinds[quantity.kind]
        return codes

    def _mark_places(
        self, places: Sequence[Span], starts: list[int], codes: list[str], amounts: list[int]
    ) -> None:
        counted = set(amounts)
        for place in places:
            for token in range(bisect_left(starts, place.start), bisect_left(starts, place.end)):
                if token not in counted:
                    codes[token] = self.lexicon.place
