import io
import json

import pytest

from kg.read.documents import split_array
from kg.read.streams import Budget, open_stream
from tests.read.archived import RECORDS, Piped
from tests.read.samples import BODY, HTML, body_text, read_all

FEED = {
    "version": "https://jsonfeed.org/version/1.1",
    "title": "Harbour Wire",
    "language": "en-GB",
    "items": [
        {
            "id": "1",
            "url": "https://harbour.example/1",
            "title": "Talks in Lima",
            "content_html": "".join(f"<p>{line}</p>" for line in BODY),
            "date_published": "2010-05-12T18:20:00Z",
            "authors": [{"name": "Maria Delgado"}, {"name": "Tom Hale"}],
        },
        {"id": "2", "content_text": "Rojas met Soto.", "external_url": "https://harbour.example/2"},
        {"id": "3", "image": "https://harbour.example/3.png"},
    ],
}


@pytest.mark.parametrize("indent", [None, 1])
def test_json_feed_items_are_articles(indent):
    (first, second), (fault,) = read_all(json.dumps(FEED, indent=indent).encode(), "feed")
    assert first.text == "\n\n".join(BODY)
    assert (first.headline, first.url, first.author) == (
        "Talks in Lima",
        "https://harbour.example/1",
        "Maria Delgado, Tom Hale",
    )
    assert (first.date, first.dateline, first.publisher) == ("2010-05-12", "2010-05-11", "Harbour Wire")
    assert (second.text, second.url, second.date) == ("Rojas met Soto.", "https://harbour.example/2", None)
    assert "item 3: no text in it (fields: id, image)" in fault


@pytest.mark.parametrize(
    "content",
    [
        json.dumps(RECORDS),
        json.dumps(RECORDS, indent=2),
        json.dumps({"status": "ok", "articles": RECORDS}),
        json.dumps({"took": 3, "hits": {"hits": [{"_id": "1", "_source": record} for record in RECORDS]}}, indent=1),
        json.dumps({"response": {"results": RECORDS}}),
        "\r\n".join(json.dumps(record) for record in RECORDS),
        "\ufeff" + "\n\n".join(json.dumps(record) for record in RECORDS) + "\n",
        "\n".join(json.dumps({"article": record}) for record in RECORDS),
    ],
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_records_are_found_in_every_shape(content, encoding):
    articles, faults = read_all(Piped(content.encode(encoding)), "a")
    assert [body_text(article) for article in articles] == ["\n\n".join(BODY)] * 3
    assert not faults


def test_single_object_is_one_article():
    for indent in (None, 2):
        (article,), _ = read_all(json.dumps(RECORDS[0], indent=indent).encode(), "a.json")
        assert (article.headline, article.date) == ("Talks 0", "2010-05-12")


def test_page_in_a_record_is_read_as_a_page():
    (article,), _ = read_all(json.dumps({"html": HTML, "url": "https://harbour.example/x"}).encode(), "a.json")
    assert "Nobody sees this" not in article.text
    assert article.url == "https://harbour.example/2010/05/fishing.html"
    assert BODY[2] in body_text(article)


@pytest.mark.parametrize(
    ("fields", "record"),
    [
        ({"text": "story.body"}, {"story": {"body": "Rojas met Soto."}, "text": "Not this."}),
        ({"text": "story.body"}, {"story.body": "Rojas met Soto."}),
        ({"text": "inhalt", "date": "datum"}, {"inhalt": "Rojas met Soto.", "datum": "2010-05-12"}),
    ],
)
def test_field_mapping_goes_before_usual_names(fields, record):
    (article,), faults = read_all(json.dumps(record).encode(), "a.jsonl", fields=fields)
    assert article.text == "Rojas met Soto."
    assert article.date == record.get("datum")
    assert not faults


def test_field_that_no_article_has_is_told():
    _, (fault,) = read_all(b"{}", "a.jsonl", fields={"txt": "body"})
    assert fault.startswith("a.jsonl: not read: field mapping txt=body: an article's fields are text, headline")


@pytest.mark.parametrize(
    ("content", "articles", "message"),
    [
        ('{"text": "a b"}\n{"text": "c d"', 1, "line 2 is not valid JSON"),
        ('{"text": "a b"\n{"text": "c d"}', 1, "line 1 is not valid JSON"),
        ('[{"text": "a b"}, {"text": "c d"', 1, "after record 1: the array breaks off"),
        ('[{"text": "a b"}, {"text" "c d"}, {"text": "e f"}]', 2, "record 2 is not valid JSON"),
        ('[{"text": "a b"}, 3, {"text": "e f"}]', 2, "record 2: no JSON object"),
        ('{"text": "a b",\n"x": }', 0, "not valid JSON: "),
        ('{"title": "a b"}', 0, "line 1: no text in it (fields: title)"),
        ('{"text": "a \\u0000 \\u0001 \\u0002 \\u0003 b"}', 0, "line 1: binary content"),
        ("{" + '"a":{' * 100_000, 0, "line 1 is not valid JSON (nested too deep)"),
        ('[{"text": "' + "a " * 100 + '"}' + ',{"x":[' + "[" * 5000, 1, "after record 1: the array breaks off"),
    ],
)
def test_fault_is_told_with_its_place_and_the_rest_is_read(content, articles, message):
    found, (fault,) = read_all(content.encode(), "a")
    assert len(found) == articles
    assert fault.removeprefix("a: ").startswith(message)


def test_text_that_only_begins_like_json_is_plain():
    for text in ("[Update] Rojas met Soto.", "{Harbour} Rojas met Soto.", '"Rojas met Soto," she said.'):
        assert read_all(text.encode(), "a.txt")[0][0].text == text


def test_line_without_end_is_told_and_not_held(monkeypatch):
    monkeypatch.setattr("kg.read.documents.MAX_BYTES", 1000)
    content = b'{"text": "a b"}\n{"text": "' + b"a" * 300_000 + b'"}\n{"text": "c d"}'
    articles, faults = read_all(content, "a.jsonl")
    assert len(articles) == 2
    assert faults == ["a.jsonl: line 2 is over the limit of 0 MB: split it"]


@pytest.mark.parametrize(
    "value", [[], [1, "a,]", [2, {"b": '\\"}'}]], [{"a": "é" * 70_000}, None], [[[]], {}, "\\", '"']]
)
def test_split_array_gives_the_elements(value):
    for indent in (None, 1):
        stream = open_stream(io.BytesIO(json.dumps(value, ensure_ascii=False, indent=indent).encode()), Budget())
        assert [json.loads(element) for element in split_array(stream)] == value
