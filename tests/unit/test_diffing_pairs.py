"""Which facts a diff takes for one: by span, by overlap, by sentence, by likeness."""

from __future__ import annotations

import dataclasses
from typing import Any

import pytest
from diff_rows import compare, side
from hypothesis import given, settings
from hypothesis import strategies as st

from extract.errors import UsageError
from extract.reviewing.diffing import Diff

POOR = "The county lifted [450 villages] out of poverty and built [12 schools]."
ROADS = "It paved [300 km] of road."


def told(diff: Diff) -> list[tuple[str, str | None, str, list[str]]]:
    return [
        (one.change, one.paired_by, " ".join(one.shown["quote"].split()), [f.field for f in one.fields])
        for one in diff
    ]


def test_equal_sides_do_not_differ():
    one = {"a.txt": [POOR, ROADS], "b.txt": [ROADS]}
    diff = compare(side(one), side(one))
    assert len(diff) == 0
    assert (diff.totals.old, diff.totals.new, diff.totals.same) == (4, 4, 4)


def test_another_value_is_a_change_of_the_field():
    one = {"a.txt": [POOR, ROADS]}
    other = side(one, {"450 villages": {"value_low": 454.0, "value_high": 454.0, "topic": "villages"}})
    diff = compare(side(one), other)
    assert told(diff) == [("changed", "span", "450 villages", ["value", "topic"])]
    assert diff[0].fields[0].old == {"value_low": 450.0, "value_high": 450.0}
    assert diff[0].fields[1].new == {"topic": "villages"}


def test_a_quote_that_grew_is_one_fact():
    diff = compare(
        side({"a.txt": ["It lifted [450] villages."]}),
        side({"a.txt": ["It lifted [450 villages]."]}),
    )
    assert told(diff) == [("changed", "overlap", "450 villages", ["quote"])]


def test_of_two_overlaps_the_longer_is_the_pair():
    diff = compare(
        side({"a.txt": ["It grew [from 3 to 55 percent] there."]}),
        side({"a.txt": ["It grew [from 3] to [55 percent] there."]}),
    )
    assert {(one.change, one.shown["quote"]) for one in diff} == {
        ("changed", "55 percent"),
        ("added", "from 3"),
    }


def test_a_typo_at_the_top_is_no_hundred_changes():
    sentences = [f"In year {n} the town had [{n} farms] and [{n} mills]." for n in range(2000, 2050)]
    diff = compare(
        side({"a.txt": ["Teh county is poor.", *sentences]}),
        side({"a.txt": ["The county was poor once.", *sentences]}),
    )
    assert len(diff) == 0
    assert diff.totals.articles == {"same": 0, "edited": 1, "added": 0, "removed": 0}


def test_sentences_that_come_twice_pair_in_their_order():
    twice = ["It paved [3 roads].", "It paved [3 roads]."]
    old = side({"a.txt": ["A.", *twice]})
    diff = compare(old, side({"a.txt": ["A longer start.", *twice]}))
    assert len(diff) == 0
    diff = compare(old, side({"a.txt": ["A longer start.", twice[0]]}))
    assert told(diff) == [("removed", None, "3 roads", [])]


def test_an_edited_number_is_a_change_and_other_sentences_are_none():
    old = side({"a.txt": ["A.", POOR, ROADS]})
    new = side(
        {
            "a.txt": [
                "More.",
                "The county lifted [460 villages] out of poverty and built [12 schools].",
                "Rain fell for [3 days] here.",
            ]
        }
    )
    assert sorted(told(compare(old, new)), key=lambda one: one[0]) == [
        ("added", None, "3 days", []),
        ("changed", "likeness", "460 villages", ["quote", "value"]),
        ("removed", None, "300 km", []),
    ]


def test_an_edited_word_in_the_sentence_is_no_change():
    new = {"a.txt": ["The county raised [450 villages] out of poverty and built [12 schools]."]}
    assert len(compare(side({"a.txt": [POOR]}), side(new))) == 0


def test_the_same_bytes_with_another_text_of_record_are_paired_by_their_sentences():
    old, new = side({"a.txt": ["Of [12 cows] [30 pigs]."]}), side({"a.txt": ["A [12 cows] [30 pigs]."]})
    relabelled = dataclasses.replace(new, articles=old.articles)
    assert {one.paired_by for one in compare(old, side({"a.txt": ["Of [13 cows] [31 pigs]."]}))} == {
        "likeness"
    }
    assert len(compare(old, relabelled)) == 0


def test_a_renamed_article_is_found_by_its_content():
    diff = compare(side({"a.txt": [POOR]}), side({"b.txt": [POOR]}))
    assert len(diff) == 0
    assert diff.totals.articles == {"same": 1, "edited": 0, "added": 0, "removed": 0}


