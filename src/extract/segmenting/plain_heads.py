"""Heads of pages of one line that hold only a headline and a date, or a notice, before the text."""

from __future__ import annotations

import re

from extract.segmenting.metadata import Block, scan_block
from extract.segmenting.rules import SegmentRules
from extract.segmenting.run_on import split_run_on
from extract.segmenting.sites import site_line
from extract.segmenting.titles import is_name

_STOP = re.compile(r"""[.!?;]["')\]]*\s""")
_WORD = re.compile(r"[A-Za-z][\w'-]*")
_OPENS = re.compile(r"""[\s|]{0,3}(?:-{1,2}\s)?(?=["']?[A-Z])""")
_NAME_BEHIND = re.compile(r"(?<=[a-z0-9%] )[A-Z][a-z'-]+ (?:[A-Z]\. )?[A-Z][\w'-]+\Z")
_LONGEST = 220
_FEWEST = 4  # words of a headline
_REACH = 200
_BEHIND = 7
_SMALL_BEHIND = 3  # of these, so many in small letters: prose
_ENDS = " |,:(-"
_CRUMB = re.compile(r".*(?:\s[>»›]\s|&gt;)")
_TWICE = re.compile(r"""\s*(?P<title>[A-Z"'][^.!?;\n]{14,200}?)\s+(?P<again>(?P=title))\s""")
_OTHER_SCRIPT = re.compile(
    r"""\s*(?P<title>[A-Z"'0-9][^.!?;\n\u4e00-\u9fff]{14,200}?)\s[\u4e00-\u9fff][^A-Za-z.\n]{5,200}\s(?=["']?[A-Z])"""
)
_TWO_BLANKS = re.compile(
    r"""\s*(?P<title>[A-Z"'0-9](?:[^.!?;\n ]|\.(?=\S)| (?! )){14,200})\s\s+(?=["']?[A-Z])"""
)
_PAGE = re.compile(r"\A\d{1,3}\s")
_PART = re.compile(r"\s\d{1,2}(?=\s[A-Z])")
_TERM = re.compile(
    r"\s*(?P<title>(?P<first>[A-Za-z][\w-]*)(?:\s[\w'-]+){1,5})\s(?=[A-Z])(?i:(?P<again>(?P=first)))\s[a-z]"
)

Head = tuple[tuple[int, int] | None, Block | None, int]


def plain_head(view: str, start: int, end: int, rules: SegmentRules) -> Head | None:
    """Headline, byline block, start of the text: ``Prices grow again Jane Doe March 2, 2010 The index ...``.

    Args:
        view: the plain view of the page.
        start: where the line starts.
        end: where it ends.
        rules: dates, byline tokens, notices of pages.

    Returns:
        None where no date and no notice stands between a headline and prose.
    """
    ways = (_dated, _noticed, _spaced, _twice, _term)
    return next((head for way in ways if (head := way(view, start, end, rules))), None)


def filed_head(view: str, start: int, end: int, rules: SegmentRules) -> Head | None:
    """The head of what a company files with an exchange: ``Final Results Hill Pears PLC 16 May 2002``.

    Args:
        view: the plain view of the page.
        start: where the line starts.
        end: where it ends.
        rules: titles of such papers, dates.
    """
    found = rules.page.heads["filing"].match(view, start, end)
    if found is None:
        return None
    name = "title" if found["title"] else "below"
    block = scan_block(view, found.start("day"), end, rules.page)
    return (found.start(name), found.end(name)), block, max(found.end(name), block.end)


def _dated(view: str, start: int, end: int, rules: SegmentRules) -> Head | None:
    stop = _STOP.search(view, start, min(end, start + _LONGEST))
    for found in rules.page.opening.finditer(
        view, start, stop.start() if stop else min(end, start + _LONGEST)
    ):
        block = scan_block(view, found.start(), end, rules.page)
        if not block.dated:
            continue
        if running := _running_head(view, start, found.start(), block, rules):
            return running if _opens_prose(view, running[2], end) else None
        if not _opens_prose(view, block.end, end):
            continue
        if not view[start : found.start()].strip(_ENDS):
            return _below(view, block, end, rules)
        title = _headline(view, start, found.start(), rules)
        if title is None:
            return None
        if "author" not in block.fields and (name := _NAME_BEHIND.search(view, *title)):
            _take_name(block, name, rules)
            title = (title[0], len(view[: min(title[1], block.start)].rstrip(_ENDS)))
        return (title, block, block.end) if _headline(view, *title, rules) else None
    return None


