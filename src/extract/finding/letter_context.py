"""Letters that are a unit or a scale: the page says which is meant ("5.5m" beside "£3m" and "1.4bn")."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from string import digits
from typing import NamedTuple

from extract.finding.amounts import Amount
from extract.finding.currency_context import AmbiguousSign
from extract.finding.lexicon import NumberLexicon
from extract.rules.loading import RuleSet

_REACH = 40


@dataclass(frozen=True, slots=True)
class LetterScale:
    """A letter behind a number that is a scale on some pages.

    Attributes:
        letter: as it is written ("m").
        unit: what it is otherwise (meter).
        factor: what the scale multiplies with.
        cues: how a page is written that means the scale.
        unless: what speaks for the unit on the page all the same.
        before, behind: what speaks for it right beside the number ("a depth of 4m", "2m high").
        rule: id of its rule.
    """

    letter: str
    unit: str
    factor: int
    cues: re.Pattern[str]
    unless: re.Pattern[str]
    before: re.Pattern[str]
    behind: re.Pattern[str]
    rule: str


class Readings(NamedTuple):
    """What has a second reading in an article.

    Attributes:
        signs: signs of currencies.
        letters: letters that are scales.
    """

    signs: tuple[AmbiguousSign, ...] = ()
    letters: tuple[LetterScale, ...] = ()


NO_READINGS = Readings()


def load_letter_scales(ruleset: RuleSet, numbers: NumberLexicon) -> tuple[LetterScale, ...]:
    """Compile ``[[letter_scale]]`` of rules/en/numbers.toml.

    Args:
        ruleset: the rules.
        numbers: the scales.

    Raises:
        RulesError: an entry that cannot be read.
    """
    return tuple(
        LetterScale(
            entry.fields["letter"],
            entry.fields["unit"],
            int(numbers.scales[entry.fields["letter"]].value),
            re.compile(entry.fields["cues"]),
            re.compile(entry.fields["unless"]),
            re.compile(entry.fields["before"]),
            re.compile(entry.fields["behind"]),
            f"letter_scale.{entry.id}",
        )
        for entry in ruleset.entries("en/numbers.toml", "letter_scale")
    )


def find_letter_scales(view: str, letters: Sequence[LetterScale]) -> tuple[LetterScale, ...]:
    """The letters that are scales all over an article."""
    # most pages have no digit before the letter, and need no search
    present = [one for one in letters if any(digit + one.letter in view for digit in digits)]
    return tuple(one for one in present if one.cues.search(view) and not one.unless.search(view))


def read_letter(amount: Amount, view: str, letters: Sequence[LetterScale]) -> Amount:
    """Read the letter of a length as a scale, where the article means that: "fell to 5.5m in 2019"."""
    for one in letters:
        if amount.unit != one.unit or view[amount.number_end : amount.end] != one.letter:
            continue
        around = (
            one.before.search(view, max(0, amount.start - _REACH), amount.start),
            one.behind.match(view, amount.end),
        )
        if not any(around):
            low, high = amount.low * one.factor, amount.high * one.factor
            bare = replace(amount, kind=None, unit=None, low=low, high=high, scaled=True)
            return replace(bare, number_end=amount.end, rules=(*amount.rules[:-1], one.rule))
    return amount
