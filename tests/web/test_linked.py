"""Linked data, ontology and export."""

import pytest
import rdflib

from kg.resources import resource_dir
from kg.store import open_store
from tests.web.conftest import BASE, make_app
from tests.web.things_samples import ANN as OFFICIAL
from tests.web.things_samples import CIRCLE, LOST, OLD, iri_of, make_things

ANN = "/id/person/ann-lee"
BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"


@pytest.fixture(scope="module")
def things(tmp_path_factory):
    app = make_app(make_things(tmp_path_factory.mktemp("linked") / "store"))
    yield app.test_client()
    app.extensions["newsgraph"].close()


@pytest.mark.parametrize(
    ("accept", "suffix"),
    [
        (None, "ttl"),
        ("*/*", "ttl"),
        ("application/ld+json", "jsonld"),
        ("application/rdf+xml, text/turtle;q=0.5", "rdf"),
        ("application/n-triples", "nt"),
        (BROWSER, "html"),
    ],
)
def test_thing_answers_303_with_a_document_about_it(client, accept, suffix):
    response = client.get(ANN, headers={"Accept": accept} if accept else {})
    assert (response.status_code, response.headers["Location"]) == (303, f"{ANN}.{suffix}")
    assert "Accept" in response.headers["Vary"]
    assert "<https://w3id.org" not in response.headers["Link"]
    assert f'<{ANN}.ttl>; rel="describedby"; type="text/turtle"' in response.headers["Link"]


def test_thing_takes_the_filters_along(client):
    response = client.get(f"{ANN}?topic=a+b%26c", headers={"Accept": BROWSER})
    assert response.headers["Location"] == f"{ANN}.html?topic=a+b%26c"


@pytest.mark.parametrize(
    ("path", "accept", "expected"),
    [
        (f"{ANN}.ttl", "text/html", "text/turtle"),
        (f"{ANN}.jsonld", None, "application/ld+json"),
        (f"{ANN}.nt", None, "application/n-triples"),
        (f"{ANN}.rdf", None, "application/rdf+xml"),
        (f"{ANN}.html", None, "text/html"),
        ("/id/article/first", None, "text/turtle"),
        ("/id/article/first", BROWSER, "text/html"),
        ("/id/article/first", "application/ld+json", "application/ld+json"),
        ("/id/graph/entities", BROWSER, "text/html"),
        ("/id/graph/entities", "application/n-triples", "application/n-triples"),
    ],
)
def test_document_answers_with_itself(client, things, path, accept, expected):
    source = client if path.startswith(ANN) else things
    response = source.get(path, headers={"Accept": accept} if accept else {})
    assert (response.status_code, response.mimetype) == (200, expected)


def test_document_says_what_it_describes_and_what_other_forms_it_has(things):
    response = things.get("/id/article/first", headers={"Accept": BROWSER})
    links = response.headers["Link"].split(", ")
    assert '</id/article/first.jsonld>; rel="alternate"; type="application/ld+json"' in links
    assert '</id/article/first.ttl>; rel="describedby"; type="text/turtle"' in links
    assert '</id/article/first>; rel="canonical"' in links
    assert f'<{BASE}article/first>; rel="describes"' in links
    assert not any('rel="alternate"; type="text/html"' in link for link in links)
    assert response.headers["Content-Location"] == "/id/article/first.html"
    person = things.get(f"/id/{iri_of(OFFICIAL).removeprefix(BASE)}.ttl")
    assert "Content-Location" not in person.headers
    assert f'</id/{iri_of(OFFICIAL).removeprefix(BASE)}.html>; rel="canonical"' in person.headers["Link"]


def test_article_as_data_is_its_whole_graph(things):
    graph = rdflib.Graph().parse(data=things.get("/id/article/first.nt").data, format="nt")
    size = things.get(
        "/sparql", query_string={"query": f"SELECT (COUNT(*) AS ?n) {{ GRAPH <{BASE}article/first> {{ ?s ?p ?o }} }}"}
    ).json["results"]["bindings"][0]["n"]["value"]
    assert len(graph) == int(size)


