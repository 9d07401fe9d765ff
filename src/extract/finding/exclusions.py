"""Numbers that are no facts, by the patterns of rules/en/exclusions.toml."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence

from extract.frozen import record
from extract.rules.endings import Ending
from extract.rules.expressions import compiled
from extract.rules.loading import Entry, RuleSet

Pattern = re.Pattern[str]

STAGES = ("early", "signed", "duration", "fraction", "bare", "last")
_LOOK_BEHIND = 60
_ADDRESS = re.compile(r"(?:https?://|www\.)\S+")
_LOOK_AHEAD = 40
# What matches these as well ("in", before a capital) tells a number in its sentence from no other.
_PLAIN_BEFORE, _PLAIN_AFTER = "xxxx ", " xxxx xxxx"
# Numbers of the shapes that the patterns tell apart (years, months, tens, decimals, long ones).
_SHAPES = (
    *map(str, range(13)),
    *("00", "02", "16", "40", "100", "720", "0128", "1650", "2011", "2020", "12345", "1234567"),
    *("1,000", "10,000", "1,234,567", "0.5", "1.5", "7.80", "12.5", "48.7", "73.122"),
)
# So many numbers stay known from article to article.
_KEPT_NUMBERS = 10_000


@record(frozen=True, slots=True)
class Blocked:
    """A stretch whose numbers are no quantities: a date, a programme's name.

    Attributes:
        start, end: the stretch.
        reason: what goes into `rejections.reason`.
        rule: id of the rule that found it.
    """

    start: int
    end: int
    reason: str
    rule: str


@record(frozen=True, slots=True)
class Exclusion:
    """One pattern; all parts that are given must hold, and no `unless` part may.

    Attributes:
        rule: id of its rule.
        reason: what goes into `rejections.reason`.
        before, after, itself: patterns that must match before, behind and on the number.
        unless_before, unless_after: patterns that must not.
    """

    rule: str
    reason: str
    before: Ending | None
    after: Pattern | None
    itself: Pattern | None
    unless_before: Ending | None
    unless_after: Pattern | None

    def may_be(self, number: str) -> bool:
        """Whether the number itself is one that the pattern speaks of."""
        return self.itself is None or self.itself.fullmatch(number) is not None

    def holds_around(self, before: str, after: str) -> bool:
        """Whether such a number is none, given what stands before and behind it."""
        if self.after and not self.after.match(after):
            return False
        if self.before and not self.before.search(before):
            return False
        if self.unless_after and self.unless_after.match(after):
            return False
        return not (self.unless_before and self.unless_before.search(before))


class _Candidates:
    """Exclusions, and one pattern for what may stand before a number, one for behind it.

    Most numbers have none of either around them: two tests then do for a dozen exclusions.

    Args:
        exclusions: those that may hold for a number, in the order of their rules.
    """

    def __init__(self, exclusions: Sequence[Exclusion]) -> None:
        self._exclusions = tuple(exclusions)
        ahead = {e.rule: e.before for e in exclusions if e.before and not e.before.search(_PLAIN_BEFORE)}
        behind = {e.rule: e.after for e in exclusions if e.after and not e.after.match(_PLAIN_AFTER)}
        self._before = Ending("|".join(map(_inline, ahead.values())) or "(?!)$")
        self._after = compiled("|".join(map(_inline, behind.values())) or "(?!)")
        self._around = {
            (is_before, is_after): tuple(
                e
                for e in exclusions
                if (is_before or e.rule not in ahead) and (is_after or e.rule not in behind)
            )
            for is_before in (False, True)
            for is_after in (False, True)
        }

    def around(self, before: str, after: str) -> tuple[Exclusion, ...]:
        """Those that may hold for what stands before and behind the number."""
        return self._around[bool(self._before.search(before)), bool(self._after.match(after))]


class Stage:
    """The exclusions of a stage, by the numbers that they speak of.

    Few of sixty speak of "three", and texts tell of the same small numbers over and over.

    Args:
        exclusions: those of the stage, in the order of their rules.
        usual: numbers that most texts tell of: what they need is made here and not while reading, so that
            it is kept between runs.

    Attributes:
        exclusions: all of them.
    """

    def __init__(self, exclusions: Sequence[Exclusion], usual: Iterable[str]) -> None:
        self.exclusions = tuple(exclusions)
        self._of_rules: dict[tuple[str, ...], _Candidates] = {}
        self._of_numbers: dict[str, _Candidates] = {}
        for number in usual:
            self._of(number)

    def candidates(self, before: str, number: str, after: str) -> tuple[Exclusion, ...]:
        """Those that may hold for a number and what stands before and behind it."""
        known = self._of_numbers.get(number)
        return (known or self._of(number)).around(before, after)

    def _of(self, number: str) -> _Candidates:
        """The exclusions that speak of a number, kept: many numbers share them."""
        speaking = [exclusion for exclusion in self.exclusions if exclusion.may_be(number)]
        rules = tuple(exclusion.rule for exclusion in speaking)
        if rules not in self._of_rules:
            self._of_rules[rules] = _Candidates(speaking)
        if len(self._of_numbers) > _KEPT_NUMBERS:
            self._of_numbers.clear()
        self._of_numbers[number] = self._of_rules[rules]
        return self._of_rules[rules]


Exclusions = Mapping[str, Stage]


def load_exclusions(ruleset: RuleSet, words: Collection[str] = ()) -> Exclusions:
    """Compile rules/en/exclusions.toml, by stage.

    Args:
        ruleset: the rules.
        words: words that are numbers, "three", for which all is made ready, as for numbers in digits.

    Raises:
        RulesError: an unknown stage, a pattern that is none, an entry without patterns.
    """
    entries = ruleset.entries("en/exclusions.toml", "exclusion")
    stages: dict[str, list[Exclusion]] = {stage: [] for stage in STAGES}
    for entry in entries:
        stage = entry.fields.get("stage")
        if stage not in stages:
            raise entry.error(f"stage {stage!r}", f"use one of {', '.join(STAGES)}")
        stages[stage].append(_compile(entry))
    usual = (*_SHAPES, *words, *map(str.capitalize, words))
    return {stage: Stage(found, usual) for stage, found in stages.items()}


def _compile(entry: Entry) -> Exclusion:
    parts = ("before", "after", "is", "unless_before", "unless_after")
    if not any(entry.fields.get(part) for part in parts):
        raise entry.error("no pattern", "give at least one of before, after, is")
    after, itself, unless_after = (_pattern(entry, part) for part in ("after", "is", "unless_after"))
    before, unless_before = (_ending(entry, part) for part in ("before", "unless_before"))
    rule = f"exclusion.{entry.id}"
    return Exclusion(rule, entry.fields["reason"], before, after, itself, unless_before, unless_after)


def _inline(pattern: Pattern | Ending) -> str:
    """A pattern as a part of another one, with its own flag."""
    return f"(?i:{pattern.pattern})" if pattern.flags & re.IGNORECASE else f"(?:{pattern.pattern})"


def _ending(entry: Entry, part: str) -> Ending | None:
    pattern = _pattern(entry, part)
    if pattern is None:
        return None
    if not pattern.pattern.endswith("$"):
        raise entry.error(f"{part} does not end in $", "let it end where the number begins")
    return Ending(pattern.pattern, pattern.flags)


def _pattern(entry: Entry, part: str) -> Pattern | None:
    source = entry.fields.get(part)
    if source is None:
        return None
    flags = re.NOFLAG if entry.fields.get("case") else re.IGNORECASE
    try:
        # A blank in a pattern stands for any white space: lines may break inside an expression.
        return compiled(source.replace(" ", r"\s"), flags)
    except re.error as error:
        raise entry.error(f"{part} is no regular expression ({error})", "mend the pattern") from None


def find_exclusion(
    exclusions: Exclusions, stage: str, view: str, bounds: tuple[int, int], span: tuple[int, int]
) -> Exclusion | None:
    """The first pattern of a stage that says that a number of a sentence is no fact.

    Args:
        exclusions: the patterns by stage.
        stage: which of them.
        view: the clean view.
        bounds: the sentence.
        span: the number.
    """
    start, end = span
    before = view[max(bounds[0], start - _LOOK_BEHIND) : start]
    number, after = view[start:end], view[end : min(bounds[1], end + _LOOK_AHEAD)]
    for exclusion in exclusions[stage].candidates(before, number, after):
        if exclusion.holds_around(before, after):
            return exclusion
    return None


def find_addresses(view: str) -> list[Blocked]:
    """The web addresses of an article: the 20 of "a%20b" is no percentage."""
    if "://" not in view and "www." not in view:
        return []
    return [
        Blocked(m.start(), m.end(), "identifier", "exclusion.web_address") for m in _ADDRESS.finditer(view)
    ]


def find_blocking(start: int, end: int, blocked: Sequence[Blocked]) -> Blocked | None:
    """The stretch that a number from ``start`` to ``end`` lies in, wholly or in part."""
    for stretch in blocked:
        if stretch.start < end and start < stretch.end:
            return stretch
    return None
