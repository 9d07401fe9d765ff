"""What a run takes from the file of the run before is what it would have reckoned."""

from __future__ import annotations

import marshal
import re
import zlib
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path
from threading import Event
from typing import Any

import pytest
import regex

from extract.finding.exclusions import load_exclusions
from extract.finding.periods import PeriodFinder
from extract.rules import endings, expressions, keeping
from extract.rules.endings import Ending
from extract.rules.expressions import compiled
from extract.rules.keeping import ENDING, EXPRESSION, VARIABLE, is_keeping, kept_between_runs, remembered
from extract.rules.loading import RuleSet

CODE = "0.1.0+code"
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
    """A folder, not made yet, for what is kept."""
    monkeypatch.setenv(VARIABLE, str(tmp_path / "cache"))
    return tmp_path / "cache"


def kept_in(folder: Path) -> dict[tuple[str, Any], Any]:
    """The entries of the file."""
    (file,) = folder.iterdir()
    return keeping._read(file, CODE)


def compile_all() -> list[re.Pattern[str]]:
    """The patterns of all cases, as a run that loads its rules gets them."""
    with kept_between_runs(CODE):
        return [compiled(expression, flags) for expression, flags in CASES]


def expected() -> list[re.Pattern[str]]:
    """Their patterns as `re` gives them: patterns are equal where their numbers are."""
    return [re.compile(expression, flags) for expression, flags in CASES]


def remember(key: str, value: object, code: str = CODE) -> object:
    """What a run gets that would reckon ``value``."""
    with kept_between_runs(code):
        return remembered("kind", key, lambda: value)


