"""kg.ttl is the source of all names: the code, the shapes, the context and the documentation agree with it."""

from __future__ import annotations

import io
import json
import re
import subprocess
import sys
from enum import StrEnum
from functools import cache
from pathlib import Path

import pytest
import rdflib
from rdflib import OWL, RDF, RDFS, SKOS, BNode, URIRef

from kg.build import build_graph
from kg.config import Settings
from kg.errors import ResourceError
from kg.export import write_export
from kg.model.facts import MeetingStatus, MeetingType, PolicyKind, PolicyStatus, QuoteType, Stance
from kg.rdf import namespaces
from kg.rdf.document import document_ontology
from kg.rdf.namespaces import NG, NG_CLASSES, NG_INDIVIDUALS, NG_PROPERTIES, PREFIXES, Vocabulary
from kg.rdf.ontology import CONTEXT_FILE, ONTOLOGY_FILE, SHAPES_FILE, load_turtle, ontology_quads
from kg.rdf.terms import to_nquads
from kg.resources import resource_dir
from kg.store import open_store
from tests.test_build import OSLO

CLASS_AXIOMS = (RDFS.subClassOf, RDFS.domain, RDFS.range, OWL.equivalentClass, OWL.disjointWith)
BASE = "https://news.example/id/"
FOLDER = resource_dir("ontology")
VS = rdflib.Namespace("http://www.w3.org/2003/06/sw-vocab-status/ns#")
ALIGNMENTS = {
    "Article": {"schema:NewsArticle", "prov:Entity", "nif:Context"},
    "Person": {"schema:Person", "foaf:Person"},
    "Country": {"schema:Country"},
    "Organization": {"schema:Organization"},
    "Meeting": {"schema:Event", "sem:Event"},
    "Policy": {"skos:Concept"},
    "Statement": {"schema:Quotation"},
    "Mention": {"nif:RFC5147String"},
    "Extraction": {"prov:Activity"},
    "Fact": {"prov:Entity"},
}
LISTS: dict[str, type[StrEnum]] = {
    "MeetingStatus": MeetingStatus,
    "MeetingType": MeetingType,
    "PolicyStatus": PolicyStatus,
    "PolicyKind": PolicyKind,
    "QuoteType": QuoteType,
    "Stance": Stance,
}


@cache
def ontology() -> rdflib.Graph:
    return load_turtle(FOLDER / ONTOLOGY_FILE)


@cache
def context() -> dict[str, object]:
    value: dict[str, object] = json.loads((FOLDER / CONTEXT_FILE).read_text(encoding="utf-8"))["@context"]
    return value


def ours(nodes: object) -> set[str]:
    """Local names of our terms among some nodes."""
    iris = (str(node) for node in nodes if isinstance(node, URIRef))  # type: ignore[attr-defined]
    return {iri.removeprefix(NG.iri) for iri in iris if iri.startswith(NG.iri)}


def defined() -> set[str]:
    return ours(ontology().subjects(RDF.type, None))


def full(name: str) -> URIRef:
    prefix, _, local = name.partition(":")
    return URIRef(PREFIXES[prefix] + local)


def test_code_has_every_term_of_the_ontology_and_no_other() -> None:
    assert defined() == set(NG)


def test_code_groups_terms_as_the_ontology_does() -> None:
    graph = ontology()
    assert ours(graph.subjects(RDF.type, OWL.Class)) == set(NG_CLASSES.split())
    assert ours(graph.subjects(RDF.type, OWL.NamedIndividual)) == set(NG_INDIVIDUALS.split())
    properties = {*graph.subjects(RDF.type, OWL.ObjectProperty), *graph.subjects(RDF.type, OWL.DatatypeProperty)}
    assert ours(properties) == set(NG_PROPERTIES.split())


def test_no_term_is_named_but_not_defined() -> None:
    named = {term for triple in ontology() for term in triple if isinstance(term, URIRef)}
    assert ours(named) <= defined()


@pytest.mark.parametrize("name", sorted(NG))
def test_term_is_documented(name: str) -> None:
    graph, term = ontology(), URIRef(NG[name])
    for predicate in (RDFS.label, SKOS.definition, SKOS.example):
        assert len(list(graph.objects(term, predicate))) == 1, predicate
    assert graph.value(term, RDFS.isDefinedBy) == URIRef(namespaces.ONTOLOGY)
    assert [str(status) for status in graph.objects(term, VS.term_status)] in (["stable"], ["testing"])
    assert list(graph.objects(term, RDFS.seeAlso))
    assert (term, RDFS.seeAlso, term) not in graph


def test_version_iri_is_below_the_ontologys_and_has_the_version() -> None:
    graph, iri = ontology(), URIRef(namespaces.ONTOLOGY)
    assert str(graph.value(iri, OWL.versionIRI)) == f"{iri}/{graph.value(iri, OWL.versionInfo)}"


