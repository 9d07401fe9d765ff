"""How likely a fact is right, and which facts belong to one movement."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from extract import extract_text
from extract.assembling.confidence import ConfidenceModel, Found, find_features
from extract.errors import RulesError
from extract.records import Evidence, Quantity, Span
from extract.reviewing.calibration import calibration_error, discrimination, find_reliability
from extract.rules.loading import RuleSet

QUANTITY = Quantity(
    100, 110, "money", Decimal(5), Decimal(5), "approx", "CNY", None, Span(100, 101), (), ("number.a",)
)


def features(*evidence: Evidence, rules: tuple[str, ...] = (), dated: bool = True) -> set[str]:
    return set(find_features(Found(QUANTITY, Span(60, 150), evidence, rules, dated)))


def test_features_are_the_rules_and_what_is_known_of_the_quantity():
    found = features(rules=("place.same",), dated=False)
    assert {"number.a", "place.same", "kind=money", "modifier=approx", "undated"} <= found
    assert {"place=none", "period=none", "programme=none", "baseline=none"} <= found


@pytest.mark.parametrize(
    ("start", "end", "whereabouts"),
    [
        (90, 98, "before0"),
        (60, 70, "before1"),
        (115, 120, "behind0"),
        (40, 50, "earlier1"),
        (2, 10, "earlier2"),
        (180, 190, "later2"),
        (160, 170, "later1"),
    ],
)
def test_whereabouts_of_a_link_tell_side_sentence_and_distance(start: int, end: int, whereabouts: str):
    assert f"place={whereabouts}" in features(Evidence("place", start, end))


def model(folder: Path, text: str) -> ConfidenceModel:
    (folder / "en").mkdir()
    (folder / "en" / "confidence.toml").write_text(text)
    return ConfidenceModel(RuleSet(folder))


def test_probability_is_the_logistic_of_the_weights(tmp_path: Path):
    own = model(
        tmp_path,
        '[[base]]\nid = "base"\ncore = 2.0\nfull = 0.0\n[[weight]]\nid = "mine"\ncore = -2.0\nfull = 3.0\n',
    )
    bare, weighed = own.judge(["unknown to the model"]), own.judge(["mine", "mine"])
    assert (bare.core, bare.full) == pytest.approx((0.8808, 0.5), abs=1e-4)
    # Full needs core to be right: its own 0.95 is more than it can be.
    assert (weighed.core, weighed.full) == pytest.approx((0.5, 0.5))


def test_a_weight_without_a_number_is_told(tmp_path: Path):
    with pytest.raises(RulesError, match=r"mine.*full"):
        model(tmp_path, '[[weight]]\nid = "mine"\ncore = 1.0\n')


def test_every_weight_is_of_a_feature_that_can_be(ruleset: RuleSet):
    names = {
        entry.id.split("=")[0] for entry in ruleset.entries("en/confidence.toml", "weight") if "=" in entry.id
    }
    assert names <= {"kind", "modifier", "length", "place", "period", "programme", "baseline"}


def test_facts_told_plainly_are_surer_than_facts_without_place_and_time():
    plain = extract_text("In 2019, the GDP of Guizhou Province was 1.67 trillion yuan.")[0]
    vague = extract_text("Some said that it might be a few dozen more of them.")[0]
    assert 0 < vague["confidence_full"] < plain["confidence_full"] < plain["confidence_core"] < 1


@pytest.mark.parametrize(
    ("text", "groups"),
    [
        ("Its income rose from 6,491 yuan in 2014 to 10,404 yuan in 2019.", "aa"),
        ("Exports grew by 5 percent to 2 billion yuan in 2019, and 300 workers were hired.", "aa."),
        ("Output fell from 20 tonnes to 10 tonnes, and prices rose from 3 yuan to 4 yuan.", "aabb"),
        ("The county built 5 roads and 6 bridges.", ".."),
        ("Revenue was 1.8 billion yuan, 30 percent more than in 2010.", "aa"),
    ],
)
def test_quantities_of_one_movement_share_a_change_id(text: str, groups: str):
    facts = extract_text(text)
    ids = [fact["change_id"] for fact in facts]
    first = {group: facts[groups.index(group)]["fact_id"] for group in set(groups)}
    assert ids == [None if group == "." else first[group] for group in groups]


def test_calibration_error_is_the_mean_distance_of_probability_and_share():
    told = [0.95, 0.95, 0.95, 0.95, 0.25, 0.25]
    right = [True, True, True, False, False, False]
    assert calibration_error(told, right) == pytest.approx((4 * 0.2 + 2 * 0.25) / 6)
    assert [(one.count, one.right) for one in find_reliability(told, right)] == [(2, 0.0), (4, 0.75)]
    assert discrimination(told, right) == pytest.approx((3 * 2 + 3 * 0.5) / 9)


def test_certainty_falls_into_the_last_tenth():
    (last,) = find_reliability([1.0], [True])
    assert (last.low, last.high) == (0.9, 1.0)
