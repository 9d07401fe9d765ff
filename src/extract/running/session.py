"""The work of one run: what to process, in batches, and when to commit."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from functools import cache
from typing import Any

from extract.reading.candidates import Container
from extract.records import Failure, RawArticle
from extract.running.batches import BatchResult, Readable, Work
from extract.running.containers import ContainerLedger
from extract.running.events import Event, Listener
from extract.running.executors import Executor, Outcome, Seen
from extract.running.pipelines import Vocabulary
from extract.running.summary import RunSummary, run_row
from extract.storing.identity import make_article_id
from extract.storing.store import KnownArticle, Store

_BATCH_BYTES = 1_000_000
_BYTES_UNDER_WAY = 64_000_000
_DEFAULT_COMMIT_ARTICLES = 1_000
_COMMIT_SHARE = 10

VERSION_COLUMNS = ("code_version", "schema_version", "rules_digest", "model", "text")
"""Columns of the table of runs that say what made an article's rows."""


@dataclass(frozen=True, slots=True)
class _Stored:
    """A known article that is processed again, as its row has it.

    The row's metadata are the page's, completed by what came beside it; given back as what came
    beside it they lead to the same.
    """

    raw: RawArticle
    input_digest: str

    @property
    def collection(self) -> str:
        return self.raw.collection

    @property
    def source(self) -> str:
        return self.raw.source

    @property
    def content_sha256(self) -> str:
        return self.raw.content_sha256

    @property
    def size(self) -> int:
        return len(self.raw.text)

    def read(self) -> RawArticle:
        return self.raw


