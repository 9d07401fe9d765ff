"""Make the pictures of docs/images/ anew: the report of corpus/ in a headless Chromium.

Needs the packages of the dev extra and Chromium (`apt-get install chromium`, or one named in
EXTRACT_CHROMIUM). Run it after a change of how the report looks, and look at what it made.
"""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

import extract

ROOT = Path(__file__).resolve().parents[1]
IMAGES = ROOT / "docs" / "images"
FLAGS = ("--no-sandbox", "--disable-gpu", "--disable-lcd-text")
DESK, PHONE = (1280, 800), (390, 780)
# Name of the picture: width and height, colour scheme, part of the report, words of the article to open.
PICTURES = {
    "report-overview": (DESK, "light", "#overview", ""),
    "report-article": (DESK, "light", "#facts?q=fengdu", "12.1%"),
    "report-dark": (DESK, "dark", "#facts?kind=people&kind=money&sort=sure", ""),
    "report-phone-facts": (PHONE, "light", "#facts?q=fengdu", ""),
    "report-phone-article": (PHONE, "dark", "#facts?q=fengdu", "12.1%"),
}


def main() -> int:
    """Write all pictures; the exit code."""
    chromium = (
        os.environ.get("EXTRACT_CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
    )
    if chromium is None:
        print("no Chromium here: `apt-get install chromium`, or name one in EXTRACT_CHROMIUM")
        return 1
    IMAGES.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        output = Path(folder) / "output"
        extract.run(ROOT / "corpus", output)
        page = extract.report(output, Path(folder) / "report.html")
        browser = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        for name in PICTURES:
            take(browser, page, name)
    return 0


def take(browser: Browser, report: Path, name: str) -> None:
    """Take one picture.

    Args:
        browser: Chromium.
        report: the page.
        name: of the picture, in `PICTURES`.
    """
    (width, height), scheme, part, quote = PICTURES[name]
    with browser.new_context(
        viewport={"width": width, "height": height}, color_scheme="dark" if scheme == "dark" else "light"
    ) as context:
        page = context.new_page()
        page.goto(f"{report.as_uri()}{part}")
        page.wait_for_selector("html[data-ready]", state="attached")
        if quote:
            page.locator(".facts .quote", has_text=quote).first.click()
            page.wait_for_selector(".text .current")
        page.mouse.move(0, 0)
        page.wait_for_timeout(500)
        target = IMAGES / f"{name}.png"
        page.screenshot(path=target)
        print(f"{target.relative_to(ROOT)}: {target.stat().st_size // 1000} kB")


if __name__ == "__main__":
    sys.exit(main())
