"""The plain view, sentences, languages, and texts that are no pages at all."""

from __future__ import annotations

import time
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extract.records import Document, RawArticle
from extract.rules.loading import RuleSet
from extract.segmenting import load_segment_rules, plain_view, segment_article
from extract.segmenting.metadata import parse_date
from extract.segmenting.sentences import sentence_spans

RULES = load_segment_rules(RuleSet())


def segment(text: str) -> Document:
    return segment_article(RawArticle("texts", "text.txt", text, ""), RULES)


def sentences(text: str) -> list[str]:
    return [text[start:end] for start, end in sentence_spans(plain_view(text), 0, len(text), RULES)]


@pytest.mark.parametrize(
    ("text", "view"),
    [
        ("5\u00a0percent\u2009of", "5 percent of"),
        ("“ten” ‘nine’ 5′ 6″", "\"ten\" 'nine' 5' 6\""),
        ("2016–2020 — −5 ‐ ‑", "2016-2020 - -5 - -"),
        ("１，２３４．５％", "1,234.5%"),
        ("a\x00b\u200bc\ufeffd\te", "a b c d e"),
        ("one\r\ntwo\u2028three\x0bfour", "one\r\ntwo\nthree\nfour"),
        ("渝 ¥5 €3 °C", "渝 ¥5 €3 °C"),
    ],
)
def test_view_makes_look_alikes_plain(text: str, view: str):
    assert plain_view(text) == view


@given(st.text())
@settings(max_examples=150, deadline=None)
def test_any_text_is_covered_by_segments_in_order(text: str):
    document = segment(text)
    assert len(document.view) == len(text)
    position = 0
    for part in document.segments:
        assert not document.view[position : part.start].strip()
        assert position <= part.start < part.end
        position = part.end
    assert not document.view[position:].strip()
    for sentence in document.sentences:
        home = document.segments[sentence.segment]
        assert home.start <= sentence.start < sentence.end <= home.end