@dataclass(frozen=True, slots=True)
class _UnderWay:
    """A batch that an executor has."""

    batch: Sequence[Work]
    result: Outcome
    size: int


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
    """Takes candidates, has them processed, gives the store what they yield, in their order.

    Args:
        store: the open output.
        executor: where batches are processed.
        vocabulary: gives the rows of the vocabularies; asked at the first commit.
        run: the row of this run without its counts.
        summary: is kept up to date.
        commit_every: articles from one commit to the next; None: by the time it takes.
        tell: is told what happens.
    """

    def __init__(
        self,
        store: Store,
        executor: Executor,
        vocabulary: Callable[[], Vocabulary],
        *,
        run: dict[str, Any],
        summary: RunSummary,
        commit_every: int | None = None,
        tell: Listener | None = None,
    ) -> None:
        self._store = store
        self._executor = executor
        self._vocabulary = cache(vocabulary)
        self._run = run
        self._summary = summary
        self._clock = _CommitClock(commit_every)
        self._tell = tell or (lambda _: None)
        self._with_text = run["text"] == "kept"
        self._queue: list[Work] = []
        self._queued_bytes = 0
        self._under_way: deque[_UnderWay] = deque()
        self._bytes_under_way = 0
        self._ids_under_way: set[str] = set()
        self._seen: set[str] = set()
        self._unreadable_folders: list[tuple[str, str]] = []
        version = version_of(run)
        self._current_runs = {row["run_id"] for row in store.runs if version_of(row) == version} | {
            run["run_id"]
        }
        self.containers = ContainerLedger(store, run["run_id"], self._current_runs)
        self._ended: list[Container] = []
        # The article that carries the facts of a content, those under way included.
        self._carriers = {
            article.content_sha256: article_id
            for article_id, article in store.known.items()
            if article.duplicate_of is None
        }

    def take(self, item: Seen | Failure | Container) -> None:
        """Look at one file: leave it if it is unchanged, else queue it; commit when due."""
        if isinstance(item, Container):
            self._take_container(item)
            return
        article_id = make_article_id(item.collection, item.source)
        self._seen.add(article_id)
        if isinstance(item, Failure):
            # Nobody knows what it holds now: the rows it had stay.
            self._fail(article_id, [item])
            if item.source.endswith("/") or item.source == ".":
                self._unreadable_folders.append((item.collection, item.source.removesuffix(".")))
            return
        self._fail(article_id, item.notes)
        known = self._store.known.get(article_id)
        if known and self._is_unchanged(known, item):
            self._summary.unchanged += 1
            return
        self._enqueue(article_id, item)
        if len(self._queue) >= self._executor.batch_articles or self._queued_bytes >= _BATCH_BYTES:
            self._submit()
            if self._clock.is_due(self._store.n_waiting):
                self.commit(complete=False)

    def _take_container(self, item: Container) -> None:
        members = self.containers.members(item.collection, item.source)
        if item.state == "begins":
            # What was wrong with the container as a whole is said again if it still is.
            self._fail(make_article_id(item.collection, item.source), [])
            self.containers.begin(item)
        elif item.state == "ends":
            for article_id in members.failed - self._seen:
                self._fail(article_id, [])
            self.containers.reach_end(item)
            self._ended.append(item)
        else:
            self._seen |= members.articles | members.failed
            self._summary.unchanged += len(members.articles)
            self._summary.failures += sum(len(self._store.failures_of(found)) for found in members.failed)

    def _is_unchanged(self, known: KnownArticle, item: Seen) -> bool:
        return known.input_digest == item.input_digest and known.run_id in self._current_runs

    def _fail(self, article_id: str, failures: Sequence[Failure]) -> None:
        self._store.set_failures(article_id, failures, self._run["run_id"])
        for failure in failures:
            self._note(failure)

    def _note(self, failure: Failure) -> None:
        self._summary.failures += 1
        self._tell(Event("failure", self._summary, asdict(failure)))

    def _enqueue(self, article_id: str, article: Readable) -> None:
        self._release(article_id)
        carrier = self._carriers.setdefault(article.content_sha256, article_id)
        duplicate_of = carrier if carrier != article_id else None
        self._queue.append(Work(article_id, article, self._run["run_id"], duplicate_of, self._with_text))
        self._queued_bytes += article.size

    def _release(self, article_id: str) -> None:
        """An article gets new content, or goes: it carries the facts of its old one no more."""
        known = self._store.known.get(article_id)
        if known and self._carriers.get(known.content_sha256) == article_id:
            del self._carriers[known.content_sha256]

    def _submit(self) -> None:
        """Hand what is queued to the executor; wait for the oldest batches where many are under way."""
        if not self._queue:
            return
        batch, size = self._queue, self._queued_bytes
        self._queue, self._queued_bytes = [], 0
        self._ids_under_way.update(work.article_id for work in batch)
        self._under_way.append(_UnderWay(batch, self._executor.submit(batch), size))
        self._bytes_under_way += size
        while self._under_way and self._must_wait():
            self._keep_next()

    def _must_wait(self) -> bool:
        if self._under_way[0].result.done() or len(self._under_way) > self._executor.window:
            return True
        return len(self._under_way) > 1 and self._bytes_under_way > _BYTES_UNDER_WAY

    def drain(self) -> None:
        """Have all that was taken processed and kept."""
        self._submit()
        self._executor.flush()
        while self._under_way:
            self._keep_next()

    def _keep_next(self) -> None:
        done = self._under_way.popleft()
        self._bytes_under_way -= done.size
        result = done.result.result()
        self._ids_under_way.difference_update(work.article_id for work in done.batch)
        n_known = sum(work.article_id in self._store.known for work in done.batch)
        for work in done.batch:
            failure = result.failures.get(work.article_id)
            if failure:
                n_known -= work.article_id in self._store.known
                self._give_up(work, failure)
        self._store.add(result.tables)
        self._count(result, n_known)

    def _give_up(self, work: Work, failure: Failure) -> None:
        """Its new content cannot be read or processed: the rows that it had are superseded."""
        content = work.article.content_sha256
        if self._carriers.get(content) == work.article_id:
            del self._carriers[content]
        self._store.drop(work.article_id)
        self._store.add_failure(work.article_id, failure, self._run["run_id"])
        self._note(failure)

    def _count(self, result: BatchResult, n_known: int) -> None:
        summary, articles = self._summary, result.tables["articles"]
        summary.replaced += n_known
        summary.new += articles.num_rows - n_known
        summary.duplicates += articles.num_rows - articles.column("duplicate_of").null_count
        summary.words += result.words
        summary.busy_seconds += result.seconds
        summary.worker_memory = max(filter(None, (summary.worker_memory, result.memory)), default=None)
        summary.facts_by_kind.update(result.tables["facts"].column("kind").to_pylist())
        summary.rejections_by_reason.update(result.tables["rejections"].column("reason").to_pylist())

    def prune(self, collections: set[str]) -> None:
        """Take out the articles of these collections that are gone from the input."""
        self.drain()
        folders = tuple(self._unreadable_folders)
        for article_id, known in list(self._store.known.items()):
            hidden = any(known.collection == c and known.source.startswith(f) for c, f in folders)
            hidden |= self.containers.is_cut_off(known.collection, known.source)
            if known.collection in collections and article_id not in self._seen and not hidden:
                self._release(article_id)
                self._store.drop(article_id)
                self.containers.forget(known.collection, known.source)
                self._summary.pruned += 1
        for article_id in self._store.failed_ids():
            row = self._store.failures_of(article_id)[0]
            hidden = self.containers.is_cut_off(row["collection"], row["source"])
            if row["collection"] in collections and article_id not in self._seen and not hidden:
                self._store.set_failures(article_id, [], self._run["run_id"])

    def commit(self, *, complete: bool, last: bool = False) -> None:
        """Make visible what was done; what is under way goes on meanwhile, unless the run ends here.

        Args:
            complete: whether all work of the run is done.
            last: whether the run ends here, complete or stopped.
        """
        started = time.monotonic()
        if last:
            self.drain()
        self._adopt_orphans()
        self._note_ended_containers()
        row = run_row(self._run, self._summary, finished=complete)
        manifest = self._store.commit(row, self._vocabulary(), complete=complete, last=last)
        self._summary.total_articles = manifest.rows("articles")
        self._summary.total_facts = manifest.rows("facts")
        self._clock.record(started)
        seconds = time.monotonic() - started
        self._summary.commit_seconds += seconds
        counts = {"articles": self._summary.total_articles, "facts": self._summary.total_facts}
        self._tell(Event("commit", self._summary, {"seconds": round(seconds, 3), **counts}))

    def _adopt_orphans(self) -> None:
        """Process duplicates whose carrier changed, failed or went: the first carries the facts now."""
        while orphans := self._find_orphans():
            if self._depend_on_what_is_under_way(orphans):
                self.drain()
                continue
            for _, _, article_id in orphans:
                if not self._with_text:
                    self._give_back(article_id)
                    continue
                row = self._store.read_article(article_id)
                self._enqueue(article_id, _Stored(_raw_of(row), row["input_digest"]))
            self.drain()

    def _give_back(self, article_id: str) -> None:
        """Its text is not stored, so that only the next run, which reads it again, can process it."""
        known = self._store.known[article_id]
        problem = "its duplicate that carried the facts changed or went; the next run reads it again"
        self._store.drop(article_id)
        self._fail(article_id, [Failure(known.source, known.collection, "extract", problem)])

    def _note_ended_containers(self) -> None:
        """Those of which nothing is under way need not be opened again."""
        under_way = [work for one in self._under_way for work in one.batch] + self._queue
        paths = {(w.article.collection, w.article.source.partition("#")[0]) for w in under_way}
        ended, self._ended = self._ended, []
        for item in ended:
            if (item.collection, item.source) in paths:
                self._ended.append(item)
            else:
                self.containers.end(item)

    def _find_orphans(self) -> list[tuple[str, str, str]]:
        return sorted(
            (article.collection, article.source, article_id)
            for article_id, article in self._store.known.items()
            if article.duplicate_of is not None
            and article_id not in self._ids_under_way
            and self._carriers.get(article.content_sha256) != article.duplicate_of
        )

    def _depend_on_what_is_under_way(self, orphans: Iterable[tuple[str, str, str]]) -> bool:
        """Whether the old or the new carrier of one is: a commit must show neither without the other."""
        known = [self._store.known[article_id] for _, _, article_id in orphans]
        carriers = {
            one
            for article in known
            for one in (article.duplicate_of, self._carriers.get(article.content_sha256))
        }
        return not self._ids_under_way.isdisjoint(carriers)


def version_of(run: Mapping[str, Any]) -> tuple[Any, ...]:
    """What of a run's row, or of the version of a run to come, makes articles need processing anew."""
    # Runs before schema 5 do not say that they kept the text.
    return tuple(run[name] or ("kept" if name == "text" else None) for name in VERSION_COLUMNS)


def _raw_of(row: dict[str, Any]) -> RawArticle:
    names = ("collection", "source", "text", "content_sha256", "title", "publisher", "author", "published")
    others = {"encoding": row["encoding"], "url": row["url"], "pages": tuple(row["pages"])}
    return RawArticle(**{name: row[name] for name in names}, **others)


ProgressCallback = Callable[[RunSummary, int], None]
"""Is told the summary so far and how many files were looked at, after each file."""
