"""The front answers plain queries as Flask does, and leaves it all others. Over the production server itself."""

import gzip
import http.client
import json
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import urlencode

import brotli
import pytest
import zstandard

from kg.web.compression import choose_encoding
from tests.web.conftest import make_app, make_store
from tests.web.test_serving import ENDLESS, Server, children

ASK = "ASK { ?s ?p ?o }"
SELECT = "SELECT ?o { <http://example.org/n1> <http://example.org/p> ?o }"
WIDE = "SELECT * { ?s ?p ?o } ORDER BY ?s ?p ?o"
CONSTRUCT = "CONSTRUCT WHERE { <http://example.org/n1> <http://example.org/p> ?o }"
FORM = "application/x-www-form-urlencoded"
QUERY = "application/sparql-query"
HOST = "front.example:8000"
UNPACK = {
    "gzip": gzip.decompress,
    "br": brotli.decompress,
    "zstd": lambda body: zstandard.ZstdDecompressor().decompressobj().decompress(body),
}


@pytest.fixture(scope="module")
def store(tmp_path_factory):
    return make_store(tmp_path_factory.mktemp("front") / "store")


@pytest.fixture(scope="module")
def server(store):
    made = Server(store, query_timeout=2.0, query_rows=10000, readers=2)
    yield made
    assert made.stop() == 0


@pytest.fixture(scope="module")
def flask(store):
    made = make_app(store, query_timeout=2.0, query_rows=10000)
    yield made.test_client()
    made.extensions["newsgraph"].close()


def send(server, method, path, *, body=None, headers=None):
    connection = server.connect()
    try:
        connection.request(method, path, body, {"Host": HOST} | (headers or {}))
        response = connection.getresponse()
        return response.status, dict(response.getheaders()), response.read()
    finally:
        connection.close()


def ask(server, query, headers=None, **parameters):
    return send(server, "GET", "/sparql?" + urlencode({"query": query} | parameters), headers=headers)


REQUESTS = [
    ("GET", {"query": ASK}, None, {}),
    ("GET", {"query": SELECT}, None, {"Accept": "text/csv"}),
    ("GET", {"query": SELECT, "format": "xml"}, None, {}),
    ("GET", {"query": CONSTRUCT}, None, {}),
    ("GET", {"query": WIDE}, None, {"Accept": "text/tab-separated-values"}),
    ("GET", {"query": WIDE}, None, {"Accept-Encoding": "gzip"}),
    ("GET", {"query": "SELECT (NOW() AS ?now) {} LIMIT 0"}, None, {}),
    ("GET", {"query": "ASK { <x> ?p ?o }", "default-graph-uri": "http://example.org/numbers"}, None, {}),
    ("GET", {"query": ASK, "default-graph-uri": "no iri"}, None, {}),
    ("GET", {"query": ASK}, None, {"Accept": "image/png"}),
    ("GET", {"query": "ASK {"}, None, {}),
    ("GET", {"query": "SELECT (1/0 AS ?x) { FILTER(<unknown:f>(1)) }"}, None, {}),
    ("GET", {"query": "ASK { SERVICE <http://example.org/> {} }"}, None, {}),
    ("GET", {"query": "CLEAR ALL"}, None, {}),
    ("GET", {"update": "CLEAR ALL"}, None, {}),
    ("GET", {"query": ASK, "extra": "%zz é+ "}, None, {}),
    ("GET", {"query": ASK, "timeout": "1"}, None, {}),
    ("GET", {"query": ASK, "timeout": "soon"}, None, {}),
    ("GET", {"query": WIDE}, None, {"Accept-Encoding": "br"}),
    ("GET", {"query": WIDE}, None, {"Accept-Encoding": "zstd;q=0.5"}),
    ("POST", {}, SELECT, {"Content-Type": QUERY, "Content-Encoding": "gzip"}),
    ("GET", {}, None, {}),
    ("HEAD", {"query": ASK}, None, {}),
    ("OPTIONS", {}, None, {}),
    ("DELETE", {}, None, {}),
    ("POST", {}, urlencode({"query": SELECT}), {"Content-Type": FORM}),
    ("POST", {}, urlencode({"query": SELECT, "output": "csv"}), {"Content-Type": f"{FORM}; charset=UTF-8"}),
    ("POST", {}, urlencode({"query": SELECT, "update": "x"}), {"Content-Type": FORM}),
    ("POST", {}, SELECT, {"Content-Type": QUERY}),
    ("POST", {}, SELECT, {"Content-Type": f"{QUERY}; charset=latin-1"}),
    ("POST", {}, b"\xff", {"Content-Type": QUERY}),
    ("POST", {"query": SELECT}, SELECT, {"Content-Type": QUERY}),
    ("POST", {}, SELECT, {"Content-Type": "text/plain"}),
    ("POST", {}, "ASK {} #" + "x" * 70_000, {"Content-Type": QUERY}),
    ("POST", {}, "CLEAR ALL", {"Content-Type": "application/sparql-update"}),
]


