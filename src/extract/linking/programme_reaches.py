"""How far the mention of a programme reaches inside its own sentence."""

from __future__ import annotations

from collections.abc import Sequence

from extract.frozen import record
from extract.linking.programme_cues import Cue, Cues
from extract.records import Mention, Sentence, Span

_BESIDE = 90
# Within it, a subject may be followed by an apposition: the Rain Plan, first drawn up in 2004, pays ...
_AFTER = 200


@record(frozen=True, slots=True)
class Reach:
    """A stretch of text whose quantities belong to a programme.

    Attributes:
        start, end: the stretch.
        mention: the mention that it goes back to.
        rule: id of the rule.
        at: where the programme stands or is referred to, for which of two is nearer.
        is_subject: whether the programme is the subject there.
    """

    start: int
    end: int
    mention: Mention
    rule: str
    at: int
    is_subject: bool = False

    def covers(self, start: int, end: int) -> bool:
        """Whether the span lies in the stretch."""
        return self.start <= start and end <= self.end


@record(frozen=True, slots=True)
class Naming:
    """Where a sentence names a programme: by its name, or by a noun that stands for it.

    Attributes:
        start, end: the name, or the noun.
        mention: the mention of the programme.
        counted: whether a quantity counts what bears its name: 27 Rain Plan projects.
    """

    start: int
    end: int
    mention: Mention
    counted: bool = False

    @property
    def refers(self) -> bool:
        """Whether a noun stands for the name: "the target of the scheme" is the programme's own."""
        return self.start != self.mention.start


def is_blocked(view: str, sentence: Sentence, naming: Naming, cues: Cues) -> bool:
    """Whether the programme only lends its name there: according to the Rain Plan."""
    blockers = [one for one in cues.blockers if one.of_nouns] if naming.refers else cues.blockers
    return _first(blockers, *_beside(view, sentence, naming)) is not None


def clause_reaches(view: str, sentence: Sentence, naming: Naming, cues: Cues) -> list[Reach]:
    """What the sentence says to belong to the programme that it names, where it does not only lend its name.

    Args:
        view: the view of the document.
        sentence: the sentence that names it.
        naming: where.
        cues: the words that decide.
    """
    before, after = _beside(view, sentence, naming)
    clause = _clause(view, sentence, naming, cues)
    if _first(cues.asides, before, after) and (comma := cues.comma.search(view, naming.end, clause.end)):
        clause = Span(clause.start, comma.start())
    left = view[clause.start : naming.start]
    if cue := _first(cues.subjects, left, after):
        return [_reach(naming, naming.end, clause.end, cue, is_subject=True)]
    if cue := _first(cues.governors, before, after) or _governor_of_kind(before, after, cues):
        return [_reach(naming, clause.start, clause.end, cue)]
    reaches = []
    launches = (
        () if naming.counted else cues.launches
    )  # "carried out 27 Rain Plan projects, moved 300 people"
    for group, stop in ((launches, cues.comma), (cues.genitives, cues.coordination)):
        if cue := _first(group, before, after):
            near = max((match.end() for match in stop.finditer(left)), default=0)
            reaches.append(_reach(naming, clause.start + near, clause.end, cue))
            break
    if cue := _first(cues.relatives, before, after) or _first(cues.goals, before, after):
        reaches.append(_reach(naming, naming.end, clause.end, cue, is_subject=True))
    return reaches


def _reach(naming: Naming, start: int, end: int, cue: Cue, *, is_subject: bool = False) -> Reach:
    return Reach(start, end, naming.mention, cue.id, naming.start, is_subject)


def _beside(view: str, sentence: Sentence, naming: Naming) -> tuple[str, str]:
    before = view[max(sentence.start, naming.start - _BESIDE) : naming.start]
    return before, view[naming.end : min(sentence.end, naming.end + _AFTER)]


def _governor_of_kind(before: str, after: str, cues: Cues) -> Cue | None:
    """What governs the kind of a programme that its name follows: joined [the scheme, Rain Plan]."""
    kind = cues.apposition.search(before) if cues.kinds.search(before) else None
    return _first(cues.governors, before[: kind.start()], after) if kind else None


def _first(cues: Sequence[Cue], before: str, after: str) -> Cue | None:
    return next((cue for cue in cues if cue.holds(before, after)), None)


def _clause(view: str, sentence: Sentence, naming: Naming, cues: Cues) -> Span:
    """The stretch between the clause boundaries around the programme."""
    starts = [match.end() for match in cues.boundary.finditer(view, sentence.start, naming.start)]
    limit = cues.limit.search(view, naming.end, sentence.end)
    return Span(starts[-1] if starts else sentence.start, limit.start() if limit else sentence.end)
