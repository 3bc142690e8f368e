"""Connections to servers that nobody vouches for: to allowed addresses only, and never for longer than a deadline.

A name is looked up once, what it leads to is checked, and just that address is connected to: a name that leads
elsewhere the next time (DNS rebinding) gains nothing. This module imports httpx; import it where a request is sent.
"""

from __future__ import annotations

import ipaddress
import socket
from collections.abc import Iterable, Iterator
from typing import Any

import httpcore
import httpx

from kg.net.addresses import Network, is_reachable
from kg.net.pace import Clock

# What may go wrong on the wire; httpcore has no root for them.
WIRE_FAULTS = (httpcore.NetworkError, httpcore.ProtocolError, httpcore.UnsupportedProtocol)
TIMEOUTS = (httpcore.TimeoutException,)


class RefusedAddressError(Exception):
    """A name leads to no address that may be connected to."""


class Deadline:
    """The moment by which all that is done for one request has to be over."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._until = clock()

    def set(self, seconds: float) -> None:
        """So many seconds from now."""
        self._until = self._clock() + seconds

    def bound(self, timeout: float | None) -> float:
        """The shorter of a timeout and what is left.

        Raises:
            httpcore.ReadTimeout: Nothing is left.
        """
        left = self._until - self._clock()
        if left <= 0:
            raise httpcore.ReadTimeout("the deadline is over")
        return left if timeout is None else min(timeout, left)


class GuardedTransport(httpx.BaseTransport):
    """Carries the requests of a client.

    Args:
        networks: Networks that may be asked although the Internet does not reach them.
        deadline: When the request at hand has to be over.
    """

    def __init__(self, networks: tuple[Network, ...], deadline: Deadline) -> None:
        self._pool = httpcore.ConnectionPool(
            ssl_context=httpx.create_ssl_context(trust_env=False),
            max_keepalive_connections=0,
            network_backend=_Backend(networks, deadline),
        )

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        url = request.url
        target = httpcore.URL(scheme=url.raw_scheme, host=url.raw_host, port=url.port, target=url.raw_path)
        asked = httpcore.Request(
            request.method, target, headers=request.headers.raw, content=request.stream, extensions=request.extensions
        )
        answer = self._pool.handle_request(asked)
        return httpx.Response(
            answer.status, headers=answer.headers, stream=_Body(answer.stream), extensions=answer.extensions
        )

    def close(self) -> None:
        self._pool.close()


class _Body(httpx.SyncByteStream):
    """The body of an answer as httpx wants it."""

    def __init__(self, inner: Any) -> None:
        self._inner = inner

    def __iter__(self) -> Iterator[bytes]:
        yield from self._inner

    def close(self) -> None:
        self._inner.close()


class _Backend(httpcore.NetworkBackend):
    """Opens connections, after a look at where they lead."""

    def __init__(self, networks: tuple[Network, ...], deadline: Deadline) -> None:
        self._networks = networks
        self._deadline = deadline
        self._inner = httpcore.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        *others, last = self._addresses(host, port)
        for address in others:
            try:
                return self._connect(address, port, timeout, local_address, socket_options)
            except httpcore.ConnectError:
                continue
        return self._connect(last, port, timeout, local_address, socket_options)

    def _connect(self, address: str, port: int, timeout: float | None, *options: Any) -> httpcore.NetworkStream:
        stream = self._inner.connect_tcp(address, port, self._deadline.bound(timeout), *options)
        return _Timed(stream, self._deadline)

    def _addresses(self, host: str, port: int) -> list[str]:
        """The addresses of a host that may be connected to, in the order of the resolver."""
        try:
            found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        except (OSError, UnicodeError) as error:
            raise httpcore.ConnectError(f"the name {host} is not known: {error}") from error
        addresses = list(dict.fromkeys(str(entry[4][0]) for entry in found))
        allowed = [text for text in addresses if is_reachable(ipaddress.ip_address(text), self._networks)]
        if not allowed:
            shown = f" ({', '.join(addresses[:3])})" if addresses != [host] else ""
            raise RefusedAddressError(
                f"{host} is an address of this machine or of a private network{shown}: "
                "allow its network by fetch_networks (KG_FETCH_NETWORKS) if it is meant"
            )
        return allowed


class _Timed(httpcore.NetworkStream):
    """A connection of which no step goes past the deadline, however little each waits."""

    def __init__(self, inner: httpcore.NetworkStream, deadline: Deadline) -> None:
        self._inner = inner
        self._deadline = deadline

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._inner.read(max_bytes, self._deadline.bound(timeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._inner.write(buffer, self._deadline.bound(timeout))

    def close(self) -> None:
        self._inner.close()

    def start_tls(
        self, ssl_context: Any, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        inner = self._inner.start_tls(ssl_context, server_hostname, self._deadline.bound(timeout))
        return _Timed(inner, self._deadline)

    def get_extra_info(self, info: str) -> Any:
        return self._inner.get_extra_info(info)
