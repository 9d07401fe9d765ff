"""How a level moves that only the next sentence tells.

"In 2014 the rate was [26 percent]. By 2019 it had fallen to [2 percent]": both levels go down.
"It sold [5 million tons] in May. That was [28 percent] more than a year before": the level goes up.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from extract.assembling.context import SentenceContext
from extract.assembling.movement_codes import CueBook
from extract.assembling.movement_leaning import moves_by
from extract.assembling.movement_records import Movement
from extract.assembling.movement_rules import RULES_FILE, compile_pattern
from extract.records import Quantity
from extract.rules.loading import RuleSet

# How many code points lie between a sentence and the next of its paragraph.
_NEXT = 1


class MovementFollower:
    """Finds the levels of a sentence that the next one moves.

    Args:
        ruleset: where the ``[[back]]`` patterns of movement.toml are read from.
        book: the codes of its words.

    Raises:
        RulesError: a broken rule.
    """

    def __init__(self, ruleset: RuleSet, book: CueBook) -> None:
        self._book = book
        self._rules = [
            (entry.id, compile_pattern(book, entry, "told"), bool(entry.fields.get("origin")))
            for entry in ruleset.entries(RULES_FILE, "back")
        ]

    def look_back(
        self,
        before: SentenceContext,
        known: Sequence[Movement],
        context: SentenceContext,
        movements: Sequence[Movement],
    ) -> dict[int, Movement]:
        """The movements that a sentence gives to the quantities of the one before it.

        Args:
            before: the sentence before it.
            known: the movements of its quantities.
            context: the sentence.
            movements: the movements of its quantities.

        Returns:
            The movements by the index of the quantity in the sentence before; mostly empty.
        """
        if not 0 <= context.start - before.end <= _NEXT or movements[0].direction == "none":
            return {}
        codes = self._book.encode(context)
        for rule, pattern, origin in self._rules:
            match = pattern.match(codes)
            if match is None or match.start("told") not in context.amounts:
                continue
            told = context.amounts.index(match.start("told"))
            levels = _levels(before, known, context.quantities[told], movements[told], later=not origin)
            if levels:
                return {
                    level: replace(known[level], direction=movements[told].direction, rule=rule)
                    for level in levels
                }
        return {}


def _levels(
    before: SentenceContext, known: Sequence[Movement], told: Quantity, movement: Movement, *, later: bool
) -> list[int]:
    """The level that a quantity behind its sentence moves, with its conversion, where it can be no other.

    Args:
        before: the sentence before.
        known: the movements of its quantities.
        told: the quantity.
        movement: how it moves.
        later: whether it is what the level became, not what it was.
    """
    if movement.direction == "none":
        return []
    still = [n for n, one in enumerate(known) if one.role == "level" and one.direction == "none"]
    if movement.role == "change":
        fitting = [n for n in still if before.quantities[n].kind != "percent"]
        fitting = [n for n in fitting if moves_by(before.quantities[n], told)]
        converted = [n for n in fitting if n - 1 in fitting and _is_conversion(before, n)]
        first = [n for n in fitting if n not in converted]
        # a proportion may be that of anything: "five firms sold 300 tons. That is 3 percent more"
        others = len(known) - len(converted) if told.kind in {"percent", "multiple"} else 1
        return fitting if len(first) == 1 == others else []
    fitting = [n for n in still if before.quantities[n].unit == told.unit]
    if len(fitting) != 1:
        return []
    rises = before.quantities[fitting[0]].value_low < told.value_low
    if rises is not ((movement.direction == "up") is later):
        return []
    following = fitting[0] + 1
    behind = following in still and _is_conversion(before, following)
    return [*fitting, following] if behind else fitting


def _is_conversion(before: SentenceContext, number: int) -> bool:
    clause = before.clause_of(number)
    return clause.parent is not None and before.quantities[number].kind == before.quantities[number - 1].kind