@pytest.mark.parametrize("suffix", ["", ".ttl", ".html"])
def test_replaced_thing_leads_to_what_it_is_now(things, suffix):
    response = things.get(f"/id/{OLD.removeprefix(BASE)}{suffix}", headers={"Accept": BROWSER})
    assert response.status_code == 301
    assert response.headers["Location"] == f"/id/{iri_of(OFFICIAL).removeprefix(BASE)}{suffix}"


@pytest.mark.parametrize("path", [LOST, CIRCLE, f"{BASE}article/gone", f"{BASE}article/gone.ttl"])
@pytest.mark.parametrize(("accept", "mimetype"), [(BROWSER, "text/html"), (None, "application/problem+json")])
def test_what_was_there_once_is_410(things, path, accept, mimetype):
    response = things.get(f"/id/{path.removeprefix(BASE)}", headers={"Accept": accept} if accept else {})
    assert (response.status_code, response.mimetype) == (410, mimetype)


def test_resource_says_what_points_at_it(client):
    graph = rdflib.Graph().parse(data=client.get(f"{ANN}.nt").data, format="nt")
    ann = rdflib.URIRef(f"{BASE}person/ann-lee")
    assert {str(s).removeprefix(BASE) for s in graph.subjects(None, ann)} == {"article/a1/statement/1"}
    assert len(list(graph.predicate_objects(ann))) == 3


@pytest.mark.parametrize("path", ["/id/person/jos%C3%A9", "/id/person/josé", "/id/country/c%C3%B4te", "/id/list.nt"])
def test_resource_is_found_by_encoded_and_plain_names(client, path):
    response = client.get(path, headers={"Accept": "application/n-triples"}, follow_redirects=True)
    assert response.status_code == 200
    assert b"rdf-schema#label" in response.data


@pytest.mark.parametrize("path", ["/id/person/nobody", "/id/person/nobody.ttl", "/id/a%3E%20%7B%7D", "/id/%22%5C"])
def test_unknown_resource_is_404(client, path):
    assert client.get(path).status_code == 404
    page = client.get(path, headers={"Accept": BROWSER})
    assert (page.status_code, page.mimetype) == (404, "text/html")


def test_names_of_other_scripts_stand_in_headers_percent_encoded(tmp_path):
    store = tmp_path / "store"
    label = f'<{BASE}person/דנה> <http://www.w3.org/2000/01/rdf-schema#label> "דנה" .'
    with open_store(store, base_iri=BASE) as writer:
        writer.replace_many({f"{BASE}graph/entities": [label]})
    app = make_app(store)
    response = app.test_client().get("/id/person/דנה", headers={"Accept": BROWSER}, follow_redirects=True)
    assert response.status_code == 200
    assert f'<{BASE}person/%D7%93%D7%A0%D7%94>; rel="describes"' in response.headers["Link"]
    app.extensions["newsgraph"].close()


def test_resource_nothing_acceptable_is_406(client):
    assert client.get(ANN, headers={"Accept": "image/png"}).status_code == 406


@pytest.mark.parametrize("path", [f"{ANN}.html", f"{ANN}.ttl", "/id/article/a1"])
def test_unchanged_document_is_304(client, path):
    first = client.get(path)
    assert first.status_code == 200
    again = client.get(path, headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")


def test_changed_store_gives_a_new_page(tmp_path):
    store = make_things(tmp_path / "store")
    app = make_app(store)
    path = f"/id/{iri_of(OFFICIAL).removeprefix(BASE)}.html"
    first = app.test_client().get(path)
    label = f'<{BASE}person/x> <http://www.w3.org/2000/01/rdf-schema#label> "x" .'
    with open_store(store, base_iri=BASE) as writer:
        writer.replace_many({f"{BASE}graph/more": [label]})
    again = app.test_client().get(path, headers={"If-None-Match": first.headers["ETag"]})
    assert again.status_code == 200
    app.extensions["newsgraph"].close()


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
    assert client.get("/ontology", headers={"Accept": "text/html"}).mimetype == "text/html"
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
