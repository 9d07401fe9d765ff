"""Title, author and date in the shapes that dumped pages carry them in."""

import pytest

from extract.records import Metadata, RawArticle
from extract.rules.loading import RuleSet
from extract.segmenting.rules import load_segment_rules
from extract.segmenting.segments import segment_article

RULES = load_segment_rules(RuleSet())
TITLE = "Greenhouses bring new income to Lushan farmers"
BODY = (
    "The county of Lushan spent 40 million yuan on 300 greenhouses last year, officials of the agriculture"
    " bureau said on Monday. Some 1,200 households found work in them, and a train takes the vegetables away."
)


def metadata(head: str) -> Metadata:
    return segment_article(RawArticle("pages", "page.txt", f"{head}\n\n{BODY}", ""), RULES).metadata


@pytest.mark.parametrize(
    ("head", "author"),
    [
        (f"{TITLE} by Jane Doe,November 5, 2020 Adjust font size:", "Jane Doe"),
        (f"You are here:   Top News/\n\n{TITLE} by Jane Doe, November 5, 2020", "Jane Doe"),
        (f"{TITLE} | Jane Doe | Nov 5, 2020", "Jane Doe"),
        (f"{TITLE} - Nov 5, 2020", None),
        (f"{TITLE}  November 5, 2020", None),
        (f"{TITLE}\nJane Doe, Nairobi\nPosted: 5 November 2020", "Jane Doe"),
        (f"{TITLE}\nFrom: Coast Daily | Nov 5, 2020 | Jane Doe", "Jane Doe"),
        (f"{TITLE}\nReporter Jane Doe\n2020-11-05", "Jane Doe"),
        (f"{TITLE}\nAnalysis by Jane Doe, CNN\nUpdated 3:14 AM ET, Thu November 5, 2020", "Jane Doe"),
        (f"{TITLE}\nBy Our Reporter\n5 November 2020", None),
        (f"Published in Coast Weekly, November 5, 2020\n{TITLE}", None),
        (f" date 2020-11-05 {TITLE}\n\nXinhua) 15:06, November 05, 2020", None),
        (f"Lima, April 27th 2024 - 01:59 UTC\n\n{TITLE}\n\nThursday, November 5th 2020 - 05:20 UTC", None),
        (f"Monday, April 29, 2024\nHome News Sports\n{TITLE}\nBy Jane Doe | November 5, 2020", "Jane Doe"),
        (f"Today is 29 April 2024\n{TITLE}\n5 November 2020", None),
        (f"[an error occurred while processing this directive]\n{TITLE}\n5 November 2020", None),
        (f"Coast Daily Online {TITLE}\nNovember 5, 2020", None),
        (f"Sign In\n{TITLE}\nNovember 5, 2020", None),
        (f"2020-11-05 10:22:13\n{TITLE}\n作者： 来源：Xinhua", None),
        (f"{TITLE}\n\n新华社| 2020-11-05 22:05:21|Editor: Liangyu\nVideo PlayerClose", None),
        (f"国产精品天天看片免费观看一区二区三区\n\n{TITLE}\n\n2020-11-05", None),
        (f"Ministry of Rural Roads\n\n{TITLE}\n\nPosted On: 5 NOV 2020 2:38PM by PIB Delhi", None),
        (f" {TITLE}\n date 2020-11-05 LIMA, November 5, 2020 /PRNewswire/ --", None),
        (f"{TITLE}\n0 Comment(s) Print E-mail Xinhua, November 5, 2020\nAdjust font size:", None),
        (f"{TITLE}\nRelease time: 2020-11-05 Source: Lima Daily Hits: 34 Font size: [Big Small]", None),
        (f"{TITLE}\nBy Jane Doe\nNovember 5, 20201:02 AM UTC Updated 2 years ago", "Jane Doe"),
        (f"{TITLE}\nBy Jane Doe, Rural Affairs Correspondent 10:12PM GMT 05 Nov 2020", "Jane Doe"),
        (f"{TITLE}\n\nText/Photo: Jane Doe\nEditor: John Roe\n2020-11-05", "Jane Doe"),
        (f"{TITLE}\n\nJane Doe* - IPS/IFEJ\n\nLIMA, Nov 5 2020 (IPS) - It rained.", "Jane Doe"),
        (f"{TITLE}\n\nPosted on November 5, 2020 by jdoe84", "jdoe84"),
        (f"{TITLE}\n2020-11-05\nNew roads change a valley. Jane Doe reports from Lima.", "Jane Doe"),
        (f"{TITLE}\n2020-11-05\nOur correspondent Jane Doe has been to the valley.", "Jane Doe"),
        (f"{TITLE}\nLast update: 05/11/2020\nLIMA, Nov 5 (AFP) -- It rained.", None),
        (f"{TITLE}\n5 November 2020, Rome - It rained.", None),
        (f"{TITLE}\n29th October - 1st November 2020\nPosted: 5 November 2020", None),
        (f"{TITLE}\n5th November 2020\nFrom Jane Doe, Abuja", "Jane Doe"),
        (f"{TITLE}\n更新时间：2020年11月05日 编辑：李雷", None),
        (f"situs togel\n\ntoto slot 4d\n\n{TITLE}\n\n2020. 11. 5", None),
        (f"Posted: 2020-11-05\n\n{TITLE}\n\nJane Doe", "Jane Doe"),
        (f"{TITLE}\nJane Doe (The Lima Post)\n5 November 2020", "Jane Doe"),
        (f"Update: November, 05/2020 - 09:00\n{TITLE}", None),
        (f"Aid, Economy & Trade, Europe, Human Rights, Women\n\n{TITLE}\n\n5 November 2020", None),
    ],
)
def test_title_author_and_date_are_read_wherever_they_stand(head: str, author: str | None):
    found = metadata(head)
    assert (found.title, found.author, str(found.published)) == (TITLE, author, "2020-11-05")


