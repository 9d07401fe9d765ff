"""How far the mention of a programme reaches: which stretches of the article belong to it."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from extract.linking.programme_cues import Cue, Cues
from extract.records import Document, Mention, Sentence

_BESIDE = 90
# A picture's caption may stand between two items of an enumeration.
_ASIDE = 3


@dataclass(frozen=True, slots=True)
class Reach:
    """A stretch of text whose quantities belong to a programme.

    Attributes:
        start, end: the stretch.
        mention: the mention that it goes back to.
        rule: id of the rule.
        is_subject: whether the programme is the subject there.
    """

    start: int
    end: int
    mention: Mention
    rule: str
    is_subject: bool = False

    def covers(self, start: int, end: int) -> bool:
        """Whether the span lies in the stretch."""
        return self.start <= start and end <= self.end


def clause_reaches(view: str, sentence: Sentence, mention: Mention, cues: Cues) -> list[Reach]:
    """What the sentence of the mention says to belong to it.

    Args:
        view: the view of the document.
        sentence: the sentence that holds the mention.
        mention: the mention.
        cues: the words that decide.
    """
    before = view[max(sentence.start, mention.start - _BESIDE) : mention.start]
    after = view[mention.end : min(sentence.end, mention.end + _BESIDE)]
    if _first(cues.blockers, before, after):
        return []
    start, end = _clause(view, sentence, mention, cues)
    left = view[start : mention.start]
    if cue := _first(cues.subjects, left, after):
        return [Reach(mention.end, end, mention, cue.id, is_subject=True)]
    if cue := _first(cues.governors, before, after):
        return [Reach(start, end, mention, cue.id)]
    reaches = []
    for group, stop in ((cues.launches, cues.comma), (cues.genitives, cues.coordination)):
        if cue := _first(group, before, after):
            near = max((match.end() for match in stop.finditer(left)), default=0)
            reaches.append(Reach(start + near, end, mention, cue.id))
            break
    if cue := _first(cues.relatives, before, after):
        reaches.append(Reach(mention.end, end, mention, cue.id, is_subject=True))
    return reaches


def discourse_reaches(document: Document, clauses: Sequence[Sequence[Reach]], cues: Cues) -> Iterator[Reach]:
    """Sentences that go on with the programme of the sentence before: In addition, it ...

    Args:
        document: the article.
        clauses: for each sentence of the article, its reaches by clause.
        cues: the words that decide.
    """
    current: Reach | None = None
    for position, sentence in enumerate(document.sentences):
        same = position > 0 and document.sentences[position - 1].segment == sentence.segment
        previous = current if same else None
        own = clauses[position]
        current = next((one for one in own if one.is_subject), own[-1] if own else None)
        if current is None and previous is not None:
            current = _go_on(document.view, sentence, previous, cues)
            if current is not None:
                yield current


def enumeration_reaches(
    document: Document, clauses: Sequence[Sequence[Reach]], cues: Cues
) -> Iterator[Reach]:
    """Enumerations that a programme introduces: through "five groups". First, ... Fifth, ...

    Args:
        document: the article.
        clauses: for each sentence of the article, its reaches by clause.
        cues: the words that decide.
    """
    for position, reaches in enumerate(clauses[:-1]):
        first = document.sentences[position + 1]
        if reaches and cues.ordinals[0].match(document.view, first.start, first.end):
            end = _end_of_enumeration(document, position + 1, cues)
            yield Reach(first.start, end, reaches[-1].mention, "enumeration")


def _end_of_enumeration(document: Document, position: int, cues: Cues) -> int:
    """Where the segment with the last ordinal in sequence ends."""
    last, expected = document.sentences[position], 1
    for sentence in document.sentences[position + 1 :]:
        if sentence.segment > last.segment + _ASIDE or expected == len(cues.ordinals):
            break
        if cues.ordinals[expected].match(document.view, sentence.start, sentence.end):
            last, expected = sentence, expected + 1
    return document.segments[last.segment].end


def _go_on(view: str, sentence: Sentence, previous: Reach, cues: Cues) -> Reach | None:
    text = view[sentence.start : sentence.end]
    for anaphor in cues.anaphors:
        if (previous.is_subject or not anaphor.needs_subject) and anaphor.regex.match(text):
            return Reach(sentence.start, sentence.end, previous.mention, anaphor.id, is_subject=True)
    return None


def _first(cues: Sequence[Cue], before: str, after: str) -> Cue | None:
    return next((cue for cue in cues if cue.holds(before, after)), None)


def _clause(view: str, sentence: Sentence, mention: Mention, cues: Cues) -> tuple[int, int]:
    """The stretch between the clause boundaries around the mention."""
    ends = [match.span() for match in cues.boundary.finditer(view, sentence.start, sentence.end)]
    left = bisect_right(ends, mention.start, key=lambda span: span[1])
    start = ends[left - 1][1] if left else sentence.start
    right = bisect_right(ends, mention.end - 1, key=lambda span: span[0])
    end = ends[right][0] if right < len(ends) else sentence.end
    return start, end
