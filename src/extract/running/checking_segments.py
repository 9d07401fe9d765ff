"""Judge examples of the rules of the segment stage: furniture, bylines, dates, ends of sentences."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import partial

from extract.records import ArticleResult
from extract.rules.loading import RuleSet
from extract.running.checking_cases import Case, Checker
from extract.running.checking_markup import read_tags
from extract.running.checking_parts import read_plain
from extract.segmenting import load_segment_rules, plain_view
from extract.segmenting.sentences import sentence_spans

FOLDER = "en/segments/"


class SegmentJudges:
    """Judges of the rules that take pages apart.

    Args:
        ruleset: the rules.
    """

    def __init__(self, ruleset: RuleSet) -> None:
        self._rules = load_segment_rules(ruleset)
        cues, page = self._rules.cues, self._rules.page
        searched = [rule for _, rule in cues.searched]
        inner = [*cues.rules, *searched, *self._rules.headings, *page.datelines]
        self._inner = {rule.id: rule.regex for rule in inner}
        self._inner |= {rule.id: rule.regex for rule in page.standfirsts}
        self._lines = {rule.id: rule for rule in self._rules.lines.rules}
        self._tokens = {token.id: token.regex for token in page.tokens}
        names = [entry.id for entry in ruleset.entries(f"{FOLDER}metadata.toml", "date")]
        self._dates = dict(zip(names, page.dates, strict=True))
        self.shape = Checker(read_plain, self._judge_shape)
        self.token = Checker(read_plain, self._judge_token)
        self.date = Checker(read_plain, self._judge_date)
        self.sentence = Checker(partial(read_tags, known={"s": ()}), self._judge_sentences)

    def _judge_shape(self, case: Case, _: ArticleResult) -> Iterator[str]:
        """A rule matches its examples; its counter-examples are furniture by no rule of lines."""
        view = plain_view(case.source)
        if self._matches(case, view) != case.holds:
            yield "its pattern does not match" if case.holds else "its pattern matches"
        line = None if case.holds else self._rules.lines.match(view, 0, len(view))
        if line is not None and line.kind == "furniture":
            yield f"found furniture by {line.id}, expected text"

    def _matches(self, case: Case, view: str) -> bool:
        line = self._lines.get(case.entry.id)
        if line is not None:
            return line.regex.fullmatch(view) is not None
        regex = self._inner[case.entry.id]
        starts = case.entry.fields.get("starts", ())
        if not starts:
            return regex.search(view) is not None
        places = [
            found.start() for text in starts for found in re.finditer(re.escape(text), view, re.IGNORECASE)
        ]
        return any(regex.match(view, place) for place in places)

    def _judge_token(self, case: Case, _: ArticleResult) -> Iterator[str]:
        yield from _told(self._tokens[case.entry.id].match(plain_view(case.source)), case)

    def _judge_date(self, case: Case, _: ArticleResult) -> Iterator[str]:
        regex = self._dates[case.entry.id]
        yield from _told(regex.fullmatch(case.source) if case.holds else regex.search(case.source), case)

    def _judge_sentences(self, case: Case, _: ArticleResult) -> Iterator[str]:
        text = case.marked.text
        found = [text[start:end] for start, end in sentence_spans(text, 0, len(text), self._rules)]
        wanted = [case.marked.quote(mark) for mark in case.marked.marks]
        if found != wanted:
            yield f"found the sentences {found}, expected {wanted}"


def _told(matched: re.Match[str] | None, case: Case) -> Iterator[str]:
    if (matched is not None) != case.holds:
        yield "its pattern does not match" if case.holds else "its pattern matches"
