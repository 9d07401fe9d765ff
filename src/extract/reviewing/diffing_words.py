"""A difference in words: what terminal, Markdown and HTML show alike."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

from extract.reviewing.diffing_records import CHANGES, FactChange, FieldChange
from extract.reviewing.golden import spell_fact

if TYPE_CHECKING:
    from extract.reviewing.diffing import Diff

Row = Mapping[str, Any]

NOTHING = "none"
ARROW = "→"
_AROUND = 160


class Cited(NamedTuple):
    """A sentence around its quantity, cut to what a line or two can hold."""

    before: str
    quote: str
    after: str


def spell_heading(diff: Diff) -> str:
    """How much differs, in one line: ``5 of 769 facts differ: 1 added, 1 removed, 3 changed``."""
    if not len(diff):
        what = " that the filter lets through" if diff.wanted.is_set else ""
        return f"no difference{what} in {diff.totals.new:,} facts"
    counts = ", ".join(f"{diff.counts[change]:,} {change}" for change in CHANGES if diff.counts[change])
    total = diff.totals.new + diff.counts["removed"]
    return f"{len(diff):,} of {total:,} facts {'differ' if len(diff) > 1 else 'differs'}: {counts}"


def spell_articles(diff: Diff) -> str:
    """What became of the articles: ``36 the same, 1 edited``."""
    counts = diff.totals.articles
    parts = [f"{counts['same']:,} the same"]
    parts += [f"{counts[name]:,} {name}" for name in ("edited", "added", "removed") if counts[name]]
    return ", ".join(parts)


def spell_citation(change: FactChange) -> str:
    """Source and offsets; of a fact that moved both."""
    row = change.shown
    here = f"{row['source']}, characters {row['start']}-{row['end']}"
    old = change.old
    if old is None or change.new is None or (old["start"], old["end"]) == (row["start"], row["end"]):
        return here
    moved = f"{old['start']}-{old['end']}"
    return (
        f"{here} (were {moved})"
        if old["source"] == row["source"]
        else f"{here} (in {old['source']}: {moved})"
    )


def spell_field(change: FieldChange) -> tuple[str, str]:
    """A field as it was and as it is."""
    return _spell(change.field, change.old), _spell(change.field, change.new)


def spell_rules(change: FactChange) -> str:
    """The rules that are gone and those that are new; of edited rules that fired before and after, these."""
    gone, fresh = ", ".join(change.rules_gone), ", ".join(change.rules_new)
    return fresh if gone == fresh else f"{gone or NOTHING} {ARROW} {fresh or NOTHING}"


def spell_whole(change: FactChange) -> str:
    """All that an added or removed fact says."""
    return spell_fact(change.shown)


def cut_sentence(row: Row) -> Cited:
    """The sentence of a fact around its quantity, white space made plain.

    Args:
        row: a fact with its sentence and offsets.
    """
    sentence, quote = row["sentence"], row["quote"]
    start = row["start"] - row["sentence_start"]
    before, after = sentence[:start], sentence[start + len(quote) :]
    if len(before) > _AROUND:
        before = "… " + before[-_AROUND:].partition(" ")[2]
    if len(after) > _AROUND:
        after = after[:_AROUND].rpartition(" ")[0] + " …"
    # What stands around one blank keeps it: "rose [5 percent] in".
    return Cited(*(_plain(part) for part in (before, quote, after)))


def _plain(text: str) -> str:
    words = " ".join(text.split())
    head = " " if text[:1].isspace() and words else ""
    tail = " " if text[-1:].isspace() and words else ""
    return f"{head}{words}{tail}"


def _spell(field: str, values: Row) -> str:
    if all(value is None for value in values.values()):
        return NOTHING
    match field:
        case "value":
            low, high = (f"{value:,.12g}" for value in values.values())
            return low if low == high else f"{low} to {high}"
        case "period" | "baseline":
            start, end = values.values()
            return str(start) if start == end else f"{start or '..'}/{end or '..'}"
        case "base":
            low, high, unit = values.values()
            return f"{low:,.12g} {unit}" if low == high else f"{low:,.12g} to {high:,.12g} {unit}"
        case "review":
            by, corrected = values.values()
            return f"{by or NOTHING} ({corrected})" if corrected else str(by)
        case _:
            return " ".join(" ".join(str(value).split()) for value in values.values() if value is not None)
