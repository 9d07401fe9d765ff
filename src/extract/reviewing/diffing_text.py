"""A comparison as lines for a terminal: each line in pieces of one style."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from extract.reviewing.diffing import Diff
from extract.reviewing.diffing_records import CHANGES, FactChange
from extract.reviewing.diffing_words import (
    ARROW,
    cut_sentence,
    spell_articles,
    spell_citation,
    spell_field,
    spell_heading,
    spell_rules,
    spell_whole,
)

Style = Literal["", "bold", "dim", "old", "new", "quote"]
Line = list[tuple[str, Style]]

_RULES = 15
_WIDTH = 10
_GAP = 2


def describe(diff: Diff, *, by: str = "field", limit: int | None = 10) -> Iterator[Line]:
    """A comparison line by line: counts first, then the facts of each group.

    Args:
        diff: the comparison.
        by: ``field`` or ``rule``, as in ``Diff.groups``.
        limit: facts of each group that are shown; None for all.
    """
    yield [(spell_heading(diff), "bold")]
    for name, label in zip(("old", "new"), diff.labels, strict=True):
        yield [(f"{name:<{_WIDTH}}{label}", "")]
    yield [(f"{'articles':<{_WIDTH}}{spell_articles(diff)}", "")]
    if diff.by_field:
        fields = ", ".join(f"{count:,} {name}" for name, count in diff.by_field.items())
        yield [(f"{'fields':<{_WIDTH}}{fields}", "")]
    yield from _describe_rules(diff)
    for group in diff.groups(by, limit):
        yield []
        yield [(group.heading, "bold"), (f": {group.count:,}", "")]
        for change in group.changes:
            yield from _describe_change(change)
        if group.count > len(group.changes):
            yield [(f"  ... and {group.count - len(group.changes):,} more (--limit)", "dim")]


def format_text(diff: Diff, *, by: str = "field", limit: int | None = 10) -> str:
    """The same as plain text.

    Args:
        diff: the comparison.
        by: as in ``describe``.
        limit: as in ``describe``.
    """
    lines = describe(diff, by=by, limit=limit)
    return "".join(f"{''.join(text for text, _ in line)}\n" for line in lines)


def _describe_rules(diff: Diff) -> Iterator[Line]:
    shown = list(diff.by_rule.items())[:_RULES]
    if not shown:
        return
    width = max(map(len, diff.by_rule)) + _GAP
    yield []
    yield [(f"{'rule':<{width}}{'  '.join(CHANGES)}", "bold")]
    for rule, counts in shown:
        cells = (f"{counts[name] or '':>{len(name)}}" for name in CHANGES)
        yield [(f"{rule:<{width}}{'  '.join(cells)}", "")]
    if len(diff.by_rule) > _RULES:
        yield [(f"... and {len(diff.by_rule) - _RULES:,} more rules", "dim")]


def _describe_change(change: FactChange) -> Iterator[Line]:
    cited = cut_sentence(change.shown)
    yield [(f"  {cited.before.lstrip()}", ""), (f"[{cited.quote}]", "quote"), (cited.after.rstrip(), "")]
    yield [(f"    {spell_citation(change)}", "dim")]
    if not change.fields:
        added = change.change == "added"
        yield [(f"    {'+' if added else '-'} {spell_whole(change)}", "new" if added else "old")]
    for field in change.fields:
        old, new = spell_field(field)
        yield [(f"    {field.field}: ", ""), (old, "old"), (f" {ARROW} ", ""), (new, "new")]
    if change.rules:
        yield [(f"    rules: {spell_rules(change)}", "dim")]
