"""Find the mentions of places.

A name of the gazetteer is a candidate unless what stands around it says otherwise: an
organisation that swallows it ("Chongqing Daily"), a person who bears it ("Chen Jining"), a
bare name that is an ordinary word ("Mile"). Which of the places of that name is meant is
for ``extract.linking.places`` to say.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from ahocorasick_rs import AhoCorasick, Implementation, MatchKind

from extract.finding.place_civic import CivicFinder
from extract.finding.place_compass import CompassFinder
from extract.finding.place_context import CUES, PlaceContext, row_pattern, words
from extract.finding.place_directions import DirectionFinder
from extract.finding.place_gazetteer import CHINA, Gazetteer
from extract.finding.place_joint import JointFinder
from extract.finding.place_landforms import LandformFinder
from extract.finding.place_records import UNREAD, Place, PlaceCandidate
from extract.finding.place_settlements import SettlementFinder
from extract.finding.place_towns import Towns
from extract.finding.place_unlisted import UnlistedFinder
from extract.records import Document, Segment
from extract.rules.loading import RuleSet

_SECOND_HALF = re.compile(r"-([A-Z][a-z]{2,})(?![\w-])")
_STRONG_LEVELS = frozenset({"country", "province", "prefecture", "capital"})
_DIVIDED = frozenset({"city", "capital", "state", "island"})
_BIG_CITY = 1_000_000
_TOWNS = frozenset({"county", "city", "capital"})
_SHOUTED = 4
_WIDER = frozenset({"continent", "region"})
_STATE = "state"
_FULLY_NAMED = frozenset({_STATE, "city"})
_PLAIN_STATES = frozenset({"", "US", CHINA})
_FULL_NAMES = frozenset({"division", "generic:state", "unlisted:landform"})
_BIG_TOWN = 400_000
_DATED = "metadata"  # the kind of a line such as "Warsaw, 24 August 2023"


class _Named:
    """What a name of the gazetteer may stand for.

    Args:
        rows: all of it.
        bare: what it may stand for without a generic.
        is_divided: whether all of it is a place abroad that has divisions.
        is_guarded, needs_cue: whether the text must say more before it is believed.
    """

    def __init__(
        self,
        rows: tuple[Place, ...],
        bare: tuple[Place, ...],
        *,
        is_divided: bool,
        is_guarded: bool,
        needs_cue: bool,
    ) -> None:
        self.rows = rows
        self.bare = bare
        self.is_divided = is_divided
        self.is_guarded = is_guarded
        self.is_chinese = any(row.code and row.code[0].isdigit() for row in bare)
        self.is_weak = needs_cue or not any(_is_strong(row) for row in bare)


class PlaceFinder:
    """Finds the candidates of a document in one pass.

    Args:
        ruleset: where gazetteer and cues are read from.

    Attributes:
        gazetteer: the places that it knows.
        row: what stands between the places of an enumeration.
    """

    def __init__(self, ruleset: RuleSet) -> None:
        self.gazetteer = Gazetteer(ruleset)
        self.row = row_pattern(ruleset)
        self._context = PlaceContext(ruleset)
        self._guarded = frozenset(words(ruleset.entries(CUES, "needs_generic_once"), "names"))
        needing = words(ruleset.entries(CUES, "needs_generic"), "names")
        self._needs_generic = frozenset({*needing, *self._context.peoples} - self._guarded)
        self._needs_cue = frozenset(words(ruleset.entries(CUES, "needs_cue"), "names"))
        self._needs_town = frozenset(words(ruleset.entries(CUES, "needs_town"), "names"))
        self._directions = DirectionFinder(ruleset, self.gazetteer)
        self._settlements = SettlementFinder(ruleset, self.gazetteer)
        self._compass = CompassFinder(ruleset)
        self._joint = JointFinder(ruleset, self.gazetteer)
        self._landforms = LandformFinder(ruleset, self.gazetteer, self._context)
        self._towns = Towns(ruleset)
        self._unlisted = UnlistedFinder(ruleset, self.gazetteer, self._context, self._towns)
        self._civic = CivicFinder(ruleset, self.gazetteer, self._towns)
        self._full: dict[str, Place] = {}
        self._remembered: dict[str, _Named] = {}
        self._names, patterns = self._patterns(words(ruleset.entries(CUES, "decoy")))
        self._matcher = AhoCorasick(
            patterns, matchkind=MatchKind.LeftmostLongest, implementation=Implementation.ContiguousNFA
        )

    def _patterns(self, decoys: list[str]) -> tuple[list[str], list[str]]:
        """Gazetteer name ('' for a decoy) and pattern by pattern number."""
        names: dict[str, str] = dict.fromkeys(decoys, "")
        for name, rows in self.gazetteer.by_surface.items():
            names.setdefault(name, name)
            if "'" in name:
                names.setdefault(_capital_behind_apostrophe(name), name)
            if len(name) >= _SHOUTED and not all(row.short == name for row in rows):
                names.setdefault(name.upper(), name)
        return list(names.values()), list(names)

    def find(self, document: Document) -> list[PlaceCandidate]:
        """All candidates of titles, headings, paragraphs, captions and notes, in text order."""
        hits = self._hits(document)
        landforms = self._landforms.find(document.view)
        settlements = [
            found
            for found in self._settlements.find(document)
            if found.generic or not _is_in(found, landforms)
        ]
        taken = [(found.start, found.end) for found in settlements]
        free = [
            hit
            for hit in self._towns.in_full(document.view, hits)
            if not any(s < hit.end and hit.start < e for s, e in taken)
        ]
        apart = [hit for hit in _abroad(document.view, free) if not _is_in_landform(hit, landforms)]
        apart = list(self._joint.join(document.view, apart))
        apart += _apart_from(self._compass.find(document.view), [*apart, *settlements], document)
        civic = list(self._civic.find(document))
        apart = [one for one in apart if not any(s.start <= one.start < s.end for s in civic)]
        known = sorted([*apart, *settlements, *civic], key=lambda candidate: candidate.start)
        unlisted = self._unlisted.find(document, known, landforms)
        unlisted.extend(self._landforms.again(document, [*known, *unlisted]))
        known = [one for one in known if not (one.weak and _is_in(one, unlisted))]  # "Cerro" of "Cerro Verde"
        found = sorted([*known, *unlisted], key=lambda candidate: candidate.start) if unlisted else known
        return _in_full(found)

    def _hits(self, document: Document) -> Iterator[PlaceCandidate]:
        view = document.view
        segments = iter(document.segments)
        segment: Segment | None = next(segments, None)
        behind = 0
        for number, start, end in self._matcher.find_matches_as_indexes(view):
            while segment is not None and segment.end <= start:
                segment = next(segments, None)
            if segment is None:
                return
            name = self._names[number]
            if segment.start > start or start < behind or not name or not _stands_alone(view, start, end):
                continue
            read = segment.kind not in UNREAD
            if not read and not (segment.kind == _DATED and self._is_written_at(view, start, end, behind)):
                continue
            found = self._candidate(view, start, end, name)
            if found is not None and not self._is_hyphened(view, found):
                found = found if read else replace(found, cue="dateline")
                behind = found.end
                yield found

    def _is_hyphened(self, view: str, found: PlaceCandidate) -> bool:
        """Whether it is but the first half of a name abroad: 'Kara-Bulak', not 'Osaka-Kobe'."""
        half = _SECOND_HALF.match(view, found.end)
        if half is None or any(row.code for row in found.rows):
            return False
        return half[1] not in self.gazetteer.by_surface

    def _is_written_at(self, view: str, start: int, end: int, behind: int) -> bool:
        """Whether a line of metadata says that the report comes from there.

        "Warsaw, 24 August 2023", "By Anjali Mehra in Nanning, Guangxi (China Daily)".
        """
        context = self._context
        holder = view[behind:start].strip() == "," if behind else context.after_located(view, start)
        return holder or context.dated(view, end) or context.locative(view, start) == "strong"

    def _named(self, name: str) -> _Named:
        """What a name may stand for, remembered: an article names its places again and again."""
        known = self._remembered.get(name)
        if known is None:
            rows = tuple(self.gazetteer.by_surface[name])
            guarded = name in self._guarded
            known = self._remembered[name] = _Named(
                rows,
                () if name in self._needs_generic else tuple(row for row in rows if row.short != name),
                is_divided=all(row.code is None and row.level in _DIVIDED for row in rows),
                is_guarded=guarded,
                needs_cue=guarded or name in self._needs_cue,
            )
        return known

    def _candidate(self, view: str, start: int, end: int, name: str) -> PlaceCandidate | None:
        named = self._named(name)
        rows = named.rows
        context = self._context
        abroad = context.division(view, end)
        if abroad and named.is_divided:
            division = Place(
                None, self.gazetteer.title_case(" ".join(view[start:abroad].split())), "state", rows[0].parent
            )
            whole = PlaceCandidate(start, abroad, name, (division,), "division")
            return self._unless_swallowed(view, whole)
        written = context.generic(view, end)
        if written is not None:
            generic, stop = written
            fitting = generic.select(rows)
            if fitting and view[stop - 1 : stop].islower() and _is_of_province(rows, fitting):
                fitting = ()  # "Hebei county to plant trees" is told of a county in Hebei
            if fitting and generic.id in _FULLY_NAMED and view[end:stop].rsplit(maxsplit=1)[-1].istitle():
                fitting = tuple(self._with_generic(row, generic.id) for row in fitting)
            if fitting:
                whole = PlaceCandidate(
                    start, stop, name, fitting, f"generic:{generic.id}", view[end:stop].strip()
                )
                return self._unless_swallowed(view, whole)
        ends = context.compound(view, end)
        if ends is not None and not context.organisation(view, start, ends):
            zone = Place(None, " ".join(view[start:ends].split()), "zone", _holder(rows))
            return PlaceCandidate(start, ends, name, (zone,), "compound")
        if not named.bare or (name in self._needs_town and not context.behind_town(view, start)):
            return None
        found = self._bare(view, start, end, name, named)
        part = self._directions.part(view, found) if found is not None else None
        return self._unless_swallowed(view, part or found)

    def _with_generic(self, row: Place, generic: str) -> Place:
        """A state or city abroad by its full name, 'Kebbi State', 'Cork City'; states of the US have none."""
        if row.code or (generic == _STATE and row.parent in _PLAIN_STATES):
            return row
        full = f"{row.name} {generic.title()}"
        if full not in self._full:
            self._full[full] = replace(row, name=full)
        return self._full[full]

    def _unless_swallowed(self, view: str, candidate: PlaceCandidate | None) -> PlaceCandidate | None:
        """The candidate; of a place inside an organisation's name only what it tells of facts."""
        if candidate is None or self._context.in_title(view, candidate.start):
            return None
        if self._context.in_column(view, candidate.start, candidate.end):
            return None
        organisation = self._context.organisation(view, candidate.start, candidate.end)
        if not organisation:
            return candidate
        if candidate.weak or not self._context.tells_place(organisation):
            return None
        if all(row.level in _WIDER and not row.parent for row in candidate.rows):
            return None  # "the Eastern Africa Grain Council": a body of several countries
        return replace(candidate, rule=f"organisation:{organisation}", swallowed=True)

    def _bare(self, view: str, start: int, end: int, name: str, named: _Named) -> PlaceCandidate | None:
        context = self._context
        before = context.token_before(view, start)
        china = named.is_chinese
        if before and ((china and context.is_chinese_name(before)) or context.is_title(before)):
            return None
        if china and context.is_chinese_name(context.token_after(view, end)):
            return None
        shouted = view[start:end] != name
        cue = "dateline" if shouted and context.dateline(view, end) else context.locative(view, start)
        if shouted and not cue and context.before_holder(view, end):
            cue = "strong"
        if not cue and context.event(view, end):
            cue = "event"
        person = context.may_be_given_name(before) and not cue
        weak, guarded = named.is_weak, named.is_guarded
        return PlaceCandidate(
            start, end, name, named.bare, "name", weak=weak, cue=cue, person=person, guarded=guarded
        )


