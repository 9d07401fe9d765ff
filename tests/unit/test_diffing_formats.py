"""How a diff is shown: hostile text is shown and never run, long groups are cut, the schema holds."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from html.parser import HTMLParser
from typing import Any

import jsonschema
import pytest
from diff_rows import compare, side

from extract.reviewing.diffing import Diff
from extract.reviewing.diffing_html import format_html
from extract.reviewing.diffing_json import FORMAT, SCHEMA, format_json
from extract.reviewing.diffing_markdown import MAX_CHARACTERS, format_markdown
from extract.reviewing.diffing_records import FIELDS, FieldChange
from extract.reviewing.diffing_words import cut_sentence, spell_field, spell_heading, spell_whole

HOSTILE = '<script>alert("x")</script> & @all `code` [link](http://x.y) |cell| *bold* [9 dams] <img src=x>'
HOSTILE_FIELDS = {"9 dams": {"topic": "</td><script>"}}
SCHEMA_TEXT = json.loads(SCHEMA.read_text(encoding="utf-8"))


@pytest.fixture
def hostile() -> Diff:
    """A diff of sentences that try to be more than text."""
    sentence = HOSTILE.replace("[link]", "(link)")
    return compare(side({"<b>.txt": [sentence]}), side({"<b>.txt": [sentence]}, HOSTILE_FIELDS))


class Tags(HTMLParser):
    """Collects tags and visible text."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.text = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        assert not [name for name, _ in attrs if name.startswith("on")]

    def handle_data(self, data: str) -> None:
        self.text += data


def test_html_shows_hostile_text_and_runs_none(hostile: Diff):
    page = Tags("".join(format_html(hostile)))
    assert not {"script", "img", "b"} & set(page.tags)
    assert '<script>alert("x")</script> & @all' in page.text
    assert "</td><script>" in page.text


def test_html_needs_nothing_from_elsewhere(hostile: Diff):
    page = "".join(format_html(hostile)).replace("http://x.y", "")
    assert "default-src 'none'" in page
    assert "http" not in page.replace("http-equiv", "")
    assert "src=" not in page.replace("src=x", "").replace("default-src", "")


def test_markdown_takes_no_markup_link_or_mention_from_an_article(hostile: Diff):
    shown = format_markdown(hostile)
    assert "<script" not in shown
    assert "<img" not in shown
    assert "@all" not in shown
    assert "http://" not in shown
    assert r"\*bold\*" in shown
    assert r"\|cell\|" in shown


def test_json_holds_its_schema(hostile: Diff):
    grown = {"a.txt": ["It built [9 dams]."], "b.txt": ["It dug [2 wells]."]}
    for diff in (
        hostile,
        compare(side({"a.txt": ["It dug [2 wells]."]}), side(grown)),
        compare(side(grown), side({})),
        compare(side({}), side({})),
    ):
        document = json.loads("".join(format_json(diff)))
        jsonschema.validate(document, SCHEMA_TEXT)
        assert document["format"] == FORMAT == SCHEMA_TEXT["$id"]
        assert len(document["facts"]) == len(diff)


def test_the_schema_refuses_what_the_format_is_not(hostile: Diff):
    good = json.loads("".join(format_json(hostile)))
    broken: list[Mapping[str, Any]] = [
        {key: value for key, value in good.items() if key != "counts"},
        good | {"format": "extract-diff/2"},
        good | {"facts": [good["facts"][0] | {"fields": []}]},
        good | {"facts": [good["facts"][0] | {"change": "added"}]},
    ]
    for document in broken:
        with pytest.raises(jsonschema.ValidationError):
            jsonschema.validate(document, SCHEMA_TEXT)


def test_long_groups_are_cut_and_say_so():
    many = {"a.txt": [f"It built [{number} dams]." for number in range(40)]}
    diff = compare(side({"a.txt": []}), side(many))
    assert "… and 37 more." in format_markdown(diff, limit=3)
    assert "… and 37 more." in "".join(format_html(diff, limit=3))
    assert spell_heading(diff) == "40 of 40 facts differ: 40 added"


def test_markdown_fits_a_comment():
    many = {f"{number}.txt": [f"{'Grain ' * 40}[9 dams] {number}."] for number in range(400)}
    fields = {"9 dams": {"topic": "dams"}}
    shown = format_markdown(compare(side(many), side(many, fields)), limit=None)
    assert MAX_CHARACTERS / 4 < len(shown) <= MAX_CHARACTERS
    assert re.search(r"… and \d+ more\.", shown)


def test_markdown_of_too_many_groups_says_how_many_are_left():
    rules = {f"{number} dams": {"rules": [f"r.{number}" + "x" * 200]} for number in range(400)}
    many = side({"a.txt": [f"It built [{number} dams]." for number in range(400)]}, rules)
    shown = format_markdown(compare(side({"a.txt": []}), many), by="rule", limit=0)
    assert len(shown) <= MAX_CHARACTERS + 200
    assert re.search(r"\d+ more groups do not fit here", shown)


@pytest.mark.parametrize(
    ("field", "old", "new", "words"),
    [
        ("value", (5.0, 5.0), (1_000.0, 2_000.0), ("5", "1,000 to 2,000")),
        ("place", (None, None), ("500229", "Chengkou County"), ("none", "500229 Chengkou County")),
        (
            "period",
            ("2019-01-01", "2019-12-31"),
            ("2019-12-31",) * 2,
            ("2019-01-01/2019-12-31", "2019-12-31"),
        ),
        ("period", ("2019-01-01", None), (None, None), ("2019-01-01/..", "none")),
        ("base", (5.0, 5.0, "meter"), (1.0, 2.0, "meter"), ("5 meter", "1 to 2 meter")),
        ("review", (None, None), ("Li", "kind, unit"), ("none", "Li (kind, unit)")),
        ("topic", ("a\n  b",), (None,), ("a b", "none")),
    ],
)
def test_fields_are_spelled_short(
    field: str, old: tuple[Any, ...], new: tuple[Any, ...], words: tuple[str, str]
):
    names = FIELDS[field]
    change = FieldChange(field, dict(zip(names, old, strict=True)), dict(zip(names, new, strict=True)))
    assert spell_field(change) == words


def test_a_sentence_is_cut_around_its_quantity():
    long = f"{'Rain fell. ' * 60}They built [9\n dams] there. {'Snow fell. ' * 60}"
    (change,) = compare(side({}), side({"a.txt": [long]}))
    cited = cut_sentence(change.shown)
    assert cited.quote == "9 dams"
    assert cited.before.startswith("… ")
    assert cited.before.endswith("They built ")
    assert cited.after.startswith(" there. Snow")
    assert cited.after.endswith(" …")
    assert len("".join(cited)) < 400
    assert spell_whole(change) == "count 9 village | - | level none actual"
