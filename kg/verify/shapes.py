"""`kg validate`: the SHACL shapes of the ontology, run over a whole store by its own engine."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from kg.config import Settings
from kg.rdf.ontology import SHAPES_FILE
from kg.rdf.shape_queries import Rule, shape_rules
from kg.store import View, open_store
from kg.verify.checks import remedy_for
from kg.verify.derivation import open_extractions
from kg.verify.findings import MERGED, Finding, rows

GRAPHS = "SELECT DISTINCT ?graph WHERE {{ GRAPH ?graph {{ <{0}> ?property ?value }} }} ORDER BY ?graph"


def validate_store(settings: Settings) -> list[Finding]:
    """Where the store breaks the shapes, sorted by article and node; an empty list if it conforms."""
    rules = shape_rules(settings.ontology_dir / SHAPES_FILE)
    with open_store(settings.store, read_only=True) as view, open_extractions(settings.store) as cache:
        built = {f"{settings.base_iri}{path}" for path in cache.built()}
        found = list(find_faults(view, rules))
    return sorted({finding.with_remedy(remedy_for(finding.graph, built)) for finding in found})


def find_faults(view: View, rules: Iterable[Rule]) -> Iterator[Finding]:
    """The faults of the default graph, each under the named graph that speaks of its node first: for a fact or a
    mention that is its article's."""
    graphs: dict[str, str] = {}
    for rule in rules:
        for node, value in rows(view, rule.query, "this", "value"):
            if node not in graphs:
                graphs[node] = next((graph for (graph,) in rows(view, GRAPHS.format(node), "graph")), MERGED)
            yield Finding(graphs[node], node, rule.name, _message(rule, value), severity=rule.severity)


def _message(rule: Rule, value: str) -> str:
    return f"{rule.message} Found: {value}" if value else rule.message