@pytest.mark.parametrize("request_", REQUESTS, ids=lambda request: f"{request[0]} {list(request[1].items())}"[:60])
def test_front_answers_as_flask_does(server, flask, request_):
    method, parameters, body, headers = request_
    path = "/sparql" + (f"?{urlencode(parameters)}" if parameters else "")
    status, found, data = send(server, method, path, body=body, headers=headers)
    expected = flask.open(path, method=method, data=body, headers=headers, base_url=f"http://{HOST}")
    if unpack := UNPACK.get(found.get("content-encoding")):
        data, expected.data = unpack(data), unpack(expected.data)
    assert (status, data) == (expected.status_code, expected.data)
    ignored = {"date", "server", "query-id", "connection", "content-length", "transfer-encoding"}
    assert normal(found, ignored) == normal(dict(expected.headers), ignored)


def normal(headers, ignored):
    lowered = {name.lower(): value for name, value in headers.items() if name.lower() not in ignored}
    for name in ("vary", "allow"):
        lowered[name] = sorted(part.strip() for part in lowered.get(name, "").split(","))
    return lowered


def test_client_that_has_the_answer_gets_none(server):
    status, headers, _ = ask(server, SELECT)
    assert (status, headers["etag"][0]) == (200, '"')
    status, again, body = ask(server, SELECT, {"If-None-Match": f'"other", W/{headers["etag"]}'})
    assert (status, body, again["etag"]) == (304, b"", f"W/{headers['etag']}")
    assert "content-type" not in again
    assert ask(server, SELECT, {"If-None-Match": '"other"'})[0] == 200
    assert ask(server, ASK, {"If-None-Match": headers["etag"]})[0] == 200
    assert ask(server, SELECT, {"If-None-Match": headers["etag"], "Accept": "text/csv"})[0] == 200


def test_compressed_answer_has_a_tag_of_its_own(server):
    _, plain, whole = ask(server, WIDE)
    for encoding, unpack in UNPACK.items():
        _, packed, body = ask(server, WIDE, {"Accept-Encoding": encoding})
        assert (packed["content-encoding"], unpack(body)) == (encoding, whole)
        assert packed["etag"] == plain["etag"][:-1] + f'-{encoding}"'
        assert ask(server, WIDE, {"Accept-Encoding": encoding, "If-None-Match": packed["etag"]})[0] == 304


def test_compressed_answer_streams(server):
    cross = "SELECT * { ?a ?b ?c . ?d ?e 'We agree.' . ?f ?g ?h . FILTER(?f = <http://example.org/n1>) } # stream"
    _, _, whole = ask(server, cross)
    for encoding, unpack in UNPACK.items():
        _, headers, body = ask(server, f"{cross} {encoding}", {"Accept-Encoding": encoding})
        assert (headers["content-encoding"], unpack(body)) == (encoding, whole)


def test_answers_that_may_change_have_no_tag_and_are_not_kept(server):
    query = "SELECT (STRUUID() AS ?id) {}"
    first, second = ask(server, query), ask(server, query)
    assert "etag" not in first[1]
    assert first[2] != second[2]


def test_answer_given_before_needs_no_reader(server):
    query = f"{ASK} # kept"
    assert ask(server, query)[0] == 200
    before = metric(server, 'newsgraph_answers{of="hits"}')
    assert ask(server, query)[2] == b'{"head":{},"boolean":true}'
    assert metric(server, 'newsgraph_answers{of="hits"}') == before + 1


def metric(server, name):
    lines = server.get("/metrics")[1].decode().splitlines()
    return int(next(line for line in lines if line.startswith(name)).split()[-1])


def test_front_counts_its_answers(server):
    name = 'newsgraph_requests_total{method="GET",route="/sparql",status="200"}'
    ask(server, ASK)
    before = metric(server, name)
    ask(server, ASK)
    assert metric(server, name) == before + 1


def test_many_clients_are_all_answered(server):
    with ThreadPoolExecutor(40) as clients:
        found = list(clients.map(lambda at: ask(server, f"{SELECT} # {at}"), range(200)))
    assert {status for status, _, _ in found} == {200}
    assert {json.loads(body)["results"]["bindings"][0]["o"]["value"] for _, _, body in found} == {"1"}


