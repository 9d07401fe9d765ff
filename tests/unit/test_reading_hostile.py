"""Inputs that are broken, enormous or meant to harm: a row says what, where, and what to do."""

from __future__ import annotations

import io
import json
import lzma
import resource
import struct
import tarfile
import zipfile
from collections.abc import Callable
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from reading_support import PAGE, gz, json_lines, make_pdf, make_tar, make_zip, read_all, write

from extract.reading.options import ColumnNames, InputLimits

LINE = b'{"text": "5 km of road"}\n'
ZEROS = b"0" * 120_000_000


def zst(data: bytes) -> bytes:
    packed: bytes = pa.compress(data, codec="zstd", asbytes=True)
    return packed


# Made when they are wanted: pytest collects the module in each of its processes.
BOMBS: dict[str, Callable[[], bytes]] = {
    "bomb.txt.gz": lambda: gz(ZEROS),
    "bomb.txt.xz": lambda: lzma.compress(ZEROS, preset=0),
    "bomb.txt.zst": lambda: zst(ZEROS),
    "bomb.jsonl.gz": lambda: gz(b'{"text": "' + b"a" * 9_000 + b'"}\n') * 13_000,
    "bomb.csv.gz": lambda: gz(b"text\n" + ZEROS),
    "bomb.json.gz": lambda: gz(b"[" + b" " * len(ZEROS)),
    "bomb.tar.gz": lambda: gz(make_tar({"zeros.txt": ZEROS})),
    "bomb.zip": lambda: make_zip({"zeros.txt": ZEROS, "after.txt": b"5 km"}),
    "twice.txt.gz.gz": lambda: gz(gz(ZEROS)),
    "nested.zip": lambda: make_zip({"in.zip": make_zip({"zeros.txt": ZEROS})}),
}


@pytest.mark.parametrize("name", BOMBS)
def test_a_bomb_is_refused_without_going_off(name: str, tmp_path: Path):
    data = BOMBS[name]()
    path = write(tmp_path, name, data)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    found = read_all(path, limits=InputLimits(max_bytes=500_000_000, max_ratio=10))
    (problem,) = found.failures.values()
    assert f"unpacks to more than 10 times its {len(data):,} bytes" in problem
    assert problem.endswith("raise --max-ratio if it is genuine")
    assert not [source for source in found.texts if "after" in source]
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 400_000


def test_a_large_file_that_packs_well_is_no_bomb(tmp_path: Path):
    line = json_lines([{"id": 1, "text": "The county built 5 km of road. " * 30}])
    path = write(tmp_path, "a.jsonl.gz", gz(line * 30_000))
    assert not read_all(path, limits=InputLimits(max_ratio=5)).failures


@pytest.mark.parametrize("name", ["../../up.txt", "/abs.txt", "a/../../up.txt", "C:\\win.txt", "..\\up.txt"])
@pytest.mark.parametrize("suffix", ["zip", "tar"])
def test_a_name_that_leads_out_of_its_archive_is_refused(name: str, suffix: str, tmp_path: Path):
    pack = make_zip if suffix == "zip" else make_tar
    found = read_all(write(tmp_path, f"a.{suffix}", pack({name: b"6 km", "ok.txt": b"5 km"})))
    assert found.texts == {f"a.{suffix}#ok.txt": "5 km"}
    (problem,) = found.failures.values()
    assert problem == "its name leads out of the archive; pack it under a name inside it"


def test_links_and_devices_of_archives_are_not_followed(tmp_path: Path):
    data = make_tar(
        {"a.txt": b"5 km"},
        **{
            "link.txt": (tarfile.SYMTYPE, "/etc/passwd"),
            "hard.txt": (tarfile.LNKTYPE, "a.txt"),
            "device.txt": (tarfile.CHRTYPE, ""),
            "pipe.txt": (tarfile.FIFOTYPE, ""),
        },
    )
    found = read_all(write(tmp_path, "a.tar", data))
    assert list(found.texts) == ["a.tar#a.txt"]
    assert sorted(found.failures) == ["a.tar#hard.txt", "a.tar#link.txt"]
    assert found.tally.left_alone["no regular file"] == 2
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        link = zipfile.ZipInfo("link.txt")
        link.external_attr = 0o120777 << 16
        archive.writestr(link, "/etc/passwd")
    assert "a link" in read_all(write(tmp_path, "b.zip", target.getvalue())).failures["b.zip#link.txt"]