def test_ontology_and_examples_are_consistent_in_owl_rl() -> None:
    """No class is empty by contradiction, and what the examples tell breaks no axiom, disjointness included."""
    owlrl = pytest.importorskip("owlrl")
    prefixes = "".join(f"@prefix {prefix}: <{iri}> .\n" for prefix, iri in PREFIXES.items())
    graph = rdflib.Graph()
    graph += ontology()
    for example in ontology().objects(None, SKOS.example):
        graph.parse(data=prefixes + str(example), format="turtle", publicID=BASE)
    closure = owlrl.OWLRL_Semantics(graph, axioms=False, daxioms=False)
    closure.closure()
    assert closure.error_messages == []


@pytest.mark.model
def test_article_that_was_built_is_consistent_in_owl_rl(tmp_path: Path) -> None:
    owlrl = pytest.importorskip("owlrl")
    (tmp_path / "oslo.txt").write_text(OSLO, encoding="utf-8")
    settings = Settings(store=tmp_path / "store")
    build_graph([str(tmp_path / "oslo.txt")], settings)
    written = io.BytesIO()
    with open_store(settings.store, read_only=True) as view:
        write_export(view, written, format="ntriples")
    graph = rdflib.Graph().parse(data=written.getvalue(), format="nt")
    graph += ontology()
    assert (None, RDF.type, URIRef(NG["Meeting"])) in graph
    closure = owlrl.OWLRL_Semantics(graph, axioms=False, daxioms=False)
    closure.closure()
    assert closure.error_messages == []


def test_reasoner_finds_an_inconsistency() -> None:
    """The check above can fail."""
    owlrl = pytest.importorskip("owlrl")
    graph = rdflib.Graph()
    graph += ontology()
    for name in ("Person", "Country"):
        graph.add((URIRef(f"{BASE}both"), RDF.type, URIRef(NG[name])))
    closure = owlrl.OWLRL_Semantics(graph, axioms=False, daxioms=False)
    closure.closure()
    assert closure.error_messages


@pytest.mark.parametrize("name", sorted(NG))
def test_example_parses_and_shows_the_term(name: str) -> None:
    example = str(ontology().value(URIRef(NG[name]), SKOS.example))
    prefixes = "".join(f"@prefix {prefix}: <{iri}> .\n" for prefix, iri in PREFIXES.items())
    graph = rdflib.Graph().parse(data=prefixes + example, format="turtle", publicID=BASE)
    used = {term for triple in graph for term in triple if isinstance(term, URIRef)}
    assert URIRef(NG[name]) in used
    assert ours(used) <= defined()


@pytest.mark.parametrize(("name", "superclasses"), ALIGNMENTS.items())
def test_class_is_aligned(name: str, superclasses: set[str]) -> None:
    found = set(ontology().transitive_objects(URIRef(NG[name]), RDFS.subClassOf))
    assert {full(superclass) for superclass in superclasses} <= found


def test_persons_and_countries_are_wikidatas() -> None:
    graph = ontology()
    assert graph.value(URIRef(NG["Person"]), OWL.equivalentClass) == full("wd:Q5")
    assert graph.value(URIRef(NG["Country"]), OWL.equivalentClass) == full("wd:Q6256")


@pytest.mark.parametrize(("name", "values"), LISTS.items())
def test_closed_list_holds_what_the_model_has(name: str, values: type[StrEnum]) -> None:
    assert ours(ontology().subjects(RDF.type, URIRef(NG[name]))) == {value.value for value in values}


def test_shared_values_belong_to_both_lists() -> None:
    graph = ontology()
    for name in ("proposed", "planned"):
        for class_ in ("MeetingStatus", "PolicyStatus"):
            assert (URIRef(NG[name]), RDF.type, URIRef(NG[class_])) in graph


def test_properties_are_object_or_datatype_properties_never_both() -> None:
    graph = ontology()
    both = set(graph.subjects(RDF.type, OWL.ObjectProperty)) & set(graph.subjects(RDF.type, OWL.DatatypeProperty))
    assert both == set()


def test_datatype_ranges_suit_the_kind_of_property() -> None:
    graph = ontology()
    for subject, range_ in graph.subject_objects(RDFS.range):
        is_datatype = str(range_).startswith((PREFIXES["xsd"], PREFIXES["edtf"]))
        assert ((subject, RDF.type, OWL.DatatypeProperty) in graph) == is_datatype, subject


def test_everything_used_as_class_or_property_is_declared() -> None:
    """OWL 2 DL knows no undeclared names."""
    graph = ontology()
    builtin = tuple(str(namespace) for namespace in (RDF, RDFS, OWL))
    classes = {graph_object for p in CLASS_AXIOMS for graph_object in graph.objects(None, p)}
    datatypes = {node for node in classes if str(node).startswith(PREFIXES["xsd"])}
    declared = {*graph.subjects(RDF.type, OWL.Class), *graph.subjects(RDF.type, RDFS.Datatype)}
    assert classes - datatypes - declared == set()
    used = {p for p in graph.predicates() if not str(p).startswith(builtin)}
    used |= set(graph.objects(None, RDFS.subPropertyOf))
    kinds = (OWL.ObjectProperty, OWL.DatatypeProperty, OWL.AnnotationProperty)
    assert used - {node for kind in kinds for node in graph.subjects(RDF.type, kind)} == set()


