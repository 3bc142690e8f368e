"""The SPARQL 1.1 Protocol, a test for each rule."""

import json
from urllib.parse import urlencode

import pytest

from tests.web.conftest import ARTICLE, ENTITIES, make_app, make_store

ASK = "ASK { ?s ?p ?o }"
SELECT = "SELECT ?o { <http://example.org/n1> <http://example.org/p> ?o }"
CONSTRUCT = "CONSTRUCT WHERE { <http://example.org/n1> <http://example.org/p> ?o }"
QUERY = "application/sparql-query"
UPDATE = "application/sparql-update"
FORM = "application/x-www-form-urlencoded"


def get(client, query=None, *, accept=None, **parameters):
    pairs = ([("query", query)] if query is not None else []) + list(parameters.items())
    return client.get(f"/sparql?{urlencode(pairs, doseq=True)}", headers={"Accept": accept} if accept else {})


def problem(response):
    assert response.mimetype == "application/problem+json"
    value = json.loads(response.data)
    assert value["status"] == response.status_code
    return value


def test_get_query_answers(client):
    response = get(client, SELECT)
    assert (response.status_code, response.mimetype) == (200, "application/sparql-results+json")
    assert response.json["results"]["bindings"] == [{"o": {"type": "literal", "value": "1"}}]


def test_post_form_query_answers(client):
    assert client.post("/sparql", data={"query": ASK}).json["boolean"] is True


def test_post_body_query_answers(client):
    assert client.post("/sparql", data=ASK, content_type=f"{QUERY}; charset=utf-8").json["boolean"] is True


def test_head_has_the_headers_and_no_body(client):
    response = client.head(f"/sparql?{urlencode({'query': ASK})}")
    assert (response.status_code, response.mimetype, response.data) == (200, "application/sparql-results+json", b"")


@pytest.mark.parametrize(
    ("query", "accept", "expected"),
    [
        (SELECT, None, "application/sparql-results+json"),
        (SELECT, "*/*", "application/sparql-results+json"),
        (SELECT, "application/json", "application/json"),
        (SELECT, "application/sparql-results+xml", "application/sparql-results+xml"),
        (SELECT, "text/csv;q=0.5, text/tab-separated-values;q=0.9", "text/tab-separated-values"),
        (SELECT, "text/*", "text/csv"),
        (SELECT, "text/turtle, text/csv;q=0.1", "text/csv"),
        (SELECT, "application/sparql-results+json;q=0, */*;q=0.1", "application/sparql-results+xml"),
        (ASK, "application/sparql-results+xml", "application/sparql-results+xml"),
        (CONSTRUCT, None, "text/turtle"),
        (CONSTRUCT, "application/n-triples", "application/n-triples"),
        (CONSTRUCT, "application/rdf+xml, text/turtle;q=0.9", "application/rdf+xml"),
        (CONSTRUCT, "application/ld+json", "application/ld+json"),
        (CONSTRUCT, "application/trig", "application/trig"),
        (CONSTRUCT, "application/n-quads", "application/n-quads"),
        ("DESCRIBE <http://example.org/n1>", "text/turtle", "text/turtle"),
    ],
)
def test_accept_decides_the_format(client, query, accept, expected):
    response = get(client, query, accept=accept)
    assert (response.status_code, response.mimetype) == (200, expected)
    assert "Accept" in response.headers["Vary"]


@pytest.mark.parametrize(("query", "accept"), [(SELECT, "image/png"), (SELECT, "text/turtle"), (CONSTRUCT, "text/csv")])
def test_accept_that_nothing_satisfies_is_406(client, query, accept):
    assert get(client, query, accept=accept).status_code == 406


@pytest.mark.parametrize("name", ["format", "output"])
def test_format_parameter_overrides_accept(client, name):
    response = get(client, SELECT, accept="image/png", **{name: "csv"})
    assert response.data == b"o\r\n1\r\n"
    assert get(client, SELECT, **{name: "docx"}).status_code == 400
    assert get(client, SELECT, **{name: ["docx", "csv"], "results": "docx"}).mimetype == "text/csv"


@pytest.mark.parametrize(
    ("parameters", "count"),
    [
        ({"default-graph-uri": ENTITIES}, 5),
        ({"default-graph-uri": [ENTITIES, ARTICLE]}, 9),
        ({"named-graph-uri": ENTITIES}, 0),
        ({"default-graph-uri": "http://example.org/none"}, 0),
    ],
)
def test_dataset_of_the_request_replaces_the_default_graph(client, parameters, count):
    response = get(client, "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }", **parameters)
    assert response.json["results"]["bindings"][0]["n"]["value"] == str(count)


def test_named_graphs_of_the_request_are_the_only_ones(client):
    query = "SELECT DISTINCT ?g { GRAPH ?g { ?s ?p ?o } }"
    response = get(client, query, **{"named-graph-uri": [ENTITIES, ARTICLE]})
    assert sorted(row["g"]["value"] for row in response.json["results"]["bindings"]) == [ARTICLE, ENTITIES]
    assert get(client, query, **{"default-graph-uri": ENTITIES}).json["results"]["bindings"] == []


