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
    """A source in its sentence.

    Attributes:
        start, end: all that the rule matched.
        source: the source itself; None for a pronoun.
        rule: id of the rule.
        weight: as in ``SourceRule``.
        appended: whether its words come before it ("according to"), so that it may stand behind what it
            says without a comma.
    """

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
        found: list[Attribution | None] = []
        starts = [quantity.start for quantity in quantities]
        speakers = _Speakers(self, document.view)
        segment, inside = -1, False
        triggers = self._trigger.starts(document.view)
        marks = [match.start() for match in _QUOTE.finditer(document.view)]
        for sentence in document.sentences:
            if len(found) == len(quantities):
                break
            if sentence.segment != segment:
                segment, inside = sentence.segment, False
            first, last = bisect_left(starts, sentence.start), bisect_left(starts, sentence.end)
            said = bisect_left(triggers, sentence.start) < bisect_left(triggers, sentence.end)
            own = marks[bisect_left(marks, sentence.start) : bisect_left(marks, sentence.end)]
            if first < last:
                cues = self.find_cues(document.view, sentence) if said else ()
                told = _Told(document.view, own, cues, speakers, inside)
                found += [None] * (first - len(found))
                found += [told.of(quantity) for quantity in quantities[first:last]]
                speakers.name(cues)
            elif said:
                speakers.pass_by(sentence)
            inside ^= len(own) % 2 == 1
        return tuple(found + [None] * (len(quantities) - len(found)))

    def find_cues(self, view: str, sentence: Sentence) -> list[_Cue]:
        """The sources of a sentence that has a trigger, without those under a heavier one, in text order."""
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
        modifiers = (
            self._modifiers.search(match.string, max(0, start - _REACH), start) if rule.extend else None
        )
        if modifiers is not None:
            start = modifiers.start()
        if self._refused.fullmatch(match.string, start, end) is not None:
            return None
        first, last = offset + min(start, match.start()), offset + match.end()
        source = Span(offset + start, offset + end)
        return _Cue(first, last, source, rule.id, rule.weight, match.start() < match.start("source"))


class _Speakers:
    """Who was named last, which is read out of sentences without quantities only where somebody asks.

    Args:
        finder: reads them.
        view: the view of the document.
    """

    def __init__(self, finder: AttributionFinder, view: str) -> None:
        self._finder = finder
        self._view = view
        self._last: Attribution | None = None
        self._unread: list[Sentence] = []

    @property
    def last(self) -> Attribution | None:
        """Who was named last."""
        while self._unread:
            self.name(self._finder.find_cues(self._view, self._unread.pop()))
        return self._last

    def pass_by(self, sentence: Sentence) -> None:
        """Go past a sentence that has a trigger."""
        self._unread.append(sentence)

    def name(self, cues: Sequence[_Cue]) -> None:
        """Remember the last source of the latest sentence that names one."""
        named = [cue for cue in cues if cue.source is not None]
        if named:
            self._last = self.named_by(named[-1], named)
            self._unread.clear()

    def named_by(self, cue: _Cue, named: Sequence[_Cue]) -> Attribution | None:
        """The source of a cue; a pronoun stands for who was named last before it.

        Args:
            cue: the cue.
            named: the cues of its sentence that name a source.
        """
        if cue.source is not None:
            return Attribution(self._view[cue.source.start : cue.source.end], cue.source, cue.rule)
        before = [one for one in named if one.start < cue.start]
        if before:
            return self.named_by(before[-1], named)
        speaker = self.last
        return None if speaker is None else Attribution(speaker.text, speaker.span, cue.rule)


class _Told:
    """A sentence with its sources, and who spoke before it.

    Args:
        view: the view of the document.
        marks: where the quotation marks of the sentence stand.
        cues: its sources in text order.
        speakers: who was named last before it.
        inside: whether it begins inside quotation marks.
    """

    def __init__(
        self, view: str, marks: Sequence[int], cues: Sequence[_Cue], speakers: _Speakers, inside: bool
    ) -> None:
        self._view = view
        self._cues = cues
        self._named = [cue for cue in cues if cue.source is not None]
        self._speakers = speakers
        self._inside = inside
        self._marks = marks

    def of(self, quantity: Quantity) -> Attribution | None:
        """Who says the quantity."""
        cue = self._nearest(quantity)
        if cue is not None:
            return self._speakers.named_by(cue, self._named)
        if self._cues or not self._quoted(quantity.start):
            return None
        speaker = self._speakers.last
        return None if speaker is None else Attribution(speaker.text, speaker.span, "running")

    def _nearest(self, quantity: Quantity) -> _Cue | None:
        """The last source before a quantity, else the first behind it that a comma or quote sets apart.

        A quantity within a source ("a survey of 1,500 adults found") has none.
        """
        if any(cue.start <= quantity.start and quantity.end <= cue.end for cue in self._cues):
            return None
        before = [cue for cue in self._cues if cue.end <= quantity.start]
        if before:
            return before[-1]
        behind = next((cue for cue in self._cues if cue.start >= quantity.end), None)
        if behind is None or behind.appended or _APART.search(self._view, quantity.end, behind.start):
            return behind
        return None

    def _quoted(self, position: int) -> bool:
        return self._inside ^ (sum(mark < position for mark in self._marks) % 2 == 1)
