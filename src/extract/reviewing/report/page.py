"""The page itself: one template, libraries, our script, and a policy that lets nothing else run."""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Iterable, Iterator
from functools import cache
from importlib.resources import files

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from extract.errors import ExtractError

MARK = '<meta name="generator" content="extract report">'
"""What tells a page of ours from other files."""

LIBRARIES = (
    "chart.umd.min.js",
    "slick.core.js",
    "slick.interactions.js",
    "slick.grid.js",
    "tom-select.popular.min.js",
)
_STYLES = ("vendor/slick.grid.css", "vendor/tom-select.min.css", "app/page.css", "app/parts.css")
_SCRIPTS = (
    *(
        "elements.js",
        "data.js",
        "query.js",
        "state.js",
        "filters.js",
        "reviews.js",
        "overview.js",
        "grids.js",
        "facts.js",
    ),
    *("article.js", "series.js", "conflicts.js", "leftovers.js", "changes.js", "main.js"),
)
_SOURCE_MAP = re.compile(r"^\s*(?://|/\*)# sourceMappingURL=.*$", re.MULTILINE)
_NO_SCRIPT_END = re.compile(r"</script|<!--", re.IGNORECASE)


def render_page(title: str, shards: Iterable[tuple[str, str]], *, in_folder: bool) -> Iterator[str]:
    """The page, piece by piece.

    Args:
        title: of the page.
        shards: name and content of each shard that stands in the page itself.
        in_folder: whether further shards lie in files beside the page.
    """
    environment = Environment(
        loader=PackageLoader("extract.reviewing.report"), autoescape=True, undefined=StrictUndefined
    )
    scripts = _scripts()
    return environment.get_template("report.html.jinja").generate(
        title=title,
        mark=Markup(MARK),  # noqa: S704 - a constant
        policy=content_policy(scripts, in_folder=in_folder),
        styles=_styles(),
        scripts=scripts,
        shards=shards,
    )


def content_policy(scripts: Iterable[str], *, in_folder: bool) -> str:
    """The page's Content-Security-Policy: its own scripts run and no others, and nothing is fetched.

    Args:
        scripts: the scripts of the page; each is let in by its hash.
        in_folder: whether data files beside the page are let in, too.
    """
    hashes = " ".join(f"'sha256-{_digest(script)}'" for script in scripts)
    beside = " 'self' file:" if in_folder else ""
    rules = (
        "default-src 'none'",
        f"script-src {hashes}{beside}",
        # The table library writes widths of columns as styles.
        "style-src 'unsafe-inline'",
        "base-uri 'none'",
        "form-action 'none'",
    )
    return "; ".join(rules)


def _digest(script: str) -> str:
    return base64.b64encode(hashlib.sha256(script.encode()).digest()).decode("ascii")


@cache
def _scripts() -> tuple[Markup, ...]:
    """The scripts of the page: each library, then our own as one."""
    own = "".join(_read("app", name) for name in _SCRIPTS)
    scripts = [*(_read("vendor", name) for name in LIBRARIES), f'(() => {{\n"use strict";\n{own}}})();\n']
    for script in scripts:
        if _NO_SCRIPT_END.search(script):
            raise ExtractError("a script of the report would end its own element; mend it, please")
    return tuple(Markup(script) for script in scripts)  # noqa: S704 - files of the package


@cache
def _styles() -> Markup:
    return Markup("\n".join(_read(*path.split("/")) for path in _STYLES))  # noqa: S704 - files of the package


def _read(*path: str) -> str:
    text = files("extract.reviewing.report").joinpath("assets", *path).read_text(encoding="utf-8")
    return _SOURCE_MAP.sub("", text)
