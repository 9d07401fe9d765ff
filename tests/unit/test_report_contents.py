"""What a report holds: every fact with its article, its spans and its reasons; where it may be written."""

from __future__ import annotations

import base64
import hashlib
import re
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

import extract
from extract.cli.main import run_cli
from extract.errors import UsageError
from extract.reviewing.report.articles import describe_fact
from extract.reviewing.report.contents import META, iter_shards
from extract.reviewing.report.encoding import unpack
from extract.reviewing.report.leads import surround
from extract.reviewing.report.page import LIBRARIES, MARK, content_policy, render_page
from extract.running.pipeline import Extractor
from extract.storing.columns import TABLES
from extract.storing.reading_back import Output

sys.path.insert(0, str(Path(__file__).parent))
from test_series_tables import TEXTS, write_output  # articles with series and conflicts

ROOT = Path(__file__).resolve().parents[2]
VENDOR = ROOT / "src" / "extract" / "reviewing" / "report" / "assets" / "vendor"
VENDORED = tomllib.loads((VENDOR / "vendored.toml").read_text(encoding="utf-8"))["file"]
WORDS = "Some 450 poor villages got 12.5 million yuan in 2019."


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory, extractor: Extractor) -> Path:
    return write_output(
        tmp_path_factory.mktemp("report") / "out", [*TEXTS, WORDS, f"\U0001f600\u202e {WORDS}"], extractor
    )


@pytest.fixture(scope="module")
def output(folder: Path) -> Iterator[Output]:
    with Output(folder) as opened:
        yield opened


@pytest.fixture(scope="module")
def shards(output: Output) -> dict[str, Any]:
    return {name: unpack(content) for name, content in iter_shards(output, "a title")}


def words(column: dict[str, Any], rows: int) -> list[str | None]:
    width = column["width"]
    raw = base64.b64decode(column["codes"])
    codes = [int.from_bytes(raw[at : at + width], "little") for at in range(0, len(raw), width)]
    assert len(codes) == rows
    return [[*column["values"], None][code] for code in codes] if "values" in column else codes


def test_every_fact_is_in_the_index(output: Output, shards: dict[str, Any]):
    facts = output.facts()
    index = shards["facts"]
    columns = index["columns"]
    assert index["size"] == len(facts) == shards[META]["counts"]["facts"] > 10
    for name in ("kind", "quote", "unit", "indicator", "topic", "programme"):
        expected = facts[name].astype(object).where(facts[name].notna(), None).tolist()
        assert words(columns[name], len(facts)) == expected
    places = facts["place_name"].astype(object).where(facts["place_name"].notna(), None).tolist()
    assert words(columns["place"], len(facts)) == places
    sentences = [shards["sentences"][code] for code in words(columns["sentence"], len(facts))]
    assert sentences == facts["sentence"].tolist()
    sources = words(index["articles"]["source"], len(output.articles()))
    assert [sources[code] for code in words(columns["article"], len(facts))] == facts["source"].tolist()
    assert columns["id"]["data"] == "".join(one[:12] for one in facts["fact_id"])


def test_articles_stand_in_the_order_of_the_index_with_their_spans(output: Output, shards: dict[str, Any]):
    articles = [article for name, shard in shards.items() if name.startswith("texts-") for article in shard]
    facts = [fact for article in articles for fact in article["facts"]]
    assert [article["text"] for article in articles] == output.articles()["text"].tolist()
    assert [fact["id"] for fact in facts] == output.facts()["fact_id"].tolist()
    assert sum(len(article["mentions"]) for article in articles) == len(output.mentions()) > 5
    assert sum(len(article["rejections"]) for article in articles) == len(output.rejections()) > 3
    assert shards[META]["text_shards"] == [0, len(articles)]
    for article in articles:
        for start, end, kind, _, _, rule in article["mentions"]:
            assert article["text"][start:end].strip()
            assert kind in {"place", "programme", "period"}
            assert rule


def test_a_fact_tells_where_each_field_comes_from(shards: dict[str, Any]):
    article = next(one for one in shards["texts-0"] if one["text"] == TEXTS[3])
    fields = {name: (value, rules, spans) for name, value, rules, spans in article["facts"][0]["fields"]}
    value, rules, spans = fields["place"]
    assert value == "500229 Chengkou County"
    assert rules[0].startswith("place.")
    assert [article["text"][start:end] for start, end in spans] == ["Chengkou County"]
    assert fields["value"][0] == "0.42"
    assert "programme" not in fields


