"""Web pages, PDFs, Markdown and web archives: their text of record and what they say of themselves."""

from __future__ import annotations

import base64
import io
import sys
import threading
from collections.abc import Iterator
from datetime import date
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import fsspec
import pytest
from reading_support import PAGE, json_lines, make_pdf, make_zip, read_all, write
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from extract.errors import UsageError
from extract.reading.documents_markdown import split_front_matter
from extract.reading.inputs import resolve_inputs
from extract.reading.pages_html import read_page

DAY = date(2020, 10, 23)
PAGES = [["Report on the county", "It spent 12.5 million yuan on", "roads."], ["Income rose 11 percent."], []]

# A PDF of one page behind a password ("secret"), made by pypdf.
LOCKED_PDF = (
    "B~V00Eio=L3MJy>&(jJqATS_rVrmLJJPI#Vd2nSQFGFE;VQg<_3NKJ$XJvCBG9WM@QVKpk3T19&Z(?c+G9WM@Z(?c+JUj|7RC#b^"
    "ATLm1XJvB=FH31;b0AwFGaxV^QXpLlFGFv2Zge0q3O+sxWo~3|VrmLAATS_rVrmLJJPI#Vd2nSQFHm7;WeP7)VRB_|bRaSyFd$M2"
    "FHL1+X<<TdcpzIKFd#4>H90jPI5aXKT?#KlZ*FvDZgg`XG$1e_QVK6pWpi(Ja${w4AUr$@FGg=}bRaxD3NJ=6AT=N`AW{lGJ_<fQ"
    "3O+sxWo~3|VrmLBATS_rVrmLJJPI#NWo~D5XdpB+3O+sxb98cLVQmV2ZZ5(W6C6Uix8LD@-PZ|z5}rk8f|hi1<E#8g{)t7TW-e0h"
    "{=J<KVm1^CWo~41baG{3Z3<;>WN%_>3N;`wAa7!73OqatFI0JOWgss`Z*Fu7FH?15ba`-PATLyTaAh$HFG68+WkzpqbRaKCWo&k3"
    "bZKK@3O+sxWo~3|VrmLDATS_rVrmLJJPI#XATkOsQXn%5FHB`_XLM*FF)}y`FHj&fGC4FkHa9XkG72w7X>4?5av(2LbYX5}VRB>&"
    "FHaymFl99|GC49eVKZekWjHr9V>4rBVPj%tW;HP}VK*~jV>D%BGGb&nHZ^2pWHV$mHZnIhF*G?bH(_FCWH)6rJ_;{YAUrfRH)Ufv"
    "V>2~nV=*%@H)c6AVl!hoIW#vmWiw<sV>B{2VrDdDHDxqqH#In6G%+?bFfcS_H8y5uW??WfFgQL6K0XR%Ze(v_Y6^IAWo8O6AU6sy"
    "FfcGMFfcGMFd#NHH8V9JW*`bMFfcGMFfcGNH6SoBFfcG6ZXgOUFfcGMFfcGSG$1fAFfcG6ZXgOUFfcGMFfcJPGaxW9FfcG6ZXgOU"
    "FfcGMFfcMTF(5E7FfcG6ZXgOUFfcGMFfcPTH6SoBFfcG6ZXgOUFfcGMFfcSRH6SoBFfcG6ZXgPDa$#v~WpWBUJPI#UX?kTKHwrIO"
    "Z*O!UF(5D?QVK6gL?BxrJT+!AI5RnBIWS~2WMgJFIb<*~F)=VXV>UB4H#j#jVm=@|HD)q6GdX5CFl01jV`ervWH2!?F)%q}HZwOj"
    "I5#n3J|JBRFGX%+a(QrcAT}T{AW{lGJ_>VmVRCeMa%E-;HZw2^B_%~qMhX"
)


def test_a_web_page_is_its_article_and_its_metadata(tmp_path: Path):
    article = read_all(write(tmp_path, "a.html", PAGE)).articles["a.html"]
    first, second = article.text.split("\n\n")
    assert first.startswith("In 2019 the county spent 12.5 million yuan")
    assert second.startswith("Per capita income rose 11")
    assert "Home" not in article.text
    assert "telephone" not in article.text
    assert (article.title, article.author, article.publisher) == (
        "Roads for Chengkou",
        "Li Wei",
        "Example Daily",
    )
    assert article.published == date(2020, 10, 23)


def test_the_page_wins_over_its_sidecar_which_completes_it(tmp_path: Path):
    path = write(tmp_path, "a.html", PAGE.replace('<meta name="author" content="Li Wei">', ""))
    write(tmp_path, "a.meta.json", '{"title": "Other", "author": "Wu", "url": "https://x.cn/1"}')
    (article,) = read_all(path).articles.values()
    assert (article.title, article.author, article.url) == ("Roads for Chengkou", "Wu", "https://x.cn/1")


