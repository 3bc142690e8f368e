"""`/reconcile`: the Reconciliation Service API (0.1 and 0.2) over the graph, as OpenRefine and other clients speak it.

The server checks what is sent; names are matched by the readers (`reconcile_answers`), under their limits.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import quote

from flask import Blueprint, Response, render_template, request, url_for

import kg
from kg.errors import NotFoundError
from kg.rdf.namespaces import NG
from kg.web.answers import client_gone, entity_tag, fresh, service
from kg.web.errors import RequestError
from kg.web.plans import FORM, Parameters, read_parameters
from kg.web.protocol import no_content
from kg.web.reconcile_requests import (
    MAX_QUERIES,
    read_batch,
    read_extend,
    read_number,
    read_single,
    read_suggest,
    read_types,
)
from kg.web.reconcile_schema import PROPERTIES, TYPES, Property, properties_of
from kg.web.reconcile_tasks import Describe, Match, Task, dump_task
from kg.web.wire import Request

_JSON = "application/json"
_CORS = {"Access-Control-Allow-Origin": "*", "Access-Control-Expose-Headers": "Retry-After"}
_READING = "GET, HEAD, OPTIONS"
_PREFLIGHT = {"Access-Control-Allow-Headers": "Accept, Content-Type", "Access-Control-Max-Age": "86400"}
# Clients show the preview in a frame of their own, so this page alone may be framed; it has no scripts.
_PREVIEW_POLICY = "default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors *"
_PREVIEW_SIZE = {"width": 460, "height": 320}
_LIMIT_SETTING = {
    "name": "limit",
    "label": "Limit",
    "type": "number",
    "default": 0,
    "help_text": "How many values of this property to fetch for each row (0: all)",
}


def blueprint() -> Blueprint:
    """The routes of the service."""
    made = Blueprint("reconcile", __name__)
    _route(made, "/reconcile", _get, "service", post=_post)
    _route(made, "/reconcile/preview", _preview, "preview")
    _route(made, "/reconcile/properties", _propose, "properties")
    _route(made, "/reconcile/suggest/entity", _suggest_entity, "suggest_entity")
    _route(made, "/reconcile/suggest/type", _suggest_type, "suggest_type")
    _route(made, "/reconcile/suggest/property", _suggest_property, "suggest_property")
    made.after_request(_allow_reading)
    return made


def _route(
    made: Blueprint, rule: str, get: Callable[[], Response], name: str, *, post: Callable[[], Response] | None = None
) -> None:
    methods = f"{_READING}, POST" if post else _READING

    def options() -> Response:
        response = no_content()
        response.headers.update(_PREFLIGHT | {"Access-Control-Allow-Methods": methods, "Allow": methods})
        return response

    views = {"GET": get, "OPTIONS": options} | ({"POST": post} if post else {})
    for method, view in views.items():
        endpoint = name if method == "GET" else f"{name}_{method.lower()}"
        made.add_url_rule(rule, view_func=view, methods=[method], endpoint=endpoint, provide_automatic_options=False)


def _allow_reading(response: Response) -> Response:
    """Let pages of other origins read answers: clients run in browsers."""
    response.headers.update(_CORS)
    return response


def _get() -> Response:
    parameters = read_parameters(request.query_string)
    task = _task(parameters)
    if task is None:
        return _respond(_manifest())
    return fresh(_JSON) or _tagged(_answer(task, single=parameters.one("query") is not None))


def _post() -> Response:
    if request.mimetype != FORM:
        raise RequestError(415, f"the Content-Type must be {FORM}, not {request.mimetype or 'missing'}")
    parameters = Parameters(
        read_parameters(request.query_string).pairs + read_parameters(request.get_data(cache=False)).pairs
    )
    task = _task(parameters)
    if task is None:
        raise RequestError(400, "the form must have one of the fields 'queries', 'query' and 'extend'")
    return _answer(task, single=parameters.one("query") is not None)


def _task(parameters: Parameters) -> Task | None:
    """What is asked for; None if nothing is.

    Raises:
        RequestError: Two things are asked for at once, or what is asked is malformed.
    """
    given = [name for name in ("queries", "query", "extend") if parameters.one(name) is not None]
    if len(given) > 1:
        raise RequestError(400, f"the parameters {' and '.join(given)} exclude each other")
    text = parameters.one(given[0]) if given else None
    if text is None:
        return None
    if given == ["queries"]:
        return read_batch(text)
    return read_extend(text) if given == ["extend"] else Match({"": read_single(text, parameters)})


def _answer(task: Task, *, single: bool = False) -> Response:
    body = _ask(task)
    return _respond(json.loads(body)[""]) if single else _respond(body)


def _ask(task: Task) -> bytes:
    wanted = Request("reconcile", text=dump_task(task), base_iri=service().settings.base_iri)
    return b"".join(service().query(wanted, gone=client_gone()))


def _respond(value: Mapping[str, Any] | bytes) -> Response:
    body = value if isinstance(value, bytes) else json.dumps(value, ensure_ascii=False)
    response = Response(body, content_type=_JSON)
    response.headers["Cache-Control"] = "no-cache"
    return response


def _tagged(response: Response) -> Response:
    response.headers["ETag"] = entity_tag(_JSON)
    return response


def _manifest() -> dict[str, Any]:
    root = request.url_root.rstrip("/")
    types = [{"id": entry.iri, "name": entry.name} for entry in TYPES]
    return {
        "versions": ["0.1", "0.2"],
        "name": "Newsgraph",
        "identifierSpace": service().settings.base_iri,
        "schemaSpace": NG.iri,
        "documentation": root + url_for("pages.index"),
        "serviceVersion": kg.__version__,
        "defaultTypes": types,
        "view": {"url": f"{root}/id/{{{{id}}}}"},
        "preview": {"url": f"{root}/reconcile/preview?id={{{{id}}}}", **_PREVIEW_SIZE},
        "suggest": {
            kind: {"service_url": root, "service_path": f"/reconcile/suggest/{kind}"}
            for kind in ("entity", "type", "property")
        },
        "extend": {
            "propose_properties": {"service_url": root, "service_path": "/reconcile/properties"},
            "property_settings": [_LIMIT_SETTING],
        },
        "batchSize": MAX_QUERIES,
    }


def _suggest_entity() -> Response:
    task = read_suggest(read_parameters(request.query_string))
    return fresh(_JSON) or _tagged(_respond(_ask(task)))


def _suggest_type() -> Response:
    found = [{"id": entry.iri, "name": entry.name, "description": entry.description} for entry in TYPES]
    return _suggested(found)


def _suggest_property() -> Response:
    return _suggested([_told(entry) for entry in PROPERTIES])


def _suggested(entries: list[dict[str, str]]) -> Response:
    """Those whose name or identifier begins like the prefix, in a word of it; all for an empty one."""
    parameters = read_parameters(request.query_string)
    task = read_suggest(parameters)
    prefix = task.prefix.strip().casefold()
    found = [entry for entry in entries if _begins(entry["name"], prefix) or _begins(entry["id"], prefix)]
    return _respond({"result": found[task.cursor : task.cursor + task.limit]})


def _begins(text: str, prefix: str) -> bool:
    folded = text.casefold()
    return folded.startswith(prefix) or any(word.startswith(prefix) for word in folded.split())


def _propose() -> Response:
    """Properties that things of a type may have; all of them if no type is named."""
    parameters = read_parameters(request.query_string)
    kind = parameters.one("type") or ""
    limit = read_number(parameters, "limit", 0)
    types = read_types(kind, "type")
    found = properties_of(None) if types is None else [entry for name in types for entry in properties_of(name)]
    shown = [_told(entry) for entry in found][: limit or None]
    return _respond({"properties": shown} | ({"type": kind} if kind else {}) | ({"limit": limit} if limit else {}))


def _told(entry: Property) -> dict[str, str]:
    return {"id": entry.id, "name": entry.name, "description": f"of {', '.join(entry.types)}"}


def _preview() -> Response:
    """A small page about one thing, for a frame."""
    name = read_parameters(request.query_string).one("id")
    if not name:
        raise RequestError(400, "the parameter 'id' is missing")
    if unchanged := fresh("text/html"):
        return unchanged
    thing = json.loads(_ask(Describe(name)))
    if not thing:
        raise NotFoundError(f"there is nothing to be reconciled under the identifier {name[:200]!r}")
    response = Response(render_template("reconcile.html", thing=thing, link=_link), mimetype="text/html")
    response.headers.update({"Cache-Control": "no-cache", "Content-Security-Policy": _PREVIEW_POLICY})
    response.headers["ETag"] = entity_tag("text/html")
    return response


def _link(local: str) -> str:
    return url_for("linked.resource", name="") + quote(local, safe="/:@!$&'()*+,;=~-._")
