"""NIF: parsed by rdflib, and every mention's words are in its context at its offsets."""

from __future__ import annotations

import rdflib
from rdflib import RDF, XSD

from kg.rdf.namespaces import ITSRDF, NIF
from tests.export.samples import BASE, FIRST, TEXT, exported, make_store


def term(vocabulary, name):
    return rdflib.URIRef(vocabulary.iri + name)


def test_nif_has_texts_and_linked_mentions():
    graph = rdflib.Graph().parse(data=exported(make_store(), "nif"), format="turtle")
    contexts = sorted(map(str, graph.subjects(RDF.type, term(NIF, "Context"))))
    assert contexts[0] == f"{FIRST}#char=0,{len(TEXT)}"
    assert len(contexts) == 2
    found = {}
    for mention in graph.subjects(RDF.type, term(NIF, "Phrase")):
        context = graph.value(mention, term(NIF, "referenceContext"))
        text = str(graph.value(context, term(NIF, "isString")))
        begin, end = (graph.value(mention, term(NIF, name)) for name in ("beginIndex", "endIndex"))
        assert begin.datatype == XSD.nonNegativeInteger
        assert text[int(begin) : int(end)] == str(graph.value(mention, term(NIF, "anchorOf")))
        assert str(mention) == f"{str(context).partition('#')[0]}#char={begin},{end}"
        found[text[int(begin) : int(end)]] = str(graph.value(mention, term(ITSRDF, "taIdentRef")))
    assert found == {
        "Ann Okafor": "http://www.wikidata.org/entity/Q9",
        "Luis Quispe": f"{BASE}person/luis-quispe-PE",
        "Peru": f"{BASE}country/peru",
    }