def test_columns_that_the_page_knows_nothing_of_are_shown_too():
    fact = {
        **dict.fromkeys(column.name for column in TABLES["facts"].columns),
        **dict.fromkeys(("rules", "evidence", "corrected"), ()),
        "fact_id": "f",
        **dict.fromkeys(("start", "sentence_start"), 0),
        **dict.fromkeys(("end", "sentence_end"), 1),
        "weight": 0.123456,
        "tags": ["a", "b"],
        "nothing": None,
        "empty": [],
    }
    assert describe_fact(fact, "x")["more"] == {"weight": "0.12", "tags": "a, b"}


def test_series_and_conflicts_point_to_their_facts(output: Output, shards: dict[str, Any]):
    facts = output.facts()
    income = [one for one in shards["series"] if one["indicator"] == "disposable_income_per_capita"]
    places = shards["facts"]["columns"]["place"]["values"]
    assert [places[one["place"]] for one in income] == ["Chengkou County", "Wushan County"]
    cited = [row for row, *_ in income[0]["rows"]]
    assert set(facts.iloc[cited]["place_name"]) == {"Chengkou County"}
    assert {check for _, _, _, check, _, _ in income[0]["rows"]} >= {"agrees", "differs"}
    conflicts = output.conflicts()
    assert len(shards["conflicts"]) == len(conflicts) >= 1
    for row, conflict in zip(conflicts.itertuples(), shards["conflicts"], strict=True):
        (one, _), (other, _) = conflict["facts"]
        assert facts.iloc[[one, other]]["fact_id"].tolist() == [row.one_fact_id, row.other_fact_id]


def test_series_of_the_report_are_those_of_the_command(folder: Path, shards: dict[str, Any]):
    frame = extract.series(folder, indicator="disposable_income_per_capita", place="500229")
    of_page = next(one for one in shards["series"] if one["indicator"] == "disposable_income_per_capita")
    ids = shards["facts"]["columns"]["id"]["data"]
    assert [ids[row * 12 : row * 12 + 12] for row, *_ in of_page["rows"]] == [
        one[:12] for one in frame["fact_id"]
    ]
    assert [check for _, _, _, check, _, _ in of_page["rows"]] == [
        None if pd.isna(one) else one for one in frame["check"]
    ]


def test_rejections_have_the_words_around_them(output: Output, shards: dict[str, Any]):
    columns = shards["rejections"]
    size = len(output.rejections())
    contexts = words(columns["context"], size)
    for quote, context in zip(words(columns["quote"], size), contexts, strict=True):
        assert quote in (context or "")
    assert any("villages got" in (context or "") for context in contexts)


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ("", "", "7"),
        ("In \n\t May ", "\n days", "In May 7 days"),
        ("a" * 30 + " " + "b" * 30 + " ", "", f"…{'b' * 30} 7"),
        ("", f" {'c' * 30} {'d' * 30}", f"7 {'c' * 30}…"),
    ],
)
def test_words_around_a_number_are_whole_and_on_one_line(before: str, after: str, expected: str):
    assert surround(f"{before}7{after}", len(before), len(before) + 1) == expected


def test_equal_outputs_give_equal_pages(folder: Path, tmp_path: Path):
    pages = [extract.report(folder, tmp_path / name).read_bytes() for name in ("a.html", "b.html")]
    assert pages[0] == pages[1]
    assert MARK.encode() in pages[0]


def test_a_report_replaces_an_earlier_one_and_nothing_else(folder: Path, tmp_path: Path):
    page = extract.report(folder, tmp_path / "deep" / "review")
    assert page == tmp_path / "deep" / "review" / "index.html"
    (page.parent / "data" / "texts-99.js").write_text("left over")
    (page.parent / "notes.txt").write_text("mine")
    assert extract.report(folder, page.parent) == page
    assert sorted(path.name for path in page.parent.iterdir()) == ["data", "index.html", "notes.txt"]
    assert not (page.parent / "data" / "texts-99.js").exists()
    assert sorted(path.name for path in page.parent.parent.iterdir()) == ["review"]


@pytest.mark.parametrize("name", ["page.html", "folder"])
def test_a_report_that_fails_leaves_the_earlier_one(
    folder: Path, tmp_path: Path, name: str, monkeypatch: pytest.MonkeyPatch
):
    page = extract.report(folder, tmp_path / name)
    before = page.read_bytes()

    def fail(*_: object) -> None:
        raise OSError("no space left")

    monkeypatch.setattr("extract.reviewing.report.contents.describe_rejections", fail)
    with pytest.raises(OSError, match="no space"):
        extract.report(folder, tmp_path / name)
    assert page.read_bytes() == before
    assert [path.name for path in tmp_path.iterdir()] == [name]


