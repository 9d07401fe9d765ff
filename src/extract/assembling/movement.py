"""Whether a quantity tells how much there is or how much it moved, and which way.

Rules claim quantities around words of movement; then what leans on a claimed quantity inherits
(conversions in brackets, lists), and a level takes the direction of the change that is told of it::

    fiscal revenue slid [4.6 percent](change, down) to [13.5 trillion yuan](level, down)
    [437.2 billion yuan](level, up) ([$66.7 billion](level, up)) in October, up [0.8 percent](change, up)
"""

from __future__ import annotations

import re
from dataclasses import replace

from extract.assembling.context import SentenceContext
from extract.assembling.lexicon import Lexicon
from extract.assembling.movement_codes import CueBook
from extract.assembling.movement_leaning import Leaning
from extract.assembling.movement_records import Claim, Movement
from extract.assembling.movement_rules import (
    ROLES,
    RULES_FILE,
    MovementRule,
    compile_masks,
    compile_rules,
    compile_trigger,
    mask_codes,
)
from extract.assembling.needed_codes import SentenceFilter
from extract.records import Direction, Role, Span
from extract.rules.loading import RuleSet

_DOWN = frozenset({"down", "self_down", "self_base_down"})
_ENDS = frozenset({"from", "to", "at"})
_BOTH = 2
_MEASURING = frozenset({"money", "percent", "multiple"})
_STILL = Movement("level", "none", (), None, None)


class MovementFinder:
    """Finds role and direction of the quantities of a sentence.

    Args:
        ruleset: where movement.toml is read from.
        lexicon: the word classes that the sentences were built with.

    Raises:
        RulesError: a broken rule.
    """

    def __init__(self, ruleset: RuleSet, lexicon: Lexicon) -> None:
        self.book = self._book = CueBook(ruleset, RULES_FILE, lexicon)
        """The codes that the rules are over."""
        self._rules = compile_rules(self._book, ruleset)
        self._filter = SentenceFilter([rule.pattern.pattern for rule in self._rules])
        self._masks = compile_masks(self._book, ruleset, self._book.first("mod&!up&!down"))
        self._leaning = Leaning(self._book, ruleset)
        self._trigger = compile_trigger(self._book, ruleset, RULES_FILE)

    def find(self, context: SentenceContext) -> tuple[Movement, ...]:
        """Role, direction and pairs of all quantities of a sentence, in their order.

        Args:
            context: the sentence.
        """
        if not context.quantities:
            return ()
        codes = self._book.encode(context)
        if self._trigger.search(codes) is None:
            return tuple(_STILL for _ in context.quantities)
        codes = mask_codes(codes, self._masks)
        claims: dict[int, Claim] = {}
        for number in self._filter.find(codes):
            rule = self._rules[number]
            for match in rule.pattern.finditer(codes):
                self._claim(rule, match, context, claims)
        self._leaning.spread(context, codes, claims)
        return tuple(self._movement(context, claims.get(number)) for number in range(len(context.quantities)))

    def _claim(
        self, rule: MovementRule, match: re.Match[str], context: SentenceContext, claims: dict[int, Claim]
    ) -> None:
        found = {group: match.start(group) for group in rule.groups}
        numbers = {
            group: context.amounts.index(token) for group, token in found.items() if token in context.amounts
        }
        cue = match.start("cue") if "cue" in rule.pattern.groupindex else match.start()
        _look_back(context, numbers)
        if not _measure_alike(context, numbers, rule.direction == "values"):
            return
        origin = claims.get(numbers.get("from", -1))
        if "at" in numbers and origin is not None and origin.pair is not None:
            # "4 percent, against a forecast of 5 percent and down from 7 percent": the 7 percent are taken
            return
        direction = self._direction(rule, match.string[cue], context, numbers)
        taken = {group: number for group, number in numbers.items() if number not in claims}
        for group, number in taken.items():
            way = self._signed(match.string[found[group]], ROLES[group], direction)
            claims[number] = Claim(ROLES[group], way, cue, rule.id, group)
        _pair(taken, claims)

    def _direction(
        self, rule: MovementRule, cue: str, context: SentenceContext, numbers: dict[str, int]
    ) -> Direction:
        if rule.direction == "values":
            low, high = (context.quantities[numbers[end]].value_low for end in ("from", "to"))
            return "down" if high < low else "up"
        if rule.direction is not None:
            return rule.direction
        return "down" if self._book.classes(cue) & _DOWN else "up"

    def _signed(self, code: str, role: Role, direction: Direction) -> Direction:
        """Growth of minus 6.8 percent goes down."""
        return "down" if role == "change" and "minus" in self._book.classes(code) else direction

    def _movement(self, context: SentenceContext, claim: Claim | None) -> Movement:
        if claim is None:
            return _STILL
        span = Span(context.starts[claim.cue], context.ends[claim.cue])
        return Movement(claim.role, claim.direction, (span,), claim.rule, claim.pair)


def _look_back(context: SentenceContext, numbers: dict[str, int]) -> None:
    """Let the level be what its former value measures, not what stands nearest.

    "5 million people in 23 counties need food, up from 3 million": the people are up.
    """
    level, origin = numbers.get("at"), numbers.get("from")
    if level is None or origin is None:
        return
    unit = context.quantities[origin].unit
    same = (number for number in range(level, -1, -1) if context.quantities[number].unit == unit)
    numbers["at"] = next(same, level)


def _measure_alike(context: SentenceContext, numbers: dict[str, int], same_unit: bool) -> bool:
    """Whether both ends of a movement are of one kind: nothing goes from 5 percent to 300 yuan.

    Args:
        context: the sentence.
        numbers: the quantities by the group of the pattern.
        same_unit: whether their values are to be compared as they stand.
    """
    ends = [context.quantities[number] for group, number in numbers.items() if group in _ENDS]
    if same_unit:
        return len({end.unit for end in ends}) < _BOTH
    return len({end.kind if end.kind in _MEASURING else "count" for end in ends}) < _BOTH


def _pair(taken: dict[str, int], claims: dict[int, Claim]) -> None:
    """Join the two ends of a movement, and a change to the level it led to."""
    level = taken.get("to", taken.get("at", taken.get("rate")))
    origin = taken.get("from", taken.get("from2"))
    change = taken.get("change")
    if level is not None and origin is not None:
        claims[level] = replace(claims[level], pair=origin)
        claims[origin] = replace(claims[origin], pair=level)
    if change is not None and (level is not None or origin is not None):
        claims[change] = replace(claims[change], pair=level if level is not None else origin)
