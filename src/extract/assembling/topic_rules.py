"""The rules of topics.toml, compiled: patterns, templates, what is cut from a phrase."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import get_args

from extract.assembling.code_classes import count_classes
from extract.assembling.lexicon import AMOUNT, Lexicon
from extract.assembling.needed_codes import Needs, find_needs
from extract.records import Kind
from extract.rules.loading import Entry, RuleSet

RULES_FILE = "en/topics.toml"
SCOPES = ("clause", "left", "right", "sentence")
OPTIONAL_FORMS = frozenset({"optional", "participle"})
INHERITED = frozenset({"previous", "same", "alike", "aligned", "kindred"})
_PATTERNS = ("topic", "extend", "cut")
_FIELD = re.compile(r"\{(\w+)(?::(\w+))?\}$")


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of a template: a literal word, or a field with the form it is put in."""

    literal: str = ""
    field: str = ""
    form: str = ""


@dataclass(frozen=True, slots=True)
class Cut:
    """What goes from a phrase.

    Attributes:
        pattern: where it stands; the group ``cut`` goes, else all of the match.
        leading: whether it goes only from the phrase that the topic begins with: "the" from "the bridge",
            not from "length of the bridge".
        needed: codes of which one must be there; None: no such codes.
    """

    pattern: re.Pattern[str]
    leading: bool
    needed: frozenset[str] | None


@dataclass(frozen=True, slots=True)
class TopicRule:
    """A way in which a sentence tells what a quantity counts or measures.

    Attributes:
        id: its id in topics.toml.
        kinds: the kinds of quantity that it holds for.
        pattern: what the codes around the quantity must look like.
        needs: codes that must be there for the pattern to match.
        anchored: whether the match can begin nowhere but at the quantity.
        template: what the topic is put together from.
        left, right: whether the pattern may look beyond the clause on that side.
        units: the only units of measures that it holds for; empty: any.
        only: a class that the count's noun must belong to, no other word beside it; empty: any.
        head: a class that the last word of the count's noun must belong to; empty: any.
        quote: a class that the quantity itself must be a word of ("doubled"); empty: any.
        bare: whether it holds only for a count that names no noun ("the population fell by 290,000").
        rate: whether it holds only for an amount that is stated per something ("3 yuan a kilogram").
        pers: what it must be stated per ("900 yuan a month"); empty: anything.
    """

    id: str
    kinds: frozenset[str]
    pattern: re.Pattern[str]
    needs: Needs
    anchored: bool
    template: tuple[Part, ...]
    left: bool
    right: bool
    units: frozenset[str]
    only: str
    head: str
    quote: str
    bare: bool
    rate: bool
    pers: frozenset[str]


@dataclass(frozen=True, slots=True)
class Extension:
    """What else a sentence tells of a topic that is too short to tell it from others: whose, by whom.

    Attributes:
        rule: what the codes around the quantity must look like, and the words that are added.
        of: ids of the topic rules that it extends.
        longest: the most words that the topic may have.
    """

    rule: TopicRule
    of: frozenset[str]
    longest: int


def compile_extensions(ruleset: RuleSet, lexicon: Lexicon) -> list[Extension]:
    """The extensions, in the order of the file.

    Raises:
        RulesError: as for topics; a topic rule that there is not.
    """
    phrases = compile_phrases(ruleset)
    known = {entry.id for entry in ruleset.entries(RULES_FILE, "topic")}
    found = []
    for entry in ruleset.entries(RULES_FILE, "extend"):
        of = frozenset(entry.fields["of"])
        if not of <= known:
            raise entry.error(f"no topics {sorted(of - known)}", "name ids of [[topic]]")
        rule = _compile_rule(entry, lexicon, phrases)
        found.append(Extension(rule, of, int(entry.fields["longest"])))
    return found


def compile_rules(ruleset: RuleSet, lexicon: Lexicon) -> list[TopicRule]:
    """The rules, in the order of the file.

    Raises:
        RulesError: a rule with an unknown kind, class, group or scope.
    """
    phrases = compile_phrases(ruleset)
    return [_compile_rule(entry, lexicon, phrases) for entry in ruleset.entries(RULES_FILE, "topic")]


