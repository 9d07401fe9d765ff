"""What a run needs of the stages from segmenting to normalising, as one value."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from extract.records import ArticleResult, Document, RawArticle
from extract.reviewing.corrections import CorrectionBook, load_corrections
from extract.rules.loading import RuleSet
from extract.storing.derived import Derive
from extract.storing.rows import BaseValue

if TYPE_CHECKING:
    from extract.running.pipeline import Extractor


class Extracting(Protocol):
    """From raw articles to facts."""

    @property
    def vocabulary(self) -> Mapping[str, Sequence[Mapping[str, Any]]]:
        """Rows for the tables places, programmes, indicators and units."""
        ...

    def extract(self, raws: Sequence[RawArticle]) -> list[ArticleResult]:
        """The results of a batch of articles, in their order."""
        ...


@dataclass(frozen=True, slots=True)
class Pipeline:
    """A loaded pipeline.

    Attributes:
        extractor: from raw articles to facts.
        segment: the parts and metadata of an article, all that is wanted of a duplicate.
        base_value: from values to base units.
        rules_digest: digest of all its rules.
        model: name of the spaCy model, where the user gave one.
        derive: what makes claims and conflicts of the facts.
        corrections: what people say of the facts; the extractor applies it.
    """

    extractor: Extracting
    segment: Callable[[RawArticle], Document]
    base_value: BaseValue
    rules_digest: str
    model: str | None
    derive: Derive | None = None
    corrections: CorrectionBook = field(default_factory=CorrectionBook)


PipelineSource = Callable[[], Pipeline]
"""Loads the pipeline in a worker process; pickled on its way there."""

Vocabulary = Mapping[str, Sequence[Mapping[str, Any]]]
"""Rows for the tables places, programmes, indicators and units."""


@dataclass(frozen=True, slots=True)
class PipelineLoader:
    """Loads the pipeline of some rules, here or in a worker process.

    Attributes:
        rules: folders laid over the built-in rules.
        model: spaCy model instead of the default.
    """

    rules: tuple[Path, ...] = ()
    model: str | None = None

    def __call__(self) -> Pipeline:
        """Load it.

        Raises:
            RulesError: rules that cannot be used.
        """
        return load_pipeline(RuleSet(*self.rules), self.model)


@dataclass(frozen=True, slots=True)
class RunFrame:
    """What a run needs of the rules beside the pipeline, which its workers load.

    Attributes:
        rules_digest: digest of all rules.
        model: name of the spaCy model, where the user gave one.
        derive: what makes claims and conflicts of the facts.
        vocabulary: gives the rows of the vocabularies, when they are first wanted.
        corrections: what people say of the facts.
    """

    rules_digest: str
    model: str | None
    derive: Derive | None
    vocabulary: Callable[[], Vocabulary]
    corrections: CorrectionBook = field(default_factory=CorrectionBook)


def frame_of(pipeline: Pipeline) -> RunFrame:
    """The frame of a loaded pipeline."""
    return RunFrame(
        pipeline.rules_digest,
        pipeline.model,
        pipeline.derive,
        lambda: pipeline.extractor.vocabulary,
        pipeline.corrections,
    )


def load_frame(loader: PipelineLoader) -> RunFrame:
    """The frame of a pipeline that is not loaded here.

    Args:
        loader: what the workers load.

    Raises:
        RulesError: rules that cannot be used.
    """
    from extract.reviewing.derived import load_derive  # noqa: PLC0415 - as below

    rules = RuleSet(*loader.rules)

    def build() -> Vocabulary:
        from extract.normalising.base_units import UnitNormaliser  # noqa: PLC0415
        from extract.running.vocabulary import build_vocabulary  # noqa: PLC0415

        return build_vocabulary(rules, UnitNormaliser(rules))

    corrections = load_corrections(rules.folders)
    return RunFrame(rules.digest(), loader.model, load_derive(rules), build, corrections)


@dataclass(frozen=True, slots=True)
class _SameRules:
    """Rules that are equal where their files are, wherever these lie."""

    digest: str
    rules: RuleSet = field(compare=False)


@lru_cache(maxsize=2)
def _load_extractor(same: _SameRules, model: str | None) -> Extractor:
    # Loads spaCy and pint, which a run over nothing but broken arguments need not wait for.
    from extract.running.pipeline import Extractor  # noqa: PLC0415

    return Extractor(same.rules, model=model)


def load_pipeline(rules: RuleSet, model: str | None = None) -> Pipeline:
    """Load the pipeline: rules, gazetteers, models.

    What takes seconds is loaded once in a process and kept for as long as the rules are the same:
    a second ``extract.run`` of a notebook starts at once.

    Args:
        rules: built-in rules and overlays.
        model: spaCy model instead of the default.

    Raises:
        RulesError: rules that cannot be used.
    """
    from extract.reviewing.derived import load_derive  # noqa: PLC0415 - as in ``_load_extractor``
    from extract.running.correcting import CorrectingExtractor  # noqa: PLC0415

    derive, corrections = load_derive(rules), load_corrections(rules.folders)
    extractor = _load_extractor(_SameRules(rules.digest(), rules), model)
    return Pipeline(
        CorrectingExtractor(extractor, corrections) if len(corrections) else extractor,
        extractor.segment,
        extractor.units.base_value,
        rules.digest(),
        model,
        derive,
        corrections,
    )