@pytest.mark.parametrize(
    "head",
    [
        f"{TITLE}\nBy November, 1.88 million people of Lushan had left for new homes, the county said.",
        f"{TITLE}\nOctober 30, 2020 - November 5, 2020",
    ],
)
def test_what_is_said_of_a_time_is_no_byline(head: str):
    found = metadata(head)
    assert (found.title, found.author, found.published) == (TITLE, None, None)


def test_a_capital_before_a_name_makes_no_byline_of_a_headline_in_capitals():
    title = "Hill Village Saved From Flood By Jane Doe"
    assert metadata(title).title == title


def test_a_question_of_two_lines_that_opens_the_page_is_its_title():
    title = f"Will {'greenhouses that cost 40 million yuan ' * 4}help the farmers of Lushan?"
    assert metadata(f"{title}\n\nNovember 5, 2020").title == title


def test_a_headline_glued_to_its_text_ends_where_the_sentence_begins():
    text = f"China |||\nNew Greenhouses Bring Income to Lushan{BODY} {BODY}"
    found = segment_article(RawArticle("pages", "page.txt", text, ""), RULES)
    assert found.metadata.title == "New Greenhouses Bring Income to Lushan"
    assert [s.kind for s in found.segments][-2:] == ["title", "paragraph"]


@pytest.mark.parametrize(
    ("title", "text"),
    [
        ("Greenhouses raise incomes in Lushan", "In the first half of the year, growers earned more."),
        ("Greenhouses raise incomes in Lushan by 4.5%", "The county counts on more of them."),
        (
            "Council will close 4 swimming pools and raise rents by 4%",
            "Tenants of council homes will see rents rise.",
        ),
        (
            "Hill farms have a good year as 12 counties wait for rain",
            "Jane Doe, head of a growers' union. Jane Doe, head of a growers' union. It rained.",
        ),
    ],
)
def test_a_headline_that_runs_into_its_text_ends_where_a_capital_opens_the_text(title: str, text: str):
    text = f"{title} {text} {BODY} The tenants were told."
    found = segment_article(RawArticle("pages", "page.txt", text, ""), RULES)
    assert found.metadata.title == title
    assert [s.kind for s in found.segments] == ["title", "paragraph"]


