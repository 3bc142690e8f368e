"""The store through rdflib: its graph equals what its exports parse to."""

from __future__ import annotations

from io import BytesIO

import pytest
import rdflib
from rdflib.compare import isomorphic

from kg.export import export_graph
from kg.store import open_store

LINES = [
    '<http://x/a> <http://x/name> "plain" <http://x/g> .\n',
    '<http://x/a> <http://x/name> "langue"@fr <http://x/g> .\n',
    '<http://x/a> <http://x/age> "4"^^<http://www.w3.org/2001/XMLSchema#integer> <http://x/g> .\n',
    '<http://x/a> <http://x/when> "2007-02"^^<http://id.loc.gov/datatypes/edtf/EDTF> <http://x/g> .\n',
    "<http://x/a> <http://x/knows> <http://x/b> <http://x/g> .\n",
]

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning:rdflib")


@pytest.mark.parametrize(
    ("form", "syntax"), [("turtle", "turtle"), ("ntriples", "nt"), ("rdfxml", "xml"), ("jsonld", "json-ld")]
)
def test_export_parses_to_the_stores_own_graph(form: str, syntax: str) -> None:
    with open_store(None) as store:
        store.replace("http://x/g", LINES)
        buffer = BytesIO()
        export_graph(store, buffer, format=form)
        own = rdflib.Graph()
        for triple in store.dataset().default_graph:
            own.add(triple)
    parsed = rdflib.Graph().parse(data=buffer.getvalue(), format=syntax)
    assert len(own) == len(LINES)
    assert isomorphic(parsed, own)


def test_queries_give_plain_literals() -> None:
    with open_store(None) as store:
        store.replace("http://x/g", LINES)
        dataset = store.dataset()
        rows = list(dataset.query('SELECT ?name WHERE { ?x <http://x/name> ?name FILTER(LANG(?name) = "") }'))
        made = dataset.query("CONSTRUCT { ?x <http://x/label> ?name } WHERE { ?x <http://x/name> ?name }").graph
        found = list(dataset.default_graph.triples((None, None, rdflib.Literal("plain"))))
    assert rows[0].name == rdflib.Literal("plain")
    assert made is not None
    assert set(made.objects()) == {rdflib.Literal("plain"), rdflib.Literal("langue", lang="fr")}
    assert len(found) == 1
