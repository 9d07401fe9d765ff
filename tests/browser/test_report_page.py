"""The report in a real browser: it opens from disk, finds, shows, cites, and runs nothing of an article."""

from __future__ import annotations

import csv
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from playwright.sync_api import Browser, Page, expect
from report_cases import ADDRESS, ARTICLES, ATTACK, Watched

import extract
from extract.cli.main import run_cli

# A browser on pages of a whole run: with the slow ones.
pytestmark = [pytest.mark.browser, pytest.mark.slow]

TABS = ("overview", "facts", "series", "conflicts", "leftovers")
PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}
CONTROL = r"- (?:button|link|textbox|combobox|searchbox|spinbutton|checkbox)\b"
# What is marked, by the fact that it belongs to, as it can be read.
MARKED = """() => {
  const found = {};
  for (const mark of document.querySelectorAll('.text [data-fact]'))
    found[mark.dataset.fact] = (found[mark.dataset.fact] ?? '') + mark.textContent;
  return found;
}"""
CONTRAST = """(pairs) => pairs.map(([ink, ground]) => {
  const probe = document.body.appendChild(document.createElement('i'));
  const light = (name) => {
    probe.style.color = `var(--${name})`;
    const [red, green, blue] = getComputedStyle(probe).color.match(/[\\d.]+/g).map((one) => one / 255)
      .map((one) => (one <= 0.03928 ? one / 12.92 : ((one + 0.055) / 1.055) ** 2.4));
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  };
  const [low, high] = [light(ink), light(ground)].sort((one, other) => one - other);
  probe.remove();
  return (high + 0.05) / (low + 0.05);
})"""


@pytest.fixture(scope="module")
def facts(output: Path) -> pd.DataFrame:
    with extract.open(output) as opened:
        return opened.facts()


def result(page: Page) -> str:
    return page.locator("output.result").inner_text()


def current(page: Page) -> str:
    return "".join(page.locator(".text a.current").all_inner_texts())


def open_fact(watched: Watched, report: Path, fact: Any) -> Page:  # noqa: ANN401 - a row of facts
    page = watched.open(report, f"#facts?fact={fact.fact_id[:12]}")
    page.wait_for_selector(".text .current")
    return page


def one(facts: pd.DataFrame, **wanted: object) -> Any:  # noqa: ANN401 - a row of facts
    for name, value in wanted.items():
        facts = facts[facts[name] == value]
    return next(facts.itertuples())


def test_it_opens_from_disk_with_the_right_counts(watched: Watched, both: Path, facts: pd.DataFrame):
    page = watched.open(both)
    tiles = page.locator(".tile strong").all_inner_texts()
    assert tiles[0] == str(len(facts))
    assert tiles[3:4] + tiles[5:] == ["1", "1"]
    charts = {
        kind: page.locator(f".chart-{kind} .canvas").get_attribute("data-bars") for kind in ("kind", "year")
    }
    assert charts["kind"] == str(facts["kind"].nunique())
    for tab in TABS:
        page.goto(f"{both.as_uri()}#{tab}")
        expect(page.locator(f"section.{tab}")).to_be_visible()


def test_numbers_of_a_chart_lead_to_their_facts(watched: Watched, report: Path, facts: pd.DataFrame):
    page = watched.open(report)
    page.locator(".chart-kind summary").click()
    page.locator(".chart-kind td a", has_text="money").click()
    expect(page.locator("output.result")).to_have_text(
        re.compile(f"^{(facts['kind'] == 'money').sum()} facts of")
    )


def test_a_bar_of_a_chart_leads_to_its_facts(watched: Watched, report: Path, facts: pd.DataFrame):
    page = watched.open(report)
    page.locator(".chart-kind canvas").click(position={"x": 160, "y": 20})
    most = facts["kind"].value_counts()
    expect(page.locator("output.result")).to_have_text(f"{most.iloc[0]} facts of {len(facts)}")
    assert f"kind={most.index[0]}" in page.url


def test_filters_and_search_narrow_the_table(watched: Watched, report: Path, facts: pd.DataFrame):
    page = watched.open(report, "#facts")
    assert result(page) == f"{len(facts)} facts"
    page.locator("#filter-kind-ts-control").click()
    page.locator(".ts-dropdown .option", has_text="money").click()
    money = facts[facts["kind"] == "money"]
    expect(page.locator("output.result")).to_have_text(f"{len(money)} facts of {len(facts)}")
    page.locator("#search").fill("disposable income")
    found = money[money["sentence"].str.contains("disposable income", case=False)]
    found = found[found["sentence"].str.contains("income")]
    assert len(found) >= 4
    expect(page.locator("output.result")).to_have_text(f"{len(found)} facts of {len(facts)}")
    page.get_by_role("button", name="Clear").click()
    expect(page.locator("output.result")).to_have_text(f"{len(facts)} facts")


