"""The spaCy component: what it writes into a doc, and that it finds what the pipeline finds."""

from __future__ import annotations

from decimal import Decimal

import pytest
import spacy

from extract.finding import component
from extract.finding.tagging import load_model

TEXT = "Some 12.5 million yuan went to 450 poor villages in 2019. An 800m-high cliff; 7 percent."


@pytest.fixture(scope="module")
def nlp() -> spacy.language.Language:
    """The model's tagger with the component behind it."""
    model = load_model()
    model.add_pipe("sentencizer", first=True)
    model.add_pipe(component.NAME, last=True)
    return model


def test_component_writes_labelled_spans(nlp: spacy.language.Language):
    doc = nlp(TEXT)
    written = [(span.text, span.label_) for span in doc.spans[component.SPANS]]
    assert written == [
        ("12.5 million yuan", "money"),
        ("450 poor villages", "count"),
        ("800m", "measure"),
        ("7 percent", "percent"),
    ]
    assert all(span.id_ for span in doc.spans[component.SPANS])


def test_component_keeps_exact_records(nlp: spacy.language.Language):
    found = component.quantities_of(nlp(TEXT))
    assert [TEXT[one.start : one.end] for one in found][2] == "800m"
    assert found[0].value_low == Decimal(12_500_000)
    assert found[0].modifier == "approx"


def test_matching_leaves_the_doc_alone(nlp: spacy.language.Language):
    doc = nlp.make_doc(TEXT)
    matcher = nlp.get_pipe(component.NAME)
    matcher.match(doc)
    assert component.SPANS not in doc.spans
    assert component.quantities_of(doc) == ()


def test_empty_doc_has_no_quantities(nlp: spacy.language.Language):
    assert list(nlp("").spans[component.SPANS]) == []
