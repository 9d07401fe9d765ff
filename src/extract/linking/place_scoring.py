"""Points for a place in a quantity's sentence, for where it stands to the quantity."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Sequence

from extract.linking.place_anchors import Anchor, holds
from extract.linking.place_cues import FactCues
from extract.records import Span

ENOUGH = 10.0
"""An anchor with fewer points does not count."""
LATER = 28.0
"""At most what an anchor gets that only stands somewhere behind the quantity."""

_BESIDE_IN_BRACKETS = 100.0
_ENUMERATION = 95.0
_IN_APPOSITION = 90.0
_RIGHT_AFTER = 80.0
_RECEIVES = 85.0
_MAIN_SUBJECT = 40.0
_GIVEN_TO = 42.0
_SAME_CLAUSE = 60.0
_EARLIER_CLAUSE = 45.0
_OF_A_WHOLE = 35.0
_BEHIND = 20.0
_ADJECTIVE = -12.0
_WORLD = -5.0
_OTHER_SIDE = -40.0
_APPOSITION = -30.0
_INSIDE_ANOTHER = 8.0
_PER_CHARACTER = 0.05
_MOST_FOR_DISTANCE = 14.0
_REACH_AFTER = 45
_REACH_OF_CLAUSE = 80
_APPOSED = ", "
_ITEMS = ": "
_BREAKS = re.compile(r"[,;:.?!\"]")
_BESIDE = frozenset({"(", "'s"})
_NAMED = frozenset({"mention", "reference", "adjective"})
_GIVEN = frozenset({"money", "people", "count"})
_COUNTED = frozenset({"people", "count"})
_SENT = frozenset({"money", "people"})
_OF_SHARES = frozenset({"percent", "multiple"})
_CONVERTED = re.compile(r"[ \n]\([^()\n]{1,40}\)(?=[ \n])")
_FEW_WORDS = re.compile(r"(?:[ \n][a-z]+){1,2}[ \n]")
_ANOTHER = re.compile(r"\d")
_GOVERNMENT = "government"
_FIRM = "firm"
_NEVER_BEYOND = frozenset({"world", _FIRM})
_PLURAL = ("ns", "ds", "is")  # "of Malawians"
_ATTRIBUTE = re.compile(r"[ \n][a-z]")


class AnchorScorer:
    """Scores the anchors of a sentence for one quantity.

    Args:
        view: the document's view.
        cues: the compiled cues.
        anchors: all anchors of the sentence.
        start: where the sentence starts.
        own: what the article is about, if it is about one place.
        quantities: where the quantities of the article start.
        told: gives what the text speaks of where the sentence begins.
    """

    def __init__(
        self,
        view: str,
        cues: FactCues,
        anchors: Sequence[Anchor],
        start: int,
        *,
        own: Anchor | None = None,
        quantities: Sequence[int] = (),
        told: Callable[[], Anchor | None] = lambda: None,
    ) -> None:
        self._own = own
        self._told = told
        self._quantities = quantities
        self._view = view
        self._cues = cues
        self._anchors = anchors
        self._start = start

    def score(self, anchor: Anchor, quantity: Span, kind: str) -> float:
        """The points of an anchor of the sentence; below ``ENOUGH`` it does not count."""
        if anchor.kind == "reference" and self._tells_what(anchor):
            return 0.0
        if anchor.kind == _FIRM and not self._cues.firms.has(self._view, anchor, quantity, self._start):
            return 0.0
        if anchor.start >= quantity.end:
            points = self._after(anchor, quantity, kind)
        else:
            points = self._before(anchor, quantity, kind)
        points += {"adjective": _ADJECTIVE, "world": _WORLD}.get(anchor.kind, 0.0)
        if any(self._inside(anchor, other) and not self._retold(anchor, other) for other in self._anchors):
            points += _INSIDE_ANOTHER
        return points

    def _tells_what(self, anchor: Anchor) -> bool:
        """Whether it only says what the place before it is: 'doctors from Shenzhen, the city paired with'."""
        return any(
            other.kind == "mention" and self._view[other.end : anchor.start] == _APPOSED
            for other in self._anchors
        )

    def _retold(self, anchor: Anchor, other: Anchor) -> bool:
        """Whether a clause of its own tells of the other: 'the poor of Suining, which the nation'."""
        if anchor.end >= other.start:
            return False
        return self._cues.relative.search(self._view, anchor.end, other.start) is not None

    def reason(self, points: float, anchor: Anchor, quantity: Span) -> str:
        """Where an anchor with so many points stands: in the clause, in an earlier one, right behind."""
        if anchor.start >= quantity.end:
            return "right_behind" if points >= _SAME_CLAUSE else "further_behind"
        return "in_clause" if points >= _EARLIER_CLAUSE else "earlier_in_sentence"

    def _before(self, anchor: Anchor, quantity: Span, kind: str) -> float:
        gap = self._view[anchor.end : quantity.start]
        cues = self._cues
        if anchor.kind in _NAMED and gap.strip() in _BESIDE:  # "Iran (15 percent)", "the country's 90 banks"
            return _BESIDE_IN_BRACKETS
        if anchor.kind == "reference" and cues.counted_of.fullmatch(gap):  # "the city of 4.6 million people"
            return _IN_APPOSITION
        if anchor.kind == "mention" and cues.apposition.match(gap) and not cues.partitive.search(gap):
            return _IN_APPOSITION  # "Yibin, a city of 4.6 million people in Sichuan"
        if anchor.kind in _NAMED and cues.is_figure_of(self._view, anchor, gap):
            return _IN_APPOSITION  # "than the national average of 9 percent"
        if (anchor.kind == "world" and kind != "money" and self._is_line(anchor)) or self._is_beside(
            anchor, quantity
        ):
            return 0.0
        points = _EARLIER_CLAUSE if self._cues.clause_break.search(gap) else _SAME_CLAUSE
        points -= min(_MOST_FOR_DISTANCE, len(gap) * _PER_CHARACTER)
        beyond = anchor.kind not in _NEVER_BEYOND or cues.world.is_group(self._view, anchor)
        if beyond and cues.is_first_or_other(self._view, anchor, self._start):
            points += _OTHER_SIDE
        if any(self._in_apposition(anchor, other, quantity) for other in self._anchors):
            points += _APPOSITION
        return points

    def _is_beside(self, anchor: Anchor, quantity: Span) -> bool:
        """Whether it is only an example, or told in passing of a firm, before the quantity.

        "Rents in those shops - among them two in Leeds - average $400,000"; "The company, which builds
        vans in Pune, sold 400,000 cars".
        """
        cues, view = self._cues, self._view
        if cues.is_example(view[max(self._start, anchor.start - _REACH_AFTER) : anchor.start]):
            return True
        firm = cues.firms.tells_what.match(view, self._start, quantity.start)
        return firm is not None and anchor.end <= firm.end()

    def _after(self, anchor: Anchor, quantity: Span, kind: str) -> float:
        converted = _CONVERTED.match(self._view, quantity.end, anchor.start)  # "7 yuan ($1) in"
        gap = self._view[converted.end() if converted else quantity.end : anchor.start]
        units = self._cues.enumerated.search(self._view, quantity.start, quantity.end)
        if units and len(anchor.listed) > 1 and len(gap) <= _REACH_AFTER / 2:
            return _ENUMERATION
        receives = kind in _GIVEN and self._own_receives(anchor, gap)
        if anchor.rule == _GOVERNMENT:  # "800 million yuan from the central government"
            return 0.0
        if receives or self._is_apart(anchor, quantity, gap, kind):
            return _RECEIVES if receives else 0.0
        # "against 9.6 nationwide", "one in three Africans"
        nationwide = gap == " " and anchor.kind in {"reference", "adjective"}
        against = self._cues.is_held_against(self._view, self._start, quantity.start)
        # "against 12.4 percent for the province as a whole"
        for_it = against and _FEW_WORDS.fullmatch(gap) is not None and self._cues.is_favoured(gap)
        if nationwide or for_it or self._is_subject_of_that(anchor, gap):  # "the 52 counties that it had"
            return _RIGHT_AFTER
        if kind in _OF_SHARES and not against and self._is_share_of(anchor, quantity):
            return 0.0
        return self._where(anchor, quantity, gap, kind)

    def _where(self, anchor: Anchor, quantity: Span, gap: str, kind: str) -> float:
        """Of an anchor that may say where the quantity before it holds."""
        if not self._says_where(anchor, gap):
            return self._behind(anchor, quantity, gap, kind)
        if kind in _OF_SHARES and self._has_subject(anchor, quantity):
            other = self._cues.is_held_against(self._view, self._start, quantity.start)
            return _RIGHT_AFTER if other else _OF_A_WHOLE  # "more than the 2.1 percent in Sichuan"
        return _RIGHT_AFTER - len(gap) * _PER_CHARACTER

    def _is_share_of(self, anchor: Anchor, quantity: Span) -> bool:
        """'It has 13% of the poor in China': told of what the text speaks of, which lies in China."""
        cues, view = self._cues, self._view
        back = max(self._start, quantity.start - _REACH_AFTER)
        if not (cues.pronoun.match(view, self._start) or cues.shared_verb.search(view, back, quantity.start)):
            return False
        told = self._told()
        return told is not None and (anchor.kind == "world" or self._inside(told, anchor))

    def _is_apart(self, anchor: Anchor, quantity: Span, gap: str, kind: str) -> bool:
        """Whether it only gives a distance or a whole, or is a river that something lies beside."""
        cues, view = self._cues, self._view
        whence = cues.whence.get(kind)
        if (whence is not None and whence.match(gap)) or cues.is_example(gap):
            return True
        if cues.are_passing(view, quantity, gap) or (kind in _COUNTED and self._have_gone(anchor, gap)):
            return True
        if kind in _OF_SHARES and cues.yardstick_behind.match(gap):
            return True
        return cues.of_a_whole(view, anchor) or cues.beside_landscape(view, anchor, quantity.end)

    def _have_gone(self, anchor: Anchor, gap: str) -> bool:
        """Whether those counted are gone from there: '600 people from Xihaigu have settled in Minning'."""
        cues, view = self._cues, self._view
        if cues.whence["money"].match(gap) is None:
            return False
        behind = [a for a in self._anchors if a.start > anchor.end]
        if any(cues.inside.fullmatch(view, anchor.end, a.start) for a in behind if a.kind == "mention"):
            return True  # "700 firms from Jiangsu in Qinghai"
        return any(cues.is_arrived_at(view, a, anchor.end, sent=True) for a in behind)

    def _behind(self, anchor: Anchor, quantity: Span, gap: str, kind: str) -> float:
        """Of an anchor that no preposition ties to the quantity before it."""
        if kind in _SENT and self._is_given(anchor, quantity, gap, kind):
            return _GIVEN_TO  # "$20 million for Chad", "sent three doctors to Chad"
        if self._cues.is_of_speaker(self._view, self._start, quantity.start, gap):
            return _MAIN_SUBJECT
        if self._cues.is_first_or_other(self._view, anchor, quantity.end):
            return 0.0  # "twice the rate achieved by Russia"
        measured = not _BREAKS.search(gap) and self._cues.is_measured(self._view, anchor, quantity.end)
        if measured or self._is_main_subject(anchor, quantity) or self._ends_clause(anchor, gap):
            return _MAIN_SUBJECT
        first = bisect_left(self._quantities, quantity.end)
        if _ITEMS in gap and first < bisect_left(self._quantities, anchor.start):
            return 0.0  # "four stores: two in Haikou"
        return _BEHIND - min(_MOST_FOR_DISTANCE / 2, len(gap) * _PER_CHARACTER)

    def _is_given(self, anchor: Anchor, quantity: Span, gap: str, kind: str) -> bool:
        """Whether sums or people go there: 'lent $20 million to Chad', not '$3,800 a container to Chad'."""
        if anchor.kind != "mention" or len(gap) > _REACH_AFTER or _BREAKS.search(gap) or _ANOTHER.search(gap):
            return False
        if not self._cues.is_addressee(gap):
            return False
        before = max(self._start, quantity.start - _REACH_AFTER)
        if kind != "money":
            return self._cues.sending.search(self._view, before, quantity.start) is not None
        giving = self._cues.giving
        return bool(giving.search(gap) or giving.search(self._view, before, quantity.start))

    def _ends_clause(self, anchor: Anchor, gap: str) -> bool:
        """Whether one clause leads to it past other numbers: '600 yuan to 180 athletes in Gansu'."""
        if anchor.kind != "mention" or len(gap) > _REACH_OF_CLAUSE or _BREAKS.search(gap):
            return False
        return self._cues.inside.search(gap) is not None and not self._cues.compared.search(gap)

    def _own_receives(self, anchor: Anchor, gap: str) -> bool:
        """'112 doctors have come to Dingxi from Fuzhou', in an article about Dingxi."""
        own = self._own
        if own is None or own.place is None or anchor.place is None or anchor.kind != "mention":
            return False
        if len(gap) > _REACH_OF_CLAUSE:
            return False
        if not self._cues.is_addressee(gap) or _BREAKS.search(gap):
            return False
        return anchor.place.place_id == own.place.place_id

    def _is_line(self, anchor: Anchor) -> bool:
        """Whether it is a yardstick of the world: 'at the international line of $1.90'."""
        return self._cues.yardstick.search(self._view, anchor.start, anchor.end) is not None

    def _is_subject_of_that(self, anchor: Anchor, gap: str) -> bool:
        """Whether a clause about the place follows the quantity: '52 counties that China has'."""
        if anchor.kind not in {"mention", "reference"} or not self._cues.that_has.fullmatch(gap):
            return False
        return self._cues.that_has_verb.match(self._view, anchor.end) is not None

    def _is_main_subject(self, anchor: Anchor, quantity: Span) -> bool:
        """Whether it follows what stands before: 'Some 460 km from Chongqing, Wuxi County lies'."""
        if anchor.kind != "mention" or len(anchor.listed) > 1:
            return False
        view = self._view
        told = any(
            other.end <= quantity.start and other.kind in {"mention", "reference"} for other in self._anchors
        )
        return not told and view.endswith(", ", 0, anchor.start) and bool(_ATTRIBUTE.match(view, anchor.end))

    def _says_where(self, anchor: Anchor, gap: str) -> bool:
        """Whether '50 projects in Sichuan': a preposition of place leads from quantity to place."""
        if anchor.kind == "world" or len(gap) > _REACH_AFTER or _ANOTHER.search(gap):
            return False
        first = bisect_left(self._quantities, anchor.start - len(gap))
        if first < bisect_left(self._quantities, anchor.start):
            return False
        attribute = anchor.kind == "adjective" and not self._view.endswith(_PLURAL, anchor.start, anchor.end)
        if attribute and _ATTRIBUTE.match(self._view, anchor.end):  # "of American products"
            return False
        cues = self._cues
        if "," in gap[1:] or cues.is_yardstick_of(gap) or cues.indefinite.search(gap):
            return False
        if cues.compares(self._view, anchor, self._start) or cues.taken_from.fullmatch(gap):
            return False
        return bool(cues.where.search(gap)) and not (
            cues.clause_break.search(gap) or cues.compared.search(gap)
        )

    def _has_subject(self, anchor: Anchor, quantity: Span) -> bool:
        """'The delta makes 24 percent of China's GDP': told of the delta, not of the whole."""
        if anchor.place is not None and anchor.place.rule == "compass":
            return False  # a part of whatever is told of: "in Brazil, 9 percent in the Northeast"
        return any(
            other.end <= quantity.start
            and other.kind in {"mention", "reference"}
            and other.place != anchor.place
            and not self._inside(anchor, other)
            and not self._cues.clause_break.search(self._view, other.end, quantity.start)
            and not self._is_where_of_another(other, quantity)
            for other in self._anchors
        )

    def _is_where_of_another(self, anchor: Anchor, quantity: Span) -> bool:
        """Whether it only says where an earlier number holds: 'a fifth in Asia, a tenth in Africa'."""
        if self._cues.relative.search(self._view, anchor.end, quantity.start):
            return False  # "on 667,000 hectares in Inner Mongolia, which is a ninth"
        first = bisect_left(self._quantities, self._start)
        if first == len(self._quantities) or self._quantities[first] >= anchor.start:
            return False
        return self._cues.locates.search(self._view, self._start, anchor.start) is not None

    def _in_apposition(self, anchor: Anchor, other: Anchor, quantity: Span) -> bool:
        """Whether it stands between commas behind the other: 'X, which borders Y, has 5 million'."""
        view = self._view
        if other.kind != "mention" or other.end >= anchor.start or not view.startswith(",", other.end):
            return False
        if self._inside(anchor, other) and not self._cues.relative.match(view, other.end):
            return False
        if self._cues.clause_break.search(view, other.end, anchor.start):
            return False  # "in Pará, losses shrank, while Mato Grosso, the last, had 9 percent"
        return "," in view[anchor.end : quantity.start]

    def _inside(self, anchor: Anchor, other: Anchor) -> bool:
        """Whether the anchor's place lies in that of another."""
        if anchor.place is None or other.place is None or other is anchor:
            return False
        return holds(self._cues.gazetteer, other.place, anchor.place)
