"""The rules of attribution.toml, compiled."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from ahocorasick_rs import AhoCorasick

from extract.rules.expressions import compiled
from extract.rules.loading import Entry, RuleSet
from extract.rules.trees import prefix_tree, spell

RULES_FILE = "en/attribution.toml"

_BLANK = r"\s"
_WORD = re.compile(r"\w")
_ATOM = re.compile(r"\{([a-z_]+)\}")


@dataclass(frozen=True, slots=True)
class SourceRule:
    """One way of naming a source.

    Attributes:
        id: its id.
        pattern: with a group ``source``, or ``pronoun`` where the source was named before.
        names: whether it has the group ``source``.
        weight: of two that overlap the heavier wins.
        extend: whether the modifiers before the source belong to it.
        needs: a text without which the pattern cannot match.
    """

    id: str
    pattern: re.Pattern[str]
    names: bool
    weight: int
    extend: bool
    needs: str


@dataclass(frozen=True, slots=True)
class SourceRules:
    """All of attribution.toml.

    Attributes:
        sources: the ways of naming a source.
        refused: what is no source.
        modifiers: the words before a source that belong to it, up to its start.
        trigger: finds the words without one of which a sentence names no source.
    """

    sources: list[SourceRule]
    refused: re.Pattern[str]
    modifiers: re.Pattern[str]
    trigger: WordFinder


class WordFinder:
    """Finds any of many words in one reading of a text.

    Args:
        words: the words as they are written; of several words only the first is looked for.
    """

    def __init__(self, words: Iterable[str]) -> None:
        self._matcher = AhoCorasick(sorted({word.partition("_")[0] for word in words}))

    def starts(self, text: str) -> list[int]:
        """Where whole words of them begin, in order."""
        hits = self._matcher.find_matches_as_indexes(text, overlapping=True)
        whole = {
            start for _, start, end in hits if not _WORD.match(text, end) and not _is_inside(text, start)
        }
        return sorted(whole)


def _is_inside(text: str, start: int) -> bool:
    return start > 0 and _WORD.match(text, start - 1) is not None


def compile_sources(ruleset: RuleSet) -> SourceRules:
    """The rules of attribution.toml.

    Raises:
        RulesError: an unknown atom, a broken pattern, a source without a group.
    """
    atoms: dict[str, str] = {}
    for entry in ruleset.entries(RULES_FILE, "atom"):
        atoms[entry.id] = _atom(entry, atoms)
    sources = [_source(entry, atoms) for entry in ruleset.entries(RULES_FILE, "source")]
    refused = [_expand(entry, atoms) for entry in ruleset.entries(RULES_FILE, "refuse")]
    modifiers = "|".join(_expand(entry, atoms) for entry in ruleset.entries(RULES_FILE, "extend"))
    return SourceRules(
        sources,
        compiled("|".join(refused)),
        compiled(rf"\b(?:{modifiers})$"),
        WordFinder(_trigger_words(ruleset)),
    )


def _trigger_words(ruleset: RuleSet) -> list[str]:
    entries = {entry.id: entry.fields for entry in ruleset.entries(RULES_FILE, "atom")}
    trigger = entries["trigger"]
    return f"{trigger['words']} {entries[trigger['like']]['words']}".split()


def _atom(entry: Entry, atoms: Mapping[str, str]) -> str:
    if "words" not in entry.fields:
        return _expand(entry, atoms)
    words = str(entry.fields["words"]).split()
    return f"(?:{prefix_tree(spell(word.replace('_', ' '), _BLANK) for word in words)})"


def _source(entry: Entry, atoms: Mapping[str, str]) -> SourceRule:
    try:
        pattern = compiled(_expand(entry, atoms))
    except re.error as error:
        raise entry.error(f"broken pattern: {error}", "mend the regular expression") from None
    if not {"source", "pronoun"} & set(pattern.groupindex):
        raise entry.error("its pattern has no group source or pronoun", "mark one with (?P<source>...)")
    names = "source" in pattern.groupindex
    weight, extend = int(entry.fields.get("weight", 1)), bool(entry.fields.get("extend"))
    return SourceRule(entry.id, pattern, names, weight, extend, str(entry.fields.get("needs", "")))


def _expand(entry: Entry, atoms: Mapping[str, str]) -> str:
    def atom(match: re.Match[str]) -> str:
        name = match.group(1)
        if name not in atoms:
            raise entry.error(f"no atom {name!r}", "name one that stands above it in the file")
        return atoms[name]

    return _ATOM.sub(atom, str(entry.fields["pattern"]))
