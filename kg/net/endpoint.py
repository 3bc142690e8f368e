"""Requests to the one server that keeps a store: with its credentials, patient where a repetition does no harm, and
with answers that are read piece by piece.

Where `kg.net.http` is manners towards public services, this is a connection of one's own: the operator names the host,
so it may be a private one, and nothing else is ever asked (no proxy of the environment, no redirect).
"""

from __future__ import annotations

import html
import logging
import re
import time
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, NoReturn
from urllib.parse import urlencode, urlsplit

from kg import __version__
from kg.errors import QueryError, StoreError
from kg.model.remote import Credentials, RemoteAddress
from kg.net.exchange import FORM
from kg.net.pace import Sleep
from kg.net.streams import Answer, reason_of

if TYPE_CHECKING:
    import httpx

log = logging.getLogger(__name__)

# How often a request is sent, and seconds before each repetition.
PAUSES = (0.5, 1.0, 2.0, 4.0)
# Seconds that a server may ask to wait.
LONGEST_WAIT = 60.0
CONNECT_SECONDS = 10.0
# The server says that it has not begun: whatever was asked may be asked again.
NOT_BEGUN = frozenset({429, 503})
# It may have begun: only what does no harm twice is asked again.
PASSING = NOT_BEGUN | {408, 502, 504}
# What Virtuoso calls a query that it cannot compile, and one that met another in the same rows.
_CANNOT_COMPILE = "Virtuoso 37000"
_COLLIDED = "Virtuoso 40001"
_TAG = re.compile(r"<[^>]*>")
_SHOWN = 300


class RequestRefusedError(QueryError):
    """The server finds the query or update itself at fault (status 400)."""


@dataclass(frozen=True, slots=True)
class Call:
    """One request.

    Attributes:
        repeatable: Whether doing it twice is as good as once.
        accept: Media types of the answer.
    """

    url: str
    body: bytes = b""
    content_type: str = ""
    accept: str = "*/*"
    method: str = "POST"
    repeatable: bool = True

    @classmethod
    def form(cls, url: str, fields: list[tuple[str, str]], *, accept: str) -> Call:
        """A query by POST, which has no limit of length and changes nothing."""
        return cls(url, urlencode(fields).encode(), FORM, accept)