@pytest.mark.parametrize(
    "wanted",
    [
        ["Absolute poverty fell in history.", "The rest is known."],
        ["It rose 3.5 percent to $1.2 billion.", "Exports fell."],
        ["He came in 2018.", "There were 12 others."],
        ['"It is over," he said.', '"We won."', "They left."],
        ["Was it so?", "Yes!", "It was."],
        ["In Oct. 2019 the U.S. dollar fell.", "Gold rose."],
        ["Mr. J. K. Lee of Apex Co., Ltd. signed.", "The deal is worth RMB 3 million."],
        ["Growth slowed; exports, e.g. toys, fell; prices rose."],
        ["It cost 3 yuan (about 0.5 U.S. dollars.)", "It sold."],
        ["中国经济增长。", "出口下降！", "为什么？"],
        ["1. Roads were built.", "Then 2 bridges followed."],
        ["The list (see p. 5) is long.", "It ends."],
        ["They waited...", "Then it rained."],
        ["Visit www.example.com for all 12 maps.", "It is free."],
        ["Revenue was €5.", "Costs were £3."],
        ["The No. 1 Central Document came out on Feb. 21.", "It has 5 parts."],
        ["Yahoo! said it has 3 million users."],
        ["Output rose 5 pct.", "Prices fell 2 pct."],
        ["It began at 9 a.m. Beijing time.", "It ended at 5 p.m.", "They went home."],
        ["St. Louis has 300,000 people.", "Mt. Fuji is 3,776 m high."],
        ["The rate stood at 18.03%.", "At the end it fell."],
        ["It is worth U.S. $5 million to them.", "They left."],
        ["It was No. 3 in the list.", "No. 5 followed."],
        ["See p. 12 and pp. 14-16.", "It ends."],
        ["There were approx. 500 people.", "They left."],
        ["It opened on Jan. 5 and grew 3.5 percent.", "Then it shut."],
        ["It starts at 5 p.m. Monday.", "It ends at 9 a.m. Tuesday."],
        ["They got Rs. 500 crore.", "They spent Rs. 20 lakh."],
        ["Mr. Li and Mrs. Wang came.", "Dr. Chen left."],
        ["Apple Inc. said sales rose.", "Foo Corp. posted a loss."],
        ["St. Petersburg has 5 million people.", "Mt. Tai is high."],
        ["Smith et al. 2019 found 12 cases.", "Doe et al. (2020) found 3."],
        ["J. K. Rowling sold 500 million books.", "She is rich."],
        ['He said "it rose 5%."', "She left."],
        ['He said "it rose 5%".', "She left."],
        ["Growth was 5%!", "Really?", "Yes."],
        ["Revenue was $5.3 billion vs. $4.1 billion.", "It fell."],
        ["It is 3 sq. km in size.", "It has 5,000 people."],
        ["The U.S. economy grew 3 percent.", "The U.S. Federal Reserve acted."],
        ["He moved to the U.S.", "He has 5 cows."],
        ["He moved to the U.S.", "In 2019 he left."],
        ["He lives in Washington D.C.", "The house cost $3 million."],
        ["It was 5 ft. 3 in. tall.", "It fell."],
        ["About 3.5 mln. people came.", "They left."],
        ["It sold 3.5 bn. yuan of goods.", "They left."],
        ["The firm has ca. 300 staff.", "It grew."],
        ["Sales of Co. Ltd. rose 5 percent.", "The firm grew."],
        ["On Sept. 20, four weeks late, it opened.", "It shut."],
        ["Gov. Brown and Sen. Smith spoke.", "They left."],
        ["Figs. 3 and 4 show it.", "Tab. 5 does not."],
        ["Rs.500 crore was spent.", "Rs.20 lakh was left."],
        ["It rose by 5 per cent.", "300 people came."],
        ["It rose in 2019.", "300 people came."],
        ["It fell to 3.", "5 people came."],
        ["Prices rose 5 percent ... and fell.", "They rose."],
        ["The road is 5 km. long.", "It is wide."],
        ["He earned 500 yuan.", '"It is good," he said.'],
        ["Vol. 3, No. 12 came out.", "It sold."],
        ["From Jan. 1 to Oct. 31, exports rose.", "They fell in Nov.", "Imports fell."],
        ["He was born c. 1950 in Lima.", "He died."],
        ["The Ph.D. student got $500.", "He left."],
        ["Founded by Wm. Smith Jr. in 1990, it grew.", "It fell."],
        ["It cost a.k.a. nothing.", "It fell."],
        ["At 7.45 am.", "It left."],
        ["It is worth Tk. 500 crore.", "It fell."],
        ["They paid Nu. 300 million.", "It fell."],
        ["Rep. Nancy Doe, D-Calif., spoke.", "She left."],
        ["She has 3 M.A. degrees.", "He has none."],
        ["1. Roads were built.", "2. Bridges came."],
        ["A. Roads were built in 2019.", "B. Bridges came."],
        ['The "100 villages" plan cost $3m.', '"It works," he said.'],
        ["It grew (by 5 percent.)", "It fell."],
        ["It grew 5 pc.", "It fell 3 pc.", "They left."],
        ["Temperatures hit 40 C.", "Rain fell."],
        ["The plan (2016-20).", "It cost 5 yuan."],
        ["The village has 3 ha.", "The farmer has 5 ha."],
        ["He is No. 1.", "He won 5 times."],
        ["Was it No.?", "He left."],
        ["In the year to Dec. 2019, sales rose.", "They fell."],
        ["Around 3 a.m. local time it hit.", "It left 5 dead."],
        ["Prof. Dr. J. Doe spoke.", "He left."],
        ["The E.U. said 5 states left.", "They left."],
        ["U.S.-based Foo Inc. bought it for $5 million.", "It fell."],
        ["Est. 1990, it has 5 shops.", "It grew."],
        ["The data (Fig. 3) show 5 cases.", "It fell."],
        ["Adm. costs rose 5 percent.", "They fell."],
        ["At 5 p.m. Beijing time it rose.", "It fell at 6 p.m. Prices fell."],
        ["He got 5 points, i.e. three more.", "He left."],
    ],
    ids=lambda wanted: wanted[0][:30],
)
def test_sentences_end_where_they_end(wanted: list[str]):
    assert sentences(" ".join(wanted)) == wanted


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("down in history.Absolute poverty fell.", ["down in history.", "Absolute poverty fell."]),
        ("rose 5 percent.The rest fell.", ["rose 5 percent.", "The rest fell."]),
        ("rose 5%.The rest fell.", ["rose 5%.", "The rest fell."]),
        ("in 2020.China grew.", ["in 2020.", "China grew."]),
        ("out of poverty.13,000 people moved.", ["out of poverty.", "13,000 people moved."]),
        ("(USD 1,180).The agency paid.", ["(USD 1,180).", "The agency paid."]),
        ("It cost 5bn.China grew.", ["It cost 5bn.", "China grew."]),
        ("The Ph.D. student got $500.", ["The Ph.D. student got $500."]),
        ("It fell in most areas.1 Others rose.", ["It fell in most areas.", "Others rose."]),
        ("It fell to 3 percent.12 Others rose.", ["It fell to 3 percent.", "Others rose."]),
        ("It fell in all.[3] Others rose.", ["It fell in all.", "Others rose."]),
        ("It fell. It rose from 2016 to 2020.3", ["It fell.", "It rose from 2016 to 2020."]),
        ("It rose from 2016 to 2020.3 Others fell.", ["It rose from 2016 to 2020.", "Others fell."]),
        ("The index closed at 2020.3 points", ["The index closed at 2020.3 points"]),
        ("He took Highway No.3 South.", ["He took Highway No.3 South."]),
        ("the U.S.-led group of 12", ["the U.S.-led group of 12"]),
        ("at 1.5 or 2.5 times", ["at 1.5 or 2.5 times"]),
    ],
)
def test_glued_sentences_come_apart(text: str, wanted: list[str]):
    assert sentences(text) == wanted


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        (
            'LIMA: It rained. Rivers rose.The port shut. "We wait."Prices rose 4%.Then it fell. All sailed.',
            [
                "LIMA: It rained. Rivers rose.",
                'The port shut. "We wait."',
                "Prices rose 4%.",
                "Then it fell. All sailed.",
            ],
        ),
        (
            'It rained a lot. Rivers went up."We wait," he said. "Too long."It stopped.All went. He too.',
            [
                "It rained a lot. Rivers went up.",
                '"We wait," he said. "Too long."',
                "It stopped.",
                "All went. He too.",
            ],
        ),
        ("It rained.Rivers rose. The port shut.", ["It rained.Rivers rose. The port shut."]),
        (
            "The U.S.Army and Booking.com of J.P.Morgan Co.Ltd. met.",
            ["The U.S.Army and Booking.com of J.P.Morgan Co.Ltd. met."],
        ),
    ],
)
def test_paragraphs_that_a_page_joined_come_apart(text: str, wanted: list[str]):
    assert [text[one.start : one.end] for one in segment(text).segments] == wanted


