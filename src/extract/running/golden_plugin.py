"""The pytest plugin: ``extract_golden`` holds the facts of your own articles against golden files.

Nothing heavy is imported here: pytest loads this module in every project of an environment.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from extract.reviewing.golden_comparing import FoundFacts

ACCEPT = "--extract-golden-accept"
_FOLDER = "extract_golden_folder"
_RULES = "extract_golden_rules"
_SUFFIX = ".facts.txt"


def pytest_addoption(parser: pytest.Parser) -> None:
    """Declare the option and the settings.

    Args:
        parser: of pytest.
    """
    group = parser.getgroup("extract")
    group.addoption(
        ACCEPT, action="store_true", help="write the facts that were found as golden files; never in CI"
    )
    parser.addini(_FOLDER, "folder of golden files, beside the test file", default="golden")
    parser.addini(_RULES, "folders of your own rules, from the root folder", type="linelist", default=[])


def pytest_configure(config: pytest.Config) -> None:
    """Refuse to accept anything in CI: a golden that refreshes itself tests nothing.

    Args:
        config: of pytest.

    Raises:
        UsageError: the option is given where ``CI`` is set.
    """
    if config.getoption(ACCEPT) and os.environ.get("CI"):
        raise pytest.UsageError(f"{ACCEPT}: goldens are never accepted in CI; accept them at your desk")


class ExtractGolden:
    """Compares the facts of articles with golden files; what the fixture gives.

    Args:
        config: of pytest.
        folder: where the golden files stand.
    """

    def __init__(self, config: pytest.Config, folder: Path) -> None:
        self._accept = bool(config.getoption(ACCEPT))
        self._folder = folder
        self._rules = tuple(config.rootpath / line for line in config.getini(_RULES))

    def __call__(
        self,
        article: str | Path,
        *,
        published: date | str | None = None,
        rules: Iterable[str | Path] | None = None,
    ) -> None:
        """Fail with the difference, in the words of ``extract diff``, if the facts are others.

        Args:
            article: a text file.
            published: its date, where nothing else tells one.
            rules: folders of your own rules; by default those of the setting ``extract_golden_rules``.
        """
        __tracebackhide__ = True
        from extract.reviewing.golden import format_facts  # noqa: PLC0415 - see the head of the module
        from extract.reviewing.golden_comparing import compare_goldens  # noqa: PLC0415

        golden = self._folder / Path(article).with_suffix(_SUFFIX).name
        if not self._accept and not golden.is_file():
            pytest.fail(f"{golden}: no golden file yet; run pytest {ACCEPT}, and read it", pytrace=False)
        found = _find_facts(Path(article), published, self._rules if rules is None else rules)
        if self._accept:
            self._folder.mkdir(parents=True, exist_ok=True)
            golden.write_text(format_facts(found.facts), encoding="utf-8")
            return
        difference = compare_goldens({found.name: golden.read_text(encoding="utf-8")}, [found])
        if difference:
            remedy = f"if that is right, run pytest {ACCEPT}"
            pytest.fail(f"{golden}: the facts of {article} are others; {remedy}\n{difference}", pytrace=False)


def _find_facts(article: Path, published: date | str | None, rules: Iterable[str | Path]) -> FoundFacts:
    from extract.reading.articles import read_one  # noqa: PLC0415 - see the head of the module
    from extract.reading.days import parse_day  # noqa: PLC0415
    from extract.reviewing.golden_comparing import FoundFacts  # noqa: PLC0415
    from extract.running.texts import extract_rows, load_cached  # noqa: PLC0415

    raw = read_one(str(article), None, parse_day(published))
    rows = extract_rows(load_cached(rules), raw)
    return FoundFacts(article.with_suffix(_SUFFIX).name, raw.text, rows["facts"])


@pytest.fixture
def extract_golden(request: pytest.FixtureRequest) -> ExtractGolden:
    """Call it with an article: ``extract_golden("articles/one.txt")``.

    Args:
        request: of pytest.
    """
    folder = request.path.parent / str(request.config.getini(_FOLDER))
    return ExtractGolden(request.config, folder)
