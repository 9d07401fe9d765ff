"""Which stretches of a sentence are expressions of time, and what they name."""

from __future__ import annotations

import re
from datetime import date

import pytest
from periods_markup import read_period

from extract.finding.periods import PeriodFinder, TimeExpression
from extract.linking.period_resolving import PeriodResolver, Setting
from extract.rules.loading import RuleSet

# published, sentence with each expression in <t>…</t>, and what each names ("-": nothing that can be told)
NAMED = [
    # years
    (None, "Rainfall was low in <t>1998</t>.", "1998"),
    (None, "<t>By 2019</t> all schools had desks.", "2019-12-31"),
    (None, "<t>By the end of 2019</t> all schools had desks.", "2019-12-31"),
    (None, "At <t>the end of 2019</t> all schools had desks.", "2019-12-31"),
    (None, "<t>As of mid-2020</t> the debt was paid.", "2020-06-30"),
    (None, "In <t>late 2012</t> he took office.", "2012-12-31"),
    (None, "In <t>early 2018</t> it reopened.", "2018"),
    (None, "<t>Since 2016</t> it has run trains.", "2016.."),
    ("2020-10-23", "<t>Since 2016</t> it has run trains.", "2016..2020-10-23"),
    ("2020-10-23", "<t>Since late 2012</t> it has run trains.", "2012-12-31..2020-10-23"),
    (None, "Open <t>until 2030</t>.", "..2030"),
    (None, "Villages poor <t>before 2014</t> got aid.", "..2013"),
    (None, "The year <t>2021</t> was wet.", "2021"),
    (
        None,
        "Of the figures for <t>2017</t>, <t>2018</t> and <t>2019</t>, the last is best.",
        "2017 2018 2019",
    ),
    (None, "Growth (<t>2019</t>) was slow.", "2019"),
    (None, "Compared with <t>2009's</t> total it rose.", "2009"),
    (None, "It met <t>2020</t> targets.", "2020"),
    (None, "At <t>2010</t> prices it is less.", "2010"),
    (None, "Poor <t>since at least 2014</t>.", "2014.."),
    # ranges of years
    (None, "<t>From 1990 to 2018</t> it halved.", "1990..2018"),
    (None, "It halved <t>between 1990 and 2018</t>.", "1990..2018"),
    (None, "In <t>2016-20</t> it grew.", "2016..2020"),
    (None, "The plan (<t>2016-2020</t>) ended.", "2016..2020"),
    (None, "It grew <t>from late 2012 to 2020</t>.", "2012-12-31..2020"),
    (None, "It grew <t>from 2013 to the end of 2020</t>.", "2013..2020"),
    (None, "<t>1999-03</t> were the boom years.", "1999..2003"),
    (None, "The <t>2023/24</t> season began.", "2023..2024"),
    # dates
    (None, "Opened on <t>October 17, 2011</t>.", "2011-10-17"),
    (None, "Opened on <t>17 October 2011</t>.", "2011-10-17"),
    (None, "Opened on <t>Sept. 3rd, 2015</t>.", "2015-09-03"),
    (None, "Published <t>2020-10-23</t>.", "2020-10-23"),
    (None, "Published <t>2020/1/3</t>.", "2020-01-03"),
    (None, "Published <t>23/10/2020</t>.", "2020-10-23"),
    (None, "Published <t>10.23.2020</t>.", "2020-10-23"),
    (None, "Published <t>03/04/2020</t>.", "-"),
    (None, "于<t>2020年10月23日</t>发布", "2020-10-23"),
    (None, "于<t>2020年10月</t>发布", "2020-10"),
    (None, "BEIJING, <t>Nov. 18</t> (Xinhua)", "-"),
    ("2020-11-19", "BEIJING, <t>Nov. 18</t> (Xinhua)", "2020-11-18"),
    ("2021-01-03", "Found on <t>December 28</t>.", "2020-12-28"),
    ("2020-09-30", "<t>From Aug. 25 to Oct. 20</t> they meet.", "2020-08-25..2020-10-20"),
    (None, "It met on <t>October 26-29, 2015</t>.", "2015-10-26..2015-10-29"),
    (None, "It met on <t>25-27 May 2019</t>.", "2019-05-25..2019-05-27"),
    (None, "It met <t>from 30 March to 2 April 2019</t>.", "2019-03-30..2019-04-02"),
    (None, "It ran <t>from Dec. 28, 2019 to Jan. 3, 2020</t>.", "2019-12-28..2020-01-03"),
    (None, "It ran <t>between May 3 and May 9, 2020</t>.", "2020-05-03..2020-05-09"),
    (None, "It opened on <t>30 February 2020</t>.", "-"),
    # months
    (None, "In <t>October 2020</t> it rained.", "2020-10"),
    (None, "In <t>October</t> it rained.", "-"),
    ("2020-11-19", "In <t>October</t> it rained.", "2020-10"),
    ("2021-01-19", "In <t>October</t> it rained.", "2020-10"),
    ("2020-11-19", "<t>Since May</t> it has rained.", "2020-05..2020-11-19"),
    ("2020-11-19", "In <t>May this year</t> it rained.", "2020-05"),
    ("2020-11-19", "In <t>July next year</t> it opens.", "2021-07"),
    ("2016-05-19", "Launched <t>last October</t>.", "2015-10"),
    ("2020-09-30", "Done in <t>this February</t>.", "2020-02"),
    (None, "<t>January-October 2020</t> was dry.", "2020-01..2020-10"),
    ("2020-11-19", "<t>From January to October</t> it was dry.", "2020-01..2020-10"),
    (None, "<t>Between March and May 2020</t> it was dry.", "2020-03..2020-05"),
    (None, "<t>By mid-March 2020</t> it was shut.", "2020-03-15"),
    (None, "At <t>the end of March 2020</t> it was shut.", "2020-03-31"),
    (None, "The <t>first 10 months of 2020</t> were dry.", "2020-01..2020-10"),
    ("2020-11-19", "The <t>first 10 months of this year</t> were dry.", "2020-01..2020-10"),
    ("2020-11-19", "Down in <t>first 10 months</t>.", "2020-01..2020-10"),
    ("2021-01-19", "Down in the <t>first 11 months</t>.", "2020-01..2020-11"),
    (None, "The <t>last two months of 2019</t> were dry.", "2019-11..2019-12"),
    (None, "In the <t>six months to June 2020</t> it fell.", "2020-01..2020-06"),
    (None, "In the <t>year ended March 31, 2020</t> it fell.", "2019-04..2020-03"),
    (None, "In the <t>September quarter of 2020</t> it fell.", "2020-07..2020-09"),
    # quarters, halves
    (None, "In the <t>third quarter of 2020</t> it fell.", "2020-07..2020-09"),
    (None, "In <t>Q3 2020</t> it fell.", "2020-07..2020-09"),
    (None, "In <t>3Q20</t> it fell.", "2020-07..2020-09"),
    (None, "In the <t>first quarter</t> it fell.", "-"),
    ("2021-01-19", "In the <t>fourth quarter</t> it fell.", "2020-10..2020-12"),
    (None, "In the <t>last quarter of 2019</t> it fell.", "2019-10..2019-12"),
    ("2020-11-19", "<t>Third-quarter</t> profit fell.", "2020-07..2020-09"),
    (None, "In the <t>first three quarters of 2020</t> it fell.", "2020-01..2020-09"),
    (None, "In the <t>first half of 2020</t> it fell.", "2020-01..2020-06"),
    ("2021-03-19", "In the <t>second half of last year</t> it fell.", "2020-07..2020-12"),
    ("2020-11-19", "In the <t>first half</t>, exports fell.", "2020-01..2020-06"),
    (None, "<t>H1 2020</t> was poor.", "2020-01..2020-06"),
    # other calendars
    (None, "In the <t>2019/20 academic year</t> it grew.", "2019-09-01..2020-08-31"),
    (None, "In <t>fiscal year 2020</t> it grew.", "2020"),
    (None, "In <t>FY2019-20</t> it grew.", "2019-04-01..2020-03-31"),
    # plans, decades, centuries
    (None, "During the <t>13th Five-Year Plan period</t> it grew.", "2016..2020"),
    (None, "During the <t>Sixth Five-Year Plan period</t> it grew.", "1981..1985"),
    (None, "During the <t>14th Five-Year Plan period</t> it grows.", "2021..2025"),
    (None, "The <t>12th Five-Year Plan (2011-2015)</t> ended.", "2011..2015"),
    (None, "In the <t>1990s</t> it grew.", "1990..1999"),
    (None, "In <t>the late 1970s</t> it grew.", "1970..1979"),
    (None, "In the <t>20th century</t> it grew.", "1901..2000"),
    # relative
    (None, "It grew <t>last year</t>.", "-"),
    ("2020-11-19", "It grew <t>last year</t>.", "2019"),
    ("2020-11-19", "It grew <t>last month</t>.", "2020-10"),
    ("2020-11-19", "It met <t>yesterday</t>.", "2020-11-18"),
    ("2020-11-19", "It met on <t>Monday</t>.", "2020-11-16"),
    ("2020-11-19", "It fell at the <t>beginning of the year</t>.", "2020"),
    ("2020-11-19", "It opens <t>by the end of this year</t>.", "2020-12-31"),
    ("2020-11-19", "It is up <t>so far this year</t>.", "2020-01-01..2020-11-19"),
    ("2020-11-19", "<t>Over the last five years</t> it grew.", "2015-11-19..2020-11-19"),
    ("2020-11-19", "<t>In the past three decades</t> it grew.", "1990-11-19..2020-11-19"),
    ("2020-11-19", "<t>Over the past decade</t> it grew.", "2010-11-19..2020-11-19"),
    ("2020-11-19", "<t>In the next four years</t> it grows.", "2020-11-19..2024-11-19"),
    ("2020-11-19", "It began <t>10 years ago</t>.", "2010"),
    ("2020-11-19", "It grew <t>in recent years</t>.", "-"),
    ("2020-11-19", "<t>At present</t> it grows.", "-"),
    # festivals
    (None, "Busy in the <t>2019 National Day Golden Week</t>.", "2019-10-01..2019-10-07"),
    ("2020-11-19", "Busy during the <t>Golden Week</t>.", "2020-10-01..2020-10-07"),
    (None, "Busy in <t>Spring Festival 2014</t>.", "2014-01-31..2014-02-06"),
    (None, "Busy in <t>Spring Festival 2025</t>.", "2025-01-28..2025-02-04"),
    (None, "Busy in <t>Spring Festival 2021</t>.", "2021-02-11..2021-02-17"),
    # times of day and durations that say when or how long
    (None, "It left at <t>08:05</t> and came at <t>3:30 pm Beijing time</t>.", "- -"),
    (None, "It left at <t>10 a.m.</t> sharp.", "-"),
    (None, "It left at <t>0900 GMT</t>.", "-"),
    (None, "It ran <t>for seven years</t>.", "-"),
    (None, "It was built <t>in just two days</t>.", "-"),
    (None, "<t>After more than 10 years</t> of work it opened.", "-"),
    (None, "It won <t>for four consecutive years</t>.", "-"),
    (None, "The first rise <t>in six months</t>.", "-"),
    (None, "It stood <t>for thousands of years</t>.", "-"),
    (None, "It came back <t>three years later</t>.", "-"),
    (None, "Due <t>within two days</t>.", "-"),
    (None, "Held <t>every two years</t>.", "-"),
    (None, "It won <t>seven years in a row</t>.", "-"),
    (None, "Up <t>year on year</t> and <t>month on month</t>.", "- -"),
    (None, "It died out around <t>2100 BC</t>.", "-"),
]