def test_sentence_without_stops_is_cut_at_a_clause():
    text = ", ".join(f"{n} towns in valley {n}" for n in range(400))
    parts = sentences(text)
    assert len(parts) > 1
    assert max(map(len, parts)) <= 2_000
    assert all(part.endswith(",") for part in parts[:-1])


def test_line_break_inside_a_quantity_ends_no_sentence():
    text = "The county built roads and got 1.09\nbillion yuan back within a year.\nIt was a success."
    document = segment(text)
    assert "1.09\nbillion yuan" in text[document.sentences[0].start : document.sentences[0].end]


def test_list_items_are_sentences_of_their_own():
    text = (
        "The plan has three goals for the decade.\n(1) build 12 roads\n(2) dig 30 wells\n- plant 5,000 trees"
    )
    found = segment(text)
    assert [text[s.start : s.end] for s in found.sentences][1:] == [
        "(1) build 12 roads",
        "(2) dig 30 wells",
        "- plant 5,000 trees",
    ]


@pytest.mark.parametrize("text", ["", " ", "\n\n\r\n", "\x00\x00", "\ufeff", "\u200b \u00a0"])
def test_empty_texts_have_no_segments(text: str):
    assert segment(text).segments == ()


def test_text_of_furniture_only_has_no_sentences():
    text = (
        "Home News Sport Business\nPrivacy Policy | Terms of Use\n© 2021 Example Media. All rights reserved."
    )
    assert segment(text).sentences == ()


