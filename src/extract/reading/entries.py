"""Streams under a name, and the names of what is in them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import IO, TypeVar

from extract.reading.files import printable
from extract.reading.refusing import UnreadableError, describe

_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class Entry:
    """A stream of bytes under a name: the file itself, or an entry of an archive in it.

    Attributes:
        source: as in ``RawArticle``.
        name: its name without folders.
        open: gives its bytes.
        beside: the bytes of what has another name in the same folder.
        named: whether the user named it, so that it is read in any case.
        depth: how many archives and compressions lie around it.
    """

    source: str
    name: str
    open: Callable[[], IO[bytes]]
    beside: Callable[[str], bytes | None]
    named: bool = False
    depth: int = 0


class Names:
    """Names that are unique in their container: where one comes again it is ``name~2``."""

    def __init__(self) -> None:
        self._seen: set[str] = set()
        # How often a name came: a dump whose ids are all the same must not take the square of its length.
        self._repeated: dict[str, int] = {}

    def make(self, name: str) -> str:
        """The name, with a number if it came before."""
        unique = name
        while unique in self._seen:
            number = self._repeated.get(name, 1) + 1
            self._repeated[name] = number
            unique = f"{name}~{number}"
        self._seen.add(unique)
        return unique


def inner_source(entry: Entry, name: str) -> str:
    """The source of what has this name in an archive."""
    return f"{entry.source}#{printable(name).replace('#', '%23')}"


def place_errors(items: Iterator[_T], what: str) -> Iterator[_T]:
    """The same items; an error says after how many of them it came."""
    count = 0
    try:
        for item in items:
            yield item
            count += 1
    except UnreadableError:
        raise
    except Exception as error:  # noqa: BLE001 - as above
        raise UnreadableError(f"after {what} {count:,}: {describe(error)}") from None
