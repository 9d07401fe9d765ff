"""Articles that attack the page, and a page that is watched."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from playwright.sync_api import Page

INCOME = "the rural per capita disposable income of Chengkou County"
ATTACK = "window.pwned = true"
ARTICLES = {
    "income_one.txt": (
        f"In 2018, {INCOME} was 9,342 yuan. In 2019, {INCOME} reached 10,404 yuan, up 11.4 percent."
    ),
    "income_two.txt": f"In 2018, {INCOME} was 9,842 yuan. In 2014, {INCOME} was 6,491 yuan.",
    "attack_script.txt": (
        f"Villages</script><script>{ATTACK}</script>\n\n"
        f"In 2019, <img src=x onerror='{ATTACK}'> 450 poor villages in Chengkou County got 12.5 million "
        f"yuan. The <b>{{{{7*7}}}}</b> ${{{ATTACK}}} fund gave <svg onload='{ATTACK}'> 88 million yuan to "
        "12 counties.\n"
    ),
    "attack_bidi.txt": (
        "\U0001f600\U0001f600 In 2017, \u202e450\u202c poor villages\u2069 in Chengkou County\u200b had 300 "
        "km of road. \U0001f33e Then 12,000 people left.\u0007\n"
    ),
    f"<img src=x onerror={ATTACK.replace(' ', '')}>.txt": "In 2016, 77 schools were built in Wuxi County.",
    "=cmd.txt": "In 2015, 55 clinics were built in Wuxi County.",
    "empty.txt": "",
}
EARLIER = {
    **{name: text for name, text in ARTICLES.items() if name.startswith("attack")},
    "income_one.txt": ARTICLES["income_one.txt"].replace("9,342 yuan", "9,324 yuan"),
    "income_two.txt": f"{ARTICLES['income_two.txt']} The fund gave 5 million yuan.",
}
ADDRESS = "https://example.org/news?a=1&b=<c>"
SIDECAR = {
    "title": f"<script>{ATTACK}</script>\u202eevil",
    "publisher": f"<img src=x onerror='{ATTACK}'>",
    "url": f"javascript:{ATTACK}",
}


@dataclass
class Watched:
    """A page, and what went wrong or out in it.

    Attributes:
        page: it.
        errors: messages of errors and warnings.
        requests: addresses that it asked for.
    """

    page: Page
    errors: list[str] = field(default_factory=list)
    requests: list[str] = field(default_factory=list)

    def open(self, file: Path, where: str = "") -> Page:
        """Open a report and wait until it stands."""
        self.page.goto("about:blank")
        self.page.goto(f"{file.as_uri()}{where}")
        self.page.wait_for_selector("html[data-ready]", state="attached")
        return self.page
