"""The one door to HTTP of linking and of harvests: honest, patient, bounded.

Every request says who asks, waits its turn, tries again what may pass, obeys Retry-After, reads no more than it has
room for, and goes to no address that the operator did not configure. All answers are JSON. The waits are fixed, not
random: one process asks one request at a time, so there is no crowd to spread out, and a run can be repeated.

httpx is imported when the first request is sent, so that a command that stays offline never loads it.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self
from urllib.parse import urljoin, urlsplit

from kg import __version__
from kg.errors import ConfigError, LinkError, LinkerUnavailableError
from kg.net.addresses import is_contact, is_private, origin_of
from kg.net.bodies import BodyTooLargeError, TransientError, Unpacker, parse_json
from kg.net.exchange import Reply, Request
from kg.net.pace import Clock, Pace, Sleep
from kg.net.waiting import retry_after

if TYPE_CHECKING:
    import httpx

__all__ = ["BodyTooLargeError", "Check", "Door", "Manners", "Reply", "Request", "TransientError"]

log = logging.getLogger(__name__)

# Statuses that may pass: too many requests, and faults of the server or of what stands before it.
PASSING = frozenset({408, 425, 429, 500, 502, 503, 504})
# Those among them by which a server tells that a request was too much for it.
TOO_MUCH = frozenset({500, 502, 504})
# The server knows this client and will not serve it (a ban, or a User-Agent that it takes for none).
REFUSED = frozenset({401, 403})
REDIRECTS = frozenset({301, 302, 303, 307, 308})
# A redirect with one of these repeats the request; with the others it becomes a GET.
REPEATING = frozenset({307, 308})


Check = Callable[[Any], None]


@dataclass(frozen=True, slots=True)
class Manners:
    """How to behave, and towards whom.

    Attributes:
        contact: Mail or web address of who runs this program; servers ban who has none.
        origins: `scheme://host:port` of the configured services: nothing else is ever asked.
        per_second: Requests a second to one host.
        concurrency: Requests in flight at once to one host.
        attempts: How often one request is sent before the service counts as unavailable.
        longest_wait: Seconds that a server may ask to wait; who asks for more is given up.
        timeout: Seconds that one wait on the connection may take.
        deadline: Seconds that one whole answer may take; the query service itself stops after 60.
        largest: Bytes of an answer, unpacked.
        redirects: Redirects that one request may follow.
        asks_for_less: Whoever asks makes smaller requests when one was too much: it is not sent again as it was.
    """

    contact: str
    origins: frozenset[str]
    per_second: float = 1.0
    concurrency: int = 1
    attempts: int = 5
    longest_wait: float = 120.0
    timeout: float = 30.0
    deadline: float = 70.0
    largest: int = 32 * 1024 * 1024
    redirects: int = 3
    asks_for_less: bool = False

    def __post_init__(self) -> None:
        if not is_contact(self.contact):
            raise ConfigError(
                "asking a service needs `contact` (KG_CONTACT): a mail or web address of who runs this program, "
                "which is sent to the services that are asked"
            )

    @property
    def user_agent(self) -> str:
        """Who asks, with what, and how to reach the operator."""
        return f"newsgraph/{__version__} ({self.contact})"


@dataclass(frozen=True, slots=True)
class _Received:
    """What came over the wire, before anybody judged it."""

    status: int
    headers: Mapping[str, str]
    body: bytes


class Door:
    """Sends requests, with manners. Close it, or use it in a `with` statement; threads may share it.

    Args:
        manners: How to behave, and towards whom.
        clock: Seconds that never go back.
        wall: Seconds since 1970, to read a Retry-After that is a date.
        sleep: Waits so many seconds.
    """

    def __init__(
        self, manners: Manners, *, clock: Clock = time.monotonic, wall: Clock = time.time, sleep: Sleep = time.sleep
    ) -> None:
        self.manners = manners
        self._clock = clock
        self._wall = wall
        self._paces = {
            origin: Pace(interval=1.0 / manners.per_second, concurrency=manners.concurrency, clock=clock, sleep=sleep)
            for origin in sorted(manners.origins)
        }

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Gives the connections back."""
        if "_client" in self.__dict__:
            self._client.close()

    @cached_property
    def _client(self) -> httpx.Client:
        import httpx

        agent = f"{self.manners.user_agent} httpx/{httpx.__version__}"
        return httpx.Client(
            headers={"User-Agent": agent, "Accept-Encoding": "gzip"}, timeout=self.manners.timeout, max_redirects=0
        )

    def fetch(self, request: Request, check: Check) -> Reply:
        """The answer to a request.

        Args:
            request: What to ask, of one of the configured services.
            check: Raises TransientError for an answer that may pass (a service may report its own faults in an answer
                of status 200) and LinkError for one that will not.

        Raises:
            LinkError: This request cannot be answered; others can. A TransientError if it was too much for the server
                and the manners are to ask for less.
            LinkerUnavailableError: The service cannot be used: it gave no answer after all attempts, refuses this
                client, asks for too long a wait, or leads elsewhere.
        """
        pace = self._pace(request.url)
        for attempt in range(1, self.manners.attempts + 1):
            try:
                return self._once(request, check)
            except TransientError as error:
                if error.too_much and self.manners.asks_for_less:
                    raise
                failure = error
                if attempt < self.manners.attempts:
                    pace.hold(self._pause(attempt, error))
                    log.info("%s: %s; asking again", _host(request.url), error)
        raise LinkerUnavailableError(
            f"{_host(request.url)} gave no answer in {self.manners.attempts} attempts: {failure}"
        ) from failure

    def _pause(self, attempt: int, error: TransientError) -> float:
        """Seconds until the next attempt: as long as the server asks, else 2, 4, 8 … 60."""
        if error.retry_after is None:
            return float(min(2**attempt, 60))
        if error.retry_after > self.manners.longest_wait:
            raise LinkerUnavailableError(f"{error}, to be asked again in {error.retry_after:.0f} s") from error
        return error.retry_after

    def _once(self, request: Request, check: Check) -> Reply:
        received = self._follow(request)
        wait = self._retry_after(received)
        _judge(received, _host(request.url), wait)
        try:
            document = parse_json(received.headers.get("content-type", ""), received.body)
            check(document)
        except TransientError as error:
            raise TransientError(
                str(error),
                retry_after=wait if error.retry_after is None else error.retry_after,
                too_much=error.too_much,
            ) from error
        return Reply(document, received.body)

    def _follow(self, request: Request) -> _Received:
        """What comes in the end, after the redirects that may be followed."""
        for _ in range(self.manners.redirects + 1):
            received = self._send(request)
            location = received.headers.get("location")
            if received.status not in REDIRECTS or not location:
                return received
            request = self._redirected(request, received.status, location)
        raise LinkerUnavailableError(f"{_host(request.url)} redirects more than {self.manners.redirects} times")

    def _redirected(self, request: Request, status: int, location: str) -> Request:
        try:
            target = urljoin(request.url, location)
            here, there = origin_of(request.url), origin_of(target)
        except (ValueError, ConfigError) as error:
            raise LinkerUnavailableError(f"{_host(request.url)} redirects to what is no web address") from error
        downgrade = here.startswith("https:") and not there.startswith("https:")
        if there not in self._paces or downgrade or (is_private(there) and not is_private(here)):
            raise LinkerUnavailableError(f"{_host(request.url)} redirects to {there}, which is not allowed")
        if status in REPEATING or request.method == "GET":
            return replace(request, url=target)
        return Request("GET", target, accept=request.accept)

    def _send(self, request: Request) -> _Received:
        import httpx

        headers = {"Accept": request.accept}
        if request.content_type:
            headers["Content-Type"] = request.content_type
        with self._pace(request.url).turn():
            until = self._clock() + self.manners.deadline
            try:
                with self._client.stream(
                    request.method, request.url, content=request.body or None, headers=headers
                ) as response:
                    # The body of a failure tells nothing that its status and headers do not.
                    body = self._read(response, until) if response.is_success else b""
                    return _Received(response.status_code, response.headers, body)
            except httpx.TransportError as error:
                begun = not isinstance(error, httpx.ConnectError | httpx.ConnectTimeout)
                raise TransientError(f"{type(error).__name__}: {str(error) or 'no answer'}", too_much=begun) from error
            except httpx.InvalidURL as error:
                raise LinkError(f"{_host(request.url)}: no address that can be asked: {error}") from error

    def _read(self, response: httpx.Response, until: float) -> bytes:
        """The unpacked body, never more of it in memory than is allowed and one piece."""
        unpack = Unpacker(response.headers.get("content-encoding", ""), self.manners.largest)
        for piece in response.iter_raw():
            unpack.feed(piece)
            if self._clock() > until:
                raise TransientError(f"the answer took longer than {self.manners.deadline:.0f} s", too_much=True)
        return unpack.finish()

    def _retry_after(self, received: _Received) -> float | None:
        return retry_after(received.headers.get("retry-after", ""), self._wall())

    def _pace(self, url: str) -> Pace:
        pace = self._paces.get(origin_of(url))
        if pace is None:
            raise ConfigError(f"{_host(url)} is none of the configured services")
        return pace


def _judge(received: _Received, host: str, wait: float | None) -> None:
    """Raises for every status that is not a success."""
    status = received.status
    if status in PASSING:
        raise TransientError(f"{host} answers with status {status}", retry_after=wait, too_much=status in TOO_MUCH)
    if status in REFUSED:
        raise LinkerUnavailableError(f"{host} refuses this client (status {status}): check `contact`")
    if not 200 <= status < 300:
        raise LinkError(f"{host} answers with status {status}")


def _host(url: str) -> str:
    return urlsplit(url).hostname or url
