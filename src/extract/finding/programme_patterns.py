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


@dataclass(frozen=True, slots=True)
class NamePattern:
    """A regular expression for names with a number in them.

    Attributes:
        regex: with the groups ``n`` (the ordinal) or ``rest``, as ``name`` needs them.
        name: canonical name, ``{n}`` the ordinal (``13th``), ``{rest}`` as written.
        programme: id of the programme, ``{n}`` the number; None where it has none.
        triggers: folded words without which the pattern is not tried.
        rule: id of the rule.
    """

    regex: re.Pattern[str]
    name: str
    programme: str | None
    triggers: tuple[str, ...]
    rule: str


class NamePatterns:
    """Finds names with a number: five-year plans, dated visions, paired cooperations.

    Args:
        ruleset: the rules.
        words: its word lists.

    Raises:
        RulesError: a pattern that cannot be compiled.
    """

    def __init__(self, ruleset: RuleSet, words: WordLists) -> None:
        self._ordinals = words.ordinals
        self._written = words.written
        self._patterns = [_pattern_of(entry, words) for entry in ruleset.entries(PATTERNS, "pattern")]

    def find(self, view: str, folded: Folded) -> Iterator[Mention]:
        """The names in the view; one may come twice, where two triggers stand near it."""
        for pattern in self._patterns:
            for trigger in pattern.triggers:
                for position in folded.occurrences(trigger):
                    start, end = max(0, position - _LONGEST_NAME), position + _LONGEST_NAME
                    for match in pattern.regex.finditer(view, start, end):
                        yield self._mention(pattern, match)

    def _mention(self, pattern: NamePattern, match: re.Match[str]) -> Mention:
        groups = {key: _SPACE.sub(" ", value) for key, value in match.groupdict().items()}
        programme = pattern.programme
        if "n" in groups:
            number = self._number(groups["n"])
            groups["n"] = self._written[number - 1] if 0 < number <= len(self._written) else groups["n"]
            programme = programme and programme.format(n=number)
        name = pattern.name.format(**groups)
        return Mention(match.start(), match.end(), "programme", programme, name, f"programme:{pattern.rule}")

    def _number(self, written: str) -> int:
        digits = _DIGITS.match(written)
        return int(digits[0]) if digits else self._ordinals[written.lower()]


def _pattern_of(entry: Entry, words: WordLists) -> NamePattern:
    triggers = entry.fields.get("triggers")
    if not isinstance(triggers, list) or not triggers:
        raise entry.error("no triggers", 'write triggers = ["..."], words that each of its names holds')
    regex, name = regex_of(entry, words), text_of(entry, "name")
    return NamePattern(regex, name, entry.fields.get("programme"), tuple(triggers), entry.id)
