"""The rules of the W3C's suites for the protocols, which are prose: one test each, over the production server.

Names are those of the suites: SPARQL 1.1 Protocol (34 rules), Graph Store Protocol (14), Service Description (3).
"""

import json
from urllib.parse import quote, urlencode

import pytest
import rdflib

from kg.store import open_store
from tests.web.test_serving import Server

FORM = "application/x-www-form-urlencoded"
QUERY = "application/sparql-query"
UPDATE = "application/sparql-update"
TURTLE = "text/turtle"
NTRIPLES = "application/n-triples"
TABLES = {"application/sparql-results+json", "application/sparql-results+xml", "text/csv", "text/tab-separated-values"}
GRAPHS = {TURTLE, NTRIPLES, "application/rdf+xml"}
D1, D2, N1, N2 = (f"http://data.example/{name}.ttl" for name in ("d1", "d2", "n1", "n2"))
SD = rdflib.Namespace("http://www.w3.org/ns/sparql-service-description#")
AUTHORIZED = {"Authorization": "Bearer secret"}


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    path = tmp_path_factory.mktemp("w3c") / "store"
    open_store(path).close()
    made = Server(path, update=1, token="secret")
    for graph in (D1, D2, N1, N2):
        assert request(made, "PUT", data(graph), f"<{graph}#s> <http://e/p> '{graph}' .", TURTLE)[0] == 201
    yield made
    assert made.stop() == 0


def request(server, method, path, body=None, kind=None, *, accept=None, authorized=True):
    """Status, headers and body of one request."""
    headers = dict(AUTHORIZED) if authorized else {}
    headers |= {"Content-Type": kind} if kind else {}
    headers |= {"Accept": accept} if accept else {}
    connection = server.connect()
    try:
        connection.request(method, path, body.encode() if isinstance(body, str) else body, headers)
        response = connection.getresponse()
        return response.status, {k.lower(): v for k, v in response.getheaders()}, response.read().decode()
    finally:
        connection.close()


def data(graph):
    return "/data?" + urlencode({"graph": graph})


def sparql(*pairs):
    return "/sparql?" + urlencode(pairs)


def ask(server, text):
    return json.loads(request(server, "GET", sparql(("query", text)))[2])["boolean"]


def media_type(headers):
    return headers["content-type"].partition(";")[0]


ASKS = {
    "query_get": ("GET", sparql(("query", "ASK {}")), None, None),
    "query_post_form": ("POST", "/sparql", urlencode({"query": "ASK {}"}), FORM),
    "query_post_direct": ("POST", "/sparql", "ASK {}", QUERY),
    "query_dataset_default_graphs_get": (
        "GET",
        sparql(
            ("query", f"ASK {{ <{D1}#s> ?p ?o . <{D2}#s> ?q ?r }}"),
            ("default-graph-uri", D1),
            ("default-graph-uri", D2),
        ),
        None,
        None,
    ),
    "query_dataset_default_graphs_post": (
        "POST",
        sparql(("default-graph-uri", D1), ("default-graph-uri", D2)),
        f"ASK {{ <{D1}#s> ?p ?o . <{D2}#s> ?q ?r }}",
        QUERY,
    ),
    "query_dataset_named_graphs_get": (
        "GET",
        sparql(("query", f"ASK {{ GRAPH <{N1}> {{ ?s ?p ?o }} }}"), ("named-graph-uri", N1), ("named-graph-uri", N2)),
        None,
        None,
    ),
    "query_dataset_named_graphs_post": (
        "POST",
        sparql(("named-graph-uri", N1), ("named-graph-uri", N2)),
        f"ASK {{ GRAPH <{N2}> {{ ?s ?p ?o }} FILTER NOT EXISTS {{ GRAPH <{D1}> {{ ?a ?b ?c }} }} }}",
        QUERY,
    ),
    "query_dataset_full": (
        "POST",
        sparql(("default-graph-uri", D1), ("named-graph-uri", N1), ("named-graph-uri", N2)),
        f"ASK {{ <{D1}#s> ?p ?o GRAPH <{N1}> {{ ?a ?b ?c }} FILTER NOT EXISTS {{ <{D2}#s> ?x ?y }} }}",
        QUERY,
    ),
    "query_multiple_dataset": (
        "POST",
        sparql(("default-graph-uri", D2)),
        f"ASK FROM <{D1}> {{ <{D2}#s> ?p ?o FILTER NOT EXISTS {{ <{D1}#s> ?x ?y }} }}",
        QUERY,
    ),
}


@pytest.mark.parametrize("name", ASKS)
def test_protocol_query(server, name):
    status, headers, body = request(server, *ASKS[name], authorized=False)
    assert (status, media_type(headers) in TABLES, json.loads(body)["boolean"]) == (200, True, True)