@pytest.mark.parametrize(
    "line",
    [
        "Share of renewables in the energy mix reached 28 percent in 2020, the agency said.",
        "More than 12,000 people moved to the new town.",
        "Related spending came to 3 billion yuan.",
        "Photo sales of the firm grew by 12 percent.",
        "Cookies worth 3 million yuan were sold by the bakery.",
        "The hotline took 40,000 calls in its first month.",
        "Advertising revenue fell by a third.",
        "By 2019, the county had 14 cooperatives.",
        "Copyright fees brought in 2.3 million dollars.",
        "Follow-up checks found 120 cases.",
        "Subscribe rates of the new shares were 300 percent.",
        "Home prices rose 4.5 percent in 70 cities.",
        "Top 10 exporters made up 43 percent of the trade.",
        "Comments on the draft came from 1,200 villagers.",
        "Download speeds reached 300 megabits per second.",
        "On May 3, 2021, the bank lent 500 million yuan.",
        "Links: a golf course of 18 holes covers 60 hectares.",
        "Editor wages rose to 9,000 yuan a month, the union said.",
        "Read by 12 million subscribers, the paper earned 3 million dollars.",
        "Click fraud costs firms $35 billion a year.",
        "Watch makers sold 21 million pieces.",
        "According to our privacy policy survey, 42 percent of users never read the terms.",
        "Next: 500 households will move by June.",
        "Next year: 12 roads and 3 bridges",
        "More: 12 of the 40 wells give water again, the office said.",
        "Sources: 40 percent coal, 30 percent gas, 30 percent wind.",
        "Tickets: 225 yuan for a second-class seat, 360 yuan for first class.",
        "Admission: 1,200 students a year, up from 800.",
        "Population: 3.2 million",
        "Topics: 12 talks on water, 4 on soil",
        "Page views reached 3.2 million in May.",
        "Likes: 4 million in a day, a record for the paper.",
        "Views of the valley drew 40,000 visitors.",
        "Page 3 of the report says 12 percent of wells are dry.",
        "Issue 12 of the bonds raised 3 billion yuan.",
        "Part 2 of the plan costs 3 million yuan.",
        "Reply rates rose from 12 to 40 percent.",
        "Comments: 412 were filed by farmers, 90 by firms.",
        "2 days ago 500 people left the camp.",
        "Subscribe for shares worth $300 million, the firm told its 12 owners.",
        "Register of voters: 4.2 million names",
        "Contact: 12 new cases a day among 3,000 traced",
        "Download: 300 megabits a second; upload: 40.",
        "Order now stands at 500 aircraft, worth $40 billion.",
        "Save 20 percent of water by dripping, says the farm of 300 hectares.",
        "Get 500 yuan a month if you are over 80.",
        "Sale of land raised 40 billion yuan, a coupon of 3 percent was paid on bonds.",
        "Use of coal fell 12 percent.",
        "Add: 12 apples, 300 grams of flour and 2 eggs",
        "Address to parliament: the deficit is 3.2 percent.",
        "Sport: 4 percent of GDP, 1.2 million jobs",
        "Health: 12 clinics opened, 300 nurses hired.",
        "Education: 45 schools, 1,200 teachers",
        "Notes: 100-yuan notes made up 40 percent of the haul.",
        "References to climate rose to 312 in 2020.",
        "Source: 300 litres a second from the spring",
        "Contributed by 500 donors, the fund stands at $3 million.",
        "Villagers contributed 3,000 yuan each to this road.",
        "Japan's Toyota contributed to this rise with 500,000 cars.",
        "The site stores 40,000 tonnes of grain.",
        "This site uses 12 megawatts.",
        "Powered by 300 panels, the pump lifts 40 tonnes an hour.",
        "Hosted by 12 families, the visitors stayed three days.",
        "Hot: 41 degrees in Turpan on Monday",
        "Labels: 12,000 printed a day",
        "Previous: 18.03 percent; now: 0.52 percent",
        "Latest: 45 dead, 300 hurt in quake",
        "Tags: 40,000 were put on yaks.",
        "Close to 500 people came.",
        "Call volume rose to 0800-1700 hours a week, 40,000 calls.",
        "Hotline: 40,000 calls a month",
        "Copy of 300 pages sold for $5",
        "Read by 12 million people",
        "Support for the plan stood at 62 percent in 28 countries.",
        "Printed on 14 pages - 14 -",
        "Save the Children gave 300 tents.",
        "Buy now, pay later loans hit $40 billion in 12 countries.",
        "Special offers of 3 yuan drew 4,000 buyers.",
        "Limited supply of 500 kg sold in 2 hours.",
        "Opening hours: the clinic treats 40 patients from 9 to 5.",
        "Booking: 3,000 rooms a night in May",
        "Join the 40,000 who moved.",
        "Donate blood: 12,000 did in May.",
        "Log in numbers: 300,000 a day",
    ],
)
def test_sentences_of_the_body_are_never_furniture(line: str):
    lead = "The orchard in the valley sold 3,200 tonnes of apples last season, and the county built stores.\n"
    text = f"{lead}{line}\n{lead}"
    found = segment(text)
    assert line in [text[s.start : s.end] for s in found.sentences] or any(
        line in text[s.start : s.end] for s in found.segments if s.kind == "paragraph"
    )


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("Sep 30,2020", date(2020, 9, 30)),
        ("October 23, 2020", date(2020, 10, 23)),
        ("3 May 2021", date(2021, 5, 3)),
        ("2021年5月3日", date(2021, 5, 3)),
        ("2020/1/7", date(2020, 1, 7)),
        ("23/05/2020", date(2020, 5, 23)),
        ("05/23/2020", date(2020, 5, 23)),
        ("Thursday, Nov. 5th, 2020", date(2020, 11, 5)),
        ("2020-13-45", None),
        ("no date", None),
    ],
)
def test_dates_of_many_orders_are_read(text: str, day: date | None):
    assert parse_date(text, RULES.page) == day


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("The county built roads for the people of the valley, and they are glad of it.", "en"),
        ("重庆市扶贫办表示，去年全市贫困人口减少了二十九万人。", "zh"),
        ("日本の経済は去年よりも三パーセント成長したと発表されました。", "ja"),
        (
            "El gobierno informó que los precios de las frutas subieron para los hogares del valle.",
            "es",
        ),
        ("Правительство сообщило о росте на три процента.", "ru"),
        ("GDP up 5.6 percent", "en"),
        ("", "und"),
    ],
)
def test_language_is_detected(text: str, language: str):
    assert segment(text).metadata.language == language


