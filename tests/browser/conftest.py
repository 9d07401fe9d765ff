"""A real Chromium, and reports for it to open: of articles that attack the page, too."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, Request, sync_playwright
from report_cases import ADDRESS, ARTICLES, EARLIER, SIDECAR, Watched

import extract

ROOT = Path(__file__).resolve().parents[2]
Run = Callable[[Path, Path], None]
HOW_TO_GET = "no Chromium here: `apt-get install chromium`, or name one in EXTRACT_CHROMIUM"
FLAGS = (
    *("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync"),
    *("--disable-background-networking", "--disable-component-update"),
)
CORPUS = (
    "001_wuxi_orchards",
    "004_chongqing_yearbook_2012",
    "008_gansu_bulletin_2019",
    "035_five_groups_fengdu",
)


def find_chromium() -> str | None:
    named = os.environ.get("EXTRACT_CHROMIUM")
    return named or next(
        filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None
    )


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    path = find_chromium()
    if path is None:
        assert not os.environ.get("CI"), HOW_TO_GET
        pytest.skip(HOW_TO_GET)
    with sync_playwright() as playwright:
        yield playwright.chromium.launch(executable_path=path, args=FLAGS)


@pytest.fixture(scope="session")
def output(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The output of some articles of corpus/ and of those that attack the page."""
    articles = tmp_path_factory.mktemp("articles") / "dump"
    articles.mkdir()
    for name in CORPUS:
        shutil.copy(ROOT / "corpus" / f"{name}.txt", articles)
    for name, text in ARTICLES.items():
        (articles / name).write_text(text, encoding="utf-8")
    (articles / "attack_script.meta.json").write_text(json.dumps(SIDECAR), encoding="utf-8")
    (articles / "income_one.meta.json").write_text(json.dumps({"url": ADDRESS}), encoding="utf-8")
    folder = articles.parent / "<i onclick=pwned>out"
    extract.run(articles, folder)
    return folder


@pytest.fixture(scope="session")
def before(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An earlier output, of some of the articles as they were then."""
    articles = tmp_path_factory.mktemp("before") / "dump"
    articles.mkdir()
    for name, text in EARLIER.items():
        (articles / name).write_text(text, encoding="utf-8")
    extract.run(articles, articles.parent / "out")
    return articles.parent / "out"


@pytest.fixture(scope="session")
def reports(output: Path, before: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The report in both forms: name of the form to the page."""
    place = tmp_path_factory.mktemp("reports")
    return {
        "file": extract.report(output, place / "report.html", against=before),
        "folder": extract.report(output, place / "report"),
    }


@pytest.fixture(params=["file", pytest.param("folder", marks=pytest.mark.slow)])
def both(request: pytest.FixtureRequest, reports: dict[str, Path]) -> Path:
    return reports[request.param]


@pytest.fixture
def report(reports: dict[str, Path]) -> Path:
    return reports["file"]


def watch(page: Page) -> Watched:
    watched = Watched(page)

    def note(message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"}:
            watched.errors.append(message.text)

    def ask(request: Request) -> None:
        watched.requests.append(request.url)

    page.on("console", note)
    page.on("pageerror", lambda error: watched.errors.append(str(error)))
    page.on("request", ask)
    return watched


@pytest.fixture
def watched(browser: Browser, request: pytest.FixtureRequest) -> Iterator[Watched]:
    """A page on a desk, or as ``request.param`` says; whatever it does, it makes no error and no request."""
    with browser.new_context(
        **getattr(request, "param", {"viewport": {"width": 1360, "height": 850}})
    ) as context:
        context.set_default_timeout(10_000)
        seen = watch(context.new_page())
        yield seen
        assert seen.errors == []
        assert [url for url in seen.requests if not url.startswith(("file://", "about:", "blob:"))] == []
        assert seen.page.evaluate("'pwned' in window") is False
