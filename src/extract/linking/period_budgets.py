"""The year of the budget that an article tells of: what is to be spent and charged is of that year."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from extract.finding.periods import TimeExpression
from extract.linking.period_links import LinkedPeriod
from extract.linking.period_resolving import PeriodResolver, Setting
from extract.records import Document, Quantity, Span

Gaps = Mapping[str, re.Pattern[str]]
# How much of an article is its lead.
_LEAD = 400
_YEARS = {"year", "year_range", "fiscal_year", "relative"}
_BEFORE, _BEHIND = 60, 24
# What a budget sets: "a rent of £90", "a rise of 3 percent"; it has no children and no roads yet.
_SET = {"money", "percent"}


def budget_year(
    document: Document,
    found: Mapping[int, Sequence[TimeExpression]],
    resolver: PeriodResolver,
    setting: Setting,
    gaps: Gaps,
) -> LinkedPeriod | None:
    """The year of the budget that the lead tells of, wherever the text names it; None of other articles.

    Args:
        document: the segmented article.
        found: its times, by index of sentence.
        resolver: resolves them.
        setting: the article's date and country.
        gaps: the patterns of the rules.
    """
    if gaps["budget"].search(_lead(document).lower()) is None:
        return None
    for number, expressions in found.items():
        sentence = document.sentences[number]
        text = document.view[sentence.start : sentence.end].lower()
        for expression in expressions:
            if not _is_of_budget(expression, text, sentence.start, gaps):
                continue
            period = resolver.resolve_fiscal(expression, setting)
            if period is not None:
                evidence = Span(expression.start, expression.end)
                return LinkedPeriod(period, evidence, ("period:budget", expression.rule))
    return None


def budgeted(
    budget: LinkedPeriod | None,
    told: LinkedPeriod | None,
    sentence: str,
    quantity: Quantity,
    tense: str | None,
    gaps: Gaps,
) -> LinkedPeriod | None:
    """The year of the budget that the text tells of, for what this sets.

    Args:
        budget: that year, None in other articles.
        told: the time told of before the sentence.
        sentence: in lower case.
        quantity: one of its quantities.
        tense: the tense of its clause.
        gaps: the patterns of the rules.
    """
    if budget is None or not _is_set(quantity, tense, sentence, gaps):
        return None
    is_same = told is not None and told.period == budget.period
    return budget if told is None or _goes_on(quantity, sentence, gaps, is_same=is_same) else None


def _is_set(quantity: Quantity, tense: str | None, sentence: str, gaps: Gaps) -> bool:
    """Whether a budget may set a quantity: what is told in the present tense is money or a rate.

    Args:
        quantity: any quantity.
        tense: the tense of its clause.
        sentence: in lower case.
        gaps: the patterns of the rules.
    """
    if tense == "future" or quantity.kind not in _SET:
        return tense == "future"
    return tense in ("present", None) or gaps["earmarked"].search(sentence) is not None


def _goes_on(quantity: Quantity, sentence: str, gaps: Gaps, *, is_same: bool) -> bool:
    """Whether a sentence is still of the budget: "It includes $2 million", "Some $8 million is for schools".

    Args:
        quantity: one of its quantities.
        sentence: in lower case.
        gaps: the patterns of the rules.
        is_same: whether the time told of is that of the budget.
    """
    if is_same and quantity.kind == "money":
        return True
    return gaps["continues"].match(sentence) is not None or gaps["budget"].search(sentence) is not None


def _lead(document: Document) -> str:
    told = (s for s in document.segments if s.kind in ("title", "paragraph"))
    first = next(told, None)
    return "" if first is None else document.view[first.start : first.start + _LEAD]


def _is_of_budget(expression: TimeExpression, text: str, offset: int, gaps: Gaps) -> bool:
    if expression.kind not in _YEARS or (expression.kind == "relative" and expression.fields.unit != "year"):
        return False
    start, end = expression.core - offset, expression.end - offset
    before, behind = text[max(0, start - _BEFORE) : start], text[end : end + _BEHIND]
    return gaps["budget-for"].search(before) is not None or gaps["of-budget"].match(behind) is not None
