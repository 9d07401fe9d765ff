"""Judge examples of rules that one part of the pipeline applies alone: times, clauses, word codes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import partial

from extract.assembling.attribution_rules import SourceRule, compile_sources
from extract.assembling.context import ContextBuilder, SentenceContext
from extract.assembling.movement_codes import CueBook
from extract.assembling.movement_rules import RULES_FILE, compile_pattern
from extract.finding.periods import PeriodFinder
from extract.records import ArticleResult, Span
from extract.rules.loading import RuleSet
from extract.running.checking_cases import Case, Checker
from extract.running.checking_markup import Marked, read_bars, read_sources, read_tags
from extract.segmenting import plain_view

_TIMES = partial(read_tags, known={"t": ()})


def read_plain(source: str) -> Marked:
    """Read an example that has no markup."""
    return Marked(source)


class TimeJudges:
    """Judges of the rules of time.

    Args:
        ruleset: the rules.
    """

    def __init__(self, ruleset: RuleSet) -> None:
        self._finder = PeriodFinder(ruleset)
        self.pattern = Checker(_TIMES, self._judge_pattern)
        self.role = Checker(_TIMES, self._judge_role)

    def _judge_pattern(self, case: Case, _: ArticleResult) -> Iterator[str]:
        """All expressions of an example are marked; a counter-example has none of its own rule."""
        view = plain_view(case.marked.text)
        found = {(one.start, one.end): one.rule for one in self._finder.find(view, 0, len(view))}
        own = case.entry.id if case.entry.table == "pattern" else None
        for mark in case.marked.marks:
            if found.pop((mark.start, mark.end), None) is None:
                yield f"found no time in {case.marked.quote(mark)!r}, expected one"
        for (start, end), rule in found.items():
            if case.holds or own in (None, rule):
                yield f"found the time {view[start:end]!r} by {rule}, expected none there"

    def _judge_role(self, case: Case, _: ArticleResult) -> Iterator[str]:
        """What stands before or behind the marked time matches the rule."""
        view = plain_view(case.marked.text).lower()
        regex = re.compile(case.entry.fields["regex"])
        before = case.entry.fields["side"] == "before"
        for mark in case.marked.marks:
            matched = regex.search(view[: mark.start]) if before else regex.match(view[mark.end :])
            if (matched is not None) != case.holds:
                told = "matches" if matched else "does not match"
                yield f"its regex {told} beside {case.marked.quote(mark)!r}"
        if not case.marked.marks:
            yield "found no <t>, expected the time that the rule looks beside"


class WordJudges:
    """Judges of rules over the classes of words.

    Args:
        ruleset: the rules.
    """

    def __init__(self, ruleset: RuleSet) -> None:
        self._contexts = ContextBuilder(ruleset)
        self._book = CueBook(ruleset, RULES_FILE, self._contexts.lexicon)
        self.clause = Checker(read_bars, self._judge_clauses)
        self.pattern = Checker(read_plain, self._judge_pattern)

    def _context(self, case: Case, result: ArticleResult) -> SentenceContext:
        quantities = [fact.quantity for fact in result.facts]
        return self._contexts.build(result.document.view, Span(0, len(case.marked.text)), quantities)

    def _judge_clauses(self, case: Case, result: ArticleResult) -> Iterator[str]:
        """A clause opens at every bar and nowhere else."""
        text = case.marked.text
        clauses = [clause for clause in self._context(case, result).clauses if clause.parent is None]
        found = [text[: clause.end].rstrip() for clause in clauses[:-1]]
        wanted = [text[: mark.start].rstrip() for mark in case.marked.marks]
        if found != wanted:
            shown = " | ".join(text[clause.start : clause.end] for clause in clauses)
            yield f'found the clauses "{shown}", expected "{case.source}"'

    def _judge_pattern(self, case: Case, result: ArticleResult) -> Iterator[str]:
        """The pattern is found in an example and not in a counter-example."""
        codes = self._book.encode(self._context(case, result))
        matched = compile_pattern(self._book, case.entry).search(codes)
        if (matched is not None) != case.holds:
            yield f"its pattern {'matches' if matched else 'is not found'}"


class SourceJudge:
    """Judges the rules of who says so.

    Args:
        ruleset: the rules.
    """

    def __init__(self, ruleset: RuleSet) -> None:
        self._rules = compile_sources(ruleset)
        self._by_id = {rule.id: rule for rule in self._rules.sources}
        self.source = Checker(read_sources, self._judge_source)

    def _judge_source(self, case: Case, _: ArticleResult) -> Iterator[str]:
        """The rule finds the source in brackets; in an example without brackets, its pronoun."""
        rule = self._by_id[case.entry.id]
        found = self._find(rule, plain_view(case.marked.text))
        wanted = [case.marked.quote(mark) for mark in case.marked.marks]
        if (found is not None) != case.holds:
            yield "its pattern does not match" if case.holds else f"it finds {found!r}, expected nothing"
        elif case.holds and rule.names and [found] != wanted:
            yield f"found the source {found!r}, expected {', '.join(map(repr, wanted))}"

    def _find(self, rule: SourceRule, view: str) -> str | None:
        match = rule.pattern.search(view)
        if match is None or not rule.names:
            return match and match.group()
        start, end = match.span("source")
        before = self._rules.modifiers.search(view, 0, start) if rule.extend else None
        start = before.start() if before else start
        return None if self._rules.refused.fullmatch(view, start, end) else view[start:end]
