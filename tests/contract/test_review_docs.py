"""docs/review.md: its commands run in their order and show what it shows of them, its Python runs."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "review.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"^```(\w+)\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)
# Numbers, and names that hold them, change whenever a rule does; the rest of a line is as it is.
VARIES = re.compile(r"[\w.,-]*\d[\w.,-]*|\s+")
TELLING = ("corrected ", "applied ", "written ", "    topic: ", "    review: ", "    kind: ", "articles ")

pytestmark = pytest.mark.slow


def console() -> list[tuple[str, list[str]]]:
    """Each command with the lines that the page shows of its output."""
    found: list[tuple[str, list[str]]] = []
    for language, text in BLOCKS:
        for line in text.splitlines() if language == "console" else ():
            if line.startswith("$ "):
                found.append((line[2:], []))
            else:
                found[-1][1].append(line)
    return found


def run(folder: Path, *command: str) -> subprocess.CompletedProcess[str]:
    environment = os.environ | {"EXTRACT_REVIEWER": "Li", "COLUMNS": "100"}
    return subprocess.run(
        [sys.executable, *command], cwd=folder, env=environment, capture_output=True, text=True, check=False
    )


def plain(line: str) -> str:
    return VARIES.sub(" ", line).strip()


def test_commands_and_python_of_the_page_run(tmp_path: Path):
    shutil.copytree(ROOT / "corpus", tmp_path / "corpus")
    (rule,) = (text for language, text in BLOCKS if language == "toml")
    target = tmp_path / rule.splitlines()[0].removeprefix("# ")
    target.parent.mkdir(parents=True)
    target.write_text(rule, encoding="utf-8")
    commands = console()
    assert len(commands) >= 12
    first, *_ = (text for language, text in BLOCKS if language == "python")
    for command, shown in commands:
        if "rules try" in command:
            done = run(tmp_path, "-c", first)
            assert done.returncode == 0, done.stderr
        words = shlex.split(command)
        done = run(tmp_path, "-m", *words)
        assert done.returncode == (words[1] == "diff"), f"{command}: {done.stdout}{done.stderr}"
        found = {plain(line) for line in done.stdout.splitlines()}
        missing = [line for line in shown if line.startswith(TELLING) and plain(line) not in found]
        assert not missing, f"{command}: {done.stdout}"
