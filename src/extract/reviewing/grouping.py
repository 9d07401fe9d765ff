"""Things that belong together (union-find)."""

from __future__ import annotations


class Groups:
    """Things that belong together."""

    def __init__(self) -> None:
        self._parents: dict[int, int] = {}

    def find(self, item: int) -> int:
        """The least of those that an item belongs to."""
        root = item
        while (parent := self._parents.get(root, root)) != root:
            root = parent
        while item != root:
            self._parents[item], item = root, self._parents.get(item, item)
        return root

    def join(self, one: int, other: int) -> None:
        """Say that two belong together."""
        low, high = sorted((self.find(one), self.find(other)))
        self._parents[high] = low