@pytest.mark.parametrize(
    ("encoding", "declared", "expected"),
    [
        ("gb18030", "gb2312", "gb18030"),
        ("utf-8", "utf-8", "utf-8"),
        ("gb18030", None, "gb18030"),
        ("utf-8", "no-such-code", "utf-8"),
        ("utf-8", "hex", "utf-8"),
        ("utf-16", "utf-8", "utf-16-le"),
    ],
)
def test_pages_are_decoded_as_they_say_unless_that_is_wrong(
    encoding: str, declared: str | None, expected: str
):
    text = "2019年，全县农村居民人均可支配收入达到9600元，比上年增长11%，贫困发生率下降到0.42%。" * 3
    meta = f'<meta charset="{declared}">' if declared else ""
    page = f"<html><head>{meta}</head><body><article><p>{text}</p></article></body></html>"
    decoded, _ = read_page(page.encode(encoding))
    assert (decoded.text, decoded.encoding) == (text, expected)


def test_a_page_without_an_article_is_a_failure(tmp_path: Path):
    page = '<html><body><nav><a href="/">Home</a> <a href="/n">News</a></nav></body></html>'
    assert read_all(write(tmp_path, "a.html", page)).failures == {
        "a.html": "a web page without the text of an article"
    }


def test_a_pdf_has_pages_and_metadata(tmp_path: Path):
    article = read_all(write(tmp_path, "a.pdf", make_pdf(PAGES, "Report"))).articles["a.pdf"]
    assert article.text.split("\n\n") == [
        "Report on the county\nIt spent 12.5 million yuan on\nroads.",
        "Income rose 11 percent.",
        "",
    ]
    assert [article.text[start : start + 6] for start in article.pages] == ["Report", "Income", ""]
    assert (article.title, article.author, article.encoding) == ("Report", "Bureau", "pdf")


def test_a_pdf_without_text_is_a_scan(tmp_path: Path):
    found = read_all(write(tmp_path, "a.pdf", make_pdf([[], []])))
    assert found.failures == {"a.pdf": "no text on any of its 2 pages: a scan; run OCR over it first"}


def test_encrypted_and_damaged_pdfs_are_told(tmp_path: Path):
    write(tmp_path / "dump", "locked.pdf", base64.b85decode(LOCKED_PDF))
    write(tmp_path / "dump", "broken.pdf", make_pdf(PAGES)[:300])
    failures = read_all(tmp_path / "dump").failures
    assert failures["locked.pdf"] == "an encrypted PDF that needs a password; decrypt it first"
    assert "a damaged PDF" in failures["broken.pdf"]


@pytest.mark.parametrize(
    ("text", "rest", "title", "published"),
    [
        (
            '---\ntitle: "A: b"\ndate: 2020-10-23\ntags: [x]\n---\n5 km\n',
            "5 km\n",
            "A: b",
            date(2020, 10, 23),
        ),
        ("---\r\ntitle: A\r\n...\r\n5 km", "5 km", "A", None),
        ("# H\n\n5 km", "# H\n\n5 km", None, None),
        ("---\n5 km\n---\nmore", "---\n5 km\n---\nmore", None, None),
        ("---\ntitle: never ends\n5 km", "---\ntitle: never ends\n5 km", None, None),
    ],
)
def test_front_matter_of_markdown_is_metadata(
    text: str, rest: str, title: str | None, published: date | None
):
    found, said = split_front_matter(text)
    assert (found, said.title, said.published) == (rest, title, published)


def make_warc(*, gzip: bool) -> bytes:
    target = io.BytesIO()
    writer = WARCWriter(target, gzip=gzip)
    writer.write_record(writer.create_warcinfo_record("x.warc", {"software": "test"}))

    def add(url: str, body: bytes, kind: str = "text/html; charset=utf-8", status: str = "200 OK") -> None:
        headers = StatusAndHeaders(status, [("Content-Type", kind)], protocol="HTTP/1.1")
        record = writer.create_warc_record(url, "response", payload=io.BytesIO(body), http_headers=headers)
        writer.write_record(record)

    add("https://x.cn/2020-10/23/a.htm", PAGE.replace("2020-10-23T", "no").encode())
    add("https://x.cn/2020-10/23/a.htm", PAGE.encode())
    add("https://x.cn/i.jpg", b"\xff\xd8", "image/jpeg")
    add("https://x.cn/gone", b"<html>gone", status="404 Not Found")
    add("https://x.cn/r.pdf", make_pdf(PAGES), "application/pdf")
    text = io.BytesIO(b"plain 5 km")
    wet = writer.create_warc_record(
        "https://x.cn/t", "conversion", payload=text, warc_content_type="text/plain"
    )
    writer.write_record(wet)
    return target.getvalue()


