"""`/data`: the SPARQL 1.1 Graph Store Protocol. Graphs by `?graph=IRI`, `?default`, or by their own address.

It changes just the graph it names; the default graph is the builder's to keep as the merge (`kg verify` tells the
difference).
"""

from __future__ import annotations

import base64
import hashlib
import re

from flask import Blueprint, Response, request, url_for

from kg.store.formats import Format, formats_for
from kg.web.answers import client_gone, client_name, entity_tag, fresh, negotiate, respond, service
from kg.web.errors import QUERY_ID, RequestError
from kg.web.plans import IRI
from kg.web.protocol import check_encoding, check_writer, no_content
from kg.web.sparql import CORS
from kg.web.wire import Operation, Request

_READING = ("GET", "HEAD", "OPTIONS")
_METHODS = ["GET", "PUT", "POST", "DELETE"]
_MULTIPART = "multipart/form-data"
_TAG = re.compile(r'(?:W/)?"([0-9a-f]{24})(?:-(?:gzip|br|zstd))?"')


def blueprint() -> Blueprint:
    """The routes of the protocol."""
    made = Blueprint("graphs", __name__)
    made.add_url_rule("/data", view_func=_indirect, methods=_METHODS, endpoint="indirect")
    made.add_url_rule("/data/<path:name>", view_func=_direct, methods=_METHODS, endpoint="direct")
    made.before_request(check_encoding)
    made.after_request(_allow_reading)
    return made


def _allow_reading(response: Response) -> Response:
    """Let pages of other origins read graphs; they cannot send the token that writing needs."""
    if request.method in _READING:
        response.headers.update(CORS)
    if request.method == "OPTIONS":
        response.headers["Access-Control-Allow-Methods"] = ", ".join(_READING)
        response.headers["Access-Control-Allow-Headers"] = "Accept"
    return response


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
        _write(Request("delete_graph", graph=graph, expected=_expected()))
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
    expected, create_only = _expected(), request.headers.get("If-None-Match", "").strip() == "*"
    for document, media_type in _documents():
        text = base64.b64encode(document).decode("ascii")
        base = graph or request.base_url
        wanted = Request(
            operation,
            text=text,
            media_type=media_type,
            graph=graph,
            base_iri=base,
            expected=expected,
            create_only=create_only,
        )
        new = _write(wanted) == b"new" or new
        # Further parts of a form are added to the first.
        operation, expected, create_only = "post_graph", None, False
    return Response(status=201, headers={"Location": graph}) if new else no_content()


def _write(wanted: Request) -> bytes:
    account = service().open_update(f"# {request.method} <{wanted.graph}>", client_name())
    request.environ[QUERY_ID] = account.id
    return service().write(wanted, account)


def _expected() -> int | None:
    """The revision that the store has to have still, if the request says If-Match; RequestError (412) if it has not.

    The worker looks again when it has the store for itself, so that nobody's write can come between.
    """
    header = request.headers.get("If-Match", "").strip()
    if not header or header == "*":
        return None if not header else 0
    revision = service().revision()
    current = {_TAG.sub(r"\1", entity_tag(entry.header)) for entry in _formats()}
    if current.isdisjoint(_TAG.findall(header)):
        raise RequestError(412, "the graph is not the one that If-Match names: something was written since")
    return revision


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
