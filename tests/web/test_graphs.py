"""The Graph Store Protocol, a test for each rule."""

import io
from urllib.parse import urlencode

import pytest

from tests.web.conftest import ARTICLE, ENTITIES, make_app, make_store

TURTLE = "text/turtle"
NEW = "http://example.org/new-graph"
TOKEN = {"Authorization": "Bearer secret"}


def at(graph=None):
    return "/data?default" if graph is None else f"/data?{urlencode({'graph': graph})}"


@pytest.mark.parametrize(
    ("path", "accept", "lines"),
    [
        (at(ARTICLE), "application/n-triples", 4),
        (at(ENTITIES), "application/n-triples", 5),
        (at(), "application/n-triples", 409),
    ],
)
def test_get_gives_one_graph(client, path, accept, lines):
    response = client.get(path, headers={"Accept": accept})
    assert (response.status_code, response.mimetype) == (200, accept)
    assert response.data.count(b"\n") == lines


def test_get_negotiates_and_head_has_no_body(client):
    assert client.get(at(ARTICLE)).mimetype == TURTLE
    assert client.get(at(ARTICLE), headers={"Accept": "application/rdf+xml"}).mimetype == "application/rdf+xml"
    assert client.get(at(ARTICLE), headers={"Accept": "image/png"}).status_code == 406
    head = client.head(at(ARTICLE))
    assert (head.status_code, head.mimetype, head.data) == (200, TURTLE, b"")


@pytest.mark.parametrize("path", ["/data", "/data?graph=x", f"{at(ARTICLE)}&default", f"{at(ARTICLE)}&graph={NEW}"])
def test_graph_that_is_not_named_rightly_is_400(client, path):
    assert client.get(path).status_code == 400


def test_missing_graph_is_404(client):
    assert client.get(at(NEW)).status_code == 404
    assert client.get("/data/nothing").status_code == 404


@pytest.mark.parametrize("method", ["PUT", "POST", "DELETE"])
def test_writing_is_403_where_it_is_switched_off(client, method):
    assert client.open(at(ARTICLE), method=method, data="", content_type=TURTLE).status_code == 403


def test_other_methods_are_405(client):
    assert client.patch(at(ARTICLE)).status_code == 405


def test_graphs_may_be_read_by_pages_of_other_origins(client):
    assert client.get(at(ARTICLE)).headers["Access-Control-Allow-Origin"] == "*"
    options = client.options(at(ARTICLE))
    assert "GET" in options.headers["Access-Control-Allow-Methods"]
    assert "PUT" not in options.headers["Access-Control-Allow-Methods"]
    assert set(options.headers["Allow"].split(", ")) >= {"GET", "HEAD", "PUT", "POST", "DELETE", "OPTIONS"}


def test_etag_of_a_graph_spares_a_client_the_graph(client):
    tag = client.get(at(ARTICLE)).headers["ETag"]
    assert client.get(at(ARTICLE), headers={"If-None-Match": tag}).status_code == 304
    assert client.get(at(ENTITIES), headers={"If-None-Match": tag}).status_code == 200


