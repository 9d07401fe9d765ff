"""Why a fact says what it says: each field with the rule and the words that it came from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from extract.errors import UsageError
from extract.reviewing.explaining_signals import why
from extract.storing.reading_back import Output

Row = Mapping[str, Any]

# Columns that one line of an explanation shows together, and what rules and evidence are filed under.
_FIELDS: tuple[tuple[str, tuple[str, ...], tuple[str, ...]], ...] = (
    (
        "value",
        ("value_low", "value_high"),
        ("number", "word", "scale", "vague", "fraction", "multiple", "times", "range"),
    ),
    (
        "unit",
        ("kind", "unit"),
        ("currency", "unit", "percent", "people", "count", "reference", "subunit", "shared_unit"),
    ),
    ("modifier", ("modifier",), ("modifier",)),
    ("per", ("per",), ("per", "per_noun")),
    ("topic", ("topic",), ("topic",)),
    ("indicator", ("indicator",), ("indicator",)),
    ("movement", ("role", "direction"), ("direction",)),
    ("status", ("status",), ("status",)),
    ("place", ("place_code", "place_name"), ("place",)),
    ("period", ("period_start", "period_end"), ("period",)),
    ("baseline", ("baseline_start", "baseline_end"), ("baseline",)),
    ("programme", ("programme",), ("programme",)),
    ("review", ("reviewed_by", "corrected"), ("correction",)),
    ("attribution", ("attributed_to",), ("attributed_to",)),
)


_UNIT_RULES = _FIELDS[1][2]
FAMILIES: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {name: families for name, _, families in _FIELDS}
    | dict.fromkeys(("quote", "kind", "base"), _UNIT_RULES)
    | dict.fromkeys(("role", "direction"), ("direction", "movement"))
    | {"attributed_to": ("attributed_to",)}
)
"""What the ids of the rules of each field begin with."""


@dataclass(frozen=True, slots=True)
class FieldReason:
    """One field of a fact and what it rests on.

    Attributes:
        field: its name.
        value: its value, as text; empty where the fact has none.
        rules: ids of the rules that made it.
        words: the stretches of the article that it came from.
        spans: where these stand: first code point and one past the last.
        why: what the rules of a place, a period or a programme say in words, else ''.
    """

    field: str
    value: str
    rules: tuple[str, ...]
    words: tuple[str, ...]
    spans: tuple[tuple[int, int], ...] = ()
    why: str = ""


@dataclass(frozen=True, slots=True)
class Explanation:
    """A fact explained.

    Attributes:
        fact: its row.
        sentence: its sentence with what was found in it marked: ``[10,404 yuan]{fact}``.
        fields: its fields with their reasons.
        rejected: the numbers of the sentence that are no facts: words, reason, rule.
        with_text: whether the text is stored; if not, only quotes of it are shown.
    """

    fact: Row
    sentence: str
    fields: tuple[FieldReason, ...]
    rejected: tuple[tuple[str, str, str], ...]
    with_text: bool


def explain_fact(output: Output, fact_id: str) -> Explanation:
    """Explain one fact of an output.

    Args:
        output: the open output.
        fact_id: its id, or the first characters of it.

    Raises:
        UsageError: no fact of that id, or several.
    """
    facts = output.table("facts").to_pylist()
    matching = [fact for fact in facts if fact["fact_id"].startswith(fact_id)]
    if len(matching) != 1:
        found = f"{len(matching)} facts" if matching else "no fact"
        raise UsageError(f"{found} with an id that begins {fact_id!r}; take one from the column fact_id")
    fact = matching[0]
    siblings = [one for one in facts if one["article_id"] == fact["article_id"]]
    mentions, rejections = (_rows_of(output, name, fact) for name in ("mentions", "rejections"))
    return explain_row(fact, _text_of(output, fact["article_id"]), siblings, mentions, rejections)


def explain_row(
    fact: Row,
    stored: str,
    facts: Sequence[Row],
    mentions: Sequence[Row],
    rejections: Sequence[Row],
) -> Explanation:
    """Explain one fact, given the rows of its article.

    Args:
        fact: a row of facts.
        stored: the text of its article; empty where it is not stored.
        facts: all rows of facts of the article.
        mentions: its rows of mentions.
        rejections: its rows of rejections.
    """
    beside, named, rejected = (_inside(rows, fact) for rows in (facts, mentions, rejections))
    text = stored or _join_quotes([*beside, *named, *rejected])
    return Explanation(
        fact,
        _marked(text, fact, [*beside, *named]),
        explain_fields(fact, text),
        tuple((row["quote"], row["reason"], row["rule"]) for row in rejected),
        bool(stored),
    )


def explain_fields(fact: Row, text: str) -> tuple[FieldReason, ...]:
    """The fields of a fact, each with its rules and the words of the article that it came from.

    Args:
        fact: a row of facts.
        text: the text of its article.
    """
    return tuple(_reason(fact, text, *names) for names in _FIELDS)


def _text_of(output: Output, article_id: str) -> str:
    articles = output.table("articles", ["article_id", "text"]).to_pylist()
    return str(next(row["text"] for row in articles if row["article_id"] == article_id))


def _join_quotes(rows: Sequence[Row]) -> str:
    """What is known of a text that is not stored: its quotes in their places, blanks between."""
    text = [" "] * max(row["end"] for row in rows)
    for row in rows:
        text[row["start"] : row["end"]] = row["quote"]
    return "".join(text)


def _rows_of(output: Output, table: str, fact: Row) -> list[Row]:
    rows = output.table(table).to_pylist()
    return [row for row in rows if row["article_id"] == fact["article_id"]]


def _inside(rows: Sequence[Row], fact: Row) -> list[Row]:
    return [
        row for row in rows if fact["sentence_start"] <= row["start"] and row["end"] <= fact["sentence_end"]
    ]


def _marked(text: str, fact: Row, rows: Sequence[Row]) -> str:
    """The sentence with brackets around what was found, outer ones where they nest."""
    pieces, position = [], fact["sentence_start"]
    for row in sorted(rows, key=lambda row: (row["start"], -row["end"])):
        if row["start"] < position:
            continue
        label = "this fact" if row.get("fact_id") == fact["fact_id"] else row.get("type", "fact")
        pieces += [text[position : row["start"]], f"[{text[row['start'] : row['end']]}]{{{label}}}"]
        position = row["end"]
    pieces.append(text[position : fact["sentence_end"]])
    return " ".join("".join(pieces).split())


def _reason(fact: Row, text: str, field: str, columns: Sequence[str], families: Sequence[str]) -> FieldReason:
    values = [_spell(fact[column]) for column in columns if fact[column] is not None]
    rules = tuple(rule for rule in fact["rules"] if rule.split(".")[0] in families)
    wanted = {*columns, *families, field}
    found = [(span["start"], span["end"]) for span in fact["evidence"] if span["field"] in wanted]
    spans = tuple(dict.fromkeys(found))
    words = dict.fromkeys(" ".join(text[start:end].split()) for start, end in spans)
    said = tuple(filter(None, words))
    return FieldReason(
        field, " ".join(dict.fromkeys(values)), rules, said, spans, why(rules) if values else ""
    )


def _spell(value: object) -> str:
    return ", ".join(value) if isinstance(value, list) else str(value)
