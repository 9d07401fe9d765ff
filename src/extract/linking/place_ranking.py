"""The place of a fact that has none beside it, weighed against all places of the article.

Rules say what the text speaks of: the place told of before, else the article's own. On texts that nobody
has seen such a place is right in little more than half of all facts, one that stands in the clause in more
than four of five. So of these facts all places that come into question are weighed by what the article
tells of each (``place_options``), by trees fitted on annotated articles (``rules/en/place_ranking.toml``);
the rules keep what they say where nothing weighs more.
"""

from __future__ import annotations

from collections.abc import Sequence

from extract.finding.place_gazetteer import Gazetteer
from extract.linking.boosted_trees import BoostedTrees
from extract.linking.place_options import FEATURES, NOWHERE, Decision, Option, Options, key_of
from extract.linking.place_records import FactPlace, LinkedPlace
from extract.records import Document
from extract.rules.loading import RuleSet

FILE = "en/place_ranking.toml"
RANKED = "ranked"
"""Id of the rule."""


class PlaceRanker:
    """Weighs the places of facts.

    Args:
        ruleset: where the trees are read from.
        gazetteer: what knows what holds what.

    Raises:
        RulesError: a model that cannot be used.
    """

    def __init__(self, ruleset: RuleSet, gazetteer: Gazetteer) -> None:
        models = ruleset.entries(FILE, "model")
        self._open = frozenset(str(one) for model in models for one in model.fields["open"])
        self._closed = frozenset(str(one) for model in models for one in model.fields["closed"])
        self._signals = tuple(str(one) for model in models for one in model.fields["signals"])
        self._margin = max((float(model.fields["margin"]) for model in models), default=0.0)
        self._trees = BoostedTrees(ruleset.entries(FILE, "tree"))
        self._gazetteer = gazetteer

    def weigh(
        self,
        document: Document,
        mentions: Sequence[LinkedPlace],
        nations: Sequence[tuple[int, str]],
        decisions: Sequence[Decision],
    ) -> list[FactPlace]:
        """The place of each fact: what the rules say, or what weighs more.

        Args:
            document: the article.
            mentions: its linked places.
            nations: where adjectives of countries begin, with the code of each.
            decisions: what the rules say, in text order.
        """
        asked = [number for number, one in enumerate(decisions) if self.is_open(one.place)]
        places = [one.place for one in decisions]
        if not asked or not mentions:
            return places
        options = Options(document, mentions, nations, decisions, self._gazetteer)
        weighed = [(number, options.of(number)) for number in asked]
        rows = [row for number, few in weighed for row in self.rows(options, number, few)]
        scores = iter(self._trees.score(rows))
        for number, few in weighed:
            told = [next(scores) for _ in few]
            best = max(range(len(few)), key=told.__getitem__)
            if told[best] > told[0] + self._margin:  # the rules' own comes first
                places[number] = self._as_place(few[best], decisions[number])
        return places

    def is_open(self, place: FactPlace) -> bool:
        """Whether what the rules say rests on the text around, not on the sentence."""
        signals = signals_of(place)
        told = not self._open.isdisjoint(signals) and self._closed.isdisjoint(signals)
        return told and key_of(place) != NOWHERE

    def rows(self, options: Options, number: int, few: Sequence[Option]) -> list[list[float]]:
        """The columns of a fact's options: ``FEATURES``, then 1 for each rule that decided, else 0."""
        told = signals_of(options.decision(number).place)
        signals = [float(one in told) for one in self._signals]
        return [features + signals for features in options.features(number, few)]

    @property
    def columns(self) -> tuple[str, ...]:
        """Names of the columns of a row."""
        return (*FEATURES, *self._signals)

    def _as_place(self, option: Option, decision: Decision) -> FactPlace:
        """The option as the place of a fact; what it was named by last before the fact is its evidence."""
        signals = (RANKED, *decision.place.signals)
        row = self._gazetteer.by_code(option.key)
        named = [n for n, name in enumerate(option.names) if name]
        before = [n for n in named if option.spans[n].start < decision.quantity.start]
        at = before[-1] if before else named[0] if named else None
        name = option.names[at] if at is not None else row.name if row is not None else option.key
        code = option.key if row is not None else None
        return FactPlace(code, name, option.spans[at] if at is not None else None, RANKED, signals)


def signals_of(place: FactPlace) -> set[str]:
    """The rules that decided a place, without the name of the field."""
    bare = place.rule.split(":", 1)[-1].removeprefix("place.")
    return {bare, *(signal.replace(":", "_") for signal in place.signals)}
