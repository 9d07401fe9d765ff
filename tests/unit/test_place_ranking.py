"""Facts without a place beside them: all places of the article are weighed."""

from __future__ import annotations

from pathlib import Path

import pytest

from extract.errors import RulesError
from extract.finding.place_gazetteer import Gazetteer
from extract.linking.boosted_trees import BoostedTrees
from extract.linking.place_options import FEATURES, Decision, Options, key_of
from extract.linking.place_ranking import PlaceRanker, signals_of
from extract.linking.place_records import FactPlace, LinkedPlace
from extract.records import Document, RawArticle, Span
from extract.rules.loading import RuleSet
from extract.running.pipeline import Extractor

TEXT = (
    "KENYA: Herders of Garbatulla left early.\n\n"
    "Kenya has had no rain. In Garbatulla wells are dry, and in Merti the market is shut.\n\n"
    "Some 4,700 goats were sold. Kenyan officials counted them."
)
TREE = """
[[tree]]
id = "share"
feature = [{count}, -1, -1]
limit = [1.5, -1.0, 1.0]
left = [1, 0, 0]
right = [2, 0, 0]
"""
MODEL = """
[[model]]
id = "places"
open = ["told_before"]
closed = ["person"]
margin = {margin}
signals = ["told_before"]
columns = []
"""


@pytest.fixture(scope="module")
def document(extractor: Extractor) -> Document:
    return extractor.segment(RawArticle("test", "1", TEXT, "1"))


@pytest.fixture(scope="module")
def gazetteer() -> Gazetteer:
    return Gazetteer(RuleSet())


def named(name: str, code: str | None, *, nth: int = 0) -> LinkedPlace:
    start = -1
    for _ in range(nth + 1):
        start = TEXT.index(name, start + 1)
    level, parent = ("country", "") if code else ("city", "KE")
    return LinkedPlace(start, start + len(name), code, name, code or f"/{name}", level, parent, "name")


MENTIONS = [
    named("Garbatulla", None),
    named("Kenya", "KE"),
    named("Garbatulla", None, nth=1),
    named("Merti", None),
]
NATIONS = [(TEXT.index("Kenyan"), "KE")]


def decision(place: FactPlace) -> Decision:
    start = TEXT.index("4,700 goats")
    sentence = TEXT.index("Some 4,700")
    return Decision(Span(start, start + 11), Span(sentence, TEXT.index(" Kenyan officials")), place)


def ruled(name: str = "Merti", *signals: str) -> FactPlace:
    return FactPlace(None, name, None, "mention:name", signals or ("told_before",))


def ranker(folder: Path, gazetteer: Gazetteer, margin: float = 0.0) -> PlaceRanker:
    file = folder / "en" / "place_ranking.toml"
    file.parent.mkdir(parents=True)
    tree = TREE.format(count=FEATURES.index("count"))
    file.write_text(MODEL.format(margin=margin) + tree, encoding="utf-8")
    rules = RuleSet(folder)
    rules.entries = lambda name, table: [  # type: ignore[method-assign]  # the built-in trees are left out
        entry for entry in RuleSet.entries(rules, name, table) if str(folder) in str(entry.file)
    ]
    return PlaceRanker(rules, gazetteer)


def test_options_are_the_places_of_the_article_and_what_holds_them(document: Document, gazetteer: Gazetteer):
    options = Options(document, MENTIONS, NATIONS, [decision(ruled())], gazetteer)
    assert [one.key for one in options.of(0)] == ["Merti", "KE", "Garbatulla"]


@pytest.mark.parametrize(
    ("key", "expected"),
    [
        (
            "KE",
            {"count": 1, "below": 3, "is_top": 1, "recency": 2, "holds_ruled": 1, "in_ruled": 0, "kind": 1},
        ),
        ("Merti", {"count": 1, "below": 0, "is_ruled": 1, "recency": 0, "in_ruled": 0, "sentences_back": 1}),
        ("Garbatulla", {"count": 2, "rank": 0, "recency": 1, "holds_ruled": 0, "with_ruled": 1}),
    ],
)
def test_features_count_what_the_article_tells(
    document: Document, gazetteer: Gazetteer, key: str, expected: dict[str, float]
):
    options = Options(document, MENTIONS, NATIONS, [decision(ruled())], gazetteer)
    few = options.of(0)
    (row,) = (row for one, row in zip(few, options.features(0, few), strict=True) if one.key == key)
    found = dict(zip(FEATURES, row, strict=True))
    assert {name: found[name] for name in expected} == expected


