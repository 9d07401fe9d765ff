"""From raw articles to facts: the stages in their order, over a batch of articles."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from extract.finding.digits import account_for_digits
from extract.finding.heads import Token
from extract.finding.periods import PeriodFinder, TimeExpression
from extract.finding.programmes import ProgrammeFinder
from extract.finding.quantities import Blocked, QuantityFinder, SentenceScan
from extract.finding.tagging import load_model, tag_sentences
from extract.records import ArticleResult, Document, Fact, Mention, Quantity, RawArticle, Rejection, Span
from extract.rules.loading import RuleSet
from extract.segmenting import load_segment_rules, segment_article


@dataclass(slots=True)
class _Reading:
    """An article on its way through the stages."""

    document: Document
    expressions: dict[int, list[TimeExpression]]
    programmes: list[Mention]
    scans: list[tuple[int, SentenceScan]]


class Extractor:
    def __init__(self, rules: RuleSet, *, model: str | None = None) -> None:
        self._segment_rules = load_segment_rules(rules)
        self._periods = PeriodFinder(rules)
        self._programmes = ProgrammeFinder(rules)
        self._quantities = QuantityFinder(rules)
        self._nlp = load_model(model)

    @property
    def vocabulary(self) -> Mapping[str, Sequence[Mapping[str, Any]]]:
        return {"places": [], "programmes": [], "indicators": [], "units": []}

    def extract(self, raws: Sequence[RawArticle]) -> list[ArticleResult]:
        readings = [self._read(raw) for raw in raws]
        wanted = [
            (reading.document.view[scan.bounds[0] : scan.bounds[1]], scan.bounds[0])
            for reading in readings
            for _, scan in reading.scans
            if scan.needs_tags
        ]
        tagged = iter(tag_sentences(self._nlp, wanted))
        return [self._finish(reading, tagged) for reading in readings]

    def _read(self, raw: RawArticle) -> _Reading:
        document = segment_article(raw, self._segment_rules)
        programmes = self._programmes.find(document)
        names = [Blocked(m.start, m.end, "name", m.rule) for m in programmes]
        names += [Blocked(s.start, s.end, "name", "programme.excluded") for s in self._programmes.find_excluded(document)]
        expressions, scans = {}, []
        for index, sentence in enumerate(document.sentences):
            found = self._periods.find(document.view, sentence.start, sentence.end)
            if found:
                expressions[index] = found
            blocked = [Blocked(e.start, e.end, e.kind, e.rule) for e in found]
            blocked += [n for n in names if n.start < sentence.end and sentence.start < n.end]
            scan = self._quantities.scan(document.view, (sentence.start, sentence.end), blocked)
            if scan.amounts or scan.rejections:
                scans.append((index, scan))
        return _Reading(document, expressions, programmes, scans)

    def _finish(self, reading: _Reading, tagged) -> ArticleResult:
        facts, rejections, previous = [], [], None
        for index, scan in reading.scans:
            tokens = next(tagged) if scan.needs_tags else ()
            quantities, refused, previous = self._quantities.complete(scan, reading.document.view, tokens, previous)
            s = reading.document.sentences[index]
            facts += [Fact(q, Span(s.start, s.end), reading.document.segments[s.segment].section) for q in quantities]
            rejections += refused
        rejections += account_for_digits(reading.document, [f.quantity for f in facts], reading.programmes, rejections)
        return ArticleResult(reading.document, tuple(facts), tuple(reading.programmes), tuple(rejections))
