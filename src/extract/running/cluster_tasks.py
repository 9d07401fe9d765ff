"""What the machines of a cluster do: list and hash files, process shards of articles.

A task and its outcome are bytes, so that any engine can carry them. A task can be done twice, or on
two machines at once: its shard has a name that its content decides, and appears whole or not at all.
"""

from __future__ import annotations

import hashlib
import os
import pickle
import platform
from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple, Protocol

from extract.reading.articles import iter_candidates
from extract.reading.candidates import Candidate, Container
from extract.reading.inputs import FoundFile, Tally
from extract.reading.options import ReadOptions
from extract.records import Failure, RawArticle
from extract.running.batches import BatchResult, Work, give_up, join_results
from extract.running.pipelines import PipelineSource
from extract.running.workers import Limits, WorkerPool

_BATCH_ARTICLES = 32
_BATCH_BYTES = 1_000_000


class Task(Protocol):
    """Something that a machine of the cluster can do."""

    def run(self) -> Any:  # noqa: ANN401 - whatever it is, it is pickled
        """Do it."""
        ...


def run_task(task: bytes) -> bytes:
    """Do a pickled task; its outcome, pickled."""
    made: Task = pickle.loads(task)  # noqa: S301 - from the driver of the same run
    return pickle.dumps(made.run(), pickle.HIGHEST_PROTOCOL)


@dataclass(frozen=True, slots=True)
class Listed:
    """An article that some machine has seen: a candidate without its bytes.

    Attributes:
        collection, source, content_sha256, input_digest, notes: as in ``Candidate``.
        file: where its bytes are.
        as_read: the digest with which it is found there again.
    """

    collection: str
    source: str
    content_sha256: str
    input_digest: str
    notes: tuple[Failure, ...]
    file: FoundFile
    as_read: str

    @property
    def size(self) -> int:
        """Bytes that it holds: none."""
        return 0

    def with_digest(self, input_digest: str) -> Listed:
        """The same with another digest."""
        return replace(self, input_digest=input_digest)

    def read(self) -> RawArticle | Failure:
        """Its bytes are elsewhere: a task reads them anew."""
        raise TypeError(f"{self.source}: listed, not read")


class Listing(NamedTuple):
    """What a listing task found, in order."""

    items: list[Listed | Container | Failure]
    tally: Tally


@dataclass(frozen=True, slots=True)
class ListingTask:
    """Read and hash some files.

    Attributes:
        files: the files, and what the walk could not list.
        reading: how to read.
        known: digests of containers that need not be opened, by collection and source.
    """

    files: tuple[FoundFile | Failure, ...]
    reading: ReadOptions
    known: Mapping[tuple[str, str], str]

    def run(self) -> Listing:
        """List them."""
        tally = Tally()
        items = [item for file in self.files for item in self._list(file, tally)]
        return Listing(items, tally)

    def _list(self, file: FoundFile | Failure, tally: Tally) -> Iterator[Listed | Container | Failure]:
        if isinstance(file, Failure):
            yield file
            return

        def known(collection: str, source: str) -> str | None:
            return self.known.get((collection, source))

        for item in iter_candidates(iter([file]), self.reading, tally, known):
            if isinstance(item, Candidate):
                about = (item.collection, item.source, item.content_sha256, item.input_digest, item.notes)
                yield Listed(*about, file, item.input_digest)
            else:
                yield item


@dataclass(frozen=True, slots=True)
class ShardTask:
    """Process some articles.

    Attributes:
        number: of the shard.
        works: its articles, listed or with their text.
        reading: how to read.
        source: loads the pipeline.
        rules_digest: of the rules that the run started with.
        limits: what one article may take.
        folder: where the shard goes; all machines see it.
    """

    number: int
    works: tuple[Work, ...]
    reading: ReadOptions
    source: PipelineSource
    rules_digest: str
    limits: Limits
    folder: Path

    @property
    def name(self) -> str:
        """The name of the shard, which its articles and the rules decide."""
        what = [(work.article_id, work.article.input_digest, work.duplicate_of) for work in self.works]
        digest = hashlib.blake2b(repr((self.rules_digest, what)).encode(), digest_size=8).hexdigest()
        return f"shard-{self.number:06d}-{digest}.arrow"

    def run(self) -> str:
        """Process them and write the shard; its name."""
        pool = _open_pool(self.source, self.rules_digest, self.limits)
        left = {(work.article.collection, work.article.source): work for work in self.works}
        under_way: deque[Future[BatchResult]] = deque()
        results: list[BatchResult] = []
        for batch in _group(self._read(left)):
            under_way.append(pool.submit(batch))
            if len(under_way) > pool.window:
                results.append(under_way.popleft().result())
        results += [one.result() for one in under_way]
        results += [_give_up(work) for work in left.values()]
        self._write(join_results(results).to_bytes())
        return self.name

    def _read(self, left: dict[tuple[str, str], Work]) -> Iterator[Work]:
        """The works with what their files hold now, each taken out of those that are left."""
        files: dict[tuple[str, str], FoundFile] = {}
        for key, work in list(left.items()):
            if isinstance(work.article, Listed):
                files.setdefault((work.article.collection, work.article.file.source), work.article.file)
            else:
                yield left.pop(key)
        for item in iter_candidates(iter(files.values()), self.reading):
            if not isinstance(item, Candidate):
                continue
            listed = left.get((item.collection, item.source))
            if not listed or not isinstance(listed.article, Listed):
                continue
            if item.input_digest == listed.article.as_read:
                del left[item.collection, item.source]
                yield listed.with_article(item.with_digest(listed.article.input_digest))

    def _write(self, data: bytes) -> None:
        # Two attempts may write at once: each its own file, and the last rename wins with equal bytes.
        temporary = self.folder / f".{self.name}.{platform.node()}.{os.getpid()}"
        temporary.write_bytes(data)
        temporary.replace(self.folder / self.name)


def _group(works: Iterator[Work]) -> Iterator[list[Work]]:
    batch: list[Work] = []
    for work in works:
        batch.append(work)
        if len(batch) >= _BATCH_ARTICLES or sum(one.article.size for one in batch) >= _BATCH_BYTES:
            yield batch
            batch = []
    if batch:
        yield batch


def _give_up(work: Work) -> BatchResult:
    return give_up(work, "read", "changed or went since it was listed; the next run reads it again")


@lru_cache(maxsize=1)
def _open_pool(source: PipelineSource, rules_digest: str, limits: Limits) -> WorkerPool:
    """The worker process of this process: an article that kills it does not kill a task of the engine."""
    return WorkerPool(source, rules_digest, 1, limits)


def pickle_tasks(tasks: Sequence[Task]) -> list[bytes]:
    """Tasks as bytes."""
    return [pickle.dumps(task, pickle.HIGHEST_PROTOCOL) for task in tasks]
