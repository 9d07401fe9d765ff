"""The command line: help that teaches, one line for each error, exit codes, no waiting."""

from __future__ import annotations

import json
import math
import os
import pty
import re
import resource
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import click
import pytest

import extract
from extract.cli import run as run_module
from extract.cli.main import cli, run_cli
from extract.cli.options import parse_limit
from extract.running.options import RunKeywords
from extract.running.pipelines import Pipeline
from extract.running.runs import run

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "unit"))
from fake_pipeline import fake_pipeline  # the small pipeline of the unit tests

UNIT = str(Path(__file__).resolve().parents[1] / "unit")
ARGUMENTS = [
    [],
    ["--help"],
    ["run", "--help"],
    ["run"],
    ["run", "nowhere", "--out", "x"],
    ["run", ".", "--out", "x", "--rules", "nowhere"],
    ["text", "nowhere"],
]
HEAVY = ("spacy", "pandas", "pyarrow", "pint", "dateparser", "numpy", "rich", "charset_normalizer")


def commands() -> Iterator[tuple[str, click.Command]]:
    def walk(path: str, command: click.Command) -> Iterator[tuple[str, click.Command]]:
        yield path, command
        if isinstance(command, click.Group):
            for name, inner in command.commands.items():
                yield from walk(f"{path} {name}".strip(), inner)

    return walk("", cli)


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    def load(*_: object) -> Pipeline:
        return fake_pipeline()

    monkeypatch.setattr("extract.running.pipelines.load_pipeline", load)


@pytest.fixture
def dump(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    folder = tmp_path / "dump"
    folder.mkdir()
    (folder / "a.txt").write_text("In 2019 Chengkou had 12 villages and 300 km of road.")
    (folder / "empty.txt").write_text("")
    return folder


@pytest.mark.parametrize("arguments", ARGUMENTS)
def test_help_and_usage_errors_answer_without_loading_anything_heavy(arguments: list[str], tmp_path: Path):
    code = (
        "import sys\n"
        "from extract.cli.main import run_cli\n"
        f"run_cli({arguments!r})\n"
        f"print([name for name in {HEAVY!r} if name in sys.modules])\n"
    )
    ran = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=tmp_path
    )
    assert ran.stdout.splitlines()[-1] == "[]"


def test_help_takes_less_than_a_third_of_a_second():
    """Of processor time: the machine may be busy with other tests."""

    def once() -> float:
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        subprocess.run([sys.executable, "-m", "extract", "--help"], capture_output=True, check=True)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime

    assert min(once() for _ in range(5)) < 0.3


@pytest.mark.parametrize(("path", "command"), list(commands()), ids=lambda value: str(value)[:20])
def test_every_command_and_option_is_explained(path: str, command: click.Command):
    assert command.help, path
    assert "\n" in command.help or isinstance(command, click.Group), f"{path}: no example"
    for parameter in command.params:
        if isinstance(parameter, click.Option):
            assert parameter.help, f"{path} {parameter.name}"
            assert parameter.help.endswith("."), f"{path} {parameter.name}"


@pytest.mark.parametrize(
    ("arguments", "contents"),
    [
        ([], ["extract text article.txt", "extract run articles/", "Exit codes", "EXTRACT_DEBUG"]),
        (["run"], ["Examples:", "--prune", "--max-failures", "--rules", "--published", "--collection"]),
        (["text"], ["Examples:", "--json", "extract text -"]),
        (["rules", "check"], ["Examples:", "--rules my-rules/"]),
    ],
)
def test_help_teaches(arguments: list[str], contents: list[str], capsys: pytest.CaptureFixture[str]):
    assert run_cli([*arguments, "--help"]) == 0
    shown = capsys.readouterr().out
    assert not [text for text in contents if text not in shown]
    assert max(map(len, shown.splitlines())) <= 100


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["run", "nowhere", "--out", "o"], "no such input 'nowhere'; name a folder, a file"),
        (["run", "dump"], "Missing option '--out'; see 'extract run --help'"),
        (["run", "dump", "--out", "dump"], "holds 'a.txt' and is no output of extract; name a new"),
        (["run", "dump", "--out", "dump/a.txt"], "is a file; name a new or empty folder"),
        (["run", "dump", "--out", "o", "--published", "2020"], "'2020' is no date; write it as 2020-10-23"),
        (["run", "dump", "--out", "o", "--max-failures", "few"], "'few' is neither a number such as 10 nor"),
        (["run", "dump", "--out", "o", "--rules", "none"], "none: no such rules folder"),
        (["run", "dump", "--out", "o", "--verbose"], "No such option '--verbose'; see 'extract run --help'"),
        (["text", "dump/empty.txt"], "the file is empty; name a file of plain text"),
        (["text", "nowhere"], "no such input 'nowhere'"),
        (["rum"], "No such command 'rum'"),
    ],
)
@pytest.mark.usefixtures("dump")
def test_errors_are_one_line_that_names_the_remedy(
    arguments: list[str], message: str, capsys: pytest.CaptureFixture[str]
):
    assert run_cli(arguments) == 2
    shown = capsys.readouterr()
    assert shown.out == ""
    assert len(shown.err.splitlines()) == 1
    assert shown.err.startswith("extract: ")
    assert message in shown.err
    assert not Path("o").exists()


