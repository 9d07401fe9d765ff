"""Choose the headline among the lines above the body, and know menus when one sees them."""

from __future__ import annotations

import re
from itertools import pairwise

from extract.segmenting.pieces import Piece, ends_with_stop, is_prose
from extract.segmenting.rules import SegmentRules
from extract.segmenting.sites import (
    ACRONYMS,
    barred_headline,
    is_office,
    is_row_of_sections,
    is_section_line,
    office_name,
    site_line,
)

_WORD = re.compile(r"[^\W_]+(?:['-][^\W_]+)*")
_ABBREVIATED_END = re.compile(r"(?:\b[A-Z]\.){2,}\Z")
_MOST_CANDIDATES = 80  # a page may be 100,000 short lines
_WORDS_OF_A_NAME = 2
_MOST_WORDS_OF_A_NAME = 4
_LONGEST_HEADLINE = 200
_LONGEST_QUESTION = 260
_STOP = re.compile(r"[.!?]\s")
_TEXT_ENDS = ",;:-"
_LONGEST_ENTRY = 60
_FEWEST_LINES_OF_A_LIST = 4
_WORDS_OF_A_HEADLINE = 4
_WORDS_OF_A_SENTENCE = 16
_LINES_OF_A_HEAD = 4
_ENTRIES_BELOW = 2  # a headline is the last of the lines above its byline
_PLACE_LINE = re.compile(r"(?:[A-Z][\w'.-]*[ ]?){1,3}(?:,\s?(?:[A-Z][\w'.-]*[ ]?){1,3}){1,2}(?:\d{1,2})?")
_TRAIL = re.compile(r"(?:\s\"|[>/|])\s*$")  # the view has a quotation mark for a guillemet
_ENTRY = re.compile(r"[-*\u2022\u00b7\u25cf]\s")
_PLAIN = re.compile(r"[\W_]+")
# "Peru: $249 million", a line of a list of figures
_FIGURE = re.compile(r"[^:.!?\n]{2,50}:\s*(?:[A-Z]{2,3}\s?)?[^\w\s]?\d[\d.,]*\s?%?(?:\s[a-z]+)?")


def find_body(view: str, pieces: list[Piece], rules: SegmentRules) -> int:
    """Index of the first piece of the body: the first undecided one that reads like prose."""
    least = rules.settings["prose-characters"][0] // 2
    for index, piece in enumerate(pieces):
        long = is_long_headline(view, pieces, index, least)
        if not is_prose(view, piece, least) or is_question_headline(view, index, piece) or long:
            continue
        if is_row_of_sections(view[piece.start : piece.end]):
            continue
        if not _is_slogan(view, pieces, index, rules):
            return index
    return len(pieces)


def _is_slogan(view: str, pieces: list[Piece], index: int, rules: SegmentRules) -> bool:
    """Whether a short sentence below menus is the site's: a headline stands apart between it and prose."""
    least = rules.settings["prose-characters"][0]
    below = pieces[index + 1 : index + 3]
    if pieces[index].end - pieces[index].start >= least or len(below) < 2:
        return False
    headline, prose = below
    apart = headline.gap and prose.gap and is_headline(view, headline, rules) and is_prose(view, prose, least)
    earlier = (i for i in range(min(index, _MOST_CANDIDATES)) if is_headline(view, pieces[i], rules))
    return apart and all(_in_list(view, pieces, i) or _is_short(view, pieces[i]) for i in earlier)


def _is_short(view: str, piece: Piece) -> bool:
    return len(_WORD.findall(view, piece.start, piece.end)) < _WORDS_OF_A_HEADLINE


def is_question_headline(view: str, index: int, piece: Piece) -> bool:
    """Whether a line that ends in ``?`` or ``!`` at the top of a page is a headline: one sentence."""
    text = view[piece.start : piece.end].rstrip("\"')")
    longest = _LONGEST_QUESTION if piece.gap else _LONGEST_QUESTION // 2
    return index <= 1 and text.endswith(("?", "!")) and len(text) <= longest and not _STOP.search(text)


def is_long_headline(view: str, pieces: list[Piece], index: int, least: int) -> bool:
    """Whether a long first line is a headline: no stop ends it, and prose stands apart below it."""
    piece, below = pieces[index], pieces[index + 1 : index + 2]
    if index or piece.inline or not below or not below[0].gap or piece.end - piece.start > _LONGEST_HEADLINE:
        return False
    stop = view[piece.end - 1] in _TEXT_ENDS or ends_with_stop(view, piece)
    return not stop and is_prose(view, below[0], least) and ends_with_stop(view, below[0])


