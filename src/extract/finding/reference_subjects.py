"""What a bare number counts, where it is the subject itself: "458 thousand was its population"."""

from __future__ import annotations

import re
from collections.abc import Sequence

from extract.finding.amounts import Amount
from extract.finding.heads import Token
from extract.finding.nouns import NounLexicon
from extract.finding.reference_records import Context, Reference, refer_to_noun, token_at
from extract.records import Span

_OPENING = 3
_NAMING = frozenset({"NN", "NNS", "NNP", "NNPS", "PRP"})
_BEFORE_NOUNS = frozenset({"JJ", "RB", "CD", "VBN", "NN", "NNP"})
# "are poor rural women farmers"
_PREDICATE = 5
_VERBS = frozenset({"VBD", "VBP", "VBN", "MD"})
_LABEL = re.compile(r"[\W\d_]{0,4}(?P<label>[A-Za-z][A-Za-z ,()-]{2,50}):\s{0,3}")
# An enumeration up to the opening bracket of an item: the items before it have brackets as well.
_ENUMERATION = re.compile(r"(?P<noun>[A-Za-z]+):(?:[^:;()]*\([^:;()]*\),?)*[^:;()\d]*\($")
_WORD = re.compile(r"[A-Za-z-]+")


def find_predicated(
    amount: Amount, context: Context, predicated: re.Pattern[str], nouns: NounLexicon
) -> Reference | None:
    """Read "458 thousand was its total population", "8 million are adults": the verb says what it is."""
    found = predicated.match(context.view, amount.end, context.bounds[1])
    if found is None:
        index = token_at(context.tokens, amount.end)
        return _predicated_people(context.tokens[index : index + _PREDICATE], nouns)
    return Reference("people", "person", Span(*found.span("noun")), "reference.predicated")


def _predicated_people(tokens: Sequence[Token], nouns: NounLexicon) -> Reference | None:
    """The persons of "are young adults": a verb, what may stand before a noun, the noun."""
    if not tokens or tokens[0].tag not in ("VBP", "VBD"):
        return None
    rest = [token for token in tokens[1:] if token.tag not in _BEFORE_NOUNS]
    if not rest or rest[0].tag != "NNS" or not nouns.is_people(rest[0].text.lower()):
        return None
    noun, following = rest[0], rest[1:2]
    if following and following[0].tag == "POS":
        return None  # "40 were teachers' posts"
    return Reference("people", "person", Span(noun.start, noun.end), "reference.predicated")


def find_labelled(amount: Amount, context: Context, nouns: NounLexicon) -> Reference | None:
    """Read "Ships built: 229": the plural of the label that begins the sentence."""
    label = _LABEL.match(context.view, context.bounds[0], amount.start)
    if label is None or label.end() != amount.start:
        return None
    words: list[str] = _WORD.findall(label["label"].partition("(")[0].lower())
    plural = next((word for word in reversed(words) if nouns.is_plural(word)), None)
    if plural is None or plural in nouns.no_fact:
        return None
    return refer_to_noun(plural, nouns, Span(*label.span("label")), "reference.label")


def find_enumerated(amount: Amount, context: Context, nouns: NounLexicon) -> Reference | None:
    """Read "half of the region's poor: Nigeria (79 million), Peru (2 million)": what the colon follows.

    What has a number of its own there says where: "come from three counties: Kaili (1,200)".
    """
    start = context.bounds[0]
    listed = _ENUMERATION.search(context.view[start : amount.start])
    if listed is None:
        return None
    noun = listed["noun"].lower()
    span = Span(start + listed.start("noun"), start + listed.end("noun"))
    counted = any(one.start < span.end and span.start < one.end for one in context.before)
    if counted or not (nouns.is_people(noun) or nouns.is_plural(noun)):
        return None
    return refer_to_noun(noun, nouns, span, "reference.enumerated")


def _like(model: Amount, rule: str) -> Reference:
    return Reference(model.kind or "count", model.unit or "count", Span(model.start, model.end), rule)


def find_subject(amount: Amount, context: Context, fillers: re.Pattern[str]) -> Reference | None:
    """Read "Over 1.3 billion are insured": a great number that begins a sentence and acts is of people."""
    opening = context.tokens[: token_at(context.tokens, amount.start)]
    short = len(opening) <= _OPENING and all(token.tag not in _NAMING for token in opening)
    short = short or fillers.fullmatch(context.view, context.bounds[0], amount.start) is not None
    if amount.scaled and short and verb_follows(amount, context):
        return Reference("people", "person", None, "reference.subject")
    return None


def verb_follows(amount: Amount, context: Context) -> bool:
    """Whether a number is the subject of a verb: "2,618 developed dementia"."""
    index = token_at(context.tokens, amount.end)
    return index < len(context.tokens) and context.tokens[index].tag in _VERBS


def find_reached(
    amount: Amount, context: Context, cues: tuple[re.Pattern[str], frozenset[str]], nouns: NounLexicon
) -> Reference | None:
    """Read "exports of cars rose to 3,400": the plural before the verb."""
    reached, times = cues
    before = context.view[max(context.bounds[0], amount.start - 40) : amount.start]
    if reached.search(before) is None:
        return None
    last = max(
        (one.end for one in context.before if one.kind in ("people", "count")), default=context.bounds[0]
    )
    for token in reversed(context.tokens[: token_at(context.tokens, amount.start)]):
        word = token.text.lower()
        if token.start < last:
            return None
        if word in times:
            continue
        # The first word of a sentence is often taken for a name: "Kindergartens grew by 900".
        first = token.tag in ("NN", "NNP") and token.start == context.bounds[0]
        plural = first or token.tag in ("NNS", "NNPS")
        if not (plural and word[0].isalpha() and nouns.is_plural(word)) or word in nouns.no_fact:
            continue
        measured = next((one for one in context.before if one.start < token.start < one.end), None)
        if measured is None:
            return refer_to_noun(word, nouns, Span(token.start, token.end), "reference.reached")
        if measured.kind == "measure" and not measured.duration:
            return _like(measured, "reference.reached")  # "60 mm of rain, with up to 100 in the hills"
    return None
