"""Every command and every piece of Python in docs/report.md is run, in its order; its pictures are there."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "report.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"^```(console|python)\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)
MAX_PICTURE_BYTES = 300_000


def steps() -> list[list[str]]:
    found: list[list[str]] = []
    for language, text in BLOCKS:
        if language == "python":
            found.append(["-c", text])
        else:
            found += [["-m", *line[2:].split()] for line in text.splitlines() if line.startswith("$ ")]
    return found


@pytest.mark.slow
def test_commands_and_python_run_in_their_order(tmp_path: Path):
    shutil.copytree(ROOT / "corpus", tmp_path / "corpus")
    assert len(steps()) >= 5
    for step in steps():
        done = subprocess.run(
            [sys.executable, *step], cwd=tmp_path, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, f"{step}: {done.stderr}"
    assert (tmp_path / "review" / "data").is_dir()
    assert (tmp_path / "changes.html").is_file()


def test_pictures_are_there_small_and_each_is_shown():
    shown = set(re.findall(r"images/([\w-]+\.png)", PAGE))
    pictures = {path.name: path.stat().st_size for path in (ROOT / "docs" / "images").glob("report-*.png")}
    assert shown == set(pictures)
    assert max(pictures.values()) < MAX_PICTURE_BYTES
