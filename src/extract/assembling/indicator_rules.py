"""The rules of indicators.toml, compiled."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import get_args

from extract.assembling.needed_words import AnyOf, NeededWords
from extract.errors import RulesError
from extract.records import Kind, Quantity
from extract.rules.expressions import compiled
from extract.rules.loading import Entry, RuleSet

RULES_FILE = "en/indicators.toml"
_ATOM = re.compile(r"\{([a-z_]+)\}")
UNIT_KINDS = frozenset({"count", "measure"})
"""The kinds of quantity that are told apart by their units."""
NUMBER_MARK = "#"
PLACE_MARK = "@"
PADDING = "~"
_MARK = re.compile(f"[{NUMBER_MARK}{PLACE_MARK}]")
"""Fills the place of a number behind its mark, so that offsets stay right."""


@dataclass(frozen=True, slots=True)
class IndicatorRule:
    """An indicator and how to know it.

    Attributes:
        id: the value of the column.
        kinds: the kinds of quantity that can be one.
        clause_kinds: the kinds that the clause alone can tell of.
        decides_kinds: the kinds that ``decides`` is tried for.
        sentence_kinds: the kinds that ``sentence`` is tried for.
        units: the units that counts and measures of it have; empty: any.
        any_unit: what in the clause tells of it whatever is counted ("employs # riggers").
        not_per: a quantity for each of these is none ("120 yuan a day" is a wage, no public funds), unless
            it has a bound for usual sums and reaches it ("450 million shillings a month").
        cues: one of these must stand in topic or clause; empty: nothing need.
        decides: what in the clause decides whatever the topic is.
        topic, clause: what must be found in the topic or else in the clause; None: nothing is.
        clause_onwards: those expressions of the clause that begin with the number.
        share_clause: what in the clause tells of a share, rate or multiple of it.
        share_decides: what decides for one of those whatever the topic is.
        large, large_clause: what in the clause tells of it where the number is at least so large.
        placed: what in the clause tells of it where place mentions are marks ("@ grew by #").
        not_placed: what speaks against it there, whatever tells of it.
        not_topic, not_clause: what must not.
        weak_topic: what in the topic tells of it where no clause tells of another.
        never: what in the clause speaks against it, whatever tells of it.
        never_topic: the same in the topic.
        usual_from, usual_to: the sums that are usual for it; 0: no bound.
        unusual: what must stand around another sum ("pays 640 pounds in rent" are no public funds).
        sentence, not_sentence: what must and must not stand around where nothing else tells an indicator.
    """

    id: str
    kinds: frozenset[str]
    clause_kinds: frozenset[str]
    decides_kinds: frozenset[str]
    sentence_kinds: frozenset[str]
    units: frozenset[str]
    any_unit: AnyOf | None
    not_per: frozenset[str]
    cues: tuple[str, ...]
    decides: AnyOf | None
    topic: AnyOf | None
    clause: AnyOf | None
    clause_onwards: AnyOf | None
    share_clause: AnyOf | None
    share_decides: AnyOf | None
    large: float
    large_clause: AnyOf | None
    placed: AnyOf | None
    not_placed: AnyOf | None
    not_topic: AnyOf | None
    not_clause: AnyOf | None
    weak_topic: AnyOf | None
    never: AnyOf | None
    never_topic: AnyOf | None
    usual_from: float
    usual_to: float
    unusual: AnyOf | None
    sentence: AnyOf | None
    not_sentence: AnyOf | None

    def telling(self) -> int:
        """The bits of all expressions that can tell of it."""
        told = (self.decides, self.topic, self.clause, self.clause_onwards, self.share_clause)
        more = (self.share_decides, self.large_clause, self.placed, self.weak_topic, self.sentence)
        bits = 0
        for one in (*told, *more):
            bits |= 0 if one is None else one.bits
        return bits

    def has_unit(self, quantity: Quantity) -> bool:
        """Whether a quantity has a unit of it; of other kinds than counts and measures all have."""
        return not self.units or quantity.kind not in UNIT_KINDS or quantity.unit in self.units

    def bars_denominator(self, quantity: Quantity) -> bool:
        """Whether a quantity for each of what it is for is none of the indicator."""
        large = self.usual_from and float(quantity.value_low) >= self.usual_from
        return quantity.per in self.not_per and not large

    def allows_sum(self, quantity: Quantity, around: str, possible: int) -> bool:
        """Whether a sum is of a usual size, or the words around it say that it is one all the same."""
        if self.unusual is None or quantity.kind != "money":
            return True
        value = float(quantity.value_low)
        if self.usual_from <= value and (not self.usual_to or value <= self.usual_to):
            return True
        return self.unusual.search(around, possible) is not None


@dataclass(frozen=True, slots=True)
class Counterpart:
    """The indicator of a bracketed quantity of another kind: people after a poverty rate.

    Attributes:
        id: its id in indicators.toml.
        of: indicator of the quantity before the bracket.
        kind: kind of the quantity in the bracket.
        indicator: what it is then.
        between: what stands between the two where there is no bracket; None: only brackets count.
        behind: what stands behind the second then; None: whatever does.
    """

    id: str
    of: str
    kind: str
    indicator: str
    between: re.Pattern[str] | None
    behind: re.Pattern[str] | None


@dataclass(frozen=True, slots=True)
class Lean:
    """Words by which a quantity goes on with the indicator of an earlier one.

    Attributes:
        id: its id in indicators.toml.
        pattern: over what stands around the number, which is a mark.
        of: the only indicators that are gone on with; empty: those of quantities of the same kind.
        indicator: what it is then; None: the same.
    """

    id: str
    pattern: AnyOf
    of: frozenset[str]
    indicator: str | None = None


@dataclass(frozen=True, slots=True)
class Theme:
    """What a quantity is where nothing tells it, in a section that tells mostly of some indicators.

    Attributes:
        id: its id in indicators.toml.
        of: those indicators.
        share: how much of all that was told before must be of them, at least.
        kind: the kind of the quantity.
        large: its number, at least.
        indicator: what it is then.
        clause: what the clause must hold.
        not_sentence: what must not stand around in the sentence.
    """

    id: str
    of: frozenset[str]
    share: float
    kind: str
    large: float
    indicator: str
    clause: AnyOf
    not_sentence: AnyOf | None


def compile_indicators(ruleset: RuleSet, words: NeededWords | None = None) -> list[IndicatorRule]:
    """The indicators, those of the user's folders first, else in the order of the file.

    Args:
        ruleset: where they are read from.
        words: what tells which of their expressions can match.

    Raises:
        RulesError: an unknown kind, a broken expression, an indicator that nothing can find.
    """
    entries = ruleset.entries(RULES_FILE, "indicator")
    builtin = ruleset.files(RULES_FILE)[0]
    own = [entry for entry in entries if entry.file != builtin]
    read = _Expressions(ruleset, words or NeededWords())
    return [_compile(entry, read) for entry in own + [entry for entry in entries if entry.file == builtin]]


def compile_counterparts(ruleset: RuleSet) -> list[Counterpart]:
    """The counterparts.

    Raises:
        RulesError: an entry that lacks a field.
    """
    found, read = [], _Expressions(ruleset)
    for entry in ruleset.entries(RULES_FILE, "counterpart"):
        missing = {"of", "kind"} - set(entry.fields)
        if missing:
            raise entry.error(f"no {', '.join(sorted(missing))}", "add it")
        between, behind = read.pattern(entry, "between"), read.pattern(entry, "behind")
        for of in _strings(entry, "of"):
            # Without an indicator of its own it is the same: people relocated, and the share of them.
            indicator = entry.fields.get("indicator", of)
            found.append(Counterpart(entry.id, of, entry.fields["kind"], indicator, between, behind))
    return found


def compile_leans(ruleset: RuleSet, table: str, words: NeededWords) -> list[Lean]:
    """How quantities go on with an indicator: ``lean`` within a sentence, ``anaphor`` from one to the next.

    ``rest`` is what goes on with the very last that was told, as another indicator.

    Raises:
        RulesError: a broken expression, an entry without one.
    """
    found, read = [], _Expressions(ruleset, words)
    for entry in ruleset.entries(RULES_FILE, table):
        pattern = read.any_of(entry, "clause")
        if pattern is None:
            raise entry.error("no clause", "add expressions that find it")
        found.append(Lean(entry.id, pattern, frozenset(_strings(entry, "of")), entry.fields.get("indicator")))
    return found


def compile_clauses(ruleset: RuleSet, table: str) -> list[re.Pattern[str]]:
    """The expressions of a table whose entries tell nothing else: ``part``, ``whole``, ``aside``.

    Raises:
        RulesError: a broken expression, an entry without one.
    """
    found, read = [], _Expressions(ruleset)
    for entry in ruleset.entries(RULES_FILE, table):
        pattern = read.pattern(entry, "clause")
        if pattern is None:
            raise entry.error("no clause", "add expressions that find it")
        found.append(pattern)
    return found


def compile_themes(ruleset: RuleSet, words: NeededWords) -> list[Theme]:
    """What articles may tell mostly of.

    Raises:
        RulesError: a broken expression, an entry that lacks a field.
    """
    found, read = [], _Expressions(ruleset, words)
    for entry in ruleset.entries(RULES_FILE, "theme"):
        missing = {"of", "share", "kind", "indicator", "clause"} - set(entry.fields)
        clause = read.any_of(entry, "clause")
        if missing or clause is None:
            raise entry.error(f"no {', '.join(sorted(missing)) or 'clause'}", "add it")
        found.append(
            Theme(
                id=entry.id,
                of=frozenset(_strings(entry, "of")),
                share=_number(entry, "share"),
                kind=str(entry.fields["kind"]),
                large=_number(entry, "large"),
                indicator=str(entry.fields["indicator"]),
                clause=clause,
                not_sentence=read.any_of(entry, "not_sentence"),
            )
        )
    return found


def _compile(entry: Entry, read: _Expressions) -> IndicatorRule:
    kinds = frozenset(_strings(entry, "kinds"))
    if not kinds or not kinds <= set(get_args(Kind)):
        raise entry.error(f"kinds {sorted(kinds)}", f"name some of {', '.join(get_args(Kind))}")
    clause_kinds = frozenset(_strings(entry, "clause_kinds")) or kinds
    rule = IndicatorRule(
        id=entry.id,
        kinds=kinds,
        clause_kinds=clause_kinds,
        decides_kinds=frozenset(_strings(entry, "decides_kinds")) or kinds,
        sentence_kinds=frozenset(_strings(entry, "sentence_kinds")) or clause_kinds,
        units=frozenset(_strings(entry, "units")),
        any_unit=read.any_of(entry, "any_unit"),
        not_per=frozenset(_strings(entry, "not_per")),
        cues=tuple(_strings(entry, "cues")),
        decides=read.any_of(entry, "decides"),
        topic=read.any_of(entry, "topic"),
        clause=read.any_of(entry, "clause", onwards=False),
        clause_onwards=read.any_of(entry, "clause", onwards=True),
        share_clause=read.any_of(entry, "share_clause"),
        share_decides=read.any_of(entry, "share_decides"),
        large=_number(entry, "large"),
        large_clause=read.any_of(entry, "large_clause"),
        placed=read.any_of(entry, "placed"),
        not_placed=read.any_of(entry, "not_placed"),
        not_topic=read.any_of(entry, "not_topic"),
        not_clause=read.any_of(entry, "not_clause"),
        weak_topic=read.any_of(entry, "weak_topic"),
        never=read.any_of(entry, "never"),
        never_topic=read.any_of(entry, "never_topic"),
        usual_from=_number(entry, "usual_from"),
        usual_to=_number(entry, "usual_to"),
        unusual=read.any_of(entry, "unusual"),
        sentence=read.any_of(entry, "sentence"),
        not_sentence=read.any_of(entry, "not_sentence"),
    )
    if (rule.topic or rule.clause or rule.clause_onwards or rule.decides) is None:
        raise entry.error("neither topic nor clause", "add expressions that find it")
    return rule


def _strings(entry: Entry, key: str) -> list[str]:
    value = entry.fields.get(key, [])
    if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
        raise entry.error(f"{key} is {value!r}", f'write {key} = ["...", "..."]')
    return value


def _number(entry: Entry, key: str) -> float:
    value = entry.fields.get(key, 0)
    if not isinstance(value, int | float):
        raise entry.error(f"{key} is {value!r}", f"write {key} = 100000")
    return float(value)


def _atoms(ruleset: RuleSet) -> dict[str, str]:
    """The expressions of the atoms by their ids; one may hold those above it."""
    atoms: dict[str, str] = {}
    for entry in ruleset.entries(RULES_FILE, "atom"):
        atoms[entry.id] = _put_in(entry, str(entry.fields["regex"]), atoms)
    return atoms


def _put_in(entry: Entry, part: str, atoms: Mapping[str, str]) -> str:
    """An expression with its atoms put in: ``# of {crops}``."""
    unknown = [name for name in _ATOM.findall(part) if name not in atoms]
    if unknown:
        raise entry.error(f"unknown atom {unknown[0]!r}", f"use one of {', '.join(sorted(atoms))}")
    return _ATOM.sub(lambda found: atoms[found[1]], part)


