"""Corrections by people: the file beside the rules, one line for each statement.

The file is CSV, sorted by article and sentence: two people who correct different facts touch
different lines, so that their versions merge; two who say different things of the same field leave
two lines, which is an error that names both.
"""

from __future__ import annotations

import csv
import dataclasses
import io
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from hashlib import blake2b
from pathlib import Path
from typing import Literal

from extract.errors import RulesError
from extract.reviewing.corrections_values import CORRECTABLE, read_value
from extract.rules.loading import CORRECTIONS

Action = Literal["set", "accept", "reject"]

COLUMNS = (
    *("source", "sentence", "quote", "occurrence", "action", "field", "value", "was"),
    *("by", "on", "note", "fingerprint"),
)
ACTIONS: tuple[Action, ...] = ("set", "accept", "reject")
PREFIX = "correction."
"""What the id of a correction begins with among the rules of a fact or rejection."""
_ID_BYTES = 4
_MARK = "+"


@dataclass(frozen=True, slots=True)
class Statement:
    """One line of the file: what one person says of one field of a fact, or of the whole fact.

    Attributes:
        source: of the article.
        sentence: the words around the quantity, for readers, and to find it in an edited text.
        quote: the quantity.
        occurrence: 1 for the first such quantity in sentences with this fingerprint, 2 for the second.
        action: ``set`` a field, ``accept`` the fact as it is, ``reject`` it.
        field: the column that is set.
        value: what it is set to; of an accepted fact what it says.
        was: what the rules gave when it was corrected.
        by, on, note: who, when (ISO date), why.
        fingerprint: of the words of the sentence.
        where: file and line.
    """

    source: str
    sentence: str
    quote: str
    occurrence: int
    action: Action
    field: str
    value: str
    was: str
    by: str
    on: str
    note: str
    fingerprint: str
    where: str = dataclasses.field(default="", compare=False)

    @property
    def key(self) -> tuple[str, str, str, int]:
        """What tells its fact from all others: it outlives offsets."""
        return self.source, self.fingerprint, " ".join(self.quote.split()), self.occurrence

    def row(self) -> dict[str, str]:
        """It as a line of the file."""
        return {name: str(getattr(self, name)) for name in COLUMNS}


@dataclass(frozen=True, slots=True)
class Correction:
    """All that people say of one fact.

    Attributes:
        statements: the lines about it, all with the same key.
    """

    statements: tuple[Statement, ...]

    @property
    def id(self) -> str:
        """The id that the fact carries among its rules."""
        digest = blake2b("\x1f".join(map(str, self.key)).encode(), digest_size=_ID_BYTES).hexdigest()
        return f"{PREFIX}{digest}"

    @property
    def key(self) -> tuple[str, str, str, int]:
        """As that of its statements."""
        return self.first.key

    @property
    def first(self) -> Statement:
        """The first line about it."""
        return self.statements[0]

    @property
    def by(self) -> str:
        """Who reviewed the fact."""
        return ", ".join(dict.fromkeys(one.by for one in self.statements))

    @property
    def rejected(self) -> bool:
        """Whether it is no fact."""
        return any(one.action == "reject" for one in self.statements)

    @property
    def changes(self) -> dict[str, str]:
        """The fields that are set."""
        return {one.field: one.value for one in self.statements if one.action == "set"}

    @property
    def accepted(self) -> str | None:
        """What the fact said when it was accepted as it is; None where it was not."""
        return next((one.value for one in self.statements if one.action == "accept"), None)


@dataclass(frozen=True)
class CorrectionBook:
    """All corrections of a set of rules.

    Attributes:
        corrections: one for each fact that somebody looked at.
    """

    corrections: tuple[Correction, ...] = ()

    def __len__(self) -> int:
        return len(self.corrections)

    @cached_property
    def by_source(self) -> Mapping[str, Sequence[Correction]]:
        """The corrections of each article."""
        found: dict[str, list[Correction]] = defaultdict(list)
        for one in self.corrections:
            found[one.first.source].append(one)
        return found

    def mark(self, source: str, input_digest: str) -> str:
        """The digest of an article's input with that of what is said of it."""
        digest = self.digest_of(source)
        return f"{input_digest}{_MARK}{digest}" if digest else input_digest

    def is_applied(self, source: str, input_digest: str) -> bool:
        """Whether an article was processed with the corrections that there are."""
        return input_digest.partition(_MARK)[2] == self.digest_of(source)

    def digest_of(self, source: str) -> str:
        """Digest of what is said of an article; empty where nothing is.

        It goes into the digest of its input: only articles whose corrections change are processed again.
        """
        lines = [one.row() for correction in self.by_source.get(source, ()) for one in correction.statements]
        return blake2b(repr(lines).encode(), digest_size=_ID_BYTES).hexdigest() if lines else ""