def test_dataset_of_the_request_replaces_that_of_the_query(client):
    response = get(
        client,
        f"ASK FROM <{ARTICLE}> {{ ?s <http://example.org/p> ?o }}",
        **{"default-graph-uri": "http://example.org/numbers"},
    )
    assert response.json["boolean"] is True


def test_relative_iris_are_resolved_against_the_endpoint(client):
    response = get(client, "SELECT (STR(<x>) AS ?iri) {}")
    assert response.json["results"]["bindings"][0]["iri"]["value"] == "http://localhost/x"


def test_syntax_error_is_400_with_line_and_column(client):
    value = problem(get(client, "ASK {\n  ?s nope:p ?o }"))
    assert (value["status"], value["line"], value["column"]) == (400, 2, 12)
    assert "nope:p" in value["detail"]


def test_errors_are_plain_text_for_who_prefers_it(client):
    response = get(client, "ASK {", accept="application/sparql-results+json;q=0.2, text/plain")
    assert (response.status_code, response.mimetype) == (400, "text/plain")
    assert b"line 1, column" in response.data


def test_failing_evaluation_is_400(client):
    assert "not supported" in problem(get(client, "ASK { BIND(<http://example.org/f>(1) AS ?x) }"))["detail"]


@pytest.mark.parametrize(
    "path",
    [
        f"/sparql?{urlencode([('query', ASK), ('query', ASK)])}",
        f"/sparql?{urlencode({'query': 'INSERT DATA {}'})}",
        f"/sparql?{urlencode({'update': 'INSERT DATA {}'})}",
        "/sparql?query=ASK%20%7B%7D%20%23%ff",
        f"/sparql?{urlencode({'query': ASK, 'default-graph-uri': 'no iri'})}",
        f"/sparql?{urlencode({'query': ''})}",
    ],
)
def test_bad_get_is_400(client, path):
    assert problem(client.get(path))["status"] == 400


@pytest.mark.parametrize(
    ("body", "kind", "path"),
    [
        (b"", FORM, "/sparql"),
        (b"nothing=1", FORM, "/sparql"),
        (b"query=ASK%7B%7D&query=ASK%7B%7D", FORM, "/sparql"),
        (b"query=ASK%7B%7D&update=CLEAR+ALL", FORM, "/sparql"),
        (b"query=%ff", FORM, "/sparql"),
        (ASK.encode("utf-16"), QUERY, "/sparql"),
        (ASK.encode(), QUERY, f"/sparql?{urlencode({'query': ASK})}"),
        (b"nonsense", QUERY, "/sparql"),
    ],
)
def test_bad_post_is_400(client, body, kind, path):
    assert problem(client.post(path, data=body, content_type=kind))["status"] == 400


@pytest.mark.parametrize("kind", ["text/plain", "multipart/form-data; boundary=x", f"{QUERY}; charset=utf-16", ""])
def test_other_content_types_are_415(client, kind):
    response = client.post("/sparql", data=ASK, headers={"Content-Type": kind})
    assert problem(response)["status"] == 415


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH"])
def test_other_methods_are_405(client, method):
    response = client.open("/sparql", method=method)
    assert problem(response)["status"] == 405
    assert {"GET", "POST"} <= {name.strip() for name in response.headers["Allow"].split(",")}


def test_body_without_a_length_is_411(client):
    assert problem(client.post("/sparql", headers={"Content-Type": QUERY}))["status"] == 411


def test_packed_body_is_415(client):
    response = client.post("/sparql", data=ASK, headers={"Content-Type": QUERY, "Content-Encoding": "gzip"})
    assert problem(response)["status"] == 415


@pytest.mark.parametrize(("timeout", "status"), [("5", 200), ("0", 200), ("900", 200), ("soon", 400), ("-1", 400)])
def test_timeout_of_the_request_is_a_number_of_seconds(client, timeout, status):
    assert get(client, ASK, timeout=timeout).status_code == status


def test_timeout_of_the_request_lowers_the_limit(client):
    endless = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"
    response = get(client, endless, timeout="0.3")
    assert problem(response)["status"] == 504
    assert "0.3 seconds" in response.json["detail"]


def test_large_body_is_413(client):
    response = client.post("/sparql", data=b"#" * (16 * 1024 * 1024 + 1), content_type=QUERY)
    assert problem(response)["status"] == 413


@pytest.mark.parametrize(
    "text",
    [
        "SELECT * { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }",
        "SELECT * { SERVICE SILENT <http://127.0.0.1:9/> { ?s ?p ?o } }",
    ],
)
def test_service_is_403(client, text):
    assert "SERVICE" in problem(get(client, text))["detail"]
    assert get(client, text).status_code == 403


