"""Cut off what is not the headline in the head of a page of one line.

Sections and dates stand before it; decks, names, houses and buttons behind it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from extract.segmenting.glued import has_capitals, is_sentence_case
from extract.segmenting.metadata import scan_block
from extract.segmenting.rules import SegmentRules
from extract.segmenting.sites import office_name
from extract.segmenting.titles import is_name

_TRAIL = re.compile(r'\s?(?:>{1,2}|&gt;(?:&gt;)?|»|›|[/|])\s|\s"\s(?=[A-Z])')
_TRAIL_BEFORE = re.compile(r'(?:\A|\s)[^\W\d_]+\s?(?:>{1,2}|&gt;|»|›|[/|]|\s")\s?\Z')
_WORD = re.compile(r"\S+")
_LETTERS = re.compile(r"[A-Za-z]{2,}")
_JOINT = re.compile(r"""(?<=[a-z0-9%)'"]) (?=(?P<word>[A-Z][a-z]+) [a-z])""")
_CAPITALS = re.compile(r"(?:[^\sa-z]+ ){5,}(?=[\"']?(?:[A-Z][a-z]|A [a-z]))")
_STOP = re.compile(r"""[.!?]["')]*\s""")
_TWICE = re.compile(r"\b(?P<word>[A-Z]\w+) (?P<again>(?P=word))\W*\Z")
_BULLET = re.compile(r"\s[•·●]\s")
_CAPITAL = re.compile(r"(?<=\w )[A-Z][a-z]{3,}(?= [a-z])")
_MARKS = " |,:(-/"
_SITE_MARKS = frozenset({" -", " |"})
_LONGEST_SECTION = 40
_MOST_ROUNDS = 6
_FEWEST = 3  # words of a headline
_FEWEST_OF_A_DECK = 5
_SHORTEST_WITH_A_DECK = 80
_LONGEST_TITLE = 260
_SHORTEST_TITLE = 15


@dataclass(slots=True)
class Headline:
    """A headline, and what stood beside it.

    Attributes:
        start: where the headline starts.
        end: where it ends.
        deck: offsets of the line that sums up the article below the headline, None without one.
        fields: what stands before and behind it tells: author, published, publisher.
    """

    start: int
    end: int
    deck: tuple[int, int] | None = None
    fields: dict[str, str] = field(default_factory=dict)


def trim_headline(
    view: str, start: int, end: int, dated: bool, rules: SegmentRules, *, whole: bool = False
) -> Headline | None:
    """The headline in a stretch before a byline or a dateline.

    Args:
        view: the plain view of the page.
        start: where the stretch starts.
        end: where it ends.
        dated: whether a date stands behind it.
        rules: openers, sections, houses, names.
        whole: whether it ends in the headline: no name and no deck stand behind it.

    Returns:
        The headline; an empty one where the stretch is all sections and buttons, None where what
        is left is too short to be one.
    """
    line = Headline(start, end)
    _trim_front(view, line, rules)
    _trim_back(view, line, dated and not whole, rules)
    _cut_byline(view, line, rules)
    if not whole:
        _cut_deck(view, line, rules)
    words = view[line.start : line.end].split()
    fits = len(words) >= _FEWEST and line.end - line.start >= _SHORTEST_TITLE
    return line if fits or not words else None


def capitals_end(view: str, start: int, end: int, rules: SegmentRules) -> int | None:
    """Where a headline in capitals ends, on a line that goes on in small letters; None without one."""
    found = _CAPITALS.match(view, start, min(end, start + _LONGEST_TITLE))
    if found is None or len(_LETTERS.findall(found[0])) < _FEWEST:
        return None
    return None if any(r.regex.match(view, start, end) for r in rules.page.datelines) else found.end()


def behind_list(view: str, start: int, end: int) -> int | None:
    """Where a headline begins behind a list of others: ``Dam opens • Rain in Lima Tea sells well``.

    Args:
        view: the plain view of the page.
        start: where the stretch above a byline starts.
        end: where it ends.

    Returns:
        The start where there is no list, None where the last entry and the headline are not told apart.
    """
    bullets = list(_BULLET.finditer(view, start, end))
    if len(bullets) < _FEWEST:
        return start
    for joint in _CAPITAL.finditer(view, bullets[-1].end() + 1, end):
        rest = view[joint.start() : end]
        if len(rest.split()) >= _FEWEST and _is_written_small(view, joint[0].lower()):
            return joint.start()
    return None


def _trim_front(view: str, line: Headline, rules: SegmentRules) -> None:
    for _ in range(_MOST_ROUNDS):
        before = line.start
        line.start += len(view[line.start : line.end]) - len(view[line.start : line.end].lstrip(_MARKS))
        if opener := rules.page.heads["opener"].match(view, line.start, line.end):
            line.start = opener.end()
        line.start = _behind_trail(view, line.start, line.end, rules)
        if trail := _TRAIL_BEFORE.search(view, max(0, line.start - _LONGEST_SECTION), line.start):
            line.start = _behind_section(view, line.start, line.end, trail[0].isupper(), rules)
        block = scan_block(view, line.start, line.end, rules.page)
        if block.dated and block.tokens[0] != "byline" and block.seen < line.end:
            line.fields = {**block.fields, **line.fields}
            line.start = block.seen
        if line.start == before:
            return


def _behind_trail(view: str, start: int, end: int, rules: SegmentRules) -> int:
    """Where the headline begins behind the way through the site: ``Home / China / Society Tea gets ...``."""
    at, capitals = start, False
    for mark in _TRAIL.finditer(view, start, end):
        part = view[at : mark.start()].strip()
        small = part and part[0].islower() and at != start
        if len(part) > _LONGEST_SECTION or small or _STOP.search(part):
            break
        capitals = part.isupper()
        at = mark.end()
    return at if at == start else _behind_section(view, at, end, capitals, rules)


def _behind_section(view: str, start: int, end: int, capitals: bool, rules: SegmentRules) -> int:
    """Where the headline begins behind the last section of a trail; ``capitals``: sections have them."""
    words = list(_WORD.finditer(view, start, end))
    known = 0
    for word in words[:-_FEWEST]:
        shouted = capitals and word[0].isupper() and not view[word.end() : end].isupper()
        if word[0].lower() not in rules.menu and not shouted:
            break
        known += 1
    if known and words[known][0][0].islower():  # "Home / China opens ...": the headline's
        known -= 1
    return words[known].start() if known < len(words) else start


def _trim_back(view: str, line: Headline, dated: bool, rules: SegmentRules) -> None:
    if twice := _TWICE.search(view, line.start, line.end):
        line.end = twice.start("again")  # "... meets in Rome Rome, 5 May 2008 -"
    read = False
    for _ in range(_MOST_ROUNDS):
        line.end = line.start + len(view[line.start : line.end].rstrip(_MARKS))
        found = rules.page.heads["trailer"].search(view, max(line.start, line.end - 60), line.end)
        if found is None:
            break
        before = view[line.start : found.start()].rstrip()
        house = found["publisher"]
        site = before[-2:] in _SITE_MARKS and not office_name(
            house or "", rules
        )  # "Tea sells well - The Hill"
        if house and not site and (before[-1:] in _MARKS or rules.page.heads["hanging"].search(before)):
            return  # "Growth will slow: World Bank", "Nepal gets loan from World Bank"
        for name in ("author", "publisher"):
            if found[name]:
                line.fields.setdefault(name, found[name])
        read = read or found["read"] is not None
        line.end = found.start()
    if "author" not in line.fields and (dated or read):
        _take_name(view, line, read, rules)


def _take_name(view: str, line: Headline, read: bool, rules: SegmentRules) -> None:
    """A bare name behind a headline: ``Night falls in the dark Jane Doe in Lima``.

    Where the headline has capitals too, only the place in capitals or the time to read tells the name.
    """
    found = rules.page.heads["name"].search(view, line.start, line.end)
    if found is None or (
        not found["city"] and not read and has_capitals(view[line.start : found.start()], rules)
    ):
        return
    before = view[line.start : found.start()].rstrip()
    if not rules.page.heads["hanging"].search(before) and is_name(found["name"], rules):
        line.fields["author"] = found["name"]
        line.end = line.start + len(before)


def _cut_byline(view: str, line: Headline, rules: SegmentRules) -> None:
    """``Tea sells well By: Jane Doe - @hill Hill Daily``: what stands behind the author is no headline."""
    for found in rules.page.opening.finditer(view, line.start + _SHORTEST_TITLE, line.end):
        at = found.start()
        if not view[at].isupper() or not is_sentence_case(view[line.start : at], rules):
            continue
        block = scan_block(view, at, line.end, rules.page)
        if block.tokens[:1] == ["byline"] and block.fields.get("author"):
            line.fields.setdefault("author", block.fields["author"])
            line.end = line.start + len(view[line.start : at].rstrip(_MARKS))
            return


def _cut_deck(view: str, line: Headline, rules: SegmentRules) -> None:
    """Cut a headline where what sums up the article begins: behind capitals, at a common word."""
    if (at := capitals_end(view, line.start, line.end, rules)) is None:
        at = _deck_start(view, line, rules)
    if at is not None:
        line.deck = (at, line.end)
        line.end = line.start + len(view[line.start : at].rstrip())


def _deck_start(view: str, line: Headline, rules: SegmentRules) -> int | None:
    """``Tea sells well in Lima Growers hope for rain, says Doe``: ``growers`` is no name on this page."""
    if line.end - line.start < _SHORTEST_WITH_A_DECK:
        return None
    for joint in _JOINT.finditer(view, line.start, line.end):
        title, deck = view[line.start : joint.start()], view[joint.end() : line.end]
        if len(title.split()) < _FEWEST or len(deck.split()) < _FEWEST_OF_A_DECK:
            continue
        named = title.rsplit(maxsplit=1)[-1][0].isupper()
        small = joint["word"].lower()
        common = small in rules.languages.stopwords["en"] or _is_written_small(view, small)
        fits = common and not named and small not in rules.page.months
        if fits and not has_capitals(title, rules) and not rules.page.heads["hanging"].search(title):
            return joint.end()
    return None


def _is_written_small(view: str, word: str) -> bool:
    return re.search(rf"(?<![\w'-]){re.escape(word)}(?![\w'-])", view) is not None
