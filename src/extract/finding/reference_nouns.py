"""What a bare number counts by a noun that says that it counts: "the number of", "a population of"."""

from __future__ import annotations

import re

from extract.finding.amounts import Amount
from extract.finding.heads import Head, find_head
from extract.finding.nouns import NounLexicon, singular
from extract.finding.reference_records import Context, Reference, token_at
from extract.finding.reference_wholes import is_compound
from extract.records import Span

_CLAUSE = 160


def refer_to_head(head: Head, rule: str) -> Reference:
    """What the head of a phrase counts."""
    return Reference("people" if head.people else "count", head.unit, Span(head.start, head.end), rule)


def find_number_of(amount: Amount, context: Context, nouns: NounLexicon) -> Reference | None:
    """Read "cut the number of people without work by 3,000"."""
    cues = list(nouns.number_of.finditer(context.view, context.bounds[0], amount.start))
    if not cues:
        return None
    found = cues[-1]
    if any(one.start == found.end() for one in context.before):
        return None  # "a total of 5 billion yuan, of which 3 billion": an amount has its unit
    skip = nouns.skip.match(context.view, found.end(), context.bounds[1])
    head = find_head(context.tokens, token_at(context.tokens, skip.end() if skip else found.end()), nouns)
    return refer_to_head(head, "reference.number_of") if head and head.end <= amount.start else None


def find_population(amount: Amount, context: Context, nouns: NounLexicon) -> Reference | None:
    """Read "a population of around 1.4 billion", "the death toll rose to 30"; not "unemployment claims"."""
    found = nouns.population.search(context.view, max(context.bounds[0], amount.start - 60), amount.start)
    if found is None or is_compound(context, found.end()):
        return None
    return Reference("people", "person", Span(*found.span()), "reference.population")


def find_own_population(amount: Amount, context: Context, nouns: NounLexicon) -> Reference | None:
    """Read "its area is 485,000 sq km and its population over 87 million": the nearer noun."""
    reference = find_population(amount, context, nouns)
    if reference is None or reference.span is None:
        return None
    if not context.view[reference.span.end : amount.start].strip(", "):
        return reference  # "its population, 21,346 at the last census, has fallen"
    nearer = context.before and reference.span.start >= context.before[-1].end
    return reference if nearer and amount.scaled else None


def find_vague(amount: Amount) -> Reference | None:
    """Read "killed hundreds", "millions watched": a vague plural on its own means people."""
    return Reference("people", "person", None, "reference.vague_people") if amount.form == "vague" else None


def find_rate(amount: Amount, context: Context, rates: re.Pattern[str]) -> Reference | None:
    """Read "the poverty rate … to zero"."""
    if amount.low != 0:
        return None
    found = rates.search(context.view, max(context.bounds[0], amount.start - _CLAUSE), amount.start)
    if found is None:
        return None
    return Reference("percent", "percent", Span(*found.span()), "reference.rate")


def find_of_us(
    amount: Amount, context: Context, persons: re.Pattern[str], nouns: NounLexicon
) -> Reference | None:
    """Read "there are 11 of us"."""
    of = nouns.of_after.match(context.view, amount.end, context.bounds[1])
    found = persons.match(context.view, of.end(), context.bounds[1]) if of else None
    return Reference("people", "person", Span(*found.span()), "reference.of_us") if found else None


def find_collective(
    amount: Amount, context: Context, collective: re.Pattern[str], nouns: NounLexicon
) -> Reference | None:
    """Read "a family of four" and "teams of 10 to 30"."""
    behind = max(context.bounds[0], amount.start - 40)
    found = collective.search(context.view[behind : amount.start])
    if found is None or amount.low != amount.low.to_integral_value():
        return None
    noun = found["noun"].lower()
    span = Span(behind + found.start("noun"), behind + found.end("noun"))
    per = singular(noun, nouns) if singular(noun, nouns) != noun else None
    return Reference("people", "person", span, "reference.collective", per)
