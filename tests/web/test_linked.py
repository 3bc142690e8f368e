"""Linked data, ontology and export."""

import pytest
import rdflib

from kg.resources import resource_dir
from tests.web.conftest import BASE

ANN = "/id/person/ann-lee"


@pytest.mark.parametrize(
    ("path", "accept", "expected"),
    [
        (ANN, None, "text/turtle"),
        (ANN, "application/ld+json", "application/ld+json"),
        (ANN, "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", "text/html"),
        (f"{ANN}.ttl", "text/html", "text/turtle"),
        (f"{ANN}.jsonld", None, "application/ld+json"),
        (f"{ANN}.nt", None, "application/n-triples"),
        (f"{ANN}.rdf", None, "application/rdf+xml"),
        (f"{ANN}.html", None, "text/html"),
    ],
)
def test_resource_is_negotiated_or_chosen_by_suffix(client, path, accept, expected):
    response = client.get(path, headers={"Accept": accept} if accept else {})
    assert (response.status_code, response.mimetype) == (200, expected)


def test_resource_says_what_points_at_it(client):
    graph = rdflib.Graph().parse(data=client.get(f"{ANN}.nt").data, format="nt")
    ann = rdflib.URIRef(f"{BASE}person/ann-lee")
    assert {str(s).removeprefix(BASE) for s in graph.subjects(None, ann)} == {"article/a1/statement/1"}
    assert len(list(graph.predicate_objects(ann))) == 3


@pytest.mark.parametrize("path", ["/id/person/jos%C3%A9", "/id/person/josé", "/id/country/c%C3%B4te", "/id/list.nt"])
def test_resource_is_found_by_encoded_and_plain_names(client, path):
    response = client.get(path, headers={"Accept": "application/n-triples"})
    assert response.status_code == 200
    assert b"rdf-schema#label" in response.data


@pytest.mark.parametrize("path", ["/id/person/nobody", "/id/person/nobody.ttl", "/id/a%3E%20%7B%7D", "/id/%22%5C"])
def test_unknown_resource_is_404(client, path):
    assert client.get(path).status_code == 404


def test_resource_nothing_acceptable_is_406(client):
    assert client.get(ANN, headers={"Accept": "image/png"}).status_code == 406


def test_page_of_a_resource_runs_no_script_of_the_graph(client):
    page = client.get(f"{ANN}.html").text
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    assert 'href="javascript:' not in page
    assert 'href="/id/article/a1/statement/1"' in page


# rdflib's own reader of JSON-LD uses what rdflib deprecates.
@pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated:DeprecationWarning")
def test_ontology_is_served_in_every_graph_format(client):
    source = (resource_dir("ontology") / "kg.ttl").read_text(encoding="utf-8")
    assert client.get("/ontology").text == source
    assert client.get("/ontology", headers={"Accept": "text/html"}).mimetype == "text/plain"
    size = len(rdflib.Graph().parse(data=source, format="turtle"))
    for path, name in (("/ontology.nt", "nt"), ("/ontology.rdf", "xml"), ("/ontology.jsonld", "json-ld")):
        assert len(rdflib.Graph().parse(data=client.get(path).data, format=name)) == size
    assert client.get("/ontology.docx").status_code == 404


def test_export_gives_the_store_as_a_file(client):
    response = client.get("/export?format=nquads&sort=1")
    lines = response.data.splitlines()
    assert (response.mimetype, lines) == ("application/n-quads", sorted(lines))
    assert len(lines) == 2 * (5 + 4 + 400)
    assert response.headers["Content-Disposition"] == 'attachment; filename="newsgraph.nq"'
    assert client.get("/export", headers={"Accept": "application/n-triples"}).data.count(b"\n") == 5 + 4 + 400


@pytest.mark.parametrize(
    ("path", "accept", "status"),
    [("/export?format=docx", "*/*", 400), ("/export?format=turtle&sort=1", "*/*", 400), ("/export", "image/png", 406)],
)
def test_export_says_what_is_wrong(client, path, accept, status):
    assert client.get(path, headers={"Accept": accept}).status_code == status
