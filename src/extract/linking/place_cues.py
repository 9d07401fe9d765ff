"""The words by which a sentence says where its quantities hold, compiled."""

from __future__ import annotations

import re
from collections.abc import Callable
from itertools import pairwise

from extract.finding.place_context import CUES, alternatives, endings, words
from extract.finding.place_gazetteer import Gazetteer
from extract.linking.place_anchors import Anchor, AnchorRules, Reference, Remembered
from extract.linking.place_capacity import Capacity
from extract.linking.place_datelines import Venues
from extract.linking.place_examples import ExampleCues
from extract.linking.place_firm_cues import FirmCues, markets
from extract.linking.place_grouping import MentionGrouper
from extract.linking.place_institutions import Institutions
from extract.linking.place_offices import Offices
from extract.linking.place_people import PeopleFinder
from extract.linking.place_world_cues import WorldCues
from extract.records import Span
from extract.rules.endings import Ending
from extract.rules.loading import RuleSet

_BLANK = r"[ \n]"
_WORD_BACK = 24
_HELD_BACK = 30
_WAY_BACK = 45
_FAR_WAY_BACK = 110
_WAY_ON = 12
_COMPARISON_BACK = 80
_ELLIPSIS = re.compile(r"'s(?:[,.;)]|$)")


class FactCues(ExampleCues):
    """Patterns over the text before, between and after quantity and place.

    Args:
        ruleset: where the cues are read from.
        gazetteer: the finder's.
    """

    def __init__(self, ruleset: RuleSet, gazetteer: Gazetteer) -> None:
        def table(name: str, key: str = "surfaces", read: Callable[..., str] = alternatives) -> str:
            return read(words(ruleset.entries(CUES, name), key))

        self.gazetteer = gazetteer
        money = ruleset.entries(CUES, "national_money")
        self.shared_currencies = frozenset(words(money))
        self.namesakes = frozenset(words(money, "namesakes"))
        self.national_sum = min(int(entry.fields["least"]) for entry in money)
        self.federal = frozenset(words(ruleset.entries(CUES, "of_the_country"), "federal"))
        self.offices, self.markets = Offices(ruleset), markets(table)
        self.landscapes = frozenset(words(ruleset.entries(CUES, "beside_landscape"), "levels"))
        self._wholes = frozenset(words(ruleset.entries(CUES, "whole")))
        self._ends = frozenset(words(ruleset.entries(CUES, "route"), "between"))
        self.anchors, self.people = AnchorRules(ruleset), PeopleFinder(ruleset)
        self.venues, self.institutions = Venues(ruleset), Institutions(ruleset, gazetteer)
        self.capacity, self.world = Capacity(ruleset, gazetteer), WorldCues(table)
        self.grouper, self.firms = MentionGrouper(ruleset, gazetteer), FirmCues(table)
        fold = re.IGNORECASE
        other_side = words(ruleset.entries(CUES, "other_side"))
        addressed = set(other_side) - set(words(ruleset.entries(CUES, "where")))
        the = rf"{_BLANK}(?:(?:{table('determiner')}){_BLANK})?\Z"
        self.compared = re.compile(
            rf"(?:^|{_BLANK})"
            rf"(?:(?:{table('other_side', 'only_after')}){_BLANK}|(?:{alternatives(addressed)}){the})",
            fold,
        )
        self._other_side = Ending(rf"(?<![\w'-])(?:{endings(other_side)}){the}", fold)
        figure_for = (
            rf"(?:{table('measured', read=endings)})(?:{_BLANK}[a-z-]+){{0,4}}{_BLANK}"
            rf"(?:{table('measured', 'of')})"
        )
        goods_from = rf"(?:{table('measured', 'goods')}){_BLANK}(?:{table('measured', 'from')})"
        self._measured = Ending(rf"(?<![\w-])(?:{figure_for}|{goods_from}){the}", fold)
        self._framed = re.compile(rf"(?:{_BLANK}(?:{table('other_side', 'framed')}))?,")
        self._framing = re.compile(rf"\W*(?:{table('other_side', 'framing')}){the}", fold)
        self.on_the_other_side = Remembered(self._stands_beyond).of
        self.is_shown = Remembered(self._shows).of
        self._compile_words(table)
        self._compile_where(table)
        self._compile_figures(table)
        self._compile_sides(table, the)
        self._compile_givers(table)
        self._compile_speakers(table)
        self._compile_addressees(table)
        self._compile_shapes(table)
        self._compile_examples(table)
        self._compile_arrivals(table, the)

    def _compile_words(self, table: Callable[..., str]) -> None:
        """Patterns for single words that set, break or count a scene."""
        self.relative = re.compile(rf",{_BLANK}(?:{table('relative')}){_BLANK}")
        self.clause_break = re.compile(table("clause_break"))
        self.enumerated = re.compile(rf"\b(?:{table('enumerated')})\b")
        of, the = table("joint", "of"), table("determiner")
        self.all_of = Ending(
            rf"(?<![\w-])(?:{table('enumerated')}){_BLANK}(?:{of}){_BLANK}(?:(?:{the}){_BLANK})?"
        )
        self.others = re.compile(rf"\b(?:{table('others')})\b")
        self.joint = re.compile(rf"\b(?:{table('joint')})\b")
        self._passing = Ending(rf"(?<!\w)(?:{table('capacity', 'passing')})")

    def _compile_figures(self, table: Callable[..., str]) -> None:
        """Patterns for figures of others: averages, numbers of other places, money from elsewhere."""
        self.figure_of = re.compile(
            rf"(?:'s)?(?:{_BLANK}[a-z-]+){{0,3}}(?:{_BLANK}(?:{table('average_of')}))?,?{_BLANK}"
            rf"(?:{table('average_of', 'of')}){_BLANK}(?:[a-z]+{_BLANK})?"
        )
        self._figure = re.compile(rf"(?<!\w)(?:{table('average_of')})(?!\w)")
        self._number_of_other = Ending(
            rf"(?<![\w'-])(?:{table('other_side', 'numbers')}){_BLANK}(?:[a-z]+{_BLANK}){{0,2}}"
            rf"(?:[\w.,%]+{_BLANK}(?:{table('where', 'inside')}){_BLANK}[^,;.\d]{{1,30}}{_BLANK}"
            rf"(?:{table('respectively', 'last')}){_BLANK})?"
        )
        self._comes_from = re.compile(
            rf"[^.;:\d]{{0,25}}{_BLANK}(?:{table('whence', 'of_money')}){_BLANK}(?:[a-z]+{_BLANK}){{0,2}}\Z"
        )

    def _compile_where(self, table: Callable[..., str]) -> None:
        """Patterns for what says where something is or comes from."""
        fold = re.IGNORECASE
        self.where = re.compile(
            rf"(?:^|{_BLANK})(?:{table('where')}){_BLANK}(?:[a-z]+{_BLANK}){{0,3}}\Z", fold
        )
        self.of_country = re.compile(rf"\W*(?:{table('of_the_country')})(?![\w'-])", fold)
        self.of_province = re.compile(rf"\W*(?:{table('of_the_province')})(?![\w'-])", fold)
        self.taken_from = re.compile(
            rf".*{_BLANK}(?:{table('whence', 'taken')}){_BLANK}.*"
            rf"(?:{table('whence', 'of_money')}){_BLANK}(?:[a-z]+{_BLANK}){{0,3}}\Z"
        )
        self.inside = re.compile(
            rf"{_BLANK}(?:{table('where', 'inside')}){_BLANK}(?:[a-z]+{_BLANK}){{0,2}}\Z"
        )
        self.locates = Ending(
            rf"(?<![\w-])(?:{table('where', 'inside')}){_BLANK}(?:[a-z]+{_BLANK}){{0,2}}\Z", fold
        )
        units = rf"(?:{table('enumerated')}){_BLANK}(?:{table('joint', 'of')})"
        self.inside_all = Ending(
            rf"(?<![\w-])(?:{table('where', 'inside')}|{units}){_BLANK}(?:[a-z]+{_BLANK}){{0,2}}", fold
        )
        self.there = re.compile(rf"{_BLANK}(?:{table('there')})(?![\w-])")
        self.whence = {
            "measure": re.compile(
                rf"{_BLANK}(?:{table('whence')}){_BLANK}"
                rf"(?:(?!(?:{table('where', 'inside')}){_BLANK})[A-Za-z]+{_BLANK}){{0,4}}\Z"
            ),
            "money": re.compile(
                rf"{_BLANK}(?:{table('whence', 'of_money')}){_BLANK}(?:[a-z]+{_BLANK}){{0,2}}\Z"
            ),
        }

    def _compile_sides(self, table: Callable[..., str], the: str) -> None:
        """Patterns for places that a fact is not about: distances, wholes, what lies beside."""
        fold = re.IGNORECASE
        people = rf"(?:{table('people_of')}){the}"
        person = rf"[A-Z][\w'-]+{_BLANK}[A-Z][\w'-]+{_BLANK}(?:{table('people_of', 'verbs')})"
        self._people_of = Ending(
            rf"(?<![\w-])(?:(?i:{table('people_of', 'nouns')})|{person}){_BLANK}(?i:{people})"
        )
        self._distance = Ending(
            rf"(?<![A-Za-z])(?:(?i:{table('distance', read=endings)}){_BLANK}"
            rf"(?i:{table('distance', 'whither')}){_BLANK}"
            rf"(?:[A-Za-z]+{_BLANK})?|(?:{table('distance', 'outside')}){_BLANK})\Z"
        )
        self._apposed_partner = Ending(rf"(?<![\w-])(?:{table('trade_partner', 'apposed')}),{the}")
        self._kind_of = re.compile(
            rf"(?<![\w'-])((?i:{alternatives(self.anchors.nouns)})){_BLANK}(?:{table('where', 'inside')}|"
            rf"{table('connector', 'outward')}){_BLANK}(?:[a-z]+{_BLANK}){{0,2}}\Z"
        )
        self._kind_behind = re.compile(
            rf"(?:'s)?{_BLANK}(?:[a-z-]+{_BLANK}){{0,1}}({alternatives(self.anchors.nouns)})(?![\w-])"
        )
        self._whole = Ending(
            rf"(?<![\w-])(?:{table('whole', 'after')}){_BLANK}(?:(?:{table('determiner')}){_BLANK})?\Z", fold
        )
        self._beside = Ending(rf"(?<![\w-])(?:{table('beside_landscape')}){the}", fold)

    def _compile_addressees(self, table: Callable[..., str]) -> None:
        """Patterns for who is given something."""
        fold = re.IGNORECASE
        self._to = Ending(rf"{_BLANK}(?:{table('addressee')}){_BLANK}(?:[a-z]+{_BLANK}){{0,2}}\Z")
        self._for = Ending(
            rf"(?<!\w)(?:{table('addressee', 'titled')}){_BLANK}(?:[a-z]+{_BLANK}){{0,2}}\Z", fold
        )
        self.sending = re.compile(rf"(?<!\w)(?:{table('addressee', 'sent')})(?!\w)")
        self.giving = re.compile(rf"(?<!\w)(?:{table('addressee', 'given')})(?!\w)")
        self.here = re.compile(rf"[^,;:.]{{0,40}}{_BLANK}(?:{table('here')})(?![\w-])")
        self._compile_ranks(table)

    def _compile_ranks(self, table: Callable[..., str]) -> None:
        """Patterns for ranks ('the largest in Asia'), for what goes on somewhere, and for one of its kind."""
        none = rf"(?!(?:{table('superlative', 'but')})(?![a-z]))"
        best = rf"(?:{table('superlative')}|{none}[a-z]{{2,}}(?:{table('superlative', 'endings')})(?![a-z]))"
        inside = rf"(?:{table('where')}){_BLANK}(?:[a-z]+{_BLANK}){{0,2}}\Z"
        first = rf"{best}(?:{_BLANK}[a-z-]+){{0,3}}{_BLANK}{inside}"
        self._superlative = re.compile(first)
        self._first_there = Ending(rf"(?<![\w-])(?:{table('superlative', 'articles')}){_BLANK}{first}")
        self._since = re.compile(rf"{_BLANK}(?:{table('superlative', 'since')})(?![\w-])")
        self._ranked_after = Ending(
            rf"(?<!\w)(?:{best}|{table('world', 'ranked')})(?:{_BLANK}[a-z-]+){{0,4}},?{_BLANK}"
            rf"(?:{table('superlative', 'after')}){_BLANK}(?:[a-z]+{_BLANK})?"
        )
        self._ranking = Ending(rf"(?<!\w)(?:{table('superlative', 'among')}){_BLANK}\Z")
        self._ranked = re.compile(
            rf"(?:'s)?(?:{_BLANK}[a-z0-9-]+){{0,2}}{_BLANK}"
            rf"(?:{table('superlative')}|[a-z]{{2,}}(?:{table('superlative', 'endings')}))(?!\w)"
        )
        who = rf"(?:{table('apposition')}){_BLANK}(?:[a-z-]+{_BLANK}){{0,2}}(?:{table('goes_on', 'locals')})"
        self.goes_on = re.compile(
            rf"\"[^\"]*\"{_BLANK}(?:{table('goes_on')}|(?:{table('speaker')}){_BLANK}[^.;\"]{{2,60}},{_BLANK}{who})"
            rf"(?![\w-])"
            rf"|\W*(?:[A-Z][\w ]{{2,40}},?{_BLANK})??(?:(?:{table('goes_on', 'before')}){_BLANK})?"
            rf"(?:{table('goes_on')})(?![\w-])",
            re.IGNORECASE,
        )
        self._held = Ending(
            rf"(?<![\w-])(?:{table('event_scene', read=endings)}){_BLANK}"
            rf"(?:[a-z]+(?:{_BLANK}[A-Z]\w+'s)?{_BLANK}){{0,2}}\Z"
        )
        nowhere, than = table("event_scene", "nowhere"), table("event_scene", "than")
        inside = rf"(?:(?:{table('where', 'inside')}){_BLANK})?(?:[a-z]+{_BLANK})?"
        self._singled_out = Ending(
            rf"(?<![\w'-])(?:{nowhere})(?!\w)[^.;]*(?<!\w)(?:{than}){_BLANK}{inside}", re.IGNORECASE
        )
        self._office_of = Ending(
            rf"(?<![\w-])(?:{table('person', 'offices', endings)}){_BLANK}"
            rf"(?:{table('person', 'of_office')}){_BLANK}"
        )
        of = rf"(?:{_BLANK}[a-z-]+)?{_BLANK}(?:{table('one_of', 'behind')}){_BLANK}"
        inside = rf"(?!(?:{table('one_of', 'inside')}){of}(?:{table('one_of', 'whose')}){_BLANK})"
        self.of_units = re.compile(
            rf"(?<!\w){inside}(?:{table('one_of')}){of}(?:(?:{table('determiner')}|[a-z]+'s){_BLANK})?\Z"
        )

    def is_landscape(self, anchor: Anchor) -> bool:
        """Whether it is a river, a mountain, a sea: "The Nile rose. 40 people died" is told of no river."""
        return anchor.place is not None and anchor.place.level in self.landscapes

    def is_singled_out(self, view: str, anchor: Anchor, start: int) -> bool:
        """Whether a sentence names one place before all others: 'Nowhere is it plainer than in Yanhe'."""
        back = max(start, anchor.start - _FAR_WAY_BACK)
        return self._singled_out.search(view, back, anchor.start) is not None

    def is_office(self, view: str, anchor: Anchor) -> bool:
        """Whether somebody speaks for the place: 'said Zhang Wei, an official with the county's bureau'."""
        return self._office_of.search(view, max(0, anchor.start - _WORD_BACK), anchor.start) is not None

    def is_held(self, view: str, anchor: Anchor) -> bool:
        """Whether something goes on at the place: 'The fair was held in Changsha'."""
        return self._held.search(view, max(0, anchor.start - _HELD_BACK), anchor.start) is not None

    def _shows(self, view: str, anchor: Anchor, start: int) -> bool:
        """Whether a fair is held there, people come to stay, or the sentence names it before all others."""
        shown = self.is_held(view, anchor) or self.is_arrived_at(view, anchor, start)
        return shown or self.is_singled_out(view, anchor, start)

    def is_figure_of(self, view: str, anchor: Anchor, gap: str) -> bool:
        """Whether what follows is the figure of a place held against another: ' average of '."""
        said = self._figure.search(view, anchor.start, anchor.end + len(gap)) is not None
        return said and self.figure_of.fullmatch(gap) is not None

    def is_held_against(self, view: str, start: int, number: int) -> bool:
        """Whether the number is the one that another is held against: 'higher than the 2.1 percent'."""
        return self._number_of_other.search(view, max(start, number - _COMPARISON_BACK), number) is not None

    def are_passing(self, view: str, quantity: Span, gap: str) -> bool:
        """Whether those counted only come from a place: '2.1 million visitors from '."""
        return self._comes_from.match(gap) is not None and (
            self._passing.search(view, quantity.start, quantity.end) is not None
        )

    def is_yardstick_of(self, gap: str) -> bool:
        """Whether the text between only ranks the quantity there: ', the highest in '."""
        return self._superlative.search(gap) is not None

    def _compile_shapes(self, table: Callable[..., str]) -> None:
        """Patterns for the shapes of clauses."""
        fold = re.IGNORECASE
        self.where_clause = re.compile(rf",?{_BLANK}(?:{table('where_clause')}){_BLANK}")
        self.apposition = re.compile(
            rf",{_BLANK}(?:{table('apposition')}){_BLANK}(?:[A-Za-z-]+{_BLANK}){{1,4}}"
            rf"(?:{table('apposition', 'last')}){_BLANK}\Z"
        )
        self.indefinite = re.compile(rf"{_BLANK}(?:{table('apposition', 'indefinite')}){_BLANK}\Z")
        self.counted_of = re.compile(
            rf"{_BLANK}(?:{table('apposition', 'counted')}){_BLANK}(?:[a-z]+{_BLANK}){{0,2}}"
        )
        self.partitive = re.compile(rf"\b(?:{table('apposition', 'partitives')})\b")
        self.that_has = re.compile(
            rf"{_BLANK}(?:(?:{table('that_has')}){_BLANK})?(?:(?:{table('determiner')}){_BLANK})?\Z"
        )
        self.that_has_verb = re.compile(rf"{_BLANK}(?:{table('that_has', 'verbs')})(?!\w)")
        self.route = re.compile(rf"(?<![\w-])(?:{table('route')})(?![\w-])", fold)
        the = rf"(?:{table('determiner')}){_BLANK}(?:[a-z\d-]+{_BLANK}){{0,3}}"
        self.way_again = re.compile(rf"(?<!\w){the}(?:{table('route')})(?![\w-])", fold)
        self.links = re.compile(rf"(?<![\w-])(?:{table('route', 'links')}){_BLANK}\Z", fold)
        self.link_between = re.compile(rf"{_BLANK}(?:{table('route', 'linked_by')}){_BLANK}")
        self._starts = Ending(rf"(?<!\w)(?:{table('unlisted', 'way_from')}){_BLANK}")
        last = table("respectively", "last")
        self.between_numbers = re.compile(rf"(?:%|{_BLANK}[a-z]+){{0,4}}(?:,|,?{_BLANK}(?:{last})){_BLANK}")
        self.between_bare_numbers = re.compile(rf"%?(?:,|,?{_BLANK}(?:{last})){_BLANK}")
        self.respectively = re.compile(rf"\b(?:{table('respectively')})\b")
        self.yardstick = re.compile(rf"(?:{table('yardstick')})\Z", fold)
        self.shared_verb = Ending(rf"(?<!\w)(?:{table('share_of', 'verbs')}){_BLANK}(?:[a-z]+{_BLANK})?\Z")
        self.pronoun = re.compile(rf"\W*(?:{table('share_of', 'pronouns')})(?![\w-])", fold)
        self.yardstick_behind = re.compile(rf"{_BLANK}(?:{table('yardstick', 'behind')})(?!\w)")

    def _stands_beyond(self, view: str, anchor: Anchor, start: int) -> bool:
        """Whether a place is compared with or addressed: 'exports to the US', 'that of China's,'."""
        return self._is_held_off(view, anchor, start) and not self._is_told_of(view, anchor, start)

    def _is_held_off(self, view: str, anchor: Anchor, start: int) -> bool:
        """The same by the words beside it alone, whatever the sentence tells of it."""
        back = max(start, anchor.start - _WORD_BACK)
        if self._other_side.search(view, back, anchor.start):
            further = max(start, anchor.start - 2 * _WORD_BACK)
            people = self._people_of.search(view, further, anchor.start) is not None
            return not (people or self.is_measured(view, anchor, start))
        apposed = self._apposed_partner.search(view, back, anchor.start)  # "its best buyer, Japan"
        if apposed or self._distance.search(view, back, anchor.start) or self.of_a_whole(view, anchor):
            return True
        if self.compares(view, anchor, start):
            return True
        ranks = self._ranked.match(view, anchor.end) and self._ranking.search(view, back, anchor.start)
        if ranks or self._ranked_after.search(
            view, max(start, anchor.start - _COMPARISON_BACK), anchor.start
        ):
            return True  # "one of the country's poorest counties", "the second largest after Chile"
        return self.beside_landscape(view, anchor, start) or _ELLIPSIS.match(view, anchor.end) is not None

    def is_first_or_other(self, view: str, anchor: Anchor, start: int) -> bool:
        """Whether a sentence is told of elsewhere, or of the first there: "the poorest in China, with"."""
        if self.on_the_other_side(view, anchor, start):
            return True
        back = max(start, anchor.start - _COMPARISON_BACK)
        first = self._first_there.search(view, back, anchor.start) is not None
        return first and self._since.match(view, anchor.end) is None

    def _is_told_of(self, view: str, anchor: Anchor, start: int) -> bool:
        """Whether a place is told of whatever stands before it: 'As for Hunan, 3 million came'."""
        back = max(start, anchor.start - _WORD_BACK)
        if (
            self.where_clause.match(view, anchor.end)
            or self.is_way(view, anchor)
            or self.is_arrived_at(view, anchor, start)
            or self.is_singled_out(view, anchor, start)
        ):
            return True  # "exported to Japan, where a coffin fetches $400"
        if anchor.kind == "reference" and self._office_of.search(view, back, anchor.start):
            return True  # "an official with the county's education bureau"
        framed = self._framed.match(view, anchor.end) and anchor.start - start <= _WORD_BACK
        return bool(framed) and self._framing.match(view, start, anchor.start) is not None

    def is_measured(self, view: str, anchor: Anchor, start: int) -> bool:
        """Whether a figure holds for the place: 'the poverty rate for Hunan'."""
        back = max(start, anchor.start - 2 * _WORD_BACK)
        return self._measured.search(view, back, anchor.start) is not None

    def kind_before(self, view: str, start: int, end: int) -> Reference | None:
        """The county of 'the driest county of Gansu', in a title from ``start`` to where Gansu begins."""
        match = self._kind_of.search(view, start, end)
        return self.anchors.reference(match[1].lower()) if match else None

    def kind_behind(self, view: str, end: int) -> Reference | None:
        """The county of 'Hebei county plants trees', where ``end`` is where Hebei ends."""
        match = self._kind_behind.match(view, end)
        return self.anchors.reference(match[1]) if match else None

    def is_way(self, view: str, anchor: Anchor) -> bool:
        """Whether the anchor is 'from A to B' of a drive, a road, a seat in a train.

        From country to country it is not ("flights from China to Japan" are China's) unless it is
        called after both: "the China-Laos Railway".
        """
        if len(anchor.listed) < 2:
            return False
        gaps = {view[one.end : two.start].strip() for one, two in pairwise(anchor.listed)}
        countries = "country" in {place.level for place in anchor.listed}
        if gaps != {"-"} and (len(anchor.listed) != 2 or countries or not gaps <= self._ends):
            return False
        is_start = self._starts.search(view, max(0, anchor.start - _WORD_BACK), anchor.start) is not None
        back = _FAR_WAY_BACK if is_start else _WAY_BACK
        before = self.route.search(view, max(0, anchor.start - back), anchor.start)
        return (before or self.route.search(view, anchor.end, anchor.end + _WAY_ON)) is not None

    def beside_landscape(self, view: str, anchor: Anchor, start: int) -> bool:
        """Whether it is a river or a mountain that something only lies beside: 'along the Yangtze'."""
        if anchor.place is None or anchor.place.level not in self.landscapes:
            return False
        return self._beside.search(view, max(start, anchor.start - _WORD_BACK), anchor.start) is not None

    def of_a_whole(self, view: str, anchor: Anchor) -> bool:
        """Whether it is the whole of a share, or a yardstick: 'a third of the national market'."""
        if view[anchor.start : anchor.end].lower() not in self._wholes:
            return False
        return self._whole.search(view, max(0, anchor.start - _WORD_BACK), anchor.start) is not None
