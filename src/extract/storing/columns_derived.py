"""The declarations of the tables that the end of each run makes anew of the facts."""

from __future__ import annotations

from typing import get_args

from extract.records import Direction, Kind, Role, Status
from extract.storing.column_types import Column, Table, null

_CLAIM_FIELDS = (
    null("indicator", "vocabulary", "As in `facts`."),
    null("topic", "string", "As in `facts`, of the first fact."),
    Column("kind", "vocabulary", "As in `facts`.", values=get_args(Kind)),
    Column("unit", "string", "As in `facts`."),
    null("per", "vocabulary", "As in `facts`."),
    Column("role", "vocabulary", "As in `facts`.", values=get_args(Role)),
)
_PLACE_FIELDS = (
    null("place_code", "string", "As in `facts`."),
    null("place_name", "string", "As in `facts`."),
)

CLAIMS = Table(
    "claims",
    "One row per claim: what one or more facts say alike.",
    ("claim_id",),
    (
        Column("claim_id", "string", "As in `facts`."),
        *_CLAIM_FIELDS,
        Column("value_low", "float64", "As in `facts`."),
        Column("value_high", "float64", "As in `facts`."),
        null("direction", "vocabulary", "As in `facts`; empty where its facts differ.", get_args(Direction)),
        null("status", "vocabulary", "As in `facts`; empty where its facts differ.", get_args(Status)),
        *_PLACE_FIELDS,
        null("period_start", "date", "As in `facts`."),
        null("period_end", "date", "As in `facts`."),
        null("programme", "string", "As in `facts`."),
        Column(
            "scope",
            "vocabulary",
            "Whether subject (indicator or topic), place and period are all known. Facts of an open claim "
            "may speak of different things that happen to have the same number.",
            values=("full", "open"),
        ),
        Column("n_facts", "int32", "Facts that state it."),
        Column("n_articles", "int32", "Articles that state it; exact duplicates count once."),
        Column(
            "n_sources",
            "int32",
            "Independent articles that state it: copies of one story, and articles that state it in the "
            "same sentence, count once.",
        ),
        null("first_published", "date", "Date of the earliest of its articles."),
        null("last_published", "date", "Date of the latest of its articles."),
        Column("fact_ids", "strings", "Its facts: `facts.fact_id`."),
    ),
)


def _side(name: str, *, nullable: bool) -> tuple[Column, ...]:
    """The citation of one side of a conflict."""
    empty = "; empty where one fact contradicts itself" if nullable else ""
    of = f"Of the {name} fact{empty}: "
    return (
        Column(f"{name}_fact_id", "string", f"{of}`facts.fact_id`.", nullable),
        Column(f"{name}_claim_id", "string", f"{of}`claims.claim_id`.", nullable),
        Column(f"{name}_article_id", "string", f"{of}`articles.article_id`.", nullable),
        Column(f"{name}_source", "string", f"{of}as in `articles`.", nullable),
        null(f"{name}_published", "date", f"{of}as in `articles`."),
        Column(f"{name}_quote", "string", f"{of}the quantity as written.", nullable),
        Column(f"{name}_sentence", "string", f"{of}its sentence.", nullable),
        null(f"{name}_period_start", "date", f"{of}first day of its period."),
        null(f"{name}_period_end", "date", f"{of}last day of its period."),
        Column(f"{name}_n_sources", "int32", f"{of}`claims.n_sources`.", nullable),
    )


CONFLICTS = Table(
    "conflicts",
    "One row per contradiction: two facts that cannot both be true, or one that cannot be.",
    ("conflict_id",),
    (
        Column("conflict_id", "string", "Hash of `reason` and the facts."),
        Column(
            "reason",
            "vocabulary",
            "`value`: different numbers for the same. `direction`: up and down for the same. "
            "`part_exceeds_whole`: a part that is greater than its whole. `share_over_100`: more than all. "
            "`jump`: a hundred times as much within a few years, most likely a slip of units.",
            values=("value", "direction", "part_exceeds_whole", "share_over_100", "jump"),
        ),
        Column("explanation", "string", "What contradicts what, in one sentence."),
        *_CLAIM_FIELDS,
        *_PLACE_FIELDS,
        null("programme", "string", "As in `facts`."),
        *_side("one", nullable=False),
        *_side("other", nullable=True),
    ),
)

DERIVED_TABLES: tuple[Table, ...] = (CLAIMS, CONFLICTS)
"""Tables that the end of each run makes anew of the facts."""
