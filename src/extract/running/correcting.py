"""Corrections by people in a run: which articles they concern, and the pipeline that applies them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from extract.reading.candidates import Container
from extract.records import ArticleResult, Failure, RawArticle
from extract.reviewing.corrections import CorrectionBook
from extract.reviewing.corrections_applying import correct_result
from extract.reviewing.corrections_state import count_states, find_states
from extract.running.executors import Seen
from extract.running.pipelines import Extracting
from extract.storing.reading_back import Output

Item = Seen | Failure | Container


class CorrectingExtractor:
    """A pipeline whose results are set right by people.

    Args:
        extractor: the pipeline.
        book: the corrections.
    """

    def __init__(self, extractor: Extracting, book: CorrectionBook) -> None:
        self._extractor = extractor
        self._book = book

    @property
    def vocabulary(self) -> Mapping[str, Sequence[Mapping[str, Any]]]:
        """As that of the pipeline."""
        return self._extractor.vocabulary

    def extract(self, raws: Sequence[RawArticle]) -> list[ArticleResult]:
        """As the pipeline, set right.

        Args:
            raws: the articles.
        """
        return [correct_result(result, self._book) for result in self._extractor.extract(raws)]


def mark_corrected(items: Iterable[Item], book: CorrectionBook) -> Iterator[Item]:
    """The same, each article with its corrections in its digest: it is processed again when they change.

    Args:
        items: what reading gives.
        book: the corrections.
    """
    for item in items:
        if not isinstance(item, Failure | Container) and item.source in book.by_source:
            yield item.with_digest(book.mark(item.source, item.input_digest))
        else:
            yield item


def count_corrections(out: Path, book: CorrectionBook) -> dict[str, int]:
    """How many corrections of an output are applied, and how many match nothing any more.

    Args:
        out: the output.
        book: the corrections.
    """
    if not len(book):
        return {}
    with Output(out) as output:
        return {str(state): count for state, count in count_states(find_states(output, book)).items()}