def test_what_weighs_more_is_taken_with_its_last_mention(
    document: Document, gazetteer: Gazetteer, tmp_path: Path
):
    (place,) = ranker(tmp_path, gazetteer).weigh(document, MENTIONS, NATIONS, [decision(ruled())])
    assert (place.code, place.name, place.rule) == (None, "Garbatulla", "ranked")
    assert place.evidence == Span(MENTIONS[2].start, MENTIONS[2].end)
    assert "told_before" in place.signals


@pytest.mark.parametrize(
    ("place", "margin"),
    [
        pytest.param(ruled("Merti", "in_clause"), 0.0, id="the sentence names it"),
        pytest.param(ruled("Merti", "told_before", "person"), 0.0, id="somebody's home"),
        pytest.param(ruled(), 5.0, id="less than the margin"),
        pytest.param(ruled("Garbatulla"), 0.0, id="it weighs most"),
        pytest.param(FactPlace(None, None, None, "article", ("told_before",)), 0.0, id="of no place"),
    ],
)
def test_the_rules_keep_their_place(
    document: Document, gazetteer: Gazetteer, tmp_path: Path, place: FactPlace, margin: float
):
    decided = [decision(place)]
    assert ranker(tmp_path, gazetteer, margin).weigh(document, MENTIONS, NATIONS, decided) == [place]


def test_an_article_without_places_is_left_alone(document: Document, gazetteer: Gazetteer, tmp_path: Path):
    assert ranker(tmp_path, gazetteer).weigh(document, [], NATIONS, [decision(ruled())]) == [ruled()]


def test_built_in_trees_ask_for_the_columns_that_there_are():
    rules = RuleSet()
    ranking = PlaceRanker(rules, Gazetteer(rules))
    (model,) = rules.entries("en/place_ranking.toml", "model")
    trees = rules.entries("en/place_ranking.toml", "tree")
    assert tuple(model.fields["columns"]) == ranking.columns
    assert trees
    assert max(max(tree.fields["feature"]) for tree in trees) < len(ranking.columns)


def test_signals_are_named_as_in_the_rules_of_a_fact():
    place = FactPlace("KE", "Kenya", None, "mention:name", ("told_before", "level:country"))
    assert signals_of(place) == {"name", "told_before", "level_country"}
    assert key_of(place) == "KE"


def trees(tmp_path: Path, text: str) -> BoostedTrees:
    file = tmp_path / "en" / "trees.toml"
    file.parent.mkdir(parents=True)
    file.write_text(text, encoding="utf-8")
    return BoostedTrees(RuleSet(tmp_path).entries("en/trees.toml", "tree"))


def test_trees_of_unlike_depth_are_summed(tmp_path: Path):
    deep = (
        '[[tree]]\nid = "deep"\nfeature = [0, -1, 1, -1, -1]\nlimit = [2.0, 10.0, 0.5, 20.0, 30.0]\n'
        "left = [1, 0, 3, 0, 0]\nright = [2, 0, 4, 0, 0]\n"
    )
    leaf = '[[tree]]\nid = "leaf"\nfeature = [-1]\nlimit = [0.5]\nleft = [0]\nright = [0]\n'
    both = trees(tmp_path, deep + leaf)
    assert both.score([[2, 9], [3, 0], [3, 1]]) == [10.5, 20.5, 30.5]
    assert both.score([]) == []


def test_a_tree_with_unlike_arrays_is_refused(tmp_path: Path):
    with pytest.raises(RulesError, match=r"tree 'bad': .*fit_places"):
        trees(tmp_path, '[[tree]]\nid = "bad"\nfeature = [0, -1]\nlimit = [1.0]\nleft = [1]\nright = [1]\n')
