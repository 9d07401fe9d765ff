"""Which facts lie in a place that a user names by code or name."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from extract.errors import UsageError
from extract.storing.reading_back import Output

_SHOWN = 5
_CHINA = "CN"


class _Place(NamedTuple):
    """A row of the table of places."""

    code: str | None
    name: str
    parent: str | None
    in_force: bool


@dataclass(frozen=True, slots=True)
class Area:
    """Places whose facts are wanted.

    Attributes:
        codes: every fact with one of these codes and, unless ``whole``, with one of the names.
        names: names of places.
        whole: whether all that lies inside counts too, towns and villages included.
    """

    codes: frozenset[str | None]
    names: frozenset[str]
    whole: bool

    def holds(self, code: str | None, name: str | None) -> bool:
        """Whether a fact with this place is wanted."""
        if self.whole and code is not None:
            return code in self.codes
        return code in self.codes and name in self.names


def find_area(output: Output, place: str, *, within: bool) -> Area:
    """The places that a user means.

    Args:
        output: an open output.
        place: a code ("500229"), a name ("Chengkou County"), or how a name begins ("Chengkou").
        within: all places that lie inside, too.

    Raises:
        UsageError: no place of this name, or several.
    """
    rows = list(_iter_places(output))
    chosen = _choose(rows, place)
    codes = {chosen.code}
    while within and (more := {row.code for row in rows if row.parent in codes} - codes):
        codes |= more
    return Area(frozenset(codes), frozenset({chosen.name}), within)


def _iter_places(output: Output) -> Iterator[_Place]:
    table = output.table("places", ["place_code", "name_en", "parent_code", "valid_to"])
    for code, name, parent, last in zip(*(column.to_pylist() for column in table.columns), strict=True):
        # A code of GB/T 2260 without a parent is that of a province.
        province = code is not None and code.isdigit() and not parent
        yield _Place(code, name, _CHINA if province else parent, in_force=last is None)


def _choose(rows: Sequence[_Place], place: str) -> _Place:
    wanted = " ".join(place.casefold().split())
    found = (
        [row for row in rows if row.code and row.code.casefold() == wanted][:1]
        or [row for row in rows if row.name.casefold() == wanted]
        or [row for row in rows if row.name.casefold().startswith(f"{wanted} ")]
    )
    # Codes that a place had in other years do not make its name doubtful.
    found = [row for row in found if row.in_force] or found
    if not found:
        raise UsageError(f"no place {place!r} in this output; name one of its table places, by code or name")
    if len(found) > 1:
        names = sorted(f"{row.name} ({row.code or 'no code'})" for row in found)
        shown = ", ".join(names[:_SHOWN])
        raise UsageError(f"{len(found)} places are called {place!r}: {shown}; name one by its code")
    return found[0]
