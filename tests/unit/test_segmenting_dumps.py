"""Raw pages in the shapes that real dumps have: metadata, what is kept, what is flagged."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest

from extract.records import Document, RawArticle
from extract.rules.loading import RuleSet
from extract.segmenting import load_segment_rules, segment_article

RULES = load_segment_rules(RuleSet())
SILENT = {"furniture", "metadata"}
PAGES = tomllib.loads((Path(__file__).parent / "data" / "segmenting_pages.toml").read_text(encoding="utf-8"))[
    "page"
]
FEWEST_PAGES = 25


def segment(text: str) -> Document:
    return segment_article(RawArticle("pages", "page.txt", text, ""), RULES)


def test_pages_are_many_and_each_keeps_something():
    assert len(PAGES) >= FEWEST_PAGES
    assert len({page["name"] for page in PAGES}) == len(PAGES)
    assert all(page["keep"] for page in PAGES)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page["name"])
def test_page_tells_title_author_and_date(page: dict[str, Any]):
    found = segment(page["text"]).metadata
    published = found.published.isoformat() if found.published else None
    wanted = (page.get("title"), page.get("author"), page.get("published"))
    assert (found.title, found.author, published) == wanted


@pytest.mark.parametrize(
    "page", [p for p in PAGES if p.get("publisher") != "*"], ids=lambda page: page["name"]
)
def test_page_tells_its_publisher(page: dict[str, Any]):
    assert segment(page["text"]).metadata.publisher == page.get("publisher")


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page["name"])
def test_page_keeps_its_facts_and_flags_its_furniture(page: dict[str, Any]):
    text = page["text"]
    document = segment(text)
    kept = " | ".join(text[s.start : s.end] for s in document.sentences)
    silent = " | ".join(text[s.start : s.end] for s in document.segments if s.kind in SILENT)
    assert [wanted for wanted in page["keep"] if wanted not in kept] == []
    assert [unwanted for unwanted in page.get("drop", ()) if unwanted.lower() in kept.lower()] == []
    assert [fact for fact in page["keep"] if fact in silent and fact not in kept] == []
