"""Put the fields of a fact together: what a quantity measures, how it moved, whether it is planned."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import lru_cache
from itertools import groupby
from operator import attrgetter
from typing import Any

from extract.assembling.attribution import Attribution, AttributionFinder
from extract.assembling.confidence import ConfidenceModel, Found, find_features
from extract.assembling.context import ContextBuilder, SentenceContext
from extract.assembling.indicator_matching import Indicator
from extract.assembling.indicator_memory import IndicatorMemory
from extract.assembling.indicators import IndicatorFinder
from extract.assembling.introductions import find_introduction
from extract.assembling.movement import MovementFinder
from extract.assembling.movement_discourse import MovementFollower
from extract.assembling.movement_records import Movement
from extract.assembling.status import Status, StatusFinder
from extract.assembling.status_discourse import PlanFollower, PlanMemory
from extract.assembling.tables import find_columns
from extract.assembling.topic_naming import TopicNamer
from extract.assembling.topics import Topic, TopicFinder, TopicMemory
from extract.frozen import record
from extract.linking.document import Links, sentences_of
from extract.linking.period_links import LinkedPeriod
from extract.records import Document, Evidence, Fact, Quantity, Sentence, Span
from extract.rules.loading import RuleSet

_START = attrgetter("start")


@record(frozen=True, slots=True)
class Meaning:
    """What the words around a quantity say of it.

    Attributes:
        topic: what is counted or measured, None where nothing tells it.
        indicator: the indicator that fits, else None.
        movement: level or change, and where it moves.
        status: actual or planned.
        attribution: who says so, None where the article itself does.
        change: the first quantity of the movement that this one belongs to, None where it stands alone.
    """

    topic: Topic | None
    indicator: Indicator | None
    movement: Movement
    status: Status
    attribution: Attribution | None
    change: Span | None


class FactAssembler:
    """Makes facts of linked quantities.

    Args:
        ruleset: the rules.

    Raises:
        RulesError: a rule that cannot be used.
    """

    def __init__(self, ruleset: RuleSet) -> None:
        self._contexts = ContextBuilder(ruleset)
        self._topics = TopicFinder(ruleset, self._contexts.lexicon)
        self._indicators = IndicatorFinder(ruleset)
        self._namer = TopicNamer(ruleset)
        self._movements = MovementFinder(ruleset, self._contexts.lexicon)
        self._statuses = StatusFinder(ruleset, self._contexts.lexicon)
        self._followers = MovementFollower(ruleset, self._movements.book)
        self._plans = PlanFollower(ruleset, self._statuses.book)
        self._attributions = AttributionFinder(ruleset)
        self._confidence = ConfidenceModel(ruleset)

    def read(
        self, document: Document, quantities: Sequence[Quantity], places: Sequence[Span]
    ) -> list[Meaning]:
        """The meaning of each quantity of an article.

        Args:
            document: the article.
            quantities: its quantities in text order.
            places: the spans of its place mentions.
        """
        meanings: list[Meaning] = []
        attributions = iter(self._attributions.find(document, quantities))
        before = TopicMemory()
        last: SentenceContext | None = None
        memory, plans = IndicatorMemory(), PlanMemory()
        columns = find_columns(document, quantities)
        places = sorted(places, key=_START)
        for sentence, members in _by_sentence(document, quantities):
            inside = _inside(places, sentence)
            context = self._contexts.build(document.view, Span(sentence.start, sentence.end), members, inside)
            column = columns.get(members[0].start)
            before.enter(document.segments[sentence.segment].section)
            topics = [column] if column else self._topics.find(context, before, _heading(document, sentence))
            indicators = self._indicators.find(
                context, topics, memory.recall(document, sentence), before.last, memory.share
            )
            memory.tell(members, indicators)
            movements = self._movements.find(context)
            statuses = self._statuses.find(
                context,
                _heading(document, sentence),
                document.metadata.published,
                find_introduction(document, sentence),
            )
            statuses = self._plans.follow(plans, context, statuses)
            if last is not None:
                known = [meaning.movement for meaning in meanings[-len(last.quantities) :]]
                told = self._followers.look_back(last, known, context, movements)
                for number, movement in told.items():
                    place = len(meanings) - len(known) + number
                    meanings[place] = replace(meanings[place], movement=movement)
            last = context
            changes = _changes(movements, members)
            named = self._namer.name(members, topics, indicators)
            found = zip(named, indicators, movements, statuses, attributions, changes, strict=False)
            meanings += [Meaning(*parts) for parts in found]
            before.tell(members, named)
        return meanings

    def make_fact(
        self,
        document: Document,
        sentence: Sentence,
        quantity: Quantity,
        meaning: Meaning,
        links: Links,
        baseline: LinkedPeriod | None,
    ) -> Fact:
        """One fact out of all that was found for a quantity.

        Args:
            document: the article.
            sentence: the sentence that the quantity stands in.
            quantity: the quantity.
            meaning: topic, indicator and movement.
            links: place, period and programme.
            baseline: what a change is compared with.
        """
        span = Span(sentence.start, sentence.end)
        evidence = tuple(_evidence(meaning, links, baseline))
        rules = tuple(_rules(meaning, links, baseline))
        found = Found(quantity, span, evidence, rules, document.metadata.published is not None)
        return Fact(
            quantity=quantity,
            sentence=span,
            section=document.segments[sentence.segment].section,
            topic=meaning.topic.text if meaning.topic else None,
            indicator=meaning.indicator.id if meaning.indicator else None,
            role=meaning.movement.role,
            direction=meaning.movement.direction,
            status=meaning.status.value,
            attributed_to=meaning.attribution.text if meaning.attribution else None,
            place_code=links.place.code if links.place else None,
            place_name=links.place.name if links.place else None,
            period=links.period.period if links.period else None,
            baseline=baseline.period if baseline else None,
            programme=links.programme.programme if links.programme else None,
            evidence=evidence,
            rules=rules,
            change=meaning.change,
            confidence=self._confidence.judge(find_features(found)),
        )


def _by_sentence(
    document: Document, quantities: Sequence[Quantity]
) -> Iterator[tuple[Sentence, list[Quantity]]]:
    pairs = zip(sentences_of(document, quantities), quantities, strict=True)
    for sentence, members in groupby(pairs, key=lambda pair: pair[0]):
        yield sentence, [quantity for _, quantity in members]


def _inside(places: Sequence[Span], sentence: Sentence) -> list[Span]:
    """Of spans in text order those in a sentence."""
    first = bisect_left(places, sentence.start, key=_START)
    last = bisect_left(places, sentence.end, first, key=_START)
    return [span for span in places[first:last] if span.end <= sentence.end]


def _changes(movements: Sequence[Movement], quantities: Sequence[Quantity]) -> list[Span | None]:
    """Of each quantity of a sentence the first of the movement that it belongs to."""
    first = list(range(len(movements)))
    for number, movement in enumerate(movements):
        if movement.pair is not None:
            low, high = sorted((first[number], first[movement.pair]))
            first = [low if group == high else group for group in first]
    return [
        Span(quantities[group].start, quantities[group].end) if first.count(group) > 1 else None
        for group in first
    ]


def _heading(document: Document, sentence: Sentence) -> str | None:
    section = document.segments[sentence.segment].section
    return document.view[section.start : section.end] if section else None


def _evidence(meaning: Meaning, links: Links, baseline: LinkedPeriod | None) -> Iterator[Evidence]:
    """Where each field comes from."""
    for name, found in (("topic", meaning.topic), ("indicator", meaning.indicator)):
        if found is not None:
            yield from (Evidence(name, span.start, span.end) for span in found.spans)
    yield from (Evidence("direction", span.start, span.end) for span in meaning.movement.evidence)
    yield from (Evidence("status", span.start, span.end) for span in meaning.status.evidence)
    if meaning.attribution is not None:
        span = meaning.attribution.span
        yield Evidence("attributed_to", span.start, span.end)
    linked: tuple[tuple[str, Any], ...] = (
        ("place", links.place),
        ("period", links.period),
        ("baseline", baseline),
        ("programme", links.programme),
    )
    for name, link in linked:
        if link is not None and link.evidence is not None:
            yield Evidence(name, link.evidence.start, link.evidence.end)


def _rules(meaning: Meaning, links: Links, baseline: LinkedPeriod | None) -> Iterator[str]:
    """Ids of the rules that fired, each behind the name of its field: ``topic.of_amount``."""
    named: tuple[tuple[str, Any], ...] = (
        ("topic", meaning.topic),
        ("indicator", meaning.indicator),
        ("direction", meaning.movement),
        ("status", meaning.status),
        ("attributed_to", meaning.attribution),
        ("place", links.place),
        ("programme", links.programme),
    )
    for field_name, found in named:
        if found is not None and found.rule is not None:
            yield _qualified(field_name, found.rule)
    if links.place is not None:
        yield from (f"place.{signal.replace(':', '_')}" for signal in links.place.signals)
    for field_name, period in (("period", links.period), ("baseline", baseline)):
        if period is not None:
            yield from (_qualified(field_name, rule) for rule in period.rules)


@lru_cache(maxsize=4096)
def _qualified(field_name: str, rule: str) -> str:
    """The id of a rule behind its field, whatever prefix its finder gave it."""
    bare = rule.split(":", 1)[-1].removeprefix(f"{field_name}.")
    return f"{field_name}.{bare}"