class _Expressions:
    """The expressions of entries, their atoms put in.

    Args:
        ruleset: where the atoms are read from.
        words: what tells which of them can match.
    """

    def __init__(self, ruleset: RuleSet, words: NeededWords | None = None) -> None:
        self._atoms = _atoms(ruleset)
        self._words = words or NeededWords()

    def any_of(self, entry: Entry, key: str, *, onwards: bool | None = None) -> AnyOf | None:
        """Those of a field; of those that begin with the number, or of the others, if wanted."""
        parts = self._parts(entry, key)
        wanted = [part for part in parts if onwards is None or _begins_with_number(part) == onwards]
        try:
            return self._words.any_of([_marked(part) for part in wanted]) if wanted else None
        except re.error as error:
            raise _broken(entry, key, parts) or error from None

    def pattern(self, entry: Entry, key: str) -> re.Pattern[str] | None:
        """Those of a field as one."""
        parts = self._parts(entry, key)
        try:
            return compiled("|".join(f"(?:{_marked(part)})" for part in parts)) if parts else None
        except re.error as error:
            raise _broken(entry, key, parts) or error from None

    def _parts(self, entry: Entry, key: str) -> list[str]:
        return [_put_in(entry, part, self._atoms) for part in _strings(entry, key)]


def _marked(part: str) -> str:
    """An expression that finds the marks of numbers and places with what fills their place."""
    return _MARK.sub(rf"\g<0>{PADDING}*+", part)


def _broken(entry: Entry, key: str, parts: list[str]) -> RulesError | None:
    """Which of the expressions of a field is broken."""
    for part in parts:
        try:
            re.compile(part)
        except re.error as error:
            return entry.error(f"broken expression in {key}: {part!r}: {error}", "mend it")
    return None


def _begins_with_number(expression: str) -> bool:
    return expression.startswith(NUMBER_MARK) and "|" not in re.sub(
        r"\((?:[^()]|\([^()]*\))*\)", "", expression
    )
