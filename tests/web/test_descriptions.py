"""VoID, metrics, compression and names of answers."""

import gzip
from urllib.parse import urlencode

import pytest
import rdflib

from tests.web.conftest import BASE, NG

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
    parts = {
        str(graph.value(part, VOID["class"])): graph.value(part, VOID.entities).toPython()
        for part in graph.objects(dataset, VOID.classPartition)
    }
    assert parts == {f"{NG}Person": 1, f"{NG}Statement": 1}
    parts = {
        str(graph.value(part, VOID.property)): graph.value(part, VOID.triples).toPython()
        for part in graph.objects(dataset, VOID.propertyPartition)
    }
    assert parts["http://example.org/p"] == 400
    assert sum(parts.values()) == 409
    assert graph.value(dataset, VOID.entities).toPython() == 2
    assert graph.value(dataset, VOID.distinctSubjects).toPython() == 405
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


def test_metrics_tell_how_queries_went(client):
    client.get("/sparql?" + urlencode({"query": "SELECT * { ?s ?p ?o } LIMIT 7 # counted"}))
    client.get("/sparql?" + urlencode({"query": "SELECT * { ?s"}))
    lines = client.get("/metrics").text.splitlines()
    values = {name: float(value) for name, value in (line.rsplit(" ", 1) for line in lines if line[0] != "#")}
    assert values['newsgraph_queries_total{kind="query",outcome="ok"}'] >= 1
    assert values['newsgraph_queries_total{kind="query",outcome="error"}'] >= 1
    assert values["newsgraph_rows_total"] >= 7
    assert values["newsgraph_queries_in_flight"] == 0
    total = values['newsgraph_query_seconds_count{kind="query"}']
    assert values['newsgraph_query_seconds_bucket{kind="query",le="+Inf"}'] == total > 0
    assert values['newsgraph_killed_total{reason="timeout"}'] >= 0
    assert values['newsgraph_open_files{process="server"}'] > 0
    # One help line and one type line for each family, as the format has it.
    named = [line.split()[2] for line in lines if line.startswith("# TYPE")]
    assert len(named) == len(set(named))


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


@pytest.mark.parametrize("path", [WIDE, "/export?format=turtle", "/id/person/ann-lee.ttl", "/data?default"])
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
