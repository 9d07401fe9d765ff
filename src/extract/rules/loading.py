"""Find the rule files, read their TOML, lay a user's folder over the built-in one.

The built-in rules live in ``rules/`` at the top of the repository and ship inside the
wheel as ``extract/_rules``. A user's folder has the same shape; its entries add to the
built-in ones, and an entry with the id of a built-in one replaces it.
"""

from __future__ import annotations

import hashlib
import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from extract.errors import MissingKeyError, RulesError
from extract.rules.keeping import remembered

LANGUAGE = "en"
CORRECTIONS = "corrections.csv"
"""The file of corrections by people in a folder of rules; it is no rule, and changes no digest of rules."""
_TABLE = re.compile(r"\s*\[\[\s*([\w.-]+)\s*\]\]")
_ID = re.compile("\\s*id\\s*=\\s*[\"']([^\"']+)[\"']")


@dataclass(frozen=True, slots=True)
class Entry:
    """One rule as it stands in its file.

    Attributes:
        table: name of its array of tables (``unit`` for ``[[unit]]``).
        id: its id, unique among the entries of its table.
        fields: all its keys.
        file: the file it stands in.
        line: the line of its id, for error messages.
    """

    table: str
    id: str
    fields: Mapping[str, Any]
    file: Path
    line: int

    def error(self, found: str, remedy: str) -> RulesError:
        """A one-line error that points at this entry."""
        return RulesError(f"{self.file}:{self.line}: {self.table} {self.id!r}: {found}; {remedy}")


def builtin_folder() -> Path:
    """The folder of the rules that come with the package."""
    shipped = Path(__file__).resolve().parent.parent / "_rules"
    if shipped.is_dir():
        return shipped
    return Path(__file__).resolve().parents[3] / "rules"


@dataclass(frozen=True, slots=True)
class _Parsed:
    """A rule file as parsed, with the line of each id."""

    tables: Mapping[str, Any]
    lines: Mapping[tuple[str, str], int]


class _Fields(dict[str, Any]):
    """The keys of an entry; one that is missing is an error that names the entry, not a bare KeyError."""

    def __init__(self, row: Mapping[str, Any], where: str) -> None:
        super().__init__(row)
        self._where = where

    def __missing__(self, key: str) -> Any:  # noqa: ANN401 - never returns
        remedy = "add it, as the other entries of the file have it"
        raise MissingKeyError(f"{self._where}: no {key!r}; {remedy}", key)


class RuleSet:
    """The rule files of the built-in folder and of the overlays, last one winning.

    Args:
        overlays: folders of the user, laid over the built-in rules in order.

    Raises:
        RulesError: an overlay is no folder.
    """

    def __init__(self, *overlays: Path) -> None:
        for folder in overlays:
            if not folder.is_dir():
                raise RulesError(f"{folder}: no such rules folder; name one that holds {LANGUAGE}/*.toml")
        self.folders: tuple[Path, ...] = (builtin_folder(), *overlays)
        self._parsed: dict[Path, _Parsed] = {}

    def files(self, name: str) -> list[Path]:
        """The files of that name (``en/units.toml``), built-in first.

        Raises:
            RulesError: no folder holds one.
        """
        found = [folder / name for folder in self.folders if (folder / name).is_file()]
        if not found:
            raise RulesError(f"{self.folders[0] / name}: missing rule file; reinstall the package")
        return found

    def entries(self, name: str, table: str) -> list[Entry]:
        """The entries of ``[[table]]`` in the file ``name``; a later id replaces an earlier.

        Raises:
            RulesError: broken TOML, an entry without id, an id given twice in one file.
        """
        merged: dict[str, Entry] = {}
        for file in self.files(name):
            merged.update({entry.id: entry for entry in _read_entries(file, self._parse(file), table)})
        return list(merged.values())

    def _parse(self, file: Path) -> _Parsed:
        """A file's tables and the lines of its ids; read once, however many tables are asked for."""
        if file not in self._parsed:
            self._parsed[file] = _Parsed(read_toml(file), _index_lines(file))
        return self._parsed[file]

    def digest(self) -> str:
        """A sha256 over all rule files: it changes when any rule does.

        Corrections do not count: they concern single articles, in whose digests they are.
        """
        total = hashlib.sha256()
        for folder in self.folders:
            for file in sorted(p for p in folder.rglob("*") if p.is_file() and p.name != CORRECTIONS):
                total.update(str(file.relative_to(folder)).encode() + b"\0" + file.read_bytes() + b"\0")
        return total.hexdigest()


def read_toml(file: Path) -> dict[str, Any]:
    """The content of a TOML file.

    Raises:
        RulesError: not UTF-8 or not TOML; the parser's own line and column are named.
    """
    try:
        text = file.read_text(encoding="utf-8")
        return remembered("toml", text, lambda: tomllib.loads(text))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise RulesError(f"{file}: not valid TOML: {error}; mend the line that it names") from None


def _read_entries(file: Path, parsed: _Parsed, table: str) -> Iterator[Entry]:
    rows = parsed.tables.get(table, [])
    if not isinstance(rows, list):
        raise RulesError(f"{file}: {table!r} is a single table; write it as [[{table}]]")
    seen: set[str] = set()
    for number, row in enumerate(rows, start=1):
        identifier = row.get("id")
        if not isinstance(identifier, str) or not identifier:
            raise RulesError(f'{file}: [[{table}]] number {number} has no id; add a line: id = "..."')
        line = parsed.lines.get((table, identifier), 1)
        entry = Entry(table, identifier, _Fields(row, f"{file}:{line}: {table} {identifier!r}"), file, line)
        if identifier in seen:
            raise entry.error("the id is given twice in this file", "rename or merge one of them")
        seen.add(identifier)
        yield entry


def _index_lines(file: Path) -> dict[tuple[str, str], int]:
    """The line on which each id of each table first stands."""
    lines: dict[tuple[str, str], int] = {}
    table = ""
    for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), start=1):
        if header := _TABLE.match(line):
            table = header[1]
        elif found := _ID.match(line):
            lines.setdefault((table, found[1]), number)
    return lines
