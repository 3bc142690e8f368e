"""What the blueprints share: the service of the running application, and pieces of an answer → a response."""

from __future__ import annotations

import hashlib
import json
import logging
from collections.abc import Iterable, Iterator, Mapping
from itertools import chain
from typing import Any

from flask import Response, current_app, request

from kg.errors import KgError
from kg.query import Format
from kg.web import plans
from kg.web.cache import Answer
from kg.web.errors import QUERY_ID
from kg.web.plans import Plan, known_tag
from kg.web.readers import Gone
from kg.web.service import Service
from kg.web.wire import Request

log = logging.getLogger(__name__)

# Where the server puts a function that says whether the client has hung up; waitress has a name of its own.
CLIENT_GONE = "newsgraph.client_gone"


def service() -> Service:
    """The service of the running application."""
    found: Service = current_app.extensions["newsgraph"]
    return found


def client_gone() -> Gone | None:
    """A function that says whether the client of this request has hung up, where the WSGI server can tell."""
    found: Gone | None = request.environ.get(CLIENT_GONE) or request.environ.get("waitress.client_disconnected")
    return found


def client_name() -> str:
    """Who asks, for the log and for turns in the queue: the name that goes with the token, else the address."""
    holder = service().access.who(request.headers.get("Authorization", ""), basic=True)
    return holder.name if holder else request.remote_addr or ""


def negotiate(formats: Iterable[Format]) -> tuple[Format, str]:
    """The format that the client likes best, and its Content-Type; RequestError (406) if it accepts none."""
    return plans.negotiate(request.headers.get("Accept", ""), formats)


def answer_plan(plan: Plan) -> Response:
    """The answer to a planned query: none if the client has it already, one that is kept, or a new one."""
    named = request.method in ("GET", "HEAD") and not plan.volatile
    account = service().open_account(plan, client_name())
    request.environ[QUERY_ID] = account.id
    headers = {"Cache-Control": "no-cache", "Query-Id": account.id}
    if named and (tag := known_tag(request.headers.get("If-None-Match", ""), plan.key)):
        account.close("unchanged")
        return _not_modified(tag, account.id)
    if kept := service().kept(plan):
        account.sent = len(kept.body)
        account.close("kept")
        return _whole(kept, plan, named, headers)
    response = respond(service().evaluate(plan, account, gone=client_gone()), plan.content_type, headers)
    if request.method == "HEAD" or not response.is_sequence:
        if named:
            response.headers["ETag"] = f'W/"{plan.key}"'
        return response
    answer = service().keep(plan, response.get_data())
    return _whole(answer, plan, named, headers)


def fresh(*parts: str) -> Response | None:
    """A 304 if the client has this answer already; else None; `entity_tag` of the same parts names it."""
    tag = entity_tag(*parts)
    if not request.if_none_match.contains_weak(tag.removeprefix('W/"').removesuffix('"')):
        return None
    return _not_modified(tag)


def entity_tag(*parts: str) -> str:
    """The weak name of an answer: it changes with the revision of the store and with what is asked."""
    text = "\0".join((str(service().revision()), request.full_path, *parts))
    return f'W/"{hashlib.sha256(text.encode("utf-8", "surrogateescape")).hexdigest()[:24]}"'


def respond(pieces: Iterator[bytes], content_type: str, headers: Mapping[str, str] | None = None) -> Response:
    """Pieces as a response: whole if there is one piece, else streamed. Errors before the first piece are raised."""
    first = next(pieces, b"")
    second = next(pieces, None)
    if second is None:
        response = Response(first, content_type=content_type)
    elif request.method == "HEAD":
        close = getattr(pieces, "close", None)
        if close:
            close()
        response = Response(b"", content_type=content_type)
    else:
        response = Response(_stream(chain((first, second), pieces), pieces), content_type=content_type)
    response.headers.update(headers or {})
    response.vary.add("Accept")
    return response


def _not_modified(tag: str, query: str = "") -> Response:
    response = Response(status=304, headers={"ETag": tag, "Vary": "Accept"})
    if query:
        response.headers["Query-Id"] = query
    del response.headers["Content-Type"]
    return response


def _whole(answer: Answer, plan: Plan, named: bool, headers: Mapping[str, str]) -> Response:
    response = Response(answer.body, content_type=plan.content_type, headers=dict(headers))
    if named:
        response.headers["ETag"] = f'"{answer.tag}"'
    response.vary.add("Accept")
    return response


def rows(text: str) -> list[dict[str, dict[str, Any]]]:
    """The bindings of a small SELECT of the server's own."""
    value = json.loads(_ask(text))
    bindings: list[dict[str, dict[str, Any]]] = value["results"]["bindings"]
    return bindings


def holds(text: str) -> bool:
    """The answer to an ASK of the server's own."""
    return bool(json.loads(_ask(text))["boolean"])


def _ask(text: str) -> bytes:
    wanted = Request("query", text=text, media_type="application/sparql-results+json")
    return b"".join(service().query(wanted, gone=client_gone()))


def _stream(pieces: Iterable[bytes], source: Iterator[bytes]) -> Iterator[bytes]:
    """The pieces; an error in their midst breaks the connection, so that nobody takes a part for the whole."""
    try:
        yield from pieces
    except KgError as error:
        log.warning("an answer was cut short: %s", error)
        raise ConnectionAbortedError(str(error)) from error
    finally:
        close = getattr(source, "close", None)
        if close:
            close()
