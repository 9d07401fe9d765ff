"""New rules from templates: a commented entry with an example, which is run at once."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from string import Template

from extract.errors import RulesError, UsageError
from extract.rules.loading import RuleSet, builtin_folder
from extract.running.checking import build_checkers, run_cases
from extract.running.checking_cases import read_cases
from extract.running.pipeline import Extractor

FILES = {
    "unit": ("en/units.toml", "unit"),
    "people": ("en/people.toml", "people"),
    "indicator": ("en/indicators.toml", "indicator"),
    "programme": ("en/programmes.toml", "programme"),
    "place": ("places/regions.toml", "region"),
}
"""The file and table of each kind of rule that has a template."""

_TEMPLATES = "templates"
_ID = re.compile(r"[A-Za-z][\w.-]*")


@dataclass(frozen=True, slots=True)
class NewRule:
    """A rule that was written.

    Attributes:
        file: the file.
        text: its entry.
        n_examples: how many examples were run.
        problems: what they did not hold, a line each.
    """

    file: Path
    text: str
    n_examples: int
    problems: tuple[str, ...]


def write_rule(
    kind: str, rule_id: str, folder: Path, *, words: Sequence[str] = (), name: str = ""
) -> NewRule:
    """Write a commented entry with an example into a folder of rules, and run the example.

    Args:
        kind: a key of ``FILES``.
        rule_id: id of the new rule.
        folder: your folder of rules; it is made where there is none.
        words: how texts write it, the last one for the example; by default the id.
        name: its name, of a programme or place; by default of the words.

    Raises:
        UsageError: an id that is none.
        RulesError: there is such a rule already, or the rules cannot be used.
    """
    if not _ID.fullmatch(rule_id):
        raise UsageError(f"id {rule_id!r}; write letters, digits, '_' and '-', as in solar_capacity")
    file, table = FILES[kind]
    ruleset = RuleSet(*([folder] if folder.is_dir() else []))
    for entry in ruleset.entries(file, table):
        if entry.id == rule_id:
            raise entry.error("there is such a rule already", "choose another id, or edit that one")
    text = _fill(kind, rule_id, list(words), name)
    target = folder / file
    before = target.read_text(encoding="utf-8") if target.is_file() else ""
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(f"{before.rstrip()}\n\n{text}".lstrip(), encoding="utf-8")
    n_examples, problems = _run_examples(RuleSet(folder), file, table, rule_id)
    return NewRule(target, text, n_examples, problems)


def _fill(kind: str, rule_id: str, words: list[str], name: str) -> str:
    words = words or [name or re.sub(r"[_-]+", " ", rule_id)]
    name = name or words[-1]
    template = (builtin_folder() / _TEMPLATES / f"{kind}.txt").read_text(encoding="utf-8")
    return Template(template).substitute(
        id=rule_id,
        name=_quoted(name),
        names=_list([name, *(word for word in words if word != name and kind == "programme")]),
        words=_list([word for word in words if word != name] if kind == "place" else words),
        patterns=", ".join(f"'\\b{re.escape(word).replace(chr(92) + ' ', ' ')}\\b'" for word in words),
        last=_quoted(words[-1]),
    )


def _list(words: Sequence[str]) -> str:
    """A list of strings in TOML: the same as in JSON."""
    return json.dumps(list(words), ensure_ascii=False)


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)[1:-1]


def _run_examples(ruleset: RuleSet, file: str, table: str, rule_id: str) -> tuple[int, tuple[str, ...]]:
    checkers = build_checkers(ruleset)
    cases, _ = read_cases(ruleset, checkers)
    own = [case for case in cases if (case.file, case.entry.table, case.entry.id) == (file, table, rule_id)]
    if not own:
        raise RulesError(f"{file}: no example of {rule_id!r}; the template of the package is damaged")
    problems = [line for found in run_cases(own, Extractor(ruleset), checkers) for line in found]
    return len(own), tuple(problems)
