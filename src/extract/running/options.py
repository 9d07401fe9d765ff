"""The options of a run: as keywords of ``extract.run``, and checked."""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from datetime import date
from typing import Any, Literal, TypedDict, get_args

from extract.errors import UsageError
from extract.reading.days import parse_day
from extract.reading.options import ColumnNames, InputLimits, Kind, ReadOptions, parse_kind
from extract.running.workers import Limits

EngineName = Literal["local", "spark", "ray"]
FormatName = Literal["parquet", "delta"]
FORMATS: tuple[FormatName, ...] = get_args(FormatName)
ENGINES: tuple[EngineName, ...] = get_args(EngineName)


class RunKeywords(TypedDict, total=False):
    """Keywords of ``extract.run``, one for each option of ``extract run``.

    Attributes:
        collection: name of the dump; by default the name of each input.
        published: date of articles of which nothing else tells one; ISO if a string.
        text_column: the column of tables, or key of JSON, that holds the text; guessed if not named.
        title_column: the same for the title.
        publisher_column: the same for the publisher.
        author_column: the same for the author.
        published_column: the same for the date of publication.
        url_column: the same for the URL.
        id_column: the same for what names a record; by default an id or URL column, else its number.
        input_format: what inputs that are named hold, whatever their suffix: ``jsonl``, ``csv`` ...
        max_bytes: an article of more is refused with a row in ``failures``.
        max_html_bytes: the same of a web page.
        max_ratio: how many times its size a file may unpack to.
        max_nesting: how deep archives may lie in archives.
        max_entries: of one archive.
        prune: take out articles that are gone from the input.
        max_failures: a number of failures, or below 1 a share of the articles.
        commit_every: articles from one commit to the next.
        workers: worker processes; by default all is done in this one, or in one where a limit is set.
        time_limit: seconds that one article may take; then it is a row in ``failures``.
        memory_limit: bytes that a worker may take, about 400 MB for rules and model included.
        keep: of how many earlier runs the last snapshot stays; by default as many as before.
        wait: wait for a run that writes to the same output; without it that is an error.
        no_text: store offsets, quotes and hashes, no texts and no sentences.
        format: ``delta`` writes the tables as Delta Lake tables, too: docs/delta.md.
        delta_to: where these stand, a path or URL; by default the folder ``delta`` of the output.
        engine: ``local``, or for a cluster ``spark`` or ``ray``: docs/cluster.md.
        master: the cluster, such as ``spark://host:7077`` or ``local[2,4]``.
    """

    collection: str | None
    published: date | str | None
    text_column: str | None
    title_column: str | None
    publisher_column: str | None
    author_column: str | None
    published_column: str | None
    url_column: str | None
    id_column: str | None
    input_format: str | None
    max_bytes: int
    max_html_bytes: int
    max_ratio: int
    max_nesting: int
    max_entries: int
    prune: bool
    max_failures: float | None
    commit_every: int | None
    workers: int | None
    time_limit: float | None
    memory_limit: int | None
    keep: int | None
    wait: bool
    no_text: bool
    format: FormatName
    delta_to: str | None
    engine: EngineName
    master: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class RunOptions:
    """How to run; the defaults are those of ``extract run``.

    Attributes:
        collection: name for the articles of all inputs; by default each input's own name.
        published: date of articles of which nothing else tells one.
        columns: names of columns and keys that hold an article; those not named are guessed.
        input_format: what inputs that are named hold, whatever their suffix.
        input_limits: what input may cost; above it is a row in ``failures``.
        prune: take out articles that are gone from the input.
        max_failures: end with an error above so many failures (or, below 1, such a share).
        commit_every: articles from one commit to the next; by default what keeps commits
            under a tenth of the time.
        workers: worker processes; None: all in this process, or one where a limit is set.
        time_limit: seconds that one article may take.
        memory_limit: bytes that a worker may take, rules and model included.
        keep: of how many earlier runs the last snapshot stays; by default as many as before.
        wait: wait for a run that writes to the same output.
        no_text: store offsets, quotes and hashes, no texts and no sentences.
        format: what the tables are written as; Parquet they always are.
        delta_to: where Delta tables stand; None: in the output.
        engine: what processes the articles: this machine, or a cluster.
        master: the cluster.
    """

    collection: str | None = None
    published: date | None = None
    columns: ColumnNames = field(default_factory=ColumnNames)
    input_format: Kind | None = None
    input_limits: InputLimits = field(default_factory=InputLimits)
    prune: bool = False
    max_failures: float | None = None
    commit_every: int | None = None
    workers: int | None = None
    time_limit: float | None = None
    memory_limit: int | None = None
    keep: int | None = None
    wait: bool = False
    no_text: bool = False
    format: FormatName = "parquet"
    delta_to: str | None = None
    engine: EngineName = "local"
    master: str | None = None

    @property
    def reading(self) -> ReadOptions:
        """How to read."""
        return ReadOptions(
            collection=self.collection,
            published=self.published,
            limits=self.input_limits,
            columns=self.columns,
            kind=self.input_format,
        )

    @property
    def limits(self) -> Limits:
        """What one article may take."""
        return Limits(seconds=self.time_limit, memory=self.memory_limit)

    @property
    def worker_count(self) -> int:
        """How many worker processes; 0: none. Only a process of its own can be stopped or limited."""
        return self.workers if self.workers is not None else int(self.limits != Limits())

    def check(self) -> None:
        """Refuse what makes no sense.

        Raises:
            UsageError: a negative limit, an interval below 1.
        """
        if self.commit_every is not None and self.commit_every < 1:
            raise UsageError(f"commit_every is {self.commit_every}; give 1 or more articles")
        if self.workers is not None and self.workers < 1:
            raise UsageError(f"workers is {self.workers}; give 1 or more, or leave it away")
        self.limits.check()
        self._check_engine()
        if self.format not in FORMATS:
            raise UsageError(f"format {self.format!r} is unknown; there are {', '.join(FORMATS)}")
        if self.delta_to is not None and self.format != "delta":
            raise UsageError(
                f"delta_to is {self.delta_to!r}, but the format is not delta; pass --format delta"
            )
        if self.keep is not None and self.keep < 0:
            raise UsageError(f"keep is {self.keep}; give 0 or more earlier runs")
        self.input_limits.check()
        if self.max_failures is not None and self.max_failures < 0:
            raise UsageError(
                f"max_failures is {self.max_failures}; give a number such as 10, or a share as 0.01"
            )
        if self.collection is not None and not self.collection.strip():
            raise UsageError("the collection has an empty name; give one, or leave it away")

    def _check_engine(self) -> None:
        if self.engine not in ENGINES:
            raise UsageError(f"engine {self.engine!r} is unknown; there are {', '.join(ENGINES)}")
        if self.engine == "local" and self.master is not None:
            raise UsageError(
                f"master {self.master!r} is a cluster's; name its engine, such as --engine spark"
            )
        if self.engine != "local" and self.workers is not None:
            raise UsageError("--workers are those of one machine; how many a cluster has, --master says")


def make_options(given: RunKeywords) -> RunOptions:
    """The options that keywords say.

    Args:
        given: the keywords.

    Raises:
        UsageError: one that makes no sense.
        TypeError: no such keyword.
    """
    unknown = given.keys() - RunKeywords.__annotations__.keys()
    if unknown:
        raise TypeError(f"run() has no keyword {min(unknown)!r}; help(extract.RunKeywords) lists them")
    rest: dict[str, Any] = dict(given)
    columns = {one.name: rest.pop(f"{one.name}_column", None) for one in fields(ColumnNames)}
    limits = {one.name: rest.pop(one.name) for one in fields(InputLimits) if one.name in rest}
    options = RunOptions(
        published=parse_day(rest.pop("published", None)),
        input_format=parse_kind(rest.pop("input_format", None)),
        columns=ColumnNames(**columns),
        input_limits=InputLimits(**limits),
        **rest,
    )
    options.check()
    return options
