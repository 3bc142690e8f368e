"""Whole files, good and bad, through the door of the package."""

import os
import re
import socket
import time
from pathlib import Path

import pytest

from kg.errors import ReadError
from kg.read import read_articles, read_stream
from tests.read.samples import BODY, HTML, PAGE, body_text


def write(tmp_path, content, name="a.txt"):
    path = tmp_path / name
    path.write_bytes(content)
    return path


def assert_refused(path, message):
    """The file gives one fault of that message, in one line, and nothing else."""
    (found,) = read_articles(path)
    assert isinstance(found, ReadError)
    assert re.search(message, str(found)), found
    assert "\n" not in str(found)


def test_plain_text_is_kept_unchanged(tmp_path):
    text = PAGE.replace("\n", "\r\n")
    path = write(tmp_path, b"\xef\xbb\xbf" + text.encode())
    (article,) = read_articles(path)
    assert article.text == text
    assert article.source == str(path)


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be", "cp1252"])
def test_encoding_makes_no_difference(tmp_path, encoding):
    (article,) = read_articles(write(tmp_path, PAGE.encode(encoding)))
    assert article.text == PAGE
    assert BODY[1] in body_text(article)


def test_format_goes_by_content_not_by_name(tmp_path):
    (page,) = read_articles(write(tmp_path, HTML.encode(), "page.txt"))
    assert "<p>" not in page.text
    (plain,) = read_articles(write(tmp_path, PAGE.encode(), "plain.html"))
    assert plain.text == PAGE


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "empty"),
        (b" \n\t\r\n ", "empty"),
        (b"\x89PNG\r\n...", "PNG"),
        (b"Talks \x00 in Lima went on for two days.", "NUL"),
        (b"\x00" * 100, "NUL"),
    ],
)
def test_bad_file_is_one_clear_error(tmp_path, content, message):
    path = write(tmp_path, content)
    assert_refused(path, rf"^{re.escape(str(path))}: .*{message}")


def test_missing_file_and_folder_are_refused(tmp_path):
    assert_refused(tmp_path / "none.txt", "no such file")
    assert_refused(tmp_path, "is a folder")
    assert_refused(Path("x" * 5000), "cannot be read")


def test_pipe_socket_and_device_are_refused_without_waiting(tmp_path):
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(os.path.relpath(tmp_path / "s"))
        for path in (pipe, tmp_path / "s", Path("/dev/null"), Path("/dev/zero")):
            assert_refused(path, f"^{path}: is a pipe, device or socket")


def test_dangling_link_and_impossible_name_are_refused(tmp_path):
    link = tmp_path / "link.txt"
    link.symlink_to(tmp_path / "none.txt")
    assert_refused(link, r"link\.txt: is a link to a file that does not exist")
    loop = tmp_path / "loop.txt"
    loop.symlink_to(loop)
    for path in (loop, Path("a\0b")):
        assert_refused(path, "")


@pytest.mark.parametrize("step", ["stat", "open"])
def test_file_without_permission_is_refused(tmp_path, monkeypatch, step):
    path = write(tmp_path, b"Rojas met Soto in Lima.")

    def refuse(self, *_, **__):
        raise PermissionError(13, "Permission denied", str(self))

    monkeypatch.setattr(Path, step, refuse)
    assert_refused(path, r"a\.txt: cannot be read: Permission denied")


def test_text_without_anything_but_boilerplate_has_an_empty_body():
    lines = ("Subscribe to our newsletter", "HOME | WORLD | SPORT", "Most read", "© 2010 Harbour Wire")
    (article,) = read_stream("\n\n".join(lines).encode(), "a.txt")
    assert article.body == ()


def test_too_large_file_is_refused_before_it_is_read(tmp_path):
    path = tmp_path / "big.txt"
    with path.open("wb") as file:
        file.truncate(50_000_000)
    assert_refused(path, r"is 50\.0 MB, limit 20 MB: split it")


@pytest.mark.parametrize(
    "line",
    ["word " * 60_000, "x" * 300_000, '"' * 300_000, "'" * 300_000, "(" * 300_000, "a | " * 75_000, "<p> " * 75_000],
)
def test_line_of_300_000_characters_reads_in_bounded_time(line):
    started = time.monotonic()
    (article,) = (
        read_stream(line.encode(), "long.txt") if "<p>" not in line else read_stream(("Talks. " + line).encode(), "l")
    )
    assert len(article.text) >= 299_000
    assert time.monotonic() - started < 120  # a guard against hanging, no measure of speed


def test_article_without_a_date_has_none():
    (article,) = read_stream(b"Rojas met Soto in Lima on Tuesday. They signed the accord of 1994.", "a.txt")
    assert article.date is None


def test_reading_twice_gives_the_same():
    assert list(read_stream(HTML.encode(), "a")) == list(read_stream(HTML.encode(), "a"))
