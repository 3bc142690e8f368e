import gzip
import io
import sys
from datetime import UTC, datetime

import pytest

from tests.read.archived import Piped
from tests.read.samples import BODY, read_all

TEXT = "\n\n".join(BODY)


def parquet_of(columns, **options):
    arrow = pytest.importorskip("pyarrow")
    parquet = pytest.importorskip("pyarrow.parquet")
    target = io.BytesIO()
    parquet.write_table(arrow.table(columns), target, **options)
    return target.getvalue()


def content():
    day = datetime(2010, 5, 12, 18, tzinfo=UTC)
    return parquet_of({"title": ["Talks", "None"], "content": [TEXT, None], "published": [day, None], "x": [1, 2]})


@pytest.mark.parametrize("pack", [io.BytesIO, Piped, lambda data: io.BytesIO(gzip.compress(data))])
def test_rows_are_articles(pack):
    (article,), (fault,) = read_all(pack(content()), "a.parquet")
    assert (article.headline, article.date, article.text) == ("Talks", "2010-05-12", TEXT)
    assert fault.startswith("a.parquet: row 2: no text in it")


def test_columns_are_named_by_the_mapping():
    data = parquet_of({"story": [{"inhalt": TEXT}], "kopf": ["Talks"]})
    (article,), _ = read_all(data, "a", fields={"text": "story.inhalt", "headline": "kopf"})
    assert (article.headline, article.text) == ("Talks", TEXT)
    _, (fault,) = read_all(parquet_of({"kopf": ["Talks"]}), "a")
    assert "no column of the table is known as the text" in fault


@pytest.mark.parametrize("cut", [20, 200, -4])
def test_broken_file_is_told(cut):
    articles, (fault,) = read_all(content()[:cut], "a.parquet")
    assert not articles
    assert fault.startswith("a.parquet: the Parquet file cannot be read after row 0")


def test_missing_library_is_told(monkeypatch):
    monkeypatch.setitem(sys.modules, "pyarrow.parquet", None)
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    assert read_all(b"PAR1....PAR1", "a.parquet") == (
        [],
        ["a.parquet: reading it needs pyarrow: pip install 'newsgraph[parquet]'"],
    )
