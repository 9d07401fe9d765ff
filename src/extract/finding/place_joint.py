"""Regions called after several places: "the Yunnan-Guangxi-Guizhou rocky desertification area"."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from extract.finding.place_context import CUES, alternatives, words
from extract.finding.place_gazetteer import CHINA, Gazetteer
from extract.finding.place_records import Place, PlaceCandidate
from extract.rules.loading import RuleSet

_VAST = frozenset({"country", "continent"})
_MORE = r"(?:[ \n][A-Za-z-]+){0,4}?[ \n]"


class JointFinder:
    """Makes one place of names that hyphens join, where the name of a kind of region follows.

    Args:
        ruleset: where the kinds of region are read from.
        gazetteer: writes their names.
    """

    def __init__(self, ruleset: RuleSet, gazetteer: Gazetteer) -> None:
        entries = ruleset.entries(CUES, "compound_head")
        heads = alternatives([*words(entries), *words(entries, "joint")])
        self._region = re.compile(rf"{_MORE}(?:{heads})(?![\w-])")
        self._between = re.compile(
            rf"[ \n](?:{alternatives(words(ruleset.entries(CUES, 'between_countries')))})(?!\w)"
        )
        self._gazetteer = gazetteer

    def join(self, view: str, hits: Sequence[PlaceCandidate]) -> Iterator[PlaceCandidate]:
        """The hits, those of such a region as one.

        Args:
            view: the document's view.
            hits: in text order.
        """
        first = 0
        while first < len(hits):
            last = first
            while last + 1 < len(hits) and view[hits[last].end : hits[last + 1].start] == "-":
                last += 1
            behind = hits[last + 1].start if last + 1 < len(hits) else len(view)
            region = self._region.match(view, hits[last].end, behind) if last > first else None
            if region is None and last > first and self._is_adjective(view, hits[first : last + 1]):
                pass
            elif region is None:
                yield from hits[first : last + 1]
            else:
                yield self._joined(view, hits[first : last + 1], region.end())
            first = last + 1

    def _is_adjective(self, view: str, hits: Sequence[PlaceCandidate]) -> bool:
        """Whether countries only say what is between them: 'China-Europe trains', 'the China-Laos border'."""
        vast = all(row.level in _VAST for hit in hits for row in hit.rows)
        return vast and self._between.match(view, hits[-1].end) is not None

    def _joined(self, view: str, hits: Sequence[PlaceCandidate], end: int) -> PlaceCandidate:
        start = hits[0].start
        name = self._gazetteer.title_case(" ".join(view[start:end].split()))
        inside = all(any(row.code and row.code[0].isdigit() for row in hit.rows) for hit in hits)
        region = Place(None, name, "region", CHINA if inside else "")
        return PlaceCandidate(start, end, name, (region,), "compound")
