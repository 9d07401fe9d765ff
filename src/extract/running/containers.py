"""What is known of containers: which need not be opened, and which articles are in them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field

from extract.reading.candidates import Container
from extract.reading.options import STAGE as READING
from extract.reviewing.corrections import CorrectionBook
from extract.storing.store import KnownContainer, Store

_BETWEEN = "#"
Key = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Members:
    """What the output has of a container.

    Attributes:
        articles: ids of its articles.
        failed: ids of what is in ``failures``.
    """

    articles: set[str] = field(default_factory=set)
    failed: set[str] = field(default_factory=set)


class ContainerLedger:
    """The containers of an output, as one run sees them.

    Args:
        store: the open output.
        run_id: the run.
        current_runs: runs with the same rules, code, schema and model.

    Attributes:
        corrections: what people say of the facts.
    """

    def __init__(self, store: Store, run_id: str, current_runs: Collection[str]) -> None:
        self.corrections = CorrectionBook()
        self._store = store
        self._run_id = run_id
        self._current_runs = current_runs
        self._members: dict[Key, Members] | None = None
        self._being_read: set[Key] = set()
        self._seen: set[Key] = set()

    def digest_of(self, collection: str, source: str) -> str | None:
        """The digest with which a container need not be opened; None where it must be.

        It must be when other rules or other code read it last, when people say something else of
        one of its articles, and when one failed in a stage after reading, which is tried again.
        """
        known = self._store.containers.get((collection, source))
        if known is None or known.run_id not in self._current_runs:
            return None
        members = (self._store.known[article_id] for article_id in self.members(collection, source).articles)
        if not all(self.corrections.is_applied(one.source, one.input_digest) for one in members):
            return None
        failed = self.members(collection, source).failed
        stages = {row["stage"] for article_id in failed for row in self._store.failures_of(article_id)}
        return known.digest if stages <= {READING} else None

    def members(self, collection: str, source: str) -> Members:
        """What the output had of a container when first asked for one."""
        if self._members is None:
            self._members = defaultdict(Members)
            for key, article_id in self._articles():
                self._members[key].articles.add(article_id)
            for key, article_id in self._failures():
                self._members[key].failed.add(article_id)
        return self._members.get((collection, source), Members())

    def _articles(self) -> Iterator[tuple[Key, str]]:
        for article_id, article in self._store.known.items():
            path, inside, _ = article.source.partition(_BETWEEN)
            if inside:
                yield (article.collection, path), article_id

    def _failures(self) -> Iterator[tuple[Key, str]]:
        for article_id in self._store.failed_ids():
            row = self._store.failures_of(article_id)[0]
            yield (row["collection"], row["source"].partition(_BETWEEN)[0]), article_id

    def begin(self, container: Container) -> None:
        """It is being read: until it ends, nothing is known of it."""
        self._being_read.add((container.collection, container.source))
        self._seen.add((container.collection, container.source))
        self._store.containers.pop((container.collection, container.source), None)

    def forget(self, collection: str, source: str) -> None:
        """An article that may be in a container was taken out: if the container comes back it is read."""
        path = source.partition(_BETWEEN)[0]
        if (collection, path) not in self._seen:
            self._store.containers.pop((collection, path), None)

    def reach_end(self, container: Container) -> None:
        """All that is in it was seen."""
        self._being_read.discard((container.collection, container.source))

    def is_cut_off(self, collection: str, source: str) -> bool:
        """Whether an article is in a container that could not be read to its end: it may still be there."""
        return (collection, source.partition(_BETWEEN)[0]) in self._being_read

    def end(self, container: Container) -> None:
        """All that is in it was processed, too: the next commit may say so."""
        if container.digest:
            key = (container.collection, container.source)
            self._store.containers[key] = KnownContainer(container.digest, self._run_id)
