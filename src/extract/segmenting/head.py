"""Find headline, byline and body in the head of a page that stands on one line.

Such a page reads: window title, leaked script, menus, the headline again, byline, time
stamp, body. The window title's second occurrence is the headline; all before it is
furniture. Where the headline was changed later, it stands between the menus and the byline.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from itertools import islice

from extract.segmenting.glued import split_glued_text
from extract.segmenting.head_trimming import behind_list, capitals_end, trim_headline
from extract.segmenting.metadata import Block, scan_block
from extract.segmenting.plain_heads import filed_head, plain_head
from extract.segmenting.rules import SegmentRules
from extract.segmenting.run_on import split_run_on
from extract.segmenting.sites import site_name_at
from extract.segmenting.sitetexts import behind_contacts
from extract.segmenting.titles import is_menu, is_name

_WINDOW_TITLE_END = re.compile(
    r"\s?[-–—]+\s|\s[-|_–—]+\s|\s?(?:[|_]|--+)\s?|\s>+\s|-(?=[A-Za-z]+\.(?:com|cn|org|net)\b)"
)
_BREADCRUMB = re.compile(r"(?:>{1,2}|&gt;(?:&gt;)?|»|›)\s*")
_STOP = re.compile(r"""[.!?。]["')\]]*\s+["'(]*[A-Z0-9]""")
_SECTION_END = re.compile(r"\s?[/|>]\s")
_MENU_WORD = re.compile(r"\S+")
_CAPITALS_OF_PLACE = re.compile(r"(?:[A-Z][a-z]+ ){1,5}(?=[A-Z]{4,})")
_DASH = "--"
_ENDS = " |,:(-"
_OPENS = re.compile(r"""[\s|:-]+["'(]?[A-Z0-9]""")
_OPENING_WORDS = re.compile(r"(?:\S+ ){3}\S+")
_LONGEST_REST = 60  # between a date and the headline that stands there again
_FEWEST_SECTIONS = 2
_MOST_CUTS = 4
_SHORTEST_TITLE = 15
_LONGEST_TITLE = 260
_MOST_OPENINGS = 60
_LONGEST_SITE = 4  # words
_FEWEST_OF_A_TITLE = 4  # words
_LONGEST_NAME = 8  # words: "Jane Doe, John Roe and Li Lei"


@dataclass(frozen=True, slots=True)
class InlineHead:
    """What the head of a long line holds.

    Attributes:
        title: offsets of the headline, None where there is none.
        block: the byline block, None where there is none.
        window_title_end: where the window title ends, 0 without one.
        body: where the body starts.
        deck: offsets of the line that sums up the article below the headline, None without one.
        fields: what else the head tells, beside the block.
    """

    title: tuple[int, int] | None
    block: Block | None
    window_title_end: int
    body: int
    deck: tuple[int, int] | None = None
    fields: dict[str, str] = field(default_factory=dict)


def find_inline_head(view: str, start: int, end: int, rules: SegmentRules) -> InlineHead | None:
    """The head of a long line, None where the line starts right with the body.

    Args:
        view: the plain view of the page.
        start: where the line starts.
        end: where it ends.
        rules: byline tokens, datelines, numbers.
    """
    if (behind := behind_contacts(view, start, end)) > start:
        return _behind_contacts(view, behind, end, rules)
    if opener := rules.page.heads["opener"].match(view, start, end):
        start = opener.end()
    if filed := filed_head(view, start, end, rules):
        return InlineHead(filed[0], filed[1], 0, filed[2])
    head = _find_head(view, start, end, rules)
    if head is None or head.title is None:
        head = _headed_behind(view, start, end, head, rules)
    if head and (buttons := rules.page.heads["buttons"].match(view, head.body, end)):
        head = replace(head, body=buttons.end())
    if head is None or head.title is None:
        return head
    whole = head.window_title_end > 0  # what stands there twice
    line = trim_headline(view, *head.title, dated=head.block is not None, rules=rules, whole=whole)
    if line is not None:
        title = (line.start, line.end) if line.end > line.start else None
        head = replace(head, title=title, deck=line.deck, fields={**head.fields, **line.fields})
    return _with_name_behind(view, end, head, rules)


def _behind_contacts(view: str, start: int, end: int, rules: SegmentRules) -> InlineHead:
    """The head behind the telephone numbers of a site: all before it is the site's."""
    head = find_inline_head(view, start, end, rules)
    if head is not None and head.title is not None and head.block is not None:
        return head
    limit = head.title[1] if head and head.title else min(end, start + _LONGEST_TITLE)
    for found in rules.page.opening.finditer(view, start, limit):
        block = scan_block(view, found.start(), end, rules.page)
        if block.dated:
            return InlineHead(None, block, 0, block.end)
    return head or InlineHead(None, None, 0, start)


def _headed_behind(
    view: str, start: int, end: int, head: InlineHead | None, rules: SegmentRules
) -> InlineHead | None:
    """The headline behind a date at the top: ``November 5, 2020 Tea gets ... By Jane Doe``; in capitals."""
    block = head.block if head else None
    first = block.end if block else start
    first += len(view[first:end]) - len(view[first:end].lstrip(_ENDS))
    if (at := capitals_end(view, first, end, rules)) is not None:
        return InlineHead((first, first + len(view[first:at].rstrip())), block, 0, at)
    behind = _find_head(view, first, end, rules) if block and block.dated else None
    if block is None or behind is None or behind.title is None:
        return head
    return replace(behind, fields={**behind.fields, **block.fields})


def _with_name_behind(view: str, end: int, head: InlineHead, rules: SegmentRules) -> InlineHead:
    """A name between the date and the place of a report: ``May 3, 2010 10:32 AM Jane Doe LIMA -``."""
    at = head.body + len(view[head.body : end]) - len(view[head.body : end].lstrip(_ENDS))
    names = rules.page.names.match(view, at, end)
    if names is None or head.block is None or "author" in head.block.fields:
        return head
    text = names[0].strip(_ENDS)
    behind = names.end() + len(view[names.end() : end]) - len(view[names.end() : end].lstrip(_ENDS))
    if not is_name(text, rules) or not any(r.regex.match(view, behind, end) for r in rules.page.datelines):
        return head
    return replace(head, body=behind, fields={**head.fields, "author": text})


def _find_head(view: str, start: int, end: int, rules: SegmentRules) -> InlineHead | None:
    reach = min(end, start + rules.settings["head-reach"][1])
    stamp = scan_block(view, start, end, rules.page)
    if stamp.dated and stamp.tokens[0] == "time-stamp":
        return InlineHead(None, stamp, 0, stamp.end)  # "12:00 AM, May 3, 2020 / Last modified: ..."
    repeat = _repeated_title(view, start, reach) or _echoed_title(view, start, reach)
    between = _told_between(view, start, repeat, rules) if repeat else {}
    block = _byline_block(view, start, reach, end, repeat, rules)
    window_end = repeat[2] if repeat else 0
    if block is not None:
        title = _title_before(view, start, block.start, repeat, rules)
        if repeat is not None:
            _take_name(view, repeat[1], block, rules)
        return InlineHead(title, block, window_end, block.end, fields=between)
    dateline = _dateline_start(view, start, reach, rules)
    site = _behind_site(view, start, reach, rules) if repeat is None else None
    if site is not None and (cut := _WINDOW_TITLE_END.search(view, start, site)):
        named = _plain_title(view, start, cut.start(), rules)
        if named and len(view[named[0] : named[1]].split()) >= _FEWEST_OF_A_TITLE:
            return InlineHead(
                named, None, cut.start(), site
            )  # "Tea sells well | News | Hill Daily New roofs"
    if repeat is not None:
        body = repeat[1]
        return InlineHead((repeat[0], body), None, window_end, body, fields=between)
    if dateline is not None and dateline > start and (title := _plain_title(view, start, dateline, rules)):
        return InlineHead(title, None, 0, dateline)
    return _unmarked_head(view, start, end, rules)


def _unmarked_head(view: str, start: int, end: int, rules: SegmentRules) -> InlineHead | None:
    """A headline that neither a byline nor a dateline ends."""
    if plain := plain_head(view, start, end, rules):
        title, block, body = plain
        return InlineHead(title, block, 0, body)
    glued = split_glued_text(view, start, end, rules)
    if glued is None:
        glued = split_run_on(view, start, end, rules)
    if glued is None:
        return None
    first = glued - len(view[start:glued].lstrip())
    return InlineHead((first, start + len(view[start:glued].rstrip())), None, 0, glued)


def _take_name(view: str, title_end: int, block: Block, rules: SegmentRules) -> None:
    """A bare name between headline and date is the author's: ``... in the dark Jane Doe Sep 3, 2021``."""
    text = view[title_end : block.start].strip(" |,-")
    names = rules.page.names.fullmatch(text)
    known = is_menu(text, rules) or not rules.kinds.isdisjoint(text.lower().split())
    if names and " " in text and len(text.split()) <= _LONGEST_NAME and not known:
        block.start = view.index(text, title_end)
        block.fields.setdefault("author", text)


def _repeated_title(view: str, start: int, reach: int) -> tuple[int, int, int] | None:
    """Start and end of the last repetition of the window title, and where the window title ends.

    A dash may stand in the headline, too: "Feature: A well -- how a town got water - Xinhua".
    """
    limit = min(reach, start + _LONGEST_TITLE)
    found = None
    for cut in islice(_WINDOW_TITLE_END.finditer(view, start, limit), _MOST_CUTS):
        title = view[start : cut.start()].strip()
        if len(title.split()) <= _LONGEST_SITE and all(
            not w[0].islower() for w in title.split()
        ):  # "Hill Post - Tea sells ... Tea sells"
            found = found or _echoed_title(view, cut.end(), reach)
        if len(title) < _SHORTEST_TITLE:
            continue
        again = view.rfind(title, cut.end(), reach)
        if again >= 0:
            first = view.find(title, cut.end(), reach)
            chosen = first if _STOP.search(view, cut.end(), again) else again
            found = chosen, chosen + len(title), cut.start()
        if found is not None and _DASH not in cut[0]:
            break
    return found


def _echoed_title(view: str, start: int, reach: int) -> tuple[int, int, int] | None:
    """The same for a headline that opens the page and stands there again, with no mark behind it."""
    opening = _OPENING_WORDS.match(view, start, reach)
    again = view.find(opening[0], opening.end(), reach) if opening else -1
    if (
        opening is None
        or again < 0
        or len(opening[0]) < _SHORTEST_TITLE
        or _STOP.search(view, start, again + 1)
    ):
        return None
    both = zip(view[start:again], view[again:reach], strict=False)
    agree = next((n for n, (one, other) in enumerate(both) if one != other), again - start)
    title = view[start : start + agree]
    if view[start + agree - 1].isalnum() and view[start + agree : start + agree + 1].isalnum():
        title = title[: title.rindex(" ")]
    title = title.rstrip()
    if not _OPENS.match(view, again + len(title), reach):
        return None  # a caption that the text begins with: "... still live there, now that"
    return again, again + len(title), 0


def _told_between(view: str, start: int, repeat: tuple[int, int, int], rules: SegmentRules) -> dict[str, str]:
    """What a byline between both headlines tells: ``Tea gets ... AFP May 3, 2020 Tea gets ...``."""
    low = start + repeat[1] - repeat[0]
    for found in islice(rules.page.opening.finditer(view, low, repeat[0]), _MOST_OPENINGS):
        block = scan_block(view, found.start(), repeat[0], rules.page)
        if block.dated and block.end + _LONGEST_REST > repeat[0]:
            line = trim_headline(view, start, found.start(), dated=True, rules=rules)
            return {**(line.fields if line else {}), **block.fields}
    return {}


def _byline_block(
    view: str, start: int, reach: int, end: int, repeat: tuple[int, int, int] | None, rules: SegmentRules
) -> Block | None:
    """The first byline block that closes the head: what stands before it is no prose."""
    low = repeat[0] if repeat else start
    for number, found in enumerate(rules.page.opening.finditer(view, low, reach)):
        if number >= _MOST_OPENINGS:
            break
        if repeat and found.start() < repeat[1]:
            continue  # a date inside the headline
        if not repeat and _STOP.search(view, low, found.start()):
            return None  # prose already
        block = scan_block(view, found.start(), end, rules.page)
        if _closes_head(view, block, found.start(), repeat, low, rules):
            return block
        if repeat and found.start() - repeat[1] > _LONGEST_TITLE:
            break
    return None


def _closes_head(
    view: str, block: Block, at: int, repeat: tuple[int, int, int] | None, low: int, rules: SegmentRules
) -> bool:
    if not block.strong or view[at].islower():
        return False
    telling = len([t for t in block.tokens if t not in {"date", "weekday", "time", "label"}])
    if not telling and not ("time" in block.tokens and block.dated) and not (repeat and block.dated):
        return False
    if repeat:
        return at - repeat[1] <= _LONGEST_TITLE
    only_author = set(block.tokens) <= {"byline", "location"}
    follows = view[block.end : block.end + 40].lstrip(" |-:")
    if only_author and not (at == low and "\n" not in follows and _opens_text(follows, rules)):
        return False
    return (
        at == low
        or _plain_title(view, low, at, rules) is not None
        or _BREADCRUMB.search(view, low, at) is not None
        or (block.dated and _behind_site(view, low, at, rules) is not None)
    )


def _behind_site(view: str, start: int, at: int, rules: SegmentRules) -> int | None:
    """Where the menus begin behind a window title that ends in the site's name, None without one."""
    for cut in islice(_WINDOW_TITLE_END.finditer(view, start, min(at, start + _LONGEST_TITLE)), _MOST_CUTS):
        if site := site_name_at(view, cut.end(), at, rules):
            return cut.end() + len(site)
    return None


def _opens_text(follows: str, rules: SegmentRules) -> bool:
    """Whether text begins right behind a byline: a dateline, or ``The county``."""
    first, _, rest = follows.partition(" ")
    opens = first.istitle() and first.lower() in rules.languages.stopwords["en"] and rest[:1].islower()
    return follows[:2].isupper() or opens


def _title_before(
    view: str, start: int, at: int, repeat: tuple[int, int, int] | None, rules: SegmentRules
) -> tuple[int, int] | None:
    if repeat:
        return repeat[0], repeat[1]
    crumbs = list(_BREADCRUMB.finditer(view, start, at))
    if crumbs:
        return _plain_title(view, crumbs[-1].end(), at, rules)
    site = _behind_site(view, start, at, rules)
    behind = None if site is None else _plain_title(view, _behind_menus(view, site, at, rules), at, rules)
    return behind or _plain_title(view, start, at, rules)


def _behind_menus(view: str, start: int, end: int, rules: SegmentRules) -> int:
    """Where a headline unlike the window title begins: ``… NEWSPAPER Home / China / Society Tea gets …``."""
    for mark in _SECTION_END.finditer(view, start, end):
        start = mark.end()
    if (behind := _behind_menu(view, start, end, rules, fewest=1)) > start:
        return behind
    runs = [w.start() for w in _MENU_WORD.finditer(view, start, end) if w[0].lower() in rules.menu]
    firsts = (at for at in reversed(runs) if _behind_menu(view, at, end, rules) > at)
    return _behind_menu(view, next(firsts, start), end, rules)


def _plain_title(view: str, start: int, end: int, rules: SegmentRules) -> tuple[int, int] | None:
    if (listed := behind_list(view, start, end)) is None:
        return None
    start = listed
    sections = list(_SECTION_END.finditer(view, start, end))
    while sections and is_menu(view[start : sections[0].start()].strip(), rules):
        start = sections.pop(0).end()
    start = _behind_menu(view, start, end, rules)
    if opener := rules.page.site_opener.match(view, start, end):
        start = _behind_menu(view, opener.end(), end, rules, fewest=1)
    text = view[start:end].strip(" |-:(")
    if not _SHORTEST_TITLE <= len(text) <= _LONGEST_TITLE or _STOP.search(text) or text.endswith("."):
        return None
    stamp = scan_block(view, view.index(text, start), end, rules.page)
    if stamp.dated and stamp.seen >= stamp.start + len(text):
        return None  # "12:00 AM, November 05, 2020"
    if text.split()[-1].lower() in rules.languages.stopwords["en"]:
        return None  # "... that the police gave out in Sydney, Wednesday, Nov. 21, 2012."
    first = view.index(text, start)
    return first, first + len(text)


def _behind_menu(view: str, start: int, end: int, rules: SegmentRules, fewest: int = _FEWEST_SECTIONS) -> int:
    """Where the headline begins behind a run of names of sections: ``Home News Sports Tea gets ...``."""
    words = list(_MENU_WORD.finditer(view, start, end))
    known = next((n for n, w in enumerate(words) if w[0].lower() not in rules.menu), len(words))
    small = (
        known < len(words) and words[known][0][0].islower()
    )  # "Home China opens": "China" is the headline's
    known -= small
    return words[known].start() if fewest <= known < len(words) else start


def _dateline_start(view: str, start: int, reach: int, rules: SegmentRules) -> int | None:
    limit = min(reach, start + _LONGEST_TITLE + 40)
    starts = [f.start() for r in rules.page.datelines if (f := r.regex.search(view, start, limit))]
    first = min(starts, default=None)
    if first is not None and (capitals := _CAPITALS_OF_PLACE.match(view, first, limit)):
        return capitals.end()  # "Sales Rise Everywhere LIMA, May 3, 2010 -"
    return first
