"""Gold annotations: reading them, and laying the rows of an output beside them."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path, PurePosixPath
from typing import Any

from extract.errors import UsageError
from extract.reading.decoding import decode
from extract.storing.reading_back import Output

Row = Mapping[str, Any]

_SUFFIX = ".gold.json"


@dataclass(frozen=True, slots=True)
class GoldArticle:
    """An annotated article.

    Attributes:
        name: file name of its text.
        text: the text of record.
        article: title, publisher, author, published; None where the page states none.
        facts, places, programmes: the annotations in text order.
    """

    name: str
    text: str
    article: Row
    facts: Sequence[Row]
    places: Sequence[Row]
    programmes: Sequence[Row]


def read_gold(*folders: Path) -> list[GoldArticle]:
    """All annotated articles of some folders, by name.

    Args:
        folders: each holds ``NAME.txt`` and ``NAME.gold.json``.

    Raises:
        UsageError: a folder without gold, an annotation that is no JSON or lacks its text.
    """
    paths = sorted(
        (path for folder in folders for path in folder.glob(f"*{_SUFFIX}")), key=lambda path: path.name
    )
    if not paths:
        named = ", ".join(map(str, folders))
        raise UsageError(f"{named}: no *{_SUFFIX} there; name a folder of texts with their gold")
    return [_read_one(path) for path in paths]


def _read_one(path: Path) -> GoldArticle:
    text_path = path.with_name(path.name.removesuffix(_SUFFIX) + ".txt")
    try:
        gold = json.loads(path.read_text(encoding="utf-8"))
        data = text_path.read_bytes()
    except FileNotFoundError:
        raise UsageError(f"{path}: its text {text_path.name} is missing") from None
    except json.JSONDecodeError as error:
        raise UsageError(f"{path}:{error.lineno}: not valid JSON ({error.msg})") from None
    text = decode(data).text
    return GoldArticle(
        text_path.name, text, gold["article"], gold["facts"], gold["places"], gold["programmes"]
    )


def lay_beside(
    gold: Sequence[GoldArticle], output: Output
) -> list[tuple[GoldArticle, Row | None, Sequence[Row], Sequence[Row]]]:
    """The rows of an output beside each gold article, matched by file name.

    Args:
        gold: the annotated articles.
        output: what a run over their texts wrote.
    """
    articles = {PurePosixPath(row["source"]).name: row for row in _rows(output, "articles")}
    facts, mentions = (_by_article(output, name) for name in ("facts", "mentions"))
    beside: list[tuple[GoldArticle, Row | None, Sequence[Row], Sequence[Row]]] = []
    for one in gold:
        row = articles.get(one.name)
        key = row["article_id"] if row else None
        beside.append((one, row, facts[key], mentions[key]))
    return beside


def _by_article(output: Output, table: str) -> Mapping[str | None, list[Row]]:
    found: dict[str | None, list[Row]] = defaultdict(list)
    for row in _rows(output, table):
        found[row["article_id"]].append(row)
    return found


def _rows(output: Output, table: str) -> list[dict[str, Any]]:
    return [{key: _plain(value) for key, value in row.items()} for row in output.table(table).to_pylist()]


def _plain(value: object) -> object:
    """Dates as the text that gold has; empty strings as nothing."""
    if isinstance(value, (date, datetime)):
        return value.isoformat()[:10]
    if isinstance(value, str):
        return value.strip() or None
    return value
