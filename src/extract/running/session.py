"""The work of one run: what to process, in batches, and when to commit."""

from __future__ import annotations

import textwrap
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from extract.reading.articles import Candidate
from extract.records import ArticleResult, Failure, RawArticle
from extract.running.pipelines import Pipeline
from extract.running.summary import RunSummary, run_row
from extract.storing.identity import make_article_id
from extract.storing.rows import RowContext, build_rows
from extract.storing.store import KnownArticle, Store

_BATCH_ARTICLES = 32
_BATCH_CHARACTERS = 1_000_000
_DEFAULT_COMMIT_ARTICLES = 1_000
_COMMIT_SHARE = 10
_ERROR_CHARACTERS = 500

VERSION_COLUMNS = ("code_version", "schema_version", "rules_digest", "model")
"""Columns of the table of runs that say what made an article's rows."""


@dataclass(frozen=True, slots=True)
class Work:
    """An article that waits for the pipeline.

    Attributes:
        article_id: its id.
        raw: the article.
        input_digest: as in ``Candidate``.
        duplicate_of: the article that carries its facts, where it repeats one.
        known: whether the output had it before.
    """

    article_id: str
    raw: RawArticle
    input_digest: str
    duplicate_of: str | None
    known: bool


@dataclass(slots=True)
class _CommitClock:
    """Says when to commit: every so many articles, yet at most a tenth of the time."""

    every: int | None
    ended: float = field(default_factory=time.monotonic)
    seconds: float = 0.0

    def is_due(self, waiting: int) -> bool:
        if self.every is not None:
            return waiting >= self.every
        worked = time.monotonic() - self.ended
        return waiting >= _DEFAULT_COMMIT_ARTICLES and worked >= _COMMIT_SHARE * self.seconds

    def record(self, started: float) -> None:
        self.ended = time.monotonic()
        self.seconds = self.ended - started