class TestWrite:
    """Graphs where updates are switched on. The methods follow each other on one store."""

    @pytest.fixture(scope="class")
    @staticmethod
    def writer(tmp_path_factory):
        app = make_app(make_store(tmp_path_factory.mktemp("graphs") / "store"), update=True, token="secret")
        yield app.test_client()
        app.extensions["newsgraph"].close()

    @staticmethod
    def send(client, method, path, text=None, kind=TURTLE):
        return client.open(
            path, method=method, data=text, content_type=kind if text is not None else None, headers=TOKEN
        )

    @staticmethod
    def triples(client, path):
        return sorted(client.get(path, headers={"Accept": "application/n-triples"}).text.splitlines())

    def test_wrong_token_is_401(self, writer):
        assert writer.put(at(NEW), data="", content_type=TURTLE).status_code == 401

    def test_conditions_keep_a_write_from_undoing_another(self, writer):
        graph = at(NEW + "/conditions")
        only_new = {"If-None-Match": "*"} | TOKEN
        assert writer.put(graph, data="<x:a> <x:p> 1 .", content_type=TURTLE, headers=only_new).status_code == 201
        assert writer.put(graph, data="<x:a> <x:p> 2 .", content_type=TURTLE, headers=only_new).status_code == 412
        seen = {"If-Match": writer.get(graph).headers["ETag"]} | TOKEN
        assert writer.put(graph, data="<x:a> <x:p> 3 .", content_type=TURTLE, headers=seen).status_code == 204
        assert writer.put(graph, data="<x:a> <x:p> 4 .", content_type=TURTLE, headers=seen).status_code == 412
        assert writer.delete(graph, headers=seen).status_code == 412
        assert self.triples(writer, graph) == ['<x:a> <x:p> "3"^^<http://www.w3.org/2001/XMLSchema#integer> .']
        assert writer.delete(graph, headers={"If-Match": "*"} | TOKEN).status_code == 204
        assert writer.put(graph, data="", content_type=TURTLE, headers={"If-Match": "*"} | TOKEN).status_code == 412

    def test_put_makes_and_then_replaces_a_graph(self, writer):
        first = self.send(writer, "PUT", at(NEW), "<x:a> <x:p> 1 .")
        assert (first.status_code, first.headers["Location"]) == (201, NEW)
        assert self.send(writer, "PUT", at(NEW), "<x:b> <x:p> 'é', _:b .").status_code == 204
        assert len(self.triples(writer, at(NEW))) == 2

    def test_post_adds_to_a_graph(self, writer):
        before = self.triples(writer, at(NEW))
        rdf = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
        thing = '<rdf:Description rdf:about="x:c"><x:p>2</x:p></rdf:Description>'
        text = f'<rdf:RDF xmlns:rdf="{rdf}" xmlns:x="x:">{thing}</rdf:RDF>'
        assert self.send(writer, "POST", at(NEW), text, "application/rdf+xml").status_code == 204
        assert set(self.triples(writer, at(NEW))) > set(before)

    def test_only_the_named_graph_changes(self, writer):
        default = self.triples(writer, at())
        self.send(writer, "PUT", at("http://example.org/other"), "<x:only> <x:here> 1 .")
        assert self.triples(writer, at()) == default

    def test_default_graph_can_be_added_to(self, writer):
        count = len(self.triples(writer, at()))
        assert self.send(writer, "POST", at(), "<x:d> <x:p> 1 .").status_code == 204
        assert len(self.triples(writer, at())) == count + 1

    def test_form_adds_all_its_files(self, writer):
        files = [(io.BytesIO(f"<x:f{i}> <x:p> {i} .".encode()), f"{i}.ttl", TURTLE) for i in range(2)]
        response = writer.post(at(NEW + "/form"), data={"a": files[0], "b": files[1]}, headers=TOKEN)
        assert response.status_code == 201
        assert len(self.triples(writer, at(NEW + "/form"))) == 2

    def test_post_without_a_graph_makes_one_at_its_own_address(self, writer):
        response = self.send(writer, "POST", "/data", "<> <x:p> 1 .")
        assert response.status_code == 201
        path = response.headers["Location"].removeprefix("http://localhost")
        assert self.triples(writer, path)[0].startswith(f"<{response.headers['Location']}>")

    def test_graph_at_its_own_address(self, writer):
        assert self.send(writer, "PUT", "/data/mine", "<x:a> <x:p> 1 .").status_code == 201
        assert self.triples(writer, at("http://localhost/data/mine")) == self.triples(writer, "/data/mine")
        assert self.send(writer, "DELETE", "/data/mine").status_code == 204
        assert writer.get("/data/mine").status_code == 404

    def test_empty_graph_exists(self, writer):
        assert self.send(writer, "PUT", at(NEW + "/empty"), "").status_code == 201
        assert self.triples(writer, at(NEW + "/empty")) == []

    def test_delete_of_a_missing_graph_is_404(self, writer):
        assert self.send(writer, "DELETE", at("http://example.org/none")).status_code == 404

    @pytest.mark.parametrize(
        ("text", "kind", "status"), [("<x:a", TURTLE, 400), ("x", "text/csv", 415), ("{", "application/ld+json", 400)]
    )
    def test_bad_document_is_refused_and_changes_nothing(self, writer, text, kind, status):
        before = self.triples(writer, at(ARTICLE))
        assert self.send(writer, "PUT", at(ARTICLE), text, kind).status_code == status
        assert self.triples(writer, at(ARTICLE)) == before
