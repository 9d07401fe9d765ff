"""The unit of work: from a batch of articles to the rows of all article tables, as Arrow.

The same function runs in the process of ``extract run``, in its worker processes and in the
executors of a cluster. No record of a stage leaves it: a spaCy Doc costs twenty times as much to
ship as to make, and rows go as Arrow buffers, which cost nothing to ship.
"""

from __future__ import annotations

import json
import textwrap
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass, field, replace
from typing import Protocol, TypeVar

import pyarrow as pa

from extract.records import ArticleResult, Failure, RawArticle
from extract.running.pipelines import Pipeline
from extract.running.usage import cpu_seconds, peak_memory
from extract.storing.arrow import RowError, build_article_tables
from extract.storing.columns import ARTICLE_TABLES
from extract.storing.rows import Columns, RowContext, build_rows

_ERROR_CHARACTERS = 500
_Given = TypeVar("_Given")


class Readable(Protocol):
    """An article that is found and not yet decoded (``Candidate``); workers get it pickled."""

    @property
    def collection(self) -> str:
        """As in ``RawArticle``."""
        ...

    @property
    def source(self) -> str:
        """As in ``RawArticle``."""
        ...

    @property
    def content_sha256(self) -> str:
        """As in ``RawArticle``."""
        ...

    @property
    def input_digest(self) -> str:
        """Digest of the content and of all that came with it."""
        ...

    @property
    def size(self) -> int:
        """Bytes that it holds."""
        ...

    def read(self) -> RawArticle | Failure:
        """Decode it."""
        ...


@dataclass(frozen=True, slots=True)
class Work:
    """An article that waits for the pipeline.

    Attributes:
        article_id: its id.
        article: how to read it.
        run_id: the run that writes its rows.
        duplicate_of: the article that carries its facts, where it repeats one.
        with_text: whether its text may be stored.
    """

    article_id: str
    article: Readable
    run_id: str
    duplicate_of: str | None = None
    with_text: bool = True

    def with_article(self, article: Readable) -> Work:
        """The same work on the same article, read another way."""
        return replace(self, article=article)

    def fail(self, stage: str, error: str) -> Failure:
        """Say that a stage gave it up."""
        message = textwrap.shorten(error, _ERROR_CHARACTERS, placeholder=" ...")
        return Failure(self.article.source, self.article.collection, stage, message)


@dataclass(slots=True)
class BatchResult:
    """What a batch gave.

    Attributes:
        tables: its rows in all article tables (plain schemas), whole articles, in its order.
        failures: what was given up, by article id; such an article has no rows.
        words: words of the articles that have rows.
        seconds: processor time that it took.
        memory: most memory of the process that did it, in MB.
    """

    tables: dict[str, pa.Table]
    failures: dict[str, Failure] = field(default_factory=dict)
    words: int = 0
    seconds: float = 0.0
    memory: float | None = None

    def to_bytes(self) -> bytes:
        """As a message: a line of JSON, then an Arrow stream for each table."""
        streams = [_to_stream(self.tables[table.name]) for table in ARTICLE_TABLES]
        header = {
            "sizes": [stream.size for stream in streams],
            "failures": {article_id: asdict(failure) for article_id, failure in self.failures.items()},
            "words": self.words,
            "seconds": self.seconds,
            "memory": self.memory,
        }
        return b"".join([json.dumps(header).encode(), b"\n", *streams])

    @classmethod
    def from_bytes(cls, data: bytes) -> BatchResult:
        """What ``to_bytes`` gave; the tables are views of the message, nothing is copied."""
        start = data.index(b"\n") + 1
        header = json.loads(data[:start])
        tables: dict[str, pa.Table] = {}
        for table, size in zip(ARTICLE_TABLES, header["sizes"], strict=True):
            stream = pa.py_buffer(data).slice(start, size)
            tables[table.name] = pa.ipc.open_stream(stream).read_all()
            start += size
        failures = {article_id: Failure(**failure) for article_id, failure in header["failures"].items()}
        return cls(tables, failures, header["words"], header["seconds"], header["memory"])


def _to_stream(table: pa.Table) -> pa.Buffer:
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, table.schema) as writer:
        writer.write_table(table)
    return sink.getvalue()


def join_results(results: Sequence[BatchResult]) -> BatchResult:
    """The results of parts of a batch as one."""
    tables = {
        table.name: pa.concat_tables([result.tables[table.name] for result in results])
        for table in ARTICLE_TABLES
    }
    failures = {article_id: failure for result in results for article_id, failure in result.failures.items()}
    return BatchResult(
        tables,
        failures,
        words=sum(result.words for result in results),
        seconds=sum(result.seconds for result in results),
        memory=max((result.memory for result in results if result.memory), default=None),
    )