def find_title(view: str, pieces: list[Piece], body: int, rules: SegmentRules) -> int | None:
    """Index of the headline among the pieces before the body, None where none is one.

    Args:
        view: the plain view of the page.
        pieces: the pieces of the page; those that are decided are no headline.
        body: index of the first piece of the body.
        rules: words of menus, numbers.
    """
    captions = any(p.kind == "caption" for p in pieces)  # a gallery has no other body
    if body >= len(pieces) and not captions and sum(p.kind is None for p in pieces) < 2:
        return None
    candidates = [i for i in range(min(body, _MOST_CANDIDATES)) if is_headline(view, pieces[i], rules)]
    figures = {i for i in candidates if _FIGURE.fullmatch(view, pieces[i].start, pieces[i].end)}
    if len(figures) > 1:
        candidates = [i for i in candidates if i not in figures]
    if not candidates:
        return _sentence_headline(view, pieces[: body + 1])
    texts = {i: _plain(view, pieces[i]) for i in candidates}
    return max(candidates, key=lambda i: (_score(view, pieces, i, texts, rules), -i))


def _sentence_headline(view: str, pieces: list[Piece]) -> int | None:
    """A headline written as a sentence, with its stop: short, apart, right above a byline."""
    for index, (piece, below) in enumerate(pairwise(pieces[:_LINES_OF_A_HEAD])):
        words = _WORD.findall(view, piece.start, piece.end)
        fits = _WORDS_OF_A_HEADLINE <= len(words) <= _WORDS_OF_A_SENTENCE and piece.gap and not piece.inline
        if piece.kind is None and below.kind == "metadata" and fits:
            return index if not _STOP.search(view, piece.start, piece.end) else None
    return None


def _plain(view: str, piece: Piece) -> str:
    return _PLAIN.sub(" ", view[piece.start : piece.end].lower()).strip()


def _score(view: str, pieces: list[Piece], index: int, texts: dict[int, str], rules: SegmentRules) -> int:
    words = len(_WORD.findall(view, pieces[index].start, pieces[index].end))
    earlier = [texts[i] for i in texts if i < index]
    later = [texts[i] for i in texts if i > index]
    score = 4 if any(text.startswith(texts[index]) for text in earlier) and words > 3 else 0
    score += 4 if words >= _WORDS_OF_A_HEADLINE and _ends_trail(view, pieces, index) else 0
    score -= 3 if any(texts[index].startswith(text) and len(text) > 12 for text in later) else 0
    score += 2 if _WORDS_OF_A_HEADLINE <= words <= 25 else 0
    score -= 1 if words <= _WORDS_OF_A_NAME else 0
    score -= 3 if _in_list(view, pieces, index) else 0
    following = next(
        (
            p
            for i, p in enumerate(pieces[index + 1 :], index + 1)
            if p.kind != "furniture" and i not in texts and not is_menu(view[p.start : p.end], rules)
        ),
        None,
    )
    score += 2 if following is not None and following.kind == "metadata" else 0
    score -= 3 if bare_name(view, pieces[index], rules) else 0
    score -= 3 if is_office(view[pieces[index].start : pieces[index].end], rules) else 0
    before = next((p for p in reversed(pieces[:index]) if p.kind is not None or not _is_small(view, p)), None)
    score += 1 if before is None or before.kind is not None else 0
    known = rules.page.publisher.search(view, pieces[index].start, pieces[index].end)
    score -= 4 if site_line(view[pieces[index].start : pieces[index].end], rules) else 0
    score -= 2 if _above_menu(view, pieces, index, texts, rules) else 0
    return score - (2 if known and words < 6 else 0)


def _in_list(view: str, pieces: list[Piece], index: int) -> bool:
    """Whether a line stands among several short ones without a gap: a menu, one line an entry."""
    low, high = max(index - _FEWEST_LINES_OF_A_LIST, 0), min(index + _FEWEST_LINES_OF_A_LIST, len(pieces) - 1)
    first, last = index, index
    while first > low and not pieces[first].gap and _is_entry(view, pieces[first - 1]):
        first -= 1
    while last < high and not pieces[last + 1].gap and _is_entry(view, pieces[last + 1]):
        last += 1
    if last - first + 1 < _FEWEST_LINES_OF_A_LIST:
        return False
    return last - index >= _ENTRIES_BELOW or (last == index and _more_below(view, pieces, last))


def _more_below(view: str, pieces: list[Piece], last: int) -> bool:
    """Whether what stands apart below the last of some lines is another of them: no byline, no paragraph."""
    below = pieces[last + 1 : last + 2]
    return any(p.gap and _is_entry(view, p) for p in below)


def _is_entry(view: str, piece: Piece) -> bool:
    text = view[piece.start : piece.end]
    return piece.kind is None and len(text) <= _LONGEST_ENTRY and not ends_with_stop(view, piece)


