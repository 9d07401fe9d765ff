"""Places that only say where something was written or told, not where it holds.

"BEIJING, Jan. 5 (Xinhua) --", "Warsaw, 24 August 2023" under a report, and the town of the
press conference at which the figures of a whole country were told.
"""

from __future__ import annotations

import re
from bisect import bisect_right

from extract.finding.place_context import CUES, alternatives, endings, words
from extract.linking.place_anchors import Anchor, is_chinese
from extract.linking.place_records import LinkedPlace
from extract.records import Document, Segment
from extract.rules.endings import Ending
from extract.rules.loading import RuleSet

_BLANK = r"[ \n]"
# The dash of a dateline; agencies have set it as two hyphens and as an underscore: "LIMA, Peru (AP) _ The".
_RULE = r"(?:--?|_)"
_DAY = r"(?:\d{1,2} [A-Z][a-z]+\.?|[A-Z][a-z]+\.? \d{1,2})(?:,? \d{4})?"
_HOLDER = r"(?:, [A-Z][\w'. ]{1,25})?"
_SIGNED = re.compile(
    rf"{_HOLDER}(?:, {_DAY}\W*(?:\n|\Z| -|\()| \((?:{_DAY}|[A-Z][A-Za-z ,.]{{1,30}})\) ?{_RULE} )"
)
# "TONGLIAO, Inner Mongolia - From the top of a dune in Hure Banner"
_DATELINE = re.compile(
    rf"[A-Z][\w'.-]*(?:,? [A-Z][\w'.-]*){{0,4}}(?:, [A-Z][\w.]* \d{{1,2}})? ?{_RULE} (?=[\"'A-Z\d])"
)
_HELD = re.compile(r", [A-Z][A-Za-z]+(?: [A-Z][A-Za-z]+)?: ")
_DASH = re.compile(rf" ?{_RULE} ")
_COLON = ": "
_UNLISTED = "unlisted:dateline"
_TITLED = frozenset({"caption", "title"})
_CITIES = frozenset({"capital", "city"})
_WIDE = frozenset({"country", "province", "region"})
_BACK = 48
_FAR_BACK = 140
_ON = 60
_OPENING = 40


def is_signed(document: Document, place: Anchor | LinkedPlace) -> bool:
    """Whether a date follows in its line, as where a report is signed: 'Warsaw, 24 August 2023'."""
    return _SIGNED.match(document.view, place.end) is not None


def is_dateline(document: Document, anchor: Anchor) -> bool:
    """Whether it stands before the dash of 'HOUMA, Louisiana - The wind'."""
    if is_signed(document, anchor):
        return True
    segment = document.segment_at(anchor.start)
    if segment.start != anchor.start:
        return False
    line = _DATELINE.match(document.view, segment.start, segment.end)
    return line is not None and anchor.end <= line.end()


def _is_first_of_city(document: Document, segment: Segment, link: LinkedPlace) -> bool:
    """Whether the first paragraph begins with a city: "New Delhi: The commission said"."""
    first = next((one for one in document.segments if one.kind == "paragraph"), None)
    return segment is first and link.level in _CITIES


def _opens(document: Document, segment: Segment, link: LinkedPlace) -> bool:
    """Whether a dash ends the names that a paragraph begins with.

    "PARIS - The bank said" and, of capitals, where agencies sit, "MANILA, PHILIPPINES - The bank said"; but
    "HOUMA, Louisiana - The wind came" tells of Houma.
    """
    if _DASH.match(document.view, link.end) is not None:
        return link.rule != _UNLISTED  # no agency sits in a town that no table has
    shouted = document.view[segment.start : link.end].isupper()
    if document.view.startswith(_COLON, link.end) and link.level not in _WIDE:
        alone = shouted and not document.view[segment.start : segment.end].isupper()
        if alone or _is_first_of_city(document, segment, link):
            return True  # "ISLAMABAD: The bank said"
    if shouted and link.level in _CITIES and _HELD.match(document.view, link.end) is not None:
        return True  # "WOLFSBURG, Germany: The carmaker said"
    if link.level not in _CITIES or not shouted:
        return False
    line = _DATELINE.match(document.view, segment.start, segment.end)
    if line is None or link.end > line.end():
        return False
    return link.level == "capital" or _goes_on_with_holder(document.view, link.end, line.end())


def _goes_on_with_holder(view: str, end: int, line_end: int) -> bool:
    """Whether the text behind a dateline begins with what holds its town: 'HAMBURG, GERMANY - Germany's'."""
    holder = view[end:line_end].strip(", -").casefold()
    return bool(holder) and holder in view[line_end : line_end + _OPENING].casefold()