@pytest.mark.parametrize(
    ("name", "text", "types"),
    [
        ("query_content_type_select", "SELECT (1 AS ?x) {}", TABLES),
        ("query_content_type_ask", "ASK {}", TABLES),
        ("query_content_type_describe", "DESCRIBE <http://e/x>", GRAPHS),
        ("query_content_type_construct", "CONSTRUCT { <x:s> <x:p> 1 } WHERE {}", GRAPHS),
    ],
)
def test_protocol_content_type(server, name, text, types):
    status, headers, _ = request(server, "GET", sparql(("query", text)))
    assert (status, media_type(headers) in types) == (200, True), name


BAD = {
    "bad_query_method": ("PUT", sparql(("query", "ASK {}")), None, None),
    "bad_multiple_queries": ("GET", sparql(("query", "ASK {}"), ("query", "SELECT * {}")), None, None),
    "bad_query_wrong_media_type": ("POST", "/sparql", "ASK {}", "text/plain"),
    "bad_query_missing_form_type": ("POST", "/sparql", urlencode({"query": "ASK {}"}), None),
    "bad_query_missing_direct_type": ("POST", "/sparql", "ASK {}", None),
    "bad_query_non_utf8": ("POST", "/sparql", "ASK {}".encode("utf-16"), f"{QUERY}; charset=UTF-16"),
    "bad_query_syntax": ("GET", sparql(("query", "ASK { nothing }")), None, None),
    "bad_update_get": ("GET", sparql(("update", "CLEAR ALL")), None, None),
    "bad_multiple_updates": (
        "POST",
        "/sparql",
        "update=CLEAR+NAMED&update=CLEAR+DEFAULT",
        FORM,
    ),
    "bad_update_wrong_media_type": ("POST", "/sparql", "CLEAR NAMED", "text/plain"),
    "bad_update_missing_form_type": ("POST", "/sparql", urlencode({"update": "CLEAR NAMED"}), None),
    "bad_update_non_utf8": ("POST", "/sparql", "CLEAR NAMED".encode("utf-16"), f"{UPDATE}; charset=UTF-16"),
    "bad_update_syntax": ("POST", "/sparql", "CLEAR XYZ", UPDATE),
    "bad_update_dataset_conflict": (
        "POST",
        sparql(("using-named-graph-uri", N1)),
        f"INSERT {{ ?s ?p ?o }} USING <{D1}> WHERE {{ ?s ?p ?o }}",
        UPDATE,
    ),
}


@pytest.mark.parametrize("name", BAD)
def test_protocol_refuses(server, name):
    status, headers, _ = request(server, *BAD[name])
    assert 400 <= status < 500
    assert media_type(headers) == "application/problem+json"
    assert ask(server, f"ASK {{ GRAPH <{D1}> {{ ?s ?p ?o }} }}")


@pytest.mark.parametrize(
    ("name", "using", "inserted"),
    [
        ("update_dataset_default_graph", [("using-graph-uri", D1)], {D1}),
        ("update_dataset_default_graphs", [("using-graph-uri", D1), ("using-graph-uri", D2)], {D1, D2}),
        ("update_dataset_named_graphs", [("using-named-graph-uri", N1), ("using-named-graph-uri", N2)], {N1, N2}),
        ("update_dataset_full", [("using-graph-uri", D1), ("using-named-graph-uri", N2)], {D1, N2}),
    ],
)
def test_protocol_update_dataset(server, name, using, inserted):
    target = f"http://data.example/{name}"
    text = f"""DROP SILENT GRAPH <{target}> ;
      INSERT {{ GRAPH <{target}> {{ ?s <http://e/seen> ?o }} }}
      WHERE {{ {{ ?s <http://e/p> ?o }} UNION {{ GRAPH ?g {{ ?s <http://e/p> ?o }} }} }}"""
    assert request(server, "POST", sparql(*using), text, UPDATE)[0] == 204
    lines = request(server, "GET", data(target), accept=NTRIPLES)[2].splitlines()
    assert {line.rpartition('"')[0].rpartition('"')[2] for line in lines} == inserted


@pytest.mark.parametrize(
    ("name", "body", "kind"),
    [
        ("update_post_form", urlencode({"update": "INSERT DATA { <http://e/form> <http://e/q> 1 }"}), FORM),
        ("update_post_direct", "INSERT DATA { <http://e/direct> <http://e/q> 1 }", UPDATE),
    ],
)
def test_protocol_update_post(server, name, body, kind):
    assert request(server, "POST", "/sparql", body, kind)[0] == 204
    assert ask(server, f"ASK {{ <http://e/{name.rpartition('_')[2]}> ?p ?o }}")


def test_protocol_update_base_uri(server):
    text = "INSERT DATA { GRAPH <http://e/base> { <http://e/s> <http://e/p> <test> } }"
    assert request(server, "POST", "/sparql", text, UPDATE)[0] == 204
    assert ask(server, "ASK { GRAPH <http://e/base> { ?s ?p ?o FILTER(isIRI(?o) && STRENDS(STR(?o), '/test')) } }")


def person(server, name):
    return f"""@prefix foaf: <http://xmlns.com/foaf/0.1/> . @prefix v: <http://www.w3.org/2006/vcard/ns#> .
    <http://127.0.0.1:{server.port}/data/person/1> a foaf:Person ; foaf:businessCard [ a v:VCard ; v:fn "{name}" ] ."""