@pytest.mark.parametrize("name", ["page.html", "folder"])
def test_what_is_no_report_is_left_alone(folder: Path, tmp_path: Path, name: str):
    target = tmp_path / name
    if target.suffix:
        target.write_text("<!doctype html><p>mine</p>")
    else:
        target.mkdir()
        (target / "mine.txt").write_text("mine")
    with pytest.raises(UsageError, match="is there and is no report"):
        extract.report(folder, target)


def test_the_command_says_what_to_open(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    monkeypatch.chdir(tmp_path)
    assert run_cli(["report", str(folder)]) == 0
    assert capsys.readouterr().out == "report.html: open it in a browser\n"
    assert run_cli(["report", str(tmp_path)]) == 2
    assert "is no output of extract; name the --out folder of a run" in capsys.readouterr().err


def test_only_the_scripts_of_the_page_may_run():
    page = "".join(render_page('<script>"&', [("meta", "QUJD")], in_folder=False))
    scripts = re.findall(r"<script>(.*?)</script>", page, re.DOTALL)
    policy = re.search(r'Content-Security-Policy" content="(.*?)"', page)
    assert len(scripts) == len(LIBRARIES) + 1
    assert policy
    allowed = re.findall(r"sha256-([A-Za-z0-9+/=]+)", policy[1])
    digests = [base64.b64encode(hashlib.sha256(one.encode()).digest()).decode() for one in scripts]
    assert allowed == digests
    assert "default-src &#39;none&#39;" in policy[1]
    assert "<title>&lt;script&gt;&#34;&amp;</title>" in page
    assert "sourceMappingURL" not in page
    assert not re.findall(
        r"(?:src|href)=[\"']?(?:https?:)?//", re.sub(r"<script>.*?</script>", "", page, flags=re.DOTALL)
    )


@pytest.mark.parametrize(("in_folder", "beside"), [(False, False), (True, True)])
def test_files_beside_the_page_are_let_in_only_if_there_are_any(in_folder: bool, beside: bool):
    assert ("file:" in content_policy(["x"], in_folder=in_folder)) is beside


@pytest.mark.parametrize("entry", VENDORED, ids=lambda entry: entry["name"])
def test_libraries_are_as_published_and_named_in_the_notice(entry: dict[str, str]):
    assert hashlib.sha256((VENDOR / entry["name"]).read_bytes()).hexdigest() == entry["sha256"]
    assert f"{entry['package']} {entry['version']}" in (ROOT / "NOTICE").read_text(encoding="utf-8")
    assert len((VENDOR / entry["licence_text"]).read_text(encoding="utf-8")) > 500


def test_every_library_is_on_the_list():
    listed = {entry["name"] for entry in VENDORED} | {entry["licence_text"] for entry in VENDORED}
    assert {path.name for path in VENDOR.iterdir()} == {*listed, "vendored.toml"}
    assert set(LIBRARIES) < listed


def test_changes_since_an_earlier_output_point_to_the_facts_of_this_one(
    output: Output, tmp_path: Path, extractor: Extractor
):
    older = [TEXTS[0].replace("9,342", "9,324"), f"{TEXTS[1]} It built 12 dams.", *TEXTS[2:]]
    write_output(tmp_path / "old", older, extractor)
    with Output(tmp_path / "old") as old:
        shards = {name: unpack(content) for name, content in iter_shards(output, "a title", old)}
    changes = shards["changes"]
    size = len(changes["details"])
    facts = output.facts()
    rows = words(changes["columns"]["row"], size)
    shown = zip(words(changes["columns"]["change"], size), rows, changes["details"], strict=True)
    found = {(change, cited[1], row < len(facts)) for change, row, (_, cited) in shown}
    added = {("added", quote, True) for quote in facts[facts["source"] > "3.txt"]["quote"]}
    assert found == {("changed", "9,342 yuan", True), ("removed", "12 dams", False)} | added
    at = next(at for at, (_, cited) in enumerate(changes["details"]) if cited[1] == "9,342 yuan")
    assert facts["quote"].iloc[rows[at]] == "9,342 yuan"
    assert ["quote", "9,324 yuan", "9,342 yuan"] in changes["details"][at][0]
    assert shards[META]["counts"]["changes"] == size


def test_without_an_earlier_output_there_are_no_changes(shards: dict[str, Any]):
    assert shards["changes"] is None
    assert shards[META]["counts"]["changes"] is None
