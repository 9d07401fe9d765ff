"""`make bench`: how fast a whole run is, beside spaCy's full pipeline on the same text.

Each figure is the median of paired runs (ours, theirs, ours, theirs …), each in a fresh process
on one thread: ours as plain Python and, where `make compiled` has been, compiled. The articles are
composed from corpus/, no sentence repeats in them. spaCy reads the first of them only (it would take
an hour for all), at the best of three batch sizes. The figures are added to benchmarks/history.jsonl.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

sys.path.insert(0, str(Path(__file__).parent))

from compose import compose_articles

ROOT = Path(__file__).resolve().parents[1]
COMPILED = ROOT / "build" / "compiled"
HISTORY = Path(__file__).parent / "history.jsonl"
BATCHES = (8, 32, 128)
# On the news pages of the shared gold: 469 facts in 23,373 words. The articles of corpus/, written to hold
# many cases, have one in 13 words; sentences without numbers are added to them.
NEWS_WORDS_PER_FACT = 50
Line = tuple[str, str, str, str]

THREADS = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "BLIS_NUM_THREADS")


def measure(*arguments: str, compiled: bool = False) -> dict[str, Any] | None:
    """One measurement in a fresh process; None where what it measures is not installed."""
    environment = {**os.environ, **dict.fromkeys(THREADS, "1")}
    environment["PYTHONPATH"] = str(COMPILED if compiled else ROOT / "src")
    command = [sys.executable, str(Path(__file__).parent / "measure.py"), *arguments]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        if "ModuleNotFoundError" in done.stderr:
            return None
        sys.exit(f"measure.py {' '.join(arguments)} failed:\n{done.stderr}")
    result: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    result["words_per_second"] = result["words"] / result["seconds"]
    return result


def write_articles(folder: Path, count: int, words_per_fact: int | None = None) -> None:
    """Compose articles into a folder."""
    folder.mkdir(parents=True)
    for name, text in compose_articles(ROOT / "corpus", count, words_per_fact=words_per_fact):
        (folder / name).write_text(text, encoding="utf-8")


def measure_ours(folder: Path, work: Path, *, compiled: bool = False) -> dict[str, Any]:
    """One whole run into an output that is then removed."""
    output = work / "output"
    result = measure("extract", str(folder), str(output), compiled=compiled)
    shutil.rmtree(output)
    assert result is not None
    return result


def best_batch(few: Path) -> int:
    """The batch size at which spaCy's pipeline is fastest here."""
    speeds = {batch: measure("sm", str(few), str(batch)) for batch in BATCHES}
    return max(speeds, key=lambda batch: (speeds[batch] or {})["words_per_second"])


def paired_runs(
    many: Path, few: Path, work: Path, pairs: int
) -> tuple[list[dict[str, Any]], list[dict[str, Any]], list[dict[str, Any]], int]:
    """Ours, ours compiled (none where nothing is compiled) and spaCy's in turn."""
    batch = best_batch(few)
    ours, compiled, theirs = [], [], []
    for _ in range(pairs):
        ours.append(measure_ours(many, work))
        if COMPILED.is_dir():
            compiled.append(measure_ours(many, work, compiled=True))
        theirs.append(measure("sm", str(few), str(batch)) or {})
    return ours, compiled, theirs, batch


def ratio_of(ours: list[dict[str, Any]], theirs: list[dict[str, Any]]) -> float:
    """How many times as fast, the median of the pairs."""
    pairs = zip(ours, theirs, strict=True)
    return statistics.median(one["words_per_second"] / other["words_per_second"] for one, other in pairs)


def median(results: list[dict[str, Any]], key: str) -> float:
    """The median of one figure."""
    return statistics.median(result[key] for result in results)


def print_table(rows: list[Line]) -> None:
    """The figures as a table."""
    table = Table(title="words per second, one thread", show_lines=False)
    for column in ("what", "words/s", "times en_core_web_sm", "peak MB"):
        table.add_column(column, justify="left" if column == "what" else "right")
    for row in rows:
        table.add_row(*row)
    Console(width=100).print(table)


def main() -> None:
    """Compose, measure, print, remember."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--articles", type=int, default=3_000)
    parser.add_argument(
        "--large", type=int, default=30_000, help="articles of the run for memory; 0 for none"
    )
    parser.add_argument("--few", type=int, default=60, help="articles that spaCy reads")
    parser.add_argument("--pairs", type=int, default=5)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        rows, record = run_all(Path(name), arguments)
    print_table(rows)
    rounded = {key: round(value, 2) for key, value in record.items()}
    with HISTORY.open("a", encoding="utf-8") as history:
        history.write(json.dumps({"when": time.strftime("%Y-%m-%d"), **rounded}) + "\n")


def run_all(work: Path, arguments: argparse.Namespace) -> tuple[list[Line], dict[str, float]]:
    """All measurements: the lines of the table, and what history keeps."""
    many, few = work / "many", work / "few"
    write_articles(many, arguments.articles, NEWS_WORDS_PER_FACT)
    write_articles(few, arguments.few, NEWS_WORDS_PER_FACT)
    ours, compiled, theirs, batch = paired_runs(many, few, work, arguments.pairs)
    ratio = ratio_of(ours, theirs)
    speed, base = median(ours, "words_per_second"), median(theirs, "words_per_second")
    rows = [
        line(f"extract run, {arguments.articles:,} articles", speed, ratio, median(ours, "peak_mb")),
        line(f"spaCy en_core_web_sm, batch {batch}", base, 1.0, median(theirs, "peak_mb")),
        *others(few, base),
    ]
    record = {"ours": speed, "sm": base, "ratio": ratio, "peak_mb": median(ours, "peak_mb")}
    if compiled:
        record |= {
            "compiled": median(compiled, "words_per_second"),
            "compiled_ratio": ratio_of(compiled, theirs),
        }
        peak = median(compiled, "peak_mb")
        rows.insert(1, line("  the same, compiled", record["compiled"], record["compiled_ratio"], peak))
    rows.append(dense(work, arguments, base))
    if arguments.large:
        write_articles(work / "large", arguments.large, NEWS_WORDS_PER_FACT)
        large = measure_ours(work / "large", work)
        speed, peak = large["words_per_second"], large["peak_mb"]
        rows.append(line(f"extract run, {arguments.large:,} articles", speed, speed / base, peak))
        record["large_peak_mb"] = peak
    return rows, record


def dense(work: Path, arguments: argparse.Namespace, base: float) -> Line:
    """Articles as dense with numbers as those of corpus/, four times as dense as news pages."""
    write_articles(work / "dense", arguments.articles)
    result = measure_ours(work / "dense", work)
    speed = result["words_per_second"]
    return line("  the same, one fact in 13 words", speed, speed / base, result["peak_mb"])


def others(few: Path, base: float) -> list[Line]:
    """What else reads text, and the stages of our own run."""
    rows = []
    for what, label in (("blank", "spaCy blank (tokeniser)"), ("quantulum3", "quantulum3")):
        result = measure(what, str(few), "64")
        if result is not None:
            speed = result["words_per_second"]
            rows.append(line(label, speed, speed / base, result["peak_mb"]))
    stages = measure("stages", str(few))
    assert stages is not None
    for stage, seconds in stages["stages"].items():
        speed = stages["words"] / seconds
        rows.append(line(f"  stage: {stage}", speed, speed / base, stages["peak_mb"]))
    return rows


def line(what: str, speed: float, ratio: float, peak: float) -> Line:
    """One line of the table."""
    return what, f"{speed:,.0f}", f"{ratio:.1f}", f"{peak:,.0f}"


if __name__ == "__main__":
    main()
