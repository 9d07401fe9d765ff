"""Where an expression may begin whose matches all begin with one of many words.

``re`` tries an expression of 480 words at each character of a text: 0.33 ms for an article of 1,100 words. An
automaton finds in 0.04 ms where one of the words begins, and only there the expression is tried.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from ahocorasick_rs import AhoCorasick, Implementation

_BLANK = r"[ \n]"
_BLANKS = (" ", "\n")


def beginnings(words: Iterable[Sequence[str]]) -> Iterator[str]:
    r"""What the words begin with: their characters up to the first expression for more than one.

    White space is one of two characters, and tells "the " from "these": ``["t", "h", "e", r"[ \n]", "s"]``
    begins with ``"the "`` or ``"the\n"``.

    Args:
        words: as for ``prefix_tree``.
    """
    for word in words:
        letters = ""
        for token in word:
            if token != re.escape(token[-1:]):
                blank = token == _BLANK or token.startswith(f"{_BLANK}(")  # not "[ \n]?"
                yield from (f"{letters}{one}" for one in _BLANKS) if blank else (letters,)
                break
            letters += token[-1]
        else:
            yield letters


class Starts:
    """An expression, looked for only where one of the beginnings of its matches stands.

    Args:
        pattern: the expression.
        begins: what its matches begin with; an empty one among them: it is looked for everywhere.
    """

    def __init__(self, pattern: re.Pattern[str], begins: Iterable[str]) -> None:
        self._pattern = pattern
        unique = set(begins)
        # What begins with another one of them begins where that does.
        shortest = [one for one in unique if not any(one[:length] in unique for length in range(len(one)))]
        self._automaton: AhoCorasick | None = None
        if "" not in unique:
            self._automaton = AhoCorasick(sorted(shortest), implementation=Implementation.DFA)

    def finditer(self, text: str, start: int, end: int) -> Iterator[re.Match[str]]:
        """What the expression's own ``finditer`` gives."""
        if self._automaton is None:
            yield from self._pattern.finditer(text, start, end)
            return
        hits = self._automaton.find_matches_as_indexes(text[start:end], overlapping=True)
        behind = start
        for at in sorted({start + hit[1] for hit in hits}):  # they come in the order of their ends
            match = self._pattern.match(text, at, end) if at >= behind else None
            if match is not None:
                yield match
                behind = match.end()