def test_new_and_gone_articles_bring_and_take_their_facts():
    diff = compare(side({"a.txt": [POOR]}), side({"b.txt": [ROADS]}))
    assert {(one.change, one.shown["source"]) for one in diff} == {("removed", "a.txt"), ("added", "b.txt")}
    assert diff.counts == {"added": 1, "removed": 2, "changed": 0}


def test_a_base_unit_counts_only_where_value_and_unit_stay():
    one = {"a.txt": [ROADS]}
    base = {"base_low": 300.0, "base_high": 300.0, "base_unit": "meter"}
    other = base | {"base_low": 301.0}
    old = side(one, {"300 km": base})
    assert told(compare(old, side(one, {"300 km": other})))[0][3] == ["base"]
    assert told(compare(old, side(one, {"300 km": other | {"value_low": 5.0}})))[0][3] == ["value"]


FILTERS: list[tuple[dict[str, Any], set[str]]] = [
    ({}, {"450 villages", "300 km", "9 dams"}),
    ({"kinds": ["measure"]}, {"300 km"}),
    ({"fields": ["place"]}, {"450 villages"}),
    ({"places": ["500000"]}, {"450 villages"}),
    ({"places": ["500229"]}, {"450 villages"}),
    ({"places": ["chengkou county"]}, {"450 villages"}),
    ({"places": ["510000"]}, set()),
    ({"sources": ["b*"]}, {"300 km", "9 dams"}),
    ({"rules": ["unit"]}, {"300 km"}),
    ({"rules": ["uni"]}, set()),
    ({"changes": ["added"]}, {"9 dams"}),
    ({"changes": ["changed"], "kinds": ["measure"]}, {"300 km"}),
]


@pytest.mark.parametrize(("wanted", "quotes"), FILTERS)
def test_filters_leave_what_they_name(wanted: dict[str, Any], quotes: set[str]):
    old = side({"a.txt": [POOR], "b.txt": ["It paved [300 km] of road for 9 dams."]})
    new = side(
        {"a.txt": [POOR], "b.txt": ["It paved [300 km] of road for [9 dams]."]},
        {
            "450 villages": {"place_code": "500229", "place_name": "Chengkou County"},
            "300 km": {"kind": "measure", "rules": ["number.digits", "unit.kilometer"]},
        },
    )
    diff = compare(old, new, **wanted)
    assert {one.shown["quote"] for one in diff} == quotes
    assert sum(diff.counts.values()) == len(diff)
    assert diff.totals.same == 1


@pytest.mark.parametrize("wanted", [{"kinds": ["cash"]}, {"fields": ["colour"]}, {"changes": ["moved"]}])
def test_an_unknown_value_of_a_filter_is_refused(wanted: dict[str, Any]):
    one = side({"a.txt": [POOR]})
    with pytest.raises(UsageError, match=r"no (kind|field|change) '\w+' in a diff; there are "):
        compare(one, one, **wanted)


def test_groups_and_counts_go_by_field_and_by_rule():
    one = {"a.txt": [POOR, ROADS]}
    place = {
        "place_code": "500229",
        "place_name": "Chengkou County",
        "rules": ["number.digits", "place.list"],
    }
    diff = compare(side(one), side(one, {"450 villages": place, "12 schools": place}))
    assert diff.by_field == {"place": 2}
    assert diff.by_rule["place.list"] == {"added": 0, "removed": 0, "changed": 2}
    assert [(group.heading, group.count) for group in diff.groups()] == [("changed place", 2)]
    assert [group.heading for group in diff.groups("rule", 0)] == ["place.list"]
    assert list(diff.frame()["field"]) == ["place", "place"]


def test_an_edited_rule_is_named_though_it_fired_before_and_after():
    one = {"a.txt": [ROADS]}
    rules = ["number.digits", "unit.kilometer", "topic.level"]
    old = side(one, {"300 km": {"rules": rules, "topic": "road"}})
    new = side(one, {"300 km": {"rules": rules, "topic": "paved road"}})
    (change,) = compare(old, new)
    assert change.rules_gone == change.rules_new == ("topic.level",)


SENTENCES = st.lists(
    st.tuples(st.sampled_from(["rose to", "fell by", "built", "sold"]), st.integers(1, 60)), max_size=8
)


@settings(deadline=None, max_examples=60)
@given(SENTENCES, SENTENCES)
def test_every_fact_is_told_of_once(before: list[tuple[str, int]], after: list[tuple[str, int]]):
    old, new = (
        side({"a.txt": [f"It {verb} [{value} tons] of grain." for verb, value in part]})
        for part in (before, after)
    )
    diff = compare(old, new)
    counts = diff.counts
    assert diff.totals.same + counts["changed"] + counts["removed"] == len(before)
    assert diff.totals.same + counts["changed"] + counts["added"] == len(after)
    if before == after:
        assert len(diff) == 0
