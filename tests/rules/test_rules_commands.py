"""`extract rules new`, `try` and `coverage`."""

from __future__ import annotations

import csv
import io
import tomllib
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from extract.cli.main import cli
from extract.reviewing.rule_index import RuleIndex, count_rules
from extract.rules.loading import RuleSet
from extract.running import rule_templates
from extract.running.checking import build_checkers, run_cases
from extract.running.checking_cases import read_cases
from extract.running.checking_shapes import find_misshapen
from extract.running.pipeline import Extractor
from extract.running.pipelines import Pipeline
from extract.running.rule_templates import FILES, write_rule
from extract.storing.reading_back import Output

RULES = [
    ("unit", "koku", ["koku"], ""),
    ("people", "ranger", ["ranger", "rangers"], ""),
    ("indicator", "tea_exports", ["tea (green) exports", "tea exports"], ""),
    ("programme", "green-roofs", [], "Green Roofs Programme"),
    ("place", "blue-hills", ["Hills of Blue"], "Blue Hills Area"),
]


def command(*arguments: str) -> Result:
    return CliRunner().invoke(cli, ["rules", *arguments], standalone_mode=False)


@pytest.mark.slow
def test_the_examples_of_all_templates_hold(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    assert [kind for kind, *_ in RULES] == list(FILES)
    with monkeypatch.context() as patched:
        # Each would load the pipeline: here all of them are run at once.
        patched.setattr(rule_templates, "_run_examples", lambda *_: (1, ()))
        for kind, rule_id, words, name in RULES:
            write_rule(kind, rule_id, tmp_path, words=words, name=name)
    ruleset = RuleSet(tmp_path)
    assert find_misshapen(ruleset) == []
    checkers = build_checkers(ruleset)
    cases, problems = read_cases(ruleset, checkers)
    own = [case for case in cases if case.entry.file.is_relative_to(tmp_path)]
    assert {case.entry.id for case in own} == {rule_id for _, rule_id, *_ in RULES}
    assert problems == []
    assert [line for found in run_cases(own, Extractor(ruleset), checkers) for line in found] == []


def test_a_new_rule_is_written_shown_and_run(tmp_path: Path):
    folder = tmp_path / "my-rules"
    shown = command(
        "new", "people", "ranger", "--word", "ranger", "--word", "rangers", "--rules", str(folder)
    )
    assert shown.exception is None
    assert "1 example holds; edit it, then: extract rules check --rules" in shown.output
    file = folder / "en" / "people.toml"
    (entry,) = tomllib.loads(file.read_text(encoding="utf-8"))["people"]
    assert entry["nouns"] == ["ranger", "rangers"]
    assert file.read_text(encoding="utf-8") in shown.output + "\n"
    again = command("new", "people", "ranger", "--rules", str(folder))
    assert "people.toml:2: people 'ranger': there is such a rule already" in str(again.exception)


def test_entries_of_a_file_stay_when_one_is_added(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(rule_templates, "_run_examples", lambda *_: (1, ()))
    for name in ("koku", "kan_ichi"):
        write_rule("unit", name, tmp_path)
    entries = tomllib.loads((tmp_path / "en" / "units.toml").read_text(encoding="utf-8"))["unit"]
    assert [entry["id"] for entry in entries] == ["koku", "kan_ichi"]
    assert entries[1]["words"] == ["kan ichi"]


def test_an_example_that_does_not_hold_is_an_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(rule_templates, "_run_examples", lambda *_: (1, ("found nothing",)))
    shown = command("new", "unit", "koku", "--rules", str(tmp_path))
    assert "found nothing" in shown.output
    assert "its example does not hold yet; mend it" in str(shown.exception)


def test_an_id_must_be_one(tmp_path: Path):
    assert "write letters, digits" in str(
        command("new", "unit", "two words", "--rules", str(tmp_path)).exception
    )


@pytest.fixture
def loaded(extractor: Extractor, monkeypatch: pytest.MonkeyPatch) -> None:
    """The pipeline that all tests share, in place of one that takes seconds to load."""
    pipeline = Pipeline(extractor, extractor.segment, extractor.units.base_value, "", None)
    monkeypatch.setattr("extract.running.pipelines.load_pipeline", lambda _: pipeline)


@pytest.mark.usefixtures("loaded")
def test_try_shows_fields_mentions_rejections_and_where_rules_stand():
    shown = command("try", "Income rose 11 percent to 9,600 yuan in Wuxi County in 2019.").output
    assert "Income rose [11 percent]{this fact} to [9,600 yuan]{fact} in [Wuxi County]{place}" in shown
    assert "place: 'Wuxi County' = 500238 Wuxi County (generic:county)" in shown
    assert "no fact: '2019', year (period.year)" in shown
    lines = [line.split() for line in shown.splitlines() if line.startswith("currency.CNY ")]
    file, line = lines[0][1].rsplit(":", 1)
    assert 'id = "CNY"' in Path(file).read_text(encoding="utf-8").splitlines()[int(line) - 1]


@pytest.mark.usefixtures("loaded")
def test_try_says_when_there_is_nothing():
    assert command("try", "Nothing to see here.").output == "no facts\n"


def test_coverage_counts_every_firing_once(corpus_output: Path):
    with Output(corpus_output) as output:
        coverage = count_rules(output, RuleSet())
        facts, rejections, mentions = (
            output.table(name).to_pylist() for name in ("facts", "rejections", "mentions")
        )
    counts = {(one.file, one.entry.table, one.entry.id): one.count for one in coverage.rules}
    assert counts["en/currencies.toml", "currency", "CNY"] == sum(
        "currency.CNY" in fact["rules"] for fact in facts
    )
    fired = sum(len(fact["rules"]) for fact in facts) + len(rejections) + len(mentions)
    index = RuleIndex(RuleSet())
    named = sum(index.find(rule) is not None for fact in facts for rule in fact["rules"])
    named += sum(index.find(row["rule"]) is not None for row in (*rejections, *mentions))
    assert sum(coverage.others.values()) == fired - named
    assert sum(one.count == 0 for one in coverage.rules) > 100


@pytest.mark.parametrize("rule", ["number.digits", "place.mention", "no.such.rule"])
def test_a_step_of_the_pipeline_has_no_entry(rule: str):
    assert RuleIndex(RuleSet()).find(rule) is None


def test_the_rules_of_the_corpus_have_entries(corpus_output: Path):
    """Families of ids that came into use since the index was written would go unnoticed."""
    with Output(corpus_output) as output:
        others = count_rules(output, RuleSet()).others
    families = ("currency", "unit", "people", "modifier", "exclusion", "indicator", "topic")
    steps = {"topic.table_column"}  # a step of the pipeline: the heading of a table flattened to lines
    assert [r for r in others if r.split(".")[0] in families and r not in steps] == []


def test_coverage_prints_a_table_or_csv(corpus_output: Path):
    lines = command("coverage", str(corpus_output), "--file", "units").output.splitlines()
    assert " rules fired, " in lines[0]
    assert lines[1].split() == ["count", "rule", "stands", "in"]
    listed = command("coverage", str(corpus_output), "--never", "--format", "csv").output
    rows = list(csv.DictReader(io.StringIO(listed)))
    assert {row["count"] for row in rows} == {"0"}
    assert ("unit", "micrometer", "en/units.toml") in {(row["table"], row["id"], row["file"]) for row in rows}
