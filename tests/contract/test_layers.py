"""The stages stand in one row, and each imports only what stands left of it.

The same test holds the borders: a third-party package is imported in the few places named
below and nowhere else, so that it can be replaced there.
"""

import ast
import sys
from pathlib import Path

import pytest

SOURCE = Path(__file__).resolve().parents[2] / "src" / "extract"

# Left to right; what a layer may import of extract is itself and everything before it.
LAYERS = (
    "errors",
    "frozen",
    "records",
    "rules",
    "reading",
    "segmenting",
    "finding",
    "linking",
    "assembling",
    "normalising",
    "storing",
    "reviewing",
    "running",
    "cli",
)
# The faces of the package: `import extract` and `python -m extract`.
FACES = ("__init__", "__main__")

# Import name -> the layers in which it may be imported.
BORDERS = {
    "spacy": ("finding", "running"),
    "pint": ("normalising",),
    "dateparser": ("reading",),
    "pyarrow": ("reading", "storing", "running", "reviewing"),
    "numpy": ("finding", "reviewing"),
    "pandas": ("reading", "storing", "running", "reviewing"),
    "click": ("cli",),
    "rich": ("cli",),
    "charset_normalizer": ("reading",),
    "py3langid": ("segmenting",),
    "trafilatura": ("reading",),
    "pypdfium2": ("reading",),
    "warcio": ("reading",),
    "fsspec": ("reading",),
    "pydantic": ("rules", "reading", "running"),
    "filelock": ("storing",),
    "platformdirs": ("rules",),
    "rensa": ("storing",),
    "deltalake": ("storing",),
    "pytest": ("running",),
    "pyspark": ("running",),
    "py4j": ("running",),
    "ray": ("running",),
    "jinja2": ("reviewing",),
    "markupsafe": ("reviewing",),
    "regex": ("rules",),
    "thinc": ("finding",),
    "threadpoolctl": ("finding",),
    "ahocorasick_rs": ("segmenting", "finding", "linking", "assembling"),
}

Import = tuple[int, str]


def imports_of(code: str) -> list[Import]:
    """Every import of the code, those inside functions included, as (line, dotted name)."""
    found: list[Import] = []
    for node in ast.walk(ast.parse(code)):
        if isinstance(node, ast.Import):
            found += [(node.lineno, alias.name) for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"line {node.lineno}: a relative import; write it in full"
            found += [(node.lineno, f"{node.module}.{alias.name}") for alias in node.names]
    return found


def layer_of(file: Path) -> str:
    """``finding`` for ``finding/scan.py``, ``errors`` for ``errors.py``."""
    return file.relative_to(SOURCE).parts[0].removesuffix(".py")


def violations(layer: str, code: str) -> list[str]:
    """What the imports of one module break, as one line each."""
    assert layer in LAYERS + FACES, f"{layer}: a layer without a place in the row; give it one in LAYERS"
    return [
        f"line {line}: {layer} imports {name}: {problem}"
        for line, name in imports_of(code)
        if (problem := problem_of(layer, name))
    ]


def problem_of(layer: str, name: str) -> str:
    top, *rest = name.split(".")
    if top == "extract":
        return _problem_inside(layer, rest[0] if rest else "__init__")
    if top in sys.stdlib_module_names or layer in BORDERS.get(top, ()):
        return ""
    if top not in BORDERS:
        return "not in the table BORDERS of this test (and is it in pyproject.toml?)"
    return f"allowed only in {', '.join(BORDERS[top])}"


def _problem_inside(layer: str, target: str) -> str:
    if layer in FACES:
        return ""
    if target not in LAYERS:
        return "the package itself; import the module that has it"
    return "" if LAYERS.index(target) <= LAYERS.index(layer) else "stands to the right"


def source_files() -> list[Path]:
    return sorted(SOURCE.rglob("*.py"))


def test_layers_are_all_there_is():
    found = {layer_of(file) for file in source_files()}
    assert len(found) > 10
    assert found <= {*LAYERS, *FACES}


@pytest.mark.parametrize("file", source_files(), ids=lambda file: str(file.relative_to(SOURCE)))
def test_module_imports_only_what_stands_left_of_it(file: Path):
    assert violations(layer_of(file), file.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize(
    ("layer", "code", "words"),
    [
        ("finding", "from extract.storing import schema", "stands to the right"),
        ("rules", "def check():\n    from extract.running.pipeline import run", "line 2: rules imports"),
        ("linking", "import extract.cli.main", "stands to the right"),
        ("records", "from extract.rules.loading import Entry", "stands to the right"),
        ("finding", "from extract import extract_text", "the package itself"),
        ("reading", "import spacy", "allowed only in finding, running"),
        ("finding", "from pint import UnitRegistry", "allowed only in normalising"),
        ("cli", "import pandas.api.types as types", "allowed only in reading"),
        ("normalising", "import scipy", "not in the table"),
    ],
)
def test_forbidden_import_is_reported(layer: str, code: str, words: str):
    (violation,) = violations(layer, code)
    assert words in violation


@pytest.mark.parametrize(
    ("layer", "code"),
    [
        ("finding", "from extract.finding.scan import find_numbers\nfrom extract.records import Span"),
        ("cli", "def run():\n    from extract.running.pipeline import run_folder\nimport click"),
        ("reviewing", "import pyarrow.parquet as pq\nimport json"),
        ("__init__", "from extract.running.pipeline import run"),
    ],
)
def test_allowed_import_passes(layer: str, code: str):
    assert violations(layer, code) == []
