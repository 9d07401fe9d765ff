"""A golden file beside the facts that were found, in the words of ``extract diff``."""

from __future__ import annotations

import difflib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, get_args

from extract.records import Modifier
from extract.reviewing.diffing import compare_sides
from extract.reviewing.diffing_filters import DiffFilter
from extract.reviewing.diffing_records import COLUMNS
from extract.reviewing.diffing_sides import Side, make_side
from extract.reviewing.diffing_text import format_text
from extract.reviewing.golden import GAP, format_facts

Row = Mapping[str, Any]

_MODIFIERS = frozenset(get_args(Modifier))
_CODE = re.compile(r"[0-9]{6}|[A-Z]{2}")
_LABELS = ("indicator", "at", "in", "against", "under")


@dataclass(frozen=True, slots=True)
class FoundFacts:
    """What was found in an article.

    Attributes:
        name: of its golden file.
        text: its text of record.
        facts: its rows of the table ``facts``.
    """

    name: str
    text: str
    facts: Sequence[Row]


def compare_goldens(goldens: Mapping[str, str], found: Sequence[FoundFacts]) -> str:
    """What differs between golden files and what was found; empty where nothing does.

    Args:
        goldens: the content of golden files by name; an article without one has no expected fact.
        found: the articles.
    """
    changed = [one for one in found if goldens.get(one.name, "") != format_facts(one.facts)]
    if not changed:
        return ""
    expected = {one.name: goldens.get(one.name, "") for one in changed}
    try:
        sides = _build_sides(expected, changed)
    except (ValueError, IndexError):
        # Not every line of text is a golden line: somebody edited it.
        return _line_diff(expected, changed)
    diff = compare_sides(*sides, DiffFilter())
    return format_text(diff, limit=None) if len(diff) else _line_diff(expected, changed)


def read_facts(text: str) -> list[dict[str, Any]]:
    """The facts of a golden file, as far as it tells of them.

    Args:
        text: its content.

    Raises:
        ValueError, IndexError: a line of another shape.
    """
    return [_read_line(line) for line in text.splitlines()]


def _build_sides(expected: Mapping[str, str], found: Sequence[FoundFacts]) -> tuple[Side, Side]:
    rows: tuple[list[Row], list[Row]] = ([], [])
    articles: tuple[list[Row], list[Row]] = ([], [])
    for one in found:
        before, after = read_facts(expected[one.name]), read_facts(format_facts(one.facts))
        same = all(" ".join(one.text[row["start"] : row["end"]].split()) == row["quote"] for row in before)
        known = {(fact["start"], fact["end"]): fact for fact in one.facts}
        for side, facts in enumerate((before, after)):
            # Of a text that has changed since, the old sentences are gone: words and order must do.
            rows[side].extend(_complete(row, one, known, whole=same) for row in facts)
            digest = one.name if same else f"{one.name} {side}"
            articles[side].append({"article_id": one.name, "source": one.name, "content_sha256": digest})
    old = make_side(rows[0], articles[0], "golden")
    return old, make_side(rows[1], articles[1], "found")


def _complete(
    row: Mapping[str, Any], one: FoundFacts, known: Mapping[tuple[int, int], Row], *, whole: bool
) -> Row:
    """A row with what a golden file leaves out: sentence and rules of the same span, where it is known."""
    fact = known.get((row["start"], row["end"]))
    sentence, start = row["quote"], row["start"]
    if whole and fact:
        sentence, start = fact["sentence"], fact["sentence_start"]
    elif whole:
        start = one.text.rfind("\n", 0, row["start"]) + 1
        sentence = one.text[start:].partition("\n")[0]
    quote = one.text[row["start"] : row["end"]] if whole else row["quote"]
    return dict(row) | {
        "fact_id": f"{one.name}:{row['start']}-{row['end']}",
        "article_id": one.name,
        "source": one.name,
        "quote": quote,
        "sentence": sentence,
        "sentence_start": start,
        "rules": fact["rules"] if fact else [],
        "corrected": [],
    }


def _line_diff(expected: Mapping[str, str], found: Sequence[FoundFacts]) -> str:
    lines: list[str] = []
    for one in found:
        pair = (expected[one.name].splitlines(), format_facts(one.facts).splitlines())
        lines += difflib.unified_diff(*pair, f"{one.name} (golden)", f"{one.name} (found)", lineterm="", n=0)
    return "".join(f"{line}\n" for line in lines)


def _read_line(line: str) -> dict[str, Any]:
    span, quote, value, topic, *rest = line.split(GAP)
    start, end = map(int, span.split("-"))
    row: dict[str, Any] = dict.fromkeys(COLUMNS) | {"start": start, "end": end, "quote": quote}
    row |= _read_value(value) | {"topic": None if topic == "-" else topic}
    for part in rest:
        label, _, content = part.partition(" ")
        if label in _LABELS:
            row |= _read_labelled(label, content)
        else:
            row["role"], row["direction"], row["status"] = part.split(" ")
    return row


def _read_value(text: str) -> dict[str, Any]:
    stated, _, per = text.partition(" per ")
    kind, *rest = stated.split(" ")
    modifier = rest.pop(0) if rest[0] in _MODIFIERS else "exact"
    low, _, high = rest.pop(0).partition("..")
    return {
        "kind": kind,
        "modifier": modifier,
        "value_low": float(low),
        "value_high": float(high or low),
        "unit": " ".join(rest),
        "per": per or None,
    }


def _read_labelled(label: str, content: str) -> dict[str, Any]:
    match label:
        case "at":
            code, _, name = content.partition(" ")
            coded = bool(_CODE.fullmatch(code) and name)
            return {"place_code": code if coded else None, "place_name": name if coded else content}
        case "in":
            return _read_days("period", content)
        case "against":
            return _read_days("baseline", content)
        case "under":
            return {"programme": content}
        case _:
            return {"indicator": content}


def _read_days(name: str, text: str) -> dict[str, Any]:
    start, _, end = text.partition("/")
    days = (None if day == ".." else date.fromisoformat(day) for day in (start, end or start))
    return dict(zip((f"{name}_start", f"{name}_end"), days, strict=True))
