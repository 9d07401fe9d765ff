"""What bounds a number: "about", "more than", "at least", "-odd"."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import cast

from extract.finding.surfaces import alternation, longest_first, plain_surface
from extract.frozen import record
from extract.records import Modifier, Span
from extract.rules.endings import Ending
from extract.rules.loading import Entry, RuleSet

_REACH = 48
# A new word; also one glued to the headline before it: "a Better LifeAbout 900 families".
_WORD_BEGINS = r"(?:(?<![A-Za-z-])|(?-i:(?<=[a-z])(?=[A-Z])))"


@record(frozen=True, slots=True)
class FoundModifier:
    """A modifier with the place where it stands.

    Attributes:
        modifier: its value, as facts.md lists them.
        span: where it stands.
        rule: id of its rule.
    """

    modifier: Modifier
    span: Span
    rule: str


@record(frozen=True, slots=True)
class ModifierLexicon:
    """The modifiers, compiled: one regex that ends at a number, one that starts behind it.

    Attributes:
        before, after: the regexes.
        by_surface, by_after: modifier and rule of each surface.
        unless_before: by rule, what must not stand before.
        large_only: rules that hold for large quantities only.
    """

    before: Ending
    after: re.Pattern[str]
    by_surface: Mapping[str, tuple[Modifier, str]]
    by_after: Mapping[str, tuple[Modifier, str]]
    unless_before: Mapping[str, tuple[re.Pattern[str], ...]]
    large_only: frozenset[str]


def load_modifier_lexicon(ruleset: RuleSet) -> ModifierLexicon:
    """Compile rules/en/modifiers.toml.

    Raises:
        RulesError: an entry that cannot be read.
    """
    entries = ruleset.entries("en/modifiers.toml", "modifier")
    fillers = [
        s for e in ruleset.entries("en/modifiers.toml", "modifier_filler") for s in e.fields["surfaces"]
    ]
    before, after = _by_surface(entries, "before"), _by_surface(entries, "after")
    return ModifierLexicon(
        before=Ending(
            rf"{_WORD_BEGINS}(?P<surface>{longest_first(before)})(?:\s+{longest_first(fillers)})*\s*$",
            re.IGNORECASE,
        ),
        after=re.compile(rf"\s?(?P<surface>{alternation(after)})(?![A-Za-z]|\s+[\d$£€¥])", re.IGNORECASE),
        by_surface=before,
        by_after=after,
        unless_before={
            f"modifier.{entry.id}": tuple(
                re.compile(source.replace(" ", r"\s"), re.IGNORECASE)
                for source in entry.fields.get("unless_before", [])
            )
            for entry in entries
        },
        large_only=frozenset(f"modifier.{entry.id}" for entry in entries if entry.fields.get("large_only")),
    )


def _by_surface(entries: list[Entry], key: str) -> dict[str, tuple[Modifier, str]]:
    return {
        plain_surface(surface): (cast("Modifier", entry.fields["modifier"]), f"modifier.{entry.id}")
        for entry in entries
        for surface in entry.fields.get(key, [])
    }


def find_modifier_before(
    view: str, start: int, position: int, lexicon: ModifierLexicon, *, large: bool = True
) -> FoundModifier | None:
    """The modifier that ends where a quantity begins; the one next to the number wins.

    Args:
        view: the clean view.
        start: start of the sentence.
        position: start of the quantity.
        lexicon: the modifiers.
        large: whether the quantity is large enough for those that bound large ones only ("passed").
    """
    behind = max(start, position - _REACH)
    text = view[behind:position]
    found = lexicon.before.search(text)
    if found is None:
        return None
    modifier, rule = lexicon.by_surface[plain_surface(found["surface"])]
    if rule in lexicon.large_only and not large:
        return None
    if any(pattern.search(text[: found.end()]) for pattern in lexicon.unless_before[rule]):
        return None
    return FoundModifier(modifier, Span(behind + found.start("surface"), behind + found.end("surface")), rule)


def find_modifier_after(view: str, position: int, end: int, lexicon: ModifierLexicon) -> FoundModifier | None:
    """The modifier that begins behind a number or a quantity: "90-odd", "10 or more"."""
    found = lexicon.after.match(view, position, end)
    if found is None:
        return None
    modifier, rule = lexicon.by_after[plain_surface(found["surface"])]
    return FoundModifier(modifier, Span(found.start("surface"), found.end("surface")), rule)
