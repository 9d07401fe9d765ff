"""How the expressions of indicators are tried: over the topic, the clause, or all the words around."""

from __future__ import annotations

from collections.abc import Sequence

from extract.assembling.indicator_around import Around
from extract.assembling.indicator_rules import IndicatorRule
from extract.assembling.needed_words import AnyOf
from extract.assembling.topics import Topic
from extract.frozen import record
from extract.records import Kind, Quantity, Span

# A rate of change carries the indicator of what changes.
RATES = frozenset({"percent", "multiple"})


@record(frozen=True, slots=True)
class Indicator:
    """An indicator of a quantity.

    Attributes:
        id: as in indicators.toml.
        spans: the words of the article that decided.
        rule: what decided: ``indicator.<id>.topic``, ``.clause`` or ``.inherited``, or a counterpart's id.
    """

    id: str
    spans: tuple[Span, ...]
    rule: str


def decided(rules: Sequence[IndicatorRule], around: Around, kind: Kind) -> Indicator | None:
    """The first indicator that the sentence decides for whatever the topic is."""
    for rule in rules:
        match = None
        if rule.decides is not None and kind in rule.decides_kinds:
            match = rule.decides.search(around.wide, around.possible)
        if match is None and kind in RATES and rule.share_decides is not None:
            match = rule.share_decides.search(around.wide, around.possible)
        if match and not occurs(rule.not_clause, around.clause, around.possible):
            return by_clause(rule, around.span(match, wide=True))
    return None


def may_be(rule: IndicatorRule, quantity: Quantity, around: Around, text: str) -> bool:
    """Whether a quantity has a unit that its indicator may have, and its clause speaks not against it."""
    possible = around.possible
    if not rule.has_unit(quantity) and not occurs(rule.any_unit, around.clause, possible):
        return False
    if rule.not_placed is not None and occurs(rule.not_placed, around.placed, possible):
        return False
    return rule.allows_sum(quantity, around.wide, possible) and not is_barred(rule, around, text)


def is_barred(rule: IndicatorRule, around: Around, text: str) -> bool:
    """Whether the clause or the topic speaks against an indicator, whatever tells of it."""
    possible = around.possible
    return occurs(rule.never, around.clause, possible) or occurs(rule.never_topic, text, possible)


def of_topic(
    rules: Sequence[IndicatorRule], topic: Topic | None, text: str, possible: int, *, weak: bool = False
) -> Indicator | None:
    """The first indicator that the topic tells of."""
    if topic is None:
        return None
    for rule in rules:
        telling = rule.weak_topic if weak else rule.topic
        if occurs(telling, text, possible) and not occurs(rule.not_topic, text, possible):
            return Indicator(rule.id, topic.spans, f"indicator.{rule.id}.topic")
    return None


def of_clause(rules: Sequence[IndicatorRule], around: Around, text: str, kind: Kind) -> Indicator | None:
    """The first indicator that the clause tells of, against which neither clause nor topic speaks."""
    possible = around.possible
    for rule in rules:
        match = around.find(rule) if kind in rule.clause_kinds else None
        if match is None and rule.large_clause is not None and around.value >= rule.large:
            match = rule.large_clause.search(around.clause, possible) if kind in rule.clause_kinds else None
        if match is None and kind in RATES and rule.share_clause is not None:
            match = rule.share_clause.search(around.clause, possible)
        if match is None or occurs(rule.not_clause, around.clause, possible):
            continue
        if not occurs(rule.not_topic, text, possible):
            return by_clause(rule, around.span(match, wide=False))
    return None


def of_sentence(rules: Sequence[IndicatorRule], around: Around, kind: Kind) -> Indicator | None:
    """The first indicator whose word field the sentence is in, where nothing told of one."""
    for rule in rules:
        if rule.sentence is None or kind not in rule.sentence_kinds or around.value < rule.large:
            continue
        match = rule.sentence.search(around.wide, around.possible)
        if match and not occurs(rule.not_sentence, around.wide, around.possible):
            return by_clause(rule, around.span(match, wide=True))
    return None


def by_clause(rule: IndicatorRule, span: Span) -> Indicator:
    """An indicator that words of the clause told."""
    return Indicator(rule.id, (span,), f"indicator.{rule.id}.clause")


def occurs(expressions: AnyOf | None, text: str, possible: int) -> bool:
    """Whether one of some expressions is found; what is not given never is."""
    return expressions is not None and expressions.search(text, possible) is not None
