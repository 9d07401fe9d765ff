"""What a bare number counts, where it is the subject itself: "458 thousand was its population"."""

from __future__ import annotations

import re
from collections.abc import Sequence

from extract.finding.amounts import Amount
from extract.finding.heads import Token, find_head
from extract.finding.nouns import NounLexicon
from extract.finding.reference_records import Context, Reference, refer_to_noun, token_at
from extract.records import Kind, Span

_OPENING = 3
_NAMING = frozenset({"NN", "NNS", "NNP", "NNPS", "PRP"})
_VERBS = frozenset({"VBD", "VBP", "VBN", "MD"})
_MODIFIERS = frozenset({"JJ", "NN", "NNP", "VBN", "HYPH"})
_JOINTS = frozenset({",", "CC"})
_CARDINAL = frozenset({"CD"})
_SHARING = 3
_LABEL = re.compile(r"[\W\d_]{0,4}(?P<label>[A-Za-z][A-Za-z ,()-]{2,50}):\s{0,3}")
_WORD = re.compile(r"[A-Za-z-]+")


def find_predicated(amount: Amount, context: Context, predicated: re.Pattern[str]) -> Reference | None:
    """Read "458 thousand was its total population": the verb says what the number before it is."""
    found = predicated.match(context.view, amount.end, context.bounds[1])
    if found is None:
        return None
    return Reference("people", "person", Span(*found.span("noun")), "reference.predicated")


def find_whole_before(
    amount: Amount, context: Context, opening: re.Pattern[str], nouns: NounLexicon
) -> Reference | None:
    """Read "Of these households, 8,694 were poor": the noun of the whole, of which the number is a part."""
    tokens, comma = context.tokens, context.view.rfind(",", context.bounds[0], amount.start)
    found = max(
        opening.finditer(context.view, context.bounds[0], max(comma, context.bounds[0])),
        key=lambda one: one.start(),
        default=None,
    )
    if found is None or not _opens(context, found.start()):
        return None
    skip = nouns.skip.match(context.view, found.end(), comma)
    first = token_at(tokens, skip.end() if skip else found.end())
    if first < len(tokens) and tokens[first].tag == "CD":
        first += 1
    head = find_head(tokens, first, nouns)
    if head is None or head.quote_end > comma:
        return None
    kind: Kind = "people" if head.people else "count"
    return Reference(kind, head.unit, Span(head.start, head.end), "reference.whole_before")


def find_shared_noun(
    amount: Amount, context: Context, nouns: NounLexicon, times: frozenset[str]
) -> Reference | None:
    """Read "12 primary and 30 secondary schools": the noun behind the next number serves both."""
    tokens, index = context.tokens, token_at(context.tokens, amount.end)
    for _ in range(_SHARING):
        behind = _skip_tags(tokens, index, _MODIFIERS)
        told = {token.text.lower() for token in tokens[index:behind]}
        if not 0 < behind - index <= _SHARING or any(f"{word}s" in times or word in times for word in told):
            return None
        number = _skip_tags(tokens, behind, _JOINTS)
        index = _skip_tags(tokens, number, _CARDINAL)
        if number in (behind, index):
            return None
        head = find_head(tokens, index, nouns)
        if head is not None:
            kind: Kind = "people" if head.people else "count"
            return Reference(kind, head.unit, Span(head.start, head.end), "reference.shared_noun")
    return None


def _skip_tags(tokens: Sequence[Token], index: int, tags: frozenset[str]) -> int:
    while index < len(tokens) and tokens[index].tag in tags:
        index += 1
    return index


def _opens(context: Context, position: int) -> bool:
    """Whether a sentence or a clause behind a semicolon or an "and" begins there."""
    before = context.view[context.bounds[0] : position].rstrip()
    return not before or not before[-1].isalnum()


def find_labelled(amount: Amount, context: Context, nouns: NounLexicon) -> Reference | None:
    """Read "Ships built: 229": the plural of the label that begins the sentence."""
    label = _LABEL.match(context.view, context.bounds[0], amount.start)
    if label is None or label.end() != amount.start:
        return None
    words = _WORD.findall(label["label"].partition("(")[0].lower())
    plural = next((word for word in reversed(words) if nouns.is_plural(word)), None)
    if plural is None or plural in nouns.no_fact:
        return None
    return refer_to_noun(plural, nouns, Span(*label.span("label")), "reference.label")


def find_subject(amount: Amount, context: Context) -> Reference | None:
    """Read "Over 1.3 billion are insured": a great number that begins a sentence and acts is of people."""
    opening = context.tokens[: token_at(context.tokens, amount.start)]
    short = len(opening) <= _OPENING and all(token.tag not in _NAMING for token in opening)
    if amount.scaled and short and verb_follows(amount, context):
        return Reference("people", "person", None, "reference.subject")
    return None


def verb_follows(amount: Amount, context: Context) -> bool:
    """Whether a number is the subject of a verb: "2,618 developed dementia"."""
    index = token_at(context.tokens, amount.end)
    return index < len(context.tokens) and context.tokens[index].tag in _VERBS
