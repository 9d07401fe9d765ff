"""The project as a whole: nothing of one machine in it, sizes, licences, the lock."""

import ast
import re
import subprocess
import tomllib
from importlib import metadata
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
LOCK = ROOT / "requirements" / "lock.txt"
CLUSTERS_LOCK = ROOT / "requirements" / "lock-clusters.txt"

MAX_MODULE_LINES = 400
MAX_FUNCTION_LINES = 50

# A path of somebody's machine: it starts a word, so that a URL's path or `src/work/x` is none.
MACHINE_PATH = re.compile(r"(?<![\w./~*-])(?:/(?:work|root|home|Users)/\w|[A-Z]:\\Users\\)")
# Hosts that serve packages: which index to ask is a setting of the machine, not of the project.
INDEX_HOST = re.compile(
    r"(?:pypi|pythonhosted|anaconda|npmjs|yarnpkg|jsdelivr|unpkg|debian|ubuntu|conda-forge)\.(?:org|com|io|net)\b"
    r"|--(?:extra-)?index-url\b|--find-links\b|/pypi/simple"
)
# This file spells the patterns out in its cases.
SPELLS_THEM_OUT = Path(__file__).resolve()

PERMISSIVE = re.compile(
    r"\b(?:MIT|BSD|Apache|ISC|PSF|Python Software Foundation|Zlib|Unlicense|0BSD)\b", re.IGNORECASE
)
COPYLEFT = re.compile(r"\b[AL]?GPL|General Public License|\bEUPL|\bSSPL", re.IGNORECASE)


