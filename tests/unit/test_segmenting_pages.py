"""Whole raw pages of many shapes: what is kept, what is flagged, what the page says of itself."""

# ruff: noqa: E501 - the lines of raw pages are long
from __future__ import annotations

from dataclasses import dataclass, field

import pytest

from extract.records import Document, RawArticle
from extract.rules.loading import RuleSet
from extract.segmenting import SegmentRules, load_segment_rules, segment_article

SILENT = {"furniture", "metadata"}


@dataclass(frozen=True)
class PageCase:
    """A raw page, and what must come of it."""

    name: str
    text: str
    title: str | None
    author: str | None = None
    published: str | None = None
    publisher: str | None = None
    keep: tuple[str, ...] = field(default=())
    drop: tuple[str, ...] = field(default=())


BODY = (
    "Farmers in the valley sold 3,200 tonnes of apples last season. "
    "The county put 14 million yuan into cold stores, and 62 percent of the households have a share in them."
)

PAGES = [
    PageCase(
        "one_line_with_window_title",
        "Orchards pay off in the valley - China Daily menu.load('div, ul'); Monday, Mar 8, 2021 Home News Business "
        "World Culture Travel Sports Opinion &gt;&gt; Orchards pay off in the valley By Tian Min ( China Daily ) "
        f"08:12, March 08, 2021 {BODY} (Web editor: Li Lei, Han Mei) Most Read 1 Dam holds 40 million tons 2 New "
        "bridge opens Related reading Ten towns get 5G",
        "Orchards pay off in the valley",
        "Tian Min",
        "2021-03-08",
        "China Daily",
        keep=("3,200 tonnes", "62 percent"),
        drop=("Monday, Mar 8", "40 million tons", "Ten towns", "Home News"),
    ),
    PageCase(
        "a_caption_begins_behind_the_byline",
        "Orchards pay off in the valley-Example.cn var shown={}; Home News Business World Travel Orchards pay off in the "
        "valley 2021-03-08 08:12:40 China Daily Pickers rest under 30 trees on a slope. (Photo: Li Lei) "
        f"{BODY} {BODY}",
        "Orchards pay off in the valley",
        None,
        "2021-03-08",
        "China Daily",
        keep=("3,200 tonnes", "62 percent"),
        drop=("Home News", "08:12:40"),
    ),
    PageCase(
        "headline_byline_body",
        f"Orchards pay off in the valley\n\nBy Tian Min|Mar 8,2021\n\n{BODY}\n\nPickers rest under a tree\n\n{BODY}\n\n"
        "About UsContact Us\n",
        "Orchards pay off in the valley",
        "Tian Min",
        "2021-03-08",
        keep=("14 million yuan",),
        drop=("About Us",),
    ),
    PageCase("wire_copy", f"NAIROBI: {BODY} {BODY}", None, keep=("3,200 tonnes",)),
    PageCase(
        "agency_dateline_after_headline",
        f"Orchards pay off in valley\nLANZHOU, March 8, 2021 (Xinhua) -- {BODY}\n{BODY}\nEnditem",
        "Orchards pay off in valley",
        None,
        "2021-03-08",
        "Xinhua",
        keep=("LANZHOU", "3,200 tonnes"),
        drop=("Enditem",),
    ),
    PageCase(
        "one_line_headline_and_dateline",
        f"Orchards pay off in valley LANZHOU, March 8 (Xinhua) -- {BODY} {BODY} Enditem",
        "Orchards pay off in valley",
        publisher="Xinhua",
        keep=("LANZHOU", "3,200 tonnes"),
        drop=("Enditem",),
    ),
    PageCase(
        "broadcaster_page",
        "Skip to content\nHome\nNews\nSport\nWeather\nOrchards pay off in the valley\nPublished\n3 May 2021\nShare\n"
        f"Image source, Getty Images\nImage caption,\nPickers at work in May\n{BODY}\nRead more: How dams are built\n"
        f"{BODY}\nThis video can not be played\nMore on this story\nTen towns get 5G\nBridge opens after 12 years\n"
        "© 2021 BBC. The BBC is not responsible for the content of external sites.",
        "Orchards pay off in the valley",
        None,
        "2021-05-03",
        "BBC",
        keep=("3,200 tonnes",),
        drop=("Skip to", "Weather", "How dams", "Bridge opens after 12", "Ten towns", "© 2021", "Getty"),
    ),
    PageCase(
        "source_line_with_bars",
        f"Orchards pay off in the valley\nSource: Xinhua | 2020-11-05 10:11:12 | Editor: huaxia\n{BODY}\n{BODY}",
        "Orchards pay off in the valley",
        None,
        "2020-11-05",
        "Xinhua",
        keep=("14 million yuan",),
        drop=("10:11:12",),
    ),
    PageCase(
        "bars_with_place_and_update",
        "Orchards pay off in the valley\nBy TIAN MIN in Lanzhou and LI LEI in Beijing | China Daily | Updated: "
        f"2020-11-05 09:12\nShare\nShare - WeChat\n{BODY}\n{BODY}\nCopyright 1995 - 2020 . All rights reserved. The "
        "content (including but not limited to text, photo) belongs to the site.\nLicense for publishing: 0108263",
        "Orchards pay off in the valley",
        "TIAN MIN, LI LEI",
        "2020-11-05",
        "China Daily",
        keep=("3,200 tonnes",),
        drop=("Updated", "WeChat", "0108263", "1995"),
    ),
    PageCase(
        "agency_page_with_category",
        "Business News\nNovember 5, 2020 / 3:40 AM / Updated 2 years ago\nApple growers of the valley see sales rise\n"
        f"By Reuters Staff\n4 Min Read\nLANZHOU (Reuters) - {BODY}\n{BODY}\n(Reporting by Tian Min; Editing by Li Lei)\n"
        "Our Standards: The Thomson Reuters Trust Principles.",
        "Apple growers of the valley see sales rise",
        "Reuters Staff",
        "2020-11-05",
        "Reuters",
        keep=("3,200 tonnes",),
        drop=("4 Min Read", "Business News", "Reporting by"),
    ),
    PageCase(
        "network_page",
        "Orchards pay off in the valley | CNN Business\nBy Jane Doe and John Roe, CNN\nUpdated 10:12 AM EST, Thu November "
        f"5, 2020\n{BODY}\nAdvertisement\n{BODY}\n© 2020 Cable News Network. A Warner Media Company. All Rights Reserved.",
        "Orchards pay off in the valley",
        "Jane Doe and John Roe",
        "2020-11-05",
        keep=("3,200 tonnes",),
        drop=("Advertisement", "© 2020"),
    ),
    PageCase(
        "government_page",
        "Home > News > Local\nIncome of orchard farmers keeps rising\nDate: 2021-05-13 Source: Valley Daily Font size: A+ A-\n"
        f"{BODY}\nI. Planting\n{BODY}\nII. Sales\n{BODY}\n主办单位:某县人民政府 电话:0931-5550123\n"
        "版权所有©某县农业农村局 京ICP备05000000号-2",
        "Income of orchard farmers keeps rising",
        None,
        "2021-05-13",
        keep=("3,200 tonnes", "II. Sales"),
        drop=("Font size", "0931", "05000000"),
    ),
    PageCase(
        "bank_page",
        "Cold stores cut losses of fruit growers\nMarch 8, 2021\nSTORY HIGHLIGHTS\nLosses fell by 12 percent in two years.\n"
        f"{BODY}\n{BODY}\nRelated\nApples of the Andes\nWater for 300 villages\nNewsletters\nSign up for our newsletter",
        "Cold stores cut losses of fruit growers",
        None,
        "2021-03-08",
        keep=("12 percent", "3,200 tonnes"),
        drop=("300 villages", "Newsletters"),
    ),
    PageCase(
        "hard_wrapped_text",
        "Orchards pay off\n\nFarmers in the valley sold 3,200 tonnes of apples last season, worth 1.09\nbillion yuan. The "
        "county put 14 million yuan into cold stores, and 62\npercent of the households have a share in them.\nThe stores "
        "keep the fruit for up to nine months, and the price in\nspring is twice that of autumn.\n\nThe next harvest is "
        "to be larger.\n",
        "Orchards pay off",
        keep=("1.09\nbillion yuan", "62\npercent"),
    ),
    PageCase(
        "spam_around",
        f"Best online casino 2021 bonus 500% click here\n\nOrchards pay off in the valley\n\n{BODY}\n\n{BODY}\n\n"
        "Buy cheap viagra online 50 pills discount\nwww.example.com",
        "Orchards pay off in the valley",
        keep=("3,200 tonnes",),
        drop=("500%", "50 pills", "www.example.com"),
    ),
    PageCase(
        "list_of_headlines_at_the_end",
        f"Orchards pay off in the valley\n{BODY}\n{BODY}\n{BODY}\nCity opens 12 new parks for children\nRail line to "
        "the coast gets 3 billion yuan\nFactory output climbs 6.9 percent in October\nTop 10 films of the year",
        "Orchards pay off in the valley",
        keep=("62 percent",),
        drop=("12 new parks", "6.9 percent", "Top 10 films"),
    ),
    PageCase(
        "chinese_date_and_brackets",
        f"Report on the orchards of the valley\n\n2021年5月3日\n\n    【Planting】 {BODY}\n\n    【Sales】{BODY}\n",
        "Report on the orchards of the valley",
        None,
        "2021-05-03",
        keep=("3,200 tonnes", "【Sales】"),
    ),
    PageCase(
        "blog_with_name_line",
        f"Orchards pay off in the valley\nJane Doe\nNovember 5, 2020\n26 comments\n{BODY}\n{BODY}\nLeave a Reply\n"
        "Your email address will not be published. Required fields are marked *",
        "Orchards pay off in the valley",
        "Jane Doe",
        "2020-11-05",
        keep=("14 million yuan",),
        drop=("26 comments", "email address"),
    ),
    PageCase(
        "body_first_broadcaster",
        "The apples of the valley have made 62 percent of its households part-owners of a cold store.\nThe county put 14 "
        "million yuan into it.\nFarmers say the price in spring is twice that of autumn.\n© 2024 BBC. The BBC is not "
        "responsible for the content of external sites. Read about our approach to external linking.",
        None,
        publisher="BBC",
        keep=("62 percent", "14 million"),
        drop=("© 2024",),
    ),
    PageCase(
        "editors_note_and_photo_credits",
        f"Orchards pay off in the valley\n\nEditor's Note: This is the 4th of nine reports.\n\n{BODY}\n\nA picker fills "
        f"his 20-kilogram basket. (Photo/Tian Min)\n\n{BODY}",
        "Orchards pay off in the valley",
        keep=("nine reports", "20-kilogram"),
    ),
    PageCase(
        "glued_advert_at_the_end",
        f"BEIJING: {BODY}The harvest ended early, it said.Discover Your Personal Savings Plan Today With Experts.",
        None,
        keep=("62 percent", "ended early"),
        drop=("Savings Plan",),
    ),
    PageCase(
        "one_line_with_related_lists",
        f"{BODY} {BODY} The harvest ended early. Related Stories Rail line gets 3 billion yuan City opens 12 new parks "
        "Most Popular Factory output climbs 6.9 percent Contact Us",
        None,
        keep=("62 percent", "ended early"),
        drop=("3 billion yuan", "12 new parks", "6.9 percent"),
    ),
    PageCase(
        "social_counters",
        f"Orchards pay off in the valley\nShare 12\nTweet 3\n1,204 views\n{BODY}\nTel: +86-931-5550123\n",
        "Orchards pay off in the valley",
        keep=("3,200 tonnes",),
        drop=("Share 12", "Tweet 3", "1,204", "5550123"),
    ),
]