@pytest.mark.parametrize("body", [{"data": {"update": "CLEAR ALL"}}, {"data": "CLEAR ALL", "content_type": UPDATE}])
def test_update_is_403_where_it_is_switched_off(client, body):
    response = client.post("/sparql", **body, headers={"Authorization": "Bearer "})
    assert "switched off" in problem(response)["detail"]
    assert response.status_code == 403


def test_reads_are_open_to_other_origins_and_writes_are_not(client):
    assert get(client, ASK).headers["Access-Control-Allow-Origin"] == "*"
    preflight = client.options("/sparql")
    assert preflight.status_code == 204
    assert "POST" in preflight.headers["Access-Control-Allow-Methods"]
    assert "Authorization" not in preflight.headers["Access-Control-Allow-Headers"]


def test_endpoint_without_a_query_describes_itself(client):
    response = get(client)
    assert (response.status_code, response.mimetype) == (200, "text/turtle")
    assert "sd:endpoint <http://localhost/sparql>" in response.text
    assert "SPARQL11Update" not in response.text
    assert get(client, accept="application/rdf+xml").mimetype == "application/rdf+xml"
    browser = get(client, accept="text/html, */*;q=0.1")
    assert (browser.status_code, browser.headers["Location"]) == (303, "/")


class TestUpdate:
    """Updates where they are switched on."""

    @pytest.fixture(scope="class")
    @staticmethod
    def writer(tmp_path_factory):
        app = make_app(make_store(tmp_path_factory.mktemp("update") / "store"), update=True, token="secret")
        yield app.test_client()
        app.extensions["newsgraph"].close()

    @staticmethod
    def send(client, text, *, token="secret", path="/sparql", kind=UPDATE):
        headers = {"Authorization": f"Bearer {token}"} if token is not None else {}
        return client.post(path, data=text, content_type=kind, headers=headers)

    @pytest.mark.parametrize("token", [None, "", "wrong", "secret2"])
    def test_wrong_token_is_401(self, writer, token):
        response = self.send(writer, "CLEAR ALL", token=token)
        assert problem(response)["status"] == 401
        assert response.headers["WWW-Authenticate"].startswith('Bearer realm="newsgraph"')

    def test_update_is_seen_by_the_next_query(self, writer):
        for kind, body in (
            (UPDATE, "INSERT DATA { <x:a> ng:text 1 }"),
            (FORM, "update=INSERT+DATA+%7B+%3Cx:b%3E+ng:text+1+%7D"),
        ):
            assert self.send(writer, body, kind=kind).status_code == 204
        assert get(writer, "ASK { <x:a> ng:text 1 . <x:b> ng:text 1 }").json["boolean"] is True

    def test_update_uses_the_dataset_of_the_request(self, writer):
        text = "INSERT { GRAPH <x:g> { ?s <x:copy> ?o } } WHERE { ?s rdfs:label ?o }"
        assert self.send(writer, text, path=f"/sparql?{urlencode({'using-graph-uri': ARTICLE})}").status_code == 204
        assert get(writer, "ASK { GRAPH <x:g> { ?s ?p ?o } }").json["boolean"] is False
        assert self.send(writer, text, path=f"/sparql?{urlencode({'using-graph-uri': ENTITIES})}").status_code == 204
        assert get(writer, "ASK { GRAPH <x:g> { ?s ?p ?o } }").json["boolean"] is True

    def test_two_datasets_are_400(self, writer):
        text = "WITH <x:g> DELETE { ?s ?p ?o } WHERE { ?s ?p ?o }"
        response = self.send(writer, text, path=f"/sparql?{urlencode({'using-graph-uri': ARTICLE})}")
        assert problem(response)["status"] == 400

    @pytest.mark.parametrize("text", ["nonsense", "INSERT DATA { <x:c> <x:p> 1 } ; nonsense", "ASK {}"])
    def test_bad_update_is_400_and_changes_nothing(self, writer, text):
        assert problem(self.send(writer, text))["status"] == 400
        assert get(writer, "ASK { <x:c> ?p ?o }").json["boolean"] is False

    def test_load_is_403(self, writer):
        assert problem(self.send(writer, "LOAD <http://127.0.0.1:9/>"))["status"] == 403

    def test_description_names_update(self, writer):
        assert "SPARQL11Update" in get(writer).text


@pytest.mark.parametrize(
    ("query", "kind"),
    [
        ("SELECT ?x { BIND(<<( <x:a> <x:p> 1 )>> AS ?x) }", "triple"),
        ("SELECT (SUBJECT(TRIPLE(<x:a>, <x:p>, 1)) AS ?x) {}", "uri"),
        ("SELECT ('a'@ar--rtl AS ?x) {}", "literal"),
    ],
)
def test_what_the_engine_has_of_sparql_1_2_works(client, query, kind):
    assert get(client, query).json["results"]["bindings"][0]["x"]["type"] == kind
