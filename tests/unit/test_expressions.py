"""Expressions that come from the file of a run before are those that `re` would make."""

from __future__ import annotations

import marshal
import re
import zlib
from pathlib import Path

import pytest

from extract.finding.periods import PeriodFinder
from extract.rules import expressions
from extract.rules.expressions import VARIABLE, compiled, kept_expressions
from extract.rules.loading import RuleSet

CASES = [
    (r"\d+", 0),
    (r"(?P<low>\d+)(?:-(?P<high>\d+))?", 0),
    (r"\bmore than\b", re.IGNORECASE),
    (r"(?i:yuan)|RMB(?!\w)", 0),
    (r"^\s*#", re.MULTILINE | re.VERBOSE),
    ("[零一二三四五六七八九十百千万亿]+|[^\\W\\d_]{3,}?x", re.ASCII),
    (r"(?<=\d)(?:%|‰)|(\w)\1", re.DOTALL),
]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder for what is kept."""
    monkeypatch.setenv(VARIABLE, str(tmp_path / "cache"))
    return tmp_path / "cache"


def compile_all() -> list[re.Pattern[str]]:
    """The patterns of all cases, as a run that loads its rules gets them."""
    with kept_expressions():
        return [compiled(expression, flags) for expression, flags in CASES]


def expected() -> list[re.Pattern[str]]:
    """Their patterns as `re` gives them: patterns are equal where their numbers are."""
    return [re.compile(expression, flags) for expression, flags in CASES]


def test_a_second_run_takes_patterns_from_the_file(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = compile_all()
    assert len(list(folder.iterdir())) == 1
    monkeypatch.setattr(expressions, "_compile", lambda *_: pytest.fail("compiled again"))
    second = compile_all()
    assert first == second == expected()
    assert second[1].groupindex == {"low": 1, "high": 2}
    assert second[1].fullmatch("5-7")["high"] == "7"  # type: ignore[index]


def test_the_file_is_written_only_where_there_is_something_new(folder: Path) -> None:
    compile_all()
    (file,) = folder.iterdir()
    before = file.stat().st_mtime_ns
    compile_all()
    assert file.stat().st_mtime_ns == before
    with kept_expressions():
        compiled("something new")
    assert file.stat().st_mtime_ns > before
    assert len(expressions._read(file)) == len(CASES) + 1


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"no zlib",
        zlib.compress(b"no marshal"),
        zlib.compress(marshal.dumps(["a list"])),
        zlib.compress(marshal.dumps({CASES[0]: "no parts"})),
        zlib.compress(marshal.dumps({CASES[0]: (32, b"123", 0, {}, (None,))})),
        zlib.compress(marshal.dumps({CASES[0]: (32, b"\xff" * 40, 0, {}, (None,))})),
        zlib.compress(marshal.dumps({CASES[0]: (32, b"\0" * 8, -1, None, None)})),
    ],
)
def test_a_broken_file_costs_time_and_nothing_else(folder: Path, content: bytes) -> None:
    compile_all()
    (file,) = folder.iterdir()
    file.write_bytes(content)
    assert compile_all() == expected()
    assert compile_all() == expected()


def test_a_folder_that_cannot_be_written_to_is_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").write_text("in the way")
    monkeypatch.setenv(VARIABLE, str(tmp_path / "file"))
    assert compile_all() == expected()
    assert (tmp_path / "file").read_text() == "in the way"


def test_an_empty_variable_keeps_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(VARIABLE, "")
    monkeypatch.chdir(tmp_path)
    assert compile_all() == expected()
    assert not list(tmp_path.iterdir())


def test_a_broken_expression_is_told_as_re_tells_it(folder: Path) -> None:
    with (
        pytest.raises(re.error, match="missing \\), unterminated subpattern at position 0"),
        kept_expressions(),
    ):
        compiled("(")
    assert not folder.exists()
    assert compile_all() == expected()


def test_expressions_of_other_rules_do_not_pile_up(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(expressions, "_MOST", 10)
    compile_all()
    with kept_expressions():
        for number in range(8):
            compiled(f"other{number}")
    (file,) = folder.iterdir()
    kept = expressions._read(file)
    assert sorted(expression for expression, _ in kept) == [f"other{number}" for number in range(8)]


def test_expressions_of_rules_are_those_of_re(folder: Path, ruleset: RuleSet) -> None:
    with kept_expressions():
        PeriodFinder(ruleset)
    (file,) = folder.iterdir()
    kept = expressions._read(file)
    assert len(kept) > 100
    with kept_expressions():
        for expression, flags in kept:
            assert compiled(expression, flags) == re.compile(expression, flags)
