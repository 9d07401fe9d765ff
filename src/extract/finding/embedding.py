"""Vectors of words kept from batch to batch: the first layers of the tagger.

Those layers read nothing but the features of one token (its norm, its ends, its shape, a blank behind
it), and make up a third of the tagger's products of matrices. The 60,000 tokens tagged in 400 news
articles have 7,400 different rows of features, so most vectors are there already.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from thinc.api import Model, chain

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc

    Floats = np.ndarray[Any, np.dtype[np.float32]]
    Features = np.ndarray[Any, np.dtype[np.uint64]]

# At most 8 MB of vectors and 4 MB of features in each process that reads text.
_ROOM: Final = 20_000
# A product of fewer than 5 rows sums in another order (OpenBLAS 0.3, AVX-512): the last bit of a vector would
# depend on how many words of a batch are new.
_FEWEST: Final = 16
# Between reading the features and handing back a vector for each token.
_FIRST: Final = ("extract_features", "list2ragged")
_LAST: Final = "ragged2list"
# Layers that treat each row by itself.
_BY_ROW: Final = frozenset({"ints-getitem", "hashembed", "maxout", "layernorm", "dropout"})


def keep_embeddings(nlp: Language) -> int:
    """Make the components of a model keep the vectors of words, where these depend on the word alone.

    Args:
        nlp: the loaded model; one whose first layers are others stays as it is.

    Returns:
        How many components keep them now.
    """
    kept = 0
    for _, component in nlp.pipeline:
        model = getattr(component, "model", None)
        for node in list(model.walk()) if isinstance(model, Model) else ():
            embed = node.get_ref("embed") if node.has_ref("embed") else None
            if embed is not None and embed is node.layers[0] and is_by_row(embed):
                node.layers[0] = Model("kept_vectors", KeptVectors(embed).forward, layers=[embed])
                kept += 1
    return kept


def is_by_row(embed: Model[Any, Any]) -> bool:
    """Whether a layer gives each token a vector of its features, and of nothing around it."""
    names = [layer.name for layer in embed.layers]
    if len(names) < 4 or tuple(names[:2]) != _FIRST or names[-1] != _LAST:
        return False
    within = (layer for part in embed.layers[2:-1] for layer in part.walk())
    return all(layer.name in _BY_ROW for layer in within if not layer.layers)


class KeptVectors:
    """The vectors of the forms seen so far.

    Args:
        embed: the layers that reckon them.
        room: so many forms are kept; when there are more, it begins anew.
    """

    def __init__(self, embed: Model[Any, Any], room: int = _ROOM) -> None:
        self._columns: list[int | str] = list(embed.layers[0].attrs["columns"])
        self._reckon: Model[Any, Any] = chain(*embed.layers[2:-1])
        self._room = room
        self._known: dict[bytes, int] = {}
        self._vectors: Floats = np.zeros((room, embed.get_dim("nO")), dtype=np.float32)

    def forward(
        self,
        model: Model[Any, Any],  # noqa: ARG002 - thinc hands it over, and the next by its name
        docs: Sequence[Doc],
        is_train: bool,  # noqa: ARG002 - as above
    ) -> tuple[list[Floats], Callable[[Sequence[Floats]], Sequence[Doc]]]:
        """The vectors of the tokens of each doc, as a layer of thinc gives them."""
        rows = [doc.to_array(self._columns).reshape(len(doc), len(self._columns)) for doc in docs]
        ends = np.cumsum([len(one) for one in rows])
        return np.split(self.of_rows(np.concatenate(rows)), ends[:-1]), _untrained

    def of_rows(self, rows: Features) -> Floats:
        """The vector of each row of features."""
        if not len(rows):
            return self._vectors[:0]
        keys: list[bytes] = rows.view(f"V{rows.itemsize * rows.shape[1]}").ravel().tolist()
        # A place where each form stands.
        places = dict(zip(keys, range(len(keys)), strict=True))
        if len(places) > self._room:
            return self._reckoned(rows)
        known = self._known
        new = [key for key in places if key not in known]
        if len(known) + len(new) > self._room:
            known.clear()
            new = list(places)
        if new:
            first = len(known)
            self._vectors[first : first + len(new)] = self._reckoned(rows[[places[key] for key in new]])
            known.update(zip(new, range(first, first + len(new)), strict=True))
        return self._vectors[[known[key] for key in keys]]

    def _reckoned(self, rows: Features) -> Floats:
        count = len(rows)
        padded = rows[np.arange(_FEWEST) % count] if count < _FEWEST else rows
        vectors: Floats = self._reckon.predict(padded)[:count]
        return vectors


def _untrained(_: Sequence[Floats]) -> Sequence[Doc]:
    """What thinc would call to train a layer, which nobody does here."""
    raise NotImplementedError
