"""Errors → HTTP: the only place with statuses. Problem documents (RFC 9457), or plain text for who prefers it."""

from __future__ import annotations

import json
import logging
from typing import TYPE_CHECKING, Any

from flask import Response, request
from werkzeug.exceptions import HTTPException

from kg.errors import (
    KgError,
    NotFoundError,
    QueryError,
    QueryTimeoutError,
    StoreError,
    StoreLockedError,
)
from kg.query import QueryForbiddenError
from kg.web.negotiation import choose
from kg.web.page_error import render_problem, wants_page
from kg.web.readers import ClientGoneError, QueryMemoryError, QueryStoppedError, ReaderDiedError, ServerBusyError
from kg.web.wire import PreconditionError

if TYPE_CHECKING:
    from flask import Flask

log = logging.getLogger(__name__)

# Where the id of the query that went wrong is kept.
QUERY_ID = "newsgraph.query_id"
_RETRY_SECONDS = 2
# The first class that fits decides. Type names are relative to the documentation's section on errors.
_STATUSES: tuple[tuple[type[KgError], int, str, str], ...] = (
    (QueryForbiddenError, 403, "query-forbidden", "The query is not allowed here"),
    (QueryTimeoutError, 504, "query-timeout", "The query took too long"),
    (QueryMemoryError, 503, "query-memory", "The query needed too much memory"),
    (QueryStoppedError, 503, "query-stopped", "The query was stopped"),
    (QueryError, 400, "query-error", "The query cannot be evaluated"),
    (PreconditionError, 412, "precondition-failed", "The graph has changed"),
    (NotFoundError, 404, "not-found", "Not found"),
    (ServerBusyError, 503, "server-busy", "The server is busy"),
    (ClientGoneError, 503, "client-gone", "The client is gone"),
    (StoreLockedError, 503, "store-locked", "The store is being written"),
    (ReaderDiedError, 503, "reader-died", "The query was interrupted"),
    (StoreError, 503, "store-unavailable", "The store cannot be read"),
)
_RETRIED = (ServerBusyError, StoreLockedError, ReaderDiedError)
_HTTP_TYPES = {
    400: "bad-request",
    401: "unauthorized",
    403: "forbidden",
    404: "not-found",
    405: "method-not-allowed",
    406: "not-acceptable",
    410: "gone",
    409: "conflict",
    411: "length-required",
    412: "precondition-failed",
    413: "content-too-large",
    415: "unsupported-media-type",
    501: "not-implemented",
}


class RequestError(KgError):
    """The request itself is wrong; `status` says how."""

    def __init__(self, status: int, message: str, *, headers: dict[str, str] | None = None) -> None:
        super().__init__(message)
        self.status = status
        self.headers = headers or {}


def register(app: Flask) -> None:
    """Make the application answer every error with a problem document."""
    app.register_error_handler(KgError, render_error)
    app.register_error_handler(HTTPException, _render_http)
    app.register_error_handler(Exception, _render_unexpected)


def render_error(error: KgError) -> Response:
    """The response to an error of the library."""
    if isinstance(error, RequestError):
        kind = _HTTP_TYPES.get(error.status, "error")
        return _respond(error.status, kind, kind.replace("-", " ").capitalize(), str(error), headers=error.headers)
    for cls, status, kind, title in _STATUSES:
        if isinstance(error, cls):
            headers = {"Retry-After": str(_RETRY_SECONDS)} if isinstance(error, _RETRIED) else {}
            return _respond(status, kind, title, str(error), headers=headers, extra=_position(error))
    log.error("unexpected error of the library", exc_info=error)
    return _respond(500, "internal-error", "The server failed", "The fault is in the server's log.")


def _render_http(error: HTTPException) -> Response:
    status = error.code or 500
    kind = _HTTP_TYPES.get(status, "error")
    response = error.get_response()
    headers = {name: value for name, value in response.headers.items() if name in ("Allow", "Location")}
    if 300 <= status < 400:
        return Response(status=status, headers=headers)
    return _respond(status, kind, error.name, str(error.description or ""), headers=headers)


def _render_unexpected(error: Exception) -> Response:
    # The edge of the server: whatever comes here must become an answer, not a dropped connection.
    log.error("unexpected error", exc_info=error)
    return _respond(500, "internal-error", "The server failed", "The fault is in the server's log.")


def _position(error: KgError) -> dict[str, int]:
    if not isinstance(error, QueryError):
        return {}
    pairs = (("line", error.line), ("column", error.column))
    return {name: value for name, value in pairs if value is not None}


def _respond(
    status: int,
    kind: str,
    title: str,
    detail: str,
    *,
    headers: dict[str, str] | None = None,
    extra: dict[str, int] | None = None,
) -> Response:
    offered = ("application/problem+json", "application/json", "text/plain")
    media_type = choose(request.headers.get("Accept", ""), offered) or offered[0]
    if media_type == "text/plain":
        place = f" (line {extra['line']}, column {extra['column']})" if extra else ""
        body = f"{title}: {detail}{place}\n"
    else:
        value: dict[str, Any] = {"type": f"urn:newsgraph:problem:{kind}", "title": title, "status": status}
        body = json.dumps(value | {"detail": detail} | (extra or {}), ensure_ascii=False) + "\n"
    if wants_page() and (page := render_problem(status, title, detail)):
        media_type, body = "text/html", page
    response = Response(body, status=status, content_type=f"{media_type}; charset=utf-8")
    response.headers.update(headers or {})
    response.vary.add("Accept")
    response.headers["Cache-Control"] = "no-store"
    if query := request.environ.get(QUERY_ID):
        response.headers["Query-Id"] = query
    return response