def test_archives_in_archives_end(tmp_path: Path):
    data = make_zip({"a.txt": b"5 km"})
    for _ in range(6):
        data = make_zip({"in.zip": data})
    path = write(tmp_path, "a.zip", data)
    found = read_all(path)
    assert list(found.failures) == ["a.zip#in.zip#in.zip#in.zip#in.zip"]
    assert "more than 4 deep" in next(iter(found.failures.values()))
    assert len(read_all(path, limits=InputLimits(max_nesting=7)).texts) == 1
    layers = LINE
    for _ in range(6):
        layers = gz(layers)
    assert (
        "more than 4 deep" in read_all(write(tmp_path, "a.jsonl" + ".gz" * 6, layers)).failures.popitem()[1]
    )


def test_too_many_entries_are_refused(tmp_path: Path):
    entries = {f"{number}.txt": b"5 km" for number in range(30)}
    limits = InputLimits(max_entries=20)
    found = read_all(write(tmp_path, "a.tar", make_tar(entries)), limits=limits)
    assert len(found.texts) == 20
    assert "more than 20 entries" in found.failures["a.tar"]
    assert (
        "more than 20 entries"
        in read_all(write(tmp_path, "a.zip", make_zip(entries)), limits=limits).failures["a.zip"]
    )


def test_the_entries_of_a_very_large_archive_are_counted_before_it_is_loaded(tmp_path: Path):
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        for number in range(66_000):
            archive.writestr(zipfile.ZipInfo(f"{number}"), b"")
    path = write(tmp_path, "a.zip", target.getvalue())
    assert (
        "more than 65,990 entries" in read_all(path, limits=InputLimits(max_entries=65_990)).failures["a.zip"]
    )
    assert not read_all(path, limits=InputLimits(max_entries=66_000)).failures


def test_an_archive_that_lies_about_its_entries_is_damaged(tmp_path: Path):
    data = bytearray(make_zip({"a.txt": b"5 km"}))
    struct.pack_into("<H", data, data.rindex(b"PK\x05\x06") + 10, 60_000)
    assert read_all(write(tmp_path, "a.zip", bytes(data))).texts == {"a.zip#a.txt": "5 km"}
    encrypted = bytearray(make_zip({"a.txt": b"5 km"}))
    for start in (encrypted.index(b"PK\x03\x04") + 6, encrypted.index(b"PK\x01\x02") + 8):
        encrypted[start] |= 1
    found = read_all(write(tmp_path, "b.zip", bytes(encrypted)))
    assert found.failures == {"b.zip#a.txt": "encrypted; unpack the archive with its password first"}


@pytest.mark.parametrize(
    ("name", "data", "place"),
    [
        ("a.jsonl.gz", gz(LINE * 3000)[:-30], "after row"),
        ("a.jsonl.zst", zst(json_lines({"text": str(n**9)} for n in range(9999)))[:-99], "after row"),
        ("a.tar", make_tar({f"{n}.txt": b"5 km" * 999 for n in range(9)})[:20_000], "after entry"),
        ("a.tgz", gz(make_tar({f"{n}.txt": str(n**99).encode() for n in range(999)}))[:-999], "after entry"),
        ("a.json", b"[" + LINE + b"," + LINE[:9], "broken JSON at character 37"),
        ("b.json", b"[" + LINE + b"]]", "broken JSON at character"),
        ("c.json", b'{"a": 1, ' + LINE, "broken JSON at character"),
        ("a.txt.gz", gz(LINE * 999)[:-9], "cut off"),
        ("a.txt.bz2", b"BZh91AY&SY" + b"x" * 99, "damaged"),
        ("a.zip", b"PK\x03\x04" + b"x" * 99, "damaged"),
        ("a.parquet", b"PAR1" + b"x" * 99, "no Parquet file"),
        ("a.warc", b"GET / HTTP/1.0\r\n" * 9, "no web archive"),
        ("a.tar", b"x" * 2048, "damaged"),
    ],
)  # fmt: skip
def test_what_is_cut_off_or_damaged_says_where(name: str, data: bytes, place: str, tmp_path: Path):
    found = read_all(write(tmp_path, name, data))
    assert place in found.failures[name]
    assert ("ends" in dict(found.containers).values()) is False


