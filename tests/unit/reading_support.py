"""Makers of inputs in all formats, and a reader that sorts what comes out of them."""

from __future__ import annotations

import gzip
import io
import json
import tarfile
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from extract.reading.articles import iter_candidates
from extract.reading.candidates import Candidate
from extract.reading.inputs import Tally, resolve_inputs, walk_inputs
from extract.reading.options import ReadOptions
from extract.records import Failure, RawArticle

PAGE = """<!doctype html><html><head><title>Roads for Chengkou</title>
<meta name="author" content="Li Wei"><meta property="og:site_name" content="Example Daily">
<meta property="article:published_time" content="2020-10-23T08:00:00Z">
<link rel="canonical" href="https://example.cn/a/1.html"></head><body><nav><a href="/">Home</a></nav><article>
<p>In 2019 the county spent 12.5 million yuan on roads, and 450 villages were linked, officials said.</p>
<p>Per capita income rose 11&nbsp;percent to 9,600 yuan, up from 8,600 yuan in 2018, the bureau said.</p>
</article><footer>Copyright Example, telephone 010-12345678</footer></body></html>"""


@dataclass
class Found:
    """What reading gave, in its order.

    Attributes:
        articles: decoded articles by source.
        failures: errors by source.
        containers: what was said of containers.
        tally: what was left alone, and which columns were taken.
    """

    articles: dict[str, RawArticle] = field(default_factory=dict)
    failures: dict[str, str] = field(default_factory=dict)
    containers: list[tuple[str, str]] = field(default_factory=list)
    tally: Tally = field(default_factory=Tally)

    @property
    def texts(self) -> dict[str, str]:
        return {source: article.text for source, article in self.articles.items()}

    def add_failure(self, failure: Failure) -> None:
        assert failure.source not in self.failures, "two failures of one source"
        self.failures[failure.source] = failure.error


def read_all(*inputs: object, **options: Any) -> Found:  # noqa: ANN401
    """Read inputs with these ``ReadOptions``."""
    found = Found()
    given = ReadOptions(**options)
    walk = walk_inputs(resolve_inputs([str(one) for one in inputs], given.collection), found.tally)
    for item in iter_candidates(walk, given, found.tally):
        if isinstance(item, Failure):
            found.add_failure(item)
        elif isinstance(item, Candidate):
            for note in item.notes:
                found.add_failure(note)
            raw = item.read()
            if isinstance(raw, Failure):
                found.add_failure(raw)
            else:
                assert raw.source not in found.articles, "two articles of one source"
                found.articles[raw.source] = raw
        else:
            found.containers.append((item.source, item.state))
    return found


def json_lines(rows: Iterable[Any]) -> bytes:
    return "".join(json.dumps(row) + "\n" for row in rows).encode()


def make_zip(entries: Mapping[str, bytes]) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in entries.items():
            archive.writestr(name, data)
    return target.getvalue()


def make_tar(entries: Mapping[str, bytes], **types: tuple[bytes, str]) -> bytes:
    """A tar of files, and of links and devices by name: type and target."""
    target = io.BytesIO()
    with tarfile.open(fileobj=target, mode="w") as archive:
        for name, data in entries.items():
            info = tarfile.TarInfo(name)
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
        for name, (kind, link) in types.items():
            info = tarfile.TarInfo(name)
            info.type, info.linkname = kind, link
            archive.addfile(info)
    return target.getvalue()


def make_pdf(pages: Sequence[Sequence[str]], title: str | None = None) -> bytes:
    """A PDF with these lines on its pages."""
    font = 3 + 2 * len(pages)
    kids = " ".join(f"{3 + 2 * i} 0 R" for i in range(len(pages)))
    objects = ["<< /Type /Catalog /Pages 2 0 R >>", f"<< /Type /Pages /Kids [{kids}] /Count {len(pages)} >>"]
    for i, lines in enumerate(pages):
        resources = f"/Resources << /Font << /F1 {font} 0 R >> >>"
        objects.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents {4 + 2 * i} 0 R {resources} >>"
        )
        shown = "BT /F1 12 Tf 50 780 Td 14 TL " + " ".join(f"({line}) Tj T*" for line in lines) + " ET"
        objects.append(f"<< /Length {len(shown)} >>\nstream\n{shown}\nendstream")
    objects.append("<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>")
    info = ""
    if title:
        objects.append(f"<< /Title ({title}) /Author (Bureau) >>")
        info = f" /Info {len(objects)} 0 R"
    return _number_objects(objects, info)


def _number_objects(objects: Sequence[str], info: str) -> bytes:
    out, offsets = b"%PDF-1.4\n", []
    for number, text in enumerate(objects, start=1):
        offsets.append(len(out))
        out += f"{number} 0 obj\n{text}\nendobj\n".encode()
    table = "".join(f"{offset:010d} 00000 n \n" for offset in offsets)
    size = len(objects) + 1
    end = f"xref\n0 {size}\n0000000000 65535 f \n{table}trailer << /Size {size} /Root 1 0 R{info} >>\n"
    return out + f"{end}startxref\n{len(out)}\n%%EOF".encode()


def write(folder: Path, name: str, data: bytes | str) -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data.encode() if isinstance(data, str) else data)
    return path


def gz(data: bytes) -> bytes:
    return gzip.compress(data, 1, mtime=0)  # with the time in it, no two calls were equal
