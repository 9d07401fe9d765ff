"""Split segments into sentences."""

from __future__ import annotations

import re
from collections.abc import Iterator

from extract.records import Segment, Sentence
from extract.segmenting.rules import SegmentRules

_STOP = re.compile(r"""[.!?…。]+["')\]」』]*""")
_BEFORE = re.compile(r"[^\s()\[\]\"/,;:-]*\Z")
_NEXT = re.compile(r"""(\s*)(["'(\[「『]*)(\S?)(\w*)""")
_CLAUSE_END = re.compile(r"[;:,，；、]\s|[，；、]|\s")
_LIST_NUMBER = re.compile(r"\d{1,2}|[IVX]{1,5}")
# a mark of a footnote behind a stop: "in most areas.1 Others", "of the year.[3] It"; not "at 3.5 percent"
_FOOTNOTE = re.compile(
    r"""(?:\[\d{1,3}\]|[⁰¹²³⁴-⁹]{1,3}|\d{1,3}(?:[,-]\d{1,3}){0,3})(?=\s+["'(\[]*[A-Z0-9]|\s*\Z)"""
)
_YEAR = re.compile(r"(?<!\d)(?<!\d[.,])(?:19|20)\d\d\Z")
_GLUED_NUMBER = re.compile(r"""["'(]*[$£€¥]?\d[\d,.]*[\s%)]""")
_UNIT_LETTER = re.compile(r"\d\s?[A-Z]\Z")  # "at 40 C. Rain fell"
_SHORTEST_NOTED_WORD = 3
_LONGEST = 2_000
_LONGEST_ABBREVIATION = 12
_SILENT: frozenset[str] = frozenset({"furniture", "metadata"})


def split_sentences(view: str, segments: tuple[Segment, ...], rules: SegmentRules) -> tuple[Sentence, ...]:
    """The sentences of all segments that may hold facts.

    Args:
        view: the plain view of the page.
        segments: its segments.
        rules: abbreviations and stop words.
    """
    return tuple(
        Sentence(start, end, index)
        for index, segment in enumerate(segments)
        if segment.kind not in _SILENT
        for start, end in sentence_spans(view, segment.start, segment.end, rules)
    )


def sentence_spans(view: str, start: int, end: int, rules: SegmentRules) -> Iterator[tuple[int, int]]:
    """The sentences of one stretch, without surrounding white space, none over 2,000 characters."""
    position = start
    for stop in _STOP.finditer(view, start, end):
        if stop.end() == end or stop.start() < position:
            continue
        mark = _footnote_end(view, position, end, stop, rules)
        if mark or _ends_sentence(view, position, end, stop, rules):
            yield from _capped(view, position, stop.end())
            position = mark or stop.end()
    yield from _capped(view, position, end)


def _footnote_end(view: str, start: int, end: int, stop: re.Match[str], rules: SegmentRules) -> int:
    """Where the mark of a footnote behind a stop ends, 0 without one; it belongs to no sentence."""
    if view[stop.end()].isspace():
        return 0
    mark = _FOOTNOTE.match(view, stop.end(), end)
    if mark is None:
        return 0
    if not mark[0][0].isdigit() or mark[0][0] in "¹²³":
        return mark.end()
    if stop[0] != ".":
        return mark.end()
    if view[stop.start() - 1] in "%)":
        return mark.end()
    return mark.end() if _is_noted(view, start, end, stop, mark, rules) else 0


def _is_noted(
    view: str, start: int, end: int, stop: re.Match[str], mark: re.Match[str], rules: SegmentRules
) -> bool:
    """Whether digits behind a stop are a mark, not decimals: behind a word, or a year that ends all."""
    low = max(start, stop.start() - _LONGEST_ABBREVIATION)
    if _YEAR.search(view, low, stop.start()):
        return mark.end() < end or start > 0
    return _is_plain_word(view, low, stop.start(), rules)


def _is_plain_word(view: str, low: int, high: int, rules: SegmentRules) -> bool:
    """Whether the word before a stop is a small one and no abbreviation (``areas``, not ``No``)."""
    found = _BEFORE.search(view, low, high)
    word = found[0] if found else ""
    known = word in rules.abbreviations or word.capitalize() in rules.abbreviations
    return len(word) >= _SHORTEST_NOTED_WORD and word[1:].isalpha() and word[1:].islower() and not known


def _ends_sentence(view: str, start: int, end: int, stop: re.Match[str], rules: SegmentRules) -> bool:
    mark = stop[0]
    if "。" in mark:
        return True
    after = _NEXT.match(view, stop.end(), end)
    if after is None or not after[3]:
        return True
    gap, opening, first, rest = after.groups()
    if first.islower() or not (first.isalnum() or opening or first in "【$£€¥+-" or not first.isascii()):
        return False
    if not gap:
        number = _GLUED_NUMBER.match(view, stop.end(), end)
        low = max(start, stop.start() - _LONGEST_ABBREVIATION)
        if number and stop[0] == ".":  # "out of poverty.13,000 people"
            return _is_plain_word(view, low, stop.start(), rules)
        return _is_glued_end(view, start, stop, first, rest)
    return mark[0] != "." or mark.startswith("..") or _stop_ends(view, start, stop, first + rest, rules)


def _is_glued_end(view: str, start: int, stop: re.Match[str], first: str, rest: str) -> bool:
    """Whether a sentence ends where the next follows without a space: ``in history.Absolute``."""
    if not (first.isalpha() and (first.isupper() or not first.isascii())):
        return False
    before = view[max(start, stop.start() - 2) : stop.start()]
    if stop[0] != "." and not before.endswith("."):
        return True
    wordy = len(before) == 2 and (before.isalnum() or before[-1] in "%)\"'") and not before.isupper()
    initial = rest == "" and view[stop.end() + 1 : stop.end() + 2] == "."  # "Ph.D."
    return wordy and not initial and (rest == "" or rest[0].islower() or rest[0] == "'")


def _stop_ends(view: str, start: int, stop: re.Match[str], following: str, rules: SegmentRules) -> bool:
    found = _BEFORE.search(view, max(start, stop.start() - _LONGEST_ABBREVIATION), stop.start())
    word = found[0] if found else ""
    if len(stop[0]) > 1 and stop[0][1:].strip("\"'"):  # a bracket closed after the stop
        return True
    if _LIST_NUMBER.fullmatch(word) and not view[start : stop.start() - len(word)].strip(' ("\n'):
        return False  # a list marker: "1. Roads", "II. Sales"
    opens = following.lower() in rules.languages.stopwords["en"] and following[:1].isupper()
    if len(word) == 1 and word.isupper():
        unit = _UNIT_LETTER.search(view, max(start, stop.start() - 4), stop.start())
        return (opens and following != "A") or unit is not None
    ends = rules.abbreviations.get(word)
    if ends is None:
        return True
    if ends == "unless_digit":
        return not following[:1].isdigit()
    return ends == "maybe" and opens


def _capped(view: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    while end - start > _LONGEST:
        cut = _clause_end(view, start + _LONGEST // 2, start + _LONGEST)
        yield from _stripped(view, start, cut)
        start = cut
    yield from _stripped(view, start, end)


def _clause_end(view: str, low: int, high: int) -> int:
    ends = list(_CLAUSE_END.finditer(view, low, high))
    clauses = [found for found in ends if not found[0].isspace()]
    chosen = clauses or ends
    return chosen[-1].end() if chosen else high


def _stripped(view: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    piece = view[start:end]
    text = piece.strip()
    if text:
        first = start + len(piece) - len(piece.lstrip())
        yield first, first + len(text)
