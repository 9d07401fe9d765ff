"""What a run would process, and why, before it does: ``extract run --what-changes``."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Unpack

from extract.reading.articles import iter_candidates
from extract.reading.candidates import Candidate, Container
from extract.reading.inputs import Input, Tally, resolve_inputs, walk_inputs
from extract.records import Failure
from extract.running.containers import ContainerLedger
from extract.running.correcting import mark_corrected
from extract.running.options import RunKeywords, RunOptions, make_options
from extract.running.pipelines import PipelineLoader, RunFrame, load_frame
from extract.running.session import VERSION_COLUMNS, version_of
from extract.running.version import make_version
from extract.storing.identity import make_article_id
from extract.storing.layout import check_output
from extract.storing.store import KnownArticle, Store, view_store

_WHAT = {
    "code_version": "code",
    "schema_version": "tables",
    "rules_digest": "rules",
    "model": "model",
    "text": "--no-text",
}


@dataclass(slots=True)
class Foresight:
    """What a run would do.

    Attributes:
        reasons: articles that it would process, by reason: ``new``, ``content``, ``failed before``, or
            what has changed since they were processed: ``rules``, ``code``, ``tables``, ``model``,
            ``--no-text``, several joined by `` and ``.
        examples: the first source of each reason.
        unchanged: articles that it would leave alone.
        unreadable: what would be a row in ``failures`` at once.
        gone: articles of these collections that are not in the input any more.
    """

    reasons: Counter[str] = field(default_factory=Counter)
    examples: dict[str, str] = field(default_factory=dict)
    unchanged: int = 0
    unreadable: int = 0
    gone: int = 0

    @property
    def total(self) -> int:
        """Articles that it would process."""
        return self.reasons.total()


def foresee(
    inputs: Sequence[str | Path] | str | Path,
    out: str | Path,
    *,
    rules: Iterable[str | Path] = (),
    model: str | None = None,
    **options: Unpack[RunKeywords],
) -> Foresight:
    """What ``extract.run`` with the same arguments would process; nothing is written.

    All inputs are read and hashed, as by the run itself; nothing is decoded, no model is loaded.

    Args:
        inputs: as for ``run``.
        out: the output, new or of an earlier run.
        rules: as for ``run``.
        model: as for ``run``.
        options: as for ``run``.

    Raises:
        UsageError, RulesError: an input, output or rule that cannot be used.
    """
    made = make_options(options)
    names = [inputs] if isinstance(inputs, str | Path) else list(inputs)
    resolved = resolve_inputs(names, made.collection)
    check_output(Path(out))
    frame = load_frame(PipelineLoader(tuple(Path(folder).absolute() for folder in rules), model))
    return foresee_with(frame, resolved, Path(out), made)


def foresee_with(frame: RunFrame, inputs: Sequence[Input], out: Path, options: RunOptions) -> Foresight:
    """``foresee`` with rules that are already loaded.

    Args:
        frame: what depends on the rules.
        inputs: where the articles are.
        out: the output.
        options: how to run.

    Raises:
        UsageError: an output that cannot be read.
    """
    with view_store(out) as store:
        judge = _Judge(store, make_version(frame.rules_digest, frame.model, no_text=options.no_text))
        ledger = ContainerLedger(store, "", judge.current_runs)
        ledger.corrections = frame.corrections
        walk = walk_inputs(inputs, tally := Tally())
        items = iter_candidates(walk, options.reading, tally, ledger.digest_of)
        for item in mark_corrected(items, frame.corrections):
            if isinstance(item, Container):
                if item.state == "same":
                    judge.leave(ledger.members(item.collection, item.source).articles)
            elif isinstance(item, Failure):
                judge.refuse(item)
            elif isinstance(item, Candidate):
                judge.look_at(item)
        return judge.finish({item.collection for item in inputs})


class _Judge:
    """Looks at articles as a run does."""

    def __init__(self, store: Store, version: dict[str, Any]) -> None:
        self._store = store
        self._version = version_of(version)
        self._runs = {row["run_id"]: version_of(row) for row in store.runs}
        self._seen: set[str] = set()
        self._found = Foresight()
        self.current_runs = {run_id for run_id, made in self._runs.items() if made == self._version}

    def look_at(self, item: Candidate) -> None:
        article_id = make_article_id(item.collection, item.source)
        self._seen.add(article_id)
        reason = self._reason(article_id, self._store.known.get(article_id), item)
        if reason:
            self._found.reasons[reason] += 1
            self._found.examples.setdefault(reason, item.source)
        else:
            self._found.unchanged += 1

    def _reason(self, article_id: str, known: KnownArticle | None, item: Candidate) -> str:
        if known is None:
            return "failed before" if self._store.failures_of(article_id) else "new"
        if known.input_digest != item.input_digest:
            return "content"
        pairs = zip(VERSION_COLUMNS, self._runs.get(known.run_id, ()), self._version, strict=False)
        return " and ".join(_WHAT[name] for name, before, now in pairs if before != now)

    def leave(self, article_ids: set[str]) -> None:
        self._seen |= article_ids
        self._found.unchanged += len(article_ids)

    def refuse(self, item: Failure) -> None:
        self._seen.add(make_article_id(item.collection, item.source))
        self._found.unreadable += 1

    def finish(self, collections: set[str]) -> Foresight:
        known = self._store.known.items()
        self._found.gone = sum(
            article.collection in collections and article_id not in self._seen
            for article_id, article in known
        )
        return self._found
