"""`extract diff` over corpus/: a rule that alters five facts shows those five, in each of the formats."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path

import jsonschema
import pytest
from click.testing import CliRunner, Result

import extract
from extract.cli.main import cli
from extract.reviewing.diffing_json import SCHEMA
from extract.running.runs import run

ROOT = Path(__file__).resolve().parents[2]
RULE = """
[[unit]]
id = "day"
pint = "25 * hour"
words = ["day", "days"]
examples = ["it took <q value=40 unit=day>40 days</q> in all"]
"""
OFFSETS = re.compile(r"([\w.]+\.txt), characters (\d+)-(\d+)")
Spans = list[tuple[str, int, int]]


@pytest.fixture(scope="module")
def outputs(corpus_output: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[str, str]:
    """The corpus by the built-in rules, and with a day of 25 hours."""
    folder = tmp_path_factory.mktemp("diff")
    (folder / "rules" / "en").mkdir(parents=True)
    (folder / "rules" / "en" / "units.toml").write_text(RULE, encoding="utf-8")
    run([ROOT / "corpus"], folder / "output", rules=[folder / "rules"])
    return str(corpus_output), str(folder / "output")


@pytest.fixture(scope="module")
def days(outputs: tuple[str, str]) -> Spans:
    """The facts that the rule alters."""
    with extract.open(outputs[0]) as output:
        facts = output.facts(["source", "start", "end", "unit"])
    days = facts[facts.unit == "day"].sort_values(["source", "start"])
    return list(days[["source", "start", "end"]].itertuples(index=False, name=None))


def diff(*arguments: str) -> Result:
    return CliRunner().invoke(cli, ["diff", *arguments], standalone_mode=False)


def spans_of_text(text: str) -> Spans:
    return sorted((name, int(start), int(end)) for name, start, end in OFFSETS.findall(text))


def spans_of_json(text: str) -> Spans:
    document = json.loads(text)
    jsonschema.validate(document, json.loads(SCHEMA.read_text(encoding="utf-8")))
    assert document["by_field"] == {"base": len(document["facts"])}
    return [tuple(fact["new"][name] for name in ("source", "start", "end")) for fact in document["facts"]]


def spans_of_html(text: str) -> Spans:
    opened: list[str] = []
    parser = HTMLParser()
    parser.handle_starttag = lambda tag, _: opened.append(tag)
    parser.feed(text)
    assert opened.count("article") == opened.count("mark") == 5
    return spans_of_text(html.unescape(text))


FORMATS: dict[str, Callable[[str], Spans]] = {
    "text": spans_of_text,
    "markdown": spans_of_text,
    "json": spans_of_json,
    "html": spans_of_html,
}


@pytest.mark.parametrize("shape", FORMATS)
def test_a_rule_that_alters_five_facts_shows_those_five(
    shape: str, outputs: tuple[str, str], days: Spans, tmp_path: Path
):
    assert len(days) == 5
    shown = diff(*outputs, "--format", shape)
    assert shown.return_value == 1
    assert FORMATS[shape](shown.output) == days
    written = tmp_path / "diff"
    assert diff(*outputs, "--format", shape, "--out", str(written)).output == ""
    assert written.read_text(encoding="utf-8") == shown.output


def test_the_twin_in_python_gives_the_same(outputs: tuple[str, str], days: Spans):
    found = extract.diff(*outputs)
    assert [(one.shown["source"], one.shown["start"], one.shown["end"]) for one in found] == days
    assert found.by_rule == {"unit.day": {"added": 0, "removed": 0, "changed": 5}}
    assert set(found.frame()["field"]) == {"base"}


def test_outputs_that_are_equal_end_with_0(outputs: tuple[str, str]):
    shown = diff(outputs[0], outputs[0])
    assert shown.return_value == 0
    assert shown.output.startswith("no difference in 7")


def test_a_filter_that_lets_nothing_through_ends_with_0(outputs: tuple[str, str]):
    shown = diff(*outputs, "--kind", "money")
    assert shown.return_value == 0
    assert shown.output.startswith("no difference that the filter lets through")


def test_no_output_is_one_line(tmp_path: Path):
    assert "is no output of extract" in str(diff(str(tmp_path), str(tmp_path)).exception)
