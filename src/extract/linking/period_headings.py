"""The time that a heading, or the report of an event, names for all that follows."""

from __future__ import annotations

from extract.finding.periods import PeriodFinder
from extract.linking.period_links import LinkedPeriod
from extract.linking.period_resolving import PeriodResolver, Setting
from extract.linking.period_telling import SentenceTelling
from extract.linking.period_times import SentenceTimes
from extract.records import Document, Span

# "to end poverty by 2030" in a title is no time of what the text tells.
_OPEN_CUES = ("by", "until", "before", "after")


def day_of_event(times: SentenceTimes) -> LinkedPeriod | None:
    """The day that the first sentence of a report tells of: "won the marathon on Sunday"."""
    days = [c for c in times.candidates if c.period is not None and c.period.start == c.period.end]
    days = [c for c in days if c.expression.cue not in _OPEN_CUES and c.expression.edge is None]
    if not days or days[0].period is None:
        return None
    only = days[0]
    return LinkedPeriod(only.period, Span(only.start, only.end), ("period:event", only.expression.rule))


def heading_link(times: SentenceTimes) -> LinkedPeriod | None:
    """The time that a heading names, if it is one, or one year beside a plan: "in 2020 and the 13th …"."""
    free = [c for c in times.candidates if c.role == "free" and c.period is not None]
    named = free if len(free) == 1 else [c for c in free if c.expression.kind == "year"]
    if len(named) != 1 or named[0].expression.cue in _OPEN_CUES:
        return None
    only = named[0]
    if only.period is None or only.period.end is None:
        return None  # "Showing posts from April, 2018"
    return LinkedPeriod(only.period, Span(only.start, only.end), ("period:heading", only.expression.rule))


def stamp_covered(
    document: Document,
    setting: Setting,
    finder: PeriodFinder,
    resolver: PeriodResolver,
    telling: SentenceTelling,
) -> LinkedPeriod | None:
    """What a date line above the text says that it covers: "As of 4 March 2019, 8 a.m.".

    Args:
        document: the segmented article.
        setting: its date.
        finder: finds the time.
        resolver: resolves it.
        telling: tells whether the line says what is covered.
    """
    for segment in document.segments:
        if segment.kind == "paragraph":
            return None
        text = document.view[segment.start : segment.end]
        if segment.kind != "metadata" or not telling.says_what_is_covered(text):
            continue
        for expression in finder.find(document.view, segment.start, segment.end):
            period = resolver.resolve(expression, setting)
            if period is not None:
                evidence = Span(expression.start, expression.end)
                return LinkedPeriod(period, evidence, ("period:told", expression.rule))
    return None
