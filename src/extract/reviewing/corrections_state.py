"""What became of each correction in an output: applied, not yet, or matching nothing any more."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import pyarrow as pa
import pyarrow.compute as pc

from extract.reviewing.corrections import PREFIX, Correction, CorrectionBook
from extract.reviewing.corrections_applying import REASON, still_accepted
from extract.reviewing.corrections_matching import Place, match_corrections
from extract.storing.columns import TABLES
from extract.storing.reading_back import Output

Row = Mapping[str, Any]
State = Literal["applied", "learnt", "waiting", "outdated", "lost", "no article"]

MEANINGS: Mapping[State, str] = {
    "applied": "the fact is as the person says",
    "learnt": "the rules say so themselves by now: the correction can go",
    "waiting": "the next run applies it",
    "outdated": "accepted, but the fact says something else by now: look again",
    "lost": "no fact in the article matches it any more",
    "no article": "the output has no such article",
}
"""What each state says."""
BROKEN: tuple[State, ...] = ("outdated", "lost", "no article")
"""States that somebody must look at."""


@dataclass(frozen=True, slots=True)
class CorrectionState:
    """A correction and what became of it.

    Attributes:
        correction: the correction.
        state: a key of ``MEANINGS``.
        fact_id: the fact that it is about, where there is one.
    """

    correction: Correction
    state: State
    fact_id: str | None = None


def find_states(output: Output, book: CorrectionBook) -> list[CorrectionState]:
    """What became of all corrections in an output.

    Args:
        output: the open output.
        book: the corrections.
    """
    if not len(book):
        return []
    articles = _articles(output, list(book.by_source))
    facts = _rows(output, "facts", [row["article_id"] for row in articles])
    rejections = _rows(output, "rejections", [row["article_id"] for row in articles])
    rejected = {row["rule"] for row in rejections if row["reason"] == REASON}
    by_source: dict[str, list[Row]] = defaultdict(list)
    for fact in facts:
        by_source[fact["source"]].append(fact)
    known = {row["source"] for row in articles}
    return [
        state
        for source, corrections in book.by_source.items()
        for state in _states(corrections, by_source[source], rejected, there=source in known)
    ]


def count_states(states: Iterable[CorrectionState]) -> Counter[State]:
    """How many corrections are in each state."""
    return Counter(one.state for one in states)


def _states(
    corrections: Sequence[Correction], facts: Sequence[Row], rejected: set[str], *, there: bool
) -> Iterator[CorrectionState]:
    if not there:
        yield from (CorrectionState(one, "no article") for one in corrections)
        return
    applied = {rule: fact for fact in facts for rule in fact["rules"] if rule.startswith(PREFIX)}
    open_ones = [one for one in corrections if one.id not in applied and one.id not in rejected]
    ordered = sorted(facts, key=lambda fact: (fact["start"], fact["end"]))
    names = ("start", "end", "quote", "sentence", "sentence_start")
    places = [Place(*(fact[name] for name in names)) for fact in ordered]
    matches = {one.correction.id: ordered[one.index] for one in match_corrections(open_ones, places)}
    for one in corrections:
        if one.id in rejected:
            yield CorrectionState(one, "applied")
        elif one.id in applied:
            fact = applied[one.id]
            learnt = bool(one.changes) and not fact["corrected"]
            yield CorrectionState(one, "learnt" if learnt else "applied", fact["fact_id"])
        elif one.id in matches:
            fact = matches[one.id]
            current = still_accepted(one, fact)
            yield CorrectionState(one, "waiting" if current else "outdated", fact["fact_id"])
        else:
            yield CorrectionState(one, "lost")


def _articles(output: Output, sources: Sequence[str]) -> list[Row]:
    table = output.table("articles", ["article_id", "source"])
    found: list[Row] = table.filter(pc.is_in(table.column("source"), pa.array(sources))).to_pylist()
    return found


def _rows(output: Output, name: str, article_ids: Sequence[str]) -> list[Row]:
    wanted = pa.array(article_ids, pa.string())
    columns = [column.name for column in TABLES[name].columns if column.name != "evidence"]
    rows: list[Row] = []
    for table in output.iter_tables(name, columns):
        rows += table.filter(pc.is_in(table.column("article_id"), wanted)).to_pylist()
    return rows
