"""``extract_text``: one text, the rows of its facts."""

from __future__ import annotations

from datetime import date

import pytest
from fake_pipeline import fake_pipeline

import extract
from extract.errors import UsageError
from extract.running import texts
from extract.storing.schema import schemas


@pytest.fixture(autouse=True)
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(texts, "_load", lambda *_: fake_pipeline())


def test_extract_text_gives_rows_like_the_table():
    first, second = extract.extract_text("12 villages and 300 km", title="T", published="2020-10-23")
    assert list(first) == schemas("facts").plain.names
    assert (first["quote"], first["title"], first["published"]) == ("12", "T", date(2020, 10, 23))
    assert (second["start"], second["base_low"], second["base_unit"]) == (16, 300_000.0, "meter")


@pytest.mark.parametrize("text", ["", " \n", "no number", "\0", "2019"])
def test_extract_text_of_nothing_gives_nothing(text: str):
    assert extract.extract_text(text) == []


def test_extract_text_keeps_offsets_of_characters_that_no_file_can_hold():
    text = "\ud800 \U0001f600 5 km"
    (fact,) = extract.extract_text(text)
    assert text[fact["start"] : fact["end"]] == "5"


def test_extract_text_names_a_date_that_is_none():
    with pytest.raises(UsageError, match="'soon' is no date; write it as 2020-10-23"):
        extract.extract_text("5 km", published="soon")
