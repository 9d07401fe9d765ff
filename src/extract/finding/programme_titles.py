"""A headline that is nothing but the name of a programme: Relocation plan for poverty alleviation."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from extract.finding.programme_grammar import PATTERNS, WordLists, regex_of
from extract.records import Mention, Segment
from extract.rules.loading import RuleSet

_SPACE = re.compile(r"\s+")
_AROUND = " \t\n\"'.:"
_RULE = "programme:headline"
# "Plan" alone, and "Development plan", are the names of nothing.
_TELLING = 2


class HeadlineNames:
    """Finds the name that the headline of an article is, where the article uses it in lower case.

    Args:
        ruleset: the rules.
        words: word lists and heads.

    Raises:
        RulesError: a rule that cannot be used.
    """

    def __init__(self, ruleset: RuleSet, words: WordLists) -> None:
        heads = "(?:" + "|".join(sorted(words.grammar.heads, key=len, reverse=True)) + ")"
        self._name = regex_of(ruleset.entries(PATTERNS, "headline")[0], words, {"{head}": heads})
        self._dull = words["generic"] | words["small"] | words["leading"]

    def find(self, view: str, segments: Sequence[Segment]) -> Iterator[Mention]:
        """The name in the headline and wherever the article repeats it; nothing where it never does."""
        for segment in segments:
            if segment.kind == "title" and (name := self._name_in(view[segment.start : segment.end])):
                spelled = r"\s+".join(map(re.escape, name.split()))
                again = re.compile(rf"(?i)\b{spelled}\b")
                found = [match.span() for match in again.finditer(view)]
                if any(start >= segment.end for start, _ in found):
                    yield from (Mention(*span, "programme", None, name, _RULE) for span in found)

    def _name_in(self, title: str) -> str | None:
        name = _SPACE.sub(" ", title.strip(_AROUND))
        telling = sum(word.lower() not in self._dull for word in name.split())
        return name if telling >= _TELLING and self._name.fullmatch(name) else None
