"""Whatever comes over HTTP, the server answers as the protocol says, tells nothing of its inside, and stands."""

import json
import socket
from urllib.parse import urlencode

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.web.conftest import ENTITIES, make_store
from tests.web.test_serving import Server

LIMITED = settings(max_examples=120, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
PATHS = ["/sparql", "/data", "/data/x", "/id/x", "/export", "/reconcile", "/ontology", "/.well-known/void", "/queries"]
METHODS = ["GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS", "PATCH"]
NAMES = ["query", "update", "default-graph-uri", "named-graph-uri", "using-graph-uri", "format", "output", "timeout"]
NAMES += ["graph", "default", "queries", "extend", "sort", "limit"]
TYPES = ["application/x-www-form-urlencoded", "application/sparql-query", "application/sparql-update", "text/turtle"]
TYPES += ["application/json", "multipart/form-data; boundary=x", "text/plain", "x", "application/ld+json"]
VALUES = ["ASK {}", "SELECT * {?s ?p ?o} LIMIT 3", "CLEAR ALL", ENTITIES, "json", "turtle", "*/*", "1", "-1", "{}"]
VALUES += ["ASK { SERVICE <http://127.0.0.1/> {} }", "LOAD <file:///etc/passwd>", "DESCRIBE <x:y>", "\x00", "%", "é"]
INSIDE = ("Traceback", 'File "', "site-packages", "/kg/", "werkzeug", "panicked")

text = st.one_of(st.sampled_from(VALUES), st.text(max_size=60))
header = st.text(st.characters(min_codepoint=32, max_codepoint=255), max_size=60)
pairs = st.lists(st.tuples(st.one_of(st.sampled_from(NAMES), st.text(max_size=8)), text), max_size=5)


def encode(found):
    return urlencode(found, errors="replace").encode()


def framed(start, end=b""):
    """Any bytes between a start and an end that are right."""
    return st.binary(max_size=60).map(lambda data: start + data + end)


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    path = make_store(tmp_path_factory.mktemp("fuzzing") / "store")
    made = Server(path, update=1, token="secret", query_timeout=3.0, readers=2)
    yield made
    assert made.stop() == 0


@LIMITED
@given(
    method=st.sampled_from(METHODS),
    path=st.sampled_from(PATHS),
    query=pairs,
    body=st.one_of(st.none(), st.binary(max_size=200), pairs.map(encode)),
    kind=st.sampled_from(TYPES),
    headers=st.dictionaries(
        st.sampled_from(["Accept", "Accept-Encoding", "If-None-Match", "If-Match", "Origin", "Authorization"]), header
    ),
    writes=st.booleans(),
)
def test_every_request_has_an_answer_in_order(server, method, path, query, body, kind, headers, writes):
    target = path + (f"?{urlencode(query, errors='replace')}" if query else "")
    values = {name: value.strip().encode("latin-1") for name, value in headers.items()}
    values |= {"Authorization": b"Bearer secret"} if writes else {}
    values |= {"Content-Type": kind.encode()} if body is not None else {}
    connection = server.connect()
    try:
        connection.request(method, target, body, values)
        response = connection.getresponse()
        found = response.read()
    finally:
        connection.close()
    assert response.status < 500 or response.status in (503, 504), found
    assert response.getheader("X-Content-Type-Options") == "nosniff"
    assert not [word for word in INSIDE if word in found.decode("utf-8", "replace")]
    if response.status >= 400 and method != "HEAD":
        kind = response.getheader("Content-Type").partition(";")[0]
        assert kind in ("application/problem+json", "application/json", "text/plain", "text/html")
        if kind.endswith("json"):
            assert json.loads(found)["status"] == response.status


@settings(LIMITED, max_examples=60)
@given(
    st.one_of(
        st.binary(min_size=1, max_size=200),
        framed(b"GET /sparql?query=", b" HTTP/1.1\r\nHost: h\r\n\r\n"),
        framed(b"GET /sparql?query=ASK%7B%7D HTTP/1.1\r\nHost: h\r\n", b"\r\n\r\n"),
        framed(b"POST /sparql HTTP/1.1\r\nHost: h\r\nContent-Length: 9\r\n\r\n"),
    )
)
def test_any_bytes_leave_the_server_standing(server, data):
    with socket.create_connection(("127.0.0.1", server.port), timeout=10) as connection:
        connection.sendall(data)
        connection.shutdown(socket.SHUT_WR)
        answer = b""
        connection.settimeout(5)
        try:
            while piece := connection.recv(65536):
                answer += piece
        except OSError:
            pass
    assert not answer or answer.startswith(b"HTTP/1.1 ")
    assert not [word for word in INSIDE if word.encode() in answer]
    assert server.get("/sparql", query="ASK {}")[0] == 200


def test_requests_in_a_row_are_answered_in_order(server):
    """Pipelined requests, of which some may take the short way and others may not."""
    asked = [f"SELECT ({at} AS ?x) {{}}" for at in range(6)]
    target = [f"GET /sparql?{urlencode({'query': query})} HTTP/1.1\r\nHost: h\r\n\r\n".encode() for query in asked]
    with socket.create_connection(("127.0.0.1", server.port), timeout=10) as connection:
        connection.sendall(target[0])
        connection.sendall(target[1] + target[2])
        for data in target[3:]:
            connection.sendall(data)
        answer = b""
        while answer.count(b'"value":"5"') == 0:
            answer += connection.recv(65536)
    order = [answer.index(b'"value":"%d"' % at) for at in range(6)]
    assert order == sorted(order)
    assert answer.count(b"HTTP/1.1 200 OK") == 6
