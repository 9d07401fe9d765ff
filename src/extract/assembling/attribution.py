"""Who says so: the speaker or document that each quantity is attributed to.

Sources are found within the sentence ("according to the ministry", "said Kan"); pronouns stand for the
speaker named last; a quotation that runs on over sentences keeps its speaker::

    "Incomes rose 5 percent," said [Kan]. "We built 300 homes. Some 200 are sold." He said that 40 are left.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass

from extract.assembling.attribution_rules import SourceRule, compile_sources
from extract.records import Document, Quantity, Sentence, Span
from extract.rules.loading import RuleSet

_REACH = 60
_APART = re.compile(r'[,"]')
_QUOTE = re.compile(r'"')


@dataclass(frozen=True, slots=True)
class Attribution:
    """Who says so.

    Attributes:
        text: the source as the article names it.
        span: where; for a pronoun the name that it stands for.
        rule: id of the rule in attribution.toml, or "running" for a quotation that runs on.
    """

    text: str
    span: Span
    rule: str


@dataclass(frozen=True, slots=True)
class _Cue:
    """A source in its sentence: ``start`` to ``end`` is all that the rule matched."""

    start: int
    end: int
    source: Span | None
    rule: str
    weight: int
    appended: bool = False


class AttributionFinder:
    """Finds who says so.

    Args:
        ruleset: where attribution.toml is read from.

    Raises:
        RulesError: a broken rule.
    """

    def __init__(self, ruleset: RuleSet) -> None:
        rules = compile_sources(ruleset)
        self._sources: list[SourceRule] = rules.sources
        self._refused = rules.refused
        self._modifiers = rules.modifiers
        self._trigger = rules.trigger

    def find(self, document: Document, quantities: Sequence[Quantity]) -> tuple[Attribution | None, ...]:
        """The attribution of each quantity, in their order.

        Args:
            document: the article.
            quantities: its quantities in text order.
        """
        found: list[Attribution | None] = [None] * len(quantities)
        starts = [quantity.start for quantity in quantities]
        speaker: Attribution | None = None
        segment, inside = -1, False
        for sentence in document.sentences:
            if sentence.segment != segment:
                segment, inside = sentence.segment, False
            opening = inside
            cues = self._cues(document.view, sentence)
            marks = [match.start() for match in _QUOTE.finditer(document.view, sentence.start, sentence.end)]
            first, last = bisect_left(starts, sentence.start), bisect_left(starts, sentence.end)
            named = [cue for cue in cues if cue.source is not None]
            for number in range(first, last):
                quantity = quantities[number]
                cue = _nearest(document.view, cues, quantity)
                if cue is not None:
                    named_before = [one for one in named if one.start < cue.start]
                    found[number] = self._attribution(
                        document.view,
                        named_before[-1] if cue.source is None and named_before else cue,
                        speaker,
                    )
                elif _quoted(quantity.start, marks, opening=opening) and not cues:
                    found[number] = _running(speaker)
            if named:
                speaker = self._attribution(document.view, named[-1], speaker)
            inside = opening ^ (len(marks) % 2 == 1)
        return tuple(found)

    def _attribution(self, view: str, cue: _Cue, speaker: Attribution | None) -> Attribution | None:
        if cue.source is None:
            return None if speaker is None else Attribution(speaker.text, speaker.span, cue.rule)
        return Attribution(view[cue.source.start : cue.source.end], cue.source, cue.rule)

    def _cues(self, view: str, sentence: Sentence) -> list[_Cue]:
        """The sources of a sentence, those that overlap a heavier one left out, in text order."""
        if self._trigger.search(view, sentence.start, sentence.end) is None:
            return []
        text = view[sentence.start : sentence.end]
        found: list[_Cue] = []
        for rule in self._sources:
            if rule.needs not in text:
                continue
            for match in rule.pattern.finditer(text):
                cue = self._cue(rule, match, sentence.start)
                if cue is not None:
                    found.append(cue)
        found.sort(key=lambda cue: (-cue.weight, cue.start))
        kept: list[_Cue] = []
        for cue in found:
            if all(cue.end <= other.start or other.end <= cue.start for other in kept):
                kept.append(cue)
        return sorted(kept, key=lambda cue: cue.start)

    def _cue(self, rule: SourceRule, match: re.Match[str], offset: int) -> _Cue | None:
        if not rule.names:
            start, end = match.span()
            return _Cue(offset + start, offset + end, None, rule.id, rule.weight)
        start, end = match.span("source")
        modifiers = self._modifiers.search(match.string, max(0, start - _REACH), start) if rule.extend else None
        if modifiers is not None:
            start = modifiers.start()
        if self._refused.fullmatch(match.string, start, end) is not None:
            return None
        first, last = offset + min(start, match.start()), offset + match.end()
        source = Span(offset + start, offset + end)
        return _Cue(first, last, source, rule.id, rule.weight, match.start() < match.start("source"))


def _nearest(view: str, cues: Sequence[_Cue], quantity: Quantity) -> _Cue | None:
    """The last source before a quantity, else the first behind it that a comma or quotation mark sets apart.

    A quantity within a source ("a survey of 1,500 adults found") has none.
    """
    if any(cue.start <= quantity.start and quantity.end <= cue.end for cue in cues):
        return None
    before = [cue for cue in cues if cue.end <= quantity.start]
    if before:
        return before[-1]
    behind = next((cue for cue in cues if cue.start >= quantity.end), None)
    if behind is None or (not behind.appended and not _APART.search(view, quantity.end, behind.start)):
        return None
    return behind


def _quoted(position: int, marks: Sequence[int], *, opening: bool) -> bool:
    """Whether a position stands inside quotation marks, ``opening`` telling how the sentence begins."""
    return opening ^ (sum(mark < position for mark in marks) % 2 == 1)


def _running(speaker: Attribution | None) -> Attribution | None:
    return None if speaker is None else Attribution(speaker.text, speaker.span, "running")