def test_graph_store_life_of_a_graph(server):
    """PUT initial state, PUT again, mismatched payload, POST to it, multipart, HEAD, DELETE, and what GET gives."""
    path = "/data/person/1.ttl"
    assert request(server, "PUT", path, person(server, "John Doe"), TURTLE)[0] == 201
    status, headers, body = request(server, "GET", path, accept="text/turtle; charset=utf-8")
    assert (status, media_type(headers), "John Doe" in body) == (200, TURTLE, True)
    assert request(server, "PUT", path, person(server, "Jane Doe"), TURTLE)[0] in (200, 204)
    body = request(server, "GET", path)[2]
    assert "Jane Doe" in body
    assert "John Doe" not in body
    assert request(server, "PUT", path, person(server, "Jane Doe"), "application/rdf+xml")[0] == 400
    more = f'<http://127.0.0.1:{server.port}/data/person/1> <http://xmlns.com/foaf/0.1/name> "Jane" .'
    assert request(server, "POST", path, more, TURTLE)[0] in (200, 204)
    parts = "".join(
        f'--B\r\nContent-Disposition: form-data; name="f"; filename="{name}.ttl"\r\nContent-Type: text/turtle\r\n\r\n'
        f'<http://e/jane> <http://e/{name}> "{name}" .\r\n'
        for name in ("familyName", "givenName")
    )
    assert request(server, "POST", path, f"{parts}--B--\r\n", "multipart/form-data; boundary=B")[0] in (200, 204)
    body = request(server, "GET", path, accept=NTRIPLES)[2]
    assert all(f'"{text}"' in body for text in ("Jane Doe", "Jane", "familyName", "givenName"))
    status, headers, body = request(server, "HEAD", path)
    assert (status, media_type(headers), body) == (200, TURTLE, "")
    assert request(server, "DELETE", path)[0] in (200, 204)
    assert request(server, "GET", path)[0] == 404


def test_graph_store_default_graph(server):
    before = request(server, "GET", "/data?default", accept=NTRIPLES)[2]
    assert request(server, "PUT", "/data?default", "[] <http://e/p> 'Alice' .", TURTLE)[0] in (200, 201, 204)
    body = request(server, "GET", "/data?default", accept=NTRIPLES)[2]
    assert ("Alice" in body, body.count("\n")) == (True, 1)
    assert request(server, "PUT", "/data?default", before, NTRIPLES)[0] in (200, 204)


def test_graph_store_empty_graph(server):
    path = "/data/person/2.ttl"
    assert request(server, "PUT", path, "", TURTLE)[0] in (200, 201, 204)
    assert request(server, "GET", path)[0] == 200
    assert request(server, "DELETE", path)[0] in (200, 204)


@pytest.mark.parametrize("method", ["GET", "HEAD", "DELETE"])
def test_graph_store_graph_that_is_not_there(server, method):
    assert request(server, method, "/data/person/none.ttl")[0] == 404


def test_graph_store_new_graph_and_empty_addition(server):
    status, headers, _ = request(server, "POST", "/data", "[] <http://e/p> 'Alice' .", TURTLE)
    assert status == 201
    path = headers["location"].partition(f":{server.port}")[2]
    first = request(server, "GET", path, accept=NTRIPLES)[2]
    assert "Alice" in first
    assert request(server, "POST", path, "", TURTLE)[0] == 204
    assert request(server, "GET", path, accept=NTRIPLES)[2] == first


def description(server):
    status, headers, body = request(server, "GET", "/sparql", accept="text/turtle, application/rdf+xml;q=0.5")
    assert (status, media_type(headers)) == (200, TURTLE)
    return rdflib.Graph().parse(data=body, format="turtle")


def test_description_returns_rdf(server):
    assert len(description(server)) > 5


def test_description_has_endpoint_triple(server):
    assert (None, SD.endpoint, rdflib.URIRef(f"http://127.0.0.1:{server.port}/sparql")) in description(server)


def test_description_conforms_to_schema(server):
    graph = description(server)
    service = graph.value(None, rdflib.RDF.type, SD.Service)
    for name in ("supportedLanguage", "resultFormat", "inputFormat", "defaultDataset"):
        assert list(graph.objects(service, SD[name])), name
    assert set(graph.objects(service, SD.supportedLanguage)) == {SD.SPARQL11Query, SD.SPARQL11Update}
    dataset = graph.value(service, SD.defaultDataset)
    assert (dataset, rdflib.RDF.type, SD.Dataset) in graph
    assert (graph.value(dataset, SD.defaultGraph), rdflib.RDF.type, SD.Graph) in graph
    known = {"Service", "Dataset", "Graph"}
    assert {
        str(kind).rpartition("#")[2] for kind in graph.objects(None, rdflib.RDF.type) if str(kind).startswith(SD)
    } == known
    assert quote(str(service), safe=":/#.") == str(service)
