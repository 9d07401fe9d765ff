"""What leans on a quantity that moves: conversions, lists, and the level that a change is told of."""

from __future__ import annotations

import re
from dataclasses import replace

from extract.assembling.context import SentenceContext
from extract.assembling.movement_codes import POINTS, CueBook
from extract.assembling.movement_records import Claim
from extract.assembling.movement_rules import RULES_FILE, compile_pattern
from extract.records import Quantity, Role
from extract.rules.loading import RuleSet

_LEAN_ON = {
    "comparison": "change",
    "then-to": "change",
    "by-again": "change",
    "list-to": "level",
    "then-from": "level",
    "then-mark": "level",
}
_LISTED = ("part-of-it", "list")
_WAYS = ("bracket", "by-again", *_LISTED, "list-to", "comparison", "then-to", "then-from", "then-mark")
# What these ways make of the quantity: "to 9 in 2014 from 15" gives another end of the movement.
_GROUPS: dict[str, tuple[Role, str]] = {
    "then-to": ("level", "to"),
    "then-from": ("level", "from"),
    "then-mark": ("level", "from"),
    "by-again": ("change", "heir"),
}
_PROPORTIONAL = frozenset({"percent", "multiple"})
_RESPECTIVELY_WITHIN = 8
_INSERTED = 6
_NEAR = 3
# "double the income", "doubled net profit": the object stands right behind
_OBJECT = 2