def test_page_falls_back_on_what_came_with_the_file():
    raw = RawArticle(
        "c", "a.txt", "The county built 12 roads.", "", "Roads", "Daily", "Jane Doe", date(2020, 1, 2)
    )
    found = segment_article(raw, RULES).metadata
    assert (found.title, found.publisher, found.author) == ("Roads", "Daily", "Jane Doe")
    assert found.published == date(2020, 1, 2)


@pytest.mark.parametrize(
    "text",
    [
        "> 5 mm, < 3%, 10 kg",
        "Read more: 5,000 people marched in Lima.",
        "Updated 3 May 2020: 5,000 people marched.",
        "By Ann Lee: 5,000 people marched",
        "5,000 views",
    ],
)
def test_a_line_by_itself_is_text_whatever_it_looks_like(text: str):
    found = segment(text)
    assert [(s.start, s.end, s.kind) for s in found.segments] == [(0, len(text), "paragraph")]


def test_abbreviations_are_of_no_language():
    text = "Cost is $5 per MB, 5 ng per ml, $700 per t, 5 per L, $3 per T."
    assert segment(text).metadata.language == "en"


MEGABYTE = 1_000_000


@pytest.mark.slow
@pytest.mark.parametrize(
    "unit",
    [
        "The county built 12 roads in 2020. ",
        "word ",
        "a",
        "By ",
        "Related reading ",
        "(",
        "12:30, ",
        "A B C ",
        "BEIJING ",
        '."',
        "a.b.c(",
        "12 roads\n",
        "【",
        "© 2020 ",
        "\n \n",
        "(Photo/",
        "x);",
        "May 5, 2020 ",
        "Home > ",
        "12 comments\nReply\n",
        "Report 12 | 3\n",
        "Notes\n1 See p. 3\n",
        "in all.1 Others",
        "Next: a\n",
        "By\nJane Doe\n",
        "A  B | C  2020-01-05\n",
        "order now! ",
        "Hill Daily - ",
        "</a",
        "{ ;",
    ],
)
def test_time_grows_with_length_only(unit: str):
    text = unit * (MEGABYTE // 2 // len(unit))
    began = time.process_time()
    segment(text)
    assert time.process_time() - began < 4.0


def test_five_megabytes_on_one_line_take_seconds_not_minutes():
    text = "The county built 12 roads, and 3.5 percent of the people got 1,200 yuan each. " * 64_000
    began = time.process_time()
    found = segment(text)
    assert len(found.sentences) == 64_000
    assert time.process_time() - began < 5.0
