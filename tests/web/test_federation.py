"""SERVICE and LOAD: nothing is called but what the allow-list names, whatever names, redirects or texts say."""

import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import urlencode

import pytest

from kg.config import Settings
from kg.errors import ConfigError, QueryError
from kg.query import QueryForbiddenError
from kg.web.federation import REFUSED, AllowList, admit, check_guarded
from kg.web.guard import Guard, GuardError
from tests.web.conftest import make_app, make_store

GUARD = "http://127.0.0.1:9/key/"
LIST = AllowList("data.example wiki.example:8080")
ROWS = b'{"head":{"vars":["x"]},"results":{"bindings":[{"x":{"type":"literal","value":"from afar"}}]}}'


@pytest.mark.parametrize(
    ("address", "allowed"),
    [
        ("http://data.example/sparql", True),
        ("https://DATA.example./sparql?x=1", True),
        ("http://wiki.example:8080/", True),
        ("http://wiki.example/", False),
        ("http://data.example:8080/", False),
        ("http://data.example.evil.example/", False),
        ("http://evil.example/data.example", False),
        ("http://data.example@evil.example/", False),
        ("http://evil.example@data.example/", False),
        ("file:///etc/passwd", False),
        ("ftp://data.example/", False),
        ("http://127.0.0.1/", False),
        ("http://[::1]/", False),
        ("http://data.example:x/", False),
        ("", False),
    ],
)
def test_address_is_allowed_by_host_and_port(address, allowed):
    assert bool(LIST.place(address)) is allowed


@pytest.mark.parametrize(
    "text",
    [
        "SELECT * { SERVICE <http://evil.example/> { ?s ?p ?o } }",
        "SELECT * { SERVICE SILENT <http://evil.example/> { ?s ?p ?o } }",
        "SELECT * { SERVICE ?where { ?s ?p ?o } }",
        "PREFIX e: <http://data.example/> SELECT * { SERVICE e:x { ?s ?p ?o } }",
        "SELECT * { SERVICE <http://data.example/> {} SERVICE <file:///etc/passwd> {} }",
        "ASK { FILTER(1<2)SERVICE#>\n<http://evil.example/> {} }",
    ],
)
def test_other_services_are_refused(text):
    for allowed in (LIST, AllowList()):
        with pytest.raises(QueryForbiddenError):
            admit(text, allowed, GUARD)


def test_addresses_are_replaced_by_those_of_the_guard():
    first, second = "<http://data.example/a>", "<http://data.example/b>"
    text = f"SELECT * {{ SERVICE {first} {{ ?s ?p 'SERVICE <x:y>' }} SERVICE SILENT {second} {{}} }}"
    admitted = admit(text, LIST, GUARD)
    assert admitted.targets == ("http://data.example/a", "http://data.example/b")
    assert f"SERVICE <{GUARD}0> {{ ?s ?p 'SERVICE <x:y>' }} SERVICE SILENT <{GUARD}1>" in admitted.text
    check_guarded(admitted.text, GUARD)
    for guard in ("", "http://127.0.0.1:9/other/"):
        with pytest.raises(QueryForbiddenError):
            check_guarded(admitted.text, guard)


@pytest.mark.parametrize(
    ("text", "refused"),
    [
        ("LOAD <http://evil.example/>", True),
        ("LOAD <file:///etc/passwd> INTO GRAPH <x:g>", True),
        ("LOAD SILENT <http://evil.example/>", False),
        ("LOAD <http://data.example/x.ttl>", False),
        ("INSERT DATA { <x:a> <x:p> 'LOAD <x:y>' }", False),
    ],
)
def test_refused_load_leads_nowhere(text, refused):
    admitted = admit(text, LIST, GUARD)
    assert bool(admitted.refused) is refused
    assert (REFUSED in admitted.text) == ("evil" in text or "passwd" in text)
    check_guarded(admitted.text, GUARD)


def test_call_without_an_address_is_an_error():
    with pytest.raises(QueryError):
        admit("LOAD", LIST, GUARD)


@pytest.mark.parametrize("text", ["http://data.example/", "a/b", "a:b:c", "a:port"])
def test_impossible_hosts_are_refused(text):
    with pytest.raises(ConfigError):
        Settings(federation=text)


class Far(BaseHTTPRequestHandler):
    """Another server: an endpoint, a document, and redirects."""

    def do_POST(self):
        length = int(self.headers["Content-Length"])
        self.server.seen.append(self.rfile.read(length).decode())
        self.reply(200, "application/sparql-results+json", ROWS)

    def do_GET(self):
        if self.path == "/doc.ttl":
            self.reply(200, "text/turtle; charset=utf-8", b"<#me> <p> 'loaded' .")
        elif self.path.startswith("/to/"):
            self.send_response(302)
            self.send_header("Location", self.path.removeprefix("/to/"))
            self.send_header("Content-Length", "0")
            self.end_headers()
        else:
            self.reply(404, "text/plain", b"nothing here")

    def reply(self, status, kind, body):
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *arguments):
        pass


@pytest.fixture(scope="module")
def far():
    server = ThreadingHTTPServer(("127.0.0.1", 0), Far)
    server.seen = []
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield server
    server.shutdown()
    server.server_close()
    thread.join()


