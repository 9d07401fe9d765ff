"""What a change is compared with: "over 2010", "year on year", "than the previous month".

Only what the change's own clause says: "down 4 percent from a year earlier, while local
revenue dropped 2.4 percent" tells the baseline of the first alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from extract.finding.periods import TimeExpression
from extract.linking.period_calendar import shift_period
from extract.linking.period_candidates import needs_today
from extract.linking.period_edges import with_edge
from extract.linking.period_links import LinkedPeriod
from extract.linking.period_resolving import PeriodResolver, Setting
from extract.linking.period_roles import PeriodRoles
from extract.linking.period_schooling import is_by_school
from extract.linking.period_times import Candidate, SentenceTimes
from extract.records import Period, Quantity, Span

# "from 11 million yuan a head in 2019"
_BESIDE = 24
# Names of expressions that compare by themselves, and the unit that they go back by.
_ON_ITSELF = {"year_on_year": "year", "month_on_month": "month", "quarter_on_quarter": "quarter"}


@dataclass(frozen=True, slots=True)
class ChangeClause:
    """A sentence that tells of changes.

    Attributes:
        times: its times.
        found: all its expressions.
        quantities: its quantities.
    """

    times: SentenceTimes
    found: Sequence[TimeExpression]
    quantities: Sequence[Quantity]

    def leads(self, marker: TimeExpression) -> bool:
        """Whether a time of comparison opens the sentence: "Compared with 2019, …"."""
        compared = (c for c in self.times.compared if c.expression is marker)
        return any(c.leading == "sentence" for c in compared)

    def behind(self, quantity: Quantity) -> Candidate | None:
        """The next time behind a quantity, be it one that is compared with."""
        pool = (c for c in (*self.times.candidates, *self.times.compared) if c.start >= quantity.end)
        return min(pool, key=lambda c: c.start, default=None)


class BaselineLinker:
    """Links changes to their baselines.

    Args:
        resolver: resolves expressions.
        roles: holds what ends a clause.
    """

    def __init__(self, resolver: PeriodResolver, roles: PeriodRoles) -> None:
        self._resolver = resolver
        self._gaps = roles.gaps

    def link(
        self, clause: ChangeClause, change: Quantity, period: LinkedPeriod | None, setting: Setting
    ) -> LinkedPeriod | None:
        """The baseline of a change; None where its clause does not state it.

        Args:
            clause: the sentence.
            change: one of its quantities.
            period: the period of the change.
            setting: the article's date.
        """
        spread = self._start_of_spread(clause, period)
        if spread is not None:
            return spread
        told = period.period if period is not None else None
        marker = self._marker(clause, change)
        if marker is None:
            return self._start_value(clause, change, told, setting) or self._marked(clause, change, told)
        schooling = is_by_school(marker) and self._gaps["schooling"].match(clause.times.text) is not None
        here = replace(setting, told=told, compared=True, schooling=schooling)
        if marker.kind == "fiscal_year":
            here = self._resolver.of_nation(clause.times.text, here)
        baseline = self._resolve(marker, here)
        if baseline is None:
            return None
        if told is not None:
            baseline = self._resolver.calendars.year_before(told, baseline)
        return LinkedPeriod(baseline, Span(marker.core, marker.end), ("baseline:clause", marker.rule))

    def _start_of_spread(self, clause: ChangeClause, period: LinkedPeriod | None) -> LinkedPeriod | None:
        """The year 2000 of "grew ten-fold from $940 in 2000 to $10,410 in 2019"."""
        if period is None or "period:spread" not in period.rules:
            return None
        first = next((c for c in clause.times.candidates if c.start == period.evidence.start), None)
        if first is None or first.period is None:
            return None
        return LinkedPeriod(first.period, period.evidence, ("baseline:spread", first.expression.rule))

    def _start_value(
        self, clause: ChangeClause, change: Quantity, told: Period | None, setting: Setting
    ) -> LinkedPeriod | None:
        """The year 2019 of "grew ninefold from 11 million yuan in 2019", "rose 3, to 14 from 11 in 2019"."""
        text, offset = clause.times.text, clause.times.offset
        for quantity in clause.quantities:
            if quantity.start < change.end:
                continue
            before = text[: quantity.start - offset]
            is_old = any(self._gaps[gap].search(before) for gap in ("from", "compared-value"))
            if not is_old or self._gaps["after-other"].search(before):
                continue
            if self._gaps["clause-end"].search(text[change.end - offset : quantity.start - offset]):
                return None
            own = clause.behind(quantity)
            span = None if own is None else self._of_start(own, told, setting)
            if own is None or span is None or span == told:
                return None
            gap = text[quantity.end - offset : own.start - offset]
            if self._gaps["comma"].search(gap) or self._gaps["clause-end"].search(gap) or len(gap) > _BESIDE:
                return None
            return LinkedPeriod(span, Span(own.start, own.end), ("baseline:start", own.expression.rule))
        return None

    def _marked(self, clause: ChangeClause, change: Quantity, told: Period | None) -> LinkedPeriod | None:
        """The year 2001 of "turnover £320m (2001: £280m) +14%"."""
        text, offset = clause.times.text, clause.times.offset
        old = next((q for q in reversed(clause.quantities) if q.end <= change.start), None)
        own = next((c for c in reversed(clause.times.compared) if old and c.end <= old.start), None)
        if old is None or own is None or own.plain is None or own.plain == told:
            return None
        marks = (
            self._gaps["former-opened"].match(text[own.end - offset : old.start - offset]),
            self._gaps["former-closed"].match(text[old.end - offset : change.start - offset]),
        )
        if None in marks:
            return None
        return LinkedPeriod(own.plain, Span(own.start, own.end), ("baseline:marked", own.expression.rule))

    def _of_start(self, own: Candidate, told: Period | None, setting: Setting) -> Period | None:
        """What the time of a start value names, which may be reckoned from that of the change."""
        if own.period is not None:
            return own.period
        return self._resolve(own.expression, replace(setting, told=told, compared=True))

    def _marker(self, clause: ChangeClause, change: Quantity) -> TimeExpression | None:
        markers = self._markers(clause)
        behind = next((m for m in markers if m.start >= change.end), None)
        if behind is not None and (
            self._is_near(clause, change.end, behind.start)
            or self._closes_aside(clause, change, behind)
            or self._is_added(clause, change, behind)
        ):
            return behind
        before = [m for m in markers if m.end <= change.start]
        if before and self._is_own(clause, before[-1], change):
            return before[-1]
        return None

    def _markers(self, clause: ChangeClause) -> list[TimeExpression]:
        compared = [c.expression for c in clause.times.compared]
        compared += [e for e in clause.found if e.fields.name in _ON_ITSELF]
        return sorted(compared, key=lambda expression: expression.start)

    def _is_near(self, clause: ChangeClause, start: int, end: int) -> bool:
        gap = clause.times.text[start - clause.times.offset : end - clause.times.offset]
        gap = self._gaps["or-aside"].sub("", gap)  # "an increase of 69,000, or 12 percent, over 2019"
        if self._gaps["list"].match(gap):
            return True
        return not (self._gaps["comma"].search(gap) or self._gaps["clause-end"].search(gap))

    def _closes_aside(self, clause: ChangeClause, change: Quantity, marker: TimeExpression) -> bool:
        """Whether the comma before a marker closes an aside: "up 69,000, or 12 percent, over 2019"."""
        text, offset = clause.times.text, clause.times.offset
        between = text[change.end - offset : marker.start - offset].lstrip(" ,")
        is_beside = self._gaps["time-phrase"].match(between) is not None
        return is_beside and self._gaps["or-again"].search(text[: change.start - offset]) is not None

    def _is_added(self, clause: ChangeClause, change: Quantity, marker: TimeExpression) -> bool:
        """Whether only the comma before it parts them: "to cut it by half by 2021, compared with 2017"."""
        offset = clause.times.offset
        gap = clause.times.text[change.end - offset : marker.start - offset].rstrip()
        gap = gap.removesuffix(marker.lead).rstrip()
        if marker.cue != "compare" or not gap.endswith(","):
            return False
        for quantity in clause.quantities:
            if change.end <= quantity.start < marker.start and not self._is_reached(clause, quantity):
                return False
        return not (self._gaps["comma"].search(gap[:-1]) or self._gaps["clause-end"].search(gap[:-1]))

    def _is_reached(self, clause: ChangeClause, level: Quantity) -> bool:
        """Whether a change led to a level: "rose 3 percent to 4,780 yuan ($660) in 2023, compared with …"."""
        before = clause.times.text[: level.start - clause.times.offset]
        return self._gaps["to"].search(before) is not None or before.endswith(("(", "[", "($"))

    def _is_own(self, clause: ChangeClause, marker: TimeExpression, change: Quantity) -> bool:
        """Whether a marker before a change is its own: "a year-on-year decline of 0.6 percent"."""
        if clause.leads(marker):
            gap = clause.times.text[marker.end - clause.times.offset : change.start - clause.times.offset]
            return not self._gaps["clause-end"].search(gap)
        if any(marker.end <= q.start < change.start for q in clause.quantities):
            return False
        if self._is_near(clause, marker.end, change.start):
            return not any(
                q.end <= marker.start and self._is_near(clause, q.end, marker.start)
                for q in clause.quantities
            )
        gap = clause.times.text[marker.end - clause.times.offset : change.start - clause.times.offset]
        is_first = not any(q.end <= marker.start for q in clause.quantities)
        return is_first and gap.count(",") == 1 and not self._gaps["clause-end"].search(gap)

    def _resolve(self, marker: TimeExpression, setting: Setting) -> Period | None:
        fields, told = marker.fields, setting.told
        unit = _ON_ITSELF.get(fields.name or "")
        if unit is not None:
            return None if told is None else shift_period(told, unit, -1)
        is_back = fields.unit is not None and fields.unit_offset is not None and fields.anchor is not None
        if is_back and fields.unit_offset and told is not None:
            return shift_period(told, fields.unit or "", fields.unit_offset)
        year = told.start.year if told is not None and told.start is not None else None
        plain = self._resolver.resolve_plain(marker, replace(setting, year=year))
        if plain is not None and needs_today(marker) and _is_later(plain, told):
            plain = shift_period(plain, "year", -1)  # "15 percent fewer in January than in December"
        return None if plain is None else with_edge(marker, plain)


def _is_later(one: Period, other: Period | None) -> bool:
    """Whether a period begins behind another."""
    if other is None or one.start is None or other.start is None:
        return False
    return one.start > other.start
