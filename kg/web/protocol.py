"""What the SPARQL protocols share: who may do what, and the answer to a write."""

from __future__ import annotations

from flask import Response, request

from kg.web.access import Holder, Role
from kg.web.answers import service
from kg.web.errors import RequestError

_OPEN = frozenset({"/health", "/ready"})
_REALM = 'realm="newsgraph"'


def check_writer() -> Holder:
    """Who writes, if they may; RequestError (401, 403) otherwise."""
    if not service().settings.update:
        raise RequestError(403, "updates are switched off on this server")
    return check_role("write")


def check_role(role: Role) -> Holder:
    """Who sends the request, if their token has this role; RequestError (401, 403) otherwise."""
    given = request.headers.get("Authorization", "")
    holder = service().access.who(given)
    if holder is None:
        problem = ', error="invalid_token"' if given else ""
        headers = {"WWW-Authenticate": f"Bearer {_REALM}{problem}"}
        raise RequestError(401, "this needs a bearer token of the server", headers=headers)
    if not holder.may(role):
        raise RequestError(403, f"the token of {holder.name} has the role {holder.role}: this needs {role}")
    return holder


def check_reader() -> None:
    """Let only who may read go on, where not everybody may; a hook for before each request."""
    if request.path in _OPEN or service().access.may_read(request.headers.get("Authorization", "")):
        return
    headers = {"WWW-Authenticate": f"Bearer {_REALM}, Basic {_REALM}"}
    raise RequestError(401, "this server is private: reading needs a token too", headers=headers)


def check_encoding() -> None:
    """Let no request go on whose body is packed; a hook for before each request."""
    encoding = request.headers.get("Content-Encoding", "identity").lower()
    if encoding != "identity":
        raise RequestError(415, f"the body must be sent as it is, not in the encoding {encoding[:40]!r}")


def check_length() -> None:
    """Let no request go on that has to have a body and tells no length; a hook for before each request."""
    told = request.content_length is not None or request.environ.get("wsgi.input_terminated")
    if request.method == "POST" and not (told or "chunked" in request.headers.get("Transfer-Encoding", "").lower()):
        raise RequestError(411, "the request must tell the length of its body: send Content-Length")


def no_content() -> Response:
    """Done, and nothing to say."""
    response = Response(status=204)
    del response.headers["Content-Type"]
    return response
