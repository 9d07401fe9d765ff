"""How an article names a programme again: by its abbreviation, with another head, with fewer words."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from extract.finding.programme_grammar import PATTERNS, WordLists, regex_of
from extract.records import Mention
from extract.rules.loading import RuleSet

_SPACE = re.compile(r"\s+")
_EDGE = re.compile(r"\b")
_INITIAL = re.compile(r"\b[A-Z]")
_CAPITALISED = re.compile(r"\b[A-Z][\w'-]*")
_AFTER = 40
# Fewer words than these say too little: "the Green scheme".
_TELLING = 2
_SHORTEST_ABBREVIATION = 3


class LaterNames:
    """Finds what an article calls a programme after it has named it in full.

    Args:
        ruleset: the rules.
        words: its word lists.

    Raises:
        RulesError: a rule that cannot be used.
    """

    def __init__(self, ruleset: RuleSet, words: WordLists) -> None:
        self._introductions = [regex_of(entry, words) for entry in ruleset.entries(PATTERNS, "abbreviation")]
        heads = words.grammar.heads
        forms = sorted({*heads, *(plural.lower() for plural in heads.values())}, key=len, reverse=True)
        head = "(?:" + "|".join(forms) + ")"
        self._ending = re.compile(rf"(?i)\s+{head}$")
        self._heads_behind = re.compile(rf"(?i)\s+{head}\b")

    def find(self, view: str, mentions: Sequence[Mention]) -> Iterator[Mention]:
        """Abbreviations that the article introduces, and unlisted names again, with another head or none.

        Args:
            view: the view of the document.
            mentions: what was found so far, in text order.
        """
        seen: set[str | None] = set()
        for mention in mentions:
            yield from self._abbreviated(view, mention)
            if mention.id is None and mention.name not in seen:
                seen.add(mention.name)
                yield from self._with_other_heads(view, mention)
                yield from _as_it_is(view, mention)

    def unify(self, mentions: Sequence[Mention]) -> list[Mention]:
        """The mentions, unlisted shorter names under the name of the longer one that came first."""
        stems: list[tuple[str, str | None]] = []
        unified = []
        for mention in mentions:
            stem = self._stem(mention)
            if stem is None:
                unified.append(mention)
                continue
            name = next((known for longer, known in stems if _is_part(stem, longer)), mention.name)
            if name == mention.name:
                stems.append((stem, name))
            unified.append(replace(mention, name=name))
        return unified

    def _abbreviated(self, view: str, mention: Mention) -> Iterator[Mention]:
        after = view[mention.end : mention.end + _AFTER]
        for regex in self._introductions:
            match = regex.match(after)
            if match and _abbreviates(
                match["short"], view[mention.start : mention.end], match["phase"] or ""
            ):
                again = re.compile(rf"\b{re.escape(match['short'])}\b")
                yield from _repeated(view, mention, again, "programme:abbreviation")

    def _with_other_heads(self, view: str, mention: Mention) -> Iterator[Mention]:
        stem = self._stem(mention)
        end = mention.end
        # Compiling an expression for each name costs more than all other looking.
        for at, behind in _spellings(view, stem.split() if stem else (), mention.end):
            head = self._heads_behind.match(view, behind) if at >= end else None
            if head is not None:
                end = head.end()
                yield replace(mention, start=at, end=end, rule="programme:other-head")

    def _stem(self, mention: Mention) -> str | None:
        """The words of an unlisted name before its head, where they are telling."""
        if mention.id is not None or mention.name is None:
            return None
        stem = self._ending.sub("", _SPACE.sub(" ", mention.name))
        return stem if stem != mention.name and len(stem.split()) >= _TELLING else None


def _as_it_is(view: str, mention: Mention) -> Iterator[Mention]:
    """A name in capitals that something beside it told to be one: when the Common Effort began."""
    if len(_CAPITALISED.findall(view, mention.start, mention.end)) < _TELLING:
        return
    name = view[mention.start : mention.end]
    if view.find(name, mention.end) >= 0:
        again = re.compile(rf"\b{re.escape(name)}(?!\w)(?!\s+[A-Z])")
        yield from _repeated(view, mention, again, "programme:again")


def _repeated(view: str, mention: Mention, again: re.Pattern[str], rule: str) -> Iterator[Mention]:
    for match in again.finditer(view, mention.end):
        yield replace(mention, start=match.start(), end=match.end(), rule=rule)


def _spellings(view: str, words: Sequence[str], position: int) -> Iterator[tuple[int, int]]:
    """Where words stand one behind the other from a position on, whatever white space is between them."""
    at = view.find(words[0], position) if words else -1
    while at >= 0:
        end = at + len(words[0]) if _EDGE.match(view, at) else -1
        for word in words[1:]:
            gap = _SPACE.match(view, end) if end >= 0 else None
            end = gap.end() + len(word) if gap and view.startswith(word, gap.end()) else -1
        if end >= 0:
            yield at, end
        at = view.find(words[0], at + 1)


def _is_part(stem: str, longer: str) -> bool:
    """Whether one name begins or ends like the other: Cotton Field, High-Standard Cotton Field."""
    return f" {longer}".endswith(f" {stem}") or f"{longer} ".startswith(f"{stem} ")


def _abbreviates(short: str, name: str, phase: str) -> bool:
    """Whether the letters are those that the words begin with: HSNP, Hunger Safety Net Programme.

    The noun at the end may be left out: SEASN, Strengthen Ethiopia's Adaptive Safety Net Project.
    So may the ordinal that a number stands for: RWS II, Second Rural Water Supply Project.
    """
    letters = [char for char in short.removesuffix(phase) if char.isupper()]
    initials = _INITIAL.findall(name)
    names = [initials, initials[:-1], *((initials[1:], initials[1:-1]) if phase else ())]
    return len(letters) >= _SHORTEST_ABBREVIATION and letters in names
