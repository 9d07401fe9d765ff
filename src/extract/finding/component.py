"""Quantities as a component of any spaCy pipeline.

>>> nlp = spacy.load("en_core_web_sm")
>>> nlp.add_pipe("extract_quantities", after="tagger")
>>> doc = nlp("Some 12.5 million yuan went to 450 poor villages.")
>>> [(span.text, span.label_) for span in doc.spans["quantities"]]
[('12.5 million yuan', 'money'), ('450 poor villages', 'count')]
>>> quantities_of(doc)[0].value_low
Decimal('12500000.0')
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from spacy.language import Language
from spacy.tokens import Span

from extract.finding.exclusions import Blocked
from extract.finding.periods import PeriodFinder
from extract.finding.quantities import QuantityFinder
from extract.finding.reference_records import NOTHING_TOLD
from extract.finding.tagging import tokens_of
from extract.records import Quantity
from extract.rules.loading import RuleSet

if TYPE_CHECKING:
    from spacy.tokens import Doc

NAME = "extract_quantities"
SPANS = "quantities"


class QuantityComponent:
    """Writes the quantities of a doc into ``doc.spans["quantities"]``.

    The label of a span is its kind and its id the rule that decided; the full records, with values
    and exact offsets, are what `quantities_of` gives: a span covers whole tokens, a quantity may not
    ("800m" of "800m-high").

    Args:
        quantities: the finder.
        periods: finds the years and dates that are no quantities.
    """

    def __init__(self, quantities: QuantityFinder, periods: PeriodFinder) -> None:
        self._quantities = quantities
        self._periods = periods

    def match(self, doc: Doc) -> list[Quantity]:
        """The quantities of a doc; the doc stays as it is."""
        found: list[Quantity] = []
        bounds = _sentences(doc)
        tokens = tokens_of(doc, 0)
        told = NOTHING_TOLD
        for start, end in bounds:
            times = self._periods.find(doc.text, start, end)
            blocked = [Blocked(time.start, time.end, time.kind, time.rule) for time in times]
            scan = self._quantities.scan(doc.text, (start, end), blocked)
            inside = [token for token in tokens if start <= token.start < end]
            quantities, _, told = self._quantities.complete(scan, doc.text, inside, told)
            found += quantities
        return found

    def __call__(self, doc: Doc) -> Doc:
        """Find and write."""
        set_quantities(doc, self.match(doc))
        return doc


def set_quantities(doc: Doc, quantities: Sequence[Quantity]) -> None:
    """Write quantities into a doc."""
    spans: list[Span] = []
    for quantity in quantities:
        span = doc.char_span(
            quantity.start,
            quantity.end,
            label=quantity.kind,
            span_id=quantity.rules[-1] if quantity.rules else "",
            alignment_mode="expand",
        )
        if span is not None:
            spans.append(span)
    doc.spans[SPANS] = spans
    doc.user_data[NAME] = tuple(quantities)


def quantities_of(doc: Doc) -> tuple[Quantity, ...]:
    """The quantities that the component found in a doc; none where it did not run."""
    found: tuple[Quantity, ...] = doc.user_data.get(NAME, ())
    return found


def _sentences(doc: Doc) -> list[tuple[int, int]]:
    """The sentences where the pipeline has marked them, else the doc as one."""
    if doc.has_annotation("SENT_START"):
        return [(sentence.start_char, sentence.end_char) for sentence in doc.sents]
    return [(0, len(doc.text))] if doc.text.strip() else []


@Language.factory(NAME, requires=["token.tag"], assigns=["doc.spans"])
def make_component(nlp: Language, name: str) -> QuantityComponent:  # noqa: ARG001 - spaCy's signature
    """The factory that spaCy calls for ``nlp.add_pipe("extract_quantities")``."""
    ruleset = RuleSet()
    return QuantityComponent(QuantityFinder(ruleset), PeriodFinder(ruleset))