def _in_full(found: list[PlaceCandidate]) -> list[PlaceCandidate]:
    """The candidates, a division abroad called by its full name where a text leaves its generic out later.

    "In Turkana County 79 percent are poor. In Turkana ...", but not the city of Kano after "Kano State".
    """
    full: dict[str, tuple[Place, ...]] = {}
    for number, one in enumerate(found):
        if one.rule in _FULL_NAMES and len(one.rows) == 1 and one.rows[0].level in {_STATE, "district"}:
            name = one.rows[0].name.rpartition(" ")[0]
            if name and not one.rows[0].code:
                full.setdefault(name, one.rows)
        elif one.name in full and all(not row.code and row.population < _BIG_TOWN for row in one.rows):
            found[number] = replace(one, rows=full[one.name])
    return found


def _apart_from(
    found: Iterable[PlaceCandidate], taken: Sequence[PlaceCandidate], document: Document
) -> list[PlaceCandidate]:
    """Those in running text that overlap none of the others."""
    spans = [(one.start, one.end) for one in taken]
    return [
        one
        for one in found
        if document.segment_at(one.start).kind not in UNREAD
        and not any(start < one.end and one.start < end for start, end in spans)
    ]


def _abroad(view: str, hits: list[PlaceCandidate]) -> Iterator[PlaceCandidate]:
    """The hits, a namesake elsewhere taken for the town of 'HOUMA, Louisiana' where a text says so."""
    towns: dict[str, tuple[Place, ...]] = {}
    for hit, holder in pairwise(hits):
        placed = hit.cue or view[hit.start : hit.end] != hit.name  # "HOUMA" in capitals is a dateline
        near = view[hit.end : holder.start] == ", " and placed and not hit.generic
        if near and all(row.level in _TOWNS for row in hit.rows):
            states = [row for row in holder.rows if row.level in {"state", "country"} and row.code != CHINA]
            country = states[0].parent or states[0].code or "" if len(states) == len(holder.rows) else ""
            if country not in {"", CHINA, *(row.parent for row in hit.rows)}:
                towns[hit.name] = (Place(None, hit.name, "city", country),)
    for hit in hits:
        bare = hit.name in towns and not hit.generic
        yield replace(hit, rows=towns[hit.name]) if bare else hit