def give_up(work: Work, stage: str, error: str) -> BatchResult:
    """The result of one article that could not be processed."""
    return BatchResult(build_article_tables([]), {work.article_id: work.fail(stage, error)})


def process_batch(pipeline: Pipeline, batch: Sequence[Work]) -> BatchResult:
    """Read, extract, and build the rows of some articles.

    Whatever goes wrong with an article is a failure of this article and of no other: what fails
    together is tried one by one.

    Args:
        pipeline: the loaded stages.
        batch: the articles; together they are tagged several times as fast as one by one.
    """
    started = cpu_seconds()
    result = _Batch(pipeline).process(batch)
    result.seconds, result.memory = cpu_seconds() - started, peak_memory()
    return result


class _Batch:
    """The work on one batch, with what it gave so far."""

    def __init__(self, pipeline: Pipeline) -> None:
        self._pipeline = pipeline
        self._rows: dict[str, dict[str, Columns]] = {}
        self._failures: dict[str, Failure] = {}
        self._words = 0

    def process(self, batch: Sequence[Work]) -> BatchResult:
        raws: dict[str, RawArticle] = {}
        for work in batch:
            raw = self._attempt(work, "read", work.article.read)
            if isinstance(raw, Failure):
                self._failures[work.article_id] = raw
            elif raw is not None:
                raws[work.article_id] = raw
        readable = [(work, raws[work.article_id]) for work in batch if work.article_id in raws]
        self._extract([pair for pair in readable if pair[0].duplicate_of is None])
        for work, raw in readable:
            if work.duplicate_of is not None:
                self._keep_duplicate(work, raw)
        works = [work for work in batch if work.article_id in self._rows]
        tables = self._build(works)
        self._words = sum(
            len(raw.text.split()) for article_id, raw in raws.items() if article_id not in self._failures
        )
        return BatchResult(tables, self._failures, words=self._words)

    def _attempt(self, work: Work, stage: str, step: Callable[[], _Given]) -> _Given | None:
        try:
            return step()
        except Exception as error:  # noqa: BLE001 - it becomes a row of failures
            self._failures[work.article_id] = work.fail(stage, f"{type(error).__name__}: {error}")
            return None

    def _extract(self, pairs: Sequence[tuple[Work, RawArticle]]) -> None:
        extract = self._pipeline.extractor.extract
        try:
            results = extract([raw for _, raw in pairs])
        except Exception:  # noqa: BLE001 - one bad article must not stop a run
            for pair in pairs:
                self._extract_one(*pair)
        else:
            for (work, _), result in zip(pairs, results, strict=True):
                self._keep(work, result)

    def _extract_one(self, work: Work, raw: RawArticle) -> None:
        results = self._attempt(work, "extract", lambda: self._pipeline.extractor.extract([raw]))
        for result in results or ():
            self._keep(work, result)

    def _keep_duplicate(self, work: Work, raw: RawArticle) -> None:
        document = self._attempt(work, "segment", lambda: self._pipeline.segment(raw))
        if document is not None:
            self._keep(work, ArticleResult(document))

    def _keep(self, work: Work, result: ArticleResult) -> None:
        context = RowContext(
            run_id=work.run_id,
            input_digest=work.article.input_digest,
            duplicate_of=work.duplicate_of,
            base_value=self._pipeline.base_value,
        )
        rows = self._attempt(work, "store", lambda: build_rows(result, context))
        if rows is not None:
            self._rows[work.article_id] = rows if work.with_text else _without_text(rows)

    def _build(self, works: Iterable[Work]) -> dict[str, pa.Table]:
        works = list(works)
        try:
            return build_article_tables([self._rows[work.article_id] for work in works])
        except RowError:
            fitting = [work for work in works if self._fits(work)]
            return build_article_tables([self._rows[work.article_id] for work in fitting])

    def _fits(self, work: Work) -> bool:
        rows = self._rows[work.article_id]
        return self._attempt(work, "store", lambda: build_article_tables([rows])) is not None


def _without_text(rows: dict[str, Columns]) -> dict[str, Columns]:
    """Offsets, quotes and hashes only: text, sentences and headings are left out."""
    count = len(rows["facts"]["sentence"])
    facts = {**rows["facts"], "sentence": [""] * count, "section": [None] * count}
    return {**rows, "facts": facts, "articles": {**rows["articles"], "text": [""]}}