@pytest.mark.parametrize(
    ("query", "matches"),
    [
        ("place=Chongqing&within=no", lambda f: f["place_name"] == "Chongqing"),
        ("place=Chongqing", lambda f: f["place_code"].fillna("").str.startswith("50")),
        ("status=planned", lambda f: f["status"] == "planned"),
        ("indicator=(none)", lambda f: f["indicator"].isna()),
        ("q=%22poor+villages%22", lambda f: f["sentence"].str.contains("poor villages")),
        ("from=2014&to=2014", lambda f: _years(f).apply(lambda pair: pair[0] <= 2014 <= pair[1])),
        (
            "source=income_two.txt&kind=money",
            lambda f: (f["source"] == "income_two.txt") & (f["kind"] == "money"),
        ),
    ],
)
def test_a_view_can_be_sent_as_an_address(
    watched: Watched,
    report: Path,
    facts: pd.DataFrame,
    query: str,
    matches: Callable[[pd.DataFrame], pd.Series],
):
    wanted = int(matches(facts).sum())
    assert 0 < wanted < len(facts)
    page = watched.open(report, f"#facts?{query}")
    assert result(page).startswith(f"{wanted} fact")


def _years(facts: pd.DataFrame) -> pd.Series:
    starts, ends = facts["period_start"], facts["period_end"]
    pairs = [(start or end, end or start) for start, end in zip(starts, ends, strict=True)]
    return pd.Series([(one.year, two.year) if one else (9999, 0) for one, two in pairs], index=facts.index)


def test_headings_sort(watched: Watched, report: Path, facts: pd.DataFrame):
    page = watched.open(report, "#facts")
    heading = page.locator(".slick-header-column", has_text="Value")
    heading.click()
    expect(page.locator("#sort")).to_have_value("value")
    heading.click()
    expect(page.locator("#sort")).to_have_value("-value")
    largest = facts.loc[facts["value_low"].idxmax()]
    assert page.locator(".facts .slick-row .quote").first.text_content() == largest["quote"]


@pytest.mark.parametrize("source", ["attack_bidi.txt", "attack_script.txt", "008_gansu_bulletin_2019.txt"])
def test_what_is_marked_is_the_quote(watched: Watched, both: Path, facts: pd.DataFrame, source: str):
    own = facts[facts["source"] == source]
    page = open_fact(watched, both, next(own.itertuples()))
    assert page.evaluate(MARKED) == {row.fact_id[:12]: row.quote for row in own.itertuples()}


def test_an_opened_fact_shows_its_words_and_rules(watched: Watched, report: Path, facts: pd.DataFrame):
    fact = one(facts, source="035_five_groups_fengdu.txt", quote="12.1%")
    page = open_fact(watched, report, fact)
    assert current(page) == "12.1%"
    detail = page.locator(".detail")
    for rule in fact.rules:
        if rule.split(".")[0] in {"place", "number", "modifier", "period"}:
            expect(detail.get_by_text(rule, exact=True).first).to_be_visible()
    place = detail.locator("tr", has=page.locator("th", has_text=re.compile("^place$")))
    expect(place).to_contain_text("Fengdu County")
    place.locator("button").click()
    expect(page.locator(".text .flash")).to_have_text(re.compile("Fengdu"))
    assert page.locator(".text [data-fields='place']").text_content() == "Fengdu County"


def test_a_row_opens_its_article_and_back_closes_it(watched: Watched, report: Path):
    page = watched.open(report, "#facts?q=chengkou")
    row = page.locator(".facts .slick-row").first
    quote = row.locator(".quote").text_content()
    row.click()
    page.wait_for_selector(".text .current")
    assert current(page) == quote
    expect(page.locator(".facts .slick-row.marked .quote")).to_have_text(quote or "")
    page.go_back()
    expect(page.locator("aside.article")).to_be_hidden()
    assert "q=chengkou" in page.url


def test_a_place_in_the_text_tells_its_rule_and_the_facts_that_rest_on_it(
    watched: Watched, report: Path, facts: pd.DataFrame
):
    page = open_fact(watched, report, one(facts, source="035_five_groups_fengdu.txt", quote="12.1%"))
    page.locator(".text a.hl-place", has_text="Fengdu County").first.click()
    detail = page.locator(".detail")
    expect(detail.locator(".quote")).to_have_text("Fengdu County")
    expect(detail).to_contain_text("500230")
    expect(detail.locator("code")).not_to_be_empty()
    detail.get_by_role("link", name="12.1%").click()
    expect(page.locator(".text a.current")).to_have_text("12.1%")
    page.go_back()
    detail.get_by_role("link", name="all facts of this place").click()
    wanted = (facts["place_name"].eq("Fengdu County") | facts["place_code"].eq("500230")).sum()
    expect(page.locator("output.result")).to_have_text(f"{wanted} facts of {len(facts)}")


