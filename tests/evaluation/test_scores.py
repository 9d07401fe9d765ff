"""The gate: scores on corpus/ and on the shared gold, where present, never fall below the floors."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from extract.reviewing.evaluating import FIELDS, Evaluation, evaluate
from extract.reviewing.gold import lay_beside, read_gold
from extract.running.runs import run
from extract.storing.reading_back import Output

ROOT = Path(__file__).resolve().parents[2]
SHARED = Path(os.environ.get("EXTRACT_SHARED", ROOT.parent / "shared"))
FLOORS = json.loads((Path(__file__).parent / "floors.json").read_text(encoding="utf-8"))
SETS = {"corpus": [ROOT / "corpus"], "shared": [SHARED / "gold" / "seeds", SHARED / "gold" / "dev"]}
PRESENT = [name for name, folders in SETS.items() if all(folder.is_dir() for folder in folders)]


@pytest.fixture(scope="module", params=PRESENT)
def scored(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> tuple[str, Path, Evaluation]:
    """A run over a gold set, and its evaluation."""
    folders = SETS[request.param]
    out = tmp_path_factory.mktemp(request.param) / "output"
    run([str(folder) for folder in folders], out)
    with Output(out) as output:
        return request.param, out, evaluate(lay_beside(read_gold(*folders), output))


def test_corpus_is_one_of_the_sets():
    assert "corpus" in PRESENT


def test_scores_stay_above_the_floors(scored: tuple[str, Path, Evaluation]):
    name, _, result = scored
    scores = result.summary()
    below = {key: (scores[key], floor) for key, floor in FLOORS[name].items() if scores[key] < floor}
    assert len(FLOORS[name]) >= 15
    assert not below, f"{name}: below the floors (score, floor): {below}"


def test_every_row_is_cited(scored: tuple[str, Path, Evaluation]):
    _, _, result = scored
    assert result.seen["cited"] > 500
    assert result.summary()["cited"] == 1.0


def test_scores_agree_with_the_shared_scorer(scored: tuple[str, Path, Evaluation]):
    name, out, result = scored
    scorer = SHARED / "eval" / "score.py"
    if not scorer.is_file():
        # Nothing to agree with on a machine without it: the floors above hold all the same.
        return
    command = [sys.executable, str(scorer), *map(str, SETS[name]), str(out), "--json", "--errors", "100000"]
    told, *errors = subprocess.run(command, capture_output=True, text=True, check=True).stdout.splitlines()
    theirs, ours = json.loads(told), result.summary()
    flat = {key: value["f1"] for key, value in theirs.items() if isinstance(value, dict) and "f1" in value}
    flat |= {
        key: value for key, value in (theirs["fields"] | theirs["metadata"]).items() if value is not None
    }
    flat["cited"] = round(theirs["cited"], 4)
    assert {key: ours[key] for key in flat} == flat
    for key, share in result.shares().items():
        assert (share["precision"], share["recall"]) == (theirs[key]["p"], theirs[key]["r"])
    assert result.counts["articles"] == theirs["articles"]
    assert (result.counts["facts_gold"], result.counts["facts_predicted"]) == (
        theirs["gold_facts"],
        theirs["predicted_facts"],
    )
    assert len(result.errors) == len(errors)


def test_parts_add_up_to_the_whole(scored: tuple[str, Path, Evaluation]):
    _, _, result = scored
    assert len(result.by_source) == result.counts["articles"]
    for parts in (result.by_source, result.by_kind):
        for count in ("facts_gold", "facts_predicted", "detect", "core", "full"):
            assert sum(one.counts[count] for one in parts.values()) == result.counts[count], count
        for field, seen in result.seen.items():
            if field in FIELDS:
                assert sum(one.seen[field] for one in parts.values()) == seen, field
    assert sum(len(one.errors) for one in result.by_source.values()) == len(result.errors)
