"""The guard: a proxy on this machine's own address by which the engine calls the servers of the allow-list.

It is started with the first query that needs it. Each query gets a key of its own, and the addresses that it may call
by number; what the key does not name cannot be called.
"""

from __future__ import annotations

import http.client
import ipaddress
import logging
import secrets
import socket
import ssl
import threading
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import urljoin, urlsplit

from kg.errors import KgError
from kg.web.federation import Admitted, AllowList, Place, admit

log = logging.getLogger(__name__)

# Bytes of an answer: the engine has a limit of memory of its own, the guard has none.
_LARGEST = 64 << 20
_REDIRECTS = 3
_PIECE = 1 << 16
_FORWARDED = ("accept", "content-type")
Resolve = Callable[[str, int], list[str]]


class GuardError(KgError):
    """The address may not be called, or does not answer."""


class Guard:
    """The proxy with the addresses that it may call now."""

    def __init__(self, allowed: AllowList, *, timeout: float, resolve: Resolve | None = None) -> None:
        self.allowed = allowed
        self._timeout = timeout
        self._resolve = resolve or _addresses
        self._targets: dict[str, tuple[str, ...]] = {}
        self._server: ThreadingHTTPServer | None = None
        self._lock = threading.Lock()

    def admit(self, text: str) -> Admitted:
        """A query or update as the engine may see it; its addresses can be called until `forget`.

        Raises:
            QueryForbiddenError: It would call a server that is not on the list.
        """
        key = secrets.token_urlsafe(12)
        prefix = f"http://127.0.0.1:{self.port}/{key}/" if self.allowed else ""
        admitted = admit(text, self.allowed, prefix)
        if admitted.targets:
            self._targets[key] = admitted.targets
        return admitted

    def forget(self, prefix: str) -> None:
        """Let the addresses that begin so be called no more; harmless if there are none."""
        self._targets.pop(_key(prefix), None)

    def readable(self, message: str, prefix: str) -> str:
        """A message of the engine with the addresses that the guard's stand for."""
        for number, target in reversed(list(enumerate(self._targets.get(_key(prefix), ())))):
            message = message.replace(f"{prefix}{number}", target)
        return message

    @property
    def port(self) -> int:
        """The port that the guard listens on."""
        with self._lock:
            if self._server is None:
                self._server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))
                self._server.daemon_threads = True
                threading.Thread(target=self._server.serve_forever, name="kg-guard", daemon=True).start()
            return int(self._server.server_address[1])

    def close(self) -> None:
        """Listen no more."""
        with self._lock:
            server, self._server = self._server, None
        if server:
            server.shutdown()
            server.server_close()

    def target(self, path: str) -> str:
        """The address that a path of the guard stands for; GuardError if it stands for none."""
        key, _, number = path.strip("/").partition("/")
        targets = self._targets.get(key, ())
        if not number.isdigit() or int(number) >= len(targets):
            raise GuardError("there is no such address")
        return targets[int(number)]

    def fetch(
        self, method: str, address: str, body: bytes | None, headers: dict[str, str]
    ) -> tuple[http.client.HTTPResponse, str]:
        """The answer of an address on the list, after redirects to others on it, and where it came from.

        Raises:
            GuardError: An address on the way is not on the list, is private or does not answer.
        """
        for _ in range(_REDIRECTS + 1):
            response = self._ask(method, address, body, headers)
            location = response.getheader("Location")
            if response.status not in (301, 302, 303, 307, 308) or not location:
                return response, address
            response.close()
            address = urljoin(address, location)
            if response.status == 303:
                method, body = "GET", None
        raise GuardError("too many redirects")

    def _ask(self, method: str, address: str, body: bytes | None, headers: dict[str, str]) -> http.client.HTTPResponse:
        place = self.allowed.place(address)
        if place is None:
            raise GuardError(f"<{address}> is not on the server's list")
        connection = self._connect(place, secure=address.startswith("https:"))
        parts = urlsplit(address)
        path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        try:
            connection.request(method, path, body, headers | {"Host": parts.netloc, "Accept-Encoding": "identity"})
            return connection.getresponse()
        except (OSError, http.client.HTTPException) as error:
            connection.close()
            raise GuardError(f"<{address}> does not answer: {error}") from error

    def _connect(self, place: Place, *, secure: bool) -> http.client.HTTPConnection:
        """A connection to an address that the host has and that may be called; no name is resolved after this."""
        try:
            found = [place.host] if place.is_literal else self._resolve(place.host, place.port)
        except OSError as error:
            raise GuardError(f"{place.host} has no address: {error}") from error
        usable = [item for item in found if place.is_literal or ipaddress.ip_address(item).is_global]
        if not usable or len(usable) < len(found):
            raise GuardError(f"{place.host} has an address that is private")
        connection: http.client.HTTPConnection
        try:
            stream = socket.create_connection((usable[0], place.port), timeout=self._timeout)
            if secure:
                stream = ssl.create_default_context().wrap_socket(stream, server_hostname=place.host)
        except OSError as error:
            raise GuardError(f"{place.host} does not answer: {error}") from error
        connection = http.client.HTTPConnection(place.host, place.port, timeout=self._timeout)
        connection.sock = stream
        return connection


def _key(prefix: str) -> str:
    return prefix.rstrip("/").rpartition("/")[2]


def _addresses(host: str, port: int) -> list[str]:
    return list(dict.fromkeys(str(entry[4][0]) for entry in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)))


def _handler(guard: Guard) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            self._pass_on(None)

        def do_POST(self) -> None:
            self._pass_on(self.rfile.read(int(self.headers.get("Content-Length", 0))))

        def _pass_on(self, body: bytes | None) -> None:
            headers = {name: value for name in _FORWARDED if (value := self.headers.get(name))}
            try:
                target = guard.target(self.path)
                response, origin = guard.fetch(self.command, target, body, headers)
                data, kind = _read(response), response.getheader("Content-Type", "")
                if self.command == "GET" and response.status == 200:
                    data, kind = _absolute(data, kind, origin)
            except (KgError, OSError, http.client.HTTPException) as error:
                log.warning("a call of another server was refused or failed: %s", error)
                self._answer(502, "text/plain", str(error).encode())
                return
            self._answer(response.status, kind, data)

        def _answer(self, status: int, kind: str, data: bytes) -> None:
            self.send_response(status)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

        def log_message(self, format: str, *arguments: object) -> None:
            log.debug(format, *arguments)

    return Handler


def _read(response: http.client.HTTPResponse) -> bytes:
    data = bytearray()
    while piece := response.read(_PIECE):
        data += piece
        if len(data) > _LARGEST:
            raise GuardError(f"the answer is larger than {_LARGEST >> 20} MiB")
    response.close()
    return bytes(data)


def _absolute(data: bytes, kind: str, origin: str) -> tuple[bytes, str]:
    """A document that is loaded, as N-Triples or N-Quads: its relative IRIs are those of its own address."""
    from kg.store.documents import to_absolute

    return to_absolute(data, kind.partition(";")[0].strip(), origin)
