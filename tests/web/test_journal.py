"""The query log and what is counted of queries."""

import json
from urllib.parse import urlencode

import pytest

from kg.errors import QueryError, QueryTimeoutError
from kg.web.counters import Histogram
from kg.web.journal import Journal, outcome_of
from kg.web.readers import ClientGoneError, QueryMemoryError, ServerBusyError
from tests.web.conftest import make_app, make_store

SELECT = "SELECT ?o { <http://example.org/n1> <http://example.org/p> ?o }"


def read(path):
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


@pytest.mark.parametrize(
    ("error", "outcome"),
    [
        (QueryTimeoutError("x"), "timeout"),
        (QueryMemoryError("x"), "memory"),
        (ClientGoneError("x"), "client-gone"),
        (ServerBusyError("x"), "busy"),
        (QueryError("x"), "error"),
        (RuntimeError("x"), "failed"),
    ],
)
def test_error_tells_the_outcome(error, outcome):
    assert outcome_of(error) == outcome


def test_log_has_a_line_for_each_query(tmp_path):
    path = tmp_path / "queries.jsonl"
    app = make_app(make_store(tmp_path / "store"), query_log=str(path), update=True, token="t")
    client = app.test_client()
    first = client.get("/sparql?" + urlencode({"query": SELECT}))
    client.get("/sparql?" + urlencode({"query": SELECT}))
    client.get("/sparql?" + urlencode({"query": "SELECT * { ?s ?p }"}))
    update = {"update": "INSERT DATA { <x:a> <x:p> 'é' }"}
    client.post("/sparql", data=update, headers={"Authorization": "Bearer t"})
    app.extensions["newsgraph"].close()
    lines = read(path)
    assert [(line["kind"], line["outcome"]) for line in lines] == [
        ("query", "ok"),
        ("query", "kept"),
        ("query", "error"),
        ("update", "ok"),
    ]
    assert lines[0]["id"] == first.headers["Query-Id"]
    assert (lines[0]["rows"], lines[0]["bytes"], lines[0]["text"]) == (1, len(first.data), SELECT)
    assert len({line["id"] for line in lines}) == 4
    assert (lines[3]["client"], lines[3]["text"]) == ("token", update["update"])
    assert "syntax" in lines[2]["error"]


def test_log_need_not_have_the_text(tmp_path):
    path = tmp_path / "queries.jsonl"
    journal = Journal(str(path), with_text=False)
    journal.open("query", "SECRET", client="c").close(error=QueryError("near SECRET"))
    journal.close()
    assert "SECRET" not in path.read_text()
    assert read(path)[0]["digest"]


def test_account_is_closed_once():
    journal = Journal()
    account = journal.open("query", "ASK {}", client="c")
    assert journal.running() == [account]
    account.close("kept")
    account.close("ok")
    assert journal.running() == []
    assert 'newsgraph_queries_total{kind="query",outcome="kept"} 1' in journal.lines()
    assert not [line for line in journal.lines() if 'outcome="ok"' in line]


def test_histogram_counts_what_is_at_most_its_bound():
    histogram = Histogram("h", 'kind="x"')
    for seconds in (0.0004, 0.001, 0.7, 100.0):
        histogram.add(seconds)
    lines = histogram.lines()
    assert 'h_bucket{kind="x",le="0.0005"} 1' in lines
    assert 'h_bucket{kind="x",le="0.001"} 2' in lines
    assert 'h_bucket{kind="x",le="1.0"} 3' in lines
    assert 'h_bucket{kind="x",le="+Inf"} 4' in lines
    assert 'h_count{kind="x"} 4' in lines