def test_the_address_of_an_article_tells_nobody_where_it_was_read(
    watched: Watched, report: Path, facts: pd.DataFrame
):
    page = open_fact(watched, report, one(facts, source="income_one.txt", quote="9,342 yuan"))
    link = page.locator(".article-head a")
    assert (link.text_content(), link.get_attribute("href")) == (ADDRESS, ADDRESS)
    assert link.get_attribute("rel") == "noreferrer noopener"


def test_a_mark_in_the_text_leads_to_its_fact(watched: Watched, report: Path, facts: pd.DataFrame):
    page = open_fact(watched, report, one(facts, source="income_one.txt", quote="9,342 yuan"))
    page.locator(".text a", has_text="10,404 yuan").click()
    expect(page.locator(".detail .quote")).to_have_text("10,404 yuan")
    assert current(page) == "10,404 yuan"


def test_both_citations_of_a_conflict_lead_to_their_facts(watched: Watched, report: Path):
    page = watched.open(report, "#conflicts")
    sides = page.locator(".conflicts .side")
    assert sorted(sides.locator("mark").all_inner_texts()) == ["9,342 yuan", "9,842 yuan"]
    for side in sides.all():
        quote = side.locator("mark").inner_text()
        side.click()
        expect(page.locator(".text a.current")).to_have_text(quote)


def test_a_series_is_charted_and_cited(watched: Watched, report: Path, output: Path):
    page = watched.open(report, "#series?indicator_of=disposable_income_per_capita")
    page.locator(".series .ts-control").nth(1).click()
    page.locator(".ts-dropdown .option", has_text="Chengkou County").click()
    expect(page.locator(".series h2")).to_contain_text("Chengkou County")
    frame = extract.series(output, indicator="disposable_income_per_capita", place="500229")
    lines = page.locator(".series .lines tbody tr")
    expect(lines).to_have_count(len(frame))
    assert page.locator(".series canvas").count() == frame[frame["role"] == "level"]["unit"].nunique()
    expect(lines.locator(".differs")).to_have_count(int((frame["check"] == "differs").sum()))
    lines.first.locator("a").click()
    expect(page.locator(".text a.current")).to_have_text(frame["quote"].iloc[0])


def test_numbers_that_are_no_facts_have_a_reason_and_an_article(watched: Watched, report: Path):
    page = watched.open(report, "#leftovers?reason=year")
    row = page.locator(".leftovers .slick-row").first
    number = row.locator(".quote").inner_text()
    row.click()
    expect(page.locator(".text .hl-rejection.current")).to_have_text(number)
    expect(page.locator(".detail")).to_contain_text("is no fact: year")


def test_changes_show_what_was_and_what_is(watched: Watched, report: Path):
    page = watched.open(report, "#changes")
    page.locator(".chip", has_text=re.compile("^value")).click()
    rows = page.locator(".changes .slick-row")
    expect(rows).to_have_count(1)
    expect(rows.locator("del").first).to_have_text("9,324 yuan")
    expect(rows.locator("ins").first).to_have_text("9,342 yuan")
    rows.click()
    expect(page.locator(".text a.current")).to_have_text("9,342 yuan")
    expect(page.locator(".detail .was")).to_contain_text("9,324 yuan → 9,342 yuan")
    page.goto(f"{report.as_uri()}#changes?reason=removed")
    expect(rows).to_have_count(1)
    expect(rows).to_contain_text("5 million yuan")


