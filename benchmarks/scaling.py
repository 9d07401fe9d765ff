"""How a run scales: two workers beside one, and what the process of the run does alone.

    python benchmarks/scaling.py workers --articles 1500 --pairs 3
    python benchmarks/scaling.py driver --articles 20000 --engine spark

``workers`` prints the median speed-up of paired runs, and what part of the processor time belongs to
the one process that reads, hashes and commits. ``driver`` runs articles of one sentence, so that
what is left is the price of an article for the driver of a cluster: its processor time and memory.
Both figures together give the 100 million articles of docs/cluster.md.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent))

from compose import compose_articles

ROOT = Path(__file__).resolve().parents[1]
NEWS_WORDS_PER_FACT = 50
FIGURES = ("seconds", "busy_seconds", "cpu_seconds", "commit_seconds", "peak_memory_mb", "worker_memory_mb")


def run(dump: Path, work: Path, *options: str) -> dict[str, Any]:
    """One run into a new output, in a process of its own; its figures."""
    with tempfile.TemporaryDirectory(dir=work) as name:
        metrics = Path(name) / "metrics.json"
        command = [sys.executable, "-m", "extract", "run", str(dump), "--out", str(Path(name) / "out"), "-q"]
        environment = {**os.environ, "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
        subprocess.run([*command, "--metrics", str(metrics), *options], env=environment, check=True)
        figures: dict[str, Any] = json.loads(metrics.read_text())
        return figures


def measure_workers(work: Path, articles: int, pairs: int) -> None:
    """Two workers beside one, in turn."""
    dump = work / "dump"
    dump.mkdir()
    for name, text in compose_articles(ROOT / "corpus", articles, words_per_fact=NEWS_WORDS_PER_FACT):
        (dump / name).write_text(text, encoding="utf-8")
    ratios = []
    for _ in range(pairs):
        one, two = (run(dump, work, "--workers", count) for count in ("1", "2"))
        ratios.append(one["seconds"] / two["seconds"])
        for figures in (one, two):
            print({name: figures[name] for name in ("workers", "n_words", *FIGURES)})
    share = two["cpu_seconds"] / (two["cpu_seconds"] + two["busy_seconds"])
    print(f"two workers are {statistics.median(ratios):.2f} times as fast as one ({pairs} pairs)")
    print(f"the process of the run takes {share:.1%} of the processor time")


def measure_driver(work: Path, articles: int, engine: str) -> None:
    """What an article costs where all is decided and committed."""
    for count in (articles // 10, articles):
        dump = work / f"dump{count}"
        dump.mkdir()
        lines = [
            json.dumps({"id": n, "text": f"In 2019, {n} villages of the county got {n * 3} km of road."})
            for n in range(count)
        ]
        for start in range(0, count, 100):
            (dump / f"{start:09d}.jsonl").write_text("\n".join(lines[start : start + 100]), encoding="utf-8")
        options = ("--engine", engine, "--master", "local[2,4]") if engine != "local" else ("--workers", "2")
        figures = run(dump, work, *options)
        print({name: figures[name] for name in ("n_new", "n_facts", *FIGURES)})


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("what", choices=["workers", "driver"])
    parser.add_argument("--articles", type=int, default=1_500)
    parser.add_argument("--pairs", type=int, default=3)
    parser.add_argument("--engine", choices=["local", "spark"], default="local")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        if arguments.what == "workers":
            measure_workers(Path(name), arguments.articles, arguments.pairs)
        else:
            measure_driver(Path(name), arguments.articles, arguments.engine)


if __name__ == "__main__":
    main()
