"""Which period each quantity of a text is linked to."""

from __future__ import annotations

import pytest
from periods_markup import read_marked

from extract.linking.periods import PeriodLinker
from extract.rules.loading import RuleSet

CLAUSE = [
    (None, "Unemployment in Spain fell from {26.1 percent|2013} in 2013 to {14.1 percent|2019} in 2019."),
    (None, "Kenya's GDP grew by {5.4 percent|2019} in 2019 and by {6.3 percent|2018} in 2018."),
    (None, "The bank lent {3 billion euros|2018} in 2018, {4 billion euros|2019} in 2019 and {5 billion euros|2020} in 2020."),
    (None, "The reservoir held {40 million tonnes|2021-06-30} of water as of mid-2021."),
    (None, "By the end of 2025, the operator plans to run {2,000 buses|2025-12-31}."),
    (None, "The company employed {12,000 people|2017-12-31} at the end of 2017."),
    (None, "Between 2000 and 2015, the number of measles deaths dropped by {79 percent|2000..2015}."),
    (None, "Measles deaths dropped by {79 percent|2000..2015} between 2000 and 2015."),
    (None, "Some {300 schools|2016..2020} were built from 2016 to 2020."),
    (None, "In the first half of 2021, the airline carried {11 million passengers|2021-01..2021-06}, of whom {2 million|2021-01..2021-06} flew abroad."),
    (None, "The province trained {4,000 nurses|2014}, built {60 clinics|2014} and bought {90 ambulances|2014} in 2014."),
    (None, "Since 2010, the fund has financed {800 wells|2010..}."),
    ("2021-05-20", "Since 2010, the fund has financed {800 wells|2010..2021-05-20}."),
    ("2021-05-20", "Exports rose {32.3 percent|2021-04|-} in April, customs data showed on Friday."),
    ("2021-05-20", "The country produced {1.06 billion tonnes|2020} of steel last year."),
    ("2021-01-10", "In December, the index rose {0.2 percent|2020-12|-}."),
    ("2021-05-20", "The firm plans to open {50 stores|2022} next year."),
    ("2021-05-20", "Over the past three years, the state has planted {9 million trees|2018-05-20..2021-05-20}."),
    ("2021-05-20", "The city has vaccinated {3 million people|2021-01-01..2021-05-20} so far this year."),
    ("2021-05-20", "Output reached {20 million units|2021-01..2021-03} in the first quarter, up {7 percent|2021-01..2021-03|2020-01..2020-03} year on year."),
    (None, "During the 12th Five-Year Plan period, the county paved {310 kilometres|2011..2015} of road."),
    (None, "About {52 percent|2005} of homes had piped water in 2005, compared with {81 percent|2015} in 2015."),
    (None, "In 2015 about {81 percent|2015} of homes had piped water, up from {52 percent|2005} in 2005."),
    (None, "The rate was {4.1 percent|2012-12-31} in late 2012."),
    (None, "Sales of {7 million cars|2019-07..2019-09} were recorded in the third quarter of 2019."),
    (None, "The harvest of 2018 was {12 million tonnes|2018}, while that of 2019 reached {13 million tonnes|2019}."),
    (None, "Of the {900 patients|2020-03} admitted in March 2020, {120|2020-03} died."),
    (None, "The earthquake of 12 May 2008 killed {87,000 people|2008-05-12}."),
    (None, "The park drew {1.2 million visitors|2019-10-01..2019-10-07} during the 2019 National Day Golden Week."),
    (None, "In the 2019/20 academic year the university enrolled {31,000 students|2019-09-01..2020-08-31}."),
    (None, "The figure had been {17 percent|1990} in 1990, {12 percent|2000} in 2000 and {9 percent|2010} in 2010."),
    (None, "From 2014 to 2019 the region's poverty rate went down from {18.1 percent|2014} to {4.2 percent|2019}."),
    (None, "Income per head grew from {800 dollars|1995} in 1995 to {2,400 dollars|2015-12-31} by 2015."),
    (None, "The plan, approved in 2012, cost {3 million dollars|-} to draw up."),
]

