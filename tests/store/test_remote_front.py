"""Our server in front of a remote store: the same answers, limits and refusals as over a store in a folder."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from kg.config import Settings
from kg.errors import StoreError
from kg.store import open_store
from kg.web.app import create_app, service_of
from tests.store.servers import SERVERS, TRUE, Server, free_port, scripted

A = "<http://example.org/a> <http://example.org/p> <http://example.org/b> ."
B = '<http://example.org/a> <http://example.org/p> "b"@en .'
G1 = "http://example.org/g1"
WRITER = {"Authorization": "Bearer front"}


@pytest.fixture(params=list(SERVERS))
def server(request: pytest.FixtureRequest, emptied, tmp_path: Path) -> Server:
    running = emptied(request.param)
    with open_store(running.address(tmp_path / "filling")) as store:
        store.replace(G1, [A, B])
    return running


@pytest.fixture
def front(server: Server, tmp_path: Path) -> Iterator[FlaskClient]:
    settings = Settings(
        **server.options, cache_dir=tmp_path, token="front", update=True, readers=1, query_timeout=8.0, query_rows=50
    )
    app = create_app(settings)
    service_of(app).start()
    yield app.test_client()
    service_of(app).close()


def test_queries_are_passed_on_and_answered_in_every_format(front: FlaskClient) -> None:
    select = "SELECT ?o { GRAPH <http://example.org/g1> { ?s ?p ?o } } ORDER BY ?o"
    answer = front.get("/sparql", query_string={"query": select}, headers={"Accept": "text/csv"})
    assert answer.get_data(as_text=True).split() in (
        ["o", "http://example.org/b", "b"],
        ["o", "b", "http://example.org/b"],
    )
    answer = front.post("/sparql", data={"query": "ASK { ?s ?p 'b'@en }"}, headers={"Accept": "application/json"})
    assert answer.get_json()["boolean"] is True
    answer = front.get("/sparql", query_string={"query": "CONSTRUCT WHERE { ?s ?p ?o }", "format": "ntriples"})
    assert sorted(answer.get_data(as_text=True).splitlines()) == sorted([A, B])
    # Who else writes there is not known, so no answer has a name under which it could be kept.
    first, second = (front.get("/sparql", query_string={"query": select}) for _ in range(2))
    assert first.headers.get("ETag") != second.headers.get("ETag") or first.headers.get("ETag") is None


def test_faults_are_told_with_their_place(front: FlaskClient) -> None:
    answer = front.get("/sparql", query_string={"query": "SELECT * {\n bad"})
    assert answer.status_code == 400
    assert answer.get_json()["line"] == 2
    assert front.get("/sparql", query_string={"query": "SELECT * { SERVICE <http://x/> {} }"}).status_code == 403


def test_writes_need_our_token_and_reach_the_store(front: FlaskClient) -> None:
    text = "INSERT DATA { GRAPH <http://example.org/g2> { <http://example.org/n> <http://example.org/p> 1 } }"
    assert front.post("/sparql", data={"update": text}).status_code == 401
    assert front.post("/sparql", data={"update": text}, headers=WRITER).status_code == 204
    ask = {"query": "ASK { GRAPH <http://example.org/g2> { ?s ?p 1 } }"}
    assert front.get("/sparql", query_string=ask).get_json()["boolean"] is True
    document = "<http://example.org/x> <http://example.org/p> [] ."
    named = {"graph": "http://example.org/g3"}
    put = {"query_string": named, "data": document, "content_type": "text/turtle", "headers": WRITER}
    assert front.put("/data", **put).status_code == 201
    assert b"example.org/x" in front.get("/data", query_string=named).data
    assert front.delete("/data", query_string=named, headers=WRITER).status_code == 204
    assert front.get("/data", query_string=named).status_code == 404


def test_rows_are_limited_in_front_of_a_remote_store(front: FlaskClient, server: Server, tmp_path: Path) -> None:
    with open_store(server.address(tmp_path / "more")) as store:
        store.replace(G1, [f'<http://example.org/{i}> <http://example.org/p> "{i}" .' for i in range(100)])
    answer = front.get("/sparql", query_string={"query": "SELECT * { ?s ?p ?o }"})
    assert b"more than 50 rows" in answer.data
    assert front.get("/sparql", query_string={"query": "ASK {}"}).status_code == 200


def test_query_that_takes_too_long_is_given_up(tmp_path: Path) -> None:
    with scripted(TRUE, TRUE, TRUE, hang=30.0) as script:
        app = create_app(Settings(store=script.store, cache_dir=tmp_path, readers=1, query_timeout=1.0))
        service_of(app).start()
        start = time.monotonic()
        answer = app.test_client().get("/sparql", query_string={"query": "SELECT * { ?s ?p ?o }"})
        assert answer.status_code == 504
        assert time.monotonic() - start < 5
        service_of(app).close()


def test_answer_that_is_none_is_told_as_the_stores_fault(tmp_path: Path) -> None:
    page = (200, {"Content-Type": "text/html"}, b"<p>login</p>")
    with scripted(TRUE, TRUE, page) as script:
        app = create_app(Settings(store=script.store, cache_dir=tmp_path, readers=1))
        service_of(app).start()
        answer = app.test_client().get("/sparql", query_string={"query": "SELECT * { ?s ?p ?o }"})
        assert answer.status_code == 503
        assert "is it a SPARQL endpoint?" in answer.get_json()["detail"]
        service_of(app).close()


def test_front_of_a_server_that_is_down_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kg.net.endpoint.PAUSES", (0.01,))
    app = create_app(Settings(store=f"sparql+http://127.0.0.1:{free_port()}/sparql", cache_dir=tmp_path))
    with pytest.raises(StoreError, match="cannot be reached"):
        service_of(app).start()
    service_of(app).close()