@pytest.mark.parametrize(
    ("head", "title", "author", "day"),
    [
        (f"{TITLE} Jane Doe March 2, 2010 ", TITLE, "Jane Doe", "2010-03-02"),
        (f"{TITLE} again this year 2 March 2010 ", f"{TITLE} again this year", None, "2010-03-02"),
        (f"Home > News > {TITLE} - 2 March 2010 - ", TITLE, None, "2010-03-02"),
        (f"Press release 2 March 2010 {TITLE} ", TITLE, None, "2010-03-02"),
        (f"Skip to main content {TITLE} NEW YORK (CBA, KTV) - ", TITLE, None, None),
        (f"{TITLE} Click to follow The Evening Standard ", TITLE, None, None),
        (f"{TITLE} {TITLE} ", TITLE, None, None),
        ("roads for farmers Roads mean a lot to those who sell. ", "roads for farmers", None, None),
        ("Final Results Hill (P.) Pears PLC 16 May 2002 16 May 2002 ", "Final Results", None, "2002-05-16"),
        ("RNS Number : 4532Z Hill PLC 05 May 2018 Half-year Report ", "Half-year Report", None, "2018-05-05"),
    ],
)
def test_a_headline_before_a_date_or_a_notice_opens_a_line(
    head: str, title: str, author: str | None, day: str | None
):
    found = segment_article(RawArticle("pages", "page.txt", head + BODY, ""), RULES).metadata
    assert (found.title, found.author) == (title, author)
    assert (found.published and str(found.published)) == day


@pytest.mark.parametrize(
    "head",
    [
        "On March 2, 2010 President Doe signed a law that lends money to growers. ",
        "The treaty that was signed in Lima on 3 May 2001 Peru gave up in the year after. ",
        "![](https://img.example.com/s1600/Lines+3+Small.jpg)\n\n",
        "Contents\n- Main points of the year\n- Things you need to know of it\n- Overview of all roads\n\n",
    ],
)
def test_dates_pictures_and_lists_above_a_text_make_no_headline(head: str):
    assert segment_article(RawArticle("pages", "page.txt", head + BODY, ""), RULES).metadata.title is None


@pytest.mark.parametrize(
    "text",
    [
        "The plan is told of in the pages of a small book called The Road by a teacher of the county.",
        "Roads of the county are mended from late May some years, and from early June in others.",
        "Some of the growers say that they were told by President Doe himself to wait for the president.",
    ],
)
def test_capitals_inside_a_first_sentence_make_no_headline_of_its_start(text: str):
    found = segment_article(RawArticle("pages", "page.txt", f"{text} {BODY}", ""), RULES)
    assert found.metadata.title is None


@pytest.mark.parametrize(
    "head",
    [
        f"Can consulting manage rain?\nHome \u00bb Nibs \u00bb {TITLE}\n\n{TITLE}",
        f"{TITLE}\n\nBangladesh\n\nHill Report\n5 November 2020, 02:00 pm\n\nThe work is to start on 7 May",
    ],
)
def test_a_headline_is_told_by_the_way_to_it_and_by_its_date(head: str):
    assert metadata(head).title == TITLE


@pytest.mark.parametrize(
    ("last", "author"),
    [
        (" (Jane Doe, reporter of the Hillpost)", "Jane Doe"),
        (" (Reporter Jane Doe)", "Jane Doe"),
        ("\n\nJane Doe is rural affairs correspondent for The Hill, a weekly.", "Jane Doe"),
        (" (Jane Doe, mayor of Lushan)", None),
    ],
)
def test_the_last_words_of_an_article_name_its_author(last: str, author: str | None):
    text = f"{TITLE}\n\n{BODY}\n\n{BODY}\n\n{BODY}{last}"
    assert segment_article(RawArticle("pages", "page.txt", text, ""), RULES).metadata.author == author


