"""Linked data: `/id/…` (what the graph says of one thing), `/ontology` and `/export`, each negotiated or by suffix.

An article and a graph are documents: their addresses answer with themselves. A person, a country, a meeting or a
statement is none, so its address answers 303 with the address of a document about it (Cool URIs for the Semantic Web,
section 4): what is said of the page, say who made it, is then never said of the person. Documents have a suffix.
"""

from __future__ import annotations

import hashlib
from pathlib import Path
from urllib.parse import quote, unquote

from flask import Blueprint, Response, request

from kg.errors import KgError, NotFoundError
from kg.export import EXPORT_FORMATS, find_export_format
from kg.query import FORMATS, Format, formats_for
from kg.store.extractions import was_removed
from kg.web.answers import client_gone, entity_tag, fresh, negotiate, respond, service
from kg.web.cache import Answer
from kg.web.errors import RequestError
from kg.web.page_ontology import render_ontology
from kg.web.things import Thing, answer_network, find_thing, is_iri, render_thing
from kg.web.wire import Request

_HTML = Format("html", "text/html", "html", "graph")
_SUFFIXES = {
    entry.extension: entry
    for entry in (*FORMATS, _HTML)
    if entry.name in ("turtle", "jsonld", "ntriples", "rdfxml", "html")
}
# Things that refer to a country or a person can be many: so many of them are described with it, the first that the
# engine meets. Which ones does not change while the store does not; to put them in order took two seconds for 30,000.
_MAX_INCOMING = 1000
# Steps from a replaced thing to what it is now; more are a circle.
_MAX_STEPS = 8
# How long a client may remember where the document about a thing is.
_SEE_SECONDS = 3600
_SAFE = "/:@!$&'()*+,;=~-._%"
_ONTOLOGY_FILE = "kg.ttl"
_RDFLIB_NAMES = {"turtle": "turtle", "jsonld": "json-ld", "ntriples": "nt", "rdfxml": "xml"}
_DIGEST = 12

_DESCRIBE = """CONSTRUCT {{ <{iri}> ?p ?o . ?s ?q <{iri}> }} WHERE {{
  {{ <{iri}> ?p ?o }} UNION {{ SELECT ?s ?q WHERE {{ ?s ?q <{iri}> }} LIMIT {limit} }}
}}"""


def blueprint() -> Blueprint:
    """The routes of linked data."""
    made = Blueprint("linked", __name__)
    looks = digest_looks()
    made.add_url_rule("/id/<path:name>", view_func=lambda name: _resource(name, looks), endpoint="resource")
    made.add_url_rule("/network/<path:name>", view_func=answer_network, endpoint="network")
    made.add_url_rule("/ontology", view_func=_ontology, endpoint="ontology")
    made.add_url_rule("/ontology.<extension>", view_func=_ontology, endpoint="ontology_suffix")
    made.add_url_rule("/export", view_func=_export, endpoint="export")
    return made


def digest_looks() -> str:
    """A name of the templates as they are: a page that looks new is new to a browser that kept the old one."""
    digest = hashlib.sha256()
    for path in sorted((Path(__file__).parent / "templates").glob("*.html")):
        digest.update(path.read_bytes())
    return digest.hexdigest()[:_DIGEST]


def _resource(name: str, looks: str) -> Response:
    stem, dot, extension = name.rpartition(".")
    by_suffix = _SUFFIXES.get(extension) if dot and stem else None
    thing = _find(stem if by_suffix else name)
    if thing is None and by_suffix:
        # A name may itself end like a suffix.
        thing, by_suffix = _find(name), None
    if thing is None:
        raise _missing(name)
    if thing.successors:
        return _moved(thing, by_suffix)
    chosen, content_type = (by_suffix, by_suffix.header) if by_suffix else negotiate(_offered())
    address = _address(thing.iri)
    if by_suffix is None and not thing.is_document:
        return _see(f"{address}.{chosen.extension}", _links(thing, address, "describedby"))
    if unchanged := fresh(content_type, looks):
        return unchanged
    response = _page(thing, content_type, looks) if chosen.name == "html" else _data(thing, chosen, content_type)
    if by_suffix is None:
        response.headers["Content-Location"] = f"{address}.{chosen.extension}"
    response.headers["Link"] = _links(thing, address, "alternate", but=chosen)
    response.headers["Access-Control-Allow-Origin"] = "*"
    if response.headers.setdefault("Cache-Control", "no-cache") != "no-store":
        response.headers["ETag"] = entity_tag(content_type, looks)
    response.vary.add("Accept")
    return response


def _offered() -> tuple[Format, ...]:
    """Turtle first: a program that accepts anything wants data; a browser asks for HTML by name."""
    return (*(entry for entry in formats_for("graph") if entry.shape == "graph"), _HTML)


def _find(name: str) -> Thing | None:
    """What the graph knows by this name, as it stands in the address or percent-encoded."""
    base = service().settings.base_iri
    for candidate in dict.fromkeys((name, quote(name, safe=_SAFE), quote(name, safe="/"))):
        if is_iri(candidate) and (found := find_thing(base + candidate)):
            return found
    return None


def _address(iri: str) -> str:
    """Where this server has what it says of a thing under the base, without a suffix."""
    name = iri.removeprefix(service().settings.base_iri)
    return f"{request.script_root}/id/{quote(name, safe=_SAFE)}"


