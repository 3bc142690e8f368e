"""`/sparql`: the SPARQL 1.1 Protocol. Queries by GET, POST form and POST body; updates by POST for who may."""

from __future__ import annotations

from flask import Blueprint, Response, request, url_for

from kg.errors import KgError, QueryError
from kg.query import QueryForbiddenError, formats_for
from kg.store.sparql import network_word, with_using
from kg.web.answers import answer_plan, client_name, negotiate, service
from kg.web.errors import QUERY_ID, RequestError
from kg.web.negotiation import choose
from kg.web.plans import FORM, QUERY, UPDATE, Parameters, plan_query, read_limit, read_parameters
from kg.web.protocol import check_encoding, check_length, check_writer, no_content
from kg.web.wire import Request

# Where the front leaves the error of a query that it has run, so that it is answered here like any other.
FAILURE = "newsgraph.failure"
CORS = {"Access-Control-Allow-Origin": "*", "Access-Control-Expose-Headers": "ETag, Query-Id, Retry-After"}
_PREFLIGHT = {
    "Access-Control-Allow-Methods": "GET, HEAD, POST, OPTIONS",
    "Access-Control-Allow-Headers": "Accept, Content-Type",
    "Access-Control-Max-Age": "86400",
}
_DESCRIPTION = """@prefix sd: <http://www.w3.org/ns/sparql-service-description#> .
@prefix void: <http://rdfs.org/ns/void#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix formats: <http://www.w3.org/ns/formats/> .
<{endpoint}#service> a sd:Service ;
  sd:endpoint <{endpoint}> ;
  sd:supportedLanguage sd:SPARQL11Query{update} ;{features}
  sd:inputFormat formats:Turtle , formats:N-Triples , formats:RDF_XML , formats:JSON-LD ;
  sd:resultFormat formats:SPARQL_Results_JSON , formats:SPARQL_Results_XML , formats:SPARQL_Results_CSV ,
    formats:SPARQL_Results_TSV , formats:Turtle , formats:N-Triples , formats:RDF_XML , formats:JSON-LD ,
    formats:TriG , formats:N-Quads ;
  sd:defaultDataset <{root}#dataset> .
<{root}#dataset> a sd:Dataset , void:Dataset ; sd:defaultGraph [ a sd:Graph ] ; rdfs:seeAlso <{root}.well-known/void> .
"""
_FEDERATED = """
  sd:feature sd:BasicFederatedQuery ;"""


def blueprint() -> Blueprint:
    """The routes of the protocol."""
    made = Blueprint("sparql", __name__)
    for method, view, name in (("GET", _get, "query"), ("POST", _post, "post"), ("OPTIONS", _options, "options")):
        made.add_url_rule("/sparql", view_func=view, methods=[method], endpoint=name, provide_automatic_options=False)
    made.before_request(_raise_failure)
    made.before_request(check_length)
    made.before_request(check_encoding)
    made.after_request(_allow_reading)
    return made


def _raise_failure() -> None:
    failure = request.environ.get(FAILURE)
    if isinstance(failure, KgError):
        raise failure


def _get() -> Response:
    parameters = read_parameters(request.query_string)
    if parameters.all("update"):
        raise RequestError(400, "an update is never sent by GET: use POST")
    text = parameters.one("query")
    return _describe() if text is None else _answer(text, parameters)


def _post() -> Response:
    kind = request.mimetype
    if kind not in (FORM, QUERY, UPDATE):
        raise RequestError(415, f"the Content-Type must be {FORM}, {QUERY} or {UPDATE}, not {kind or 'missing'}")
    charset = request.mimetype_params.get("charset", "utf-8").lower()
    if charset not in ("utf-8", "utf8"):
        raise RequestError(415, f"the charset must be utf-8, not {charset}")
    parameters = read_parameters(request.query_string)
    body = request.get_data(cache=False)
    if kind == FORM:
        return _post_form(Parameters(parameters.pairs + read_parameters(body).pairs))
    for name in ("query", "update"):
        if parameters.all(name):
            raise RequestError(400, f"the {name} stands in the address, the body has another: use one of them")
    text = _decode(body)
    return _answer(text, parameters) if kind == QUERY else _update(text, parameters)


def _post_form(parameters: Parameters) -> Response:
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
    response.headers.update(CORS)
    return response


def _answer(text: str, parameters: Parameters) -> Response:
    accept, state = request.headers.get("Accept", ""), service().state(request.base_url)
    if not (service().allowed and network_word(text)):
        return answer_plan(plan_query(text, parameters, accept=accept, state=state))
    guard = service().guard
    admitted = guard.admit(text)
    try:
        plan = plan_query(admitted.text, parameters, accept=accept, state=state, guard=admitted.guard)
        return answer_plan(plan)
    except BaseException:
        guard.forget(admitted.guard)
        raise


def _update(text: str, parameters: Parameters) -> Response:
    check_writer()
    limit = read_limit(parameters, service().settings.query_timeout)
    admitted = service().guard.admit(text)
    text = admitted.text
    default, named = parameters.iris("using-graph-uri"), parameters.iris("using-named-graph-uri")
    if default or named:
        text = with_using(text, default, named)
    account = service().open_update(text, client_name())
    request.environ[QUERY_ID] = account.id
    wanted = Request("update", text=text, base_iri=request.base_url, guard=admitted.guard)
    try:
        service().write(wanted, account, limit=limit)
    except QueryError as error:
        # Where the syntax is right it can only be the refused address that nothing could be loaded from.
        if admitted.refused and error.line is None:
            raise QueryForbiddenError(admitted.refused) from error
        raise
    finally:
        service().guard.forget(admitted.guard)
    response = no_content()
    response.headers["Query-Id"] = account.id
    return response


def _describe() -> Response:
    """The service description; a browser is sent to the query page."""
    accept = request.headers.get("Accept", "")
    if choose(accept, ("text/turtle", "text/html")) == "text/html":
        return Response(status=303, headers={"Location": url_for("pages.index")})
    from kg.web.linked import convert_turtle

    update = " , sd:SPARQL11Update" if service().settings.update else ""
    features = _FEDERATED if service().allowed else ""
    turtle = _DESCRIPTION.format(endpoint=request.base_url, root=request.host_url, update=update, features=features)
    chosen, content_type = negotiate(entry for entry in formats_for("graph") if entry.shape == "graph")
    response = Response(convert_turtle(turtle, chosen), content_type=content_type)
    response.vary.add("Accept")
    return response


def _decode(body: bytes) -> str:
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError as error:
        raise RequestError(400, "the body is not UTF-8") from error
