import bz2
import gzip
import io
import lzma
import sys

import pytest

from kg.read.reading import MAX_DEPTH
from tests.read.archived import LINES, RECORDS, Piped
from tests.read.samples import PAGE, read_all


def zstd(content: bytes) -> bytes:
    return pytest.importorskip("zstandard").ZstdCompressor(level=3, write_checksum=True).compress(content)


PACKERS = {".gz": gzip.compress, ".bz2": bz2.compress, ".xz": lzma.compress, ".zst": zstd}
packings = pytest.mark.parametrize("suffix", list(PACKERS))


@packings
@pytest.mark.parametrize("wrap", [io.BytesIO, Piped])
def test_packed_records_are_read(suffix, wrap):
    articles, faults = read_all(wrap(PACKERS[suffix](LINES)), f"a.jsonl{suffix}")
    assert [article.headline for article in articles] == ["Talks 0", "Talks 1", "Talks 2"]
    assert {article.source for article in articles} == {f"a.jsonl{suffix}"}
    assert not faults


@packings
def test_packing_goes_by_content_not_by_name(suffix):
    articles, faults = read_all(PACKERS[suffix](PAGE.encode()), "page.html")
    assert [article.text for article in articles] == [PAGE]
    assert not faults


@packings
def test_members_one_after_the_other_are_one_file(suffix):
    pack = PACKERS[suffix]
    content = b"".join(pack(line + b"\n") for line in LINES.split(b"\n"))
    articles, faults = read_all(content + b"\0" * 512, "a")
    assert len(articles) == 3
    assert not faults


@packings
@pytest.mark.parametrize("missing", [1, 12, 40])
def test_what_comes_before_the_break_is_read(suffix, missing):
    # Members of their own, so that the last one alone is incomplete.
    pack = PACKERS[suffix]
    content = pack(LINES + b"\n") + pack(LINES.replace(b"Talks", b"Rounds"))[:-missing]
    articles, faults = read_all(content, "a.jsonl.packed")
    assert [article.headline for article in articles][:3] == ["Talks 0", "Talks 1", "Talks 2"]
    assert len(faults) == 1
    assert faults[0].startswith("a.jsonl.packed: the ")
    assert "breaks off" in faults[0]


def test_text_cut_in_the_middle_is_read_and_told():
    (article,), (fault,) = read_all(gzip.compress(PAGE.encode())[:-60], "a.txt.gz")
    assert PAGE.startswith(article.text)
    assert len(article.text) > 500
    assert fault == "a.txt.gz: the gzip data breaks off: what came before is read; fetch the file again"


def test_damaged_member_is_left_out_and_the_next_is_read():
    members = [gzip.compress(line + b"\n") for line in LINES.split(b"\n")]
    broken = bytearray(members[1])
    broken[30:40] = b"\xff" * 10
    articles, faults = read_all(members[0] + bytes(broken) + members[2], "a.jsonl.gz")
    assert [article.headline for article in articles] == ["Talks 0", "Talks 2"]
    assert any("gzip data is damaged near byte" in fault for fault in faults)


@pytest.mark.parametrize("suffix", [".bz2", ".xz", ".zst"])
def test_damage_ends_a_packing_without_marks(suffix):
    content = bytearray(PACKERS[suffix](LINES))
    content[len(content) // 2 : len(content) // 2 + 30] = b"\xff" * 30
    _, faults = read_all(bytes(content), "a.jsonl")
    assert len(faults) >= 1


@packings
def test_text_that_unpacks_to_more_than_any_article_is_refused(suffix):
    articles, faults = read_all(PACKERS[suffix](b"a" * 30_000_000), "a.txt")
    assert not articles
    assert faults == ["a.txt: is over the limit of 20 MB: split it"]


@packings
def test_bomb_is_refused(suffix, monkeypatch):
    monkeypatch.setattr("kg.read.streams.FREE_BYTES", 1_000_000)
    articles, faults = read_all(PACKERS[suffix](LINES + b"\n" * 5_000_000), "a.jsonl")
    assert len(articles) == len(RECORDS)
    assert faults == ["a.jsonl: unpacks to over 200 times its size: refused as a decompression bomb"]


def test_layers_are_limited():
    content = LINES
    for _ in range(MAX_DEPTH):
        content = gzip.compress(content)
    assert len(read_all(content, "a")[0]) == 3
    assert read_all(gzip.compress(content), "a") == ([], [f"a: lies in more than {MAX_DEPTH} archives: unpack it"])


def test_name_of_the_file_within_tells_its_day():
    (article,), _ = read_all(gzip.compress(b"Rojas met Soto in Lima."), "1985-11-21-talks.txt.gz")
    assert (article.id[:16], article.date) == ("1985-11-21-talks", "1985-11-21")


def test_missing_library_is_told(monkeypatch):
    content = zstd(LINES)
    monkeypatch.setitem(sys.modules, "zstandard", None)
    articles, faults = read_all(content, "a.jsonl.zst")
    assert not articles
    assert faults == ["a.jsonl.zst: reading it needs zstandard: pip install 'zstandard'"]
