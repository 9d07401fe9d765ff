"""The gold of corpus/: every annotation is well-formed, cites its text, and comes from its source."""

from __future__ import annotations

import csv
import datetime as dt
import importlib.util
import json
import re
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]
CORPUS = ROOT / "corpus"
SOURCES = ROOT / "tools" / "corpus"
GOLD = sorted(CORPUS.rglob("*.gold.json"))
ENUMS = {
    "kind": {"money", "percent", "people", "count", "measure", "multiple"},
    "modifier": {"exact", "approx", "more_than", "at_least", "less_than", "at_most", "range"},
    "role": {"level", "change"},
    "direction": {"up", "down", "none"},
    "status": {"actual", "planned"},
}
UNITS = {
    "money": "[A-Z]{3}",
    "percent": "percent|percentage_point",
    "people": "person",
    "multiple": "times",
    "count": r"[^\W\d_]+(?: [^\W\d_]+)?",
    "measure": "[a-z]+(?:_[a-z]+)*|degree_Celsius",
}
MINIMUM = {"articles": 30, "facts": 350, "places": 350, "programmes": 50}


def load_tool() -> ModuleType:
    spec = importlib.util.spec_from_file_location("corpus_gold", ROOT / "tools" / "corpus_gold.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    # dataclasses look their module up while it is being executed
    importlib.import_module("sys").modules["corpus_gold"] = module
    spec.loader.exec_module(module)
    return module


TOOL = load_tool()


def text_of(gold_path: Path) -> str:
    """Decode an article as its source says, line ends as they are, without a byte order mark."""
    stem = gold_path.name.removesuffix(".gold.json")
    header = (SOURCES / f"{stem}.src").read_text(encoding="utf-8").split("\n---\n")[0]
    encoding = re.search("^encoding: (.+)$", header, re.MULTILINE)
    raw = gold_path.with_name(f"{stem}.txt").read_bytes()
    return raw.decode(encoding[1] if encoding else "utf-8")


def gold_of(path: Path) -> dict[str, Any]:
    return json.loads(path.read_text(encoding="utf-8"))


def mentions(gold: dict[str, Any]) -> list[dict[str, Any]]:
    return [*gold["facts"], *gold["places"], *gold["programmes"]]


each_article = pytest.mark.parametrize("path", GOLD, ids=lambda p: p.name.removesuffix(".gold.json"))


def test_the_corpus_is_as_large_as_promised():
    golds = [gold_of(path) for path in GOLD]
    sizes = {k: sum(len(g[k]) for g in golds) for k in ("facts", "places", "programmes")} | {
        "articles": len(GOLD)
    }
    assert all(sizes[key] >= least for key, least in MINIMUM.items()), sizes


def test_every_article_has_gold_and_every_gold_an_article():
    stems = {p.with_suffix("") for p in CORPUS.rglob("*.txt")}
    assert stems == {p.with_name(p.name.removesuffix(".gold.json")) for p in GOLD}


def test_corpus_and_list_of_non_facts_are_what_the_sources_say():
    files, problems = TOOL.build_all()
    assert files
    assert problems == []
    assert [p.name for p, content in files.items() if p.read_bytes() != content] == []


def test_articles_in_other_encodings_are_not_plain_utf8():
    encodings = sorted(p.read_bytes()[:2] for p in (CORPUS / "encodings").glob("*.txt"))
    assert b"\xff\xfe" in encodings, "UTF-16 with its byte order mark"
    assert b"\xef\xbb" in encodings, "UTF-8 with its byte order mark"
    undecodable = []
    for path in (CORPUS / "encodings").glob("*.txt"):
        try:
            path.read_bytes().decode("utf-8")
        except UnicodeDecodeError:
            undecodable.append(path.name)
    assert len(undecodable) >= 3


@each_article
def test_quotes_are_cited_and_in_text_order(path: Path):
    text, gold = text_of(path), gold_of(path)
    assert not text.startswith("\ufeff")
    assert mentions(gold)
    for row in mentions(gold):
        assert text[row["start"] : row["end"]] == row["quote"]
        assert row["quote"] == row["quote"].strip()
    for key in ("facts", "places", "programmes"):
        starts = [row["start"] for row in gold[key]]
        assert starts == sorted(starts)
        assert len(set(starts)) == len(starts)


@each_article
def test_facts_have_all_fields_with_values_of_the_contract(path: Path):
    for fact in gold_of(path)["facts"]:
        assert tuple(fact) == TOOL.FACT_FIELDS
        assert all(fact[key] in allowed for key, allowed in ENUMS.items()), fact
        assert re.fullmatch(UNITS[fact["kind"]], fact["unit"]), fact
        assert fact["indicator"] is None or fact["indicator"] in TOOL.INDICATORS.values()
        assert fact["topic"]
        assert fact["value_low"] <= fact["value_high"]
        assert (fact["value_low"] != fact["value_high"]) == (fact["modifier"] == "range"), fact
        assert fact["place_code"] is None or fact["place_name"]


@each_article
def test_dates_are_iso_and_run_forward(path: Path):
    gold = gold_of(path)
    published = gold["article"]["published"]
    assert published is None or dt.date.fromisoformat(published)
    for fact in gold["facts"]:
        for key in ("period", "baseline"):
            start, end = fact[f"{key}_start"], fact[f"{key}_end"]
            days = [dt.date.fromisoformat(day) for day in (start, end) if day]
            assert days == sorted(days), fact
        assert fact["baseline_start"] is None or fact["role"] == "change", fact


@each_article
def test_metadata_stands_in_the_text(path: Path):
    text, article = re.sub(r"\s+", " ", text_of(path)), gold_of(path)["article"]
    assert set(article) == {"title", "publisher", "author", "published"}
    assert article["title"] is None or article["title"].lower() in text.lower()
    assert article["author"] is None or article["author"].split(", ")[0] in text


@each_article
def test_places_are_linked_by_well_formed_codes(path: Path):
    rows = gold_of(path)
    for row in [*rows["facts"], *rows["places"]]:
        assert row["place_code"] is None or re.fullmatch(r"\d{6}|[A-Z]{2}", row["place_code"]), row
    assert all(row["place_name"] for row in rows["places"])


def test_every_uncovered_run_of_digits_is_on_the_list_of_those_looked_at():
    with (SOURCES / "non_facts.csv").open(encoding="utf-8", newline="") as lines:
        listed = [(row["article"], row["digits"]) for row in csv.DictReader(lines)]
    found = []
    for path in GOLD:
        text, gold = text_of(path), gold_of(path)
        spans = [(row["start"], row["end"]) for row in mentions(gold)]
        found += [
            (path.name.removesuffix(".gold.json"), match.group())
            for match in re.finditer(r"\d+", text)
            if not any(start <= match.start() and match.end() <= end for start, end in spans)
        ]
    assert found
    assert sorted(found) == sorted(listed)
