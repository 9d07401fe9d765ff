"""What is looked for by its beginnings is what the expression alone finds."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extract.finding.place_compass import CompassFinder
from extract.finding.place_context import alternatives
from extract.finding.place_gazetteer import Gazetteer
from extract.finding.place_settlements import SettlementFinder, stands_of
from extract.finding.starts import Starts, beginnings
from extract.linking.place_anchors import AnchorRules
from extract.linking.place_offices import Offices
from extract.rules.loading import RuleSet
from extract.rules.trees import prefix_tree, spell

_BLANK = r"[ \n]"
_TEXTS = st.text(alphabet="aab.A'é \n-", max_size=40)
_WORDS = st.lists(st.text(alphabet="aab. ", min_size=1, max_size=4), min_size=1, max_size=6)
_AHEAD, _TAILS = ("", r"(?<![^\W_])"), ("", r"(?!\w)", r"[ \n](?:a|b)")
_PIECES = (  # noqa: SIM905 - as text it can be read
    "the|The|the entire|this|its\nlow-income|world's|global|Here|breathe|é|-|\n|county|region|African"
    "|Africans|Chinese|state-wide|poverty prices|,|.|'|and|Hui|Tujia|Township|Town|township|village"
    "|Ethnic|of|in|Administrative Village|North|South|Northeast|West Bank|Commerce|Department"
    "|the Federal\nReserve|'s"
).split("|")


def test_words_begin_with_their_characters_and_white_space() -> None:
    words = [
        spell("the city", _BLANK),
        ["t", "h", "e", r"[ \n](?:a|b)"],
        ["t", r"[ \n]?"],
        spell("U.S.", " "),
    ]
    assert set(beginnings(words)) == {"the ", "the\n", "t", "U.S."}


def test_what_may_begin_with_anything_is_looked_for_everywhere() -> None:
    starts = Starts(re.compile(r"[ab]c"), beginnings([[r"[ab]", "c"]]))
    assert [match[0] for match in starts.finditer("ac bc", 0, 5)] == ["ac", "bc"]


@settings(deadline=None)
@given(_WORDS, _TEXTS, st.sampled_from(_AHEAD), st.sampled_from(_TAILS))
def test_any_words_are_found_as_by_the_expression(words: list[str], text: str, ahead: str, tail: str) -> None:
    heads = [(*spell(word, _BLANK), *([tail] if tail else [])) for word in words]
    pattern = re.compile(ahead + prefix_tree(heads))
    starts = Starts(pattern, beginnings(heads))
    for start, end in ((0, len(text)), (len(text) // 3, len(text) - 1)):
        found = [match.span() for match in starts.finditer(text, start, max(start, end))]
        assert found == [match.span() for match in pattern.finditer(text, start, max(start, end))]


@pytest.fixture(scope="module")
def of_rules() -> list[Starts]:
    rules = RuleSet()
    compass, offices = CompassFinder(rules), Offices(rules)
    settlements = SettlementFinder(rules, Gazetteer(rules))
    return [AnchorRules(rules)._words, offices._named, compass._regions, settlements._pattern]


@settings(deadline=None)
@given(st.lists(st.sampled_from(_PIECES), max_size=30).map(" ".join))
def test_words_of_the_rules_are_found_as_by_their_expressions(of_rules: list[Starts], text: str) -> None:
    for starts in of_rules:
        assert starts._automaton is not None
        found = [match.span() for match in starts.finditer(text, 0, len(text))]
        assert found == [match.span() for match in starts._pattern.finditer(text)]


_NAMES = st.lists(st.text(alphabet="ab'-", min_size=1, max_size=3), min_size=1, max_size=2).map(" ".join)


@settings(deadline=None)
@given(st.sets(_NAMES, min_size=1, max_size=4), st.text(alphabet="aabb'-_ \n", max_size=40))
def test_names_stand_where_one_expression_for_all_of_them_finds_them(names: set[str], view: str) -> None:
    pattern = re.compile(rf"(?<![\w'-])(?:{alternatives(names)})(?![\w-])")
    assert list(stands_of(view, names)) == [match.span() for match in pattern.finditer(view)]