def _see(address: str, links: str) -> Response:
    """303: the thing cannot be sent, a document about it can. Where it went to says whatever has changed since."""
    query = request.query_string.decode("latin-1")
    response = Response(status=303, headers={"Location": f"{address}?{query}" if query else address, "Link": links})
    del response.headers["Content-Type"]
    response.headers.update({"Access-Control-Allow-Origin": "*", "Cache-Control": f"max-age={_SEE_SECONDS}"})
    response.vary.add("Accept")
    return response


def _moved(thing: Thing, by_suffix: Format | None) -> Response:
    """301 to what a thing is now, in the same form; 410 if that is gone too."""
    base = service().settings.base_iri
    seen = {thing.iri}
    for _ in range(_MAX_STEPS):
        following = thing.successors[0]
        found = find_thing(following) if following.startswith(base) and is_iri(following) else None
        if found is None or not found.is_subject or following in seen:
            raise _gone(f"<{thing.iri}> was replaced by <{following}>, which the graph does not have")
        if not found.successors:
            suffix = f".{by_suffix.extension}" if by_suffix else ""
            response = Response(status=301, headers={"Location": _address(following) + suffix})
            response.headers.update({"Access-Control-Allow-Origin": "*", "Cache-Control": "no-cache"})
            response.headers["Link"] = f'<{_in_header(following)}>; rel="successor-version"'
            return response
        seen.add(following)
        thing = found
    raise _gone(f"<{thing.iri}> was replaced again and again")


def _missing(name: str) -> KgError:
    """410 for an article that was removed, 404 for what was never there."""
    stem, _, extension = name.rpartition(".")
    for path in dict.fromkeys((name, stem if extension in _SUFFIXES else name)):
        kind, _, article = path.partition("/")
        if kind == "article" and was_removed(Path(service().settings.store), unquote(article)):
            return _gone("this article was removed from the graph, with all that it said")
    return NotFoundError(f"the graph says nothing of <{service().settings.base_iri}{name}>")


def _gone(message: str) -> RequestError:
    return RequestError(410, message)


def _in_header(iri: str) -> str:
    """An IRI as a URI: headers hold ASCII."""
    return quote(iri, safe=f"{_SAFE}#?[]")


def _links(thing: Thing, address: str, relation: str, *, but: Format | None = None) -> str:
    """The Link header: the documents about a thing, the thing that they describe, and the one page to be cited."""
    links = [
        f'<{address}.{entry.extension}>; rel="{relation}"; type="{entry.media_type}"'
        for entry in _SUFFIXES.values()
        if entry != but
    ]
    page = address if thing.is_document else f"{address}.html"
    links.append(f'<{page}>; rel="canonical"')
    if but:
        links.append(f'<{_in_header(thing.iri)}>; rel="describes"')
        if but.name == "html":
            links.append(f'<{address}.ttl>; rel="describedby"; type="text/turtle"')
    return ", ".join(links)


def _data(thing: Thing, chosen: Format, content_type: str) -> Response:
    """What the graph says of a thing; of a document that is a graph, the graph itself."""
    if thing.is_graph and thing.is_document:
        wanted = Request("get_graph", graph=thing.iri, media_type=chosen.media_type)
    else:
        text = _DESCRIBE.format(iri=thing.iri, limit=_MAX_INCOMING)
        wanted = Request("query", text=text, media_type=chosen.media_type)
    return respond(service().query(wanted, gone=client_gone()), content_type)


def _page(thing: Thing, content_type: str, looks: str) -> Response:
    """The page, made once for a revision of the store."""
    revision = service().revision()
    parts = ("page", str(revision), looks, request.full_path, request.script_root)
    key = hashlib.sha256("\0".join(parts).encode("utf-8", "surrogatepass")).hexdigest()[: 2 * _DIGEST]
    if kept := service().cache.get(key):
        return Response(kept.body, content_type=content_type)
    address = _address(thing.iri)
    links = {entry.name: f"{address}.{entry.extension}" for entry in _SUFFIXES.values()}
    page, whole = render_thing(thing, links | {"page": address if thing.is_document else f"{address}.html"})
    answer = Answer(key, page.encode("utf-8", "replace"))
    response = Response(answer.body, content_type=content_type)
    if whole:
        service().cache.keep(answer, revision=revision)
    else:
        response.headers["Cache-Control"] = "no-store"
    return response


def _ontology(extension: str = "") -> Response:
    path = Path(service().settings.ontology_dir) / _ONTOLOGY_FILE
    if not path.is_file():
        raise NotFoundError(f"the installation has no {_ONTOLOGY_FILE}: install newsgraph again")
    offered = [*(entry for entry in formats_for("graph") if entry.shape == "graph"), _HTML]
    if extension:
        found = [entry for entry in offered if entry.extension == extension]
        if not found:
            raise NotFoundError(f"the ontology has no form .{extension}")
        chosen, content_type = found[0], found[0].header
    else:
        chosen, content_type = negotiate(offered)
    text = render_ontology(path) if chosen is _HTML else convert_turtle(path.read_text(encoding="utf-8"), chosen)
    response = Response(text, content_type=content_type)
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
