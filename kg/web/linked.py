"""Linked data: `/id/…` (what the graph says of one thing), `/ontology` and `/export`, each negotiated or by suffix."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from flask import Blueprint, Response, render_template, request

from kg.errors import NotFoundError
from kg.export import EXPORT_FORMATS, find_export_format
from kg.query import FORMATS, Format, formats_for
from kg.web.answers import client_gone, entity_tag, fresh, holds, negotiate, respond, rows, service
from kg.web.errors import RequestError
from kg.web.wire import Request

_HTML = Format("html", "text/html", "html", "graph")
_SUFFIXES = {
    entry.extension: entry
    for entry in (*FORMATS, _HTML)
    if entry.name
    in (
        "turtle",
        "jsonld",
        "ntriples",
        "rdfxml",
        "html",
    )
}
# Things that refer to a country or a person can be many: so many of them are described with it.
_MAX_INCOMING = 1000
_FORBIDDEN = frozenset('<>"{}|^`\\')
_SAFE = "/:@!$&'()*+,;=~-._%"
_ONTOLOGY_FILE = "kg.ttl"
_RDFLIB_NAMES = {"turtle": "turtle", "jsonld": "json-ld", "ntriples": "nt", "rdfxml": "xml"}

_EXISTS = "ASK {{ {{ <{iri}> ?p ?o }} UNION {{ ?s ?q <{iri}> }} }}"
_DESCRIBE = """CONSTRUCT {{ <{iri}> ?p ?o . ?s ?q <{iri}> }} WHERE {{
  {{ <{iri}> ?p ?o }} UNION {{ SELECT ?s ?q WHERE {{ ?s ?q <{iri}> }} ORDER BY ?q ?s LIMIT {limit} }}
}}"""
_TABLE = """SELECT ?incoming ?property ?value (SAMPLE(?name) AS ?label) WHERE {{
  {{ <{iri}> ?property ?value . BIND(false AS ?incoming) }}
  UNION
  {{ SELECT (true AS ?incoming) ?property ?value WHERE {{ ?value ?property <{iri}> }} LIMIT {limit} }}
  OPTIONAL {{ ?value rdfs:label|schema:headline|ng:text|nif:anchorOf ?name }}
}} GROUP BY ?incoming ?property ?value ORDER BY ?incoming ?property ?label ?value"""


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the page about a thing."""

    property: str
    property_name: str
    value: str
    text: str
    link: str | None
    note: str


def blueprint() -> Blueprint:
    """The routes of linked data."""
    made = Blueprint("linked", __name__)
    made.add_url_rule("/id/<path:name>", view_func=_resource, endpoint="resource")
    made.add_url_rule("/ontology", view_func=_ontology, endpoint="ontology")
    made.add_url_rule("/ontology.<extension>", view_func=_ontology, endpoint="ontology_suffix")
    made.add_url_rule("/export", view_func=_export, endpoint="export")
    return made


def _resource(name: str) -> Response:
    stem, dot, extension = name.rpartition(".")
    by_suffix = _SUFFIXES.get(extension) if dot and stem else None
    iri = _find(stem if by_suffix else name)
    if iri is None and by_suffix:
        # A name may itself end like a suffix.
        iri, by_suffix = _find(name), None
    if iri is None:
        raise NotFoundError(f"the graph says nothing of <{service().settings.base_iri}{name}>")
    chosen, content_type = (by_suffix, by_suffix.header) if by_suffix else negotiate(_offered())
    if unchanged := fresh(content_type):
        return unchanged
    if chosen.name == "html":
        response = Response(_page(iri), content_type=content_type)
        response.vary.add("Accept")
    else:
        text = _DESCRIBE.format(iri=iri, limit=_MAX_INCOMING)
        wanted = Request("query", text=text, media_type=chosen.media_type)
        response = respond(service().query(wanted, gone=client_gone()), content_type)
    response.headers.update({"Access-Control-Allow-Origin": "*", "Cache-Control": "no-cache"})
    response.headers["ETag"] = entity_tag(content_type)
    return response


def _offered() -> tuple[Format, ...]:
    """Turtle first: a program that accepts anything wants data; a browser asks for HTML by name."""
    return (*(entry for entry in formats_for("graph") if entry.shape == "graph"), _HTML)


