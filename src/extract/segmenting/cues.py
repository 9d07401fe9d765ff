"""Find what stands inside lines: leaked script, adverts, photo credits, the start of the page's tail."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator

from extract.segmenting.pieces import Piece
from extract.segmenting.rules import Rule, SegmentRules
from extract.segmenting.view import folded

_PROSE_STOP = re.compile(r"""[.!?。]["')\]]*(?:\s+["'(\[]*[A-Z]|\s*[\r\n]|\s*\Z)""")
_SENTENCE_EDGE = re.compile(r"""[.!?)"'…\]»|>】]\s*\Z|\A\s*\Z|\n\s*\Z""")
_LAST_STOP = re.compile(r"""[.!?]["')\]]*\s""")
_LONGEST_CAPTION = 500
_SHORT_LINE = 70
_LONG_LINE = 400
_MOST_TAILS = 40  # candidates looked at: a page of 5 MB may hold a cue in every line


def find_cuts(view: str, rules: SegmentRules) -> list[Piece]:
    """All pieces that are decided by what stands inside a line, in order, without overlap.

    Args:
        view: the plain view of the page.
        rules: the patterns.
    """
    matches = sorted(_cue_matches(view, rules), key=lambda item: item[0])
    cuts = [Piece(s, e, kind=r.kind, rule=r.id, scope="span") for s, e, r in matches if r.scope == "span"]
    cuts += [_caption(view, s, e, r) for s, e, r in matches if r.scope == "credit"]
    cuts += _heading_cuts(view, rules)
    tail = _tail(view, [m for m in matches if m[2].scope in {"tail", "list"}])
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


def _caption(view: str, start: int, end: int, rule: Rule) -> Piece:
    """The photo credit with the sentence before it, which it captions."""
    low = max(view.rfind("\n", 0, start) + 1, start - _LONGEST_CAPTION)
    stops = [found.end() for found in _LAST_STOP.finditer(view, low, max(low, start - 3))]
    first = stops[-1] if stops else (low if start - low < _LONGEST_CAPTION else start)
    return Piece(first, end, kind="caption", rule=rule.id, scope="credit")


def _heading_cuts(view: str, rules: SegmentRules) -> Iterator[Piece]:
    for rule in rules.headings:
        for found in rule.regex.finditer(view):
            yield Piece(found.start(), found.end(), kind="heading", rule=rule.id, scope="span")


def _tail(view: str, matches: list[tuple[int, int, Rule]]) -> Piece | None:
    """The first cue from which on all is furniture, judged by the prose before and after it."""
    stops: list[int] | None = None
    for start, end, rule in matches[:_MOST_TAILS]:
        if not _SENTENCE_EDGE.search(view, max(0, start - 8), start):
            continue
        if stops is None:
            stops = [found.start() for found in _PROSE_STOP.finditer(view)]
        if _opens_tail(view, start, end, rule, stops):
            return Piece(start, len(view), kind="furniture", rule=rule.id, scope="tail")
    return None


def _opens_tail(view: str, start: int, end: int, rule: Rule, stops: list[int]) -> bool:
    before = bisect_right(stops, start)
    after = len(stops) - before
    rest = len(view) - start
    if before == 0:
        return False
    line_end = min(p for p in (view.find("\n", end), len(view)) if p >= 0)
    line_start = view.rfind("\n", 0, start) + 1
    if rule.scope == "tail":
        return after * 3 <= before or rest < _LONG_LINE
    if line_end - line_start > _LONG_LINE:  # all on one line: a list of headlines has few stops
        return after * 250 <= rest and after <= before
    opens_line = not view[line_start:start].strip() and line_end - start <= _SHORT_LINE
    return opens_line and not view[start:line_end].rstrip().endswith(".") and after * 3 <= before


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
