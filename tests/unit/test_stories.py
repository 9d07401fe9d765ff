"""Stories: near-duplicates share an id, whatever the order in which they came."""

from __future__ import annotations

import hashlib
import random
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa
import pytest
from fake_pipeline import VOCABULARY, FakeExtractor, base_value
from test_storing_snapshots import RUN, digests

from extract.records import Document, Metadata, RawArticle, Segment
from extract.reviewing.derived import load_derive
from extract.reviewing.stories import group_stories
from extract.rules.loading import RuleSet
from extract.storing.arrow import build_article_tables
from extract.storing.identity import make_article_id
from extract.storing.rows import RowContext, build_rows
from extract.storing.signing import sign
from extract.storing.store import open_store

DERIVE = load_derive(RuleSet())
CORPUS = Path(__file__).resolve().parents[2] / "corpus"
STORY = (CORPUS / "001_wuxi_orchards.txt").read_text(encoding="utf-8")
RELEASE = (
    "The consumer price index rose {0} percent in {1} from a year earlier, the bureau said on Tuesday. Food "
    "prices went up {2} percent while those of services were {3} percent higher. Pork cost {4} percent more "
    "than in the month before and vegetables {5} percent less. Prices at the factory gate fell {6} percent, "
    "the {7}th month in a row, and those of purchased materials {8} percent. The bureau surveyed {9} shops."
)


def document(text: str, *furniture: tuple[int, int]) -> Document:
    raw = RawArticle("d", "s", text, "")
    edges = sorted({0, len(text), *(edge for span in furniture for edge in span)})
    segments = [
        Segment(start, end, "furniture" if (start, end) in furniture else "paragraph")
        for start, end in pairwise(edges)
    ]
    return Document(raw, text, Metadata(), tuple(segments), ())


def stories_of(texts: Sequence[str | Document], names: Sequence[str] | None = None) -> list[str]:
    documents = [text if isinstance(text, Document) else document(text) for text in texts]
    names = names or [f"{number:032x}" for number in range(len(texts))]
    table = pa.table(
        {
            "article_id": pa.array(list(names)),
            "signature": pa.array([sign(one) for one in documents], pa.binary()),
            "duplicate_of": pa.nulls(len(texts), pa.string()),
        }
    )
    found = group_stories([table])
    return [found.get(name, name) for name in names]


def edit(text: str, share: float, seed: int = 1) -> str:
    """Another word in place of some."""
    source = random.Random(seed)  # noqa: S311 - no secret
    return " ".join("edited" if source.random() < share else word for word in text.split())


@pytest.mark.parametrize("share", [0.0, 0.02, 0.05])
def test_an_edited_copy_is_the_same_story(share: float):
    assert len(set(stories_of([STORY, edit(STORY, share)]))) == 1


def test_a_text_of_which_every_fifth_word_is_another_is_another_story():
    assert len(set(stories_of([STORY, edit(STORY, 0.2)]))) == 2


def test_articles_of_the_corpus_are_stories_of_their_own():
    texts = [path.read_text(encoding="utf-8") for path in sorted(CORPUS.glob("*.txt"))]
    stories = stories_of(texts)
    assert len(set(stories)) >= len(texts) - 1


def test_menus_do_not_count():
    menu = " ".join(f"menu{number} entry{number}" for number in range(400))
    copy = document(f"{menu} {STORY}", (0, len(menu)))
    assert len(set(stories_of([STORY, copy]))) == 1
    assert len(set(stories_of([STORY, f"{menu} {STORY}"]))) == 2


def test_releases_that_differ_in_their_numbers_are_stories_of_their_own():
    march = RELEASE.format(2.3, "March", 1.1, 0.9, 4.2, 3.3, 2.5, 8, 3.4, "63,000")
    april = RELEASE.format(2.7, "April", 1.4, 0.8, 5.1, 1.2, 2.9, 9, 3.8, "64,100")
    assert len(set(stories_of([march, april]))) == 2
    assert len(set(stories_of([march, march.replace("on Tuesday", "on Wednesday")]))) == 1


