"""The network around somebody: whom they met, whom they speak of and who speaks of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from kg.web.page_queries import pages
from kg.web.things_facts import AGENTS, local_name, refer

LARGEST = 40
"""Others that are shown; of more, those with most in common."""

_TIES = """SELECT ?other ?class ?name ?n WHERE {{
  {{ SELECT ?other (COUNT(*) AS ?n) WHERE {{
    {pattern} FILTER(?other != <{iri}>)
  }} GROUP BY ?other }}
  VALUES ?class {{ ng:Person ng:Country ng:Organization }} ?other a ?class ; rdfs:label ?name
}} ORDER BY DESC(?n) ?other ?name ?class LIMIT {limit}"""
_PATTERNS = {
    "met": "?fact ng:participant <{iri}> , ?other .",
    "spoke_of": "?fact ng:speaker <{iri}> ; ng:about ?other .",
    "spoken_of": "?fact ng:about <{iri}> ; ng:speaker ?other .",
}
_AMONG = """SELECT ?one ?other (COUNT(DISTINCT ?fact) AS ?n) WHERE {{
  VALUES ?one {{ {iris} }} VALUES ?other {{ {iris} }}
  ?fact a ng:Meeting ; ng:participant ?one , ?other . FILTER(STR(?one) < STR(?other))
}} GROUP BY ?one ?other ORDER BY ?one ?other"""


@dataclass(slots=True)
class Tie:
    """Another one, and how often they met, were spoken of by the first, and spoke of the first."""

    iri: str
    name: str
    kind: str
    met: int = 0
    spoke_of: int = 0
    spoken_of: int = 0

    @property
    def weight(self) -> int:
        return self.met + self.spoke_of + self.spoken_of


def find_ties(iri: str) -> list[Tie]:
    """Everybody with a tie, those with most first."""
    ties: dict[str, Tie] = {}
    for what, pattern in _PATTERNS.items():
        query = _TIES.format(pattern=pattern.format(iri=iri), iri=iri, limit=LARGEST)
        for row in pages().rows(query):
            tie = ties.setdefault(row["other"], Tie(row["other"], row["name"], local_name(row["class"]).lower()))
            setattr(tie, what, int(row["n"]))
    return sorted(ties.values(), key=lambda tie: (-tie.weight, tie.name, tie.iri))[:LARGEST]


def describe_network(iri: str, name: str, kind: str) -> dict[str, Any]:
    """Nodes and edges for a drawing. Directed edges are statements, the others meetings.

    Nodes have their IRI as `id`, a `name`, a `kind` and a `weight`; edges `source`, `target`, `kind` and `count`.
    """
    ties = find_ties(iri)
    nodes = [{"id": iri, "name": name, "kind": kind if kind in AGENTS else "", "weight": 0, "center": True}]
    nodes += [{"id": tie.iri, "name": tie.name, "kind": tie.kind, "weight": tie.weight} for tie in ties]
    edges = [edge for tie in ties for edge in _edges(iri, tie)]
    if len(ties) > 1:
        for row in pages().rows(_AMONG.format(iris=refer(tie.iri for tie in ties))):
            edges.append(_edge(row["one"], row["other"], "met", int(row["n"])))
    return {"nodes": nodes, "edges": edges}


def _edges(iri: str, tie: Tie) -> list[dict[str, Any]]:
    made = [
        _edge(iri, tie.iri, "met", tie.met),
        _edge(iri, tie.iri, "spoke", tie.spoke_of),
        _edge(tie.iri, iri, "spoke", tie.spoken_of),
    ]
    return [edge for edge in made if edge["count"]]


def _edge(source: str, target: str, kind: str, count: int) -> dict[str, Any]:
    return {"source": source, "target": target, "kind": kind, "count": count}
