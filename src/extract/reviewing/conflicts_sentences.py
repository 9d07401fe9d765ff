"""Contradictions inside one sentence: parts greater than their whole, shares of more than all."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from extract.reviewing.conflicts_rules import ConflictRules, PartsRule, SentenceRules
from extract.reviewing.conflicts_values import exceeds, reach_of

Row = Mapping[str, Any]
"""A row of facts."""

_ALIKE = ("kind", "base_unit", "per", "role", "status")
_RELATIVE = ("percent", "multiple")
_HUNDRED = 100.0
_BELOW = ("less_than", "at_most")


def find_parts(facts: Sequence[Row], rules: ConflictRules) -> Iterator[tuple[Row, Row]]:
    """Wholes and parts that are greater than them.

    Percentages are left out: "40 percent of the villages, of which 80 percent" is a share of a share.

    Args:
        facts: the facts of one sentence, in text order.
        rules: the rules of contradictions.
    """
    offset = facts[0]["sentence_start"]
    sums = [fact for fact in facts if fact["kind"] not in _RELATIVE]
    for cue, rule, end in _find_cues(facts[0]["sentence"], rules.sentences):
        before = [fact for fact in sums if fact["end"] - offset <= cue.start()]
        after = [fact for fact in sums if cue.end() <= fact["start"] - offset < end]
        for part in _list_parts(after, cue, rule, rules.sentences):
            whole = _whole_of(part, before)
            if whole and exceeds(reach_of(part, rules.tolerances), reach_of(whole, rules.tolerances)):
                yield whole, part


def _find_cues(sentence: str, rules: SentenceRules) -> list[tuple[re.Match[str], PartsRule, int]]:
    """What stands between wholes and parts, and where the parts of each end."""
    found = [(cue, rule) for rule in rules.parts for cue in rule.cue.finditer(sentence)]
    starts = [cue.start() for cue, _ in found]
    cues = []
    for cue, rule in found:
        barrier = rules.barrier.search(sentence, cue.end())
        ends = [start for start in starts if start >= cue.end()]
        cues.append((cue, rule, min([*ends, barrier.start() if barrier else len(sentence)])))
    return cues


def _list_parts(
    after: Sequence[Row], cue: re.Match[str], rule: PartsRule, rules: SentenceRules
) -> Iterator[Row]:
    """The first quantity after the cue if it stands near, and those that are joined to it."""
    for number, fact in enumerate(after):
        start = fact["start"] - fact["sentence_start"]
        between = cue.string[cue.end() : start]
        near = rule.near.fullmatch(between) if not number else rules.joint.search(between)
        if near:
            yield fact
        elif not number:
            return


def _whole_of(part: Row, before: Sequence[Row]) -> Row | None:
    """The nearest quantity before the cue that a part can be of."""
    alike = [fact for fact in before if all(fact[name] == part[name] for name in _ALIKE)]
    if not alike:
        return None
    whole = alike[-1]
    periods = {(fact["period_start"], fact["period_end"]) for fact in (whole, part)} - {(None, None)}
    return whole if len(periods) < len((whole, part)) else None


def is_share_over_100(fact: Row, rules: SentenceRules) -> bool:
    """Whether a fact says that a share is more than all.

    Args:
        fact: a row of facts.
        rules: what tells shares.
    """
    if fact["unit"] != "percent" or fact["role"] != "level" or fact["value_low"] <= _HUNDRED:
        return False
    if fact["modifier"] in _BELOW:
        return False
    start, end = (fact[name] - fact["sentence_start"] for name in ("start", "end"))
    sides = {
        "before": fact["sentence"][:start],
        "after": fact["sentence"][end:],
        "topic": fact["topic"] or "",
    }
    return _tells(rules.shares, sides) and not _tells(rules.no_shares, sides)


def _tells(regexes: Mapping[str, Any], sides: Mapping[str, str]) -> bool:
    return bool(
        regexes["before"].search(sides["before"])
        or regexes["after"].match(sides["after"])
        or regexes["topic"].search(sides["topic"])
    )