def _is_in_landform(hit: PlaceCandidate, landforms: list[PlaceCandidate]) -> bool:
    """Whether a bare name is only a word of a landscape's: 'Terrebonne Parish', 'Lake Naivasha'."""
    return hit.rule == "name" and _is_in(hit, landforms)


def _is_in(hit: PlaceCandidate, names: list[PlaceCandidate]) -> bool:
    """Whether the hit is a part of one of the names."""
    return any(one.start <= hit.start and hit.end <= one.end and one.name != hit.name for one in names)


def _is_of_province(rows: tuple[Place, ...], fitting: tuple[Place, ...]) -> bool:
    """Whether the name is a province's, and the units that its generic may mean are small namesakes."""
    provinces = any(row.level == "province" and not row.municipality for row in rows)
    return provinces and all(row.level == "county" for row in fitting)


def _is_strong(row: Place) -> bool:
    if row.level in _STRONG_LEVELS:
        return True
    if row.level == "city":  # those listed by hand have no population and are well known
        return not 0 < row.population < _BIG_CITY
    return row.level != "county"


def _holder(rows: tuple[Place, ...]) -> str:
    """The code of the only unit of that name, for a zone that is called after it."""
    codes = [row.code for row in rows if row.code and row.level != "county"]
    return codes[0] or "" if codes else ""


def _capital_behind_apostrophe(name: str) -> str:
    """'Lu'An' for Lu'an, as some write it."""
    first, _, rest = name.partition("'")
    return f"{first}'{rest[:1].upper()}{rest[1:]}"


def _stands_alone(view: str, start: int, end: int) -> bool:
    """No letter or digit touches the name; 'iChongqing' and 'Taiwan.cn' are no places."""
    if start and (view[start - 1].isalnum() or view[start - 1] in "@#/_"):
        return False
    after = view[end : end + 2]
    if not after:
        return True
    if after[0] == "." and after[1:].isalpha() and after[1:].islower():
        return False
    return not (after[0].isalnum() or after[0] in "_@/")
