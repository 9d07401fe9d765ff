"""What changed since an earlier output, as the page shows it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pyarrow as pa

from extract.reviewing.diffing import Diff
from extract.reviewing.diffing_records import FactChange
from extract.reviewing.diffing_words import (
    cut_sentence,
    spell_articles,
    spell_field,
    spell_heading,
    spell_rules,
    spell_whole,
)
from extract.reviewing.report.encoding import encode_integers, encode_words
from extract.reviewing.report.facts import FactIndex


def describe_changes(diff: Diff, index: FactIndex) -> dict[str, Any]:
    """The differences of two outputs, the later of which the page shows.

    Args:
        diff: the comparison.
        index: the facts and articles of the later output.

    Returns:
        ``labels`` of the two, ``heading``, ``articles``, ``by_field``; ``columns`` that the page filters
        by, with ``row`` and ``article`` one past the last where the later output has neither; and
        ``details``: for each difference its fields as they were and are, and its quote in its sentence.
    """
    changes = list(diff)
    return {
        "labels": list(diff.labels),
        "heading": spell_heading(diff),
        "articles": spell_articles(diff),
        "by_field": diff.by_field,
        "columns": {
            "change": _words([one.change for one in changes]),
            "fields": _words([", ".join(field.field for field in one.fields) for one in changes]),
            "rules": _words([spell_rules(one) if one.rules else "" for one in changes]),
            "source": _words([str(one.shown["source"]) for one in changes]),
            "row": _numbers([one.new["fact_id"] if one.new else "" for one in changes], index.row_of),
            "article": _numbers([one.shown["article_id"] for one in changes], index.article_of),
            "start": _starts(changes),
        },
        "details": [[_differences(one), list(cut_sentence(one.shown))] for one in changes],
    }


def _words(values: list[str]) -> Mapping[str, Any]:
    return encode_words(pa.array(values, pa.string()))


def _numbers(ids: list[str], number_of: Mapping[str, int]) -> dict[str, Any]:
    none = len(number_of)
    return {"kind": "codes", **encode_integers([number_of.get(one, none) for one in ids], none)}


def _starts(changes: list[FactChange]) -> dict[str, Any]:
    starts = [int(one.shown["start"]) for one in changes]
    return {"kind": "codes", **encode_integers(starts, max(starts, default=0))}


def _differences(change: FactChange) -> list[list[str]]:
    """Field, as it was, as it is; of a fact that came or went all that it says."""
    if change.fields:
        return [[one.field, *spell_field(one)] for one in change.fields]
    whole = spell_whole(change)
    return [["fact", whole, ""] if change.new is None else ["fact", "", whole]]
