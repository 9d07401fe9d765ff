"""Claims and conflicts in an output: who supports a claim, equal bytes, older outputs."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from fake_pipeline import VOCABULARY
from test_storing_snapshots import RUN, digests, rows_for

import extract
from extract.records import RawArticle
from extract.reviewing import claims as claims_module
from extract.reviewing import conflicts as conflicts_module
from extract.reviewing.derived import load_derive
from extract.reviewing.stories import group_stories
from extract.rules.loading import RuleSet
from extract.running.pipeline import Extractor
from extract.storing.arrow import build_article_tables
from extract.storing.compacting import tell_stories
from extract.storing.manifest import MANIFEST
from extract.storing.rows import RowContext, build_rows
from extract.storing.schema import schemas
from extract.storing.store import open_store

DERIVE = load_derive(RuleSet())
GDP = "In 2018, the GDP of Guizhou was {} trillion yuan."
WIRE = (
    "In 2019, Guizhou received 1.14 billion tourists. In 2019, Guizhou trained 41,000 farmers. "
    "In 2019, the population of Guizhou was 36.2 million. Most of those who came stayed for a weekend, "
    "said the people who rent out rooms in the villages along the river, and nearly all of them asked for "
    "the way to the waterfall and for the road that leads back to the provincial capital by night. "
    "Nobody could tell them when the last bus would leave, since the timetable had been taken down."
)


def claims_of(texts: Sequence[str], extractor: Extractor) -> list[dict[str, Any]]:
    raws = [RawArticle("cases", f"{number}.txt", text, str(number)) for number, text in enumerate(texts)]
    context = RowContext(run_id="1", input_digest="", base_value=extractor.units.base_value)
    tables = build_article_tables([build_rows(result, context) for result in extractor.extract(raws)])
    tables["articles"] = tell_stories(tables["articles"], group_stories(iter([tables["articles"]])))

    def read(name: str, columns: Sequence[str]) -> Iterator[pa.Table]:
        yield tables[name].select(list(columns))

    with TemporaryDirectory() as work:
        made = list(DERIVE.make_tables(read, Path(work), tables["facts"].num_rows))
    return [row for name, _, rows in made if name == "claims" for row in rows.to_pylist()]


def fill(out: Path, numbers: range, *, every: int = 1_000) -> None:
    with open_store(out, DERIVE) as store:
        for count, number in enumerate(numbers, start=1):
            # Every third article says what the one before it says.
            text = f"In 2019 Chengkou had {number - number % 3} villages and {number} km of road."
            store.add(rows_for(number, text))
            if count % every == 0:
                store.commit(RUN, VOCABULARY, complete=False)
        store.commit(RUN, VOCABULARY, complete=True)


@pytest.fixture
def out(tmp_path: Path) -> Path:
    return tmp_path / "out"


def test_articles_that_say_the_same_share_a_claim(extractor: Extractor):
    texts = [GDP.format("1.48"), "Guizhou's GDP was about 1,480 billion yuan in 2018."]
    (claim,) = claims_of(texts, extractor)
    assert (claim["indicator"], claim["value_low"], claim["place_name"]) == (
        "gdp",
        1.48e12,
        "Guizhou Province",
    )
    assert (claim["n_facts"], claim["n_articles"], claim["n_sources"]) == (2, 2, 2)
    assert len(claim["fact_ids"]) == 2
    assert (claim["scope"], claim["status"]) == ("full", "actual")


def test_an_article_that_says_it_twice_is_one_source(extractor: Extractor):
    (claim,) = claims_of([f"{GDP.format('1.48')} Guizhou's GDP was 1.48 trillion yuan in 2018."], extractor)
    assert (claim["n_facts"], claim["n_articles"], claim["n_sources"]) == (2, 1, 1)


def test_the_same_sentence_in_two_articles_is_one_source(extractor: Extractor):
    texts = [f"{GDP.format('1.48')} Prices fell.", f"Rain came.  {GDP.format('1.48')}"]
    (claim,) = claims_of(texts, extractor)
    assert (claim["n_articles"], claim["n_sources"]) == (2, 1)


def test_copies_of_a_wire_story_are_one_source(extractor: Extractor):
    # One sentence was edited in the copy, the others were not.
    trained = "In 2019, Guizhou trained 41,000 farmers."
    copy = WIRE.replace(trained, "Guizhou trained 41,000 farmers in 2019.")
    (claim,) = [claim for claim in claims_of([WIRE, copy], extractor) if claim["value_low"] == 41_000]
    assert (claim["n_articles"], claim["n_sources"]) == (2, 1)
    own = "Guizhou trained 41,000 farmers in 2019, in March above all."
    (claim,) = [claim for claim in claims_of([WIRE, copy, own], extractor) if claim["value_low"] == 41_000]
    assert (claim["n_articles"], claim["n_sources"]) == (3, 2)


def test_claims_without_place_or_period_are_open(extractor: Extractor):
    claims = claims_of(["The bridge is 300 meters long."], extractor)
    assert [claim["scope"] for claim in claims] == ["open"]


def test_direction_and_status_stay_empty_where_facts_differ(extractor: Extractor):
    texts = [
        "The population of Guizhou rose to 36.2 million in 2019.",
        "The population of Guizhou was 36.2 million in 2019.",
    ]
    (claim,) = claims_of(texts, extractor)
    assert (claim["direction"], claim["status"], claim["n_facts"]) == (None, "actual", 2)


def test_dates_of_a_claim_are_those_of_its_first_and_last_article(extractor: Extractor, out: Path):
    days = [date(2020, 3, 1), None, date(2019, 5, 6)]
    raws = [
        RawArticle("d", f"{number}.txt", f"{GDP.format('1.48')} {number}.", str(number), published=day)
        for number, day in enumerate(days)
    ]
    context = RowContext(run_id="1", input_digest="", base_value=extractor.units.base_value)
    with open_store(out, DERIVE) as store:
        for result in extractor.extract(raws):
            store.add(build_article_tables([build_rows(result, context)]))
        store.commit(RUN, VOCABULARY, complete=True)
    claims = pd.read_parquet(out / "claims")
    gdp = claims[claims["indicator"] == "gdp"].iloc[0]
    assert (gdp["first_published"], gdp["last_published"]) == (date(2019, 5, 6), date(2020, 3, 1))


def test_every_fact_is_in_one_claim(out: Path):
    fill(out, range(40))
    facts, claims = pd.read_parquet(out / "facts"), pd.read_parquet(out / "claims")
    listed = {
        (claim, fact) for claim, ids in claims.set_index("claim_id")["fact_ids"].items() for fact in ids
    }
    assert listed == set(zip(facts["claim_id"], facts["fact_id"], strict=True))
    assert claims["n_facts"].sum() == len(facts) == 80
    assert claims["n_articles"].max() == 3


def test_equal_facts_are_equal_bytes_whatever_led_to_them(
    out: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    fill(out, range(18))
    other = tmp_path / "other"
    fill(other, range(11, 18), every=3)
    fill(other, range(11), every=7)
    assert digests(out)["claims"] == digests(other)["claims"]
    assert digests(out)["conflicts"] == digests(other)["conflicts"]
    monkeypatch.setattr(claims_module, "_MAX_FACTS", 10)
    fill(tmp_path / "small", range(18))
    assert len(digests(tmp_path / "small")["claims"]) > 2
    whole, parts = (pd.read_parquet(folder / "claims") for folder in (out, tmp_path / "small"))
    pd.testing.assert_frame_equal(whole, parts)


def test_every_commit_has_the_claims_of_its_own_facts(out: Path):
    fill(out, range(4))
    fill(out, range(4, 6))
    assert pd.read_parquet(out / "claims")["n_facts"].sum() == len(pd.read_parquet(out / "facts")) == 12
    with open_store(out, DERIVE) as store:
        store.drop(rows_for(3)["articles"]["article_id"][0].as_py())
        store.commit(RUN, VOCABULARY, complete=True)
    assert pd.read_parquet(out / "claims")["n_facts"].sum() == 10


def check_ids(out: Path) -> tuple[int, int]:
    """All that claims and conflicts name is there; how many there are."""
    facts, claims, conflicts = (pd.read_parquet(out / name) for name in ("facts", "claims", "conflicts"))
    assert set(claims["fact_ids"].explode().dropna()) <= set(facts["fact_id"])
    assert set(claims["claim_id"]) <= set(facts["claim_id"])
    for side in ("one", "other"):
        assert set(conflicts[f"{side}_fact_id"].dropna()) <= set(facts["fact_id"])
        assert set(conflicts[f"{side}_claim_id"].dropna()) <= set(claims["claim_id"])
    return len(claims), len(conflicts)


def test_within_a_run_claims_are_those_of_the_last_end_that_still_hold(out: Path, extractor: Extractor):
    raws = [
        RawArticle("d", f"{number}.txt", GDP.format(amount), str(number))
        for number, amount in enumerate(["1.48", "1.84", "1.49", "1.2"])
    ]
    context = RowContext(run_id="1", input_digest="", base_value=extractor.units.base_value)
    rows = [build_article_tables([build_rows(result, context)]) for result in extractor.extract(raws)]
    with open_store(out, DERIVE) as store:
        store.add(rows[0])
        store.commit(RUN, VOCABULARY, complete=False)
        assert check_ids(out) == (0, 0)
        store.add(rows[1])
        store.commit(RUN, VOCABULARY, complete=True)
        assert check_ids(out) == (2, 1)
    with open_store(out, DERIVE) as store:
        store.add(rows[2])
        store.commit(RUN, VOCABULARY, complete=False)
        assert check_ids(out) == (2, 1)
        store.drop(rows[1]["articles"]["article_id"][0].as_py())
        store.commit(RUN, VOCABULARY, complete=False)
        assert check_ids(out) == (1, 0)
        store.add(rows[3])
        store.commit(RUN, VOCABULARY, complete=False, last=True)
        assert check_ids(out)[0] == 3


def test_a_run_that_changes_nothing_makes_no_claims_anew(out: Path):
    calls = []

    def make(*arguments: Any) -> Iterator[tuple[str, str, pa.Table]]:  # noqa: ANN401
        calls.append(1)
        yield from DERIVE.make_tables(*arguments)

    derive = replace(DERIVE, make_tables=make)

    for rules, expected in (("1", 1), ("1", 1), ("2", 2)):
        with open_store(out, derive) as store:
            if not store.known:
                store.add(rows_for(1))
            store.commit(RUN | {"rules_digest": rules}, VOCABULARY, complete=True)
        assert len(calls) == expected
        assert len(pd.read_parquet(out / "claims")) == 2


def test_conflicts_are_a_table_of_the_output(out: Path, extractor: Extractor):
    raws = [
        RawArticle("d", f"{n}.txt", GDP.format(amount), str(n)) for n, amount in enumerate(["1.48", "1.84"])
    ]
    context = RowContext(run_id="1", input_digest="", base_value=extractor.units.base_value)
    with open_store(out, DERIVE) as store:
        for result in extractor.extract(raws):
            store.add(build_article_tables([build_rows(result, context)]))
        store.commit(RUN, VOCABULARY, complete=True)
    with extract.open(out) as output:
        assert output.conflicts(["reason"])["reason"].tolist() == ["value"]
        assert len(output.claims()) == 2


def test_many_conflicts_are_several_files_of_the_same_rows(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, extractor: Extractor
):
    context = RowContext(run_id="1", input_digest="", base_value=extractor.units.base_value)
    texts = [
        f"In {year}, the GDP of Guizhou was {amount} trillion yuan."
        for year in range(2001, 2013)
        for amount in (1.4, 1.9)
    ]
    raws = [RawArticle("d", f"{number}.txt", text, str(number)) for number, text in enumerate(texts)]
    rows = build_article_tables([build_rows(result, context) for result in extractor.extract(raws)])
    tables = []
    for limit in (50_000, 4):
        monkeypatch.setattr(conflicts_module, "_MAX_ROWS", limit)
        monkeypatch.setattr(conflicts_module, "_ROWS_AT_ONCE", limit)
        with open_store(tmp_path / str(limit), DERIVE) as store:
            store.add(rows)
            store.commit(RUN, VOCABULARY, complete=True)
        tables.append(pd.read_parquet(tmp_path / str(limit) / "conflicts"))
    assert len(list((tmp_path / "4" / "conflicts").iterdir())) > 2
    assert len(tables[0]) >= 12
    pd.testing.assert_frame_equal(*tables)


def test_outputs_of_earlier_versions_are_read_and_gone_on_with(out: Path):
    fill(out, range(3))
    snapshot = (out / "current").resolve()
    manifest = json.loads((snapshot / MANIFEST).read_text())
    for name in ("claims", "conflicts"):
        del manifest["tables"][name]
        shutil.rmtree(snapshot / name)
        (out / name).unlink()
    manifest["schema_version"] = 1
    (snapshot / MANIFEST).write_text(json.dumps(manifest))
    for path in (snapshot / "facts").iterdir():
        pq.write_table(pq.read_table(path).drop_columns(["attributed_to"]), path)
    with extract.open(out) as output:
        assert len(output.claims()) == len(output.conflicts()) == 0
        assert output.facts(["attributed_to", "quote"])["attributed_to"].isna().all()
    fill(out, range(3, 5))
    assert {tuple(pq.read_schema(path).names) for path in (out / "facts").iterdir()} == {
        tuple(schemas("facts").stored.names)
    }
    assert pd.read_parquet(out / "claims")["n_facts"].sum() == len(pd.read_parquet(out / "facts")) == 10


def test_claims_are_sorted_and_as_declared(out: Path):
    fill(out, range(12))
    table = pq.read_table(out / "claims")
    assert table.schema.names == schemas("claims").stored.names
    ids = table.column("claim_id").to_pylist()
    assert ids == sorted(set(ids))