class Leaning:
    """Spreads claims to the quantities that lean on claimed ones.

    Args:
        book: the codes of the sentences.
        ruleset: where the ``[[lean]]`` patterns of movement.toml are read from.

    Raises:
        RulesError: a broken pattern.
    """

    def __init__(self, book: CueBook, ruleset: RuleSet) -> None:
        lean = {entry.id: compile_pattern(book, entry) for entry in ruleset.entries(RULES_FILE, "lean")}
        self._between = {name: lean[name] for name in _WAYS}
        self._told_of = lean["told-of"]
        self._share = lean["share-aside"]
        self._aside = re.compile(f"(?:{lean['aside'].pattern})$")
        self._finite = book.charset("move&past&!participle|move&third|save")
        self._moving = book.charset("move&base|move&past|self_up|self_base_up|self_down|self_base_down")
        self._joining = book.charset("and|to")
        self._carrier = book.charset("carrier")
        self._particle = book.charset("up_part|down_part")
        self._than = book.charset("than")
        self._comparing = book.charset("more|less")
        self._of = book.charset("of")
        self._against = book.charset("after|compared")
        self._degree = book.charset("mod|adverb|than") - book.charset("up_part|down_part")
        self._things = book.charset("noun|name|det&!mod|pronoun")
        self._predicate = book.charset("aux|modal|past&!noun|third&!noun")
        self._restated = lean["restated"]
        plain = {code for code in book.charset("noun") if book.classes(code) == {"noun"}}
        self._whole = book.charset("of|more|less|det") | plain
        self._open = book.charset("open")
        self._close = book.charset("close")
        self._respectively = book.charset("respectively")

    def spread(self, context: SentenceContext, codes: str, claims: dict[int, Claim]) -> None:
        """Give claims to what leans on a claimed quantity.

        Args:
            context: the sentence.
            codes: its codes.
            claims: the claims so far, by index of the quantity; completed here.
        """
        self._inherit(context, codes, claims)
        for number in sorted(claims):
            if claims[number].role == "change" and claims[number].pair is None:
                self._move_level(context, codes, number, claims)
        self._share_out(context, codes, claims)
        self._inherit(context, codes, claims, ("then-mark", "bracket"))

    def _share_out(self, context: SentenceContext, codes: str, claims: dict[int, Claim]) -> None:
        """Levels and their changes told one list after the other: "5 and 7 yuan, up 3 and 4 percent".

        With "respectively" the levels may be of different kinds: "2 million guests and 3 million yuan".
        """
        number = 0
        while number < len(context.quantities):
            changes = _run(context, claims, number)
            count = len(changes)
            levels = self._listed(context, codes, number)[-count:] if count > 1 else []
            alike = not self._in_turn(context, codes, changes)
            if len(levels) == count > 1 and _are_levels(context, claims, levels, changes[0], alike):
                for level, change in zip(levels, changes, strict=True):
                    claim = claims[change]
                    claims[level] = Claim("level", claim.direction, claim.cue, "told-of", "at")
                    claims[change] = replace(claim, pair=level)
            number += max(count, 1)

    def _listed(self, context: SentenceContext, codes: str, end: int) -> list[int]:
        """The quantities before one, without conversions in brackets."""
        return [n for n in range(end) if not self._in_bracket(codes, context.amounts[n])]

    def _in_turn(self, context: SentenceContext, codes: str, changes: list[int]) -> bool:
        """Whether "respectively" stands behind changes."""
        behind = context.amounts[changes[-1]] if changes else len(codes)
        return any(code in self._respectively for code in codes[behind : behind + _RESPECTIVELY_WITHIN])

    def _inherit(
        self,
        context: SentenceContext,
        codes: str,
        claims: dict[int, Claim],
        ways: tuple[str, ...] = _WAYS,
    ) -> None:
        for number in range(1, len(context.quantities)):
            heir = None if number in claims else self._heir(context, codes, number, claims, ways)
            if heir is not None:
                claims[number] = heir

    def _heir(
        self,
        context: SentenceContext,
        codes: str,
        number: int,
        claims: dict[int, Claim],
        ways: tuple[str, ...],
    ) -> Claim | None:
        source = claims.get(number - 1)
        if source is None:
            return None
        between = codes[context.amounts[number - 1] + 1 : context.amounts[number]]
        way = next((way for way in ways if self._between[way].fullmatch(between)), None)
        if way is None or (way in _LISTED and self._stands_alone(context, codes, number)):
            return None
        if way in _LEAN_ON and source.role != _LEAN_ON[way]:
            return None
        if way in _GROUPS:
            role, group = _GROUPS[way]
            return Claim(role, source.direction, source.cue, way, group)
        role = source.role if way == "bracket" else _role_of_unit(context, number, claims, source)
        kinds = context.quantities[number - 1].kind, context.quantities[number].kind
        if role == "change" and kinds == ("percent", "money"):
            # a new item of a list, as in "Leeds was up 3 percent; Hull £200"
            return None
        return Claim(role, source.direction, source.cue, way, "heir")

    def _stands_alone(self, context: SentenceContext, codes: str, number: int) -> bool:
        """Whether a quantity goes on no list: "fell 5 percent, and 300 workers were hired"."""
        one, other = (context.quantities[n] for n in (number - 1, number))
        first, token = context.amounts[number - 1], context.amounts[number]
        if self._restated.fullmatch(codes, first + 1, token) and not self._beats(codes, token):
            return False
        if self._beats(codes, token) or not _go_together(one, other):
            # "slumped 16 percent, the worst performance in a decade"
            return True
        if other.kind in _PROPORTIONAL and codes[token + 1 : token + 2] in self._whole:
            # "rose by 0.8 percent and made up a third of the total", "and nine in ten schools closed"
            return True
        clause, before = context.clause_of(number), context.clause_of(number - 1)
        if clause is before or not clause.has_verb:
            return False
        if one.kind == other.kind == "percent":
            return False
        return any(code in self._predicate for code in codes[token : clause.last])

    def _beats(self, codes: str, token: int) -> bool:
        """Whether a quantity tells how far another thing is behind: "2 points more than the economy"."""
        return codes[token + 1 : token + 2] in self._comparing and codes[token + 2 : token + 3] in self._than

    def _move_level(
        self, context: SentenceContext, codes: str, number: int, claims: dict[int, Claim]
    ) -> None:
        claim = claims[number]
        reached = next(
            (n for n, c in claims.items() if c.cue == claim.cue and c.role == "level" and c.group == "to"),
            None,
        )
        if reached is not None:
            claims[number] = replace(claim, pair=reached)
            return
        level = self._level_told_of(context, codes, number, claims)
        if level is not None:
            claims[number] = replace(claim, pair=level)
            if level not in claims:
                claims[level] = Claim("level", claim.direction, claim.cue, "told-of", "at")

    def _level_told_of(
        self, context: SentenceContext, codes: str, number: int, claims: dict[int, Claim]
    ) -> int | None:
        claim = claims[number]
        if codes[claim.cue] in self._finite and claim.cue < context.amounts[number]:
            return None
        if self._moves_another(codes, claim.cue, context.amounts[number]):
            return None
        if claim.cue > context.amounts[number] and self._is_part(context, codes, number):
            # as in "40 shops were shut and a fifth of the staff sacked"
            return None
        head = min(claim.cue, context.amounts[number])
        for level in range(number - 1, -1, -1):
            token = context.amounts[level]
            known = claims.get(level)
            if token >= head or (known is not None and (known.role == "change" or known.group == "from")):
                continue
            if not moves_by(context.quantities[level], context.quantities[number]):
                continue
            if self._in_bracket(codes, token, head) or self._aside.search(
                codes, max(0, token - 4), token + 1
            ):
                continue
            if self._is_share(codes, token, context.quantities[number]):
                continue
            return level if self._goes_with(codes, token, head) else None
        return None

    def _goes_with(self, codes: str, token: int, head: int) -> bool:
        """Whether what lies between a level and a change makes it a change of that level."""
        # as in "a profit of 30 million, after a loss of 12 million"
        against = any(code in self._against for code in codes[max(token, head - _NEAR) : head])
        # as in "supplied 90 percent and pushed up its growth by 8 points"
        carried = any(self._carries(codes, position) for position in range(token + 1, head))
        return not against and not carried and self._told_of.fullmatch(codes, token + 1, head) is not None

    def _moves_another(self, codes: str, cue: int, token: int) -> bool:
        """Whether a verb moves a thing of its own: "built 300 homes and [cut] rents by 5 percent"."""
        before = cue - 1
        while before > 0 and codes[before] in self._degree:
            before -= 1  # "got 75 million yuan and more than doubled the number of its clinics"
        if codes[cue] not in self._moving or codes[before : before + 1] not in self._joining:
            return False
        behind = codes[cue + 1 : token] if cue < token else codes[token + 1 : token + 1 + _OBJECT]
        return any(code in self._things for code in behind)

    def _carries(self, codes: str, position: int) -> bool:
        """Whether a further verb with a particle stands there: "and [pushed] up"."""
        further = codes[position] in self._carrier and codes[position - 1] in self._joining
        return further and codes[position + 1 : position + 2] in self._particle

    def _is_part(self, context: SentenceContext, codes: str, number: int) -> bool:
        """Whether what moves is a part of another whole: "a fifth of the staff"."""
        behind = context.amounts[number] + 1
        return context.quantities[number].kind == "percent" and codes[behind : behind + 1] in self._of

    def _is_share(self, codes: str, token: int, change: Quantity) -> bool:
        """Whether a level is a share put in between: "consumption, [54 percent] of GDP, slid 0.2 percent"."""
        inserted = self._share.search(codes, max(0, token - _INSERTED), token + 2)
        return change.unit not in POINTS and inserted is not None

    def _in_bracket(self, codes: str, token: int, end: int | None = None) -> bool:
        """Whether it is in a bracket that closes before `end`: not "Peru (50 tons, [up] 3 percent)"."""
        opened = any(code in self._open for code in codes[max(0, token - 3) : token])
        return opened and (end is None or any(code in self._close for code in codes[token:end]))


