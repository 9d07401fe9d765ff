"""``run``: from inputs to an output folder."""

from __future__ import annotations

import hashlib
import os
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, closing
from pathlib import Path
from typing import Any, Unpack

from extract.errors import UsageError
from extract.reading.candidates import Container
from extract.reading.inputs import Input, Tally, make_absolute, resolve_inputs, walk_inputs
from extract.running.cluster import ClusterExecutor, Engine
from extract.running.correcting import count_corrections, mark_corrected
from extract.running.drift import find_drift
from extract.running.events import Event, Listener
from extract.running.executors import Executor, InlineExecutor
from extract.running.interrupts import InterruptedRunError, deferred_interrupts
from extract.running.options import RunKeywords, RunOptions, make_options
from extract.running.pipelines import Pipeline, PipelineLoader, PipelineSource, RunFrame, frame_of, load_frame
from extract.running.session import ProgressCallback, Session
from extract.running.summary import RunSummary, check_failures, run_row, utc_now
from extract.running.usage import cpu_seconds, loaded_frozen, peak_memory
from extract.running.version import make_version
from extract.running.workers import open_workers
from extract.storing.delta import check_delta, write_delta
from extract.storing.layout import WORK, check_output
from extract.storing.store import Store, open_store


def run(
    inputs: Sequence[str | Path] | str | Path,
    out: str | Path,
    *,
    rules: Iterable[str | Path] = (),
    model: str | None = None,
    progress: ProgressCallback | None = None,
    listener: Listener | None = None,
    **options: Unpack[RunKeywords],
) -> RunSummary:
    """Extract the facts of all articles of the inputs into an output folder.

    What is unchanged since an earlier run is not processed again.

    Args:
        inputs: folders, files, globs, URLs or ``-``, one or several: docs/inputs.md.
        out: the output folder; new, empty, or of an earlier run.
        rules: folders of your own rules, laid over the built-in ones.
        model: spaCy model instead of the default.
        progress: is called after each file with the summary so far and the files seen.
        listener: is told all else: failures, commits, warnings, the end.
        options: a keyword for each other option of the command; ``help(extract.RunKeywords)``.

    Raises:
        UsageError, RulesError: an input, output or rule that cannot be used.
        FailedRunError: more failures than allowed; all else is committed.
        InterruptedRunError: stopped by a signal; what was done is committed.
    """
    made = make_options(options)
    names = [inputs] if isinstance(inputs, str | Path) else list(inputs)
    if made.engine != "local":
        names = [make_absolute(name) for name in names]
    resolved = resolve_inputs(names, made.collection)
    check_output(Path(out))
    if made.format == "delta":
        check_delta()
    loader = PipelineLoader(tuple(Path(folder).absolute() for folder in rules), model)
    tell = join_listeners(listener, progress)
    if made.engine != "local":
        return run_on_cluster(loader, frame_of(loader()), resolved, Path(out), made, tell)
    if not made.worker_count:
        return run_pipeline(loader(), resolved, Path(out), made, tell)
    frame = load_frame(loader)
    return run_with_workers(loader, frame, resolved, Path(out), made, tell)


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
    with loaded_frozen():
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


def run_on_cluster(
    source: PipelineSource,
    frame: RunFrame,
    inputs: Sequence[Input],
    out: Path,
    options: RunOptions,
    listener: Listener | None = None,
) -> RunSummary:
    """``run`` on the cluster of ``options.engine`` and ``options.master``.

    Args:
        source: loads the pipeline on each machine.
        frame: what this process, the driver, needs of the same rules.
        inputs: where the articles are, under paths that all machines know.
        out: the output folder; all machines can write there.
        options: how to run.
        listener: is told what happens.

    Raises:
        UsageError, FailedRunError, InterruptedRunError: as ``run``.
    """
    staging = out.absolute() / f"{WORK}{os.getpid()}" / "shards"
    window = options.commit_every and -(-options.commit_every // ClusterExecutor.batch_articles)
    with closing(_open_engine(options)) as engine:
        executor = ClusterExecutor(engine, source, frame.rules_digest, options.limits, staging, window)
        return run_with(executor, frame, inputs, out, options, listener)


def _open_engine(options: RunOptions) -> Engine:
    # Extras, and slow to import.
    from extract.running.cluster_ray import RayEngine  # noqa: PLC0415
    from extract.running.cluster_spark import SparkEngine  # noqa: PLC0415

    return SparkEngine(options.master) if options.engine == "spark" else RayEngine(options.master)


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
    started, tell = (time.monotonic(), cpu_seconds()), listener or (lambda _: None)
    # Whoever waits for another run may still be stopped at once.
    with _open(out, frame, options) as store, deferred_interrupts() as stop:
        _adopt_collections(store, inputs)
        run_base = _run_base(store, frame, inputs, options)
        summary = RunSummary(run_base["run_id"], out, engine=executor.engine, workers=options.worker_count)
        tell(Event("start", summary, run_base))
        session = _open_session(store, executor, frame, options, run_base, summary, tell)
        for count in _take_all(session, executor, inputs, options, summary):
            tell(Event("seen", summary, {"count": count}))
            if stop.requested:
                break
        session.drain()
        if options.prune and not stop.requested:
            session.prune({item.collection for item in inputs})
        _measure(summary, *started)
        _warn_of_drift(store, run_base, summary, tell)
        session.commit(complete=not stop.requested, last=True)
        if options.format == "delta":
            write_delta(out, options.delta_to)
        _measure(summary, *started)
    summary.corrections = count_corrections(out, frame.corrections)
    tell(Event("end", summary, {"stopped": stop.requested, **summary.metrics()}))
    if stop.requested:
        raise InterruptedRunError(_stopped(summary))
    check_failures(summary, options.max_failures)
    return summary


def _open(out: Path, frame: RunFrame, options: RunOptions) -> AbstractContextManager[Store]:
    return open_store(out, frame.derive, keep=options.keep, wait=options.wait)


def _open_session(
    store: Store,
    executor: Executor,
    frame: RunFrame,
    options: RunOptions,
    run_base: dict[str, Any],
    summary: RunSummary,
    tell: Listener,
) -> Session:
    every = options.commit_every
    session = Session(
        store, executor, frame.vocabulary, run=run_base, summary=summary, commit_every=every, tell=tell
    )
    session.containers.corrections = frame.corrections
    return session


def _stopped(summary: RunSummary) -> str:
    done = f"stopped after {summary.processed} articles, which are committed"
    return f"{done}; run the same command to go on"


def _take_all(
    session: Session,
    executor: Executor,
    inputs: Sequence[Input],
    options: RunOptions,
    summary: RunSummary,
) -> Iterator[int]:
    """Give the session what the inputs hold; how many articles and failures it has seen, after each."""
    tally = Tally(summary.left_alone, summary.columns)
    walk = walk_inputs(inputs, tally)
    count = 0
    items = executor.candidates(walk, options.reading, tally, session.containers.digest_of)
    for item in mark_corrected(items, session.containers.corrections):
        session.take(item)
        count += not isinstance(item, Container)
        yield count


def join_listeners(listener: Listener | None, progress: ProgressCallback | None) -> Listener:
    """Both as one."""

    def tell(event: Event) -> None:
        if listener:
            listener(event)
        if progress and event.kind == "seen":
            progress(event.summary, event.details["count"])

    return tell


def _measure(summary: RunSummary, started: float, cpu_started: float) -> None:
    summary.seconds, summary.cpu_seconds = time.monotonic() - started, cpu_seconds() - cpu_started
    summary.peak_memory = peak_memory()


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
    version = make_version(frame.rules_digest, frame.model, no_text=options.no_text)
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
