"""Decide for every piece of a page what it is, from the outside inwards: head, tail, body."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from itertools import pairwise
from operator import attrgetter

from extract.segmenting.bylines import mark_split_bylines, read_byline
from extract.segmenting.glued import split_headline
from extract.segmenting.head import InlineHead, find_inline_head
from extract.segmenting.housemarks import TITLE_CUT, cut_site
from extract.segmenting.mastheads import bare_date, below_body, date_below
from extract.segmenting.metadata import Block
from extract.segmenting.namelines import take_name_line
from extract.segmenting.otherscripts import is_other_script, mark_other_scripts
from extract.segmenting.pieces import (
    LIST_MARK,
    Piece,
    cut_pieces,
    ends_with_stop,
    is_prose,
    line_spans,
    merge_soft_wraps,
)
from extract.segmenting.repeats import mark_notes, mark_running_heads
from extract.segmenting.rules import SegmentRules
from extract.segmenting.sites import is_row_of_sections, site_line, site_name_at
from extract.segmenting.sitetexts import mark_site_text
from extract.segmenting.standfirst import author_of_text
from extract.segmenting.tails import mark_tail
from extract.segmenting.titles import find_body, find_title, is_menu

_LONG_LINE = 160
_FIRST_LINES = 12
_LONGEST_RULED_LINE = 800
_LONGEST_BYLINE = 200
_STAMP_REACH = 600
_SITE_REACH = 20  # from the window title to the site: "Headline--China--Example Daily"
_HEAD_PIECES = 30
_TAIL_PIECES = 12
_LINES_TO_NAME = 6  # below the headline: deck, name, date
_NUMBERING = re.compile(r"\(?(?:\d{1,2}(?:\.\d{1,2}){0,3}|[IVX]{1,5}|[A-Z])[.):]?\s+")
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
_DIGIT = re.compile(r"\d")
_SHOWN = 120  # characters of what a picture is filed under
_HEADING_STOPS = tuple(".!?;,:…。！？，；：")


@dataclass(slots=True)
class Page:
    """A page with its pieces decided.

    Attributes:
        view: the plain view.
        pieces: its pieces, in order; None is left for paragraphs.
        title: the headline's offsets.
        fields: what byline blocks, footers and titles say: author, published, updated,
            publisher; the first that was found of each.
        masthead: the first line that only says a date: where, and which.
    """

    view: str
    pieces: list[Piece]
    title: tuple[int, int] | None = None
    fields: dict[str, str] = field(default_factory=dict)
    masthead: tuple[int, str] = (-1, "")

    def learn(self, fields: dict[str, str]) -> None:
        """Take fields that are not known yet."""
        for key, value in fields.items():
            if value:
                self.fields.setdefault(key, value)


def read_page(view: str, cuts: list[Piece], rules: SegmentRules) -> Page:
    """Decide what the pieces of a page are.

    Args:
        view: the plain view of the page.
        cuts: pieces inside lines that are decided already.
        rules: the compiled rules.
    """
    page = Page(view, [])
    cuts = _with_stamp(page, cuts, rules)
    head, line_start = _find_head(view, cuts, rules)
    if head is not None:
        cuts = _with_head(view, cuts, head, line_start)
        _learn_head(page, head, rules)
    page.pieces = cut_pieces(view, cuts)
    _free_from_stamp(page.pieces)
    _mark_lines(page, rules)
    mark_site_text(view, page.pieces, rules)
    _mark_bylines(page, rules)
    mark_other_scripts(view, page.pieces)
    mark_running_heads(view, page.pieces)
    page.pieces = merge_soft_wraps(view, page.pieces, rules)
    _mark_head(page, rules)
    mark_notes(view, page.pieces)
    page.pieces = mark_tail(view, page.pieces, page.fields, rules)
    _mark_headings(page, rules)
    if "author" not in page.fields:
        below = page.title[1] if page.title else 0
        page.learn({"author": author_of_text(view, page.pieces, below, rules) or ""})
    return page


def _with_stamp(page: Page, cuts: list[Piece], rules: SegmentRules) -> list[Piece]:
    """Cut off the date that some dumps print before all else: ``date 2017-05-04 Farmers get ...``."""
    stamp = rules.page.stamp.search(page.view, 0, _STAMP_REACH)
    if stamp is None:
        return cuts
    page.learn({"published": stamp["value"]})
    return [
        *(cut for cut in cuts if cut.end <= stamp.start("label")),
        Piece(stamp.start("label"), stamp.end("value"), kind="metadata", rule="stamp"),
        *_after(cuts, stamp.end()),
    ]


def _free_from_stamp(pieces: list[Piece]) -> None:
    """What stands behind the stamp on its line is a line of its own."""
    for stamp, behind in pairwise(pieces[:_FIRST_LINES]):
        if stamp.rule == "stamp" and behind.kind is None and behind.inline:
            behind.inline, behind.gap = False, True


def _find_head(view: str, cuts: list[Piece], rules: SegmentRules) -> tuple[InlineHead | None, int]:
    for number, (start, end, _) in enumerate(line_spans(view)):
        if number >= _FIRST_LINES or any(c.scope == "tail" and c.start <= start for c in cuts):
            break
        if end - start > _LONG_LINE and not is_other_script(view[start:end]):
            first = _behind_cuts(view, start, cuts)
            return find_inline_head(view, first, end, rules), first
    return None, 0


def _behind_cuts(view: str, start: int, cuts: list[Piece]) -> int:
    """Where a line begins behind the stamp and the filed pictures that open it."""
    for cut in cuts:
        whole = cut.rule == "stamp" or (cut.kind == "caption" and cut.scope == "span")
        if whole and not view[start : cut.start].strip():
            start = max(start, cut.end)
    return start


def _with_head(view: str, cuts: list[Piece], head: InlineHead, line_start: int) -> list[Piece]:
    spans: list[Piece] = []
    position = line_start
    if head.title:
        spans.append(Piece(*head.title, kind="title", rule="headline-above-byline"))
    if head.deck:
        spans.append(Piece(*head.deck, kind="heading", rule="deck"))
    if head.block:
        spans.append(Piece(head.block.start, head.block.end, kind="metadata", rule=head.block.tokens[0]))
    filled: list[Piece] = []
    for span in sorted(spans, key=attrgetter("start")):
        if view[position : span.start].strip(" |-:>("):
            filled.append(Piece(position, span.start, kind="furniture", rule="page-head"))
        filled.append(span)
        position = span.end
    if view[position : head.body].strip(" |-:>("):
        filled.append(Piece(position, head.body, kind="furniture", rule="page-head"))
    return [*(c for c in cuts if c.end <= line_start), *filled, *_after(cuts, head.body)]


def _after(cuts: list[Piece], position: int) -> list[Piece]:
    later = [cut for cut in cuts if cut.end > position]
    for cut in later:
        cut.start = max(cut.start, position)
    return later


def _learn_head(page: Page, head: InlineHead, rules: SegmentRules) -> None:
    page.title = head.title
    if head.window_title_end:
        after = page.view[head.window_title_end : head.window_title_end + 80]
        known = rules.page.publisher.search(after)
        name = site_name_at(after, len(after) - len(after.lstrip(" -|_>")), len(after), rules)
        site = known[0] if known and known.start() <= _SITE_REACH else name or ""
        named = head.block.fields.get("publisher", "") if head.block else ""
        page.learn({"publisher": named if _is_address_of(site, named) else site})
    if head.block:
        page.learn(head.block.fields)
    page.learn(head.fields)


def _is_address_of(site: str, name: str) -> bool:
    """Whether a site is called by its address: ``Hillpost.example.org`` of the ``Hill Post``."""
    return "." in site and bool(name) and site.lower().startswith(name.replace(" ", "").lower() + ".")


def _mark_lines(page: Page, rules: SegmentRules) -> None:
    """Decide the lines that a rule tells by their words; footers tell the publisher."""
    for piece in page.pieces:
        if piece.kind is None and piece.end - piece.start <= _LONGEST_RULED_LINE:
            rule = rules.lines.match(page.view, piece.start, piece.end)
            if rule is not None:
                piece.mark(rule.kind, rule.id, rule.scope)
    _unmark_ends(page, rules)
    for piece in page.pieces:
        if piece.scope:
            _learn_publisher(page, rules.regex_of(piece.rule), piece)


def _unmark_ends(page: Page, rules: SegmentRules) -> None:
    """A line that is furniture only below the article is text above a paragraph of it."""
    least = rules.settings["prose-characters"][0]
    below = False
    for piece in reversed(page.pieces):
        below = below or is_prose(page.view, piece, least)
        if below and piece.scope == "end":
            piece.kind = piece.rule = piece.scope = None


def _learn_publisher(page: Page, regex: re.Pattern[str] | None, piece: Piece) -> None:
    if regex is not None:
        found = regex.match(page.view, piece.start, piece.end)
        if found and found["publisher"]:
            page.learn({"publisher": found["publisher"].strip(" .")})


def _mark_bylines(page: Page, rules: SegmentRules) -> None:
    least = rules.settings["prose-characters"][0]
    places = below_body(page.view, page.pieces, least)
    undecided = [p for p in page.pieces if p.kind is None or p.rule == "field-label"]
    undecided = [p for p in undecided if places.get(p.start) != "others"]
    for fields in mark_split_bylines(page.view, undecided[:_HEAD_PIECES], rules):
        page.learn(fields)
    undecided = [p for p in undecided if p.kind is None]
    above = True  # no paragraph yet: a headline may stand on the line of its byline
    for piece in [*undecided[:_HEAD_PIECES], *undecided[_HEAD_PIECES:][-_TAIL_PIECES:]]:
        if piece.end - piece.start > _LONGEST_BYLINE or is_prose(page.view, piece, least):
            above = above and piece.end - piece.start <= _LONGEST_BYLINE
            continue
        block = read_byline(page.view, piece, rules)
        if block is not None:
            _take_byline(page, piece, block, places.get(piece.start))
        elif above and page.title is None and not piece.inline:
            _split_headline(page, piece, rules)


def _take_byline(page: Page, piece: Piece, block: Block, place: str | None) -> None:
    piece.mark("metadata", block.tokens[0])
    if place == "loose" and bare_date(block):
        return  # the date of a link, of a comment
    if page.masthead[0] < 0 and (day := bare_date(block)):
        page.masthead = (piece.start, day)
    title = block.fields.pop("title", None)
    if title and page.title is None:
        start = page.view.index(title, piece.start)
        piece.mark("title", block.tokens[0])
        page.title = (start, start + len(title))
    page.learn(block.fields)


def _split_headline(page: Page, piece: Piece, rules: SegmentRules) -> None:
    """Cut the byline off a headline on the same line."""
    if parts := split_headline(page.view, piece, rules):
        title, byline, block = parts
        at = page.pieces.index(piece)
        page.pieces[at : at + 1] = sorted((title, byline), key=lambda part: part.start)
        page.title = (title.start, title.end)
        page.learn(block.fields)


def _mark_head(page: Page, rules: SegmentRules) -> None:
    """Find the headline above the body; what stands above it is the page's, not the article's."""
    pieces, view = page.pieces, page.view
    _mark_wrapped(page, rules)
    inline_head = any(p.kind == "metadata" and p.inline and p.rule != "stamp" for p in pieces[:3])
    if page.title is None and not inline_head:
        body = find_body(view, pieces, rules)
        index = find_title(view, pieces, body, rules)
        if index is not None:
            before = len(pieces)
            _take_title(page, index, rules)
            body += len(page.pieces) - before
            _take_name_line(page, body, rules)
        _mark_above(page, 0 if index is None else index, body, rules)
    elif page.title is not None:
        first = next(i for i, p in enumerate(pieces) if p.kind == "title")
        _mark_above(page, first, first, rules)
    _learn_dateline(page, rules)
    _prefer_below(page, rules)


def _mark_wrapped(page: Page, rules: SegmentRules) -> None:
    """Lines of the page's head that a wrap had cut: ``Saving lives,`` / ``changing lives``."""
    for piece in page.pieces[:_FIRST_LINES]:
        if piece.kind is None and "\n" in (text := page.view[piece.start : piece.end]):
            plain = " ".join(text.split())
            rule = rules.lines.match(plain, 0, len(plain)) if len(plain) <= _LONG_LINE else None
            if rule is not None and rule.kind == "furniture":
                piece.mark(rule.kind, rule.id, rule.scope)