def test_reviews_become_a_sheet_that_the_next_run_applies(
    watched: Watched, report: Path, output: Path, facts: pd.DataFrame, tmp_path: Path
):
    wrong = one(facts, source="income_one.txt", quote="9,342 yuan")
    page = open_fact(watched, report, wrong)
    page.locator(".review summary").click()
    page.get_by_label("Column to set").select_option("place_code")
    page.get_by_label("Its right value").fill("500154")
    page.get_by_label("Why").fill('said "Kaizhou", later')
    page.get_by_role("button", name="Set", exact=True).click()
    expect(page.locator(".facts .slick-row.marked .reviewed")).to_have_text("✎")
    for quote, key in (("10,404 yuan", "a"), ("11.4 percent", "x"), ("12.5 million yuan", "x")):
        fact = one(facts, quote=quote)
        page.goto(f"{report.as_uri()}#facts?fact={fact.fact_id[:12]}")
        expect(page.locator(".detail .quote")).to_have_text(quote)
        page.keyboard.press(key)
    page.keyboard.press("x")
    page.get_by_role("button", name="3 reviews").click()
    with page.expect_download() as download:
        page.get_by_role("button", name="Save reviews.csv").click()
    sheet, rules = tmp_path / "reviews.csv", tmp_path / "rules"
    download.value.save_as(sheet)
    rules.mkdir()
    assert run_cli(["correct", str(output), "--from", str(sheet), "--rules", str(rules), "--by", "me"]) == 0
    with (rules / "corrections.csv").open(encoding="utf-8", newline="") as lines:
        said = list(csv.DictReader(lines))
    actions = {(row["quote"], row["action"]) for row in said}
    assert actions == {("10,404 yuan", "accept"), ("11.4 percent", "reject"), ("9,342 yuan", "set")}
    assert {row["value"] for row in said if row["field"] == "place_code"} == {"500154"}
    assert {row["note"] for row in said if row["action"] == "set"} == {'said "Kaizhou", later'}


def test_failures_are_listed(watched: Watched, report: Path):
    page = watched.open(report, "#leftovers")
    page.locator(".chip", has_text="failures").click()
    expect(page.locator(".leftovers .lines tbody tr")).to_have_count(1)
    expect(page.locator(".leftovers .lines")).to_contain_text("empty.txt")


def test_what_an_article_holds_is_shown_and_never_run(watched: Watched, both: Path, facts: pd.DataFrame):
    page = open_fact(watched, both, one(facts, source="attack_script.txt", quote="12.5 million yuan"))
    assert page.evaluate("document.querySelector('.text').textContent") == ARTICLES["attack_script.txt"]
    assert f"<script>{ATTACK}</script>" in (page.locator(".article h2").text_content() or "")
    assert f"javascript:{ATTACK}" in (page.locator(".article-head").text_content() or "")
    foreign = page.evaluate(
        "document.querySelectorAll('#app :is(script, img, svg, b > b, [onerror], [onload])').length"
    )
    assert foreign == 0
    assert (
        page.evaluate(
            "[...document.links].filter((link) => !/^(#|blob:)/.test(link.getAttribute('href'))).length"
        )
        == 0
    )
    for tab in TABS:
        page.goto(f"{both.as_uri()}#{tab}?q=img")
        expect(page.locator(f"section.{tab}")).to_be_visible()


def test_characters_that_nobody_sees_get_a_sign(watched: Watched, report: Path, facts: pd.DataFrame):
    page = open_fact(watched, report, one(facts, source="attack_bidi.txt", kind="measure"))
    assert page.evaluate("document.querySelector('.text').textContent") == ARTICLES["attack_bidi.txt"]
    signs = page.evaluate("[...document.querySelectorAll('.text .unseen')].map((sign) => sign.dataset.code)")
    assert signs == ["U+202E", "U+202C", "U+2069", "U+200B", "U+0007"]
    assert page.evaluate("getComputedStyle(document.querySelector('.unseen')).unicodeBidi") == "isolate"


def test_the_policy_stops_what_gets_in_all_the_same(browser: Browser, both: Path):
    page = browser.new_page()
    page.goto(both.as_uri())
    page.wait_for_selector("html[data-ready]", state="attached")
    page.evaluate(
        """(code) => {
          const script = document.createElement('script');
          script.textContent = code;
          document.body.append(script);
          document.body.insertAdjacentHTML('beforeend', `<img src="http://127.0.0.1:9/x" onerror="${code}">`);
        }""",
        ATTACK,
    )
    fetched = page.evaluate("fetch('http://127.0.0.1:9/').then(() => 'fetched', () => 'refused')")
    assert fetched == "refused"
    assert page.evaluate("'pwned' in window") is False
    page.close()


