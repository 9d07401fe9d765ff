"""``extract_text``: the facts of one text, for a notebook."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

from extract.reading.days import parse_day
from extract.records import RawArticle
from extract.rules.loading import RuleSet
from extract.running.pipelines import Pipeline, load_pipeline
from extract.storing.arrow import build_table
from extract.storing.rows import RowContext, build_rows

_COLLECTION = "text"


def extract_text(
    text: str,
    *,
    title: str | None = None,
    published: date | str | None = None,
    source: str = "text",
    rules: Iterable[str | Path] = (),
    model: str | None = None,
) -> list[dict[str, Any]]:
    """The facts of one text.

    Args:
        text: the article; offsets of the facts index it.
        title: its title, unless the text has one of its own.
        published: its date (ISO if a string): "last year" is read from there.
        source: a name for it, repeated in each fact.
        rules: folders of your own rules, laid over the built-in ones.
        model: spaCy model instead of the default.

    Returns:
        A dictionary with the columns of the table ``facts`` for each fact, in text order.

    Example:
        >>> facts = extract_text("Some 12.5 million yuan was spent.")
        >>> facts[0]["quote"], facts[0]["value_low"], facts[0]["unit"]
        ('12.5 million yuan', 12500000.0, 'CNY')
    """
    pipeline = load_cached(rules, model)
    return extract_rows(pipeline, make_raw(text, title=title, published=parse_day(published), source=source))[
        "facts"
    ]


def make_raw(text: str, *, title: str | None, published: date | None, source: str) -> RawArticle:
    """A raw article of a string; lone surrogates, which no file can hold, become ``?``."""
    clean = text.encode("utf-8", "replace").decode("utf-8")
    digest = hashlib.sha256(clean.encode()).hexdigest()
    return RawArticle(_COLLECTION, source, clean, digest, title=title, published=published)


def extract_rows(pipeline: Pipeline, raw: RawArticle) -> dict[str, list[dict[str, Any]]]:
    """The rows of one article in facts, articles, mentions and rejections.

    Args:
        pipeline: a loaded pipeline.
        raw: the article.
    """
    (result,) = pipeline.extractor.extract([raw])
    context = RowContext(run_id="", input_digest="", base_value=pipeline.base_value)
    rows = build_rows(result, context)
    return {name: build_table(name, columns).to_pylist() for name, columns in rows.items()}


def load_cached(rules: Iterable[str | Path] = (), model: str | None = None) -> Pipeline:
    """The pipeline, loaded once for each set of folders of rules.

    Args:
        rules: folders of your own rules.
        model: spaCy model instead of the default.
    """
    return _load(tuple(str(Path(folder).resolve()) for folder in rules), model)


@lru_cache(maxsize=4)
def _load(rules: tuple[str, ...], model: str | None) -> Pipeline:
    return load_pipeline(RuleSet(*map(Path, rules)), model)