def _prefer_below(page: Page, rules: SegmentRules) -> None:
    """A date in the masthead is the day that the page was saved, where one stands below the headline."""
    at, masthead = page.masthead
    if page.title is not None and 0 <= at < page.title[0] and page.fields.get("published") == masthead:
        page.fields["published"] = date_below(page.view, page.pieces, page.title[1], rules) or masthead


def _take_title(page: Page, index: int, rules: SegmentRules) -> None:
    """Make a piece the title; the site's name before or behind it is cut off (``Headline - Daily``)."""
    piece = page.pieces[index]
    piece.mark("title", "headline-above-body")
    parts, site, surely = cut_site(page.view, piece, rules)
    if parts:
        page.pieces[index : index + 1] = parts
    if surely:
        page.fields["publisher"] = site
    page.learn({"publisher": site})
    page.title = next((p.start, p.end) for p in page.pieces[index:] if p.kind == "title")


def _take_name_line(page: Page, body: int, rules: SegmentRules) -> None:
    """A line that is a bare name between headline and body, with a date near it, is the author's."""
    first = next(i for i, p in enumerate(page.pieces) if p.kind == "title") + 1
    lines = page.pieces[first : min(first + _LINES_TO_NAME, max(body, first))]
    if "author" not in page.fields:
        page.learn(take_name_line(page.view, lines, rules, dated="published" in page.fields))


