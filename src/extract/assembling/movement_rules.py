"""The rules of movement.toml, compiled."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal, cast

from extract.assembling.code_classes import spell_codes
from extract.assembling.movement_codes import CueBook
from extract.assembling.needed_codes import SentenceFilter
from extract.records import Role
from extract.rules.loading import Entry, RuleSet

RULES_FILE = "en/movement.toml"
ROLES: dict[str, Role] = {
    "change": "change",
    "to": "level",
    "from": "level",
    "from2": "level",
    "at": "level",
    "rate": "level",
}
"""What each group of a pattern makes of its quantity."""


@dataclass(frozen=True, slots=True)
class MovementRule:
    """One pattern.

    Attributes:
        id: its id.
        pattern: over the codes of a sentence.
        groups: those of ``ROLES`` that the pattern has.
        direction: where the cue does not tell it; "values" where the values of from and to do.
    """

    id: str
    pattern: re.Pattern[str]
    groups: tuple[str, ...]
    direction: Literal["up", "down", "values"] | None


def compile_rules(book: CueBook, ruleset: RuleSet) -> list[MovementRule]:
    """The rules in the order of the file.

    Raises:
        RulesError: a pattern that is broken, names an unknown class or has no cue.
    """
    return [_compile_rule(book, entry) for entry in ruleset.entries(RULES_FILE, "movement")]


@dataclass(frozen=True, slots=True)
class Mask:
    """Words that look like movement (in another file: like a plan) and are none.

    Attributes:
        pattern: over the codes of a sentence, with a group ``mask``.
        code: what they are read as.
    """

    pattern: re.Pattern[str]
    code: str


class Masks:
    """The masks of a file, in their order.

    Args:
        masks: the masks.
    """

    def __init__(self, masks: Sequence[Mask]) -> None:
        self.all = masks
        """All of them."""
        self._filter = SentenceFilter([mask.pattern.pattern for mask in masks])
        self._put_in = "".join(mask.code for mask in masks)

    def fitting(self, codes: str) -> Iterator[Mask]:
        """Those that can match in a sentence, be it behind what others put in."""
        return (self.all[number] for number in self._filter.find(codes + self._put_in))


def compile_masks(book: CueBook, ruleset: RuleSet, neutral: str, file: str = RULES_FILE) -> Masks:
    """The masks of a file.

    Args:
        book: the codes.
        ruleset: where the file is read from.
        neutral: the code of masked words whose mask names no class.
        file: its name in the rules folder.

    Raises:
        RulesError: a pattern that is broken, names an unknown class or has no group ``mask``.
    """
    return Masks(
        [
            Mask(
                compile_pattern(book, entry, "mask"),
                book.first(str(entry.fields["as"])) if "as" in entry.fields else neutral,
            )
            for entry in ruleset.entries(file, "mask")
        ]
    )


def mask_codes(codes: str, masks: Masks) -> str:
    """The codes of a sentence, with a code that means nothing where a mask matches."""
    for mask in masks.fitting(codes):
        for match in mask.pattern.finditer(codes):
            start, end = match.span("mask")
            codes = codes[:start] + mask.code * (end - start) + codes[end:]
    return codes


def compile_pattern(book: CueBook, entry: Entry, group: str | None = None) -> re.Pattern[str]:
    """The pattern of an entry.

    Args:
        book: the codes it is over.
        entry: the entry.
        group: a group that it must have.

    Raises:
        RulesError: a pattern that is broken, names an unknown class or lacks the group.
    """
    try:
        pattern = book.compile(str(entry.fields["pattern"]))
    except KeyError as error:
        raise entry.error(f"no class {error} in its pattern", "name a class or phrase of the file") from None
    except re.error as error:
        raise entry.error(f"broken pattern: {error}", "mend the regular expression") from None
    if group is not None and group not in pattern.groupindex:
        raise entry.error(f"its pattern has no group {group}", f"mark it with (?P<{group}>...)")
    return pattern


def compile_trigger(book: CueBook, ruleset: RuleSet, file: str) -> re.Pattern[str]:
    """What a sentence must hold for any rule of a file to apply: what its ``[[trigger]]`` names.

    That is one word of the classes, or the words of the pattern.

    Raises:
        RulesError: a class that nothing belongs to.
    """
    codes: set[str] = set()
    patterns: list[str] = []
    for entry in ruleset.entries(file, "trigger"):
        for name in entry.fields["classes"]:
            found = book.charset(str(name))
            if not found:
                raise entry.error(f"no class {name!r}", "name a class of the file")
            codes |= found
        if "pattern" in entry.fields:
            patterns.append(compile_pattern(book, entry).pattern)
    return re.compile("|".join([spell_codes(codes), *patterns]))


def _compile_rule(book: CueBook, entry: Entry) -> MovementRule:
    direction = entry.fields.get("direction")
    if direction not in {None, "up", "down", "values"}:
        raise entry.error(f"direction {direction!r}", 'write "up", "down" or "values", or leave it out')
    pattern = compile_pattern(book, entry, "cue" if direction is None else None)
    groups = tuple(name for name in ROLES if name in pattern.groupindex)
    if not groups:
        raise entry.error("its pattern marks no quantity", f"mark one as one of {', '.join(ROLES)}")
    return MovementRule(entry.id, pattern, groups, cast("Literal['up', 'down', 'values'] | None", direction))
