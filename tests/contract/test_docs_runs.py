"""docs/runs.md and docs/delta.md: their commands and their Python run, in their order."""

from __future__ import annotations

import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
BLOCK = re.compile(r"^```(console|python)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """What a reader of the pages has: an output of two runs."""
    (tmp_path / "corpus").mkdir()
    for count in (2, 3):
        for file in sorted((ROOT / "corpus").glob("00*.txt"))[:count]:
            shutil.copy(file, tmp_path / "corpus")
        run(tmp_path, "extract run corpus --out output --keep 3")
    return tmp_path


def run(folder: Path, command: str) -> None:
    words = shlex.split(command)
    assert words[0] == "extract"
    call(folder, "-m", *words)


def call(folder: Path, *words: str) -> None:
    done = subprocess.run([sys.executable, *words], cwd=folder, capture_output=True, text=True, check=False)
    assert done.returncode == 0, f"{words}: {done.stderr}"


@pytest.mark.slow
@pytest.mark.parametrize("page", ["runs.md", "delta.md"])
def test_commands_and_python_of_the_page_run(folder: Path, page: str):
    blocks = BLOCK.findall((ROOT / "docs" / page).read_text(encoding="utf-8"))
    assert len(blocks) >= 2
    for language, text in blocks:
        if language == "python":
            call(folder, "-c", f"import extract\n{text}")
            continue
        for line in text.splitlines():
            run(folder, line.removeprefix("$ "))