def load_corrections(folders: Iterable[Path]) -> CorrectionBook:
    """The corrections beside some rules.

    Args:
        folders: folders of rules; each may hold a file of corrections.

    Raises:
        RulesError: a line that cannot be used, or two that contradict each other.
    """
    found: dict[tuple[str, str, str, int], list[Statement]] = defaultdict(list)
    for folder in folders:
        for statement in read_statements(folder / CORRECTIONS):
            _check_against(statement, found[statement.key])
            found[statement.key].append(statement)
    return CorrectionBook(tuple(Correction(tuple(found[key])) for key in sorted(found)))


def read_statements(file: Path) -> list[Statement]:
    """The lines of a file of corrections; none where there is no such file.

    Args:
        file: its path.

    Raises:
        RulesError: no CSV of corrections, or a line that cannot be used.
    """
    if not file.is_file():
        return []
    try:
        text = file.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        raise RulesError(f"{file}: not UTF-8; save it as CSV in UTF-8") from None
    reader = csv.DictReader(io.StringIO(text, newline=""), restkey="", strict=True)
    missing = [name for name in COLUMNS if name not in (reader.fieldnames or ())]
    if missing:
        raise RulesError(f"{file}:1: no column {missing[0]!r}; the first line is {','.join(COLUMNS)}")
    return list(_read_rows(file, reader))


def _read_rows(file: Path, reader: csv.DictReader[str]) -> Iterator[Statement]:
    try:
        for row in reader:
            yield _read_row(f"{file}:{reader.line_num}", row)
    except csv.Error as error:
        raise RulesError(f"{file}:{reader.line_num}: {error}; mend the quotation marks of the line") from None


def _read_row(where: str, row: Mapping[str, str | None]) -> Statement:
    cells = {name: (row.get(name) or "").strip() for name in COLUMNS}
    for name in ("source", "quote", "fingerprint", "by"):
        if not cells[name]:
            raise RulesError(f"{where}: nothing in column {name!r}; write lines with `extract correct`")
    action, occurrence = cells["action"], cells["occurrence"] or "1"
    if action not in ACTIONS:
        raise RulesError(f"{where}: action {action!r}; write {', '.join(ACTIONS)}")
    if not occurrence.isdecimal() or not int(occurrence):
        raise RulesError(f"{where}: occurrence {occurrence!r}; write 1 for the first, 2 for the second")
    if action == "set":
        if cells["field"] not in CORRECTABLE:
            raise RulesError(f"{where}: field {cells['field']!r}; there are {', '.join(CORRECTABLE)}")
        read_value(cells["field"], cells["value"], where)
    return Statement(**(cells | {"occurrence": int(occurrence), "where": where}))  # type: ignore[arg-type]


def _check_against(statement: Statement, others: Sequence[Statement]) -> None:
    for other in others:
        same = statement.action == other.action and statement.field == other.field
        if same and statement.value == other.value:
            remedy = "delete one of the lines"
        elif same or statement.action != other.action:
            remedy = "settle it and leave one of them"
        else:
            continue
        raise RulesError(f"{statement.where}: {statement.quote!r} has another line, {other.where}; {remedy}")


def write_statements(file: Path, statements: Iterable[Statement]) -> None:
    """Write a file of corrections, sorted, so that versions of it merge.

    Args:
        file: its path.
        statements: all its lines.
    """
    ordered = sorted(
        statements, key=lambda one: (one.source, one.sentence, one.key, one.action, one.field, one.value)
    )
    with file.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, COLUMNS, lineterminator="\n")
        writer.writeheader()
        writer.writerows(one.row() for one in ordered)