def project_files() -> list[Path]:
    """What git tracks; in an unpacked archive, without git, all that is no build or cache folder."""
    if (ROOT / ".git").exists():
        listed = subprocess.run(
            ["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True, text=True
        )
        files = [ROOT / name for name in listed.stdout.split("\0") if name]
    else:
        made = re.compile(r"(?:\.|output/|build/|dist/|htmlcov/|.*__pycache__/)(?!ci/|gitkeep)")
        files = [f for f in ROOT.rglob("*") if not made.match(f.relative_to(ROOT).as_posix())]
    return sorted(file for file in files if file.is_file())


def python_files(*folders: str) -> list[Path]:
    return [f for f in project_files() if f.suffix == ".py" and f.relative_to(ROOT).parts[0] in folders]


def foreign_lines(text: str) -> list[str]:
    return [
        line.strip() for line in text.splitlines() if MACHINE_PATH.search(line) or INDEX_HOST.search(line)
    ]


def long_functions(code: str) -> list[str]:
    functions = (
        n for n in ast.walk(ast.parse(code)) if isinstance(n, ast.FunctionDef | ast.AsyncFunctionDef)
    )
    sizes = {
        f"{node.name}, line {node.lineno}": (node.end_lineno or 0) - node.lineno + 1 for node in functions
    }
    return [f"{name}: {lines} lines" for name, lines in sizes.items() if lines > MAX_FUNCTION_LINES]


def licence_of(name: str) -> str:
    """The licence as a package states it: the expression, else the old field's first line and classifiers."""
    about = metadata.metadata(name)
    if expression := about.get("License-Expression"):
        return str(expression)
    old_field = (about.get("License") or "").strip().partition("\n")[0]
    classifiers = [c for c in about.get_all("Classifier") or [] if c.startswith("License ::")]
    return "; ".join(filter(None, [old_field, *classifiers]))


def is_permissive(licence: str) -> bool:
    return bool(PERMISSIVE.search(licence)) and not COPYLEFT.search(licence)


def runtime_closure() -> dict[str, str]:
    """Every package that an install of the project brings, with its licence."""
    waiting = [canonicalize_name(Requirement(line).name) for line in PROJECT["dependencies"]]
    found: dict[str, str] = {}
    while waiting:
        name = waiting.pop()
        if name in found:
            continue
        found[name] = licence_of(name)
        needs = map(Requirement, metadata.requires(name) or [])
        waiting += [
            canonicalize_name(r.name) for r in needs if not r.marker or r.marker.evaluate({"extra": ""})
        ]
    return found


def locked_versions(lock: Path = LOCK) -> dict[str, str]:
    pins = re.findall(r"^([\w.-]+)==([\w.+!]+)", lock.read_text(encoding="utf-8"), re.MULTILINE)
    return {canonicalize_name(name): version for name, version in pins}


def test_files_name_no_machine_and_no_package_index():
    files = [file for file in project_files() if file != SPELLS_THEM_OUT]
    assert len(files) > 20
    found = {
        str(file.relative_to(ROOT)): lines
        for file in files
        if (lines := foreign_lines(file.read_bytes().decode("utf-8", errors="replace")))
    }
    assert found == {}


@pytest.mark.parametrize(
    "line",
    [
        "DATA = '/root/data'",
        "open(/home/anna/x.csv)",
        "`/Users/anna`",
        r"path = C:\Users\anna",
        "https://files.pythonhosted.org/packages/x",
        "--extra-index-url file:///somewhere",
        "see pypi.org",
    ],
)
def test_foreign_line_is_found(line: str):
    assert foreign_lines(f"first\n{line}\nlast") == [line]


@pytest.mark.parametrize(
    "line", ["https://example.org/home/anna", "src/work/x", "~/articles", "/usr/bin/env", "root/data"]
)
def test_harmless_line_is_none(line: str):
    assert foreign_lines(line) == []


@pytest.mark.parametrize(
    "file", python_files("src", "tools", "benchmarks"), ids=lambda f: str(f.relative_to(ROOT))
)
def test_modules_and_functions_stay_small(file: Path):
    code = file.read_text(encoding="utf-8")
    lines = len(code.splitlines())
    assert lines <= MAX_MODULE_LINES
    assert long_functions(code) == []


def test_long_function_is_found():
    body = "    x = 1\n" * MAX_FUNCTION_LINES
    assert long_functions(f"def short():\n    return 1\n\nclass A:\n  def long(self):\n{body}") == [
        "long, line 5: 51 lines"
    ]


@pytest.mark.parametrize("dependency", PROJECT["dependencies"])
def test_direct_dependency_has_a_permissive_licence(dependency: str):
    licence = licence_of(Requirement(dependency).name)
    assert is_permissive(licence), licence


def test_no_dependency_of_a_dependency_is_copyleft():
    closure = runtime_closure()
    assert len(closure) > len(PROJECT["dependencies"])
    assert {name: licence for name, licence in closure.items() if COPYLEFT.search(licence)} == {}
    assert [name for name, licence in closure.items() if not licence] == []


@pytest.mark.parametrize(
    ("licence", "permissive"),
    [
        ("BSD-3-Clause", True),
        ("Apache 2.0", True),
        ("License :: OSI Approved :: MIT License", True),
        ("LGPL-2.1-or-later", False),
        ("GNU General Public License v3 (GPLv3)", False),
        ("MIT; License :: OSI Approved :: GNU Affero General Public License v3", False),
        ("Proprietary", False),
        ("", False),
    ],
)
def test_licence_is_judged(licence: str, permissive: bool):
    assert is_permissive(licence) is permissive


def test_lock_fits_pyproject():
    locked = locked_versions()
    wanted = [*PROJECT["dependencies"], *PROJECT["optional-dependencies"]["dev"]]
    misfits = [
        line
        for line in wanted
        if not (need := Requirement(line)).specifier.contains(locked.get(canonicalize_name(need.name), "0"))
    ]
    assert wanted
    assert misfits == [], "run `make lock`"


def test_lock_of_the_clusters_only_adds_to_the_lock():
    more = locked_versions(CLUSTERS_LOCK)
    assert {"pyspark", "ray"} <= more.keys()
    assert {name: more.get(name) for name in locked_versions()} == locked_versions()


@pytest.mark.parametrize("lock", [LOCK, CLUSTERS_LOCK], ids=lambda lock: lock.name)
def test_lock_gives_every_package_one_version_and_hashes(lock: Path):
    entries = re.split(r"\n(?=\w)", lock.read_text(encoding="utf-8").partition("make lock\n")[2])
    assert len(entries) > len(PROJECT["dependencies"])
    unhashed = [
        e.splitlines()[0]
        for e in entries
        if not re.match(r"[\w.-]+==\S.*\\\n +--hash=sha256:[0-9a-f]{64}", e)
    ]
    assert unhashed == []
    assert len(entries) == len(locked_versions(lock))


def test_notice_names_every_source_of_shipped_data():
    sources = tomllib.loads((ROOT / "rules" / "places" / "naming.toml").read_text(encoding="utf-8"))["source"]
    notice = (ROOT / "NOTICE").read_text(encoding="utf-8")
    assert sources
    assert [source["id"] for source in sources if source["id"] not in notice] == []
