"""A whole store as a file, read back by rdflib."""

import re
from io import BytesIO

import pyoxigraph as ox
import pytest
import rdflib
from hypothesis import given, settings
from hypothesis import strategies as st
from rdflib.compare import isomorphic

from kg.errors import QueryError, StoreError
from kg.export import EXPORT_FORMATS, export_graph, sorting
from kg.rdf.namespaces import XSD
from kg.rdf.terms import Literal, to_ntriples
from kg.store import open_store

G1, G2 = "http://example.org/g1", "http://example.org/g2"
LINES = [
    '<http://example.org/a> <http://example.org/p> "quote \\" line\\nend \U0001f600 <&> \\\\"@en .',
    '<http://example.org/a> <http://example.org/p> "2007-02"^^<http://id.loc.gov/datatypes/edtf/EDTF> .',
    '<http://example.org/a#char=1,2> <http://example.org/v/p> "0.9"^^<http://www.w3.org/2001/XMLSchema#decimal> .',
    "<http://example.org/a> <http://example.org/q> <http://example.org/b%20c/é> .",
]
SHARED = "<http://example.org/a> <http://example.org/q> <http://example.org/shared> ."
RDFLIB = {
    "turtle": "turtle",
    "ntriples": "nt",
    "rdfxml": "xml",
    "jsonld": "json-ld",
    "trig": "trig",
    "nquads": "nquads",
}


# rdflib's own readers use what rdflib deprecates.
pytestmark = [
    pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated:DeprecationWarning"),
    pytest.mark.filterwarnings("ignore:Dataset.default_context:DeprecationWarning"),
]


@pytest.fixture(scope="module")
def view():
    store = open_store(None, prefixes={"ex": "http://example.org/"})
    store.replace_many({G1: [*LINES, SHARED], G2: [SHARED]})
    return store


def exported(view, **options):
    buffer = BytesIO()
    export_graph(view, buffer, **options)
    return buffer.getvalue()


def expected_graph():
    return rdflib.Graph().parse(data="\n".join([*LINES, SHARED]), format="nt")


@pytest.mark.parametrize("name", [entry.name for entry in EXPORT_FORMATS if entry.shape == "graph"])
def test_graph_formats_hold_the_default_graph(view, name):
    graph = rdflib.Graph().parse(data=exported(view, format=name), format=RDFLIB[name])
    assert isomorphic(graph, expected_graph())


@pytest.mark.parametrize("name", [entry.name for entry in EXPORT_FORMATS if entry.shape == "dataset"])
def test_dataset_formats_hold_all_graphs_with_the_default_graph(view, name):
    dataset = rdflib.Dataset()
    dataset.parse(data=exported(view, format=name), format=RDFLIB[name])
    sizes = {str(graph.identifier): len(graph) for graph in dataset.graphs()}
    assert sizes == {"urn:x-rdflib:default": 5, G1: 5, G2: 1}
    assert isomorphic(dataset.default_graph, expected_graph())


@pytest.mark.parametrize("name", ["ntriples", "nquads"])
@pytest.mark.parametrize("limit", [2, 500_000])
def test_sorted_export_does_not_depend_on_how_the_store_came_about(view, name, limit, monkeypatch):
    monkeypatch.setattr(sorting, "SORT_LINES", limit)
    other = open_store(None, prefixes={})
    other.replace(G2, [SHARED, LINES[0]])
    other.replace(G1, list(reversed([*LINES, SHARED])))
    other.replace(G2, [SHARED])
    first = exported(view, format=name, sort=True)
    assert first == exported(other, format=name, sort=True)
    lines = first.splitlines(keepends=True)
    assert lines == sorted(exported(view, format=name).splitlines(keepends=True))


def test_nquads_export_can_be_loaded_again(view):
    lines = exported(view, format="nquads").decode().split("\n")
    again = open_store(None, prefixes={})
    again.bulk_load(lines)
    assert exported(again, format="nquads", sort=True) == exported(view, format="nquads", sort=True)


TEXTS = st.text(st.characters(codec="utf-8", exclude_characters="\x00"), max_size=12)
NAMES = st.text("abcé%20~", min_size=1, max_size=6).filter(lambda name: not re.search("%(?!20)", name))
IRIS = st.builds("<http://example.org/{}>".format, NAMES)
LITERALS = st.one_of(
    TEXTS.map(lambda text: to_ntriples(Literal(text))),
    TEXTS.map(lambda text: to_ntriples(Literal(text, language="en-gb"))),
    st.integers(-999, 999).map(lambda number: to_ntriples(Literal(str(number), XSD["integer"]))),
    st.dates().map(lambda day: to_ntriples(Literal(day.isoformat(), XSD["date"]))),
)
TRIPLES = st.builds("{} <http://example.org/p/{}> {} .".format, IRIS, st.text("pq", min_size=1), IRIS | LITERALS)


@given(first=st.lists(TRIPLES, max_size=8), second=st.lists(TRIPLES, max_size=4))
@settings(max_examples=60, deadline=None)
def test_every_format_gives_back_the_same_quads(first, second):
    """What is exported and parsed is what the store holds; N-Quads that are loaded and exported are the same bytes."""
    store = open_store(None, prefixes={"ex": "http://example.org/"})
    store.replace_many({G1: first, G2: second})
    lines = exported(store, format="nquads", sort=True)
    held = set(ox.parse(lines, format=ox.RdfFormat.N_QUADS))
    merged = {quad.triple for quad in held if isinstance(quad.graph_name, ox.DefaultGraph)}
    for entry in EXPORT_FORMATS:
        if entry.name == "rdfxml" and re.search(rb"\\u00[01]", lines):
            continue  # XML 1.0 has no control characters
        parsed = set(
            ox.parse(exported(store, format=entry.name), format=ox.RdfFormat.from_media_type(entry.media_type))
        )
        assert (parsed if entry.shape == "dataset" else {quad.triple for quad in parsed}) == (
            held if entry.shape == "dataset" else merged
        )
    again = open_store(None, prefixes={})
    again.bulk_load(lines.decode().split("\n"))
    assert exported(again, format="nquads", sort=True) == lines


def test_export_refuses_what_it_cannot_do(view):
    with pytest.raises(QueryError, match="the formats are turtle"):
        exported(view, format="csv")
    with pytest.raises(StoreError, match="cannot be sorted"):
        exported(view, format="trig", sort=True)