class TestGuard:
    """The proxy by itself."""

    @pytest.mark.parametrize("address", ["127.0.0.1", "10.0.0.1", "169.254.169.254", "::1", "fd00::1", "0.0.0.0"])
    def test_name_with_a_private_address_is_refused(self, address):
        guard = Guard(AllowList("data.example"), timeout=1, resolve=lambda host, port: ["93.184.215.14", address])
        with pytest.raises(GuardError, match="private"):
            guard.fetch("GET", "http://data.example/", None, {})

    @pytest.mark.parametrize("to", ["http://evil.example/", "file:///etc/passwd", "http://127.0.0.1:1/", "//[::1]/"])
    def test_redirect_to_another_server_is_refused(self, far, to):
        port = far.server_address[1]
        guard = Guard(AllowList(f"127.0.0.1:{port}"), timeout=5)
        with pytest.raises(GuardError, match="not on the server's list"):
            guard.fetch("GET", f"http://127.0.0.1:{port}/to/{to}", None, {})

    def test_redirect_to_the_same_server_is_followed_but_not_for_ever(self, far):
        port = far.server_address[1]
        guard = Guard(AllowList(f"127.0.0.1:{port}"), timeout=5)
        response, origin = guard.fetch("GET", f"http://127.0.0.1:{port}/to//doc.ttl", None, {})
        assert (response.status, origin) == (200, f"http://127.0.0.1:{port}/doc.ttl")
        response.close()
        with pytest.raises(GuardError, match="too many"):
            guard.fetch("GET", f"http://127.0.0.1:{port}" + "/to/" * 5 + "/doc.ttl", None, {})


class TestServer:
    """Queries and updates of a server that may call one other."""

    @pytest.fixture(scope="class")
    @staticmethod
    def client(far, tmp_path_factory):
        store = make_store(tmp_path_factory.mktemp("federation") / "store")
        allowed = f"127.0.0.1:{far.server_address[1]}"
        app = make_app(store, federation=allowed, update=True, token="t")
        yield app.test_client()
        app.extensions["newsgraph"].close()

    @staticmethod
    def address(far, path="/sparql"):
        return f"http://127.0.0.1:{far.server_address[1]}{path}"

    @staticmethod
    def update(client, text):
        return client.post("/sparql", data={"update": text}, headers={"Authorization": "Bearer t"})

    def test_service_on_the_list_is_called(self, client, far):
        query = f"SELECT ?x {{ SERVICE <{self.address(far)}> {{ ?s ?p ?x }} }}"
        response = client.get("/sparql?" + urlencode({"query": query}))
        assert response.json["results"]["bindings"] == [{"x": {"type": "literal", "value": "from afar"}}]
        assert "ETag" not in response.headers
        assert "?p" in far.seen[-1]

    @pytest.mark.parametrize("target", ["http://evil.example/", "http://127.0.0.1:9/", "file:///etc/passwd"])
    def test_other_services_are_403(self, client, target):
        response = client.get("/sparql?" + urlencode({"query": f"ASK {{ SERVICE <{target}> {{}} }}"}))
        assert response.status_code == 403
        assert f"<{target}>" in response.json["detail"]

    def test_service_that_fails_is_told_by_its_own_address(self, client, far):
        query = f"SELECT ?x {{ SERVICE <{self.address(far, '/gone')}> {{ ?s ?p ?x }} FILTER(?nope + 1 = 2) }}"
        assert client.get("/sparql?" + urlencode({"query": query})).status_code == 200
        far.RequestHandlerClass.do_POST, kept = Far.do_GET, Far.do_POST
        try:
            response = client.get("/sparql?" + urlencode({"query": query}))
        finally:
            far.RequestHandlerClass.do_POST = kept
        assert response.status_code == 400
        assert "key" not in response.json["detail"]

    def test_document_on_the_list_is_loaded_with_its_own_iris(self, client, far):
        address = self.address(far, "/doc.ttl")
        assert self.update(client, f"LOAD <{address}> INTO GRAPH <x:loaded>").status_code == 204
        lines = client.get("/data?graph=x:loaded", headers={"Accept": "application/n-triples"}).text
        assert lines == f'<{address}#me> <{self.address(far, "/p")}> "loaded" .\n'

    def test_other_documents_are_403_and_syntax_comes_first(self, client):
        assert self.update(client, "LOAD <http://evil.example/>").status_code == 403
        assert self.update(client, "LOAD <http://evil.example/> INTO <x:g>").status_code == 400
        assert self.update(client, "INSERT DATA { <x:q> <x:p> 1 } ; LOAD <file:///etc/passwd>").status_code == 403
        assert client.get("/sparql?" + urlencode({"query": "ASK { <x:q> ?p ?o }"})).json["boolean"] is False
        assert self.update(client, "LOAD SILENT <http://evil.example/>").status_code == 204

    def test_nothing_can_be_called_afterwards(self, client):
        assert client.application.extensions["newsgraph"].guard._targets == {}

    def test_description_names_federation(self, client):
        assert "BasicFederatedQuery" in client.get("/sparql").text


def test_load_is_403_where_no_host_is_allowed(tmp_path):
    app = make_app(make_store(tmp_path / "store"), update=True, token="t")
    response = app.test_client().post(
        "/sparql", data={"update": "LOAD <http://evil.example/>"}, headers={"Authorization": "Bearer t"}
    )
    app.extensions["newsgraph"].close()
    assert response.status_code == 403
    assert "may not call other servers" in response.json["detail"]
