"""From the ids of rules in an output to the entries of the rule files, and which of these ever fired."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import NamedTuple

import pyarrow.compute as pc

from extract.rules.loading import Entry, RuleSet
from extract.storing.reading_back import Output


class _Family(NamedTuple):
    """Which entries ids of rules with a prefix name.

    ``counted``: whether an entry that fires always leaves its id; furniture does only where it holds digits.
    """

    prefix: str
    file: str
    table: str
    counted: bool = True


_FAMILIES = (
    _Family("currency.", "en/currencies.toml", "currency"),
    _Family("unit.", "en/units.toml", "unit"),
    _Family("per.", "en/units.toml", "unit", counted=False),
    _Family("per.", "en/denominators.toml", "per"),
    _Family("people.", "en/people.toml", "people"),
    _Family("people_plural.", "en/people.toml", "people_plural"),
    _Family("modifier.", "en/modifiers.toml", "modifier"),
    _Family("exclusion.", "en/exclusions.toml", "exclusion"),
    _Family("no_fact_head.", "en/nouns.toml", "no_fact_head"),
    *(
        _Family(f"{table}.", "en/numbers.toml", table)
        for table in ("fold", "fraction", "multiple", "scale", "vague", "word")
    ),
    _Family("baseline.", "en/periods.toml", "pattern", counted=False),
    _Family("period.", "en/periods.toml", "pattern"),
    *(
        _Family("indicator.", "en/indicators.toml", table)
        for table in ("lean", "rest", "restated", "anaphor", "theme", "counterpart", "indicator")
    ),
    *(_Family("topic.", "en/topics.toml", table) for table in ("topic", "extend", "named")),
    _Family("direction.", "en/movement.toml", "movement"),
    *(_Family("status.", "en/status.toml", table) for table in ("scope", "planned", "actual")),
    _Family("attributed_to.", "en/attribution.toml", "source"),
    _Family("programme:", "en/programme_patterns.toml", "pattern"),
    _Family("programme:head-", "en/programme_patterns.toml", "head"),
    _Family("generic:", "en/place_cues.toml", "generic"),
    _Family("settlement:", "en/place_cues.toml", "settlement"),
    _Family("", "en/segments/furniture.toml", "furniture", counted=False),
    _Family("", "en/segments/metadata.toml", "metadata", counted=False),
)
_PROGRAMMES = ("en/programmes.toml", "programme")
_REGIONS = ("places/regions.toml", "region")
Key = tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class RuleCount:
    """A rule and how often it fired.

    Attributes:
        entry: the rule.
        file: its file inside the folder of rules.
        count: facts, mentions and rejections that it made or helped to make.
    """

    entry: Entry
    file: str
    count: int


@dataclass(frozen=True, slots=True)
class Coverage:
    """Which rules fired in an output.

    Attributes:
        rules: all rules whose firing an output records, the most frequent first.
        others: ids that belong to no entry: steps of the pipeline itself.
    """

    rules: tuple[RuleCount, ...]
    others: Mapping[str, int]


class RuleIndex:
    """Finds the entry behind the id of a rule.

    Args:
        ruleset: the rules, built-in and overlaid.
    """

    def __init__(self, ruleset: RuleSet) -> None:
        self._entries: dict[str, tuple[str, Entry]] = {}
        self.counted: dict[Key, Entry] = {}
        for family in _FAMILIES:
            for entry in ruleset.entries(family.file, family.table):
                self._entries[f"{family.prefix}{entry.id}"] = (family.file, entry)
                if family.counted:
                    self.counted[_key(family.file, entry)] = entry
        self.programmes = _by_field(ruleset, *_PROGRAMMES, "id")
        self.regions = _by_field(ruleset, *_REGIONS, "name")
        for file, entries in ((_PROGRAMMES[0], self.programmes), (_REGIONS[0], self.regions)):
            self.counted |= {_key(file, entry): entry for entry in entries.values()}

    def find(self, rule: str) -> tuple[str, Entry] | None:
        """File and entry of the id of a rule in an output; None for a step of the pipeline itself.

        Args:
            rule: such as ``currency.CNY`` or ``indicator.funds.topic``.
        """
        return self._entries.get(rule) or self._entries.get(rule.rpartition(".")[0])


def _key(file: str, entry: Entry) -> Key:
    return file, entry.table, entry.id


def _by_field(ruleset: RuleSet, file: str, table: str, name: str) -> dict[str, Entry]:
    entries = ruleset.entries(file, table)
    return {str(entry.fields[name]): entry for entry in entries}


def count_rules(output: Output, ruleset: RuleSet) -> Coverage:
    """How often each rule fired in an output.

    Args:
        output: the open output.
        ruleset: the rules it was made with.
    """
    index = RuleIndex(ruleset)
    counts: Counter[Key] = Counter()
    others: Counter[str] = Counter()
    for rule, count in _iter_fired(output):
        found = index.find(rule)
        if found is None:
            others[rule] += count
        else:
            counts[_key(*found)] += count
    for file, entry, count in _iter_names(output, index):
        counts[_key(file, entry)] += count
    rules = [RuleCount(entry, key[0], counts[key]) for key, entry in index.counted.items()]
    rules.sort(key=lambda one: (-one.count, one.file, one.entry.line))
    return Coverage(tuple(rules), dict(sorted(others.items(), key=lambda item: (-item[1], item[0]))))


def _iter_fired(output: Output) -> Iterator[tuple[str, int]]:
    for table in output.iter_tables("facts", ["rules"]):
        yield from _count_values(pc.list_flatten(table.column("rules")))
    for name in ("mentions", "rejections"):
        for table in output.iter_tables(name, ["rule"]):
            yield from _count_values(table.column("rule"))


def _iter_names(output: Output, index: RuleIndex) -> Iterator[tuple[str, Entry, int]]:
    """The named programmes and regions that are mentioned."""
    for table in output.iter_tables("mentions", ["type", "id", "name"]):
        for kind, column, file, entries in (
            ("programme", "id", _PROGRAMMES[0], index.programmes),
            ("place", "name", _REGIONS[0], index.regions),
        ):
            rows = table.filter(pc.equal(table.column("type"), kind))
            for value, count in _count_values(rows.column(column)):
                if value in entries:
                    yield file, entries[value], count


def _count_values(column: object) -> Iterator[tuple[str, int]]:
    for one in pc.value_counts(column).to_pylist():
        if one["values"] is not None:
            yield one["values"], one["counts"]
