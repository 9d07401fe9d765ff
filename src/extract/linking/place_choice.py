"""Which place of a name is meant: date, level, what holds it nearby and in the article."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence

from extract.finding.place_gazetteer import CHINA, Gazetteer
from extract.finding.place_records import OPEN_YEAR, Place, PlaceCandidate
from extract.frozen import record

_NEAR = 60
_RANK = {
    "country": 80.0,
    "province": 50.0,
    "state": 48.0,
    "capital": 47.0,
    "prefecture": 40.0,
    "city": 20.0,
    "county": 20.0,
}
_OTHER_RANK = 55.0
_WELL_KNOWN = frozenset({"country", "province"})
_NEARBY_HOLDER = 40.0
_PER_CHARACTER = 0.15
_PER_MENTION_OF_HOLDER = 10.0
_MOST_FOR_HOLDERS = 30.0
_SAME_GENERIC = 15.0
_SAME_NAME = 40.0
_SEAT_OF_PROVINCE = 5.0
_PER_MILLION = 4.0
_MOST_FOR_SIZE = 24.0
_LAST = "~"


_Name = tuple[str, str, tuple[Place, ...]]
"""A name, its generic and what it may stand for: what is named alone so is read alike wherever it stands."""


@record(frozen=True, slots=True)
class Choice:
    """The place chosen for a candidate, with its score and what made it."""

    place: Place
    score: float
    signals: tuple[str, ...]


class Chooser:
    """Chooses for all candidates of one document.

    Args:
        candidates: of the document, in text order.
        year: whose codes hold; None for those of today.
        gazetteer: to know what holds what.
        dated: whether the year is that of publication; else a name is taken as it is written.
    """

    def __init__(
        self, candidates: Sequence[PlaceCandidate], year: int | None, gazetteer: Gazetteer, *, dated: bool
    ) -> None:
        self._candidates = candidates
        self._dated = dated
        self._year = OPEN_YEAR if year is None else year
        self._gazetteer = gazetteer
        # An article names its places again and again: each name is read once.
        self._names = [(candidate.name, candidate.generic, candidate.rows) for candidate in candidates]
        once = dict(zip(self._names, candidates, strict=True))
        read = {name: self._fitting(candidate) for name, candidate in once.items()}
        self._rows = [read[name] for name in self._names]
        codes = {name: _codes(rows) for name, rows in read.items()}
        self._nearby = self._units_nearby([codes[name] for name in self._names])
        self.mentioned: Counter[str] = Counter()
        self._by_name: dict[str, dict[str, int]] = defaultdict(dict)
        self._alone: dict[_Name, list[Choice]] = {}
        self._count_mentioned()

    def choose(self) -> list[Choice | None]:
        """A choice per candidate, None for settlements; one sense per name."""
        scored = [self._score_all(number) for number in range(len(self._candidates))]
        votes: dict[str, dict[Place, int]] = defaultdict(dict)
        for candidate, choices in zip(self._candidates, scored, strict=True):
            told = votes[candidate.name]
            for choice in choices:
                told[choice.place] = told.get(choice.place, 0) + round(choice.score)
        return [
            self._decide(choices, votes[candidate.name]) if choices else None
            for candidate, choices in zip(self._candidates, scored, strict=True)
        ]

    def _decide(self, choices: list[Choice], votes: dict[Place, int]) -> Choice:
        """The best here if the words beside it or its generic say so, else the name's sense."""
        if len(choices) == 1:
            return choices[0]
        best = min(choices, key=_order)
        plain = best.place.level in _WELL_KNOWN  # "Jilin" is the province beside "Jilin City"
        if plain or "nearby" in best.signals or "generic" in best.signals:
            return best
        return min(choices, key=lambda c: (-votes[c.place], _order(c)))

    def _fitting(self, candidate: PlaceCandidate) -> tuple[Place, ...]:
        """What the name may stand for in the year of the article."""
        if len(candidate.rows) == 1 and candidate.rows[0].in_force(self._year) and not candidate.generic:
            return candidate.rows
        rows = _without_namesakes(candidate, self._in_force(candidate.rows))
        return rows if self._dated else _as_written(candidate, rows)

    def _in_force(self, rows: tuple[Place, ...]) -> tuple[Place, ...]:
        """The rows of the year; where none was in force, what the latest of them became."""
        fitting = tuple(row for row in rows if row.in_force(self._year))
        if fitting or not rows:
            return fitting
        latest = max(rows, key=lambda row: row.valid_to)
        if latest.valid_from > self._year:  # a name before its time: the writer knew better than the lists
            return (min(rows, key=lambda row: row.valid_from),)
        heir = self._gazetteer.by_code(latest.successor, self._year) if latest.successor else None
        return (heir,) if heir is not None else (latest,)

    def _units_nearby(self, codes: Sequence[Sequence[str]]) -> list[dict[str, int]]:
        """Per candidate, the codes of units named within a line of it and how far off.

        Args:
            codes: of each candidate.
        """
        nearby: list[dict[str, int]] = [{} for _ in self._candidates]
        for number, candidate in enumerate(self._candidates):
            for other in range(number + 1, len(self._candidates)):
                gap = max(0, self._candidates[other].start - candidate.end)
                if gap > _NEAR:
                    break
                for one, two in ((number, other), (other, number)):
                    for code in codes[two]:
                        nearby[one][code] = min(gap, nearby[one].get(code, _NEAR))
        return nearby

    def _count_mentioned(self) -> None:
        """How often each unit, or a place inside it, is named, in all and under each name.

        Names of several counties do not count: they are what the counts are for.
        """
        read = dict(zip(self._names, self._rows, strict=True))
        for (name, generic, whole), number in Counter(self._names).items():
            by_name = self._by_name[name]
            for code in self._codes_named(read[name, generic, whole]):
                self.mentioned[code] = self.mentioned.get(code, 0) + number
                by_name[code] = by_name.get(code, 0) + number

    def _codes_named(self, rows: tuple[Place, ...]) -> list[str]:
        """The codes of what a name names and of what holds it; none where several places bear it."""
        best = rows[0] if rows else None
        if len(rows) > 1:
            ranks = [_rank(row) for row in rows]
            top = max(ranks)
            best = rows[ranks.index(top)] if ranks.count(top) == 1 and top >= _RANK["prefecture"] else None
        if best is None:
            return []
        return [*self._gazetteer.ancestors(best), *_codes((best,))]

    def _score_all(self, number: int) -> list[Choice]:
        candidate, nearby, rows = self._candidates[number], self._nearby[number], self._rows[number]
        name = self._names[number]
        if nearby and any(code in nearby for row in rows for code in self._gazetteer.ancestors(row)):
            return [self._score(row, candidate, nearby) for row in rows]
        # What is named apart from what may hold it has the same score wherever it stands.
        if name not in self._alone:
            self._alone[name] = [self._score(row, candidate, {}) for row in rows]
        return self._alone[name]

    def _score(self, row: Place, candidate: PlaceCandidate, nearby: dict[str, int]) -> Choice:
        score, signals = _rank(row), [f"level:{row.level}"]
        holders = [code for code in self._gazetteer.ancestors(row) if code != CHINA]
        gaps = [nearby[code] for code in holders if code in nearby]
        if gaps:
            score += _NEARBY_HOLDER - min(gaps) * _PER_CHARACTER
            signals.append("nearby")
        own = self._by_name[candidate.name]
        named = sum(self.mentioned.get(code, 0) - own.get(code, 0) for code in holders)
        if named:
            score += min(_MOST_FOR_HOLDERS, _PER_MENTION_OF_HOLDER * named)
            signals.append("holder_in_article")
        if candidate.generic and row.name.lower().endswith(candidate.generic.lower()):
            exact = row.name.lower() == f"{candidate.name} {candidate.generic}".lower()
            score += _SAME_NAME if exact else _SAME_GENERIC
            signals.append("generic")
        if row not in candidate.rows:
            signals.append("successor")
        return Choice(row, score, tuple(signals))


