"""From what a person says of a fact of an output to lines of the file of corrections."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from extract.errors import UsageError
from extract.reviewing.corrections import ACTIONS, Action, Statement
from extract.reviewing.corrections_applying import REASON
from extract.reviewing.corrections_matching import Place, cut_around, number_occurrences
from extract.reviewing.corrections_values import CORRECTABLE, NOTHING, read_value, write_value
from extract.reviewing.golden import spell_fact
from extract.storing.columns import TABLES
from extract.storing.reading_back import Output

Row = Mapping[str, Any]
NamePlace = Callable[[str], str | None]
"""Gives the name of a place by its code; None where there is no such code."""

SHEET = ("fact_id", "action", "field", "value", "note", "by")
"""The columns of a sheet of reviews: ``by`` and ``note`` may be missing."""


@dataclass(frozen=True, slots=True)
class Review:
    """What a person says of one fact.

    Attributes:
        fact_id: its id, or the first characters of it.
        action: set some of its fields, accept it as it is, or reject it.
        by, on: who and when (ISO date).
        changes: the columns that are set, as text.
        note: why.
    """

    fact_id: str
    action: Action
    by: str
    on: str
    changes: Mapping[str, str] = field(default_factory=dict)
    note: str = ""


def read_sheet(file: Path, by: str, on: str) -> list[Review]:
    """The reviews of a CSV sheet; lines that set fields of the same fact are one review.

    Args:
        file: a CSV file with the columns ``SHEET``.
        by: who, where the sheet does not say.
        on: when.

    Raises:
        UsageError: no such file, a column that is missing, an action that is none.
    """
    try:
        with file.open(encoding="utf-8-sig", newline="") as lines:
            rows = list(csv.DictReader(lines, restkey=""))
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise UsageError(f"{file}: {error}; name a CSV file in UTF-8") from None
    found: dict[tuple[str, str], Review] = {}
    for number, row in enumerate(rows, start=2):
        cells = {name: (row.get(name) or "").strip() for name in SHEET}
        action = next((one for one in ACTIONS if one == cells["action"]), None)
        if not cells["fact_id"] or action is None:
            wanted = f"a fact_id and an action ({', '.join(ACTIONS)})"
            raise UsageError(f"{file}:{number}: each line needs {wanted}; the first line names the columns")
        key = (cells["fact_id"], action)
        before = found.get(key)
        changes = dict(before.changes) if before else {}
        if action == "set":
            changes[cells["field"]] = cells["value"]
        note = cells["note"] or (before.note if before else "")
        found[key] = Review(cells["fact_id"], action, cells["by"] or by, on, changes, note)
    return list(found.values())


class Reviewer:
    """Makes statements of reviews of the facts of an output.

    Args:
        output: the open output.
        name_place: gives the name of a place by its code.
        indicators: ids of all indicators.
    """

    def __init__(self, output: Output, name_place: NamePlace, indicators: Iterable[str]) -> None:
        self._output = output
        self._name_place = name_place
        self._indicators = frozenset(indicators)
        self._ids = output.table("facts", ["fact_id", "article_id"])

    def make(self, review: Review) -> list[Statement]:
        """The lines that a review adds to the file.

        Args:
            review: what somebody says of a fact.

        Raises:
            UsageError, RulesError: no such fact, or a value that is none of its column.
        """
        fact, places = self._find(review.fact_id)
        index = next(n for n, place in enumerate(places) if place.start == fact["start"])
        mark, quote, occurrence = number_occurrences(places)[index]
        lines = self._lines(fact, review)
        return [
            Statement(
                source=fact["source"],
                sentence=cut_around(places[index]),
                quote=quote,
                occurrence=occurrence,
                action=review.action,
                field=name,
                value=value,
                was=was,
                by=review.by,
                on=review.on,
                note=review.note,
                fingerprint=mark,
            )
            for name, value, was in lines
        ]

    def _lines(self, fact: Row, review: Review) -> Iterable[tuple[str, str, str]]:
        """Field, value and former value of each line."""
        if review.action == "accept":
            return [("", spell_fact(fact), "")]
        if review.action == "reject":
            return [("", "", spell_fact(fact))]
        changes = self._complete(fact, review.changes)
        return [(name, value or NOTHING, write_value(fact[name])) for name, value in changes.items()]

    def _complete(self, fact: Row, given: Mapping[str, str]) -> dict[str, str]:
        """The changes, checked, with what follows from them."""
        changes = dict(given)
        for name, value in given.items():
            if name not in CORRECTABLE:
                raise UsageError(f"no field {name!r} to set; there are {', '.join(CORRECTABLE)}")
            read_value(name, value, f"fact {fact['fact_id'][:8]}")
        code = given.get("place_code")
        if code not in (None, "", NOTHING) and "place_name" not in given:
            changes["place_name"] = self._name_of(str(code))
        if code in ("", NOTHING) and "place_name" not in given:
            changes["place_name"] = NOTHING
        if "value_low" in given and "value_high" not in given and fact["value_low"] == fact["value_high"]:
            changes["value_high"] = given["value_low"]
        indicator = given.get("indicator")
        if indicator not in (None, "", NOTHING) and indicator not in self._indicators:
            raise UsageError(f"no indicator {indicator!r}; there are {', '.join(sorted(self._indicators))}")
        return changes

    def _name_of(self, code: str) -> str:
        name = self._name_place(code)
        if name is None:
            raise UsageError(f"no place with the code {code!r}; set place_name too if it is right")
        return name

    def _find(self, fact_id: str) -> tuple[Row, list[Place]]:
        """The fact, and all facts of its article, those that somebody rejected included."""
        matching = self._ids.filter(pc.starts_with(self._ids.column("fact_id"), fact_id))
        if matching.num_rows != 1:
            found = f"{matching.num_rows:,} facts" if matching.num_rows else "no fact"
            raise UsageError(f"{found} with an id that begins {fact_id!r}; take one from the column fact_id")
        whole_id, article_id = (column[0].as_py() for column in matching.columns)
        facts = _rows_of(self._output, "facts", article_id)
        fact = next(row for row in facts if row["fact_id"] == whole_id)
        rejected = [
            row for row in _rows_of(self._output, "rejections", article_id) if row["reason"] == REASON
        ]
        return fact, _places(facts, rejected)


def _rows_of(output: Output, name: str, article_id: str) -> list[Row]:
    columns = [column.name for column in TABLES[name].columns]
    tables = (
        table.filter(pc.equal(table.column("article_id"), article_id))
        for table in output.iter_tables(name, columns)
    )
    rows: list[Row] = pa.concat_tables(tables).to_pylist()
    return rows


def _places(facts: Sequence[Row], rejected: Sequence[Row]) -> list[Place]:
    """The facts in text order; a rejected one stands in the sentence of a fact around it."""
    names = ("start", "end", "quote", "sentence", "sentence_start")
    places = [Place(*(row[name] for name in names)) for row in facts]
    for row in rejected:
        around = (
            place
            for place in places
            if place.sentence_start <= row["start"] < place.sentence_start + len(place.sentence)
        )
        host = next(around, None)
        if host is not None:
            places.append(Place(row["start"], row["end"], row["quote"], host.sentence, host.sentence_start))
    return sorted(places)


def merge_statements(old: Iterable[Statement], new: Iterable[Statement]) -> list[Statement]:
    """Old lines, and new ones in place of those that they overrule.

    A later review of a fact overrules an earlier one of another action; one that sets a field overrules
    what set the same field before.

    Args:
        old: the lines of a file.
        new: the lines that a review makes.
    """
    merged = list(old)
    for one in new:
        merged = [
            other
            for other in merged
            if other.key != one.key or (other.action == one.action and other.field != one.field)
        ]
        merged.append(one)
    return merged
