"""The compiled wheel of `HATCH_BUILD_HOOKS_ENABLE=1 pip install .` extracts what the sources do."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from unpacked_package import run_unpacked

ROOT = Path(__file__).resolve().parents[2]
TABLES = ("articles", "facts", "mentions", "rejections")

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(shutil.which("cc") is None, reason="needs a C compiler: apt-get install gcc"),
]


@pytest.fixture(scope="module")
def compiled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The package, compiled without optimisation, in a folder of its own."""
    target = tmp_path_factory.mktemp("compiled")
    where = ["--no-deps", "--no-build-isolation", "-q", "--target", str(target), str(ROOT)]
    options = {"HATCH_BUILD_HOOKS_ENABLE": "1", "EXTRACT_COMPILE_LEVEL": "0"}
    subprocess.run([sys.executable, "-m", "pip", "install", *where], check=True, env=os.environ | options)
    return target


@pytest.mark.parametrize(
    "module", ["finding.quantities", "linking.place_of_fact", "assembling.facts", "storing.rows"]
)
def test_compiled_modules_are_those_that_are_imported(compiled: Path, module: str):
    file = run_unpacked(compiled, "-c", f"import extract.{module} as one; print(one.__file__)").strip()
    assert file.startswith(str(compiled))
    assert Path(file).suffix in {".so", ".pyd"}


@pytest.mark.parametrize("workers", ["1", "2"])
def test_compiled_code_writes_the_same_tables(
    compiled: Path, corpus_output: Path, tmp_path: Path, workers: str
):
    out = tmp_path / "output"
    corpus = str(ROOT / "corpus")
    run_unpacked(compiled, "-m", "extract", "run", corpus, "--out", str(out), "--workers", workers)
    for table in TABLES:
        assert pq.read_table(out / table).equals(pq.read_table(corpus_output / table)), table