def test_runaway_query_ends_at_its_limit_while_others_are_answered(server):
    taken = {}

    def run():
        start = time.monotonic()
        taken["status"] = ask(server, ENDLESS)[0]
        taken["seconds"] = time.monotonic() - start

    thread = threading.Thread(target=run)
    thread.start()
    time.sleep(0.2)
    for at in range(5):
        start = time.monotonic()
        assert ask(server, f"ASK {{}} # other {at}")[0] == 200
        assert time.monotonic() - start < 1.0
    thread.join()
    assert taken["status"] == 504
    assert taken["seconds"] < 3.0


def test_slow_client_holds_no_reader(store):
    slow_server = Server(store, readers=1, query_timeout=5.0)
    try:
        connection = slow_server.connect()
        connection.connect()
        query = "SELECT * { ?a ?b ?c . ?d ?e ?f }"
        connection.sock.sendall(f"GET /sparql?{urlencode({'query': query})} HTTP/1.1\r\nHost: h\r\n\r\n".encode())
        connection.sock.recv(1000)
        end = time.monotonic() + 10
        while ask(slow_server, f"{ASK} # {end}")[0] != 200 and time.monotonic() < end:
            time.sleep(0.1)
        start = time.monotonic()
        assert ask(slow_server, f"{ASK} # once more")[0] == 200
        assert time.monotonic() - start < 1.0
        connection.close()
    finally:
        assert slow_server.stop() == 0


def test_clients_that_leave_at_once_cost_no_reader(server):
    before = children(server.process.pid)
    for at in range(20):
        connection = server.connect()
        connection.connect()
        query = urlencode({"query": f"{ASK} # left {at}"})
        connection.sock.sendall(f"GET /sparql?{query} HTTP/1.1\r\nHost: h\r\n\r\n".encode())
        connection.close()
    assert ask(server, f"{ASK} # stayed")[0] == 200
    assert children(server.process.pid) == before


def test_half_sent_request_holds_nobody_up(server):
    half = [server.connect() for _ in range(30)]
    for connection in half:
        connection.connect()
        connection.sock.sendall(b"POST /sparql HTTP/1.1\r\nHost: h\r\nContent-Type: application/sparql-query\r\n")
        connection.sock.sendall(b"Content-Length: 1000\r\n\r\nASK ")
    assert ask(server, f"{ASK} # beside half ones")[0] == 200
    assert server.get("/health")[0] == 200
    for connection in half:
        connection.close()


@pytest.mark.parametrize("pieces", [400, 1])
def test_headers_without_end_are_refused(server, pieces):
    connection = server.connect()
    connection.connect()
    line = b"X-Filler: " + b"x" * 1000 + b"\r\n"
    try:
        connection.sock.sendall(b"GET / HTTP/1.1\r\nHost: h\r\n")
        for _ in range(pieces):
            connection.sock.sendall(line * (400 // pieces))
    except ConnectionError:
        pass
    else:
        assert connection.sock.recv(100).startswith(b"HTTP/1.1 431")
    connection.close()


@pytest.mark.parametrize("chunked", [False, True])
def test_body_that_is_too_large_is_413(server, chunked):
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=30)
    headers = {"Content-Type": QUERY, "Host": HOST}
    try:
        if chunked:
            pieces = (b"x" * (1 << 20) for _ in range(17))
            connection.request("POST", "/sparql", pieces, headers, encode_chunked=True)
        else:
            connection.request("POST", "/sparql", None, headers | {"Content-Length": str(17 << 20)})
        assert connection.getresponse().status == 413
    finally:
        connection.close()


def test_write_is_seen_by_the_next_query(tmp_path):
    server = Server(make_store(tmp_path / "store"), update=1, token="t", readers=2)
    try:
        question = "ASK { <http://example.org/new> ?p ?o }"
        assert b"false" in ask(server, question)[2]
        for at in range(3):
            update = f"INSERT DATA {{ <http://example.org/new> <http://example.org/p> {at} }}"
            headers = {"Content-Type": "application/sparql-update", "Authorization": "Bearer t"}
            assert send(server, "POST", "/sparql", body=update, headers=headers)[0] == 204
            count = "SELECT (COUNT(*) AS ?n) { <http://example.org/new> ?p ?o }"
            assert json.loads(ask(server, count)[2])["results"]["bindings"][0]["n"]["value"] == str(at + 1)
            assert b"true" in ask(server, question)[2]
    finally:
        assert server.stop() == 0


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        ("", None),
        ("gzip", "gzip"),
        ("x-gzip", "gzip"),
        ("br, gzip;q=0.5", "br"),
        ("gzip, deflate, br, zstd", "zstd"),
        ("gzip;q=1, br;q=0.9, zstd;q=0.1", "gzip"),
        ("gzip;q=0", None),
        ("*", "zstd"),
        ("*;q=0.5, zstd;q=0", "br"),
        ("gzip;q=x", None),
        ("identity", None),
    ],
)
def test_encoding_is_what_the_client_likes_best(header, expected):
    assert choose_encoding(header) == expected
