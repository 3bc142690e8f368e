"""`docs/ontology.md` from `kg.ttl`: every term with its definition and an example.

`python -m kg.rdf.document > docs/ontology.md` writes the page anew; a test fails when it is stale.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from kg.rdf.namespaces import NG, ONTOLOGY, PREFIXES
from kg.rdf.ontology import ONTOLOGY_FILE, load_turtle
from kg.resources import resource_dir

if TYPE_CHECKING:
    from rdflib import Graph
    from rdflib.term import Node, URIRef

VOCABULARY_STATUS = "http://www.w3.org/2003/06/sw-vocab-status/ns#"
"""The vocabulary that says how settled a term is."""

_INTRODUCTION = """# The ontology

<!-- Written by `python -m kg.rdf.document > docs/ontology.md` from ontology/kg.ttl. Do not edit. -->

{description}

Version {version} (<{version_iri}>), licence <{licence}>.

Namespace `{namespace}`, prefix `ng:`. The file is `ontology/kg.ttl`; the
reasons behind it are in `ontology/README.md`. Instances carry their most specific class only; as the ontology stands in
the store too, `?x a/rdfs:subClassOf* schema:Event` finds meetings. All examples tell of one invented article; IRIs in
them are relative to the base IRI of the settings. What can be asked is in `docs/questions.md`, what is checked in
`docs/checks.md`.
"""


def document_ontology(path: Path) -> str:
    """The page on an ontology file, as Markdown."""
    return "\n".join(_lines(load_turtle(path))) + "\n"


def _lines(graph: Graph) -> Iterator[str]:
    from rdflib import OWL

    yield _introduction(graph)
    yield from _prefix_table()
    yield from _diagram(graph)
    classes = _terms(graph, OWL.Class)
    yield from _section(graph, "Classes", classes)
    yield from _section(graph, "Properties", _terms(graph, OWL.ObjectProperty) + _terms(graph, OWL.DatatypeProperty))
    for class_ in classes:
        if individuals := _individuals(graph, class_):
            yield from _section(graph, f"Values of {_short(class_)}", individuals)
    yield from _foreign_terms(graph)


def _introduction(graph: Graph) -> str:
    from rdflib import DCTERMS, OWL, URIRef

    ontology = URIRef(ONTOLOGY)
    return _INTRODUCTION.format(
        description=graph.value(ontology, DCTERMS.description),
        version=graph.value(ontology, OWL.versionInfo),
        version_iri=graph.value(ontology, OWL.versionIRI),
        licence=graph.value(ontology, DCTERMS.license),
        namespace=NG.iri,
    )


def _prefix_table() -> Iterator[str]:
    yield from ("| prefix | namespace |", "|---|---|")
    yield from (f"| `{prefix}:` | `{namespace}` |" for prefix, namespace in PREFIXES.items())


def _diagram(graph: Graph) -> Iterator[str]:
    """How the classes hang together: subclasses of our own, and properties from class to class."""
    from rdflib import OWL, RDFS

    classes = _terms(graph, OWL.Class)
    lists = {class_ for class_ in classes if _individuals(graph, class_)}
    yield from ("", "## Diagram", "", "```mermaid", "classDiagram")
    for class_ in classes:
        parents = sorted(_local(parent) for parent in graph.objects(class_, RDFS.subClassOf) if _is_ours(parent))
        yield from (f"  {parent} <|-- {_local(class_)}" for parent in parents)
    for property_ in _terms(graph, OWL.ObjectProperty):
        domain, range_ = graph.value(property_, RDFS.domain), graph.value(property_, RDFS.range)
        if domain in classes and range_ in classes and range_ not in lists:
            yield f"  {_local(domain)} --> {_local(range_)} : {_local(property_)}"
    for property_ in _terms(graph, OWL.DatatypeProperty):
        domain, range_ = graph.value(property_, RDFS.domain), graph.value(property_, RDFS.range)
        if domain in classes and range_ is not None:
            yield f"  {_local(domain)} : {_local(property_)} {_local(range_)}"
    yield "```"


def _individuals(graph: Graph, class_: Node) -> list[Node]:
    """The values of a closed list; none for any other class."""
    from rdflib import RDF

    return [node for node in graph.subjects(RDF.type, class_) if _is_ours(node)]


def _local(node: Node) -> str:
    return str(node).rpartition("#")[2].rpartition("/")[2]


def _terms(graph: Graph, type_: URIRef) -> list[Node]:
    from rdflib import RDF

    return sorted((node for node in graph.subjects(RDF.type, type_) if _is_ours(node)), key=str)


def _is_ours(node: Node) -> bool:
    return str(node).startswith(NG.iri)


def _section(graph: Graph, title: str, nodes: list[Node]) -> Iterator[str]:
    yield from ("", f"## {title}")
    for node in sorted(nodes, key=lambda node: str(node).casefold()):
        yield from _term(graph, node)


def _term(graph: Graph, node: Node) -> Iterator[str]:
    from rdflib import SKOS

    yield from ("", f"### {_short(node)}", "", str(graph.value(node, SKOS.definition)))
    facts = [line for line in _relations(graph, node) if line]
    if facts:
        yield from ("", *facts)
    for example in sorted(graph.objects(node, SKOS.example), key=str):
        yield from ("", "```turtle", str(example), "```")


def _relations(graph: Graph, node: Node) -> Iterator[str]:
    """How the term stands to others, one list item for each relation that it has."""
    from rdflib import OWL, RDF, RDFS, Namespace

    status = Namespace(VOCABULARY_STATUS).term_status
    labels = (
        ("subclass of", RDFS.subClassOf),
        ("equivalent to", OWL.equivalentClass),
        ("subproperty of", RDFS.subPropertyOf),
        ("domain", RDFS.domain),
        ("range", RDFS.range),
        ("see also", RDFS.seeAlso),
    )
    yield f"- label: {graph.value(node, RDFS.label)} ({graph.value(node, status)})"
    if (node, RDF.type, OWL.FunctionalProperty) in graph:
        yield "- one value at most"
    for label, predicate in labels:
        values = sorted(_short(value) for value in graph.objects(node, predicate))
        yield f"- {label}: {', '.join(f'`{value}`' for value in values)}" if values else ""


def _foreign_terms(graph: Graph) -> Iterator[str]:
    from rdflib import SKOS

    yield from ("", "## Terms of other vocabularies", "", "| term | use |", "|---|---|")
    notes = sorted((_short(node), str(note)) for node, note in graph.subject_objects(SKOS.scopeNote))
    yield from (f"| `{term}` | {note} |" for term, note in notes)


def _short(node: Node) -> str:
    """The prefixed name."""
    iri = str(node)
    for prefix, namespace in PREFIXES.items():
        if iri.startswith(namespace):
            return f"{prefix}:{iri[len(namespace) :]}"
    return iri


if __name__ == "__main__":
    sys.stdout.write(document_ontology(resource_dir("ontology") / ONTOLOGY_FILE))