@pytest.mark.parametrize(
    ("head", "title"),
    [
        ("Enabling poor rural people\nto overcome poverty\n\nPress release number: HRF 22/04", None),
        (f"{TITLE}\nWe built it!\n-- Roads Bureau (@LushanRoads) December 9, 2016", TITLE),
    ],
)
def test_slogans_and_posts_of_others_tell_nothing_of_the_article(head: str, title: str | None):
    found = metadata(head)
    assert (found.title, found.author, found.published) == (title, None, None)


@pytest.mark.parametrize(
    "tail",
    [
        "2 comments\n\nRoadman says:\nMarch 5, 2014 at 9:12 am\nWell done.\nReply",
        "Related stories\nDam opens in the hills\nMarch 5, 2018\nTea prices fall\nJune 7, 2018",
        "Retrieved 3 May 2019 from http://www.example.org/roads",
        "Date: 4-6 May 2016\nVenue: Lima",
    ],
)
def test_dates_of_comments_links_and_events_date_no_article(tail: str):
    text = f"{TITLE}\n\n{BODY}\n\n{BODY}\n{tail}"
    assert segment_article(RawArticle("pages", "page.txt", text, ""), RULES).metadata.published is None


def test_a_headline_may_end_in_a_stop_above_its_date():
    assert (
        metadata("Lushan builds its greenhouses.\n\nMarch 5, 2018").title == "Lushan builds its greenhouses."
    )


def test_lines_of_counts_below_an_article_are_no_links():
    text = f"{TITLE}\n\n{BODY}\n\n{BODY}\n\n300 new schools\n12 clinics opened\n40 km of roads paved"
    segments = segment_article(RawArticle("pages", "page.txt", text, ""), RULES).segments
    assert all(segment.kind != "furniture" for segment in segments)


@pytest.mark.parametrize(
    ("head", "author"),
    [
        (f"HOME CHINA Home / Business / Macro {TITLE} By Jane Doe | Updated: 2020-11-05", "Jane Doe"),
        (f"Home / China / Latest {TITLE} Xinhua | Updated: 2020-11-05 19:33 Share", None),
        (f"Home > Society > Content {TITLE} Updated:2020-11-05 10:43:16 XinHua", None),
        (f"HOME >> POLICIES >> LATEST RELEASES {TITLE} Updated: Nov 5,2020 5:25 PM Xinhua", None),
        (f"{TITLE}-Xinhua {TITLE} Source: Xinhua Editor: huaxia 2020-11-05 17:15:38", None),
        (f"{TITLE} 0 Comment(s)Print E-mail Xinhua, November 5, 2020 Adjust font size:", None),
        (f"Source:Xinhua Published: 2020/11/5 21:10:08 {TITLE}", None),
        (f"November 5, 2020 / 3:24 AM / 4 months ago {TITLE} Jane Doe 4 Min Read LIMA (AP) -", "Jane Doe"),
        (f"3 years ago {TITLE} Fire in Lima November 5, 2020 {TITLE} Reuters Staff LIMA -", "Reuters Staff"),
        (f"{TITLE} Farmers hope for more of them Afp November 5, 2020 {TITLE} LIMA, PERU:", "Afp"),
        (f"{TITLE} Farmers hope for more, say those who pick tomatoes Jane Doe November 5, 2020", "Jane Doe"),
        (f"{TITLE} Jane Doe in Beijing Thu 5 Nov 2020 05.31 GMT", "Jane Doe"),
        (f"{TITLE} Jane Doe NEW DELHI, November 5, 2020 23:11 IST", "Jane Doe"),
        (f"{TITLE} November 05, 2020 10:32 AM Jane Doe SHANGHAI -", "Jane Doe"),
        (f"FEATURE STORY November 5, 2020 {TITLE}", None),
        (f"{TITLE} The page was updated on November 5, 2020.", None),
        (f"Dam opens • Rain for Peru • Snow for Chile • Lima {TITLE} CNN, November 5, 2020", None),
        (f"{TITLE} Reference No.: 12-A/3 Release Date: 5 November 2020", None),
        (f"Press release No.: 12/20 {TITLE} Lima, 5 November 2020 -", None),
        (f"{TITLE} 2020-11-05 08:46:00 -- It rained. by Xinhua writers Jane Doe LIMA, Nov. 4 --", "Jane Doe"),
    ],
)  # fmt: skip
def test_the_head_of_a_page_of_one_line_is_cut_into_its_parts(head: str, author: str | None):
    text = f"{head} {BODY} The farmers grow tomatoes."
    found = segment_article(RawArticle("pages", "page.txt", text, ""), RULES).metadata
    assert (found.title, found.author, str(found.published)) == (TITLE, author, "2020-11-05")


