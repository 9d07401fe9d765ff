"""Which weak candidates the document supports: "Jordan", "Austin", a county's bare name."""

from __future__ import annotations

import re
from collections.abc import Sequence

from extract.finding.place_gazetteer import CHINA
from extract.finding.place_records import PlaceCandidate
from extract.linking.place_choice import Choice, Chooser
from extract.records import Document

_SMALL_WORD = re.compile(r"(?<![\w'-])[a-z]{5}")
_NEXT_WORD = re.compile(r"[ \n]([A-Z][\w'-]*)")
_LIST_GAP = 7


def supported(
    document: Document,
    candidates: Sequence[PlaceCandidate],
    choices: Sequence[Choice | None],
    chooser: Chooser,
    row: re.Pattern[str],
) -> dict[int, str]:
    """What supports each candidate, by its number; a candidate without support is missing.

    Args:
        document: the article.
        candidates: in text order.
        choices: the place chosen for each.
        chooser: knows what the document names.
        row: what stands between the places of an enumeration.
    """
    found: dict[int, str] = {}
    view = document.view
    for number, (candidate, choice) in enumerate(zip(candidates, choices, strict=True)):
        signal = _own_support(document, candidate, choice, chooser) if choice is not None else ""
        if signal:
            found[number] = signal
    names = {candidates[number].name for number in found}
    units = {candidates[number].name for number in found if candidates[number].generic}
    for number, candidate in enumerate(candidates):
        if number in found or choices[number] is None or _runs_on(document, candidate):
            continue
        if candidate.person and candidate.name not in units:  # "Will Nayong be next?", of Nayong County
            continue
        if candidate.name in names:
            found[number] = "elsewhere_in_article"
        elif _in_list(view, candidates, number, found, row):
            found[number] = "list"
    return found


def _own_support(document: Document, candidate: PlaceCandidate, choice: Choice, chooser: Chooser) -> str:
    """The signal that makes the candidate a mention by itself, else ''."""
    runs_on = _runs_on(document, candidate)
    if candidate.guarded:
        held = "nearby" in choice.signals or "holder_in_article" in choice.signals
        return "holder_in_article" if held and not runs_on else ""
    if candidate.cue in {"dateline", "event"} or (candidate.cue == "strong" and not runs_on):
        return f"cue:{candidate.cue}"
    if candidate.person and runs_on and choice.place.code is None and _in_sentence_case(document, candidate):
        return ""  # "the Garib Kalyan Rojgar scheme"
    if not candidate.weak or "nearby" in choice.signals:
        return "beside_its_holder" if candidate.weak else "known_name"
    return "" if candidate.person or runs_on else _support_of_article(candidate, choice, chooser)


def _support_of_article(candidate: PlaceCandidate, choice: Choice, chooser: Chooser) -> str:
    """What speaks for a weak name that stands alone: its kind, or that the text names its holder."""
    place = choice.place
    if place.level in {"county", "country"}:
        return "bare_name"
    holder_named = bool(place.parent) and chooser.mentioned[place.parent] > 0 and place.parent != CHINA
    known = candidate.cue or place.level == "capital"  # "Washington imposed tariffs"
    return "holder_in_article" if holder_named and known else ""


def _runs_on(document: Document, candidate: PlaceCandidate) -> bool:
    """Whether a capitalised word follows directly: 'Austin Powers', but not that of the next line."""
    if _NEXT_WORD.match(document.view, candidate.end) is None:
        return False
    return candidate.end < document.segment_at(candidate.start).end


def _in_sentence_case(document: Document, candidate: PlaceCandidate) -> bool:
    """Whether capitals mean names in its line, which has longer words in small letters."""
    segment = document.segment_at(candidate.start)
    return _SMALL_WORD.search(document.view, segment.start, segment.end) is not None


def _in_list(
    view: str,
    candidates: Sequence[PlaceCandidate],
    number: int,
    found: dict[int, str],
    row: re.Pattern[str],
) -> bool:
    """Whether it stands in an enumeration with a place: 'Vietnam, Turkey and Iran'."""
    here = candidates[number]
    for other in (number - 1, number + 1):
        if other in found:
            there = candidates[other]
            gap = view[min(here.end, there.end) : max(here.start, there.start)]
            if len(gap) <= _LIST_GAP and row.fullmatch(gap):
                return True
    return False
