"""Phrases of a topic: token stretches, trimmed of what is told in other columns."""

from __future__ import annotations

from collections.abc import Sequence

from extract.assembling.context import SentenceContext, tokenise
from extract.assembling.lexicon import Lexicon
from extract.assembling.topic_rules import Cut
from extract.frozen import record
from extract.records import Quantity, Span

COUNTED = frozenset({"people", "count"})
_Token = tuple[int, int, str]


@record(frozen=True, slots=True)
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

    def __init__(self, lexicon: Lexicon, cuts: Sequence[Cut]) -> None:
        self._lexicon = lexicon
        self._cuts = cuts
        self._articles = lexicon.members("det")
        self._inner_cuts = [cut for cut in cuts if not cut.leading]

    def phrase(
        self, context: SentenceContext, first: int, last: int, *, inner: bool = False
    ) -> Phrase | None:
        """The tokens from first up to last, trimmed; None where nothing is left.

        Args:
            context: their sentence.
            first: the first of them.
            last: the token behind the last.
            inner: whether the topic has words before them, so that they keep their article.
        """
        cuts = self._inner_cuts if inner else self._cuts
        counts = [
            index
            for index, token in enumerate(context.amounts)
            if first <= token < last and context.quantities[index].kind in COUNTED
        ]
        if not counts:
            starts, ends = context.starts[first:last], context.ends[first:last]
            phrase = _trim(context, (starts, ends, context.codes[first:last]), cuts)
        else:
            phrase = self._without_numbers(context, (first, last), counts, cuts)
        if not inner or phrase is None or context.codes[first] not in self._articles:
            return phrase
        return Phrase(phrase.text[0].lower() + phrase.text[1:], phrase.spans)

    def noun(self, context: SentenceContext, quantity: Quantity) -> Phrase | None:
        """What a count says that it counts: "impoverished counties" of "14 impoverished counties"."""
        return _phrase_of(context, self._noun_tokens(context, quantity), self._cuts)

    def _noun_tokens(self, context: SentenceContext, quantity: Quantity) -> list[_Token]:
        if quantity.kind not in COUNTED or quantity.number.end >= quantity.end:
            return []
        offset = context.start
        return [
            (start + offset, end + offset, self._lexicon.code(context.text[start:end]))
            for start, end in tokenise(context.text, quantity.number.end - offset, quantity.end - offset)
        ]

    def _without_numbers(
        self, context: SentenceContext, stretch: tuple[int, int], counts: Sequence[int], cuts: Sequence[Cut]
    ) -> Phrase | None:
        """The phrase with counts in it reduced to what they count: "implement 2,984 projects"."""
        nouns = {context.amounts[i]: self._noun_tokens(context, context.quantities[i]) for i in counts}
        tokens: list[_Token] = []
        for token in range(*stretch):
            own = (context.starts[token], context.ends[token], context.codes[token])
            tokens += nouns.get(token, [own])
        return _phrase_of(context, tokens, cuts)


def _phrase_of(context: SentenceContext, tokens: list[_Token], cuts: Sequence[Cut]) -> Phrase | None:
    if not tokens:
        return None
    starts, ends, codes = zip(*tokens, strict=True)
    return _trim(context, (starts, ends, "".join(codes)), cuts)


def _trim(
    context: SentenceContext, tokens: tuple[Sequence[int], Sequence[int], str], cuts: Sequence[Cut]
) -> Phrase | None:
    starts, ends, codes = tokens
    kept = list(range(len(codes)))
    for cut in cuts:
        if cut.needed is not None and cut.needed.isdisjoint(codes):
            continue
        for match in reversed(list(cut.pattern.finditer(codes))):
            first, last = match.span("cut" if "cut" in cut.pattern.groupindex else 0)
            del kept[first:last]
            codes = codes[:first] + codes[last:]
    if not kept:
        return None
    text, offset = context.text, context.start
    spans: list[Span] = []
    start, end = starts[kept[0]], ends[kept[0]]
    for token in kept[1:]:
        if text[end - offset : starts[token] - offset].strip():
            spans.append(Span(start, end))
            start = starts[token]
        end = ends[token]
    spans.append(Span(start, end))
    return Phrase(" ".join(text[span.start - offset : span.end - offset] for span in spans), tuple(spans))