def _run(context: SentenceContext, claims: dict[int, Claim], number: int) -> list[int]:
    """The changes in proportion that follow one another from a quantity on."""
    run: list[int] = []
    for n in range(number, len(context.quantities)):
        claim = claims.get(n)
        if claim is None or claim.role != "change" or context.quantities[n].kind not in _PROPORTIONAL:
            break
        run.append(n)
    return run


def _are_levels(
    context: SentenceContext, claims: dict[int, Claim], levels: list[int], change: int, alike: bool
) -> bool:
    """Whether the quantities before a list of changes are a list of levels.

    Args:
        context: the sentence.
        claims: the claims so far.
        levels: the quantities.
        change: the first of the changes.
        alike: whether they must be of one kind.
    """
    for level in levels:
        known, quantity = claims.get(level), context.quantities[level]
        free = known is None or (known.role == "level" and known.group in {"at", "heir"})
        same = quantity.kind == context.quantities[change - 1].kind or not alike
        if not (free and same and quantity.kind not in _PROPORTIONAL):
            return False
        if not moves_by(quantity, context.quantities[change]):
            return False
    return True


def _role_of_unit(context: SentenceContext, number: int, claims: dict[int, Claim], source: Claim) -> Role:
    """The role of what the same word moved in the same unit: "grew 5 percent to $2 bn, exports 9 percent".

    The 9 percent is a change as the 5 percent are, though a level stands before it.
    """
    unit = context.quantities[number].unit
    like = [
        n
        for n, c in claims.items()
        if c.cue == source.cue and context.quantities[n].unit == unit and n < number
    ]
    return claims[max(like)].role if like else source.role


def _go_together(one: Quantity, other: Quantity) -> bool:
    """Whether two quantities may be moved by one word: "grew 5 percent to $2 bn, net profit 9 percent"."""
    kinds = {one.kind, other.kind}
    alike = len(kinds) == 1 or kinds in ({"people", "count"}, {"money", "percent"})
    return alike and (one.unit in POINTS) == (other.unit in POINTS)


def moves_by(level: Quantity, change: Quantity) -> bool:
    """Whether a level can move by a change: money by money or by percent, a rate by points."""
    if change.unit in POINTS:
        return level.kind == "percent"
    people = level.kind == change.kind == "people"
    alike = (
        people or level.unit == change.unit or str(level.unit).startswith(f"{change.unit}_")
    )  # degrees Celsius
    return change.kind in _PROPORTIONAL or alike