def _mark_above(page: Page, title: int, body: int, rules: SegmentRules) -> None:
    for index, piece in enumerate(page.pieces[: max(body, title)]):
        if piece.kind is not None:
            continue
        text = page.view[piece.start : piece.end]
        menu = is_menu(text, rules) or is_row_of_sections(text)
        if menu or (index < title and not is_prose(page.view, piece, 30)):
            piece.mark("furniture", "menu" if menu else "above-headline")
            page.learn({"publisher": site_line(text, rules) or _name_behind(text, rules)})


def _name_behind(text: str, rules: SegmentRules) -> str:
    """The site's name behind the headline of a window title, empty without one."""
    cuts = reversed(list(TITLE_CUT.finditer(text)))
    names = ((cut.end(), site_name_at(text, cut.end(), len(text), rules)) for cut in cuts if cut.start())
    return next((name for at, name in names if name and at + len(name) == len(text)), "")


def _learn_dateline(page: Page, rules: SegmentRules) -> None:
    for piece in page.pieces:
        if piece.kind is not None:
            continue
        for rule in rules.page.datelines:
            found = rule.regex.match(page.view, piece.start, piece.end)
            if found:
                parts = found.groupdict()
                page.learn({"publisher": parts.get("publisher") or ""})
                page.learn({"published": parts.get("when") or ""})
                return
        if is_prose(page.view, piece, 60):
            return


