"""Small towns of the world: too many, and too like other names, to be looked for in a text.

A name that words around it let suppose is looked up here: 'in Three Rivers', 'near Port Douglas'.
"""

from __future__ import annotations

import csv
import io
import lzma
import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from extract.finding.place_context import CUES, alternatives, words
from extract.finding.place_names import WORD
from extract.finding.place_records import Place, PlaceCandidate
from extract.rules.endings import Ending
from extract.rules.loading import RuleSet

_LOOK_BACK = 20
_ON_WATER = re.compile(rf"(?:-[a-z]+){{1,2}}-{WORD}(?![\w-])")  # "-on-Tees"


class Towns:
    """The tables, read at first use.

    Args:
        ruleset: where they are read from.
    """

    _kept_bigger: dict[str, str] | None = None
    _kept_smaller: dict[str, str] | None = None

    def __init__(self, ruleset: RuleSet) -> None:
        self._ruleset = ruleset
        self._prefix = Ending(
            rf"(?<![\w.'-])(?:{alternatives(words(ruleset.entries(CUES, 'name_prefix')))}|{WORD})[ \n]"
        )

    @property
    def bigger(self) -> dict[str, str]:
        """Country by name of the towns that the gazetteer leaves out."""
        if self._kept_bigger is None:
            self._kept_bigger = self._read("places/world_towns.csv.xz")
        return self._kept_bigger

    @property
    def smaller(self) -> dict[str, str]:
        """The same of those that are smaller still: common words and surnames many of them."""
        if self._kept_smaller is None:
            self._kept_smaller = self._read("places/world_small.csv.xz")
        return self._kept_smaller

    def country(self, name: str) -> str:
        """The country of the biggest town of that name, '' for none."""
        return self.bigger.get(name) or self.smaller.get(name, "")

    def in_full(self, view: str, hits: Iterable[PlaceCandidate]) -> Iterator[PlaceCandidate]:
        """The hits, one that is but a part of a town's name taken for all of it.

        "Port Douglas" is not Douglas, "Bishop Auckland" not Auckland, "Stockton-on-Tees" not Stockton.
        """
        for hit in hits:
            whole = None
            if hit.rule == "name" and not any(row.code for row in hit.rows):
                whole = self._whole(view, hit)
            yield whole or hit

    def _whole(self, view: str, hit: PlaceCandidate) -> PlaceCandidate | None:
        behind = _ON_WATER.match(view, hit.end)
        before = self._prefix.search(view, max(0, hit.start - _LOOK_BACK), hit.start)
        if behind is None and before is None:
            return None
        start = before.start() if before is not None else hit.start
        end = behind.end() if behind is not None else hit.end
        name = " ".join(view[start:end].split())
        country = self.country(name)
        if not country:
            return None
        row = Place(None, name, "city", country)
        return replace(hit, start=start, end=end, name=name, rows=(row,), weak=False)

    def _read(self, file_name: str) -> dict[str, str]:
        towns: dict[str, str] = {}
        for file in self._ruleset.files(file_name):
            rows = csv.reader(io.StringIO(lzma.decompress(file.read_bytes()).decode("utf-8")))
            next(rows)
            towns.update((name, country) for country, name in rows)
        return towns