def test_everything_can_be_done_by_keys(watched: Watched, report: Path, facts: pd.DataFrame):
    page = watched.open(report)
    page.keyboard.press("2")
    page.keyboard.press("/")
    expect(page.locator("#search")).to_be_focused()
    page.keyboard.type("chengkou")
    named = facts[["sentence", "place_name", "title"]].fillna("").agg(" ".join, axis=1)
    wanted = named.str.contains("chengkou", case=False).sum()
    expect(page.locator("output.result")).to_have_text(f"{wanted} facts of {len(facts)}")
    page.keyboard.press("Enter")
    expect(page.locator(".facts .slick-cell.active")).to_be_visible()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_selector(".text .current")
    second = current(page)
    assert second == page.locator(".facts .slick-row.marked .quote").text_content()
    page.keyboard.press("ArrowDown")
    expect(page.locator(".detail .quote")).not_to_have_text(second)
    page.keyboard.press("k")
    expect(page.locator(".detail .quote")).to_have_text(second)
    page.keyboard.press("t")
    expect(page.locator(".text")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator("aside.article")).to_be_hidden()
    page.keyboard.press("?")
    expect(page.get_by_role("dialog")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_be_hidden()


def test_every_control_has_a_name(watched: Watched, report: Path, facts: pd.DataFrame):
    page = open_fact(watched, report, next(facts.itertuples()))
    for tab in TABS:
        page.goto(f"{report.as_uri()}#{tab}")
        seen = page.locator("body").aria_snapshot()
        assert re.findall(CONTROL, seen)
        assert [line for line in seen.splitlines() if re.search(rf"{CONTROL}(?! \")", line)] == []


@pytest.mark.parametrize("watched", [PHONE], indirect=True, ids=["phone"])
def test_it_can_be_read_on_a_phone(watched: Watched, report: Path):
    page = watched.open(report)
    for tab in TABS:
        page.goto(f"{report.as_uri()}#{tab}")
        expect(page.locator(f"section.{tab}")).to_be_visible()
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), tab
    page.goto(f"{report.as_uri()}#facts")
    page.get_by_role("button", name="Filters").tap()
    expect(page.locator("#filter-kind-ts-control")).to_be_visible()
    page.get_by_role("button", name="Filters").tap()
    card = page.locator(".facts .card").first
    assert (card.bounding_box() or {})["width"] > 300
    quote = card.locator(".quote").text_content()
    card.tap()
    page.wait_for_selector(".text .current")
    assert current(page) == quote
    assert (page.locator("aside.article").bounding_box() or {})["width"] == 390
    box = page.locator(".text .current").first.bounding_box() or {}
    assert 0 < box["y"] < 500
    page.get_by_role("button", name="Close").tap()
    expect(page.locator("aside.article")).to_be_hidden()


@pytest.mark.parametrize("watched", [{"color_scheme": scheme} for scheme in ("light", "dark")], indirect=True)
def test_text_stands_out_in_both_colour_schemes(watched: Watched, report: Path):
    page = watched.open(report)
    pairs = [
        ("ink", "bg"),
        ("ink", "card"),
        ("soft", "bg"),
        ("soft", "card"),
        ("accent", "card"),
        ("accent", "accent-soft"),
    ]
    pairs += [
        ("ink", f"hl-{layer}") for layer in ("fact", "place", "period", "programme", "rejection", "sentence")
    ]
    pairs += [("warn", "card"), ("good", "card"), ("soft", "sunk")]
    for pair, ratio in zip(pairs, page.evaluate(CONTRAST, pairs), strict=True):
        assert ratio >= 4.5, f"{pair}: {ratio:.2f}"


def test_the_colour_scheme_can_be_turned_and_is_kept(watched: Watched, report: Path):
    page = watched.open(report)
    ground = "getComputedStyle(document.body).backgroundColor"
    light = page.evaluate(ground)
    page.get_by_role("button", name="Colours").click()
    dark = page.evaluate(ground)
    assert dark != light
    page.reload()
    page.wait_for_selector("html[data-ready]", state="attached")
    assert page.evaluate(ground) == dark


def test_the_table_is_saved_as_csv(watched: Watched, report: Path, facts: pd.DataFrame, tmp_path: Path):
    page = watched.open(report, "#facts?kind=count")
    with page.expect_download() as download:
        page.get_by_role("button", name="Save as CSV").click()
    target = tmp_path / "facts.csv"
    download.value.save_as(target)
    with target.open(encoding="utf-8-sig", newline="") as lines:
        rows = list(csv.DictReader(lines))
    counts = facts[facts["kind"] == "count"]
    expected = {row.fact_id[:12]: row.quote for row in counts.itertuples()}
    assert {row["fact_id"]: row["quote"] for row in rows} == expected
    assert [row["source"] for row in rows if row["source"].endswith("cmd.txt")] == ["'=cmd.txt"]


def test_a_folder_that_lost_a_file_says_so(browser: Browser, reports: dict[str, Path], tmp_path: Path):
    page = browser.new_page()
    lonely = tmp_path / "index.html"
    lonely.write_bytes(reports["folder"].read_bytes())
    page.goto(lonely.as_uri())
    expect(page.locator(".loading")).to_contain_text("keep the folder of the report together")
    page.close()
