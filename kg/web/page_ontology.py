"""The ontology as a page: read from `kg.ttl`, with a diagram of its classes."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from flask import render_template

from kg.rdf.namespaces import ONTOLOGY, PREFIXES

if TYPE_CHECKING:
    from rdflib import Graph
    from rdflib.term import Node

ONTOLOGY_FILE = "kg.ttl"
_NG = f"{ONTOLOGY}#"
# The groups of the diagram, by the class that their members have in common.
_GROUPS = {"Fact": ("Statement", "Meeting", "Policy"), "Agent": ("Person", "Country", "Organization")}
_LEFT = ("Mention", "Article", "Extraction")
# What the main classes have of other vocabularies, which name no domain; only what the file has is drawn.
_BORROWED = {
    "Mention": ("nif:anchorOf", "nif:beginIndex", "nif:endIndex", "itsrdf:taIdentRef"),
    "Article": ("schema:headline", "schema:datePublished", "schema:publisher", "nif:isString"),
    "Person": ("rdfs:label", "skos:altLabel", "schema:jobTitle", "schema:sameAs"),
    "Country": ("rdfs:label", "schema:sameAs"),
    "Organization": ("rdfs:label", "schema:sameAs"),
    "Policy": ("rdfs:label", "skos:altLabel"),
}
_LINE, _PAD, _HEAD = 18, 10, 26


@dataclass(slots=True)
class Term:
    """One class, property or individual, as the file tells of it; IRIs are shortened with the prefixes."""

    iri: str
    name: str
    label: str
    kind: str
    definition: str = ""
    note: str = ""
    status: str = ""
    examples: list[str] = field(default_factory=list)
    above: list[str] = field(default_factory=list)
    same: list[str] = field(default_factory=list)
    see: list[str] = field(default_factory=list)
    domain: list[str] = field(default_factory=list)
    range: list[str] = field(default_factory=list)
    types: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle of the diagram with a title and lines."""

    title: str
    lines: tuple[str, ...]
    x: int
    y: int
    width: int
    height: int
    group: bool = False


@dataclass(frozen=True, slots=True)
class Arrow:
    """An arrow of the diagram and the properties it stands for, one a line."""

    x1: int
    y1: int
    x2: int
    y2: int
    labels: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Ontology:
    """The file, sorted for the page."""

    facts: dict[str, str]
    classes: tuple[Term, ...]
    properties: tuple[Term, ...]
    individuals: tuple[tuple[str, tuple[Term, ...]], ...]
    borrowed: tuple[Term, ...]
    boxes: tuple[Box, ...]
    arrows: tuple[Arrow, ...]
    height: int


def render_ontology(path: Path) -> str:
    """The page about the ontology of a file."""
    return render_template("ontology.html", ontology=read_ontology(path), prefixes=PREFIXES)


def read_ontology(path: Path) -> Ontology:
    """The ontology of a file; read once, and again when the file changes."""
    return _read(path, path.stat().st_mtime_ns)


@lru_cache(maxsize=2)
def _read(path: Path, stamp: int) -> Ontology:
    return sort_ontology(path.read_text(encoding="utf-8"))


def sort_ontology(text: str) -> Ontology:
    """The ontology of a Turtle document."""
    import rdflib

    graph = rdflib.Graph().parse(data=text, format="turtle")
    terms = [_term(graph, subject) for subject in dict.fromkeys(graph.subjects()) if str(subject) != str(ONTOLOGY)]
    own = sorted((term for term in terms if term.iri.startswith(_NG)), key=lambda term: term.name)
    classes = _order([term for term in own if term.kind == "class"])
    properties = tuple(term for term in own if term.kind == "property")
    boxes, arrows = draw(classes, properties, frozenset(term.name for term in terms))
    return Ontology(
        facts=_facts(graph),
        classes=classes,
        properties=properties,
        individuals=_individuals(own),
        borrowed=tuple(
            sorted((t for t in terms if not t.iri.startswith(_NG) and t.kind), key=lambda t: (t.kind, t.name))
        ),
        boxes=boxes,
        arrows=arrows,
        height=max(box.y + box.height for box in boxes) + 2 if boxes else 0,
    )


def draw(
    classes: tuple[Term, ...], properties: tuple[Term, ...], names: frozenset[str]
) -> tuple[tuple[Box, ...], tuple[Arrow, ...]]:
    """The diagram: what proves a fact on the left, facts in the middle, whom they are about on the right."""
    known = {_local(term.name) for term in classes}
    if not {*_GROUPS, *_LEFT, *(name for names in _GROUPS.values() for name in names)} <= known:
        return (), ()
    values = {
        name: _values(name, properties) + tuple(one for one in _BORROWED.get(name, ()) if one in names)
        for name in known
    }
    facts = _group("Fact", values, x=330, width=270)
    agents = _group("Agent", values, x=770, width=190, height=facts[0].height)
    left = _beside(values, facts)
    at = {box.title: box for box in (*facts, *agents, *left)}
    arrows = [
        _across(at["Fact"], at["Mention"], _between("Fact", "Mention", properties), lift=30),
        _across(at["Statement"], at["Mention"], _between("Statement", "Mention", properties), lift=52),
        *(
            _across(
                at[name],
                at["Agent"],
                _between(name, "Agent", properties) + _between(name, "Country", properties),
                lift=36,
            )
            for name in _GROUPS["Fact"]
        ),
    ]
    below = at["Mention"]
    arrows.append(Arrow(100, below.y + below.height, 100, at["Article"].y, ("nif:referenceContext",)))
    return (*left, *facts, *agents), tuple(arrow for arrow in arrows if arrow.labels)


