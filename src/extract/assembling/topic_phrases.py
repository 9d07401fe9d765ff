"""Phrases of a topic: token stretches, trimmed of what is told in other columns."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from extract.assembling.context import SentenceContext, tokenise
from extract.assembling.lexicon import Lexicon
from extract.records import Quantity, Span

COUNTED = frozenset({"people", "count"})
_Token = tuple[int, int, str]


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words of the text that need not stand side by side.

    Attributes:
        text: the words.
        spans: where they stand.
    """

    text: str
    spans: tuple[Span, ...]


class PhraseCutter:
    """Makes phrases of token stretches.

    Args:
        lexicon: the word classes.
        cuts: patterns of what goes (a leading article, a place, a time).
    """

    def __init__(self, lexicon: Lexicon, cuts: Sequence[re.Pattern[str]]) -> None:
        self._lexicon = lexicon
        self._cuts = cuts

    def phrase(self, context: SentenceContext, first: int, last: int) -> Phrase | None:
        """The tokens from first up to last, trimmed; None where nothing is left."""
        counts = [
            index
            for index, token in enumerate(context.amounts)
            if first <= token < last and context.quantities[index].kind in COUNTED
        ]
        if not counts:
            starts, ends = context.starts[first:last], context.ends[first:last]
            return self._trim(context, starts, ends, context.codes[first:last])
        return self._without_numbers(context, first, last, counts)

    def noun(self, context: SentenceContext, quantity: Quantity) -> Phrase | None:
        """What a count says that it counts: "impoverished counties" of "14 impoverished counties"."""
        return self._phrase_of(context, self._noun_tokens(context, quantity))

    def _noun_tokens(self, context: SentenceContext, quantity: Quantity) -> list[_Token]:
        if quantity.kind not in COUNTED or quantity.number.end >= quantity.end:
            return []
        offset = context.start
        return [
            (start + offset, end + offset, self._lexicon.code(context.text[start:end]))
            for start, end in tokenise(context.text, quantity.number.end - offset, quantity.end - offset)
        ]

    def _without_numbers(
        self, context: SentenceContext, first: int, last: int, counts: Sequence[int]
    ) -> Phrase | None:
        """The phrase with counts in it reduced to what they count: "implement 2,984 projects"."""
        nouns = {context.amounts[i]: self._noun_tokens(context, context.quantities[i]) for i in counts}
        tokens: list[_Token] = []
        for token in range(first, last):
            own = (context.starts[token], context.ends[token], context.codes[token])
            tokens += nouns.get(token, [own])
        return self._phrase_of(context, tokens)

    def _phrase_of(self, context: SentenceContext, tokens: list[_Token]) -> Phrase | None:
        if not tokens:
            return None
        starts, ends, codes = zip(*tokens, strict=True)
        return self._trim(context, starts, ends, "".join(codes))

    def _trim(
        self, context: SentenceContext, starts: Sequence[int], ends: Sequence[int], codes: str
    ) -> Phrase | None:
        kept = list(range(len(codes)))
        for cut in self._cuts:
            for match in reversed(list(cut.finditer(codes))):
                first, last = match.span("cut" if "cut" in cut.groupindex else 0)
                del kept[first:last]
                codes = codes[:first] + codes[last:]
        if not kept:
            return None
        spans: list[Span] = []
        for token in kept:
            if spans and not context.slice(spans[-1].end, starts[token]).strip():
                spans[-1] = Span(spans[-1].start, ends[token])
            else:
                spans.append(Span(starts[token], ends[token]))
        return Phrase(" ".join(context.slice(span.start, span.end) for span in spans), tuple(spans))
