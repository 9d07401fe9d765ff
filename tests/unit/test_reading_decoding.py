"""Any bytes: the text as it is, or what they are instead of text."""

from __future__ import annotations

import codecs
import random
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extract.reading.decoding import NotTextError, decode

ENGLISH = "Poverty fell to 0.42 percent in the county, officials said on Monday.\r\n" * 20
CHINESE = "重庆市农村贫困人口由2014年的15.6%下降到0.42%。"
TRADITIONAL = "重慶市農村貧困人口由2014年的15.6%下降到0.42%。"


@pytest.mark.parametrize(
    ("text", "encoding", "expected"),
    [
        pytest.param("“5 km” – café €3", "utf-8", "utf-8", id="utf-8"),
        pytest.param(CHINESE * 5, "gb18030", "gb18030", id="chinese in GBK"),
        pytest.param(ENGLISH + CHINESE, "gb18030", "gb18030", id="english page with a chinese footer"),
        pytest.param("China’s “relief” — fell. " * 9, "gb18030", "gb18030", id="english with GBK quotes"),
        pytest.param(TRADITIONAL * 5, "big5", "big5", id="traditional chinese"),
        pytest.param("東京の人口は増加した。これはテストです。" * 5, "cp932", "cp932", id="japanese"),
        pytest.param("서울 인구는 증가했다. " * 9, "cp949", "cp949", id="korean"),
        pytest.param("Население выросло на пять процентов. " * 5, "cp1251", "cp1251", id="russian"),
        pytest.param("It cost £5 at the café.", "cp1252", "cp1252", id="one pound"),
        pytest.param("China’s rate – “rural” – fell; €3,500. " * 5, "cp1252", "cp1252", id="smart quotes"),
        pytest.param("Le café coûte trois euros à Genève.", "latin-1", "cp1252", id="french"),
        pytest.param(ENGLISH, "utf-16-le", "utf-16-le", id="UTF-16 without mark, little endian"),
        pytest.param(ENGLISH, "utf-16-be", "utf-16-be", id="UTF-16 without mark, big endian"),
        pytest.param("a\0b 5 km\0", "utf-8", "utf-8", id="NUL bytes stay"),
        pytest.param("Â£5 and itâ€™s 3 %", "utf-8", "utf-8", id="mojibake stays as it is"),
        pytest.param("one\r\ntwo\rthree\n\n\x0cfour", "utf-8", "utf-8", id="line ends stay"),
    ],
)
def test_decode_gives_every_character(text: str, encoding: str, expected: str | None):
    decoded = decode(text.encode(encoding))
    assert decoded.text == text
    assert decoded.encoding == expected


@pytest.mark.parametrize(
    ("mark", "encoding"),
    [
        (codecs.BOM_UTF8, "utf-8"),
        (codecs.BOM_UTF16_LE, "utf-16-le"),
        (codecs.BOM_UTF16_BE, "utf-16-be"),
        (codecs.BOM_UTF32_LE, "utf-32-le"),
        (codecs.BOM_UTF32_BE, "utf-32-be"),
    ],
)
def test_decode_leaves_the_byte_order_mark_out(mark: bytes, encoding: str):
    assert decode(mark + "5 km 贫困".encode(encoding)).text == "5 km 贫困"


def test_decode_replaces_single_broken_bytes_and_shifts_nothing():
    text = CHINESE * 20
    data = text.encode() + "贫".encode()[:2]
    decoded = decode(data)
    assert decoded.text == text + "\N{REPLACEMENT CHARACTER}"
    assert decoded.encoding == "utf-8+replaced"


def test_decode_keeps_what_follows_an_undefined_byte():
    decoded = decode(b"cost \xa35 \x81 and 7 km")
    assert decoded.text == "cost £5 \N{REPLACEMENT CHARACTER} and 7 km"


@pytest.mark.parametrize(
    ("data", "found"),
    [
        (b"", "empty"),
        (b" \r\n\t\n", "white space"),
        ("\ufeff \u3000\n".encode(), "white space"),
        (b"\0\0\0\0", "white space"),
        (b"\x89PNG\r\n\x1a\n" + bytes(range(256)), "PNG"),
        (b"PK\x03\x04" + b"x" * 99, "zip"),
        (b"\x7fELF\x02\x01\x01", "ELF"),
        (b"%PDF-1.4\n%text enough", "PDF"),
        (b"\xff\xd8\xff\xe0", "JPEG"),
        (b"\x1f\x8b\x08", "gzip"),
        (random.Random(5).randbytes(5_000), "binary"),  # noqa: S311 - no secret
        (bytes(range(1, 32)) * 9, "binary"),
    ],
)
def test_decode_says_what_is_no_text(data: bytes, found: str):
    with pytest.raises(NotTextError, match=found):
        decode(data)


def test_decode_of_50_megabytes_takes_bounded_time():
    line = ("Some 12.5 million yuan was spent – “in all”. " + CHINESE + "\n").encode("gb18030")
    data = line * (50_000_000 // len(line))
    started = time.monotonic()
    assert decode(data).encoding == "gb18030"
    assert time.monotonic() - started < 20


@settings(max_examples=300, deadline=None)
@given(st.binary(max_size=300))
def test_decode_never_crashes(data: bytes):
    try:
        text = decode(data).text
    except NotTextError:
        return
    assert text.encode("utf-8").decode("utf-8") == text


@settings(max_examples=200, deadline=None)
@given(st.text(alphabet=st.characters(exclude_categories=["Cs", "Cc"]), min_size=3, max_size=200))
def test_decode_of_utf8_gives_the_text(text: str):
    visible = "The value. " + text
    assert decode(visible.encode()).text == visible
