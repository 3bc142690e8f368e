"""The page about a thing of the graph: which template and which values, by what the thing is."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask import Response, jsonify, render_template, request, url_for

from kg.errors import NotFoundError
from kg.rdf.namespaces import NG
from kg.web.answers import rows, service
from kg.web.article_view_page import describe_article
from kg.web.assets import has_asset
from kg.web.page_look import href
from kg.web.page_queries import Row, pages
from kg.web.things_agents import describe_agent
from kg.web.things_dates import in_words
from kg.web.things_events import describe_meeting, describe_policy, describe_statement
from kg.web.things_facts import AGENTS, FACTS, local_name, meeting_title, name_meetings
from kg.web.things_json import embed
from kg.web.things_network import describe_network

# Things that refer to this one can be many; the page of a thing without a page of its own shows so many of them.
_MAX_INCOMING = 200
_MAX_OUTGOING = 1000

# What draws the network; without it the table stands alone.
_DRAWING = "cytoscape.js"

_FIND = """SELECT DISTINCT ?what ?value WHERE {{
  {{ <{iri}> a ?value . BIND("type" AS ?what) }}
  UNION {{ <{iri}> dct:isReplacedBy ?value . BIND("successor" AS ?what) }}
  UNION {{ SELECT ("subject" AS ?what) WHERE {{ <{iri}> ?p ?o }} LIMIT 1 }}
  UNION {{ SELECT ("object" AS ?what) WHERE {{ ?s ?p <{iri}> }} LIMIT 1 }}
  UNION {{ SELECT ("graph" AS ?what) WHERE {{ GRAPH <{iri}> {{ ?s ?p ?o }} }} LIMIT 1 }}
}} ORDER BY ?what ?value"""
_OUTGOING = """SELECT ?property ?value ?name ?class WHERE {{
  <{iri}> ?property ?value .
  OPTIONAL {{ ?value rdfs:label|schema:headline ?name }} OPTIONAL {{ ?value a ?class }}
}} ORDER BY ?property ?name ?value LIMIT {limit}"""
_INCOMING = """SELECT ?property ?value (MIN(?label) AS ?name) WHERE {{
  {{ SELECT ?property ?value WHERE {{ ?value ?property <{iri}> }} LIMIT {limit} }}
  OPTIONAL {{ ?value rdfs:label|schema:headline|ng:text|nif:anchorOf ?label }}
}} GROUP BY ?property ?value ORDER BY ?property ?name ?value"""
_SIZE = "SELECT (COUNT(*) AS ?n) WHERE {{ GRAPH <{iri}> {{ ?s ?p ?o }} }}"


@dataclass(frozen=True, slots=True)
class Thing:
    """What the graph knows by an IRI.

    Attributes:
        iri: The IRI.
        kinds: Its classes of the ontology, in lower case, sorted.
        successors: What replaced it.
        is_graph: Whether a named graph has that IRI.
        is_subject: Whether the graph says anything of it; it may only point to it.
    """

    iri: str
    kinds: tuple[str, ...] = ()
    successors: tuple[str, ...] = ()
    is_graph: bool = False
    is_subject: bool = False

    @property
    def kind(self) -> str:
        """The kind that has a page of its own, "" if none of its kinds has."""
        return next((kind for kind in (*AGENTS, *FACTS, "article") if kind in self.kinds), "")

    @property
    def is_document(self) -> bool:
        """Whether it is itself something that can be sent: an article or a graph, and no person."""
        return self.kind == "article" or (self.is_graph and not self.kind)


def find_thing(iri: str) -> Thing | None:
    """What the graph knows by this IRI; None if it knows nothing."""
    found = pages().rows(_FIND.format(iri=iri))
    if not found:
        return None
    values = [(row["what"], row.get("value", "")) for row in found]
    kinds = [local_name(value).lower() for what, value in values if what == "type" and value.startswith(NG.iri)]
    return Thing(
        iri=iri,
        kinds=tuple(kinds),
        successors=tuple(value for what, value in values if what == "successor"),
        is_graph=any(what == "graph" for what, _ in values),
        is_subject=any(what == "subject" for what, _ in values),
    )


def render_thing(thing: Thing, links: Mapping[str, str]) -> tuple[str, bool]:
    """The page about a thing, and whether it is whole: nothing took too long and was left out.

    Args:
        thing: The thing.
        links: Addresses of the page's other forms by their names, and of itself as `page`.
    """
    terms = rows(_OUTGOING.format(iri=thing.iri, limit=_MAX_OUTGOING))
    about = [{name: term["value"] for name, term in row.items()} for row in terms]
    template, values = _describe(thing, about)
    values.setdefault("title", _title(thing, about))
    page = render_template(
        template,
        thing=thing,
        iri=thing.iri,
        kind=thing.kind or "thing",
        data_links=links,
        network_script=url_for("static", filename=f"vendor/{_DRAWING}") if has_asset(_DRAWING) else "",
        jsonld=embed(thing.iri, ((row["property"]["value"], row["value"]) for row in terms)),
        in_words=in_words,
        **values,
    )
    return page, not values.get("missing")


def _describe(thing: Thing, about: Sequence[Row]) -> tuple[str, dict[str, Any]]:
    kind, iri = thing.kind, thing.iri
    if kind in AGENTS:
        return "thing_agent.html", describe_agent(iri, kind, about, request.args)
    if kind == "article":
        return "thing_article.html", describe_article(iri, about)
    if kind == "meeting":
        return "thing_meeting.html", describe_meeting(iri)
    if kind == "policy":
        return "thing_policy.html", describe_policy(iri)
    if kind == "statement":
        return "thing_statement.html", describe_statement(iri)
    return "thing_other.html", _describe_other(thing, about)


def _describe_other(thing: Thing, about: Sequence[Row]) -> dict[str, Any]:
    incoming = pages().rows(_INCOMING.format(iri=thing.iri, limit=_MAX_INCOMING))
    size = pages().rows(_SIZE.format(iri=thing.iri)) if thing.is_graph else []
    return {
        "outgoing": _unique(about),
        "incoming": [row for row in incoming if "value" in row],
        "size": int(size[0]["n"]) if size else 0,
    }


def _unique(found: Iterable[Row]) -> list[Row]:
    return list({(row["property"], row["value"]): row for row in found}.values())


def _title(thing: Thing, about: Sequence[Row]) -> str:
    if thing.kind == "meeting":
        return name_meetings([thing.iri])[thing.iri] or meeting_title({})
    named = {local_name(row["property"]): row["value"] for row in reversed(about)}
    return named.get("label") or named.get("headline") or named.get("text") or local_name(thing.iri)


def answer_network(name: str) -> Response:
    """`/network/NAME`: the network around a person, country or organization as JSON, for a drawing."""
    iri = service().settings.base_iri + name
    thing = find_thing(iri) if is_iri(iri) else None
    if thing is None or thing.kind not in AGENTS:
        raise NotFoundError(f"the graph knows no person, country or organization <{iri}>")
    about = pages().rows(_OUTGOING.format(iri=iri, limit=_MAX_OUTGOING))
    network = describe_network(iri, _title(thing, about), thing.kind)
    for node in network["nodes"]:
        node["href"] = href(node["id"])
    response = jsonify(network)
    response.headers["Cache-Control"] = "no-cache"
    return response


_FORBIDDEN = frozenset('<>"{}|^`\\')


def is_iri(text: str) -> bool:
    """Whether a text holds nothing that an IRI may not, so that it can stand in a query."""
    return not _FORBIDDEN & set(text) and all(char > " " for char in text)
