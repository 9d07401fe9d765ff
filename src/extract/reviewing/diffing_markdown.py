"""A comparison as Markdown, fit for a comment on a pull request."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from itertools import accumulate

from extract.reviewing.diffing import Diff, Group
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

MAX_CHARACTERS = 60_000
"""A comment on a code host holds 65,536 characters."""

_TABLE_ROWS = 15
# What Markdown reads as a mark anywhere; at the start of a line also "-", "+" and "1."; "www." makes a link.
_SPECIAL = re.compile(r"([\\`*_{}\[\]#|~]|^[-+]|(?<=www)\.|(?<=^\d)[.)]|(?<=^\d\d)[.)]|(?<=^\d{4})[.)])")


def format_markdown(diff: Diff, *, by: str = "field", limit: int | None = 10) -> str:
    """A comparison as Markdown: counts first, then the facts of each group behind a fold.

    What an article says is shown, never run: no markup, link or mention of it takes effect.

    Where it would not fit into a comment, fewer facts of each group are shown.

    Args:
        diff: the comparison.
        by: ``field`` or ``rule``, as in ``Diff.groups``.
        limit: facts of each group that are shown; None for all that fit.
    """
    head, shown = _head(diff), len(diff) if limit is None else limit
    while True:
        groups = [_group(group) for group in diff.groups(by, shown)]
        if not shown or len(head) + sum(map(len, groups)) <= MAX_CHARACTERS:
            break
        shown //= 2
    kept = [size <= MAX_CHARACTERS for size in accumulate(map(len, groups), initial=len(head))][1:]
    left = kept.count(False)
    more = f"\n{left:,} more groups do not fit here; `extract diff` shows them.\n" if left else ""
    return head + "".join(groups[: len(groups) - left]) + more


def _head(diff: Diff) -> str:
    lines = [f"### extract diff: {spell_heading(diff)}", "", f"Articles: {spell_articles(diff)}."]
    if diff.by_field:
        lines += ["", *_table(("field", "changed"), ((f"`{name}`", n) for name, n in diff.by_field.items()))]
    if diff.by_rule:
        rows = [(_code(rule), *(counts[name] for name in CHANGES)) for rule, counts in diff.by_rule.items()]
        lines += ["", *_table(("rule", *CHANGES), iter(rows[:_TABLE_ROWS]))]
        if len(rows) > _TABLE_ROWS:
            lines += ["", f"… and {len(rows) - _TABLE_ROWS:,} more rules."]
    return "\n".join(lines) + "\n"


def _table(heads: tuple[str, ...], rows: Iterator[tuple[object, ...]]) -> list[str]:
    rule = "| --- |" + " ---: |" * (len(heads) - 1)
    return [f"| {' | '.join(heads)} |", rule, *(f"| {' | '.join(map(str, row))} |" for row in rows)]


def _group(group: Group) -> str:
    lines = ["", "<details>", f"<summary>{html.escape(group.heading)}: {group.count:,}</summary>", ""]
    for change in group.changes:
        lines += _item(change)
    if group.count > len(group.changes):
        lines += ["", f"… and {group.count - len(group.changes):,} more."]
    return "\n".join([*lines, "", "</details>", ""])


def _item(change: FactChange) -> list[str]:
    cited = cut_sentence(change.shown)
    sentence = f"{_escape(cited.before)}**{_escape(cited.quote)}**{_escape(cited.after)}".strip()
    lines = [f"- {sentence}  ", f"  {_code(spell_citation(change))}"]
    if not change.fields:
        lines.append(f"  - {_escape(spell_whole(change))}")
    for field in change.fields:
        old, new = spell_field(field)
        lines.append(f"  - {_escape(field.field)}: {_escape(old)} {ARROW} {_escape(new)}")
    if change.rules:
        lines.append(f"  - rules: {_code(spell_rules(change))}")
    return lines


def _escape(text: str) -> str:
    """Text that Markdown leaves as it is; ``@name`` calls nobody."""
    return _SPECIAL.sub(r"\\\1", html.escape(text, quote=False)).replace("@", "&#64;").replace(":", "&#58;")


def _code(text: str) -> str:
    """A code span; in a table a bar would end the cell."""
    plain = " ".join(text.replace("`", "'").replace("|", "¦").split())
    return f"`{plain}`"