@pytest.fixture(scope="module")
def rules() -> SegmentRules:
    return load_segment_rules(RuleSet())


def segment(text: str, rules: SegmentRules) -> Document:
    return segment_article(RawArticle("pages", "page.txt", text, ""), rules)


def test_pages_are_many():
    assert len(PAGES) >= 15
    assert len({case.name for case in PAGES}) == len(PAGES)


@pytest.mark.parametrize("case", PAGES, ids=lambda case: case.name)
def test_page_metadata_is_what_the_page_says(case: PageCase, rules: SegmentRules):
    found = segment(case.text, rules).metadata
    published = found.published.isoformat() if found.published else None
    assert (found.title, found.author, published) == (case.title, case.author, case.published)
    if case.publisher:
        assert found.publisher == case.publisher


@pytest.mark.parametrize("case", PAGES, ids=lambda case: case.name)
def test_page_keeps_the_article_and_flags_the_rest(case: PageCase, rules: SegmentRules):
    document = segment(case.text, rules)
    kept = " | ".join(case.text[s.start : s.end] for s in document.sentences)
    silent = " | ".join(case.text[s.start : s.end] for s in document.segments if s.kind in SILENT)
    assert case.keep, "a case without a sentence to keep proves nothing"
    for wanted in case.keep:
        assert wanted in kept, silent
    for unwanted in case.drop:
        assert unwanted in silent, kept


@pytest.mark.parametrize("case", PAGES, ids=lambda case: case.name)
def test_page_is_covered_in_order_without_overlap(case: PageCase, rules: SegmentRules):
    document = segment(case.text, rules)
    position = 0
    for part in document.segments:
        assert not case.text[position : part.start].strip()
        assert position <= part.start < part.end
        position = part.end
    assert not case.text[position:].strip()
    for sentence in document.sentences:
        home = document.segments[sentence.segment]
        assert home.start <= sentence.start < sentence.end <= home.end
        assert home.kind not in SILENT
