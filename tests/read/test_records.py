import json
import re

from kg.read import read_stream
from tests.read.samples import BODY, read_all


def lines(*records):
    return "\n".join(json.dumps(record) for record in records).encode()


def test_records_are_articles_with_their_fields():
    record = {
        "text": "\n\n".join(BODY),
        "title": "Talks",
        "date": "2010-05-12T10:00:00",
        "url": "https://harbour.example/1",
    }
    first, second = read_stream(lines(record, {"text": "Rojas met Soto."}), "a.jsonl")
    assert (first.headline, first.url) == ("Talks", "https://harbour.example/1")
    assert (first.date, first.dateline) == ("2010-05-12", "2010-05-11")
    assert first.text == record["text"]
    assert second.headline is None


def test_lone_surrogate_of_a_record_is_replaced():
    (article,) = read_stream(b'{"text": "Rojas \\ud800 met Soto."}', "a.jsonl")
    assert article.text == "Rojas \ufffd met Soto."


def test_broken_line_is_named():
    content = b'{"text": "Rojas met Soto."}\n{"text": 3}\n{"text": \n\n[1]\n{"text": "They left."}'
    articles, faults = read_all(content, "a.jsonl")
    assert [article.text for article in articles] == ["Rojas met Soto.", "They left."]
    assert [re.match(r"a\.jsonl: line (\d)", fault)[1] for fault in faults] == ["2", "3", "5"]
