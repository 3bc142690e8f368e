"""References: nothing points to what nothing is said of, and no triple uses a term that the ontology lacks."""

from __future__ import annotations

from collections.abc import Iterator

from kg.rdf.namespaces import NG
from kg.store import MergeDifference, View
from kg.verify.findings import MERGE, MERGED, Finding, rows

# The IRIs in question, once each; where they stand is asked for afterwards.
DANGLING = """
SELECT ?value WHERE {{
  {{ SELECT DISTINCT ?value WHERE {{
    GRAPH ?graph {{ ?node ?property ?value FILTER(isIRI(?value) && STRSTARTS(STR(?value), "{0}")) }}
  }} }}
  FILTER NOT EXISTS {{ GRAPH ?other {{ ?value ?any ?thing }} }}
}}
"""
POINTING = "SELECT DISTINCT ?graph ?node ?property WHERE {{ GRAPH ?graph {{ ?node ?property <{0}> }} }}"
# A node that was given up for another has no type: the other has it.
UNTYPED = """
SELECT ?node WHERE {{
  {{ SELECT DISTINCT ?node WHERE {{ GRAPH ?graph {{ ?node ?property ?value FILTER(STRSTARTS(STR(?node), "{0}")) }} }} }}
  FILTER NOT EXISTS {{ GRAPH ?other {{ ?node a ?class }} }}
  FILTER NOT EXISTS {{ GRAPH ?replacing {{ ?node dct:isReplacedBy ?new }} }}
}}
"""
SPEAKING = "SELECT DISTINCT ?graph WHERE {{ GRAPH ?graph {{ <{0}> ?property ?value }} }}"
TERMS = """
SELECT DISTINCT ?term WHERE {{
  {{ GRAPH ?graph {{ ?node ?term ?value }} }} UNION {{ GRAPH ?graph {{ ?node ?property ?term }} }}
  FILTER(STRSTARTS(STR(?term), "{0}"))
}}
"""
USERS = """
SELECT DISTINCT ?graph ?node WHERE {{
  {{ GRAPH ?graph {{ ?node <{0}> ?value }} }} UNION {{ GRAPH ?graph {{ ?node ?property <{0}> }} }}
}}
"""


def check_references(view: View, base: str) -> Iterator[Finding]:
    """IRIs under the base that lead nowhere, nodes without a type, names that the ontology does not have."""
    for (value,) in rows(view, DANGLING.format(base), "value"):
        for graph, node, property_ in rows(view, POINTING.format(value), "graph", "node", "property"):
            name = property_.rpartition("#")[2].rpartition("/")[2]
            yield Finding(graph, node, "dangling", f"{name} leads to {value}, of which nothing is said")
    for (node,) in rows(view, UNTYPED.format(base), "node"):
        for (graph,) in rows(view, SPEAKING.format(node), "graph"):
            yield Finding(graph, node, "untyped", "nothing says what it is")
    known = {NG[name] for name in NG} | {NG.iri}
    for (term,) in rows(view, TERMS.format(NG.iri), "term"):
        if term not in known:
            for graph, node in rows(view, USERS.format(term), "graph", "node"):
                yield Finding(graph, node, "term", f"the ontology has no {term}")


def merge_findings(difference: MergeDifference) -> Iterator[Finding]:
    """Triples by which the default graph differs from the merge of the named graphs."""
    for line in difference.missing:
        yield Finding(MERGED, _subject(line), "merge-missing", f"is missing and a named graph says it: {line}", MERGE)
    for line in difference.extra:
        yield Finding(MERGED, _subject(line), "merge-extra", f"no named graph says this: {line}", MERGE)


def _subject(line: str) -> str:
    return line.split(" ", 1)[0].strip("<>")
