"""Which indicator a quantity is a figure of, by its topic and its clause."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from ahocorasick_rs import AhoCorasick

from extract.assembling.context import SentenceContext
from extract.assembling.indicator_rules import (
    NUMBER_MARK,
    PADDING,
    IndicatorRule,
    compile_counterparts,
    compile_indicators,
)
from extract.assembling.topics import Topic
from extract.records import Quantity, Span
from extract.rules.loading import RuleSet

# How many characters from a quantity its indicator may be told, for tables flattened into one sentence.
_REACH = 250
# A rate of change carries the indicator of what changes.
_RATES = frozenset({"percent", "multiple"})
_UNIT_KINDS = frozenset({"count", "measure"})
_COUNTED = frozenset({"people", "count"})


@dataclass(frozen=True, slots=True)
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


@dataclass(frozen=True, slots=True)
class _Case:
    """A quantity in its sentence, with its topic and the sentence in lower case."""

    context: SentenceContext
    index: int
    topic: Topic | None
    lowered: str


class _CuedRules:
    """The rules that a text may fit, by the parts of words that each of them needs."""

    def __init__(self, rules: Sequence[IndicatorRule]) -> None:
        self._rules = rules
        cues = sorted({cue for rule in rules for cue in rule.cues})
        self._automaton = AhoCorasick(cues)
        self._of_cue = [frozenset(i for i, rule in enumerate(rules) if cue in rule.cues) for cue in cues]
        self._always = frozenset(i for i, rule in enumerate(rules) if not rule.cues)

    def find(self, text: str) -> frozenset[int]:
        """The numbers of the rules whose cues stand in the text, and of those without cues."""
        hits = {cue for cue, _, _ in self._automaton.find_matches_as_indexes(text, overlapping=True)}
        return self._always.union(*(self._of_cue[cue] for cue in hits))

    def fitting(self, numbers: frozenset[int], quantity: Quantity) -> list[IndicatorRule]:
        """Those rules that fit the kind and the unit of a quantity, in their order."""
        rules = (self._rules[number] for number in sorted(numbers))
        return [rule for rule in rules if _fits(rule, quantity)]


class IndicatorFinder:
    """Finds the indicators of quantities.

    Args:
        ruleset: where indicators.toml is read from.
    """

    def __init__(self, ruleset: RuleSet) -> None:
        rules = compile_indicators(ruleset)
        self._cued = _CuedRules(rules)
        self._kinds = {rule.id: rule.kinds for rule in rules}
        self._counterparts = {(pair.of, pair.kind): pair for pair in compile_counterparts(ruleset)}

    def find(self, context: SentenceContext, topics: Sequence[Topic | None]) -> list[Indicator | None]:
        """The indicator of each quantity of a sentence; None where none fits.

        Args:
            context: the sentence.
            topics: the topics of its quantities.
        """
        found: list[Indicator | None] = []
        sentence = context.text.lower()
        cued = self._cued.find(sentence)
        for index, topic in enumerate(topics):
            found.append(self._find(_Case(context, index, topic, sentence), cued, found))
        return found

    def _find(self, case: _Case, cued: frozenset[int], found: Sequence[Indicator | None]) -> Indicator | None:
        context, topic, quantity = case.context, case.topic, case.context.quantities[case.index]
        text = "" if topic is None else topic.text.lower()
        rules = self._cued.fitting(cued | self._cued.find(text), quantity)
        if not rules:
            return self._lean(case, found)
        start, end = _stretch(context, case.index)
        near = max(context.start, quantity.start - _REACH)
        sentence = _marked(case, quantity, near)
        around = sentence[start - near : end - near]
        for rule in rules:
            match = None if rule.decides is None else rule.decides.search(sentence)
            if match and not _found(rule.not_clause, around):
                return _by_clause(rule, near, match)
        leaning = self._lean(case, found)
        if leaning is not None:
            return leaning
        for rule in rules:
            if topic is not None and _found(rule.topic, text) and not _found(rule.not_topic, text):
                return Indicator(rule.id, topic.spans, f"indicator.{rule.id}.topic")
        for rule in rules:
            if rule.clause is None or quantity.kind not in rule.clause_kinds:
                continue
            match = rule.clause.search(around)
            if match and not _found(rule.not_clause, around) and not _found(rule.not_topic, text):
                return _by_clause(rule, start, match)
        return None

    def _lean(self, case: _Case, found: Sequence[Indicator | None]) -> Indicator | None:
        """The indicator that a quantity takes from an earlier one of the sentence."""
        kind, topic = case.context.quantities[case.index].kind, case.topic
        before = found[-1] if found else None
        if before is not None and case.context.clause_of(case.index).parent is not None:
            pair = self._counterparts.get((before.id, kind))
            if pair is not None:
                return Indicator(pair.indicator, before.spans, pair.id)
        source = None if topic is None or topic.source is None else found[topic.source]
        if source is not None and kind in self._kinds[source.id] | _RATES:
            return Indicator(source.id, source.spans, f"indicator.{source.id}.inherited")
        return None


def _by_clause(rule: IndicatorRule, start: int, match: re.Match[str]) -> Indicator:
    span = Span(start + match.start(), start + match.end())
    return Indicator(rule.id, (span,), f"indicator.{rule.id}.clause")


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
    while last + 1 < len(clauses) and not clauses[last + 1].has_verb:
        last += 1
    quantity = context.quantities[index]
    start, end = quantity.start - _REACH, quantity.end + _REACH
    return max(clauses[first].start, start), min(clauses[last].end, end)


def _marked(case: _Case, quantity: Quantity, near: int) -> str:
    """What stands around a quantity in lower case, its number replaced by marks of the same length."""
    number = quantity.number if quantity.kind in _COUNTED else quantity
    marks = NUMBER_MARK + PADDING * (number.end - number.start - 1)
    offset = case.context.start
    before = case.lowered[near - offset : number.start - offset]
    return before + marks + case.lowered[number.end - offset : quantity.end + _REACH - offset]


def _fits(rule: IndicatorRule, quantity: Quantity) -> bool:
    if quantity.kind not in rule.kinds:
        return False
    return not rule.units or quantity.kind not in _UNIT_KINDS or quantity.unit in rule.units


def _found(pattern: re.Pattern[str] | None, text: str) -> bool:
    return pattern is not None and pattern.search(text) is not None
