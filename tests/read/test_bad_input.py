"""What a newsroom's files have gone through: each costs bounded time and memory and one line; the rest is read."""

import io
import os
import threading
import tracemalloc

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kg.errors import ReadError
from kg.model.document import Article
from kg.read import find_inputs, read_articles, read_stream
from tests.read.archived import LINES, Piped, answer, mail, pages, saved_page, tar_of, zip_of
from tests.read.samples import BODY, HTML, PAGE, body_text, faults_in, read_all


class Endless(io.RawIOBase):
    """A source that never ends."""

    def __init__(self, pattern: bytes) -> None:
        self.pattern = pattern

    def readable(self) -> bool:
        return True

    def readinto(self, target) -> int:  # type: ignore[no-untyped-def]
        size = len(target)
        target[:] = (self.pattern * (size // len(self.pattern) + 1))[:size]
        return size


@pytest.mark.parametrize("pattern", [b"a ", b"<p>word</p>", b"\x00", b'{"text": "a"', b'["a",', b"title,text,date "])
def test_stream_that_never_ends_is_refused(pattern):
    tracemalloc.start()
    articles, faults = read_all(io.BufferedReader(Endless(pattern)), "stdin")
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert not articles
    assert len(faults) == 1
    assert peak < 200_000_000


def test_page_of_200_mb_is_refused_without_being_read(tmp_path):
    path = tmp_path / "a.html"
    with path.open("wb") as file:
        file.write(HTML.encode())
        file.truncate(200_000_000)
    assert faults_in(read_articles(path)) == [f"{path}: is 200.0 MB, limit 20 MB: split it"]


@pytest.mark.parametrize("tag", ["div", "span", "b", "table", "blockquote"])
def test_html_nested_10000_deep_is_read(tag):
    markup = f"<html><body>{f'<{tag}>' * 10_000}{''.join(f'<p>{line}</p>' for line in BODY)}{f'</{tag}>' * 10_000}"
    (article,), faults = read_all(markup.encode(), "a.html")
    assert BODY[1] in body_text(article)
    assert not faults


@pytest.mark.parametrize(
    ("content", "text"),
    [
        (f'<meta charset="utf-16"><p>{BODY[1]}</p><p>.</p>'.encode(), BODY[1]),
        (f'<meta charset="latin-1"><p>{BODY[1]}</p><p>.</p>'.encode(), BODY[1]),
        (f'<meta charset="utf-8"><p>{BODY[1]}</p><p>.</p>'.encode("cp1252"), BODY[1]),
        (f'<meta charset="base64"><p>{BODY[1]}</p><p>.</p>'.encode("cp1252"), BODY[1]),
        (f'<meta charset="idna"><p>{BODY[1]}</p><p>.</p>'.encode("cp1252"), BODY[1]),
        (f'<meta charset="undefined"><p>{BODY[1]}</p><p>.</p>'.encode("cp1252"), BODY[1]),
    ],
)
def test_wrong_declaration_of_the_encoding_is_seen_through(content, text):
    (article,), faults = read_all(content, "a.html")
    assert text in article.text
    assert not faults


def test_mojibake_of_pages_is_mended_and_of_plain_text_kept():
    spoilt = HTML.encode().decode("latin-1")
    assert BODY[1] in read_all(spoilt.encode(), "a.html")[0][0].text
    windows = HTML.replace("”", "’").encode().decode("cp1252")
    assert BODY[1].replace("”", "’") in read_all(windows.encode(), "a.html")[0][0].text
    # The text of a plain file is that of the file, so that places in it are places in the file.
    spoilt = PAGE.encode().decode("latin-1")
    assert read_all(spoilt.encode(), "a.txt")[0][0].text == spoilt


def test_true_accents_are_no_mojibake():
    text = "<p>São Paulo — “Â£5” and naïve cafés; Ã© stands for é.</p><p>.</p><p>.</p>"
    assert "“Â£5” and naïve cafés; Ã©" in read_all(text.encode(), "a.html")[0][0].text


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        (b"Talks \x00 began in Lima.", "binary content (NUL or control characters)"),
        (b"<html><body><p>Talks \x00 began.</p></body></html>", "binary content (NUL or control characters)"),
        (b"", "the file is empty"),
        (b"Rar!\x1a\x07\x00", "this is a RAR archive"),
        (b"SQLite format 3\x00", "this is a database"),
    ],
)
def test_what_is_no_text_is_one_line(content, fault):
    articles, (message,) = read_all(content, "a")
    assert not articles
    assert message.startswith(f"a: {fault}")


def test_lone_surrogates_are_replaced_everywhere():
    surrogate = "\ud800".encode("utf-8", "surrogatepass")
    for content in (
        b"Rojas " + surrogate + b" met Soto in Lima.",
        b"<p>Rojas " + surrogate + b" met Soto &#xD800;</p><p>a</p><p>b</p>",
        b"<rss><channel><item><description>Rojas " + surrogate + b" left</description></item></channel></rss>",
        b'{"text": "Rojas \\ud800 left", "title": "\\ud800", "url": "https://x.example/\\ud800"}',
        b"title,text\n" + surrogate + b",Rojas " + surrogate + b" left\n",
        mail("Rojas met Soto.").replace(b"Rojas", surrogate),
    ):
        for article in read_all(content, "a")[0]:
            repr_of_all = "".join(value for value in (article.text, article.headline, article.url, article.id) if value)
            repr_of_all.encode()


