"""`/sparql`: the SPARQL 1.1 Protocol. Queries by GET, POST form and POST body; updates by POST for who may."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import parse_qsl

from flask import Blueprint, Response, request, url_for

from kg.query import check_network, check_query, find_format, formats_for
from kg.store.sparql import is_volatile, with_using
from kg.web.answers import client_gone, entity_tag, fresh, negotiate, respond, service
from kg.web.errors import RequestError
from kg.web.negotiation import choose
from kg.web.protocol import IRI, check_writer, no_content
from kg.web.wire import Request

_FORM = "application/x-www-form-urlencoded"
_QUERY = "application/sparql-query"
_UPDATE = "application/sparql-update"
_MAX_PARAMETERS = 1000
_CORS = {"Access-Control-Allow-Origin": "*", "Access-Control-Expose-Headers": "Retry-After"}
_PREFLIGHT = {
    "Access-Control-Allow-Methods": "GET, HEAD, POST, OPTIONS",
    "Access-Control-Allow-Headers": "Accept, Content-Type",
    "Access-Control-Max-Age": "86400",
}
_DESCRIPTION = """@prefix sd: <http://www.w3.org/ns/sparql-service-description#> .
@prefix formats: <http://www.w3.org/ns/formats/> .
[] a sd:Service ;
  sd:endpoint <{endpoint}> ;
  sd:supportedLanguage sd:SPARQL11Query{update} ;
  sd:resultFormat formats:SPARQL_Results_JSON , formats:SPARQL_Results_XML , formats:SPARQL_Results_CSV ,
    formats:SPARQL_Results_TSV , formats:Turtle , formats:N-Triples , formats:RDF_XML , formats:JSON-LD ,
    formats:TriG , formats:N-Quads ;
  sd:defaultDataset [ a sd:Dataset ; sd:defaultGraph [ a sd:Graph ] ] .
"""


@dataclass(frozen=True, slots=True)
class _Parameters:
    """The parameters of a request, from its address and its form."""

    pairs: tuple[tuple[str, str], ...]

    def all(self, name: str) -> tuple[str, ...]:
        return tuple(value for key, value in self.pairs if key == name)

    def one(self, name: str) -> str | None:
        """The value of a parameter that may stand once; RequestError (400) if it stands twice."""
        values = self.all(name)
        if len(values) > 1:
            raise RequestError(400, f"the parameter {name!r} stands {len(values)} times: give it once")
        return values[0] if values else None

    def iris(self, name: str) -> tuple[str, ...]:
        values = self.all(name)
        for value in values:
            if not IRI.fullmatch(value):
                raise RequestError(400, f"{name}: {value!r} is not an absolute IRI")
        return values


def blueprint() -> Blueprint:
    """The routes of the protocol."""
    made = Blueprint("sparql", __name__)
    for method, view, name in (("GET", _get, "query"), ("POST", _post, "post"), ("OPTIONS", _options, "options")):
        made.add_url_rule("/sparql", view_func=view, methods=[method], endpoint=name, provide_automatic_options=False)
    made.after_request(_allow_reading)
    return made


def _get() -> Response:
    parameters = _from_text(request.query_string)
    if parameters.all("update"):
        raise RequestError(400, "an update is never sent by GET: use POST")
    text = parameters.one("query")
    return _describe() if text is None else _answer(text, parameters)


def _post() -> Response:
    kind = request.mimetype
    if kind not in (_FORM, _QUERY, _UPDATE):
        raise RequestError(415, f"the Content-Type must be {_FORM}, {_QUERY} or {_UPDATE}, not {kind or 'missing'}")
    charset = request.mimetype_params.get("charset", "utf-8").lower()
    if charset not in ("utf-8", "utf8"):
        raise RequestError(415, f"the charset must be utf-8, not {charset}")
    parameters = _from_text(request.query_string)
    body = request.get_data(cache=False)
    if kind == _FORM:
        return _post_form(_Parameters(parameters.pairs + _from_text(body).pairs))
    for name in ("query", "update"):
        if parameters.all(name):
            raise RequestError(400, f"the {name} stands in the address, the body has another: use one of them")
    text = _decode(body)
    return _answer(text, parameters) if kind == _QUERY else _update(text, parameters)


def _post_form(parameters: _Parameters) -> Response:
    query, update = parameters.one("query"), parameters.one("update")
    if (query is None) == (update is None):
        raise RequestError(400, "the form must have either the field 'query' or the field 'update'")
    return _answer(query, parameters) if query is not None else _update(update or "", parameters)


def _options() -> Response:
    response = no_content()
    response.headers.update(_PREFLIGHT)
    response.headers["Allow"] = _PREFLIGHT["Access-Control-Allow-Methods"]
    return response


def _allow_reading(response: Response) -> Response:
    """Let pages of other origins read answers; they cannot send the token that writing needs."""
    response.headers.update(_CORS)
    return response


def _answer(text: str, parameters: _Parameters) -> Response:
    form = check_query(text)
    named = parameters.one("format") or parameters.one("output")
    if named:
        chosen = find_format(named, form)
        content_type = chosen.header
    else:
        chosen, content_type = negotiate(formats_for(form))
    default, graphs = parameters.iris("default-graph-uri"), parameters.iris("named-graph-uri")
    given = bool(default or graphs)
    wanted = Request(
        "query",
        text=text,
        media_type=chosen.media_type,
        base_iri=request.base_url,
        default_graphs=default if given else None,
        named_graphs=graphs if given else None,
        max_rows=service().settings.query_rows,
    )
    headers = {"Cache-Control": "no-cache"}
    if request.method in ("GET", "HEAD") and not is_volatile(text):
        if unchanged := fresh(content_type):
            return unchanged
        headers["ETag"] = entity_tag(content_type)
    return respond(service().query(wanted, gone=client_gone()), content_type, headers)


def _update(text: str, parameters: _Parameters) -> Response:
    check_writer()
    check_network(text)
    default, named = parameters.iris("using-graph-uri"), parameters.iris("using-named-graph-uri")
    if default or named:
        text = with_using(text, default, named)
    service().update(Request("update", text=text, base_iri=request.base_url))
    return no_content()


def _describe() -> Response:
    """The service description; a browser is sent to the query page."""
    accept = request.headers.get("Accept", "")
    if choose(accept, ("text/turtle", "text/html")) == "text/html":
        return Response(status=303, headers={"Location": url_for("pages.index")})
    from kg.web.linked import convert_turtle

    update = " , sd:SPARQL11Update" if service().settings.update else ""
    turtle = _DESCRIPTION.format(endpoint=request.base_url, update=update)
    chosen, content_type = negotiate(entry for entry in formats_for("graph") if entry.shape == "graph")
    response = Response(convert_turtle(turtle, chosen), content_type=content_type)
    response.vary.add("Accept")
    return response


def _from_text(text: bytes) -> _Parameters:
    """The parameters of a query string or a form."""
    try:
        pairs = parse_qsl(text.decode("utf-8"), keep_blank_values=True, errors="strict", max_num_fields=_MAX_PARAMETERS)
    except UnicodeDecodeError as error:
        raise RequestError(400, "the parameters are not UTF-8") from error
    except ValueError as error:
        raise RequestError(400, f"there are more than {_MAX_PARAMETERS} parameters") from error
    return _Parameters(tuple(pairs))


def _decode(body: bytes) -> str:
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError as error:
        raise RequestError(400, "the body is not UTF-8") from error