@pytest.mark.usefixtures("small", "dump")
def test_run_prints_a_summary(capsys: pytest.CaptureFixture[str]):
    assert run_cli(["run", "dump", "--out", "o"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert [line.split()[0] for line in lines] == [
        *("articles", "facts", "rejections", "failures", "time", "output"),
    ]
    assert lines[0] == "articles   1 new, 0 replaced, 0 unchanged"
    assert lines[1] == "facts      2: 1 count, 1 measure"
    assert lines[2] == "rejections 1: 1 year"
    assert lines[3] == "failures   1 (see o/failures; the next run tries again)"
    assert "words/s" in lines[4]
    assert lines[5] == "output     o: 1 articles, 2 facts"


@pytest.mark.usefixtures("small", "dump")
def test_quiet_run_prints_nothing(capsys: pytest.CaptureFixture[str]):
    assert run_cli(["run", "dump", "--out", "o", "-q"]) == 0
    assert capsys.readouterr() == ("", "")


@pytest.mark.usefixtures("small", "dump")
def test_too_many_failures_end_with_3_after_the_summary(capsys: pytest.CaptureFixture[str]):
    assert run_cli(["run", "dump", "--out", "o", "--max-failures", "10%"]) == 3
    shown = capsys.readouterr()
    assert shown.out.startswith("articles   1 new")
    assert shown.err.startswith("extract: 1 failures of 2 articles are more than --max-failures allows")


@pytest.mark.usefixtures("small", "dump")
def test_an_unexpected_error_is_one_line_unless_debugging(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
):
    def fail(*_: object) -> Pipeline:
        raise ZeroDivisionError("of all things")

    monkeypatch.setattr("extract.running.pipelines.load_pipeline", fail)
    assert run_cli(["run", "dump", "--out", "o"]) == 1
    assert capsys.readouterr().err == (
        "extract: unexpected ZeroDivisionError: of all things; "
        "set EXTRACT_DEBUG=1 to see where, and please report it\n"
    )
    monkeypatch.setenv("EXTRACT_DEBUG", "1")
    with pytest.raises(ZeroDivisionError):
        run_cli(["run", "dump", "--out", "o"])


@pytest.mark.usefixtures("small", "dump")
def test_ctrl_c_is_one_line(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch):
    def interrupt(*_: object) -> Pipeline:
        raise KeyboardInterrupt

    monkeypatch.setattr("extract.running.pipelines.load_pipeline", interrupt)
    assert run_cli(["run", "dump", "--out", "o"]) == 130
    assert capsys.readouterr().err.strip() == "extract: stopped; run the same command to go on"


@pytest.mark.usefixtures("small", "dump")
def test_text_prints_a_table_or_json(capsys: pytest.CaptureFixture[str]):
    assert run_cli(["text", "dump/a.txt"]) == 0
    table = capsys.readouterr().out
    assert table.split()[:3] == ["quote", "value", "unit"]
    assert "Muliang Town" in table
    assert run_cli(["text", "dump/a.txt", "--json", "--published", "2020-10-23"]) == 0
    first, second = map(json.loads, capsys.readouterr().out.splitlines())
    assert (first["quote"], second["base_low"], second["published"]) == ("12", 300_000.0, "2020-10-23")


def test_a_reader_that_goes_away_is_no_error_worth_a_line(dump: Path):
    code = (
        f"import sys; sys.path.insert(0, {UNIT!r})\n"
        "from fake_pipeline import fake_pipeline\n"
        "import extract.running.pipelines as p; p.load_pipeline = lambda *_: fake_pipeline()\n"
        "from extract.cli import main; main(['text', sys.argv[1], '--json'])\n"
    )
    (dump / "long.txt").write_text("300 km " * 300)
    process = subprocess.Popen(
        [sys.executable, "-c", code, str(dump / "long.txt")], stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    assert process.stdout is not None
    process.stdout.read(10)
    process.stdout.close()
    assert process.stderr is not None
    assert process.stderr.read() == b""
    assert process.wait() == 1


def test_version_is_that_of_the_package(capsys: pytest.CaptureFixture[str]):
    assert run_cli(["--version"]) == 0
    assert re.fullmatch(r"extract \d+\.\d+\.\d+\S*\n", capsys.readouterr().out)


def test_the_twin_in_python_has_every_option():
    options = {parameter.name for parameter in run_module.run_command.params}
    told = {"quiet", "log_json", "metrics", "what_changes"}
    keywords = run.__annotations__.keys() - {"options"} | RunKeywords.__annotations__.keys()
    assert options - told | {"progress", "listener", "return"} == keywords


def test_import_of_the_package_is_light_and_public_names_exist():
    code = (
        "import sys, extract\n"
        "print([name for name in ('spacy', 'pyarrow', 'pandas') if name in sys.modules])\n"
        "print([callable(getattr(extract, name)) for name in extract.__all__])\n"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ran.stdout.splitlines() == ["[]", str([True] * len(extract.__all__))]


@pytest.mark.parametrize(
    ("value", "expected"), [("10", 10.0), ("1%", 0.01), ("0.05", 0.05), ("0", 0.0), ("100%", math.inf)]
)
def test_max_failures_reads_numbers_and_shares(value: str, expected: float):
    assert parse_limit(value) == expected


def test_progress_bar_shows_on_a_terminal_only(dump: Path):
    code = (
        f"import sys; sys.path.insert(0, {UNIT!r})\n"
        "from fake_pipeline import fake_pipeline\n"
        "import extract.running.pipelines as p; p.load_pipeline = lambda *_: fake_pipeline()\n"
        "from extract.cli import main; main(['run', sys.argv[1], '--out', 'o'])\n"
    )
    parent, child = pty.openpty()
    ran = subprocess.run(
        [sys.executable, "-c", code, str(dump)],
        stdout=subprocess.PIPE,
        stderr=child,
        check=True,
        env={**os.environ, "TERM": "xterm", "COLUMNS": "80"},
    )
    os.close(child)
    shown = os.read(parent, 100_000).decode()
    os.close(parent)
    assert "articles" in shown
    assert "2/2" in shown
    assert ran.stdout.startswith(b"articles   1 new")


@pytest.mark.parametrize(
    ("problems", "code", "shown"),
    [([], 0, "1,234 examples hold\n"), (["units.toml:3: mu: found 5, expected 6"], 2, "units.toml:3: mu: ")],
)
def test_rules_check_names_each_problem(
    problems: list[str],
    code: int,
    shown: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
):
    checking = SimpleNamespace(check=lambda _: (problems, 1_234))
    monkeypatch.setitem(sys.modules, "extract.running.checking", checking)
    assert run_cli(["rules", "check"]) == code
    assert capsys.readouterr().out.startswith(shown)


def test_a_terminal_without_unicode_shows_codes(dump: Path):
    (dump / "b.txt").write_text("\u4e03 300 km")
    code = (
        f"import sys; sys.path.insert(0, {UNIT!r})\n"
        "from fake_pipeline import fake_pipeline\n"
        "import extract.running.pipelines as p; p.load_pipeline = lambda *_: fake_pipeline()\n"
        "from extract.cli import main; main(['text', sys.argv[1], '--json'])\n"
    )
    ran = subprocess.run(
        [sys.executable, "-c", code, str(dump / "b.txt")],
        capture_output=True,
        check=True,
        env={**os.environ, "PYTHONIOENCODING": "latin-1"},
    )
    assert b"\\u4e03 300 km" in ran.stdout
