"""A plan that is told over several sentences, of which only the first says that it is one.

"A park will be built. The project covers 14 counties, and the bank pays half of it": once a plan has been
told, sentences that name it again and tell nothing as past are part of it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from extract.assembling.context import SentenceContext
from extract.assembling.movement_codes import CueBook
from extract.assembling.movement_rules import compile_pattern
from extract.assembling.status import RULES_FILE, Status
from extract.rules.loading import RuleSet

# How many code points behind a plan it may still be gone on with, and how many lie between two sentences.
_REACH = 500
_NEXT = 1


class PlanMemory:
    """Where in an article a plan was told last."""

    def __init__(self) -> None:
        self._end: int | None = None

    def recalls(self, start: int, reach: int = _REACH) -> bool:
        """Whether a plan was told shortly before an offset."""
        return self._end is not None and 0 <= start - self._end <= reach

    def tell(self, end: int) -> None:
        """Remember that a plan is told up to an offset."""
        self._end = end


class PlanFollower:
    """Finds the sentences that go on with a plan.

    Args:
        ruleset: where status.toml is read from.
        book: the codes of its words.

    Raises:
        RulesError: a broken rule.
    """

    def __init__(self, ruleset: RuleSet, book: CueBook) -> None:
        self._book = book
        self._going_on = [
            (entry.id, compile_pattern(book, entry), bool(entry.fields.get("near")))
            for entry in ruleset.entries(RULES_FILE, "going_on")
        ]
        openings = ruleset.entries(RULES_FILE, "opening")
        self._openings = [compile_pattern(book, entry) for entry in openings]
        words = "|".join(re.escape(word) for entry in openings for word in str(entry.fields["words"]).split())
        self._maybe_opening = re.compile(rf"(?i)\b(?:{words})\b")
        # "is made up of" tells of no past
        self._told = book.compile("(?<!{be_now}){past&!noun&!say}|{was|present}")
        self._perfect = book.compile("{have_now}{adverb}?{past|participle|be}")
        self._leaves = book.charset("relative|but")

    def follow(
        self, memory: PlanMemory, context: SentenceContext, statuses: Sequence[Status]
    ) -> tuple[Status, ...]:
        """The statuses of a sentence, planned where it goes on with a plan told before.

        Args:
            memory: what the article told before; completed here.
            context: the sentence.
            statuses: what its own words tell, parallel to its quantities.
        """
        follows = memory.recalls(context.start)
        next_to = memory.recalls(context.start, _NEXT)
        if any(one.value == "planned" for one in statuses):
            memory.tell(context.end)
            if not follows or all(one.value == "planned" for one in statuses):
                return tuple(statuses)
        opens = self._maybe_opening.search(context.text) is not None
        if not follows and not opens:
            return tuple(statuses)
        codes = self._book.encode(context)
        rule = self._rule(codes, next_to=next_to) if follows else None
        if rule is not None or (opens and any(pattern.search(codes) for pattern in self._openings)):
            memory.tell(context.end)
        if rule is None:
            return tuple(statuses)
        return tuple(
            one
            if one.value == "planned" or self._aside(context, codes, number)
            else Status("planned", (), rule)
            for number, one in enumerate(statuses)
        )

    def _rule(self, codes: str, *, next_to: bool) -> str | None:
        """The id of the rule by which a sentence goes on with a plan."""
        if self._told.search(codes) is not None or self._perfect.search(codes) is not None:
            return None
        return next(
            (
                rule
                for rule, pattern, near in self._going_on
                if (next_to or not near) and pattern.match(codes)
            ),
            None,
        )

    def _aside(self, context: SentenceContext, codes: str, number: int) -> bool:
        """Whether a quantity stands in a clause of its own: "15 provinces, [where 5 percent are poor]"."""
        clause = context.clause_of(number)
        return clause.first > 0 and codes[clause.first] in self._leaves
