"""The vocabulary of nouns behind numbers: people, plurals, heads that are no facts."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from extract.finding.surfaces import alternation, bounded
from extract.rules.loading import RuleSet

_NOUNS = "en/nouns.toml"
_PEOPLE = "en/people.toml"


@dataclass(frozen=True, slots=True)
class NounLexicon:
    """What rules/en/people.toml and rules/en/nouns.toml say of nouns.

    Attributes:
        people: nouns of people, lower case, with the id of their rule.
        mass: those of them that may head a phrase in the singular too ("20 staff", "300 poor").
        adjectives: those of them that are adjectives too ("Chinese", "poor").
        poor: those of them that stand for people without a noun ("the poor").
        states: those of them that say what became of people and are never quoted ("30 dead").
        people_suffixes: endings that make a noun of people.
        not_people: nouns that end so and are things.
        irregular: singular of irregular plurals.
        zero_plurals: nouns with one form for singular and plural.
        in_millions: things so many that "m" before them is a million ("12m units").
        linking: what may stand between: "1.9m are pensioners".
        not_plural: words in -s that head no plural phrase.
        compounds: heads that say nothing alone, as last word to full compound.
        compound_ends: the last words of those.
        no_fact: reason and rule of heads whose numbers are no facts.
        of_rates: those of them that are percentage points behind a percentage ("0.2 points lower").
        compared_points: what stands behind points that compare two rates ("11 points more than").
        before_rate: what stands between them and a percentage that they move ("3 points to 44 percent").
        collectives: "a family of four".
        pronoun_heads: heads that stand for a noun said before ("340 foreign ones").
        function_words: words that no noun phrase begins or goes on with.
        phrase_enders: those of them that end one right behind a plural.
        coordinators: words that may join a second head.
        divisions: plurals of the parts that a country is divided into ("counties").
    """

    people: Mapping[str, str]
    mass: frozenset[str]
    adjectives: frozenset[str]
    poor: frozenset[str]
    states: frozenset[str]
    people_suffixes: tuple[str, ...]
    not_people: frozenset[str]
    irregular: Mapping[str, str]
    zero_plurals: frozenset[str]
    in_millions: frozenset[str]
    linking: frozenset[str]
    not_plural: frozenset[str]
    compounds: frozenset[str]
    compound_ends: frozenset[str]
    no_fact: Mapping[str, tuple[str, str]]
    of_rates: frozenset[str]
    compared_points: re.Pattern[str]
    before_rate: re.Pattern[str]
    collectives: frozenset[str]
    pronoun_heads: frozenset[str]
    function_words: frozenset[str]
    phrase_enders: frozenset[str]
    coordinators: frozenset[str]
    divisions: frozenset[str]
    of_after: re.Pattern[str]
    of_pronoun_before: re.Pattern[str]
    skip: re.Pattern[str]
    pronoun: re.Pattern[str]
    elliptical: re.Pattern[str]
    number_of: re.Pattern[str]
    population: re.Pattern[str]

    def is_people(self, noun: str) -> bool:
        """Whether a lower-case noun names persons."""
        return noun in self.people or (noun.endswith(self.people_suffixes) and noun not in self.not_people)

    def people_rule(self, noun: str) -> str:
        """The id of the rule by which a noun names persons."""
        return self.people.get(noun, "people_suffix.compound_person")

    def is_plural(self, noun: str) -> bool:
        """Whether a lower-case noun is a plural by its form."""
        if noun in self.irregular or noun in self.zero_plurals:
            return True
        if noun in self.not_plural or len(noun) < 3:
            return False
        return noun.endswith("s") and not noun.endswith(("ss", "us", "is"))


def load_noun_lexicon(ruleset: RuleSet) -> NounLexicon:
    """Compile the nouns.

    Raises:
        RulesError: an entry that cannot be read.
    """

    def words(table: str, key: str = "nouns") -> list[str]:
        return [word for entry in ruleset.entries(_NOUNS, table) for word in entry.fields[key]]

    pairs = [pair.split() for pair in words("irregular", "pairs")]
    return NounLexicon(
        **_people(ruleset),
        irregular=dict(pairs),
        zero_plurals=frozenset(words("zero_plural")),
        in_millions=frozenset(words("in_millions")),
        linking=frozenset(words("in_millions", "linking")),
        not_plural=frozenset(words("uncountable")),
        compounds=frozenset(words("compound_head")),
        compound_ends=frozenset(compound.split()[-1] for compound in words("compound_head")),
        no_fact={
            noun: (entry.fields["reason"], f"no_fact_head.{entry.id}")
            for entry in ruleset.entries(_NOUNS, "no_fact_head")
            for noun in entry.fields["nouns"]
        },
        of_rates=frozenset(
            noun
            for entry in ruleset.entries(_NOUNS, "no_fact_head")
            if entry.fields.get("of_rates")
            for noun in entry.fields["nouns"]
        ),
        compared_points=re.compile(
            rf"\s+{alternation(words('before_rate', 'compared'))}(?![A-Za-z])", re.IGNORECASE
        ),
        before_rate=re.compile(rf"\s+{alternation(words('before_rate', 'surfaces'))}\s+"),
        collectives=frozenset(words("collective")),
        pronoun_heads=frozenset(words("pronoun", "heads")),
        function_words=frozenset(words("function_word", "surfaces")),
        phrase_enders=frozenset(words("function_word", "enders")),
        coordinators=frozenset(words("function_word", "coordinators")),
        divisions=frozenset(words("division")),
        **_cues(words),
    )


def _people(ruleset: RuleSet) -> dict[str, Any]:
    """What rules/en/people.toml says."""
    people = ruleset.entries(_PEOPLE, "people")
    plurals = ruleset.entries(_PEOPLE, "people_plural")
    endings = ruleset.entries(_PEOPLE, "people_suffix")
    rare = {noun: f"people_plural.{entry.id}" for entry in plurals for noun in entry.fields["words"].split()}
    known = {noun: f"people.{entry.id}" for entry in people for noun in entry.fields["nouns"]}
    return {
        "people": {_regular_singular(noun): rule for noun, rule in rare.items()} | rare | known,
        "mass": frozenset(known),
        "adjectives": frozenset(
            noun for entry in people if entry.fields.get("adjective") for noun in entry.fields["nouns"]
        ),
        "poor": frozenset(noun for e in people if e.fields.get("alone") for noun in e.fields["nouns"]),
        "states": frozenset(noun for e in people if e.fields.get("state") for noun in e.fields["nouns"]),
        "people_suffixes": tuple(suffix for entry in endings for suffix in entry.fields["suffixes"]),
        "not_people": frozenset(noun for entry in endings for noun in entry.fields["except"]),
    }


def _cues(words: Callable[[str, str], list[str]]) -> dict[str, Any]:
    """What stands around a number whose noun stands elsewhere."""
    of, pronouns = words("of", "surfaces"), alternation(words("pronoun", "surfaces"))
    patterns = {
        "of_after": rf"\s+{alternation(of)}\s+",
        "of_pronoun_before": rf"{bounded(of)}\s+{pronouns},?\s+(?:\S+\s+){{0,2}}$",
        "skip": rf"{alternation(words('skip', 'surfaces'))}\s+",
        "pronoun": rf"{pronouns}(?![A-Za-z])",
        "elliptical": rf"\s+{alternation(words('elliptical', 'surfaces'))}(?![A-Za-z])",
        "number_of": rf"{bounded(words('number_of', 'surfaces'))}\s+",
        "population": bounded(words("population_of", "surfaces")),
    }
    return {name: re.compile(pattern, re.IGNORECASE) for name, pattern in patterns.items()}


@cache
def _regular_singular(noun: str) -> str:
    """The singular of a regular plural, by its ending."""
    if noun.endswith("ies") and len(noun) > 4:
        return noun[:-3] + "y"
    if noun.endswith(("sses", "shes", "ches", "xes", "zzes")):
        return noun[:-2]
    if noun.endswith("eaus"):
        return noun[:-1]
    return noun[:-1] if noun.endswith("s") and not noun.endswith(("ss", "us", "is")) else noun


def singular(noun: str, lexicon: NounLexicon) -> str:
    """The singular lemma of a lower-case noun: "counties" is "county", "people" is "person".

    A hyphenated or closed compound follows its last part ("policewomen").
    """
    if noun in lexicon.irregular:
        return lexicon.irregular[noun]
    if noun in lexicon.zero_plurals or noun in lexicon.not_plural:
        return noun
    return _regular_singular(noun)
