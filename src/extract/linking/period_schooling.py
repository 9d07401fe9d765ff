"""Expressions that mean another time where pupils are told of."""

from __future__ import annotations

from extract.finding.periods import TimeExpression

SHORT_PAIR = len("2012-13")
"""How long two years are that are written as one."""

_TERM = "semester"


def is_term(expression: TimeExpression) -> bool:
    """Whether it is a half of a year that schools call a term: "the first semester of 2018".

    Args:
        expression: as the finder gives it.
    """
    return expression.fields.unit == _TERM


def is_short_pair(expression: TimeExpression) -> bool:
    """Whether two years running are written as one: "2012-13".

    Args:
        expression: as the finder gives it.
    """
    first, last = expression.fields.first, expression.fields.last
    is_next = last is not None and first.year is not None and last.year == first.year + 1
    return is_next and first.month is None and expression.end - expression.core == SHORT_PAIR


def is_season(expression: TimeExpression) -> bool:
    """Whether a year stands behind a season: "fall 2020", a term where pupils are told of.

    Args:
        expression: as the finder gives it.
    """
    return expression.kind == "year" and expression.fields.first.month is not None


def is_by_school(expression: TimeExpression) -> bool:
    """Whether an expression means another time where pupils are told of: "2019-20", "fall 2020".

    Args:
        expression: as the finder gives it.
    """
    return is_short_pair(expression) or is_season(expression) or is_term(expression)
