"""`kg validate`: the SHACL shapes of the ontology, run over a whole store by its own engine."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from itertools import chain
from typing import TypeAlias

from kg.config import Settings
from kg.errors import QueryError
from kg.rdf.ontology import SHAPES_FILE
from kg.rdf.shape_queries import Rule, shape_rules
from kg.store import View, open_store
from kg.store.copying import local_view
from kg.store.extractions import ExtractionCache
from kg.verify.checks import remedy_for
from kg.verify.derivation import open_extractions
from kg.verify.findings import MERGED, Finding, rows

MOST = 0.4
"""Where more of the graphs than this were written, the whole store is checked: that is no slower."""

AT_ONCE = 2_000
"""Nodes that one query names."""

Nodes: TypeAlias = Mapping[str, Collection[str]]
"""Nodes by the IRIs of their classes."""

SPOKEN_OF = """
SELECT DISTINCT ?this WHERE {{
  GRAPH <{0}> {{ ?node ?property ?value }}
  VALUES ?end {{ 0 1 }} BIND(IF(?end = 0, ?node, ?value) AS ?this) FILTER(isIRI(?this))
}}
"""
LINKS = "SELECT ?this WHERE {{ VALUES ?entity {{ {0} }} ?this ng:entity ?entity }}"
CLASSES = "SELECT ?this ?class WHERE {{ VALUES ?this {{ {0} }} ?this a ?class }}"
GRAPHS = "SELECT DISTINCT ?graph WHERE {{ GRAPH ?graph {{ <{0}> ?property ?value }} }} ORDER BY ?graph"


def validate_store(settings: Settings, *, graphs: Sequence[str] | None = None) -> list[Finding]:
    """Where the store breaks the shapes, sorted by article and node; an empty list if it conforms.

    Args:
        settings: Which store.
        graphs: Check only nodes that these named graphs speak of, and the links of entities among them; all if None.
    """
    with open_store(settings.target, read_only=True) as view, open_extractions(settings.store) as cache:
        return validate_view(view, cache, settings, graphs=graphs)


def validate_view(
    view: View, cache: ExtractionCache, settings: Settings, *, graphs: Sequence[str] | None = None
) -> list[Finding]:
    """The same of a store that is open already; what a build does with the graphs that it has written."""
    if graphs is not None and not graphs:
        return []
    everything = graphs is None or len(graphs) > MOST * len(view.graphs())
    rules = shape_rules(settings.ontology_dir / SHAPES_FILE)
    built = {f"{settings.base_iri}{path}" for path in cache.built()}
    found = find_faults(view, rules, nodes=None if everything else _nodes_of(view, graphs or ()))
    return sorted({finding.with_remedy(remedy_for(finding.graph, built)) for finding in found})


def find_faults(view: View, rules: Iterable[Rule], *, nodes: Nodes | None = None) -> Iterator[Finding]:
    """The faults of the default graph, each under the named graph that speaks of its node first: for a fact or a
    mention that is its article's.

    Args:
        view: The store.
        rules: What the nodes are to meet.
        nodes: The nodes to check, by their classes; all if None.
    """
    known: dict[str, str] = {}
    for rule in rules:
        for node, value in chain.from_iterable(_broken(view, query) for query in _queries(rule, nodes)):
            if node not in known:
                known[node] = next((graph for (graph,) in rows(view, GRAPHS.format(node), "graph")), MERGED)
            yield Finding(known[node], node, rule.name, _message(rule, value), severity=rule.severity)


def _nodes_of(view: View, graphs: Sequence[str]) -> Nodes:
    """What some named graphs speak of, and the links of entities among it, by class."""
    spoken = {node for graph in graphs for (node,) in rows(view, SPOKEN_OF.format(graph), "this")}
    links = {link for names in _named(spoken) for (link,) in rows(view, LINKS.format(names), "this")}
    found: dict[str, set[str]] = {}
    for names in _named(spoken | links):
        for node, class_ in rows(view, CLASSES.format(names), "this", "class"):
            found.setdefault(class_, set()).add(node)
    return found


def _named(nodes: Iterable[str]) -> Iterator[str]:
    """The nodes as a query names them, so many at once."""
    wanted = sorted(nodes)
    for at in range(0, len(wanted), AT_ONCE):
        yield " ".join(f"<{node}>" for node in wanted[at : at + AT_ONCE])


def _queries(rule: Rule, nodes: Nodes | None) -> Iterator[str]:
    """The queries of a rule: one of the whole store, or one for so many nodes."""
    if nodes is None:
        yield rule.query
        return
    for names in _named({node for class_ in rule.classes for node in nodes.get(class_, ())}):
        yield rule.of(names)


def _broken(view: View, query: str) -> Iterator[list[str]]:
    """The nodes that break a rule, with the value at fault. A rule that a server cannot evaluate is evaluated here."""
    try:
        found = list(rows(view, query, "this", "value"))
    except QueryError:
        with local_view(view) as copy:
            if copy is view:
                raise
            found = list(rows(copy, query, "this", "value"))
    yield from found


def _message(rule: Rule, value: str) -> str:
    return f"{rule.message} Found: {value}" if value else rule.message
