"""Apply corrections to what the pipeline made of an article."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from extract.records import ArticleResult, Fact, Period, Rejection
from extract.reviewing.corrections import Correction, CorrectionBook
from extract.reviewing.corrections_matching import Place, match_corrections
from extract.reviewing.corrections_values import read_value
from extract.reviewing.explaining import FAMILIES
from extract.reviewing.golden import spell_fact

REASON = "reviewed"
"""Why a number that a person rejected is no fact."""

_QUANTITY = frozenset({"kind", "value_low", "value_high", "modifier", "unit", "per"})
_LINKED = ("topic", "indicator", "role", "direction", "status", "programme")
_NAMED = ("place_code", "place_name", "attributed_to")
_PERIODS = ("period", "baseline")
# Where in the evidence of a fact the words of a column are filed.
_FIELDS = {"place_code": "place", "place_name": "place"} | {
    f"{name}_{end}": name for name in _PERIODS for end in ("start", "end")
}


def correct_result(result: ArticleResult, book: CorrectionBook) -> ArticleResult:
    """The same with what people say of it: facts set right, marked as reviewed, or rejected.

    Args:
        result: what the pipeline made of an article.
        book: all corrections.
    """
    corrections = book.by_source.get(result.document.raw.source)
    if not corrections:
        return result
    facts = sorted(result.facts, key=lambda fact: (fact.quantity.start, fact.quantity.end))
    text = result.document.raw.text
    matches = {
        match.index: match.correction
        for match in match_corrections(corrections, [_place(fact, text) for fact in facts])
    }
    kept, rejected = [], []
    for index, fact in enumerate(facts):
        correction = matches.get(index)
        if correction is not None and correction.rejected:
            rejected.append(Rejection(fact.quantity.start, fact.quantity.end, REASON, correction.id))
        else:
            kept.append(_correct_fact(fact, correction) if correction else fact)
    return replace(result, facts=tuple(kept), rejections=(*result.rejections, *rejected))


def _place(fact: Fact, text: str) -> Place:
    start, end, sentence = fact.quantity.start, fact.quantity.end, fact.sentence
    return Place(start, end, text[start:end], text[sentence.start : sentence.end], sentence.start)


def _correct_fact(fact: Fact, correction: Correction) -> Fact:
    changed = _set_fields(fact, correction)
    before, after = _columns(fact), _columns(changed)
    if not still_accepted(correction, after):
        return fact
    # What the rules have learnt since needs no correction any more.
    corrected = tuple(name for name in correction.changes if before[name] != after[name])
    return replace(
        changed, rules=(*changed.rules, correction.id), reviewed_by=correction.by, corrected=corrected
    )


def still_accepted(correction: Correction, row: Mapping[str, Any]) -> bool:
    """Whether a fact says what it said when it was accepted; of one that was corrected instead, yes.

    A mark of review on a fact that has changed since would vouch for what nobody saw.

    Args:
        correction: what people say of it.
        row: the fact, with the columns of ``facts``.
    """
    return correction.accepted is None or correction.accepted == spell_fact(row)


def _set_fields(fact: Fact, correction: Correction) -> Fact:
    if not correction.changes:
        return fact
    values = {
        name: read_value(name, text, correction.first.where) for name, text in correction.changes.items()
    }
    quantity: dict[str, Any] = {name: value for name, value in values.items() if name in _QUANTITY}
    linked: dict[str, Any] = {name: values[name] for name in (*_LINKED, *_NAMED) if name in values}
    for name in _PERIODS:
        linked |= _set_period(name, getattr(fact, name), values)
    fields = {_FIELDS.get(name, name) for name in values}
    gone = fields.union(*(FAMILIES.get(name, ()) for name in fields))
    return replace(
        fact,
        **linked,
        quantity=replace(
            fact.quantity,
            **quantity,
            evidence=tuple(one for one in fact.quantity.evidence if one.field not in gone),
        ),
        # What the rules took the old value from does not bear out the new one.
        evidence=tuple(one for one in fact.evidence if one.field not in gone),
    )


def _set_period(name: str, period: Period | None, values: Mapping[str, Any]) -> dict[str, Period | None]:
    ends = (f"{name}_start", f"{name}_end")
    if not any(end in values for end in ends):
        return {}
    old = period or Period(None, None)
    start, end = (values.get(key, before) for key, before in zip(ends, (old.start, old.end), strict=True))
    return {name: Period(start, end) if start or end else None}


def _columns(fact: Fact) -> dict[str, Any]:
    """A fact as the row that it will be, as far as a line of a golden file tells of it."""
    quantity = fact.quantity
    columns: dict[str, Any] = {name: getattr(fact, name) for name in (*_LINKED, *_NAMED)}
    columns |= {name: getattr(quantity, name) for name in ("kind", "modifier", "unit", "per")}
    columns |= {"value_low": float(quantity.value_low), "value_high": float(quantity.value_high)}
    for name in _PERIODS:
        period: Period | None = getattr(fact, name)
        columns |= {f"{name}_start": period and period.start, f"{name}_end": period and period.end}
    return columns
