"""Names of programmes with a number in them: five-year plans, dated visions, paired cooperations."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from extract.finding.programme_grammar import PATTERNS, WordLists, regex_of, text_of
from extract.finding.programme_vocabulary import Folded
from extract.records import Mention
from extract.rules.loading import Entry, RuleSet

_SPACE = re.compile(r"\s+")
_DIGITS = re.compile(r"\d+")
_LONGEST_NAME = 90
_BESIDE = 20
_NEAR = 90


@dataclass(frozen=True, slots=True)
class NamePattern:
    """A regular expression for names with a number in them.

    Attributes:
        regex: with the groups ``n`` (the ordinal), ``rest`` or ``name``, as ``name`` needs them;
            the group ``name`` is the mention, where there is one.
        name: canonical name, ``{n}`` the ordinal (``13th``), ``{rest}`` as written.
        programme: id of the programme, ``{n}`` the number; None where it has none.
        triggers: folded words without which the pattern is not tried.
        near: texts of which one must stand shortly behind a trigger; none where any may.
        rule: id of the rule.
        blocked: whether words of other trades near it forbid it: a computer program called ...
    """

    regex: re.Pattern[str]
    name: str
    programme: str | None
    triggers: tuple[str, ...]
    near: tuple[str, ...]
    rule: str
    blocked: bool


class NamePatterns:
    """Finds names with a number (five-year plans, dated visions) and names that the text calls so.

    Args:
        ruleset: the rules.
        words: its word lists.

    Raises:
        RulesError: a pattern that cannot be compiled.
    """

    def __init__(self, ruleset: RuleSet, words: WordLists) -> None:
        self._ordinals = words.ordinals
        self._written = words.written
        capitalised = text_of(ruleset.entries(PATTERNS, "capitalised")[0], "regex")
        self._patterns = [
            _pattern_of(entry, words, capitalised) for entry in ruleset.entries(PATTERNS, "pattern")
        ]
        self._blocks = [regex_of(entry, words) for entry in ruleset.entries(PATTERNS, "pattern_block")]

    def find(self, view: str, folded: Folded) -> Iterator[Mention]:
        """The names in the view; one may come twice, where two triggers stand near it."""
        for pattern in self._patterns:
            for trigger in pattern.triggers:
                for position in folded.occurrences(trigger):
                    if pattern.near and not _is_near(pattern.near, view, position):
                        continue
                    start, end = max(0, position - _LONGEST_NAME), position + _LONGEST_NAME
                    for match in pattern.regex.finditer(view, start, end):
                        if not (pattern.blocked and self._is_blocked(view, match)):
                            yield self._mention(pattern, match)

    def _is_blocked(self, view: str, match: re.Match[str]) -> bool:
        around = view[max(0, match.start() - _BESIDE) : match.end() + _BESIDE]
        return any(block.search(around) for block in self._blocks)

    def _mention(self, pattern: NamePattern, match: re.Match[str]) -> Mention:
        groups = {key: _SPACE.sub(" ", value) for key, value in match.groupdict().items()}
        programme = pattern.programme
        if "n" in groups:
            number = self._number(groups["n"])
            groups["n"] = self._written[number - 1] if 0 < number <= len(self._written) else groups["n"]
            programme = programme and programme.format(n=number)
        name = pattern.name.format(**groups)
        start, end = match.span("name") if "name" in groups else match.span()
        return Mention(start, end, "programme", programme, name, f"programme:{pattern.rule}")

    def _number(self, written: str) -> int:
        digits = _DIGITS.match(written)
        return int(digits[0]) if digits else self._ordinals[written.lower()]


def _pattern_of(entry: Entry, words: WordLists, capitalised: str) -> NamePattern:
    triggers = entry.fields.get("triggers")
    if not isinstance(triggers, list) or not triggers:
        raise entry.error("no triggers", 'write triggers = ["..."], words that each of its names holds')
    regex, name = regex_of(entry, words, {"{name}": capitalised}), text_of(entry, "name")
    blocked = bool(entry.fields.get("blocked"))
    near, programme = tuple(entry.fields.get("near", ())), entry.fields.get("programme")
    return NamePattern(regex, name, programme, tuple(triggers), near, entry.id, blocked)


def _is_near(texts: tuple[str, ...], view: str, position: int) -> bool:
    behind = view[position : position + _NEAR]
    return any(text in behind for text in texts)
