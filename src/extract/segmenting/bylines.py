"""Know the lines that are bylines: all tokens, or tokens beside a name, a site, a place."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from extract.segmenting.metadata import Block, scan_block
from extract.segmenting.pieces import Piece
from extract.segmenting.rules import SegmentRules
from extract.segmenting.sites import office_name, site_line
from extract.segmenting.titles import bare_name, is_menu

_WEAK_BYLINES = frozenset({"role", "known-publisher", "editor", "label", "reporter-credit"})
_HOUSE_LABELS = frozenset({"updated", "published", "source", "staff-byline"})
_LABELS = _HOUSE_LABELS | {"byline"}
_CUT = re.compile(r"[ ]{2,}|\t|\s?[|·•●;]\s?|\s/\s|\s-{1,2}\s|[,:()\[\]]")
_GAP = re.compile(r"[\s|·•●,;/()\[\]:-]+")
_LONGEST_COUNTER = 8
_LONGEST_FREE = 8  # words behind a label
_LONGEST_SITE_WORDS = 6
_LONGEST_PLACE = 3  # words
_LONGEST_OPENER = 14  # "Written by"
_LONGEST_REMNANT = 30
_LONGEST_SITE = 110  # "Jane Doe in Lushan, Jiangxi province and John Roe in Beijing"


def mark_split_bylines(view: str, pieces: list[Piece], rules: SegmentRules) -> Iterator[dict[str, str]]:
    """Mark labels whose value stands on the next line (``By`` / ``Jane Doe``, ``Source:`` / ``Hill Daily``).

    Args:
        view: the plain view of the page.
        pieces: the undecided pieces of its head.
        rules: the byline tokens.

    Yields:
        What each of them tells.
    """
    for first, second in pairwise(pieces):
        if first.end - first.start > _LONGEST_OPENER or second.end - second.start > _LONGEST_SITE:
            continue
        block = scan_block(view, first.start, second.end, rules.page)
        labelled = block.tokens[:1] and block.tokens[0] in _LABELS and block.end > second.start
        if labelled and block.seen == second.end and not {first.kind, second.kind} & {"metadata"}:
            first.mark("metadata", block.tokens[0])
            second.mark("metadata", block.tokens[0])
            yield block.fields


def read_byline(view: str, piece: Piece, rules: SegmentRules) -> Block | None:
    """The byline block that a whole line is, also one that opens with a bare name."""
    block = scan_block(view, piece.start, piece.end, rules.page)
    if block.dated and rules.page.span_of_dates.search(view, piece.start, piece.end):
        return None  # "30 October 2020 - 5 November 2020": when something was held
    if block.seen == piece.end and block.tokens:
        return block if block.strong or set(block.tokens) & _WEAK_BYLINES else None
    if block.strong and block.dated and _is_remnant(view[block.seen : piece.end]):
        rest = Piece(block.seen, piece.end)
        rest.start += len(view[rest.start : rest.end]) - len(view[rest.start : rest.end].lstrip(" |/-"))
        if "author" not in block.fields and (name := bare_name(view, rest, rules)):
            block.fields["author"] = name
        return block
    telling = rules.page.byline_cue.search(view, piece.start, piece.end)
    return _read_chunks(view, piece, rules) if telling else None


def _read_chunks(view: str, piece: Piece, rules: SegmentRules) -> Block | None:
    """A line of tokens and free chunks: ``Jane Doe, Lima | Coast Business - Updated: 11 May 2023``."""
    whole = Block(piece.start, piece.end, piece.end)
    position, opened = piece.start, False
    while position < piece.end:
        block = scan_block(view, position, piece.end, rules.page)
        if block.tokens:
            gap = _GAP.match(view, position, piece.end)
            apart = position == piece.start or bool(gap and gap[0].strip())  # "SITUATION BY ISLAND" is none
            opened = opened or (block.tokens[0] == "byline" and apart)
            _take_block(whole, block)
            position = block.seen
            continue
        start = max(position, block.seen)
        gap = _GAP.match(view, start, piece.end)
        start = gap.end() if gap else start
        end = _chunk_end(view, start, piece.end, rules)
        if start < end and not _take_chunk(view, Piece(start, end), whole, rules):
            return None
        words = view[start:end].lower().split()
        alone = len(words) == 1 and rules.page.opening.match(view, end) is not None
        if (alone or view[end : end + 1] == ":") and rules.other_dates.intersection(words):
            return None  # "Phase: 05.02.2011 - 30.06.2014", "Retrieved 3 May 2019"
        position = max(end, position + 1)
    telling = whole.dated or opened or not _HOUSE_LABELS.isdisjoint(whole.tokens)
    spans = whole.dated and rules.page.span_of_dates.search(view, piece.start, piece.end)
    return whole if whole.strong and telling and not spans else None


def _take_block(whole: Block, block: Block) -> None:
    whole.strong = whole.strong or block.strong
    whole.tokens += block.tokens
    whole.fields = {**block.fields, **whole.fields}


def _chunk_end(view: str, start: int, end: int, rules: SegmentRules) -> int:
    """Where a free chunk ends: at a separator, where a token begins, where a name is glued to a date."""
    cut = _CUT.search(view, start + 1, end)
    token = rules.page.opening.search(view, start + 1, end)
    name = rules.page.names.match(view, start, end)
    touches = name and name[0][-1:].isalnum() and view[name.end() : name.end() + 1].isalnum()
    glued = name.end() if name and touches else end
    return min(cut.start() if cut else end, token.start() if token else end, glued)


def _is_remnant(rest: str) -> bool:
    """Whether what a byline block left of its line is no text: ``2021-05-13 ... Visits``."""
    return len(rest) <= _LONGEST_REMNANT and len(rest.split()) <= 3 and not rest.rstrip().endswith(".")


def _take_chunk(view: str, chunk: Piece, whole: Block, rules: SegmentRules) -> bool:
    """Add what a free chunk tells to its line, False where the chunk may be text."""
    text = view[chunk.start : chunk.end].strip()
    words = text.split()
    if not any(c.isalpha() for c in text):  # counters, bullets
        return len(text) <= _LONGEST_COUNTER
    if site_line(text, rules) or office_name(text, rules):
        whole.fields.setdefault("publisher", text)
    elif rules.lines.match(view, chunk.start, chunk.start + len(text)) is not None or is_menu(text, rules):
        return True
    elif name := bare_name(view, chunk, rules):
        if not (len(words) > 1 and text.lower() in rules.cities):
            whole.fields.setdefault("author", name)
    elif _may_be_site(text, words, rules):
        whole.fields.setdefault("publisher", text)
    else:
        if len(words) > _LONGEST_PLACE and (text[0].islower() or text.endswith(".")):
            return False
        labelled = not _LABELS.isdisjoint(whole.tokens) and len(words) <= _LONGEST_FREE
        short = len(words) <= _LONGEST_PLACE and (whole.dated or all(word[0].isupper() for word in words))
        return labelled or short
    return True


def _may_be_site(text: str, words: list[str], rules: SegmentRules) -> bool:
    """Whether a chunk is a name of some words, none of which tells a kind of text (``Flood Report No``)."""
    kinds = any(word[0].isupper() and word.lower().strip(".,") in rules.kinds for word in words)
    return 1 < len(words) <= _LONGEST_SITE_WORDS and not kinds and bool(rules.page.site.fullmatch(text))
