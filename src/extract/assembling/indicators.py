"""Which indicator a quantity is a figure of, by its topic and its clause."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Sequence

from extract.assembling.context import SentenceContext
from extract.assembling.indicator_around import Around, of_no_part, of_the_whole
from extract.assembling.indicator_cues import CuedRules
from extract.assembling.indicator_matching import (
    RATES,
    Indicator,
    by_clause,
    decided,
    is_barred,
    may_be,
    occurs,
    of_clause,
    of_sentence,
    of_topic,
)
from extract.assembling.indicator_rules import (
    UNIT_KINDS,
    Counterpart,
    IndicatorRule,
    Lean,
    Theme,
    compile_clauses,
    compile_counterparts,
    compile_indicators,
    compile_leans,
    compile_themes,
)
from extract.assembling.needed_words import NeededWords
from extract.assembling.topics import Topic
from extract.frozen import record
from extract.records import Kind, Quantity, Span
from extract.rules.loading import RuleSet

_COUNTED = frozenset({"people", "count"})
# Between an amount and what it is in another currency: "1,499 yuan a year ($226)".
_CONVERSION = re.compile(r"[^.,;()\d]{0,30}[(;][^()\d]{0,20}")


Told = Sequence[tuple[Quantity, Indicator | None]]
"""The quantities told of lately with their indicators, in text order."""


@record(frozen=True, slots=True)
class _Case:
    """A quantity in its sentence, with its topic, the sentence in lower case and what was told before it.

    ``last`` is the topic of the last quantity before the sentence, ``possible`` has the bits of the
    expressions that can match in the sentence.
    """

    context: SentenceContext
    index: int
    topic: Topic | None
    lowered: str
    before: Told
    last: Topic | None
    possible: int


class IndicatorFinder:
    """Finds the indicators of quantities.

    Args:
        ruleset: where indicators.toml is read from.
    """

    def __init__(self, ruleset: RuleSet) -> None:
        words = self._words = NeededWords()
        rules = compile_indicators(ruleset, words)
        self._cued = CuedRules(rules)
        self._kinds = {rule.id: rule.kinds for rule in rules}
        self._rules = {rule.id: rule for rule in rules}
        self._counterparts = compile_counterparts(ruleset)
        self._leans = compile_leans(ruleset, "lean", words)
        self._anaphors = compile_leans(ruleset, "anaphor", words)
        self._rests = compile_leans(ruleset, "rest", words)
        self._restated = compile_leans(ruleset, "restated", words)
        self._own = compile_leans(ruleset, "own", words)
        self._rates = compile_leans(ruleset, "rate", words)
        self._turns = compile_clauses(ruleset, "turn")
        self._themes = compile_themes(ruleset, words)
        self._parts = compile_clauses(ruleset, "part")
        self._some = compile_clauses(ruleset, "some")
        self._wholes = compile_clauses(ruleset, "whole")
        self._told_of_part = compile_clauses(ruleset, "told_of_part")
        self._asides = compile_clauses(ruleset, "aside")

    def find(
        self,
        context: SentenceContext,
        topics: Sequence[Topic | None],
        before: Told = (),
        last: Topic | None = None,
        share: Callable[[Collection[str]], float] | None = None,
    ) -> list[Indicator | None]:
        """The indicator of each quantity of a sentence; None where none fits.

        Args:
            context: the sentence.
            topics: the topics of its quantities.
            before: what was told of lately, for sentences that go on with it ("The rate fell to 2 percent").
            last: the topic of the last quantity before the sentence.
            share: how much of what the section told before is of some indicators; None: nothing was told.
        """
        found: list[Indicator | None] = []
        # Hard line breaks stand inside sentences of wrapped text; the expressions have spaces.
        sentence = context.text.lower().replace("\n", " ")
        cued, possible = self._cued.find(sentence), self._words.find(sentence)
        before = before if any(one for _, one in before) else ()
        themes = [] if share is None else [one for one in self._themes if share(one.of) >= one.share]
        for index, topic in enumerate(topics):
            case = _Case(context, index, topic, sentence, before, last, possible)
            if _is_conversion(case):
                found.append(found[-1])
                continue
            one = self._find(case, cued, found)
            found.append(one or (_of_theme(themes, case) if themes else None))
        return found

    def _find(self, case: _Case, cued: int, found: Sequence[Indicator | None]) -> Indicator | None:
        quantity, text = case.context.quantities[case.index], self._own_topic(case)
        possible = case.possible
        if text not in case.lowered:
            cued |= self._cued.find(text)
            possible = self._words.find(f"{case.lowered}\n{text}")
        rules = self._cued.fitting(cued, quantity, possible)
        if not rules and not case.before and not any(found):
            return None
        lowered = of_the_whole(case.context, case.index, case.lowered, self._parts, self._some)
        lowered = of_no_part(case.context, case.index, lowered, self._wholes, self._told_of_part)
        around = Around(case.context, case.index, lowered, possible)
        rules = [rule for rule in rules if may_be(rule, quantity, around, text)]
        return (
            self._rest(case, around)
            or decided(rules, around, quantity.kind)
            or self._lean(case, found, around, rules)
            or (self._between(case, rules) if _is_beyond(case) else None)
            # What the clause itself says goes before a topic taken over from an earlier sentence.
            or (of_clause(rules, around, "", quantity.kind) if _is_carried(case) else None)
            or of_topic(rules, case.topic, text, possible)
            or of_clause(rules, around, text, quantity.kind)
            or of_topic(rules, case.topic, text, possible, weak=True)
            or self._past_asides(rules, around, text, quantity.kind)
            or self._go_on(case, found, around)
            or of_sentence(rules, around, quantity.kind)
        )

    def _rest(self, case: _Case, around: Around) -> Indicator | None:
        """What a quantity is that goes on with the last one: the share of those people, the same people.

        "Some [14 million people](poor_population) are poor. That is [22 percent](poverty_incidence) of all."
        """
        quantity = case.context.quantities[case.index]
        last = case.before[-1][1] if case.index == 0 and case.before else None
        if last is not None:
            for rest in self._rests:
                fits = last.id in rest.of and quantity.kind in self._kinds[rest.indicator or last.id]
                if fits and rest.pattern.search(around.clause, around.possible):
                    return Indicator(rest.indicator or last.id, last.spans, rest.id)
        return self._again(case, around) if case.before and quantity.kind in _COUNTED else None

    def _again(self, case: _Case, around: Around) -> Indicator | None:
        """The indicator of a number that was told of before: "moved [263,000 people]. The [263,000] …"."""
        value, kind = around.value, case.context.quantities[case.index].kind
        for quantity, indicator in reversed(case.before):
            if indicator and quantity.kind == kind and value == float(quantity.value_low):
                fitting = [lean for lean in self._restated if indicator.id in lean.of]
                found = (lean.id for lean in fitting if occurs(lean.pattern, around.clause, around.possible))
                return next((Indicator(indicator.id, indicator.spans, rule) for rule in found), None)
        return None

    def _past_asides(
        self, rules: Sequence[IndicatorRule], around: Around, text: str, kind: Kind
    ) -> Indicator | None:
        """The indicator that the sentence tells of once its asides are left out."""
        plain = around.without(self._asides) if rules else None
        if plain is None:
            return None
        return decided(rules, plain, kind) or of_clause(rules, plain, text, kind)

    def _lean(
        self,
        case: _Case,
        found: Sequence[Indicator | None],
        around: Around,
        rules: Sequence[IndicatorRule],
    ) -> Indicator | None:
        """The indicator that a quantity takes from an earlier one of the sentence, or with its topic."""
        kind, topic = case.context.quantities[case.index].kind, case.topic
        before = found[-1] if found else None
        if before is not None:
            for pair in self._counterparts:
                if (pair.of, pair.kind) == (before.id, kind) and _stands_for(case, pair):
                    return Indicator(pair.indicator, before.spans, pair.id)
        source = self._told_with(case)
        if source is not None and before is not None and kind in RATES:
            # Of its own sentence first: "It drew [2 million tourists] and the figure rose by 4 percent."
            source = before
        if source is not None and of_clause(rules, around, "", kind):
            source = None
        if topic is not None and topic.source is not None:
            source = None if _is_other_thing(case, topic.source) else found[topic.source]
        if source is None or not self._fits(source, case.context.quantities[case.index]):
            return None
        if any(occurs(own.pattern, around.clause, around.possible) for own in self._own):
            return None
        within = topic is not None and topic.source is not None
        if not within and is_barred(self._rules[source.id], around, self._own_topic(case)):
            return None
        return self._between(case, rules) or Indicator(
            source.id, source.spans, f"indicator.{source.id}.inherited"
        )

    def _fits(self, source: Indicator, quantity: Quantity) -> bool:
        """Whether a quantity can be of an indicator that it takes over: 70 days are no area."""
        if quantity.kind == "measure" and not self._rules[source.id].has_unit(quantity):
            return False
        return quantity.kind in self._kinds[source.id] | RATES

    def _own_topic(self, case: _Case) -> str:
        """The topic in lower case; empty where it was taken over from a quantity that it cannot fit.

        "It created [13 million jobs]. The rate is [4.5 percent]": no jobs.
        """
        topic, kind = case.topic, case.context.quantities[case.index].kind
        if topic is None:
            return ""
        other = kind
        if topic.source is not None:
            other = kind if kind in RATES else case.context.quantities[topic.source].kind
        elif _is_carried(case) and case.before and not self._is_rate_of_it(case):
            source, indicator = case.before[-1]
            if source.kind != kind or indicator is None:
                return ""
        return topic.text.lower() if other == kind else ""

    def _is_rate_of_it(self, case: _Case) -> bool:
        """Whether a rate says itself that it is one of what was told of before: "6 percent of that"."""
        if case.context.quantities[case.index].kind not in RATES:
            return False
        around = Around(case.context, case.index, case.lowered, case.possible)
        return any(occurs(lean.pattern, around.clause, around.possible) for lean in self._rates)

    def _told_with(self, case: _Case) -> Indicator | None:
        """The indicator of the last quantity before the sentence, where the topic is carried over from there.

        "The line is now [2,300 yuan](poverty_line). This is a rise of [81 percent]."
        """
        if not case.before or not _is_carried(case):
            return None
        before, indicator = case.before[-1]
        same = before.kind == case.context.quantities[case.index].kind
        return indicator if same or self._is_rate_of_it(case) else None

    def _between(self, case: _Case, rules: Sequence[IndicatorRule]) -> Indicator | None:
        """The indicator of a new noun that stands between a quantity and the one before it in its sentence.

        "whose GDP rose by [7.2 percent](gdp) and whose disposable incomes by [8.1 percent]".
        """
        if case.index == 0 or case.context.clause_of(case.index).parent is not None:
            return None
        one, other = case.context.quantities[case.index - 1 : case.index + 1]
        between = case.lowered[one.end - case.context.start : other.start - case.context.start]
        turn = next((found for one in self._turns if (found := one.search(between))), None)
        if turn is None:
            return None
        for rule in rules:
            match = None if rule.topic is None else rule.topic.search(between, case.possible, turn.end())
            if match and not occurs(rule.not_topic, between, case.possible):
                return by_clause(rule, Span(one.end + match.start(), one.end + match.end()))
        return None

    def _go_on(self, case: _Case, found: Sequence[Indicator | None], around: Around) -> Indicator | None:
        """The indicator of an earlier quantity that the words around this one go on with."""
        quantities = case.context.quantities
        inside = [(quantities[n], one) for n, one in enumerate(found) if one is not None]
        # "Their value added was [2 billion]. That was [4 percent] more": of that, of nothing told earlier.
        other = _is_carried(case) and bool(case.before) and case.before[-1][1] is None
        before = [(quantity, one) for quantity, one in case.before if one is not None]
        for told, leans, text in ((inside, self._leans, "wide"), (before, self._anaphors, "clause")):
            for lean in leans if told else ():
                if other and leans is self._anaphors and not lean.of:
                    continue
                match = lean.pattern.search(getattr(around, text), around.possible)
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
                quantity.kind not in UNIT_KINDS or other.unit == quantity.unit
            ):
                return indicator
        return None


def _is_conversion(case: _Case) -> bool:
    """Whether a sum tells the one before it in another currency: "4,000 yuan (about $563)"."""
    if case.index == 0:
        return False
    one, other = case.context.quantities[case.index - 1 : case.index + 1]
    if not one.kind == other.kind == "money" or one.unit == other.unit:
        return False
    start = case.context.start
    return _CONVERSION.fullmatch(case.lowered, one.end - start, other.start - start) is not None


def _stands_for(case: _Case, pair: Counterpart) -> bool:
    """Whether a quantity tells the same as the one before it in another kind."""
    context = case.context
    if context.clause_of(case.index).parent is not None:
        return True
    if pair.between is None:
        return False
    one, other = context.quantities[case.index - 1 : case.index + 1]
    start, end = other.start - context.start, other.end - context.start
    if pair.between.fullmatch(case.lowered, one.end - context.start, start) is None:
        return False
    return pair.behind is None or pair.behind.match(case.lowered, end) is not None


def _is_carried(case: _Case) -> bool:
    """Whether the topic is that of the last quantity before the sentence."""
    if case.topic is None or case.last is None or case.topic.source is not None:
        return False
    return bool(case.topic.spans) and case.topic.spans[-1] in case.last.spans


def _is_beyond(case: _Case) -> bool:
    """Whether the topic stands beyond the quantity before, in the same sentence."""
    if case.index == 0 or case.topic is None or not case.topic.spans:
        return False
    span = case.topic.spans[-1]
    return case.context.start <= span.start and span.end <= case.context.quantities[case.index - 1].start


def _is_other_thing(case: _Case, source: int) -> bool:
    """Whether a quantity counts something else than the one before, or is a price of it.

    "It sold 20 tons for [4.3 million yuan](sales_revenue), or [50 yuan a kilogram]".
    "It approved [100 million yuan](loans) for roads in [three provinces]".
    """
    one, other = case.context.quantities[source], case.context.quantities[case.index]
    if one.kind == "money" and other.kind in _COUNTED:
        return True
    return one.kind == other.kind == "money" and one.per is None and other.per is not None


def _of_theme(themes: Sequence[Theme], case: _Case) -> Indicator | None:
    """The indicator that a quantity has in a section that tells mostly of such: a page of poverty rates."""
    quantity = case.context.quantities[case.index]
    for theme in themes:
        if quantity.kind != theme.kind or float(quantity.value_low) < theme.large:
            continue
        around = Around(case.context, case.index, case.lowered, case.possible)
        match = theme.clause.search(around.clause, case.possible)
        if match and not occurs(theme.not_sentence, around.wide, case.possible):
            return Indicator(theme.indicator, (around.span(match, wide=False),), theme.id)
    return None
