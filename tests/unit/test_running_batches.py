"""The unit of work: a batch of articles to Arrow tables, whatever is wrong with one of them."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace

import pytest
from fake_pipeline import FakeExtractor, fake_pipeline

from extract.records import ArticleResult, Failure, RawArticle
from extract.running.batches import BatchResult, Work, join_results, process_batch
from extract.storing.columns import ARTICLE_TABLES
from extract.storing.schema import schemas


@dataclass(frozen=True)
class Written:
    """An article that is there already."""

    source: str
    text: str
    collection: str = "dump"
    input_digest: str = "d"

    @property
    def content_sha256(self) -> str:
        return hashlib.sha256(self.text.encode()).hexdigest()

    @property
    def size(self) -> int:
        return len(self.text)

    def read(self) -> RawArticle | Failure:
        if "UNREADABLE" in self.text:
            return Failure(self.source, self.collection, "read", "no text")
        if "BROKEN" in self.text:
            raise OSError("gone")
        return RawArticle(self.collection, self.source, self.text, self.content_sha256)


def works(*texts: str) -> list[Work]:
    return [Work(f"id{n}", Written(f"{n}.txt", text), "run") for n, text in enumerate(texts)]


class Misspelling(FakeExtractor):
    """Gives one article a kind that does not exist."""

    def _extract(self, raw: RawArticle) -> ArticleResult:
        result = super()._extract(raw)
        if "MONNEY" not in raw.text:
            return result
        facts = [replace(fact, quantity=replace(fact.quantity, kind="monney")) for fact in result.facts]  # type: ignore[arg-type]
        return replace(result, facts=tuple(facts))


def rows(result: BatchResult) -> dict[str, list[object]]:
    return {name: table.to_pylist() for name, table in result.tables.items()}


def test_a_batch_gives_the_rows_of_all_article_tables_in_its_order():
    result = process_batch(fake_pipeline(), works("5 km in 2019 at Chengkou", "6 villages"))
    assert result.tables["articles"].column("source").to_pylist() == ["0.txt", "1.txt"]
    assert result.tables["facts"].column("quote").to_pylist() == ["5", "6"]
    assert result.tables["rejections"].column("quote").to_pylist() == ["2019"]
    assert result.tables["mentions"].column("quote").to_pylist() == ["Chengkou"]
    assert (result.words, result.failures) == (8, {})
    for table in ARTICLE_TABLES:
        assert result.tables[table.name].schema.equals(schemas(table.name).plain)


@pytest.mark.parametrize(
    ("text", "stage", "error"),
    [
        ("UNREADABLE", "read", "no text"),
        ("BROKEN", "read", "OSError: gone"),
        ("CRASH", "extract", "ValueError: cannot read this"),
        ("BAD SPAN 7", "store", "SpanError: rejections: [0, 11) lies outside"),
        ("MONNEY 7", "store", "RowError: facts.kind: ['monney']"),
    ],
)
def test_what_is_wrong_with_one_article_is_its_failure_alone(text: str, stage: str, error: str):
    pipeline = replace(fake_pipeline(), extractor=Misspelling())
    result = process_batch(pipeline, works("5 km", text, "6 villages"))
    assert result.tables["articles"].column("source").to_pylist() == ["0.txt", "2.txt"]
    assert result.tables["facts"].column("quote").to_pylist() == ["5", "6"]
    assert result.words == 4
    (failure,) = result.failures.values()
    assert (failure.source, failure.stage) == ("1.txt", stage)
    assert failure.error.startswith(error)


def test_a_duplicate_has_a_row_and_no_facts():
    one, two = works("7 towns", "7 towns")
    result = process_batch(fake_pipeline(), [one, replace(two, duplicate_of="id0")])
    assert result.tables["articles"].column("duplicate_of").to_pylist() == [None, "id0"]
    assert result.tables["articles"].column("n_facts").to_pylist() == [1, 0]
    assert result.tables["facts"].num_rows == 1


def test_a_result_survives_its_way_through_a_pipe():
    result = process_batch(
        fake_pipeline(), works("5 km in 2019 at Chengkou", "CRASH", "6 villages, “7” towns")
    )
    again = BatchResult.from_bytes(result.to_bytes())
    assert rows(again) == rows(result)
    assert (again.failures, again.words) == (result.failures, result.words)
    assert result.to_bytes() == again.to_bytes()


def test_a_batch_in_parts_gives_what_it_gives_as_a_whole():
    batch = works("5 km in 2019", "CRASH", "6 villages", "")
    whole = process_batch(fake_pipeline(), batch)
    parts = join_results([process_batch(fake_pipeline(), [work]) for work in batch])
    assert rows(parts) == rows(whole)
    assert (parts.failures, parts.words) == (whole.failures, whole.words)
