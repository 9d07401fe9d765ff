"""Run the examples and counter-examples of all rules through the pipeline.

Every rule file has a checker for each of its tables that may have examples; what the examples look
like is told in the header of the file. A file, table, key or tag that nothing knows is a problem,
never passed over: a rule that is not checked is a rule that does not hold.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence

from extract.errors import MissingKeyError
from extract.records import ArticleResult, RawArticle
from extract.reviewing.corrections import load_corrections
from extract.rules.loading import RuleSet
from extract.running import checking_facts as facts
from extract.running.checking_cases import Case, Checkers, find_checker, read_cases
from extract.running.checking_conflicts import ConflictJudge
from extract.running.checking_parts import SourceJudge, TimeJudges, WordJudges
from extract.running.checking_segments import FOLDER as SEGMENTS
from extract.running.checking_segments import SegmentJudges
from extract.running.checking_shapes import find_misshapen, find_missing
from extract.running.pipeline import Extractor

_BATCH = 500

# The tables whose examples are plain sentences with all quantities marked.
_OF_QUANTITIES = (
    "en/numbers.toml",
    "en/currencies.toml",
    "en/units.toml",
    "en/people.toml",
    "en/nouns.toml",
    "en/modifiers.toml",
    "en/denominators.toml",
    "en/exclusions.toml",
)


def check(ruleset: RuleSet) -> tuple[list[str], int]:
    """Run all examples and counter-examples of the rules.

    Args:
        ruleset: the rules, built-in and overlaid.

    Returns:
        What is wrong, one line each, and the number of examples.

    Raises:
        RulesError: a rule or a correction that cannot be used at all.
    """
    load_corrections(ruleset.folders)
    problems = find_misshapen(ruleset)
    if problems:
        return problems, 0
    try:
        checkers, extractor = build_checkers(ruleset), Extractor(ruleset)
    except MissingKeyError as error:
        problems = find_missing(ruleset, error.key)
        if not problems:
            raise
        return problems, 0
    cases, problems = read_cases(ruleset, checkers)
    for found in run_cases(cases, extractor, checkers):
        problems += found
    return problems, len(cases)


def build_checkers(ruleset: RuleSet) -> Checkers:
    """How the examples of each table are read and judged, by file and table."""
    times, words, segments = TimeJudges(ruleset), WordJudges(ruleset), SegmentJudges(ruleset)
    return {
        **{(name, "*"): facts.QUANTITIES for name in _OF_QUANTITIES},
        ("en/indicators.toml", "*"): facts.INDICATORS,
        ("en/topics.toml", "*"): facts.TOPICS,
        ("en/movement.toml", "movement"): facts.MOVEMENT,
        ("en/movement.toml", "mask"): words.pattern,
        ("en/movement.toml", "lean"): words.pattern,
        ("en/status.toml", "*"): facts.STATUS,
        ("en/attribution.toml", "source"): SourceJudge(ruleset).source,
        ("en/clauses.toml", "opener"): words.clause,
        ("en/conflicts.toml", "*"): ConflictJudge(ruleset).checker,
        ("en/periods.toml", "pattern"): times.pattern,
        ("en/periods.toml", "year_context"): times.pattern,
        ("en/periods.toml", "role"): times.role,
        ("en/place_cues.toml", "*"): facts.PLACES,
        ("places/regions.toml", "*"): facts.PLACES,
        ("en/programmes.toml", "*"): facts.PROGRAMMES,
        ("en/programme_patterns.toml", "*"): facts.PROGRAMMES,
        ("en/programme_links.toml", "*"): facts.PROGRAMME_LINKS,
        (f"{SEGMENTS}furniture.toml", "*"): segments.shape,
        (f"{SEGMENTS}structure.toml", "*"): segments.shape,
        (f"{SEGMENTS}metadata.toml", "metadata"): segments.token,
        (f"{SEGMENTS}metadata.toml", "date"): segments.date,
        (f"{SEGMENTS}metadata.toml", "dateline"): segments.shape,
        (f"{SEGMENTS}metadata.toml", "standfirst"): segments.shape,
        (f"{SEGMENTS}sentences.toml", "*"): segments.sentence,
    }


def run_cases(cases: Sequence[Case], extractor: Extractor, checkers: Checkers) -> Iterator[list[str]]:
    """The problems of each case, in their order; an empty list where it holds.

    Args:
        cases: the cases.
        extractor: the pipeline, loaded with the same rules.
        checkers: see `build_checkers`.
    """
    for first in range(0, len(cases), _BATCH):
        batch = cases[first : first + _BATCH]
        results = extractor.extract([_article(case) for case in batch])
        for case, result in zip(batch, results, strict=True):
            yield _judge(case, result, checkers)


def _judge(case: Case, result: ArticleResult, checkers: Checkers) -> list[str]:
    checker = find_checker(checkers, case.file, case.entry.table)
    return [] if checker is None else [case.problem(text) for text in checker.judge(case, result)]


def _article(case: Case) -> RawArticle:
    digest = hashlib.sha256(case.marked.text.encode()).hexdigest()
    return RawArticle("rules", case.file, case.marked.text, digest)