def test_records_before_the_damage_are_read(tmp_path: Path):
    assert len(read_all(write(tmp_path, "a.jsonl.gz", gz(LINE * 3000)[:-30])).texts) > 2000
    assert list(read_all(write(tmp_path, "a.json", b"[" + LINE + b"," + LINE[:9])).texts) == ["a.json#1"]


def test_each_broken_line_is_a_failure_and_the_others_are_read(tmp_path: Path):
    deep = b'{"text": ' + b"[" * 100_000 + b"]" * 100_000 + b"}"
    lines = [
        b'\xef\xbb\xbf{"text": "one"}\r',
        b'{"text": broken}',
        b"  \r",
        b'{"text": "nul \\u0000 two"}',
        b'{"other": "x"}',
        b'{"text": "half \\ud800 pair, whole \\ud83d\\ude00"}',
        b"[1, 2]",
        b'{"text": null}',
        b'{"text": " \\u3000"}',
        b'{"text": "raw \x00\tcontrol"}',
        b'{"text": "caf\xe9 \x80"}',
        deep,
        b'{"text": ' + b"1" * 5000 + b"}",
        b"\x00\x00\x00\x00",
        b'{"text": "last", "n": NaN}',
    ]
    found = read_all(write(tmp_path, "a.jsonl", b"\n".join(lines)))
    assert list(found.texts.values()) == [
        "one",
        "nul \0 two",
        "half \ufffd pair, whole 😀",
        "raw \0\tcontrol",
        "café €",
        "last",
    ]
    told = {source.removeprefix("a.jsonl#"): problem for source, problem in found.failures.items()}
    assert told["2"] == "line 2: broken JSON at column 10: Expecting value"
    assert told["5"] == told["8"].replace("line 8", "line 5") == "line 5: no text in column 'text'"
    assert told["7"] == "line 7: a JSON list; write an object with a text"
    assert told["9"] == "line 9: the text in column 'text' is empty"
    assert told["12"] == "line 12: nested too deeply to be an article; flatten it"
    assert told["13"].startswith("line 13: unusable JSON")
    assert told["14"] == "line 14: broken JSON at column 1: Expecting value"
    assert len(told) == 8


def test_deep_json_files_are_refused(tmp_path: Path):
    deep = b'{"text": ' + b"[" * 100_000 + b"]" * 100_000 + b"}"
    assert "nested too deeply" in read_all(write(tmp_path, "a.json", deep)).failures["a.json"]
    assert "nested too deeply" in read_all(write(tmp_path, "b.json", b"[" * 200_000)).failures["b.json"]


def test_an_endless_line_is_passed_over_and_the_next_one_is_read(tmp_path: Path):
    path = write(tmp_path, "a.jsonl", LINE + b'{"text": "' + b"x" * 3_000_000 + b'"}\n' + LINE)
    found = read_all(path, limits=InputLimits(max_bytes=1_000_000))
    assert list(found.texts) == ["a.jsonl#1", "a.jsonl#3"]
    assert found.failures == {
        "a.jsonl#2": "line 2: 3,000,012 bytes, more than the limit of 1,000,000; raise --max-bytes"
    }


