"""What both SPARQL protocols share: who may write, and the answer to a write."""

from __future__ import annotations

import hmac

from flask import Response, request

from kg.web.answers import service
from kg.web.errors import RequestError


def check_writer() -> None:
    """Let only who may write go on; RequestError (403) otherwise."""
    settings = service().settings
    if not settings.update:
        raise RequestError(403, "updates are switched off on this server")
    scheme, _, given = request.headers.get("Authorization", "").partition(" ")
    right = hmac.compare_digest(given.strip().encode(), settings.token.encode())
    if not (settings.token and right and scheme.lower() == "bearer"):
        raise RequestError(403, "updates need the server's bearer token", headers={"WWW-Authenticate": "Bearer"})


def no_content() -> Response:
    """Done, and nothing to say."""
    response = Response(status=204)
    del response.headers["Content-Type"]
    return response
