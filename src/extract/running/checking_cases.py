"""The examples and counter-examples of the rule files, as cases that can be run."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace

from extract.records import ArticleResult
from extract.rules.loading import Entry, RuleSet, read_toml
from extract.running.checking_markup import Marked, MarkupError

ALL_TABLES = "*"
"""In place of the name of a table: all tables of the file."""
EXAMPLES = "examples"
COUNTER_EXAMPLES = "counter_examples"


@dataclass(frozen=True, slots=True)
class Case:
    """One example or counter-example of one rule.

    Attributes:
        file: name of its file inside the rules folder (``en/units.toml``).
        entry: the rule.
        holds: True for an example, False for a counter-example.
        source: as it stands in the file.
        marked: the same with its markup read.
    """

    file: str
    entry: Entry
    holds: bool
    source: str
    marked: Marked

    def problem(self, text: str) -> str:
        """A line that says what is wrong with this case, and where it stands."""
        name = "example" if self.holds else "counter-example"
        rule = f"{self.entry.file}:{self.entry.line}: {self.entry.table} {self.entry.id!r}"
        return f'{rule}: {name} "{self.source}": {text}'


Reader = Callable[[str], Marked]
Judge = Callable[[Case, ArticleResult], Iterator[str]]


@dataclass(frozen=True, slots=True)
class Checker:
    """How the examples of a table are read and judged.

    Attributes:
        read: takes an example apart.
        judge: what is wrong with what the pipeline made of it, a line each; nothing where all is well.
    """

    read: Reader
    judge: Judge


Checkers = Mapping[tuple[str, str], Checker]
"""Checkers by file and table; a table that is not in it must have no examples."""


def find_checker(checkers: Checkers, file: str, table: str) -> Checker | None:
    """The checker of a table, or the one for all tables of its file."""
    return checkers.get((file, table)) or checkers.get((file, ALL_TABLES))


def rule_files(ruleset: RuleSet) -> dict[str, set[str]]:
    """The tables of every rule file, built-in or overlaid, by its name inside its folder."""
    tables: dict[str, set[str]] = {}
    for folder in ruleset.folders:
        for file in sorted(folder.rglob("*.toml")):
            names = (name for name, rows in read_toml(file).items() if isinstance(rows, list))
            tables.setdefault(file.relative_to(folder).as_posix(), set()).update(names)
    return tables


def read_cases(ruleset: RuleSet, checkers: Checkers) -> tuple[list[Case], list[str]]:
    """All cases of the rules, and what is wrong with the way they are written.

    Args:
        ruleset: the rules.
        checkers: how the examples of each table are read.
    """
    cases: list[Case] = []
    problems: list[str] = []
    for file, tables in rule_files(ruleset).items():
        n_before = len(cases)
        for entry in (entry for table in sorted(tables) for entry in ruleset.entries(file, table)):
            _read_entry(file, entry, find_checker(checkers, file, entry.table), cases, problems)
        if len(cases) == n_before and any((file, table) in checkers for table in (ALL_TABLES, *tables)):
            problems.append(f"{ruleset.files(file)[-1]}: not one example in it; give its rules {EXAMPLES}")
    return cases, problems


def _read_entry(
    file: str, entry: Entry, checker: Checker | None, cases: list[Case], problems: list[str]
) -> None:
    for key in (EXAMPLES, COUNTER_EXAMPLES):
        for source in entry.fields.get(key, ()):
            unread = Case(file, entry, key == EXAMPLES, source, Marked(source))
            if checker is None:
                problems.append(unread.problem("nothing checks examples of this table; leave them out"))
                continue
            try:
                cases.append(replace(unread, marked=checker.read(source)))
            except MarkupError as error:
                problems.append(unread.problem(f"{error}; mend its markup"))
