"""Link each quantity to the period that its value holds for.

By its clause ("fell to 0.6 percent by the end of 2019"), else its sentence ("In 2011, …"), else
what was told before it: a time that leads a sentence governs what follows in its section, any
other only what goes on telling of it. What is told in the present tense inherits nothing.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from extract.finding.periods import PeriodFinder, TimeExpression
from extract.linking.period_accounts import as_of_accounts, as_old_value, year_compared
from extract.linking.period_baselines import BaselineLinker, ChangeClause
from extract.linking.period_budgets import budget_year
from extract.linking.period_calendar import only_year
from extract.linking.period_candidates import Choice
from extract.linking.period_discourse import Discourse
from extract.linking.period_events import Disasters, Sessions
from extract.linking.period_headings import day_of_event, heading_link, stamp_covered
from extract.linking.period_links import LinkedPeriod, as_link
from extract.linking.period_named import setting_of
from extract.linking.period_reports import latest_told
from extract.linking.period_resolving import PeriodResolver, Setting
from extract.linking.period_roles import PeriodRoles
from extract.linking.period_sentences import SentenceReader
from extract.linking.period_times import SentenceTimes, group_by_sentence
from extract.linking.period_told import ToldTimes
from extract.records import Document, Quantity, Segment, Sentence, Span
from extract.rules.loading import RuleSet

# How the time of a new value is found, which is not that of the old one beside it.
_OF_NEW = {"sentence", "leading", "beside", "clause"}


class PeriodLinker:
    """Links periods.

    Args:
        ruleset: the rules.
        finder: the finder to use, where the caller has one already.
    """

    def __init__(self, ruleset: RuleSet, finder: PeriodFinder | None = None) -> None:
        self._finder = finder or PeriodFinder(ruleset)
        self._resolver = PeriodResolver(ruleset)
        roles = PeriodRoles(ruleset)
        self._gaps = roles.gaps
        self._reader = SentenceReader(self._resolver, roles)
        self._telling = self._reader.telling
        self._disasters = Disasters(self._reader, roles)
        self._sessions = Sessions(self._reader, roles)
        self._told = ToldTimes(self._resolver, self._reader, self._disasters, self._sessions, roles)
        self._baselines = BaselineLinker(self._resolver, roles)

    def link(
        self,
        document: Document,
        quantities: Sequence[Quantity],
        expressions: Mapping[int, Sequence[TimeExpression]] | None = None,
        country: str | None = None,
    ) -> list[LinkedPeriod | None]:
        """The period of each quantity, None where the text says no time.

        Args:
            document: the segmented article.
            quantities: its quantities in text order.
            expressions: what the finder found, by index of sentence; found here where not given.
            country: ISO code of the country that the article is about, for fiscal years.
        """
        linked: list[LinkedPeriod | None] = [None] * len(quantities)
        members_of = group_by_sentence(document.sentences, quantities)
        found = expressions if expressions is not None else self.find_all(document)
        setting = setting_of(document, found, self._resolver, self._gaps, country)
        discourse = self._begin(document, setting)
        discourse.today = setting.published
        discourse.latest = latest_told(document, found, self._telling)
        discourse.foretold = discourse.disaster = self._disasters.reported.find(document, found, setting)
        discourse.session = self._sessions.reported.find(document, found, setting)
        discourse.budget = budget_year(document, found, self._resolver, setting, self._gaps)
        for number, sentence in enumerate(document.sentences):
            segment = document.segments[sentence.segment]
            if sentence.segment != discourse.segment:
                self._enter(discourse, document, sentence)
            members = members_of.get(number, [])
            if not members and number not in found:
                discourse.go_by(segment)
                continue
            times = self._read(document, sentence, found.get(number, ()), setting, discourse)
            self._link_members(linked, times, quantities, members, discourse)
            self._learn_subject(times, segment, sentence.segment, discourse, dates=bool(members))
            is_headline = not members and self._telling.heads(times)
            if segment.kind == "heading" or (is_headline and segment.kind == "paragraph"):
                discourse.head(heading_link(times), is_only_time=is_headline)
            elif segment.kind != "title":
                here, links = [quantities[m] for m in members], [linked[m] for m in members]
                self._leave(discourse, times, segment, here, links)
        return linked

    def _enter(self, discourse: Discourse, document: Document, sentence: Sentence) -> None:
        """Tell the discourse that a segment begins with this sentence."""
        text, segment = document.view[sentence.start : sentence.end], document.segments[sentence.segment]
        is_next = segment.kind == "paragraph" and discourse.age == 0
        continues, is_item = is_next and self._telling.continues(text), self._telling.is_item(text)
        discourse.enter(segment, sentence.segment, continues=continues, is_item=is_item)

    def _leave(
        self,
        discourse: Discourse,
        times: SentenceTimes,
        segment: Segment,
        members: Sequence[Quantity],
        linked: Sequence[LinkedPeriod | None],
    ) -> None:
        """Tell the discourse what a sentence leaves behind."""
        movements = self._reader.movements
        left = movements.without_old(times, members, linked)
        discourse.ends = movements.ends(times, linked, discourse.ends)
        discourse.old = movements.time_of_old(times, members, linked)
        discourse.tells_share = any(q.kind == "percent" and n for q, n in zip(members, linked, strict=True))
        looks_back = self._telling.only_looks_back(times)
        compares = not looks_back and self._telling.looks_back_once(times)
        if (looks_back or compares) and discourse.goes_past(times, is_over=compares):
            return
        discourse.leave(
            movements.times_left(times, members, linked),
            left,
            segment,
            "past" if self._telling.is_state(times) else self._telling.tense_of_deadline(times),
            is_state=self._telling.is_state(times),
            reports=None if discourse.lead.is_dated else self._telling.reports(times, members),
            is_plan=any(self._telling.tense(times, member) == "future" for member in members)
            or (not members and self._telling.plans_event(times)),
        )

    def _begin(self, document: Document, setting: Setting) -> Discourse:
        """What the title and the stamps above the text tell of the time."""
        discourse = Discourse()
        discourse.event = next(iter(setting.festivals.values()), None)
        titles = (document.view[s.start : s.end] for s in document.segments if s.kind == "title")
        discourse.of_event = any(self._telling.is_event(title) for title in titles)
        covered = stamp_covered(document, setting, self._finder, self._resolver, self._telling)
        if covered is not None:
            discourse.cover(covered)
        return discourse

    def _learn_subject(
        self, times: SentenceTimes, segment: Segment, number: int, discourse: Discourse, *, dates: bool
    ) -> None:
        """Take from a title, from a line that says what is covered, from the report of an event when all was.

        Args:
            times: the times of the sentence.
            segment: its segment.
            number: the index of the segment.
            discourse: what was told before.
            dates: whether the sentence has quantities.
        """
        if discourse.document is None and self._telling.names_subject(times, segment, number):
            discourse.document = heading_link(times)
        discourse.event = self._telling.days_held(times) or discourse.event
        discourse.disaster = discourse.foretold or self._disasters.told(times, discourse.disaster)
        covered = None if dates or discourse.has_facts else self._telling.covered(times)
        if covered is not None:
            discourse.cover(as_link(covered))
        if segment.kind == "paragraph":
            discourse.report_on(None if discourse.has_facts else self._telling.accounts_told(times))
            days = None if dates or discourse.has_facts else self._telling.days_of_event(times)
            if days is not None and discourse.document is None:
                discourse.document = as_link(days)
            if discourse.of_event or (discourse.document is None and self._telling.says_when_held(times)):
                discourse.document, discourse.of_event = discourse.document or day_of_event(times), False
            discourse.has_facts = discourse.has_facts or dates

    def link_baselines(
        self,
        document: Document,
        quantities: Sequence[Quantity],
        periods: Sequence[LinkedPeriod | None],
        changes: Sequence[bool],
        expressions: Mapping[int, Sequence[TimeExpression]] | None = None,
        country: str | None = None,
    ) -> list[LinkedPeriod | None]:
        """What each change is compared with, None where its own clause does not say.

        Args:
            document: the segmented article.
            quantities: its quantities in text order.
            periods: their periods, as ``link`` gives them.
            changes: whether a quantity is a change; others get None.
            expressions: as for ``link``.
            country: as for ``link``.
        """
        linked: list[LinkedPeriod | None] = [None] * len(quantities)
        setting = Setting(document.metadata.published, country=country)
        for number, members in group_by_sentence(document.sentences, quantities).items():
            if not any(changes[member] for member in members):
                continue
            sentence = document.sentences[number]
            found = (
                self._finder.find(document.view, sentence.start, sentence.end)
                if expressions is None
                else expressions.get(number, ())
            )
            times = self._reader.read(document.view, sentence.start, sentence.end, found, setting)
            clause = ChangeClause(times, found, [quantities[member] for member in members])
            for member in members:
                if changes[member]:
                    base = self._baselines.link(clause, quantities[member], periods[member], setting)
                    linked[member] = as_old_value(base, periods[member - 1] if member else None)
        return linked

    def find_all(self, document: Document) -> dict[int, list[TimeExpression]]:
        """The expressions of each sentence that has any, by its index."""
        spans = enumerate(document.sentences)
        found = {n: self._finder.find(document.view, s.start, s.end) for n, s in spans}
        return {number: expressions for number, expressions in found.items() if expressions}

    def _read(
        self,
        document: Document,
        sentence: Sentence,
        found: Sequence[TimeExpression],
        setting: Setting,
        discourse: Discourse,
    ) -> SentenceTimes:
        told, lead, view = discourse.period, discourse.lead, document.view
        is_lead = lead.is_open and document.segments[sentence.segment].kind == "paragraph"
        if is_lead:
            text = view[sentence.start : sentence.end]
            tells = bool(found) or any(map(str.isdigit, text))  # "A report says that it is the best" does not
            lead.hear(says_who=tells and self._telling.says_who_reports(text))
        year = only_year(told) if discourse.framed else None
        about, is_undated = discourse.about, setting.published is None
        here = (
            setting
            if not found
            else replace(
                setting,
                told=told,
                last=discourse.named.last,
                begun=discourse.named.begun,
                ends=discourse.named.ends,
                moved=discourse.moved,
                years=discourse.named.years,
                document=about.period if about else None,
                year=year if is_undated else None,
                reported=lead.reported(discourse.latest) if is_undated else None,
                event=discourse.event,
            )
        )
        times = self._reader.read(view, sentence.start, sentence.end, found, here)
        if is_lead and lead.name_last(self._telling.year_of_last(times)):
            here = replace(here, reported=lead.reported(discourse.latest))
            times = self._reader.read(view, sentence.start, sentence.end, found, here)
        if is_lead:
            event = self._telling.event_told(times)
            lead.hear(says_who=event is not None)
            lead.learn(event or self._telling.year_told(times), times.published)
        return times

    def _link_members(
        self,
        linked: list[LinkedPeriod | None],
        times: SentenceTimes,
        quantities: Sequence[Quantity],
        members: Sequence[int],
        discourse: Discourse,
    ) -> None:
        """Put in the periods of a sentence's quantities, from left to right."""
        is_timeless = self._reader.limits.is_timeless
        for member in (m for m in members if not is_timeless(times, quantities[m])):
            again = self._telling.said_before(times, quantities, member)
            if again is None:
                linked[member] = self._link_one(times, quantities, members, member, discourse)
            else:
                linked[member] = linked[again]
            if linked[member] is None and member - 1 in members:
                is_part = self._telling.is_part(times, quantities[member])
                linked[member] = linked[member - 1] if is_part else None

    def _link_one(
        self,
        times: SentenceTimes,
        quantities: Sequence[Quantity],
        members: Sequence[int],
        member: int,
        discourse: Discourse,
    ) -> LinkedPeriod | None:
        quantity = quantities[member]
        move = self._reader.movements.moves(times, quantities, members, member)
        choice = self._reader.choose(times, quantities, members, member, move)
        others = [quantities[m] for m in members if m != member]
        is_old = move is None and self._reader.movements.is_old(times, quantity, others)
        if is_old and choice is not None and choice.how in _OF_NEW:
            return None  # "rose to 10 million in 2019, up from 8 million"
        if choice is not None:
            choice = self._unless_present(times, quantity, choice)
            chosen = choice.candidate
            rules = (f"period:{choice.how}", chosen.expression.rule, *((f"period:{move}",) if move else ()))
            period = as_of_accounts(times, choice, discourse.document)
            return LinkedPeriod(period, Span(chosen.start, chosen.end), rules)
        end = discourse.ends.get(move or "") if not (times.candidates or times.blocked) else None
        if end is not None:
            return replace(end, rules=("period:told", *end.rules[1:]))
        if is_old:
            return discourse.old
        told = self._told.time_of(times, quantity, others, move, discourse)
        return told or year_compared(times, self._telling.tense(times, quantity))

    def _unless_present(self, times: SentenceTimes, quantity: Quantity, choice: Choice) -> Choice:
        """A yearbook's "At present, the city has launched …" is its year, "it now has 27 parks" no time."""
        fields = choice.candidate.expression.fields
        is_today = fields.unit == "day" and fields.unit_offset == 0
        if not (is_today or fields.name == "present"):
            return choice
        tense = self._telling.tense(times, quantity)
        is_past = tense == "past" or (tense == "perfect" and not (is_today and choice.candidate.leading))
        if not is_past or self._telling.tense_of_times(times) == "present":
            return replace(choice, period=None)
        return choice