def test_a_second_run_takes_patterns_from_the_file(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = compile_all()
    assert len(kept_in(folder)) == len(CASES)
    monkeypatch.setattr(expressions, "_compile", lambda *_: pytest.fail("compiled again"))
    second = compile_all()
    assert first == second == expected()
    assert second[1].groupindex == {"low": 1, "high": 2}
    assert second[1].fullmatch("5-7")["high"] == "7"  # type: ignore[index]


ENDINGS = [(r"\bmore than\s$", re.IGNORECASE), (r"(?P<sign>US\$|\$)$", 0), (r"(?<!\w)(?i:yuan) $", 0)]


def end_all() -> list[Ending]:
    """The endings of all cases, as a run that loads its rules gets them."""
    with kept_between_runs(CODE):
        return [Ending(expression, flags) for expression, flags in ENDINGS]


def check_endings(made: list[Ending]) -> None:
    more, sign, yuan = made
    found = more.search("it is MORE than "), sign.search("paid US$"), yuan.search("30 YUAN ")
    assert [match and match.group() for match in found] == ["MORE than ", "US$", "YUAN "]
    assert found[1] is not None
    assert found[1].groupdict() == {"sign": "US$"}
    assert more.search("more than it") is None


def test_a_second_run_takes_endings_from_the_file(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    check_endings(end_all())
    assert {key[1:] for _, key in kept_in(folder)} == {(int(f), regex.__version__) for _, f in ENDINGS}
    monkeypatch.setattr(endings, "_compile", lambda *_: pytest.fail("compiled again"))
    check_endings(end_all())


@pytest.mark.parametrize("parts", [(), ("a", 0), ("a", "b", "c", "d", 1, 2, 3, 4, 5, 6, 7), 5, None])
def test_an_ending_whose_parts_are_broken_is_compiled_again(folder: Path, parts: object) -> None:
    end_all()
    (file,) = folder.iterdir()
    broken = dict.fromkeys(kept_in(folder), parts)
    file.write_bytes(zlib.compress(marshal.dumps((CODE, broken))))
    check_endings(end_all())


def test_endings_of_another_version_of_regex_are_not_taken(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    end_all()
    monkeypatch.setattr(regex, "__version__", "1.0")
    check_endings(end_all())
    assert len(kept_in(folder)) == 2 * len(ENDINGS)


def test_what_usual_numbers_need_is_made_while_rules_load(monkeypatch: pytest.MonkeyPatch) -> None:
    usual = ("3", "12", "2020", "1,000", "three", "Three")
    stages = load_exclusions(RuleSet(), ["three"])
    monkeypatch.setattr(endings, "_compiled", lambda *_: pytest.fail("compiled while reading"))
    for stage in stages.values():
        for number in usual:
            stage.candidates("about ", number, " of them")


def test_values_are_kept_by_kind_and_key_and_for_the_same_code(folder: Path) -> None:
    assert remember("a", ["first", frozenset({1})]) == ["first", frozenset({1})]
    assert remember("a", "later") == ["first", frozenset({1})]
    assert remember("b", "other key") == "other key"
    assert remember("a", "of other code", code="0.1.0+other") == "of other code"
    assert folder.is_dir()


def test_new_code_takes_expressions_along_and_nothing_else(folder: Path) -> None:
    remember("a", "value")
    compile_all()
    end_all()
    (file,) = folder.iterdir()
    assert {kind for kind, _ in keeping._read(file, CODE)} == {"kind", EXPRESSION, ENDING}
    assert {kind for kind, _ in keeping._read(file, "0.1.0+other")} == {EXPRESSION, ENDING}


def test_what_gives_nothing_is_kept_too(folder: Path) -> None:
    assert remember("a", []) == []
    assert remember("a", ["later"]) == []
    assert folder.is_dir()


def test_what_cannot_be_kept_does_not_stand_in_the_way_of_the_rest(folder: Path) -> None:
    with kept_between_runs(CODE):
        assert remembered("kind", "dated", lambda: {"day": date(2020, 1, 1)}) == {"day": date(2020, 1, 1)}
        remembered("kind", "plain", lambda: "value")
    assert list(kept_in(folder)) == [("kind", "plain")]


def test_the_file_is_written_only_where_there_is_something_new(folder: Path) -> None:
    compile_all()
    (file,) = folder.iterdir()
    before = file.stat().st_mtime_ns
    compile_all()
    assert file.stat().st_mtime_ns == before
    remember("a", "new")
    assert len(kept_in(folder)) == len(CASES) + 1


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"no zlib",
        zlib.compress(b"no marshal"),
        zlib.compress(marshal.dumps(["a list"])),
        zlib.compress(marshal.dumps((CODE, ["no entries"]))),
        zlib.compress(marshal.dumps((CODE, {(EXPRESSION, CASES[0]): "no parts"}))),
        zlib.compress(marshal.dumps((CODE, {(EXPRESSION, CASES[0]): (32, b"123", 0, {}, (None,))}))),
        zlib.compress(marshal.dumps((CODE, {(EXPRESSION, CASES[0]): (32, b"\xff" * 40, 0, {}, (None,))}))),
        zlib.compress(marshal.dumps((CODE, {(EXPRESSION, CASES[0]): (32, b"\0" * 8, -1, None, None)}))),
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


def test_threads_that_load_at_the_same_time_do_not_disturb_each_other(folder: Path) -> None:
    inside, left = Event(), Event()

    def load() -> list[re.Pattern[str]]:
        with kept_between_runs(CODE):
            inside.set()
            assert left.wait(10)
            assert is_keeping()
            return [compiled(expression, flags) for expression, flags in CASES]

    with ThreadPoolExecutor(1) as pool:
        slow = pool.submit(load)
        assert inside.wait(10)
        assert not is_keeping()
        assert compile_all() == expected()
        left.set()
        assert slow.result() == expected()
    assert len(kept_in(folder)) == len(CASES)


def test_an_expression_made_while_reading_is_compiled_by_re_and_not_kept(folder: Path) -> None:
    compile_all()
    assert compiled("of a text") is compiled("of a text")
    assert len(kept_in(folder)) == len(CASES)


def test_what_cannot_be_written_whole_leaves_nothing_behind(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", fail)
    assert compile_all() == expected()
    assert not list(folder.iterdir())


def test_an_empty_variable_keeps_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(VARIABLE, "")
    monkeypatch.chdir(tmp_path)
    assert compile_all() == expected()
    assert not list(tmp_path.iterdir())


def test_a_broken_expression_is_told_as_re_tells_it(folder: Path) -> None:
    broken = pytest.raises(re.error, match="missing \\), unterminated subpattern at position 0")
    with broken, kept_between_runs(CODE):
        compiled("(")
    assert not folder.exists()
    assert compile_all() == expected()


def test_entries_of_other_rules_do_not_pile_up(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keeping, "_MOST", 10)
    compile_all()
    with kept_between_runs(CODE):
        for number in range(8):
            compiled(f"other{number}")
    assert sorted(key[0] for _, key in kept_in(folder)) == [f"other{number}" for number in range(8)]


def test_expressions_of_rules_are_those_of_re(folder: Path) -> None:
    with kept_between_runs(CODE):
        PeriodFinder(RuleSet())
    kept = [key for kind, key in kept_in(folder) if kind == EXPRESSION]
    assert len(kept) > 100
    with kept_between_runs(CODE):
        for expression, flags in kept:
            assert compiled(expression, flags) == re.compile(expression, flags)


def test_rules_are_the_same_in_a_second_run(folder: Path) -> None:
    with kept_between_runs(CODE):
        first = RuleSet().entries("en/units.toml", "unit")
    with kept_between_runs(CODE):
        second = RuleSet().entries("en/units.toml", "unit")
    assert first == second == RuleSet().entries("en/units.toml", "unit")
    assert [kind for kind, _ in kept_in(folder)] == ["toml"]