@pytest.mark.parametrize(
    ("text", "title"),
    [
        (f"English News {TITLE}\n\n{BODY}", TITLE),
        (f"{TITLE.upper()} Farmers hope for more of the same in the years to come {BODY}", TITLE.upper()),
        (f"{TITLE.upper()} Farmers hope for more of the same\n\n{BODY}", TITLE.upper()),
        (f"Related topics\n\n{BODY}", None),
        (f"{TITLE} 稻田丰收,引来游客 {BODY}", TITLE),
        (f"Large Medium Small | LIMA - {BODY}", None),
        (f"{TITLE}  NEWS Wednesday, 4 November, 2020  {BODY}", TITLE),
        (f"{TITLE}  {BODY}", TITLE),
        (f"<mark></mark> China Watch: {TITLE} Source: Xinhua| 2020-11-05 {BODY}", f"China Watch: {TITLE}"),
        (f"World Food Programme cuts rations\n\n{BODY}", "World Food Programme cuts rations"),
        (f"Boys play near the dam of Lima Boys play near the dam of Lima, as they did. {BODY}", None),
    ],
)  # fmt: skip
def test_a_headline_is_neither_a_section_nor_a_deck(text: str, title: str | None):
    assert segment_article(RawArticle("pages", "page.txt", text, ""), RULES).metadata.title == title


@pytest.mark.parametrize(
    ("text", "author"),
    [
        (f"Hillpost, Lima, May 3 (Reporter Jane Doe) {BODY}", "Jane Doe"),
        (f"{BODY}\n\n{BODY}\n\nThe hills are green.\n\nJane Doe, CGTN.", "Jane Doe"),
        (f"{TITLE}\n\nBy\n\nJane Doe in Lushan,Jiangxi province and in the hills\n\n{BODY}", None),
        (f"{TITLE}\n\nBy\n\nJane Doe in Hechi,Guangxi autonomous region\n\n2020\n\n{BODY}", "Jane Doe"),
        (f"News Release | 5 November 2020 {BODY}", None),
    ],
)  # fmt: skip
def test_the_author_is_read_from_the_text(text: str, author: str | None):
    assert segment_article(RawArticle("pages", "page.txt", text, ""), RULES).metadata.author == author


@pytest.mark.parametrize(
    "title",
    [
        "Grassland grows back along the lakes of Inner Mongolia's Alxa",
        "A goat, a bus and a well -- aid reaches Haidong",
    ],
)
def test_a_headline_that_stands_there_twice_is_whole(title: str):
    page = f"{title} - Coast Daily Home China World {title} Source: Xinhua 10:22, November 05, 2020 {BODY}"
    told = segment_article(RawArticle("pages", "page.txt", page, ""), RULES).metadata
    assert (told.title, told.author) == (title, None)


PHONES = "Hill News Login Customer Support • Americas +1 212 555 1000 • Asia Pacific +65 6555 1000"
SITE = "Hill News brings news and figures about markets to the people who decide, in every part of the world."
MENUS = f"Login\n\n{SITE}\n\nProducts\n\nServices\n\n• Asia\n\n+65 6555 1000\n\nMedia\n\nFollow Us\n\n"
MENUS += f"{TITLE}\n\nNovember 05, 2020\n\n{BODY}"