def _above_menu(
    view: str, pieces: list[Piece], index: int, texts: dict[int, str], rules: SegmentRules
) -> bool:
    """Whether a menu stands between a line and a later headline: the line is the site's banner."""
    last = max(texts)
    between = pieces[index + 1 : last] if last > index else []
    if any(p.kind == "metadata" for p in between):  # "Tea sells well" / "China" / "5 May 2020": its section
        between = between[_first_metadata(between) :]
    return any(p.kind != "metadata" and is_menu(view[p.start : p.end], rules) for p in between)


def _first_metadata(pieces: list[Piece]) -> int:
    return next(i for i, p in enumerate(pieces) if p.kind == "metadata")


def _ends_trail(view: str, pieces: list[Piece], index: int) -> bool:
    """Whether the way through the site that stands above ends in a line: ``Home » Tea » Tea sells well``."""
    text = view[pieces[index].start : pieces[index].end]
    lines = (view[p.start : p.end] for p in pieces[max(index - _LINES_OF_A_HEAD, 0) : index])
    return any(line.endswith(text) and _TRAIL.search(line[: -len(text)]) is not None for line in lines)


def bare_name(view: str, piece: Piece, rules: SegmentRules) -> str | None:
    """The names that a line is, with or without place or role (``Jane Doe in Lima``, ``Li Lei, editor``)."""
    found = rules.page.names.match(view, piece.start, piece.end)
    if found is None:
        return None
    rest = view[found.end() : piece.end].strip(" ,-|*()")
    text = found[0].strip(" ,&/|")
    if rest and rules.page.role.fullmatch(rest):
        text = _without_place(text)
    elif (
        rest
        and not site_line(rest, rules)
        and not (ACRONYMS.fullmatch(rest) and view[piece.start + len(text) : piece.end].lstrip()[0] in "*-|,")
        and not any(t.glue and t.regex.fullmatch(rest) for t in rules.page.tokens)
    ):
        return None
    names = rules.page.name_joint.split(text)
    placed = len(names) > 1 and " " not in names[-1] and " " in names[0]  # "Jane Doe, Nairobi"
    if placed or (len(names) > 1 and (site_line(names[-1], rules) or office_name(names[-1], rules))):
        text = text[: text.rindex(names.pop())].rstrip(" ,&/")
    return text if all(is_name(name, rules) for name in names) else None


def _without_place(text: str) -> str:
    """``Jane Doe Lima`` before ``correspondent``: the place is the post's, not the name's."""
    words = text.split()
    return " ".join(words[:-1]) if len(words) > _WORDS_OF_A_NAME else text


def is_name(text: str, rules: SegmentRules) -> bool:
    """Whether a run of capitalised words may be a person: two to four of them, none of a house or a text."""
    words = text.split()
    lowered = {word.lower().strip(".,") for word in words}
    known = rules.page.publisher.search(text) or is_menu(text, rules) or lowered & _no_names(rules)
    return not known and _WORDS_OF_A_NAME <= len(words) <= _MOST_WORDS_OF_A_NAME


def _no_names(rules: SegmentRules) -> frozenset[str]:
    return rules.publications | rules.offices | rules.kinds


def _is_small(view: str, piece: Piece) -> bool:
    return len(_WORD.findall(view, piece.start, piece.end)) < 3


def is_headline(view: str, piece: Piece, rules: SegmentRules) -> bool:
    """Whether a piece may be a headline: some words on a line, no sentence, no menu."""
    if piece.kind is not None or piece.inline:
        return False
    text = view[piece.start : piece.end]
    low, high = rules.settings["title-characters"]
    words = _WORD.findall(text)
    fewest, most = rules.settings["title-words"]
    han = not text.isascii() and sum("\u4e00" <= c <= "\u9fff" for c in text) >= 6
    if not (han or (low <= len(text) <= high and fewest <= len(words) <= most)):
        return False
    if text[0].islower() or text.endswith((",", ";", ":")) or is_menu(text, rules):
        return False
    entry = _ENTRY.match(text) and text[-1] != text[0]  # "- What has changed", in a list
    if entry or ((is_section_line(text) or is_row_of_sections(text)) and not barred_headline(text)):
        return False
    if _PLACE_LINE.fullmatch(text) and len(words) <= _MOST_WORDS_OF_A_NAME:  # "Lima, Peru", "Lima, June 2"
        return False
    return (
        not ends_with_stop(view, piece)
        or text.rstrip("\"')")[-1] in "?!"
        or bool(_ABBREVIATED_END.search(text))
    )


def is_menu(text: str, rules: SegmentRules) -> bool:
    """Whether a line is a run of names of sections (``Home Opinion Business Sports``)."""
    words = _WORD.findall(text)
    if not words or text[-1] in ".!?:;" or any(word[0].islower() for word in words):
        return False
    known = sum(word.lower() in rules.menu for word in words)
    if len(words) < rules.settings["menu-run"][0]:
        return known == len(words)
    return known * 2 >= len(words) and not any(w in rules.languages.stopwords["en"] for w in words)
