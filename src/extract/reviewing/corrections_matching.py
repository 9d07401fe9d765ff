"""Which fact of an article a correction is about, whatever happened to its offsets."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from typing import NamedTuple

from extract.reviewing.corrections import Correction

LEAST_LIKENESS = 0.6
"""The share of common words from which the surroundings of a number are the same, edited."""

_WORD = re.compile(r"\w+")
_AROUND = 80
_BYTES = 6


class Place(NamedTuple):
    """A fact as far as it is looked for: its offsets, words and sentence."""

    start: int
    end: int
    quote: str
    sentence: str
    sentence_start: int


@dataclass(frozen=True, slots=True)
class Match:
    """A correction and its fact.

    Attributes:
        correction: the correction.
        index: number of the fact among those of the article.
        edited: whether the sentence is not the one that was corrected, only much like it.
    """

    correction: Correction
    index: int
    edited: bool


def fingerprint(sentence: str) -> str:
    """What stays of a sentence when case, punctuation and white space change."""
    words = " ".join(_WORD.findall(sentence.casefold()))
    return blake2b(words.encode(), digest_size=_BYTES).hexdigest()


def cut_around(place: Place) -> str:
    """The words around a quantity, in brackets: what a person reads in the file of corrections."""
    start = place.start - place.sentence_start
    before, after = place.sentence[:start], place.sentence[start + len(place.quote) :]
    if len(before) > _AROUND:
        before = "… " + before[-_AROUND:].partition(" ")[2]
    if len(after) > _AROUND:
        after = after[:_AROUND].rpartition(" ")[0] + " …"
    return " ".join(f"{before}[{place.quote}]{after}".split())


def number_occurrences(places: Sequence[Place]) -> list[tuple[str, str, int]]:
    """Fingerprint, quote and occurrence of each fact of an article: the key of a correction of it.

    Args:
        places: the facts of the article, in text order.
    """
    counts: Counter[tuple[str, str]] = Counter()
    keys = []
    for place in places:
        key = fingerprint(place.sentence), " ".join(place.quote.split())
        counts[key] += 1
        keys.append((*key, counts[key]))
    return keys


def match_corrections(corrections: Sequence[Correction], places: Sequence[Place]) -> list[Match]:
    """The corrections of an article with the facts that they are about; some may find none.

    First come equal sentences, then, in a sentence that is equal, a quantity that now has other
    bounds ("450" for "450 villages"), then sentences that were edited.

    Args:
        corrections: those of the article.
        places: its facts, in text order.
    """
    keys = {key: index for index, key in enumerate(number_occurrences(places))}
    matches: dict[int, Match] = {}
    waiting: list[Correction] = []
    for one in corrections:
        index = keys.get(one.key[1:])
        if index is None:
            waiting.append(one)
        else:
            matches[index] = Match(one, index, edited=False)
    for find, edited in ((_find_overlaps, False), (_find_alike, True)):
        for one in list(waiting):
            options = [option for option in find(one, places) if option[1] not in matches]
            if options:
                index = max(options)[1]
                matches[index] = Match(one, index, edited=edited)
                waiting.remove(one)
    return [matches[index] for index in sorted(matches)]


def _find_overlaps(correction: Correction, places: Sequence[Place]) -> Iterator[tuple[float, int]]:
    """Facts in the same sentence whose words share some with the quantity that was corrected."""
    _, wanted, quote, occurrence = correction.key
    pattern = re.compile(r"\s+".join(map(re.escape, quote.split())))
    sentences = {
        place.sentence_start: place.sentence for place in places if fingerprint(place.sentence) == wanted
    }
    spans = [
        (start + found.start(), start + found.end())
        for start, sentence in sorted(sentences.items())
        for found in pattern.finditer(sentence)
    ]
    if len(spans) < occurrence:
        return
    start, end = spans[occurrence - 1]
    for index, place in enumerate(places):
        overlap = min(end, place.end) - max(start, place.start)
        if overlap > 0:
            yield float(overlap), index


def _find_alike(correction: Correction, places: Sequence[Place]) -> Iterator[tuple[float, int]]:
    """Facts with the same quantity in surroundings that are much alike."""
    wanted = _words(correction.first.sentence)
    for index, place in enumerate(places):
        if " ".join(place.quote.split()) == correction.key[2]:
            likeness = _likeness(wanted, _words(cut_around(place)))
            if likeness >= LEAST_LIKENESS:
                yield likeness, index


def _words(text: str) -> Mapping[str, int]:
    return Counter(_WORD.findall(text.casefold()))


def _likeness(one: Mapping[str, int], other: Mapping[str, int]) -> float:
    total = sum(one.values()) + sum(other.values())
    return 2 * sum(min(count, other.get(word, 0)) for word, count in one.items()) / total if total else 0.0
