"""What a comparison of two outputs gives: facts that were added, removed or changed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Literal

Row = Mapping[str, Any]
Change = Literal["added", "removed", "changed"]
PairedBy = Literal["span", "overlap", "sentence", "likeness"]

FIELDS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "quote": ("quote",),
        "kind": ("kind",),
        "value": ("value_low", "value_high"),
        "unit": ("unit",),
        "modifier": ("modifier",),
        "per": ("per",),
        "base": ("base_low", "base_high", "base_unit"),
        "topic": ("topic",),
        "indicator": ("indicator",),
        "role": ("role",),
        "direction": ("direction",),
        "status": ("status",),
        "place": ("place_code", "place_name"),
        "period": ("period_start", "period_end"),
        "baseline": ("baseline_start", "baseline_end"),
        "programme": ("programme",),
        "attributed_to": ("attributed_to",),
        "review": ("reviewed_by", "corrected"),
    }
)
"""The fields that are compared, each with its columns. ``base`` counts where kind, value, unit and role
are the same: then the size of the unit itself has changed."""

COLUMNS = tuple(column for columns in FIELDS.values() for column in columns)
"""All columns that are compared."""

CHANGES: tuple[Change, ...] = ("added", "removed", "changed")
PAIRED_BY: tuple[PairedBy, ...] = ("span", "overlap", "sentence", "likeness")


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One field of a fact that is not what it was.

    Attributes:
        field: a key of ``FIELDS``.
        old, new: its columns in the two outputs.
    """

    field: str
    old: Row
    new: Row


@dataclass(frozen=True, slots=True)
class FactChange:
    """One fact that was added, removed or changed.

    Attributes:
        change: which of the three.
        paired_by: how the two facts of a change found each other: the same ``span`` of the same text,
            spans that ``overlap``, the same words in the same ``sentence`` of a text that has shifted,
            or the ``likeness`` of two sentences of which one was edited.
        old, new: the fact in the two outputs: citation, sentence, rules and the columns compared; None
            where it is not.
        fields: what differs, of a changed fact.
        rules_gone, rules_new: rules that fired in one of the outputs only; of an added or removed fact
            those that make it a fact, and ``rejected:`` with the rule that rejects it in the other.
    """

    change: Change
    paired_by: PairedBy | None
    old: Row | None
    new: Row | None
    fields: tuple[FieldChange, ...] = ()
    rules_gone: tuple[str, ...] = ()
    rules_new: tuple[str, ...] = ()

    @property
    def shown(self) -> Row:
        """The fact as it is now, or was if it is gone."""
        row = self.new or self.old
        if row is None:
            raise ValueError("a change of no fact")
        return row

    @property
    def rules(self) -> tuple[str, ...]:
        """All rules that the change is filed under."""
        return (*self.rules_gone, *self.rules_new)
