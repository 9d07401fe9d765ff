"""`extract explain`: a sentence with its spans, fields with their words and rules, what was rejected."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from extract.cli.main import cli
from extract.errors import UsageError
from extract.reviewing.explaining import Explanation, explain_fact
from extract.running.runs import run
from extract.storing.reading_back import Output

TEXT = (
    "In Wuxi County, Chongqing, per capita disposable income rose from 6,491 yuan in 2014 "
    "to about 10,404 yuan in 2019.\n"
)


@pytest.fixture(scope="module")
def out(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An output of one short article."""
    folder = tmp_path_factory.mktemp("explain")
    (folder / "articles").mkdir()
    (folder / "articles" / "a.txt").write_text(TEXT, encoding="utf-8")
    run([str(folder / "articles")], folder / "output")
    return folder / "output"


@pytest.fixture(scope="module")
def explained(out: Path) -> Explanation:
    """The second amount of it, explained by the first characters of its id."""
    with Output(out) as output:
        facts = output.table("facts").to_pylist()
        (wanted,) = (fact["fact_id"] for fact in facts if fact["quote"] == "10,404 yuan")
        return explain_fact(output, wanted[:12])


def test_the_sentence_shows_what_was_found(explained: Explanation):
    assert "[10,404 yuan]{this fact}" in explained.sentence
    assert "[6,491 yuan]{fact}" in explained.sentence
    assert "{place}" in explained.sentence


def test_each_field_has_its_words_and_rules(explained: Explanation):
    fields = {reason.field: reason for reason in explained.fields}
    assert fields["unit"].value == "money CNY"
    assert "currency.CNY" in fields["unit"].rules
    assert fields["modifier"].words == ("about",)
    assert fields["place"].value.startswith("500238")
    assert any("2019" in words for words in fields["period"].words)
    assert fields["movement"].value == "level up"


def test_place_and_period_say_what_decided(explained: Explanation):
    reasons = {reason.field: reason.why for reason in explained.fields}
    assert reasons["place"].startswith("named in its clause; ")
    assert "the unit that holds it is named" in reasons["place"]
    assert reasons["period"] == "named right behind the number"
    assert reasons["unit"] == ""


def test_rejected_numbers_stand_beside_it(explained: Explanation):
    assert {(words, reason) for words, reason, _ in explained.rejected} >= {
        ("2014", "year"),
        ("2019", "year"),
    }


def test_an_id_that_fits_nothing_or_much_is_one_line(out: Path):
    with Output(out) as output:
        with pytest.raises(UsageError, match="no fact"):
            explain_fact(output, "zzz")
        with pytest.raises(UsageError, match="2 facts"):
            explain_fact(output, "")


def test_the_command_prints_it(out: Path, explained: Explanation):
    done = CliRunner().invoke(cli, ["explain", str(out), explained.fact["fact_id"]])
    assert done.exit_code == 0
    assert "10,404 yuan" in done.output
    assert "no fact: '2014', year" in done.output
    assert "period: named right behind the number" in done.output
