"""Series: the right facts in order of time, cited, levels and changes reconciled."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from click.testing import CliRunner

import extract
from extract.cli.main import cli, run_cli
from extract.errors import UsageError
from extract.records import RawArticle
from extract.reviewing.derived import load_derive
from extract.reviewing.series import COLUMNS
from extract.rules.loading import RuleSet
from extract.running.pipeline import Extractor
from extract.storing.arrow import build_article_tables
from extract.storing.rows import RowContext, build_rows
from extract.storing.store import open_store

INCOME = "disposable_income_per_capita"
RURAL = "the rural per capita disposable income of {}"
TEXTS = [
    " ".join(sentences)
    for sentences in (
        (
            f"In 2018, {RURAL.format('Chengkou County')} was 9,342 yuan.",
            f"In 2019, {RURAL.format('Chengkou County')} reached 10,404 yuan, up 11.4 percent year on year.",
        ),
        (
            f"In 2019, {RURAL.format('Chengkou County')} was about 10,400 yuan.",
            f"In 2017, {RURAL.format('Chengkou County')} was 8,412 yuan.",
            f"In 2018, {RURAL.format('Chengkou County')} grew 14.5 percent.",
        ),
        (
            f"In 2018, {RURAL.format('Chengkou County')} was 9,842 yuan.",
            "In 2019, the urban per capita disposable income of Chengkou County was 31,100 yuan.",
            f"In 2019, {RURAL.format('Wushan County')} was 11,006 yuan.",
        ),
        (
            "In 2019, the poverty rate of Chengkou County was 0.42 percent.",
            "In 2014, the poverty rate of Chengkou County was 15.6 percent.",
            "In 2019, grain output in Chongqing was 10.8 million tonnes.",
        ),
    )
]


def make_run() -> dict[str, Any]:
    """A row of runs."""
    return {
        **dict.fromkeys(("run_id", "code_version", "rules_digest"), "1"),
        "started_at": pd.Timestamp("2020-01-01", tz="UTC").to_pydatetime(),
        "schema_version": 2,
        "inputs": [],
        "collections": [],
        **{f"n_{name}": 0 for name in ("new", "replaced", "unchanged", "duplicates", "pruned", "failures")},
        **{f"n_{name}": 0 for name in ("facts", "rejections", "words")},
    }


def write_output(folder: Path, texts: Sequence[str], extractor: Extractor) -> Path:
    raws = [RawArticle("d", f"{number}.txt", text, str(number)) for number, text in enumerate(texts)]
    context = RowContext(run_id="1", input_digest="", base_value=extractor.units.base_value)
    with open_store(folder, load_derive(RuleSet())) as store:
        for result in extractor.extract(raws):
            store.add(build_article_tables([build_rows(result, context)]))
        store.commit(make_run(), extractor.vocabulary, complete=True)
    return folder


@pytest.fixture(scope="module")
def output(tmp_path_factory: pytest.TempPathFactory, extractor: Extractor) -> Path:
    return write_output(tmp_path_factory.mktemp("series") / "out", TEXTS, extractor)


def lines(frame: pd.DataFrame) -> list[str]:
    """Each row as "2019 rural level 10404 check"."""
    return [
        f"{row.period_end:%Y} {row.subject} {row.role} {row.value_low:g} {row.check}"
        for row in frame.astype(object).where(frame.notna(), None).itertuples()
    ]


def test_a_series_is_in_order_of_time_and_reconciled(output: Path):
    frame = extract.series(output, indicator=INCOME, place="Chengkou County")
    assert list(frame.columns) == list(COLUMNS)
    assert lines(frame) == [
        "2017 rural level 8412 None",
        "2018 rural level 9342 None",
        "2018 rural level 9842 differs",
        "2018 rural change 14.5 differs",
        "2019 rural level 10404 None",
        "2019 rural level 10400 agrees",
        "2019 rural change 11.4 agrees",
        "2019 urban level 31100 None",
    ]
    change = frame[(frame["role"] == "change") & (frame["check"] == "differs")].iloc[0]
    assert change["reckoned"] == pytest.approx(11.06, abs=0.01)


def test_every_row_is_cited(output: Path):
    frame = extract.series(output, indicator=INCOME, place="500229")
    assert all(row.quote in row.sentence for row in frame.itertuples())
    assert set(frame["source"]) == {"0.txt", "1.txt", "2.txt"}
    with extract.open(output) as opened:
        assert set(frame["fact_id"]) <= set(opened.facts(["fact_id"])["fact_id"])
        assert len(extract.series(opened, indicator=INCOME, place="500229")) == len(frame)


@pytest.mark.parametrize(
    ("options", "values"),
    [
        ({"indicator": INCOME, "place": "Chongqing"}, []),
        ({"indicator": INCOME, "place": "500237"}, [11_006]),
        ({"indicator": INCOME, "place": "Chongqing", "within": True, "topic": "urban"}, [31_100]),
        ({"indicator": INCOME, "place": "500229", "topic": "urban"}, [31_100]),
        ({"indicator": INCOME, "place": "500229", "unit": "percent"}, [14.5, 11.4]),
        ({"indicator": INCOME, "place": "500229", "unit": "USD"}, [14.5, 11.4]),
        ({"indicator": INCOME, "place": "500229", "programme": "13th Five-Year Plan"}, []),
        ({"indicator": "poverty_incidence", "place": "chengkou county"}, [15.6, 0.42]),
        ({"topic": "grain output", "place": "500000"}, [10.8e6]),
        ({"topic": "grain output", "place": "CN", "within": True}, [10.8e6]),
    ],
    ids=str,
)
def test_what_a_series_is_of(output: Path, options: dict[str, Any], values: list[float]):
    assert extract.series(output, **options)["value_low"].tolist() == values


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"place": "Chengkou"}, "give an indicator or a topic"),
        (
            {"indicator": "gdpx", "place": "Chengkou"},
            "no indicator 'gdpx' in this output; it has area_planted",
        ),
        ({"indicator": "gdp", "place": "Nowhere"}, "no place 'Nowhere'"),
        ({"indicator": "gdp", "place": "Suzhou"}, "places are called 'Suzhou': Suzhou City (320500)"),
    ],
)
def test_what_cannot_be_answered_is_one_line(output: Path, options: dict[str, Any], words: str):
    with pytest.raises(UsageError) as error:
        extract.series(output, **options)
    assert words in str(error.value)


def test_no_output_is_one_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    assert run_cli(["series", str(tmp_path), "--indicator", "gdp", "--place", "CN"]) == 2
    assert "is no output of extract" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("levels", "change", "check"),
    [
        ("was 100,000|was 120,000", "grew 20 percent", "agrees"),
        ("was 100,000|was 120,000", "grew 35 percent", "differs"),
        ("was 100,411|was 120,732", "grew 21 percent", "differs"),
        ("was 100,411|was 120,732", "grew 20.2 percent", "agrees"),
        ("was 100,000|was 120,000", "fell by 20,000", "differs"),
        ("was 100,000|was 120,000", "rose by 20,000", "agrees"),
        ("was about 100,000|was 120,000", "grew 25 percent", "agrees"),
        ("was 100,000|was 240,000", "doubled", "differs"),
    ],
)
def test_changes_are_checked_against_levels(
    tmp_path: Path, extractor: Extractor, levels: str, change: str, check: str
):
    before, after = levels.split("|")
    text = (
        f"In 2018, the population of Wushan County {before}. "
        f"In 2019, the population of Wushan County {after}. "
        f"In 2019, the population of Wushan County {change}."
    )
    output = write_output(tmp_path / "out", [text], extractor)
    frame = extract.series(output, indicator="population", place="500237")
    assert frame.loc[frame["role"] == "change", "check"].tolist() == [check]


def test_a_change_over_years_starts_from_the_level_of_the_first(tmp_path: Path, extractor: Extractor):
    text = (
        "In 2010, the poverty rate of Wushan County was 18.5 percent. "
        "In 2016, the poverty rate of Wushan County was 3.5 percent. "
        "From 2010 to 2016, the poverty rate of Wushan County fell by 15 percentage points."
    )
    frame = extract.series(
        write_output(tmp_path / "out", [text], extractor), indicator="poverty_incidence", place="500237"
    )
    assert frame.loc[frame["role"] == "change", "check"].tolist() == ["agrees"]


@pytest.mark.parametrize(("stated", "check"), [("20 percent", "agrees"), ("35 percent", "differs")])
def test_a_change_is_checked_against_the_ends_of_its_own_movement(
    tmp_path: Path, extractor: Extractor, stated: str, check: str
):
    text = f"The population of Wushan County rose by {stated} from 100,000 to 120,000."
    output = write_output(tmp_path / "out", [text], extractor)
    frame = extract.series(output, indicator="population", place="500237")
    assert frame.loc[frame["role"] == "change", "check"].tolist() == [check]
    assert len(set(frame["change_id"])) == 1


def invoke(*arguments: str) -> str:
    result = CliRunner().invoke(cli, arguments)
    assert result.exit_code == 0, result.output
    return result.output


def test_the_command_prints_a_table(output: Path):
    shown = invoke("series", str(output), "--indicator", INCOME, "--place", "Chengkou")
    assert "10,404 CNY" in shown
    assert "levels" in shown


def test_the_command_prints_csv_and_json(output: Path):
    arguments = ("series", str(output), "--indicator", INCOME, "--place", "Chengkou", "--format")
    from_csv = list(csv.DictReader(io.StringIO(invoke(*arguments, "csv"))))
    from_json = [json.loads(line) for line in invoke(*arguments, "json").splitlines()]
    assert [float(row["value_low"]) for row in from_csv] == [row["value_low"] for row in from_json]
    assert list(from_csv[0]) == list(from_json[0]) == list(COLUMNS)
    assert from_json[0]["period_start"] == "2017-01-01"


def test_conflicts_are_printed(output: Path):
    shown = " ".join(invoke("conflicts", str(output)).split())
    assert "9,342 yuan" in shown
    assert "9,842 yuan" in shown
    (row,) = map(json.loads, invoke("conflicts", str(output), "--format", "json").splitlines())
    assert (row["reason"], row["one_n_sources"]) == ("value", 1)
    assert invoke("conflicts", str(output), "--reason", "jump") == "nothing found\n"
    assert len(invoke("conflicts", str(output), "--format", "csv").splitlines()) == 2
