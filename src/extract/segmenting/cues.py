"""Find what stands inside lines: leaked script, adverts, photo credits, the start of the page's tail."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator

from extract.segmenting.metadata import scan_block
from extract.segmenting.pieces import Piece
from extract.segmenting.rules import Rule, SegmentRules
from extract.segmenting.sentences import sentence_spans
from extract.segmenting.view import folded

_PROSE_STOP = re.compile(r"""[.!?。]["')\]]*(?:\s+["'(\[_]*\s?[A-Z]|\s*[\r\n]|\s*\Z)""")
_SENTENCE = re.compile(r"""[.!?。]["')\]]*\s+(?=["'(\[_]*\s?[A-Z\d])""")
_SENTENCE_EDGE = re.compile(r"""[.!?)"'…\]»|>】]\s*\Z|\A\s*\Z|\n\s*\Z""")
_LONGEST_CAPTION = 500
_LONGEST_NAME = 5
_SHORT_LINE = 70
_LONG_LINE = 400
_LONGEST_LINKS = 120  # between the last sentence and a cue: "Contact the writers at ... Share More from"
_MOST_TAILS = 40  # candidates looked at: a page of 5 MB may hold a cue in every line


def find_cuts(view: str, rules: SegmentRules) -> list[Piece]:
    """All pieces that are decided by what stands inside a line, in order, without overlap.

    Args:
        view: the plain view of the page.
        rules: the patterns.
    """
    matches = sorted(_cue_matches(view, rules), key=lambda item: item[0])
    cuts = [Piece(s, e, kind=r.kind, rule=r.id, scope="span") for s, e, r in matches if r.scope == "span"]
    cuts += _captions(view, [m for m in matches if m[2].scope == "credit"], rules)
    cuts += _heading_cuts(view, rules)
    cuts += _list_lines(view, [m for m in matches if m[2].scope == "list"])
    tail = _tail(view, [m for m in matches if m[2].scope in {"tail", "list"}], rules)
    return _without_overlap(cuts, tail)


def _cue_matches(view: str, rules: SegmentRules) -> Iterator[tuple[int, int, Rule]]:
    lowered = folded(view)
    cues = rules.cues
    for index, start, _ in cues.automaton.find_matches_as_indexes(lowered, overlapping=True):
        rule = cues.rules[index]
        if start and view[start].isalnum() and (view[start - 1].isalpha() and view[start - 1].islower()):
            continue  # inside a word
        found = rule.regex.match(view, start)
        if found:
            yield start, found.end(), rule
    for literal, rule in cues.searched:
        if literal in view:
            yield from ((found.start(), found.end(), rule) for found in rule.regex.finditer(view))


def _captions(view: str, credits_: list[tuple[int, int, Rule]], rules: SegmentRules) -> Iterator[Piece]:
    """Photo credits, each with the sentence before it, which it captions."""
    position = 0
    for start, end, rule in credits_:
        line_start = view.rfind("\n", max(0, start - _LONGEST_CAPTION), start) + 1
        low = max(line_start, start - _LONGEST_CAPTION, position)
        low = _behind_byline(view, low, start, rules)
        sentences = list(sentence_spans(view, low, start, rules))
        whole = len(sentences) > 1 or (sentences and start - low < _LONGEST_CAPTION)
        if len(sentences) > 1 and _names_house(view, sentences[-1][0], start):
            sentences.pop()  # "A dam in May. Jane Doe/NPR hide caption ..."
        yield Piece(sentences[-1][0] if whole else start, end, kind="caption", rule=rule.id, scope="credit")
        position = end


def _names_house(view: str, start: int, end: int) -> bool:
    """Whether what stands before a credit is the name that it goes on with, no sentence."""
    text = view[start:end].strip()
    return bool(text) and len(text.split()) <= _LONGEST_NAME and text[-1] not in ".!?\"')"


def _behind_byline(view: str, low: int, start: int, rules: SegmentRules) -> int:
    """Where a caption may begin at the earliest: "2021-04-20 09:36 Li Li Villagers pick tea (Photo: …)"."""
    for opening in rules.page.opening.finditer(view, low, start):
        block = scan_block(view, opening.start(), start, rules.page)
        if block.strong and block.dated and view[block.end : start].strip():
            return block.end  # not the day of the picture: "... calls on a patient, May 2, 2019 (Photo by"
    return low


def _heading_cuts(view: str, rules: SegmentRules) -> Iterator[Piece]:
    for rule in rules.headings:
        for found in rule.regex.finditer(view):
            yield Piece(found.start(), found.end(), kind="heading", rule=rule.id, scope="span")


def _tail(view: str, matches: list[tuple[int, int, Rule]], rules: SegmentRules) -> Piece | None:
    """The first cue from which on all is furniture, judged by the prose before and after it.

    What surely ends a page comes first: the prose of a copyright notice says nothing about the
    headlines before it.
    """
    if not matches:
        return None
    stops = [found.start() for found in _PROSE_STOP.finditer(view)]
    sure = _first_tail(view, [m for m in matches if m[2].scope == "tail"], stops, len(view), rules)
    limit = sure.start if sure else len(view)
    lists = [m for m in matches if m[2].scope == "list" and m[1] <= limit]
    return _first_tail(view, lists, stops, limit, rules) or sure


def _first_tail(
    view: str, matches: list[tuple[int, int, Rule]], stops: list[int], limit: int, rules: SegmentRules
) -> Piece | None:
    for start, end, rule in matches[:_MOST_TAILS]:
        line_start, line_end = _line_of(view, start, end)
        first = _edge_before(view, start, line_start, rule)
        if first is None:
            continue
        before = bisect_right(stops, first)
        after = bisect_right(stops, limit) - before
        if _opens_tail(limit - start, line_end - line_start, rule, before, after):
            short = line_end - line_start <= _LONG_LINE
            whole = short and rules.lines.match(view, line_start, line_end) is not None
            return Piece(
                line_start if whole else first, len(view), kind="furniture", rule=rule.id, scope="tail"
            )
    return None


def _edge_before(view: str, start: int, line_start: int, rule: Rule) -> int | None:
    """Where the links that a cue stands among begin: behind the last sentence (``Share Print Most Read``)."""
    if _SENTENCE_EDGE.search(view, max(0, start - 8), start):
        return start
    if rule.scope == "tail":
        return None if view[start].islower() else start
    sentences = list(_SENTENCE.finditer(view, max(line_start, start - _LONGEST_LINKS), start))
    return sentences[-1].end() if sentences else None


def _line_of(view: str, start: int, end: int) -> tuple[int, int]:
    line_end = view.find("\n", end)
    return view.rfind("\n", 0, start) + 1, len(view) if line_end < 0 else line_end


def _opens_tail(rest: int, line: int, rule: Rule, before: int, after: int) -> bool:
    if before == 0:
        return False
    if rule.scope == "tail":
        return after * 3 <= before or rest < _LONG_LINE
    # all on one line: a list of headlines has next to no stops
    return line > _LONG_LINE and after * 250 <= rest and after <= before


def _list_lines(view: str, matches: list[tuple[int, int, Rule]]) -> Iterator[Piece]:
    """Short lines that open a list of links (``More on this story``), below some prose."""
    first_stop = _PROSE_STOP.search(view) if matches else None
    for start, end, rule in matches:
        line_start, line_end = _line_of(view, start, end)
        line = view[line_start:line_end].strip()
        if first_stop is None or start < first_stop.end() or view[line_start:start].strip():
            continue
        if len(line) <= _SHORT_LINE and line[-1] not in ".,;":
            yield Piece(line_start, line_end, kind="furniture", rule=rule.id, scope="list")


def _without_overlap(cuts: list[Piece], tail: Piece | None) -> list[Piece]:
    kept: list[Piece] = []
    limit = tail.start if tail else None
    for cut in sorted(cuts, key=lambda piece: (piece.start, -piece.end)):
        if limit is not None and cut.start >= limit:
            break
        if limit is not None:
            cut.end = min(cut.end, limit)
        if kept and cut.start < kept[-1].end:
            continue
        kept.append(cut)
    return [*kept, tail] if tail else kept