@pytest.mark.parametrize(
    ("head", "title", "published"),
    [
        (
            f"epaselect epa01234567 A girl sits in Lima, 4 April 2017. It is dry. EPA/JANE DOE {BODY}",
            None,
            None,
        ),
        (f"Farmers in Lushan may call 212-555-0142 or +44 20 7946 0123 for seeds. {BODY}", None, None),
        (f"64 The Economist November 5th 2020 1 {BODY}", None, "2020-11-05"),
        (f"Hill Blog 212-555-0142 • Contact Us Thursday, November 5, 2020 {BODY}", None, "2020-11-05"),
        (f"{PHONES} {TITLE}  November 5, 2020 {BODY}", TITLE, "2020-11-05"),
        (f"Hill Post - {TITLE} TPL 0.2% 60.1 $ QRC -1.5% 27.6 $ VBN 0% 2.5 $ {TITLE} {BODY}", TITLE, None),
        (f"news.hill.com Industries {TITLE} Updated: Nov 5, 2020 {BODY}", TITLE, "2020-11-05"),
        (f"{TITLE} Reuters News Posted: Nov 05, 2020 3:14 AM {BODY}", TITLE, "2020-11-05"),
        (f"Peru: $24 million\nChile: $3 million\n\n{BODY}", None, None),
        (
            MENUS,
            TITLE,
            "2020-11-05",
        ),
    ],
)
def test_what_a_site_prints_above_an_article_is_not_its_head(
    head: str, title: str | None, published: str | None
) -> None:
    found = segment_article(RawArticle("pages", "page.txt", head, ""), RULES).metadata
    assert (found.title, found.published and found.published.isoformat()) == (title, published)


def test_the_last_words_of_a_page_name_its_author() -> None:
    text = f"{BODY} {BODY} Reporting by Jane Doe and Li Lei; Editing by Ann Roe"
    assert (
        segment_article(RawArticle("pages", "page.txt", text, ""), RULES).metadata.author
        == "Jane Doe and Li Lei"
    )


@pytest.mark.parametrize(
    "head",
    [
        f"BBC NEWS | Business | {TITLE} Page last updated at 10:12 GMT, 5 November 2020 E-mail this {TITLE}",
        f"{TITLE} | News | Al Jazeera\nNew roofs have changed the life of a valley.\n5 Nov 2020",
        f"{TITLE} - CNN.com\nBy Jane Doe, CNN\nupdated 3:14 AM EST, Thu November 5, 2020",
        f"{TITLE} - The Hindu Published: November 05, 2020 10:12 IST | Updated: November 05, 2020 10:15 IST",
        f"{TITLE} www.chinaview.cn 2020-11-05 10:12:13",
        f"Hill Asia | {TITLE} | China | Economy\nLIMA, 5 November 2020 (IRIN) -",
        f"China's crops\n{TITLE}\nRoofs change a valley\nNov 5th 2020 | LIMA | From the print edition",
        f"{TITLE} By: Jane Doe - @hilldotnet Hill Daily Post / 05:22 AM November 05, 2020",
    ],
)
def test_headlines_stand_between_the_names_of_sites(head: str) -> None:
    text = f"{head}\n\n{BODY}" if "\n" in head else f"{head} {BODY}"
    found = segment_article(RawArticle("pages", "page.txt", text, ""), RULES).metadata
    assert found.title == TITLE
    assert found.published is not None
    assert found.published.isoformat() == "2020-11-05"


def test_what_a_picture_is_filed_under_is_no_text():
    picture = "The old market hall in Leeds\n\nThe old market hall in Leeds, seen in May. Photograph: Ann Roe"
    found = segment_article(RawArticle("pages", "page.txt", f"{TITLE}\n\n{picture}\n\n{BODY}", ""), RULES)
    assert [one.kind for one in found.segments] == ["title", "caption", "caption", "paragraph"]
