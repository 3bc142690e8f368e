"""VoID, metrics, compression and names of answers."""

import gzip
from urllib.parse import urlencode

import pytest
import rdflib

from tests.web.conftest import BASE

VOID = rdflib.Namespace("http://rdfs.org/ns/void#")
WIDE = "/sparql?" + urlencode({"query": "SELECT * { ?s ?p ?o }"})


def test_void_counts_the_default_graph(client):
    graph = rdflib.Graph().parse(data=client.get("/.well-known/void").data, format="turtle")
    dataset = rdflib.URIRef("http://localhost/#dataset")
    assert graph.value(dataset, VOID.triples).toPython() == 409
    assert graph.value(dataset, VOID.classes).toPython() == 2
    assert str(graph.value(dataset, VOID.uriSpace)) == BASE
    assert str(graph.value(dataset, VOID.sparqlEndpoint)) == "http://localhost/sparql"
    assert len(list(graph.objects(dataset, VOID.propertyPartition))) == graph.value(dataset, VOID.properties).toPython()
    assert (
        client.get("/.well-known/void", headers={"Accept": "application/n-triples"}).mimetype == "application/n-triples"
    )


def test_metrics_count_requests_and_readers(client):
    client.get("/health")
    client.get("/nowhere")
    lines = client.get("/metrics").text.splitlines()
    assert any(line.startswith('newsgraph_requests_total{method="GET",route="/health",status="200"}') for line in lines)
    assert any('route="none",status="404"' in line for line in lines)
    assert 'newsgraph_readers{state="busy"} 0' in lines
    assert "newsgraph_revision 1" in lines


@pytest.mark.parametrize("path", [WIDE, "/export?format=nquads&sort=1"])
def test_answers_are_compressed_for_who_accepts_it(client, path):
    plain = client.get(path)
    packed = client.get(path, headers={"Accept-Encoding": "gzip"})
    assert "Content-Encoding" not in plain.headers
    assert packed.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed.data) == plain.data
    assert len(packed.data) < len(plain.data) / 4
    assert "Accept-Encoding" in packed.headers["Vary"]
    assert "Content-Encoding" not in client.get(path, headers={"Accept-Encoding": "gzip;q=0"}).headers


@pytest.mark.parametrize("path", [WIDE, "/export?format=turtle", "/id/person/ann-lee", "/data?default"])
def test_unchanged_answer_is_304(client, path):
    first = client.get(path)
    again = client.get(path, headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    other = client.get(
        path, headers={"If-None-Match": first.headers["ETag"], "Accept": "text/csv, application/n-triples"}
    )
    assert other.status_code in (200, 304)
    assert client.get(path, headers={"If-None-Match": 'W/"other"'}).status_code == 200


def test_answer_that_depends_on_the_time_has_no_name(client):
    assert "ETag" not in client.get("/sparql?" + urlencode({"query": "SELECT (NOW() AS ?now) {}"})).headers
