"""Contradictions and look-alikes as short articles, and what is found in them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa

from extract.records import RawArticle
from extract.reviewing.conflicts import ConflictFinder
from extract.reviewing.conflicts_rules import load_conflict_rules
from extract.rules.loading import RuleSet
from extract.running.pipeline import Extractor
from extract.storing.arrow import build_table
from extract.storing.rows import RowContext, build_rows

DATA = Path(__file__).resolve().parents[1] / "data" / "conflicts"
RULES = load_conflict_rules(RuleSet())


def read_lines(name: str) -> list[str]:
    lines = (DATA / name).read_text(encoding="utf-8").splitlines()
    return [line for line in lines if line and not line.startswith("#")]


def fact_table(texts: Sequence[str], extractor: Extractor) -> pa.Table:
    """The facts of some articles in one table, as the store keeps them."""
    raws = [RawArticle("cases", f"{number}.txt", text, str(number)) for number, text in enumerate(texts)]
    context = RowContext(run_id="1", input_digest="", base_value=extractor.units.base_value)
    rows = [build_rows(result, context)["facts"] for result in extractor.extract(raws)]
    return pa.concat_tables([build_table("facts", columns) for columns in rows])


def find_conflicts(facts: pa.Table, n_sources: dict[str, int] | None = None) -> list[dict[str, Any]]:
    def read_facts(columns: Sequence[str]) -> Iterator[pa.Table]:
        yield facts.select(list(columns))

    support = n_sources or {}
    found: list[dict[str, Any]] = (
        ConflictFinder(RULES).find(read_facts, lambda claim_id: support.get(claim_id, 1)).to_pylist()
    )
    return found
