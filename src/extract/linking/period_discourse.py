"""What time was told of before a sentence, and how far it reaches."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date

from extract.linking.period_calendar import closes, reaches, spanned
from extract.linking.period_links import (
    LinkedPeriod,
    as_link,
    is_after,
    is_moment_of,
    is_open,
    is_within,
    whole_movement,
)
from extract.linking.period_pointed import NamedTimes
from extract.linking.period_reach import (
    LOOKS_BACK,
    governs,
    is_aside,
    is_back,
    is_day,
    is_deadline,
    is_event,
    stretches_on,
)
from extract.linking.period_reports import LeadReport
from extract.linking.period_roles import Tense
from extract.linking.period_times import Candidate, SentenceTimes
from extract.records import Period, Segment, Span

# Sentences without figures after which a time is forgotten, where no heading holds a section together.
_MEMORY = 2
_SAID = (None, "in", "at")
# What the first sentence of a report names as the time of all that it tells.
_REPORTED = {"year", "year_range", "half", "quarter", "month", "fiscal_year", "plan_period", "festival"}
# The same where it has no figures: "In October 1989 a foundation began a charity" reports of no October.
_YEARS = {"year", "year_range", "fiscal_year", "plan_period"}


class Discourse:
    """The times told of, sentence by sentence.

    A time that leads a sentence ("In 2011, …") is the frame of its section, or of its paragraph
    where there are no sections; a time said in passing is only the trail that the next sentences
    may follow.
    """

    def __init__(self) -> None:
        self._frame: LinkedPeriod | None = None
        self._trail: LinkedPeriod | None = None
        self.age = 0
        self.today: date | None = None
        self.lasts = False  # "Over the past 24 years, …" led the paragraph before, and has led none since
        self.segment = -1
        self._section: Span | None = None
        self._is_opening = True
        self._heads_section = False
        self._after_heading = False
        self._under_line = False
        self.is_dated_section = False
        self._opens_list = self.is_plan = self._tells_state = self.tells_done = self.tells_share = False
        self.lead = LeadReport()
        self.named = NamedTimes()
        self._has_begun = False
        self._first_year: tuple[Period | None, int] | None = None
        self.document: LinkedPeriod | None = None
        self.event: Period | None = None
        self.disaster: Candidate | None = None
        self.session: Candidate | None = None  # the days of the session that it reports on
        self.foretold: Candidate | None = None  # the day of the disaster that the text reports on
        self.budget: LinkedPeriod | None = None
        self.latest: int | None = None  # the last year that an undated text tells what happened in
        self._reports = self._reports_plan = False
        self.covered = self.of_event = self.has_facts = False
        self._goal: LinkedPeriod | None = None
        # of the last figure of the sentence before, and of the value that it moved from
        self.before: LinkedPeriod | None = None
        self.old: LinkedPeriod | None = None
        self.ends: Mapping[str, LinkedPeriod] = {}  # of the last movement: from, to

    @property
    def annual(self) -> LinkedPeriod | None:
        """The year that the lead reports on."""
        return None if self.lead.year is None else as_link(self.lead.year)

    @property
    def about(self) -> LinkedPeriod | None:
        """What the text reports on: what times beside it are reckoned from where nothing else was told."""
        part = self.lead.part
        return self.document or self.annual or self.lead.report or (as_link(part) if part else None)

    @property
    def goal(self) -> LinkedPeriod | None:
        """The time by which what is planned is due: 2025 after "By 2025, the city wants …"."""
        tells_what_was = self.covered or (self._reports and not self._reports_plan)
        about = None if self.document is None else self.document.period
        is_day = about is not None and about.start == about.end  # when it appeared, or what was held then
        return self._goal or (None if tells_what_was or is_day else self.document)

    @property
    def told(self) -> LinkedPeriod | None:
        """The time that the next sentence inherits, if it tells on."""
        return self._trail or self._frame

    @property
    def period(self) -> Period | None:
        """Its period."""
        return None if self.told is None else self.told.period

    @property
    def moved(self) -> Period | None:
        """All that the movement of the sentence before took: "fell to 15 percent in 2021 from 29 in 2015"."""
        if self.old is None or self.before is None:
            return None
        return spanned(self.old.period, self.before.period)

    @property
    def is_state(self) -> bool:
        """Whether the sentence before told how things stood on a day, so that "It has …" is of that day."""
        return self._tells_state and self.age == 0

    @property
    def goes_on_planning(self) -> bool:
        """Whether the sentence before told what is to come, so that "It will …" is of the same time."""
        return self.is_plan and self.age == 0

    @property
    def framed(self) -> bool:
        """Whether that time led a sentence."""
        return self._trail is None and self._frame is not None

    def last_of_movement(self, told: LinkedPeriod) -> LinkedPeriod:
        """2020 after "Cases rose from 227 in 2019 to 241 in 2020"; any other time told of as it is."""
        last = self.ends.get("to")
        is_moved = last is not None and told is self._trail and told.evidence == last.evidence
        return last if last is not None and is_moved else told

    def enter(self, segment: Segment, number: int, *, continues: bool, is_item: bool) -> None:
        """Go to another segment: a new paragraph ends the trail, a new section the frame.

        Args:
            segment: the segment.
            number: its index.
            continues: whether it begins with "It", "They" and the like, and so goes on with the one before.
            is_item: whether it begins like an item of a list.
        """
        if self._opens_list and is_item and segment.kind == "paragraph":
            self.segment = number
            return  # "By the end of 2020 the city is to: - build …"
        self._opens_list = False
        goes_on = continues and segment.kind == "paragraph" and self.age == 0
        if not goes_on:
            self._trail = None
        has_head = segment.section is not None or self._under_line
        is_same = segment.kind == "paragraph" and has_head and segment.section == self._section
        if not goes_on and not (is_same and self._heads_section):
            frame = None if self._frame is None or self.age else self._frame.period
            self.lasts = segment.kind == "paragraph" and self.today is not None and reaches(frame, self.today)
            self._frame = self._frame if self.lasts else None
            self._under_line = self.is_dated_section = False
        self._goal = self.before = None
        self.ends = {}
        self._tells_state = False
        self._is_opening = not is_same or self._after_heading
        is_heading = segment.kind == "heading"
        self.segment, self._after_heading = number, is_heading
        self._section = Span(segment.start, segment.end) if is_heading else segment.section

    def cover(self, covered: LinkedPeriod) -> None:
        """Take the time that the text says to cover: all that it states holds then."""
        self.document, self.covered = covered, True

    def report_on(self, told: Candidate | None) -> None:
        """Take the time that the accounts are of which the text tells, where it is of none yet."""
        if told is not None and self.document is None:
            self.document, self._reports = as_link(told), True

    def head(self, linked: LinkedPeriod | None, *, is_only_time: bool = False) -> None:
        """Begin a section whose heading names a time: it is the frame of the section.

        Args:
            linked: the time, None where it names none.
            is_only_time: whether it is a line of a chronicle, which says no more ("1989"): then
                even the present tense below it tells of that time.
        """
        self._frame, self._heads_section = linked, linked is not None
        self._under_line = self.is_dated_section = is_only_time and linked is not None
        self._trail = None

    def goes_past(self, times: SentenceTimes, *, is_over: bool) -> bool:
        """Whether the text goes on with what was told before a sentence that only looks back.

        Args:
            times: the times of the sentence.
            is_over: whether its time must be over where the one told of begins.
        """
        span = times.candidates[-1].period
        told = self.period or (None if self.about is None else self.about.period)
        if told is None or span is None or times.candidates[-1].expression.cue in ("by", "until", "since"):
            return False
        if told.end is None or span.start is None or span.start > told.end:
            return False
        if is_over and not is_after(told, span):
            return False
        self.age, self.named.last = 0, span
        return True

    def leave(
        self,
        times: SentenceTimes,
        linked: Sequence[LinkedPeriod | None],
        segment: Segment,
        tense: Tense | None,
        *,
        is_state: bool,
        reports: str | None,
        is_plan: bool,
    ) -> None:
        """Remember a sentence.

        Args:
            times: the times of the sentence.
            linked: the periods of its quantities.
            segment: the segment that it stands in.
            tense: the tense of the clause that its first time stands in.
            is_state: whether it opens with the day of a state: "As of the end of 2009, it had …".
            reports: "statistic" where it tells a share or change in the past tense, "past" where it tells
                what else was, None else and once a time was told of.
            is_plan: whether it tells what is to come.
        """
        self.tells_done = False
        self._tells_state = is_state or (self._tells_state and not times.candidates)
        dated_here = any(link is not None for link in linked)
        self.is_plan = is_plan if dated_here or (is_plan and not linked) else self.is_plan
        if dated_here and not any(link is not None and link.period is not None for link in linked):
            # "In 1938 …. It is to open in October. A seat will cost 40 cents": not in 1938
            self.is_plan = False
        leading = next((c for c in times.candidates if c.leading == "sentence" and c.role == "free"), None)
        passing = {c.start for c in times.candidates if is_event(c) or c.role == "tight" or is_back(c)}
        passing |= {c.start for c in times.compared}
        dated = [link for link in linked if link is not None and link.evidence.start not in passing]
        self.before = dated[-1] if dated else None
        free = [c for c in times.candidates if c.role == "free" and not (is_aside(c) or is_back(c))]
        before = self.named.last
        self.named.learn(times, whole_movement(dated), self.ends)
        if times.blocked and linked and not dated_here:
            self._frame = self._trail = None  # "has received 25 million in the years since it started"
        elif not (linked or free or times.candidates):
            self.pass_by(segment)
        else:
            self._go_on(times, leading, free, dated, segment, tense, before)
        self._is_opening, self._has_begun = False, True
        self._open_list(times, free, segment)
        self.lead.learn_figures(free, dated, reports, times.published)

    def _go_on(
        self,
        times: SentenceTimes,
        leading: Candidate | None,
        free: Sequence[Candidate],
        dated: Sequence[LinkedPeriod],
        segment: Segment,
        tense: Tense | None,
        before: Period | None,
    ) -> None:
        """Let the times of a sentence replace, keep or end what was told before it."""
        away = leading.expression.fields.away if leading is not None else None
        if away in LOOKS_BACK and (self.told is not None or (away == "earlier" and self.lead.is_dated)):
            self.age = 0
        elif leading is not None and governs(leading) and leading.expression.fields.name == "that_unit":
            # "That year five died": the text looks back once
            self._trail, self.age = None if self._is_frame(leading) else as_link(leading), 0
        elif leading is not None and governs(leading):
            self._lead_on(times, leading, dated)
        elif leading is not None and is_deadline(leading) and leading.period is not None:
            self._reach(leading, tense, before)
        elif free or (dated and times.candidates):
            self._end_frame(leading, free, times.published)
            self._trail, self.age = self._trail_of(free, dated), 0
        elif dated:
            self.age = 0
            if any("period:since" in link.rules for link in dated):
                self._trail = None  # "A third have left since": the text has come to today
        else:
            self.pass_by(segment)

    def _is_frame(self, candidate: Candidate) -> bool:
        return self._frame is not None and self._frame.period == candidate.period

    def _end_frame(
        self,
        leading: Candidate | None,
        free: Sequence[Candidate],
        published: date | None,
    ) -> None:
        """End the time that led where the text has gone on: "In 1964 …. A tunnel opened in 2014 …"."""
        frame = None if self._frame is None else self._frame.period
        is_section = self._heads_section and (self._section is not None or self._under_line)
        if frame is None or is_section or self._opens_list or self.is_plan:
            return
        told = [c for c in free if not c.is_aside] if leading is None else [leading]
        if any(c.period is not None and is_after(c.period, frame) for c in told):
            self._frame = None
        elif reaches(frame, published) and any(c.period not in (None, frame) for c in told):
            self._frame = None  # "Since 2016 it has hosted 300. It had 40 guests last year. It lent …"

    def _is_yearbook(self, times: SentenceTimes, leading: Candidate) -> bool:
        """Whether a second paragraph of a text that bears no date begins with the year of the first."""
        if (
            times.published is not None
            or leading.expression.kind != "year"
            or leading.expression.cue not in _SAID
        ):
            return False
        first, self._first_year = self._first_year, self._first_year or (leading.period, self.segment)
        return first is not None and first[0] == leading.period and first[1] != self.segment

    def _lead_on(self, times: SentenceTimes, leading: Candidate, dated: Sequence[LinkedPeriod]) -> None:
        """Take the time that leads a sentence as the frame of what follows."""
        self._frame, self._trail, self.age, self.lasts = as_link(leading), None, 0, False
        # "When he got off the plane at the end of 2018, …" tells of a day
        is_reported = leading.expression.kind in (_REPORTED if dated else _YEARS) and not is_day(leading)
        if (
            is_reported
            and self.document is None
            and (not self._has_begun or self._is_yearbook(times, leading))
        ):
            self.document, self._reports, self._reports_plan = self._frame, True, self.is_plan
        self._heads_section = self._is_opening
        if leading.period is None:
            self._trail = whole_movement(dated)

    def _open_list(self, times: SentenceTimes, free: Sequence[Candidate], segment: Segment) -> None:
        """Let the time of a sentence that ends its paragraph with a colon hold for the list below."""
        ends = segment.kind == "paragraph" and times.offset + len(times.text.rstrip()) >= segment.end
        if ends and free and free[-1].period is not None and times.text.rstrip().endswith(":"):
            self._frame, self._trail = as_link(free[-1]), None
            self._opens_list = self._heads_section = self.is_dated_section = True

    def _reach(self, leading: Candidate, tense: Tense | None, before: Period | None) -> None:
        """What "By 2025, the city wants …" and "By the end of 2012, it had …" leave behind."""
        self._trail, self.age = None, 0
        is_told_year = leading.expression.kind == "relative" and closes(leading.period, before)
        if tense == "past" and leading.expression.cue == "by" and is_told_year:
            self._frame = replace(as_link(leading), period=before)
        elif tense == "past" and leading.expression.cue == "by":
            self._frame, self._heads_section = as_link(leading), self._is_opening
            self.tells_done = True  # "By the end of August all had been built. They offer 40,000 places"
        elif leading.expression.cue == "by":
            self._goal = as_link(leading)

    def go_by(self, segment: Segment) -> None:
        """Go past a sentence that has neither a time nor a figure.

        Args:
            segment: the segment that it stands in.
        """
        self.pass_by(segment)
        if segment.kind == "paragraph":
            self.lead.go_by()

    def pass_by(self, segment: Segment) -> None:
        """Go past a sentence that tells nothing of the time: after a few the thread is lost.

        Args:
            segment: the segment that it stands in.
        """
        self._is_opening = False
        self.age += 1
        if self.age < _MEMORY:
            return
        self._trail = None
        if segment.section is None and not self._opens_list:
            self._frame = None

    def _trail_of(self, free: Sequence[Candidate], dated: Sequence[LinkedPeriod]) -> LinkedPeriod | None:
        """What a sentence with a time in passing leaves behind; a frame stays above it."""
        if self._frame is not None and self._frame.period is not None:
            return next((link for link in reversed(dated) if is_moment_of(link, self._frame)), None)
        if not dated:
            if free[-1].expression.cue == "for":
                self._goal = as_link(free[-1])  # "provide offices with quotas for 2020"
                return None
            return as_link(free[-1]) if stretches_on(free[-1]) else None
        kept = [link for link in dated if not is_open(link)]
        if kept and self._reports and all(is_within(link, self.document) for link in kept):
            return None  # "it stood at 21.3 percent in June", in a report of the first half
        return whole_movement(kept) or (kept[-1] if kept else None)