def _values(name: str, properties: tuple[Term, ...]) -> tuple[str, ...]:
    """The properties of a class with values that are no boxes of the diagram."""
    boxes = {*_GROUPS, *_LEFT, *(one for names in _GROUPS.values() for one in names)}
    return tuple(
        _local(term.name)
        for term in properties
        if f"ng:{name}" in term.domain and not any(_local(one) in boxes for one in term.range)
    )


def _between(source: str, target: str, properties: tuple[Term, ...]) -> tuple[str, ...]:
    found = (term for term in properties if f"ng:{source}" in term.domain and f"ng:{target}" in term.range)
    return tuple(_local(term.name) for term in found)


def _group(name: str, values: dict[str, tuple[str, ...]], *, x: int, width: int, height: int = 0) -> list[Box]:
    """A box with the boxes of its subclasses in it."""
    top = 1 + _HEAD + _LINE * len(values[name]) + _PAD
    inner = _column(_GROUPS[name], values, x=x + _PAD, width=width - 2 * _PAD, top=top)
    bottom = inner[-1].y + inner[-1].height + _PAD
    return [Box(name, values[name], x, 1, width, max(bottom - 1, height), group=True), *inner]


def _beside(values: dict[str, tuple[str, ...]], facts: list[Box]) -> list[Box]:
    """The boxes on the left: a mention beside the evidence and the statement, the article and the extraction below."""
    statement = facts[1]
    mention = Box("Mention", values["Mention"], 1, 1, 200, statement.y + 70)
    rest = _column(_LEFT[1:], values, x=1, width=200, top=mention.height + 46)
    return [mention, *rest]


def _column(names: tuple[str, ...], values: dict[str, tuple[str, ...]], *, x: int, width: int, top: int) -> list[Box]:
    boxes: list[Box] = []
    for name in names:
        height = _HEAD + _LINE * len(values[name]) + _PAD
        boxes.append(Box(name, values[name], x, top, width, height))
        top += height + _PAD + 4
    return boxes


def _across(source: Box, target: Box, labels: tuple[str, ...], *, lift: int) -> Arrow:
    """A level arrow from the side of one box to the side of the other."""
    y = min(source.y + lift, source.y + source.height - 6)
    if target.x > source.x:
        return Arrow(source.x + source.width, y, target.x, y, labels)
    return Arrow(source.x, y, target.x + target.width, y, labels)


def _facts(graph: Graph) -> dict[str, str]:
    import rdflib

    about = rdflib.URIRef(str(ONTOLOGY))
    return {_local(_short(predicate)): str(value) for predicate, value in graph.predicate_objects(about)}


def _borrowed(terms: list[Term]) -> tuple[Term, ...]:
    found = (term for term in terms if term.kind and not term.iri.startswith(_NG))
    return tuple(sorted(found, key=lambda term: (term.kind, term.name)))


def _individuals(own: list[Term]) -> tuple[tuple[str, tuple[Term, ...]], ...]:
    groups: dict[str, list[Term]] = {}
    for term in own:
        if term.kind == "individual":
            for name in term.types:
                groups.setdefault(name, []).append(term)
    return tuple((name, tuple(members)) for name, members in sorted(groups.items()))


def _order(classes: list[Term]) -> tuple[Term, ...]:
    """What users meet first comes first, the rest by name."""
    first = [*_GROUPS["Agent"], *_GROUPS["Fact"], "Article", "Mention", "Agent", "Fact", "Extraction"]
    rank = {f"ng:{name}": number for number, name in enumerate(first)}
    return tuple(sorted(classes, key=lambda term: (rank.get(term.name, len(rank)), term.name)))


def _term(graph: Graph, subject: Node) -> Term:
    types = sorted(_short(value) for value in graph.objects(subject, _node("rdf:type")))
    kind = "class" if "owl:Class" in types else "individual" if "owl:NamedIndividual" in types else ""
    if any(name.endswith("Property") for name in types):
        kind = "property"

    def texts(name: str) -> list[str]:
        return sorted(str(value) for value in graph.objects(subject, _node(name)))

    def names(name: str) -> list[str]:
        return sorted(_short(value) for value in graph.objects(subject, _node(name)))

    return Term(
        iri=str(subject),
        name=_short(subject),
        label=next(iter(texts("rdfs:label")), ""),
        kind=kind,
        definition=next(iter(texts("skos:definition")), ""),
        note=next(iter(texts("skos:scopeNote")), ""),
        status=next(iter(texts("vs:term_status")), ""),
        examples=texts("skos:example"),
        above=names("rdfs:subClassOf") + names("rdfs:subPropertyOf"),
        same=names("owl:equivalentClass"),
        see=names("rdfs:seeAlso"),
        domain=names("rdfs:domain"),
        range=names("rdfs:range"),
        types=[name for name in types if not name.startswith("owl:")],
    )


def _node(name: str) -> Node:
    import rdflib

    extra = {"vs": "http://www.w3.org/2003/06/sw-vocab-status/ns#"}
    prefix, _, local = name.partition(":")
    return rdflib.URIRef((PREFIXES.get(prefix) or extra[prefix]) + local)


def _short(value: Node) -> str:
    iri = str(value)
    for prefix, namespace in PREFIXES.items():
        if iri.startswith(namespace) and len(iri) > len(namespace):
            return f"{prefix}:{iri[len(namespace) :]}"
    return iri


def _local(name: str) -> str:
    return name.rpartition(":")[2].rpartition("/")[2]
