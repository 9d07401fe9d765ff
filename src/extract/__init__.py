"""Quantities, places and programmes out of raw news text, each cited to the character.

The command ``extract run INPUT --out DIR`` and its twin for notebooks:

>>> import extract
>>> extract.extract_text("Income rose 11 percent to 9,600 yuan in 2019.")  # doctest: +SKIP
>>> extract.run("articles", "output")  # doctest: +SKIP
>>> extract.open("output").facts()  # doctest: +SKIP
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from extract.reviewing.diffing import diff as diff
    from extract.reviewing.report.writing import report as report
    from extract.reviewing.series import series as series
    from extract.running.options import RunKeywords as RunKeywords
    from extract.running.runs import run as run
    from extract.running.summary import RunSummary as RunSummary
    from extract.running.texts import extract_text as extract_text
    from extract.storing.reading_back import Output as Output
    from extract.storing.reading_back import open_output as open  # noqa: A004 - as in extract.open(...)

# Loaded when first used: `import extract` and `extract --help` stay fast.
_PUBLIC = {
    "run": ("extract.running.runs", "run"),
    "RunKeywords": ("extract.running.options", "RunKeywords"),
    "RunSummary": ("extract.running.summary", "RunSummary"),
    "report": ("extract.reviewing.report.writing", "report"),
    "series": ("extract.reviewing.series", "series"),
    "diff": ("extract.reviewing.diffing", "diff"),
    "extract_text": ("extract.running.texts", "extract_text"),
    "open": ("extract.storing.reading_back", "open_output"),
    "Output": ("extract.storing.reading_back", "Output"),
}

__all__ = ["Output", "RunKeywords", "RunSummary", "diff", "extract_text", "open", "report", "run", "series"]


def __getattr__(name: str) -> Any:  # noqa: ANN401 - any public name
    if name not in _PUBLIC:
        raise AttributeError(f"module 'extract' has no attribute {name!r}")
    module, attribute = _PUBLIC[name]
    return getattr(import_module(module), attribute)


def __dir__() -> list[str]:
    return sorted(__all__)
