"""What comes in over ASGI: the body of a request, and the plain query in it."""

from __future__ import annotations

import re
import tempfile
from dataclasses import dataclass
from io import BytesIO
from typing import IO

from kg.web.app import MAX_BODY
from kg.web.bridge import Message, Receive
from kg.web.plans import FORM, QUERY, Parameters, read_parameters
from kg.web.worker_process import ClientGoneError

# Bodies beyond this go to a file.
_IN_MEMORY = 1 << 19
_UTF_8 = re.compile(r"; *charset=\"?utf-?8\"?", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Body:
    """A request's body with its length: None if the request does not tell it; a body that is too long is not read."""

    stream: IO[bytes]
    length: int | None


async def read_body(scope: Message, receive: Receive) -> Body:
    """The body; ClientGoneError if the client goes before it is complete."""
    announced = next((value for name, value in scope["headers"] if name == b"content-length"), None)
    if announced is None and not any(name == b"transfer-encoding" for name, _ in scope["headers"]):
        return Body(BytesIO(), None)
    if announced is not None and int(announced) > MAX_BODY:
        return Body(BytesIO(), int(announced))
    body = tempfile.SpooledTemporaryFile(_IN_MEMORY)  # noqa: SIM115 (closed with the request)
    length, more = 0, True
    while more and length <= MAX_BODY:
        message = await receive()
        if message["type"] == "http.disconnect":
            body.close()
            raise ClientGoneError("the client closed the connection")
        piece = message.get("body", b"")
        length += len(piece)
        body.write(piece)
        more = message.get("more_body", False)
    body.seek(0)
    return Body(body, length)


def find_query(scope: Message, content_type: str, body: IO[bytes]) -> tuple[str, Parameters] | None:
    """The text of a plain query with its parameters."""
    parameters = read_parameters(scope["query_string"])
    if scope["method"] == "POST":
        kind = _UTF_8.sub("", content_type).strip()
        if kind == QUERY:
            return None if parameters.all("query") else (body.read().decode("utf-8"), parameters)
        if kind != FORM:
            return None
        parameters = Parameters(parameters.pairs + read_parameters(body.read()).pairs)
    elif scope["method"] != "GET":
        return None
    return plain_query(parameters)


def plain_query(parameters: Parameters) -> tuple[str, Parameters] | None:
    """The text of the query among parameters, with all of them; None if there is none, or an update."""
    text = parameters.one("query")
    return None if text is None or parameters.all("update") else (text, parameters)
