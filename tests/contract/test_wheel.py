"""The wheel holds all that a run needs: the package and its rules, and nothing else."""

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from unpacked_package import run_unpacked

ROOT = Path(__file__).resolve().parents[2]

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel of this checkout, built with the locked build backend."""
    target = tmp_path_factory.mktemp("wheel")
    command = [
        sys.executable,
        "-m",
        "pip",
        "wheel",
        "--no-deps",
        "--no-build-isolation",
        "-q",
        "-w",
        str(target),
        str(ROOT),
    ]
    subprocess.run(command, check=True, env=os.environ | {"PIP_DISABLE_PIP_VERSION_CHECK": "1"})
    (built,) = target.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def unpacked(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("unpacked")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(folder)
    return folder


def test_wheel_has_every_rule_file(unpacked: Path):
    rules = {f.relative_to(ROOT / "rules") for f in (ROOT / "rules").rglob("*") if f.is_file()}
    shipped = unpacked / "extract" / "_rules"
    assert len(rules) > 1
    assert {f.relative_to(shipped) for f in shipped.rglob("*") if f.is_file()} == rules


def test_wheel_has_the_package_and_its_licences_only(unpacked: Path):
    top = {path.name for path in unpacked.iterdir()}
    assert top == {"extract", "extract-0.1.0.dist-info"}
    assert (unpacked / "extract" / "py.typed").is_file()
    assert {f.name for f in unpacked.glob("*.dist-info/licenses/*")} == {"LICENSE", "NOTICE"}


def test_wheel_has_the_libraries_and_templates_of_the_report(unpacked: Path):
    source = ROOT / "src" / "extract" / "reviewing"
    parts = [
        path.relative_to(source)
        for path in source.rglob("*")
        if path.suffix in {".js", ".css", ".jinja", ".txt"}
    ]
    assert len(parts) > 20
    assert [part for part in parts if not (unpacked / "extract" / "reviewing" / part).is_file()] == []


def test_wheel_reads_its_own_rules(unpacked: Path):
    code = "from extract.rules.loading import builtin_folder; print(builtin_folder())"
    assert Path(run_unpacked(unpacked, "-c", code).strip()) == (unpacked / "extract" / "_rules").resolve()


def test_command_of_the_wheel_starts(unpacked: Path):
    assert "run" in run_unpacked(unpacked, "-m", "extract", "--help")