def _find(name: str) -> str | None:
    """The IRI under the base that the graph knows by this name, as it stands in the address or percent-encoded."""
    base = service().settings.base_iri
    for candidate in dict.fromkeys((name, quote(name, safe=_SAFE), quote(name, safe="/"))):
        if _FORBIDDEN & set(candidate) or not all(char > " " for char in candidate):
            continue
        if holds(_EXISTS.format(iri=base + candidate)):
            return base + candidate
    return None


def _page(iri: str) -> str:
    found = rows(_TABLE.format(iri=iri, limit=_MAX_INCOMING))
    lines = [(_is_true(row), _row(row)) for row in found]
    outgoing = [line for incoming, line in lines if not incoming]
    names = [line.text for line in outgoing if line.property_name in ("label", "headline")]
    return render_template(
        "resource.html",
        iri=iri,
        title=names[0] if names else iri,
        outgoing=outgoing,
        incoming=[line for incoming, line in lines if incoming],
        suffixes=[(entry.extension, entry.name) for entry in _SUFFIXES.values() if entry.name != "html"],
        path=request.path.removesuffix(".html"),
    )


def _is_true(row: dict[str, dict[str, str]]) -> bool:
    return row["incoming"]["value"] == "true"


def _row(row: dict[str, dict[str, str]]) -> Row:
    value, name = row["value"], row["property"]["value"]
    is_iri = value["type"] == "uri"
    label = row.get("label", {}).get("value", "")
    note = value.get("xml:lang") or _local(value.get("datatype", ""))
    return Row(
        property=name,
        property_name=_local(name),
        value=value["value"],
        text=label or (_local(value["value"]) if is_iri else value["value"]),
        link=_link(value["value"]) if is_iri else None,
        note="" if is_iri else note,
    )


def _local(iri: str) -> str:
    return iri.rstrip("/#").rsplit("#", 1)[-1].rsplit("/", 1)[-1]


def _link(iri: str) -> str | None:
    """Where a browser finds the thing: at this server if it is under the base, nowhere if it is not on the web."""
    base = service().settings.base_iri
    if iri.startswith(base):
        name, _, fragment = iri[len(base) :].partition("#")
        return "/id/" + quote(name, safe=_SAFE) + (f"#{fragment}" if fragment else "")
    return iri if iri.startswith(("http://", "https://")) else None


def _ontology(extension: str = "") -> Response:
    path = Path(service().settings.ontology_dir) / _ONTOLOGY_FILE
    if not path.is_file():
        raise NotFoundError(f"the installation has no {_ONTOLOGY_FILE}: install newsgraph again")
    offered = [entry for entry in formats_for("graph") if entry.shape == "graph"]
    if extension:
        found = [entry for entry in offered if entry.extension == extension]
        if not found:
            raise NotFoundError(f"the ontology has no form .{extension}")
        chosen, content_type = found[0], found[0].header
    elif "text/html" in request.headers.get("Accept", ""):
        # A browser shows Turtle as text, and that is how people read ontologies.
        chosen, content_type = offered[0], "text/plain; charset=utf-8"
    else:
        chosen, content_type = negotiate(offered)
    response = Response(convert_turtle(path.read_text(encoding="utf-8"), chosen), content_type=content_type)
    response.headers["Access-Control-Allow-Origin"] = "*"
    response.vary.add("Accept")
    return response


def convert_turtle(text: str, chosen: Format) -> str:
    """A small Turtle document in another format."""
    if chosen.name == "turtle":
        return text
    import rdflib

    graph = rdflib.Graph().parse(data=text, format="turtle")
    return graph.serialize(format=_RDFLIB_NAMES[chosen.name])


def _export() -> Response:
    named = request.args.get("format")
    chosen, content_type = negotiate(EXPORT_FORMATS) if named is None else _named_export(named)
    sort = request.args.get("sort", "") in ("1", "true")
    if sort and chosen.name not in ("ntriples", "nquads"):
        raise RequestError(400, "only ntriples and nquads can be sorted")
    if unchanged := fresh(content_type):
        return unchanged
    wanted = Request("export", media_type=chosen.name, sort=sort)
    headers = {"Cache-Control": "no-cache", "ETag": entity_tag(content_type)}
    response = respond(service().export(wanted, gone=client_gone()), content_type, headers)
    response.headers["Content-Disposition"] = f'attachment; filename="newsgraph.{chosen.extension}"'
    return response


def _named_export(name: str) -> tuple[Format, str]:
    chosen = find_export_format(name)
    return chosen, chosen.header
