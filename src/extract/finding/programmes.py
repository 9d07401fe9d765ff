"""Find the programmes, plans, campaigns, standards and slogans that an article names.

Five sources, each with its own rules: the vocabulary, names with a number, capitalised
names with a head noun, quoted slogans, a headline that is a name. Where their findings
overlap, a listed name wins, then the longer one.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence

from extract.finding.programme_grammar import PATTERNS, load_word_lists
from extract.finding.programme_heads import COINED, HeadedNames, is_headline
from extract.finding.programme_later import LaterNames
from extract.finding.programme_patterns import NamePatterns
from extract.finding.programme_quotes import QuotedSlogans
from extract.finding.programme_titles import HeadlineNames
from extract.finding.programme_vocabulary import Folded, Hit, Vocabulary, is_quoted, load_vocabulary
from extract.records import Document, Mention, Segment, Span
from extract.rules.loading import RuleSet

Rank = tuple[int, int]

_TEXT_KINDS = frozenset({"title", "heading", "paragraph", "caption", "note"})
_BUILT = (COINED, "programme:head-")
_REACH = 60
_JOIN = 8

# What wins where findings overlap: a goal however it is phrased; else the longer of listed names, numbered
# plans and quoted slogans, in this order where they are equal; a name built from capitals only where
# nothing else is.
# What an article calls a programme again yields to all of them.
_GOAL, _LISTED, _NUMBERED, _QUOTED, _HEADED, _AGAIN = (0, 0), (1, 0), (1, 1), (1, 2), (2, 0), (3, 0)


class ProgrammeFinder:
    """Finds programme mentions.

    Args:
        ruleset: the rules; its ``programmes.toml`` and ``programme_patterns.toml`` are read.

    Raises:
        RulesError: a rule that cannot be used.
    """

    def __init__(self, ruleset: RuleSet) -> None:
        words = load_word_lists(ruleset)
        exclusions = ruleset.entries(PATTERNS, "exclusion")
        self.vocabulary: Vocabulary = load_vocabulary(ruleset, words.grammar, exclusions)
        self._numbered = NamePatterns(ruleset, words)
        self._headed = HeadedNames(ruleset, words)
        self._quoted = QuotedSlogans(ruleset, words)
        self._headlines = HeadlineNames(ruleset, words)
        self._later = LaterNames(ruleset, words)
        followers, organisations = words.titled("follower"), words.titled("organisation")
        self._follower = re.compile(rf"(?:\s+|-)(?:{followers})\b")
        self._coordinator = re.compile(rf"(?:{'|'.join(map(re.escape, words.coordinators))}) \Z")
        self._organisation = re.compile(rf"\b(?:{organisations})\s+(?:{words.joining})\s+\"?$")

    def find(self, document: Document) -> list[Mention]:
        """The programme mentions of an article, in text order, none overlapping another.

        Quotation marks around a name are left out of its span. ``id`` is that of the
        vocabulary (``five-year-plan-13`` for numbered plans), None for unlisted names,
        whose ``name`` is what the text says.
        """
        return self.read(document)[0]

    def read(self, document: Document) -> tuple[list[Mention], list[Span]]:
        """The mentions, as ``find`` gives them, and what is excluded from them.

        That is the names of organisations, events and doctrines; a number inside one is no fact.
        """
        view = document.view
        folded = Folded(view)
        hits = self.vocabulary.find(view, folded)
        excluded = [Span(hit.start, hit.end) for hit in hits if hit.surface.programme is None]
        ranked = list(self._listed(document, hits))
        ranked += [(_NUMBERED, mention) for mention in self._numbered.find(view, folded)]
        ranked += [(_QUOTED, mention) for mention in self._quoted.find(view)]
        headed = list(self._headed.find(view, document.sentences))
        ranked = [one for one in ranked if not self._is_rest(view, one[1], headed)]
        ranked += [(_HEADED, mention) for mention in headed]
        ranked += [(_HEADED, mention) for mention in self._headlines.find(view, document.segments)]
        inside = [one for one in ranked if _in_text(one[1], document.segments)]
        chosen = _resolve(inside, excluded)
        again = [(_AGAIN, mention) for mention in self._later.find(view, chosen)]
        if again:
            wider = [mention for _, mention in again]
            kept = [(_LISTED, mention) for mention in chosen if not _is_inside(mention, wider)]
            chosen = _resolve(
                [*kept, *(one for one in again if _in_text(one[1], document.segments))], excluded
            )
        return self._later.unify(chosen), excluded

    def _listed(self, document: Document, hits: Sequence[Hit]) -> Iterator[tuple[Rank, Mention]]:
        sure = {hit.surface.programme.id for hit in hits if hit.surface.programme and not hit.tentative}
        for hit in hits:
            programme = hit.surface.programme
            if programme is None or (hit.tentative and programme.id not in sure):
                continue
            if self._names_organisation(document.view, hit.start, hit.end):
                continue
            if hit.surface.condition == "phrases" and _in_headline(document, hit):
                continue
            rule = f"programme:listed-{hit.surface.condition}"
            mention = Mention(hit.start, hit.end, "programme", programme.id, programme.name, rule)
            yield (_GOAL if programme.kind == "goal" else _LISTED), mention

    def _is_rest(self, view: str, listed: Mention, headed: Sequence[Mention]) -> bool:
        """Whether a listed name is the second half of another: Disaster Mitigation and [Adaptation Fund]."""
        joined = self._coordinator.search(view, max(0, listed.start - _JOIN), listed.start)
        return joined is not None and any(
            one.start < listed.start and one.end == listed.end for one in headed
        )

    def _names_organisation(self, view: str, start: int, end: int) -> bool:
        """Whether the name is part of a longer one: Hope Project Office, Leading Group for ..."""
        if self._follower.match(view, end):
            return True
        return self._organisation.search(view, max(0, start - _REACH), start) is not None


def without_places(mentions: Sequence[Mention], places: Iterable[Span]) -> list[Mention]:
    """The programmes without what proves to be a place: the Qinghai programme, the New York scheme.

    Args:
        mentions: programme mentions.
        places: where the article names places.
    """
    doubtful = [mention for mention in mentions if mention.rule and mention.rule.startswith(_BUILT)]
    if not doubtful:
        return list(mentions)
    ends = {place.start: place.end for place in places}
    return [
        mention
        for mention in mentions
        if mention.start not in ends
        or not (mention.rule == COINED or (mention in doubtful and ends[mention.start] >= mention.end))
    ]


def _is_inside(short: Mention, wider: Sequence[Mention]) -> bool:
    """Whether an unlisted name is only a part of one that was named before: the [Open Gates] scheme."""
    return short.id is None and any(
        one.start == short.start and one.end > short.end and one.id is None for one in wider
    )


def _in_headline(document: Document, hit: Hit) -> bool:
    sentences = document.sentences
    position = bisect_right(sentences, hit.start, key=lambda sentence: sentence.start) - 1
    if position < 0 or is_quoted(document.view, hit.start, hit.end):
        return False
    before = document.view[sentences[position].start : hit.start]
    return is_headline(before, document.view[hit.end : sentences[position].end], "")


def _in_text(mention: Mention, segments: Sequence[Segment]) -> bool:
    position = bisect_right(segments, mention.start, key=lambda segment: segment.start) - 1
    if position < 0:
        return False
    segment = segments[position]
    return segment.kind in _TEXT_KINDS and mention.end <= segment.end


def _resolve(ranked: Iterable[tuple[Rank, Mention]], excluded: Sequence[Span]) -> list[Mention]:
    chosen: list[Mention] = []
    taken: list[Span] = []
    for rank, mention in sorted(ranked, key=_precedence):
        span = Span(mention.start, mention.end)
        if rank != _GOAL and any(_swallows(other, span) for other in excluded):
            continue
        if not any(other.overlaps(span) for other in taken):
            taken.append(span)
            chosen.append(mention)
    return sorted(chosen, key=lambda mention: mention.start)


def _precedence(one: tuple[Rank, Mention]) -> tuple[int, int, int, int]:
    (group, order), mention = one
    return group, mention.start - mention.end, order, mention.start


def _swallows(name: Span, span: Span) -> bool:
    longer = name.end - name.start >= span.end - span.start
    return longer and name.overlaps(span)
