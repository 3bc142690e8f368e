"""The shapes pass what the mapping makes, and each finds what it is for."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
import rdflib

from kg.rdf.namespaces import ITSRDF, NG, NIF, PREFIXES, RDF, RDFS, SCHEMA, XSD
from kg.rdf.ontology import SHAPES_FILE
from kg.rdf.shapes import validate
from kg.rdf.terms import Iri, Literal, Quad, to_nquads
from kg.resources import resource_dir
from tests.rdf.samples import BASE, all_quads, with_meeting

SHAPES = resource_dir("ontology") / SHAPES_FILE
Change = Callable[[list[Quad]], list[Quad]]


def drop(kind: str, predicate: Iri) -> Change:
    return lambda quads: [quad for quad in quads if not (is_of(quad, kind) and quad.predicate == predicate)]


def put(kind: str, predicate: Iri, value: Iri | Literal) -> Change:
    return lambda quads: [
        quad._replace(object=value) if is_of(quad, kind) and quad.predicate == predicate else quad for quad in quads
    ]


def add(kind: str, predicate: Iri, value: Iri | Literal) -> Change:
    return lambda quads: [
        *quads,
        *(Quad(quad.subject, predicate, value, quad.graph) for quad in quads if is_of(quad, kind)),
    ]


def is_of(quad: Quad, kind: str) -> bool:
    return f"{BASE}{kind}" in quad.subject


def found(quads: list[Quad]) -> list[tuple[str, str]]:
    return [
        (violation.path.rpartition("#")[2].rpartition("/")[2], violation.severity)
        for violation in validate("".join(to_nquads(quads)), SHAPES)
    ]


def test_mapped_data_conform() -> None:
    assert validate("".join(to_nquads(all_quads())), SHAPES) == []


def test_rdflib_graph_is_taken_and_left_alone() -> None:
    triples = "".join(f"{line.rpartition(' <')[0]} .\n" for line in to_nquads(all_quads()))
    graph = rdflib.Graph().parse(data=triples, format="nt")
    size = len(graph)
    assert validate(graph, SHAPES) == []
    assert len(graph) == size


def decimal(value: str) -> Literal:
    return Literal(value, XSD["decimal"])


@pytest.mark.parametrize(
    ("change", "path"),
    [
        (drop("meeting/", NG["evidence"]), "evidence"),
        (drop("policy/", NG["confidence"]), "confidence"),
        (put("statement/", NG["confidence"], decimal("1.5")), "confidence"),
        (put("statement/", NG["confidence"], Literal("0.5")), "confidence"),
        (drop("meeting/", Iri(PREFIXES["prov"] + "wasGeneratedBy")), "wasGeneratedBy"),
        (put("meeting/", NG["status"], NG["adopted"]), "status"),
        (put("policy/", NG["status"], NG["held"]), "status"),
        (put("policy/", NG["policyKind"], NG["talks"]), "policyKind"),
        (drop("meeting/", NG["meetingType"]), "meetingType"),
        (put("meeting/", NG["country"], Iri(f"{BASE}person/luis-quispe-PE")), "country"),
        (put("meeting/", NG["date"], Literal("2010-05-12")), "date"),
        (put("meeting/", NG["date"], Literal("last week", Iri(PREFIXES["edtf"] + "EDTF"))), "date"),
        (put("meeting/", SCHEMA["endDate"], Literal("2010-05-11", XSD["date"])), "startDate"),
        (drop("meeting/", SCHEMA["endDate"]), ""),
        (drop("policy/", RDFS["label"]), "label"),
        (put("policy/", NG["actor"], Literal("Kenya")), "actor"),
        (drop("statement/", NG["speakerText"]), "speakerText"),
        (drop("statement/", NG["contentSpan"]), "contentSpan"),
        (drop("statement/", NG["quoteType"]), "quoteType"),
        (put("statement/", NG["stance"], NG["direct"]), "stance"),
        (put("statement/", NG["about"], Iri(f"{BASE}nobody")), "about"),
        (put("article/a1b2#", NIF["endIndex"], Literal("0", XSD["integer"])), "beginIndex"),
        (put("article/a1b2#", NIF["beginIndex"], Literal("-1", XSD["integer"])), "beginIndex"),
        (drop("article/a1b2#", NIF["anchorOf"]), "anchorOf"),
        (drop("article/a1b2#", NIF["referenceContext"]), "referenceContext"),
        (put("article/a1b2#", ITSRDF["taConfidence"], decimal("2")), "taConfidence"),
        (put("article/a1b2", NG["contentDigest"], Literal("abc")), "contentDigest"),
        (drop("article/a1b2", NIF["isString"]), "isString"),
        (drop("article/a1b2/", NG["extractor"]), "extractor"),
        (drop("person/", RDFS["label"]), "label"),
        (add("person/", Iri(PREFIXES["owl"] + "sameAs"), Iri("http://www.wikidata.org/entity/Q1")), "sameAs"),
        (put("person/", SCHEMA["sameAs"], Iri("https://other.example/Q1")), "sameAs"),
        (put("person/", NG["represents"], Iri(f"{BASE}person/luis-quispe-PE")), "represents"),
        (put("country/", NG["isoAlpha2"], Literal("Kenya")), "isoAlpha2"),
        (add("country/", RDF["type"], NG["Organization"]), ""),
        (drop("link/person/ann", NG["linkTarget"]), ""),
        (put("link/person/luis", NG["outcome"], NG["accepted"]), ""),
        (put("link/", NG["score"], decimal("-1")), "score"),
    ],
)
def test_fault_is_found(change: Change, path: str) -> None:
    violations = found(change(all_quads()))
    assert (path, "Violation") in violations


def test_meeting_of_nobody_is_a_warning() -> None:
    violations = found(all_quads(with_meeting(participants=())))
    assert violations == [("participant", "Warning")]


def test_violation_tells_where_and_what() -> None:
    quads = put("statement/unnamed", NG["confidence"], decimal("1.5"))(all_quads())
    [violation] = validate("".join(to_nquads(quads)), SHAPES)
    assert violation.focus.startswith(f"{BASE}statement/unnamed-")
    assert violation.path == NG["confidence"]
    assert violation.value == "1.5"
    assert violation.message == "A fact has one confidence, from 0 to 1."
    assert str(violation) == (
        f"Violation: {violation.focus} {NG['confidence']}: A fact has one confidence, from 0 to 1. Found: '1.5'"
    )


def test_violations_are_sorted() -> None:
    violations = validate("".join(to_nquads(drop("", NG["confidence"])(all_quads()))), SHAPES)
    assert violations == sorted(violations)
    assert len(violations) == 4
    assert replace(violations[0], focus="") < violations[0]
