"""The tagger with kept vectors tags as the model does without them."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from spacy.language import Language

from extract.finding import embedding
from extract.finding.embedding import KeptVectors, is_by_row, keep_embeddings
from extract.finding.tagging import load_model, tag_sentences

_WORDS = (  # noqa: SIM905 - as text it can be read
    "The government said it built 300 new schools and two clinics in 2019 , can't wo n't 1,200 people 5% "
    "$3.5m (ASAL) women's Sub-Saharan Éire 中国 😀 U.S. e.g. 25-metre \n\n  . people.2 A's I'll"
).split(" ")
_TEXTS = st.lists(st.sampled_from(_WORDS), min_size=1, max_size=30).map(" ".join) | st.text(min_size=1)


@pytest.fixture(scope="module")
def plain() -> Language:
    """The model as it comes."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(embedding, "keep_embeddings", lambda _: 0)
        return load_model()


@pytest.fixture(scope="module")
def keeping() -> Language:
    return load_model()


def _embed(nlp: Language) -> embedding.Model:
    return nlp.get_pipe("tok2vec").model.get_ref("embed")


@settings(deadline=None)
@given(texts=st.lists(_TEXTS, min_size=1, max_size=8))
def test_tags_are_those_of_the_model_as_it_comes(plain: Language, keeping: Language, texts: list[str]):
    sentences = [(text, 10 * index) for index, text in enumerate(texts)]
    assert tag_sentences(keeping, sentences) == tag_sentences(plain, sentences)


@pytest.mark.parametrize("room", [1, 7, 40, 1000])
@settings(deadline=None)
@given(batches=st.lists(st.lists(_TEXTS, min_size=1, max_size=4), min_size=1, max_size=4))
def test_vectors_are_those_of_the_model_however_few_are_kept(
    plain: Language, room: int, batches: list[list[str]]
):
    embed = _embed(plain)
    kept = KeptVectors(embed, room=room)
    for batch in batches:
        docs = [plain.make_doc(text) for text in batch]
        found, _ = kept.forward(embed, docs, is_train=False)
        for one, other in zip(found, embed.predict(docs), strict=True):
            np.testing.assert_allclose(one, other, rtol=0, atol=1e-4)


def test_vector_of_a_word_is_the_same_to_the_bit_however_many_come_with_it(plain: Language):
    """So facts do not hang on how articles were batched."""
    embed = _embed(plain)
    words = [word for word in _WORDS if word.strip()]
    together, _ = KeptVectors(embed).forward(embed, [plain.make_doc(word) for word in words], is_train=False)
    for word, vectors in zip(words, together, strict=True):
        (alone,), _ = KeptVectors(embed).forward(embed, [plain.make_doc(word)], is_train=False)
        assert np.array_equal(alone, vectors)


def test_model_keeps_vectors_once(keeping: Language):
    assert keep_embeddings(keeping) == 0
    assert keeping.get_pipe("tok2vec").model.layers[0].name == "kept_vectors"


@pytest.mark.parametrize("part", ["encode", "tok2vec"])
def test_layers_that_look_around_a_token_are_left_alone(plain: Language, part: str):
    model = plain.get_pipe("tok2vec").model
    assert is_by_row(_embed(plain))
    assert not is_by_row(model if part == "tok2vec" else model.get_ref(part))