class Session:
    """Takes candidates, gives the store what they yield.

    Args:
        store: the open output.
        pipeline: what makes facts of articles.
        run: the row of this run without its counts.
        summary: is kept up to date.
        commit_every: articles from one commit to the next; None: by the time it takes.
    """

    def __init__(
        self,
        store: Store,
        pipeline: Pipeline,
        *,
        run: dict[str, Any],
        summary: RunSummary,
        commit_every: int | None = None,
    ) -> None:
        self._store = store
        self._extractor = pipeline.extractor
        self._vocabulary = pipeline.extractor.vocabulary
        self._segment = pipeline.segment
        self._base_value = pipeline.base_value
        self._run = run
        self._summary = summary
        self._clock = _CommitClock(commit_every)
        self._queue: list[Work] = []
        self._queued_characters = 0
        self._seen: set[str] = set()
        self._unreadable_folders: list[tuple[str, str]] = []
        version = _version(run)
        self._current_runs = {row["run_id"] for row in store.runs if _version(row) == version} | {
            run["run_id"]
        }
        # The article that carries the facts of a content.
        self._carriers = {
            article.content_sha256: article_id
            for article_id, article in store.known.items()
            if article.duplicate_of is None
        }

    def take(self, item: Candidate | Failure) -> None:
        """Look at one file: leave it if it is unchanged, else queue it; commit when due."""
        article_id = make_article_id(item.collection, item.source)
        self._seen.add(article_id)
        if isinstance(item, Failure):
            # Nobody knows what it holds now: the rows it had stay.
            self._fail(article_id, [item])
            if item.source.endswith("/") or item.source == ".":
                self._unreadable_folders.append((item.collection, item.source.removesuffix(".")))
            return
        known = self._store.known.get(article_id)
        if known and self._is_unchanged(known, item):
            self._fail(article_id, item.notes)
            self._summary.unchanged += 1
            return
        self._queue_candidate(article_id, item)
        if len(self._queue) >= _BATCH_ARTICLES or self._queued_characters >= _BATCH_CHARACTERS:
            self.process_queue()
            if self._clock.is_due(self._store.n_waiting):
                self.commit(complete=False)

    def _is_unchanged(self, known: KnownArticle, item: Candidate) -> bool:
        return known.input_digest == item.input_digest and known.run_id in self._current_runs

    def _fail(self, article_id: str, failures: Sequence[Failure]) -> None:
        self._store.set_failures(article_id, failures, self._run["run_id"])
        self._summary.failures += len(failures)

    def _queue_candidate(self, article_id: str, item: Candidate) -> None:
        raw = item.read()
        known = article_id in self._store.known
        self._release(article_id)
        if isinstance(raw, Failure):
            self._store.drop(article_id)
            self._fail(article_id, [*item.notes, raw])
            return
        self._fail(article_id, item.notes)
        self._enqueue(article_id, raw, item.input_digest, known=known)

    def _enqueue(self, article_id: str, raw: RawArticle, input_digest: str, *, known: bool) -> None:
        carrier = self._carriers.setdefault(raw.content_sha256, article_id)
        duplicate_of = carrier if carrier != article_id else None
        self._queue.append(Work(article_id, raw, input_digest, duplicate_of, known))
        self._queued_characters += len(raw.text)

    def _release(self, article_id: str) -> None:
        """An article gets new content, or goes: it carries the facts of its old one no more."""
        known = self._store.known.get(article_id)
        if known and self._carriers.get(known.content_sha256) == article_id:
            del self._carriers[known.content_sha256]

    def process_queue(self) -> None:
        """Send what is queued through the pipeline."""
        queue, self._queue = self._queue, []
        self._queued_characters = 0
        if not queue:
            return
        carriers = [work for work in queue if work.duplicate_of is None]
        try:
            results = self._extractor.extract([work.raw for work in carriers])
        except Exception:  # noqa: BLE001 - one bad article must not stop a run
            results = None
        if results is None:
            self._process_singly(carriers)
        else:
            for work, result in zip(carriers, results, strict=True):
                self._keep(work, result)
        for work in queue:
            if work.duplicate_of is not None:
                self._keep_duplicate(work)

    def _process_singly(self, queue: Iterable[Work]) -> None:
        for work in queue:
            try:
                (result,) = self._extractor.extract([work.raw])
            except Exception as error:  # noqa: BLE001 - it becomes a row of failures
                self._give_up(work, "extract", error)
            else:
                self._keep(work, result)

    def _keep_duplicate(self, work: Work) -> None:
        try:
            document = self._segment(work.raw)
        except Exception as error:  # noqa: BLE001 - it becomes a row of failures
            self._give_up(work, "segment", error)
        else:
            self._keep(work, ArticleResult(document))

    def _keep(self, work: Work, result: ArticleResult) -> None:
        context = RowContext(
            run_id=self._run["run_id"],
            input_digest=work.input_digest,
            duplicate_of=work.duplicate_of,
            base_value=self._base_value,
        )
        try:
            rows = build_rows(result, context)
        except Exception as error:  # noqa: BLE001 - a span or value that cannot be stored
            self._give_up(work, "store", error)
        else:
            self._store.add(rows)
            self._count(work, result)

    def _give_up(self, work: Work, stage: str, error: Exception) -> None:
        message = textwrap.shorten(f"{type(error).__name__}: {error}", _ERROR_CHARACTERS, placeholder=" ...")
        failure = Failure(work.raw.source, work.raw.collection, stage, message)
        if self._carriers.get(work.raw.content_sha256) == work.article_id:
            del self._carriers[work.raw.content_sha256]
        self._store.drop(work.article_id)
        self._store.add_failure(work.article_id, failure, self._run["run_id"])
        self._summary.failures += 1

    def _count(self, work: Work, result: ArticleResult) -> None:
        summary = self._summary
        summary.replaced += work.known
        summary.new += not work.known
        summary.duplicates += work.duplicate_of is not None
        summary.words += len(work.raw.text.split())
        summary.facts_by_kind.update(fact.quantity.kind for fact in result.facts)
        summary.rejections_by_reason.update(rejection.reason for rejection in set(result.rejections))

    def prune(self, collections: set[str]) -> None:
        """Take out the articles of these collections that are gone from the input."""
        folders = tuple(self._unreadable_folders)
        for article_id, known in list(self._store.known.items()):
            hidden = any(known.collection == c and known.source.startswith(f) for c, f in folders)
            if known.collection in collections and article_id not in self._seen and not hidden:
                self._release(article_id)
                self._store.drop(article_id)
                self._summary.pruned += 1
        for article_id in self._store.failed_ids():
            gone = article_id not in self._seen
            if gone and self._store.failures_of(article_id)[0]["collection"] in collections:
                self._store.set_failures(article_id, [], self._run["run_id"])

    def commit(self, *, complete: bool) -> None:
        """Make all that was done visible."""
        started = time.monotonic()
        self.process_queue()
        self._adopt_orphans()
        row = run_row(self._run, self._summary, finished=complete)
        manifest = self._store.commit(row, self._vocabulary, complete=complete)
        self._summary.total_articles = manifest.rows("articles")
        self._summary.total_facts = manifest.rows("facts")
        self._clock.record(started)

    def _adopt_orphans(self) -> None:
        """Process duplicates whose carrier changed, failed or went: the first carries the facts now."""
        while orphans := self._find_orphans():
            for _, _, article_id in orphans:
                row = self._store.read_article(article_id)
                self._enqueue(article_id, _raw_of(row), row["input_digest"], known=True)
            self.process_queue()

    def _find_orphans(self) -> list[tuple[str, str, str]]:
        return sorted(
            (article.collection, article.source, article_id)
            for article_id, article in self._store.known.items()
            if article.duplicate_of is not None
            and self._carriers.get(article.content_sha256) != article.duplicate_of
        )


def _version(run: dict[str, Any]) -> tuple[Any, ...]:
    return tuple(run[name] for name in VERSION_COLUMNS)


def _raw_of(row: dict[str, Any]) -> RawArticle:
    """An article as it was read, from its row.

    The row's metadata are the page's, completed by what came beside it; given back as what came
    beside it they lead to the same.
    """
    names = ("collection", "source", "text", "content_sha256", "title", "publisher", "author", "published")
    return RawArticle(**{name: row[name] for name in names}, encoding=row["encoding"])


ProgressCallback = Callable[[RunSummary, int], None]
"""Is told the summary so far and how many files were looked at, after each file."""