def compile_cuts(ruleset: RuleSet, lexicon: Lexicon) -> list[Cut]:
    """What does not belong to a topic, in the order of the file."""
    phrases = compile_phrases(ruleset)
    cuts = []
    for entry in ruleset.entries(RULES_FILE, "cut"):
        pattern = compile_pattern(entry, lexicon, phrases)
        needed = min(find_needs(pattern.pattern).anywhere, key=len, default=None)
        cuts.append(Cut(pattern, bool(entry.fields.get("leading", False)), needed))
    return cuts


def compile_dimensions(ruleset: RuleSet) -> Mapping[str, str]:
    """By unit, the noun of what it measures: "length" for meters."""
    return {
        unit: str(entry.fields["words"])
        for entry in ruleset.entries(RULES_FILE, "dimension")
        for unit in entry.fields["units"]
    }


def compile_defaults(ruleset: RuleSet) -> Mapping[str, str]:
    """By kind, the noun of a count that names none ("almost 50,000 have been transferred")."""
    return {entry.id: str(entry.fields["words"]) for entry in ruleset.entries(RULES_FILE, "default")}


def compile_phrases(ruleset: RuleSet) -> Mapping[str, str]:
    """The named sub-patterns."""
    return {entry.id: str(entry.fields["pattern"]) for entry in ruleset.entries(RULES_FILE, "phrase")}


def class_uses(ruleset: RuleSet) -> Mapping[str, int]:
    """How often the patterns name each class expression."""
    entries = (entry for table in _PATTERNS for entry in ruleset.entries(RULES_FILE, table))
    return count_classes(
        [str(entry.fields.get("pattern", "")) for entry in entries], compile_phrases(ruleset)
    )


def compile_pattern(entry: Entry, lexicon: Lexicon, phrases: Mapping[str, str]) -> re.Pattern[str]:
    """The pattern of an entry.

    Raises:
        RulesError: it is no string, names an unknown class, or is no regular expression.
    """
    pattern = entry.fields.get("pattern")
    if not isinstance(pattern, str):
        raise entry.error("no pattern", 'add pattern = "..."')
    try:
        return lexicon.compile(pattern, phrases)
    except KeyError as error:
        raise entry.error(
            f"no word has the class {error.args[0]!r}", "see words.toml for the classes"
        ) from None
    except re.error as error:
        raise entry.error(f"broken pattern: {error}", "mend the expression") from None


def _compile_rule(entry: Entry, lexicon: Lexicon, phrases: Mapping[str, str]) -> TopicRule:
    pattern = compile_pattern(entry, lexicon, phrases)
    kinds = frozenset(entry.fields.get("kinds", get_args(Kind)))
    if not kinds <= set(get_args(Kind)):
        raise entry.error(f"kinds {sorted(kinds)}", f"use some of {', '.join(get_args(Kind))}")
    scope = entry.fields.get("scope", "clause")
    if scope not in SCOPES:
        raise entry.error(f"scope {scope!r}", f"use one of {', '.join(SCOPES)}")
    template = tuple(_parse_part(word) for word in str(entry.fields.get("topic", "{topic}")).split())
    known = {*pattern.groupindex, "noun", "own", "heading", "dimension", *INHERITED}
    unknown = {part.field for part in template if part.field} - known
    if unknown:
        raise entry.error(f"the topic names {sorted(unknown)}", f"use the groups {sorted(known)}")
    return TopicRule(
        id=entry.id,
        kinds=kinds,
        pattern=pattern,
        needs=find_needs(pattern.pattern),
        anchored=pattern.pattern.startswith(AMOUNT),
        template=template,
        left=scope in {"left", "sentence"},
        right=scope in {"right", "sentence"},
        units=frozenset(entry.fields.get("units", ())),
        only=str(entry.fields.get("only", "")),
        head=str(entry.fields.get("head", "")),
        quote=str(entry.fields.get("quote", "")),
        bare=bool(entry.fields.get("bare", False)),
        rate=bool(entry.fields.get("rate", False)),
        pers=frozenset(entry.fields.get("pers", ())),
    )


def _parse_part(word: str) -> Part:
    match = _FIELD.match(word)
    return Part(literal=word) if match is None else Part(field=match.group(1), form=match.group(2) or "")
