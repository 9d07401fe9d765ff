"""Which indicator a quantity is a figure of, by its topic and its clause."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import get_args

from ahocorasick_rs import AhoCorasick

from extract.assembling.context import SentenceContext
from extract.assembling.indicator_rules import (
    NUMBER_MARK,
    PADDING,
    Counterpart,
    IndicatorRule,
    Lean,
    compile_counterparts,
    compile_indicators,
    compile_leans,
)
from extract.assembling.topics import Topic
from extract.records import Kind, Quantity, Span
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


Told = Sequence[tuple[Quantity, Indicator | None]]
"""The quantities told of lately with their indicators, in text order."""


@dataclass(frozen=True, slots=True)
class _Case:
    """A quantity in its sentence, with its topic, the sentence in lower case and what was told before it."""

    context: SentenceContext
    index: int
    topic: Topic | None
    lowered: str
    before: Told


class _CuedRules:
    """The rules that a text may fit, by the parts of words that each of them needs: a bit for each rule."""

    def __init__(self, rules: Sequence[IndicatorRule]) -> None:
        self._rules = rules
        cues = sorted({cue for rule in rules for cue in rule.cues})
        self._automaton = AhoCorasick(cues)
        self._of_cue = [_mask(cue in rule.cues for rule in rules) for cue in cues]
        self._always = _mask(not rule.cues for rule in rules)
        self._of_kind = {kind: _mask(kind in rule.kinds for rule in rules) for kind in get_args(Kind)}

    def find(self, text: str) -> int:
        """The rules whose cues stand in the text, and those without cues."""
        found = self._always
        for cue, _, _ in self._automaton.find_matches_as_indexes(text, overlapping=True):
            found |= self._of_cue[cue]
        return found

    def fitting(self, mask: int, quantity: Quantity) -> list[IndicatorRule]:
        """Those rules that fit the kind and the unit of a quantity, in their order."""
        mask &= self._of_kind[quantity.kind]
        fitting: list[IndicatorRule] = []
        while mask:
            lowest = mask & -mask
            mask ^= lowest
            rule = self._rules[lowest.bit_length() - 1]
            if quantity.per in rule.not_per:
                continue
            if not rule.units or quantity.kind not in _UNIT_KINDS or quantity.unit in rule.units:
                fitting.append(rule)
        return fitting


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
        self._leans = compile_leans(ruleset, "lean")
        self._anaphors = compile_leans(ruleset, "anaphor")
        self._own = compile_leans(ruleset, "own")

    def find(
        self, context: SentenceContext, topics: Sequence[Topic | None], before: Told = ()
    ) -> list[Indicator | None]:
        """The indicator of each quantity of a sentence; None where none fits.

        Args:
            context: the sentence.
            topics: the topics of its quantities.
            before: what was told of lately, for sentences that go on with it ("The rate fell to 2 percent").
        """
        found: list[Indicator | None] = []
        # Hard line breaks stand inside sentences of wrapped text; the expressions have spaces.
        sentence = context.text.lower().replace("\n", " ")
        cued = self._cued.find(sentence)
        before = before if any(one for _, one in before) else ()
        for index, topic in enumerate(topics):
            found.append(self._find(_Case(context, index, topic, sentence, before), cued, found))
        return found

    def _find(self, case: _Case, cued: int, found: Sequence[Indicator | None]) -> Indicator | None:
        topic, quantity = case.topic, case.context.quantities[case.index]
        text = "" if topic is None else topic.text.lower()
        if text not in case.lowered:
            cued |= self._cued.find(text)
        rules = self._cued.fitting(cued, quantity)
        if not rules and not case.before and not any(found):
            return None
        around = _Around(case)
        for rule in rules:
            match = (
                rule.decides.search(around.wide)
                if rule.decides and quantity.kind in rule.decides_kinds
                else None
            )
            if match and not _found(rule.not_clause, around.clause):
                return _by_clause(rule, around.wide_start, match)
        leaning = self._lean(case, found, around)
        if leaning is not None:
            return leaning
        for rule in rules:
            if topic is not None and _found(rule.topic, text) and not _found(rule.not_topic, text):
                return Indicator(rule.id, topic.spans, f"indicator.{rule.id}.topic")
        return _of_clause(rules, around, text, quantity.kind) or self._go_on(case, found, around)

    def _lean(self, case: _Case, found: Sequence[Indicator | None], around: _Around) -> Indicator | None:
        """The indicator that a quantity takes from an earlier one of the sentence, or with its topic."""
        kind, topic = case.context.quantities[case.index].kind, case.topic
        before = found[-1] if found else None
        pair = None if before is None else self._counterparts.get((before.id, kind))
        if before is not None and pair is not None and _stands_for(case, pair):
            return Indicator(pair.indicator, before.spans, pair.id)
        source = _told_with(case, topic)
        if topic is not None and topic.source is not None:
            source = None if _is_price_of(case, topic.source) else found[topic.source]
        if source is None:
            return None
        if any(own.pattern.search(around.clause) for own in self._own):
            return None
        if kind in self._kinds[source.id] | _RATES:
            return Indicator(source.id, source.spans, f"indicator.{source.id}.inherited")
        return None

    def _go_on(self, case: _Case, found: Sequence[Indicator | None], around: _Around) -> Indicator | None:
        """The indicator of an earlier quantity that the words around this one go on with."""
        quantities = case.context.quantities
        inside = [(quantities[n], one) for n, one in enumerate(found) if one is not None]
        before = [(quantity, one) for quantity, one in case.before if one is not None]
        for told, leans, text in ((inside, self._leans, "wide"), (before, self._anaphors, "clause")):
            for lean in leans if told else ():
                match = lean.pattern.search(getattr(around, text))
                source = None if match is None else self._source(lean, case, told)
                if source is not None:
                    return Indicator(source.id, source.spans, lean.id)
        return None

    def _source(
        self, lean: Lean, case: _Case, told: Sequence[tuple[Quantity, Indicator]]
    ) -> Indicator | None:
        quantity = case.context.quantities[case.index]
        for other, indicator in reversed(told):
            if lean.of:
                if indicator.id in lean.of and quantity.kind in self._kinds[indicator.id]:
                    return indicator
            elif other.kind == quantity.kind and (
                quantity.kind not in _UNIT_KINDS or other.unit == quantity.unit
            ):
                return indicator
        return None


def _stands_for(case: _Case, pair: Counterpart) -> bool:
    """Whether a quantity tells the same as the one before it in another kind."""
    context = case.context
    if context.clause_of(case.index).parent is not None:
        return True
    if pair.between is None:
        return False
    one, other = context.quantities[case.index - 1 : case.index + 1]
    between = case.lowered[one.end - context.start : other.start - context.start]
    return pair.between.fullmatch(between) is not None


def _told_with(case: _Case, topic: Topic | None) -> Indicator | None:
    """The indicator of the last quantity before the sentence, where the topic is carried over from there.

    "The line is now [2,300 yuan](poverty_line). This is a rise of [81 percent]."
    """
    if topic is None or not case.before or not topic.spans or topic.spans[0].start >= case.context.start:
        return None
    before, indicator = case.before[-1]
    return indicator if before.kind == case.context.quantities[case.index].kind else None


def _is_price_of(case: _Case, source: int) -> bool:
    """Whether a sum of money is one for each of something, as the sum before it is not.

    "It sold 20 tons for [4.3 million yuan](sales_revenue), or [50 yuan a kilogram]".
    """
    one, other = case.context.quantities[source], case.context.quantities[case.index]
    return one.kind == other.kind == "money" and one.per is None and other.per is not None


def _of_clause(rules: Sequence[IndicatorRule], around: _Around, text: str, kind: Kind) -> Indicator | None:
    """The first indicator that the clause tells of, against which neither clause nor topic speaks."""
    for rule in rules:
        match = around.find(rule) if kind in rule.clause_kinds else None
        if match is None and rule.large_clause is not None and around.value >= rule.large:
            match = rule.large_clause.search(around.clause) if kind in rule.clause_kinds else None
        if match is None and kind in _RATES and rule.share_clause is not None:
            match = rule.share_clause.search(around.clause)
        if match and not _found(rule.not_clause, around.clause) and not _found(rule.not_topic, text):
            return _by_clause(rule, around.start, match)
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


class _Around:
    """What stands around a quantity in lower case, its number replaced by marks of the same length.

    Args:
        case: the quantity.
    """

    def __init__(self, case: _Case) -> None:
        self._case = case
        quantity = case.context.quantities[case.index]
        number = quantity.number if quantity.kind in _COUNTED else quantity
        self.wide_start = max(case.context.start, quantity.start - _REACH)
        """Offset of the stretch that ``decides`` looks at."""
        marks = NUMBER_MARK + PADDING * (number.end - number.start - 1)
        offset = case.context.start
        before = case.lowered[self.wide_start - offset : number.start - offset]
        self.wide = before + marks + case.lowered[number.end - offset : quantity.end + _REACH - offset]
        """That stretch."""
        self._number = number.start

    @property
    def value(self) -> float:
        """The number itself."""
        return float(self._case.context.quantities[self._case.index].value_low)

    @cached_property
    def start(self) -> int:
        """Offset of the clause."""
        return self._bounds[0]

    @cached_property
    def clause(self) -> str:
        """The clause."""
        start, end = self._bounds
        return self.wide[start - self.wide_start : end - self.wide_start]

    def find(self, rule: IndicatorRule) -> re.Match[str] | None:
        """What in the clause tells of an indicator, first what begins with the number itself."""
        match = None
        if rule.clause_onwards is not None:
            match = rule.clause_onwards.match(self.clause, self._number - self.start)
        if match is None and rule.clause is not None:
            match = rule.clause.search(self.clause)
        return match

    @cached_property
    def _bounds(self) -> tuple[int, int]:
        return _stretch(self._case.context, self._case.index)


def _mask(flags: Iterable[bool]) -> int:
    return sum(1 << number for number, flag in enumerate(flags) if flag)


def _found(pattern: re.Pattern[str] | None, text: str) -> bool:
    return pattern is not None and pattern.search(text) is not None
