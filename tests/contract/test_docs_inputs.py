"""docs/inputs.md: its commands run, and it leaves out no format, column, limit or package."""

from __future__ import annotations

import json
import re
import shlex
import shutil
import subprocess
import sys
import tomllib
from dataclasses import fields
from pathlib import Path

import pandas as pd
import pytest

from extract.reading import shapes
from extract.reading.options import ColumnNames, InputLimits

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "inputs.md").read_text(encoding="utf-8")
COMMANDS = re.findall(r"^\$ extract (.*)$", PAGE, re.MULTILINE)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """What a reader has: some of the corpus, and a dump with the columns that the page names."""
    (tmp_path / "corpus").mkdir()
    for file in sorted((ROOT / "corpus").glob("00[0-3]*")):
        shutil.copy(file, tmp_path / "corpus")
    rows = [{"doc": f"d{n}", "body": f"The county built {n} km of road."} for n in (5, 6)]
    (tmp_path / "news.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
    return tmp_path


@pytest.mark.slow
def test_commands_of_the_page_run(folder: Path):
    assert len(COMMANDS) >= 3
    for command in COMMANDS:
        words = [sys.executable, "-m", "extract", *shlex.split(command)]
        done = subprocess.run(words, cwd=folder, capture_output=True, text=True, check=False)
        assert done.returncode == 0, f"{command}: {done.stderr}"
    sources = sorted(pd.read_parquet(folder / "lines" / "articles")["source"])
    assert sources == ["news.jsonl#d5", "news.jsonl#d6"]
    assert len(pd.read_parquet(folder / "globbed" / "articles")) == len(
        pd.read_parquet(folder / "output" / "articles")
    )


def test_the_page_names_every_suffix_column_and_limit():
    suffixes = [*shapes._KINDS, ".gz", ".bz2", ".xz", ".zst", ".tgz"]
    assert [suffix for suffix in suffixes if f"`{suffix}`" not in PAGE] == []
    options = [f"--{one.name}-column" for one in fields(ColumnNames)]
    options += [f"--{one.name.replace('_', '-')}" for one in fields(InputLimits)]
    assert [option for option in options if option not in PAGE] == []


def test_the_page_names_every_optional_package():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    extras = project["optional-dependencies"]
    for extra in ("formats", "remote", "s3", "gcs"):
        for requirement in extras[extra]:
            name = re.split(r"[<>=\[]", requirement)[0]
            assert name in PAGE, name
    assert {*extras["formats"], *extras["remote"]} <= {*extras["dev"]}, "tests run them"
