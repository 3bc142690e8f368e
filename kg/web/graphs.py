"""`/data`: the SPARQL 1.1 Graph Store Protocol. Graphs by `?graph=IRI`, `?default`, or by their own address.

It changes just the graph it names; the default graph is the builder's to keep as the merge (`kg verify` tells the
difference).
"""

from __future__ import annotations

import base64
import hashlib

from flask import Blueprint, Response, request, url_for

from kg.store.formats import Format, formats_for
from kg.web.answers import client_gone, entity_tag, fresh, negotiate, respond, service
from kg.web.errors import RequestError
from kg.web.plans import IRI
from kg.web.protocol import check_writer, no_content
from kg.web.wire import Operation, Request

_METHODS = ["GET", "PUT", "POST", "DELETE"]
_MULTIPART = "multipart/form-data"


def blueprint() -> Blueprint:
    """The routes of the protocol."""
    made = Blueprint("graphs", __name__)
    made.add_url_rule("/data", view_func=_indirect, methods=_METHODS, endpoint="indirect")
    made.add_url_rule("/data/<path:name>", view_func=_direct, methods=_METHODS, endpoint="direct")
    return made


def _indirect() -> Response:
    graphs = request.args.getlist("graph")
    default = "default" in request.args
    if len(graphs) + default > 1:
        raise RequestError(400, "name one graph: graph=IRI or default, once")
    if not graphs and not default:
        if request.method == "POST":
            return _create()
        raise RequestError(400, "name a graph: graph=IRI or default")
    if graphs and not IRI.fullmatch(graphs[0]):
        raise RequestError(400, f"graph: {graphs[0]!r} is not an absolute IRI")
    return _answer(graphs[0] if graphs else "")


def _direct(name: str) -> Response:
    if not IRI.fullmatch(request.base_url):
        raise RequestError(400, f"{request.base_url!r} is not an IRI")
    return _answer(request.base_url)


def _answer(graph: str) -> Response:
    if request.method in ("GET", "HEAD"):
        return _get(graph)
    check_writer()
    if request.method == "DELETE":
        service().write(Request("delete_graph", graph=graph))
        return no_content()
    return _load("put_graph" if request.method == "PUT" else "post_graph", graph)


def _get(graph: str) -> Response:
    chosen, content_type = negotiate(_formats())
    if unchanged := fresh(content_type):
        return unchanged
    wanted = Request("get_graph", graph=graph, media_type=chosen.media_type)
    headers = {"Cache-Control": "no-cache", "ETag": entity_tag(content_type)}
    return respond(service().query(wanted, gone=client_gone()), content_type, headers)


def _create() -> Response:
    """A new graph for a document that names none; the same document gets the same address."""
    check_writer()
    digest = hashlib.sha256(request.get_data(cache=True)).hexdigest()[:32]
    address = url_for("graphs.direct", name=digest, _external=True)
    _load("post_graph", address)
    return Response(status=201, headers={"Location": address})


def _load(operation: Operation, graph: str) -> Response:
    new = False
    for document, media_type in _documents():
        text = base64.b64encode(document).decode("ascii")
        base = graph or request.base_url
        wanted = Request(operation, text=text, media_type=media_type, graph=graph, base_iri=base)
        new = service().write(wanted) == b"new" or new
        # Further parts of a form are added to the first.
        operation = "post_graph"
    return Response(status=201, headers={"Location": graph}) if new else no_content()


def _documents() -> list[tuple[bytes, str]]:
    """The documents of the body with their media types: one, or the files of a form."""
    if request.mimetype != _MULTIPART:
        return [(request.get_data(cache=True), _checked(request.mimetype or "application/rdf+xml"))]
    files = [file for _, file in request.files.items(multi=True)]
    if not files:
        raise RequestError(400, "the form has no file")
    return [(file.read(), _checked(file.mimetype)) for file in files]


def _checked(media_type: str) -> str:
    offered = _formats()
    for entry in offered:
        if media_type == entry.media_type or media_type in entry.aliases:
            return entry.media_type
    names = ", ".join(entry.media_type for entry in offered)
    raise RequestError(415, f"the Content-Type must be one of {names}, not {media_type}")


def _formats() -> list[Format]:
    return [entry for entry in formats_for("graph") if entry.shape == "graph"]
