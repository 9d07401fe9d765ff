"""The declarations of all tables and columns; ``schema.py`` makes Arrow of them."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import get_args

from extract.records import Direction, Kind, MentionType, Modifier, Role, Status
from extract.storing.column_types import Column, Table, null
from extract.storing.columns_derived import DERIVED_TABLES

_ARTICLE_ID = Column("article_id", "string", "The article: `articles.article_id`.")
_START = Column("start", "int32", "First code point in `articles.text`.")
_END = Column("end", "int32", "One past the last code point in `articles.text`.")
_QUOTE = Column("quote", "string", "`articles.text[start:end]`, always.")
_RUN_ID = Column("run_id", "string", "The run that wrote the row: `runs.run_id`.")

FACTS = Table(
    "facts",
    "One row per quantity mention.",
    ("article_id", "start", "end"),
    (
        Column("fact_id", "string", "Identity of the mention: hash of `article_id`, `start`, `end`."),
        Column(
            "claim_id",
            "string",
            "Hash of what is claimed (indicator, or the normalised topic where there is none, kind, values, "
            "unit, per, role, place, period, programme; not the modifier): "
            "two articles that say the same share it.",
        ),
        _ARTICLE_ID,
        _START,
        _END,
        Column("quote", "string", "The quantity as written: `articles.text[start:end]`, always."),
        Column(
            "kind", "vocabulary", "Money, percent, people, count, measure or multiple.", values=get_args(Kind)
        ),
        Column("value_low", "float64", "The number as stated, scaled; lower end of a range."),
        Column("value_high", "float64", "The same as `value_low` but for ranges."),
        Column("modifier", "vocabulary", "How the number is hedged.", values=get_args(Modifier)),
        Column(
            "unit",
            "string",
            "ISO 4217 code, `percent`, `percentage_point`, `person`, head noun, unit id, or `times`.",
        ),
        null("per", "vocabulary", "The denominator, where one is stated: `household`, `year`, `kilogram`."),
        null("base_low", "float64", "`value_low` in `base_unit`."),
        null("base_high", "float64", "`value_high` in `base_unit`."),
        null(
            "base_unit",
            "string",
            "SI base unit of a measure, `percentage_point` of basis points; else `unit`.",
        ),
        null("topic", "string", "What is counted or measured, as a noun phrase of the text."),
        null("indicator", "vocabulary", "The indicator that fits: `indicators.indicator`."),
        Column("role", "vocabulary", "How much there is, or how much it moved.", values=get_args(Role)),
        Column("direction", "vocabulary", "The movement that the clause states.", values=get_args(Direction)),
        null(
            "change_id",
            "string",
            'One movement: both levels of "from A to B" and the change between them share it. It is the '
            "`fact_id` of the first of them.",
        ),
        Column("status", "vocabulary", "What is, or what is planned or forecast.", values=get_args(Status)),
        null(
            "place_code", "string", "Six-digit GB/T 2260 code, or ISO 3166-1 alpha-2 code of another country."
        ),
        null("place_name", "string", "Official English name; of a town or village its own."),
        null("period_start", "date", "First day that the value holds for; empty where open or unknown."),
        null("period_end", "date", "Last day that the value holds for; empty where open or unknown."),
        null("baseline_start", "date", "First day of what a change is compared with."),
        null("baseline_end", "date", "Last day of what a change is compared with."),
        null("programme", "string", "The programme that the fact belongs to: `programmes.programme`."),
        null(
            "attributed_to", "string", "Who says so, as the article names it; empty where it speaks itself."
        ),
        null("page", "int32", "Page of the document that the fact begins on, from 1; empty if it has none."),
        null(
            "confidence_core",
            "float32",
            "Probability, 0 to 1, that kind, values, unit and modifier are right (docs/confidence.md).",
        ),
        null(
            "confidence_full",
            "float32",
            "Probability that role, direction, status, place, period and programme are right as well.",
        ),
        Column("sentence", "string", "The sentence that holds the fact; empty with `--no-text`."),
        Column("sentence_start", "int32", "First code point of the sentence."),
        Column("sentence_end", "int32", "One past the last code point of the sentence."),
        null("section", "string", "The heading that the fact stands under; empty with `--no-text`."),
        Column(
            "evidence", "evidence", "Where in the article each linked field comes from: field, start, end."
        ),
        Column("rules", "strings", "Ids of the rules that fired."),
        null("reviewed_by", "string", "Who accepted or corrected it; empty where nobody has yet."),
        Column("corrected", "strings", "The columns that a person set in place of what the rules gave."),
        Column("source", "string", "As in `articles`, so that one row is a whole citation."),
        null("title", "string", "As in `articles`."),
        null("publisher", "string", "As in `articles`."),
        null("published", "date", "As in `articles`."),
    ),
)

ARTICLES = Table(
    "articles",
    "One row per article read.",
    ("article_id",),
    (
        Column("article_id", "string", "Hash of `collection` and `source`."),
        Column(
            "collection", "string", "The dump: `--collection`, else the name of the input folder or file."
        ),
        Column(
            "source",
            "string",
            "Path relative to the input, or URI; in a container its path, `#`, the record's id.",
        ),
        Column("content_sha256", "string", "Digest of the bytes read."),
        Column(
            "input_digest",
            "string",
            "Digest of the content and of what came with it (sidecar, date in the path, `--published`): "
            "an article in which it is unchanged is not processed again.",
        ),
        Column("encoding", "string", "What the bytes were decoded with; `+replaced` where some were broken."),
        Column("text", "string", "The text of record, which all offsets index; empty with `--no-text`."),
        null("title", "string", "Title, from the page, else from the sidecar."),
        null("url", "string", "Where it was published: from the record, the page, or the sidecar."),
        Column("pages", "offsets", "Where each page of a paged document (PDF) begins in `text`; else empty."),
        null("publisher", "string", "Publisher, from the page, else from the sidecar."),
        null("author", "string", "Author, from the page, else from the sidecar."),
        null(
            "published",
            "date",
            "From the page, the sidecar, a date in the path, or `--published`, in this order.",
        ),
        null("language", "string", "ISO 639 code of the language; facts are read from English only."),
        null(
            "duplicate_of",
            "string",
            "The article with the same content that carries the facts, where another does.",
        ),
        null(
            "story_id",
            "string",
            "The story that it tells: the least `article_id` of its near-duplicates and itself. "
            "Claims count a story once.",
        ),
        null("signature", "bytes", "MinHash of its words and its numbers, by which stories are told."),
        Column("n_facts", "int32", "Rows of it in `facts`."),
        Column("n_rejected", "int32", "Rows of it in `rejections`."),
        _RUN_ID,
    ),
)

MENTIONS = Table(
    "mentions",
    "One row per mention of a place, programme or period, whether or not a fact uses it.",
    ("article_id", "start", "end", "type"),
    (
        _ARTICLE_ID,
        Column("type", "vocabulary", "What is mentioned.", values=get_args(MentionType)),
        _START,
        _END,
        _QUOTE,
        null("id", "string", "Place code or programme id; empty for periods and places without a code."),
        null("name", "string", "Official or canonical name; of a period its dates, `start/end`."),
        Column("rule", "string", "Id of the rule that found it."),
    ),
)

REJECTIONS = Table(
    "rejections",
    "One row per number that is not a fact, and why: every run of digits is in facts, mentions or here.",
    ("article_id", "start", "end", "reason"),
    (
        _ARTICLE_ID,
        _START,
        _END,
        _QUOTE,
        Column(
            "reason",
            "vocabulary",
            "Why: year, date, ordinal, name, furniture, list_marker, identifier, age, ...",
        ),
        Column("rule", "string", "Id of the rule that decided."),
    ),
)

FAILURES = Table(
    "failures",
    "One row per article or sidecar that could not be read or processed; the next run tries again.",
    ("collection", "source", "stage", "error"),
    (
        Column("article_id", "string", "The article that it concerns; its row in `articles` may be missing."),
        Column("collection", "string", "As in `articles`."),
        Column("source", "string", "As in `articles`; of a broken sidecar its own path."),
        Column("stage", "vocabulary", "The stage that gave up: read, segment, extract, store."),
        Column("error", "string", "What was wrong and where, in one line."),
        Column("run_id", "string", "The first of the runs that failed in this way: `runs.run_id`."),
    ),
)

CONTAINERS = Table(
    "containers",
    "One row per container (JSON lines, table, archive ...) that was read to its end: "
    "while it is the same it need not be opened again.",
    ("collection", "source"),
    (
        Column("collection", "string", "As in `articles`."),
        Column("source", "string", "Path of the container; its records are `source#...` in `articles`."),
        Column("digest", "string", "Digest of its bytes and of all options that its reading depends on."),
        Column("run_id", "string", "The run that read it: `runs.run_id`."),
    ),
)

PLACES = Table(
    "places",
    "The places that facts and mentions point to.",
    ("place_id",),
    (
        Column("place_id", "string", "The code; of a town or village the county's code, `/` and its name."),
        null("place_code", "string", "As in `facts`."),
        Column("name_en", "string", "Official English name."),
        null("name_zh", "string", "Chinese name."),
        null("level", "vocabulary", "Province, city, county, town, village, country or region."),
        null("parent_code", "string", "Code of the place that holds it."),
        null("valid_from", "date", "First day that the code was in force."),
        null("valid_to", "date", "Last day that the code was in force; empty while it is."),
        null("lat", "float64", "Latitude in degrees, WGS 84."),
        null("lon", "float64", "Longitude in degrees, WGS 84."),
    ),
)

PROGRAMMES = Table(
    "programmes",
    "The programmes that facts and mentions point to.",
    ("programme",),
    (
        Column("programme", "string", "Canonical name."),
        null("programme_id", "string", "Its id in the rules, as in `mentions.id`."),
        null("name_zh", "string", "Chinese name."),
        null("start_year", "int32", "First year."),
        null("end_year", "int32", "Last year."),
        null("description", "string", "What it is."),
    ),
)

INDICATORS = Table(
    "indicators",
    "The indicators that facts are linked to.",
    ("indicator",),
    (
        Column("indicator", "string", "Its id."),
        null("description", "string", "What it measures."),
        null("kinds", "strings", "The kinds of facts that can carry it."),
        null("default_unit", "string", "The unit in which it is usually stated."),
    ),
)

UNITS = Table(
    "units",
    "The units of facts; of counts the nouns that were counted.",
    ("unit", "kind"),
    (
        Column("unit", "string", "As in `facts`."),
        Column("kind", "vocabulary", "The kind of fact it belongs to.", values=get_args(Kind)),
        null("pint", "string", "Its pint expression, of physical units."),
        null("base_unit", "string", "As in `facts`."),
        null("base_factor", "float64", "What one of it is in `base_unit`; empty where there is an offset."),
        null("description", "string", "What it is."),
    ),
)

RUNS = Table(
    "runs",
    "One row per run; the only table that knows the clock.",
    ("run_id",),
    (
        Column("run_id", "string", "Number of the run in this output and digest of what it was run with."),
        Column("started_at", "timestamp", "When it started."),
        null("finished_at", "timestamp", "When it ended; empty for a run that was killed."),
        Column("code_version", "string", "Version of the package and digest of its sources."),
        Column("schema_version", "int32", "Version of these tables."),
        Column("rules_digest", "string", "Digest of all rule files."),
        null("model", "string", "`--model`, where one was named."),
        Column("inputs", "strings", "The inputs, as given."),
        Column("collections", "strings", "Their collections."),
        Column("n_new", "int64", "Articles that were not known before."),
        Column("n_replaced", "int64", "Known articles that were processed again."),
        Column("n_unchanged", "int64", "Articles that were not processed again."),
        Column("n_duplicates", "int64", "New or replaced articles whose facts another one carries."),
        Column("n_pruned", "int64", "Articles that were taken out, since they are gone from the input."),
        Column("n_failures", "int64", "Failures met."),
        Column("n_facts", "int64", "Facts of the new and replaced articles."),
        Column("n_rejections", "int64", "Rejections of the new and replaced articles."),
        Column("n_words", "int64", "Words of the new and replaced articles."),
        null("rolled_back_to", "string", "Of a rollback: the run whose tables it shows again."),
        null(
            "text",
            "vocabulary",
            "Whether texts and sentences are stored; empty in older runs, which stored them.",
            values=("kept", "left_out"),
        ),
        null("engine", "string", "Where its articles were processed: `local`, `spark`, `ray`."),
        null("workers", "int32", "Its worker processes; 0 where one process did all."),
        null("seconds", "float64", "From its start to its last commit, which is not counted."),
        null("peak_memory_mb", "float64", "The most memory that its process held."),
        null("worker_memory_mb", "float64", "The most memory that one of its workers held."),
        null("warnings", "strings", "What was unlike the last runs, one line each."),
    ),
)

ARTICLE_TABLES: tuple[Table, ...] = (FACTS, ARTICLES, MENTIONS, REJECTIONS)
"""Tables of whole articles, spread over buckets by ``article_id``."""

WHOLE_TABLES: tuple[Table, ...] = (FAILURES, CONTAINERS, PLACES, PROGRAMMES, INDICATORS, UNITS, RUNS)
"""Small tables, one file each."""

TABLES: Mapping[str, Table] = MappingProxyType(
    {t.name: t for t in (*ARTICLE_TABLES, *WHOLE_TABLES, *DERIVED_TABLES)}
)
"""All tables by name."""

SCHEMA_VERSION = 7
"""Raised with every change of a table; readers of older outputs look at it."""
