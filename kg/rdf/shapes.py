"""SHACL: does a graph meet `ontology/shapes.ttl`?"""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from kg.rdf.ontology import ONTOLOGY_FILE, load_turtle

if TYPE_CHECKING:
    from rdflib import Graph
    from rdflib.term import Node


@dataclass(frozen=True, slots=True, order=True)
class Violation:
    """One thing that a node does not meet. `path` is "" where the node as a whole is at fault."""

    focus: str
    path: str
    message: str
    value: str = ""
    severity: str = "Violation"

    def __str__(self) -> str:
        where = f"{self.focus} {self.path}".rstrip()
        what = f"{self.message} Found: {self.value!r}" if self.value else self.message
        return f"{self.severity}: {where}: {what}"


def validate(data: str | Graph, shapes: Path) -> list[Violation]:
    """All violations of the shapes, sorted; an empty list if the graph conforms.

    The whole graph is checked in memory: right for a build or a store of some hundred thousand triples.

    Args:
        data: N-Quads (the named graphs are merged), or an rdflib graph, which is only read.
        shapes: The file of the shapes; `kg.ttl` is looked for beside it.
    """
    from pyshacl import validate as run_shacl

    conforms, report, _ = run_shacl(
        _with_subclasses(data, shapes.with_name(ONTOLOGY_FILE)), shacl_graph=load_turtle(shapes), inference="none"
    )
    return [] if conforms else _violations(report)


def _with_subclasses(data: str | Graph, ontology: Path) -> Graph:
    """The data in one graph, with the subclass axioms that sh:class goes by."""
    from rdflib import RDFS, Graph

    merged = Graph()
    for triple in _parse(data) if isinstance(data, str) else data:
        merged.add(triple)
    for triple in load_turtle(ontology).triples((None, RDFS.subClassOf, None)):
        merged.add(triple)
    return merged


def _parse(nquads: str) -> Iterator[tuple[Node, Node, Node]]:
    from rdflib import Dataset

    dataset = Dataset()
    with warnings.catch_warnings():
        # rdflib 7.6 warns of names of its own that its N-Quads parser still uses.
        warnings.simplefilter("ignore", DeprecationWarning)
        dataset.parse(data=nquads, format="nquads")
    return ((subject, predicate, object_) for subject, predicate, object_, _ in dataset.quads())


def _violations(report: Graph) -> list[Violation]:
    from rdflib import RDF, SH

    return sorted({_violation(report, result) for result in report.subjects(RDF.type, SH.ValidationResult)})


def _violation(report: Graph, result: Node) -> Violation:
    from rdflib import SH

    def text(predicate: Node) -> str:
        value = report.value(result, predicate, any=True)
        return "" if value is None else str(value)

    messages = sorted(str(message) for message in report.objects(result, SH.resultMessage))
    return Violation(
        focus=text(SH.focusNode),
        path=text(SH.resultPath),
        message=" ".join(messages),
        value=text(SH.value),
        severity=text(SH.resultSeverity).rpartition("#")[2],
    )