def _without_namesakes(candidate: PlaceCandidate, rows: tuple[Place, ...]) -> tuple[Place, ...]:
    """No county that bears a province's bare name: "Xinjiang, Henan and Shanxi" has no county of Shanxi."""
    if candidate.generic or all(row.level != "province" for row in rows):
        return rows
    return tuple(row for row in rows if row.level != "county")


def _as_written(candidate: PlaceCandidate, rows: tuple[Place, ...]) -> tuple[Place, ...]:
    """In an undated text, also what the rows were under the name written: "Qianxi county", now a city."""
    if not candidate.generic or any(row.level != "county" for row in rows):
        return rows
    written = f"{candidate.name} {candidate.generic}".lower()
    heirs = {row.code for row in rows if row.name.lower() != written}
    former: dict[str, Place] = {}
    for row in sorted(candidate.rows, key=lambda row: row.valid_to):
        if row.name.lower() == written and row.successor in heirs:
            former[row.successor] = row
    return tuple(dict.fromkeys((*rows, *former.values())))


def _codes(rows: tuple[Place, ...]) -> list[str]:
    return [row.code for row in rows if row.code]


def _rank(row: Place) -> float:
    """How well known a place of that level and size is."""
    rank = _RANK.get(row.level, _OTHER_RANK)
    if row.population:
        rank += min(_MOST_FOR_SIZE, _PER_MILLION * row.population / 1_000_000)
    elif row.level == "prefecture" and row.code and row.code.endswith("0100"):
        rank += _SEAT_OF_PROVINCE
    return rank


def _order(choice: Choice) -> tuple[float, float, str]:
    """The less the better: by score, then rank; among equals by the code, the unit listed first."""
    return -choice.score, -_rank(choice.place), choice.place.code or _LAST
