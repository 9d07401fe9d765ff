"""Expressions of rules/en/nouns.toml that lead from one amount of a sentence to another."""

from __future__ import annotations

import re
from collections.abc import Callable

from extract.finding.surfaces import alternation, bounded
from extract.rules.endings import Ending
from extract.rules.loading import RuleSet


def aside_endings(words: Callable[[str], list[str]]) -> tuple[Ending, Ending]:
    """What leads to an amount that only says where, of what, when or why."""
    joined = rf"(?:(?:[a-z]+\s+){{1,3}}{alternation(words('circumstance_joint'))}\s+)?"
    aside = rf"{bounded(words('circumstance'))}\s+{joined}(?:{alternation(words('skip'))}\s+)?$"
    nesting = rf"{bounded(words('nesting'))}\s+(?:[a-z]+\s+)?$"
    return Ending(nesting, re.IGNORECASE), Ending(aside, re.IGNORECASE)


def movement_patterns(words: Callable[[str], list[str]]) -> dict[str, re.Pattern[str]]:
    """What leads from an amount to another that it moved from or to."""
    return {
        "from_to": re.compile(
            rf"[^.;]{{0,60}}(?<![A-Za-z]){alternation(words('from_to'))}\s+(?:\S+\s+){{0,2}}", re.IGNORECASE
        ),
        "from_before": re.compile(rf"{bounded(words('from_before'))}\s+(?:[a-z]+\s+){{0,2}}$", re.IGNORECASE),
        "carry": re.compile(
            # Points of "14.5" and "U.S. dollars" end no sentence.
            r"(?:[^.]|\.(?=\w)|(?<=\.\w)\.){0,60}?(?<![A-Za-z])"
            rf"{alternation(words('carry'))}\s+(?:[a-z]+\s+){{0,2}}",
            re.IGNORECASE,
        ),
        "moved": re.compile(
            rf"(?:,?\s+in\s+\S+)?,?\s+{alternation([*words('from_to'), *words('from_before')])}"
            r"\s+(?:[a-z]+\s+){0,2}",
            re.IGNORECASE,
        ),
    }


def predicated_pattern(ruleset: RuleSet, nouns: list[str]) -> re.Pattern[str]:
    """What says that a number is a population: "1,200 is its population"."""
    entries = ruleset.entries("en/nouns.toml", "population_of")
    copulas = alternation([s for entry in entries for s in entry.fields["copulas"]])
    return re.compile(
        rf"\s+{copulas}\s+(?:[a-z]+\s+){{0,3}}(?P<noun>{alternation(nouns)})(?![A-Za-z])", re.IGNORECASE
    )
