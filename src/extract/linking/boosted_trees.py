"""Boosted decision trees, read from rules and asked for many rows at once.

The trees are fitted elsewhere (``tools/fit_places.py``); here they are only walked, all trees for all
rows in one step of numpy per level.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from extract.rules.loading import Entry

LEAF = -1
"""In ``feature``: the node is a leaf."""


class BoostedTrees:
    """The sum of what many small trees say.

    Args:
        entries: one per tree, with arrays of one value per node: ``feature`` (a number of the row's
            columns, ``LEAF`` for a leaf), ``limit`` (up to it go left; of a leaf its value), ``left`` and
            ``right`` (numbers of nodes in the tree).

    Raises:
        RulesError: a tree without its arrays, or with arrays of unlike lengths.
    """

    def __init__(self, entries: Sequence[Entry]) -> None:
        columns: dict[str, list[float]] = {name: [] for name in ("feature", "limit", "left", "right")}
        roots: list[int] = []
        for entry in entries:
            _check(entry)
            root = len(columns["feature"])
            roots.append(root)
            for number, feature in enumerate(entry.fields["feature"]):
                leaf = feature == LEAF
                columns["feature"].append(0 if leaf else feature)
                columns["limit"].append(np.inf if leaf else entry.fields["limit"][number])
                # A leaf leads to itself: rows that are there early wait for the others.
                for side in ("left", "right"):
                    columns[side].append(root + (number if leaf else entry.fields[side][number]))
        limits = [limit for entry in entries for limit in entry.fields["limit"]]
        self._values = np.array(limits, dtype=np.float64)  # of a leaf; never asked of another node
        self._feature, self._left, self._right = (
            np.array(columns[name], dtype=np.intp) for name in ("feature", "left", "right")
        )
        self._limit = np.array(columns["limit"], dtype=np.float64)
        self._roots = np.array(roots, dtype=np.intp)
        self._depth = max((_depth(entry) for entry in entries), default=0)

    def score(self, rows: Sequence[Sequence[float]]) -> list[float]:
        """What the trees say of each row.

        Args:
            rows: one value per column each.
        """
        if not rows:
            return []
        table: npt.NDArray[np.float64] = np.array(rows, dtype=np.float64)
        width = table.shape[1]
        flat = table.ravel()
        offsets = (np.arange(len(rows), dtype=np.intp) * width)[:, None]
        node = np.broadcast_to(self._roots, (len(rows), len(self._roots)))
        for _ in range(self._depth):
            goes_left = flat[offsets + self._feature[node]] <= self._limit[node]
            node = np.where(goes_left, self._left[node], self._right[node])
        scores: list[float] = self._values[node].sum(axis=1).tolist()
        return scores


def _check(entry: Entry) -> None:
    """All arrays are there, of one length."""
    lengths = {name: len(entry.fields[name]) for name in ("feature", "limit", "left", "right")}
    if len(set(lengths.values())) != 1 or not lengths["feature"]:
        found = ", ".join(f"{name}: {length}" for name, length in lengths.items())
        raise entry.error(f"a tree with arrays of {found} nodes", "fit the model again: tools/fit_places.py")


def _depth(entry: Entry) -> int:
    """Steps from the root to the deepest leaf."""
    deep, level, steps = [0], 0, 0
    while deep:
        steps, level = level, level + 1
        deep = [
            entry.fields[side][node]
            for node in deep
            if entry.fields["feature"][node] != LEAF
            for side in ("left", "right")
        ]
    return steps
