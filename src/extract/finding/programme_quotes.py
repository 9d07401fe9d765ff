"""Quoted policy slogans: a quotation of a telling shape beside words of policy.

Most quotations in news are speech, titles and irony. A slogan is taken for one only where
both its shape (``five haves, two knows and one home``) and a cue beside
it (``the poverty reduction standard of``) say so.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from extract.finding.programme_grammar import PATTERNS, WordLists, regex_of
from extract.records import Mention
from extract.rules.loading import Entry, RuleSet

# The mark comes first, so that the engine can skip to it; what stands before it is looked up after.
_QUOTATIONS = (
    re.compile(r"\"(?<![\w.,!?]\")(?=\w)(?P<quote>[^\"\n]{3,200}?)(?<=[\w,.;])\"(?!\w)"),
    re.compile(r"'(?<!\w')(?=\w)(?P<quote>[^'\n]{4,120}?)(?<=[\w,.;])'(?!\w)"),
)
_WORD = re.compile(r"[\w'-]+")
_SPACE = re.compile(r"\s+")
_REACH = 90


@dataclass(frozen=True, slots=True)
class Shape:
    """How a slogan is built: a regular expression over it, and words that it never counts."""

    id: str
    regex: re.Pattern[str]
    not_words: frozenset[str]


@dataclass(frozen=True, slots=True)
class Cue:
    """Words beside a quotation that say it is a policy, and the shapes that they let through."""

    id: str
    side: str
    regex: re.Pattern[str]
    accepts: tuple[str, ...]


class QuotedSlogans:
    """Finds quoted slogans.

    Args:
        ruleset: the rules.
        words: its word lists.

    Raises:
        RulesError: a cue that names an unknown shape or side.
    """

    def __init__(self, ruleset: RuleSet, words: WordLists) -> None:
        self._speech = words["speech"]
        self._shapes = [
            Shape(
                entry.id,
                regex_of(entry, words),
                words.lists.get(entry.fields.get("not_words", ""), frozenset()),
            )
            for entry in ruleset.entries(PATTERNS, "quote_shape")
        ]
        known = {shape.id for shape in self._shapes}
        self._cues = [_cue_of(entry, words, known) for entry in ruleset.entries(PATTERNS, "quote_cue")]

    def find(self, view: str) -> Iterator[Mention]:
        """The slogans in the view, their quotation marks left out."""
        for regex in _QUOTATIONS:
            for match in regex.finditer(view):
                mention = self._mention(view, match)
                if mention is not None:
                    yield mention

    def _mention(self, view: str, match: re.Match[str]) -> Mention | None:
        quote = match["quote"].rstrip(",.; ")
        shapes = self._shapes_of(quote)
        cue = self._cue_for(view, match.start(), match.end(), shapes) if shapes else None
        if cue is None:
            return None
        start = match.start("quote")
        name = _SPACE.sub(" ", quote)
        return Mention(start, start + len(quote), "programme", None, name, f"programme:quote-{cue}")

    def _shapes_of(self, quote: str) -> frozenset[str]:
        matching = [shape for shape in self._shapes if shape.regex.match(quote)]
        if not matching:
            return frozenset()
        words = {word.lower() for word in _WORD.findall(quote)}
        if words & self._speech:
            return frozenset()
        return frozenset(shape.id for shape in matching if not words & shape.not_words)

    def _cue_for(self, view: str, start: int, end: int, shapes: frozenset[str]) -> str | None:
        before, after = view[max(0, start - _REACH) : start], view[end : end + _REACH]
        for cue in self._cues:
            text = {"left": before, "right": after, "both": before + view[start:end] + after}[cue.side]
            if not shapes.isdisjoint(cue.accepts) and cue.regex.search(text):
                return cue.id
        return None


def _cue_of(entry: Entry, words: WordLists, known: set[str]) -> Cue:
    side, accepts = entry.fields.get("side"), entry.fields.get("accepts", [])
    if side not in {"left", "right", "both"}:
        raise entry.error(f"side is {side!r}", 'write side = "left", "right" or "both"')
    if not accepts or not known.issuperset(accepts):
        raise entry.error(f"accepts {accepts!r}", f"name shapes of {', '.join(sorted(known))}")
    return Cue(entry.id, side, regex_of(entry, words), tuple(accepts))
