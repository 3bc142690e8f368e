"""The registry of readers, and what all inputs have in common."""

import io
from importlib.metadata import EntryPoint

import pytest

from kg.errors import ReadError
from kg.model.document import Article
from kg.read import Reader, Reading, read_articles, registry
from kg.read.plain import read_plain
from kg.read.reading import MAX_FAULTS
from tests.read.samples import PAGE, read_all


class NitfReader:
    """A format of a user: one article a line behind a mark."""

    def matches(self, head: bytes, name: str) -> bool:
        return head.startswith(b"WIRE1\n")

    def read(self, stream: io.BufferedReader, reading: Reading):
        stream.readline()
        for number, line in enumerate(stream, 1):
            if line.startswith(b"!"):
                yield reading.error(f"story {number} was killed: leave it out")
            elif line.startswith(b"?"):
                raise RuntimeError("odd story\nin two lines")
            else:
                yield read_plain(line.decode().strip(), reading.name, lexicon=reading.lexicon)


class BrokenReader:
    def __init__(self):
        raise OSError("no such thing")


@pytest.fixture
def install(monkeypatch):
    """Install readers of a user, as their package would by its entry points."""

    def put(*names):
        points = [EntryPoint(name.lower(), f"{__name__}:{name}", registry.GROUP) for name in names]
        monkeypatch.setattr("importlib.metadata.entry_points", lambda *, group: points)
        registry.installed_readers.cache_clear()

    yield put
    registry.installed_readers.cache_clear()


def test_reader_of_a_user_is_asked_first(install):
    install("NitfReader")
    reader: Reader = registry.installed_readers()[0]
    assert isinstance(reader, NitfReader)
    articles, faults = read_all(b"WIRE1\nRojas met Soto.\n!\nThey left.\n", "a.wire")
    assert [(article.text, article.source) for article in articles] == [
        ("Rojas met Soto.", "a.wire"),
        ("They left.", "a.wire"),
    ]
    assert faults == ["a.wire: story 2 was killed: leave it out"]
    assert len(read_all(PAGE.encode(), "a.txt")[0]) == 1


def test_reader_of_a_user_reads_what_lies_in_archives(install):
    import gzip

    install("NitfReader")
    (article,), _ = read_all(gzip.compress(b"WIRE1\nRojas met Soto.\n"), "a.wire.gz")
    assert article.text == "Rojas met Soto."


def test_failure_of_a_reader_is_a_fault_of_one_line(install):
    install("NitfReader")
    articles, (fault,) = read_all(b"WIRE1\nRojas met Soto.\n?\n", "a.wire")
    assert len(articles) == 1
    assert fault.startswith("a.wire: cannot be read (RuntimeError: odd story in two lines)")


def test_reader_that_cannot_be_loaded_is_told(install):
    install("BrokenReader")
    articles, (fault,) = read_all(PAGE.encode(), "a.txt")
    assert not articles
    assert "the reader 'brokenreader' of tests.read.test_reading:BrokenReader cannot be loaded (OSError" in fault


def test_faults_beyond_the_limit_are_counted():
    articles, faults = read_all(b'{"a": 1}\n' * (MAX_FAULTS + 5) + b'{"text": "They left."}', "a.jsonl")
    assert len(articles) == 1
    assert len(faults) == MAX_FAULTS + 1
    assert faults[-1] == "a.jsonl: 5 faults more, of which no line is given: mend those above first"


def test_articles_come_while_the_input_is_read(tmp_path):
    path = tmp_path / "a.jsonl"
    path.write_bytes(b'{"text": "They left."}\n' * 5_000)

    found = read_articles(path)
    assert isinstance(next(found), Article)
    with path.open("ab") as file:
        file.write(b"broken\n")
    assert sum(isinstance(one, ReadError) for one in found) == 1


def test_source_is_the_path_as_given_and_can_be_written(tmp_path):
    path = tmp_path / "a\udcff.txt"
    path.write_text("Rojas met Soto.")
    (article,) = read_articles(path)
    assert article.source == str(tmp_path / "a\ufffd.txt")
