"""Whether a bare number of four digits is a year, by what stands around it."""

from __future__ import annotations

import re

from extract.finding.period_patterns import FILE, Grammar, any_of
from extract.rules.loading import RuleSet

# Years that news tell of; others ("1150 villages", "2088 tonnes") need the strongest context.
_USUAL = range(1800, 2061)
_BEFORE_WIDTH = 28
_AFTER_WIDTH = 60


class YearContext:
    """Tells years from counts: "in 2019", "the 2030 Agenda", but "2020 people", "1990 households".

    Args:
        ruleset: the rules.
        grammar: the period grammar, for the atoms of counted nouns.
    """

    def __init__(self, ruleset: RuleSet, grammar: Grammar) -> None:
        entries = {entry.id: entry for entry in ruleset.entries(FILE, "year_context")}
        before, after = entries["before"], entries["after"]
        weak = set(before.fields["weak"])
        strong = [s for s in before.fields["surfaces"] if s not in weak]
        months, years = grammar.atoms["month"].regex, grammar.atoms["year"].regex
        articles, compounds = grammar.atoms["article"].regex, any_of(list(after.fields["compounds"]))
        self._strong = re.compile(
            rf"(?:(?<!\w)(?:{any_of(strong)}|{months}\.?|{months}\s+\d\d?,?)\s*(?:{articles}\s+)?(?:{grammar.atoms['approx'].regex}\s+)?|'s\s+)$"
        )
        self._weak = re.compile(rf"(?<!\w){any_of(list(weak))}\s+$")
        self._listed = re.compile(
            rf"(?<!\d){years}(?:,\s+|,?\s+{any_of(list(before.fields['joints']))}\s+|\s*[;/&]\s*)$"
        )
        self._opening = re.compile(r"(?:^|[.!?:;(\[>\"'|,-])\s*$")
        self._after = re.compile(rf"(?:'?s\b)?\s+{any_of(list(after.fields['surfaces']))}|'s\b|\s*[)\]]")
        self._counted = re.compile(rf"\s*(?:{grammar.atoms['counted'].regex}|%|-{compounds}|\+)")
        initial = any_of(list(before.fields["initial"]))
        self._initial = re.compile(rf"\W{{0,2}}{initial}\s+$")
        self._year_noun = re.compile(rf"\s+{grammar.atoms['year_noun'].regex}\b")
        self._closed = re.compile(r"\s*(?:[.,;:)\]\"'!?]|$|-\s)")

    def holds(self, text: str, start: int, end: int) -> bool:
        """Whether ``text[start:end]``, four digits, is a year there.

        Args:
            text: lower-cased text.
            start: first digit.
            end: one past the last digit.
        """
        before = text[max(0, start - _BEFORE_WIDTH) : start]
        after = text[end : end + _AFTER_WIDTH]
        if self._year_noun.match(after):
            return True
        if self._counted.match(after):
            # "In 2019 visitors spent 26 million euros": a sentence seldom begins with so many villages.
            return int(text[start:end]) in _USUAL and self._initial.match(text, 0, start) is not None
        if int(text[start:end]) not in _USUAL:
            return bool(self._strong.search(before) and self._closed.match(after))
        if self._strong.search(before) or self._weak.search(before) or self._after.match(after):
            return True
        return bool(
            self._listed.search(before) or (self._opening.search(before) and self._closed.match(after))
        )
