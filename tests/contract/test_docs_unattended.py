"""docs/unattended.md and docs/cluster.md: commands run, and the fields they name are those there are."""

from __future__ import annotations

import json
import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from extract.running.summary import RunSummary

ROOT = Path(__file__).resolve().parents[2]
UNATTENDED = (ROOT / "docs" / "unattended.md").read_text(encoding="utf-8")
CLUSTER = (ROOT / "docs" / "cluster.md").read_text(encoding="utf-8")
PYTHON = re.compile(r"^```python\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def commands(page: str) -> list[list[str]]:
    found = re.findall(r"^\$ (extract .*)$", page, re.MULTILINE)
    assert found
    return [shlex.split(line) for line in found]


def run(words: list[str], folder: Path) -> None:
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    done = subprocess.run(
        [sys.executable, *words], cwd=folder, capture_output=True, text=True, check=False, env=environment
    )
    assert done.returncode == 0, f"{words}: {done.stderr}"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("night")
    (place / "corpus").mkdir()
    for path in sorted((ROOT / "corpus").glob("*.txt"))[:8]:
        shutil.copy(path, place / "corpus")
    return place


@pytest.mark.slow
def test_a_night_as_the_page_shows_it(folder: Path):
    for words in commands(UNATTENDED):
        run(["-m", *words], folder)
    for script in PYTHON.findall(UNATTENDED):
        run(["-c", script], folder)
    events = [json.loads(line) for line in (folder / "log.jsonl").read_text().splitlines()]
    assert [event["event"] for event in events] == ["start", "commit", "end"]
    assert events[-1]["n_new"] == json.loads((folder / "metrics.json").read_text())["n_new"] == 8


@pytest.mark.slow
@pytest.mark.skipif(
    not (os.environ.get("JAVA_HOME") or shutil.which("java")),
    reason="needs Java: apt-get install openjdk-17-jre-headless",
)
def test_a_cluster_as_the_page_shows_it(folder: Path, tmp_path: Path):
    pytest.importorskip("pyspark", reason="needs pyspark: pip install 'extract[spark]'")
    shutil.copytree(folder / "corpus", tmp_path / "corpus")
    for words in commands(CLUSTER):
        run(["-m", *words], tmp_path)
    assert list((tmp_path / "output" / "facts").glob("*.parquet"))


def test_every_figure_of_a_run_is_described():
    figures = RunSummary("1", Path("out")).metrics().keys() - {"run_id", "output"}
    counts = {name for name in figures if name.startswith("n_")}
    assert not {name for name in figures if f"`{name}`" not in UNATTENDED}
    assert len(counts) >= 8


@pytest.mark.parametrize("page", [UNATTENDED, CLUSTER], ids=["unattended", "cluster"])
def test_links_lead_somewhere(page: str):
    targets = re.findall(r"\]\((?!http)([^)#]+)\)", page)
    assert targets
    assert not [target for target in targets if not (ROOT / "docs" / target).exists()]
