"""Corrections by people through whole runs: they last, find shifted text, and say when they are lost."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from fake_pipeline import FakeExtractor, base_value

import extract
from extract.cli.main import cli
from extract.records import ArticleResult, Fact, RawArticle, Span
from extract.reviewing.corrections import CorrectionBook, load_corrections
from extract.reviewing.evaluating import evaluate
from extract.reviewing.gold import lay_beside, read_gold
from extract.rules.loading import RuleSet
from extract.running.correcting import CorrectingExtractor
from extract.running.pipelines import Pipeline
from extract.storing.reading_back import Output

TEXT = "Chengkou has 12 villages. It built 300 km of road and 40 km of dikes.\nIt has 12 schools.\n"


class SentenceExtractor(FakeExtractor):
    """The same facts, each in its sentence."""

    def extract(self, raws: Sequence[RawArticle]) -> list[ArticleResult]:
        return [
            replace(
                result,
                facts=tuple(replace(fact, sentence=_sentence(raw.text, fact)) for fact in result.facts),
            )
            for raw, result in zip(raws, super().extract(raws), strict=True)
        ]


def _sentence(text: str, fact: Fact) -> Span:
    return next(
        Span(*match.span())
        for match in re.finditer(r"[^.\n]+", text)
        if match.start() <= fact.quantity.start < match.end()
    )


class Desk:
    """A folder with articles, rules and an output, and the small pipeline over them."""

    def __init__(self, folder: Path) -> None:
        self.articles, self.rules, self.out = (folder / name for name in ("articles", "rules", "output"))
        self.articles.mkdir()
        self.write("a.txt", TEXT)
        self.write("b.txt", "Muliang has 7 mills.\n")
        self.extractor = SentenceExtractor()

    def write(self, name: str, text: str) -> None:
        (self.articles / name).write_text(text, encoding="utf-8")

    def load(self, rules: RuleSet, model: str | None = None) -> Pipeline:
        book = load_corrections(rules.folders)
        corrected = CorrectingExtractor(self.extractor, book)
        segment = lambda raw: self.extractor.extract([raw])[0].document  # noqa: E731 - as the pipeline has it
        return Pipeline(corrected, segment, base_value, rules.digest(), model, None, book)

    def run(self) -> extract.RunSummary:
        return extract.run(self.articles, self.out, rules=[self.rules] if self.rules.is_dir() else [])

    def facts(self) -> list[dict[str, Any]]:
        with Output(self.out) as output:
            found: list[dict[str, Any]] = output.table("facts").to_pylist()
        return sorted(found, key=lambda fact: (fact["source"], fact["start"]))

    def fact(self, quote: str, number: int = 0) -> dict[str, Any]:
        return [fact for fact in self.facts() if fact["quote"] == quote][number]

    def correct(self, quote: str, *options: str, number: int = 0) -> Result:
        arguments = [self.fact(quote, number)["fact_id"], *options, "--by", "Li"]
        return self.command("correct", *arguments)

    def command(self, name: str, *options: str) -> Result:
        rules = ["--rules", str(self.rules)] if self.rules.is_dir() or name == "correct" else []
        return CliRunner().invoke(cli, [name, str(self.out), *options, *rules], standalone_mode=False)

    def states(self) -> list[str]:
        shown = self.command("corrections").output
        return [line[:10].strip() for line in shown.splitlines()]


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Desk:
    """A desk on which one run is done."""
    one = Desk(tmp_path)
    monkeypatch.setattr("extract.running.pipelines.load_pipeline", one.load)
    one.run()
    return one


def test_a_set_field_is_there_in_every_later_run(desk: Desk):
    shown = desk.correct("300", "--set", "place_code=500154", "--set", "unit=mile", "--note", "as written")
    assert "place_name: " in shown.output
    assert desk.states() == ["waiting"]
    for _ in range(2):
        summary = desk.run()
        fact = desk.fact("300")
        assert (fact["place_code"], fact["place_name"], fact["unit"]) == (
            "500154",
            "Kaizhou District",
            "mile",
        )
        assert fact["reviewed_by"] == "Li"
        assert set(fact["corrected"]) == {"place_code", "place_name", "unit"}
        assert any(rule.startswith("correction.") for rule in fact["rules"])
        assert summary.corrections == {"applied": 1}
    assert desk.fact("40")["reviewed_by"] is None
    assert desk.states() == ["applied"]


def test_only_the_article_that_is_corrected_is_processed_again(desk: Desk):
    desk.correct("300", "--reject")
    summary = desk.run()
    assert (summary.replaced, summary.unchanged) == (1, 1)
    assert (desk.run().replaced, desk.extractor.calls) == (0, 3)
    (desk.rules / "corrections.csv").unlink()
    assert desk.run().replaced == 1
    assert desk.fact("300")["reviewed_by"] is None


def test_a_rejected_fact_is_among_the_rejections(desk: Desk):
    desk.correct("40", "--reject")
    desk.run()
    assert "40" not in {fact["quote"] for fact in desk.facts()}
    with Output(desk.out) as output:
        rows = output.table("rejections").to_pylist()
    (row,) = (row for row in rows if row["quote"] == "40")
    assert row["reason"] == "reviewed"
    assert row["rule"].startswith("correction.")
    assert desk.states() == ["applied"]


def test_an_accepted_fact_is_marked_until_it_says_something_else(desk: Desk):
    desk.correct("300", "--accept")
    desk.run()
    assert desk.fact("300")["reviewed_by"] == "Li"
    assert desk.fact("300")["corrected"] == []
    desk.write("a.txt", TEXT.replace("300 km of", "300 of"))
    assert desk.run().corrections == {"outdated": 1}
    assert desk.fact("300")["reviewed_by"] is None
    assert desk.command("corrections").return_value == 1


EDITS: list[tuple[str, Callable[[str], str], str]] = [
    ("a longer start", lambda text: "News of today.\n" + text, "applied"),
    ("other spaces and case", lambda text: text.replace("It built", "IT  BUILT"), "applied"),
    ("an edited word", lambda text: text.replace("dikes", "dykes"), "applied"),
    ("the sentence twice", lambda text: text + "It built 300 km of road and 40 km of dikes.\n", "applied"),
    ("another number", lambda text: text.replace("300", "310"), "lost"),
    ("another sentence", lambda _: "Of those 300 nobody knew.\n", "lost"),
]


@pytest.mark.parametrize(("edit", "state"), [edit[1:] for edit in EDITS], ids=[edit[0] for edit in EDITS])
def test_a_correction_finds_its_fact_in_an_edited_text(edit: Callable[[str], str], state: str, desk: Desk):
    desk.correct("300", "--set", "topic=road")
    desk.write("a.txt", edit(TEXT))
    assert desk.run().corrections == {state: 1}
    topics = [fact["topic"] for fact in desk.facts() if fact["quote"] in ("300", "310")]
    assert ("road" in topics) == (state == "applied")


def test_of_equal_quantities_the_right_one_is_corrected(desk: Desk):
    def schools() -> list[bool]:
        return [fact["topic"] in ("schools", "colleges") for fact in desk.facts() if fact["quote"] == "12"]

    desk.correct("12", "--set", "topic=schools", number=1)
    desk.run()
    assert schools() == [False, True]
    desk.correct("12", "--reject", number=0)
    desk.run()
    assert schools() == [True]
    desk.correct("12", "--set", "topic=colleges")
    desk.run()
    assert desk.fact("12")["topic"] == "colleges"
    assert desk.states() == ["applied", "applied"]


def test_a_later_review_overrules_an_earlier_one(desk: Desk):
    desk.correct("300", "--accept")
    desk.correct("300", "--set", "topic=road", "--set", "unit=mile")
    desk.correct("300", "--set", "topic=country road")
    (correction,) = load_corrections([desk.rules]).corrections
    assert correction.changes == {"topic": "country road", "unit": "mile"}
    assert correction.accepted is None
    desk.correct("300", "--reject")
    (correction,) = load_corrections([desk.rules]).corrections
    assert correction.rejected
    assert not correction.changes


def test_what_the_rules_have_learnt_is_told(desk: Desk):
    desk.correct("300", "--set", "unit=kilometer")
    desk.run()
    assert desk.fact("300")["corrected"] == []
    assert desk.states() == ["learnt"]


def test_an_article_that_is_gone_is_told(desk: Desk):
    desk.correct("7", "--reject")
    (desk.articles / "b.txt").unlink()
    assert extract.run(desk.articles, desk.out, rules=[desk.rules], prune=True).corrections == {
        "no article": 1
    }


def test_values_follow_from_each_other(desk: Desk):
    desk.correct("300", "--set", "value_low=1.8e3", "--set", "period_end=2019-12-31")
    desk.run()
    fact = desk.fact("300")
    assert (fact["value_low"], fact["value_high"], fact["base_low"]) == (1_800.0, 1_800.0, 1_800_000.0)
    assert (str(fact["period_start"]), str(fact["period_end"])) != ("None", "None")
    assert fact["claim_id"] != desk.fact("40")["claim_id"]


def test_a_sheet_of_reviews_is_taken_at_once(desk: Desk, tmp_path: Path):
    sheet = tmp_path / "reviews.csv"
    ids = [desk.fact(quote)["fact_id"] for quote in ("300", "40", "7")]
    sheet.write_text(
        "fact_id,action,field,value,note\n"
        f'{ids[0]},set,topic,"roads, paved",by phone\n'
        f"{ids[0]},set,per,year,\n{ids[1]},accept,,,\n{ids[2]},reject,,,\n"
    )
    desk.command("correct", "--from", str(sheet), "--by", "Wang")
    assert desk.run().corrections == {"applied": 3}
    assert (desk.fact("300")["topic"], desk.fact("300")["per"]) == ("roads, paved", "year")
    assert desk.fact("40")["reviewed_by"] == "Wang"


def test_reviewed_articles_become_gold_that_the_output_meets(desk: Desk, tmp_path: Path):
    desk.correct("300", "--set", "topic=road", "--set", "status=planned")
    desk.correct("40", "--reject")
    before = desk.out
    desk.run()
    gold = tmp_path / "gold"
    desk.command("corrections", "--gold", str(gold))
    assert sorted(path.name for path in gold.iterdir()) == ["a.gold.json", "a.txt"]
    with Output(before) as output:
        scores = evaluate(lay_beside(read_gold(gold), output)).summary()
    assert (scores["detect"], scores["full"], scores["topic_f1"]) == (1.0, 1.0, 1.0)
    (desk.rules / "corrections.csv").unlink()
    desk.run()
    with Output(desk.out) as output:
        errors = evaluate(lay_beside(read_gold(gold), output)).errors
    assert any("spurious '40'" in error for error in errors)
    assert any("status actual, gold planned" in error for error in errors)


def test_a_correction_shows_in_a_diff(desk: Desk, tmp_path: Path):
    desk.correct("300", "--set", "topic=road")
    other = tmp_path / "other"
    extract.run(desk.articles, other, rules=[desk.rules])
    (change,) = extract.diff(desk.out, other)
    assert [one.field for one in change.fields] == ["topic", "review"]
    assert change.rules_new[0].startswith("correction.")


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (["--set", "colour=red"], "no field 'colour' to set; there are kind"),
        (["--set", "kind=cash"], "kind 'cash'; write one of money"),
        (["--set", "value_low=many"], "value_low 'many'; write a number"),
        (["--set", "period_end=2019"], "period_end '2019'; write a day"),
        (["--set", "unit=-"], "unit cannot be empty"),
        (["--set", "place_code=999999"], "no place with the code '999999'"),
        (["--set", "indicator=luck"], "no indicator 'luck'; there are"),
        (["--set", "unit"], "write COLUMN=VALUE"),
        (["--accept", "--reject"], "say one thing of a fact"),
        ([], "say one thing of a fact"),
    ],
)
def test_what_cannot_be_set_is_one_line_and_writes_nothing(options: list[str], message: str, desk: Desk):
    assert message in str(desk.correct("300", *options).exception)
    assert not desk.rules.exists()


def test_an_empty_book_changes_no_digest():
    book = CorrectionBook()
    assert book.mark("a.txt", "digest") == "digest"
    assert book.is_applied("a.txt", "digest")
    assert not book.is_applied("a.txt", "digest+12345678")


def test_a_correction_inside_a_container_opens_it_again(desk: Desk):
    rows = "".join(
        json.dumps({"id": str(number), "text": f"It has {number} mills."}) + "\n" for number in (8, 9)
    )
    desk.write("more.jsonl", rows)
    desk.run()
    assert desk.run().replaced == 0
    desk.correct("9", "--set", "topic=mills")
    summary = desk.run()
    assert summary.replaced == 1
    assert summary.corrections == {"applied": 1}
    assert desk.fact("9")["topic"] == "mills"
    assert desk.run().replaced == 0
