"""Link each quantity to the programme that it belongs to, by clause, enumeration, context or heading.

Ruling by ruling: what is done under, through, of or by a programme belongs to it; what the
next sentence says of it does, too; so does what its enumeration lists, and what stands
under a heading that names it. The clause wins over all others. A requirement, a goal or
a plan's period lends only its name.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from extract.finding.programme_vocabulary import Vocabulary
from extract.linking.programme_cues import Cues, load_cues
from extract.linking.programme_discourse import (
    Discourse,
    enumeration_reaches,
    item_reaches,
    references,
    sheet_reaches,
)
from extract.linking.programme_reaches import Naming, Reach, clause_reaches, is_blocked
from extract.records import Document, Mention, Sentence, Span
from extract.rules.loading import RuleSet

# A goal ("a moderately prosperous society") has no facts of its own but those that it is said to ask for.
_GOAL = "goal"
# So near before a name, a quantity is its own, whatever was named before.
_ADJACENT = 24
# So far behind it, and with no comma or "and" between, the name still stands in its clause.
_IN_CLAUSE = 80
_SHARE_OF_HEADING = 0.4


class Located(Protocol):
    """Anything with offsets: a quantity, a span."""

    @property
    def start(self) -> int:
        """First code point."""

    @property
    def end(self) -> int:
        """One past the last."""


@dataclass(frozen=True, slots=True)
class ProgrammeLink:
    """The programme of a quantity.

    Attributes:
        programme: its canonical name.
        evidence: the mention that says so.
        rule: id of the rule that linked it.
    """

    programme: str
    evidence: Span
    rule: str


class ProgrammeLinker:
    """Links quantities to programmes.

    Args:
        ruleset: the rules; its ``programme_links.toml`` is read.
        vocabulary: the listed programmes, for what kind each is.

    Raises:
        RulesError: a rule that cannot be used.
    """

    def __init__(self, ruleset: RuleSet, vocabulary: Vocabulary) -> None:
        self._cues: Cues = load_cues(ruleset)
        self._kinds: Mapping[str, str] = {one.id: one.kind for one in vocabulary.programmes.values()}

    def link(
        self, document: Document, quantities: Sequence[Located], mentions: Sequence[Mention]
    ) -> list[ProgrammeLink | None]:
        """The programme of each quantity, None where the text names none.

        Args:
            document: the article.
            quantities: the quantities, in any order.
            mentions: its programme mentions, in text order, as ``ProgrammeFinder`` gives them.
        """
        if not quantities:
            return []
        named = [one for one in mentions if one.name]
        candidates = [one for one in named if not self._is_goal(one) or self._sets(document.view, one)]
        if not candidates:
            return [None] * len(quantities)
        reaches = _Reaches(document, candidates, quantities, self._cues)
        return [reaches.programme_of(quantity) for quantity in quantities]

    def _is_goal(self, mention: Mention) -> bool:
        return self._kinds.get(mention.id or "") == _GOAL

    def _sets(self, view: str, goal: Mention) -> bool:
        """Whether the text tells what a goal asks for: the Millennium Development Goal of halving poverty."""
        after = view[goal.end : goal.end + _ADJACENT * 3]
        return any(cue.holds("", after) for cue in self._cues.goals)


class _Clauses:
    """What the sentences of an article say of the programmes that they name.

    Args:
        document: the article.
        namings: what its sentences name, by their position.
        spoken: the ids of mentions that do not only lend their name.
        cues: the words that decide.
    """

    def __init__(
        self, document: Document, namings: Mapping[int, Sequence[Naming]], spoken: set[int], cues: Cues
    ) -> None:
        self._document, self._namings, self._spoken, self._cues = document, namings, spoken, cues
        self._read: dict[int, Sequence[Reach]] = {}

    def at(self, position: int) -> Sequence[Reach]:
        """The reaches of one sentence."""
        found = self._read.get(position)
        if found is None:
            view, sentence = self._document.view, self._document.sentences[position]
            found = self._read[position] = [
                reach
                for naming in self._namings.get(position, ())
                if not self._is_blocked(sentence, naming)
                for reach in clause_reaches(view, sentence, naming, self._cues)
            ]
        return found

    def _is_blocked(self, sentence: Sentence, naming: Naming) -> bool:
        if naming.refers:
            return is_blocked(self._document.view, sentence, naming, self._cues)
        return id(naming.mention) not in self._spoken  # asked when it was found


class _Reaches:
    """The stretches of one article that belong to its programmes, read when a quantity asks for them."""

    def __init__(
        self, document: Document, mentions: Sequence[Mention], quantities: Sequence[Located], cues: Cues
    ) -> None:
        self._document = document
        self._cues = cues
        self._mentions = mentions
        self._ends = [mention.end for mention in mentions]
        self._counted = {
            id(mention) for one in quantities for mention in self._inside(one) if _counts(one, mention)
        }
        self._spoken: set[int] = set()
        self._starts = [sentence.start for sentence in document.sentences]
        self._named = self._namings(cues)
        self._clauses = _Clauses(document, self._named, self._spoken, cues)
        self._discourse = Discourse(document, self._clauses.at, self._named, cues)
        self._lists: Sequence[Reach] | None = None

    def _list_reaches(self) -> Sequence[Reach]:
        """The lists of the article that a programme introduces."""
        if self._lists is None:
            document, cues = self._document, self._cues
            self._lists = [
                *enumeration_reaches(document, self._clauses.at, self._named, cues),
                *item_reaches(document, self._clauses.at, self._named, cues),
                *sheet_reaches(document, self._mentions, cues),
            ]
        return self._lists

    def _namings(self, cues: Cues) -> dict[int, list[Naming]]:
        """What names a programme, by the position of its sentence, a noun that stands for it last."""
        document, found = self._document, dict[int, list[Naming]]()
        speaking = []
        for mention in self._mentions:
            position = self._sentence_at(mention.start)
            if position is not None:
                counted = id(mention) in self._counted
                naming = Naming(mention.start, mention.end, mention, counted)
                found.setdefault(position, []).append(naming)
                if not is_blocked(document.view, document.sentences[position], naming, cues):
                    speaking.append(mention)
                    self._spoken.add(id(mention))
        for position, naming in references(document, speaking, cues):
            if not any(one.start < naming.end and naming.start < one.end for one in found.get(position, ())):
                found.setdefault(position, []).append(naming)
        return found

    def programme_of(self, quantity: Located) -> ProgrammeLink | None:
        """The programme of one quantity."""
        position = self._sentence_at(quantity.start)
        if position is None:
            return None
        if inside := self._inside(quantity):
            return self._counting(inside, quantity)
        found = (
            self._nearest(self._clauses.at(position), quantity)
            or self._nearest(self._discourse.reaches(position), quantity)
            or self._nearest(self._list_reaches(), quantity)
            or self._heading(self._document.sentences[position])
        )
        return _link(found) if found else None

    def _inside(self, quantity: Located) -> Sequence[Mention]:
        """The mentions that overlap a quantity; they stand in text order, none overlapping another."""
        first = last = bisect_right(self._ends, quantity.start)
        while last < len(self._mentions) and self._mentions[last].start < quantity.end:
            last += 1
        return self._mentions[first:last]

    def _counting(self, inside: Sequence[Mention], quantity: Located) -> ProgrammeLink | None:
        """The programme whose own things a quantity counts: 27 Rain Plan projects, not "three guarantees"."""
        for mention in inside:
            if _counts(quantity, mention) and id(mention) in self._spoken:
                return _link(Reach(mention.start, mention.end, mention, "counted", mention.start))
        return None

    def _sentence_at(self, offset: int) -> int | None:
        position = bisect_right(self._starts, offset) - 1
        if position < 0 or offset >= self._document.sentences[position].end:
            return None
        return position

    def _nearest(self, reaches: Sequence[Reach], quantity: Located) -> Reach | None:
        """Of the reaches that hold the quantity, that of the nearest mention, one before it preferred."""
        holding = [one for one in reaches if one.covers(quantity.start, quantity.end)]
        behind = [one for one in holding if 0 <= one.at - quantity.end <= _ADJACENT]
        if behind and "," not in self._document.view[quantity.end : behind[0].at]:
            return behind[0]  # "224,000 mu under the Rain Plan and 51,000 mu under the Sun Plan"
        return self._of_own_clause(holding, quantity) or min(
            holding, key=lambda one: _distance(one, quantity), default=None
        )

    def _of_own_clause(self, holding: Sequence[Reach], quantity: Located) -> Reach | None:
        """What comes next in the quantity's own clause, where another clause named the one before it.

        "The Rain Plan has built 300 homes, and that 40 cooks were trained through the Sun Plan".
        """
        view = self._document.view
        before = max((one.at for one in holding if one.at < quantity.start), default=None)
        after = min((one for one in holding if one.at > quantity.end), key=lambda one: one.at, default=None)
        if before is None or after is None or after.at - quantity.end > _IN_CLAUSE:
            return None
        joined = self._cues.coordination
        apart = self._cues.comma.search(view, before, quantity.start)
        return after if apart and not joined.search(view, quantity.end, after.at) else None

    def _heading(self, sentence: Sentence) -> Reach | None:
        section = self._document.segments[sentence.segment].section
        if section is None:
            return None
        for mention in self._mentions:
            if section.start <= mention.start and mention.end <= section.end:
                length = mention.end - mention.start
                if length >= _SHARE_OF_HEADING * (section.end - section.start):
                    return Reach(sentence.start, sentence.end, mention, "heading", mention.start)
        return None


def _counts(quantity: Located, mention: Mention) -> bool:
    """Whether the number stands before the name, and the noun that it counts behind it."""
    return quantity.start < mention.start and mention.end < quantity.end


def _distance(reach: Reach, quantity: Located) -> tuple[bool, int]:
    return reach.at > quantity.start, abs(reach.at - quantity.start)


def _link(reach: Reach) -> ProgrammeLink:
    span = Span(reach.mention.start, reach.mention.end)
    return ProgrammeLink(reach.mention.name or "", span, f"programme-link:{reach.rule}")