def test_superproperty_is_of_the_same_kind() -> None:
    graph = ontology()
    for subject, superproperty in graph.subject_objects(RDFS.subPropertyOf):
        kinds = {OWL.ObjectProperty, OWL.DatatypeProperty}
        of = [kinds & set(graph.objects(node, RDF.type)) for node in (subject, superproperty)]
        assert of[0] == of[1], subject


def test_ontology_has_no_blank_node() -> None:
    assert not [term for triple in ontology() for term in triple if isinstance(term, BNode)]


def test_prefixes_of_the_file_are_those_of_the_code() -> None:
    text = (FOLDER / ONTOLOGY_FILE).read_text(encoding="utf-8")
    declared = dict(re.findall(r"^@prefix (\w+): <([^>]+)>", text, re.MULTILINE))
    assert {**declared, **PREFIXES} == declared


def test_terms_of_other_vocabularies_have_a_note() -> None:
    noted = {str(node) for node in ontology().subjects(SKOS.scopeNote)}
    vocabularies = [value for value in vars(namespaces).values() if isinstance(value, Vocabulary)]
    used = {vocabulary[name] for vocabulary in vocabularies for name in vocabulary}
    untold = {iri for iri in used - noted if not iri.startswith((NG.iri, PREFIXES["xsd"], PREFIXES["rdf"]))}
    assert untold == set()


def test_shapes_name_only_defined_terms_and_cover_all_properties() -> None:
    shapes = load_turtle(FOLDER / SHAPES_FILE)
    used = ours(term for triple in shapes for term in triple)
    assert used <= defined()
    assert set(NG_PROPERTIES.split()) - used == set()
    assert set(NG_INDIVIDUALS.split()) - used == set()


def test_shapes_target_every_class_of_instances() -> None:
    shapes = load_turtle(FOLDER / SHAPES_FILE)
    targets = ours(shapes.objects(None, rdflib.SH.targetClass))
    abstract = {"Agent", "Fact", "LinkOutcome", *LISTS}
    assert targets == set(NG_CLASSES.split()) - abstract


def test_context_has_every_term_and_no_other() -> None:
    ids = {name: value["@id"] if isinstance(value, dict) else value for name, value in context().items()}
    terms = {name for name, iri in ids.items() if isinstance(iri, str) and iri.startswith("ng:")}
    assert terms == set(NG)
    assert all(ids[name] == f"ng:{name}" for name in terms)


def test_context_knows_the_prefixes() -> None:
    assert {prefix: context()[prefix] for prefix in PREFIXES} == dict(PREFIXES)


def test_context_types_properties_as_the_ontology_does() -> None:
    graph = ontology()
    for name in NG_PROPERTIES.split():
        value = context()[name]
        type_ = value.get("@type") if isinstance(value, dict) else None
        if (URIRef(NG[name]), RDF.type, OWL.ObjectProperty) in graph:
            assert type_ in ("@id", "@vocab"), name
        else:
            range_ = graph.value(URIRef(NG[name]), RDFS.range)
            assert full(type_ or "xsd:string") == range_, name


def test_ontology_quads_are_sorted_and_in_their_graph() -> None:
    quads = ontology_quads(FOLDER / ONTOLOGY_FILE, base_iri=BASE)
    assert len(quads) == len(ontology())
    assert {quad.graph for quad in quads} == {f"{BASE}graph/ontology"}
    assert list(to_nquads(quads)) == list(to_nquads(ontology_quads(FOLDER / ONTOLOGY_FILE, base_iri=BASE)))


@pytest.mark.parametrize("text", [None, "no turtle", "[] a <https://x.example/y> ."])
def test_broken_ontology_is_a_resource_error(tmp_path: Path, text: str | None) -> None:
    if text is not None:
        (tmp_path / ONTOLOGY_FILE).write_text(text, encoding="utf-8")
    with pytest.raises(ResourceError, match=re.escape(ONTOLOGY_FILE)):
        ontology_quads(tmp_path / ONTOLOGY_FILE, base_iri=BASE)


def test_unknown_name_is_a_key_error() -> None:
    with pytest.raises(KeyError):
        NG["particpant"]


def test_documentation_is_fresh() -> None:
    page = FOLDER.parent / "docs" / "ontology.md"
    assert page.read_text(encoding="utf-8") == document_ontology(FOLDER / ONTOLOGY_FILE), (
        "run python -m kg.rdf.document"
    )


def test_documentation_holds_every_term() -> None:
    page = document_ontology(FOLDER / ONTOLOGY_FILE)
    assert [name for name in NG if f"### ng:{name}\n" not in page] == []


def test_mapping_loads_no_rdf_library() -> None:
    code = "import sys, kg.rdf.mapping, kg.rdf.entities, kg.rdf.ontology, kg.rdf.shapes; print('rdflib' in sys.modules)"
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert result.stdout.strip() == "False"
