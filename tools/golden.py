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

from extract.reviewing.golden import format_facts
from extract.reviewing.golden_comparing import FoundFacts, compare_goldens
from extract.running.runs import run
from extract.storing.reading_back import Output

ROOT = Path(__file__).resolve().parents[1]
GOLDEN = ROOT / "tests" / "golden" / "facts"


def read_found(folder: Path) -> list[FoundFacts]:
    """The facts of each article of an output."""
    with Output(folder) as output:
        articles = output.table("articles", ["article_id", "source", "text"]).to_pylist()
        facts = output.table("facts").to_pylist()
    return [
        FoundFacts(
            Path(article["source"]).name,
            article["text"],
            [fact for fact in facts if fact["article_id"] == article["article_id"]],
        )
        for article in articles
    ]


def read_goldens(folder: Path = GOLDEN) -> dict[str, str]:
    """The content of the golden files by name."""
    return {path.name: path.read_text(encoding="utf-8") for path in sorted(folder.glob("*.txt"))}


def main() -> None:
    """Show, ask, write."""
    if os.environ.get("CI"):
        sys.exit("goldens are never refreshed in CI; run `make golden` at your desk")
    with tempfile.TemporaryDirectory() as folder:
        run([ROOT / "corpus"], Path(folder) / "output")
        found = read_found(Path(folder) / "output")
    goldens = read_goldens()
    stale = goldens.keys() - {one.name for one in found}
    difference = compare_goldens(goldens, found)
    if not difference and not stale:
        print("all goldens hold")
        return
    print(difference, end="")
    for name in sorted(stale):
        print(f"{name}: its article is gone")
    if input("Accept all of this? [y/N] ").strip().lower() != "y":
        sys.exit("nothing written")
    GOLDEN.mkdir(parents=True, exist_ok=True)
    for one in found:
        (GOLDEN / one.name).write_text(format_facts(one.facts), encoding="utf-8")
    for name in stale:
        (GOLDEN / name).unlink()
    print(f"{len(found)} goldens written to {GOLDEN.relative_to(ROOT)}")


if __name__ == "__main__":
    main()