class Endpoint:
    """The connection to a remote store. Threads may share it; close it at the end."""

    def __init__(self, address: RemoteAddress, *, sleep: Sleep = time.sleep) -> None:
        self.address = address
        self._sleep = sleep
        self._warn()

    def close(self) -> None:
        """Give the connections back."""
        if "_client" in self.__dict__:
            self._client.close()

    def call(self, call: Call) -> Answer:
        """The answer to a request, which is a success.

        Raises:
            RequestRefusedError: The server finds a fault in what was asked.
            StoreError: It cannot be reached, refuses, has no such endpoint, or fails, after all attempts.
        """
        for pause in (*PAUSES, None):
            try:
                response = self._send(call)
            except StoreError as error:
                if pause is None or not isinstance(error, _PassingError):
                    raise
                log.info("%s; asking again", error)
                self._sleep(pause if error.wait is None else error.wait)
                continue
            return Answer(response, _place(call.url))
        raise AssertionError("the last attempt returns or raises")

    def _send(self, call: Call) -> httpx.Response:
        import httpx

        headers = {"Accept": call.accept} | ({"Content-Type": call.content_type} if call.content_type else {})
        request = self._client.build_request(call.method, call.url, content=call.body or None, headers=headers)
        try:
            response = self._client.send(request, stream=True)
        except httpx.ConnectError as error:
            raise _PassingError(f"{_place(call.url)} cannot be reached ({reason_of(error)}): is it running?") from error
        except httpx.TimeoutException as error:
            waited = self.address.timeout if not isinstance(error, httpx.ConnectTimeout) else CONNECT_SECONDS
            raise _failure(call, f"{_place(call.url)} gave no answer within {waited:g} seconds") from error
        except httpx.TransportError as error:
            raise _failure(call, f"{_place(call.url)}: the connection broke ({reason_of(error)})") from error
        if not response.is_success:
            with closing(response):
                self._refuse(call, response)
        return response

    def _refuse(self, call: Call, response: httpx.Response) -> NoReturn:
        """Raise what an answer without success means."""
        status, place = response.status_code, _place(call.url)
        said = _said(response)
        if status == 401:
            raise StoreError(self._unauthorised(place, response.headers.get("www-authenticate", "")))
        if status == 403:
            raise StoreError(f"{place} does not allow this to who asks (status 403){said}")
        if status in (404, 405, 501):
            raise StoreError(f"{place} has no such SPARQL endpoint (status {status}): check the store's address")
        if status == 413:
            raise StoreError(f"{place} takes no request of {len(call.body):,} bytes (status 413)")
        if 300 <= status < 400:
            raise StoreError(f"{place} redirects to {response.headers.get('location', 'nowhere')}: name that address")
        if status in NOT_BEGUN or _COLLIDED in said or (call.repeatable and status in PASSING):
            raise _PassingError(f"{place} answers with status {status}{said}", wait=_retry_after(response))
        if status in (400, 422) or _CANNOT_COMPILE in said:
            raise RequestRefusedError(said.removeprefix(": ") or f"{place} refuses the request (status {status})")
        raise StoreError(f"{place} answers with status {status}{said}")

    def _unauthorised(self, place: str, challenge: str) -> str:
        scheme = challenge.partition(" ")[0].lower()
        mine = self.address.credentials.kind
        if not mine:
            wanted = "KG_STORE_TOKEN" if scheme == "bearer" else "KG_STORE_USER and KG_STORE_PASSWORD"
            extra = " and KG_STORE_AUTH=digest" if scheme == "digest" else ""
            return f"{place} wants to know who asks (status 401, {scheme or 'no scheme named'}): set {wanted}{extra}"
        if scheme and scheme != mine:
            return f"{place} wants {scheme} credentials, not {mine}: set KG_STORE_AUTH={scheme}"
        return f"{place} refuses the {mine} credentials (status 401): check KG_STORE_USER, _PASSWORD or _TOKEN"

    @cached_property
    def _client(self) -> httpx.Client:
        import httpx

        credentials = self.address.credentials
        headers = {"User-Agent": f"newsgraph/{__version__}", "Accept-Encoding": "gzip"}
        if credentials.kind == "bearer":
            headers["Authorization"] = f"Bearer {credentials.token}"
        return httpx.Client(
            auth=_auth(credentials),
            headers=headers,
            timeout=httpx.Timeout(self.address.timeout, connect=CONNECT_SECONDS),
            follow_redirects=False,
            trust_env=False,
        )

    def _warn(self) -> None:
        """Credentials over an open line are the operator's risk; it is told once."""
        parts = urlsplit(self.address.update)
        local = (parts.hostname or "") in ("localhost", "127.0.0.1", "::1")
        if self.address.credentials.kind in ("basic", "bearer") and parts.scheme == "http" and not local:
            log.warning("%s: credentials go over http unprotected: use sparql+https", _place(self.address.update))


class _PassingError(StoreError):
    """A failure that may pass.

    Args:
        message: What is wrong.
        wait: Seconds that the server asks to wait.
    """

    def __init__(self, message: str, *, wait: float | None = None) -> None:
        super().__init__(message)
        self.wait = wait


def _failure(call: Call, message: str) -> StoreError:
    """A failure after which nobody knows whether the server has done what was asked."""
    if call.repeatable:
        return _PassingError(message)
    return StoreError(f"{message}: whether it was done is not known")


def _auth(credentials: Credentials) -> httpx.Auth | None:
    """For the schemes that take more than one header."""
    import httpx

    if credentials.kind == "basic":
        return httpx.BasicAuth(credentials.user, credentials.password)
    if credentials.kind == "digest":
        return httpx.DigestAuth(credentials.user, credentials.password)
    return None


def _place(url: str) -> str:
    """Where a request goes, for people: no parameters, which may be long or private."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}{parts.path}"


def _said(response: httpx.Response) -> str:
    """What the body of a failure tells, in one line: the detail of a problem document, else its first words."""
    import httpx

    try:
        text = response.read()[:20_000].decode("utf-8", "replace")
    except (httpx.TransportError, httpx.DecodingError):
        return ""
    words = _detail(response.headers, text)
    return f": {words[:_SHOWN]}" if words else ""


def _detail(headers: Mapping[str, str], text: str) -> str:
    import json

    if "json" in headers.get("content-type", ""):
        try:
            value = json.loads(text)
            return " ".join(str(value.get("detail") or value.get("title") or "").split())
        except (ValueError, AttributeError):
            return ""
    # Many servers repeat the query after an empty line.
    first = text.strip().partition("\n\n")[0]
    return html.unescape(" ".join(_TAG.sub(" ", first).split()))


def _retry_after(response: httpx.Response) -> float | None:
    value = response.headers.get("retry-after", "").strip()
    return min(float(value[:6]), LONGEST_WAIT) if value.isascii() and value.isdigit() else None
