"""Topics of one word, completed by what their indicator says: "people" who are poor are "poor people"."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from extract.assembling.indicator_matching import Indicator
from extract.assembling.topic_rules import RULES_FILE, compile_defaults
from extract.assembling.topics import Topic
from extract.records import Quantity
from extract.rules.loading import RuleSet

_HELD = "{topic}"


@dataclass(frozen=True, slots=True)
class _Naming:
    """How the figures of an indicator are named.

    Attributes:
        kinds: the kinds of quantity that it holds for.
        words: the topic, with ``{topic}`` for the one that was found.
        told: words that name the figure already.
        instead_of: topics that are replaced where they say none of those words.
        alone: the topic in place of those, and of none.
        rule: id of the rule.
    """

    kinds: frozenset[str]
    words: str
    told: frozenset[str]
    instead_of: frozenset[str]
    alone: str
    rule: str


class TopicNamer:
    """Completes topics of one word by the indicator of their quantity.

    Args:
        ruleset: where topics.toml is read from.

    Raises:
        RulesError: an entry that lacks a field.
    """

    def __init__(self, ruleset: RuleSet) -> None:
        self._defaults = compile_defaults(ruleset)
        self._namings: Mapping[str, _Naming] = {
            indicator: _Naming(
                frozenset(entry.fields["kinds"]),
                str(entry.fields["topic"]),
                frozenset(entry.fields["told"]),
                frozenset(entry.fields.get("instead_of", ())),
                str(entry.fields.get("alone", "")),
                entry.id,
            )
            for entry in ruleset.entries(RULES_FILE, "named")
            for indicator in entry.fields["indicators"]
        }

    def name(
        self,
        quantities: Sequence[Quantity],
        topics: Sequence[Topic | None],
        indicators: Sequence[Indicator | None],
    ) -> list[Topic | None]:
        """The topics of the quantities of a sentence, completed where they are too short.

        Args:
            quantities: the quantities of the sentence.
            topics: their topics as the sentence tells them.
            indicators: their indicators.
        """
        found = zip(quantities, topics, indicators, strict=False)
        return [self._named(quantity, topic, indicator) for quantity, topic, indicator in found]

    def _named(self, quantity: Quantity, topic: Topic | None, indicator: Indicator | None) -> Topic | None:
        naming = None if indicator is None else self._namings.get(indicator.id)
        if indicator is None or naming is None or quantity.kind not in naming.kinds:
            return topic
        text = topic.text if topic else self._defaults.get(quantity.kind, "")
        words = text.lower().split()
        vague = topic is not None and topic.rule in naming.instead_of and naming.told.isdisjoint(words)
        if len(words) > 1 and not vague:
            return topic
        if text.lower() in naming.told:
            return topic
        name = naming.alone if vague or not text else naming.words.replace(_HELD, text)
        if not name:
            return topic
        spans = (*(topic.spans if topic else ()), *indicator.spans)
        return (
            replace(topic, text=name, spans=spans, rule=naming.rule)
            if topic
            else Topic(name, spans, naming.rule)
        )