def _mark_headings(page: Page, rules: SegmentRules) -> None:
    pieces = [p for p in page.pieces if p.kind not in {"furniture", "metadata"}]
    for index, piece in enumerate(pieces):
        following = pieces[index + 1] if index + 1 < len(pieces) else None
        if piece.kind is None and following is not None and _is_shown(page.view, piece, following):
            piece.mark("caption", "said-again")
        if piece.kind is None and following is not None and _is_heading(page.view, piece, following, rules):
            starts_small = page.view[piece.start].islower()
            piece.mark("caption" if starts_small else "heading", "short-line")


def _is_shown(view: str, piece: Piece, following: Piece) -> bool:
    """Whether a short line says what the caption below it says again: the words a picture is filed under."""
    text = view[piece.start : piece.end]
    if following.kind != "caption" or len(text) > _SHOWN or ends_with_stop(view, piece):
        return False
    said = set(view[following.start : following.end].lower().replace(".", " ").replace(",", " ").split())
    return said.issuperset(text.lower().replace(",", " ").split())


def _is_heading(view: str, piece: Piece, following: Piece, rules: SegmentRules) -> bool:
    text = view[piece.start : piece.end]
    low, high = rules.settings["heading-characters"]
    if not low <= len(text) <= high or piece.inline or text.endswith(_HEADING_STOPS):
        return False
    if ends_with_stop(view, piece) or len(text.split()) > rules.settings["heading-words"][1]:
        return False
    listed = LIST_MARK.match(view, following.start, following.end) is not None
    if not is_prose(view, following, 60) and following.kind != "heading" and not listed:
        return False
    leads = (
        text.split()[-1].lower() in rules.languages.stopwords["en"]
    )  # "The programme is to" / "- train ..."
    if listed and (leads or LIST_MARK.match(view, piece.start, piece.end)):
        return False
    numbering = _NUMBERING.match(text)
    bare = _YEAR.sub("", text[numbering.end() if numbering else 0 :])
    return not _DIGIT.search(bare) and any(c.isalpha() for c in bare)
