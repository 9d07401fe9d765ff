"""Hold a user's rule files against the built-in ones: names of files, tables and keys, types of values.

The built-in entries of a table are its schema: a key that none of them has is a typing error
(``word = [...]`` for ``words``).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from extract.rules.loading import CORRECTIONS, Entry, RuleSet, read_toml
from extract.running.checking_cases import COUNTER_EXAMPLES, EXAMPLES, rule_files

_SUFFIXES = frozenset({".toml", ".csv", ".pint"})
_EXAMPLES = frozenset({EXAMPLES, COUNTER_EXAMPLES})
_ALWAYS = _EXAMPLES | {"id"}
# Fewer entries than this do not show what all entries of a table must have.
_FEWEST = 3
_WIDTH = 60


def find_misshapen(ruleset: RuleSet) -> list[str]:
    """What the overlaid folders hold that no built-in rule file has, one line each.

    Args:
        ruleset: the rules.
    """
    return [
        problem
        for folder in ruleset.folders[1:]
        for file in sorted(folder.rglob("*"))
        if file.suffix in _SUFFIXES and file.name != CORRECTIONS
        for problem in _check_file(file, file.relative_to(folder), ruleset)
    ]


def find_missing(ruleset: RuleSet, key: str) -> list[str]:
    """The overlaid entries that lack a key which all built-in entries of their table have, one line each.

    Args:
        ruleset: the rules, which could not be loaded.
        key: the key that was looked for in vain.
    """
    return [
        str(entry.error(f"no key {key!r}", f"write it as in {model['id']!r}: {key} = {_short(model[key])}"))
        for name, tables in rule_files(ruleset).items()
        for table in tables
        for entry, model in _beside_models(ruleset, name, table)
        if key in model and key not in entry.fields
    ]


def _beside_models(ruleset: RuleSet, name: str, table: str) -> Iterator[tuple[Entry, Mapping[str, Any]]]:
    """Each overlaid entry of a table, with the first built-in one."""
    models = read_toml(ruleset.folders[0] / name).get(table, [])
    for entry in ruleset.entries(name, table) if models else ():
        if not entry.file.is_relative_to(ruleset.folders[0]):
            yield entry, models[0]


def _short(value: object) -> str:
    shown = repr(value)
    return shown if len(shown) <= _WIDTH else f"{shown[:_WIDTH]}..."


def _check_file(file: Path, name: Path, ruleset: RuleSet) -> Iterator[str]:
    model = ruleset.folders[0] / name
    if not model.is_file():
        known = ", ".join(sorted(one.name for one in model.parent.glob(f"*{file.suffix}"))) or "none"
        yield f"{file}: nothing reads a rule file of this name; known in {name.parent.as_posix()}/: {known}"
    elif file.suffix == ".toml":
        models = read_toml(model)
        for table in read_toml(file):
            if table not in models:
                yield f"{file}: unknown table {table!r}; known here: {', '.join(sorted(models))}"
                continue
            for entry in ruleset.entries(name.as_posix(), table):
                if entry.file == file:
                    yield from _check_keys(entry, models[table])


def _check_keys(entry: Entry, models: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    known = _ALWAYS.union(*models)
    if len(models) >= _FEWEST:
        for key in sorted(entry.fields.keys() - known):
            yield str(entry.error(f"unknown key {key!r}", f"known here: {', '.join(sorted(known))}"))
    if not _EXAMPLES & entry.fields.keys() and any(_EXAMPLES & model.keys() for model in models):
        yield str(entry.error("no example of it", f"add one: {_short_example(models)}"))
    for key, value in entry.fields.items():
        yield from _check_type(entry, key, value, [model[key] for model in models if key in model])


def _short_example(models: Sequence[Mapping[str, Any]]) -> str:
    key, found = next(
        (key, model[key]) for model in models for key in (EXAMPLES, COUNTER_EXAMPLES) if model.get(key)
    )
    return f"{key} = {found[:1]!r}"


def _check_type(entry: Entry, key: str, value: object, seen: Sequence[object]) -> Iterator[str]:
    wanted = {_type(one) for one in seen}
    if key in _EXAMPLES:
        wanted = {"a list of strings"}
    if wanted and _type(value) not in wanted and value != []:
        yield str(entry.error(f"{key} is {_type(value)}", f"write {' or '.join(sorted(wanted))}"))


def _type(value: object) -> str:
    match value:
        case bool():
            return "true or false"
        case int() | float():
            return "a number"
        case str():
            return "a string"
        case list() if all(isinstance(one, str) for one in value):
            return "a list of strings"
        case list():
            return "a list"
        case _:
            return "a table"
