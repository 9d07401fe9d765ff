"""Judge examples of the rules of contradictions: one or several short articles, contradicting or not."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

import pyarrow as pa

from extract.records import ArticleResult
from extract.reviewing.conflicts import ConflictFinder
from extract.reviewing.conflicts_rules import load_conflict_rules
from extract.rules.loading import RuleSet
from extract.running.checking_cases import Case, Checker
from extract.running.checking_markup import Marked
from extract.storing.arrow import build_table
from extract.storing.rows import RowContext, build_rows

_BETWEEN = " || "
_PARAGRAPHS = "\n\n"


def read_articles(source: str) -> Marked:
    """Read an example of articles with ``||`` between them; each becomes a paragraph."""
    return Marked(source.replace(_BETWEEN, _PARAGRAPHS))


class ConflictJudge:
    """Judge of the rules of contradictions.

    Args:
        ruleset: the rules.
    """

    def __init__(self, ruleset: RuleSet) -> None:
        self._finder = ConflictFinder(load_conflict_rules(ruleset))
        self.checker = Checker(read_articles, self._judge)

    def _judge(self, case: Case, result: ArticleResult) -> Iterator[str]:
        """A contradiction is found in an example and none in a counter-example."""
        facts = _facts_of(result, case.marked.text)

        def read_facts(columns: Sequence[str]) -> Iterator[pa.Table]:
            yield facts.select(list(columns))

        found = self._finder.find(read_facts, lambda _: 1).column("explanation").to_pylist()
        if found and not case.holds:
            yield f"found a contradiction, expected none: {found[0]}"
        if not found and case.holds:
            quotes = facts.column("quote").to_pylist()
            yield f"found no contradiction, expected one between {', '.join(quotes) or 'facts, found none'}"


def _facts_of(result: ArticleResult, text: str) -> pa.Table:
    """The facts of an example as rows, each paragraph as an article of its own."""
    context = RowContext(run_id="", input_digest="", base_value=_as_stated)
    columns = build_rows(result, context)["facts"]
    columns["article_id"] = [str(text.count(_PARAGRAPHS, 0, start)) for start in columns["start"]]
    return build_table("facts", columns)


def _as_stated(unit: str, low: Decimal, high: Decimal, **_: bool) -> tuple[float, float, str]:
    """Examples compare like with like: no need to wait for the table of units."""
    return float(low), float(high), unit
