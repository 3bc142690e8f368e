"""The shapes pass what the mapping makes, and each finds what it is for."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest
import rdflib

from kg.errors import ResourceError
from kg.query import query_text
from kg.rdf.namespaces import ITSRDF, NG, NIF, PREFIXES, RDF, RDFS, SCHEMA, XSD
from kg.rdf.ontology import ONTOLOGY_FILE, SHAPES_FILE
from kg.rdf.shape_queries import Rule, shape_rules
from kg.rdf.shapes import validate
from kg.rdf.terms import Iri, Literal, Quad, to_nquads
from kg.resources import resource_dir
from kg.store import open_store
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
    violations = validate("".join(to_nquads(quads)), SHAPES)
    return [(name_of(violation.path), violation.severity) for violation in violations]


def name_of(path: str) -> str:
    return path.rpartition("#")[2].rpartition("/")[2]


@cache
def cached_rules() -> list[Rule]:
    return shape_rules(SHAPES)


def by_rules(quads: list[Quad]) -> set[tuple[str, str, str]]:
    """What the engine of the store finds: node, path, severity."""
    store = open_store(None)
    store.bulk_load(to_nquads(quads))
    return {
        (row["this"]["value"], rule.path, rule.severity)
        for rule in cached_rules()
        for row in json.loads(query_text(store, rule.query, format="json"))["results"]["bindings"]
    }


def test_mapped_data_conform() -> None:
    assert validate("".join(to_nquads(all_quads())), SHAPES) == []
    assert by_rules(all_quads()) == set()


def test_shape_that_is_not_understood_is_an_error(tmp_path: Path) -> None:
    shapes = tmp_path / SHAPES_FILE
    shutil.copy(SHAPES.with_name(ONTOLOGY_FILE), tmp_path)
    for constraint in ("sh:uniqueLang true", "sh:minCount 2", "sh:nodeKind sh:Literal", "sh:nodeKind sh:BlankNode"):
        text = (
            "@prefix sh: <http://www.w3.org/ns/shacl#> . @prefix ng: <https://w3id.org/newsgraph/ontology#> . "
            f"ng:S a sh:NodeShape ; sh:targetClass ng:Meeting ; sh:property [ sh:path ng:place ; {constraint} ] ."
        )
        shapes.write_text(text, encoding="utf-8")
        with pytest.raises(ResourceError, match="not understood"):
            shape_rules(shapes)


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
        (put("meeting/", SCHEMA["endDate"], Literal("2010-05-11", XSD["date"])), ""),
        (add("meeting/", NG["status"], NG["denied"]), ""),
        (add("meeting/", NG["place"], Literal("Elsewhere")), ""),
        (add("statement/ann", NG["stance"], NG["opposes"]), ""),
        (add("policy/", NG["confidence"], decimal("0.1")), ""),
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
        (put("article/a1b2#", NIF["endIndex"], Literal("9999", XSD["integer"])), ""),
        (put("article/a1b2#", NIF["anchorOf"], Literal("words that stand nowhere in it")), ""),
        (put("meeting/", SCHEMA["startDate"], Literal("2010-05-11", XSD["date"])), ""),
        (put("meeting/", SCHEMA["endDate"], Literal("2010-05-13", XSD["date"])), ""),
        (put("statement/ann", NG["date"], Literal("2010-05", Iri(PREFIXES["edtf"] + "EDTF"))), ""),
        (put("statement/ann", NG["text"], Literal("something else")), ""),
        (add("statement/ann", NG["status"], NG["held"]), "status"),
    ],
)
def test_fault_is_found(change: Change, path: str) -> None:
    quads = change(all_quads())
    by_reference = {(each.focus, each.path, each.severity) for each in validate("".join(to_nquads(quads)), SHAPES)}
    assert (path, "Violation") in {(name_of(each), severity) for _, each, severity in by_reference}
    assert by_rules(quads) == by_reference


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
