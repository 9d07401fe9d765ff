"""The tables that the end of a run makes anew of all facts: claims and conflicts."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pyarrow as pa

from extract.reviewing.claims import ClaimBuilder
from extract.reviewing.conflicts import ConflictFinder
from extract.reviewing.conflicts_rules import load_conflict_rules
from extract.reviewing.stories import group_stories
from extract.rules.loading import RuleSet
from extract.storing.derived import Derive, ReadRows


def load_derive(ruleset: RuleSet) -> Derive:
    """What tells stories, and makes claims and conflicts of facts.

    Args:
        ruleset: built-in rules and overlays.

    Raises:
        RulesError: rules of contradictions that cannot be used.
    """
    rules = load_conflict_rules(ruleset)

    def make_tables(read: ReadRows, work: Path, n_facts: int) -> Iterator[tuple[str, str, pa.Table]]:
        claims = ClaimBuilder(read, work, n_facts)
        for prefix, rows in claims.build():
            yield "claims", prefix, rows
        finder = ConflictFinder(rules)
        for prefix, rows in finder.find_parts(partial(read, "facts"), claims.support, work):
            yield "conflicts", prefix, rows

    return Derive(group_stories, make_tables)