NO_TIME = [
    "It spent two months on it.",
    "It cuts the journey by seven hours.",
    "After all, 17 years of broken promises hurt.",
    "It came 10 years ahead of schedule.",
    "We have six years.",
    "It took 19 days and 16 hours.",
    "It took over two years.",
    "It spent over two months on it.",
    "Aid reached 2,020 people.",
    "Aid reached 2020 people.",
    "It moved 1990 households.",
    "Water for 2000 people.",
    "It runs in 2100 villages.",
    "A price of 2000 yuan.",
    "It weighs 1950 kg.",
    "It cost $2019 to fix.",
    "They won 3:2 at home.",
    "A ratio of 3/4 is fine.",
    "You may go in march step.",
    "The first five villages.",
    "The third batch of rice.",
    "On the 25th floor.",
    "A five-year term.",
    "The nine-year compulsory education.",
    "It rose by 20.19 percent.",
    "Room 1998B is free.",
]


@pytest.fixture(scope="module")
def finder() -> PeriodFinder:
    return PeriodFinder(RuleSet())


@pytest.fixture(scope="module")
def resolver() -> PeriodResolver:
    return PeriodResolver(RuleSet())


def unmark(markup: str) -> tuple[str, list[tuple[int, int]]]:
    """The text without <t> marks and where they stood."""
    text, spans, start = "", [], 0
    for part in re.split(r"(</?t>)", markup):
        if part == "<t>":
            start = len(text)
        elif part == "</t>":
            spans.append((start, len(text)))
        else:
            text += part
    assert "<t" not in text
    return text, spans


def found_in(finder: PeriodFinder, text: str) -> list[TimeExpression]:
    return finder.find(text, 0, len(text))


@pytest.mark.parametrize(("published", "markup", "named"), NAMED)
def test_expressions_are_found_and_named(
    finder: PeriodFinder, resolver: PeriodResolver, published: str | None, markup: str, named: str
) -> None:
    text, spans = unmark(markup)
    assert spans
    expressions = found_in(finder, text)
    assert [text[e.start : e.end] for e in expressions] == [text[a:b] for a, b in spans]
    setting = Setting(date.fromisoformat(published) if published else None)
    assert [resolver.resolve(e, setting) for e in expressions] == [read_period(n) for n in named.split()]


@pytest.mark.parametrize("text", NO_TIME)
def test_quantities_and_names_are_no_times(finder: PeriodFinder, text: str) -> None:
    assert [text[e.start : e.end] for e in found_in(finder, text)] == []
