import gzip
import io
import zipfile
import zlib

import pytest

from tests.read.archived import LINES, Piped, tar_of, zip_of
from tests.read.samples import HTML, PAGE, read_all

MEMBERS = {
    "news/2010-05-12-talks.txt": PAGE,
    "news/page.html": HTML,
    "news/lines.jsonl.gz": gzip.compress(LINES),
    "news/gold.json": '{"meetings": []}',
    "news/.hidden": "Nobody reads this.",
    "__MACOSX/news/page.html": "Nor this.",
}
HEADLINES = ["Peru and Chile settle fishing dispute"] * 2 + ["Talks 0", "Talks 1", "Talks 2"]


@pytest.mark.parametrize(
    ("wrap", "method", "piped"),
    [
        (io.BytesIO, zipfile.ZIP_STORED, False),
        (io.BytesIO, zipfile.ZIP_STORED, True),
        (io.BytesIO, zipfile.ZIP_DEFLATED, False),
        (io.BytesIO, zipfile.ZIP_DEFLATED, True),
        (Piped, zipfile.ZIP_STORED, False),
        (Piped, zipfile.ZIP_DEFLATED, False),
        (Piped, zipfile.ZIP_DEFLATED, True),
    ],
)
def test_members_of_a_zip_are_read_as_what_they_are(wrap, method, piped):
    articles, faults = read_all(wrap(zip_of(MEMBERS, method=method, piped=piped)), "a.zip")
    assert [article.headline for article in articles] == HEADLINES
    assert {article.source for article in articles} == {"a.zip"}
    assert not faults


def test_stored_member_whose_end_nothing_shows_is_refused():
    articles, faults = read_all(Piped(zip_of(MEMBERS, method=zipfile.ZIP_STORED, piped=True)), "a.zip")
    assert not articles
    assert faults[0].startswith("a.zip/news/2010-05-12-talks.txt: is packed by method 0, not read from a stream")


def test_members_of_a_tar_are_read_as_what_they_are():
    members = {name: content for name, content in MEMBERS.items() if isinstance(content, str)}
    for content in (tar_of(members), gzip.compress(tar_of(members))):
        articles, faults = read_all(Piped(content), "a.tar")
        assert [article.headline for article in articles] == HEADLINES[:2]
        assert not faults


def test_fault_in_a_member_names_it_and_the_others_are_read():
    articles, faults = read_all(zip_of({"a.txt": b"", "b.txt": b"\x00" * 50, "c.txt": PAGE}), "a.zip")
    assert len(articles) == 1
    assert [fault.split(":")[0] for fault in faults] == ["a.zip/a.txt", "a.zip/b.txt"]


@pytest.mark.parametrize("wrap", [io.BytesIO, Piped])
def test_zip_that_breaks_off_is_read_up_to_there(wrap):
    content = zip_of({"a.txt": PAGE, "b.txt": PAGE.replace("Peru", "Ecuador"), "c.txt": "x" * 100})
    cut = content[: content.index(b"b.txt") + 400]
    articles, faults = read_all(wrap(cut), "a.zip")
    assert articles[0].text == PAGE
    assert len(faults) == 1
    assert faults[0].startswith("a.zip/b.txt: ")


def test_zip_without_its_table_of_contents_is_read_whole():
    content = zip_of({"a.txt": PAGE})
    articles, (fault,) = read_all(content[: content.index(b"PK\x01\x02")], "a.zip")
    assert len(articles) == 1
    assert "breaks off" in fault
    articles, (fault,) = read_all(content[:-10], "a.zip")
    assert len(articles) == 1
    assert "no table of contents" in fault


def test_damaged_member_is_told_and_the_others_are_read():
    content = bytearray(zip_of({"a.txt": PAGE, "b.txt": PAGE.replace("Peru", "Ecuador")}))
    start = content.index(b"a.txt") + 5
    content[start + 100 : start + 120] = b"\xff" * 20
    articles, faults = read_all(bytes(content), "a.zip")
    assert any("Ecuador" in article.text for article in articles)
    assert len(faults) == 1
    assert faults[0].startswith("a.zip/a.txt: is damaged in the archive")


def test_tar_that_breaks_off_is_read_up_to_there():
    content = tar_of({"a.txt": PAGE, "b.txt": PAGE.replace("Peru", "Ecuador")})
    articles, faults = read_all(content[: content.index(b"b.txt") + 900], "a.tar")
    assert articles[0].text == PAGE
    assert len(faults) == 1
    articles, faults = read_all(gzip.compress(content)[:-200], "a.tar.gz")
    assert len(faults) == 1
    assert faults[0].startswith("a.tar.gz: the gzip data breaks off")


def test_encrypted_member_and_office_document_are_refused():
    content = bytearray(zip_of({"a.txt": PAGE, "b.txt": PAGE}))
    for start in (0, content.index(b"PK\x01\x02")):
        content[start + (8 if start else 6)] |= 1
    articles, faults = read_all(bytes(content), "a.zip")
    assert len(articles) == 1
    assert faults[0].startswith("a.zip/a.txt: cannot be unpacked")
    _, faults = read_all(zip_of({"[Content_Types].xml": "<x/>", "word/document.xml": "<x/>"}), "a.docx")
    assert faults == ["a.docx: this is an office document or e-book: save it as text, HTML or PDF"]


def test_zip_bomb_is_refused(monkeypatch):
    monkeypatch.setattr("kg.read.streams.FREE_BYTES", 3_000_000)
    members = {f"{number}.txt": b" " * 19_000_000 for number in range(3)}
    articles, faults = read_all(zip_of({"a.txt": PAGE, **members}), "a.zip")
    assert len(articles) == 1
    assert [fault.split(": ", 1)[1][:28] for fault in faults] == ["unpacks to over 200 times it"] * 3


def test_bomb_of_overlapping_members_is_refused(monkeypatch):
    monkeypatch.setattr("kg.read.streams.FREE_BYTES", 1_000_000)
    packed = zlib.compressobj(9, zlib.DEFLATED, -15)
    kernel = packed.compress(b"\n" * 900_000) + packed.flush()
    content = bytearray(zip_of({"0.txt": b"\n" * 900_000}))
    assert kernel in content
    central = content.index(b"PK\x01\x02")
    entry = bytes(content[central : content.index(b"PK\x05\x06")])
    # Many entries of the table of contents that all point to one member.
    end = bytearray(content[content.index(b"PK\x05\x06") :])
    end[8:12] = (200).to_bytes(2, "little") * 2
    end[12:16] = (len(entry) * 200).to_bytes(4, "little")
    articles, faults = read_all(bytes(content[:central]) + entry * 200 + bytes(end), "a.zip")
    assert not articles
    assert "decompression bomb" in faults[-1]


def test_records_in_a_zip_say_where_they_are():
    articles, (fault,) = read_all(zip_of({"a.jsonl": '{"text": "Rojas met Soto."}\n{"text": 3}'}), "a.zip")
    assert len(articles) == 1
    assert fault.startswith("a.zip/a.jsonl: line 2: ")