DISCOURSE = [
    # a time that leads governs the next sentences of its paragraph that tell on in the past
    (None, "In 2016, the city opened {3 parks|2016}. It planted {40,000 trees|2016} and laid {12 kilometres|2016} of paths."),
    (None, "In 2016, the city opened {3 parks|2016}. The mayor said he was pleased. It also planted {40,000 trees|2016}."),
    # what is true at present inherits nothing
    (None, "In 2016, the city opened {3 parks|2016}. It now has {27 parks|-}."),
    (None, "In 2016, the city opened {3 parks|2016}. Each park covers {5 hectares|-} and is free for visitors."),
    (None, "By the end of 2019, the rate had dropped to {0.6 percent|2019-12-31}. About {40 percent|-} of the people live in towns."),
    # a new paragraph forgets, a section does not
    (None, "Exports rose to {5 billion dollars|2018} in 2018.\nThe port employed {900 people|-} and had {4 cranes|-}."),
    (None, "# Health\nIn 2012, the province built {40 clinics|2012}.\nIt trained {1,100 doctors|2012}."),
    (None, "# Health in 2012\nThe province built {40 clinics|2012}. It trained {1,100 doctors|2012}.\n# Roads\nIt paved {60 kilometres|-}."),
    # another time replaces the first
    (None, "In 2016, the city opened {3 parks|2016}. In 2017, it opened {5 parks|2017}. It closed {one hundred pits|2017}."),
    (None, "The harvest fell to {9 million tonnes|2019} in 2019. Rice made up {4 million tonnes|2019} of the total."),
    # a date of an event does not govern
    (None, "The treaty was signed on 4 May 2004. The two sides exchanged {300 prisoners|-}."),
    (None, "2020 marks the last year of the plan. The office held {14 meetings|-} to explain it."),
    (None, "The country aims to end hunger by 2030. The programme served {5 million meals|-}."),
    # who said it when is no time of the fact
    ("2021-05-20", "The minister said in April that {2 million people|-} need help."),
    ("2021-05-20", "Speaking in March, the minister said {2 million people|-} need help."),
    (None, "A report published in 2018 says {2 million people|-} need help."),
    (None, "According to the 2018 census, {41 percent|2018} of the people lived in towns."),
    ("2021-05-20", "The ministry said on Monday that exports rose {5 percent|2021-04|-} in April."),
    # times told again
    ("2020-11-19", "Exports rose {3 percent|2020-01..2020-10|-} in the first 10 months of this year. Imports fell {2 percent|2020-01..2020-10|-} during the period."),
    (None, "He came to power in late 2012. At that time, {100 million people|2012-12-31} were poor."),
    (None, "The rate fell from {60 percent|1990} in 1990 to {9 percent|2018} in 2018. Asia was responsible for {two thirds|1990..2018} of this decline."),
    ("2021-03-02", "Over the past decade, the company has built {70 dams|2011-03-02..2021-03-02}."),
    (None, "Over the past decade, the company has built {70 dams|-}."),
    (None, "Since its founding, the charity has fed {3 million people|-}."),
    (None, "In 2015, the lake shrank by {4 percent|2015|-}. Since then it has grown by {9 percent|2015..|-}."),
    # unknown times block
    (None, "In 2016, the city opened {3 parks|2016}. Last year it opened {9 parks|-}."),
    (None, "In recent years, the city has opened {9 parks|-}."),
    # modifiers of names
    (None, "Under the 2030 Agenda, {17 goals|-} were set."),
    (None, "The line stands at {1.90 dollars|-} a day at 2011 prices."),
    (None, "Ahead of the 2022 deadline, the team fixed {80 percent|-} of the faults."),
    (None, "Tickets for the 2008 Olympics cost {30 dollars|-}."),
    # plans
    (None, "Under the 13th Five-Year Plan, {9 airports|-} are planned."),
    (None, "The plan runs from 2021 to 2025 and foresees {9 airports|2021..2025}."),
    ("2021-05-20", "The city will build {9 airports|2025-12-31} by 2025."),
    ("2021-05-20", "In the next four years, {9 airports|2021-05-20..2025-05-20} will be built."),
]


@pytest.fixture(scope="module")
def linker() -> PeriodLinker:
    return PeriodLinker(RuleSet())


def check(linker: PeriodLinker, markup: str, published: str | None) -> None:
    marked = read_marked(markup, published)
    linked = linker.link(marked.document, marked.quantities)
    text = marked.document.raw.text
    got = [(text[q.start : q.end], link.period if link else None) for q, link in zip(marked.quantities, linked, strict=True)]
    wanted = [(text[q.start : q.end], p) for q, p in zip(marked.quantities, marked.periods, strict=True)]
    assert got == wanted


@pytest.mark.parametrize(("published", "markup"), CLAUSE)
def test_period_of_the_clause_or_sentence(linker: PeriodLinker, published: str | None, markup: str) -> None:
    check(linker, markup, published)


@pytest.mark.parametrize(("published", "markup"), DISCOURSE)
def test_period_of_the_discourse(linker: PeriodLinker, published: str | None, markup: str) -> None:
    check(linker, markup, published)
