"""How far a programme reaches beyond its own sentence: pronouns, nouns that stand for it, lists."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from extract.linking.programme_cues import Anaphor, Cues, Reference, References
from extract.linking.programme_reaches import Naming, Reach
from extract.records import Document, Mention, Sentence

# A picture's caption may stand between two items of an enumeration.
_ASIDE = 3
# "The scheme" goes back no further than so many sentences.
_MEMORY = 4
# "The subsidy" goes back no further than so many sentences.
_HELD = 3
# A headline or a lead may say "the scheme" of what is named so many sentences later.
_AHEAD = 5
# What an article first tells of as "a new scheme" is in its headline or one of its first sentences.
_LEAD = 4
# What ends a sentence may stand between the name and the enumeration: he credits the "five groups."
_ENDING = 3
_BEHIND = 16
_CALLED = 17
# So far before the name, another may have been named with the noun.
_RIVAL = 120
_NAMED = re.compile(r"[A-Z][\w'-]+(?: [A-Z][\w'-]+)+ (?=[a-z])")
# Between the marker of an item and the programme that it is about: "3. The Rain Plan has ..."
_OPENING = 6
# The main programme of an article is named so many times as often as any other.
_MAIN_SHARE = 2
# "By 2015 the programme is to" goes on with a list, and so does what ends in a colon.
_STOPS = ".!?"

Clauses = Callable[[int], Sequence[Reach]]
"""The reaches by clause of the sentence at a position."""
Namings = Mapping[int, Sequence[Naming]]
"""What programmes a sentence names, by its position."""
Told = tuple[Reference, re.Match[str]]
"""A noun that stands for a programme, and its rule."""
Opening = tuple[Anaphor, int]
"""How a sentence may go on with a programme, and so many characters of it that say so."""


def references(document: Document, mentions: Sequence[Mention], cues: Cues) -> Iterator[tuple[int, Naming]]:
    """Nouns that stand for a programme named shortly before, each with the position of its sentence.

    Args:
        document: the article.
        mentions: its mentions, in text order.
        cues: the words that decide.
    """
    nouns = _reference_nouns(document, cues.references) if mentions else {}
    positions = _positions(document, mentions) if nouns else []
    spoken = {id(mention): where for mention, where in positions}
    main = next((one.name for one in mentions if is_labelled(document.view, one, cues)), None)
    main = main or _main_name(mentions)
    ahead = mentions[0] if mentions else None
    for position, told in nouns.items():
        sentence = document.sentences[position]
        near = [
            mention
            for mention, where in positions
            if (mention is ahead and where <= position + _AHEAD)
            or (mention.name == main and where <= position + _AHEAD)
            or (
                where <= position <= spoken[id(mention)] + _MEMORY
                and _same_section(document, mention, sentence)
            )
        ]
        if any(mention.name == main for mention in near):  # another one, unless it was spoken of just now
            near = [one for one in near if one.name == main or spoken[id(one)] >= position - 1]
        if near:
            lead = position < _LEAD and all(one.name == main or one is ahead for one in near)
            for naming in _references_in(document.view, told, near, lead=lead):
                spoken[id(naming.mention)] = position
                yield position, naming


def _reference_nouns(document: Document, references: References) -> dict[int, list[Told]]:
    """The nouns that may stand for a programme, by the position of their sentence, in its order."""
    view, starts = document.view, [sentence.start for sentence in document.sentences]
    held: dict[int, set[int]] = {}
    for number, start, _ in references.automaton.find_matches_as_indexes(view, overlapping=True):
        held.setdefault(bisect_right(starts, start) - 1, set()).add(references.holders[number])
    held.pop(-1, None)
    found: dict[int, list[Told]] = {}
    for position, numbers in sorted(held.items()):
        sentence = document.sentences[position]
        rules = [references.rules[number] for number in sorted(numbers)]
        told = [(one, hit) for one in rules for hit in one.regex.finditer(view, sentence.start, sentence.end)]
        found[position] = told
    return found


class Discourse:
    """Sentences that go on with the programme of the sentence before: In addition, it ...

    What a sentence before told is read only where the words of a sentence may go on with it, and few do.

    Args:
        document: the article.
        clauses: the reaches by clause of a sentence.
        namings: what programmes the sentences name.
        cues: the words that decide.
    """

    def __init__(self, document: Document, clauses: Clauses, namings: Namings, cues: Cues) -> None:
        self._document, self._clauses, self._namings, self._cues = document, clauses, namings, cues
        self._first = min(namings, default=len(document.sentences))
        self._openings: dict[int, list[Opening]] = {}
        self._current: dict[int, Reach | None] = {}
        self._gone_on: set[int] = set()

    def reaches(self, position: int) -> Sequence[Reach]:
        """How far the sentence at a position goes on with a programme that it does not name."""
        waiting = [position]
        while waiting:  # no recursion: a chain may be as long as an article
            here = waiting[-1]
            unread = [before for before in self._asks_for(here) if before not in self._current]
            if unread:
                waiting += unread
                continue
            if here not in self._current:
                self._current[here] = self._named_at(here) or self._going_on_at(here)
            waiting.pop()
        current = self._current[position]
        return [current] if current is not None and position in self._gone_on else []

    def _asks_for(self, position: int) -> Iterable[int]:
        """The sentences before that decide what a sentence is about."""
        if position in self._current or self._named_at(position) or not self._openings_at(position):
            return ()
        return range(max(0, position - _HELD), position)

    def _named_at(self, position: int) -> Reach | None:
        """The programme that a sentence names and is about."""
        own = self._clauses(position)
        current = next((one for one in own if one.is_subject), own[-1] if own else None)
        return current or _named_last(self._document.sentences[position], self._namings.get(position, ()))

    def _openings_at(self, position: int) -> list[Opening]:
        """The ways to go on that the words of a sentence allow."""
        if position <= self._first:
            return []
        found = self._openings.get(position)
        if found is None:
            sentence = self._document.sentences[position]
            text = self._document.view[sentence.start : sentence.end]
            found = self._openings[position] = list(_openings(text, self._cues.anaphors))
        return found

    def _going_on_at(self, position: int) -> Reach | None:
        """The programme of a sentence before, where a sentence goes on with it."""
        openings = self._openings_at(position)
        if not openings:
            return None
        document, limit, current = self._document, self._cues.limit, None
        sentence, before = document.sentences[position], document.sentences[position - 1]
        previous = self._current[position - 1] if _goes_on(document, position) else None
        if previous is not None:
            near = before.segment == sentence.segment
            current = _go_on(document.view, sentence, previous, openings, limit, near=near)
        if current is None and (held := self._held_at(position)):
            lasting = [one for one in openings if one[0].lasts]
            if _same_section(document, held.mention, sentence):
                current = _go_on(document.view, sentence, held, lasting, limit, near=True)
        if current is not None:
            self._gone_on.add(position)
        return current

    def _held_at(self, position: int) -> Reach | None:
        """What was told of last, if that is a few sentences ago at most."""
        near = (self._current[before] for before in range(position - 1, max(0, position - _HELD) - 1, -1))
        return next((one for one in near if one is not None), None)


def enumeration_reaches(
    document: Document, clauses: Clauses, namings: Namings, cues: Cues
) -> Iterator[Reach]:
    """Enumerations that a programme introduces: through "five groups". First, ... Fifth, ...

    Args:
        document: the article.
        clauses: the reaches by clause of a sentence.
        namings: what programmes the sentences name.
        cues: the words that decide.
    """
    for position in sorted(namings):
        behind = document.sentences[position + 1 : position + 2]
        if behind and cues.ordinals[0].match(document.view, behind[0].start, behind[0].end):
            mention = _introducing(document.sentences[position], clauses(position), namings[position])
            if mention:
                end = _end_of_enumeration(document, position + 1, cues)
                yield Reach(behind[0].start, end, mention, "enumeration", mention.start)


def item_reaches(document: Document, clauses: Clauses, namings: Namings, cues: Cues) -> Iterator[Reach]:
    """Items of a list: those after "Under <p>, the county will:", and those that open with a programme.

    Args:
        document: the article.
        clauses: the reaches by clause of a sentence.
        namings: what programmes the sentences name.
        cues: the words that decide.
    """
    view = document.view
    for position in sorted(namings):
        sentence = document.sentences[position]
        segment = document.segments[sentence.segment]
        is_open = view[sentence.end - 1] not in _STOPS
        marker = cues.item.match(view, segment.start, segment.end)
        reaches = clauses(position) if is_open or marker else ()
        if not reaches:
            continue
        reach = reaches[-1]
        if is_open and reach.end == sentence.end:
            yield Reach(sentence.end, _end_of_list(document, sentence, cues), reach.mention, "list", reach.at)
        if marker and _opens(reach, sentence):
            yield Reach(sentence.end, segment.end, reach.mention, "item", reach.at)
        elif marker and reach.at <= marker.end() + _OPENING:
            yield Reach(reach.end, sentence.end, reach.mention, "item", reach.at)


def sheet_reaches(document: Document, mentions: Sequence[Mention], cues: Cues) -> Iterator[Reach]:
    """The lines of a fact sheet that stand under the name of its programme: Budget: 9 million dollars.

    Args:
        document: the article.
        mentions: its mentions, in text order.
        cues: the words that decide.
    """
    for mention in mentions:
        if is_labelled(document.view, mention, cues):
            end = document.view.find("\n", mention.end) + 1
            while end and (line := cues.sheet_line.match(document.view, end)):
                end = line.end()
            if end:
                yield Reach(mention.end, end, mention, "sheet", mention.start)


def is_labelled(view: str, mention: Mention, cues: Cues) -> bool:
    """Whether a line says that its programme is this: Programme: Rain Plan."""
    start = view.rfind("\n", 0, mention.start) + 1
    return cues.label.match(view, start, mention.start) is not None


def _opens(reach: Reach, sentence: Sentence) -> bool:
    """Whether a sentence opens with what is done under a programme: Under <p>, 400 cooks were trained."""
    return reach.start == sentence.start and not reach.is_subject


def _goes_on(document: Document, position: int) -> bool:
    """Whether a sentence follows the one before in the same paragraph, or in the next of its section."""
    before, here = document.sentences[position - 1].segment, document.sentences[position].segment
    first, second = document.segments[before], document.segments[here]
    return before == here or (here == before + 1 and first.kind == second.kind == "paragraph")


def _positions(document: Document, mentions: Sequence[Mention]) -> list[tuple[Mention, int]]:
    found, position = [], 0
    for mention in mentions:
        while (
            position + 1 < len(document.sentences) and document.sentences[position + 1].start <= mention.start
        ):
            position += 1
        found.append((mention, position))
    return found


def _same_section(document: Document, mention: Mention, sentence: Sentence) -> bool:
    section = document.segments[sentence.segment].section
    return section is None or section.start <= mention.start


def _references_in(
    view: str, told: Sequence[Told], near: Sequence[Mention], *, lead: bool
) -> Iterator[Naming]:
    for rule, match in told:
        start, end = match.span()
        noun = match["noun"].lower()
        fitting = [one for one in near if rule.stands_for_any or _is_called(view, one, noun)]
        if own := match.groupdict().get("own"):
            fitting = [one for one in fitting if _holds(view, one, own)]
        before = [one for one in fitting if one.end <= start]
        if rule.ahead:
            fitting = fitting if lead and not before else []
        if before and _has_rival(view, before[-1], noun, start):
            continue
        if fitting:
            yield Naming(start, end, before[-1] if before else fitting[0])


def _has_rival(view: str, mention: Mention, noun: str, end: int) -> bool:
    """Whether the noun stands for another: the Marsh Lane scheme of the Rain Plan ... the scheme."""
    if _is_called(view, mention, noun):
        return False
    named = (hit.end() for hit in _NAMED.finditer(view, max(0, mention.start - _RIVAL), end))
    return any(view.startswith(noun, at) for at in named if not mention.start <= at <= mention.end + 2)


def _is_called(view: str, mention: Mention, noun: str) -> bool:
    """Whether a programme has the noun in its name or beside it: "the Green Shelf project"."""
    if noun in (mention.name or "").lower():
        return True
    behind = view[mention.end : mention.end + _BEHIND].lstrip("\"' ").lower()
    return behind.startswith(noun) or noun in view[max(0, mention.start - _CALLED) : mention.start].split()


def _holds(view: str, mention: Mention, words: str) -> bool:
    """Whether the name has all these words: "the poverty eradication program"."""
    name = f"{mention.name or ''} {view[mention.start : mention.end]}"
    return set(words.lower().split()) <= set(name.lower().split())


def _introducing(sentence: Sentence, reaches: Sequence[Reach], namings: Sequence[Naming]) -> Mention | None:
    """The programme whose enumeration follows: one that the sentence is about, or that it ends in."""
    if reaches:
        return reaches[-1].mention
    return next((one.mention for one in namings if sentence.end - one.end <= _ENDING), None)


def _main_name(mentions: Sequence[Mention]) -> str | None:
    """The programme that an article is about: "the programme" means it in every section."""
    counts = Counter(mention.name for mention in mentions).most_common(2)
    lone = len(counts) == 1 or (len(counts) > 1 and counts[0][1] >= _MAIN_SHARE * counts[1][1])
    return counts[0][0] if lone else None


def _named_last(sentence: Sentence, namings: Sequence[Naming]) -> Reach | None:
    """The programme that a sentence ends in; "it" then means it: Officials credit the Rain Plan."""
    last = next((one for one in namings if sentence.end - one.end <= _ENDING), None)
    if last is None or last.refers:
        return None
    return Reach(sentence.end, sentence.end, last.mention, "named-last", last.start, is_subject=True)


def _end_of_enumeration(document: Document, position: int, cues: Cues) -> int:
    """Where the segment with the last ordinal in sequence ends."""
    last, expected = document.sentences[position], 1
    for sentence in document.sentences[position + 1 :]:
        if sentence.segment > last.segment + _ASIDE or expected == len(cues.ordinals):
            break
        if cues.ordinals[expected].match(document.view, sentence.start, sentence.end):
            last, expected = sentence, expected + 1
    return document.segments[last.segment].end


def _end_of_list(document: Document, sentence: Sentence, cues: Cues) -> int:
    end = sentence.end
    for segment in document.segments[sentence.segment + 1 :]:
        if not cues.item.match(document.view, segment.start, segment.end):
            break
        end = segment.end
    return end


def _openings(text: str, anaphors: Sequence[Anaphor]) -> Iterator[Opening]:
    """The rules by which a sentence may go on with a programme, and where each of them ends in it."""
    lowered = text.lower()
    for anaphor in anaphors:
        if anaphor.holds and not any(one in lowered for one in anaphor.holds):
            continue
        if match := anaphor.regex.match(text):
            yield anaphor, match.end()


def _go_on(
    view: str,
    sentence: Sentence,
    previous: Reach,
    openings: Sequence[Opening],
    limits: re.Pattern[str],
    *,
    near: bool,
) -> Reach | None:
    for anaphor, opened in openings:
        if anaphor.same_paragraph and not near:
            continue
        if anaphor.named and not anaphor.named.search(previous.mention.name or ""):
            continue
        if previous.is_subject or not anaphor.needs_subject:
            limit = limits.search(view, sentence.start + opened, sentence.end)
            end = limit.start() if limit else sentence.end
            return Reach(sentence.start, end, previous.mention, anaphor.id, previous.at, is_subject=True)
    return None