def test_file_given_as_a_pipe_is_refused_and_as_a_stream_is_read(tmp_path):
    path = tmp_path / "pipe"
    os.mkfifo(path)
    assert [fault.split(": ")[1] for fault in faults_in(read_articles(path))] == [
        "is a pipe, device or socket, not a file"
    ]
    reading, writing = os.pipe()

    def write():
        with os.fdopen(writing, "wb", buffering=0) as file:
            for member in (PAGE, HTML):
                content = zip_of({"a": member}) if member is HTML else None
                file.write(content or b"")

    writer = threading.Thread(target=write)
    writer.start()
    with os.fdopen(reading, "rb") as file:
        articles, faults = read_all(file, "stdin")
    writer.join()
    assert [article.source for article in articles] == ["stdin"]
    assert not faults


@pytest.mark.slow
def test_folder_of_100000_files_is_listed_at_once(tmp_path):
    for number in range(100_000):
        os.close(os.open(tmp_path / f"{number:06}.txt", os.O_CREAT | os.O_WRONLY))
    tracemalloc.start()
    listing = find_inputs([str(tmp_path)])
    assert next(listing).name == "000000.txt"
    assert sum(1 for _ in listing) == 99_999
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 50_000_000


SEEDS = {
    "page.html": HTML.encode(),
    "text.txt": PAGE.encode(),
    "lines.jsonl": LINES,
    "array.json": b"[" + LINES.replace(b"\n", b",") + b"]",
    "table.csv": b"title,text,date\n" + b'Talks,"Rojas met ""Soto"".\nThey left.",2010-05-12\n' * 3,
    "feed.xml": b"<rss><channel><item><title>T</title><description>They left.</description></item></channel></rss>",
    "saved.mhtml": saved_page(),
    "mail.eml": mail(),
    "crawl.warc": b"".join(pages(1))
    + answer("https://harbour.example/a/b", b"5\r\nhello\r\n0\r\n\r\n", more="Transfer-Encoding: chunked\r\n"),
    "some.zip": zip_of({"a.txt": PAGE, "b.jsonl": LINES}),
    "some.tar": tar_of({"a.txt": PAGE, "b.html": HTML}),
}
BOUNDED = settings(
    max_examples=15, deadline=None, derandomize=True, database=None, suppress_health_check=[HealthCheck.too_slow]
)


def assert_sound(found):
    """Everything found is an article whose body lies in its text, or a fault of one line."""
    for one in found:
        assert isinstance(one, Article | ReadError)
        if isinstance(one, ReadError):
            assert "\n" not in str(one)
            assert str(one).startswith("fuzz")
            assert "cannot be read (" not in str(one), one
        else:
            one.text.encode()
            assert all(0 <= span.start < span.end <= len(one.text) for span in one.body)
            assert "\x00" not in one.text


@pytest.mark.parametrize("name", list(SEEDS))
@BOUNDED
@given(
    st.lists(
        st.tuples(
            st.floats(0, 1, exclude_max=True), st.sampled_from(["cut", "drop", "put", "twice"]), st.binary(max_size=9)
        ),
        min_size=1,
        max_size=4,
    ),
    st.booleans(),
)
def test_damaged_input_gives_articles_and_faults_only(name, changes, piped):
    content = SEEDS[name]
    for place, change, new in changes:
        at = int(place * len(content))
        if change == "cut":
            content = content[: max(at, 1)]
        elif change == "drop":
            content = content[:at] + content[at + 1 + len(new) :]
        elif change == "put":
            content = content[:at] + new + content[at + len(new) :]
        else:
            content = content[:at] + content[at // 2 :]
    assert_sound(read_stream(Piped(content) if piped else content, f"fuzz-{name}"))


@BOUNDED
@given(
    st.sampled_from(
        [
            b"",
            b"%PDF-",
            b"PK\x03\x04",
            b"\x1f\x8b\x08",
            b"WARC/1.0\r\n",
            b'{"',
            b"[{",
            b"\x28\xb5\x2f\xfd",
            b"a,text\n",
            b"BZh91AY&SY",
        ]
    ),
    st.binary(max_size=300),
)
def test_random_bytes_give_articles_and_faults_only(magic, content):
    assert_sound(read_stream(magic + content, "fuzz"))


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["text", "title", "date", "author", "items", "url", "version", "x"]), inner, max_size=4
        )
    ),
    max_leaves=12,
)


@BOUNDED
@given(JSON, st.sampled_from([None, 1]))
def test_any_json_gives_articles_and_faults_only(value, indent):
    import json

    assert_sound(read_stream(json.dumps(value, indent=indent).encode(), "fuzz.json"))