@pytest.mark.parametrize(
    ("name", "data", "source"),
    [
        ("a.txt", b"5 km " * 300, "a.txt"),
        ("a.txt.gz", gz(b"5 km " * 300), "a.txt.gz"),
        ("a.zip", make_zip({"a.txt": b"5 km " * 300}), "a.zip#a.txt"),
        ("a.html", PAGE.encode() * 9, "a.html"),
        ("a.json", json.dumps({"text": "5 km " * 99_999}).encode(), "a.json"),
        ("a.parquet", None, "a.parquet#1"),
        ("a.csv", b'id,text\n1,"' + b"5 km\n" * 300 + b'"\n', "a.csv"),
        ("quote.csv", b'id,text\n1,"never ends\n' + b"2,6 km\n" * 300, "quote.csv"),
        ("a.pdf", make_pdf([["5 km of road in the county"] * 9] * 9), "a.pdf"),
    ],
)
def test_what_is_too_large_is_refused_by_its_limit(
    name: str, data: bytes | None, source: str, tmp_path: Path
):
    if data is None:
        target = io.BytesIO()
        pq.write_table(pa.table({"text": ["5 km " * 300]}), target)
        data = target.getvalue()
    size = 1000 if name != "a.pdf" else len(data)
    found = read_all(write(tmp_path, name, data), limits=InputLimits(max_bytes=size, max_html_bytes=1000))
    if name == "a.pdf":
        assert not found.failures
        found = read_all(tmp_path / name, limits=InputLimits(max_bytes=len(data) - 1))
    assert "more than the limit of" in found.failures[source]
    assert "raise --max-" in found.failures[source]
    assert not found.texts


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.jsonl", b""),
        ("a.csv", b""),
        ("a.csv", b"id,text\n"),
        ("a.json", b""),
        ("a.jsonl.gz", gz(b"")),
        ("a.zip", make_zip({})),
        ("a.tar", make_tar({})),
        ("a.parquet", b""),
        ("a.warc", b""),
        ("a.pdf", b""),
        ("a.html", b""),
        ("a.md", b""),
    ],
    # not by their bytes: a compressed file holds the time
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_is_empty_says_so(name: str, data: bytes, tmp_path: Path):
    found = read_all(write(tmp_path / "dump", name, data))
    assert not found.texts
    assert "empty" in found.failures[name]


def test_rows_of_too_many_fields_are_told(tmp_path: Path):
    path = write(tmp_path, "a.csv", 'id;text\n1;5 km\n2;a;b;c\n\n3;"two\nlines; 6 km"\n4\n')
    found = read_all(path)
    assert found.texts == {"a.csv#1": "5 km", "a.csv#3": "two\nlines; 6 km"}
    assert found.failures == {
        "a.csv#2": "row 2 (line 3): 4 fields for 2 columns; quote fields that hold the delimiter",
        "a.csv#4": "row 4 (line 7): no text in column 'text'",
    }


def test_a_package_that_is_missing_is_told_with_its_remedy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    for name, package in (("a.html", "trafilatura"), ("a.pdf", "pypdfium2"), ("a.warc", "warcio")):
        monkeypatch.setitem(__import__("sys").modules, package, None)
        monkeypatch.setitem(__import__("sys").modules, f"{package}.archiveiterator", None)
        found = read_all(write(tmp_path, name, PAGE))
        assert found.failures[name].endswith("not installed: pip install 'extract[formats]'"), name


def test_a_broken_sidecar_in_an_archive_is_told(tmp_path: Path):
    found = read_all(write(tmp_path, "a.zip", make_zip({"x/a.txt": b"5 km", "x/a.meta.json": b"{"})))
    assert list(found.texts) == ["a.zip#x/a.txt"]
    assert "read without it" in found.failures["a.zip#x/a.meta.json"]


SUFFIXES = ["jsonl", "json", "csv", "tsv", "parquet", "zip", "tar", "warc", "html", "md", "pdf", "jsonl.gz"]
STARTS = [b'{"text":', b"[{", b"PK\x03\x04", b"PAR1", b"%PDF-1.4", b"WARC/1.0\r\n", b"<html>"]


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.sampled_from(SUFFIXES),
    st.one_of(st.binary(max_size=400), st.sampled_from(STARTS)),
    st.binary(max_size=100),
)
def test_no_bytes_stop_a_run(tmp_path_factory: pytest.TempPathFactory, suffix: str, start: bytes, end: bytes):
    path = write(tmp_path_factory.mktemp("w"), f"a.{suffix}", start + end)
    found = read_all(path, columns=ColumnNames(text="text"))
    assert found.texts or found.failures or found.tally.left_alone or not (start + end).strip()
    for problem in found.failures.values():
        assert len(problem.splitlines()) == 1
        assert len(problem) < 600


def test_a_parquet_file_of_one_long_text_many_times_is_a_bomb(tmp_path: Path):
    table = pa.table({"text": pa.array(["5 km " * 200_000] * 150).dictionary_encode()})
    pq.write_table(table, tmp_path / "a.parquet")
    found = read_all(tmp_path / "a.parquet", limits=InputLimits(max_ratio=10))
    assert "unpacks to more than 10 times" in found.failures["a.parquet"]
    assert len(found.texts) == 100
