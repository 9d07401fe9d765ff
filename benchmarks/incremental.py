"""What the nights after the first cost: a dump of which nothing, then a little, has changed.

The first run over all articles would take hours: its time is reckoned from a run over ``--sample`` of
them, and the output is filled by standin.py under the digest of the real rules and code. All
other figures are of real runs in processes of their own.

python benchmarks/incremental.py --articles 100000 --changed 80
"""

from __future__ import annotations

import argparse
import json
import os
import random
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table
from run import NEWS_WORDS_PER_FACT, THREADS, measure, write_articles

Line = tuple[str, str, str, str, str]


def main() -> None:
    """Compose, fill, measure, print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--articles", type=int, default=100_000)
    parser.add_argument("--changed", type=int, default=80)
    parser.add_argument("--sample", type=int, default=5_000)
    parser.add_argument("--dump", type=Path, help="a folder that holds the articles already")
    parser.add_argument("--output", type=Path, help="an output that standin.py has filled from --dump")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        work = Path(name)
        dump = arguments.dump or work / "dump"
        if not arguments.dump:
            write_articles(dump, arguments.articles, NEWS_WORDS_PER_FACT)
        output = arguments.output or work / "output"
        filled = {} if arguments.output else fill(dump, output)
        print_table(run_all(dump, output, work, arguments, filled))


def run_all(
    dump: Path, output: Path, work: Path, arguments: argparse.Namespace, filled: dict[str, Any]
) -> list[Line]:
    """The runs: as lines of the table."""
    first = reckon_first(dump, work, arguments.sample)
    same = run_real(dump, output)
    change(dump, arguments.changed)
    some = run_real(dump, output)
    count = f"{arguments.articles:,} articles"
    lines = [
        line(f"first run, {count}, reckoned from {arguments.sample:,}", first, first),
        line(f"second run, {count}, unchanged", same["seconds"], first, same),
        line(f"third run, {arguments.changed} of them changed", some["seconds"], first, some),
    ]
    if filled:
        lines.append(line("filled by the stand-in", filled["seconds"], first, filled))
    return lines


def reckon_first(dump: Path, work: Path, sample: int) -> float:
    """Seconds of a first run over all articles: loading once, the rest by their number."""
    paths = sorted(dump.glob("*.txt"))
    times = []
    for count in (1, sample):
        folder = work / f"first-{count}"
        folder.mkdir()
        for path in paths[:count]:
            shutil.copyfile(path, folder / path.name)
        times.append(run_real(folder, work / f"output-{count}")["seconds"])
    return times[0] + (times[1] - times[0]) * (len(paths) - 1) / (sample - 1)


def run_real(dump: Path, output: Path) -> dict[str, Any]:
    """One real run."""
    result = measure("extract", str(dump), str(output))
    assert result is not None
    return result


def fill(dump: Path, output: Path) -> dict[str, Any]:
    """The output of a first run, by the stand-in."""
    command = [sys.executable, str(Path(__file__).with_name("standin.py")), str(dump), str(output)]
    environment = {**os.environ, **dict.fromkeys(THREADS, "1")}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
    result: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return result


def change(dump: Path, count: int) -> None:
    """Give some articles one more sentence."""
    for path in random.Random(1).sample(sorted(dump.glob("*.txt")), count):
        text = path.read_text(encoding="utf-8")
        path.write_text(f"{text}\nIn the end 17 villages built 23 km of road.\n", encoding="utf-8")


def line(what: str, seconds: float, first: float, result: dict[str, Any] | None = None) -> Line:
    """A line of the table."""
    peak = f"{result['peak_mb']:,.0f}" if result else ""
    facts = f"{result['facts']:,}" if result else ""
    return what, f"{seconds:,.1f}", f"{seconds / first:.2%}", peak, facts


def print_table(rows: list[Line]) -> None:
    """Print it."""
    table = Table(title="runs into one output")
    for column in ("what", "seconds", "of the first run", "peak MB", "facts"):
        table.add_column(column, justify="left" if column == "what" else "right")
    for row in rows:
        table.add_row(*row)
    Console(width=110).print(table)


if __name__ == "__main__":
    main()
