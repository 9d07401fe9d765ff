"""The declarations of all tables and columns; ``schema.py`` makes Arrow of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal, get_args

from extract.records import Direction, Kind, MentionType, Modifier, Role, Status

ColumnType = Literal[
    "string", "vocabulary", "int32", "int64", "float64", "date", "timestamp", "strings", "evidence"
]


@dataclass(frozen=True, slots=True)
class Column:
    """One column.

    Attributes:
        name: its name.
        type: ``vocabulary`` is a string of a small closed set, stored as a dictionary.
        description: what an analyst must know of it.
        nullable: whether it may be empty.
        values: the closed set, where the code itself knows it.
    """

    name: str
    type: ColumnType
    description: str
    nullable: bool = False
    values: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Table:
    """One table.

    Attributes:
        name: its name, and that of its folder.
        description: what one row is.
        key: the columns that tell its rows apart; rows are stored in their order.
        columns: all its columns.
    """

    name: str
    description: str
    key: tuple[str, ...]
    columns: tuple[Column, ...]


def _null(name: str, column_type: ColumnType, description: str, values: tuple[str, ...] = ()) -> Column:
    return Column(name, column_type, description, nullable=True, values=values)


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
        _null("per", "vocabulary", "The denominator, where one is stated: `household`, `year`, `kilogram`."),
        _null("base_low", "float64", "`value_low` in `base_unit`."),
        _null("base_high", "float64", "`value_high` in `base_unit`."),
        _null(
            "base_unit",
            "string",
            "SI base unit of a measure, `percentage_point` of basis points; else `unit`.",
        ),
        _null("topic", "string", "What is counted or measured, as a noun phrase of the text."),
        _null("indicator", "vocabulary", "The indicator that fits: `indicators.indicator`."),
        Column("role", "vocabulary", "How much there is, or how much it moved.", values=get_args(Role)),
        Column("direction", "vocabulary", "The movement that the clause states.", values=get_args(Direction)),
        Column("status", "vocabulary", "What is, or what is planned or forecast.", values=get_args(Status)),
        _null(
            "place_code", "string", "Six-digit GB/T 2260 code, or ISO 3166-1 alpha-2 code of another country."
        ),
        _null("place_name", "string", "Official English name; of a town or village its own."),
        _null("period_start", "date", "First day that the value holds for; empty where open or unknown."),
        _null("period_end", "date", "Last day that the value holds for; empty where open or unknown."),
        _null("baseline_start", "date", "First day of what a change is compared with."),
        _null("baseline_end", "date", "Last day of what a change is compared with."),
        _null("programme", "string", "The programme that the fact belongs to: `programmes.programme`."),
        _null(
            "attributed_to", "string", "Who says so, as the article names it; empty where it speaks itself."
        ),
        Column("sentence", "string", "The sentence that holds the fact."),
        Column("sentence_start", "int32", "First code point of the sentence."),
        Column("sentence_end", "int32", "One past the last code point of the sentence."),
        _null("section", "string", "The heading that the fact stands under."),
        Column(
            "evidence", "evidence", "Where in the article each linked field comes from: field, start, end."
        ),
        Column("rules", "strings", "Ids of the rules that fired."),
        Column("source", "string", "As in `articles`, so that one row is a whole citation."),
        _null("title", "string", "As in `articles`."),
        _null("publisher", "string", "As in `articles`."),
        _null("published", "date", "As in `articles`."),
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
        Column("text", "string", "The text of record, which all offsets index."),
        _null("title", "string", "Title, from the page, else from the sidecar."),
        _null("publisher", "string", "Publisher, from the page, else from the sidecar."),
        _null("author", "string", "Author, from the page, else from the sidecar."),
        _null(
            "published",
            "date",
            "From the page, the sidecar, a date in the path, or `--published`, in this order.",
        ),
        _null("language", "string", "ISO 639 code of the language; facts are read from English only."),
        _null(
            "duplicate_of",
            "string",
            "The article with the same content that carries the facts, where another does.",
        ),
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
        _null("id", "string", "Place code or programme id; empty for periods and places without a code."),
        _null("name", "string", "Official or canonical name; of a period its dates, `start/end`."),
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

PLACES = Table(
    "places",
    "The places that facts and mentions point to.",
    ("place_id",),
    (
        Column("place_id", "string", "The code; of a town or village the county's code, `/` and its name."),
        _null("place_code", "string", "As in `facts`."),
        Column("name_en", "string", "Official English name."),
        _null("name_zh", "string", "Chinese name."),
        _null("level", "vocabulary", "Province, city, county, town, village, country or region."),
        _null("parent_code", "string", "Code of the place that holds it."),
        _null("valid_from", "date", "First day that the code was in force."),
        _null("valid_to", "date", "Last day that the code was in force; empty while it is."),
        _null("lat", "float64", "Latitude in degrees, WGS 84."),
        _null("lon", "float64", "Longitude in degrees, WGS 84."),
    ),
)

PROGRAMMES = Table(
    "programmes",
    "The programmes that facts and mentions point to.",
    ("programme",),
    (
        Column("programme", "string", "Canonical name."),
        _null("programme_id", "string", "Its id in the rules, as in `mentions.id`."),
        _null("name_zh", "string", "Chinese name."),
        _null("start_year", "int32", "First year."),
        _null("end_year", "int32", "Last year."),
        _null("description", "string", "What it is."),
    ),
)

INDICATORS = Table(
    "indicators",
    "The indicators that facts are linked to.",
    ("indicator",),
    (
        Column("indicator", "string", "Its id."),
        _null("description", "string", "What it measures."),
        _null("kinds", "strings", "The kinds of facts that can carry it."),
        _null("default_unit", "string", "The unit in which it is usually stated."),
    ),
)

UNITS = Table(
    "units",
    "The units of facts; of counts the nouns that were counted.",
    ("unit", "kind"),
    (
        Column("unit", "string", "As in `facts`."),
        Column("kind", "vocabulary", "The kind of fact it belongs to.", values=get_args(Kind)),
        _null("pint", "string", "Its pint expression, of physical units."),
        _null("base_unit", "string", "As in `facts`."),
        _null("base_factor", "float64", "What one of it is in `base_unit`; empty where there is an offset."),
        _null("description", "string", "What it is."),
    ),
)

RUNS = Table(
    "runs",
    "One row per run; the only table that knows the clock.",
    ("run_id",),
    (
        Column("run_id", "string", "Number of the run in this output and digest of what it was run with."),
        Column("started_at", "timestamp", "When it started."),
        _null("finished_at", "timestamp", "When it ended; empty for a run that was killed."),
        Column("code_version", "string", "Version of the package and digest of its sources."),
        Column("schema_version", "int32", "Version of these tables."),
        Column("rules_digest", "string", "Digest of all rule files."),
        _null("model", "string", "`--model`, where one was named."),
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
    ),
)

_CLAIM_FIELDS = (
    _null("indicator", "vocabulary", "As in `facts`."),
    _null("topic", "string", "As in `facts`, of the first fact."),
    Column("kind", "vocabulary", "As in `facts`.", values=get_args(Kind)),
    Column("unit", "string", "As in `facts`."),
    _null("per", "vocabulary", "As in `facts`."),
    Column("role", "vocabulary", "As in `facts`.", values=get_args(Role)),
)
_PLACE_FIELDS = (
    _null("place_code", "string", "As in `facts`."),
    _null("place_name", "string", "As in `facts`."),
)

CLAIMS = Table(
    "claims",
    "One row per claim: what one or more facts say alike.",
    ("claim_id",),
    (
        Column("claim_id", "string", "As in `facts`."),
        *_CLAIM_FIELDS,
        Column("value_low", "float64", "As in `facts`."),
        Column("value_high", "float64", "As in `facts`."),
        _null("direction", "vocabulary", "As in `facts`; empty where its facts differ.", get_args(Direction)),
        _null("status", "vocabulary", "As in `facts`; empty where its facts differ.", get_args(Status)),
        *_PLACE_FIELDS,
        _null("period_start", "date", "As in `facts`."),
        _null("period_end", "date", "As in `facts`."),
        _null("programme", "string", "As in `facts`."),
        Column(
            "scope",
            "vocabulary",
            "Whether subject (indicator or topic), place and period are all known. Facts of an open claim "
            "may speak of different things that happen to have the same number.",
            values=("full", "open"),
        ),
        Column("n_facts", "int32", "Facts that state it."),
        Column("n_articles", "int32", "Articles that state it; exact duplicates count once."),
        Column(
            "n_sources",
            "int32",
            "Independent articles that state it: copies of one story, and articles that state it in the "
            "same sentence, count once.",
        ),
        _null("first_published", "date", "Date of the earliest of its articles."),
        _null("last_published", "date", "Date of the latest of its articles."),
        Column("fact_ids", "strings", "Its facts: `facts.fact_id`."),
    ),
)


def _side(name: str, *, nullable: bool) -> tuple[Column, ...]:
    """The citation of one side of a conflict."""
    empty = "; empty where one fact contradicts itself" if nullable else ""
    of = f"Of the {name} fact{empty}: "
    return (
        Column(f"{name}_fact_id", "string", f"{of}`facts.fact_id`.", nullable),
        Column(f"{name}_claim_id", "string", f"{of}`claims.claim_id`.", nullable),
        Column(f"{name}_article_id", "string", f"{of}`articles.article_id`.", nullable),
        Column(f"{name}_source", "string", f"{of}as in `articles`.", nullable),
        _null(f"{name}_published", "date", f"{of}as in `articles`."),
        Column(f"{name}_quote", "string", f"{of}the quantity as written.", nullable),
        Column(f"{name}_sentence", "string", f"{of}its sentence.", nullable),
        _null(f"{name}_period_start", "date", f"{of}first day of its period."),
        _null(f"{name}_period_end", "date", f"{of}last day of its period."),
        Column(f"{name}_n_sources", "int32", f"{of}`claims.n_sources`.", nullable),
    )


CONFLICTS = Table(
    "conflicts",
    "One row per contradiction: two facts that cannot both be true, or one that cannot be.",
    ("conflict_id",),
    (
        Column("conflict_id", "string", "Hash of `reason` and the facts."),
        Column(
            "reason",
            "vocabulary",
            "`value`: different numbers for the same. `direction`: up and down for the same. "
            "`part_exceeds_whole`: a part that is greater than its whole. `share_over_100`: more than all. "
            "`jump`: a hundred times as much within a few years, most likely a slip of units.",
            values=("value", "direction", "part_exceeds_whole", "share_over_100", "jump"),
        ),
        Column("explanation", "string", "What contradicts what, in one sentence."),
        *_CLAIM_FIELDS,
        *_PLACE_FIELDS,
        _null("programme", "string", "As in `facts`."),
        *_side("one", nullable=False),
        *_side("other", nullable=True),
    ),
)

ARTICLE_TABLES: tuple[Table, ...] = (FACTS, ARTICLES, MENTIONS, REJECTIONS)
"""Tables of whole articles, spread over buckets by ``article_id``."""

WHOLE_TABLES: tuple[Table, ...] = (FAILURES, PLACES, PROGRAMMES, INDICATORS, UNITS, RUNS)
"""Small tables, one file each."""

DERIVED_TABLES: tuple[Table, ...] = (CLAIMS, CONFLICTS)
"""Tables that each commit makes anew of the facts."""

TABLES: Mapping[str, Table] = MappingProxyType(
    {t.name: t for t in (*ARTICLE_TABLES, *WHOLE_TABLES, *DERIVED_TABLES)}
)
"""All tables by name."""

SCHEMA_VERSION = 2
"""Raised with every change of a table; readers of older outputs look at it."""
