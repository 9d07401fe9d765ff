"""The records of movement: what is found, and what is claimed on the way there."""

from __future__ import annotations

from extract.frozen import record
from extract.records import Direction, Role, Span


@record(frozen=True, slots=True)
class Movement:
    """How a quantity moves.

    Attributes:
        role: level or change.
        direction: up, down or none.
        evidence: the words that tell it; empty where nothing moves.
        rule: id of the rule in movement.toml; None where nothing moves.
        pair: index in the sentence of the quantity that belongs to it: of a level the other end of
            "from A to B", of a change the level that moved by it.
    """

    role: Role
    direction: Direction
    evidence: tuple[Span, ...]
    rule: str | None
    pair: int | None


@record(frozen=True, slots=True)
class Claim:
    """What a rule makes of a quantity while its sentence is being read.

    Attributes:
        role: level or change.
        direction: up, down or none.
        cue: token of the word that moves.
        rule: id of the rule.
        group: the group of the pattern that the quantity was, or "heir" where it inherited.
        pair: as in ``Movement``.
    """

    role: Role
    direction: Direction
    cue: int
    rule: str
    group: str
    pair: int | None = None
