"""Headlines that run into the text with nothing but a blank between, on pages of one line."""

from __future__ import annotations

import re

from extract.segmenting.glued import has_capitals, is_titled
from extract.segmenting.rules import SegmentRules

_JOINT = re.compile(r"""(?<=[a-z0-9%)'"]) (?=["']?[A-Z])|(?<=\w[a-z]) (?=["']?[A-Z])""")
_STOP = re.compile(r"""[.!?:;]["')]*\s""")
_FULL_STOP = re.compile(r"""[.!?;]["')]*\s""")
_SENTENCE = re.compile(r"""\s(?P<text>[A-Z][^.!?]{20,200}[.!?])\s+(?P=text)(?=\s)""")
_WORD = re.compile(r"[A-Za-z][\w'-]*")
_NOTE = re.compile(r"[.!?]\d{1,2}\s*$")  # "under higher lines.1 It draws on ..."
_LONGEST = 200
_FEWEST = 5  # words of a headline
_LONGEST_SPEAKER = 4  # blanks before a colon: "Ministry: Tea sells well"
_BEHIND = 7
_SMALL_BEHIND = 3  # of these, so many in small letters: prose
_LEAD = 400  # what a headline sums up
_ECHOES = 2
_SHORTEST_ECHO = 4


def split_run_on(view: str, start: int, end: int, rules: SegmentRules) -> int | None:
    """Where the text begins on a line whose headline runs into it: ``Pears sell well In May the ...``.

    A headline written like a sentence has no capital but in names: a small word with one ("In", "More")
    opens the text, or a word that the page writes small elsewhere, where the text takes up
    what the headline says. A caption that is printed twice shows itself.

    Args:
        view: the plain view of the page.
        start: where the line starts.
        end: where it ends.
        rules: small words, names of months.

    Returns:
        The offset, None where no headline opens the line.
    """
    limit = min(end, start + _LONGEST)
    if twice := _SENTENCE.search(view, start, min(end, start + 3 * _LONGEST)):
        at = twice.start("text")
        return at if _may_end(view[start:at], rules) else None
    for stop in _STOP.finditer(view, start, limit):
        few = view.count(" ", start, stop.start()) <= _LONGEST_SPEAKER
        if view[stop.start()] != ":" or not (few or is_titled(view[start : stop.start()])):
            limit = stop.start()
            break
    start += len(view[start:end]) - len(view[start:end].lstrip())
    for joint in _JOINT.finditer(view, start + 1, limit):
        at = joint.end()
        if _opens_text(view, start, at, end, rules) and _may_end(view[start:at], rules):
            return at
    return None


def _may_end(text: str, rules: SegmentRules) -> bool:
    """Whether a headline may be all of a text: words enough, none left hanging."""
    words = text.split()
    if len(words) < _FEWEST or len(text) > _LONGEST or _FULL_STOP.search(text) or _NOTE.search(text):
        return False
    if text.count('"') % 2:
        return False
    return words[-1].lower() not in rules.languages.stopwords["en"] and not words[0][0].islower()


def _opens_text(view: str, start: int, at: int, end: int, rules: SegmentRules) -> bool:
    """Whether a word with a capital opens a text: "The county", neither "The Times" nor "Mayor Doe"."""
    word = _WORD.match(view, at, end)
    if word is None or not word[0].istitle() or len(word[0]) == 1 or not _is_prose(view, at, end):
        return False
    small = word[0].lower()
    if small in rules.page.months:
        return False
    if has_capitals(view[start:at], rules):
        plain = view[word.end() + 1 : word.end() + 2].islower()
        closed = view[start:at].rstrip().endswith(")")  # "Lima, May 3 (Reporter Jane Doe) The town"
        return plain and not closed and small in rules.languages.stopwords["en"] and is_titled(view[start:at])
    named = view[start:at].rsplit(maxsplit=1)[-1][0].isupper()  # "the Communist Party has"
    plain = view[word.end() + 1 : word.end() + 2].islower() and not named
    if small in rules.languages.stopwords["en"]:
        return plain or _takes_up(view, start, at, end, rules)
    return plain and _is_common(view, small) and _takes_up(view, start, at, end, rules)


def _is_prose(view: str, at: int, end: int) -> bool:
    words: list[str] = _WORD.findall(view, at, min(end, at + _LONGEST))[:_BEHIND]
    return sum(word[0].islower() for word in words) >= _SMALL_BEHIND


def _is_common(view: str, small: str) -> bool:
    """Whether the page writes a word without its capital too."""
    return re.search(rf"(?<![\w'-]){re.escape(small)}(?![\w'-])", view) is not None


def _takes_up(view: str, start: int, at: int, end: int, rules: SegmentRules) -> bool:
    """Whether a text says again what stands before it."""
    said = {word.lower() for word in _WORD.findall(view, start, at) if len(word) >= _SHORTEST_ECHO}
    again = {word.lower() for word in _WORD.findall(view, at, min(end, at + _LEAD))}
    return len((said & again) - rules.languages.stopwords["en"]) >= _ECHOES
