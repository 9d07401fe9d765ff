"""``run``: from inputs to an output folder."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from extract.errors import UsageError
from extract.reading.articles import iter_candidates
from extract.reading.candidates import Container
from extract.reading.days import parse_day
from extract.reading.inputs import Input, Tally, resolve_inputs, walk_inputs
from extract.reading.options import (
    DEFAULT_LIMITS,
    ColumnNames,
    InputLimits,
    Kind,
    ReadOptions,
    parse_kind,
)
from extract.running.drift import find_drift
from extract.running.events import Event, Listener
from extract.running.executors import Executor, InlineExecutor
from extract.running.interrupts import InterruptedRunError, deferred_interrupts
from extract.running.pipelines import Pipeline, PipelineLoader, PipelineSource, RunFrame, frame_of, load_frame
from extract.running.session import ProgressCallback, Session
from extract.running.summary import RunSummary, check_failures, run_row, utc_now
from extract.running.usage import cpu_seconds, peak_memory
from extract.running.version import code_version
from extract.running.workers import Limits, open_workers
from extract.storing.columns import SCHEMA_VERSION
from extract.storing.layout import check_output
from extract.storing.store import Store, open_store


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
        if self.keep is not None and self.keep < 0:
            raise UsageError(f"keep is {self.keep}; give 0 or more earlier runs")
        self.input_limits.check()
        if self.max_failures is not None and self.max_failures < 0:
            raise UsageError(
                f"max_failures is {self.max_failures}; give a number such as 10, or a share as 0.01"
            )
        if self.collection is not None and not self.collection.strip():
            raise UsageError("the collection has an empty name; give one, or leave it away")


def run(  # noqa: PLR0913 - the Python twin of a command: one keyword for each option
    inputs: Sequence[str | Path] | str | Path,
    out: str | Path,
    *,
    rules: Iterable[str | Path] = (),
    collection: str | None = None,
    published: date | str | None = None,
    model: str | None = None,
    text_column: str | None = None,
    title_column: str | None = None,
    publisher_column: str | None = None,
    author_column: str | None = None,
    published_column: str | None = None,
    url_column: str | None = None,
    id_column: str | None = None,
    input_format: str | None = None,
    max_bytes: int = DEFAULT_LIMITS.max_bytes,
    max_html_bytes: int = DEFAULT_LIMITS.max_html_bytes,
    max_ratio: int = DEFAULT_LIMITS.max_ratio,
    max_nesting: int = DEFAULT_LIMITS.max_nesting,
    max_entries: int = DEFAULT_LIMITS.max_entries,
    prune: bool = False,
    max_failures: float | None = None,
    commit_every: int | None = None,
    workers: int | None = None,
    time_limit: float | None = None,
    memory_limit: int | None = None,
    keep: int | None = None,
    wait: bool = False,
    no_text: bool = False,
    progress: ProgressCallback | None = None,
    listener: Listener | None = None,
) -> RunSummary:
    """Extract the facts of all articles of the inputs into an output folder.

    What is unchanged since an earlier run is not processed again.

    Args:
        inputs: folders, files, globs, URLs or ``-``, one or several: docs/inputs.md.
        out: the output folder; new, empty, or of an earlier run.
        rules: folders of your own rules, laid over the built-in ones.
        collection: name of the dump; by default the name of each input.
        published: date of articles of which nothing else tells one; ISO if a string.
        model: spaCy model instead of the default.
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
        memory_limit: bytes that a worker may take, about 600 MB for rules and model included.
        keep: of how many earlier runs the last snapshot stays; by default as many as before.
        wait: wait for a run that writes to the same output; without it that is an error.
        no_text: store offsets, quotes and hashes, no texts and no sentences.
        progress: is called after each file with the summary so far and the files seen.
        listener: is told all else: failures, commits, warnings, the end.

    Raises:
        UsageError, RulesError: an input, output or rule that cannot be used.
        FailedRunError: more failures than allowed; all else is committed.
        InterruptedRunError: stopped by a signal; what was done is committed.
    """
    options = RunOptions(
        collection=collection,
        published=parse_day(published),
        columns=ColumnNames(
            text=text_column,
            title=title_column,
            publisher=publisher_column,
            author=author_column,
            published=published_column,
            url=url_column,
            id=id_column,
        ),
        input_format=parse_kind(input_format),
        input_limits=InputLimits(
            max_bytes=max_bytes,
            max_html_bytes=max_html_bytes,
            max_ratio=max_ratio,
            max_nesting=max_nesting,
            max_entries=max_entries,
        ),
        prune=prune,
        max_failures=max_failures,
        commit_every=commit_every,
        workers=workers,
        time_limit=time_limit,
        memory_limit=memory_limit,
        keep=keep,
        wait=wait,
        no_text=no_text,
    )
    options.check()
    names = [inputs] if isinstance(inputs, str | Path) else list(inputs)
    resolved = resolve_inputs(names, collection)
    check_output(Path(out))
    loader = PipelineLoader(tuple(Path(folder).absolute() for folder in rules), model)
    tell = join_listeners(listener, progress)
    if not options.worker_count:
        return run_pipeline(loader(), resolved, Path(out), options, tell)
    frame = load_frame(loader)
    return run_with_workers(loader, frame, resolved, Path(out), options, tell)


def run_pipeline(
    pipeline: Pipeline,
    inputs: Sequence[Input],
    out: Path,
    options: RunOptions,
    listener: Listener | None = None,
) -> RunSummary:
    """``run`` with a pipeline that is already loaded, all in this process.

    Args:
        pipeline: what makes facts of articles.
        inputs: where the articles are.
        out: the output folder.
        options: how to run.
        listener: is told what happens.

    Raises:
        UsageError, FailedRunError, InterruptedRunError: as ``run``.
    """
    return run_with(InlineExecutor(pipeline), frame_of(pipeline), inputs, out, options, listener)


def run_with_workers(
    source: PipelineSource,
    frame: RunFrame,
    inputs: Sequence[Input],
    out: Path,
    options: RunOptions,
    listener: Listener | None = None,
) -> RunSummary:
    """``run`` with ``options.worker_count`` worker processes.

    Args:
        source: loads the pipeline in each worker.
        frame: what this process needs of the same rules.
        inputs: where the articles are.
        out: the output folder.
        options: how to run.
        listener: is told what happens.

    Raises:
        UsageError, FailedRunError, InterruptedRunError: as ``run``.
    """
    with open_workers(source, frame.rules_digest, options.worker_count, options.limits) as pool:
        return run_with(pool, frame, inputs, out, options, listener)


def run_with(
    executor: Executor,
    frame: RunFrame,
    inputs: Sequence[Input],
    out: Path,
    options: RunOptions,
    listener: Listener | None = None,
) -> RunSummary:
    """``run`` with batches processed wherever the executor puts them.

    Args:
        executor: where batches are processed.
        frame: what this process needs of the rules.
        inputs: where the articles are.
        out: the output folder.
        options: how to run.
        listener: is told what happens.

    Raises:
        UsageError, FailedRunError, InterruptedRunError: as ``run``.
    """
    started, cpu_started = time.monotonic(), cpu_seconds()
    tell = listener or (lambda _: None)
    # Whoever waits for another run may still be stopped at once.
    opened = open_store(out, frame.derive, keep=options.keep, wait=options.wait)
    with opened as store, deferred_interrupts() as stop:
        _adopt_collections(store, inputs)
        run_base = _run_base(store, frame, inputs, options)
        summary = RunSummary(run_base["run_id"], out, engine=executor.engine, workers=options.worker_count)
        tell(Event("start", summary, run_base))
        session = Session(
            store,
            executor,
            frame.vocabulary,
            run=run_base,
            summary=summary,
            commit_every=options.commit_every,
            tell=tell,
        )
        tally = Tally(summary.left_alone, summary.columns)
        count = 0
        walk = walk_inputs(inputs, tally)
        for item in iter_candidates(walk, options.reading, tally, session.containers.digest_of):
            session.take(item)
            count += not isinstance(item, Container)
            tell(Event("seen", summary, {"count": count}))
            if stop.requested:
                break
        session.drain()
        if options.prune and not stop.requested:
            session.prune({item.collection for item in inputs})
        summary.seconds, summary.peak_memory = time.monotonic() - started, peak_memory()
        _warn_of_drift(store, run_base, summary, tell)
        session.commit(complete=not stop.requested, last=True)
        summary.seconds, summary.peak_memory = time.monotonic() - started, peak_memory()
        summary.cpu_seconds = cpu_seconds() - cpu_started
    tell(Event("end", summary, {"stopped": stop.requested, **summary.metrics()}))
    if stop.requested:
        raise InterruptedRunError(
            f"stopped after {summary.processed} articles, which are committed; run the same command to go on"
        )
    check_failures(summary, options.max_failures)
    return summary


def join_listeners(listener: Listener | None, progress: ProgressCallback | None) -> Listener:
    """Both as one."""

    def tell(event: Event) -> None:
        if listener:
            listener(event)
        if progress and event.kind == "seen":
            progress(event.summary, event.details["count"])

    return tell


def _warn_of_drift(store: Store, run_base: dict[str, Any], summary: RunSummary, tell: Listener) -> None:
    summary.warnings = find_drift(run_row(run_base, summary, finished=True), store.runs)
    for warning in summary.warnings:
        tell(Event("warning", summary, {"warning": warning}))


def _adopt_collections(store: Store, inputs: Sequence[Input]) -> None:
    roots: dict[str, list[str]] = {}
    for item in inputs:
        before = store.collections.get(item.collection, item.root)
        if before != item.root and not item.named:
            raise UsageError(
                f"collection {item.collection!r} of this output came from {before!r}, not {item.root!r}; "
                f"pass --collection {item.collection} if it is the same dump, else another name"
            )
        roots.setdefault(item.collection, []).append(item.root)
    store.collections.update({name: ", ".join(sorted(found)) for name, found in roots.items()})


def _run_base(store: Store, frame: RunFrame, inputs: Sequence[Input], options: RunOptions) -> dict[str, Any]:
    version = {
        "code_version": code_version(),
        "schema_version": SCHEMA_VERSION,
        "rules_digest": frame.rules_digest,
        "model": frame.model,
        "text": "left_out" if options.no_text else "kept",
    }
    # The number keeps runs apart, the digest says at a glance whether they can be compared; no
    # clock, so that equal runs into new outputs write equal files.
    digest = hashlib.blake2b(repr(version).encode(), digest_size=4).hexdigest()
    return {
        "run_id": f"{len(store.runs) + 1:06d}-{digest}",
        "started_at": utc_now(),
        **version,
        "inputs": [item.given for item in inputs],
        "collections": sorted({item.collection for item in inputs}),
    }
