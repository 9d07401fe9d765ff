"""What the search for the noun of a bare number works on, and what it gives."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from decimal import Decimal

from extract.finding.amounts import Amount
from extract.finding.heads import Token
from extract.finding.nouns import NounLexicon, singular
from extract.frozen import record
from extract.records import Kind, Span

# So many times as many can be no more of the same things.
_FAR_MORE = 10_000


@record(frozen=True, slots=True)
class Reference:
    """The kind and unit that a bare number takes from elsewhere.

    Attributes:
        kind, unit: as in `Amount`.
        span: where they come from.
        rule: id of the rule.
        per: denominator, where the noun gives one ("teams of 10 to 30").
        factor: what the unit multiplies with (0.01 for the six of "18 cents, of which six").
    """

    kind: Kind
    unit: str
    span: Span | None
    rule: str
    per: str | None = None
    factor: Decimal = Decimal(1)


def token_at(tokens: Sequence[Token], position: int) -> int:
    """Index of the first token that begins at or behind an offset."""
    return bisect_left(tokens, position, key=lambda token: token.start)


def refer_to_noun(noun: str, nouns: NounLexicon, span: Span | None, rule: str) -> Reference:
    """What a plural counts.

    Args:
        noun: in lower case.
        nouns: tells persons from things.
        span: where it stands.
        rule: id of the rule.
    """
    if nouns.is_people(noun):
        return Reference("people", "person", span, rule)
    return Reference("count", singular(noun, nouns), span, rule)


@record(frozen=True, slots=True)
class Told:
    """What an article has told before a sentence.

    Attributes:
        counted: the last counted amount that is no part of another, or None.
        people: the last of those that counts people, or None.
        money: the last amount of money, or None.
        ahead: the currency of the first money that the article names at all, or None.
        last: the last amount of a unit, of whatever kind, or None.
        values: what was counted last of each value, or None where that is not kept.
        pers: the denominators of amounts by where they start, or None where these are not kept.
    """

    counted: Amount | None = None
    people: Amount | None = None
    money: Amount | None = None
    ahead: str | None = None
    last: Amount | None = None
    values: dict[Decimal, Amount] | None = None
    pers: dict[int, str] | None = None

    def note(self, amount: Amount) -> None:
        """Keep what an amount counts, for when its number is told again."""
        if self.values is not None:
            self.values[amount.low] = amount

    def per(self, model: Amount) -> str | None:
        """The denominator of an amount told before: "190 families a week. Now it is 840"."""
        return (self.pers or {}).get(model.start)

    def again(self, amount: Amount) -> Amount | None:
        """What was counted when the number of an amount was told before: the stores of "the 23"."""
        return (self.values or {}).get(amount.low) if amount.low == amount.high else None

    def counted_for(self, amount: Amount, near: Amount | None = None) -> Amount | None:
        """What was counted last, as far as a bare number can be as many of it.

        "five countries. Congo has 60 million": no countries, but the people counted before.

        Args:
            amount: the bare number.
            near: what its own sentence counts, which goes before what was told.
        """
        last = near or self.counted
        if last is None or last.kind == "people" or self.people is None:
            return last
        return self.people if last.high * _FAR_MORE <= amount.low <= self.people.high * _FAR_MORE else last


NOTHING_TOLD = Told()


@record(frozen=True, slots=True)
class Context:
    """What stands around a bare number.

    Attributes:
        view: the clean view.
        bounds: the sentence.
        tokens: its tokens, tagged.
        before: the amounts before the number in the sentence, completed.
        following: the amount behind it, or None.
        told: what the article told before the sentence.
    """

    view: str
    bounds: tuple[int, int]
    tokens: Sequence[Token]
    before: Sequence[Amount]
    following: Amount | None
    told: Told
