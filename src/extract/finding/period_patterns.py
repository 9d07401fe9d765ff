"""Patterns of time expressions: read from the rules, composed into regular expressions.

A pattern is written over atoms ("{month:m} {day:d}"); here the atoms are put in.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from extract.rules.expressions import compiled
from extract.rules.loading import Entry, RuleSet
from extract.rules.trees import prefix_tree, spell

FILE = "en/periods.toml"
_PLACEHOLDER = re.compile(r"\{([a-z_]+)(?::([a-z][a-z0-9_]*))?\}")
_MAX_DEPTH = 5
# What a word is dispatched by: its letters and digits, or the apostrophe of "'90s".
FIRST_WORD = re.compile(r"[^\W\d_]+\d?|'")

Value = str | int


def any_of(surfaces: list[str]) -> str:
    """An alternation of surfaces, the longest first; a word never ends inside a word.

    It is atomic: "just over just over …" can be read in one way only, or a hostile text would
    take for ever.
    """
    return f"(?>{prefix_tree(_tokens(surface) for surface in surfaces)})"


def longest_first(surfaces: Iterable[str]) -> str:
    """Like `any_of`, for an `Ending`: one surface may be the end of another ("end of" of "the end of")."""
    ordered = sorted(surfaces, key=lambda surface: (-len(surface), surface))
    return "(?>" + "|".join("".join(_tokens(surface)) for surface in ordered) + ")"


def _tokens(surface: str) -> list[str]:
    """The characters of a surface, whatever its white space."""
    tokens = spell(surface, r"\s+")
    return [*tokens, r"(?!\w)"] if surface[-1:].isalpha() else tokens


@dataclass(frozen=True, slots=True)
class Atom:
    """A class of words.

    Attributes:
        id: its name in patterns.
        regex: what it matches, on lower-cased text.
        values: what a surface means; empty where the matched text is the value itself.
    """

    id: str
    regex: str
    values: Mapping[str, Value]


@dataclass(frozen=True, slots=True)
class Pattern:
    """A compiled pattern of the rules.

    Attributes:
        entry: the rule it was made from.
        regex: its expression with all atoms put in and its groups named.
        kind: kind of the expressions that it finds.
        atoms_of_groups: which atom each group stands for.
    """

    entry: Entry
    regex: re.Pattern[str]
    kind: str
    atoms_of_groups: Mapping[str, str]

    @property
    def starts(self) -> list[str]:
        """First words that its expressions can have; empty where the rule does not say."""
        return list(self.entry.fields.get("starts", []))

    def flag(self, name: str) -> bool:
        """Whether the rule sets the flag."""
        return bool(self.entry.fields.get(name, False))


class Grammar:
    """Atoms and patterns of the rule files.

    Args:
        ruleset: where to read them.

    Raises:
        RulesError: a pattern names an unknown atom, or is no regular expression.
    """

    def __init__(self, ruleset: RuleSet) -> None:
        self._entries = {entry.id: entry for entry in ruleset.entries(FILE, "atom")}
        self._regexes: dict[str, str] = {}
        self.atoms = {entry.id: self._atom(entry) for entry in self._entries.values()}
        self.patterns = [self._pattern(entry) for entry in ruleset.entries(FILE, "pattern")]

    def value(self, pattern: Pattern, group: str, text: str) -> Value:
        """What the matched text of a group means: the atom's value, else the text itself."""
        atom = self.atoms.get(pattern.atoms_of_groups.get(group, ""))
        plain = " ".join(text.split())
        if atom is None:
            return plain
        return atom.values.get(plain, plain)

    def _atom(self, entry: Entry) -> Atom:
        values = entry.fields.get("values", {})
        return Atom(entry.id, self._atom_regex(entry, 0), values)

    def _atom_regex(self, entry: Entry, depth: int) -> str:
        if entry.id not in self._regexes:
            self._regexes[entry.id] = self._make_regex(entry, depth)
        return self._regexes[entry.id]

    def _make_regex(self, entry: Entry, depth: int) -> str:
        if depth > _MAX_DEPTH:
            raise entry.error("the atom stands inside itself", "take the circle of placeholders apart")
        if "regex" in entry.fields:
            return self._expand(str(entry.fields["regex"]), entry, {}, depth)
        surfaces = list(entry.fields.get("values", {})) or list(entry.fields.get("surfaces", []))
        if not surfaces:
            raise entry.error("no values, surfaces or regex", "give one of the three")
        return any_of(surfaces)

    def _pattern(self, entry: Entry) -> Pattern:
        for key in ("pattern", "kind"):
            if not isinstance(entry.fields.get(key), str):
                raise entry.error(f"no {key}", f"add a line: {key} = '...'")
        groups: dict[str, str] = {}
        source = self._expand(entry.fields["pattern"], entry, groups)
        is_open = bool(entry.fields.get("open", False))
        bounded = source if is_open else rf"(?:{source})(?!\w)"
        try:
            regex = compiled(bounded)
        except re.error as error:
            raise entry.error(f"not a regular expression ({error})", "mend its pattern") from None
        return Pattern(entry, regex, entry.fields["kind"], groups)

    def _expand(self, text: str, entry: Entry, groups: dict[str, str], depth: int = 0) -> str:
        def put_in(match: re.Match[str]) -> str:
            name, group = match.groups()
            if name not in self._entries:
                raise entry.error(
                    f"unknown atom {{{name}}}", f"name one of {', '.join(sorted(self._entries))}"
                )
            regex = self._atom_regex(self._entries[name], depth + 1)
            if group is None:
                return regex
            groups[group] = name
            return f"(?P<{group}>{regex})"

        spaced = re.sub(r" \?", lambda _: r"\s*", text)
        spaced = re.sub(r"(?<!\[)(?<!\\) (?!\])", lambda _: r"\s+", spaced)
        return _PLACEHOLDER.sub(put_in, spaced)

    def first_words(self, pattern: Pattern) -> set[str]:
        """The first words of the expressions of a pattern, ``#`` for digits; empty: any word.

        Raises:
            RulesError: it names an unknown atom.
        """
        words: set[str] = set()
        for start in pattern.starts:
            if not start.startswith("{"):
                words.add(start)
                continue
            surfaces = self._surfaces(pattern, start, "starts")
            words.update(match.group() for s in surfaces if (match := FIRST_WORD.match(s)))
        return words

    def needed_words(self, pattern: Pattern) -> frozenset[str]:
        """Words of which each expression of a pattern has one, maybe inside a word; empty: not said.

        Raises:
            RulesError: it names an unknown atom.
        """
        words: set[str] = set()
        for needed in pattern.entry.fields.get("needs", []):
            surfaces = self._surfaces(pattern, needed, "needs") if needed.startswith("{") else [needed]
            words.update(max(surface.split(), key=len) for surface in surfaces)
        # What has "years" has "year".
        return frozenset(word for word in words if not any(one != word and one in word for one in words))

    def _surfaces(self, pattern: Pattern, name: str, field: str) -> list[str]:
        """The surfaces of an atom that a field of a pattern names."""
        entry = self._entries.get(name[1:-1])
        if entry is None:
            raise pattern.entry.error(f"{field} names no atom: {name}", "name an atom of this file")
        return list(entry.fields.get("values", {})) or list(entry.fields.get("surfaces", []))