def test_a_copy_of_a_copy_is_the_same_story():
    first, second = edit(STORY, 0.04, 1), edit(edit(STORY, 0.04, 1), 0.04, 2)
    third = edit(second, 0.04, 3)
    assert len(set(stories_of([STORY, first, second, third]))) == 1


def test_short_texts_are_stories_of_their_own():
    assert len(set(stories_of(["Prices rose 2 percent.", "Prices rose 2 percent."]))) == 2


def test_no_article_is_no_story():
    assert stories_of([]) == []


def test_the_order_of_articles_changes_no_story():
    texts = [edit(STORY, 0.03, seed) for seed in range(6)] + [RELEASE] * 3
    names = [hashlib.md5(bytes([number])).hexdigest() for number in range(9)]  # noqa: S324 - no secret
    expected = dict(zip(names, stories_of(texts, names), strict=True))
    order = list(range(9))
    random.Random(5).shuffle(order)  # noqa: S311 - no secret
    shuffled = [names[number] for number in order]
    found = stories_of([texts[number] for number in order], shuffled)
    assert dict(zip(shuffled, found, strict=True)) == expected
    assert set(expected.values()) == {min(names[:6]), min(names[6:])}


def rows_for(number: int, text: str, duplicate_of: str | None = None) -> dict[str, Any]:
    raw = RawArticle("dump", f"{number}.txt", text, hashlib.sha256(text.encode()).hexdigest())
    (result,) = FakeExtractor().extract([raw])
    context = RowContext(
        run_id="000001-x", input_digest="d", base_value=base_value, duplicate_of=duplicate_of
    )
    return build_article_tables([build_rows(result, context)])


def run_once(out: Path, *rows: dict[str, Any], drop: str | None = None) -> dict[str, str]:
    with open_store(out, DERIVE) as store:
        for tables in rows:
            store.add(tables)
        if drop:
            store.drop(drop)
        store.commit(RUN, VOCABULARY, complete=True)
    articles = pd.read_parquet(out / "articles")
    return dict(zip(articles["source"], articles["story_id"], strict=True))


def test_new_articles_join_the_stories_of_earlier_runs(tmp_path: Path):
    ids = {number: make_article_id("dump", f"{number}.txt") for number in range(6)}
    order = sorted(ids, key=lambda number: ids[number], reverse=True)
    rows = {number: rows_for(number, edit(STORY, 0.03, number)) for number in order[:3]}
    rows |= {number: rows_for(number, f"{number} villages and towns " * 9) for number in order[3:5]}
    last = rows_for(order[5], rows[order[0]]["articles"]["text"][0].as_py(), duplicate_of=ids[order[0]])
    one = tmp_path / "one"
    for number, tables in rows.items():
        stories = run_once(one, tables)
        assert stories[f"{number}.txt"] == ids[number]  # its id is the least so far
    assert {stories[f"{number}.txt"] for number in order[:3]} == {ids[order[2]]}
    stories = run_once(one, last)
    assert {stories[f"{number}.txt"] for number in (*order[:3], order[5])} == {ids[order[5]]}
    other = tmp_path / "other"
    run_once(other, last, *reversed(rows.values()))
    assert digests(one)["articles"] == digests(other)["articles"]
    assert digests(one)["claims"] == digests(other)["claims"]
    stories = run_once(one, drop=ids[order[2]])
    assert {stories[f"{number}.txt"] for number in (*order[:2], order[5])} == {ids[order[5]]}


def test_claims_count_a_story_once(tmp_path: Path):
    out = tmp_path / "out"
    run_once(out, *(rows_for(number, edit(STORY, 0.02, number) + " 77 towns") for number in range(3)))
    claims = pd.read_parquet(out / "claims")
    (claim,) = claims[claims["value_low"] == 77].to_dict("records")
    assert (claim["n_articles"], claim["n_sources"]) == (3, 1)
