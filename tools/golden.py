"""Show how the facts of corpus/ differ from tests/golden/, and accept the new ones on a yes.

    make golden              shows the differences and asks
    python tools/golden.py   the same

Never in CI: a golden that refreshes itself tests nothing.
"""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path

from extract.reviewing.golden import diff_facts, format_facts
from extract.running.runs import run
from extract.storing.reading_back import Output

ROOT = Path(__file__).resolve().parents[1]
GOLDEN = ROOT / "tests" / "golden" / "facts"


def found_facts() -> dict[str, str]:
    """The facts of each article of corpus/ as text, by file name."""
    with tempfile.TemporaryDirectory() as folder:
        run([str(ROOT / "corpus")], Path(folder) / "output")
        with Output(Path(folder) / "output") as output:
            articles = output.table("articles", ["article_id", "source"]).to_pylist()
            facts = output.table("facts").to_pylist()
    return {
        Path(article["source"]).name: format_facts(
            [fact for fact in facts if fact["article_id"] == article["article_id"]]
        )
        for article in articles
    }


def show(found: dict[str, str]) -> int:
    """Print what differs; the number of articles that do."""
    differing = 0
    for name, text in sorted(found.items()):
        golden = GOLDEN / name
        difference = diff_facts(name, golden.read_text(encoding="utf-8") if golden.is_file() else "", text)
        if difference:
            differing += 1
            print(difference)
    return differing


def main() -> None:
    """Show, ask, write."""
    if os.environ.get("CI"):
        sys.exit("goldens are never refreshed in CI; run `make golden` at your desk")
    found = found_facts()
    differing = show(found)
    if not differing:
        print("all goldens hold")
        return
    if input(f"{differing} articles differ. Accept them all? [y/N] ").strip().lower() != "y":
        sys.exit("nothing written")
    GOLDEN.mkdir(parents=True, exist_ok=True)
    for name, text in found.items():
        (GOLDEN / name).write_text(text, encoding="utf-8")
    for stale in {path.name for path in GOLDEN.glob("*.txt")} - found.keys():
        (GOLDEN / stale).unlink()
    print(f"{len(found)} goldens written to {GOLDEN.relative_to(ROOT)}")


if __name__ == "__main__":
    main()
