"""Every command and every piece of Python in README.md is run, in one folder, in its order."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")
BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
BLOCKS = BLOCK.findall(README)
COMMANDS = [
    line[2:].split("#")[0].strip()
    for language, text in BLOCKS
    if language == "console"
    for line in text.splitlines()
    if line.startswith("$ ")
]
PYTHON = [text for language, text in BLOCKS if language == "python"]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder as a reader of the README has it: the corpus, and the rule that it shows."""
    place = tmp_path_factory.mktemp("readme")
    shutil.copytree(ROOT / "corpus", place / "corpus")
    (rule,) = (text for language, text in BLOCKS if language == "toml")
    target = place / rule.splitlines()[0].removeprefix("# ")
    target.parent.mkdir(parents=True)
    target.write_text(rule, encoding="utf-8")
    return place


def test_readme_shows_commands_and_python():
    assert len(COMMANDS) >= 6
    assert len(PYTHON) >= 5


@pytest.mark.slow  # a minute: all of README, in one go
def test_commands_and_python_run_in_their_order(folder: Path):
    made = (ROOT / "Makefile").read_text(encoding="utf-8")
    for command in COMMANDS:
        words = command.split()
        if words[0] == "make":
            assert re.search(rf"^{words[1]}:", made, re.MULTILINE), f"no target {words[1]} in the Makefile"
            continue
        assert words[0] == "extract"
        done = subprocess.run(
            [sys.executable, "-m", *words], cwd=folder, capture_output=True, text=True, check=False
        )
        # A diff that finds something says so by its exit code.
        assert done.returncode == (words[1] == "diff"), f"{command}: {done.stderr}"
    for script in PYTHON:
        done = subprocess.run(
            [sys.executable, "-c", script], cwd=folder, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, f"{script}\n{done.stderr}"


def test_links_of_the_readme_lead_somewhere():
    targets = re.findall(r"\]\((?!http)([^)#]+)\)", README)
    assert targets
    assert not [target for target in targets if not (ROOT / target).exists()]
