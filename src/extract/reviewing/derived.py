"""The tables that the end of a run makes anew of all facts: claims and conflicts."""

from __future__ import annotations

from collections.abc import Iterator

import pyarrow as pa

from extract.reviewing.claims import ClaimBuilder
from extract.reviewing.conflicts import ConflictFinder
from extract.reviewing.conflicts_rules import load_conflict_rules
from extract.rules.loading import RuleSet
from extract.storing.derived import Derive, ReadFacts


def load_derive(ruleset: RuleSet) -> Derive:
    """What makes claims and conflicts of facts.

    Args:
        ruleset: built-in rules and overlays.

    Raises:
        RulesError: rules of contradictions that cannot be used.
    """
    rules = load_conflict_rules(ruleset)

    def derive(read_facts: ReadFacts) -> Iterator[tuple[str, str, pa.Table]]:
        claims = ClaimBuilder(read_facts)
        for prefix, rows in claims.build():
            yield "claims", prefix, rows
        yield "conflicts", "0", ConflictFinder(rules).find(read_facts, claims.support)

    return derive
