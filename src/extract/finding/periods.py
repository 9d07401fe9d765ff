"""Find expressions of time: years, dates, parts of years, relative times, durations that say when.

Numbers inside them are no facts ("in 2019", "over the last five years", "10:53"); what they
say is resolved to a period and linked to the facts by the linking stage.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from ahocorasick_rs import AhoCorasick

from extract.finding.period_fields import Fields, read_fields
from extract.finding.period_patterns import FILE, Grammar, Pattern, longest_first
from extract.finding.period_years import YearContext
from extract.finding.surfaces import lower_in_place
from extract.frozen import record
from extract.rules.endings import Ending
from extract.rules.loading import RuleSet
from extract.rules.trees import prefix_tree

# How far before an expression its preposition may begin: "towards the end of the year 2012".
_LEAD_WIDTH = 56
# A word begins here: not inside a word (Chinese characters stand unseparated), a number or an amount.
_WORD_START = r"(?<![^\W\u4e00-\u9fff])(?<!\d[.,:/])(?<![$€£¥#])"
_SHORT, _YEAR_LENGTH = 2, 4
# What stands in a rule for digits: any, one or two, four that may be a year.
_DIGITS = ("#", "##", "####")
_RUN = re.compile(r"\d+")
# Matches a pattern where a word begins.
_Match = Callable[..., re.Match[str] | None]
_Candidates = list[tuple[_Match, Pattern]]
# For so many first words and sentences it stays known what may begin there.
_KEPT_CANDIDATES = 10_000


@record(frozen=True, slots=True)
class TimeExpression:
    """An expression of time, as found and read.

    Attributes:
        start, end: its offsets; a preposition belongs to it where it changes the meaning ("by 2019").
        kind: year, year_range, date, date_range, month, quarter, half, time_of_day, fiscal_year,
            academic_year, decade, century, plan_period, relative, duration or festival.
        rule: id of the pattern.
        core: where the expression begins without its preposition.
        lead: the words before the core that belong to it, in lower case: "by the end of".
        cue: id of its preposition: in, by, since, from, until, before, after, compare; else None.
        edge: end, early or mid where one is said, else None.
        fields: what the pattern read: see ``Fields``.
    """

    start: int
    end: int
    kind: str
    rule: str
    core: int
    lead: str
    cue: str | None
    edge: str | None
    fields: Fields


class PeriodFinder:
    """Finds time expressions by the patterns of ``en/periods.toml``.

    Args:
        ruleset: the rules.

    Raises:
        RulesError: a rule that cannot be used.
    """

    def __init__(self, ruleset: RuleSet) -> None:
        self._grammar = Grammar(ruleset)
        self._years = YearContext(ruleset, self._grammar)
        self._patterns = self._grammar.patterns
        self._by_word, self._word = self._dispatch()
        self._needs = {pattern.entry.id: self._grammar.needed_words(pattern) for pattern in self._patterns}
        self._needed = AhoCorasick(frozenset[str]().union(*self._needs.values()))
        self._candidates: dict[tuple[str, frozenset[str]], _Candidates] = {}
        self._ambiguous = set(ruleset_surfaces(ruleset, "ambiguous_month"))
        self._cues = {s: e.id for e in ruleset.entries(FILE, "cue") for s in e.fields["surfaces"]}
        self._edges = {s: e.id for e in ruleset.entries(FILE, "edge") for s in e.fields["surfaces"]}
        self._plain = {e.id for e in ruleset.entries(FILE, "cue") if e.fields.get("plain")}
        self._lead = self._lead_regex()
        self._forbidden = self._forbidding_regexes()

    def find(self, view: str, start: int, end: int) -> list[TimeExpression]:
        """The expressions of a sentence or any other stretch of a view, in text order.

        Args:
            view: the document's view, or any text.
            start: where the stretch begins.
            end: where it ends.
        """
        return list(self._iterate(view, start, end))

    def is_year_context(self, view: str, start: int, end: int) -> bool:
        """Whether the bare number of four digits at ``[start, end)`` is a year where it stands."""
        first = max(0, start - _LEAD_WIDTH)
        window = lower_in_place(view[first : end + 2 * _LEAD_WIDTH])
        return self._years.holds(window, start - first, end - first)

    def _iterate(self, view: str, start: int, end: int) -> Iterator[TimeExpression]:
        text = lower_in_place(view[start:end])
        present = frozenset(self._needed.find_matches_as_strings(text, overlapping=True))
        position = 0
        for word in self._word.finditer(text):
            at = word.start()
            if at < position:
                continue
            first = word[0]
            key = first if first in self._by_word else _digits_key(text, at)
            candidates = self._candidates.get((key, present))
            if candidates is None:
                candidates = self._keep_candidates(key, present)
            found = self._first_valid(view, text, start, at, candidates) if candidates else None
            if found is not None:
                yield found
                position = found.end - start

    def _keep_candidates(self, first: str, present: frozenset[str]) -> _Candidates:
        """The patterns that may begin with a word, in sentences with these of the needed words."""
        if len(self._candidates) > _KEPT_CANDIDATES:
            self._candidates.clear()
        able = [
            (match, pattern)
            for match, pattern in self._by_word[first]
            if not (needed := self._needs[pattern.entry.id]) or not needed.isdisjoint(present)
        ]
        self._candidates[first, present] = able
        return able

    def _first_valid(
        self, view: str, text: str, offset: int, at: int, candidates: _Candidates
    ) -> TimeExpression | None:
        for match, pattern in candidates:
            own = match(text, at)
            found = self._build(view, text, offset, pattern, own) if own else None
            if found is not None:
                return found
        return None

    def _dispatch(self) -> tuple[dict[str, _Candidates], re.Pattern[str]]:
        """For each first word the patterns that can begin with it; and what finds such words."""
        firsts = [self._grammar.first_words(pattern) for pattern in self._patterns]
        for first in firsts:
            first.update(_DIGITS if "#" in first else ())
        words = set().union(*firsts, _DIGITS)
        pairs = list(zip(firsts, self._patterns, strict=True))
        by_word = {
            word: [(pattern.regex.match, pattern) for first, pattern in pairs if word in first or not first]
            for word in words
        }
        letters = prefix_tree(words - {*_DIGITS, "'"})
        return by_word, re.compile(_WORD_START + rf"(?:\d|'(?=\d)|{letters}(?![^\W\d_]))")

    def _build(
        self, view: str, text: str, offset: int, pattern: Pattern, match: re.Match[str]
    ) -> TimeExpression | None:
        if self._is_lower_case_month(view, offset, match) or self._is_forbidden(text, pattern, match):
            return None
        lead, cue, edge = self._read_lead(text, match.start())
        if pattern.flag("year_context") and not self._years.holds(text, *match.span("y")):
            return None
        fields = read_fields(self._grammar, pattern, match)
        if fields is None or (cue is None and edge is None and self._needs_cue(pattern, fields)):
            return None
        return TimeExpression(
            offset + self._first_character(match.start(), lead, cue, edge),
            offset + _trimmed_end(text, match),
            pattern.kind,
            pattern.entry.id,
            offset + match.start(),
            " ".join(lead.split()),
            cue,
            edge or fields.edge,
            fields,
        )

    def _first_character(self, core: int, lead: str, cue: str | None, edge: str | None) -> int:
        """Where the expression begins: "by the end of 2019", but "in the late 1970s" without "in"."""
        if cue is not None and cue not in self._plain:
            return core - len(lead)
        if edge is None:
            return core
        words = lead.split(maxsplit=1) if cue is not None else ["", lead]
        return core - len(words[-1])

    def _needs_cue(self, pattern: Pattern, fields: Fields) -> bool:
        if pattern.flag("needs_cue_if_bare"):
            return fields.first.year is None and fields.year_offset is None
        return pattern.flag("needs_cue")

    def _is_lower_case_month(self, view: str, offset: int, match: re.Match[str]) -> bool:
        groups = match.groupdict()
        for group in ("m", "m2"):
            surface = groups.get(group)
            if surface in self._ambiguous and not view[offset + match.start(group)].isupper():
                return True
        return False

    def _is_forbidden(self, text: str, pattern: Pattern, match: re.Match[str]) -> bool:
        before = self._forbidden.get(pattern.entry.id)
        return (
            before is not None and before.search(text[max(0, match.start() - 24) : match.start()]) is not None
        )

    def _forbidding_regexes(self) -> dict[str, Ending]:
        forbidden = {}
        for pattern in self._patterns:
            name = pattern.entry.fields.get("not_after")
            if name is None:
                continue
            if name not in self._grammar.atoms:
                raise pattern.entry.error(f"not_after names no atom: {name!r}", "name an atom of this file")
            forbidden[pattern.entry.id] = Ending(rf"(?<!\w){self._grammar.atoms[name].regex}\s+$")
        return forbidden

    def _lead_regex(self) -> Ending:
        cues, edges = longest_first(self._cues), longest_first(self._edges)
        approx, article, year = (
            self._grammar.atoms[name].regex for name in ("approx", "article", "year_word")
        )
        return Ending(
            rf"(?<!\w)(?:(?P<cue>{cues})\s+)?(?:(?P<approx>{approx})\s+)?(?:(?P<edge>{edges})\s*)?(?:{article}\s+)?(?:{year}\s+)?$"
        )

    def _read_lead(self, text: str, position: int) -> tuple[str, str | None, str | None]:
        window = text[max(0, position - _LEAD_WIDTH) : position]
        match = self._lead.search(window)
        if match is None or not match.group():
            return "", None, None
        cue, approx, edge = (" ".join((match[name] or "").split()) for name in ("cue", "approx", "edge"))
        # "45 million yuan more than last year": the end of "more than" compares.
        compared = self._cues.get(approx) or self._cues.get(approx.rpartition(" ")[2])
        return match.group(), self._cues.get(cue) if cue else compared, self._edges.get(edge)


def ruleset_surfaces(ruleset: RuleSet, atom: str) -> list[str]:
    """The surfaces of an atom of the period rules."""
    return next(list(e.fields["surfaces"]) for e in ruleset.entries(FILE, "atom") if e.id == atom)


def _digits_key(text: str, at: int) -> str:
    """Which digits stand there."""
    run = _RUN.match(text, at)
    length = run.end() - at if run else 0
    if length == _YEAR_LENGTH and text[at] in "12":
        return "####"
    return "##" if length <= _SHORT else "#"


def _trimmed_end(text: str, match: re.Match[str]) -> int:
    """The end without the white space that an optional part left behind."""
    return match.start() + len(text[match.start() : match.end()].rstrip())
