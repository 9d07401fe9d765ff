"""Link all quantities of an article: each to its place, its period and its programme."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Mapping, Sequence

from extract.finding.periods import PeriodFinder, TimeExpression
from extract.finding.places import PlaceFinder
from extract.finding.programmes import ProgrammeFinder
from extract.frozen import record
from extract.linking.period_links import LinkedPeriod
from extract.linking.period_resolving import PeriodResolver, Setting
from extract.linking.periods import PeriodLinker
from extract.linking.place_of_fact import FactPlace, FactPlacer
from extract.linking.place_records import LinkedPlace
from extract.linking.places import PlaceLinks, link_places
from extract.linking.programmes import ProgrammeLink, ProgrammeLinker
from extract.linking.restating import Told, restate
from extract.records import Document, Mention, Period, Quantity, Sentence, Span
from extract.rules.loading import RuleSet

_OPEN = ".."
_CHINA = "CN"


@record(frozen=True, slots=True)
class Links:
    """What one quantity is linked to; None where the text names nothing."""

    place: FactPlace | None
    period: LinkedPeriod | None
    programme: ProgrammeLink | None


class DocumentLinker:
    """Links the places, periods and programmes of an article, and its quantities to them.

    Args:
        ruleset: the rules.
        programmes: the finder whose vocabulary the mentions come from.
        periods: the finder of time expressions.

    Raises:
        RulesError: a rule that cannot be used.
    """

    def __init__(self, ruleset: RuleSet, programmes: ProgrammeFinder, periods: PeriodFinder) -> None:
        self._finder = PlaceFinder(ruleset)
        self._placer = FactPlacer(ruleset, self._finder.gazetteer)
        self._programmes = ProgrammeLinker(ruleset, programmes.vocabulary)
        self._periods = PeriodLinker(ruleset, periods)
        self._resolver = PeriodResolver(ruleset)

    def find_places(self, document: Document) -> PlaceLinks:
        """The place mentions of an article, linked."""
        candidates = self._finder.find(document)
        return link_places(
            document, candidates, document.metadata.published, self._finder.gazetteer, self._finder.row
        )

    def link(
        self,
        document: Document,
        quantities: Sequence[Quantity],
        places: PlaceLinks,
        programmes: Sequence[Mention],
        expressions: Mapping[int, Sequence[TimeExpression]],
    ) -> list[Links]:
        """The links of each quantity.

        Args:
            document: the article.
            quantities: its quantities in text order.
            places: its places, from `find_places`.
            programmes: its programme mentions.
            expressions: its time expressions by index of sentence.
        """
        here = self._placer.prepare(document, places, quantities)
        sentences = sentences_of(document, quantities)
        placed = [
            here.of(
                Span(quantity.start, quantity.end),
                Span(sentence.start, sentence.end),
                document.segments[sentence.segment].section,
                kind=quantity.kind,
            )
            for quantity, sentence in zip(quantities, sentences, strict=True)
        ]
        here.release()
        country = _country(places, placed) or self._resolver.country_of_money(quantities)
        periods = self._periods.link(document, quantities, expressions, country)
        linked = self._programmes.link(document, quantities, programmes)
        parts = zip(placed, periods, linked, strict=True)
        told = restate(document, quantities, [Told(*part) for part in parts])
        return [Links(one.place, one.period, one.programme) for one in told]

    def link_baselines(
        self,
        document: Document,
        quantities: Sequence[Quantity],
        links: Sequence[Links],
        changes: Sequence[bool],
        expressions: Mapping[int, Sequence[TimeExpression]],
        places: PlaceLinks,
    ) -> list[LinkedPeriod | None]:
        """What each change is compared with; see `PeriodLinker.link_baselines`."""
        periods = [link.period for link in links]
        country = _country(places, [link.place for link in links])
        country = country or self._resolver.country_of_money(quantities)
        return self._periods.link_baselines(
            document, quantities, periods, changes, expressions, country=country
        )

    def period_mentions(
        self, document: Document, expressions: Mapping[int, Sequence[TimeExpression]]
    ) -> list[Mention]:
        """The time expressions of an article as mentions, resolved where they can be."""
        setting = Setting(document.metadata.published)
        return [
            Mention(
                one.start,
                one.end,
                "period",
                None,
                _iso(self._resolver.resolve(one, setting)),
                f"period.{one.rule}",
            )
            for found in expressions.values()
            for one in found
        ]


def _country(places: PlaceLinks, placed: Sequence[FactPlace | None]) -> str | None:
    """The country that an article speaks of most, for fiscal years: by its places, else its facts."""
    named = [place.code or place.parent for place in places.mentions]
    said = [code for code in named if code] or [
        place.code for place in placed if place is not None and place.code
    ]
    codes = Counter(_CHINA if code[0].isdigit() else code for code in said)
    return codes.most_common(1)[0][0] if codes else None


def sentences_of(document: Document, quantities: Sequence[Quantity]) -> list[Sentence]:
    """The sentence that each quantity stands in."""
    starts = [sentence.start for sentence in document.sentences]
    return [document.sentences[bisect_right(starts, quantity.start) - 1] for quantity in quantities]


def place_mentions(places: Sequence[LinkedPlace]) -> list[Mention]:
    """Linked places as mentions."""
    return [Mention(one.start, one.end, "place", one.code, one.name, one.rule) for one in places]


def _iso(period: Period | None) -> str | None:
    """``2016-01-01/2020-12-31``; an open end as ``..``."""
    if period is None or (period.start is None and period.end is None):
        return None
    start, end = (day.isoformat() if day else _OPEN for day in (period.start, period.end))
    return f"{start}/{end}"