@pytest.mark.parametrize("name", ["a.warc", "a.warc.gz"])
def test_web_archives_give_their_pages_by_url(name: str, tmp_path: Path):
    found = read_all(write(tmp_path, name, make_warc(gzip=name.endswith("gz"))))
    assert list(found.articles) == [
        f"{name}#https://x.cn/2020-10/23/a.htm",
        f"{name}#https://x.cn/2020-10/23/a.htm~2",
        f"{name}#https://x.cn/r.pdf",
        f"{name}#https://x.cn/t",
    ]
    first, *_, pdf, plain = found.articles.values()
    assert (first.published, first.url) == (date(2020, 10, 23), "https://x.cn/2020-10/23/a.htm")
    assert len(pdf.pages) == 3
    assert plain.text == "plain 5 km"
    assert found.tally.left_alone == {"WARC warcinfo": 1, "WARC image/jpeg": 1, "WARC status 404": 1}


def test_what_a_web_archive_holds_before_it_is_cut_off_is_read(tmp_path: Path):
    found = read_all(write(tmp_path, "a.warc.gz", make_warc(gzip=True)[:-300]))
    assert len(found.articles) == 2
    assert "after page 2: damaged or cut off" in found.failures["a.warc.gz"]


@pytest.fixture
def store() -> Iterator[str]:
    """A folder of the store in memory that fsspec has for tests."""
    memory = fsspec.filesystem("memory")
    lines = json_lines([{"id": 1, "text": "5 km"}, {"id": 2, "text": "6 km"}])
    for path, data in {
        "/dumps/2020-10-23/a.txt": b"4 km",
        "/dumps/2020-10-23/a.meta.json": b'{"title": "T"}',
        "/dumps/2020-10-23/b.jsonl": lines,
        "/dumps/2020-10-24/c.zip": make_zip({"x.txt": b"7 km"}),
        "/dumps/2020-10-24/i.jpg": b"x",
        "/dumps/.git/x.txt": b"x",
    }.items():
        memory.pipe(path, data)
    yield "memory://dumps"
    memory.rm("/dumps", recursive=True)


def test_a_remote_folder_is_read_like_a_local_one(store: str):
    found = read_all(store)
    assert not found.failures
    assert list(found.texts) == [
        "2020-10-23/a.txt",
        "2020-10-23/b.jsonl#1",
        "2020-10-23/b.jsonl#2",
        "2020-10-24/c.zip#x.txt",
    ]
    first = found.articles["2020-10-23/a.txt"]
    assert (first.collection, first.title, first.published) == ("dumps", "T", date(2020, 10, 23))
    assert found.tally.left_alone == {".meta.json": 1, ".jpg": 1, "hidden": 1}


def test_remote_files_and_globs(store: str):
    assert list(read_all(f"{store}/2020-10-23/b.jsonl").texts) == ["b.jsonl#1", "b.jsonl#2"]
    assert list(read_all(f"{store}/*/*.zip").texts) == ["2020-10-24/c.zip#x.txt"]


@pytest.mark.parametrize(
    ("url", "found"),
    [
        ("memory://nowhere/x.txt", "no such input 'memory://nowhere/x.txt'"),
        ("nosuch://x/y", "Protocol not known: nosuch"),
        ("s3://bucket/x", r"pip install 'extract\[s3\]'"),
    ],
)
def test_urls_that_cannot_be_used(url: str, found: str, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setitem(sys.modules, "s3fs", None)
    with pytest.raises(UsageError, match=found):
        resolve_inputs([url])


def test_without_fsspec_urls_say_how_to_get_it(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setitem(sys.modules, "fsspec.core", None)
    with pytest.raises(UsageError, match=r"needs the package fsspec.*extract\[remote\]"):
        resolve_inputs(["https://example.org/a.txt"])


def test_a_file_of_a_web_server_is_read(tmp_path: Path):
    write(tmp_path, "a.jsonl", json_lines([{"id": 1, "text": "5 km"}]))
    handler = partial(QuietHandler, directory=str(tmp_path))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        try:
            found = read_all(f"http://127.0.0.1:{server.server_address[1]}/a.jsonl")
        finally:
            server.shutdown()
    assert found.texts == {"a.jsonl#1": "5 km"}


class QuietHandler(SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        """Nothing."""
