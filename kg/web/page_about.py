"""About this graph: the VoID description in words."""

from __future__ import annotations

from importlib.metadata import PackageNotFoundError, version

from flask import render_template

from kg.web.answers import service
from kg.web.page_home import count_things
from kg.web.page_queries import pages

_COUNTS = "SELECT ?class (COUNT(?thing) AS ?n) WHERE { ?thing a ?class } GROUP BY ?class ORDER BY DESC(?n) ?class"
_TRIPLES = "SELECT (COUNT(*) AS ?n) WHERE { ?s ?p ?o }"
_PUBLISHERS = """SELECT ?publisher (COUNT(*) AS ?n) (MIN(?day) AS ?first) (MAX(?day) AS ?last) WHERE {
  ?article a ng:Article OPTIONAL { ?article schema:publisher ?publisher }
  OPTIONAL { ?article schema:datePublished ?day }
} GROUP BY ?publisher ORDER BY DESC(?n) ?publisher LIMIT 200"""
_LINKS = """SELECT ?outcome (COUNT(*) AS ?n) WHERE { ?link a ng:Link ; ng:outcome ?outcome }
GROUP BY ?outcome ORDER BY DESC(?n)"""
_EXTRACTORS = """SELECT ?name ?version ?model (COUNT(*) AS ?n) WHERE {
  ?x a ng:Extraction OPTIONAL { ?x ng:extractor ?name }
  OPTIONAL { ?x ng:extractorVersion ?version } OPTIONAL { ?x ng:model ?model }
} GROUP BY ?name ?version ?model ORDER BY DESC(?n) LIMIT 20"""


def about() -> str:
    """The page."""
    notes: list[str] = []
    source = pages()
    classes = source.try_rows(_COUNTS, notes=notes, what="The number of things")
    triples = source.try_rows(_TRIPLES, notes=notes, what="The number of triples")
    return render_template(
        "about.html",
        counts=count_things(classes),
        classes=[row for row in classes if "class" in row],
        triples=int(triples[0]["n"]) if triples else 0,
        publishers=source.try_rows(_PUBLISHERS, notes=notes, what="The publishers"),
        links=source.try_rows(_LINKS, notes=notes, what="The links"),
        extractors=source.try_rows(_EXTRACTORS, notes=notes, what="What extracted it"),
        revision=None if notes else service().revision(),
        base_iri=service().settings.base_iri,
        version=_version(),
        notes=list(dict.fromkeys(notes)),
    )


def _version() -> str:
    try:
        return version("newsgraph")
    except PackageNotFoundError:
        return "unknown"