class Venues:
    """The words by which a text says where something was only written or told.

    Args:
        ruleset: where they are read from.
    """

    def __init__(self, ruleset: RuleSet) -> None:
        def table(key: str) -> str:
            return alternatives(words(ruleset.entries(CUES, "venue"), key))

        def ends(key: str) -> str:
            return endings(words(ruleset.entries(CUES, "venue"), key))

        said, met = table("surfaces"), table("meetings")
        kind_of = rf"(?:(?:{table('article')}){_BLANK}[a-z]+{_BLANK}(?:{table('of')}){_BLANK})?"
        inside = rf"{_BLANK}(?:{table('inside')}){_BLANK}{kind_of}\Z"
        on, where = table("on"), table("where")
        told = rf"(?:{ends('surfaces')})(?:{_BLANK}(?:{ends('hearers')}))?"
        meeting = rf"(?:{ends('meetings')})(?:{_BLANK}[a-z]+){{0,3}}"
        self._told = Ending(rf"(?<![\w-])(?:{told}|{meeting}){inside}", re.IGNORECASE)
        far = rf"{said}|{met}|{table('dated')}"
        self._far = re.compile(rf"(?<![\w-])(?:{far})(?!\w)[^.;]*{inside}", re.IGNORECASE)
        self._held = Ending(
            rf"(?<!\w)(?i:{table('framing')}){_BLANK}(?:[^.;]*?{_BLANK})?(?:{met})(?!\w)[^.;]*"
            rf"(?<!{_BLANK}(?:{table('being')}){_BLANK})(?:{table('held')}){inside}"
        )
        self._seat = re.compile(rf",{_BLANK}(?:{where}){_BLANK}[^.,;]*(?:{table('seat')})(?!\w)")
        self._day = re.compile(
            rf"{_BLANK}(?:(?:{on}){_BLANK})?(?:(?:{table('parts_of_day')}){_BLANK})?(?:{table('days')})(?!\w)"
            rf"|{_BLANK}(?:{on}){_BLANK}{_DAY}(?![\w%])"
        )
        has_seat = rf"(?:{endings(words(ruleset.entries(CUES, 'seat')))})"
        bodies, of = (endings(words(ruleset.entries(CUES, "seat"), key)) for key in ("bodies", "of"))
        the = rf"(?:{alternatives(words(ruleset.entries(CUES, 'determiner')))})"
        self._seated = Ending(
            rf"(?<![\w-])(?:{has_seat}|(?:{bodies}),?{_BLANK}(?:{of})){_BLANK}"
            rf"(?:{the}{_BLANK})?(?:[a-z]+{_BLANK})?(?:(?:[A-Z][\w'.-]*{_BLANK}){{0,2}}[A-Z][\w'.-]*,{_BLANK})?"
        )
        self._based = tuple(words(ruleset.entries(CUES, "seat"), "after"))
        self._then = re.compile(rf"[^.;]{{0,20}}(?<!\w)(?:{table('tellers')})(?!\w)")

    def _is_told(self, view: str, link: LinkedPlace) -> bool:
        """Whether a word for telling or meeting leads to it: 'reporters in '."""
        return self._told.search(view, max(0, link.start - _BACK), link.start) is not None

    def is_venue(self, document: Document, link: LinkedPlace) -> bool:
        """Whether something was only told, decided or held there: 'reporters were told in Beijing'."""
        view, start, end = document.view, link.start, link.end
        if self._is_told(view, link) or self._seat.match(view, end, end + _ON):
            return True
        day = self._day.match(view, end)
        if day is None:
            return self._held.search(view, max(0, start - _FAR_BACK), start) is not None
        if self._then.match(view, day.end()):
            return True
        number = bisect_right(document.sentences, start, key=lambda sentence: sentence.start) - 1
        back = max(document.sentences[number].start if number >= 0 else 0, start - _FAR_BACK)
        return self._far.search(view, back, start) is not None

    def is_seat(self, document: Document, link: LinkedPlace) -> bool:
        """Whether somebody only has a seat there: 'Acme Inc., of San Jose,', 'a Leeds-based company'.

        A seat is a town: who is based in a country works there.
        """
        if link.level in _WIDE and not link.municipality:
            return False
        if is_chinese(link):  # whose firms are told of where they sit
            return False
        if document.view.startswith(self._based, link.end):
            return True
        return self.is_seated(document.view, link.start)

    def is_seated(self, view: str, start: int) -> bool:
        """Whether a place that begins there is a seat: 'which has its seat in the Chilean capital'."""
        return self._seated.search(view, max(0, start - _FAR_BACK), start) is not None

    def with_seats(self, document: Document, links: list[LinkedPlace]) -> list[LinkedPlace]:
        """The links without seats, unless the text names the place otherwise too."""
        seats = [link for link in links if self.is_seat(document, link)]
        if not seats:
            return links
        others = {link.place_id for link in links if link not in seats}
        return [link for link in links if link not in seats or link.place_id in others]

    def is_apart(self, document: Document, link: LinkedPlace) -> bool:
        """Whether it only says where the article or what it tells was written or told."""
        if "cue:dateline" in link.signals or is_signed(document, link):
            return True
        segment = document.segment_at(link.start)
        if segment.kind in _TITLED:  # "Ministers end talks in Lima"
            return segment.kind == "title" and self._is_told(document.view, link)
        if segment.start == link.start and _opens(document, segment, link):
            return True
        return self.is_venue(document, link)
