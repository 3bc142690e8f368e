"""A JSON-LD document in the words of the context means what the mapping writes."""

from __future__ import annotations

import json

import pytest
import rdflib

from kg.rdf.ontology import CONTEXT_FILE
from kg.rdf.terms import to_nquads
from kg.resources import resource_dir
from tests.rdf.samples import BASE, article_quads, span

# rdflib 7.6 warns of a class of its own that its JSON-LD parser still uses.
pytestmark = pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated:DeprecationWarning")

CONTEXT = json.loads((resource_dir("ontology") / CONTEXT_FILE).read_text(encoding="utf-8"))["@context"]


def triples_of(part: str) -> rdflib.Graph:
    """The triples of the mapped sample whose subject holds `part`."""
    lines = [line.rpartition(" <")[0] + " .\n" for line in to_nquads(article_quads()) if part in line.split(" ", 1)[0]]
    return rdflib.Graph().parse(data="".join(lines), format="nt")


def test_meeting_in_json_ld_is_the_mapped_meeting() -> None:
    mapped = triples_of("/meeting/")
    [subject] = set(mapped.subjects())
    where = span("met Peru's Luis Quispe in Lima on Wednesday")
    policy = mapped.value(subject, rdflib.URIRef("https://w3id.org/newsgraph/ontology#about"))
    document = {
        "@context": [CONTEXT, {"@base": BASE}],
        "id": str(subject),
        "type": "Meeting",
        "participant": ["person/ann-okafor-Q1234567", "person/luis-quispe-PE"],
        "date": "2010-05-12",
        "startDate": "2010-05-12",
        "endDate": "2010-05-12",
        "place": "Lima",
        "country": "country/peru",
        "status": "held",
        "meetingType": "talks",
        "about": [str(policy)],
        "evidence": [f"article/a1b2#char={where.start},{where.end}"],
        "confidence": "0.9",
        "wasGeneratedBy": "article/a1b2/extraction",
    }
    assert set(rdflib.Graph().parse(data=json.dumps(document), format="json-ld")) == set(mapped)


def test_mention_in_json_ld_is_the_mapped_mention() -> None:
    where = span("Ann Okafor")
    name = f"article/a1b2#char={where.start},{where.end}"
    document = {
        "@context": [CONTEXT, {"@base": BASE}],
        "id": name,
        "type": "Mention",
        "beginIndex": where.start,
        "endIndex": where.end,
        "anchorOf": "Ann Okafor",
        "referenceContext": "article/a1b2",
        "taIdentRef": ["person/ann-okafor-Q1234567"],
        "taConfidence": "0.93",
    }
    assert set(rdflib.Graph().parse(data=json.dumps(document), format="json-ld")) == set(triples_of(f"{name}>"))


def test_article_survives_compaction_and_expansion() -> None:
    graph = triples_of("article/a1b2")
    text = graph.serialize(format="json-ld", context=CONTEXT)
    assert set(rdflib.Graph().parse(data=text, format="json-ld")) == set(graph)
