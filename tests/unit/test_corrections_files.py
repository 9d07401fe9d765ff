"""The file of corrections: it merges, and whatever is wrong with it is one line."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from extract.errors import RulesError
from extract.reviewing.corrections import COLUMNS, load_corrections, read_statements, write_statements
from extract.rules.loading import RuleSet
from extract.running.checking import check

HEAD = ",".join(COLUMNS)
# source, sentence, quote, occurrence, action, field, value, was, by, on, note, fingerprint
LINES = [
    'a.txt,"They built [3 dams], no more.",3 dams,1,set,topic,"big dams, old",-,Li,2026-01-02,,aa11',
    "a.txt,They built [3 dams].,3 dams,1,set,unit,dam,-,Li,2026-01-02,,aa11",
    "a.txt,They built [4 dams].,4 dams,2,reject,,,,Li,2026-01-02,no dam,bb22",
    "b/c.txt,It has [9 mills].,9 mills,1,accept,,count 9 mill | -,,Wang,2026-01-03,,cc33",
]


def write(folder: Path, *lines: str, head: str = HEAD) -> Path:
    file = folder / "corrections.csv"
    file.write_text("\n".join((head, *lines, "")), encoding="utf-8")
    return file


def test_lines_of_one_fact_are_one_correction(tmp_path: Path):
    write(tmp_path, *LINES)
    first, second, third = load_corrections([tmp_path]).corrections
    assert first.changes == {"topic": "big dams, old", "unit": "dam"}
    assert second.rejected
    assert third.accepted == "count 9 mill | -"
    assert len({one.id for one in (first, second, third)}) == 3


def test_the_order_of_lines_is_always_the_same(tmp_path: Path):
    write(tmp_path, *LINES)
    statements = read_statements(tmp_path / "corrections.csv")
    texts = set()
    for seed in range(5):
        random.Random(seed).shuffle(statements)  # noqa: S311 - any order will do
        write_statements(tmp_path / "again.csv", statements)
        texts.add((tmp_path / "again.csv").read_text(encoding="utf-8"))
    (text,) = texts
    assert len(text.splitlines()) == 5
    (tmp_path / "corrections.csv").write_text(text, encoding="utf-8")
    assert len(load_corrections([tmp_path])) == 3


def test_a_folder_without_corrections_has_none(tmp_path: Path):
    assert len(load_corrections([tmp_path])) == 0
    assert load_corrections([tmp_path]).digest_of("a.txt") == ""


@pytest.mark.parametrize(
    ("lines", "message"),
    [
        ([LINES[0], LINES[0].replace("big dams, old", "dams")], ":3: '3 dams' has another line, "),
        ([LINES[0], LINES[0]], "corrections.csv:2; delete one of the lines"),
        ([LINES[0], LINES[0].replace(",set,topic,", ",reject,,")], "settle it and leave one of them"),
        ([LINES[0].replace(",set,", ",change,")], ":2: action 'change'; write set, accept, reject"),
        ([LINES[0].replace(",topic,", ",colour,")], ":2: field 'colour'; there are kind"),
        ([LINES[0].replace(",1,set", ",0,set")], ":2: occurrence '0'; write 1 for the first"),
        ([LINES[1].replace(",unit,dam,", ",unit,-,")], ":2: unit cannot be empty"),
        ([LINES[1].replace(",unit,dam,", ",period_end,soon,")], "write a day such as 2019-12-31"),
        ([LINES[0].replace(",aa11", ",")], ":2: nothing in column 'fingerprint'; write lines with"),
        (['a.txt,"broken'], "mend the quotation marks"),
    ],
)
def test_what_is_wrong_is_one_line_that_names_it(lines: list[str], message: str, tmp_path: Path):
    write(tmp_path, *lines)
    with pytest.raises(RulesError) as caught:
        load_corrections([tmp_path])
    assert message in str(caught.value)
    assert str(tmp_path / "corrections.csv") in str(caught.value)


def test_a_file_of_other_columns_is_refused(tmp_path: Path):
    write(tmp_path, head="source,quote")
    with pytest.raises(RulesError, match="no column 'sentence'; the first line is source,sentence,quote"):
        load_corrections([tmp_path])


def test_rules_check_reads_corrections_too(tmp_path: Path):
    write(tmp_path, LINES[0].replace(",set,", ",change,"))
    with pytest.raises(RulesError, match="action 'change'"):
        check(RuleSet(tmp_path))


def test_corrections_do_not_change_the_digest_of_the_rules(tmp_path: Path):
    before = RuleSet(tmp_path).digest()
    write(tmp_path, *LINES)
    assert RuleSet(tmp_path).digest() == before
