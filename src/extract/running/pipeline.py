"""From raw articles to facts: the stages in their order, over a batch of articles."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from extract.assembling.facts import FactAssembler
from extract.finding.digits import account_for_digits
from extract.finding.exclusions import Blocked, find_addresses
from extract.finding.heads import Token
from extract.finding.periods import PeriodFinder, TimeExpression
from extract.finding.programmes import ProgrammeFinder, without_places
from extract.finding.quantities import QuantityFinder, SentenceScan
from extract.finding.tagging import load_model, tag_sentences
from extract.linking.document import DocumentLinker, place_mentions, sentences_of
from extract.normalising.base_units import UnitNormaliser
from extract.records import ArticleResult, Document, Mention, Quantity, RawArticle, Rejection, Sentence, Span
from extract.rules.keeping import kept_between_runs
from extract.rules.loading import RuleSet
from extract.running.version import code_version
from extract.running.vocabulary import build_vocabulary
from extract.segmenting import load_segment_rules, segment_article

# Reasons of `rejections` for the kinds of time expressions that have no name of their own there.
_REASONS = {
    "year_range": "year",
    "date_range": "date",
    "time_of_day": "time",
    "duration": "time_expression",
    "relative": "time_expression",
}

LANGUAGES = frozenset({"en", "und"})
"""Languages that the rules cover; an article in another is recorded and not read."""


@dataclass(frozen=True, slots=True)
class _Scanned:
    """An article whose sentences are scanned, and which waits for tags.

    Attributes:
        document: the segmented article.
        programmes: its programme mentions.
        expressions: its time expressions by index of sentence.
        scans: what the characters of its sentences gave, in text order.
    """

    document: Document
    programmes: list[Mention]
    expressions: dict[int, list[TimeExpression]]
    scans: list[SentenceScan]


class Extractor:
    """The loaded pipeline.

    Args:
        rules: the rules, built-in and overlaid.
        model: a spaCy model instead of the default.

    Raises:
        RulesError: a rule that cannot be used.
        UsageError: no such model.
    """

    def __init__(self, rules: RuleSet, *, model: str | None = None) -> None:
        self._rules = rules
        with kept_between_runs(code_version()):
            self._load(rules)
        self._model = load_model(model)

    def _load(self, rules: RuleSet) -> None:
        self.units = UnitNormaliser(rules)
        self._segment_rules = load_segment_rules(rules)
        self._periods = PeriodFinder(rules)
        self._programmes = ProgrammeFinder(rules)
        self._quantities = QuantityFinder(rules)
        self._linker = DocumentLinker(rules, self._programmes, self._periods)
        self._assembler = FactAssembler(rules)

    @property
    def vocabulary(self) -> Mapping[str, Sequence[Mapping[str, Any]]]:
        """Rows of the tables places, programmes, indicators and units."""
        return build_vocabulary(self._rules, self.units)

    def segment(self, raw: RawArticle) -> Document:
        """The parts and metadata of one article."""
        return segment_article(raw, self._segment_rules)

    def extract(self, raws: Sequence[RawArticle]) -> list[ArticleResult]:
        """The results of a batch of articles, in their order.

        Sentences that need tags are tagged together: the model is several times as fast on a batch.

        Args:
            raws: the articles.
        """
        scanned = [self._scan(self.segment(raw)) for raw in raws]
        wanted = [
            scan.tagged_part(one.document.view) for one in scanned for scan in one.scans if scan.needs_tags
        ]
        tagged = iter(tag_sentences(self._model, wanted))
        return [self._finish(one, tagged) for one in scanned]

    def _scan(self, document: Document) -> _Scanned:
        """Find what the characters of an article give."""
        if document.metadata.language not in LANGUAGES:
            return _Scanned(document, [], {}, [])
        programmes, excluded = self._programmes.read(document)
        names = [Blocked(m.start, m.end, "name", m.rule) for m in programmes]
        names += [Blocked(span.start, span.end, "name", "programme:excluded") for span in excluded]
        names += find_addresses(document.view)
        blocked_names = _by_sentence(names, document.sentences)
        readings = self._quantities.readings(document.view)
        expressions: dict[int, list[TimeExpression]] = {}
        scans: list[SentenceScan] = []
        for index, sentence in enumerate(document.sentences):
            found = self._periods.find(document.view, sentence.start, sentence.end)
            if found:
                expressions[index] = found
            blocked = [
                Blocked(e.start, e.end, _REASONS.get(e.kind, e.kind), f"period.{e.rule}") for e in found
            ]
            blocked += blocked_names.get(index, ())
            scan = self._quantities.scan(document.view, (sentence.start, sentence.end), blocked, readings)
            if scan.amounts or scan.rejections:
                scans.append(scan)
        return _Scanned(document, programmes, expressions, scans)

    def _finish(self, scanned: _Scanned, tagged: Iterator[list[Token]]) -> ArticleResult:
        """Complete, link and assemble the quantities of an article."""
        document = scanned.document
        if document.metadata.language not in LANGUAGES:
            unread = account_for_digits(document, (), (), (), skipped="language")
            return ArticleResult(document, rejections=tuple(unread))
        quantities, rejections = self._complete(scanned, tagged)
        places = self._linker.find_places(document)
        spans = [Span(place.start, place.end) for place in places.mentions]
        programmes = without_places(scanned.programmes, spans)
        links = self._linker.link(document, quantities, places, programmes, scanned.expressions)
        meanings = self._assembler.read(document, quantities, spans)
        changes = [meaning.movement.role == "change" for meaning in meanings]
        baselines = self._linker.link_baselines(
            document, quantities, links, changes, scanned.expressions, places
        )
        sentences = sentences_of(document, quantities)
        parts = zip(sentences, quantities, meanings, links, baselines, strict=True)
        facts = [self._assembler.make_fact(document, *part) for part in parts]
        mentions = [
            *place_mentions(places.mentions),
            *programmes,
            *self._linker.period_mentions(document, scanned.expressions),
        ]
        rejections += account_for_digits(document, quantities, mentions, rejections)
        return ArticleResult(document, tuple(facts), tuple(mentions), tuple(rejections))

    def _complete(
        self, scanned: _Scanned, tagged: Iterator[list[Token]]
    ) -> tuple[list[Quantity], list[Rejection]]:
        quantities: list[Quantity] = []
        rejections: list[Rejection] = []
        told = self._quantities.begin(scanned.scans)
        for scan in scanned.scans:
            tokens = next(tagged) if scan.needs_tags else ()
            found, refused, told = self._quantities.complete(scan, scanned.document.view, tokens, told)
            quantities += found
            rejections += refused
        return quantities, rejections


def _by_sentence(names: Sequence[Blocked], sentences: Sequence[Sentence]) -> dict[int, list[Blocked]]:
    """The names that reach into a sentence, in text order, by its index; no entry where there are none."""
    starts = [sentence.start for sentence in sentences]
    found: dict[int, list[Blocked]] = {}
    for name in sorted(names, key=lambda name: name.start):
        index = max(bisect_right(starts, name.start) - 1, 0)
        while index < len(sentences) and sentences[index].start < name.end:
            if name.start < sentences[index].end:
                found.setdefault(index, []).append(name)
            index += 1
    return found
