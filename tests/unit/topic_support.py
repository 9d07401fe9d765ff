"""Sentences in inline markup turned into contexts, for the tests of topics and indicators."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import get_args

from extract.assembling.context import ContextBuilder, SentenceContext
from extract.assembling.indicators import Indicator, IndicatorFinder
from extract.assembling.topics import Topic, TopicFinder
from extract.records import Kind, Quantity, Span
from extract.rules.loading import RuleSet

UNITS = {"money": "CNY", "people": "person", "percent": "percent", "multiple": "times"}
_MARKUP = re.compile(r"\{([^|{}]+)\|([^|{}]+)(?:\|([^|{}]+)\|([^|{}]+))?\}")


@dataclass(frozen=True)
class Expected:
    topic: str | None
    indicator: str | None


@dataclass(frozen=True)
class Found:
    context: SentenceContext
    topics: list[Topic | None]
    indicators: list[Indicator | None]


@cache
def finders(*overlays: Path) -> tuple[ContextBuilder, TopicFinder, IndicatorFinder]:
    ruleset = RuleSet(*overlays)
    contexts = ContextBuilder(ruleset)
    return contexts, TopicFinder(ruleset, contexts.lexicon), IndicatorFinder(ruleset)


def parse(markup: str) -> tuple[str, list[Quantity], list[Expected]]:
    """``{450 ~poor villages|count village|topic|indicator}``: ``~`` ends the number, ``-`` is none."""
    text, position = "", 0
    quantities: list[Quantity] = []
    expected: list[Expected] = []
    for match in _MARKUP.finditer(markup):
        text += markup[position : match.start()]
        surface, kind_and_unit, topic, indicator = match.groups()
        kind, _, unit = kind_and_unit.partition(" ")
        quantities.append(_quantity(len(text), surface, kind, unit or UNITS.get(kind, "")))
        expected.append(Expected(topic, None if indicator == "-" else indicator))
        text += surface.replace("~", "")
        position = match.end()
    return text + markup[position:], quantities, expected


def _quantity(start: int, surface: str, kind: str, unit: str) -> Quantity:
    assert kind in get_args(Kind), kind
    number = Span(start, start + len(surface.partition("~")[0].rstrip()))
    end = start + len(surface.replace("~", ""))
    return Quantity(start, end, kind, Decimal(1), Decimal(1), "exact", unit, None, number)  # type: ignore[arg-type]


def find(text: str, quantities: list[Quantity], *overlays: Path) -> Found:
    contexts, topic_finder, indicator_finder = finders(*overlays)
    context = contexts.build(text, Span(0, len(text)), quantities)
    topics = topic_finder.find(context)
    return Found(context, topics, indicator_finder.find(context, topics))


def find_marked(markup: str, *overlays: Path) -> Found:
    text, quantities, _ = parse(markup)
    assert quantities, markup
    return find(text, quantities, *overlays)


def token_f1(one: str | None, other: str | None) -> float:
    """The scorer's measure of two topics."""
    left, right = (Counter(re.findall(r"[0-9a-z]+", (text or "").lower())) for text in (one, other))
    shared = sum((left & right).values())
    return 2 * shared / (left.total() + right.total()) if shared else 0.0
