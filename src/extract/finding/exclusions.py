"""Numbers that are no facts, by the patterns of rules/en/exclusions.toml."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from extract.rules.endings import Ending
from extract.rules.loading import Entry, RuleSet

Pattern = re.Pattern[str]

STAGES = ("early", "duration", "fraction", "bare", "last")
_LOOK_BEHIND = 60
_LOOK_AHEAD = 40


@dataclass(frozen=True, slots=True)
class Exclusion:
    """One pattern; all parts that are given must hold, and no `unless` part may.

    Attributes:
        rule: id of its rule.
        reason: what goes into `rejections.reason`.
        before, after, itself: patterns that must match before, behind and on the number.
        unless_before, unless_after: patterns that must not.
    """

    rule: str
    reason: str
    before: Ending | None
    after: Pattern | None
    itself: Pattern | None
    unless_before: Ending | None
    unless_after: Pattern | None

    def holds(self, before: str, number: str, after: str) -> bool:
        """Whether a number is none by this pattern, given what stands before and behind it."""
        if self.itself and not self.itself.fullmatch(number):
            return False
        if self.after and not self.after.match(after):
            return False
        if self.before and not self.before.search(before):
            return False
        if self.unless_after and self.unless_after.match(after):
            return False
        return not (self.unless_before and self.unless_before.search(before))


Exclusions = Mapping[str, tuple[Exclusion, ...]]


def load_exclusions(ruleset: RuleSet) -> Exclusions:
    """Compile rules/en/exclusions.toml, by stage.

    Raises:
        RulesError: an unknown stage, a pattern that is none, an entry without patterns.
    """
    entries = ruleset.entries("en/exclusions.toml", "exclusion")
    stages: dict[str, list[Exclusion]] = {stage: [] for stage in STAGES}
    for entry in entries:
        stage = entry.fields.get("stage")
        if stage not in stages:
            raise entry.error(f"stage {stage!r}", f"use one of {', '.join(STAGES)}")
        stages[stage].append(_compile(entry))
    return {stage: tuple(found) for stage, found in stages.items()}


def _compile(entry: Entry) -> Exclusion:
    parts = ("before", "after", "is", "unless_before", "unless_after")
    if not any(entry.fields.get(part) for part in parts):
        raise entry.error("no pattern", "give at least one of before, after, is")
    after, itself, unless_after = (_pattern(entry, part) for part in ("after", "is", "unless_after"))
    before, unless_before = (_ending(entry, part) for part in ("before", "unless_before"))
    rule = f"exclusion.{entry.id}"
    return Exclusion(rule, entry.fields["reason"], before, after, itself, unless_before, unless_after)


def _ending(entry: Entry, part: str) -> Ending | None:
    pattern = _pattern(entry, part)
    if pattern is None:
        return None
    if not pattern.pattern.endswith("$"):
        raise entry.error(f"{part} does not end in $", "let it end where the number begins")
    return Ending(pattern.pattern, pattern.flags)


def _pattern(entry: Entry, part: str) -> Pattern | None:
    source = entry.fields.get(part)
    if source is None:
        return None
    flags = re.NOFLAG if entry.fields.get("case") else re.IGNORECASE
    try:
        # A blank in a pattern stands for any white space: lines may break inside an expression.
        return re.compile(source.replace(" ", r"\s"), flags)
    except re.error as error:
        raise entry.error(f"{part} is no regular expression ({error})", "mend the pattern") from None


def find_exclusion(
    exclusions: Exclusions, stage: str, view: str, bounds: tuple[int, int], span: tuple[int, int]
) -> Exclusion | None:
    """The first pattern of a stage that says that a number of a sentence is no fact.

    Args:
        exclusions: the patterns by stage.
        stage: which of them.
        view: the clean view.
        bounds: the sentence.
        span: the number.
    """
    start, end = span
    before = view[max(bounds[0], start - _LOOK_BEHIND) : start]
    number, after = view[start:end], view[end : min(bounds[1], end + _LOOK_AHEAD)]
    for exclusion in exclusions[stage]:
        if exclusion.holds(before, number, after):
            return exclusion
    return None