def _running_head(view: str, start: int, at: int, block: Block, rules: SegmentRules) -> Head | None:
    """``64 The Hill Times November 2nd 2019 1 Not long ago ...``: page, paper, date and part of a print."""
    name = _PAGE.sub("", view[start:at].strip(_ENDS))
    known = rules.page.publisher.fullmatch(name) or site_line(name, rules) == name
    if not name or not known or name == view[start:at].strip(_ENDS):
        return None
    block.fields.setdefault("publisher", name)
    part = _PART.match(view, block.end)
    return None, block, part.end() if part else block.end


def _below(view: str, block: Block, end: int, rules: SegmentRules) -> Head | None:
    """``2 March 2010 Prices grow again The index ...``: the headline stands behind the date."""
    at = split_run_on(view, block.end, end, rules)
    title = _headline(view, block.end, at, rules) if at else None
    return (title, block, at) if at and title else (None, block, block.end)


def _take_name(block: Block, name: re.Match[str], rules: SegmentRules) -> None:
    before = name.string[: name.start()].rstrip()
    if is_name(name[0], rules) and not rules.page.heads["hanging"].search(before):
        block.start = name.start()
        block.fields["author"] = name[0]


def _headline(view: str, start: int, end: int, rules: SegmentRules) -> tuple[int, int] | None:
    """A headline without blanks and marks around it, None where words are too few or one is left hanging."""
    if crumb := _CRUMB.match(view, start, end):
        start = crumb.end()
    text = view[start:end].strip(_ENDS)
    words = text.split()
    if len(words) < _FEWEST or words[0][0].islower() or text.endswith("."):
        return None
    if rules.page.heads["hanging"].search(text) or text.count('"') % 2:
        return None
    first = view.index(text, start)
    return first, first + len(text)


def _opens_prose(view: str, at: int, end: int) -> bool:
    opens = _OPENS.match(view, at, end)
    if opens is None:
        return False
    words = _WORD.findall(view, opens.end(), min(end, opens.end() + _REACH))[:_BEHIND]
    small = [word for word in words if word[0].islower()]
    return len(small) >= _SMALL_BEHIND


def _noticed(view: str, start: int, end: int, rules: SegmentRules) -> Head | None:
    """``Turnout is up Click to follow The Hill Times More people ...``: a notice of the page ends it."""
    stop = _STOP.search(view, start, min(end, start + _LONGEST))
    notice = rules.page.heads["notice"].search(
        view, start, stop.start() if stop else min(end, start + _LONGEST)
    )
    if notice is None or not _opens_prose(view, notice.end(), end):
        return None
    title = _headline(view, start, notice.start(), rules)
    return (title, None, notice.end()) if title else None


def _spaced(view: str, start: int, end: int, rules: SegmentRules) -> Head | None:
    """``Prices grow again  In May the index ...``: two blanks, or another script, where a new line was."""
    found = _TWO_BLANKS.match(view, start, end) or _OTHER_SCRIPT.match(view, start, end)
    fits = found is not None and _opens_prose(view, found.end(), end)
    title = _headline(view, *found.span("title"), rules) if found and fits else None
    return (title, None, found.end()) if found and title else None


def _twice(view: str, start: int, end: int, rules: SegmentRules) -> Head | None:
    """A headline that stands there twice."""
    found = _TWICE.match(view, start, end)
    fits = found is not None and _opens_prose(view, found.end("again"), end)
    if found is None or not fits or not _headline(view, *found.span("title"), rules):
        return None
    return found.span("again"), None, found.end("again")


def _term(view: str, start: int, end: int, rules: SegmentRules) -> Head | None:
    """What an entry of a glossary explains: ``microfinance for women Microfinance means ...``."""
    found = _TERM.match(view, start, end)
    if found is None or not _opens_prose(view, found.start("again"), end):
        return None
    small = rules.languages.stopwords["en"]
    words = found["title"].split()
    fits = words[0].lower() not in small and words[-1][0].islower()
    return (found.span("title"), None, found.start("again")) if fits else None
