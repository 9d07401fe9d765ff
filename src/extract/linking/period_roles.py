"""What the time expressions of a sentence do there: govern, date one thing, compare, report."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal, get_args

from ahocorasick_rs import AhoCorasick

from extract.finding.period_patterns import FILE
from extract.finding.periods import TimeExpression
from extract.linking.period_calendar import SLASHED
from extract.rules.endings import Ending
from extract.rules.expressions import compiled
from extract.rules.loading import Entry, RuleSet

Role = Literal["free", "tight", "compare", "report", "none"]
Tense = Literal["past", "perfect", "present", "future"]
Verbs = list[tuple[int, Tense]]
_TENSES: Mapping[str | None, Tense] = {tense: tense for tense in get_args(Tense)}

_WIDTH = 90
_REMEMBERED = 128  # texts whose verbs are kept: the sentences of an article
# "which ", the longest that stands right before the verb of a relative clause.
_PRONOUN = 10
_ASIDE = 40
# Kinds that never date a fact, and names that stand for no time of their own.
_NO_TIME_KINDS = {"time_of_day"}
_NO_TIME_NAMES = {"year_on_year", "month_on_month", "quarter_on_quarter", "transparent"}
_GOVERNING_DURATIONS = {"past", "next", "ago", "earlier", "later"}
_TOLD_DURATIONS = {"vague", "same_span"}
# "As of September 30, he said, it had …", "For this year, …"
_ABOUT = {"for", "by", "since", "from"}
# "delivered within 24 hours" says how fast, not when.
_HOURS = {"hour", "minute", "second"}
_COMPARED = {"same_period"}
# "has reported no case since 2017", "announced a plan to move two million people by 2020"
_NO_REPORT = ("since", "by", "until")
_PLAN_NAME = "plan-name"
_LETTER = "[a-z']"
_CLAUSE = re.compile(r"[,;:]\s")


@dataclass(frozen=True, slots=True)
class _RoleRule:
    role: Role
    before: Ending | None
    after: re.Pattern[str] | None
    only: frozenset[str]
    opening: bool
    needs: frozenset[str]


def compile_rule(entry: Entry, key: str = "regex") -> re.Pattern[str]:
    """The regular expression of an entry.

    Args:
        entry: of a rule file.
        key: where it stands in the entry.

    Raises:
        RulesError: it is none.
    """
    try:
        return compiled(entry.fields[key])
    except (KeyError, re.error) as error:
        raise entry.error(f"no usable {key} ({error})", f"give one: {key} = '...'") from None


class PeriodRoles:
    """Tells the roles of expressions and the tense of clauses.

    Args:
        ruleset: the rules.

    Raises:
        RulesError: an entry that cannot be used.
    """

    def __init__(self, ruleset: RuleSet) -> None:
        self._rules = [_role_rule(entry) for entry in ruleset.entries(FILE, "role")]
        self._of_kind: dict[str, list[_RoleRule]] = {}
        self._needed = AhoCorasick(sorted(frozenset().union(*(rule.needs for rule in self._rules))))
        self.gaps = {entry.id: compile_rule(entry) for entry in ruleset.entries(FILE, "gap")}
        self._leads = {e.id: frozenset(e.fields["surfaces"]) for e in ruleset.entries(FILE, "lead")}
        self._verb = _verb_regex(ruleset.entries(FILE, "tense"))
        # The quantities of a sentence ask one after the other, those that change once more in the end.
        self._verbs_of = lru_cache(_REMEMBERED)(self._find_verbs)
        self._clauses_of = lru_cache(_REMEMBERED)(self._clauses)
        self._tense_of = lru_cache(_REMEMBERED)(self._find_tense)

    def roles(self, text: str, offset: int, found: Sequence[TimeExpression]) -> list[Role]:
        """The roles of the expressions of a sentence: of "after those of 1995 and 2007" both are compared.

        Args:
            text: the sentence in lower case.
            offset: where the sentence begins in the document.
            found: its expressions.
        """
        roles: list[Role] = []
        for number, expression in enumerate(found):
            role = self.role(text, offset, expression)
            if (
                role == "free"
                and number
                and roles[-1] == "compare"
                and expression.kind == found[number - 1].kind
            ):
                gap = text[found[number - 1].end - offset : expression.core - offset]
                role = "compare" if self.gaps["coordinated-time"].match(gap) else role
            roles.append(role)
        return roles

    def role(self, text: str, offset: int, expression: TimeExpression) -> Role:
        """The role of an expression in its sentence.

        Args:
            text: the sentence in lower case.
            offset: where the sentence begins in the document.
            expression: one of its expressions.
        """
        plain = self._plain_role(text, offset, expression)
        if plain is not None:
            return plain
        start, end = expression.start - offset, expression.end - offset
        first = max(0, start - _WIDTH)
        core = expression.core - offset
        before = text[first:core]
        shorter = None if core == start else text[first:start]  # without the preposition
        after = text[end : end + _WIDTH]
        present = frozenset(self._needed.find_matches_as_strings(before, overlapping=True))
        never = self._never(text, offset, expression)
        for rule in self._rules_of(expression.kind):
            if rule.role in never or (rule.needs and rule.needs.isdisjoint(present)):
                continue
            if rule.opening and (_is_about(expression) or not self._opens(text[:start])):
                continue
            if rule.after is not None and not rule.after.match(after):
                continue
            if rule.before is None or rule.before.search(before):
                return rule.role
            if shorter is not None and rule.before.search(shorter):
                return rule.role
        return "free"

    def _rules_of(self, kind: str) -> list[_RoleRule]:
        """The rules for expressions of a kind."""
        if kind not in self._of_kind:
            self._of_kind[kind] = [rule for rule in self._rules if not rule.only or kind in rule.only]
        return self._of_kind[kind]

    def _never(self, text: str, offset: int, expression: TimeExpression) -> list[Role]:
        """The roles that a time never has, whatever stands around it."""
        never: list[Role] = ["report"] if expression.cue in _NO_REPORT else []
        core, end = expression.core - offset, expression.end - offset
        spans = expression.cue == "from" and self.gaps["spans"].search(text, core, end)
        if spans or expression.fields.weekday is not None:  # "fell 4.7 percent on Tuesday"
            never.append("compare")
        return never

    def _opens(self, before: str) -> bool:
        """Whether a time opens its sentence: "On Thursday, …", "At a meeting on Thursday, …"."""
        if any(character.isdigit() for character in before):
            return (
                self.gaps["opening"].match(before) is not None
            )  # "In Assam 20 people died last week, he said"
        return any(self.gaps[gap].match(before) for gap in ("opening", "leading-phrase"))

    def tense(self, text: str, start: int, end: int) -> Tense | None:
        """The tense of the clause around a quantity: of the last verb before it, else of the first after it.

        Args:
            text: the sentence in lower case.
            start: where the quantity begins in it.
            end: where it ends.
        """
        return self._tense_of(text, start, end)

    def _find_tense(self, text: str, start: int, end: int) -> Tense | None:
        commas, verbs, main = self._clauses_of(text)
        first = commas[max(0, bisect_left(commas, start) - 1)]
        last = commas[bisect_left(commas, max(end, 1))]
        clause = [verb for verb in verbs if first <= verb[0] < last]
        return _nearest(clause, start, end) or _nearest(main, start, end) or _nearest(verbs, start, end)

    def _clauses(self, text: str) -> tuple[list[int], Verbs, Verbs]:
        """Where the clauses of a sentence begin, its verbs but those behind "than", those of no "which"."""
        commas = [0, *(match.start() for match in _CLAUSE.finditer(text)), len(text)]
        than, relative = self.gaps["than-verb"], self.gaps["relative"]
        verbs = [v for v in self.verbs(text) if not than.search(text, max(0, v[0] - _PRONOUN), v[0])]
        # "200,000 households, which is 4 percent, have left": that of the main verb
        main = [verb for verb in verbs if not relative.search(text, max(0, verb[0] - _ASIDE), verb[0])]
        return commas, verbs, main

    def verbs(self, text: str) -> Verbs:
        """Where the verbs of a sentence begin, and their tenses.

        Args:
            text: the sentence in lower case.
        """
        return self._verbs_of(text)

    def _find_verbs(self, text: str) -> Verbs:
        found: Verbs = []
        for verb in self._verb.finditer(text):
            tense, start = _TENSES[verb.lastgroup], verb.start()
            if tense == "present" and found and found[-1][1] == "future":
                # "will open 160 clinics and spend 17 million": an infinitive, unlike "and spends"
                is_joined = self.gaps["joined-verb"].search(text[:start])
                is_base = not self.gaps["third-person"].search(verb[0])
                tense = "future" if is_joined and is_base else tense
            elif tense == "past" and found and found[-1][1] == "perfect":
                # "has hit 300 people and forced 60 to leave": a participle, unlike "and fell to 60"
                is_joined = self.gaps["joined-verb"].search(text[:start])
                is_joined = is_joined and self.gaps["participle"].fullmatch(verb[0])
                tense = "perfect" if is_joined else tense
            found.append((start, tense))
        return found

    def is_state(self, expression: TimeExpression) -> bool:
        """Whether a time is the day of a state: "as of May 26", unlike "by May 26"."""
        return self.gaps["state"].match(expression.lead) is not None

    def _is_plan_time(self, text: str, offset: int, expression: TimeExpression) -> bool:
        """Whether the name of a plan says when: "during the 13th Five-Year Plan", "in the years of …"."""
        if expression.lead in self._leads["plan"]:
            return True
        before = text[: expression.core - offset][-_WIDTH:]
        return self.gaps["plan-span"].search(before) is not None

    def _plain_role(self, text: str, offset: int, expression: TimeExpression) -> Role | None:
        """The role that an expression has by itself, wherever it stands; None where the context decides."""
        fields = expression.fields
        if expression.kind in _NO_TIME_KINDS or fields.name in _NO_TIME_NAMES:
            return "none"
        if (
            expression.kind == "duration"
            and fields.away not in _GOVERNING_DURATIONS
            and fields.name not in _TOLD_DURATIONS
        ):
            return "tight" if fields.away == "within" and fields.unit not in _HOURS else "none"
        if expression.rule == _PLAN_NAME:
            return None if self._is_plan_time(text, offset, expression) else "none"
        return self._role_by_cue(text, offset, expression)

    def _role_by_cue(self, text: str, offset: int, expression: TimeExpression) -> Role | None:
        """The same by the preposition."""
        fields = expression.fields
        if fields.name == "that_unit" and fields.unit == "day":
            return "free"  # "The two lines opened on that day brought it 46 trains"
        opens = expression.cue == "in" and self.gaps["opening"].match(text[: expression.start - offset])
        if expression.cue == "compare" or (fields.name in _COMPARED and not opens):
            return "compare"
        is_anchored = fields.anchor == "discourse" or fields.away == "earlier"
        spans = fields.weekday is not None and self.gaps["day-span"].match(text, expression.end - offset)
        goes_on = expression.cue == "from" and self.gaps["on-from"].match(text, expression.end - offset)
        if expression.kind == "relative" and (
            (expression.cue == "from" and not spans and not goes_on and fields.name != "those_years")
            or (is_anchored and expression.lead in self._leads["against"])
        ):
            return "compare"
        return None

    def merge_adjacent(
        self, text: str, offset: int, expressions: Sequence[TimeExpression], roles: Mapping[int, Role]
    ) -> list[tuple[TimeExpression, ...]]:
        """Expressions that name one time: "this year by Nov. 15", "from September 2016 to the end of 2019".

        Args:
            text: the sentence in lower case.
            offset: where it begins.
            expressions: its expressions.
            roles: the roles of those that count, by the identity of the expression.
        """
        groups: list[tuple[TimeExpression, ...]] = []
        for expression in expressions:
            role = roles.get(id(expression))
            if role is None:
                continue
            last = groups[-1][-1] if groups else None
            if (
                last is not None
                and "compare" not in (role, roles[id(last)])
                and self._joined(text, offset, last, expression)
            ):
                groups[-1] = (*groups[-1], expression)
            else:
                groups.append((expression,))
        return groups

    def _joined(self, text: str, offset: int, first: TimeExpression, second: TimeExpression) -> bool:
        gap = text[first.end - offset : second.start - offset]
        is_range = first.cue == "from" and (first.fields.last is None or first.rule == SLASHED)
        days = first.fields.weekday is not None and second.fields.weekday is not None
        if days and self.gaps["day-pair"].match(gap):
            return True
        if not gap.strip() and second.cue is None and _says_year(first) and _says_year(second):
            return False  # "Approved 8 September 2005 2005 - 2012 Budget 40 million"
        return not gap.strip() or (is_range and self.gaps["range"].match(gap) is not None)


def _says_year(expression: TimeExpression) -> bool:
    return expression.fields.first.year is not None


def _is_about(expression: TimeExpression) -> bool:
    """Whether a time is what is spoken of, not when: "For this year, the mayor said, the aim is …"."""
    fields = expression.fields
    return expression.cue in _ABOUT or (fields.unit == "year" and (fields.unit_offset or 0) >= 0)


def _role_rule(entry: Entry) -> _RoleRule:
    regex = compile_rule(entry)
    is_before = entry.fields.get("side") == "before"
    behind = compile_rule(entry, "behind") if "behind" in entry.fields else None
    return _RoleRule(
        entry.fields["role"],
        Ending(regex.pattern) if is_before else None,
        behind if is_before else regex,
        frozenset(entry.fields.get("only", ())),
        bool(entry.fields.get("opening")),
        frozenset(entry.fields.get("needs", ())),
    )


def _verb_regex(entries: Iterable[Entry]) -> re.Pattern[str]:
    """One expression for the verbs of all tenses, its groups named by them; the first in the file wins."""
    for entry in entries:
        compile_rule(entry)
        if entry.id not in get_args(Tense):
            raise entry.error("no such tense", f"name it {', '.join(get_args(Tense))}")
    branches = (f"(?P<{entry.id}>{entry.fields['regex']})" for entry in entries)
    return compiled(rf"\b(?={_LETTER})(?:{'|'.join(branches)})")


def _nearest(verbs: Sequence[tuple[int, Tense]], start: int, end: int) -> Tense | None:
    """The tense of the last verb before a stretch, else of the first after it."""
    before = [tense for position, tense in verbs if position < start]
    after = [tense for position, tense in verbs if position >= end]
    return before[-1] if before else (after[0] if after else None)
