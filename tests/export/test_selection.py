"""Selections: what is kept, what is left out, and that nothing dangles."""

from __future__ import annotations

import pyoxigraph as ox
import pytest

from kg.errors import NotFoundError, QueryError
from kg.export import Selection, select, write_export, write_export_folder
from kg.rdf.namespaces import NG, RDF
from tests.export.samples import BASE, FIRST, SECOND, exported, make_store


@pytest.fixture(scope="module")
def view():
    return make_store()


def kept(view, **fields):
    """The local IRIs of what a selection holds, by class."""
    with select(view, Selection(**fields)) as part:
        quads = part.inner.quads_for_pattern(None, ox.NamedNode(RDF["type"]), None, ox.DefaultGraph())
        assert not part.verify_merge()
        return {quad.subject.value.removeprefix(BASE) for quad in quads}


FACTS = {"meeting/m1", "meeting/m2", "policy/p1", "policy/p2", "statement/s1"}
PERSONS = {"person/ann-okafor-Q9", "person/luis-quispe-PE"}


@pytest.mark.parametrize(
    ("fields", "facts"),
    [
        ({"articles": ("a1",)}, {"meeting/m1", "policy/p1", "statement/s1"}),
        ({"articles": (SECOND,)}, {"meeting/m2", "policy/p2"}),
        ({"articles": ("https://news.example/a1",)}, {"meeting/m1", "policy/p1", "statement/s1"}),
        ({"since": "2011"}, {"meeting/m2", "policy/p2"}),
        ({"since": "2010-05-13", "until": "2010-05-13"}, {"meeting/m1", "policy/p1", "statement/s1"}),
        ({"until": "2009"}, set()),
        ({"classes": ("Policy",)}, {"policy/p1", "policy/p2"}),
        ({"classes": ("Meeting", "Statement")}, {"meeting/m1", "meeting/m2", "statement/s1"}),
        ({"classes": ("Person",)}, set()),
        ({"entities": ("Q9",)}, {"meeting/m1", "statement/s1"}),
        ({"entities": ("Okafor",)}, {"meeting/m1", "statement/s1"}),
        ({"entities": (f"{BASE}person/luis-quispe-PE",)}, {"meeting/m1"}),
        ({"entities": ("Peru",), "classes": ("Policy",)}, {"policy/p1", "policy/p2"}),
        ({"min_confidence": 0.75}, {"meeting/m1", "statement/s1"}),
        ({"min_confidence": 0.65, "since": "2011"}, {"meeting/m2"}),
    ],
)
def test_selection_keeps_facts(view, fields, facts):
    assert kept(view, **fields) & FACTS == facts


def test_selection_brings_what_its_facts_point_to(view):
    found = kept(view, classes=("Statement",))
    assert {"article/a1", "article/a1#char=52,60", "person/ann-okafor-Q9", "link/person/ann-okafor-Q9"} <= found
    assert "person/luis-quispe-PE" not in found
    assert "article/a2" not in found


def test_selection_by_class_of_entity(view):
    found = kept(view, classes=("Person",))
    assert found & PERSONS == PERSONS
    assert "article/a2" not in found


@pytest.mark.parametrize(
    "fields",
    [
        {"min_confidence": 0.5},
        {"classes": ("Statement",)},
        {"entities": ("Kenya",)},
        {"articles": ("a2",)},
        {"classes": ("Mention",), "entities": ("Peru",)},
    ],
)
def test_no_iri_of_a_selection_dangles(view, fields):
    with select(view, Selection(**fields)) as part:
        subjects = {quad.subject.value for quad in part.inner.quads_for_pattern(None, None, None, ox.DefaultGraph())}
        pointed = {
            quad.object.value
            for quad in part.inner.quads_for_pattern(None, None, None, ox.DefaultGraph())
            if isinstance(quad.object, ox.NamedNode) and quad.object.value.startswith(BASE)
        }
    assert pointed <= subjects


def test_selected_triples_are_triples_of_the_store(view):
    whole = set(exported(view, "nquads", sort=True).splitlines())
    for fields in ({"min_confidence": 0.5}, {"entities": ("Q9",)}, {"articles": ("a1",)}):
        part = exported(view, "nquads", sort=True, selection=Selection(**fields)).splitlines()
        assert part
        assert set(part) < whole


def test_construct_gives_its_triples(view):
    text = "CONSTRUCT { ?m ng:participant ?who } WHERE { ?m ng:participant ?who ; ng:status ng:cancelled }"
    lines = exported(view, "nquads", sort=True, selection=Selection(construct=text)).decode().splitlines()
    assert lines == [f"<{BASE}meeting/m2> <{NG['participant']}> <{BASE}country/{name}> ." for name in ("kenya", "peru")]


def test_construct_runs_on_what_else_is_selected(view):
    text = "CONSTRUCT WHERE { ?m a ng:Meeting }"
    selection = Selection(construct=text, articles=("a1",))
    assert b"meeting/m2" not in exported(view, "ntriples", selection=selection)
    assert b"meeting/m1" in exported(view, "ntriples", selection=selection)


def test_tables_of_a_construct_without_named_graphs(view):
    text = "CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }"
    whole, made = (exported(view, "events", selection=each) for each in (None, Selection(construct=text)))
    assert sorted(whole.splitlines()) == sorted(made.splitlines())


def test_empty_selection_is_the_store_itself(view):
    with select(view, Selection()) as part:
        assert part is view


@pytest.mark.parametrize(
    ("fields", "error", "message"),
    [
        ({"classes": ("Dog",)}, QueryError, "the classes are Person"),
        ({"since": "yesterday"}, QueryError, "is not a date"),
        ({"since": "2010/2011"}, QueryError, "is not a date"),
        ({"construct": "SELECT * WHERE { ?s ?p ?o }"}, QueryError, "CONSTRUCT"),
        ({"construct": "CONSTRUCT WHERE { SERVICE <http://x/> { ?s ?p ?o } }"}, QueryError, "other servers"),
        ({"construct": "CONSTRUCT WHERE { ?s ?p"}, QueryError, "syntax"),
        ({"articles": ("a9",)}, NotFoundError, "no article 'a9'"),
        ({"entities": ("Nobody",)}, NotFoundError, "no entity 'Nobody'"),
        ({"entities": ("not an iri://",)}, NotFoundError, "no entity"),
        ({"articles": ("not an iri://",)}, NotFoundError, "no article"),
    ],
)
def test_selection_refuses_what_is_not_there(view, fields, error, message):
    with pytest.raises(error, match=message), select(view, Selection(**fields)):
        pass


def test_export_refuses_unknown_formats(view, tmp_path):
    with pytest.raises(QueryError, match="the formats are turtle"):
        exported(view, "docx")
    with pytest.raises(QueryError, match="one file"):
        write_export_folder(view, tmp_path, format="graphml")
    with pytest.raises(QueryError, match="there is no export format"):
        write_export_folder(view, tmp_path, format="docx")


def test_write_export_takes_rdf_as_well(view, tmp_path):
    with (tmp_path / "x.ttl").open("wb") as stream:
        write_export(view, stream, format="turtle")
    assert FIRST.encode() in (tmp_path / "x.ttl").read_bytes()
