"""The rules that a difference is filed under: those that fired on one side only, or that reject it now."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from extract.reviewing.diffing_pairs import Pairs
from extract.reviewing.diffing_sides import Integers, Side
from extract.reviewing.explaining import FAMILIES

Row = Mapping[str, Any]

REJECTED = "rejected:"
"""Before the rule by which the other output rejects the number of a fact."""

_MAKERS = frozenset(FAMILIES["unit"])
_COLUMNS = ("article_id", "start", "end", "rule")


def find_rejecting(here: Side, there: Side, rows: Integers, pairs: Pairs, *, forward: bool) -> list[str]:
    """By which rule the other output rejects the number of each fact; empty where by none.

    Args:
        here: the output that has the facts.
        there: the other one.
        rows: the facts, which have no partner.
        pairs: all pairs, for their articles.
        forward: whether ``here`` is the older one.
    """
    own, other = (
        (pairs.articles.old, pairs.articles.new) if forward else (pairs.articles.new, pairs.articles.old)
    )
    numbers = own[here.numbers[rows]]
    usable = np.zeros(len(pairs.articles.both), bool)
    usable[numbers] = True
    usable &= pairs.articles.both
    rejections = _rejections(there, other, usable)
    if not len(rows) or not rejections.num_rows:
        return [""] * len(rows)
    keys = rejections.column("key").to_numpy()
    starts = (numbers << 32) + here.starts[rows]
    ends = (numbers << 32) + here.ends[rows]
    first = np.searchsorted(keys, starts)
    hit = (first < len(keys)) & (keys[np.minimum(first, len(keys) - 1)] < ends)
    rules = rejections.column("rule").take(pa.array(np.minimum(first, len(keys) - 1))).to_pylist()
    return [rule if found else "" for rule, found in zip(rules, hit.tolist(), strict=True)]


def _rejections(side: Side, common: Integers, usable: np.ndarray[Any, Any]) -> pa.Table:
    """Article and start as one key, and the rule, of the rejections of these articles, by key."""
    ids = side.articles.column("article_id").combine_chunks()
    wanted = ids.take(pa.array(np.flatnonzero(usable[common])))
    parts = []
    for table in side.read("rejections", _COLUMNS) if len(wanted) else ():
        kept = table.filter(pc.is_in(table.column("article_id"), value_set=wanted))
        articles = pc.index_in(kept.column("article_id"), value_set=ids).to_numpy().astype(np.int64)
        keys = (common[articles] << 32) + kept.column("start").to_numpy().astype(np.int64)
        parts.append(pa.table({"key": pa.array(keys), "rule": kept.column("rule")}))
    return pa.concat_tables(parts).sort_by("key") if parts else pa.table({"key": [], "rule": []})


def split_rules(
    old: Row | None, new: Row | None, fields: Sequence[str], rejecting: str
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The rules that are gone and those that are new.

    A field that differs though the same rules fired (one of them was edited) is filed under the rules
    of that field, as both gone and new.

    Args:
        old: the fact in the older output.
        new: the fact in the newer output.
        fields: what differs.
        rejecting: the rule that rejects it in the other output, or nothing.
    """
    if old is None or new is None:
        makers = _made_by((new or old or {})["rules"])
        verdict = (f"{REJECTED}{rejecting}",) if rejecting else ()
        return (verdict, makers) if old is None else (makers, verdict)
    before, after = old["rules"], new["rules"]
    gone = tuple(rule for rule in before if rule not in after)
    fresh = tuple(rule for rule in after if rule not in before)
    if gone or fresh:
        return gone, fresh
    families = {family for field in fields for family in FAMILIES.get(field, ())}
    same = tuple(rule for rule in after if rule.split(".")[0] in families)
    return same, same


def _made_by(rules: Sequence[str]) -> tuple[str, ...]:
    """What makes a number a fact: its unit, currency or noun; else all its rules."""
    return tuple(rule for rule in rules if rule.split(".")[0] in _MAKERS) or tuple(rules)
