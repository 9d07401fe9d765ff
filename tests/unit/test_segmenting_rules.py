"""Every rule of the segment stage matches its examples and leaves its counter-examples alone."""

from __future__ import annotations

import re
from pathlib import Path
from string import ascii_lowercase

import pytest
import regex

from extract.errors import RulesError
from extract.rules.loading import Entry, RuleSet
from extract.segmenting import SegmentRules, load_segment_rules
from extract.segmenting.rules import Rule, Token
from extract.segmenting.sentences import sentence_spans
from extract.segmenting.view import plain_view

RULESET = RuleSet()
RULES = load_segment_rules(RULESET)
FOLDER = "en/segments/"
LINE_SCOPES = {"line", "footer", "end", "notes", "comments", "reply"}


def entries(file: str, table: str) -> list[Entry]:
    found = RULESET.entries(f"{FOLDER}{file}.toml", table)
    assert found, f"no [[{table}]] in {file}"
    return found


def strings(items: list[Entry], key: str) -> list[object]:
    pairs = [(e.id, text) for e in items for text in e.fields.get(key, ())]
    assert pairs
    return [pytest.param(*pair, id=f"{pair[0]}:{pair[1][:30]}") for pair in pairs]


def cue_rule(identifier: str) -> Rule:
    known = [
        *RULES.cues.rules,
        *(rule for _, rule in RULES.cues.searched),
        *RULES.headings,
        *RULES.page.datelines,
    ]
    return next(rule for rule in known if rule.id == identifier)


def is_line_rule(identifier: str) -> bool:
    return any(rule.id == identifier for rule in RULES.lines.rules)


def matches(identifier: str, text: str) -> bool:
    view = plain_view(text)
    if is_line_rule(identifier):
        rule = next(rule for rule in RULES.lines.rules if rule.id == identifier)
        return rule.regex.fullmatch(view) is not None
    rule = cue_rule(identifier)
    flags = rule.regex.flags
    starts = [m for entry in FURNITURE if entry.id == identifier for m in entry.fields.get("starts", ())]
    if not starts:
        return rule.regex.search(view) is not None
    at = [m.start() for start in starts for m in re.finditer(re.escape(start), view, re.IGNORECASE)]
    assert flags is not None
    return any(rule.regex.match(view, position) for position in at)


FURNITURE = [
    *entries("furniture", "furniture"),
    *entries("structure", "line_kind"),
    *entries("structure", "credit"),
    *entries("structure", "heading"),
    *entries("metadata", "dateline"),
]
TOKENS = entries("metadata", "metadata")
DATES = entries("metadata", "date")
ABBREVIATIONS = entries("sentences", "abbreviation")


@pytest.mark.parametrize(("identifier", "text"), strings(FURNITURE, "examples"))
def test_rule_matches_its_example(identifier: str, text: str):
    assert matches(identifier, text)


@pytest.mark.parametrize(("identifier", "text"), strings(FURNITURE, "counter_examples"))
def test_rule_leaves_its_counter_example(identifier: str, text: str):
    assert not matches(identifier, text)


@pytest.mark.parametrize(("identifier", "text"), strings(FURNITURE, "counter_examples"))
def test_no_line_rule_takes_a_counter_example(identifier: str, text: str):
    view = plain_view(text)
    found = RULES.lines.match(view, 0, len(view))
    assert found is None or found.kind != "furniture", identifier


def token(identifier: str) -> Token:
    return next(found for found in RULES.page.tokens if found.id == identifier)


@pytest.mark.parametrize(("identifier", "text"), strings(TOKENS, "examples"))
def test_byline_token_matches_its_example(identifier: str, text: str):
    assert token(identifier).regex.match(plain_view(text))


@pytest.mark.parametrize(("identifier", "text"), strings(TOKENS, "counter_examples"))
def test_byline_token_leaves_its_counter_example(identifier: str, text: str):
    assert not token(identifier).regex.match(plain_view(text))


def date_regex(identifier: str) -> re.Pattern[str]:
    return RULES.page.dates[[entry.id for entry in DATES].index(identifier)]


@pytest.mark.parametrize(("identifier", "text"), strings(DATES, "examples"))
def test_date_matches_its_example(identifier: str, text: str):
    assert date_regex(identifier).fullmatch(text)


@pytest.mark.parametrize(("identifier", "text"), strings(DATES, "counter_examples"))
def test_date_leaves_its_counter_example(identifier: str, text: str):
    assert not date_regex(identifier).search(text)


@pytest.mark.parametrize(
    "marked",
    [text for e in ABBREVIATIONS for key in ("examples", "counter_examples") for text in e.fields[key]],
)
def test_abbreviation_ends_sentences_as_its_examples_say(marked: str):
    wanted = re.findall(r"<s>(.*?)</s>", marked)
    assert wanted
    text = " ".join(wanted)
    assert [text[s:e] for s, e in sentence_spans(text, 0, len(text), RULES)] == wanted


def test_every_furniture_rule_has_examples_and_counter_examples():
    bare = [e.id for e in FURNITURE if not (e.fields.get("examples") and e.fields.get("counter_examples"))]
    assert bare == []


@pytest.mark.parametrize(
    ("entry", "told"),
    [
        ('id = "x"\nscope = "line"\npattern = "(a"\n', "does not compile"),
        (
            'id = "x"\nscope = "page"\npattern = "a"\n',
            "use line, footer, end, notes, comments, reply, span",
        ),
        ('id = "x"\nscope = "tail"\npattern = "a"\n', "starts"),
        ('id = "x"\nscope = "line"\n', "pattern"),
    ],
)
def test_broken_rule_is_a_one_line_error_with_file_and_remedy(tmp_path: Path, entry: str, told: str):
    file = tmp_path / "en" / "segments" / "furniture.toml"
    file.parent.mkdir(parents=True)
    file.write_text(f"[[furniture]]\n{entry}", encoding="utf-8")
    with pytest.raises(RulesError, match=r"furniture\.toml:2") as caught:
        load_segment_rules(RuleSet(tmp_path))
    assert told in str(caught.value)
    assert "\n" not in str(caught.value)


def test_overlay_adds_a_furniture_rule(tmp_path: Path):
    file = tmp_path / "en" / "segments" / "furniture.toml"
    file.parent.mkdir(parents=True)
    file.write_text(
        '[[furniture]]\nid = "ours"\nscope = "line"\npattern = "printed in .*"\n', encoding="utf-8"
    )
    rules: SegmentRules = load_segment_rules(RuleSet(tmp_path))
    found = rules.lines.match("Printed in Lima", 0, 15)
    assert found is not None
    assert found.id == "ours"


def test_opening_lead_leaves_out_no_way_that_a_strong_token_begins():
    """What is no lead, in small letters, cannot be gone on with to what a strong token matches."""
    atoms = {e.id: e.fields["pattern"] for e in RULESET.entries(f"{FOLDER}metadata.toml", "atom")}
    lead = re.compile(atoms["opening_lead"])
    strong = [token.regex.pattern for token in RULES.page.tokens if token.strong]
    assert strong
    for pattern in strong:
        token = regex.compile(re.sub(r"\(\?P<\w+>", "(", pattern))
        starts = [""]
        for _ in range(3):
            grown = (start + char for start in starts for char in f"{ascii_lowercase} -'.:0")
            starts = [start for start in grown if token.match(start, partial=True)]
        letters = [start for start in starts if start[0] in ascii_lowercase]
        assert [start for start in letters if not lead.match(start)] == []
